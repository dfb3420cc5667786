"""Lists the pages of a site, and makes each of them from the index."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from msgspec import Struct

from generator.content.model import LIST_PAGES, Article, Entity, Key, Kind, PartialDate
from generator.content.site import Site
from generator.index.index import Index, last_change
from generator.index.pagination import volume_path
from generator.index.related import related_to
from generator.index.timeline import timeline
from generator.open_data import json_ld
from generator.open_data.sqlite import DATABASE
from generator.open_data.tables import FOLDER, tables
from generator.open_data.web_annotations import COLLECTION
from generator.pages import story_form, translation_form
from generator.pages.cards import article_card
from generator.pages.citation import cite_article, cite_entity
from generator.pages.link_titles import translate_link_titles
from generator.pages.original_links import link_originals
from generator.pages.page import Feed, Page, Parts, SearchEntry, feed_of
from generator.pages.page_values import (
    KIND_LABELS,
    Values,
    article_values,
    busiest_organisation,
    coverage_values,
    entity_totals,
    entity_values,
    letter_name,
    letter_path,
    letter_title,
    letters_of,
    list_path,
    list_title,
    months_of,
    pictures_of,
    tracker_values,
)
from generator.pages.template_context import TemplateContext, render_template

HOME_OBSERVATIONS = 6
HOME_ARTICLES = 5
MOST_OBSERVATIONS = 60
"""The most observations on the page of status changes."""
MOST_ON_YEAR = 200
"""The most articles on the page of a year; with more, it links to its months."""


class PageEntry(NamedTuple):
    """A page that a site has; it is made when it is needed."""

    path: str
    kind: str
    """The name of its template."""
    make: Callable[[PageMaker], Page]


def page_entries(index: Index) -> Iterator[PageEntry]:
    """Yield every page of the generated tree."""
    yield PageEntry("index.md", "home", PageMaker.home_page)
    for article in index.articles:
        make = partial(PageMaker.article_page, key=article.key)
        yield PageEntry(article.key.path, "article", make)
    for kind in (Kind.TOPIC, Kind.PERSON, Kind.ORGANISATION, Kind.PLACE):
        yield from _list_entries(index, kind)
        yield from _entity_entries(index, kind)
    yield PageEntry("commitments/index.md", "commitments", PageMaker.commitments_page)
    yield from _entity_entries(index, Kind.COMMITMENT)
    yield from _archive_entries(index)
    yield PageEntry("moved.md", "status_changes", PageMaker.status_changes_page)
    yield PageEntry("corrections.md", "corrections", PageMaker.corrections_page)
    yield PageEntry("feeds.md", "feeds", PageMaker.feeds_page)
    yield PageEntry("data.md", "data", PageMaker.data_page)
    yield PageEntry("search.md", "search", PageMaker.search_page)
    yield PageEntry(story_form.PAGE, "story_form", PageMaker.story_form_page)
    if index.lists.language:
        yield PageEntry(translation_form.PAGE, "translation_form", PageMaker.translation_form_page)


def _list_entries(index: Index, kind: Kind) -> Iterator[PageEntry]:
    """Yield the list of a kind; of very many entities, a list for each letter too."""
    template, path = "topics" if kind is Kind.TOPIC else "list", f"{kind.folder}/index.md"
    yield PageEntry(path, template, partial(PageMaker.list_page, kind=kind))
    for letter in letters_of(index.of_kind(kind)):
        make = partial(PageMaker.letter_page, kind=kind, letter=letter)
        yield PageEntry(letter_path(kind, letter), template, make)


def _entity_entries(index: Index, kind: Kind) -> Iterator[PageEntry]:
    """Yield the page of each entity of a kind, and its volumes of older articles."""
    template = {Kind.TOPIC: "topic", Kind.COMMITMENT: "commitment"}.get(kind, "entity")
    for entity in index.of_kind(kind):
        key, number = entity.key, 1
        yield PageEntry(key.path, template, partial(PageMaker.entity_page, key=key))
        while index.has_volume(key, number):
            make = partial(PageMaker.volume_page, key=key, number=number)
            yield PageEntry(volume_path(key, number), "volume", make)
            number += 1


def _archive_entries(index: Index) -> Iterator[PageEntry]:
    yield PageEntry("archive/index.md", "archive", PageMaker.archive_page)
    months = [(month.year, month.month) for month in months_of(index.articles)]
    for year in dict.fromkeys(year for year, _ in months):
        make = partial(PageMaker.year_page, year=year)
        yield PageEntry(f"archive/{year:04}/index.md", "year", make)
    for year, month in months:
        make = partial(PageMaker.month_page, year=year, month=month)
        yield PageEntry(f"archive/{year:04}/{month:02}.md", "month", make)


class PageMaker(Struct, frozen=True):
    """Makes pages from an index, which may record what each page reads."""

    index: Index
    site: Site

    def home_page(self) -> Page:
        index = self.index
        return self._page(
            "index.md",
            "home",
            lambda: {
                "latest": index.newest_articles(HOME_ARTICLES),
                "observations": index.newest_observations(HOME_OBSERVATIONS),
                "topics": index.of_kind(Kind.TOPIC),
                "totals": list(entity_totals(index, self.site)),
            },
            title=self.site.name,
            description=self.site.description,
            thing=lambda: json_ld.web_site(self.site),
            feed=feed_of("index.md", self.site.name),
        )

    def page_of(self, key: Key) -> Page:
        """Return the page of an article or another entity."""
        return self.article_page(key) if key.kind is Kind.ARTICLE else self.entity_page(key)

    def article_page(self, key: Key) -> Page:
        path, index, article = key.path, self.index, self.index.entities[key]
        assert isinstance(article, Article)
        topics = tuple(topic.title for topic in index.topics(article))
        return self._page(
            path,
            "article",
            lambda: article_values(index, article, related_to(index, article)),
            title=article.title,
            description=article.summary,
            lang=article.lang,
            tags=topics,
            source=self._source(article),
            date=str(article.date),
            published=str(article.published or ""),
            updated=lambda: str(article.modified),
            sections=partial(self._article_sections, article),
            search=lambda: SearchEntry(
                self.site.texts.gettext("Story"),
                (("", article.summary), *index.texts[article.key].blocks),
                topics=topics,
                year=f"{article.date.day.year}",
                when=self.site.formats.date(article.date),
            ),
            card=article_card(article, topics, self.site),
            citation=cite_article(article, self.site) if self.site.url else None,
            thing=lambda: json_ld.news_article(index, self.site, article, pictures_of(article)),
        )

    def _article_sections(self, article: Article) -> dict[str, str]:
        """Return the sections that feeds contain too."""
        context = TemplateContext(self.index, article.key.path, self.site)
        sections = self._body_section(article)
        sections["sources"] = render_template("article_sources", context, article=article)
        if article.image:
            sections["picture"] = render_template("article_picture", context, image=article.image)
        return sections

    def _body_section(self, entity: Entity) -> dict[str, str]:
        return {"body": self._with_known_links(self.index.texts[entity.key].markdown, entity)}

    def _with_known_links(self, text: str, entity: Entity) -> str:
        """Return a text whose links lead to the original where this edition has no such page."""
        language, languages_of = self.site.language, self.index.languages_of
        text = translate_link_titles(text, self.site)
        if not self.site.folder:
            return text
        return link_originals(text, entity.key.path, lambda path: language in languages_of(path))

    def _source(self, entity: Entity) -> str:
        """Return the path of the file that the page of an entity shows."""
        return f"{self.site.folder if entity.translation else ''}{entity.key.path}"

    def list_page(self, kind: Kind) -> Page:
        template, path = "topics" if kind is Kind.TOPIC else "list", f"{kind.folder}/index.md"
        return self._page(path, template, partial(self._list_values, kind))

    def _list_values(self, kind: Kind) -> Values:
        entities = self.index.of_kind(kind)
        letters = [
            (letter_name(letter, self.site), letter_path(kind, letter), len(group))
            for letter, group in letters_of(entities).items()
        ]
        return {"entities": () if letters else entities, "letters": letters}

    def letter_page(self, kind: Kind, letter: str) -> Page:
        entities = letters_of(self.index.of_kind(kind))[letter]
        path, title = letter_path(kind, letter), letter_title(kind, letter, self.site)
        return self._page(path, "list", lambda: {"entities": entities, "letters": ()}, title=title)

    def entity_page(self, key: Key) -> Page:
        templates = {Kind.TOPIC: "topic", Kind.COMMITMENT: "commitment"}
        index, entity, text = self.index, self.index.entities[key], self.index.texts[key]
        return self._page(
            key.path,
            templates.get(key.kind, "entity"),
            lambda: entity_values(index, entity),
            title=entity.title,
            description=text.first_paragraph,
            source=self._source(entity),
            sections=partial(self._body_section, entity),
            search=lambda: SearchEntry(
                self.site.texts.gettext(KIND_LABELS[key.kind]),
                text.blocks,
                names=(entity.title, *entity.names.values(), *entity.aliases),
            ),
            thing=lambda: json_ld.entity_thing(index, self.site, entity),
            feed=feed_of(key.path, entity.title),
            citation=cite_entity(entity, self.site, index.last_change_about(key))
            if self.site.url and key.kind is Kind.COMMITMENT
            else None,
            updated=lambda: index.last_change_about(key),
        )

    def volume_page(self, key: Key, number: int) -> Page:
        index, entity = self.index, self.index.entities[key]
        articles = index.volume(key, number)
        dates = [self.site.formats.date(articles[at].date) for at in (-1, 0)]
        values = {"name": entity.title, "first": dates[0], "last": dates[1]}
        older = volume_path(key, number - 1) if number > 1 else ""
        newer = volume_path(key, number + 1) if index.has_volume(key, number + 1) else ""
        return self._page(
            volume_path(key, number),
            "volume",
            lambda: coverage_values(index, entity, articles) | {"older": older, "newer": newer},
            title=self.site.texts.gettext("%(name)s, %(first)s to %(last)s") % values,
            updated=lambda: last_change(articles),
        )

    def commitments_page(self) -> Page:
        return self._page("commitments/index.md", "commitments", self._tracker_values)

    def _tracker_values(self) -> Values:
        return tracker_values(self.index, self.index.commitments, self.site.texts)

    def archive_page(self) -> Page:
        return self._page("archive/index.md", "archive", self._archive_values)

    def _archive_values(self) -> Values:
        articles = self.index.articles
        years = groupby(months_of(articles), lambda month: month.year)
        return {
            "years": [(year, tuple(months)) for year, months in years],
            "total": len(articles),
            "timeline": timeline(self.index),
        }

    def year_page(self, year: int) -> Page:
        months = months_of(self.index.articles_in(year))
        is_long = sum(len(month.articles) for month in months) > MOST_ON_YEAR
        values = partial(dict[str, Any], months=months, is_long=is_long)
        title = self._stories_of(PartialDate(year))
        return self._page(f"archive/{year:04}/index.md", "year", values, title=title)

    def month_page(self, year: int, month: int) -> Page:
        articles = self.index.articles_in(year, month)
        return self._page(
            f"archive/{year:04}/{month:02}.md",
            "month",
            partial(dict, articles=articles, year=year),
            updated=lambda: last_change(articles),
            title=self._stories_of(PartialDate(year, month)),
        )

    def _stories_of(self, date: PartialDate) -> str:
        text = self.site.texts.gettext("Stories of %(date)s")
        return text % {"date": self.site.formats.date(date)}

    def status_changes_page(self) -> Page:
        observations = self.index.newest_observations(MOST_OBSERVATIONS + 1)
        years = groupby(
            observations[:MOST_OBSERVATIONS], lambda observation: observation.date.first_day.year
        )
        values = partial(
            dict[str, Any],
            years=[(year, list(group)) for year, group in years],
            has_older=len(observations) > MOST_OBSERVATIONS,
        )
        feed = feed_of("moved.md", list_title("moved.md", self.site))
        return self._page("moved.md", "status_changes", values, feed=feed)

    def corrections_page(self) -> Page:
        corrections = sorted(
            (
                (correction, article)
                for article in self.index.articles
                for correction in article.corrections
            ),
            key=lambda pair: (pair[0].date, pair[1].key.id),
            reverse=True,
        )
        return self._page("corrections.md", "corrections", partial(dict, corrections=corrections))

    def feeds_page(self) -> Page:
        return self._page("feeds.md", "feeds", lambda: {"topics": self.index.of_kind(Kind.TOPIC)})

    def search_page(self) -> Page:
        return self._page("search.md", "search")

    def data_page(self) -> Page:
        values = partial(
            dict[str, Any],
            tables=tables(self.index, self.site),
            folder=FOLDER,
            annotations=COLLECTION,
            database=DATABASE,
            example=busiest_organisation(self.index),
        )
        return self._page("data.md", "data", values)

    def story_form_page(self) -> Page:
        values = partial(story_form.values, self.index, self.site)
        return self._page(story_form.PAGE, "story_form", values)

    def translation_form_page(self) -> Page:
        values = partial(translation_form.values, self.index, self.site)
        title = self.site.texts.gettext(translation_form.TITLE)
        return self._page(translation_form.PAGE, "translation_form", values, title=title)

    def _page(
        self,
        path: str,
        template: str,
        values: Callable[[], Values] = dict,
        *,
        title: str = "",
        lang: str = "",
        updated: Callable[[], str] | None = None,
        sections: Callable[[], Mapping[str, str]] = dict,
        search: Callable[[], SearchEntry | None] = lambda: None,
        feed: Feed | None = None,
        thing: Callable[[], json_ld.Thing | None] = lambda: None,
        **fields: Any,
    ) -> Page:
        """Return the page that `template` renders; `values` is called when it is rendered."""
        title = title or list_title(path, self.site)
        context = TemplateContext(self.index, path, self.site)
        return Page(
            path=path,
            kind=template,
            title=title,
            lang=lang or self.site.language,
            feed=feed if self.site.url else None,
            parts=Parts(
                lambda: render_template(template, context, title=title, feed=feed, **values()),
                sections,
                search,
                lambda: json_ld.graph(thing(), self._breadcrumbs(path, title)),
                updated or self.index.last_change,
            ),
            **fields,
        )

    def _breadcrumbs(self, path: str, title: str) -> json_ld.Thing | None:
        if path == "index.md":
            return None
        steps = [(self.site.name, "index.md")]
        list_page = list_path(path)
        if list_page != path and list_page in LIST_PAGES:
            steps.append((list_title(list_page, self.site), list_page))
        if entity := self.index.get(Key.from_path(f"{posixpath.dirname(path)}.md")):
            steps.append((entity.title, entity.key.path))
        return json_ld.breadcrumbs(self.site, [*steps, (title, path)])
