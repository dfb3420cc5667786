"""Whether a commitment is on schedule, and how old its evidence is."""

from __future__ import annotations

from datetime import date

import pytest

from generator.content.model import Commitment
from generator.index.schedule import Schedule, no_news_since, schedule_of
from tests.support import ARTICLE_HEAD, BROKEN, edition_of

TODAY = date(2026, 11, 28)


def derived(due: str, *states: str) -> tuple[Schedule, str]:
    """Return the schedule of a commitment with these states, and since when it has no news."""
    body = "\n\n".join(f'[It]({"commitment:lay-fibre"} "{state}").' for state in states)
    line = f"due: {due}\n" if due else ""
    files = {
        "commitments/lay-fibre.md": f"---\ntitle: Lay it\nby: [org:moitt]\n{line}---\n".encode(),
        BROKEN: f"{ARTICLE_HEAD}---\n\n{body or 'Words.'}\n".encode(),
    }
    index = edition_of(files, TODAY).index
    commitment = next(entity for entity in index.entities.values() if entity.key.id == "lay-fibre")
    assert isinstance(commitment, Commitment)
    seen = index.observations.get(commitment.key, ())
    return schedule_of(commitment, seen, TODAY), str(no_news_since(seen, TODAY) or "")


@pytest.mark.parametrize(
    ("due", "states", "schedule"),
    [
        ("", ["agreed 2024"], Schedule.NO_DATE),
        ("", ["done 2024"], Schedule.NO_DATE),
        ("2026-11-28", [], Schedule.DUE),
        ("2026-11", ["agreed 2024"], Schedule.DUE),
        ("2026-10", ["agreed 2024"], Schedule.OVERDUE),
        ("2026-10", ["stalled 2024"], Schedule.OVERDUE),
        ("2026-10", ["dropped 2024"], Schedule.DROPPED),
        ("2024-06", ["agreed 2024", "done 2024-06-30"], Schedule.ON_TIME),
        ("2024-06", ["agreed 2024", "done 2024-07-01"], Schedule.LATE),
        ("2024", ["done 2024-12"], Schedule.ON_TIME),
        ("2024-06", ["done 2024-05", "done 2024-09"], Schedule.ON_TIME),
        ("2024-06", ["done 2024-05", "stalled 2024-08", "done 2024-09"], Schedule.LATE),
    ],
)
def test_the_schedule_follows_from_dates(due: str, states: list[str], schedule: Schedule) -> None:
    """It was done when the newest run of `done` began."""
    assert derived(due, *states)[0] is schedule


@pytest.mark.parametrize(
    ("state", "since"),
    [
        ("agreed 2025-11-28", "2025-11-28"),
        ("agreed 2025-11-29", ""),
        ("agreed 2025-10", "2025-10"),
        ("agreed 2025-11", ""),
        ("agreed 2025", ""),
        ("agreed 2024", "2024"),
        ("done 2020", ""),
        ("dropped 2020", ""),
    ],
)
def test_after_twelve_months_there_is_no_news(state: str, since: str) -> None:
    """Counted from the last day that the date can mean; nothing is expected of what has ended."""
    assert derived("", state)[1] == since


def test_the_newest_date_decides_the_state() -> None:
    """Also within one article; a year counts from its first day."""
    assert derived("2023", "done 2024", "agreed 2024-05-01")[0] is Schedule.OVERDUE
    assert derived("2023", "done 2024-06", "agreed 2024-05-01")[0] is Schedule.LATE
