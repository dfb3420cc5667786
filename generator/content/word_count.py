"""Counts and finds the words of a text in any script."""

from __future__ import annotations

import re

IDEOGRAPHS_PER_WORD = 400 / 220
"""Readers take in 220 words a minute, or 400 ideographs or kana."""
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
MARKS = (
    "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0971-\u0dff\u0e30-\u0e4e\u0eb0-\u0ece"
    "\u0f71-\u0f84\u1000-\u109f\u1780-\u17d3"
)
"""The marks on letters, for a class in a regular expression: `\\w` has no vowel signs of Hindi.

Of scripts in which many letters have marks, it has the letters, too: Devanagari to Sinhala, Thai.
"""
_WORD = re.compile(rf"{_IDEOGRAPH.pattern}|(?:[^\W_]|[{MARKS}])+(?:['\u2019][^\W_]+)?")


def words_in(text: str) -> list[str]:
    """Return the words of a text; each ideograph and kana is one."""
    return _WORD.findall(text)


def count_words(text: str) -> int:
    """Return the number of words; ideographs and kana count as the words they take the time of."""
    ideographs = len(_IDEOGRAPH.findall(text))
    other = _IDEOGRAPH.sub(" ", text) if ideographs else text
    spaced = sum(any(map(str.isalnum, word)) for word in other.split())
    return spaced + round(ideographs / IDEOGRAPHS_PER_WORD)


def reading_minutes(text: str) -> int:
    """Return the minutes that reading takes; at least one."""
    return max(1, round(count_words(text) / 220))
