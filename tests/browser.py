"""What tests with a browser share: a host for a built site, and what its search shows."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from generator.content.translations import translations
from generator.output.assets import translate_code
from tests.support import REPOSITORY

_ASSETS = REPOSITORY / "generator/theme/assets"


@contextmanager
def served_site(root: Path) -> Iterator[str]:
    """Serve the site in `root`/record with its headers, and yield its address."""
    handler = functools.partial(Host, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/record/"
        server.shutdown()


class Host(http.server.SimpleHTTPRequestHandler):
    """A host that sends the headers in the site's `_headers`."""

    def end_headers(self) -> None:
        for name, value in headers_of(Path(self.directory, "record")).items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


def headers_of(site: Path) -> dict[str, str]:
    """Return the headers that a built site asks its host to send with every answer."""
    pattern, *lines = (site / "_headers").read_text(encoding="utf-8").splitlines()
    assert pattern == "/*"
    return dict(line.strip().split(": ", 1) for line in lines)


def serve_folder(page: Any, folder: Path) -> None:
    """Answer a page's requests from a folder, whatever the host."""

    def answer(route: Any) -> None:
        path = re.sub(r"^https?://[^/]+/|[?#].*", "", route.request.url)
        file = folder / path
        file = file / "index.html" if file.is_dir() else file
        if file.exists():
            route.fulfill(path=file)
        else:
            route.fulfill(status=404, body="")

    page.route("**/*", answer)


@contextmanager
def as_new(page: Any, folder: Path, width: int, height: int) -> Iterator[None]:
    """Let a page show the site in a folder as a new browser does: with nothing stored.

    In the end, nothing has logged an error.
    """
    errors: list[str] = []

    def note_message(line: Any) -> None:
        errors.extend([line.text] if line.type == "error" else [])

    def note_error(error: Any) -> None:
        errors.append(str(error))

    page.goto("about:blank")
    page.unroute_all(behavior="ignoreErrors")  # of requests that nobody waits for any more
    serve_folder(page, folder)
    page.set_viewport_size({"width": width, "height": height})
    page.goto("http://write.test/robots.txt")  # a form stores its text when somebody leaves it
    page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    page.on("console", note_message)
    page.on("pageerror", note_error)
    yield
    page.remove_listener("console", note_message)
    page.remove_listener("pageerror", note_error)
    assert errors == []


def serve_scripts(page: Any, host: str, language: str = "en") -> None:
    """Let a page import the theme's scripts from their sources, with the texts of a language."""

    def answer(route: Any) -> None:
        path = route.request.url.removeprefix(host)
        if path.endswith(".js") and not (_ASSETS / path).exists():
            route.fulfill(status=404, body="")  # unanswered, a test would wait without end
        elif path.endswith(".js"):
            code = (_ASSETS / path).read_text(encoding="utf-8")
            body = translate_code(code, translations(language))
            route.fulfill(body=body, content_type="text/javascript; charset=utf-8")
        else:
            route.fulfill(body="<!doctype html><title>x</title>", content_type="text/html")

    page.route("**/*", answer)


def search_results(page: Any) -> list[str]:
    """Return the titles that a search has found, once it is done."""
    page.wait_for_function(
        "() => [...document.querySelectorAll('.search__count')].some(e => e.textContent)"
    )
    return [" ".join(text.split()) for text in page.locator(".search__results a").all_inner_texts()]
