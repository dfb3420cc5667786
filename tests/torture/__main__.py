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

from .checkout import JOBS, GroupResult
from .hostile import hostile_corpora
from .kills import kills, signals
from .limits import full_disks, limits
from .planted import planted_files

SHOWN = 20
"""Failures of one group that are printed unless all are asked for."""


def random_texts(rng: random.Random, root: Path, seconds: float) -> GroupResult:
    """Check and build random texts: see `tests/fuzz.py`."""
    result = GroupResult("texts", "random texts: answered, or a site that holds together")
    seeds = [rng.randrange(1 << 32) for _ in range(JOBS)]
    with ProcessPoolExecutor(JOBS) as pool:
        for count, failures in pool.map(try_texts, seeds, [seconds / 60] * JOBS):
            result.trials += count
            result.failures += failures
    return result


GROUPS: dict[str, tuple[Callable[[random.Random, Path, float], GroupResult], float]] = {
    "kills": (kills, 5),
    "signals": (signals, 3),
    "disks": (full_disks, 0),
    "limits": (limits, 0),
    "hostile": (hostile_corpora, 9),
    "planted": (planted_files, 5),
    "texts": (random_texts, 3),
}
"""Each group, with its share of the minutes; those without a share run a fixed list of trials."""


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
    options = parser.parse_args(arguments)
    if unknown := set(options.groups) - GROUPS.keys():
        parser.error(f"no such group: {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what is mounted must be unmounted
    results, names = [], options.groups or list(GROUPS)
    shares = sum(GROUPS[name][1] for name in names) or 1
    for name in names:
        run, share = GROUPS[name]
        print(f"{name} ...", file=sys.stderr, flush=True)
        start = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="torture-") as folder:
            Path(folder).chmod(0o755)  # some commands run as another user
            seconds = 60 * options.minutes * share / shares
            results.append(run(random.Random(f"{options.seed} {name}"), Path(folder), seconds))
        results[-1].minutes = (time.monotonic() - start) / 60
    print_table(results, options.seed, None if options.all else SHOWN)
    return 1 if any(result.failures for result in results) else 0


def print_table(results: Sequence[GroupResult], seed: int, most: int | None) -> None:
    """Print a row for each group, then what failed and what was skipped."""
    cells = [["group", "tried", "trials", "failed", "minutes", "worst"]]
    for result in results:
        numbers = [f"{result.trials:,}", f"{len(result.failures):,}", f"{result.minutes:.1f}"]
        cells.append([result.group, result.tried, *numbers, result.worst])
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    cells.insert(1, ["-" * width for width in widths])
    for line in cells:
        print(f"| {' | '.join(map(str.ljust, line, widths))} |")
    print(f"\nseed {seed}")
    for result in results:
        for note in result.notes:
            print(f"\n{result.group}: {note}")
        for failure in result.failures[:most]:
            print(f"\n{result.group} failed: {failure}")
        if most and len(result.failures) > most:
            print(f"\n{result.group}: {len(result.failures) - most} more failed; --all shows them")


if __name__ == "__main__":
    sys.exit(main())
