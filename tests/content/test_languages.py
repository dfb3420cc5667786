"""A language is any tag of BCP 47, written as the specification recommends."""

from __future__ import annotations

import re

import pytest
from babel import Locale, localedata
from babel.core import get_global

from generator.content.languages import (
    LANGUAGE_NAMES,
    LANGUAGES_OF_COUNTRIES,
    RIGHT_TO_LEFT,
    canonical_tag,
    is_right_to_left,
    language_name,
    tag_error,
)
from tests.support import VALID_FILES, edition_of, report_of, with_front_matter


def test_the_names_are_those_of_babel() -> None:
    """When Babel's data has newer names, copy them: its pinned version decides."""
    names = {tag.replace("_", "-"): name for tag, name in Locale("en").languages.items()}
    no_language = {"mul", "und", "zxx", "root"}
    assert {tag: name for tag, name in names.items() if tag not in no_language} == LANGUAGE_NAMES


def test_the_languages_of_countries_are_those_of_babel() -> None:
    """For countries whose code could be taken for that of a language, English aside."""
    spoken = {
        subtags[4:].lower(): tag.partition("_")[0]
        for subtags, tag in get_global("likely_subtags").items()
        if re.fullmatch("und_[A-Z]{2}", subtags)
    }
    assert {
        country: language
        for country, language in spoken.items()
        if country not in LANGUAGE_NAMES and language in LANGUAGE_NAMES and language != "en"
    } == LANGUAGES_OF_COUNTRIES


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
