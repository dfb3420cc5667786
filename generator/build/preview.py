"""The preview: pages are rendered when a browser asks for them, from the files as they are now."""

from __future__ import annotations

import gc
import logging
import signal
import tempfile
import threading
import webbrowser
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec.structs import replace
from watchfiles import watch

from generator.build.layout_pages import layout_pages
from generator.build.mkdocs_run import run_mkdocs
from generator.build.moved_pages import MovedPages
from generator.build.pagefind import PagefindProcess, indexed
from generator.build.preview_server import PortInUse, PreviewServer, check_port, with_fault
from generator.build.preview_site import PreviewSite
from generator.build.project import Project
from generator.build.settings import load_settings, parse_address
from generator.checks.catalogues import without_catalogue
from generator.content.model import SEARCH
from generator.content.paths import split_language
from generator.content.problems import Problem, count_summary, split_new_and_old
from generator.output.layouts import LayoutError
from generator.output.registry import search_documents
from generator.pages.edition import Edition
from generator.system import file_tree, files, site_folder
from generator.system.files import Folder, UserError
from generator.system.process import CLEANUP_SECONDS, Stopped
from generator.system.workers import WorkerError, cores

log = logging.getLogger("mkdocs.coopnews")

SETTLED_MS = 20
"""Milliseconds without a change after which an edit is taken to be complete."""
INDEX_DELAY = 2.0
"""Seconds without a change after which the search index is made: until then browsers wait."""
_CANNOT_SHOW = (UserError, LayoutError, WorkerError)


def serve(
    config_file: str,
    dev_addr: str | None,
    open_in_browser: bool,
    jobs: int = 0,
    today: date | None = None,
) -> None:
    """Serve the preview until it is interrupted.

    Raises UserError when there is nothing to show, and at once when the port is taken.
    """
    config = Path(config_file)
    with tempfile.TemporaryDirectory(prefix="coopnews-") as folder:
        try:
            check_port(parse_address(dev_addr) if dev_addr else load_settings(config).dev_addr)
            preview = Preview(config_file, Path(folder).resolve(), dev_addr, jobs, today)
        except PortInUse:
            raise
        except _CANNOT_SHOW as error:
            raise UserError(f"the preview cannot be shown: {error}") from None
        try:
            with PreviewServer(preview.address, preview.mount_path, preview) as server:
                preview.start()
                log.info(f"Serving on {preview.url}")
                if open_in_browser:
                    webbrowser.open(preview.url)
                server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt as stop:
            if isinstance(stop, Stopped) and stop.number != signal.SIGINT:
                raise
        finally:
            preview.stop()


class Preview:
    """A site that follows the files it is made from.

    `root` is an empty folder: what MkDocs makes (handwritten pages, scripts, style sheets) and the
    search index are written there. All other pages and files are rendered on request.
    """

    def __init__(
        self,
        config_file: str,
        root: Path,
        dev_addr: str | None = None,
        jobs: int = 0,
        today: date | None = None,
    ) -> None:
        self._config_file, self._root, self._today = config_file, root, today
        self._dev_addr = parse_address(dev_addr) if dev_addr else None
        self._changed = threading.Condition()
        self._version, self._is_renewing, self._fault = 0, False, ""
        self._stop = threading.Event()
        self._project = self._open(None, jobs)
        self._project.save_sources()
        self._moved = MovedPages()
        self._indexed: dict[str, Mapping[str, str]] = {}
        """The documents of which each edition's search index was made, by its folder."""
        self._log_problems(())
        for message in without_catalogue(self._project.site):
            log.info(message)
        self._show(*self._run_mkdocs())
        self._indexer = _Indexer(self._index)
        self._watcher = threading.Thread(target=self._follow_changes, daemon=True)

    @property
    def address(self) -> tuple[str, int]:
        return self._dev_addr or self._project.settings.dev_addr

    @property
    def url(self) -> str:
        return self._project.settings.url

    @property
    def mount_path(self) -> str:
        return urlsplit(self.url).path

    def start(self) -> None:
        """Follow changes of the files, and index what is shown, in threads."""
        self._watcher.start()
        self._indexer.schedule()

    def stop(self) -> None:
        """End the threads, and Pagefind."""
        self._stop.set()
        self._indexer.stop()
        if self._watcher.is_alive():
            self._watcher.join(CLEANUP_SECONDS)

    def wait_for_change(self, version: int, seconds: float) -> int:
        """Return the version once it differs from `version`, or after some seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._version != version, seconds)
            return self._version

    def read(self, file: str) -> bytes | None:
        """Return a file as it is after every change noticed so far; None when there is none."""
        with self._changed:
            self._changed.wait_for(lambda: not self._is_renewing)
            sites, folder, fault = self._sites, self._folder, self._fault
        edition = next((name for name in sites if name and file.startswith(name)), "")
        content = sites[edition].read(file[len(edition) :])
        if content is None:
            with suppress(OSError):
                content = Folder(folder).read(file)
        data = content.encode() if isinstance(content, str) else content
        return with_fault(data, fault) if data and fault and file.endswith(".html") else data

    def successor(self, file: str) -> str:
        """Return the address of the page that took the place of one that is gone, or nothing."""
        site = self._project.site
        folder, within = split_language(file, site.translated_languages)
        paths = (path for path in self._moved.paths if site.file(path) == within)
        path = self._moved.successor(next(paths, ""))
        return f"{folder and f'{folder}/'}{site.address(path)}" if path else ""

    def renew(self, paths: set[str]) -> None:
        """Show what the files say after those at `paths` have changed.

        When that isn't possible the reason is logged and shown, and all else stays as it was.
        """
        self._set_renewing(True)
        pages, problems = self._pages(), self._problems()
        gc.disable()  # collecting would take most of the time while an edition is made
        try:
            content = f"{self._project.settings.content_folder}/"
            is_content = all(path.startswith(content) and path.endswith(".md") for path in paths)
            if is_content and not self._fault:
                self._project.read()
                if sites := self._sites_with_known_layouts():
                    self._show(sites, self._folder)
                    return
            else:
                self._project = self._open(self._project.edition, jobs=1)
            self._show(*self._run_mkdocs())
        except _CANNOT_SHOW as error:
            log.error(f"The preview stays as it was: {error}")
            self._show_fault(str(error))
        except Exception:
            log.exception("The preview stays as it was, for a reason that nobody foresaw")
            self._show_fault("nobody foresaw the reason, which the terminal has")
        finally:
            gc.enable()
            self._moved.update(pages, self._pages())
            self._log_problems(problems)
            self._set_renewing(False)

    def _projects(self) -> dict[str, Project]:
        """Return the project of each edition by its folder."""
        projects = (self._project, *self._project.editions())
        return {project.site.folder: project for project in projects}

    def _sites_with_known_layouts(self) -> dict[str, PreviewSite]:
        """Return the site of each edition as it is now; none when MkDocs must make a layout."""
        sites = {}
        for folder, project in self._projects().items():
            renderer, layouts = project.renderer, self._sites[folder].renderer.layouts
            if not layout_pages(renderer, renderer.entries()).keys() <= layouts.keys():
                return {}
            sites[folder] = PreviewSite(renderer, layouts)
        return sites

    def _pages(self) -> set[str]:
        """Return the paths of the pages that have a file each."""
        edition = self._project.edition
        assert edition, "it was read when the preview was opened"
        return {key.path for key in edition.index.entities} | self._project.site.handwritten_pages

    def _problems(self) -> tuple[Problem, ...]:
        edition = self._project.edition
        return edition.problems if edition else ()

    def _log_problems(self, before: Sequence[Problem]) -> None:
        """Log the problems that are new, and how many there are."""
        now = self._problems()
        new, _ = split_new_and_old(before, now)
        for problem in new:
            (log.error if problem.is_error else log.warning)(str(problem))
        if count_summary(before) != count_summary(now):
            log.info(count_summary(now) or "no problems")

    def _set_renewing(self, is_renewing: bool) -> None:
        with self._changed:
            self._is_renewing = is_renewing
            self._changed.notify_all()

    def _show(self, sites: Mapping[str, PreviewSite], folder: Path) -> None:
        """Show the site of each edition, by its folder, and what MkDocs made in a folder."""
        with self._changed:
            self._sites, self._folder, self._fault = sites, folder, ""
            self._version += 1
            self._changed.notify_all()

    def _show_fault(self, reason: str) -> None:
        """Show on each page why the preview stays as it was."""
        with self._changed:
            self._fault = reason
            self._version += 1
            self._changed.notify_all()

    def _follow_changes(self) -> None:
        """Renew the preview whenever a file changes, until it is stopped."""
        config_file = str(Path(self._config_file).resolve())
        while not self._stop.is_set():
            paths = self._project.settings.sources
            is_first = True  # files may have changed before they were watched
            for changes in watch(
                *(path.resolve() for path in paths),
                step=SETTLED_MS,
                stop_event=self._stop,
                raise_interrupt=False,
                rust_timeout=200,
                yield_on_timeout=True,
            ):
                changed = {path for _, path in changes if not self._is_ignored(path)}
                if is_first and _modified(config_file) != self._config_modified:
                    changed.add(config_file)
                if self._project.settings.sources != paths:  # `locales` was created or removed
                    changed.add(config_file)
                if changed or is_first:
                    self.renew(changed)
                if changed:
                    self._indexer.schedule()
                is_first = False
                if config_file in changed:
                    break  # an editor may have replaced the file: watch the new one

    def _is_ignored(self, path: str) -> bool:
        """Return whether a file in the content folder isn't content, like an editor's settings."""
        settings = self._project.settings
        within = path.removeprefix(f"{settings.content_folder}/")
        return within != path and file_tree.is_below_ignored(within, settings.is_ignored)

    def _open(self, before: Edition | None, jobs: int) -> Project:
        """Open and read the site.

        Only the first time may use other processes: later there are threads, and a lock that one
        of them holds would never be released in a forked process.
        """
        self._config_modified = _modified(self._config_file)
        settings = load_settings(Path(self._config_file))
        host, port = self._dev_addr or settings.dev_addr
        path = urlsplit(settings.url).path.strip("/")
        netloc = f"[{host}]" if ":" in host else host
        settings = replace(settings, url=f"http://{netloc}:{port}/{path}".rstrip("/") + "/")
        project = Project(settings, today=self._today, jobs=jobs or cores(), is_preview=True)
        project.sources.keep_texts()
        project.read(before)
        project.jobs = 1
        return project

    def _run_mkdocs(self) -> tuple[dict[str, PreviewSite], Path]:
        """Let MkDocs make its part in a new folder: what is shown stays until that is complete."""
        folder, sites = Path(tempfile.mkdtemp(dir=self._root)), {}
        documents: dict[str, Mapping[str, str]] = {}
        for name, project in self._projects().items():
            result = run_mkdocs(project, folder / name, strict=False)  # broken links are shown
            files.write_tree(folder / name, project.pictures)
            documents[name] = result.documents
            sites[name] = PreviewSite(project.renderer, result.layouts)
        self._documents, self._indexed = documents, {}
        return sites, folder

    def _index(self, indexer: _Indexer) -> None:
        """Make the search index beside the one that is used, and put it in its place."""
        if not self._project.settings.has_search:
            return
        with self._changed:
            sites, shown, indexed_before = self._sites, self._folder, self._indexed
        for name, site in sites.items():
            contents = {**self._documents[name], **dict(search_documents(site.renderer))}
            if contents == indexed_before.get(name):
                continue
            with tempfile.TemporaryDirectory(dir=self._root, ignore_cleanup_errors=True) as folder:
                documents, index = Path(folder, "documents"), Path(folder, "index")
                files.write_tree(documents, contents)
                with indexed(documents, index, on_start=indexer.on_start):
                    pass
                site_folder.replace_folder(index, shown / name / SEARCH)
            indexed_before[name] = contents


class _Indexer:
    """Runs the indexing in a thread when nothing has changed for a while."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()
        self._pagefind: PagefindProcess | None = None
        self._is_stopped = False

    def schedule(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = threading.Timer(INDEX_DELAY, self._run)
        self._timer.daemon = True
        self._timer.start()

    def on_start(self, pagefind: PagefindProcess) -> None:
        self._pagefind = pagefind
        if self._is_stopped:
            self._end_pagefind()

    def _run(self) -> None:
        with self._lock:
            try:
                if not self._is_stopped:
                    self._index(self)
            except (UserError, OSError) as error:
                if not self._is_stopped:
                    log.error(f"The search stays as it was: {error}")

    def _end_pagefind(self) -> None:
        if self._pagefind and self._pagefind.stdin:
            with suppress(OSError):
                self._pagefind.stdin.close()  # its supervisor ends it then

    def stop(self) -> None:
        """Index no more, end Pagefind, and wait for the thread."""
        self._is_stopped = True
        if self._timer:
            self._timer.cancel()
        self._end_pagefind()
        if self._timer and self._timer.is_alive():
            self._timer.join(CLEANUP_SECONDS)


def _modified(path: str) -> int:
    """Return when a file was last modified, in nanoseconds; 0 while it is missing."""
    try:
        return Path(path).stat().st_mtime_ns
    except FileNotFoundError:  # an editor is replacing it
        return 0
