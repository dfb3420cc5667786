"""Builds the finished site from an edition, or exports its pages as Markdown."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from mkdocs.commands import build as mkdocs_build
from mkdocs.exceptions import Abort, PluginError

from generator.build import publish
from generator.build.pagefind import digest, last_fed
from generator.build.project import Project, folders
from generator.build.renderer import (
    OutputFolder,
    SiteRenderer,
    layouts_in,
    write_pages,
    write_search_documents,
)
from generator.output import search_documents as search
from generator.output.export import export_tree
from generator.output.layouts import Layout, LayoutError
from generator.output.link_check import SiteLinks, broken_links
from generator.pages.edition import Edition
from generator.pages.page import Page
from generator.system import files
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
    """Stands for what its search was fed; empty when it has none."""


def build(project: Project, say: Say, remember: Remember) -> Built:
    """Builds the site from the edition just read.

    `remember` is called in a process of its own, for what is kept of the edition. Whoever calls
    holds the lock of the folder: what is remembered of the site belongs to the same build.

    What stands there stays untouched until the new site is whole. Raises Refused when MkDocs
    stops, for instance at a broken link on a handwritten page.
    """
    live = files.output_folder(Path(project.config.site_dir))
    files.can_be_replaced(live)
    files.must_not_hold(live, map(Path, (project.config.config_file_path, *folders(project))))
    with files.temporary(live, "new") as made, files.temporary(live, "scratch") as scratch:
        fed = _make(project, say, remember, live, made, scratch)
        publish.publish(made, live)
    return Built(live, fed)


def _make(
    project: Project, say: Say, remember: Remember, live: Path, made: Path, scratch: Path
) -> str:
    """Build the site in the empty folder `made`. Return the digest of the search documents."""
    plugin = project.plugin
    project.config.site_dir = str(made)
    plugin.is_ready = plugin.layouts_only = True
    try:
        say("Making pages" + (" and the search index" if plugin.config.search else ""))
        mkdocs_build.build(project.config)
        own = frozenset(files.list_files(Path(project.config.docs_dir), follow=True))
        layouts = layouts_in(plugin.renderer, made)
        with (
            _small_pages(project, live, scratch) as small,
            plugin.indexed(project.config, small) as fed,
        ):
            outputs = OutputFolder(made, own, scratch, layouts, plugin.jobs)
            sheets = write_pages(
                plugin.renderer, outputs, lambda: remember(plugin.renderer, layouts)
            )
            plugin.finish(project.config)
        _proof_read(plugin.renderer, made, sheets, plugin.config.content_dir)
    except (SystemExit, Abort, PluginError, LayoutError, WorkerError) as stop:
        raise UserError(f"the site was not built: {stop}") from None
    finally:
        project.config.plugins.on_shutdown()
    return fed


@contextmanager
def _small_pages(project: Project, live: Path, scratch: Path) -> Iterator[Path]:
    """Gives a folder of what the search is fed.

    With a cache it stays beside the site, for edits to be worked into, unless the body fails.
    What stands there is begun anew, unless it is just what the last index was made of.
    """
    plugin = project.plugin
    if not plugin.config.search:
        yield scratch
        return
    kept, folder = plugin.cache_of(project.config).search, scratch / "search"
    try:
        if kept:
            folder, fed = publish.beside_name(live, "fed"), last_fed(kept)
            if not fed or digest(folder) != fed:
                files.beside(live, "fed")
        write_search_documents(
            plugin.renderer, search.search_documents(plugin.found), folder, plugin.jobs
        )
        yield folder
    except BaseException:
        files.remove(folder)
        raise


def _proof_read(renderer: SiteRenderer, made: Path, sheets: list[SiteLinks], content: str) -> None:
    """Raises Refused, with the names of the files that it comes from, when a page is broken."""
    pages = {renderer.site.file(path): page for path, page in renderer.pages.items()}
    found = list(islice(broken_links(sheets, frozenset(files.list_files(made)), pages), 5))
    if found:
        sources = (_named_with_source(fault, pages, content) for fault in found)
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
    files.must_not_hold(
        files.output_folder(into), map(Path, (project.config.config_file_path, *folders(project)))
    )
    docs = files.read_tree(Path(project.config.docs_dir), "docs", follow=True)
    if docs.problems:
        raise UserError(str(docs.problems[0]))
    renderer = project.plugin.renderer
    names = ("site_name", "site_url", "site_description", "copyright", "nav")
    told = chain(renderer.redirects(), renderer.feeds(renderer.feed_entry), renderer.data())
    others: dict[str, str | bytes] = {**dict(told), **dict(renderer.database())}
    settings = {name: project.config.get(name) for name in names}
    tree = export_tree(made, project.plugin.texts, docs.texts, settings, others)
    files.write_export(into, tree)
    return sum(path.endswith(".md") for path in tree)
