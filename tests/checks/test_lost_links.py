"""What was meant as a link, a table or a footnote, and is plain text instead, is reported."""

from __future__ import annotations

import pytest

from generator.checks.fixes import apply_fixes
from tests.checks.markdown_cases import LOST_LINKS, WORKING_LINKS
from tests.support import ARTICLE, BROKEN, edition_of, with_body


@pytest.mark.parametrize(("body", "message", "right"), LOST_LINKS)
def test_what_is_plain_text_by_mistake_is_reported(
    body: str, message: str, right: str | None
) -> None:
    text = with_body(body)
    (problem,) = edition_of({BROKEN: text}).problems
    assert message in problem.message
    fixed = apply_fixes(text.decode(), [problem]).text
    assert fixed == with_body(right or body).decode()


@pytest.mark.parametrize(
    ("body", "message", "right"),
    [
        ("It is out (https://a.b/c).", "can't click on this", "It is out (<https://a.b/c>)."),
        ("At www.pta.gov.pk/a, it says.", "can't click", "At <https://www.pta.gov.pk/a>, it says."),
        ("It was sold [1].", "this `[1]`, which leads nowhere", None),
        ("[](https://example.com/a)", "there are no words between", None),
    ],
)
def test_addresses_and_numbers_that_readers_see_are_reported(
    body: str, message: str, right: str | None
) -> None:
    text = with_body(body)
    (problem,) = edition_of({BROKEN: text}).problems
    assert message in problem.message
    fixed = apply_fixes(text.decode(), [problem] if problem.fix.is_safe else []).text
    assert fixed == with_body(right or body).decode()


@pytest.mark.parametrize(
    "body", ["He said [2] (or [3]) of [4](https://a.b).", "a@www.example.com and x-www.a.b/c"]
)
def test_what_only_looks_like_an_address_or_a_number_is_not_reported(body: str) -> None:
    problems = edition_of({BROKEN: with_body(body)}).problems
    assert [problem.message for problem in problems if "click" in problem.message] == []


@pytest.mark.parametrize("body", WORKING_LINKS)
def test_what_works_is_not_reported(body: str) -> None:
    assert edition_of({BROKEN: with_body(body)}).problems == ()


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("draft: yes", "draft: true"), ("draft: True", "draft: true"),
        ("draft: No", "draft: false"), ("byline: Sana Khan", "byline: [Sana Khan]"),
    ],
)  # fmt: skip
def test_a_value_of_front_matter_that_can_mean_one_thing_is_fixed(written: str, right: str) -> None:
    text = ARTICLE.replace("topics:", f"{written}\ntopics:")
    (problem,) = edition_of({BROKEN: text.encode()}).problems
    assert f"`{right.partition(': ')[2]}`" in problem.hint
    assert apply_fixes(text, [problem]).text == ARTICLE.replace("topics:", f"{right}\ntopics:")


def test_front_matter_below_an_empty_line_is_recognised() -> None:
    (problem,) = edition_of({BROKEN: f"\n{ARTICLE}".encode()}).problems
    assert problem.message == "the front matter doesn't begin on the first line"
