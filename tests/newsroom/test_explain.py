"""`coopnews explain`: what a code means."""

from __future__ import annotations

from pathlib import Path

from generator.newsroom.explain import explanations, first_sentence
from tests.support import coopnews


def test_a_code_is_explained_in_the_words_of_the_guide(tmp_path: Path) -> None:
    done = coopnews("explain", "wrong-year", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("wrong-year\n\nAn article stands in the folder of the year")
    assert "An article that is published keeps its address" in done.stdout


def test_without_a_code_all_codes_are_listed(tmp_path: Path) -> None:
    lines = coopnews("explain", cwd=tmp_path).stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(explanations())
    assert "no-topic                 An article is about at least one topic;" in "\n".join(lines)


def test_an_unknown_code_is_an_error_with_a_suggestion(tmp_path: Path) -> None:
    done = coopnews("explain", "unknown-persons", cwd=tmp_path)
    assert done.returncode == 2
    assert "did you mean `unknown-person`?" in done.stderr


def test_every_explanation_begins_with_a_sentence() -> None:
    for code, text in explanations().items():
        assert 10 < len(first_sentence(text)) < 300, code
