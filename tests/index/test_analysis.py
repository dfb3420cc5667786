"""When the analysis of a file can be used again."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from generator.index.analysis import FileAnalysis
from tests.support import ARTICLE, BROKEN, edition_of


@dataclass(frozen=True)
class Case:
    changed: frozenset[str]
    is_same: bool
    holds: bool


def analysis_of(text: str) -> FileAnalysis:
    return edition_of({BROKEN: (ARTICLE + text).encode()}).analyses[BROKEN]


LINK = "\n[The other](good-story.md)\n"


def test_an_analysis_names_the_files_that_it_looked_for() -> None:
    assert "articles/2024/good-story.md" in analysis_of(LINK).asked


@pytest.mark.parametrize(
    "case",
    [
        Case(frozenset(), True, True),
        Case(frozenset({"people/somebody-else.md"}), False, True),
        Case(frozenset({"articles/2024/good-story.md"}), False, False),
    ],
)
def test_without_problems_it_holds_unless_a_file_that_it_looked_for_came_or_went(
    case: Case,
) -> None:
    analysis = analysis_of(LINK)
    assert analysis.problems == ()
    assert analysis.still_holds(case.changed, case.is_same) is case.holds


def test_with_problems_it_holds_only_in_an_equal_context() -> None:
    """Any file that comes may be what is missing, or a better suggestion."""
    analysis = analysis_of("\n[Nobody](person:nobody)\n")
    assert analysis.problems
    assert analysis.still_holds(frozenset(), True)
    assert not analysis.still_holds(frozenset(), False)
