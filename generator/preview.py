"""The preview: each page is made when a browser asks for it, from the texts as they are now."""

from __future__ import annotations

import hashlib
import posixpath
import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from mkdocs.livereload import LiveReloadServer
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from generator.frame import Frame
from generator.page import Page
from generator.press import Press

Answer = Iterable[bytes] | None
Start = Callable[[str, list[tuple[str, str]]], Any]

SETTLED = 0.02
"""Seconds without a change after which an edit is taken to be whole."""
MOST_SHOWN = 1000
"""How many pages are remembered as some browser shows them."""
_POLL = re.compile(r"/livereload/(\d+)/\d+")
_TYPES = {"csv": "text/csv", "json": "application/json", "xml": "text/xml", "opml": "text/xml"}


class Preview(LiveReloadServer):
    """MkDocs' server, with pages that are made when they are asked for.

    `root` holds what MkDocs made (handwritten pages, style sheets, scripts). `renew` reads again
    what has changed, given the paths of the files that did. `index` makes the search index.
    """

    def __init__(
        self,
        address: tuple[str, int],
        mount_path: str,
        root: Path,
        renew: Callable[[set[str]], None],
        index: Callable[[], None],
    ) -> None:
        super().__init__(self._renew, *address, root=str(root), mount_path=mount_path)
        self.press: Press | None = None
        self.frames: Mapping[str, Frame] = {}
        # MkDocs' own looks at every file twice a second; this one is told by the system.
        self.observer: Any = Observer()
        self.build_delay = SETTLED
        self._changed: set[str] = set()
        self._shown: dict[tuple[str, str], bytes] = {}
        self._ask, self._index = renew, _Later(index)

    def show(self, press: Press, frames: Mapping[str, Frame], root: Path) -> None:
        """Shows another edition from now on; the search follows when it is indexed.

        `root` holds what MkDocs made for it.
        """
        self.press, self.frames, self.root = press, frames, str(root)
        self._index.soon()

    def watch(self, path: str, func: None = None, *, recursive: bool = True) -> None:
        """Watches a file or folder for what is written, moved or removed, and not for reading."""
        if path not in self._watched_paths:
            self._watched_paths[path] = 1
            handler = _Handler(self._note)
            self._watch_refs[path] = self.observer.schedule(handler, path, recursive=recursive)

    def _note(self, path: str) -> None:
        with self._rebuild_cond:
            self._changed.add(path)
            self._want_rebuild = True
            self._rebuild_cond.notify_all()

    def _renew(self) -> None:
        with self._rebuild_cond:
            changed, self._changed = self._changed, set()
        self._ask(changed)

    def _serve_request(self, environ: dict[str, Any], start_response: Start) -> Answer:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        if poll := _POLL.fullmatch(path):
            return self._wait(poll[1], environ.get("HTTP_REFERER", ""), start_response)
        file = self._file_at(path)
        if file is None:
            return super()._serve_request(environ, start_response)
        with self._epoch_cond:
            self._epoch_cond.wait_for(lambda: self._visible_epoch == self._wanted_epoch)
            epoch = self._visible_epoch
        made = self._made(file)
        if file.endswith(".html"):
            self._remember(file, epoch, made)
        if made is None:
            return super()._serve_request(environ, start_response)
        data, kind = made.encode(), _TYPES.get(file.rpartition(".")[2], "text/html")
        if kind == "text/html":
            data = self._inject_js_into_html(data, epoch)
        start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(data)))])
        return [data]

    def _remember(self, file: str, epoch: int, made: str | None) -> None:
        """Notes what a browser shows; when it was not made here, what MkDocs made."""
        self._shown[file, str(epoch)] = self._digest(file, made)
        if len(self._shown) > MOST_SHOWN:
            del self._shown[next(iter(self._shown))]

    def _digest(self, file: str, made: str | None) -> bytes:
        static = Path(self.root, file)
        data = (
            made.encode() if made is not None else static.read_bytes() if static.is_file() else b""
        )
        return hashlib.blake2b(data, digest_size=16).digest()

    def _wait(self, epoch: str, referer: str, start_response: Start) -> Answer:
        """Answers a browser that asks for news when the page that it shows is another one."""
        file = self._file_at(unquote(urlsplit(referer).path)) or ""
        shown = self._shown.get((file, epoch))
        start_response("200 OK", [("Content-Type", "text/plain")])
        until, seen = time.monotonic() + self.poll_response_timeout, int(epoch)
        while time.monotonic() < until:
            seen = self._next_after(seen, until)
            if seen > int(epoch) and (
                shown is None or shown != self._digest(file, self._made(file))
            ):
                return [str(seen).encode()]
        return [epoch.encode()]

    def _next_after(self, epoch: int, until: float) -> int:
        """The epoch of the edition that comes after one, or the same when none comes in time."""
        with self._epoch_cond:
            left = until - time.monotonic()
            self._epoch_cond.wait_for(lambda: self._visible_epoch > epoch, timeout=left)
            return self._visible_epoch

    def _file_at(self, path: str) -> str | None:
        """The file within the site that an address of this server leads to."""
        if not f"{path}/".startswith(self.mount_path) and path != self.mount_path:
            return None
        file = path[len(self.mount_path) :]
        return posixpath.normpath(f"/{file}index.html" if path.endswith("/") else f"/{file}")[1:]

    def _made(self, file: str) -> str | None:
        """A page, or another file that is made of the edition; None when it is none of these."""
        press = self.press
        if press is None:
            return None
        if page := _page_of(press, file):
            return press.whole(page, press.inner(page), self.frames)
        made = press.data() if file.startswith("data/") else press.redirects()
        if Path(file).name in ("feed.xml", "rss.xml", "feed.json", "feeds.opml"):
            made = press.feeds(press.retell)
        return next((text for path, text in made if path == file), None)


def _page_of(press: Press, file: str) -> Page | None:
    """The page whose file that is."""
    stem = file.removesuffix("index.html").rstrip("/").removesuffix(".html")
    for path in (f"{stem}.md", f"{stem}/index.md" if stem else "index.md"):
        page = press.pages.get(path)
        if page and press.site.file(path) == file:
            return page
    return None


class _Handler(FileSystemEventHandler):
    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in ("created", "modified", "moved", "deleted"):
            for path in filter(None, (event.src_path, event.dest_path)):
                if not event.is_directory or event.event_type in ("moved", "deleted"):
                    self._note(str(path))


class _Later:
    """Does something in the background when it has not been asked for again for a while."""

    QUIET = 2.0
    """Seconds."""

    def __init__(self, do: Callable[[], None]) -> None:
        self._do = do
        self._timer: threading.Timer | None = None
        self._one_at_a_time = threading.Lock()

    def soon(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = threading.Timer(self.QUIET, self._now)
        self._timer.daemon = True
        self._timer.start()

    def _now(self) -> None:
        with self._one_at_a_time:
            self._do()
