"""Renders an index as Markdown pages."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import groupby
from typing import Any

from generator.content.model import LIST_PAGES, Article, Entity, Key, Kind
from generator.content.site import Site
from generator.index.index import Index
from generator.index.pagination import Pagination, Volume, paginate
from generator.index.related import RelatedFinder
from generator.index.timeline import timeline
from generator.open_data import json_ld
from generator.open_data.sqlite import DATABASE
from generator.open_data.tables import FOLDER, Table
from generator.open_data.web_annotations import COLLECTION
from generator.pages import story_form
from generator.pages.markdown_escape import MONTHS, date_in_words
from generator.pages.page import Card, Feed, Page, Parts, SearchEntry, feed_of, social_card_path
from generator.pages.page_values import (
    Month,
    Values,
    article_values,
    busiest_organisation,
    coverage_values,
    entity_totals,
    entity_values,
    initial_letter,
    list_path,
    months_of,
    tracker_values,
)
from generator.pages.template_context import TemplateContext, render_template

HOME_OBSERVATIONS = 6
HOME_ARTICLES = 5
MOST_OBSERVATIONS = 60
"""The most observations on the page of status changes."""
MOST_ON_LIST = 400
"""The most entities on the list of a kind; with more, each letter has a page."""
MOST_ON_YEAR = 200
"""The most articles on the page of a year; with more, it links to its months."""


def render(index: Index, site: Site, tables: tuple[Table, ...]) -> Iterator[Page]:
    """Yield every page of the generated tree; the data page describes `tables`."""
    return _Renderer(index, site, tables).pages()


def article_page(index: Index, site: Site, article: Article) -> Page:
    """Return the page of one article."""
    return _Renderer(index, site, ()).article_page(article)


def pages_showing(index: Index, site: Site, article: Article, *, passages: bool) -> Iterator[Page]:
    """Yield the article's page and, with `passages`, the pages that quote its passages."""
    renderer = _Renderer(index, site, ())
    yield renderer.article_page(article)
    if passages:
        for entity in index.known(article.mentioned):
            yield renderer.entity_page_with(entity, article)
    if passages and article.observed_states:
        yield renderer.home_page()
        yield renderer.status_changes_page()


def site_card(site: Site) -> Card:
    """Return the social card of every page that isn't an article's."""
    return Card(site.name, site.name, above=site.description)


@dataclass(frozen=True)
class _Renderer:
    index: Index
    site: Site
    tables: tuple[Table, ...]

    @cached_property
    def _change_dates(self) -> Mapping[Key, str]:
        """The date of each article's last change."""
        return {article.key: article.modified.day.isoformat() for article in self.index.articles}

    @cached_property
    def _newest_change(self) -> str:
        return self._last_change(self.index.articles)

    def _last_change(self, articles: Iterable[Article]) -> str:
        return max([self._change_dates[article.key] for article in articles], default="")

    @cached_property
    def _related(self) -> RelatedFinder:
        return RelatedFinder(self.index)

    def pages(self) -> Iterator[Page]:
        yield self.home_page()
        yield from map(self.article_page, self.index.articles)
        for kind in (Kind.TOPIC, Kind.PERSON, Kind.ORGANISATION, Kind.PLACE):
            entities = self.index.of_kind(kind)
            yield from self._list_pages(kind, entities)
            for entity in entities:
                yield from self._entity_pages(entity)
        yield from self._commitment_pages()
        yield from self._archive_pages()
        yield self.status_changes_page()
        yield self._corrections_page()
        topics = self.index.of_kind(Kind.TOPIC)
        yield self._page("feeds.md", "feeds", partial(dict, topics=topics))
        yield self._data_page()
        yield self._page("search.md", "search")
        yield self._story_form_page()

    def home_page(self) -> Page:
        index = self.index
        return self._page(
            "index.md",
            "home",
            lambda: {
                "latest": index.articles[:HOME_ARTICLES],
                "observations": index.recent_observations[:HOME_OBSERVATIONS],
                "topics": index.of_kind(Kind.TOPIC),
                "totals": list(entity_totals(index)),
            },
            title=self.site.name,
            description=self.site.description,
            thing=lambda: json_ld.web_site(self.site),
            feed=feed_of("index.md", self.site.name),
        )

    def article_page(self, article: Article) -> Page:
        path, index = article.key.path, self.index
        topics = tuple(topic.title for topic in index.topics(article))
        return self._page(
            path,
            "article",
            lambda: article_values(index, article, self._related.related_to(article)),
            title=article.title,
            description=article.summary,
            lang=article.lang,
            tags=topics,
            source=path,
            date=str(article.date),
            updated=str(article.modified),
            sections=partial(self._article_sections, article),
            search=lambda: SearchEntry(
                "Story",
                (("", article.summary), *index.texts[article.key].blocks),
                topics=topics,
                year=f"{article.date.day.year}",
                when=date_in_words(article.date),
            ),
            card=Card(
                article.title,
                self.site.name,
                article.lang,
                above=" · ".join(topics),
                below=date_in_words(article.date),
            ),
            thing=lambda: json_ld.news_article(index, self.site, article, _pictures(article)),
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
        return {"body": self.index.texts[entity.key].markdown}

    def _list_pages(self, kind: Kind, entities: Sequence[Entity]) -> Iterator[Page]:
        """Yield the list of a kind; of very many entities, a list for each letter too."""
        template, path = "topics" if kind is Kind.TOPIC else "list", f"{kind.folder}/index.md"
        if kind is Kind.TOPIC or len(entities) <= MOST_ON_LIST:
            yield self._page(path, template, partial(dict, entities=entities, letters=()))
            return
        by_letter = {
            f"{kind.folder}/letters/{letter}.md": (letter.upper(), list(group))
            for letter, group in groupby(sorted(entities, key=initial_letter), initial_letter)
        }
        letters = [
            (letter, letter_path, len(group)) for letter_path, (letter, group) in by_letter.items()
        ]
        yield self._page(path, template, partial(dict, entities=(), letters=letters))
        for letter_path, (letter, group) in by_letter.items():
            values = partial(dict[str, Any], entities=group, letters=())
            title = f"{LIST_PAGES[path]}: {letter}"
            yield self._page(letter_path, template, values, title=title)

    def _entity_pages(self, entity: Entity) -> Iterator[Page]:
        """Yield the page of an entity, and its volumes of older articles."""
        pagination = self._pagination(entity)
        yield self._entity_page(entity, pagination)
        for volume in pagination.volumes:
            yield self._volume_page(entity, pagination, volume)

    def entity_page_with(self, entity: Entity, article: Article) -> Page:
        """Return the page of an entity, or the volume of it, that covers an article."""
        pagination = self._pagination(entity)
        for volume in pagination.volumes:
            if article in volume.stories:
                return self._volume_page(entity, pagination, volume)
        return self._entity_page(entity, pagination)

    def _pagination(self, entity: Entity) -> Pagination:
        return paginate(entity.key, self.index.articles_about.get(entity.key, ()))

    def _entity_page(self, entity: Entity, pagination: Pagination) -> Page:
        templates = {Kind.TOPIC: "topic", Kind.COMMITMENT: "commitment"}
        return self._page(
            entity.key.path,
            templates.get(entity.key.kind, "entity"),
            lambda: entity_values(self.index, entity, pagination),
            title=entity.title,
            description=entity.first_paragraph,
            source=entity.key.path,
            sections=partial(self._body_section, entity),
            search=lambda: SearchEntry(
                entity.key.kind.word.capitalize(),
                self.index.texts[entity.key].blocks,
                names=(*entity.names.values(), *entity.aliases),
            ),
            thing=lambda: json_ld.entity_thing(self.index, self.site, entity),
            feed=feed_of(entity.key.path, entity.title),
            updated=self._last_change(self.index.articles_about.get(entity.key, ())),
        )

    def _volume_page(self, entity: Entity, pagination: Pagination, volume: Volume) -> Page:
        first, last = (date_in_words(volume.stories[at].date) for at in (-1, 0))
        older, newer = pagination.next_to(volume)
        neighbours = {"older": older, "newer": newer}
        return self._page(
            volume.path,
            "volume",
            lambda: coverage_values(self.index, entity, volume.stories) | neighbours,
            title=f"{entity.title}, {first} to {last}",
            updated=self._last_change(volume.stories),
        )

    def _commitment_pages(self) -> Iterator[Page]:
        commitments = self.index.commitments
        yield self._page(
            "commitments/index.md",
            "commitments",
            lambda: tracker_values(self.index, self.site.today, commitments),
        )
        for commitment in commitments:
            yield from self._entity_pages(commitment)

    def _archive_pages(self) -> Iterator[Page]:
        months = months_of(self.index.articles)
        years = [(year, tuple(group)) for year, group in groupby(months, lambda month: month.year)]
        yield self._page(
            "archive/index.md",
            "archive",
            lambda: {
                "years": years,
                "total": len(self.index.articles),
                "timeline": timeline(self.index),
            },
        )
        for year, months_of_year in years:
            yield self._year_page(year, months_of_year)
        yield from map(self._month_page, months)

    def _year_page(self, year: int, months: Sequence[Month]) -> Page:
        is_long = sum(len(month.articles) for month in months) > MOST_ON_YEAR
        values = partial(dict[str, Any], months=months, is_long=is_long)
        path = f"archive/{year:04}/index.md"
        return self._page(path, "year", values, title=f"Stories of {year}")

    def _month_page(self, month: Month) -> Page:
        return self._page(
            f"archive/{month.year:04}/{month.month:02}.md",
            "month",
            partial(dict, articles=month.articles, year=month.year),
            updated=self._last_change(month.articles),
            title=f"Stories of {MONTHS[month.month - 1]} {month.year}",
        )

    def status_changes_page(self) -> Page:
        observations = self.index.recent_observations
        listed = observations[:MOST_OBSERVATIONS]
        years = groupby(listed, lambda observation: observation.article.date.day.year)
        values = partial(
            dict[str, Any],
            years=[(year, list(group)) for year, group in years],
            has_older=len(observations) > MOST_OBSERVATIONS,
        )
        feed = feed_of("moved.md", LIST_PAGES["moved.md"])
        return self._page("moved.md", "status_changes", values, feed=feed)

    def _corrections_page(self) -> Page:
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

    def _data_page(self) -> Page:
        values = partial(
            dict[str, Any],
            tables=self.tables,
            folder=FOLDER,
            annotations=COLLECTION,
            database=DATABASE,
            example=busiest_organisation(self.index),
        )
        return self._page("data.md", "data", values)

    def _story_form_page(self) -> Page:
        values = partial(
            dict[str, Any],
            new_file_url=story_form.new_file_address(self.site),
            example=story_form.EXAMPLE,
        )
        return self._page(story_form.PAGE, "story_form", values)

    def _page(
        self,
        path: str,
        template: str,
        values: Callable[[], Values] = dict,
        *,
        title: str = "",
        updated: str = "",
        sections: Callable[[], Mapping[str, str]] = dict,
        search: Callable[[], SearchEntry | None] = lambda: None,
        feed: Feed | None = None,
        thing: Callable[[], json_ld.Thing | None] = lambda: None,
        **fields: Any,
    ) -> Page:
        """Return the page that `template` renders; `values` is called when it is rendered."""
        title = title or LIST_PAGES[path]
        context = TemplateContext(self.index, path, self.site)
        return Page(
            path=path,
            kind=template,
            title=title,
            updated=updated or self._newest_change,
            feed=feed if self.site.url else None,
            parts=Parts(
                lambda: render_template(template, context, title=title, feed=feed, **values()),
                sections,
                search,
                lambda: json_ld.graph(thing(), self._breadcrumbs(path, title)),
            ),
            **fields,
        )

    def _breadcrumbs(self, path: str, title: str) -> json_ld.Thing | None:
        if path == "index.md":
            return None
        steps = [(self.site.name, "index.md")]
        list_page = list_path(path)
        if list_page != path and list_page in LIST_PAGES:
            steps.append((LIST_PAGES[list_page], list_page))
        if entity := self.index.get(Key.from_path(f"{posixpath.dirname(path)}.md")):
            steps.append((entity.title, entity.key.path))
        return json_ld.breadcrumbs(self.site, [*steps, (title, path)])


def _pictures(article: Article) -> list[str]:
    """Return the paths within the site of an article's pictures, its social card first."""
    card = social_card_path(article.key.path)
    if article.image is None:
        return [card]
    folder = posixpath.dirname(article.key.path)
    return [card, posixpath.normpath(posixpath.join(folder, article.image.src))]
