"""Text from word processors, spreadsheets, other Markdown programs and chat programs."""

from __future__ import annotations

import pytest

from generator.checks.fixes import apply_fixes
from tests.support import BROKEN, edition_of, with_body


def report_on(body: str) -> list[str]:
    """Return line, column, code and message of each problem of a body, whose first line is 1."""
    problems = edition_of({BROKEN: with_body(body)}).problems
    return [
        f"{problem.location.line - 9}:{problem.location.column} {problem.code}: {problem.message}"
        for problem in problems
    ]


def fixed(body: str) -> str:
    """Return a body with its safe fixes."""
    text = with_body(body)
    safe = [problem for problem in edition_of({BROKEN: text}).problems if problem.fix.is_safe]
    return apply_fixes(text.decode(), safe).text.partition("---\n\n")[2].removesuffix("\n")


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("\u2022 Lahore\n\u2022\tKarachi", "- Lahore\n- Karachi"),
        ("Cities:\n\n\u2022 Lahore", "Cities:\n\n- Lahore"),
        ("-Lahore\n-Karachi", "- Lahore\n- Karachi"),
        ("*Lahore\n*Karachi", "- Lahore\n- Karachi"),
        ("1.Lahore\n2.Karachi", "1. Lahore\n2. Karachi"),
        ("\u2022 Lahore took\n110\n\u2022 Karachi", "- Lahore took\n110\n- Karachi"),
    ],
)
def test_items_of_a_list_get_the_signs_of_markdown(body: str, right: str) -> None:
    (problem,) = report_on(body)
    assert "odd-markdown: this is no list" in problem
    assert fixed(body) == right


def test_lines_that_begin_with_a_dash_may_be_a_dialogue() -> None:
    """The fix isn't safe."""
    body = "\u2013 Lahore\n\u2013 Karachi"
    assert len(report_on(body)) == 1
    assert fixed(body) == body


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("City\tStudents\nLahore\t80\nMultan\t9", "1:1 odd-markdown: this is no table: tabs"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n| 1 | 2 | 3 |", "4:1 odd-markdown: this row has 3"),
        ("| a | b |\n|---|\n| 1 | 2 |", "2:1 odd-markdown: this is no table: its first"),
        ("!!! note\n    Words.", "1:1 odd-markdown: readers see this `!!! note`"),
        ("See {{< youtube x >}}.", "1:5 odd-markdown: readers see this `{{< youtube x >}}`"),
        ("[a](https://example.com/){.big}", "1:26 odd-markdown: readers see this `{.big}`"),
        ("It is ==new== here.", "1:7 odd-markdown: readers see this `==new==`"),
        ("It is new^[Dawn, 2024].", "1:10 odd-markdown: readers see this `^[Dawn, 2024]`"),
        ("It is new^1^.", "1:10 odd-markdown: readers see this `^1^`"),
        ("It is new \u30101\u2020source\u3011.", "1:11 odd-markdown: readers see this `\u3010"),
        ("It is new :rocket: here.", "1:11 odd-markdown: readers see this `:rocket:`"),
        ("See [It][https://example.com/].", "1:5 odd-markdown: the address of this link"),
        ("[It](../../people/umar-saif.md)", "1:6 odd-markdown: this link to a file"),
        ("# T\n\nWords.", "1:1 heading-level: this heading repeats"),
        ("## T\n\nWords.", "1:1 heading-level: this heading repeats"),
        ("Umar Saif (person:umar-saif) came.", "1:12 broken-annotation: readers see this"),
        ("{Umar Saif}(person:umar-saif) came.", "1:13 broken-annotation: readers see this"),
        ("**[He]**(person:umar-saif) came.", "1:10 broken-annotation: readers see this"),
        ("It is new[^1].\n\n[^1] The note.", "3:1 bad-footnote: the footnote `1` has no colon"),
        ("It is new.\n\n[^1]: The note.", "3:1 bad-footnote: no text refers to the footnote `1`"),
        ("> \u201cYes.\u201d \u2014 [He](person:umar-saif)", "1:9 wrong-dash: the speaker of this"),
        ("See [It](https://example.com/a for more.", "1:8 odd-markdown: the address of this link"),
        ("[It](https://https://example.com/)", "1:6 refused-link: `https://https://example.com/`"),
        ("[It](http://localhost:8000/a)", "1:6 refused-link: `http://localhost:8000/a`"),
    ],
)  # fmt: skip
def test_what_readers_would_not_see_as_it_is_meant_is_one_problem(body: str, message: str) -> None:
    (problem,) = report_on(body)
    assert problem.startswith(message)


@pytest.mark.parametrize(
    "body",
    [
        "- Lahore\n- Karachi\n\n1. One\n2. Two\n\n*Lahore* and *Karachi*\n*both* words",
        "It costs -5 or +5.\n-5 is cold.",
        "2024.\n2025.",
        "```\n\u2022 Lahore\n-a\n-b\n!!! note\n{{ x }} :rocket: person:umar-saif\n```",
        "`{{ x }}`, `:rocket:` and `person:umar-saif`",
        "At 10:30:15 it was a == b, and {braces} are here.",
        "| a | b |\n|---|---|\n| 1 | 2 \\| 3 |\n| 1 |",
        "A\tword.\n\nAnother\tword.",
        "It is new[^1].\n\n[^1]: The note.",
        "> \u201cYes.\u201d\n>\n> \u2014 [He](person:umar-saif)",
    ],
)
def test_good_markdown_is_not_reported(body: str) -> None:
    assert report_on(body) == []


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("See [It][https://example.com/].", "See [It](https://example.com/)."),
        ("[It](../../people/umar-saif.md)", "[It](person:umar-saif)"),
        ("[It](https://example.com/a and more.", "[It](https://example.com/a) and more."),
        ("# T\n\nWords.", "\n\nWords."),
        ("It is new[^1].\n\n[^1] The note.", "It is new[^1].\n\n[^1]: The note."),
        (
            "> \u201cYes.\u201d \u2014 [He](person:umar-saif)",
            "> \u201cYes.\u201d\n> \u2014 [He](person:umar-saif)",
        ),
    ],
)
def test_what_is_meant_is_fixed(body: str, right: str) -> None:
    assert fixed(body) == right


@pytest.mark.parametrize(
    ("state", "hint"),
    [
        ("completed", "did you mean `done`?"),
        ("in progress", "did you mean `under-way`?"),
        ("cancelled", "did you mean `dropped`?"),
        ("overdue", "leave the annotation out"),
    ],
)
def test_a_state_in_other_words_is_understood(state: str, hint: str) -> None:
    body = f'[It](commitment:nationwide-fibre "{state}") is here.'
    (problem,) = edition_of({BROKEN: with_body(body)}).problems
    assert (problem.code, problem.fix.is_safe and bool(problem.fix)) == ("unknown-state", False)
    assert problem.hint.startswith(hint)


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        ("One<br>two", "begin a new paragraph"),
        ("<b>one</b>", "write `**`"),
        ("<!-- a note -->", "delete it"),
        ("<font>one</font>", "write it in Markdown"),
        ("![A plan](no-such.png)", "put it beside the file that shows it"),
        ("[It](article:good-story)", "write the path of the story's file"),
        ("[It](/people/umar-saif/)", "write `person:umar-saif`"),
        ('[\u201csome\u201c](person:umar-saif "said")', "write `[\u201csome\u201d]("),
        ('[``some\'\'](person:umar-saif "said")', "write `[\u201csome\u201d]("),
    ],
)  # fmt: skip
def test_a_hint_says_what_to_write(body: str, hint: str) -> None:
    assert any(
        problem.hint.startswith(hint) for problem in edition_of({BROKEN: with_body(body)}).problems
    )


def test_two_people_of_one_name_are_told_apart_in_one_of_the_texts() -> None:
    other = "---\nname: Umar Saif\n---\n\nNot [the minister](person:umar-saif).\n"
    path = "people/umar-saif-engineer.md"
    assert edition_of({path: other.encode()}).problems == ()
    same = other.replace("[the minister](person:umar-saif)", "the minister")
    (problem,) = edition_of({path: same.encode()}).problems
    assert (problem.code, problem.location.file) == ("same-name", f"content/{path}")
    assert not problem.is_error


def test_a_hint_ends_with_a_whole_word() -> None:
    body = "• The ministry began to lay fibre in Karachi and Lahore\n• Jazz followed"
    (problem,) = edition_of({BROKEN: with_body(body)}).problems
    assert problem.hint == "write `- The ministry began to lay fibre in …`"
