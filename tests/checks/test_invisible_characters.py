"""Invisible characters are reported, unless a script needs them."""

from __future__ import annotations

import pytest

from tests.support import ARTICLE, BROKEN, LINE_AFTER_ARTICLE, edition_of, problems_after, report_of


@pytest.mark.parametrize(
    ("hidden", "name"),
    [
        ("&#8238;", "RIGHT-TO-LEFT OVERRIDE"),
        ("&ZeroWidthSpace;", "ZERO WIDTH SPACE"),
        ("&shy;", "SOFT HYPHEN"),
        ("\u3164", "HANGUL FILLER"),
        ("\U000e0041", "TAG LATIN CAPITAL LETTER A"),
        ("a\u200cb", "ZERO WIDTH NON-JOINER"),
        ("\u200f", "RIGHT-TO-LEFT MARK"),
        ("\ufeff", "ZERO WIDTH NO-BREAK SPACE"),
    ],
)
def test_an_invisible_character_is_reported(hidden: str, name: str) -> None:
    edition = edition_of({BROKEN: f"{ARTICLE}\nWords {hidden} more.\n".encode()})
    assert [(p.location.line, p.code) for p in edition.problems] == [
        (LINE_AFTER_ARTICLE + 1, "hidden-character")
    ]
    assert name in report_of(edition)


def test_invisible_characters_hide_no_other_problem() -> None:
    """Other problems keep their columns in the file."""
    line = "A\u200bbc \u202e[x](person:nobody) and\u200b [y](../2023/none.md#z) [z](fax:a)."
    edition = edition_of({BROKEN: f"{ARTICLE}\n{line}\n".encode()})
    problems = {(p.code, line[p.location.column - 1 :][:6]) for p in edition.problems}
    assert problems == {
        ("hidden-character", "\u200bbc \u202e["),
        ("hidden-character", "\u202e[x](p"),
        ("hidden-character", "\u200b [y]("),
        ("unknown-person", "person"),
        ("broken-link", "../202"),
        ("unknown-kind", "fax:a)"),
    }


@pytest.mark.parametrize(
    "words",
    ["می\u200cروم", "ایک\u200f 5G", "👩\u200d💻", "❤\ufe0f", "葛\U000e0100", "1\ufe0f\u20e3"],
)
def test_invisible_characters_that_a_script_needs_are_allowed(words: str) -> None:
    assert problems_after(f"\nWords {words} more.\n") == []


def test_a_problem_after_an_invisible_character_has_its_column_in_the_file() -> None:
    story = ARTICLE.replace("date: ", "date: \u200b2").replace("\u200b22024", "\u200b2024")
    problems = edition_of({BROKEN: story.replace("2024-03-04", "2024-12-25").encode()}).problems
    assert [(problem.location[1:], problem.code) for problem in problems] == [
        ((3, 7), "hidden-character"),
        ((3, 8), "future-date"),
    ]
