"""A news page that somebody keeps: its title, day and address, and its words to write from."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from typing import Any

from msgspec import Struct

from generator.content.dates import parse_loose_date
from generator.content.field_readers import MAX_VALUE_CHARACTERS
from generator.content.invisible_characters import find_invisible

PAGE_BYTES = 2 * 1024 * 1024
"""The largest page that is read."""
NOTES_CHARACTERS = 20_000
"""Of a longer page the rest is left out, and it is said."""


class ExtractedPage(Struct, frozen=True):
    """What could be told of a page; empty where it could not."""

    title: str = ""
    day: str = ""
    """In the form of ISO 8601."""
    url: str = ""
    publisher: str = ""
    text: str = ""


class NoReader(Exception):
    """A page of HTML, and nothing here that reads those."""


class Unreadable(Exception):
    """A page of HTML that its reader can't read."""


def extract_page(page: str) -> ExtractedPage:
    """What can be told of a page in HTML, Markdown or plain text.

    Raises NoReader for HTML where its reader, which is an extra, is not installed, and Unreadable
    where it can't read the page. How long it takes for HTML is not known beforehand.
    """
    return _of_html(page) if is_html(page) else _of_text(page)


def is_html(page: str) -> bool:
    return bool(_HTML.search(page[:5000]))


_HTML = re.compile(r"<(?:!doctype html|html|head|body|article)\b", re.IGNORECASE)


def load_reader() -> Callable[..., Any]:
    """Return what reads HTML. Raises NoReader where it is not installed."""
    try:
        from trafilatura import bare_extraction  # noqa: PLC0415 - it is large, and an extra
    except ImportError:
        raise NoReader from None
    return bare_extraction


def _of_html(page: str) -> ExtractedPage:
    read = load_reader()
    try:
        found = read(page, with_metadata=True, include_comments=False)
    except Exception as error:  # it raises whatever its own libraries raise
        raise Unreadable from error
    if found is None:
        return ExtractedPage()
    names = ("title", "date", "url", "sitename", "text")
    return _shortened(ExtractedPage(*(getattr(found, name, None) or "" for name in names)))


def _shortened(clip: ExtractedPage) -> ExtractedPage:
    """The same without an address that is too long to be one, and no more of words than is used."""
    return ExtractedPage(
        clip.title[:TITLE_CHARACTERS],
        clip.day,
        clip.url if len(clip.url) <= MAX_VALUE_CHARACTERS else "",
        clip.publisher[:TITLE_CHARACTERS],
        clip.text,
    )


_FRONT = re.compile(r"\ufeff?---[ \t]*\n(.*?)\n---[ \t]*\n", re.DOTALL)
_PAIR = re.compile(r"(?m)^(title|date|url|link|source|publisher|site):(.+)$")
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")
_DAY = re.compile(
    r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}(?:st|nd|rd|th)? [A-Za-z]{3,9}\.?,? \d{4}\b"
    r"|\b[A-Za-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b|\b\d{1,4}[./]\d{1,2}[./]\d{1,4}\b"
)
NEAR_THE_TOP = 15
"""Lines: further down a date is one that the text tells of."""
LINE_CHARACTERS = 1_000
"""Of a line near the top: what is further on is text."""
TITLE_CHARACTERS = 200


def _of_text(page: str) -> ExtractedPage:
    page = page.replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT.match(page)
    pairs = {
        name: value.strip(" \t").strip("\"'")
        for name, value in _PAIR.findall(front[1] if front else "")
    }
    text = page[front.end() :] if front else page
    stripped = filter(None, map(str.strip, text.split("\n")))
    lines = [line[:LINE_CHARACTERS] for line in islice(stripped, NEAR_THE_TOP)]
    top = "\n".join(lines)
    address = pairs.get("url") or pairs.get("link") or pairs.get("source") or top
    named = _ADDRESS.search(address)
    first = next((line for line in lines if not _ADDRESS.fullmatch(line)), "")
    clip = ExtractedPage(
        title=pairs.get("title") or re.sub(r"^#+\s*|[*_`]", "", first),
        day=_day(pairs.get("date", "")[:LINE_CHARACTERS]) or _day(top),
        url=named[0].rstrip(".,;") if named else "",
        publisher=pairs.get("publisher") or pairs.get("site") or "",
        text=text.strip("\n"),
    )
    return _shortened(clip)


def _day(words: str) -> str:
    """The first day that is written in `words`, if it is one beyond doubt."""
    for found in _DAY.finditer(words):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", found[0]):
            return parse_loose_date(found[0].replace("-", "/"))
        if day := parse_loose_date(found[0]):
            return day
    return ""


def notes(text: str) -> str:
    """Words to write from, as a block that no story is published with.

    In it nothing is a link or HTML, and what nobody sees is left out.
    """
    goes_on, text = len(text) > NOTES_CHARACTERS, text[:NOTES_CHARACTERS]
    unseen = set(find_invisible(text))
    text = "".join(char for at, char in enumerate(text) if at not in unseen)
    if goes_on:
        text = f"{text}\n(The page goes on: its end is left out here.)"
    text = text.replace("<", "&lt;").replace("](", "] (").replace("]:", "] :")
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    return f"{fence}notes\n{text.strip()}\n{fence}\n"
