"""Finds the known word that a misspelt word was meant to be."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

MAX_COMPARED = 500
"""Known words that a misspelt word is compared with: about 50 microseconds."""
NEIGHBOURS = 75
"""If more words are known, only those next to the misspelt word in alphabetical order are compared:
this many on each side, sorted by their starts and by their ends."""
MIN_SIMILARITY = 0.7
"""From this similarity on a word is suggested: twice the number of letters that two words share in
the same order, divided by the number of their letters."""
MIN_TYPO_LENGTH = 5
"""Letters from which on one wrong letter is taken for a typo. In shorter words it often makes
another word."""
KEY_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "author": ("byline", "translator"),
    "authors": ("byline", "translator"),
    "byline": ("translator",),
    "tags": ("topics",),
    "categories": ("topics",),
    "picture": ("image",),
    "photo": ("image",),
    "description": ("summary",),
    "link": ("url",),
    "address": ("url",),
    "caption": ("credit",),
    "headline": ("title",),
    "title": ("name",),
    "name": ("title", "publisher"),
    "language": ("lang",),
    "source": ("sources",),
    "archive": ("archived",),
    "since": ("from",),
    "until": ("to",),
    "org": ("organisation",),
    "company": ("organisation",),
    "deadline": ("due",),
}
"""What other programs call our keys."""


class _SortedWords(NamedTuple):
    """Known words, sorted so that a misspelt word is compared with only a few of them."""

    by_start: list[str]
    by_end: list[str]
    """Sorted by the reversed words."""
    by_letters: Mapping[str, list[str]]
    """By the word without case, hyphens, spaces and a plural's `s`."""


@lru_cache(maxsize=64)
def _sorted_words(known: frozenset[str]) -> _SortedWords:
    by_letters: dict[str, list[str]] = {}
    for word in known:
        by_letters.setdefault(_letters(word), []).append(word)
    return _SortedWords(sorted(known), sorted(known, key=_reversed), by_letters)


def _letters(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.casefold()).removesuffix("s")


def _reversed(word: str) -> str:
    return word[::-1]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean `x`?`` for the nearest known word; an empty string if none is near."""
    nearest = nearest_word(word, known)
    return f"did you mean `{nearest}`?" if nearest else ""


def nearest_word(word: str, known: Iterable[str]) -> str:
    """Return the known word that is most similar to `word`; an empty string if none is."""
    return _nearest(word[:100], frozenset(known))


@lru_cache(maxsize=1 << 10)
def _nearest(word: str, known: frozenset[str]) -> str:
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - most files hold no mistake
    from rapidfuzz.process import extractOne  # noqa: PLC0415 - the same

    words = _sorted_words(known)
    candidates = words.by_start
    if len(candidates) > MAX_COMPARED:
        start = bisect_left(words.by_start, word)
        end = bisect_left(words.by_end, _reversed(word), key=_reversed)
        candidates = [*_neighbours(words.by_end, end), *_neighbours(words.by_start, start)]
    candidates = candidates[::-1]  # rapidfuzz takes the first of equals; we want the last in order
    scorer = Indel.normalized_similarity
    match = extractOne(word, candidates, scorer=scorer, score_cutoff=MIN_SIMILARITY)
    return match[0] if match else ""


def _neighbours(words: list[str], at: int) -> list[str]:
    return words[max(at - NEIGHBOURS, 0) : at + NEIGHBOURS]


def likely_typo_of(word: str, known: Iterable[str]) -> str:
    """Return the only known word that `word` is a typo of; an empty string if it isn't clear.

    A typo differs in case, hyphens, spaces or a plural's `s`; or, in a word that isn't short, by
    one letter that is missing, extra, wrong, or swapped with the next.
    """
    return _only_typo_of(word, frozenset(known))


@lru_cache(maxsize=1 << 10)
def _only_typo_of(word: str, known: frozenset[str]) -> str:
    words = _sorted_words(known)
    candidates = words.by_letters.get(_letters(word)) or _one_letter_off(word, words)
    return candidates[0] if len(candidates) == 1 else ""


def _one_letter_off(word: str, words: _SortedWords) -> list[str]:
    """Return the known words that differ from `word` by one letter.

    Return none when too many begin or end like it to compare them all.
    """
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - most files hold no mistake
    from rapidfuzz.process import extract  # noqa: PLC0415 - the same

    candidates = words.by_start
    if len(candidates) > MAX_COMPARED:
        # One wrong letter leaves the first or the last half of a word unchanged.
        half = max((len(word) - 1) // 2, 1)
        same_start = _equal_range(words.by_start, word[:half], lambda other: other[:half])
        same_end = _equal_range(
            words.by_end, _reversed(word[-half:]), lambda other: other[: -half - 1 : -1]
        )
        if len(same_start) + len(same_end) > MAX_COMPARED:
            return []
        candidates = [*{*same_start, *same_end}]
    matches = extract(word, candidates, scorer=OSA.distance, score_cutoff=1, limit=None)
    return [
        other for other, distance, _ in matches if len(other) >= MIN_TYPO_LENGTH and distance == 1
    ]


def _equal_range(words: list[str], part: str, part_of: Callable[[str], str]) -> list[str]:
    """Return the words that have this part, from a list that is sorted by it."""
    first = bisect_left(words, part, key=part_of)
    return words[first : bisect_right(words, part, lo=first, key=part_of)]
