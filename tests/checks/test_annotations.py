"""States with dates of their own, and repeated links."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support import ARTICLE_HEAD, BROKEN, edition_of, with_body

FIBRE = "commitment:nationwide-fibre"


def codes_of(body: str, more: str = "", today: date = date(2026, 11, 28)) -> list[str]:
    head = f"{ARTICLE_HEAD}{more}\n" if more else ARTICLE_HEAD
    edition = edition_of({BROKEN: f"{head}---\n\n{body}\n".encode()}, today)
    return [problem.code for problem in edition.problems]


@pytest.mark.parametrize("written", ["2024-10-17", "2024-10", "2024", "2024-03-05"])
def test_a_state_may_have_a_date(written: str) -> None:
    """A day, a month or a year."""
    assert codes_of(f'It [was lit]({FIBRE} "done {written}").') == []


@pytest.mark.parametrize(
    "written", ["2024-13", "2024-02-30", "17 October 2024", "soon", "24", "0824", "2024-1", "2300"]
)
def test_the_date_of_a_state_is_checked(written: str) -> None:
    """The problem is at the annotation, and names what isn't a date."""
    edition = edition_of({BROKEN: with_body(f'It [was lit]({FIBRE} "done {written}").')})
    (problem,) = edition.problems
    assert (problem.code, problem.location.line, problem.location.column) == ("bad-date", 10, 14)
    assert problem.message == f"`{written}` is not the date of a state"
    assert problem.hint


def test_the_hint_has_the_date_that_was_meant() -> None:
    edition = edition_of({BROKEN: with_body(f'It [was lit]({FIBRE} "done 17 October 2024").')})
    assert '`"done 2024-10-17"`' in edition.problems[0].hint


def test_a_date_in_another_form_is_fixed_if_it_is_certain() -> None:
    for written, fixed in (
        ("17 October 2024", f'{FIBRE} "done 2024-10-17"'),
        ("on 17 October 2024", f'{FIBRE} "done 2024-10-17"'),
        ("in October 2024", f'{FIBRE} "done 2024-10"'),
        ("3/4/2024", ""),
    ):
        edition = edition_of({BROKEN: with_body(f'It [was lit]({FIBRE} "done {written}").')})
        assert [problem.fix.new for problem in edition.problems] == [fixed]


@pytest.mark.parametrize("title", ["done ", " done", "done  2024-02", " done 2024-02 ", "done\t"])
def test_needless_blanks_beside_a_state_are_a_mistake_with_a_fix(title: str) -> None:
    edition = edition_of({BROKEN: with_body(f'It [was lit]({FIBRE} "{title}").')})
    (problem,) = edition.problems
    fixed = " ".join(title.split())
    assert (problem.code, problem.hint) == ("unknown-state", f'write `"{fixed}"`')
    assert (problem.fix.old, problem.fix.new) == (f'{FIBRE} "{title}"', f'{FIBRE} "{fixed}"')


def test_a_misspelt_state_keeps_its_date() -> None:
    """The fix changes the state alone."""
    edition = edition_of({BROKEN: with_body(f'It [runs]({FIBRE} "underway 2024-02").')})
    (problem,) = edition.problems
    assert problem.code == "unknown-state"
    assert problem.fix.new == f'{FIBRE} "under-way 2024-02"'


@pytest.mark.parametrize(
    ("first", "second", "codes"),
    [
        ("agreed 2024-01", "done 2024-02", []),
        ("agreed", "done 2024-02", []),
        ("agreed 2024-02", "done 2024-02", ["two-states"]),
        ("agreed", "done 2024-03-04", ["two-states"]),
        ("done 2024-02", "done 2024-02", []),
    ],
)
def test_an_article_shows_several_states_on_several_dates(
    first: str, second: str, codes: list[str]
) -> None:
    """A state without a date has that of the article, which is 4 March 2024."""
    assert codes_of(f'It [a]({FIBRE} "{first}").\n\nIt [b]({FIBRE} "{second}").') == codes


def test_a_state_is_known_when_the_article_is_published() -> None:
    """A state may be later than the event, but not than the publication or the last update."""
    body = f'It [was lit]({FIBRE} "done 2024-10-17").'
    assert codes_of(body, "published: 2024-11-01") == []
    assert codes_of(body, "published: 2024-10-16") == ["dates-out-of-order"]
    assert codes_of(body, "published: 2024-10-16\nupdated: 2024-10-18") == []


def test_a_state_is_not_in_the_future() -> None:
    body = f'It [was lit]({FIBRE} "done 2024-10").'
    assert codes_of(body, today=date(2024, 9, 30)) == []  # the next day has begun elsewhere
    assert codes_of(body, today=date(2024, 9, 29)) == ["future-state"]


def test_a_state_of_the_future_is_one_problem() -> None:
    body = f'It [was lit]({FIBRE} "done 2024-10").'
    assert codes_of(body, "published: 2024-09-01", date(2024, 9, 2)) == ["future-state"]


def test_states_of_one_date_in_two_articles_are_compared() -> None:
    """The date of a state counts, not that of the article that shows it."""
    first = with_body(f'It [a]({FIBRE} "agreed 2024-02-01").')
    second = with_body(f'It [b]({FIBRE} "done 2024-02-01").')
    edition = edition_of({BROKEN: first, "articles/2024/zebra.md": second})
    assert [problem.code for problem in edition.problems] == ["same-day-states"]
    second = second.replace(b"02-01", b"02-02")
    assert not edition_of({BROKEN: first, "articles/2024/zebra.md": second}).problems


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("[A](org:moitt) and [B](org:moitt).", ["repeated-link"]),
        ("[A](org:moitt).\n\n[B](org:moitt).", []),
        ('[A](person:umar-saif) said [“yes”](person:umar-saif "said").', []),
        (f'[A]({FIBRE} "agreed 2023") and [B]({FIBRE} "done 2024-01").', []),
        (f'[A]({FIBRE} "agreed 2023") and [B]({FIBRE} "agreed 2023").', ["repeated-link"]),
    ],
)
def test_a_paragraph_links_to_an_entity_once(body: str, codes: list[str]) -> None:
    """Quotations and states of other dates are no repetitions."""
    assert codes_of(body) == codes
