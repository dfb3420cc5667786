"""Writes the files of a site that are made from all of its pages: sitemap, social cards, search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from generator.build.pagefind import indexed
from generator.build.project import Project
from generator.content.model import SEARCH
from generator.output.assets import shared_pictures
from generator.output.discovery import root_files
from generator.output.sitemap import sitemap_files
from generator.pages.page import Page
from generator.system import files, site_folder


def write_unless_handwritten(
    project: Project, contents: Mapping[str, str | bytes], site_dir: Path
) -> None:
    """Write files into the site, except those in whose place `docs/` has a file."""
    docs = project.settings.docs_dir
    generated = {path: data for path, data in contents.items() if not (docs / path).exists()}
    files.write_tree(site_dir, generated)


def write_site_files(project: Project, handwritten: Iterable[Page], site_dir: Path) -> None:
    """Write social cards, sitemap and other lists of pages, and the mark of a finished site."""
    renderer, site = project.renderer, project.site
    with_cards = renderer.pages.values() if project.settings.has_social_cards else ()
    # A site without cards still has its own picture, and must not remove the others from the cache.
    cards = project.cache.part("cards" if project.settings.has_social_cards else "site-card")
    contents: dict[str, str | bytes] = {
        **shared_pictures(with_cards, site, cards),
        **sitemap_files([*renderer.pages.values(), *handwritten], site),
        **dict(root_files(renderer.index, site)),
    }
    write_unless_handwritten(project, contents, site_dir)
    files.write_tree(site_dir, {site_folder.SITE_MARK: site_folder.SITE_MARK_TEXT})


def index_search(project: Project, documents: Path, site_dir: Path) -> AbstractContextManager[str]:
    """Make the search index of the documents in a folder while the body runs.

    The body is given their digest; nothing when the site has no search.
    """
    if not project.settings.has_search:
        return nullcontext("")
    return indexed(documents, site_dir / SEARCH, project.cache.search)
