"""The only room that touches the disk: safe reads, and a publish that is whole or nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from msgspec import Struct

from generator.problem import Problem, Spot
from generator.process import release_memory, signals_postponed

FILE_BYTES = 1024 * 1024
PICTURE_BYTES = 8 * FILE_BYTES
MOST_FILES = 100_000
EXPORT_LIST = ".coopnews-export"
"""Names the files of an export, so that the next one removes nothing else."""


class Refused(Exception):
    """What was asked for cannot be done, or would harm what is not ours; the message says why."""


class Sight(NamedTuple):
    """What can be seen of a file without reading it, and what stands for what it holds."""

    size: int
    written: int
    """When it was last written, in nanoseconds; 0 when that cannot tell one state from the next."""
    changed: int
    """When it was last changed in any way, which nobody can set."""
    digest: str = ""


class Tree(Struct, frozen=True):
    """The files of a folder, by path with `/`, and what could not be read."""

    texts: Mapping[str, bytes]
    sights: Mapping[str, Sight]
    problems: tuple[Problem, ...]


def read_tree(folder: Path, root: str) -> Tree:
    """Every file below `folder`, which contributors know as `root`; no link is followed.

    Raises FileNotFoundError when there is no such folder.
    """
    found: dict[str, Sight] = {}
    problems: list[Problem] = []
    entries = list(islice(_walk(str(folder)), MOST_FILES + 1))
    if len(entries) > MOST_FILES:
        message = f"there are more than {MOST_FILES:,} files here"
        return Tree({}, {}, (Problem(Spot(root), "too-many-files", message),))
    for entry in sorted(entries, key=lambda entry: entry.path):
        relative = entry.path[len(str(folder)) + 1 :].replace(os.sep, "/")
        spot = Spot(f"{root}/{relative}")
        try:
            seen = entry.stat(follow_symlinks=False)
            problem = _refusal(entry.path, seen, spot)
        except OSError as error:
            problem = Problem(spot, "unreadable", error.strerror or "it cannot be read")
        if problem:
            problems.append(problem)
        else:
            found[relative] = _sight(seen)
    return Tree(_Texts(str(folder), found), found, tuple(problems))


def _refusal(path: str, seen: os.stat_result, spot: Spot) -> Problem | None:
    """What speaks against reading a file."""
    limit = FILE_BYTES if path.endswith(".md") else PICTURE_BYTES
    if stat.S_ISDIR(seen.st_mode):
        return Problem(spot, "unreadable", "the folder cannot be opened")
    if not stat.S_ISREG(seen.st_mode):
        message = "this is no plain file, and links are not followed"
        return Problem(spot, "not-a-file", message, "put the file itself here")
    if seen.st_size > limit:
        return Problem(spot, "too-large", f"the file is larger than {limit // FILE_BYTES} MiB")
    if not os.access(path, os.R_OK):
        return Problem(spot, "unreadable", "Permission denied")
    return None


def can_be_read(path: str) -> bool:
    """True for a plain file that is not too large."""
    return _refusal(path, os.lstat(path), Spot(path)) is None


def _walk(folder: str) -> Iterator[os.DirEntry[str]]:
    """Everything below a folder that is no folder, and folders that cannot be opened."""
    waiting = [_entries(folder)]
    while waiting:
        for entry in waiting.pop():
            if not entry.is_dir(follow_symlinks=False):
                yield entry
                continue
            try:
                waiting.append(_entries(entry.path))
            except OSError:
                yield entry


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return list(entries)


def _sight(seen: os.stat_result) -> Sight:
    return Sight(seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)


@dataclass(frozen=True, slots=True)
class _Texts(Mapping[str, bytes]):
    """Files by path, read when they are asked for: so they are not all in memory at once."""

    folder: str
    paths: Mapping[str, Sight]

    def __getitem__(self, path: str) -> bytes:
        if path not in self.paths:
            raise KeyError(path)
        return Path(self.folder, path).read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)


_YOUNG = 100_000_000
"""Nanoseconds in which a file can be written twice with one time: clocks of disks are coarse."""


def sights(paths: Iterable[Path]) -> dict[str, Sight]:
    """Files, and all files below folders, that may be missing, by path, as they look.

    What Python compiled is left out.
    """
    found = {}
    for path in paths:
        if path.is_file():
            found[str(path)] = _sight(path.lstat())
        for entry in _walk(str(path)) if path.is_dir() else ():
            if "__pycache__" not in entry.path:
                found[entry.path] = _sight(entry.stat(follow_symlinks=False))
    return found


def is_young(sight: Sight) -> bool:
    """True when the file can still be written again and look the same."""
    return time.time_ns() - sight.changed < _YOUNG


def known(path: str, sight: Sight, before: Sight | None) -> Sight:
    """The sight with the digest of what the file holds, which is read when it looks changed."""
    if before and before.written and sight[:3] == before[:3]:
        return before
    found = digest(path) if stat.S_ISREG(os.lstat(path).st_mode) else "-"
    written = 0 if is_young(sight) else sight.written
    return Sight(sight.size, written, sight.changed, found)


def digest(path: str) -> str:
    """What stands for what a file holds."""
    with open(path, "rb") as file:  # noqa: PTH123 - thousands of paths, each a string already
        return _hash(file.read()).hex()


def times(folder: Path, paths: Iterable[str]) -> Iterator[tuple[int, int]]:
    """The size of each file or folder and when it was written.

    How much room a folder takes is the disk's business: of two that hold the same, one may take
    more. Raises OSError when one of them is gone.
    """
    for path in paths:
        seen = os.lstat(f"{folder}/{path}")
        yield _size(seen), seen.st_mtime_ns


def _size(seen: os.stat_result) -> int:
    return 0 if stat.S_ISDIR(seen.st_mode) else seen.st_size


def with_folders(paths: Iterable[str]) -> list[str]:
    """Files after the folders that lead to them, the root's folder first.

    What is added to a folder shows in when it was written.
    """
    known, above = list(paths), set[str]()
    for path in known:
        folder = path.rpartition("/")[0]
        while folder and folder not in above:
            above.add(folder)
            folder = folder.rpartition("/")[0]
    return ["", *sorted(above), *known]


def installed() -> list[str]:
    """The packages that Python can find, with their versions, by the names of their records."""
    folders = [folder for folder in map(Path, sys.path) if folder.is_dir()]
    found = (entry.name for folder in folders for entry in os.scandir(folder))
    return sorted(name for name in found if name.endswith("-info"))


def listed(folder: Path) -> list[str]:
    """The paths of all files below a folder."""
    return sorted(entry.path[len(str(folder)) + 1 :] for entry in _walk(str(folder)))


def pages_in(folder: Path) -> list[str]:
    """The paths of the Markdown files below a folder, which may be missing."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.md"))


def write_tree(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for path, data in files.items():
        write(folder / path, data)


def write(path: Path | str, data: str | bytes) -> None:
    """Writes a file, in a folder that is made when it is not there."""
    content, name = data.encode() if isinstance(data, str) else data, str(path)
    try:
        _write(name, content)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(name), exist_ok=True)  # noqa: PTH103, PTH120 - there are thousands
        _write(name, content)


def update(path: str, text: str) -> None:
    """Writes a file, unless it holds just that: to look takes less time than to write."""
    content = text.encode()
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - there are thousands
            if file.read() == content:
                return
    except FileNotFoundError:
        pass
    write(path, content)


def keep_only(folder: Path, paths: Iterable[str]) -> None:
    """Removes all files below a folder but these, and folders that this leaves empty."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in set(listed(folder)).difference(paths):
        (folder / path).unlink()
        with suppress(OSError):  # it holds something else, too
            (folder / path).parent.rmdir()


def differences(was: Path, now: Path) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The files below a folder that are not in another as they are there, and those gone since."""
    before, after = set(listed(was)), listed(now)
    made = {path: (now / path).read_bytes() for path in after}
    for path in before.intersection(after):
        if (was / path).read_bytes() == made[path]:
            del made[path]
    return made, tuple(sorted(before.difference(after)))


def _write(path: str, content: bytes) -> None:
    with open(path, "wb", buffering=0) as file:  # noqa: PTH123 - there are thousands
        left = memoryview(content)
        while left:
            left = left[file.write(left) :]


def write_new(path: Path, text: str) -> None:
    """Writes a file that is not there yet; raises FileExistsError when it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(text)


def write_export(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Makes `folder` hold these files, and none of an earlier export's.

    Raises Refused when the folder holds files and no earlier export made it.
    """
    listed = folder / EXPORT_LIST
    if folder.exists() and any(folder.iterdir()) and not listed.exists():
        raise Refused(f"{folder} holds files that no export made: choose an empty folder")
    before = listed.read_text(encoding="utf-8").splitlines() if listed.exists() else []
    for path in set(before) - files.keys():
        if not Path(path).is_absolute() and ".." not in path.split("/"):
            (folder / path).unlink(missing_ok=True)
    write_tree(folder, files)
    listed.write_text("".join(f"{path}\n" for path in sorted(files)), encoding="utf-8")


def can_be_replaced(live: Path) -> None:
    """Raises Refused when `live` holds files, and no site: nobody's folder is lost to a typo."""
    if live.exists() and any(live.iterdir()) and not (live / "404.html").is_file():
        raise Refused(f"{live} holds files that no build made: choose another folder")


def beside(target: Path, word: str) -> Path:
    """An empty folder beside `target`, on the same disk, to make its next contents in."""
    folder = target.with_name(f".{target.name}.{word}")
    remove(folder)
    folder.mkdir(parents=True)
    return folder


@contextmanager
def temporary(target: Path, word: str) -> Iterator[Path]:
    """Give an empty folder beside `target`; it is removed however the body ends."""
    folder = target.with_name(f".{target.name}.{word}")
    try:
        yield beside(target, word)
    except MemoryError:
        release_memory()
        raise
    finally:
        with signals_postponed():
            remove(folder)


def remove(folder: Path) -> None:
    """Removes a folder, or whatever stands in its place: of a link, what it leads to stays."""
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)
    else:
        folder.unlink(missing_ok=True)


def replace_folder(made: Path, place: Path) -> None:
    """Moves a folder, from whatever disk, to a place where another may stand."""
    new = place.with_name(f".{place.name}.new")
    remove(new)
    shutil.copytree(made, new)
    remove(place)
    new.rename(place)


class Place(NamedTuple):
    """Where something is kept on disk."""

    file: str
    start: int
    length: int
    sum: int
    """By which it is known again."""

    def bytes(self) -> bytes:
        """What stands there; nothing when it is not what it was."""
        try:
            with open(self.file, "rb") as kept:  # noqa: PTH123 - read again and again
                kept.seek(self.start)
                data = kept.read(self.length)
        except OSError:
            return b""
        return data if crc32(data) == self.sum else b""


class Pack:
    """Many things in one file, so that they need not all be in memory."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("wb")
        self._end = 0

    def add(self, data: bytes) -> Place:
        place = Place(self._file.name, self._end, len(data), crc32(data))
        self._file.write(data)
        self._end += len(data)
        return place

    def close(self) -> None:
        self._file.close()


class Cache(Struct, frozen=True):
    """What was made before, by a key that names all that it was made from.

    The folder can be deleted at any time, and whatever in it is damaged is not believed.
    """

    folder: Path | None
    """None to remember nothing."""

    @property
    def search(self) -> Path | None:
        """The folder of the search index that was made last."""
        return self.folder / "search" if self.folder else None

    def get(self, key: str) -> bytes | None:
        if self.folder is None:
            return None
        try:
            kept = (self.folder / _hash(key.encode()).hex()).read_bytes()
        except OSError:
            return None
        seal, data = kept[:32], kept[32:]
        return data if seal == _hash(data) else None

    def pack(self, key: str) -> Pack | None:
        """A pack kept under a key; None when nothing is kept."""
        if self.folder is None:
            return None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            return Pack(self.folder / _hash(key.encode()).hex())
        except OSError:
            return None

    def put(self, key: str, data: bytes) -> None:
        if self.folder is not None:
            # Where nothing can be kept, the next build takes longer, and that is all.
            with suppress(OSError):
                write(self.folder / _hash(key.encode()).hex(), _hash(data) + data)


CACHE_TAG = "coopnews-cache"
"""The name of a file by which a folder is known as a cache of ours."""


def cache_in(folder: Path) -> Cache:
    """The cache in a folder that somebody names. Raises Refused when it holds what is not ours."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / CACHE_TAG).exists():
        raise Refused(f"{folder} holds files that are no cache of ours: choose another folder")
    write(folder / CACHE_TAG, b"Can be deleted at any time.\n")
    return Cache(folder)


def cache_beside(config_file: Path) -> Cache:
    """The cache of a site, beside its `mkdocs.yml`."""
    return Cache(config_file.resolve().parent / ".cache" / "coopnews")


def _hash(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
