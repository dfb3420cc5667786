"""Invisible characters are found in every script, and characters that a language needs are not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from unicodedata import category

import pytest

from generator.content.invisible_characters import (
    MAX_STACKED_MARKS,
    find_invisible,
    has_invisible,
    is_blank,
)
from generator.content.limits import MAX_INVISIBLE_CHARACTERS
from generator.content.parser import parse_file
from tests.support import ARTICLE_HEAD, BLANK_VALUES, BROKEN, edition_of, with_body

# Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt), first and last of each range.
IGNORABLE = (
    "AD AD 34F 34F 61C 61C 115F 1160 17B4 17B5 180B 180F 200B 200F 202A 202E 2060 206F 3164 3164 "
    "FE00 FE0F FEFF FEFF FFA0 FFA0 FFF0 FFF8 1BCA0 1BCA3 1D173 1D17A E0000 E0FFF"
).split()


def never_shown() -> Iterator[str]:
    for first, last in zip(IGNORABLE[::2], IGNORABLE[1::2], strict=True):
        yield from map(chr, range(int(first, 16), int(last, 16) + 1))
    for plane in range(0, 0x110000, 0x10000):
        yield from (chr(plane + 0xFFFE), chr(plane + 0xFFFF))
    yield from map(chr, range(0xFDD0, 0xFDF0))
    every = map(chr, range(sys.maxunicode + 1))
    yield from (char for char in every if category(char) in ("Cf", "Co"))


def test_every_invisible_character_is_found_between_letters() -> None:
    seen = [f"U+{ord(char):04X}" for char in never_shown() if not has_invisible(f"a{char}b")]
    assert seen == []


def test_too_many_marks_on_a_letter_are_found_in_every_script() -> None:
    """From the fifth on."""
    marks = [char for char in map(chr, range(sys.maxunicode + 1)) if category(char) in ("Mn", "Me")]
    heaps = {mark: list(find_invisible("a" + mark * (MAX_STACKED_MARKS + 1))) for mark in marks}
    seen = [
        f"U+{ord(mark):04X}"
        for mark, offsets in heaps.items()
        if offsets[-1:] != [MAX_STACKED_MARKS + 1]
    ]
    assert seen == []


@pytest.mark.parametrize("between", ["\u200d", "\u200c", "\u200f", "\u061c"])
def test_a_heap_cannot_be_taken_apart_by_what_is_not_seen(between: str) -> None:
    assert has_invisible("\u06cc" + f"\u064e{between}" * (MAX_STACKED_MARKS + 1) + "\u06cc")


WORDS = {
    "Arabic": "\u0671\u0644\u0631\u0651\u064e\u062d\u0652\u0645\u064e\u0640\u0670\u0646\u0650",
    "Burmese": "\u1019\u103c\u102d\u102f\u1037 \u101c\u103b\u103e\u102d\u102f\u1037",
    "Hebrew with niqqud": "\u05e7\u05b7\u05d1\u05bc\u05b8\u05dc\u05b8\u05d4",
    "Hebrew with cantillation": "\u05e9\u05bc\u05c1\u05b8\u0594 \u05dc\u05b7\u05b4\u0597\u05dd",
    "Hindi": "\u0939\u093f\u0928\u094d\u0926\u0940 \u0915\u094d\u0937\u0947\u0924\u094d\u0930",
    "Khmer": "\u1781\u17d2\u1798\u17c2\u179a \u179f\u17d2\u178f\u17d2\u179a\u17b8",
    "Thai with tone marks": "\u0e17\u0e35\u0e48\u0e19\u0e35\u0e49 \u0e1b\u0e31\u0e49\u0e19",
    "Tibetan": "\u0f56\u0f7c\u0f51\u0f0b\u0f66\u0f90\u0f51 \u0f67\u0f71\u0f74\u0f83",
    "Urdu": "\u0639\u064f\u0645\u064e\u0631 \u0633\u064e\u06cc\u0641\u064c \u0601\u06f2\u06f0",
    "Vietnamese": "Vie\u0323\u0302t Nam tie\u0302\u0301ng",
    "Braille": "\u2813\u2811\u2800\u2807",
}


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS.keys())
def test_words_of_every_language_are_allowed(words: str) -> None:
    assert [f"U+{ord(words[at]):04X}" for at in find_invisible(words)] == []


@pytest.mark.parametrize("words", BLANK_VALUES)
def test_a_blank_value_is_missing(words: str) -> None:
    text = ARTICLE_HEAD.replace("title: T", f'title: "{words}"') + "---\n\nWords.\n"
    codes = [problem.code for problem in parse_file(BROKEN, text.encode(), "f").problems]
    assert "missing-value" in codes
    assert is_blank(words)


def test_a_file_with_too_many_invisible_characters_is_not_parsed() -> None:
    most, more = ("\u200b" * 5_000 + "\n") * 2, "\u200b"
    codes = [
        {problem.code for problem in parse_file(BROKEN, with_body(f"Words.\n{body}"), "f").problems}
        for body in (most, most + more)
    ]
    assert codes == [{"hidden-character"}, {"hidden-character", "too-complex"}]
    assert most.count("\u200b") == MAX_INVISIBLE_CHARACTERS


@pytest.mark.parametrize("title", ["&#x3164;", "&#8238;", "a&#769;&#769;&#769;&#769;&#769;"])
def test_invisible_entities_in_titles_are_found(title: str) -> None:
    edition = edition_of({BROKEN: with_body(f'[a](https://b.c/ "{title}")')})
    assert [problem.code for problem in edition.problems][:1] == ["hidden-character"]


@pytest.mark.parametrize(
    "words", ["\u2764\ufe0f\ufe0f", "\u06cc\u200f\u200f", "\u06cc\u061c\u200f"]
)
def test_what_is_needed_once_is_not_needed_twice(words: str) -> None:
    """In a row of them, a message could be written that nobody sees."""
    assert list(find_invisible(words)) == [2]
