"""Writes the files of a site that are made from all of its pages: social cards and search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from generator.build.pagefind import indexed
from generator.build.project import Project
from generator.content.model import SEARCH
from generator.output.assets import card_key, card_text, draw_missing
from generator.pages.cards import site_card
from generator.pages.page import Card
from generator.system import files


def write_unless_handwritten(
    project: Project, contents: Mapping[str, str | bytes], site_dir: Path
) -> None:
    """Write files into the site, except those in whose place `docs/` has a file."""
    docs = project.settings.docs_dir
    generated = {path: data for path, data in contents.items() if not (docs / path).exists()}
    files.write_tree(site_dir, generated)


def write_cards(project: Project, cards: Mapping[str, Card], site_dir: Path) -> None:
    """Draw social cards, or take them from the cache, and write them by their paths."""
    cache = project.cache.part("cards")
    write_unless_handwritten(project, draw_missing(cards, cache), site_dir)


def prune_cards(project: Project, texts: Iterable[str]) -> None:
    """Remove the cards from the cache whose text is another one, and not that of the site's."""
    used = [*texts, card_text(site_card(project.site))]
    project.cache.part("cards").keep_only(map(card_key, used))


def index_search(project: Project, documents: Path, site_dir: Path) -> AbstractContextManager[None]:
    """Make the search index of the documents in a folder while the body runs.

    Nothing is made when the site has no search.
    """
    if not project.settings.has_search:
        return nullcontext()
    return indexed(documents, site_dir / SEARCH)
