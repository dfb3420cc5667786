"""Places the history of commitments on one axis of time, for a picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from msgspec import Struct

from generator.content.model import Commitment, State
from generator.index.index import Index
from generator.index.lists import Observation
from generator.index.schedule import Schedule, schedule_of

MAX_FUTURE = timedelta(days=3 * 365)
"""How far after today due dates extend the picture."""


class Segment(Struct, frozen=True):
    """The time in which a commitment had a state, in days since the axis begins."""

    start: int
    end: int
    state: State


class LedgerLine(Struct, frozen=True):
    """One commitment from its first observation to today."""

    commitment: Commitment
    segments: tuple[Segment, ...]
    due: int | None
    """The end of its due date, in days since the axis begins; None outside of the axis."""
    is_overdue: bool


class Ledger(Struct, frozen=True):
    """The lines of several commitments on one axis, which begins and ends with a year."""

    years: tuple[tuple[int, int, int], ...]
    """Each year of the axis, with its first day and its number of days."""
    lines: tuple[LedgerLine, ...]

    @property
    def days(self) -> int:
        """The length of the axis."""
        return sum(length for _, _, length in self.years)


def ledger(index: Index, commitments: Iterable[Commitment], today: date | None) -> Ledger:
    """Return the lines of those commitments that have an observation, in the given order.

    Without a day, the lines end with the newest observation of all.
    """
    histories = [
        (commitment, index.observations[commitment.key])
        for commitment in commitments
        if index.observations.get(commitment.key)
    ]
    if not histories:
        return Ledger((), ())
    first = min(history[-1].date.first_day for _, history in histories)
    newest = max(history[0].date.first_day for _, history in histories)
    now = max(today or newest, newest)
    dues = [commitment.due.last_day for commitment, _ in histories if commitment.due]
    last = max([now, *(due for due in dues if due <= now + MAX_FUTURE)])
    origin = date(first.year, 1, 1)
    years = tuple(
        (year, (date(year, 1, 1) - origin).days, (date(year + 1, 1, 1) - date(year, 1, 1)).days)
        for year in range(first.year, last.year + 1)
    )
    end = date(last.year, 12, 31)
    return Ledger(years, tuple(_line(*pair, origin, now, end, today) for pair in histories))


def _line(
    commitment: Commitment,
    history: Sequence[Observation],
    origin: date,
    now: date,
    end: date,
    today: date | None,
) -> LedgerLine:
    starts = [(observation.date.first_day, observation.state) for observation in reversed(history)]
    ends = [*(day for day, _ in starts[1:]), now]
    segments = [
        Segment((start - origin).days, (stop - origin).days, state)
        for (start, state), stop in zip(starts, ends, strict=True)
    ]
    due = commitment.due.last_day if commitment.due else None
    is_shown = due is not None and origin <= due <= end
    return LedgerLine(
        commitment,
        tuple(_joined(segments)),
        (due - origin).days if due and is_shown else None,
        schedule_of(commitment, history, today) is Schedule.OVERDUE,
    )


def _joined(segments: Sequence[Segment]) -> list[Segment]:
    """Return the segments with consecutive ones of the same state joined."""
    joined = list(segments[:1])
    for _, segment in pairwise(segments):
        if segment.state is joined[-1].state:
            joined[-1] = Segment(joined[-1].start, segment.end, segment.state)
        else:
            joined.append(segment)
    return joined
