"""The figures and dates in an article are also in its sources."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from generator.content.model import Article, Kind
from generator.content.parser import parse_file
from tests.repository.figures import KEPT, is_known, tokens
from tests.support import REPOSITORY

CONTENT = REPOSITORY / "content"
STORIES = sorted(CONTENT.glob("articles/*/*.md"))
RECORD: dict[str, list[str]] = json.loads(KEPT.read_text(encoding="utf-8"))


QUARTER = "the third quarter of a financial year that begins in July 2025"
ARITHMETIC = {
    "network-of-128-fast-chargers-planned": {"2026-03": QUARTER},
    "ten-of-50-promised-fast-chargers-at-work": {"2026-03": QUARTER},
    "vivo-to-make-phones-in-faisalabad": {
        "2021-08": "the August after the agreement of November 2020"
    },
}
"""Figures that an article computes and explains, by article and figure, with the computation."""
NAMES = re.compile(
    r"\b[2-6]G\b|\b[A-Z][\w]*-?\d[\w.]*\b|\b\d?[A-Z]frica\b|\bLong March \w+"
    r"|\b[A-Z]\w+ \d\b(?![,.]\d)"
)


def story(path: Path) -> Article:
    entity = parse_file(path.relative_to(CONTENT).as_posix(), path.read_bytes(), path.name).entity
    assert isinstance(entity, Article)
    return entity


def rests_on(path: Path) -> set[str]:
    """The addresses of a story's pages, and of those of the stories that it leads to."""
    article = story(path)
    leads = [path.parent / link.target for link in article.body.links if link.target[-3:] == ".md"]
    others = [story(other.resolve()) for other in leads if "articles" in other.resolve().parts]
    return {source.url for item in (article, *others) for source in item.sources}


RESEARCHED = [path for path in STORIES if rests_on(path) <= RECORD.keys()]
"""The articles that rest on researched pages alone. Others may come from anywhere."""


@pytest.mark.parametrize("path", RESEARCHED, ids=lambda path: path.stem)
def test_every_figure_and_date_stands_in_the_facts_of_its_sources(path: Path) -> None:
    article = story(path)
    known = {token for url in rests_on(path) for token in RECORD[url]}
    known |= {str(source.date) for source in article.sources if source.date}
    text = " ".join([article.title, article.summary, article.body.text])
    figures = tokens(NAMES.sub("", text))
    worked_out = ARITHMETIC.get(path.stem, {})
    assert {token for token in figures if not is_known(token, known)} <= worked_out.keys()


def test_what_is_worked_out_is_still_in_its_story() -> None:
    stories = {path.stem: path for path in STORIES}
    for stem, figures in ARITHMETIC.items():
        assert figures.keys() <= tokens(story(stories[stem]).body.text), stem


def test_a_figure_that_no_page_gives_is_seen() -> None:
    known = {"2023-09-27", "1000"}
    for good in (
        "on 27 September 2023",
        "in September 2023",
        "in 2023",
        "27 September",
        "1,000 cars",
    ):
        assert all(is_known(token, known) for token in tokens(good)), good
    for bad in ("on 28 September 2023", "in October 2023", "in 2024", "1,001 cars", "10 cars"):
        assert not all(is_known(token, known) for token in tokens(bad)), bad


def test_there_are_as_many_stories_and_commitments_as_promised() -> None:
    """Each commitment has been seen by a story at least once."""
    assert len(STORIES) >= 120
    commitments = {path.stem for path in (CONTENT / Kind.COMMITMENT.folder).glob("*.md")}
    seen = {
        link.target.removeprefix("commitment:")
        for path in STORIES
        for link in story(path).body.links
        if link.target.startswith("commitment:")
    }
    assert len(commitments) >= 30
    assert seen == commitments


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_is_as_long_as_a_breath(path: Path) -> None:
    """150 to 450 words."""
    assert 150 <= len(story(path).body.text.split()) <= 450
