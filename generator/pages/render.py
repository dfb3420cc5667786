"""Nouns to Markdown pages, through the templates."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import groupby
from typing import Any, NamedTuple

from generator.content.model import LIST_PAGES, Article, Commitment, Entity, Key, Kind, State
from generator.content.site import Site
from generator.index.index import Index, by_latest_observation
from generator.index.pagination import Pagination, Volume, paginate
from generator.index.related import RelatedFinder
from generator.index.timeline import timeline
from generator.open_data import json_ld as schema
from generator.open_data.sqlite import DATABASE
from generator.open_data.tables import FOLDER, Table
from generator.open_data.web_annotations import COLLECTION
from generator.pages import story_form as writing
from generator.pages.page import Card, Feed, Page, Parts, SearchEntry, feed_of, social_card_path
from generator.pages.template_context import MONTHS, TemplateContext, in_words, render_template

Values = dict[str, Any]
"""What a template is filled with, by name."""

STATE_MEANINGS = {
    State.SOUGHT: "One side has asked for it.",
    State.OFFERED: "One side has said that it would do it for the other.",
    State.AGREED: "It has been signed, approved or announced.",
    State.UNDER_WAY: "Work on it was seen.",
    State.DONE: "A source shows it finished.",
    State.STALLED: "A source shows that work on it stands still.",
    State.DROPPED: "A source shows that it was given up.",
}
MOVED_ON_HOME = 6
MOVED_AT_MOST = 60
LATEST_ON_HOME = 5
MOST_NAMED = 8
LISTED_AT_ONCE = 400
"""How many nouns the page of a kind lists itself; of more, there is a page for each letter."""
LISTED_IN_A_YEAR = 200
"""How many stories the page of a year lists itself; of more, its months do."""


def render(index: Index, site: Site, data: tuple[Table, ...]) -> Iterator[Page]:
    """Every page of the generated tree; `data` are the tables that its page of data explains."""
    return _Renderer(index, site, data).pages()


def story_page(index: Index, site: Site, article: Article) -> Page:
    """The page of one story."""
    return _Renderer(index, site, ())._article(article)


def pages_about(index: Index, site: Site, article: Article, *, passages: bool) -> Iterator[Page]:
    """The page of a story; and those that show its passages, when these are wanted too."""
    renderer = _Renderer(index, site, ())
    yield renderer._article(article)
    if passages:
        for entity in index.known(article.mentioned):
            yield renderer._page_with(entity, article)
    if passages and article.observed_states:
        yield renderer._home()
        yield renderer._moved()


def site_card(site: Site) -> Card:
    """The picture that is shared for a page that is no story."""
    return Card(site.name, site.name, above=site.description)


class PartyRecord(NamedTuple):
    """A person or an organisation that has made commitments."""

    entity: Entity
    total: int
    states: tuple[tuple[State | None, int], ...]
    """How many of them were seen last in which state."""
    overdue: int


_DONE_FIRST = (
    State.DONE,
    State.UNDER_WAY,
    State.AGREED,
    State.OFFERED,
    State.SOUGHT,
    State.STALLED,
    State.DROPPED,
)


@dataclass(frozen=True)
class _Renderer:
    index: Index
    site: Site
    data: tuple[Table, ...]

    def _changed(self, articles: Iterable[Article]) -> str:
        """The day on which the newest change of any of these stories was made."""
        return max([self._days[story.key] for story in articles], default="")

    @cached_property
    def _days(self) -> Mapping[Key, str]:
        """The day on which each story was changed last."""
        return {story.key: story.modified.day.isoformat() for story in self.index.articles}

    @cached_property
    def _changed_last(self) -> str:
        return self._changed(self.index.articles)

    @cached_property
    def _shelves(self) -> RelatedFinder:
        return RelatedFinder(self.index)

    def pages(self) -> Iterator[Page]:
        yield self._home()
        yield from map(self._article, self.index.articles)
        for kind in (Kind.TOPIC, Kind.PERSON, Kind.ORGANISATION, Kind.PLACE):
            entities = self.index.of_kind(kind)
            yield from self._list(kind, entities)
            for entity in entities:
                yield from self._noun(entity)
        yield from self._commitments()
        yield from self._archive()
        yield self._moved()
        yield self._corrections()
        topics = self.index.of_kind(Kind.TOPIC)
        yield self._page("feeds.md", "feeds", partial(dict, topics=topics))
        data = partial(
            dict[str, Any],
            tables=self.data,
            folder=FOLDER,
            annotations=COLLECTION,
            database=DATABASE,
            asked=self._busiest(),
        )
        yield self._page("data.md", "data", data)
        yield self._page("search.md", "search")
        begun = partial(
            dict[str, Any], begun=writing.new_file_address(self.site), example=writing.EXAMPLE
        )
        yield self._page(writing.PAGE, "write", begun)

    def _list(self, kind: Kind, entities: Sequence[Entity]) -> Iterator[Page]:
        """The page of all nouns of a kind; of very many, one for each letter."""
        template, path = "topics" if kind is Kind.TOPIC else "list", f"{kind.folder}/index.md"
        if kind is Kind.TOPIC or len(entities) <= LISTED_AT_ONCE:
            yield self._page(path, template, partial(dict, entities=entities, letters=()))
            return
        letters = {
            f"{kind.folder}/letters/{letter}.md": (letter.upper(), list(found))
            for letter, found in groupby(sorted(entities, key=_letter), _letter)
        }
        ways = [(name, there, len(found)) for there, (name, found) in letters.items()]
        yield self._page(path, template, partial(dict, entities=(), letters=ways))
        for there, (name, found) in letters.items():
            values = partial(dict[str, Any], entities=found, letters=())
            yield self._page(there, template, values, title=f"{LIST_PAGES[path]}: {name}")

    def _home(self) -> Page:
        return self._page(
            "index.md",
            "home",
            lambda: {
                "latest": self.index.articles[:LATEST_ON_HOME],
                "moved": self.index.recent_observations[:MOVED_ON_HOME],
                "topics": self.index.of_kind(Kind.TOPIC),
                "holds": list(self._holds()),
            },
            title=self.site.name,
            description=self.site.description,
            thing=lambda: schema.web_site(self.site),
            feed=feed_of("index.md", self.site.name),
        )

    def _holds(self) -> Iterator[tuple[str, str, int]]:
        """How many there are of each kind of noun that has a list, with the list's path."""
        for kind in (Kind.COMMITMENT, Kind.PERSON, Kind.ORGANISATION, Kind.PLACE):
            if count := len(self.index.of_kind(kind)):
                word = kind.word if count == 1 else kind.folder
                yield word, f"{kind.folder}/index.md", count

    def _busiest(self) -> Entity | None:
        """The organisation that has made most commitments."""
        made = [
            (sum(key in one.by for one in found), key.id, key)
            for key, found in self.index.commitments_of.items()
            if key.kind is Kind.ORGANISATION and key in self.index.entities
        ]
        return self.index.entities[max(made)[2]] if made else None

    def _article(self, article: Article) -> Page:
        path, topics = article.key.path, self.index.topics(article)
        titles = tuple(topic.title for topic in topics)
        return self._page(
            path,
            "article",
            lambda: self._around(article),
            title=article.title,
            description=article.summary,
            lang=article.lang,
            tags=titles,
            source=path,
            date=str(article.date),
            updated=str(article.modified),
            search=lambda: SearchEntry(
                "Story",
                (("", article.summary), *self.index.texts[article.key].blocks),
                topics=titles,
                year=f"{article.date.day.year}",
                when=in_words(article.date),
            ),
            card=Card(
                article.title,
                self.site.name,
                article.lang,
                above=" · ".join(titles),
                below=in_words(article.date),
            ),
            thing=lambda: schema.news_article(self.index, self.site, article, _pictures(article)),
        )

    def _around(self, article: Article) -> Values:
        index = self.index
        return {
            "article": article,
            "topics": index.topics(article),
            "observations": index.observations_in(article),
            "people": index.mentioned_in(article, Kind.PERSON),
            "organisations": index.mentioned_in(article, Kind.ORGANISATION),
            "places": index.mentioned_in(article, Kind.PLACE),
            "reading": self._shelves.related_to(article),
        }

    def _noun(self, entity: Entity) -> Iterator[Page]:
        """The page of a noun, and those of its volumes."""
        shelved = paginate(entity.key, self.index.articles_about.get(entity.key, ()))
        yield self._noun_page(entity, shelved)
        for volume in shelved.volumes:
            yield self._volume(entity, shelved, volume)

    def _page_with(self, entity: Entity, article: Article) -> Page:
        """The page of a noun, or of one of its volumes, on which a story stands."""
        shelved = paginate(entity.key, self.index.articles_about.get(entity.key, ()))
        for volume in shelved.volumes:
            if article in volume.stories:
                return self._volume(entity, shelved, volume)
        return self._noun_page(entity, shelved)

    def _about(self, entity: Entity, shelved: Pagination) -> Values:
        index, key = self.index, entity.key
        promises = index.commitments_of.get(key, ())
        common = self._told(entity, shelved.newest) | {"shelf": shelved, "promises": promises}
        common |= {"count": len(index.articles_about.get(key, ()))}
        if key.kind is Kind.TOPIC:
            return common | {
                "open_promises": [one for one in promises if index.is_open(one.key)],
                "closed_promises": [one for one in promises if not index.is_open(one.key)],
                "people": index.most_mentioned(key, Kind.PERSON, MOST_NAMED),
                "organisations": index.most_mentioned(key, Kind.ORGANISATION, MOST_NAMED),
            }
        return common | {
            "made": [one for one in promises if key in one.by],
            "received": [one for one in promises if key in one.to and key not in one.by],
        }

    def _told(self, entity: Entity, stories: tuple[Article, ...]) -> Values:
        """What stories say of a noun."""
        index, key = self.index, entity.key
        here = {story.key for story in stories}
        seen = [one for one in index.observations.get(key, ()) if one.article.key in here]
        proofs = {(one.article.key, index.evidence(one).passage.anchor) for one in seen}
        mentions = index.mentions(key, stories)
        if proofs:
            mentions = tuple(
                m for m in mentions if (m.article.key, index.passage(m).anchor) not in proofs
            )
        return {
            "entity": entity,
            "kind": key.kind,
            "list_title": LIST_PAGES[_list_of(key.path)],
            "stories": stories,
            "mentions": mentions,
            "remarks": index.quotations(key, stories),
            "history": seen,
        }

    def _volume(self, entity: Entity, shelved: Pagination, volume: Volume) -> Page:
        first, last = (in_words(volume.stories[at].date) for at in (-1, 0))
        older, newer = shelved.next_to(volume)
        ways = {"older": older, "newer": newer}
        return self._page(
            volume.path,
            "volume",
            lambda: self._told(entity, volume.stories) | ways,
            title=f"{entity.title}, {first} to {last}",
            updated=self._changed(volume.stories),
        )

    def _noun_page(self, entity: Entity, shelved: Pagination) -> Page:
        templates = {Kind.TOPIC: "topic", Kind.COMMITMENT: "commitment"}
        template = templates.get(entity.key.kind, "entity")
        return self._page(
            entity.key.path,
            template,
            lambda: self._about(entity, shelved),
            title=entity.title,
            description=entity.first_paragraph,
            source=entity.key.path,
            search=lambda: SearchEntry(
                entity.key.kind.word.capitalize(),
                self.index.texts[entity.key].blocks,
                names=(*entity.names.values(), *entity.aliases),
            ),
            thing=lambda: schema.entity_thing(self.index, self.site, entity),
            feed=feed_of(entity.key.path, entity.title),
            updated=self._changed(self.index.articles_about.get(entity.key, ())),
        )

    def _commitments(self) -> Iterator[Page]:
        found = [
            entity
            for entity in self.index.of_kind(Kind.COMMITMENT)
            if isinstance(entity, Commitment)
        ]
        yield self._page("commitments/index.md", "commitments", lambda: self._tracked(found))
        for commitment in found:
            yield from self._noun(commitment)

    def _tracked(self, found: Sequence[Commitment]) -> Values:
        index, today = self.index, self.site.today
        ranked = by_latest_observation(found, index.observations)
        states = [index.state(commitment.key) for commitment in found]
        moved = {
            one.commitment
            for one in index.recent_observations
            if today and one.article.date.day.year == today.year
        }
        keepers = list(self._keepers(found))
        return {
            "commitments": ranked,
            "counts": [(state, states.count(state)) for state in State if state in states],
            "overdue": [one for one in ranked if index.is_overdue(one, today)],
            "year": today.year if today else 0,
            "moved": [one for one in ranked if one.key in moved],
            "keepers": [keeper for keeper in keepers if keeper.total > 1],
            "others": sum(keeper.total == 1 for keeper in keepers),
            "meanings": list(STATE_MEANINGS.items()),
        }

    def _keepers(self, found: Sequence[Commitment]) -> Iterator[PartyRecord]:
        """Who has made commitments: those who have made most first."""
        made: dict[Key, list[Commitment]] = defaultdict(list)
        for one in found:
            for key in one.by:
                made[key].append(one)
        known = [(entity, made[entity.key]) for entity in self.index.known(made)]
        for entity, promises in sorted(known, key=lambda pair: (-len(pair[1]), pair[0].title)):
            states = [self.index.state(one.key) for one in promises]
            counts = [(one, states.count(one)) for one in (*_DONE_FIRST, None) if one in states]
            overdue = sum(self.index.is_overdue(one, self.site.today) for one in promises)
            yield PartyRecord(entity, len(promises), tuple(counts), overdue)

    def _archive(self) -> Iterator[Page]:
        months = [
            (year, month, tuple(articles))
            for (year, month), articles in groupby(
                self.index.articles, lambda one: (one.date.day.year, one.date.day.month)
            )
        ]
        years = [(year, tuple(found)) for year, found in groupby(months, lambda month: month[0])]
        yield self._page(
            "archive/index.md",
            "archive",
            lambda: {
                "years": years,
                "total": len(self.index.articles),
                "timeline": timeline(self.index),
            },
        )
        for year, found in years:
            title = f"Stories of {year}"
            path = f"archive/{year:04}/index.md"
            count = sum(len(articles) for _, _, articles in found)
            is_long = count > LISTED_IN_A_YEAR
            yield self._page(
                path, "year", partial(dict, months=found, is_long=is_long), title=title
            )
        for year, month, articles in months:
            yield self._page(
                f"archive/{year:04}/{month:02}.md",
                "month",
                partial(dict, articles=articles, year=year),
                updated=self._changed(articles),
                title=f"Stories of {MONTHS[month - 1]} {year}",
            )

    def _moved(self) -> Page:
        moved = self.index.recent_observations[:MOVED_AT_MOST]
        years = groupby(moved, lambda seen: seen.article.date.day.year)
        return self._page(
            "moved.md",
            "moved",
            partial(
                dict,
                years=[(year, list(found)) for year, found in years],
                total=len(self.index.recent_observations),
            ),
            feed=feed_of("moved.md", LIST_PAGES["moved.md"]),
        )

    def _corrections(self) -> Page:
        corrections = sorted(
            ((one, story) for story in self.index.articles for one in story.corrections),
            key=lambda pair: (pair[0].date, pair[1].key.id),
            reverse=True,
        )
        return self._page("corrections.md", "corrections", partial(dict, corrections=corrections))

    def _page(
        self,
        path: str,
        template: str,
        values: Callable[[], Values] = dict,
        *,
        title: str = "",
        updated: str = "",
        search: Callable[[], SearchEntry | None] = lambda: None,
        feed: Feed | None = None,
        thing: Callable[[], schema.Thing | None] = lambda: None,
        **more: Any,
    ) -> Page:
        """The page that `template` makes of `values`, which are gathered when it is made."""
        title = title or LIST_PAGES[path]
        context = TemplateContext(self.index, path, self.site)
        return Page(
            path=path,
            kind=template,
            title=title,
            updated=updated or self._changed_last,
            feed=feed if self.site.url else None,
            parts=Parts(
                lambda: render_template(template, context, title=title, feed=feed, **values()),
                search,
                lambda: schema.graph(thing(), self._way_to(path, title)),
            ),
            **more,
        )

    def _way_to(self, path: str, title: str) -> schema.Thing | None:
        if path == "index.md":
            return None
        steps = [(self.site.name, "index.md")]
        if (above := _list_of(path)) != path and above in LIST_PAGES:
            steps.append((LIST_PAGES[above], above))
        if entity := self.index.get(Key.from_path(f"{posixpath.dirname(path)}.md")):
            steps.append((entity.title, entity.key.path))
        return schema.breadcrumbs(self.site, [*steps, (title, path)])


def _letter(entity: Entity) -> str:
    """What a noun is listed under when there are many: its first letter, or `other`."""
    first = entity.title[:1].lower()
    return first if first.isascii() and first.isalpha() else "other"


def _list_of(path: str) -> str:
    """The page that lists the page at `path`: a story's is the archive."""
    folder = path.partition("/")[0]
    return "archive/index.md" if folder == Kind.ARTICLE.folder else f"{folder}/index.md"


def _pictures(article: Article) -> list[str]:
    """The paths within the site of a story's pictures, the one to share first."""
    shared = social_card_path(article.key.path)
    if article.image is None:
        return [shared]
    folder = posixpath.dirname(article.key.path)
    return [shared, posixpath.normpath(posixpath.join(folder, article.image.src))]
