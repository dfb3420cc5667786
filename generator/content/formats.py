"""Dates, numbers, lists and names of languages, as each language writes them.

They come from the Unicode Common Locale Data Repository (CLDR): `make locales` writes those of the
languages in `generator/locales/` there, and a test compares both. Babel has the others. English is
the default.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

import msgspec
from msgspec import Struct

from generator.content.dates import Moment, PartialDate
from generator.content.languages import language_name
from generator.content.translations import catalogue_path, is_known, tags_of

_MONTHS = (
    "January February March April May June July August September October November December"
).split()


class ListPatterns(Struct, frozen=True):
    """How items are joined: the first ones, those between, the last one, and two alone."""

    start: str = "{0}, {1}"
    middle: str = "{0}, {1}"
    end: str = "{0} and {1}"
    two: str = "{0} and {1}"


class Formats(Struct, frozen=True):
    """How a language writes dates, numbers and lists."""

    months: tuple[str, ...] = tuple(_MONTHS)
    months_alone: tuple[str, ...] = ()
    """The same, where no day is beside them, if they differ then."""
    day: str = "{day} {month} {year}"
    """A day; `{number}` is the number of its month, and `{alone}` its name without a day."""
    month: str = "{month} {year}"
    year: str = "{year}"
    lists: ListPatterns = ListPatterns()
    group: str = ","
    """What separates groups of digits."""
    group_sizes: tuple[int, int] = (3, 3)
    """The digits of the last group, and of those before it."""
    grouped_from: int = 1000
    """The smallest number whose digits are separated."""
    languages: Mapping[str, str] = {}
    """The names of languages by tag; the English names are in `content.languages`."""

    def date(self, day: date | Moment | PartialDate) -> str:
        """Return `27 September 2023`, `September 2023` or `2023`."""
        if isinstance(day, Moment):
            day = day.day
        pattern = self.day if day.day else self.month if day.month else self.year
        names = self.months, self.list_months
        month, alone = (each[day.month - 1] if day.month else "" for each in names)
        return pattern.format(
            day=day.day, month=month, alone=alone, number=day.month, year=day.year
        )

    @property
    def list_months(self) -> tuple[str, ...]:
        """The names of months where no day is beside them."""
        return self.months_alone or self.months

    def number(self, number: int) -> str:
        """Return `1,200`."""
        digits = f"{number}"
        if number < self.grouped_from:
            return digits
        last, others = self.group_sizes
        digits, groups = digits[:-last], [digits[-last:]]
        while digits:
            digits, groups = digits[:-others], [digits[-others:], *groups]
        return self.group.join(groups)

    def join(self, items: Sequence[str]) -> str:
        """Return `2021, 2022 and 2023`."""
        if len(items) < 3:
            return self.lists.two.format(*items) if len(items) == 2 else "".join(items)
        joined = self.lists.start.format(*items[:2])
        for item in items[2:-1]:
            joined = self.lists.middle.format(joined, item)
        return self.lists.end.format(joined, items[-1])

    @property
    def separator(self) -> str:
        """What stands between the items of a list that has no `and`."""
        return self.lists.middle.format("", "")

    def language_name(self, tag: str) -> str:
        """Return the name of a language; in English, or its tag, where there is none."""
        names = (self.languages[part] for part in tags_of(tag) if part in self.languages)
        return next(names, "") or language_name(tag)


@cache
def formats(language: str) -> Formats:
    """Return how a language writes; as English for one that the CLDR doesn't have."""
    path = catalogue_path(language)
    if path is None and is_known(language):
        return Formats()
    if path is None:
        from generator.content.cldr import format_values  # noqa: PLC0415 - Babel takes 0.05 s

        return msgspec.convert(format_values(language) or {}, type=Formats)
    return msgspec.json.decode(path.with_suffix(".json").read_bytes(), type=Formats)
