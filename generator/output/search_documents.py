"""What the search is fed: one small page for each story, noun and handwritten page."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from generator.pages.page import SearchEntry

_FOLDED = str.maketrans(
    {
        "\u064a": "\u06cc",  # Arabic yeh, as the Urdu one
        "\u0649": "\u06cc",  # alef maksura, typed for it on Arabic keyboards
        "\u0643": "\u06a9",  # Arabic kaf, as keheh
        "\u0640": None,  # the stretching stroke
    }
    | {ord("\u0660") + digit: str(digit) for digit in range(10)}
    | {ord("\u06f0") + digit: str(digit) for digit in range(10)}
    | dict.fromkeys(range(0x064B, 0x0653))  # vowel marks
)
"""Letters that one reader types and another writes differently; `search.js` folds the same."""


_FOLDING = re.compile("[\u0600-\u06ff\u3400-\u9fff]+")
"""Finds what may be folded: most texts hold nothing in these scripts."""


def fold(text: str) -> str:
    """The text as the search sees it, on both sides: index and query."""
    return _FOLDING.sub(_folded, text)


def _folded(found: re.Match[str]) -> str:
    return "".join(map(_spaced, found[0].translate(_FOLDED)))


def _spaced(char: str) -> str:
    # Pagefind cuts words at spaces; Chinese has none, so each character is a word.
    # `search.js` takes the spaces out again where it shows a result.
    return f" {char} " if "\u3400" <= char <= "\u9fff" else char


def search_document(title: str, entry: SearchEntry) -> str:
    """The minimal page that stands for one page of the site, in the search's eyes only.

    Before each paragraph stands its anchor on the site's page, by which the search leads a
    reader to the very paragraph; an id that begins with `-` says that it has none.
    """
    filters = [("kind", entry.kind), *(("topic", topic) for topic in entry.topics)]
    if entry.year:
        filters.append(("year", entry.year))
    marks = "".join(
        f'<span data-pagefind-filter="{name}[data-is]" data-is="{html.escape(value)}"></span>'
        for name, value in filters
    )
    names = "".join(f"<p>{_safe(name)}</p>" for name in entry.names)
    paragraphs = "".join(
        f'<a id="{html.escape(anchor) or f"-{number}"}"></a><p>{_safe(words)}</p>'
        for number, (anchor, words) in enumerate(entry.blocks)
        if words
    )
    if not any(map(_has_word, (title, *entry.names, *(words for _, words in entry.blocks)))):
        # Pagefind leaves out a page without words: then its kind is what it is known by.
        paragraphs += f"<p>{_safe(entry.kind)}</p>"
    if entry.when:
        marks += f'<span data-pagefind-meta="date:{html.escape(entry.when)}"></span>'
    return (
        '<!doctype html><html lang="en"><body data-pagefind-body>'
        f'<h1>{_safe(title)}</h1><div data-pagefind-weight="7">{names}</div>'
        f"{paragraphs}{marks}</body></html>"
    )


def search_documents(found: Mapping[str, tuple[str, SearchEntry]]) -> dict[str, str]:
    """Minimal pages by the path of their file, from titles and entries by address."""
    return {
        f"{address}index.html"
        if not address or address.endswith("/")
        else address: search_document(*page)
        for address, page in found.items()
    }


def blocks_of(page: str) -> tuple[tuple[str, str], ...]:
    """The words of a handwritten page's HTML by block, without anchors."""
    lines = re.sub(r"</(p|li|h\d|td|th|pre|blockquote)>", "\n", page)
    text = html.unescape(re.sub(r"<[^>]*>", "", lines))
    return tuple(("", line) for line in text.splitlines() if line.strip())


def _has_word(text: str) -> bool:
    """True when Pagefind surely sees a word in a text: a leading `_` can mark what is none."""
    words = (word for word in fold(text).split() if not word.startswith("_"))
    return any(char.isalpha() or char.isdecimal() for word in words for char in word)


def _safe(text: str) -> str:
    return html.escape(fold(text))
