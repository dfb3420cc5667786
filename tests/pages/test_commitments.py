"""What a page says of a commitment: who asked for it, its schedule and the age of its evidence."""

from __future__ import annotations

from datetime import date

import pytest

from generator.content.site import Site
from generator.pages.edition import make_edition
from tests.support import BROKEN, VALID_FILES, with_body

PATH = "commitments/lay-fibre.md"


def page_of(
    path: str,
    state: str,
    more: str = "sought_by: [person:umar-saif]",
    by: str = "by: [org:moitt]\n",
) -> str:
    front = f"title: Lay fibre\n{by}{more}"
    body = f'It [was so](commitment:lay-fibre "{state}").'
    texts = {**VALID_FILES, PATH: f"---\n{front}\n---\n".encode(), BROKEN: with_body(body)}
    edition = make_edition(texts, Site("S", today=date(2024, 11, 28)))
    assert edition.can_be_published, edition.problems
    return next(page.markdown for page in edition.pages if page.path == path)


@pytest.mark.parametrize(
    ("state", "label"), [("sought", "To be done by"), ("agreed", "Promised by")]
)
def test_what_is_only_sought_is_not_promised(state: str, label: str) -> None:
    page = page_of(PATH, state)
    assert f'{label}</span> <span class="is">[Ministry' in page
    assert 'Sought by</span> <span class="is">[Umar Saif]' in page


def test_a_page_names_nobody_who_is_to_do_what_is_only_sought() -> None:
    page = page_of(PATH, "sought", by="")
    assert 'Sought by</span> <span class="is">[Umar Saif]' in page
    assert "To be done by" not in page


@pytest.mark.parametrize(
    ("path", "state", "heading"),
    [
        ("people/umar-saif.md", "sought", "Asked for"),
        ("people/umar-saif.md", "agreed", "Asked for"),
        ("organisations/moitt.md", "sought", "Asked of them"),
        ("organisations/moitt.md", "agreed", "Promised"),
    ],
)
def test_a_party_s_page_says_what_it_promised_and_what_it_asked_for(
    path: str, state: str, heading: str
) -> None:
    """A commitment that is only sought is nobody's promise."""
    before, _, _ = page_of(path, state).partition("[Lay fibre]")
    assert before.rpartition("## ")[2].strip().startswith(f"{heading}\n")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("agreed 2023-09-27", "No news since September 2023"),
        ("agreed 2022", "No news since 2022"),
        ("agreed", ""),
        ("done 2023-09-27", ""),
    ],
)
def test_old_evidence_is_marked(state: str, words: str) -> None:
    """After twelve months, as long as news can be expected."""
    page = page_of(PATH, state, "")
    assert (words in page) if words else ("No news since" not in page)


def test_the_list_of_overdue_commitments_says_of_which_day_it_is() -> None:
    """A reader sees when the site is no longer built daily."""
    page = page_of("commitments/index.md", "agreed", "due: 2024-10")
    assert "As of 28 November 2024, these are past their due date" in page


@pytest.mark.parametrize(
    ("state", "due", "label"),
    [
        ("agreed", "2024-10", '<span class="overdue">Overdue</span>'),
        ("done 2024-02", "2024-10", '<span class="schedule">on time</span>'),
        ("done 2024-02", "2024-01", '<span class="schedule">late</span>'),
    ],
)
def test_the_due_date_says_what_became_of_it(state: str, due: str, label: str) -> None:
    assert f"</time> {label}" in page_of(PATH, state, f"due: {due}")
