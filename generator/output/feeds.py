"""Feeds: the newest stories and news of commitments as Atom, RSS and JSON Feed."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from itertools import chain, islice
from typing import Any, NamedTuple

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from generator.content.model import Article, Key, Kind, Moment, Source, Topic
from generator.content.site import Site
from generator.index.index import Index, Observation
from generator.open_data.json_line import json_line
from generator.pages.page import Feed, feed_of, social_card_path
from generator.pages.template_context import in_words
from generator.pages.template_engine import environment

SITE_ITEMS = 20
"""How many stories, or news, the feeds of the whole site and of a topic hold at most."""
NOUN_ITEMS = 5
"""The same for the feed of one person, organisation, place or commitment."""
OPML = "feeds.opml"
SHEET = "assets/feed.css"


class FeedEntry(NamedTuple):
    """A story, or a commitment seen in a state, in each form."""

    atom: str
    rss: str
    json: str


EntryMaker = Callable[[Article], FeedEntry]
"""Gives a story as `told` makes it."""


class Item(Struct, frozen=True):
    """What a feed holds one of."""

    id: str
    """Stays the same for ever, whatever becomes of its address."""
    url: str
    title: str
    summary: str
    html: str
    published: datetime
    updated: datetime
    lang: str
    authors: tuple[str, ...]
    topics: tuple[Topic, ...]
    sources: tuple[Source, ...]
    picture: str


def feed_files(
    index: Index, site: Site, tell: EntryMaker, part: int = 0, parts: int = 1
) -> Iterator[tuple[str, str]]:
    """Every feed in its three forms, and the list of all, with their paths within the site.

    Of `parts` that can be made side by side, the one that is asked for. A feed has whole
    addresses alone: without the site's own there is none.
    """
    if not site.url:
        return
    newsroom = _FeedWriter(index, site, tell)
    for feed in islice(newsroom.feeds(), part, None, parts):
        yield from newsroom.files(*feed)
    if part == 0:
        yield OPML, _fill("opml", site=site, own=_own(site), groups=_groups(index))


def articles_in_feeds(index: Index, site: Site) -> frozenset[str]:
    """The paths of the stories that any feed tells whole."""
    if not site.url:
        return frozenset()
    lists = [index.articles[:SITE_ITEMS]]
    for kind in FOLLOWED:
        if kind is not Kind.COMMITMENT:
            lists += [
                index.articles_about.get(entity.key, ())[: _most(entity.key)]
                for entity in index.of_kind(kind)
            ]
    return frozenset(article.key.path for found in lists for article in found)


def feeds_with(index: Index, site: Site, article: Article) -> Iterator[Feed]:
    """The feeds that tell a story whole."""
    if not site.url:
        return
    if article in index.articles[:SITE_ITEMS]:
        yield _own(site)[0]
    for entity in index.known(article.mentioned):
        newest = index.articles_about[entity.key][: _most(entity.key)]
        if entity.key.kind is not Kind.COMMITMENT and article in newest:
            yield feed_of(entity.key.path, entity.title)


def feeds_with_observation(index: Index, site: Site, seen: Observation) -> Iterator[Feed]:
    """The feeds that tell of an observation."""
    if not site.url:
        return
    if seen in index.recent_observations[:SITE_ITEMS]:
        yield _own(site)[1]
    if seen in index.observations[seen.commitment][:NOUN_ITEMS]:
        entity = index.entities[seen.commitment]
        yield feed_of(entity.key.path, entity.title)


def _most(key: Key) -> int:
    """How many items the feed of a noun holds at most: topics are followed, others looked up."""
    return SITE_ITEMS if key.kind is Kind.TOPIC else NOUN_ITEMS


def identity(site: Site, article: Article) -> str:
    """A story's name for ever: the first address that it had, which its `aliases` keep."""
    first = article.aliases[0] if article.aliases else f"{article.key.path.removesuffix('.md')}/"
    return f"{site.url}{first}"


def article_entry(index: Index, site: Site, article: Article, html: str) -> FeedEntry:
    """A story in each form; `html` is its text and sources, with addresses that are whole."""
    url = site.full_url(article.key.path)
    return _feed_entry(_item(index, site, article, identity(site, article), url, html=html), site)


def observation_entry(index: Index, site: Site, seen: Observation) -> FeedEntry:
    """An observation in each form."""
    article, commitment = seen.article, index.entities[seen.commitment]
    words, passage = index.evidence(seen)
    address = site.full_url(article.key.path, passage.anchor)
    said = {"seen": seen, "passage": passage, "address": address, "commitment": commitment}
    item = _item(
        index,
        site,
        article,
        f"{identity(site, article)}#{commitment.key.id}",
        address,
        html=_fill("news", site=site, **said),
        title=f"{seen.state.words}: {commitment.title}",
        summary=f"“{words}”",
        updated=_instant(article.date),
        lang="en",
    )
    return _feed_entry(item, site)


def _item(index: Index, site: Site, article: Article, id: str, url: str, **others: Any) -> Item:
    """What a feed holds for a story; `others` are what is not the story's own."""
    own = {
        "title": article.title,
        "summary": article.summary,
        "updated": _changed(article),
        "lang": article.lang,
    }
    return Item(
        id=id,
        url=url,
        published=_instant(article.date),
        authors=article.byline or (site.name,),
        topics=index.topics(article),
        sources=article.sources,
        picture=site.full_url(social_card_path(article.key.path)),
        **{**own, **others},
    )


def _feed_entry(item: Item, site: Site) -> FeedEntry:
    # What RSS calls a description is HTML: words are escaped before they become XML.
    in_html = replace(item, summary=html.escape(item.summary, quote=False))
    return FeedEntry(
        _fill("atom_entry", item=item, site=site),
        _fill("rss_item", item=in_html, site=site),
        json_line(_json_item(item)),
    )


class _FeedWriter(Struct, frozen=True):
    index: Index
    site: Site
    tell: EntryMaker

    def feeds(self) -> Iterator[tuple[Feed, Sequence[Article | Observation]]]:
        """Each feed with what it tells, the newest first."""
        stories, moved = _own(self.site)
        yield stories, self.index.articles[:SITE_ITEMS]
        yield moved, self.index.recent_observations[:SITE_ITEMS]
        for entity in chain.from_iterable(map(self.index.of_kind, FOLLOWED)):
            yield feed_of(entity.key.path, entity.title), self._about(entity.key)

    def _about(self, key: Key) -> Sequence[Article | Observation]:
        if key.kind is Kind.COMMITMENT:
            return self.index.observations.get(key, ())[:NOUN_ITEMS]
        return self.index.articles_about.get(key, ())[: _most(key)]

    def files(
        self, feed: Feed, found: Sequence[Article | Observation]
    ) -> Iterator[tuple[str, str]]:
        items = [self.tell(one) if isinstance(one, Article) else self._news(one) for one in found]
        sheet, title = "../" * feed.folder.count("/") + SHEET, _title(feed, self.site)
        said = {"feed": feed, "site": self.site, "sheet": sheet, "title": title}
        said["changed"] = max(map(_changed, found), default=self._newest())
        yield feed.atom, _fill("atom", entries=[Markup(one.atom) for one in items], **said)
        yield feed.rss, _fill("rss", entries=[Markup(one.rss) for one in items], **said)
        yield feed.json, _json_feed(feed, title, self.site, [one.json for one in items])

    def _news(self, seen: Observation) -> FeedEntry:
        return observation_entry(self.index, self.site, seen)

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


def _changed(told: Article | Observation) -> datetime:
    if isinstance(told, Observation):
        return _instant(told.article.date)
    return max(_instant(told.modified), _instant(told.date))


def _own(site: Site) -> tuple[Feed, Feed]:
    """The feeds of the whole site: its stories, and what moved."""
    return feed_of("index.md", site.name), feed_of("moved.md", "What moved")


def _groups(index: Index) -> list[tuple[str, list[Feed]]]:
    """The feeds of the nouns, under the name of their kind."""
    return [
        (kind.folder.capitalize(), [feed_of(n.key.path, n.title) for n in index.of_kind(kind)])
        for kind in FOLLOWED
        if index.of_kind(kind)
    ]


def _json_feed(feed: Feed, title: str, site: Site, items: Iterable[str]) -> str:
    """JSON Feed 1.1 (jsonfeed.org/version/1.1), an item to a line."""
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": site.full_url(feed.page),
        "feed_url": f"{site.url}{feed.json}",
        "description": site.description,
        "icon": f"{site.url}assets/icon-512.png",
        "favicon": f"{site.url}favicon.ico",
        "language": "en",
        "authors": [{"name": site.name, "url": site.url}],
    }
    return f'{json_line(_filled(head))[:-1]},"items":[\n' + ",\n".join(items) + "\n]}\n"


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


# What becomes XML

_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _xml_text(value: object) -> object:
    """What XML 1.0 can carry: a character that it cannot is shown as one that is unknown."""
    if type(value) is not str:  # what is markup already was carried when it was made
        return value
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", value)


def _mail_date(moment: datetime) -> str:
    """As RFC 5322 writes it, and RSS."""
    from email.utils import format_datetime  # noqa: PLC0415 - most edits are in no feed

    return format_datetime(moment)


_environment = environment(__file__, "feeds", finalize=_xml_text, keep_trailing_newline=True)
_environment.filters |= {"mail_date": _mail_date, "words": in_words}


def _fill(template: str, **values: Any) -> str:
    return _environment.get_template(f"{template}.xml.jinja").render(**values)
