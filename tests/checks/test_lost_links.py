"""What was meant as a link, a table or a footnote, and is plain text instead, is reported."""

from __future__ import annotations

import pytest

from generator.checks.fixes import apply_fixes
from tests.support import ARTICLE, BROKEN, edition_of, with_body


@pytest.mark.parametrize(
    ("body", "message", "right"),
    [
        ("(https://example.com)[It]", "the wrong way round", "[It](https://example.com)"),
        ("[It] (https://example.com)", "this is no link", "[It](https://example.com)"),
        ("[It] (../2024/good-story.md)", "this is no link", "[It](../2024/good-story.md)"),
        ("[He](Umar Saif)", "the address `Umar Saif` has spaces", None),
        ("![A map](my map.png)", "the address `my map.png` has spaces", None),
        ("[He(person:umar-saif) came.", "have no `]`", "[He](person:umar-saif) came."),
        ("See https://example.com/a.", "can't click on this", "See <https://example.com/a>."),
        ("| a | b |\n| 1 | 2 |", "this is no table", None),
        ("Words[^1].", "no footnote has the label `1`", None),
        ("[It](commitment:nationwide-fibre done)", "not complete",
         '[It](commitment:nationwide-fibre "done")'),
        ("[“so”](person:umar-saif said)", "not complete", '[“so”](person:umar-saif "said")'),
    ],
)  # fmt: skip
def test_what_is_plain_text_by_mistake_is_reported(
    body: str, message: str, right: str | None
) -> None:
    text = with_body(body)
    (problem,) = edition_of({BROKEN: text}).problems
    assert message in problem.message
    fixed = apply_fixes(text.decode(), [problem]).text
    assert fixed == with_body(right or body).decode()


@pytest.mark.parametrize(
    "body",
    [
        "He said [sic] (as reported) that it was so (see below).",
        "[It](https://example.com), <https://example.com> and `https://example.com`",
        "[https://example.com](https://example.com)\n\n[It][a]\n\n[a]: https://example.com",
        "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |",
        "Words[^1].\n\n[^1]: A note.",
        "```\n| a |\n| b |\n[x] (https://a.b) [^1]\n```",
    ],
)
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
