"""Unified diffs: of any two texts, in whatever way they are compared."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.newsroom import text_diff as difference
from generator.newsroom.text_diff import changed_blocks, unified_diff

LINES = st.lists(st.sampled_from("abcdef"), max_size=12)


@pytest.mark.parametrize("most_pairs", [difference.MOST_PAIRS, 0])
@given(old=LINES, new=LINES)
def test_the_changed_lines_make_the_new_text_of_the_old_one(
    most_pairs: int, old: list[str], new: list[str]
) -> None:
    """With all lines compared with each other, and with long texts' cheaper comparison."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(difference, "MOST_PAIRS", most_pairs)
        result, here = [], 0
        for block in changed_blocks(old, new):
            result += [*old[here : block.old_start], *new[block.new_start : block.new_end]]
            here = block.old_end
        assert result + old[here:] == new


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
def test_a_diff_reads_as_that_of_python(old: str, new: str) -> None:
    expected = difflib.unified_diff(list(old), list(new), "before", "now", n=1, lineterm="")
    assert list(unified_diff(list(old), list(new), "before", "now")) == list(expected)
