"""Writes the page of an article or another entity as plain Markdown."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

from generator.content.markdown_rewrite import replace_html_and_targets
from generator.content.model import Kind
from generator.content.site import Site
from generator.open_data.json_line import json_line
from generator.pages.markdown_escape import escape
from generator.pages.page import Page

_EXTERNAL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


def markdown_copy(page: Page, site: Site) -> str:
    """Return the page as plain Markdown, with front matter."""
    terms = {"licence": site.licence.url} if site.licence else {}
    lines = [
        f"{name}: {json_line(value)}" for name, value in (_metadata(page, site) | terms).items()
    ]
    return "\n".join(["---", *lines, "---", "", plain_markdown(page, site)])


def plain_markdown(page: Page, site: Site) -> str:
    """Return the page's Markdown without HTML, its links with full addresses, its code unchanged.

    Regular expressions are faster than the parser, but can't tell code from links and HTML, so they
    are only used for pages where nothing can be mistaken.
    """
    text = page.markdown
    full_address, page_address = (
        _address_writer(posixpath.dirname(page.path), site),
        site.full_url(page.path),
    )

    def target(written: str) -> str | None:
        return f"{page_address}{written}" if written.startswith("#") else full_address(written)

    if NEEDS_PARSER.search(text):
        text = replace_html_and_targets(text, _Emphasis().mark, _words, target)
    else:
        text = _TAG.sub("", _STATUS.sub(r"**\1**", "\n".join(_text_lines(text))))
        parts = _TARGET.split(text)
        parts[2::3] = [target(written) or written for written in parts[2::3]]
        text = "".join(parts)
    return text.strip("\n") + "\n"


_TAG_NAMES = "a|bdi|details|div|em|li|line|mark|ol|p|rect|span|summary|svg|time|ul"
_TAG = re.compile(f"</?(?:{_TAG_NAMES})(?: [^<>]*)?>")
_STATUS = re.compile('<span class="(?:state [a-z-]+|overdue)">([^<]*)</span>')
# Starts with a fixed character, which makes the search fast.
_TARGET = re.compile(r"(\]\(<?)([^)\s<>]+)")
NEEDS_PARSER = re.compile(
    r"[`\t]|~~~|\n    |\\\]|\]:|\]\((?!(?:<https?://)?[^()\[\]\s<>]*(?:[)>]| \"))"
    rf"|<(?!/?(?:{_TAG_NAMES})[ >]|https?://|mailto:)"
)
"""Matches code, definitions, escaped brackets, and unusual uses of `](` and `<`."""
_TAG_LINE_STARTS = ("<div", "</div", "<details", "</details", "<svg", "</svg", "<rect")
"""The beginnings of lines that contain only tags."""


def _text_lines(text: str) -> Iterator[str]:
    """Yield the lines that aren't only tags, and no second blank line after those."""
    is_after_tag = False
    for line in text.split("\n"):
        if line.startswith(_TAG_LINE_STARTS):
            is_after_tag = True
        elif line or not is_after_tag:
            is_after_tag = False
            yield line


class _Emphasis:
    """Replaces inline tags: a status, which is coloured in HTML, becomes bold."""

    def __init__(self) -> None:
        self._open: list[str] = []

    def mark(self, tag: str) -> str:
        if tag.startswith("<span"):
            self._open.append("**" if tag.startswith(_STATUS_TAGS) else "")
            return self._open[-1]
        if tag == "</span>" and self._open:
            return self._open.pop()
        return " " if tag.startswith("<br") else ""


_STATUS_TAGS = ('<span class="state ', '<span class="overdue"')


@lru_cache(maxsize=1 << 10)  # a few blocks recur on thousands of pages
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
def _address_writer(folder: str, site: Site) -> Callable[[str], str | None]:
    """Return the function that completes relative links from a folder, and returns None for others.

    Its cache helps because the pages of a folder link to the same files.
    """

    @lru_cache(maxsize=1 << 11)
    def full_address(written: str) -> str | None:
        if not written or _EXTERNAL.match(written):
            return None
        file, hash, fragment = written.partition("#")
        address = site.full_url(posixpath.normpath(posixpath.join(folder, file)))
        return _UNSAFE.sub(lambda char: quote(char[0]), f"{address}{hash}{fragment}")

    return full_address


_UNSAFE = re.compile(r"[\s<>()\\]")
"""Characters that are encoded in the target of a link."""


def _metadata(page: Page, site: Site) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        "title": page.title or site.name,
        "description": page.description,
        "url": site.full_url(page.path),
        "kind": _KINDS_BY_FOLDER[page.path.partition("/")[0]],
        "lang": page.lang,
        "date": page.date,
        "published": page.published,
        "updated": page.updated,
        "tags": list(page.tags),
    }
    return {name: value for name, value in metadata.items() if value}


_KINDS_BY_FOLDER = {kind.folder: kind.word for kind in Kind}
