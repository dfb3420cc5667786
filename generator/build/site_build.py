"""A site made from what was read: built, previewed, exported."""

from __future__ import annotations

import gc
import logging
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from mkdocs.commands import build as mkdocs_build
from mkdocs.exceptions import Abort, ConfigurationError, PluginError
from mkdocs.livereload import _serve_url

from generator.build import publish
from generator.build.cabinet import Cabinet
from generator.build.pagefind import digest, indexed, last_fed
from generator.build.preview import Preview
from generator.build.project import Project, folders, open_project, read
from generator.build.renderer import OutputFolder, SiteRenderer, write_pages, write_search_documents
from generator.content.model import SEARCH
from generator.output import search_documents as search
from generator.output.export import export_tree
from generator.output.layouts import Layout, LayoutError
from generator.output.link_check import SiteLinks, broken_links
from generator.pages.edition import Edition
from generator.pages.page import Page
from generator.system import files
from generator.system.files import UserError
from generator.system.process import Stopped
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
        layouts = _layouts(plugin.renderer, made)
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


def _layouts(renderer: SiteRenderer, made: Path) -> dict[str, Layout]:
    """The frames by name, from the pages with holes that MkDocs made."""
    layouts: dict[str, Layout] = {}
    for page in renderer.pages.values():
        name, file = renderer.layout_name(page), made / renderer.site.file(page.path)
        if name not in layouts and file.exists():
            layouts[name] = Layout.of(file.read_text(encoding="utf-8"))
    return layouts


def serve(
    config_file: str,
    dev_addr: str | None,
    open_in_browser: bool,
    jobs: int = 0,
    today: date | None = None,
) -> None:
    """Shows the site until interrupted, on MkDocs' own server with its live reload.

    Raises Refused when there is nothing that can be shown, OSError when the port is taken.
    """
    with tempfile.TemporaryDirectory(prefix="coopnews-") as folder:
        try:
            preview = _Shown(config_file, dev_addr, Path(folder).resolve(), jobs, today).preview
        except (SystemExit, Abort, ConfigurationError, PluginError, LayoutError) as stop:
            raise UserError(f"the preview cannot be shown: {stop}") from None
        try:
            preview.serve(open_in_browser=open_in_browser)
        except KeyboardInterrupt as stop:
            if isinstance(stop, Stopped) and stop.number != signal.SIGINT:
                raise
        finally:
            preview.shutdown()


class _Shown:
    """A site that is shown in a preview, and read again when something in it changes."""

    def __init__(
        self,
        config_file: str,
        dev_addr: str | None,
        root: Path,
        jobs: int,
        today: date | None = None,
    ) -> None:
        self._config_file, self._root, self._jobs = config_file, root, jobs
        self._today = today
        self._settings: dict[str, Any] = {"dev_addr": dev_addr} if dev_addr else {}
        self._cabinet = Cabinet()
        self._project = self._open(None)
        mount_path = urlsplit(str(self._project.config.site_url)).path
        address = self._project.config.dev_addr
        self.preview = Preview(address, mount_path, root, self.renew, self._index)
        self._layouts = self._make_frames()
        for path in (config_file, *folders(self._project)):
            self.preview.watch(str(Path(path).resolve()))

    def renew(self, changed: set[str]) -> None:
        """Shows what the files say now; what is broken is told, and the rest stays as it is."""
        gc.disable()  # while thousands of things are made, looking for waste takes most of the time
        try:
            content = f"{folders(self._project)[0]}/"
            if all(path.startswith(content) and path.endswith(".md") for path in changed):
                read(self._project)
                renderer = self._project.plugin.renderer
                if {
                    renderer.layout_name(page) for page in renderer.pages.values()
                } <= self._layouts.keys():
                    self.preview.show(renderer, self._layouts, Path(self.preview.root))
                    return
            else:
                self._project = self._open(self._project.plugin.edition)
            self._layouts = self._make_frames()
        except (UserError, SystemExit, Abort, ConfigurationError, PluginError, LayoutError) as stop:
            log.error(f"The preview stays as it was: {stop}")
        finally:
            gc.freeze()
            gc.enable()

    def _open(self, before: Edition | None) -> Project:
        project = open_project(
            self._config_file, str(self._root), self._today, self._jobs, **self._settings
        )
        project.config.strict = False  # what MkDocs warns of is told, and shown as it is
        project.config.plugins.on_startup(command="serve", dirty=False)
        path = urlsplit(project.config.site_url or "/").path
        project.config.site_url = _serve_url(*project.config.dev_addr, path)
        project.plugin.cabinet, project.plugin.edition = self._cabinet, before
        read(project)
        return project

    def _make_frames(self) -> dict[str, Layout]:
        """Has MkDocs make what it makes beside what is shown, which is shown until it is whole."""
        plugin, config = self._project.plugin, self._project.config
        made = Path(tempfile.mkdtemp(dir=self._root))
        config.site_dir = str(made)
        plugin.is_ready = plugin.layouts_only = True
        mkdocs_build.build(config)
        layouts = _layouts(plugin.renderer, made)
        for page in plugin.renderer.pages.values():
            (made / plugin.site.file(page.path)).unlink(missing_ok=True)
        self.preview.show(plugin.renderer, layouts, made)
        return layouts

    def _index(self) -> None:
        """Makes the search index beside the one that stands there, and puts it in its place."""
        plugin = self._project.plugin
        if not plugin.config.search:
            return
        with tempfile.TemporaryDirectory(dir=self._root) as folder:
            small, made = Path(folder, "fed"), Path(folder, "made")
            write_search_documents(plugin.renderer, search.search_documents(plugin.found), small, 1)
            with indexed(small, made):
                pass
            files.replace_folder(made, Path(self.preview.root, SEARCH))
        files.write_tree(Path(self.preview.root), dict(plugin.renderer.database()))


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
