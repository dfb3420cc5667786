"""Editions in other languages count the rows of the data, which the original alone has."""

from __future__ import annotations

import re

import pytest

from generator.content.site import Site
from generator.open_data.tables import tables
from generator.pages.edition import Edition, make_edition
from generator.system.file_tree import read_tree
from tests.support import TRANSLATIONS


@pytest.fixture(scope="module")
def edition(texts: dict[str, bytes]) -> Edition:
    translations = read_tree(TRANSLATIONS / "content", "content").texts
    site = Site("The Example Record", languages=("en", "ur", "zh"))
    sites = [site.in_language(language) for language in site.translated_languages]
    return make_edition({**texts, **translations}, site, translated_sites=sites)


def counts_on_page(edition: Edition, rows: str) -> list[int]:
    (page,) = (page for page in edition.pages if page.path == "data.md")
    return [int(number) for number in re.findall(rf"(\d+) ?(?:{rows})[:：]", page.markdown)]


@pytest.mark.parametrize("language", ["ur", "zh"])
def test_the_counts_are_those_of_the_originals_files(edition: Edition, language: str) -> None:
    """An edition lists fewer stories."""
    original = tables(edition.index, edition.site)
    translated = edition.translated[language]
    shown = {table.name: table.count() for table in tables(translated.index, translated.site)}
    assert shown == {table.name: len(list(table.rows())) for table in original}
    assert shown["articles"] > len(translated.index.articles)


@pytest.mark.parametrize(("language", "rows"), [("ur", "سطر|سطریں"), ("zh", "行")])
def test_the_page_of_data_shows_them_in_its_language(
    edition: Edition, language: str, rows: str
) -> None:
    counts = counts_on_page(edition.translated[language], rows)
    assert counts == counts_on_page(edition, "row|rows")
    assert len(counts) == len(tables(edition.index, edition.site))
