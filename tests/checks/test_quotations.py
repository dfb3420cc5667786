"""Quotations within a sentence."""

from __future__ import annotations

import pytest

from generator.checks.fixes import apply_fixes
from generator.content.annotation_titles import QUOTATION_MARKS
from generator.content.keys import Key, Kind
from tests.checks.markdown_cases import NO_SPEAKER_LINES, SPEAKER_LINES
from tests.support import BROKEN, edition_of, with_body


def codes_of(body: str) -> list[str]:
    return [problem.code for problem in edition_of({BROKEN: with_body(body)}).problems]


@pytest.mark.parametrize("marks", QUOTATION_MARKS)
@pytest.mark.parametrize("target", ["person:umar-saif", "org:moitt"])
def test_marks_of_every_script_enclose_a_quotation(marks: tuple[str, str], target: str) -> None:
    begin, end = marks
    assert codes_of(f'He called it [{begin}productive{end}]({target} "said").') == []


@pytest.mark.parametrize("words", ["productive", "“productive", "productive”", "'productive'"])
def test_a_quotation_has_marks_on_both_sides(words: str) -> None:
    assert codes_of(f'He called it [{words}](org:moitt "said").') == ["missing-quotation-marks"]


@pytest.mark.parametrize(
    ("end", "hint"),
    [
        (" called it “a plan”.", '`[“a plan”](person:umar-saif "said")`'),
        (
            " spoke of “a plan” and of “a road”.",
            "write `[Umar Saif](person:umar-saif)`; for a quot",
        ),
        (" called it a plan.", "write `[Umar Saif](person:umar-saif)`; for a quotation"),
    ],
)
def test_the_name_of_a_speaker_gets_no_quotation_marks(end: str, hint: str) -> None:
    """The quoted words belong in the brackets."""
    body = f'[Umar Saif](person:umar-saif "said"){end}'
    (problem,) = edition_of({BROKEN: with_body(body)}).problems
    assert problem.code == "missing-quotation-marks"
    assert hint in problem.hint
    assert "“Umar Saif”" not in problem.hint


@pytest.mark.parametrize("words", ["“”", "“ ”", "“\N{HANGUL FILLER}”"])
def test_a_quotation_has_words(words: str) -> None:
    assert "no-words" in codes_of(f'He called it [{words}](org:moitt "said").')


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("place:karachi", "needless-title"),
        ("topic:fibre", "needless-title"),
        ("commitment:nationwide-fibre", "unknown-state"),
    ],
)
def test_only_people_and_organisations_say_something(target: str, code: str) -> None:
    assert codes_of(f'He called it [“productive”]({target} "said").') == [code]


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ('[“a plan](org:moitt "said")”', '[“a plan”](org:moitt "said")'),
        ('“[a plan”](org:moitt "said")', '[“a plan”](org:moitt "said")'),
        ('“[a plan](org:moitt "said")”', '[“a plan”](org:moitt "said")'),
        ('[“a plan”](org:moitt "says")', '[“a plan”](org:moitt "said")'),
    ],
)
def test_marks_outside_of_the_brackets_move_in_and_a_verb_becomes_said(
    written: str, right: str
) -> None:
    text = with_body(f"It is {written}.")
    (problem,) = edition_of({BROKEN: text}).problems
    assert f"`{right}`" in problem.hint
    assert apply_fixes(text.decode(), [problem]).text == with_body(f"It is {right}.").decode()
    assert problem.fix.is_safe


def test_other_words_behind_quoted_ones_are_never_deleted() -> None:
    """They are likely meant to mark the quotation."""
    (problem,) = edition_of({BROKEN: with_body('[“a plan”](org:moitt "in May")')}).problems
    assert (problem.fix.new, problem.fix.is_safe) == ('org:moitt "said"', False)


def test_a_misspelt_mark_is_fixed() -> None:
    edition = edition_of({BROKEN: with_body('He called it [“productive”](org:moitt "Said").')})
    (problem,) = edition.problems
    assert (problem.code, problem.fix.new) == ("needless-title", 'org:moitt "said"')


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("one two three four five six seven eight", []),
        ("one two three four five six seven – eight", []),
        ("one two three four five six seven eight nine", ["long-quotation"]),
        ("一个非常有吸引力的出口市场", []),
        ("一个非常有吸引力的出口市场一个非常有吸引力", ["long-quotation"]),
    ],
)
def test_a_quotation_is_short(words: str, codes: list[str]) -> None:
    """Eight words, or as many ideographs as take the time of eight words."""
    assert codes_of(f'He said [“{words}”](person:umar-saif "said").') == codes


@pytest.mark.parametrize("dots", ["[...]", "[…]", "…", "...", "(…)", "……", ", ..."])
def test_nothing_is_left_out_of_a_quotation(dots: str) -> None:
    """Neither in a sentence nor in a block; dots at its end may be those of the speaker."""
    assert codes_of(f'It is [“a city {dots} of students”](org:moitt "said").') == ["cut-quotation"]
    block = f"> It is a city {dots} of students.\n>\n> — [Umar Saif](person:umar-saif)"
    assert codes_of(block) == ["cut-quotation"]
    assert codes_of('It is [“a city of students …”](org:moitt "said").') == []


def test_quotations_are_the_speaker_s_with_their_sentence() -> None:
    """The sentence is cut from the paragraph; the marks are not part of the words."""
    body = (
        "They met in Islamabad. Dr. Saif called the talks "
        '[“very productive”](person:umar-saif "said") on Wednesday. They went on.\n\n'
        'The ministry saw [“a milestone.”](org:moitt "said") It said no more.'
    )
    index = edition_of({BROKEN: with_body(body)}).index
    saif, ministry = Key(Kind.PERSON, "umar-saif"), Key(Kind.ORGANISATION, "moitt")
    (said,) = index.quotations(saif, index.articles)
    assert said.text == "very productive"
    assert said.sentence == "Dr. Saif called the talks “very productive” on Wednesday."
    (said,) = index.quotations(ministry, index.articles)
    assert (said.text, said.sentence) == ("a milestone.", "The ministry saw “a milestone.”")


@pytest.mark.parametrize(
    "sentence",
    ["— [Umar Saif](person:umar-saif) left office in March.", "— Umar Saif, who left in March."],
)
def test_a_sentence_about_somebody_is_no_speaker_of_the_quotation_above(sentence: str) -> None:
    """No fix that is applied unasked makes it one."""
    problems = edition_of({BROKEN: with_body(f"> So it is.\n\n{sentence}")}).problems
    assert not any(problem.fix and problem.fix.is_safe for problem in problems)


@pytest.mark.parametrize(("written", "right"), SPEAKER_LINES)
def test_a_line_that_names_a_speaker_in_another_form_is_fixed(written: str, right: str) -> None:
    """The words, the name and the occasion stay; the quotation then has its speaker."""
    text = with_body(written.replace("umar saif", "Umar Saif") if right == written else written)
    edition = edition_of({BROKEN: text})
    codes = {problem.code for problem in edition.problems}
    assert codes <= {"wrong-dash", "speaker-not-named"}
    fixed = apply_fixes(text.decode(), edition.problems).text
    assert fixed.casefold() == with_body(right).decode().casefold()
    corrected = edition_of({BROKEN: fixed.encode()})
    assert corrected.problems == ()
    (article,) = (a for a in corrected.index.articles if a.key.path == BROKEN)
    assert article.speakers == (Key(Kind.PERSON, "umar-saif"),)


@pytest.mark.parametrize("written", NO_SPEAKER_LINES)
def test_a_line_that_only_looks_like_a_speaker_s_is_left_alone(written: str) -> None:
    assert [code for code in codes_of(written) if code != "no-speaker"] == []


def test_a_speaker_s_name_that_two_people_have_is_left_to_people() -> None:
    namesake = {
        "people/umar-saif-banker.md": b"---\nname: Umar Saif\n---\nNot [he](person:umar-saif).\n"
    }
    edition = edition_of({**namesake, BROKEN: with_body("> Words.\n>\n> — Umar Saif, there")})
    (problem,) = edition.problems
    assert (problem.code, bool(problem.fix)) == ("speaker-not-named", False)
