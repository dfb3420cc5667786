"""Feeds: the newest stories and news of commitments as Atom, RSS and JSON Feed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from email.utils import format_datetime
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from generator.desk import in_words
from generator.index import Index, Observation
from generator.model import Article, Key, Kind, Moment, Noun, Source, Topic
from generator.page import Feed, feed_of, share_picture
from generator.site import Site

SITE_ITEMS = 20
"""How many stories, or news, the feeds of the whole site and of a topic hold at most."""
NOUN_ITEMS = 5
"""The same for the feed of one person, organisation, place or commitment."""
OPML = "feeds.opml"
SHEET = "assets/feed.css"

StoryHtml = Callable[[Article], str]
"""The text of a story with its sources, as HTML whose addresses are whole."""


@dataclass(frozen=True, slots=True)
class Item:
    """What a feed holds one of: a story, or a commitment seen in a state."""

    id: str
    """Stays the same for ever, whatever becomes of its address."""
    url: str
    title: str
    summary: str
    html: str = field(repr=False)
    published: datetime
    updated: datetime
    lang: str
    authors: tuple[str, ...]
    topics: tuple[Topic, ...]
    sources: tuple[Source, ...]
    picture: str


def feed_files(index: Index, site: Site, story_html: StoryHtml) -> dict[str, str]:
    """Every feed in its three forms, and the list of all, by path within the site.

    A feed has whole addresses alone: without the site's own there is none.
    """
    if not site.url:
        return {}
    newsroom = _Newsroom(index, site, story_html)
    made: dict[str, str] = {}
    for feed, items in newsroom.feeds():
        made |= newsroom.files(feed, items)
    made[OPML] = _fill("opml", site=site, own=_own(site), groups=_groups(index))
    return made


def told(index: Index, site: Site) -> frozenset[str]:
    """The paths of the stories that any feed tells whole."""
    if not site.url:
        return frozenset()
    lists = [index.articles[:SITE_ITEMS]]
    for kind in FOLLOWED:
        if kind is not Kind.COMMITMENT:
            lists += [index.stories.get(noun.key, ())[: _most(noun.key)] for noun in index.of(kind)]
    return frozenset(article.key.path for found in lists for article in found)


def _most(key: Key) -> int:
    """How many items the feed of a noun holds at most: topics are followed, others looked up."""
    return SITE_ITEMS if key.kind is Kind.TOPIC else NOUN_ITEMS


def identity(site: Site, article: Article) -> str:
    """A story's name for ever: the first address that it had, which its `aliases` keep."""
    first = article.aliases[0] if article.aliases else f"{article.key.path.removesuffix('.md')}/"
    return f"{site.url}{first}"


@dataclass(frozen=True)
class _Newsroom:
    index: Index
    site: Site
    story_html: StoryHtml
    _items: dict[Key, Item] = field(default_factory=dict)
    """Each story, by its key."""
    _written: dict[str, tuple[Markup, Markup, str]] = field(default_factory=dict)
    """Each item in the three forms, by its id: most stand in several feeds."""

    def feeds(self) -> Iterable[tuple[Feed, list[Item]]]:
        stories, moved = _own(self.site)
        yield stories, self._stories(self.index.articles, SITE_ITEMS)
        yield moved, list(map(self._news, self.index.moved[:SITE_ITEMS]))
        for noun in chain.from_iterable(map(self.index.of, FOLLOWED)):
            yield feed_of(noun.key.path, noun.title), self._about(noun)

    def _about(self, noun: Noun) -> list[Item]:
        if noun.key.kind is Kind.COMMITMENT:
            history = self.index.observations.get(noun.key, ())
            return list(map(self._news, history[:NOUN_ITEMS]))
        return self._stories(self.index.stories.get(noun.key, ()), _most(noun.key))

    def _stories(self, articles: Iterable[Article], most: int) -> list[Item]:
        return [self._story(article) for article in tuple(articles)[:most]]

    def _story(self, article: Article) -> Item:
        if article.key not in self._items:
            self._items[article.key] = self._new_story(article)
        return self._items[article.key]

    def _new_story(self, article: Article) -> Item:
        return Item(
            id=identity(self.site, article),
            url=self.site.full(article.key.path),
            title=article.title,
            summary=article.summary,
            html=self.story_html(article),
            published=_instant(article.date),
            updated=max(_instant(article.modified), _instant(article.date)),
            lang=article.lang,
            authors=article.byline or (self.site.name,),
            topics=self.index.topics(article),
            sources=article.sources,
            picture=self.site.full(share_picture(article.key.path)),
        )

    def _news(self, seen: Observation) -> Item:
        article, commitment = seen.article, self.index.nouns[seen.commitment]
        words, passage = self.index.proof(seen)
        address = self.site.full(article.key.path, passage.anchor)
        return Item(
            id=f"{identity(self.site, article)}#{seen.commitment.id}",
            url=address,
            title=f"{seen.state.words}: {commitment.title}",
            summary=f"“{words}”",
            html=_fill(
                "news",
                seen=seen,
                passage=passage,
                address=address,
                commitment=commitment,
                site=self.site,
            ),
            published=_instant(article.date),
            updated=_instant(article.date),
            lang="en",
            authors=article.byline or (self.site.name,),
            topics=self.index.topics(article),
            sources=article.sources,
            picture=self.site.full(share_picture(article.key.path)),
        )

    def files(self, feed: Feed, items: list[Item]) -> dict[str, str]:
        entries = [self._written.get(item.id) or self._write(item) for item in items]
        changed = max((item.updated for item in items), default=self._newest)
        sheet = "../" * feed.folder.count("/") + SHEET
        said = {"feed": feed, "site": self.site, "sheet": sheet, "changed": changed}
        title = _title(feed, self.site)
        return {
            feed.atom: _fill("atom", title=title, entries=[one[0] for one in entries], **said),
            feed.rss: _fill("rss", title=title, entries=[one[1] for one in entries], **said),
            feed.json: _json_feed(feed, title, self.site, [one[2] for one in entries]),
        }

    def _write(self, item: Item) -> tuple[Markup, Markup, str]:
        atom = Markup(_fill("atom_entry", item=item, site=self.site))
        rss = Markup(_fill("rss_item", item=item, site=self.site))
        made = atom, rss, _line(_json_item(item))
        self._written[item.id] = made
        return made

    @cached_property
    def _newest(self) -> datetime:
        """What an empty feed says of its last change, so that it says the same every time."""
        return _instant(self.index.articles[0].date) if self.index.articles else _LONG_AGO


FOLLOWED = (Kind.TOPIC, Kind.COMMITMENT, Kind.PERSON, Kind.ORGANISATION, Kind.PLACE)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def _title(feed: Feed, site: Site) -> str:
    return feed.title if feed.title == site.name else f"{feed.title} - {site.name}"


def _instant(moment: Moment) -> datetime:
    """A day without a time begins at midnight, as UTC has it."""
    return moment.at or datetime.combine(moment.day, time(), UTC)


def _own(site: Site) -> tuple[Feed, Feed]:
    """The feeds of the whole site: its stories, and what moved."""
    return feed_of("index.md", site.name), feed_of("moved.md", "What moved")


def _groups(index: Index) -> list[tuple[str, list[Feed]]]:
    """The feeds of the nouns, under the name of their kind."""
    return [
        (kind.folder.capitalize(), [feed_of(n.key.path, n.title) for n in index.of(kind)])
        for kind in FOLLOWED
        if index.of(kind)
    ]


def _json_feed(feed: Feed, title: str, site: Site, items: Iterable[str]) -> str:
    """JSON Feed 1.1 (jsonfeed.org/version/1.1), an item to a line."""
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": site.full(feed.page),
        "feed_url": f"{site.url}{feed.json}",
        "description": site.description,
        "icon": f"{site.url}assets/icon-512.png",
        "favicon": f"{site.url}favicon.ico",
        "language": "en",
        "authors": [{"name": site.name, "url": site.url}],
    }
    return f'{_line(_filled(head))[:-1]},"items":[\n' + ",\n".join(items) + "\n]}\n"


def _json_item(item: Item) -> Mapping[str, Any]:
    return _filled(
        {
            "id": item.id,
            "url": item.url,
            "external_url": item.sources[0].url if item.sources else "",
            "title": item.title,
            "summary": item.summary,
            "content_html": item.html,
            "image": item.picture,
            "date_published": item.published.isoformat(),
            "date_modified": item.updated.isoformat(),
            "authors": [{"name": name} for name in item.authors],
            "tags": [topic.title for topic in item.topics],
            "language": item.lang,
        }
    )


def _filled(says: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in says.items() if value not in ("", [])}


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# What becomes XML

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _carried(value: object) -> object:
    """What XML 1.0 can carry: a character that it cannot is shown as one that is unknown."""
    if type(value) is not str:  # what is markup already was carried when it was made
        return value
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", value)


_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates" / "feeds"),
    autoescape=True,
    finalize=_carried,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_environment.filters |= {"mail_date": format_datetime, "words": in_words}


def _fill(template: str, **values: Any) -> str:
    return _environment.get_template(f"{template}.xml.jinja").render(**values)
