"""A language is any tag of BCP 47, written as the specification recommends."""

from __future__ import annotations

import re

import pytest
from babel import Locale, localedata

from generator.content.languages import (
    RIGHT_TO_LEFT,
    canonical_tag,
    english_names,
    is_right_to_left,
    language_name,
    tag_error,
)
from tests.support import VALID_FILES, edition_of, report_of, with_front_matter


def test_every_language_with_a_name_has_its_tag() -> None:
    """Irish is `ga`, although another language is called Ga."""
    assert [tag for tag in english_names() if tag_error(tag)] == []


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("jp", "that is the code of a country: a language of it is `ja`"),
        ("us", "the codes of countries are others"),
    ],
)
def test_the_code_of_a_country_is_no_language(words: str, hint: str) -> None:
    error = tag_error(words)
    assert error
    assert hint in error.hint


def test_the_direction_is_that_of_babel() -> None:
    for identifier in localedata.locale_identifiers():
        expected = Locale.parse(identifier).character_order == "right-to-left"
        is_written_so_in_its_region = re.search("_[A-Z]{2}$", identifier)
        if not is_written_so_in_its_region:
            assert is_right_to_left(identifier.replace("_", "-")) == expected, identifier
    assert is_right_to_left("pa-Arab")
    assert not is_right_to_left("ur-Latn")
    assert "ur" in RIGHT_TO_LEFT


@pytest.mark.parametrize(
    "tag",
    [
        *("hi", "sw", "gsw", "sw-CD", "es-419", "zh-Hant", "zh-Hant-TW", "zh-cmn-Hans-CN"),
        *("de-1996", "sl-rozaj-1994", "de-u-co-phonebk", "en-x-house", "x-own"),
    ],
)
def test_every_tag_of_bcp_47_is_a_language(tag: str) -> None:
    assert tag_error(tag) is None
    assert canonical_tag(tag.upper()) == tag


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        *(("zh_hant", "zh-Hant"), ("EN", "en"), ("Hindi", "hi")),
        *(("kiswahili", ""), ("jp", ""), ("e", "")),
    ],
)
def test_other_words_are_refused_with_the_tag_that_was_meant(words: str, tag: str) -> None:
    error = tag_error(words)
    assert error
    assert error.meant == tag
    assert not tag or f"`{tag}`" in error.hint


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        *(("sw", "Swahili"), ("zh-Hant-HK", "Traditional Chinese")),
        *(("hi-IN", "Hindi"), ("x-own", "x-own")),
    ],
)
def test_a_language_has_the_name_of_its_longest_known_part(tag: str, name: str) -> None:
    assert language_name(tag) == name


def test_an_article_may_be_in_any_language() -> None:
    path = "articles/2024/story.md"
    assert report_of(edition_of({path: with_front_matter("lang: sw")})) == ""
    report = report_of(edition_of({path: with_front_matter("lang: Hindi")}))
    assert "unknown-value: `Hindi` is not a language tag" in report
    assert "hint: write `hi`" in report


def test_names_are_in_any_language() -> None:
    names = "---\nname: Nairobi\nnames: {sw: Nairobi, hi: नैरोबी, kiswahili: Nairobi}\n---\n"
    report = report_of(edition_of({**VALID_FILES, "places/nairobi.md": names.encode()}))
    assert report.count("unknown-key") == 1
    assert "`kiswahili` is not a language tag" in report
