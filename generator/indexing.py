"""Runs Pagefind over a folder of minimal pages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


class IndexingFailed(Exception):
    """Pagefind could not make the index; the message is its own."""


def run_pagefind(pages: Path, into: Path) -> None:
    """Writes the search index of the HTML files below `pages` to the folder `into`."""
    command = [sys.executable, "-m", "pagefind", "--quiet", "--force-language", "en"]
    command += ["--site", str(pages), "--output-path", str(into)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise IndexingFailed((done.stderr or done.stdout).strip())
    # The parts of it that would show results in its own way: this site has its own page.
    for name in ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui"):
        for ending in (".js", ".css"):
            (into / f"{name}{ending}").unlink(missing_ok=True)
    (into / "pagefind-highlight.js").unlink(missing_ok=True)
