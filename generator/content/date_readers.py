"""Reads the dates of front matter: days, months, years and times."""

from __future__ import annotations

import re
from datetime import date

from generator.content.dates import (
    FIRST_YEAR,
    LAST_YEAR,
    Moment,
    PartialDate,
    iso_date,
    parse_loose_date,
    parse_loose_month,
    parse_moment,
    parse_partial_date,
    possible_days,
)
from generator.content.field_errors import FieldError
from generator.content.field_readers import scalar
from generator.content.problems import NO_FIX, Fix

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = "[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
_MOMENT = re.compile(f"[0-9-]{{10}}({_TIME})?")


@scalar({"type": "string", "pattern": f"^{_DAY}({_TIME})?$", "examples": ["2023-09-27"]})
def moment(words: str) -> Moment:
    """Read a day (`2023-09-27`), or a day with its time and offset (ISO 8601)."""
    try:
        result = parse_moment(words)
    except ValueError:
        raise _bad_date(words) from None
    if not _MOMENT.fullmatch(words):
        hint = "write a day like `2023-09-27`, or a time like `2023-09-27T14:30:00+05:00`"
        raise FieldError("bad-date", f"`{words}` is neither a day nor a time with its offset", hint)
    if not FIRST_YEAR <= result.day.year <= LAST_YEAR:
        message = f"the year of `{words}` isn't between {FIRST_YEAR} and {LAST_YEAR}"
        raise FieldError("bad-date", message)
    return result


@scalar({"type": "string", "pattern": f"^{_DAY}$", "examples": ["2023-09-27"]})
def day(words: str) -> date:
    """Read a whole day."""
    result = _partial_date(words)
    if result.month is None or result.day is None:
        raise FieldError("bad-date", f"`{result}` is not a whole day", "write it like `2023-09-27`")
    return result.first_day


_PARTIAL = {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}


@scalar({"anyOf": [_PARTIAL, {"type": "integer", "minimum": 1000, "maximum": 9999}]})
def partial_date(words: str) -> PartialDate:
    """Read a day, a month or a year."""
    return _partial_date(words)


def _partial_date(words: str) -> PartialDate:
    try:
        return parse_partial_date(words)
    except ValueError:
        raise _bad_partial_date(words) from None


def _bad_partial_date(words: str) -> FieldError:
    error = _bad_date(words, "write it like `2023-09-27`, `2023-09` or `2023`")
    if error.fix.words:  # of a term or `due`, either day may be meant
        error.fix = NO_FIX
    if words.lower() in ("now", "present", "today", "current", "ongoing"):
        error.hint = "leave it out: then it goes on"
    if month := parse_loose_month(words):
        error.hint, error.fix = f"write `{month}`", Fix(words, month)
    return error


def _bad_date(words: str, hint: str = "write it like `2023-09-27`: year, month, day") -> FieldError:
    if match := re.match(r"\d{4}-\d\d-\d\d", words, re.ASCII):
        hint = "there is no such day or time"
        if len(words) > 10 and iso_date(*map(int, match[0].split("-"))):
            hint = f"write `{match[0]}` alone, or with a time like `{match[0]}T14:30:00+05:00`"
    meant = parse_loose_date(words)
    fix = Fix(words, meant) if meant else NO_FIX
    if len(days := possible_days(words)) > 1:
        hint = f"write `{days[0]}` or `{days[1]}`, whichever is meant"
        fix = Fix(words, words, is_safe=False, words="|".join(days))
    elif meant:
        hint = f"write `{meant}`"
    return FieldError("bad-date", f"`{words}` is not a date", hint, fix=fix)
