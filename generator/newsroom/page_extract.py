"""Extracts title, date, address and text from a saved news page, as notes to write from."""

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
"""The size of the largest page that is read."""
NOTES_CHARACTERS = 20_000
"""How much of a page's text is kept; the notes say that the rest was left out."""
TOP_LINES = 15
"""Where a text's own date and address are expected: further down, dates are part of the story."""
LINE_CHARACTERS = 1_000
"""How much of such a line is searched."""
TITLE_CHARACTERS = 200


class ExtractedPage(Struct, frozen=True):
    """What a news page says; each value is empty when it wasn't found."""

    title: str = ""
    day: str = ""
    """In ISO 8601."""
    url: str = ""
    publisher: str = ""
    text: str = ""


class HtmlReaderMissing(Exception):
    """The library that reads HTML pages isn't installed."""


class UnreadablePage(Exception):
    """The library that reads HTML pages failed on this one."""


def extract_page(page: str) -> ExtractedPage:
    """Return what a page in HTML, Markdown or plain text says.

    HTML can take any amount of time. Raises HtmlReaderMissing where the extra for HTML isn't
    installed, and UnreadablePage where reading fails.
    """
    return _shorten(_extract_html(page) if is_html(page) else _extract_text(page))


def is_html(page: str) -> bool:
    """Return whether a page is HTML rather than Markdown or plain text."""
    return bool(_HTML.search(page[:5000]))


_HTML = re.compile(r"<(?:!doctype html|html|head|body|article)\b", re.IGNORECASE)


def load_html_reader() -> Callable[..., Any]:
    """Return the function that reads HTML. Raises HtmlReaderMissing where it isn't installed."""
    try:
        from trafilatura import bare_extraction  # noqa: PLC0415 - an extra; takes 0.2 s
    except ImportError:
        raise HtmlReaderMissing from None
    return bare_extraction


def _extract_html(page: str) -> ExtractedPage:
    read = load_html_reader()
    try:
        document = read(page, with_metadata=True, include_comments=False)
    except Exception as error:  # the library's own libraries raise anything
        raise UnreadablePage from error
    names = ("title", "date", "url", "sitename", "text")
    return ExtractedPage(*(getattr(document, name, None) or "" for name in names))


def _shorten(page: ExtractedPage) -> ExtractedPage:
    """Return the page with a short title and publisher, and without an overlong address."""
    return ExtractedPage(
        page.title[:TITLE_CHARACTERS],
        page.day,
        page.url if len(page.url) <= MAX_VALUE_CHARACTERS else "",
        page.publisher[:TITLE_CHARACTERS],
        page.text,
    )


_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\n(.*?)\n---[ \t]*\n", re.DOTALL)
_KEY_AND_VALUE = re.compile(r"(?m)^(title|date|url|link|source|publisher|site):(.+)$")
_URL = re.compile(r"https?://[^\s<>\"')\]]+")
_DATE = re.compile(
    r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}(?:st|nd|rd|th)? [A-Za-z]{3,9}\.?,? \d{4}\b"
    r"|\b[A-Za-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b|\b\d{1,4}[./]\d{1,2}[./]\d{1,4}\b"
)


def _extract_text(page: str) -> ExtractedPage:
    page = page.replace("\r\n", "\n").replace("\r", "\n")
    front_matter = _FRONT_MATTER.match(page)
    values = {
        name: value.strip(" \t").strip("\"'")
        for name, value in _KEY_AND_VALUE.findall(front_matter[1] if front_matter else "")
    }
    text = page[front_matter.end() :] if front_matter else page
    stripped = filter(None, map(str.strip, text.split("\n")))
    lines = [line[:LINE_CHARACTERS] for line in islice(stripped, TOP_LINES)]
    top = "\n".join(lines)
    url = _URL.search(values.get("url") or values.get("link") or values.get("source") or top)
    first_line = next((line for line in lines if not _URL.fullmatch(line)), "")
    return ExtractedPage(
        title=values.get("title") or re.sub(r"^#+\s*|[*_`]", "", first_line),
        day=_first_day(values.get("date", "")[:LINE_CHARACTERS]) or _first_day(top),
        url=url[0].rstrip(".,;") if url else "",
        publisher=values.get("publisher") or values.get("site") or "",
        text=text.strip("\n"),
    )


def _first_day(text: str) -> str:
    """Return the first date in a text that can be only one day, in ISO 8601; else nothing."""
    for match in _DATE.finditer(text):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", match[0]):
            return parse_loose_date(match[0].replace("-", "/"))
        if day := parse_loose_date(match[0]):
            return day
    return ""


def notes_block(text: str) -> str:
    """Return a text as a block of notes, which `check` refuses in a published article.

    Nothing in it is a link or HTML, and invisible characters are removed.
    """
    is_cut, text = len(text) > NOTES_CHARACTERS, text[:NOTES_CHARACTERS]
    invisible = set(find_invisible(text))
    text = "".join(char for at, char in enumerate(text) if at not in invisible)
    if is_cut:
        text = f"{text}\n(The end of the page was left out.)"
    text = text.replace("<", "&lt;").replace("](", "] (").replace("]:", "] :")
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    return f"{fence}notes\n{text.strip()}\n{fence}\n"
