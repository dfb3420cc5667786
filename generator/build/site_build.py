"""Builds the finished site from an edition, or exports its pages as Markdown."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from generator.build import publish
from generator.build.mkdocs_run import MkDocsResult, MkDocsStopped, run_mkdocs
from generator.build.pagefind import digest, last_fed
from generator.build.project import Project
from generator.build.renderer import (
    OutputFolder,
    SiteRenderer,
    write_pages,
    write_search_documents,
)
from generator.build.site_files import index_search, write_site_files
from generator.output import search_documents as search
from generator.output.export import export_tree
from generator.output.layouts import Layout, LayoutError
from generator.output.link_check import SiteLinks, broken_links
from generator.pages.edition import Edition
from generator.pages.page import Page
from generator.system import file_tree, site_folder
from generator.system.files import UserError
from generator.system.workers import WorkerError

log = logging.getLogger("mkdocs.coopnews")
Say = Callable[[str], None]
Remember = Callable[[SiteRenderer, Mapping[str, Layout]], None]


class Built(NamedTuple):
    """A finished site."""

    site: Path
    """Its folder."""
    fed: str
    """The digest of its search documents; empty when it has no search."""


def build(project: Project, say: Say, remember: Remember) -> Built:
    """Builds the site from the edition just read.

    `remember` is called in a process of its own, for what is kept of the edition. Whoever calls
    holds the lock of the folder: what is remembered of the site belongs to the same build.

    What stands there stays untouched until the new site is whole. Raises Refused when MkDocs
    stops, for instance at a broken link on a handwritten page.
    """
    live = site_folder.output_folder(project.settings.site_dir)
    site_folder.can_be_replaced(live)
    site_folder.must_not_hold(live, project.settings.sources)
    with (
        site_folder.temporary(live, "new") as made,
        site_folder.temporary(live, "scratch") as scratch,
    ):
        fed = _make(project, say, remember, live, made, scratch)
        publish.publish(made, live)
    return Built(live, fed)


def _make(
    project: Project, say: Say, remember: Remember, live: Path, made: Path, scratch: Path
) -> str:
    """Build the site in the empty folder `made`. Return the digest of the search documents."""
    settings, renderer = project.settings, project.renderer
    try:
        say("Making pages" + (" and the search index" if settings.has_search else ""))
        result = run_mkdocs(project, made)
        own = frozenset(file_tree.list_files(settings.docs_dir, follow=True))
        with (
            _search_documents(project, result, live, scratch) as documents,
            index_search(project, documents, made) as fed,
        ):
            outputs = OutputFolder(made, own, scratch, result.layouts, project.jobs)
            site_links = write_pages(renderer, outputs, lambda: remember(renderer, result.layouts))
            write_site_files(project, result.handwritten, made)
        _check_links(renderer, made, site_links, settings.content_dir)
    except (LayoutError, WorkerError, MkDocsStopped) as error:
        raise UserError(f"the site was not built: {error}") from None
    return fed


@contextmanager
def _search_documents(
    project: Project, result: MkDocsResult, live: Path, scratch: Path
) -> Iterator[Path]:
    """Give a folder with the documents from which the search index is made.

    With a cache the folder stays beside the site, for later edits, unless the body fails. It is
    emptied first, unless it holds just the documents of the last index.
    """
    if not project.settings.has_search:
        yield scratch
        return
    kept, folder = project.cache.search, scratch / "search"
    try:
        if kept:
            folder, fed = publish.beside_name(live, "fed"), last_fed(kept)
            if not fed or digest(folder) != fed:
                site_folder.beside(live, "fed")
        documents = search.search_documents(result.search_entries)
        write_search_documents(project.renderer, documents, folder, project.jobs)
        yield folder
    except BaseException:
        site_folder.remove(folder)
        raise


def _check_links(
    renderer: SiteRenderer, made: Path, site_links: list[SiteLinks], content: str
) -> None:
    """Raises Refused, with the names of the files that it comes from, when a page is broken."""
    pages = {renderer.site.file(path): page for path, page in renderer.pages.items()}
    problems = list(
        islice(broken_links(site_links, frozenset(file_tree.list_files(made)), pages), 5)
    )
    if problems:
        sources = (_named_with_source(fault, pages, content) for fault in problems)
        raise UserError(
            f"a page is broken, which is a mistake of the generator: {'; '.join(sources)}"
        )


def _named_with_source(fault: str, pages: Mapping[str, Page], content: str) -> str:
    """The fault of a page with the content file that the page shows."""
    page = pages.get(fault.partition(":")[0])
    return f"{fault} (made from {content}/{page.source})" if page and page.source else fault


def export(project: Project, made: Edition, into: Path) -> int:
    """Writes the Markdown tree with a plain `mkdocs.yml`; returns how many pages it holds.

    Raises Refused when a file of the handwritten pages cannot be read, or `into` is not ours.
    """
    site_folder.must_not_hold(site_folder.output_folder(into), project.settings.sources)
    docs = file_tree.read_tree(project.settings.docs_dir, "docs", follow=True)
    if docs.problems:
        raise UserError(str(docs.problems[0]))
    renderer = project.renderer
    names = ("site_name", "site_url", "site_description", "copyright", "nav")
    texts = chain(renderer.redirects(), renderer.feeds(renderer.feed_entry), renderer.data())
    others: dict[str, str | bytes] = {**dict(texts), **dict(renderer.database())}
    settings = {name: project.settings.values.get(name) for name in names}
    tree = export_tree(made, project.pictures, docs.texts, settings, others)
    site_folder.write_export(into, tree)
    return sum(path.endswith(".md") for path in tree)
