"""References to pages: plain text, BibTeX and RIS."""

from __future__ import annotations

from datetime import date

from generator.content.model import Moment
from generator.content.site import Site
from generator.pages.citation import Citation
from generator.pages.edition import make_edition
from tests.support import BROKEN, VALID_FILES, with_front_matter

CITATION = Citation(
    id="article-2024-a",
    title="50% of {A} & B_c",
    authors=("Ann O'Neill", "B. C."),
    site="The Record",
    url="https://example.org/a/",
    published=Moment(date(2024, 11, 3)),
)


def citation_of(more: str) -> Citation | None:
    site = Site("S", url="https://example.org/")
    edition = make_edition({**VALID_FILES, BROKEN: with_front_matter(more)}, site)
    return next(page.citation for page in edition.pages if page.path == BROKEN)


def test_a_reference_is_a_sentence() -> None:
    assert CITATION.plain == (
        "Ann O'Neill, B. C.: “50% of {A} & B_c”, The Record, 3 November 2024. https://example.org/a/"
    )


def test_characters_that_mean_something_to_bibtex_are_escaped() -> None:
    """Braces, which have to be balanced, become parentheses."""
    assert "title = {{50\\% of (A) \\& B\\_c}}" in CITATION.bibtex
    assert "author = {{Ann O'Neill} and {B. C.}}" in CITATION.bibtex
    assert "  year = {2024},\n  month = {11},\n  day = {3},\n" in CITATION.bibtex
    assert CITATION.bibtex.count("{") == CITATION.bibtex.count("}")


def test_ris_has_a_tag_on_each_line() -> None:
    lines = CITATION.ris.split("\n")
    assert lines[0] == "TY  - ELEC"
    assert lines[-1] == "ER  - "
    assert "DA  - 2024/11/03" in lines
    assert [line for line in lines if line.startswith("AU")] == ["AU  - Ann O'Neill", "AU  - B. C."]


def test_a_story_s_event_is_named_where_it_was_not_the_day_of_publication() -> None:
    """No day of publication is made up."""
    unknown, later, same = map(citation_of, ("", "published: 2024-05-06", "published: 2024-03-04"))
    assert unknown and later and same
    assert unknown.published is None
    assert unknown.note == later.note == "on events of 4 March 2024"
    assert same.note == ""
    assert "citation_publication_date" not in dict(unknown.metadata)
    assert dict(later.metadata)["citation_publication_date"] == "2024/05/06"
