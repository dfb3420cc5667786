"""Dates as front matter has them: days, months, years, and moments with an offset."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime

from msgspec import Struct

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""The years that an article can have. The archive shows every year between its first and last."""


class PartialDate(Struct, frozen=True):
    """A day, a month or a year: `2026-08-01`, `2026-08`, `2026`."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    @property
    def sort_key(self) -> tuple[date, datetime]:
        """A key for sorting among moments, in which a month or a year is its first day."""
        return self.first_day, _EARLIEST

    def starts_by(self, day: date) -> bool:
        """Return whether its first day is `day` or earlier."""
        return self.first_day <= day

    def lasts_to(self, day: date) -> bool:
        """Return whether its last day is `day` or later."""
        return (self.year, self.month or 12, self.day or 31) >= (day.year, day.month, day.day)


_EARLIEST = datetime.min.replace(tzinfo=UTC)


class Moment(Struct, frozen=True):
    """A day, or a day with its time and offset."""

    day: date
    time: str = ""
    """The day with its time and offset (ISO 8601): msgpack would keep no offset of a datetime."""

    def __str__(self) -> str:
        return self.time or self.day.isoformat()

    @property
    def at(self) -> datetime | None:
        return datetime.fromisoformat(self.time) if self.time else None

    def __lt__(self, other: Moment) -> bool:
        return self.sort_key < other.sort_key

    @property
    def first_day(self) -> date:
        return self.day

    @property
    def sort_key(self) -> tuple[date, datetime]:
        """A key for sorting, in which a day without a time precedes the times of that day."""
        return self.day, self.at or _EARLIEST


def parse_moment(text: str) -> Moment:
    """Return the day or the moment that ISO 8601 text names. Raises ValueError for other text."""
    day = date.fromisoformat(text[:10])
    return Moment(day, datetime.fromisoformat(text).isoformat() if len(text) > 10 else "")


def parse_partial_date(text: str) -> PartialDate:
    """Return the day, month or year that text names. Raises ValueError for other text."""
    match = _PARTIAL_DATE.fullmatch(text)
    if not match:
        raise ValueError(text)
    year, *rest = (int(part) for part in match.groups() if part)
    date(year, *[*rest, 1, 1][:2])
    return PartialDate(year, *rest)


_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


def parse_loose_date(text: str) -> str:
    """Return the ISO form of a day in another form; an empty string when it could be two days.

    Reads `27 September 2023`, `Sept 27, 2023`, `2023/9/27` and `27.9.2023`, but not `3/4/2023`.
    A day of the week may precede it, and its dashes may be long.
    """
    plain = _WEEKDAY.sub("", _plain(text))
    if match := _NAMED_MONTH.fullmatch(plain):
        year, name, day = (match[part] or match[f"{part}2"] for part in ("year", "month", "day"))
        months = [number for number, month in enumerate(_MONTHS, 1) if month.startswith(name)]
        return iso_date(int(year), months[0], int(day)) if len(months) == 1 else ""
    if not (numbers := _NUMBERS.fullmatch(plain)):
        return ""
    first, second, last = numbers.groups()
    if len(first) == 4 and len(last) < 3:
        return iso_date(int(first), int(second), int(last))
    if len(last) != 4 or len(first) > 2:
        return ""
    days = possible_days(plain)
    return days[0] if len(days) == 1 else ""


def possible_days(text: str) -> list[str]:
    """Return the days that `3/4/2023` and the like can mean, in ISO form."""
    if not (numbers := _NUMBERS.fullmatch(_plain(text))):
        return []
    first, second, year = map(int, numbers.groups())
    return sorted({iso_date(year, first, second), iso_date(year, second, first)} - {""})


def parse_loose_month(text: str) -> str:
    """Return the ISO form of a month in another form, like `June 2025`; else an empty string."""
    if match := _MONTH.fullmatch(_plain(text)):
        name, year = match[1], match[2]
        months = [number for number, month in enumerate(_MONTHS, 1) if month.startswith(name)]
        months = [int(name)] if name.isdecimal() else months
        return iso_date(int(year), months[0], 1)[:7] if len(months) == 1 else ""
    return ""


def _plain(text: str) -> str:
    """Return a date in small letters, with hyphens and without ideographs."""
    return " ".join(text.lower().translate(_SIGNS).removesuffix("\u65e5").split())


_SIGNS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\u5e74\u6708", "-"))
_WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? ")
_MONTH = re.compile(r"([a-z]{3,9}|\d{1,2})(?:[-/.]|[.,]? )(\d{4})")


_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_NAMED_MONTH = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<month>[a-z]{3,9})\.?,? (?P<year>\d{4})"
    r"|(?P<month2>[a-z]{3,9})\.? (?P<day2>\d{1,2})(?:st|nd|rd|th)?,? (?P<year2>\d{4})"
)
_NUMBERS = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})")


def iso_date(year: int, month: int, day: int) -> str:
    """Return a day in ISO form; an empty string when there is no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
