"""Runs the program under faults and on hostile input, and prints a table: `make torture`.

    python -m tests.torture                     every group, about a quarter of an hour
    python -m tests.torture kills signals       these groups alone
    python -m tests.torture --seed 7 kills      the same choices as in another run with this seed

The exit status is 1 when a trial has failed. Linux only; what needs root is skipped without it.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.fuzz import try_texts

from .checkout import JOBS, Row
from .hostile import hostile_corpora
from .kills import kills, signals
from .limits import full_disks, limits
from .planted import planted_files

SHOWN = 20
"""Failures of one group that are printed unless all are asked for."""


def random_texts(chance: random.Random, root: Path, seconds: float) -> Row:
    """Tries texts that nobody wrote: see `tests/fuzz.py`."""
    row = Row("texts", "random texts: answered, or a site that holds together")
    seeds = [chance.randrange(1 << 32) for _ in range(JOBS)]
    with ProcessPoolExecutor(JOBS) as pool:
        for count, failures in pool.map(try_texts, seeds, [seconds / 60] * JOBS):
            row.trials += count
            row.failures += failures
    return row


GROUPS: dict[str, tuple[Callable[[random.Random, Path, float], Row], float]] = {
    "kills": (kills, 5),
    "signals": (signals, 3),
    "disks": (full_disks, 0),
    "limits": (limits, 0),
    "hostile": (hostile_corpora, 9),
    "planted": (planted_files, 5),
    "texts": (random_texts, 3),
}
"""Each group, with its share of the minutes; those without a share try a fixed list."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)}")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument(
        "--minutes", type=float, default=12.0, help="for all groups but disks and limits, together"
    )
    parser.add_argument("--all", action="store_true", help="print every failure, not 20 a group")
    given = parser.parse_args(arguments)
    if unknown := set(given.groups) - GROUPS.keys():
        parser.error(f"no such group: {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what is mounted must be unmounted
    rows, names = [], given.groups or list(GROUPS)
    shares = sum(GROUPS[name][1] for name in names) or 1
    for name in names:
        run, share = GROUPS[name]
        print(f"{name} ...", file=sys.stderr, flush=True)
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="torture-") as folder:
            Path(folder).chmod(0o755)  # some commands run as another user
            seconds = 60 * given.minutes * share / shares
            rows.append(run(random.Random(f"{given.seed} {name}"), Path(folder), seconds))
        rows[-1].minutes = (time.monotonic() - began) / 60
    print_table(rows, given.seed, None if given.all else SHOWN)
    return 1 if any(row.failures for row in rows) else 0


def print_table(rows: Sequence[Row], seed: int, most: int | None) -> None:
    """Prints a row for each group, and below them what failed and what was skipped."""
    cells = [["group", "tried", "trials", "failed", "minutes", "worst"]]
    for row in rows:
        numbers = [f"{row.trials:,}", f"{len(row.failures):,}", f"{row.minutes:.1f}"]
        cells.append([row.group, row.tried, *numbers, row.worst])
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    cells.insert(1, ["-" * width for width in widths])
    for line in cells:
        print(f"| {' | '.join(map(str.ljust, line, widths))} |")
    print(f"\nseed {seed}")
    for row in rows:
        for note in row.notes:
            print(f"\n{row.group}: {note}")
        for failure in row.failures[:most]:
            print(f"\n{row.group} failed: {failure}")
        if most and len(row.failures) > most:
            print(f"\n{row.group}: {len(row.failures) - most} more failed; --all shows them")


if __name__ == "__main__":
    sys.exit(main())
