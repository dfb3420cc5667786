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


def test_a_paragraph_that_is_set_in_moves_to_the_margin_with_unsafe_fixes() -> None:
    text = with_body("Words.\n\n    More words\n    of it.")
    (problem,) = edition_of({BROKEN: text}).problems
    assert not problem.fix.is_safe
    assert apply_fixes(text.decode(), [problem]).text.endswith("\n\nMore words\nof it.\n")
