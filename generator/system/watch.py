"""Waits for changes of files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from watchfiles import watch

SETTLED_MS = 100
"""Milliseconds without another change after which files count as saved."""


PAUSE_MS = 500


def wait_for_changes(paths: Iterable[Path], with_pauses: bool = False) -> Iterator[set[str]]:
    """Yield the paths of the files that change below these, each time that some do, without end.

    `with_pauses` yields nothing of them, too, whenever no file has changed for `PAUSE_MS`.
    """
    for changes in watch(
        *paths,
        step=SETTLED_MS,
        raise_interrupt=True,
        rust_timeout=PAUSE_MS,
        yield_on_timeout=with_pauses,
    ):
        yield {path for _, path in changes}
