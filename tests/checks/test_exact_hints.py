"""Hints repeat the writer's own words, and obvious mistakes have a fix."""

from __future__ import annotations

import pytest

from generator.checks.fixes import apply_fixes
from generator.content.problems import Problem
from tests.support import ARTICLE, BROKEN, edition_of, with_body

TITLE, URL = "title: Fibre comes to Karachi", "'https://example.com/karachi'"
SOURCE = next(line for line in ARTICLE.splitlines() if URL in line)
"""Lines of `ARTICLE`."""


def problems_of(text: str) -> tuple[Problem, ...]:
    return edition_of({BROKEN: text.encode()}).problems


def fixed(text: str) -> str:
    """Return a text with its safe fixes, as `check --fix` makes them."""
    for _ in range(4):
        problems = [problem for problem in problems_of(text) if problem.fix.is_safe]
        text = apply_fixes(text, problems).text
    return text


@pytest.mark.parametrize(
    ("old", "new", "right"),
    [
        (TITLE, "title: Fibre: it comes to Karachi", 'title: "Fibre: it comes to Karachi"'),
        (TITLE, 'title: "Fibre" comes to Karachi', r'title: "\"Fibre\" comes to Karachi"'),
        (TITLE, "title: 'It's here'", 'title: "It\'s here"'),
        (TITLE, 'title: "Fibre comes to Karachi', 'title: "Fibre comes to Karachi"'),
        (TITLE, "title: 'a' and 'b'", "title: \"'a' and 'b'\""),
        (TITLE, "title: @Fibre comes to Karachi", 'title: "@Fibre comes to Karachi"'),
        ("title: Fibre", "title:Fibre", None),
        ("title: Fibre", "title\uff1aFibre", None),
        ("title: Fibre", "title\uff1a Fibre", None),
        ("title: Fibre", "title Fibre", None),
        ("title: Fibre", " title: Fibre", None),
        ("title: Fibre", "Title: Fibre", None),
        ("topics: [fibre]", "topics:\n\t- fibre", "topics:\n  - fibre"),
        ("topics: [fibre]", "topics: fibre", None),
        ("topics: [fibre]", "topics: [Fibre]", None),
        ("topics: [fibre]", "topics: [topic:fibre]", None),
        ("date: 2024-03-04", "date: 4 March 2024", None),
        (URL, "www.example.com/k", "https://www.example.com/k"),
        (URL, "example.com/k", "https://example.com/k"),
        (URL, "https//example.com/k", "https://example.com/k"),
        (URL, "htpps://example.com/k", None),
    ],
)  # fmt: skip
def test_front_matter_is_fixed(old: str, new: str, right: str | None) -> None:
    """Where `right` is None, the text is as it was before the mistake."""
    text = ARTICLE.replace(old, new, 1)
    assert text != ARTICLE
    assert problems_of(text)
    expected = ARTICLE.replace(old, right, 1) if right else ARTICLE
    if new.startswith("htpps"):  # it may be another scheme
        expected = text
    assert fixed(text) == expected


def test_all_lines_that_are_indented_with_tabs_are_fixed_together() -> None:
    with_tabs = "\t- title: A\n\t\tpublisher: B\n\t\turl: https://example.com/\n"
    text = ARTICLE.replace(f"{SOURCE}\n", with_tabs)
    (problem,) = problems_of(text)
    assert (problem.location.line, problem.message) == (7, "this line is indented with a tab")
    assert "  - title: A\n    publisher: B\n    url: https://example.com/\n" in fixed(text)


def test_a_missing_key_is_not_reported_twice_when_it_is_misspelt() -> None:
    (problem,) = problems_of(ARTICLE.replace("summary:", "Summary:"))
    assert (problem.code, problem.fix.new) == ("unknown-key", "summary:")


def test_a_source_that_is_only_an_address_gets_the_key() -> None:
    text = ARTICLE.replace(SOURCE, "  - https://example.com/karachi")
    assert "  - url: https://example.com/karachi\n" in fixed(text)


STATE = "[It was](commitment:nationwide-fibre"


@pytest.mark.parametrize(
    ("body", "right", "hint"),
    [
        (f"{STATE} “under-way”)", f'{STATE} "under-way")', '`"under-way"`'),
        (f"{STATE} ”stalled 2024-02“)", f'{STATE} "stalled 2024-02")', '`"stalled 2024-02"`'),
        (f"{STATE} ‘done’)", f'{STATE} "done")', '`"done"`'),
        ("[He] (person:umar-saif)", "[He](person:umar-saif)", "no space between"),
        ("[He](person: umar-saif)", "[He](person:umar-saif)", "no space after"),
        ("[He](person：umar-saif)", "[He](person:umar-saif)", "`person:umar-saif`"),
        ("[He]（person:umar-saif）", "[He](person:umar-saif)", "plain form"),
        ("[He](Person:Umar-Saif)", "[He](person:umar-saif)", "`person:` in small letters"),
        ("[He](people:umar-saif)", "[He](person:umar-saif)", "did you mean `person`?"),
        ("[It](www.example.com/a)", "[It](https://www.example.com/a)", "`https://www.example.com/a`"),
        ("[It](//example.com/a)", "[It](https://example.com/a)", "`https://`"),
        ("[It](a@example.com)", "[It](mailto:a@example.com)", "`mailto:a@example.com`"),
        ("# The end\n\nWords.", "## The end\n\nWords.", "`## The end`"),
        ("# A\n\nWords.\n\n# B\n\nWords.", "## A\n\nWords.\n\n## B\n\nWords.", "`## A`"),
    ],
)  # fmt: skip
def test_a_text_is_fixed_as_its_hint_says(body: str, right: str, hint: str) -> None:
    text = with_body(body).decode()
    assert hint in problems_of(text)[0].hint
    assert fixed(text) == with_body(right).decode()


@pytest.mark.parametrize("body", ["# A\n\nWords.\n\n## B", "[b](umar-saif.md)", "[It](person:umar"])
def test_what_has_more_than_one_answer_is_left_to_people(body: str) -> None:
    text = with_body(body).decode()
    assert problems_of(text)
    assert fixed(text) == text
