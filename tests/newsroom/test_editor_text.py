"""Positions of an editor and of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.content.problems import Fix, Location, Problem
from generator.newsroom.editor_text import UTF_8, UTF_16, UTF_32, EditorText, Position, Span

URDU, CHINESE, EMOJI, RARE = "عمر سیف", "乌马尔", "👩‍🔬", "𠮷"


@pytest.mark.parametrize(
    ("before", "utf_8", "utf_16", "utf_32"),
    [("Umar ", 5, 5, 5), (URDU, 13, 7, 7), (CHINESE, 9, 3, 3), (EMOJI, 11, 5, 3), (RARE, 4, 2, 1)],
)
def test_an_editor_counts_code_units(before: str, utf_8: int, utf_16: int, utf_32: int) -> None:
    """As many as its encoding needs for what is before on the line."""
    text = f"first\n{before}here\n"
    for encoding, units in {UTF_8: utf_8, UTF_16: utf_16, UTF_32: utf_32}.items():
        editor_text = EditorText(text, encoding)
        offset = len("first\n") + len(before)
        assert editor_text.position(offset) == Position(1, units)
        assert editor_text.offset(Position(1, units)) == offset
        assert editor_text.offset_at(Location("x.md", 2, len(before) + 1)) == offset


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_for_an_editor(end: str) -> None:
    text = EditorText(f"a{end}b\u2028\x0c{end}c")
    assert text.position(text.text.index("c")) == Position(2, 0)


def test_a_position_behind_the_end_of_its_line_is_that_end() -> None:
    text = EditorText("ab\r\ncd")
    assert text.offset(Position(0, 99)) == 2
    assert text.offset(Position(99, 99)) == text.offset(Position(1, 99)) == 6
    assert text.offset_at(Location("x.md", 99, 99)) == 6


def test_a_position_within_a_character_is_before_it() -> None:
    assert EditorText(f"a{RARE}").offset(Position(0, 2)) == 1


@pytest.mark.parametrize(("text", "before"), [("ab\ncd", "cd"), ("ab\ncd\n", ""), ("", "")])
def test_the_end_of_the_text_is_on_its_last_line(text: str, before: str) -> None:
    editor_text = EditorText(text)
    assert editor_text.line_before(len(text)) == before
    assert editor_text.position(len(text)) == Position(text.count("\n"), len(before))


def test_a_byte_order_mark_has_no_column() -> None:
    """For a problem, that is: an editor that keeps the mark counts it."""
    text = EditorText("\ufeff---\nab\n")
    assert text.location("x.md", Position(0, 1)) == Location("x.md", 1, 1)
    assert text.location("x.md", Position(1, 1)) == Location("x.md", 2, 2)
    assert text.position(text.offset_at(Location("x.md", 1, 1))) == Position(0, 1)
    assert text.position(text.offset_at(Location("x.md", 2, 1))) == Position(1, 0)


def test_half_of_a_surrogate_pair_is_counted() -> None:
    """An editor can send one in the middle of an edit."""
    text = EditorText("\ud83dab")
    assert text.position(2) == Position(0, 2)
    assert EditorText("\ud83dab", UTF_8).position(3) == Position(0, 5)


@given(
    st.text(st.sampled_from("ab \n\r👩𠮷عم马\u2028\ufeff")),
    st.sampled_from([UTF_8, UTF_16, UTF_32]),
    st.integers(0, 30),
)
def test_positions_lead_back_to_their_offsets(text: str, encoding: str, offset: int) -> None:
    """Between the characters of a line break there is no position."""
    offset = min(offset, len(text))
    if text[max(offset - 1, 0) : offset + 1] != "\r\n":
        editor_text = EditorText(text, encoding)
        assert editor_text.offset(editor_text.position(offset)) == offset


@given(st.text(st.sampled_from("abc\n𠮷")), st.text(st.sampled_from("abc\n𠮷")))
def test_a_replacement_makes_the_new_text(old: str, new: str) -> None:
    text = EditorText(old)
    (start, end), words = text.replacement(new)
    assert old[: text.offset(start)] + words + old[text.offset(end) :] == new


def test_a_replacement_is_as_small_as_possible() -> None:
    text = EditorText("[Umar](person:umar-saiff) said\n")
    assert text.replacement("[Umar](person:umar-saif) said\n") == (
        Span(Position(0, 23), Position(0, 24)),
        "",
    )


@pytest.mark.parametrize(
    ("text", "column", "fix", "underlined"),
    [
        ("see (person:umar-saiff)", 6, Fix("person:umar-saiff", "person:umar-saif"), None),
        ("see (person:umar-saiff)", 6, Fix(), "person:umar-saiff"),
        ("seen on 2024-13-01, at noon", 9, Fix(), "2024-13-01"),
        ("a （wide） bracket", 3, Fix(), "（"),
        ("two\nlines", 1, Fix("two\nli", "2\nli"), None),
        ("changed since", 1, Fix("other words", "new words"), "changed"),
        ("", 1, Fix(), ""),
    ],
)
def test_a_problem_underlines_its_words(
    text: str, column: int, fix: Fix, underlined: str | None
) -> None:
    """Those that its fix names; if they aren't there or there is no fix, the next word."""
    editor_text = EditorText(text)
    problem = Problem(Location("x.md", 1, column), "code", "message", "", fix)
    start, end = map(editor_text.offset, editor_text.problem_span(problem))
    assert text[start:end] == (fix.old if underlined is None else underlined)
