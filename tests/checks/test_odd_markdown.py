"""Markdown that doesn't do what its writer sees in it."""

from __future__ import annotations

import pytest

from generator.checks.fixes import apply_fixes
from tests.checks.markdown_cases import MEANT_WITHOUT_DOUBT, SILENTLY_LOST, WORKING_MARKDOWN
from tests.support import BROKEN, edition_of, with_body


def report_on(body: str) -> list[str]:
    """Return line, column and message of each problem of a body, whose first line is 1."""
    problems = edition_of({BROKEN: with_body(body)}).problems
    return [
        f"{problem.location.line - 9}:{problem.location.column} {problem.code}: {problem.message}"
        for problem in problems
    ]


def fixed(body: str) -> str:
    """Return a body with its fixes."""
    text = with_body(body)
    safe = [problem for problem in edition_of({BROKEN: text}).problems if problem.fix.is_safe]
    return apply_fixes(text.decode(), safe).text.partition("---\n\n")[2].removesuffix("\n")


@pytest.mark.parametrize(("body", "problem"), SILENTLY_LOST)
def test_what_would_silently_be_lost_is_reported(body: str, problem: str) -> None:
    (reported,) = report_on(body)
    assert reported.startswith(problem)


@pytest.mark.parametrize("body", WORKING_MARKDOWN)
def test_what_works_is_not_reported(body: str) -> None:
    assert report_on(body) == []


@pytest.mark.parametrize(("body", "right"), MEANT_WITHOUT_DOUBT)
def test_what_is_meant_without_doubt_is_fixed(body: str, right: str) -> None:
    assert fixed(body) == right


@pytest.mark.parametrize(
    ("body", "problem", "right"),
    [
        ("It ** never ** came.", "1:4 odd-markdown: readers see these `**`", "It **never** came."),
        ("2024. That was it.", "1:1 odd-markdown: `2024.` makes a numbered list",
         "2024\\. That was it."),
        ("It sold 480 MHz\n- for 507 dollars - at once.", "2:1 odd-markdown: this `-` begins a",
         None),
        ("It fell\n- 3 per cent in a year.", "2:1 odd-markdown: this `-` begins a list", None),
        ("Words.\n\n**What came next**\n\nMore.", "3:1 odd-markdown: this paragraph of bold", None),
        ("\n\n".join(["Words of a paragraph that is long enough to be pasted twice."] * 2),
         "3:1 odd-markdown: this paragraph is on line 10, too", None),
        (r"\[He\](person:umar-saif) came.", "1:1 broken-annotation: the backslashes",
         "[He](person:umar-saif) came."),
        (r"\[He\]\(person:umar-saif\) came.", "1:1 broken-annotation: the backslashes",
         "[He](person:umar-saif) came."),
        ("### A heading", "1:1 heading-level: this heading of level 3 is below none", None),
    ],
)  # fmt: skip
def test_what_beginners_write_is_one_problem_at_its_place(
    body: str, problem: str, right: str | None
) -> None:
    (reported,) = report_on(body)
    assert reported.startswith(problem)
    assert fixed(body) == (body if right is None else right)


def test_a_product_is_no_bold_text() -> None:
    """No fix is made unasked."""
    assert fixed("An area of 3 ** 2 ** 5 was measured.") == "An area of 3 ** 2 ** 5 was measured."


@pytest.mark.parametrize(
    "body",
    [
        "It was to be sold in\n2024. It was sold later.",
        "1990. A rocket.\n1991. Another one.",
        "The buyers:\n- jazz\n\nThe others\n- Zong",
        "- an item that goes on\n  in another line\n- another item",
        "The buyers are\n- jazz and\n- zong",
        "-40 degrees. +92 51 is a number. 1.5 million use it.",
        "**It is done.**\n\nWords.\n\n**A last line**",
        "## A\n\nWords.\n\n### B\n\nWords.\n\n## C\n\nWords.",
    ],
)
def test_what_only_looks_like_a_mistake_is_not_reported(body: str) -> None:
    assert report_on(body) == []


def test_two_tags_in_a_line_are_two_problems_and_their_ends_are_none() -> None:
    reported = report_on("It <b>moved</b>.<br>In <b>June</b>.")
    assert [line.partition(": ")[2] for line in reported] == ["raw HTML: `<b>`", "raw HTML: `<br>`"]


def test_a_paragraph_that_is_set_in_moves_to_the_margin_with_unsafe_fixes() -> None:
    text = with_body("Words.\n\n    More words\n    of it.")
    (problem,) = edition_of({BROKEN: text}).problems
    assert not problem.fix.is_safe
    assert apply_fixes(text.decode(), [problem]).text.endswith("\n\nMore words\nof it.\n")
