"""What other programs left in a text or made of it: merge conflicts and garbled characters."""

from __future__ import annotations

import pytest

from generator.checks.fixes import apply_fixes
from tests.support import ARTICLE, BROKEN, edition_of, with_body

CONFLICT = "<<<<<<< HEAD\ntitle: One\n=======\ntitle: Two\n>>>>>>> main\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [(ARTICLE.replace("title: Fibre comes to Karachi\n", CONFLICT), 2), (ARTICLE + CONFLICT, 11)],
)
def test_a_merge_conflict_is_the_only_problem_of_its_file(text: str, line: int) -> None:
    (problem,) = edition_of({BROKEN: text.encode()}).problems
    assert (problem.code, problem.location.line) == ("merge-conflict", line)


@pytest.mark.parametrize(
    "text", ["<<<<<<< is a sign of git.\n\n=======\n", "=======\n\n>>>>>>> main\n"]
)
def test_a_part_of_a_merge_conflict_is_none(text: str) -> None:
    codes = [problem.code for problem in edition_of({BROKEN: with_body(text)}).problems]
    assert "merge-conflict" not in codes


@pytest.mark.parametrize(
    "words",
    [
        "Pakistan\u2019s",
        "\u201cnew\u2026\u201c",
        "1990\u20132000",
        "caf\xe9",
        "\xa35",
        "\u0639\u0645\u0631",
        "\u4e2d\u56fd",
    ],
)
def test_characters_read_in_a_wrong_encoding_are_restored(words: str) -> None:
    right = with_body(f"It is {words} here.").decode()
    text = right.replace(words, words.encode().decode("cp1252"))
    problems = edition_of({BROKEN: text.encode()}).problems
    assert {problem.code for problem in problems} == {"garbled-text"}
    assert apply_fixes(text, problems).text == right


@pytest.mark.parametrize("mark", ["\xe2\u20ac\x9d", "\xe2\u20ac"])
def test_a_closing_mark_is_restored_with_or_without_its_invisible_byte(mark: str) -> None:
    text = with_body(f"It is \u201cnew{mark} here.").decode()
    problems = edition_of({BROKEN: text.encode()}).problems
    assert [problem.code for problem in problems] == ["garbled-text"]
    assert apply_fixes(text, problems).text == with_body("It is \u201cnew\u201d here.").decode()


def test_a_character_that_nobody_can_restore_has_no_fix() -> None:
    (problem,) = edition_of({BROKEN: with_body("Pakistan\ufffds course.")}).problems
    assert (problem.code, problem.location.column, bool(problem.fix)) == ("garbled-text", 9, False)


@pytest.mark.parametrize(
    "words",
    [
        "caf\xe9\xa0\xbb et \xab\xa0\xe9t\xe9\xa0\xbb",
        "REN\xc9\xbb and S\xc3O",
        "\xc2ge, \xe2ge, \xd8rsted, \xc3",
        "5 \u20ac, 5\xb0, \u2019",
    ],
)
def test_letters_of_any_language_are_not_garbled(words: str) -> None:
    assert edition_of({BROKEN: with_body(f"It is {words} here.")}).problems == ()


def test_a_document_of_a_word_processor_is_called_so() -> None:
    (problem,) = edition_of({BROKEN: b"PK\x03\x04\x14\xd2"}).problems
    assert problem.hint == "copy its words into a plain text file"
