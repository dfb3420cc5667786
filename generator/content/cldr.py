"""Dates, numbers, lists and names of languages from the Unicode CLDR, as Babel has it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import tokenize_pattern
from babel.messages.plurals import get_plural

from generator.content.translations import tags_of

_FIELDS = {
    **{("d", 1): "{day}", ("d", 2): "{day:02}"},
    **{("M", 1): "{number}", ("M", 2): "{number:02}", ("M", 3): "{month}", ("M", 4): "{month}"},
    **{("L", 1): "{number}", ("L", 2): "{number:02}", ("L", 3): "{alone}", ("L", 4): "{alone}"},
    **{("y", width): "{year}" for width in range(1, 5)},
}
"""The fields of a date pattern as `content.formats` names them."""
_NO_LANGUAGES = {"mul", "und", "zxx", "root"}


def format_values(language: str) -> dict[str, Any] | None:
    """Return the values of `Formats` for a language tag; None for one that the CLDR lacks."""
    locale = _locale(language)
    if locale is None:
        return None
    patterns, lists = locale.datetime_skeletons, locale.list_patterns["standard"]
    months = [
        [locale.months[use]["wide"][month] for month in range(1, 13)]
        for use in ("format", "stand-alone")
    ]
    sizes = locale.decimal_formats[None].grouping
    values: dict[str, Any] = {
        "day": _pattern(locale.date_formats["long"].pattern, locale),
        "month": _pattern(patterns["yMMMM"].pattern, locale),
        "year": _pattern(patterns["y"].pattern, locale),
        "months": months[0],
        "lists": {
            "start": lists["start"],
            "middle": lists["middle"],
            "end": lists["end"],
            "two": lists["2"],
        },
        "group": locale.number_symbols["latn"]["group"],
        "languages": _language_names(locale),
    }
    if any("{alone}" in str(pattern) for pattern in values.values()):
        # Of others, Babel may give the names of a language that was loaded before.
        values["months_alone"] = months[1]
    return values | ({"group_sizes": sizes} if sizes != (3, 3) else {})


def _locale(language: str) -> Locale | None:
    """Return what the CLDR has of a tag, or of the longest tag that it begins with."""
    for tag in tags_of(language):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None


def _pattern(pattern: str, locale: Locale) -> str:
    """Return a date pattern of the CLDR as the generator writes it."""
    parts = []
    for _, value in tokenize_pattern(pattern):
        if isinstance(value, str):
            parts.append(value)
        elif value[0] == "G":
            parts.append(locale.eras["wide" if value[1] == 4 else "abbreviated"][1])
        else:
            parts.append(_FIELDS[value])
    return "".join(parts)


def plural_forms(language: str) -> str:
    """Return the rule for the plural forms of a language, as the header of a catalogue has it."""
    locale = _locale(language)
    return str(get_plural(locale) if locale else get_plural("en"))


def english_names() -> dict[str, str]:
    """Return the English names of all languages by tag."""
    names = _language_names(Locale("en"))
    return {tag: name for tag, name in names.items() if tag not in _NO_LANGUAGES}


def _language_names(locale: Locale) -> dict[str, str]:
    return {tag.replace("_", "-"): name for tag, name in sorted(locale.languages.items())}


def languages_of_countries() -> dict[str, str]:
    """Return the likeliest language of each country, by the country's code."""
    likely: Mapping[str, str] = get_global("likely_subtags")
    return {
        subtags[4:].lower(): tag.partition("_")[0]
        for subtags, tag in likely.items()
        if re.fullmatch("und_[A-Z]{2}", subtags)
    }
