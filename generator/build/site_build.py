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
from generator.build.press import Bench, Press, feed_search, pour
from generator.build.preview import Preview
from generator.build.project import Desk, folders, open_desk, read
from generator.content.model import SEARCH
from generator.output import search_documents as search
from generator.output.export import export_tree
from generator.output.layouts import Frame, Unfit
from generator.output.link_check import Sheet, faults
from generator.pages.edition import Edition
from generator.pages.page import Page
from generator.system import files
from generator.system.files import Refused
from generator.system.process import Stopped
from generator.system.workers import Failed

log = logging.getLogger("mkdocs.coopnews")
Say = Callable[[str], None]
Remember = Callable[[Press, Mapping[str, Frame]], None]


class Built(NamedTuple):
    """A finished site."""

    site: Path
    """Its folder."""
    fed: str
    """Stands for what its search was fed; empty when it has none."""


def build(desk: Desk, say: Say, remember: Remember) -> Built:
    """Builds the site from the edition just read.

    `remember` is called in a process of its own, for what is kept of the edition. Whoever calls
    holds the lock of the folder: what is remembered of the site belongs to the same build.

    What stands there stays untouched until the new site is whole. Raises Refused when MkDocs
    stops, for instance at a broken link on a handwritten page.
    """
    live = files.output_folder(Path(desk.config.site_dir))
    files.can_be_replaced(live)
    files.must_not_hold(live, map(Path, (desk.config.config_file_path, *folders(desk))))
    with files.temporary(live, "new") as made, files.temporary(live, "scratch") as scratch:
        fed = _make(desk, say, remember, live, made, scratch)
        publish.publish(made, live)
    return Built(live, fed)


def _make(desk: Desk, say: Say, remember: Remember, live: Path, made: Path, scratch: Path) -> str:
    """Build the site in the empty folder `made`. Return the digest of the search documents."""
    plugin = desk.plugin
    desk.config.site_dir = str(made)
    plugin.is_ready = plugin.frames_only = True
    try:
        say("Making pages" + (" and the search index" if plugin.config.search else ""))
        mkdocs_build.build(desk.config)
        own = frozenset(files.listed(Path(desk.config.docs_dir), follow=True))
        frames = _frames(plugin.press, made)
        with _small_pages(desk, live, scratch) as small, plugin.indexed(desk.config, small) as fed:
            bench = Bench(made, own, scratch, frames, plugin.jobs)
            sheets = pour(plugin.press, bench, lambda: remember(plugin.press, frames))
            plugin.finish(desk.config)
        _proof_read(plugin.press, made, sheets, plugin.config.content_dir)
    except (SystemExit, Abort, PluginError, Unfit, Failed) as stop:
        raise Refused(f"the site was not built: {stop}") from None
    finally:
        desk.config.plugins.on_shutdown()
    return fed


@contextmanager
def _small_pages(desk: Desk, live: Path, scratch: Path) -> Iterator[Path]:
    """Gives a folder of what the search is fed.

    With a cache it stays beside the site, for edits to be worked into, unless the body fails.
    What stands there is begun anew, unless it is just what the last index was made of.
    """
    plugin = desk.plugin
    if not plugin.config.search:
        yield scratch
        return
    kept, folder = plugin.cache_of(desk.config).search, scratch / "search"
    try:
        if kept:
            folder, fed = publish.beside_name(live, "fed"), last_fed(kept)
            if not fed or digest(folder) != fed:
                files.beside(live, "fed")
        feed_search(plugin.press, search.documents(plugin.found), folder, plugin.jobs)
        yield folder
    except BaseException:
        files.remove(folder)
        raise


def _proof_read(press: Press, made: Path, sheets: list[Sheet], content: str) -> None:
    """Raises Refused, with the names of the files that it comes from, when a page is broken."""
    pages = {press.site.file(path): page for path, page in press.pages.items()}
    found = list(islice(faults(sheets, frozenset(files.listed(made)), pages), 5))
    if found:
        sources = (_named_with_source(fault, pages, content) for fault in found)
        raise Refused(
            f"a page is broken, which is a mistake of the generator: {'; '.join(sources)}"
        )


def _named_with_source(fault: str, pages: Mapping[str, Page], content: str) -> str:
    """The fault of a page with the content file that the page shows."""
    page = pages.get(fault.partition(":")[0])
    return f"{fault} (made from {content}/{page.source})" if page and page.source else fault


def _frames(press: Press, made: Path) -> dict[str, Frame]:
    """The frames by name, from the pages with holes that MkDocs made."""
    frames: dict[str, Frame] = {}
    for page in press.pages.values():
        name, file = press.frame_of(page), made / press.site.file(page.path)
        if name not in frames and file.exists():
            frames[name] = Frame.of(file.read_text(encoding="utf-8"))
    return frames


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
        except (SystemExit, Abort, ConfigurationError, PluginError, Unfit) as stop:
            raise Refused(f"the preview cannot be shown: {stop}") from None
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
        self._desk = self._open(None)
        mount_path = urlsplit(str(self._desk.config.site_url)).path
        address = self._desk.config.dev_addr
        self.preview = Preview(address, mount_path, root, self.renew, self._index)
        self._frames = self._make_frames()
        for path in (config_file, *folders(self._desk)):
            self.preview.watch(str(Path(path).resolve()))

    def renew(self, changed: set[str]) -> None:
        """Shows what the files say now; what is broken is told, and the rest stays as it is."""
        gc.disable()  # while thousands of things are made, looking for waste takes most of the time
        try:
            content = f"{folders(self._desk)[0]}/"
            if all(path.startswith(content) and path.endswith(".md") for path in changed):
                read(self._desk)
                press = self._desk.plugin.press
                if {press.frame_of(page) for page in press.pages.values()} <= self._frames.keys():
                    self.preview.show(press, self._frames, Path(self.preview.root))
                    return
            else:
                self._desk = self._open(self._desk.plugin.edition)
            self._frames = self._make_frames()
        except (Refused, SystemExit, Abort, ConfigurationError, PluginError, Unfit) as stop:
            log.error(f"The preview stays as it was: {stop}")
        finally:
            gc.freeze()
            gc.enable()

    def _open(self, before: Edition | None) -> Desk:
        desk = open_desk(
            self._config_file, str(self._root), self._today, self._jobs, **self._settings
        )
        desk.config.strict = False  # what MkDocs warns of is told, and shown as it is
        desk.config.plugins.on_startup(command="serve", dirty=False)
        path = urlsplit(desk.config.site_url or "/").path
        desk.config.site_url = _serve_url(*desk.config.dev_addr, path)
        desk.plugin.cabinet, desk.plugin.edition = self._cabinet, before
        read(desk)
        return desk

    def _make_frames(self) -> dict[str, Frame]:
        """Has MkDocs make what it makes beside what is shown, which is shown until it is whole."""
        plugin, config = self._desk.plugin, self._desk.config
        made = Path(tempfile.mkdtemp(dir=self._root))
        config.site_dir = str(made)
        plugin.is_ready = plugin.frames_only = True
        mkdocs_build.build(config)
        frames = _frames(plugin.press, made)
        for page in plugin.press.pages.values():
            (made / plugin.site.file(page.path)).unlink(missing_ok=True)
        self.preview.show(plugin.press, frames, made)
        return frames

    def _index(self) -> None:
        """Makes the search index beside the one that stands there, and puts it in its place."""
        plugin = self._desk.plugin
        if not plugin.config.search:
            return
        with tempfile.TemporaryDirectory(dir=self._root) as folder:
            small, made = Path(folder, "fed"), Path(folder, "made")
            feed_search(plugin.press, search.documents(plugin.found), small, 1)
            with indexed(small, made):
                pass
            files.replace_folder(made, Path(self.preview.root, SEARCH))
        files.write_tree(Path(self.preview.root), dict(plugin.press.database()))


def export(desk: Desk, made: Edition, into: Path) -> int:
    """Writes the Markdown tree with a plain `mkdocs.yml`; returns how many pages it holds.

    Raises Refused when a file of the handwritten pages cannot be read, or `into` is not ours.
    """
    files.must_not_hold(
        files.output_folder(into), map(Path, (desk.config.config_file_path, *folders(desk)))
    )
    docs = files.read_tree(Path(desk.config.docs_dir), "docs", follow=True)
    if docs.problems:
        raise Refused(str(docs.problems[0]))
    press = desk.plugin.press
    names = ("site_name", "site_url", "site_description", "copyright", "nav")
    told = chain(press.redirects(), press.feeds(press.retell), press.data())
    others: dict[str, str | bytes] = {**dict(told), **dict(press.database())}
    settings = {name: desk.config.get(name) for name in names}
    tree = export_tree(made, desk.plugin.texts, docs.texts, settings, others)
    files.write_export(into, tree)
    return sum(path.endswith(".md") for path in tree)
