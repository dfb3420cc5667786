"""Sorts titles as readers of a language expect them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

SortKey = tuple[object, ...]

_URDU = "اآأبپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوؤہۂۃھءیئےۓ"
"""The alphabet. Code points have another order: letters that Arabic lacks come after all others."""
_URDU_RANKS = {letter: rank for rank, letter in enumerate(_URDU)}


@lru_cache(maxsize=1 << 13)  # the same titles are sorted for many lists
def title_key(title: str, language: str) -> SortKey:
    """Return the key that sorts a title in a language."""
    return _KEYS.get(language.partition("-")[0], _folded)(title)


def _folded(title: str) -> SortKey:
    return (title.casefold(),)


def _urdu(title: str) -> SortKey:
    """Return the ranks of the letters; other characters come before them. Marks don't count."""
    letters = (char for char in title.casefold() if not unicodedata.category(char).startswith("M"))
    return tuple([(_URDU_RANKS.get(char, -1), char) for char in letters])


def _chinese(title: str) -> SortKey:
    # In GB 2312, which GB 18030 contains, the frequent characters are in the order of pinyin.
    return (title.casefold().encode("gb18030", "replace"),)


_KEYS: Mapping[str, Callable[[str], SortKey]] = {"ur": _urdu, "zh": _chinese}
