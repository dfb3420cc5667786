"""Builds on full disks, and commands with few files, little memory and few processes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from tests.bench.corpus import corpus
from tests.bench.layouts import write_ours

from .checkout import (
    TRACEBACK,
    Checkout,
    Contents,
    Example,
    GroupResult,
    SiteState,
    difference,
    faults_of_build,
    in_parallel,
    names_in,
    remove,
)

DISKS = ("size=4k", "size=64k", "size=256k", "size=1m", "nr_inodes=12", "size=64k,ro")
FREE_BYTES = (0, 20_000, 100_000, 400_000, 1_000_000, 2_000_000, 3_000_000)
"""Bytes that are left on the disk of the site."""
FILE_SIZES = (2_000, 20_000, 50_000, 100_000, 200_000, 400_000)
ARTICLES = 100
"""Of the site that is built with limits: enough pages for an index that could be incomplete."""
DEEP = "docs/a/b/c/d/e/f/g/h/i/j/k/l"
"""A folder for a page: Pagefind needs an open file for each folder above what it reads."""
FILES = (*range(8, 19), 20, 24, 32, 64, 128, 256)
PROCESSES = (1, 2, 3, 4, 5, 6, 8, 12, 16, 32)
NO_MEMORY = "memory allocation of"
"""What Rust prints when memory runs out before it ends the process: Python can't catch that."""
NOBODY = (
    "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
    "--inh-caps=+dac_override", "--ambient-caps=+dac_override",
)  # fmt: skip
"""Run a command as a user to whom a limit on processes applies, and who may write all files."""


def full_disks(rng: random.Random, root: Path, seconds: float) -> GroupResult:
    """Build with the cache, the site and the temporary files each on a disk that is full."""
    result = GroupResult("disks", "cache, site, temporary files on full disks; RLIMIT_FSIZE")
    result.notes = ["skipped all but RLIMIT_FSIZE: only root can mount"] if os.geteuid() else []
    result.add_trials(
        in_parallel(lambda search: _on_disks(root / str(search), search), (False, True))
    )
    return result


def _on_disks(root: Path, search: bool) -> Checkout:
    example = Example(root, [search])
    for name, faults in _disk_trials(example, search):
        example.record(f"{name}, {'with' if search else 'without'} search", faults)
    return example


def _disk_trials(example: Example, search: bool) -> Iterator[tuple[str, Iterator[str]]]:
    for size in FILE_SIZES:
        limit = ("prlimit", f"--fsize={size}")
        yield f"files of at most {size} bytes", _small_files(example, search, limit)
    if os.geteuid():
        return
    for options in DISKS:
        yield f"cache on {options}", _small_cache(example, search, options)
        yield f"temporary files on {options}", _small_tmp(example, search, options)
    for free_bytes, state in product(FREE_BYTES, Example.STATES[1:]):
        yield (
            f"{free_bytes} bytes left for the site, {state}",
            _small_site(example, (state, search), free_bytes),
        )


@contextmanager
def small_disk(folder: Path, options: str) -> Iterator[Path]:
    """A file system in memory, mounted at a folder that is made when missing."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _may_build(
    example: Example, wanted: SiteState, *words: str, site: Path, before: Sequence[str] = ()
) -> Iterator[str]:
    """Yield what is wrong with a build that may leave the original site."""
    example.write(wanted[0])
    run = example.build(*example.words(wanted[1]), *words, before=before)
    return faults_of_build(run, site, example.clean["original", wanted[1]], example.clean[wanted])


def _small_files(example: Example, search: bool, limit: Sequence[str]) -> Iterator[str]:
    example.remove_outputs()
    yield from example.faults_of_rebuild(("original", search))
    yield from _may_build(example, ("another topic", search), site=example.site, before=limit)
    yield from example.faults_of_rebuild(("another topic", search))


def _small_cache(example: Example, search: bool, options: str) -> Iterator[str]:
    example.remove_outputs()
    with small_disk(example.folder / ".cache", options):
        for state in (*Example.STATES, Example.STATES[-1]):
            yield from example.faults_of_rebuild((state, search))


def _small_tmp(example: Example, search: bool, options: str) -> Iterator[str]:
    example.remove_outputs()
    yield from example.faults_of_rebuild(("original", search))
    with small_disk(example.temporary, options):
        yield from _may_build(example, ("another topic", search), site=example.site)
    yield from example.faults_of_rebuild(("another topic", search))


def _small_site(example: Example, wanted: SiteState, free_bytes: int) -> Iterator[str]:
    example.remove_outputs()
    with small_disk(example.root / "disk", "size=64m") as disk:
        site, filler = disk / "site", disk / "filler"
        words = ("-d", str(site))
        yield from example.faults_of_rebuild(("original", wanted[1]), *words, site=site)
        names, left = names_in(disk), os.statvfs(disk)
        filler.write_bytes(bytes(max(left.f_bavail * left.f_frsize - free_bytes, 0)))
        yield from _may_build(example, wanted, *words, site=site)
        filler.unlink()
        yield from example.faults_of_rebuild(wanted, *words, site=site)
        more = names_in(disk) - {*names}
        yield f"left beside the site: {', '.join(sorted(more))}" if more else ""


def limits(rng: random.Random, root: Path, seconds: float) -> GroupResult:
    """Run commands with few open files, little memory and few processes."""
    result = GroupResult(
        "limits", "build, check, annotate with RLIMIT_NOFILE, RLIMIT_AS, RLIMIT_NPROC"
    )
    source = root / "source"
    write_ours(corpus(ARTICLES), source)
    (source / DEEP).mkdir(parents=True)
    (source / DEEP / "deep.md").write_text("# A page\n", encoding="utf-8")
    first = Checkout(root / "first", source)
    clean = first.clean_build()

    def limited(limit: str, user: Sequence[str] = ()) -> Checkout:
        checkout = Checkout(root / limit.strip("-"), source)
        checkout.record(limit, _limited(checkout, clean, user, ("prlimit", limit)))
        remove(checkout.folder)
        return checkout

    wanted = [*(f"--nofile={most}" for most in FILES), *_memory(first)]
    checkouts = in_parallel(limited, wanted)
    user, others = ((), _threads(os.geteuid())) if os.geteuid() else (NOBODY, _threads(65534))
    # One at a time: the limit counts all threads of a user.
    checkouts += [limited(f"--nproc={others + most}", user) for most in PROCESSES]
    result.add_trials(checkouts)
    return result


def _limited(
    checkout: Checkout, clean: Contents, user: Sequence[str], limit: Sequence[str]
) -> Iterator[str]:
    for words in (("check", "-q"), ("annotate", "-q", "content")):
        run = checkout.run(*words, before=[*user, *limit], timeout=60)
        is_accepted = run.code == 0 or TRACEBACK in run.output
        faults = [*run.faults, *(() if is_accepted else run.faults_of_error())]
        yield from (f"{words[0]}: {fault}" for fault in faults if fault)
    run = checkout.build(before=[*user, *limit])
    if run.code == -signal.SIGABRT and NO_MEMORY in run.output:
        yield from (*run.faults, difference(checkout.site, {}))
    else:
        yield from faults_of_build(run, checkout.site, {}, clean)
    if run.code or difference(checkout.site, clean):
        run = checkout.build(before=user)
        fault = run.failure() or difference(checkout.site, clean)
        yield f"the next build, without a limit: {fault}" if fault else ""


def _memory(checkout: Checkout) -> Iterator[str]:
    """Yield limits on memory, from the least with which the program starts up."""
    most = 32 << 20
    while checkout.run("--version", before=("prlimit", f"--as={most}")).code:
        most = most * 6 // 5
    while most < 2_500 << 20:
        yield f"--as={most}"
        most = most * 4 // 3


def _threads(user: int) -> int:
    tasks = Path("/proc").glob("[0-9]*/task/*")
    return sum(task.exists() and task.stat().st_uid == user for task in tasks)
