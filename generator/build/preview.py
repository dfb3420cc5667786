"""The preview: each page is made when a browser asks for it, from the texts as they are now.

Every other page of the browser's, and every programme of the machine's, can ask too: whatever it
asks is answered, and leads to nothing but the site.
"""

from __future__ import annotations

import hashlib
import logging
import re
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from mkdocs import livereload
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from generator.build.renderer import SiteRenderer
from generator.content.problems import printable
from generator.output.layouts import Layout
from generator.pages.page import Page
from generator.system.workers import Background, WorkerError

log = logging.getLogger("mkdocs.coopnews")
Answer = Iterable[bytes] | None
Start = Callable[[str, list[tuple[str, str]]], Any]

SETTLED = 0.02
"""Seconds without a change after which an edit is taken to be whole."""
MOST_SHOWN = 1000
"""How many pages are remembered as some browser shows them."""
PATIENCE = 5.0
"""Seconds that a browser has to say what it wants, and as many to take what it waited for."""
LONGEST_POLL = 50
"""Characters. Ours have two numbers of milliseconds, which are a good deal shorter."""
_POLL = re.compile(r"/livereload/([0-9]+)/[0-9]+")
_STRANGE = re.compile(r"[\x00-\x1f\x7f\\\ufffd]|//|/\.\.?(?:/|$)")
"""What no path of a site has, once it is decoded: a way up or around, or what is no text."""
_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "md": "text/markdown; charset=utf-8",
    "opml": "text/xml",
    "xml": "text/xml",
}


class Preview(livereload.LiveReloadServer):
    """MkDocs' server, with pages that are made when they are asked for.

    `root` holds what MkDocs made (handwritten pages, style sheets, scripts). `renew` reads again
    what has changed, given the paths of the files that did. `index` makes the search index.
    """

    request_queue_size = 128
    """So many browsers may knock at once, where the library would have five wait outside."""

    def __init__(
        self,
        address: tuple[str, int],
        mount_path: str,
        root: Path,
        renew: Callable[[set[str]], None],
        index: Callable[[], None],
    ) -> None:
        super().__init__(self._renew, *address, root=str(root), mount_path=mount_path)
        self.RequestHandlerClass = _Conversation
        self._is_for_here = _is_here(address[0])
        self._begun: dict[socket.socket, float] = {}
        self.renderer: SiteRenderer | None = None
        self.layouts: Mapping[str, Layout] = {}
        # MkDocs' own looks at every file twice a second; this one is told by the system.
        self.observer: Any = Observer()
        self.build_delay = SETTLED
        self._changed: set[str] = set()
        self._shown: dict[tuple[str, str], bytes] = {}
        self._ask, self._index = renew, _Later(index)

    def show(self, renderer: SiteRenderer, layouts: Mapping[str, Layout], root: Path) -> None:
        """Shows another edition from now on; the search follows when it is indexed.

        `root` holds what MkDocs made for it.
        """
        self.renderer, self.layouts, self.root = renderer, layouts, str(root)
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

    def shutdown(self, wait: bool = False) -> None:
        """Ends it, with all that it has begun."""
        self._index.end()
        super().shutdown(wait)

    def _renew(self) -> None:
        with self._rebuild_cond:
            changed, self._changed = self._changed, set()
        self._ask(changed)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Notes when it began; MkDocs' server has a thread answer it."""
        self._begun[request] = time.monotonic()
        super().process_request(request, client_address)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Answers it; a browser that goes away in the middle is nothing to tell of."""
        with suppress(ConnectionError):
            super().finish_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._begun.pop(request, None)
        super().shutdown_request(request)

    def service_actions(self) -> None:
        """Ends, a few times a second, what takes too long: each browser holds a thread.

        At first nothing more is listened to; what waits for news is let wait.
        """
        now = time.monotonic()
        for request, begun in self._begun.copy().items():
            with suppress(OSError):  # it has just ended
                if now - begun > PATIENCE:
                    request.shutdown(socket.SHUT_RD)
                if now - begun > PATIENCE + self.poll_response_timeout:
                    request.shutdown(socket.SHUT_RDWR)

    def serve_request(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        refusal = self._refusal(environ)
        if not refusal:
            return super().serve_request(environ, start_response)
        start_response(refusal, [("Content-Type", "text/plain"), ("Allow", "GET, HEAD")])
        return [refusal.encode()]

    def _refusal(self, environ: dict[str, Any]) -> str:
        """The status of a request that is not answered; nothing when it is.

        A site elsewhere can have its own name lead to this machine, and its scripts read what we
        answer. The browser then names that site as our host.
        """
        if self._is_for_here and not _is_here(_name_in(environ.get("HTTP_HOST", ""))):
            return "403 Only for this machine: ask for localhost, or serve with another address"
        is_known = environ["REQUEST_METHOD"] in ("GET", "HEAD")
        return "" if is_known else "405 Method Not Allowed"

    def _serve_request(self, environ: dict[str, Any], start_response: Start) -> Answer:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        if _STRANGE.search(path):
            return None
        if poll := _POLL.fullmatch(path):
            asked_by = environ.get("HTTP_REFERER", "")
            is_ours = len(path) <= LONGEST_POLL
            return self._wait(poll[1], asked_by, start_response) if is_ours else None
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
            self._shown.pop(next(iter(self._shown.copy())), None)

    def _digest(self, file: str, made: str | None) -> bytes:
        data = b"" if made is None else made.encode()
        if made is None:
            with suppress(OSError):  # it is no file
                data = Path(self.root, file).read_bytes()
        return hashlib.blake2b(data, digest_size=16).digest()

    def _wait(self, epoch: str, referer: str, start_response: Start) -> Answer:
        """Answers a browser that asks for news when the page that it shows is another one."""
        file = self._file_at(_path_of(referer)) or ""
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
        return f"{file}index.html" if path.endswith("/") else file

    def _made(self, file: str) -> str | None:
        """A page, or another file that is made of the edition; None when it is none of these."""
        renderer = self.renderer
        if renderer is None:
            return None
        if page := _page_of(renderer, file):
            return renderer.finished_page(page, renderer.content_html(page), self.layouts)
        if page := _page_of(renderer, re.sub(r"\.(?:md|json)$", ".html", file)):
            return dict(renderer.markdown_copy(page)).get(file)
        made = (
            renderer.data() if file.startswith(("data/", "contribute/")) else renderer.redirects()
        )
        if Path(file).name in ("feed.xml", "rss.xml", "feed.json", "feeds.opml"):
            made = renderer.feeds(renderer.feed_entry)
        return next((text for path, text in made if path == file), None)


def _page_of(renderer: SiteRenderer, file: str) -> Page | None:
    """The page whose file that is."""
    stem = file.removesuffix("index.html").rstrip("/").removesuffix(".html")
    for path in (f"{stem}.md", f"{stem}/index.md" if stem else "index.md"):
        page = renderer.pages.get(path)
        if page and renderer.site.file(path) == file:
            return page
    return None


def _path_of(address: str) -> str:
    """The path of an address; nothing when it is none, or a strange one."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return ""
    return "" if _STRANGE.search(path) else path


def _name_in(host: str) -> str:
    """The name or number of a host, without its port."""
    return re.sub(r":[0-9]*$", "", host).strip("[]").lower()


def _is_here(name: str) -> bool:
    """True when a name always leads to the machine that asks for it."""
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


class _Conversation(livereload._Handler):
    """A browser asks, and is answered."""

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Tells of it as MkDocs does, but never what could steer a terminal."""
        self.requestline = printable(self.requestline)
        super().log_request(code, size)


class _Handler(FileSystemEventHandler):
    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in ("created", "modified", "moved", "deleted"):
            for path in filter(None, (event.src_path, event.dest_path)):
                if not event.is_directory or event.event_type in ("moved", "deleted"):
                    self._note(str(path))


class _Later:
    """Does something in a process of its own when it has not been asked for again for a while.

    Here, browsers wait for their pages.
    """

    QUIET = 2.0
    """Seconds."""

    def __init__(self, do: Callable[[], None]) -> None:
        self._do = do
        self._timer: threading.Timer | None = None
        self._one_at_a_time = threading.Lock()
        self._work: Background[None] | None = None
        self._is_over = False

    def soon(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = threading.Timer(self.QUIET, self._now)
        self._timer.daemon = True
        self._timer.start()

    def _now(self) -> None:
        with self._one_at_a_time:
            try:
                if not self._is_over:
                    self._work = Background(self._do)
                    self._work.result()
            except WorkerError as fault:
                if not self._is_over:
                    log.error(f"The search stays as it was: {fault}")

    def end(self) -> None:
        """Does it no more, and ends what is being done."""
        self._is_over = True
        if self._timer:
            self._timer.cancel()
        while not self._one_at_a_time.acquire(timeout=0.05):
            if self._work:
                self._work.end()
