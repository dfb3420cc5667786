"""Dates, numbers and lists, as each language writes them."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.localedata import locale_identifiers
from babel.numbers import format_decimal

from generator.content.dates import PartialDate
from generator.content.formats import Formats, formats
from generator.content.translations import LOCALES, is_known
from tests.locales import DIFFERENT, formats_text

LANGUAGES = sorted(path.stem for path in LOCALES.glob("*.po"))
DAY = date(2023, 9, 27)


@pytest.mark.parametrize(
    ("language", "day", "month", "year"),
    [
        ("en", "27 September 2023", "September 2023", "2023"),
        ("ur", "27 ستمبر 2023", "ستمبر 2023", "2023"),
        ("zh", "2023年9月27日", "2023年9月", "2023年"),
    ],
)
def test_dates(language: str, day: str, month: str, year: str) -> None:
    write = formats(language).date
    assert write(DAY) == day
    assert write(PartialDate(2023, 9)) == month
    assert write(PartialDate(2023)) == year


@pytest.mark.parametrize(
    ("language", "numbers"),
    [("en", "999 1,234 1,234,567"), ("ur", "999 1,234 1,234,567"), ("zh", "999 1234 1,234,567")],
)
def test_numbers(language: str, numbers: str) -> None:
    assert " ".join(map(formats(language).number, (999, 1234, 1234567))) == numbers


@pytest.mark.parametrize(
    ("language", "two", "four"),
    [
        ("en", "a and b", "a, b, c and d"),
        ("ur", "a اور b", "a، b، c، اور d"),
        ("zh", "a和b", "a、b、c和d"),
    ],
)
def test_lists(language: str, two: str, four: str) -> None:
    join = formats(language).join
    assert (join([]), join(["a"]), join(["a", "b"]), join([*"abcd"])) == ("", "a", two, four)


@pytest.mark.parametrize("language", LANGUAGES)
def test_they_are_those_of_the_cldr(language: str) -> None:
    """`make locales` writes the files again. What differs on purpose is in `DIFFERENT`."""
    path = LOCALES / f"{language}.json"
    assert path.read_text(encoding="utf-8") == formats_text(language)
    frozen, given = formats(language), DIFFERENT.get(language, {})
    cldr = msgspec.structs.replace(frozen, **{name: _cldr(language)[name] for name in given})
    assert cldr.date(DAY) == format_date(DAY, "long", language)
    assert cldr.number(1234567) == format_decimal(1234567, locale=language)
    assert frozen.join([*"abcd"]) == format_list([*"abcd"], locale=language)


def _cldr(language: str) -> dict[str, Any]:
    text = formats_text(language, {})
    return msgspec.structs.asdict(msgspec.json.decode(text, type=Formats))


def test_every_language_of_the_cldr_is_written_as_it_says() -> None:
    """In Yoruba dates have short names of months, for which we have the long ones."""
    for identifier in sorted(locale_identifiers()):
        tag, locale = identifier.replace("_", "-"), Locale.parse(identifier)
        if is_known(tag) or locale.language == "yo":
            continue
        written = formats(tag)
        assert (
            written.date(DAY),
            written.date(PartialDate(2023, 9)),
            written.number(1234567),
            written.join([*"abcd"]),
        ) == (
            format_date(DAY, "long", locale),
            format_skeleton("yMMMM", DAY, locale=locale),
            format_decimal(1234567, locale=locale),
            format_list([*"abcd"], locale=locale),
        ), identifier


@pytest.mark.parametrize(
    ("language", "day", "month", "number"),
    [
        ("pt", "27 de setembro de 2023", "setembro de 2023", "1.234.567"),
        ("pt-BR", "27 de setembro de 2023", "setembro de 2023", "1.234.567"),
        ("pl", "27 września 2023", "wrzesień 2023", "1\xa0234\xa0567"),
        ("hi", "27 सितंबर 2023", "सितंबर 2023", "12,34,567"),
        ("sw", "27 Septemba 2023", "Septemba 2023", "1,234,567"),
        ("tlh", "27 September 2023", "September 2023", "1,234,567"),
    ],
)
def test_a_language_without_a_table_is_written_as_the_cldr_says(
    language: str, day: str, month: str, number: str
) -> None:
    written = formats(language)
    assert written.date(DAY) == day
    assert written.date(PartialDate(2023, 9)) == month
    assert written.number(1234567) == number


def test_english_is_that_of_britain() -> None:
    english = Formats()
    assert english.date(DAY) == format_date(DAY, "long", "en_GB")
    assert english.number(1234567) == format_decimal(1234567, locale="en_GB")
    assert english.join([*"abcd"]) == format_list([*"abcd"], locale="en_GB")


def test_a_language_has_its_name_in_the_language_of_the_page() -> None:
    assert formats("ur").language_name("zh-Hant-TW") == "روایتی چینی"
    assert formats("zh").language_name("ur") == "乌尔都语"
    assert formats("en").language_name("ur-PK") == "Urdu"
