"""Counts the words of a text in any script."""

from __future__ import annotations

import re

IDEOGRAPHS_PER_WORD = 400 / 220
"""Readers take in 220 words a minute, or 400 ideographs or kana."""
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def count_words(text: str) -> int:
    """Return the number of words; ideographs and kana count as the words they take the time of."""
    ideographs = len(_IDEOGRAPH.findall(text))
    other = _IDEOGRAPH.sub(" ", text) if ideographs else text
    spaced = sum(any(map(str.isalnum, word)) for word in other.split())
    return spaced + round(ideographs / IDEOGRAPHS_PER_WORD)


def reading_minutes(text: str) -> int:
    """Return the minutes that reading takes; at least one."""
    return max(1, round(count_words(text) / 220))
