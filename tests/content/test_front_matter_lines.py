"""Front matter is between two lines of three hyphens; other lines of dashes are explained."""

from __future__ import annotations

import pytest

from generator.checks.fixes import apply_fixes
from tests.support import ARTICLE, BROKEN, edition_of

FRONT, BODY = ARTICLE.removeprefix("---\n").split("---\n", 1)


@pytest.mark.parametrize("start", ["---", "\N{EM DASH}", "--", "-----", " ---", "+++", "***"])
@pytest.mark.parametrize("end", ["---", "\N{EM DASH}", "--", "\N{EN DASH}\N{EN DASH}", " ---"])
def test_lines_of_other_dashes_are_replaced_by_three_hyphens(start: str, end: str) -> None:
    """Word processors make a long dash of three hyphens."""
    text = f"{start}\n{FRONT}{end}\n{BODY}"
    for _ in range(2):
        problems = edition_of({BROKEN: text.encode()}).problems
        assert len(problems) <= 1
        text = apply_fixes(text, problems).text
    assert text == ARTICLE


def test_a_missing_first_line_is_added() -> None:
    (problem,) = edition_of({BROKEN: ARTICLE.removeprefix("---\n").encode()}).problems
    assert problem.message == "the line `---` above the first key is missing"
    assert apply_fixes(ARTICLE.removeprefix("---\n"), [problem]).text == ARTICLE


@pytest.mark.parametrize(
    "before", ["# Fibre comes to Karachi\n\n", "\n", "```markdown\n", "Here is the article:\n\n"]
)
def test_what_is_before_the_front_matter_is_named_and_kept(before: str) -> None:
    (problem,) = edition_of({BROKEN: (before + ARTICLE).encode()}).problems
    assert problem.message == "the front matter doesn't begin on the first line"
    line = before.count("\n") + 1
    assert problem.hint == f"delete what is before line {line}"
    assert not problem.fix


def test_an_empty_file_is_called_empty() -> None:
    (problem,) = edition_of({BROKEN: b"\n"}).problems
    assert (problem.code, problem.message) == ("no-front-matter", "the file is empty")
