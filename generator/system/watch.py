"""Waits for changes of files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from watchfiles import watch

SETTLED_MS = 100
"""Milliseconds without another change after which files count as saved."""


def wait_for_changes(paths: Iterable[Path]) -> Iterator[set[str]]:
    """Yield the paths of the files that change below these, each time that some do, without end."""
    for changes in watch(*paths, step=SETTLED_MS, raise_interrupt=True, rust_timeout=500):
        yield {path for _, path in changes}
