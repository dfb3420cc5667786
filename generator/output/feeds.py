"""Renders the feeds: the newest articles and observations as Atom, RSS and JSON Feed."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from functools import lru_cache, partial
from typing import Any, NamedTuple

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from generator.content.model import (
    Article,
    Entity,
    Key,
    Kind,
    Moment,
    Source,
    Topic,
)
from generator.content.site import Site
from generator.content.translations import Interface
from generator.index.index import Index
from generator.index.lists import Observation
from generator.open_data.json_line import json_line
from generator.output.html import with_full_addresses
from generator.pages.markdown_escape import date_in_words, lang_attributes
from generator.pages.page import Feed, feed_of, social_card_path
from generator.pages.page_values import list_title
from generator.pages.template_engine import Templates, environment

SITE_ENTRIES = 20
"""The most entries in a feed of the whole site."""
COMMITMENT_ENTRIES = 5
"""The most entries in the feed of a commitment."""
OPML = "feeds.opml"
SITE_FEED_FILES = (
    "rss.xml",
    "feed.json",
    OPML,
    "moved/feed.xml",
    "moved/rss.xml",
    "moved/feed.json",
)
STYLE_SHEET = "assets/feed.css"
KINDS_WITH_FEEDS = (Kind.TOPIC, Kind.COMMITMENT, Kind.PERSON, Kind.ORGANISATION, Kind.PLACE)
STATUS_CHANGES = "moved.md"
"""The path of the page that lists recent observations."""


class FeedEntry(NamedTuple):
    """An article or an observation in each format."""

    atom: str
    rss: str
    json: str


class Item(Struct, frozen=True):
    """The content of a feed entry, before it is written in a format."""

    id: str
    """Never changes, even when the address does."""
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


def site_feed_files(
    index: Index, site: Site, article_entry: Callable[[Article], FeedEntry]
) -> Iterator[tuple[str, str]]:
    """Yield the path and text of the site's feeds in three formats, and the list of all feeds.

    Without a site address there are no feeds, because feeds need full addresses.
    """
    if not site.url:
        return
    articles, observations = _site_feeds(site)
    newest, recent = index.latest_published(SITE_ENTRIES), index.latest_observations(SITE_ENTRIES)
    yield from _feed_files(index, site, articles, newest, list(map(article_entry, newest)))
    entries = [observation_entry(index, site, observation) for observation in recent]
    yield from _feed_files(index, site, observations, recent, entries)
    yield OPML, _render("opml", site, own=_site_feeds(site), groups=_feed_groups(index, site))


def entity_feed_file(
    index: Index, site: Site, entity: Entity, atom_entry: Callable[[Article], str]
) -> tuple[str, str]:
    """Return the path and text of an entity's feed, in Atom; `atom_entry` gives each article's."""
    feed, contents = feed_of(entity.key.path, entity.title), newest_content(index, entity.key)
    entries = [
        atom_entry(content)
        if isinstance(content, Article)
        else observation_entry(index, site, content).atom
        for content in contents
    ]
    return feed.atom, _atom(index, site, feed, contents, entries)


def newest_content(index: Index, key: Key) -> Sequence[Article | Observation]:
    """Return what an entity's feed contains: observations of a commitment, else articles."""
    if key.kind is Kind.COMMITMENT:
        return index.latest_observations_of(key, COMMITMENT_ENTRIES)
    return index.latest_about(key)


def _feed_files(
    index: Index,
    site: Site,
    feed: Feed,
    contents: Sequence[Article | Observation],
    entries: Sequence[FeedEntry],
) -> Iterator[tuple[str, str]]:
    yield feed.atom, _atom(index, site, feed, contents, [entry.atom for entry in entries])
    values = _feed_values(index, site, feed, contents)
    yield feed.rss, _render("rss", site, entries=[Markup(entry.rss) for entry in entries], **values)
    yield feed.json, _json_feed(feed, values["title"], site, [entry.json for entry in entries])


def _atom(
    index: Index,
    site: Site,
    feed: Feed,
    contents: Sequence[Article | Observation],
    entries: Iterable[str],
) -> str:
    values = _feed_values(index, site, feed, contents)
    return _render("atom", site, entries=list(map(Markup, entries)), **values)


def _feed_values(
    index: Index, site: Site, feed: Feed, contents: Sequence[Article | Observation]
) -> dict[str, Any]:
    return {
        "feed": feed,
        "style_sheet": "../" * feed.folder.count("/") + STYLE_SHEET,
        "title": feed.title if feed.title == site.name else f"{feed.title} - {site.name}",
        "changed": max(map(_last_change, contents)) if contents else _newest_date(index),
    }


def _newest_date(index: Index) -> datetime:
    """Return the date of an empty feed, which must not depend on the clock."""
    newest = index.latest_published(1)
    return _instant(newest[0].listed) if newest else _NO_DATE


def permanent_id(site: Site, article: Article) -> str:
    """Return an article's permanent id: its first address, which its `aliases` keep."""
    path = article.aliases[0] if article.aliases else f"{article.key.path.removesuffix('.md')}/"
    return f"{site.url}{path}"


def article_entry(
    index: Index, site: Site, article: Article, sections: Mapping[str, str]
) -> FeedEntry:
    """Return an article's entry; `sections` are the HTML sections of its page."""
    return _feed_entry(_article_item(index, site, article, sections), site)


def atom_entry(index: Index, site: Site, article: Article, sections: Mapping[str, str]) -> str:
    """Return an article's entry in Atom alone."""
    return _render("atom_entry", site, item=_article_item(index, site, article, sections))


def _article_item(index: Index, site: Site, article: Article, sections: Mapping[str, str]) -> Item:
    url = site.full_url(article.key.path)
    content = with_full_addresses(_article_html(article, sections, site), url)
    return _item(index, site, article, permanent_id(site, article), url, html=content)


def _article_html(article: Article, sections: Mapping[str, str], site: Site) -> str:
    lang = lang_attributes(article.lang, site.language)
    parts = [
        f'<div class="story e-content"{lang}>\n{sections["body"]}</div>',
        f"<h2>{html.escape(site.texts.gettext('Sources'))}</h2>",
        f'<div class="sources">\n{sections["sources"]}</div>',
    ]
    if article.image:
        parts.insert(0, f'<div class="picture"{lang}>\n{sections["picture"]}</div>')
    return "\n".join(parts)


def observation_entry(index: Index, site: Site, observation: Observation) -> FeedEntry:
    """Return the entry of an observation."""
    article, commitment = observation.article, index.entities[observation.commitment]
    words, passage = index.evidence(observation)
    own_date = f"/{observation.own_date}" if observation.own_date else ""
    path = site.path_of(article.key.path, article.lang)
    address = site.full_url(path, passage.anchor)
    texts, status = site.texts, site.texts.gettext(observation.state.words)
    labels = {"status": status, "commitment": commitment.title}
    content = _render(
        "observation",
        site,
        status=status,
        observation=observation,
        passage=passage,
        address=address,
        commitment=commitment,
    )
    item = _item(
        index,
        site,
        article,
        f"{permanent_id(site, article)}#{commitment.key.id}{own_date}",
        address,
        html=content,
        title=texts.gettext("%(status)s: %(commitment)s") % labels,
        summary=texts.gettext("“%(words)s”") % {"words": words},
        updated=_instant(article.listed),
        lang=site.language,
    )
    return _feed_entry(item, site)


def _item(index: Index, site: Site, article: Article, id: str, url: str, **values: Any) -> Item:
    """Return an article's item; `values` replace the article's defaults."""
    defaults = {
        "title": article.title,
        "summary": article.summary,
        "updated": _last_change(article),
        "lang": article.lang,
    }
    return Item(
        id=id,
        url=url,
        published=_instant(article.listed),
        authors=article.byline or (site.name,),
        topics=index.topics(article),
        sources=article.sources,
        picture=site.full_url(social_card_path(article.key.path)),
        **{**defaults, **values},
    )


def _feed_entry(item: Item, site: Site) -> FeedEntry:
    # RSS descriptions are HTML, so the words are escaped once more.
    rss_item = replace(item, summary=html.escape(item.summary, quote=False))
    return FeedEntry(
        _render("atom_entry", site, item=item),
        _render("rss_item", site, item=rss_item),
        json_line(_json_item(item)),
    )


_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


def _instant(moment: Moment) -> datetime:
    """Return a moment with its time; a day without a time begins at midnight UTC."""
    return moment.at or datetime.combine(moment.day, time(), UTC)


def _last_change(content: Article | Observation) -> datetime:
    if isinstance(content, Observation):
        return _instant(content.article.listed)
    return max(_instant(content.modified), _instant(content.listed))


def _site_feeds(site: Site) -> tuple[Feed, Feed]:
    """Return the feeds of the whole site: its articles and its observations."""
    return (
        feed_of("index.md", site.name),
        feed_of(STATUS_CHANGES, list_title(STATUS_CHANGES, site)),
    )


def _feed_groups(index: Index, site: Site) -> list[tuple[str, list[Feed]]]:
    """Return the feeds of the entities by the name of their kind."""
    return [
        (
            list_title(f"{kind.folder}/index.md", site),
            [feed_of(entity.key.path, entity.title) for entity in index.of_kind(kind)],
        )
        for kind in KINDS_WITH_FEEDS
        if index.of_kind(kind)
    ]


def _json_feed(feed: Feed, title: str, site: Site, items: Iterable[str]) -> str:
    """Return a feed in JSON Feed 1.1 (jsonfeed.org/version/1.1), one item per line."""
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": site.full_url(feed.page),
        "feed_url": f"{site.url}{feed.json}",
        "description": site.description,
        "icon": f"{site.url}assets/icon-512.png",
        "favicon": f"{site.url}favicon.ico",
        "language": site.language,
        "authors": [{"name": site.name, "url": site.url}],
    }
    return f'{json_line(_without_empty(head))[:-1]},"items":[\n' + ",\n".join(items) + "\n]}\n"


def _json_item(item: Item) -> Mapping[str, Any]:
    return _without_empty(
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


def _without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", [])}


_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _xml_text(value: object) -> object:
    """Return text with a replacement character for each character that XML 1.0 can't contain."""
    if type(value) is not str:  # markup was cleaned when it was rendered
        return value
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", value)


def _rfc5322_date(moment: datetime) -> str:
    from email.utils import format_datetime  # noqa: PLC0415 - most edits are in no feed

    return format_datetime(moment)


@lru_cache(maxsize=32)
def _environment(interface: Interface) -> Templates:
    """Return what renders the templates in a language."""
    templates = environment(
        __file__, "feeds", interface, finalize=_xml_text, keep_trailing_newline=True
    )
    in_words = partial(date_in_words, language=interface.language)
    templates.filters |= {"rfc5322_date": _rfc5322_date, "in_words": in_words}
    return templates


def _render(template: str, site: Site, **values: Any) -> str:
    templates = _environment(site.interface)
    return templates.get_template(f"{template}.xml.jinja").render(site=site, **values)
