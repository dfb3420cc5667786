"""A news page that somebody keeps: its title, day and address, and its words to write from."""

from __future__ import annotations

import re
from itertools import islice

from msgspec import Struct

from generator.fields import dated
from generator.hidden import hidden

NOTES_CHARACTERS = 20_000
"""Of a longer page the rest is left out, and it is said."""


class Clipping(Struct, frozen=True):
    """What could be told of a page; empty where it could not."""

    title: str = ""
    day: str = ""
    """In the form of ISO 8601."""
    url: str = ""
    publisher: str = ""
    text: str = ""


class NoReader(Exception):
    """A page of HTML, and nothing here that reads those."""


def clipping(page: str) -> Clipping:
    """What can be told of a page in HTML, Markdown or plain text.

    Raises NoReader for HTML where its reader, which is an extra, is not installed.
    """
    if re.search(r"<(?:!doctype html|html|head|body|article)\b", page[:5000], re.IGNORECASE):
        return _of_html(page)
    return _of_text(page)


def _of_html(page: str) -> Clipping:
    try:
        import trafilatura  # noqa: PLC0415 - it is large, an extra, and few commands need it
    except ImportError:
        raise NoReader from None
    found = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False)
    if found is None:
        return Clipping()
    names = ("title", "date", "url", "sitename", "text")
    return Clipping(*(getattr(found, name, None) or "" for name in names))


_FRONT = re.compile(r"\ufeff?---[ \t]*\n(.*?)\n---[ \t]*\n", re.DOTALL)
_PAIR = re.compile(r"(?m)^(title|date|url|link|source|publisher|site):[ \t]*(.+?)[ \t]*$")
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")
_DAY = re.compile(
    r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}(?:st|nd|rd|th)? [A-Za-z]{3,9}\.?,? \d{4}\b"
    r"|\b[A-Za-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b|\b\d{1,4}[./]\d{1,2}[./]\d{1,4}\b"
)
NEAR_THE_TOP = 15
"""Lines: further down a date is one that the text tells of."""


def _of_text(page: str) -> Clipping:
    page = page.replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT.match(page)
    pairs = {name: value.strip("\"'") for name, value in _PAIR.findall(front[1] if front else "")}
    text = page[front.end() :] if front else page
    lines = list(islice((line.strip() for line in text.split("\n") if line.strip()), NEAR_THE_TOP))
    top = "\n".join(lines)
    address = pairs.get("url") or pairs.get("link") or pairs.get("source") or top
    named = _ADDRESS.search(address)
    first = next((line for line in lines if not _ADDRESS.fullmatch(line)), "")
    return Clipping(
        title=pairs.get("title") or re.sub(r"^#+\s*|[*_`]", "", first)[:200],
        day=_day(pairs.get("date", "")) or _day(top),
        url=named[0].rstrip(".,;") if named else "",
        publisher=pairs.get("publisher") or pairs.get("site") or "",
        text=text.strip("\n"),
    )


def _day(words: str) -> str:
    """The first day that is written in `words`, if it is one beyond doubt."""
    for found in _DAY.finditer(words):
        if re.fullmatch(r"\d{4}-\d\d-\d\d", found[0]):
            return dated(found[0].replace("-", "/"))
        if day := dated(found[0]):
            return day
    return ""


def notes(text: str) -> str:
    """Words to write from, as a block that no story is published with.

    In it nothing is a link or HTML, and what nobody sees is left out.
    """
    unseen = set(hidden(text))
    text = "".join(char for at, char in enumerate(text) if at not in unseen)
    if len(text) > NOTES_CHARACTERS:
        text = f"{text[:NOTES_CHARACTERS]}\n(The page goes on: its end is left out here.)"
    text = text.replace("<", "&lt;").replace("](", "] (").replace("]:", "] :")
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    return f"{fence}notes\n{text.strip()}\n{fence}\n"
