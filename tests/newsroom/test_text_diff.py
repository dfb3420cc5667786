"""Unified diffs of two texts, computed in each of the three ways."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.newsroom import text_diff
from generator.newsroom.text_diff import changed_blocks, unified_diff

LINES = st.lists(st.sampled_from("abcdef"), max_size=12)


@pytest.mark.parametrize("max_pairs", [text_diff.MAX_PAIRS, 0])
@given(old=LINES, new=LINES)
def test_applying_the_changed_blocks_to_the_old_text_gives_the_new_text(
    max_pairs: int, old: list[str], new: list[str]
) -> None:
    """Both for the minimal diff and for the cheaper one of long texts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_diff, "MAX_PAIRS", max_pairs)
        result, copied = [], 0
        for block in changed_blocks(old, new):
            result += [*old[copied : block.old_start], *new[block.new_start : block.new_end]]
            copied = block.old_end
        assert result + old[copied:] == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("abcdefgh", "abXdefgh"),
        ("abcdefgh", "abcdXYefgh"),
        ("abcdefgh", "abfgh"),
        ("abcdefgh", "XabcdefghY"),
        ("abcdefghijkl", "aBcdeFghijKl"),
        ("", "ab"),
        ("ab", ""),
        ("ab", "ab"),
    ],
)
def test_a_unified_diff_equals_that_of_difflib(old: str, new: str) -> None:
    expected = difflib.unified_diff(list(old), list(new), "before", "now", n=1, lineterm="")
    assert list(unified_diff(list(old), list(new), "before", "now")) == list(expected)
