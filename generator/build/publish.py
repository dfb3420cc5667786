"""Puts a finished site in the place of the one that stands there, whole or not at all."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from generator.system.files import Folder, UserError, temporary_path
from generator.system.process import signals_postponed
from generator.system.site_folder import (
    can_be_replaced,
    discard_unless_regular,
    is_site,
    remove,
    temporary,
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
    lock = FileLock(path, blocking=False, on_acquired=_write_holder, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
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
    words = ("new", "scratch", "spare-new")
    unfinished = temporary_path(beside_name(live, "behind"))
    paths = [*(beside_name(live, word) for word in words), unfinished]
    return [path for path in paths if path.exists() or path.is_symlink()]


def remove_leftovers(live: Path) -> None:
    """Remove what a killed build has left beside a site, unless another build is at work."""
    if _leftovers(live):
        with suppress(UserError), locked(live):
            pass


def publish(made: Path, live: Path) -> None:
    """Puts the finished folder `made` in the place of `live`; what stood there is removed."""
    remove(beside_name(live, "behind"))
    if live.exists():
        exchange(made, live)
    else:
        made.rename(live)
    remove(beside_name(live, "spare"))
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


# Edits: a second site, of the same files, is brought up to date and takes the first one's place.


def make_spare(live: Path) -> None:
    """Makes the second site. It costs a fraction of a build, and saves the next edits that time."""
    with temporary(live, "spare-new") as made:
        made.rmdir()
        _link_folder(str(live), str(made))
        remove(beside_name(live, "spare"))
        made.rename(beside_name(live, "spare"))
    _say_behind(live, ())


def amend(live: Path, made: Mapping[str, str | bytes], gone: Iterable[str] = ()) -> None:
    """Puts finished files into the site, and takes out those that are `gone`, all in one step."""
    can_be_replaced(live)
    spare, behind = beside_name(live, "spare"), _behind(live)
    if behind is None:
        make_spare(live)
        behind = ()
    remove(beside_name(live, "behind"))  # until all is done, the spare is not to be used
    old, new = Folder(live), Folder(spare)
    for path in behind:
        if old.exists(path):
            new.link(path, old)
        else:
            new.remove(path)
    for path, data in made.items():
        new.write(path, data)  # not in place: two sites share the file
    for path in gone:
        new.remove(path)
    _match_times(live, spare, {Path(path).parent for path in behind})
    exchange(spare, live)
    _say_behind(live, [*made, *gone])


def _behind(live: Path) -> tuple[str, ...] | None:
    """The files that the second site has as they were before; None when there is no such site."""
    try:
        name = beside_name(live, "behind").name
        stood, *paths = json.loads(Folder(live.parent).read(name))
    except (OSError, TypeError, ValueError):
        return None
    spare = beside_name(live, "spare")
    known = stood == live.stat().st_ino and spare.is_dir() and not spare.is_symlink()
    return tuple(map(str, paths)) if known else None


def _say_behind(live: Path, paths: Iterable[str]) -> None:
    state = json.dumps([live.stat().st_ino, *paths])
    Folder(live.parent).write(beside_name(live, "behind").name, state)


def _link_folder(folder: str, into: str) -> None:
    Path(into).mkdir()
    with os.scandir(folder) as found:
        entries = list(found)
    for entry in entries:
        place = f"{into}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            _link_folder(entry.path, place)
        else:
            os.link(entry.path, place)
    _match_time(folder, into)


def _match_time(folder: str | Path, other: str | Path) -> None:
    """By the times of its folders a site is known as the one that was left."""
    seen = Path(folder).stat()
    os.utime(other, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def _match_times(live: Path, spare: Path, folders: Iterable[Path]) -> None:
    for folder in folders:
        _match_time(live / folder, spare / folder)
