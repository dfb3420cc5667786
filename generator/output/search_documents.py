"""Writes the documents that Pagefind indexes: one small page for each searchable page."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping

from generator.pages.page import SearchEntry

_FOLDED = str.maketrans(
    {
        "\u064a": "\u06cc",  # Arabic yeh, as the Urdu one
        "\u0649": "\u06cc",  # alef maksura, typed for it on Arabic keyboards
        "\u0643": "\u06a9",  # Arabic kaf, as keheh
        "\u0671": "\u0627",  # alef wasla, as alef
        "\u0640": None,  # the stretching stroke
    }
    | dict.fromkeys("\u0629\u0647\u06c3\u06d5", "\u06c1")  # marbuta and other forms of heh
    | {ord("\u0660") + digit: str(digit) for digit in range(10)}
    | {ord("\u06f0") + digit: str(digit) for digit in range(10)}
    | dict.fromkeys(range(0x064B, 0x0653))  # vowel marks
)
"""Letters that are typed in several ways; `finder.js` folds queries in the same way.

Letters with a hamza or madda are decomposed first. Pagefind ignores these marks, and `finder.js`
composes the letters again when it shows a result.
"""


_FOLDING = re.compile("[\u00b7\u0600-\u06ff\u3400-\u9fff]+")
"""Matches the scripts with letters to fold; most texts contain neither."""
_PUNCTUATION = "\u060c\u061b\u061f\u06d4"
"""Comma, semicolon, question mark and full stop of Arabic and Urdu."""
_ENDING = re.compile(
    "(?<=[\u0620-\u06d3]{3})(وں|اں|ات|ییں|یں|[ےںہا]ء?|(?<!ا)ز)(?!\\S)|(?<!\\S)ا(?=س[ٹپک])"
)
"""Matches plural and oblique endings of Urdu words, and the vowel that some write before `سٹ`."""


def fold(text: str) -> str:
    """Return a text as the search compares it."""
    return _FOLDING.sub(_folded, text)


def _folded(match: re.Match[str]) -> str:
    decomposed = unicodedata.normalize("NFD", match[0])
    spaced = "".join(map(_spaced, decomposed.translate(_FOLDED)))
    # The dot in a name follows a character without a space, so that it isn't a word between others.
    return spaced.replace(" \u00b7", "\u00b7")


def _spaced(char: str) -> str:
    # Pagefind splits words at spaces; Chinese has none, so each character becomes a word. With
    # Urdu punctuation at its end, Pagefind would count a word twice.
    # `finder.js` removes the spaces again when it shows a result.
    if char in _PUNCTUATION:
        return f" {char}"
    return f" {char} " if "\u3400" <= char <= "\u9fff" else char


def name_key(name: str) -> str:
    """Return the word under which the index has the page with a name.

    It is the same for all spellings of a name that differ in endings, marks, spaces and capital
    letters: a letter that nobody types, and a digest of the others. `finder.js` makes it too.
    """
    letters = unicodedata.normalize("NFD", fold(name).lower())
    plain = "".join(char for char in letters if not unicodedata.category(char).startswith("M"))
    digest = 0
    for char in filter(str.isalnum, _ENDING.sub("", plain).removesuffix("s")):
        digest = (digest * 65599 + ord(char)) % 100_000_000_003  # below 2**53 for JavaScript
    return f"\u0298{digest}"


def _name_keys(names: Iterable[str]) -> str:
    """Return the keys of names, and of the first and the last part of names with a dot."""
    parts = set[str]()
    for name in names:
        first, *others = name.split("\u00b7")
        parts |= {name, first, others[-1] if others else first}
    return " ".join(sorted(map(name_key, parts)))


def search_document(title: str, entry: SearchEntry) -> str:
    """Return the document of one page.

    The anchor of each paragraph comes before it, so that results link to the paragraph; an id that
    begins with `-` means that it has none.
    """
    filters = [("kind", entry.kind), *(("topic", topic) for topic in entry.topics)]
    if entry.year:
        filters.append(("year", entry.year))
    metadata = "".join(
        f'<span data-pagefind-filter="{name}[data-is]" data-is="{html.escape(value)}"></span>'
        for name, value in filters
    )
    if entry.names:
        keys = _name_keys(entry.names)
        metadata += f'<span data-pagefind-meta="names[data-is]" data-is="{keys}"></span>'
    names = "".join(f"<p>{_safe(name)}</p>" for name in entry.names if name != title)
    paragraphs = "".join(
        f'<a id="{html.escape(anchor) or f"-{number}"}"></a><p>{_safe(words)}</p>'
        for number, (anchor, words) in enumerate(entry.blocks)
        if words
    )
    if not any(map(_has_word, (title, *entry.names, *(words for _, words in entry.blocks)))):
        # Pagefind skips a page without words, so the page gets its kind as one.
        paragraphs += f"<p>{_safe(entry.kind)}</p>"
    if entry.when:
        metadata += f'<span data-pagefind-meta="date:{html.escape(entry.when)}"></span>'
    return (
        '<!doctype html><html lang="en"><body data-pagefind-body>'
        f'<h1>{_safe(title)}</h1><div data-pagefind-weight="7">{names}</div>'
        f"{paragraphs}{metadata}</body></html>"
    )


def search_documents(entries: Mapping[str, tuple[str, SearchEntry]]) -> dict[str, str]:
    """Return documents by the path of their file, from titles and entries by address."""
    return {
        f"{address}index.html"
        if not address or address.endswith("/")
        else address: search_document(*page)
        for address, page in entries.items()
    }


def blocks_of(page: str) -> tuple[tuple[str, str], ...]:
    """Return the text of a handwritten page's HTML by block, without anchors."""
    lines = re.sub(r"</(p|li|h\d|td|th|pre|blockquote)>", "\n", page)
    text = html.unescape(re.sub(r"<[^>]*>", "", lines))
    return tuple(("", line) for line in text.splitlines() if line.strip())


def _has_word(text: str) -> bool:
    """True when Pagefind finds a word in a text; it may ignore what begins with `_`."""
    words = (word for word in fold(text).split() if not word.startswith("_"))
    return any(char.isalpha() or char.isdecimal() for word in words for char in word)


def _safe(text: str) -> str:
    return html.escape(fold(text))
