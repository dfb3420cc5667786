"""Serves the preview to browsers on this machine, and tells each when its page has changed.

Any web page that a browser has open, and any program on the machine, can send requests here too.
So requests for another host name are refused (DNS rebinding), only GET and HEAD are answered, every
path is taken apart before it is used, and a client that is slow holds up nobody else.
"""

from __future__ import annotations

import errno
import hashlib
import html
import logging
import mimetypes
import os
import re
import socket
import time
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote_to_bytes

from generator.content.problems import printable
from generator.system.files import UserError

log = logging.getLogger("mkdocs.coopnews")

PATIENCE = 5.0
"""Seconds in which a client has to send its request, and as many to take the answer."""
PING_SECONDS = 10.0
"""After so long without news a line is sent, which shows whether the browser is still there."""
EVENTS = "/.preview/events"
RELOAD_SCRIPT = "/.preview/reload.js"
_SCRIPT = Path(__file__).parent.parent / "theme" / "assets" / "reload.js"
_NO_PATH_OF_A_SITE = re.compile(r"[\x00-\x1f\x7f\\\ufffd]|//|/\.\.?(?:/|$)")
"""Steps upwards, control characters, and bytes that are not UTF-8."""
_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "md": "text/markdown; charset=utf-8",
    "opml": "text/xml",
    "xml": "text/xml",
}


class ServedSite(Protocol):
    """The files of a site that may change at any time."""

    def read(self, file: str) -> bytes | None:
        """Return a file as it is after every change so far; None when there is none."""

    def successor(self, file: str) -> str:
        """Return the address of the page that took the place of one that is gone, or nothing."""

    def wait_for_change(self, version: int, seconds: float) -> int:
        """Return the site's version once it differs from `version`, or after some seconds."""


class PortInUse(UserError):
    """Another program has the port of the preview."""


class PreviewServer(ThreadingHTTPServer):
    """Answers each request in a thread of its own.

    The site stands below `mount_path`, which begins and ends with `/`. A server that listens on a
    loopback address answers only requests for this machine.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], mount_path: str, site: ServedSite) -> None:
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        self.site, self.mount_path = site, mount_path
        self.is_local = _is_loopback(address[0])
        self._started: dict[Any, float] = {}
        super().__init__(address, _Handler)

    def file_at(self, path: str) -> str | None:
        """Return the file of the site that an unquoted path leads to; None outside the site."""
        if _NO_PATH_OF_A_SITE.search(path) or not path.startswith(self.mount_path):
            return None
        file = path[len(self.mount_path) :]
        return f"{file}index.html" if path.endswith("/") else file

    def process_request(self, request: Any, client_address: Any) -> None:
        self._started[request] = time.monotonic()
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.allow_to_wait(request)
        super().shutdown_request(request)

    def allow_to_wait(self, request: Any) -> None:
        """Set no time limit for a request from now on."""
        self._started.pop(request, None)

    def service_actions(self) -> None:
        """Disconnect clients that have used up their time; called several times a second."""
        now = time.monotonic()
        for request, start in self._started.copy().items():
            with suppress(OSError):  # it has just ended
                if now - start > PATIENCE:
                    request.shutdown(socket.SHUT_RD)
                if now - start > 2 * PATIENCE:
                    request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.exception("The preview could not answer a request")


class _Handler(BaseHTTPRequestHandler):
    server: PreviewServer
    server_version, sys_version = "coopnews", ""

    def handle(self) -> None:
        with suppress(ConnectionError, TimeoutError):  # the browser has gone away
            super().handle()

    def finish(self) -> None:
        with suppress(ConnectionError, TimeoutError):
            super().finish()

    def do_GET(self) -> None:
        hosts = self.headers.get_all("Host") or [""]
        if self.server.is_local and not all(_is_loopback(_without_port(host)) for host in hosts):
            self._refuse(
                HTTPStatus.FORBIDDEN,
                "Only for this machine: ask for localhost, or serve with another address",
            )
            return
        quoted, _, query = self.path.partition("?")
        path = _unquoted(quoted)
        if path == RELOAD_SCRIPT:
            self._respond(HTTPStatus.OK, _SCRIPT.read_bytes(), "text/javascript")
        elif path == EVENTS:
            self._send_events(query)
        else:
            self._send_file(path)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _send_file(self, path: str) -> None:
        file = self.server.file_at(path)
        content = None if file is None else self.server.site.read(file)
        if file and content is not None:
            self._respond(HTTPStatus.OK, content, _content_type(file))
        elif location := self._redirection(path, file):
            self._respond(HTTPStatus.FOUND, b"", "text/plain", {"Location": location})
        else:
            page = self.server.site.read("404.html") or b"404 Not Found"
            self._respond(HTTPStatus.NOT_FOUND, page, "text/html", digest="")

    def _redirection(self, path: str, file: str | None) -> str:
        """Return the path of the page that was meant; nothing when there is none."""
        mount_path = self.server.mount_path
        if path == "/" or f"{path}/" == mount_path:
            return mount_path if path != mount_path else ""
        is_folder = file and self.server.site.read(f"{file}/index.html") is not None
        if is_folder:
            return f"{self.path.partition('?')[0]}/"
        successor = self.server.site.successor(file) if file else ""
        return f"{mount_path}{successor}" if successor else ""

    def _send_events(self, query: str) -> None:
        """Send one event when a page isn't what its browser shows any more (server-sent events).

        The query has the path of the page, and the digest of its content.
        """
        fields = parse_qs(query, errors="replace")
        file = self.server.file_at(_unquoted(fields.get("page", [""])[0])) or ""
        shown = fields.get("digest", [""])[0]
        self.server.allow_to_wait(self.request)
        self.connection.settimeout(PATIENCE)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        version = 0
        while self.command == "GET":
            version = self.server.site.wait_for_change(version, PING_SECONDS)
            if _digest(self.server.site.read(file)) != shown:
                self.wfile.write(b"event: reload\ndata:\n\n")
                return
            self.wfile.write(b":\n\n")

    def _refuse(self, status: HTTPStatus, reason: str) -> None:
        body = f"{status.value} {reason}".encode()
        self._respond(status, body, "text/plain", {"Allow": "GET, HEAD"})

    def _respond(
        self,
        status: HTTPStatus,
        body: bytes,
        content_type: str,
        headers: dict[str, str] | None = None,
        digest: str | None = None,
    ) -> None:
        if content_type == "text/html":
            body = _with_reload_script(body, _digest(body) if digest is None else digest)
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a malformed request without repeating anything of it."""
        if code == HTTPStatus.NOT_IMPLEMENTED:  # the method isn't GET or HEAD
            self._refuse(HTTPStatus.METHOD_NOT_ALLOWED, "Method Not Allowed")
        else:
            super().send_error(code)

    def log_message(self, format: str, *arguments: Any) -> None:
        log.info(printable(format % arguments))


def check_port(address: tuple[str, int]) -> None:
    """Raise PortInUse when another program has a port."""
    host, port = address
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server(address, family=family).close()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        # make tells its commands that it runs them: those who use it know no other command.
        command = "make serve PORT=" if "MAKELEVEL" in os.environ else f"coopnews serve -a {host}:"
        raise PortInUse(
            f"port {port} is in use, perhaps by another preview: "
            f"end that, or choose another port with `{command}{port + 1}`"
        ) from None


def with_fault(page: bytes, reason: str) -> bytes:
    """Return a page that says why the preview stays as it was."""
    note = (
        '<aside class="problems" lang="en" dir="ltr" aria-label="Problems"><details open>'
        "<summary>The preview stays as it was</summary>"
        f"<p>{html.escape(printable(reason))}</p></details></aside>"
    )
    return re.sub(rb"<main[^>]*>", lambda match: match[0] + note.encode(), page, count=1)


def _unquoted(path: str) -> str:
    """Return a path without percent escapes; bytes that are not UTF-8 become U+FFFD."""
    return unquote_to_bytes(path.encode("latin-1", "replace")).decode("utf-8", "replace")


def _with_reload_script(page: bytes, digest: str) -> bytes:
    """Return a page with the script that loads it again when its digest has changed."""
    source = html.escape(f"{RELOAD_SCRIPT}?digest={digest}")
    before, end, after = page.rpartition(b"</body>")
    return before + f'<script type="module" src="{source}"></script>'.encode() + end + after


def _digest(content: bytes | None) -> str:
    """Return the digest of a page; nothing of a page that doesn't exist."""
    return "" if content is None else hashlib.blake2b(content, digest_size=16).hexdigest()


def _content_type(file: str) -> str:
    guess = _TYPES.get(file.rpartition(".")[2]) or mimetypes.guess_type(file)[0]
    return guess or "application/octet-stream"


def _without_port(host: str) -> str:
    return re.sub(r":[0-9]*$", "", host).strip("[]").lower()


def _is_loopback(host: str) -> bool:
    """Return whether a host name or address always leads to the machine that uses it."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
