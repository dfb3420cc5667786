"""Block quotations name their speaker."""

from __future__ import annotations

import pytest

from generator.checks.fixes import apply_fixes
from tests.support import BROKEN, edition_of, with_body

SPEAKER = "[Umar Saif](person:umar-saif)"


@pytest.mark.parametrize(
    ("body", "position"),
    [
        ("> We will sell.", (10, 3)),
        ("> We will sell.\n>\n> It is so.\n>\n\nWords.", (12, 3)),
        ("> “We will sell,” said Umar Saif.", (10, 3)),
        (f"> “We will sell,” said {SPEAKER}.", (10, 3)),
        (f"> So it is.\n\nWords.\n\n> So.\n>\n> — {SPEAKER}", (10, 3)),
    ],
)
def test_a_block_quotation_without_a_speaker_is_reported(
    body: str, position: tuple[int, int]
) -> None:
    (problem,) = edition_of({BROKEN: with_body(body)}).problems
    assert (problem.code, problem.location[1:]) == ("no-speaker", position)


@pytest.mark.parametrize(
    "body",
    [
        f"> We will sell.\n>\n> — {SPEAKER}",
        "> The buyers were:\n> - Jazz\n> - Umar Saif",
        "```\n> We will sell.\n```",
        ">",
    ],
)
def test_other_block_quotations_are_not_reported(body: str) -> None:
    codes = [problem.code for problem in edition_of({BROKEN: with_body(body)}).problems]
    assert "no-speaker" not in codes


def test_a_line_that_is_recognised_as_the_speaker_s_is_one_problem() -> None:
    problems = edition_of({BROKEN: with_body("> We will sell.\n>\n> Umar Saif, there")}).problems
    assert [problem.code for problem in problems] == ["wrong-dash"]


def test_a_speaker_before_the_words_moves_below_them() -> None:
    text = with_body(f"> {SPEAKER}: “We will sell.”")
    (problem,) = edition_of({BROKEN: text}).problems
    fixed = apply_fixes(text.decode(), [problem]).text
    assert fixed == with_body(f"> “We will sell.”\n> — {SPEAKER}").decode()
    assert edition_of({BROKEN: fixed.encode()}).problems == ()


def test_a_translation_follows_its_original() -> None:
    """`annotations-differ` says what it lacks."""
    original = with_body(f"> We will sell.\n>\n> — {SPEAKER}")
    words = "---\ntitle: A\nsummary: B\ntranslator: C\n---\n\n> ایسا ہے۔\n"
    files = {BROKEN: original, f"ur/{BROKEN}": words.encode()}
    codes = {problem.code for problem in edition_of(files).problems}
    assert codes == {"annotations-differ", "translation-outdated"}


@pytest.mark.parametrize(
    ("line", "code", "is_safe"),
    [
        (f"> The money is there! — {SPEAKER}", "wrong-dash", True),
        (f"> The money is there! — {SPEAKER}, in May", "wrong-dash", True),
        (f"> The money is there! — {SPEAKER} and I will see to that.", "wrong-dash", False),
        (f"> The money is there! — {SPEAKER}, and I will see to that.", "wrong-dash", False),
        (f"> Karachi is a city of students — {SPEAKER}", "wrong-dash", False),
        (f"> Karachi is a city of students – {SPEAKER}, in May", "wrong-dash", False),
        (f"> I and a friend — {SPEAKER} by name", "no-speaker", False),
        (f"> He said — {SPEAKER} said — words.", "no-speaker", False),
        (f"> It is so. — {SPEAKER}\n>", "no-speaker", False),
    ],
)
def test_a_speaker_on_the_line_of_the_words_is_reported(
    line: str, code: str, is_safe: bool
) -> None:
    """The fix is safe where the words end, and an occasion or nothing follows the name."""
    (problem,) = edition_of({BROKEN: with_body(line)}).problems
    assert (problem.code, bool(problem.fix) and problem.fix.is_safe) == (code, is_safe)
