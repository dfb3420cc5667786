"""Times a preview: from the saving of an article until its changed page is served."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from .corpus import Article
from .layouts import Tool, environment

START_SECONDS = 300
SAVE_SECONDS = 60
PAUSE = 2.0
"""Seconds between two saves, as of somebody who writes."""


def seconds_until_served(tool: Tool, article: Article, folder: Path, saves: int) -> list[float]:
    """Return the seconds from each saving of an article until a request gets the new words.

    The page is asked for all the time, as a reloading browser does. Raises TimeoutError when it
    doesn't come.
    """
    port, page = _free_port(), f"/articles/{article.path}/"
    command = [word.format(port=port) for word in tool.serve]
    output = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=folder, env=environment(), stdout=output, stderr=output)
    file = folder / tool.article_path(article)
    text = file.read_text(encoding="utf-8")
    try:
        _wait(lambda: b"<h1" in _get(port, page), START_SECONDS)
        return [
            _save(port, page, file, f"{text}\nSaved {number} times.\n") for number in range(saves)
        ]
    finally:
        process.terminate()
        process.wait()
        file.write_text(text, encoding="utf-8")


def _save(port: int, page: str, file: Path, text: str) -> float:
    """Save a text, and return the seconds until its last line is served."""
    time.sleep(PAUSE)
    words = text.strip().rpartition("\n")[2].encode()
    start = time.perf_counter()
    file.write_text(text, encoding="utf-8")
    _wait(lambda: words in _get(port, page), SAVE_SECONDS)
    return time.perf_counter() - start


def _wait(is_served: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not is_served():
        if time.monotonic() > until:
            raise TimeoutError(f"the page did not come in {seconds} seconds")
        time.sleep(0.005)


def _get(port: int, page: str) -> bytes:
    """Return what a server answers, or nothing while it doesn't."""
    with suppress(OSError, HTTPException):
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", page)
        return connection.getresponse().read()
    return b""


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
