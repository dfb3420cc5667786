"""Derives from dates whether a commitment is on schedule, and how old its evidence is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import Enum

from generator.content.dates import Moment, PartialDate
from generator.content.model import Commitment, State
from generator.index.lists import Observation


class Schedule(Enum):
    """How a commitment stands to its due date. The value is its word for readers."""

    NO_DATE = "no date"
    DUE = "due"
    OVERDUE = "overdue"
    ON_TIME = "on time"
    LATE = "late"
    DROPPED = "dropped"


def schedule_of(
    commitment: Commitment, observations: Sequence[Observation], today: date | None
) -> Schedule:
    """Return the schedule of a commitment with these observations, the newest first.

    A commitment is on time when it was seen as done by the end of its due day, month or year.
    """
    due, state = commitment.due, observations[0].state if observations else None
    if state is State.DROPPED:
        return Schedule.DROPPED
    if due is None:
        return Schedule.NO_DATE
    if state is State.DONE:
        return Schedule.ON_TIME if due.lasts_to(_done_since(observations)) else Schedule.LATE
    is_past = today is not None and not due.lasts_to(today)
    return Schedule.OVERDUE if is_past else Schedule.DUE


def _done_since(observations: Sequence[Observation]) -> date:
    """Return the first day of the newest run of observations that show it as done."""
    day = observations[0].date.first_day
    for observation in observations:
        if observation.state is not State.DONE:
            break
        day = observation.date.first_day
    return day


def no_news_since(
    observations: Sequence[Observation], today: date | None
) -> Moment | PartialDate | None:
    """Return the date of the newest observation if that is twelve months ago or more.

    Return None for a commitment that is done or dropped: no news is expected there.
    """
    if today is None or not observations or not observations[0].state.is_open:
        return None
    newest = observations[0].date
    last = newest.last_day if isinstance(newest, PartialDate) else newest.day
    return newest if (last.year + 1, last.month, last.day) <= _parts(today) else None


def _parts(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day
