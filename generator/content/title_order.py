"""Sorts titles as readers of a language expect them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

SortKey = tuple[object, ...]

_URDU = "اآأبپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوؤہۂۃءیئےۓھ"
"""The alphabet; `ھ` is last, since `تھ` is a letter after `ت`. By code points, letters that Arabic
lacks would come after all others."""
_URDU_RANKS = {letter: rank for rank, letter in enumerate(_URDU, 1)}


@lru_cache(maxsize=1 << 13)  # the same titles are sorted for many lists
def title_key(title: str, language: str) -> SortKey:
    """Return the key that sorts a title in a language.

    Titles in the language's own script come before others.
    """
    return _KEYS.get(language.partition("-")[0], _folded)(title)


def _folded(title: str) -> SortKey:
    return (title.casefold(),)


def _urdu(title: str) -> SortKey:
    """Return the ranks of the letters: signs are before them. Marks don't count."""
    letters = (char for char in title.casefold() if not unicodedata.category(char).startswith("M"))
    return tuple([(_urdu_rank(char), char) for char in letters])


def _urdu_rank(char: str) -> int:
    return _URDU_RANKS.get(char) or (len(_URDU) + 1 if char.isalpha() else 0)


def _chinese(title: str) -> SortKey:
    # In GB 2312, which GB 18030 contains, the frequent characters are in the order of pinyin.
    is_other = not "\u3400" <= title[:1] <= "\u9fff"
    return is_other, title.casefold().encode("gb18030", "replace")


_KEYS: Mapping[str, Callable[[str], SortKey]] = {"ur": _urdu, "zh": _chinese}
