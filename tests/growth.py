"""Measures how running time grows with the size of the input."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from typing import TypeVar

T = TypeVar("T")

FACTOR = 4
"""How many times as large the larger input is."""
MAX_GROWTH = 8.0
"""How many times as long it may take: what is linear takes `FACTOR` times as long, and what is
quadratic the square of that."""
NEGLIGIBLE = 0.05
"""Seconds for the larger input below which nothing is compared: clocks and caches decide."""
ATTEMPTS = 5

Inputs = Mapping[str, Callable[[int], T]]
"""Worst inputs by name: each gives one of about as many characters as it is asked for."""


def growth(
    prepare: Callable[[T], Callable[[], object]], make: Callable[[int], T], size: int
) -> float:
    """Return how many times as long an input of `size` takes as one a `FACTOR` smaller.

    `prepare` gets an input and returns what is measured. The shortest time of several attempts
    counts, in seconds of the processor, so that a busy machine makes no difference. Return 0 for
    what takes next to no time.
    """
    run_large = prepare(make(size))
    large = _seconds(run_large)
    if large < NEGLIGIBLE:
        return 0.0
    run_small = prepare(make(size // FACTOR))
    small = _seconds(run_small)
    for _ in range(ATTEMPTS - 1):
        if large < max(MAX_GROWTH * small, NEGLIGIBLE):
            break
        small, large = min(small, _seconds(run_small)), min(large, _seconds(run_large))
    return large / small if large >= NEGLIGIBLE else 0.0


def _seconds(run: Callable[[], object]) -> float:
    gc.disable()  # as the commands do
    try:
        began = time.process_time()
        run()
        return max(time.process_time() - began, 1e-6)
    finally:
        gc.enable()


def repeat(unit: str, size: int, separator: str = "") -> str:
    """Return a text of about `size` characters that repeats a unit."""
    count = max(1, size // len(unit + separator))
    return separator.join([unit] * count)


def lines(unit: str, size: int, width: int = 9_900) -> str:
    """Return a text of about `size` characters that repeats a unit, in lines as long as allowed."""
    line = unit * max(1, width // len(unit))
    return repeat(line, size, "\n") if len(line) <= size else repeat(unit, size)


WIDE_LINES = 7
"""As many of the longest lines that a file may have as front matter has room for."""


def wide(start: str, filler: str, end: str, size: int) -> str:
    """Return a text of about `size` characters in a few lines, which get longer with it."""
    line = start + filler * (size // WIDE_LINES - len(start + end) - 1) + end
    return repeat(line, size, "\n")


def numbered(unit: str, size: int, separator: str = "\n") -> str:
    """Return a text of about `size` characters that repeats a unit with a number for each `#`."""
    count = max(1, size // (len(unit + separator) + 3))
    return separator.join(unit.replace("#", str(number)) for number in range(count))
