"""The ledger as lines on one axis of time."""

from __future__ import annotations

from datetime import date

from generator.content.model import Commitment, Kind
from generator.index.ledger import Ledger, Segment, ledger
from tests.support import ARTICLE_HEAD, BROKEN, edition_of

TODAY = date(2024, 3, 10)


def ledger_of(states: dict[str, str], due: str = "", today: date | None = TODAY) -> Ledger:
    """Return the ledger of commitments with these dated states, by id."""
    line = f"due: {due}\n" if due else ""
    files = {
        f"commitments/{id}.md": f"---\ntitle: {id}\nby: [org:moitt]\n{line}---\n".encode()
        for id in states
    }
    body = "\n\n".join(
        f'[It](commitment:{id} "{state}").'
        for id, dated in states.items()
        for state in dated.split(", ")
    )
    files[BROKEN] = f"{ARTICLE_HEAD}---\n\n{body}\n".encode()
    index = edition_of(files).index
    commitments = [one for one in index.of_kind(Kind.COMMITMENT) if isinstance(one, Commitment)]
    return ledger(index, commitments, today)


def test_a_line_goes_from_the_first_observation_to_today() -> None:
    """Each state lasts until the next one; the axis begins and ends with a year."""
    picture = ledger_of({"a": "agreed 2024-01-11, done 2024-02-01"})
    (line,) = picture.lines
    assert picture.years == ((2024, 0, 366),)
    assert [(s.start, s.end, s.state.value) for s in line.segments] == [
        (10, 31, "agreed"),
        (31, 69, "done"),
    ]


def test_the_axis_begins_with_the_year_of_the_first_of_all() -> None:
    picture = ledger_of({"a": "agreed 2024", "b": "sought 2022-12-31"})
    assert [year for year, _, _ in picture.years] == [2022, 2023, 2024]
    assert picture.days == 365 + 365 + 366
    assert [line.segments[0].start for line in picture.lines] == [730, 364]


def test_a_state_that_is_seen_again_is_one_segment() -> None:
    (line,) = ledger_of({"a": "agreed 2024-01-11, agreed 2024-02-01, done 2024-03"}).lines
    assert len(line.segments) == 2
    assert line.segments[0] == Segment(10, 60, line.segments[0].state)


def test_a_due_date_is_marked_at_its_last_day() -> None:
    """It is overdue when it has passed; the axis reaches three years into the future."""
    (line,) = ledger_of({"a": "agreed 2024-01-11"}, due="2024-02").lines
    assert (line.due, line.is_overdue) == (59, True)
    (line,) = ledger_of({"a": "agreed 2024-01-11"}, due="2025").lines
    assert (line.due, line.is_overdue) == (730, False)
    picture = ledger_of({"a": "agreed 2024-01-11"}, due="2099")
    assert picture.lines[0].due is None
    assert picture.years[-1][0] == 2024


def test_without_observations_or_a_day_there_is_still_a_picture() -> None:
    """Commitments that nobody has seen have no line; without a day, the newest date ends all."""
    assert ledger_of({}).lines == ()
    (line,) = ledger_of({"a": "agreed 2024-01-11, done 2024-02-01"}, today=None).lines
    assert line.segments[-1].end == line.segments[-1].start == 31
