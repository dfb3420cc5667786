"""The sentences of a text, and the one around some of its words."""

from __future__ import annotations

import pytest

from generator.content.sentences import sentence_around, split_sentences


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("One. Two “so” three. Four.", "“so”", "Two “so” three."),
        ("They met. He said “so.” They left.", "“so.”", "He said “so.”"),
        ("They met. Mr. A. B. Khan said “so”. Then?", "“so”", "Mr. A. B. Khan said “so”."),
        ("He wrote “so” on X. She left.", "“so”", "He wrote “so” on X."),
        ("It cost $1.5 billion, “so” much. Yes.", "“so”", "It cost $1.5 billion, “so” much."),
        ("کام ہوا۔ اس نے ”ہاں“ کہا۔ بس۔", "”ہاں“", "اس نے ”ہاں“ کہا۔"),
        ("他来了。他说「好」。他走了。", "「好」", "他说「好」。"),
        ("He said “One. Two.” and left. Yes.", "“One. Two.”", "He said “One. Two.” and left."),
        ("“so”", "“so”", "“so”"),
    ],
)
def test_a_sentence_ends_in_every_script(text: str, words: str, sentence: str) -> None:
    """Titles, initials and figures end none."""
    start = text.index(words)
    assert sentence_around(text, start, start + len(words)) == sentence


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two? Three", ["One.", "Two?", "Three"]),
        ("Mr. A. B. Khan paid $1.5 million. Yes.", ["Mr. A. B. Khan paid $1.5 million.", "Yes."]),
        ("他来了。他走了。", ["他来了。", "他走了。"]),
        (" ", []),
    ],
)
def test_a_text_is_split_into_its_sentences(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences
