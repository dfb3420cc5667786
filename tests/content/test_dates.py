"""Days and moments of publication."""

from __future__ import annotations

import msgspec
import pytest

from generator.content.dates import Moment, parse_moment


@pytest.mark.parametrize(
    "text", ["2024-03-04", "2024-03-04T09:30:00+05:00", "2024-03-04T23:30:00-08:00"]
)
def test_a_moment_keeps_its_day_and_offset_when_it_is_stored(text: str) -> None:
    moment = parse_moment(text)
    stored = msgspec.msgpack.decode(msgspec.msgpack.encode(moment), type=Moment)
    assert stored == moment
    assert str(stored) == text
    assert stored.day.isoformat() == text[:10]


def test_a_day_without_a_time_precedes_the_times_of_that_day() -> None:
    assert parse_moment("2024-03-04") < parse_moment("2024-03-04T00:00:00+05:00")
