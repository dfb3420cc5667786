"""Puts a finished site in the place of the one that stands there, whole or not at all."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from generator.system.files import Folder, UserError
from generator.system.process import signals_postponed
from generator.system.site_folder import (
    discard_unless_regular,
    is_site,
    remove,
)


def beside_name(live: Path, word: str) -> Path:
    if not live.name:
        raise UserError(f"{live} cannot be the folder of a site: choose another with --site-dir")
    return live.with_name(f".{live.name}.{word}")


@contextmanager
def locked(live: Path) -> Iterator[None]:
    """Keep other builds from the site `live` while the body runs; repair what a killed one left.

    The system releases the lock when the process ends, however it ends. Raises UserError when
    another process holds it.
    """
    # It takes 50 ms to import, and a build that changes nothing needs no lock.
    from filelock import FileLock, Timeout  # noqa: PLC0415

    path = beside_name(live, "lock")
    discard_unless_regular(path)
    locked_inodes: list[int] = []

    def on_acquired(descriptor: int) -> None:
        _write_holder(descriptor)
        locked_inodes[:] = [os.fstat(descriptor).st_ino]

    lock = FileLock(path, blocking=False, on_acquired=on_acquired, fallback_to_soft=False)
    try:
        lock.acquire()
        while not (path.exists() and path.stat().st_ino in locked_inodes):
            # The build that held the lock has removed its file in the meantime.
            lock.release()
            lock.acquire()
    except Timeout:
        holder = ""
        with suppress(FileNotFoundError):
            holder = Folder(path.parent).read(path.name).decode(errors="replace")
        raise UserError(
            f"another build is at work on {live} ({holder}): wait for it, or end it"
        ) from None
    except OSError as error:
        raise UserError(
            f"{path} cannot be locked: {error.strerror}: build on a disk that has locks (-d)"
        ) from None
    try:
        repair(live)
        for leftover in _leftovers(live):
            remove(leftover)
        yield
    finally:
        with suppress(OSError):  # Windows removes no open file; `release` does it there
            path.unlink()
        lock.release()


def _write_holder(descriptor: int) -> None:
    """Write into a lock file who holds the lock."""
    os.write(descriptor, f"process {os.getpid()}, since {time.strftime('%H:%M:%S')}".encode())


def repair(live: Path) -> None:
    """Puts a site back that a build was ended without, where places cannot be exchanged."""
    old = beside_name(live, "old")
    if not old.is_symlink() and is_site(old) and not live.exists():
        old.rename(live)


def _leftovers(live: Path) -> list[Path]:
    """Return the temporary folders and files that a killed build has left beside a site."""
    paths = [beside_name(live, word) for word in ("new", "scratch")]
    return [path for path in paths if path.exists() or path.is_symlink()]


def publish(made: Path, live: Path) -> None:
    """Puts the finished folder `made` in the place of `live`; what stood there is removed."""
    if live.exists():
        exchange(made, live)
    else:
        made.rename(live)
    with suppress(OSError):  # the new site is in place: the next build removes the old one
        remove(beside_name(live, "old"))
        remove(made)


def exchange(one: Path, live: Path) -> None:
    """Has two folders change places, in one step where the system can."""
    if not _exchanged(one, live):
        old = beside_name(live, "old")
        remove(old)
        with signals_postponed():
            live.rename(old)
            one.rename(live)
            old.rename(one)


def _exchanged(one: Path, other: Path) -> bool:
    here, both = -100, 2  # AT_FDCWD, RENAME_EXCHANGE: see renameat2(2)
    import ctypes  # noqa: PLC0415 - a build that changes nothing has no use for it

    try:
        rename = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return bool(rename(here, os.fsencode(one), here, os.fsencode(other), both) == 0)


def link_folder(source: Path, target: Path) -> None:
    """Fill an empty folder with hard links to all files of another one, or with copies."""
    with os.scandir(source) as entries:
        for entry in entries:
            place = target / entry.name
            if entry.is_dir(follow_symlinks=False):
                place.mkdir()
                link_folder(Path(entry.path), place)
            else:
                _link(entry.path, str(place))


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:  # the disk has no links
        shutil.copy2(source, target, follow_symlinks=False)
