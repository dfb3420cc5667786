"""A page for those who read no HTML: as plain Markdown, and as JSON with its rows of the data."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

from msgspec.structs import replace

from generator.content.markdown import replace_html_and_targets
from generator.content.model import Article, Key, Kind
from generator.content.site import Site
from generator.index.index import Index, Observation
from generator.index.pagination import paginate
from generator.open_data.json_line import json_line
from generator.open_data.tables import licence_metadata, row_objects, tables
from generator.pages.markdown_escape import escape
from generator.pages.page import Page

_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_OF_STORY = frozenset(
    "annotations articles corrections observations passages quotations sources".split()
)
_OF_NOUN = frozenset("names parties roles".split())


def markdown_copy(page: Page, index: Index, site: Site) -> Iterator[tuple[str, str]]:
    """The two files with their paths within the site, beside the page's own."""
    stem, content = site.file(page.path).removesuffix(".html"), plain_markdown(page, site)
    head = _head(page, site)
    terms = {"licence": site.licence.url} if site.licence else {}
    lines = [f"{name}: {json_line(value)}" for name, value in (head | terms).items()]
    yield f"{stem}.md", "\n".join(["---", *lines, "---", "", content])
    said = head | {
        "site": site.name,
        **licence_metadata(site),
        "record": data_rows(page, index, site),
    }
    yield f"{stem}.json", json_line({**said, "content": content}) + "\n"


def plain_markdown(page: Page, site: Site) -> str:
    """Return the page's Markdown without HTML, every link with its whole address.

    What is code stays as it is written. The parser finds what is HTML, a link or code; a page
    without anything that could be taken for another is quicker without it.
    """
    text = page.markdown
    whole, here = _whole_addresses(posixpath.dirname(page.path), site), site.full_url(page.path)

    def target(written: str) -> str | None:
        return f"{here}{written}" if written.startswith("#") else whole(written)

    if _UNSURE.search(text):
        text = replace_html_and_targets(text, _Emphasis().mark, _words, target)
    else:
        text = _TAG.sub("", _STATE.sub(r"**\1**", "\n".join(_lines(text))))
        parts = _TARGET.split(text)
        parts[2::3] = [target(written) or written for written in parts[2::3]]
        text = "".join(parts)
    return text.strip("\n") + "\n"


_TAG_NAMES = "a|details|div|em|li|mark|ol|p|rect|span|summary|svg|time|ul"
_TAG = re.compile(f"</?(?:{_TAG_NAMES})(?: [^<>]*)?>")
_STATE = re.compile('<span class="(?:state [a-z-]+|overdue)">([^<]*)</span>')
# It begins with a sign: what could begin anywhere is looked for at every letter.
_TARGET = re.compile(r"(\]\(<?)([^)\s<>]+)")
_UNSURE = re.compile(
    r"[`\t]|~~~|\n    |\\\]|\]:|\]\((?!(?:<https?://)?[^()\[\]\s<>]*(?:[)>]| \"))"
    rf"|<(?!/?(?:{_TAG_NAMES})[ >]|https?://|mailto:)"
)
"""Code, definitions, escaped brackets, and each `](` and `<` that is not surely ours or a link."""
_ALONE = ("<div", "</div", "<details", "</details", "<svg", "</svg", "<rect")
"""What lines begin with that hold tags alone."""


def _lines(text: str) -> Iterator[str]:
    """The lines that hold more than tags; where such lines were, no second blank line stays."""
    is_after_tag = False
    for one in text.split("\n"):
        if one.startswith(_ALONE):
            is_after_tag = True
        elif one or not is_after_tag:
            is_after_tag = False
            yield one


class _Emphasis:
    """Replaces tags within a line: a commitment's state, which has a colour, becomes bold."""

    def __init__(self) -> None:
        self._open: list[str] = []

    def mark(self, tag: str) -> str:
        if tag.startswith("<span"):
            self._open.append("**" if tag.startswith(_COLOURED) else "")
            return self._open[-1]
        if tag == "</span>" and self._open:
            return self._open.pop()
        return " " if tag.startswith("<br") else ""


_COLOURED = ('<span class="state ', '<span class="overdue"')


@lru_cache(maxsize=1 << 10)  # the same few blocks stand on thousands of pages
def _words(block: str) -> str:
    """Return the words of a block of HTML as Markdown, a line for each line that has any."""
    parser = _Words()
    parser.feed(block)
    parser.close()
    lines = [escape(" ".join(line.split())) for line in "".join(parser.words).split("\n")]
    return "".join(f"{line}\n" for line in lines if line)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._is_shown = True

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._is_shown = tag not in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._is_shown = True

    def handle_data(self, data: str) -> None:
        if self._is_shown:
            self.words.append(data)


@lru_cache(maxsize=32)
def _whole_addresses(folder: str, site: Site) -> Callable[[str], str | None]:
    """Return what gives the whole address of a relative link from a folder, and None of others.

    The pages of one folder link to the same files again and again.
    """

    @lru_cache(maxsize=1 << 11)
    def whole(written: str) -> str | None:
        if not written or _ELSEWHERE.match(written):
            return None
        file, hash, fragment = written.partition("#")
        address = site.full_url(posixpath.normpath(posixpath.join(folder, file)))
        return _UNSAFE.sub(lambda char: quote(char[0]), f"{address}{hash}{fragment}")

    return whole


_UNSAFE = re.compile(r"[\s<>()\\]")
"""What cannot stand in the target of a link as it is."""


def data_rows(page: Page, index: Index, site: Site) -> dict[str, list[dict[str, Any]]]:
    """The rows of the open data that are about the noun that the page shows, by table.

    Of a commitment these are the observations of the stories that stand on its page.
    """
    entity = index.entities.get(Key.from_path(page.path))
    if entity is None or entity.key.path != page.path:
        return {}
    if isinstance(entity, Article):
        known = {one.key: one for one in index.known([entity.key, *entity.mentioned])}
        seen = {one.commitment: (Observation(entity, *one),) for one in entity.observed_states}
        alone = replace(index, entities=known, articles=(entity,), observations=seen)
        return _rows(alone, site, _OF_STORY)
    alone = replace(index, entities={entity.key: entity}, articles=())
    rows = _rows(alone, site, _OF_NOUN | {entity.key.kind.folder})
    if entity.key.kind is Kind.COMMITMENT:
        newest = paginate(entity.key, index.articles_about.get(entity.key, ())).newest
        here = {story.key for story in newest}
        seen_here = [
            one for one in index.observations.get(entity.key, ()) if one.article.key in here
        ]
        alone = replace(alone, observations={entity.key: tuple(seen_here)})
        rows |= _rows(alone, site, {"observations"})
    return rows


def _rows(index: Index, site: Site, wanted: AbstractSet[str]) -> dict[str, list[dict[str, Any]]]:
    rows = {table.name: row_objects(table, table.rows()) for table in tables(index, site, wanted)}
    return {name: found for name, found in rows.items() if found}


def _head(page: Page, site: Site) -> dict[str, Any]:
    entity = _FOLDERS.get(page.path.partition("/")[0]) if page.kind in _OF_ENTITIES else None
    says: dict[str, Any] = {
        "title": page.title or site.name,
        "description": page.description,
        "url": site.full_url(page.path),
        "kind": entity or page.kind,
        "lang": page.lang,
        "date": page.date,
        "updated": page.updated,
        "tags": list(page.tags),
    }
    return {name: value for name, value in says.items() if value}


_FOLDERS = {kind.folder: kind.word for kind in Kind}
_OF_ENTITIES = frozenset({"commitment", "entity", "topic"})
