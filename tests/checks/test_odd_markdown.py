"""Markdown that doesn't do what its writer sees in it."""

from __future__ import annotations

import pytest

from generator.checks.fixes import apply_fixes
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


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("Words.\n\n##Heading", "3:1 odd-markdown: without a space behind `##` this is no heading"),
        ("Words.\n\n#Heading", "3:1 odd-markdown: without a space behind `#` this is no heading"),
        ("Some **bold words.", "1:6 odd-markdown: readers see this `**`"),
        ("Some ** bold ** words.", "1:6 odd-markdown: readers see this `**`"),
        ("> Some **bold words.", "1:8 odd-markdown: readers see this `**`"),
        ("Some `code words.", "1:6 odd-markdown: readers see this `` ` ``"),
        ("It is [[Umar Saif]].", "1:7 odd-markdown: `[[Umar Saif]]` is a link in a wiki"),
        ("![[map.png]]", "1:1 odd-markdown: `![[map.png]]` is a link in a wiki"),
        ("Words.\n\n    More words.", "3:1 odd-markdown: this paragraph is set in"),
        ("Words.\n\n\tMore words.", "3:1 odd-markdown: this paragraph is set in"),
        ("One line.\nTwo lines.\n---", "1:1 odd-markdown: the line `---` below it makes a heading"),
        ("(BYD)[org:moitt]", "1:1 broken-annotation: the brackets of this annotation are the"),
    ],
)
def test_what_would_silently_be_lost_is_reported(body: str, problem: str) -> None:
    (reported,) = report_on(body)
    assert reported.startswith(problem)


@pytest.mark.parametrize(
    "body",
    [
        "Some **bold** words, `code`, ***both***, and 5\\*\\* hotels.",
        "`**` and ``a ` b``\n\n```\n**bold\n##Heading\n[[wiki]]\n```",
        "## Heading\n\n#5G and #fibre are in the news.\n\nWords #1\n#2",
        "[[1]](https://example.com/) and [the [ministry]](org:moitt)",
        "- An item\n\n    with a paragraph that belongs to it",
        "A heading\n---\n\nWords.\n\n---\n\nMore.",
        "It grew (by a half)[^1].\n\n[^1]: A note.",
    ],
)
def test_what_works_is_not_reported(body: str) -> None:
    assert report_on(body) == []


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("##Heading", "## Heading"),
        ("#Heading", "#Heading"),
        ("(The ministry)[org:moitt]", "[The ministry](org:moitt)"),
        ("[[Umar Saif]]", "[Umar Saif](person:umar-saif)"),
        ("[[umar-saif|the minister]]", "[the minister](person:umar-saif)"),
        ("[[Umar Saif|the minister]]", "[the minister](person:umar-saif)"),
        ("[[Somebody]]", "[[Somebody]]"),
    ],
)
def test_what_is_meant_without_doubt_is_fixed(body: str, right: str) -> None:
    assert fixed(body) == right


def test_a_paragraph_that_is_set_in_moves_to_the_margin_with_unsafe_fixes() -> None:
    text = with_body("Words.\n\n    More words\n    of it.")
    (problem,) = edition_of({BROKEN: text}).problems
    assert not problem.fix.is_safe
    assert apply_fixes(text.decode(), [problem]).text.endswith("\n\nMore words\nof it.\n")
