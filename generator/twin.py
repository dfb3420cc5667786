"""A page for those who read no HTML: as plain Markdown, and as JSON with its rows of the data."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any

from msgspec.structs import replace

from generator.data import licences, tables, told
from generator.index import Index, Observation
from generator.jsonline import line
from generator.model import Article, Key, Kind
from generator.page import Page
from generator.site import Site
from generator.volumes import shelf

_ALONE = ("<div", "</div", "<details", "</details", "<svg", "</svg", "<rect")
"""What lines begin with that hold tags alone."""
_WITHIN = re.compile(r"</?(?:a|details|div|em|li|mark|ol|p|rect|span|summary|svg|time|ul)\b[^>]*>")
_STATE = re.compile('<span class="(?:state [a-z-]+|overdue)">([^<]*)</span>')
# Each begins with a sign: what could begin anywhere is looked for at every letter.
_WAY = re.compile(r"(\]\(<?)([^)\s<>]+)")
_DEFINED = re.compile(r"(\n {0,3}\[[^\]\n]+\]:[ \t]*<?)([^\s<>]+)")
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_OF_STORY = frozenset(
    "annotations articles corrections observations passages quotations sources".split()
)
_OF_NOUN = frozenset("names parties roles".split())


def twins(page: Page, index: Index, site: Site) -> Iterator[tuple[str, str]]:
    """The two files with their paths within the site, beside the page's own."""
    stem, content = site.file(page.path).removesuffix(".html"), plain(page, site)
    head = _head(page, site)
    terms = {"licence": site.licence.url} if site.licence else {}
    lines = [f"{name}: {line(value)}" for name, value in (head | terms).items()]
    yield f"{stem}.md", "\n".join(["---", *lines, "---", "", content])
    said = head | {"site": site.name, **licences(site), "record": record(page, index, site)}
    yield f"{stem}.json", line({**said, "content": content}) + "\n"


def plain(page: Page, site: Site) -> str:
    """The page's Markdown without HTML, every link with its whole address."""
    text = _WITHIN.sub("", _STATE.sub(r"**\1**", "\n".join(_lines(page.markdown))))
    lead, here = _ways_from(posixpath.dirname(page.path), site), site.full(page.path)
    for pattern in (_WAY, _DEFINED) if "]: " in text else (_WAY,):
        parts = pattern.split(text)
        parts[2::3] = [f"{here}{way}" if way[0] == "#" else lead(way) for way in parts[2::3]]
        text = "".join(parts)
    return text.strip() + "\n"


def _lines(text: str) -> Iterator[str]:
    """The lines that hold more than tags; where such lines were, no second blank line stays."""
    is_after_tag = False
    for one in text.split("\n"):
        if one.startswith(_ALONE):
            is_after_tag = True
        elif one or not is_after_tag:
            is_after_tag = False
            yield one


@lru_cache(maxsize=32)
def _ways_from(folder: str, site: Site) -> Callable[[str], str]:
    """Makes links whole; the pages of one folder link to the same files again and again."""

    @lru_cache(maxsize=1 << 11)
    def lead(way: str) -> str:
        if _ELSEWHERE.match(way):
            return way
        file, hash, fragment = way.partition("#")
        return site.full(posixpath.normpath(posixpath.join(folder, file))) + f"{hash}{fragment}"

    return lead


def record(page: Page, index: Index, site: Site) -> dict[str, list[dict[str, Any]]]:
    """The rows of the open data that are about the noun that the page shows, by table.

    Of a commitment these are the observations of the stories that stand on its page.
    """
    noun = index.nouns.get(Key.at(page.path))
    if noun is None or noun.key.path != page.path:
        return {}
    if isinstance(noun, Article):
        known = {one.key: one for one in index.known([noun.key, *noun.named])}
        seen = {one.commitment: (Observation(noun, *one),) for one in noun.sightings}
        alone = replace(index, nouns=known, articles=(noun,), observations=seen)
        return _rows(alone, site, _OF_STORY)
    alone = replace(index, nouns={noun.key: noun}, articles=())
    rows = _rows(alone, site, _OF_NOUN | {noun.key.kind.folder})
    if noun.key.kind is Kind.COMMITMENT:
        newest = shelf(noun.key, index.stories.get(noun.key, ())).newest
        here = {story.key for story in newest}
        seen_here = [one for one in index.observations.get(noun.key, ()) if one.article.key in here]
        alone = replace(alone, observations={noun.key: tuple(seen_here)})
        rows |= _rows(alone, site, {"observations"})
    return rows


def _rows(index: Index, site: Site, wanted: AbstractSet[str]) -> dict[str, list[dict[str, Any]]]:
    rows = {table.name: told(table, table.rows()) for table in tables(index, site, wanted)}
    return {name: found for name, found in rows.items() if found}


def _head(page: Page, site: Site) -> dict[str, Any]:
    noun = _FOLDERS.get(page.path.partition("/")[0]) if page.kind in _OF_NOUNS else None
    says: dict[str, Any] = {
        "title": page.title or site.name,
        "description": page.description,
        "url": site.full(page.path),
        "kind": noun or page.kind,
        "lang": page.lang,
        "date": page.date,
        "updated": page.updated,
        "tags": list(page.tags),
    }
    return {name: value for name, value in says.items() if value}


_FOLDERS = {kind.folder: kind.word for kind in Kind}
_OF_NOUNS = frozenset({"commitment", "noun", "topic"})
