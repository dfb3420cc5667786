"""Finds the sentences of a text, and the one around some of its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

_SENTENCE_END = re.compile(
    r"(?:[.!?\u06d4\u061f][\"'\u2019\u201c\u201d\u00bb)]*(?=\s+[^\sa-z]|\s*$)|[\u3002\uff01\uff1f][\u201d\u300d\u300f]*)"
)
_ABBREVIATION = re.compile(r"(?:^|[\s(.])(?:[A-WYZ]|Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|St|No|vs)\.$")
"""Ends of texts at which a full stop ends no sentence: initials and titles before names. X is left
out, because a sentence may end with the name of that platform."""


def sentence_around(text: str, start: int, end: int) -> str:
    """Return the sentence that holds the words from `start` to `end`, or the sentences."""
    first, last = 0, len(text)
    for match in _sentence_ends(text):
        if match.end() <= start:
            first = match.end()
        elif match.end() >= end and match.start() >= end - 2:
            last = match.end()
            break
    return text[first:last].strip()


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text, without the spaces between them."""
    ends = [0, *(match.end() for match in _sentence_ends(text)), len(text)]
    sentences = [text[start:end].strip() for start, end in pairwise(ends)]
    return [sentence for sentence in sentences if sentence]


def _sentence_ends(text: str) -> Iterator[re.Match[str]]:
    """Yield the signs that end a sentence. No title or initial ends one."""
    for match in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text[max(match.start() - 6, 0) : match.start() + 1]):
            yield match
