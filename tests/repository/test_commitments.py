"""No commitment's text contradicts what the site derives from the stories."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from generator.content.dates import Moment, PartialDate
from generator.content.model import Commitment, State
from generator.content.site import Site
from generator.index.lists import Observation
from generator.pages.edition import make_edition
from generator.system.file_tree import read_tree
from tests.repository.figures import KEPT
from tests.support import REPOSITORY

INDEX = make_edition(dict(read_tree(REPOSITORY / "content", "content").texts), Site("S")).index
RESEARCHED = json.loads(KEPT.read_text(encoding="utf-8"))
"""The addresses of the researched pages. Articles that rest on others may come from anywhere."""


def is_researched(observations: tuple[Observation, ...]) -> bool:
    sources = (source for one in observations for source in one.article.sources)
    return all(source.url in RESEARCHED for source in sources)


LEDGER = [
    commitment
    for commitment in INDEX.commitments
    if is_researched(INDEX.observations.get(commitment.key, ()))
]
each_commitment = pytest.mark.parametrize("commitment", LEDGER, ids=lambda one: one.key.id)

MONTHS = (
    "January February March April May June July August September October November December".split()
)
DATE = re.compile(
    rf"(?:\b([0-9]{{1,2}}) )?(?:\b({'|'.join(MONTHS)}) )?\b((?:19|20)[0-9]{{2}})\b(?!,?[0-9])"
)


def dates_in(text: str) -> Iterator[PartialDate]:
    """Yield the days, months and years in a text."""
    for day, month, year in DATE.findall(text):
        number = MONTHS.index(month) + 1 if month else None
        yield PartialDate(int(year), number, int(day) if day and month else None)


def text_of(commitment: Commitment) -> str:
    return INDEX.texts[commitment.key].plain_text


def contradicting_days(text: str, history: set[PartialDate]) -> set[PartialDate]:
    """Return the days in a text for which the history has only other days of the same month."""
    days = {date for date in history if date.day}
    months = {(day.year, day.month) for day in days}
    in_text = {date for date in dates_in(text) if date.day and (date.year, date.month) in months}
    return in_text - days


def history_of(commitment: Commitment) -> list[tuple[State, PartialDate]]:
    """Return the states of a commitment with their dates, the newest first."""
    history = []
    for observation in INDEX.observations.get(commitment.key, ()):
        date = observation.date
        if isinstance(date, Moment):
            date = PartialDate(date.day.year, date.day.month, date.day.day)
        history.append((observation.state, date))
    return history


@each_commitment
def test_a_day_in_the_text_is_the_day_of_the_observation(commitment: Commitment) -> None:
    """Where the history has days of a month, the text names no other day of that month."""
    history = {date for _, date in history_of(commitment)}
    assert contradicting_days(text_of(commitment), history) == set()


@each_commitment
def test_a_commitment_that_is_finished_says_when(commitment: Commitment) -> None:
    """The text has the date on which it was first seen as finished, as exactly or less."""
    history = history_of(commitment)
    if not history or history[0][0].is_open:
        return
    newest = history[0][0]
    finished = [date for state, date in history if state is newest]
    dates = list(dates_in(text_of(commitment)))
    assert any(overlap(date, other) for date in finished for other in dates), finished


def overlap(date: PartialDate, other: PartialDate) -> bool:
    return date.first_day <= other.last_day and other.first_day <= date.last_day


@each_commitment
def test_a_date_in_the_title_is_the_due_date(commitment: Commitment) -> None:
    dates = list(dates_in(commitment.title))
    due = str(commitment.due)
    assert not dates or any(due.startswith(str(date)) for date in dates), due


@each_commitment
def test_a_text_without_a_due_date_has_none(commitment: Commitment) -> None:
    says_none = re.search(r"\bno date was (?:set|given|named)\b", text_of(commitment), re.I)
    assert not (says_none and commitment.due)


def test_a_contradiction_is_found() -> None:
    history = {PartialDate(2025, 6, 7), PartialDate(2025, 9, None)}
    assert contradicting_days("It was signed on 5 June 2025.", history) == {PartialDate(2025, 6, 5)}
    assert not contradicting_days("Signed on 7 June 2025, 5 May 2025, 9 September 2025.", history)
    assert [*map(str, dates_in("1,000 km in 2018, by 13 July 2018, in May 2019; 2,024 cars"))] == [
        *("2018", "2018-07-13", "2019-05")
    ]
