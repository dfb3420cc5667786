"""Dates and states in the future are reported."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.support import ARTICLE, BROKEN, TODAY, dated_article, edition_of


def problem_codes(files: dict[str, bytes], today: date | None = TODAY) -> list[str]:
    return [problem.code for problem in edition_of(files, today).problems]


@pytest.mark.parametrize(("ahead", "is_future"), [(-1, 0), (0, 0), (1, 0), (2, 1), (9999, 1)])
def test_a_date_is_in_the_future_from_two_days_ahead_on(ahead: int, is_future: int) -> None:
    """It may already be tomorrow at the contributor's place."""
    day = TODAY + timedelta(days=ahead)
    assert problem_codes(dated_article(day)) == ["future-date"] * is_future
    assert problem_codes(dated_article(day, "done")) == ["future-date", "future-state"] * is_future


def test_a_date_with_a_time_is_compared_by_its_day() -> None:
    for time, expected in (("11-28T00:00:00+05:00", []), ("11-29T00:00:00+14:00", ["future-date"])):
        story = ARTICLE.replace("2024-03-04", f"2024-{time}").encode()
        assert problem_codes({BROKEN: story}) == expected


@pytest.mark.parametrize("today", [date.min, date.max, TODAY])
def test_any_day_can_be_the_day_of_the_check(today: date) -> None:
    for day in (date(1900, 1, 1), date(2199, 12, 31)):
        edition_of(dated_article(day, "dropped"), today)


def test_without_a_day_no_date_is_in_the_future() -> None:
    assert problem_codes(dated_article(date(2150, 1, 1), "dropped"), None) == []


def test_a_state_in_the_future_stops_publication() -> None:
    edition = edition_of(dated_article(date(2150, 1, 1), "dropped"))
    assert not edition.can_be_published
    assert not edition.pages


def test_a_draft_may_have_a_state_in_the_future() -> None:
    """A draft isn't published, so neither is its state."""
    ((path, story),) = dated_article(date(2150, 1, 1), "dropped").items()
    draft = story.replace(b"topics:", b"draft: true\ntopics:")
    assert problem_codes({path: draft}) == ["future-date"]


def test_due_dates_and_roles_may_be_in_the_future() -> None:
    files = {
        "commitments/a-road.md": b"---\ntitle: A road\nby: [org:moitt]\ndue: 2150-01-01\n---\n",
        "people/a-person.md": (
            b"---\nname: A\nroles:\n  - {title: M, from: 2149, to: 2150-01-01}\n---\n"
        ),
    }
    assert problem_codes(files) == []


@pytest.mark.parametrize(("value", "is_future"), [("2024", 0), ("2024-11", 0), ("2025", 1)])
def test_a_month_or_a_year_is_in_the_future_when_its_first_day_is(
    value: str, is_future: int
) -> None:
    story = ARTICLE.replace("publisher:", f"date: {value}, publisher:").encode()
    assert problem_codes({BROKEN: story}) == ["future-date"] * is_future
