"""The files below a folder: found without following links, with size, times and digest."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple, cast

from msgspec import Struct

from generator.content.problems import Location, Problem
from generator.system.files import Folder, read_file, sha256


class Signature(NamedTuple):
    """A file's size, mtime, ctime and, once read, content digest."""

    size: int
    mtime: int
    """In nanoseconds; 0 when the file is so young that it could change again without a trace."""
    ctime: int
    """In nanoseconds; no program can set it."""
    digest: str = ""


FILE_BYTES = 1024 * 1024
PICTURE_BYTES = 8 * FILE_BYTES
MOST_FILES = 100_000


class Tree(Struct, frozen=True):
    """The files of a folder, by path with `/`, and what could not be read."""

    texts: Mapping[str, bytes]
    signatures: Mapping[str, Signature]
    problems: tuple[Problem, ...]

    def with_unsaved(self, texts: Mapping[str, bytes]) -> Tree:
        """Return the tree with the texts of an editor, which count instead of the saved files."""
        if not texts:
            return self
        saved = cast("MutableMapping[str, bytes]", self.texts)
        signatures = {path: Signature(len(data), 0, 0) for path, data in texts.items()}
        return Tree(ChainMap(dict(texts), saved), {**self.signatures, **signatures}, self.problems)


IsIgnored = Callable[[str], bool]
"""Tells whether the file or folder at a path, relative to the folder that is read, is left out."""


def _none(_: str) -> bool:
    return False


def is_below_ignored(path: str, is_ignored: IsIgnored) -> bool:
    """Return whether a file, or a folder that it is in, is ignored."""
    ends = [at for at, char in enumerate(path) if char == "/"]
    return any(is_ignored(path[:end]) for end in [*ends, len(path)])


def read_tree(folder: Path, root: str, follow: bool = False, is_ignored: IsIgnored = _none) -> Tree:
    """Every file below `folder`, which contributors know as `root`, that isn't ignored.

    Links are followed where `follow` says so, which is for what maintainers write. Raises
    FileNotFoundError when there is no such folder.
    """
    signatures: dict[str, Signature] = {}
    problems: list[Problem] = []
    entries = list(islice(_walk(str(folder), follow, is_ignored), MOST_FILES + 1))
    if len(entries) > MOST_FILES:
        message = f"there are more than {MOST_FILES:,} files here"
        return Tree({}, {}, (Problem(Location(root), "too-many-files", message),))
    for entry in sorted(entries, key=lambda entry: entry.path):
        relative = entry.path[len(str(folder)) + 1 :].replace(os.sep, "/")
        location = Location(f"{root}/{relative}")
        try:
            seen = entry.stat(follow_symlinks=follow)
            problem = _refusal(entry.path, seen, location)
        except OSError as error:
            problem = Problem(location, "unreadable", error.strerror or "it cannot be read")
        if problem:
            problems.append(problem)
        else:
            signatures[relative] = _sight(seen)
    return Tree(_Texts(Folder(folder), signatures, follow), signatures, tuple(problems))


def _refusal(path: str, seen: os.stat_result, location: Location) -> Problem | None:
    """What speaks against reading a file."""
    limit = FILE_BYTES if path.endswith(".md") else PICTURE_BYTES
    if stat.S_ISDIR(seen.st_mode):
        return Problem(location, "unreadable", "the folder cannot be opened")
    if not stat.S_ISREG(seen.st_mode):
        message = "this is no plain file, and links are not followed"
        return Problem(location, "not-a-file", message, "put the file itself here")
    if seen.st_size > limit:
        return Problem(location, "too-large", f"the file is larger than {limit // FILE_BYTES} MiB")
    if not os.access(path, os.R_OK):
        return Problem(location, "unreadable", "Permission denied")
    return None


def _walk(
    folder: str, follow: bool = False, is_ignored: IsIgnored = _none
) -> Iterator[os.DirEntry[str]]:
    """Everything below a folder that is no folder, and folders that cannot be opened."""
    return (entry for entry, _ in _walk_marked(folder, follow, is_ignored))


def _walk_marked(
    folder: str, follow: bool, is_ignored: IsIgnored = _none
) -> Iterator[tuple[os.DirEntry[str], bool]]:
    """Yield the same, each with whether it was reached through a link.

    A link that leads back to a folder above it is left out.
    """
    above = {_identity(folder)} if follow else set()
    waiting = [(_entries(folder), above, follow and os.path.islink(folder))]  # noqa: PTH114
    while waiting:
        entries, above, is_linked = waiting.pop()
        for entry in entries:
            if is_ignored(entry.path[len(folder) + 1 :].replace(os.sep, "/")):
                continue
            linked = is_linked or (follow and entry.is_symlink())
            try:
                if not entry.is_dir(follow_symlinks=follow):
                    yield entry, linked
                    continue
                here = {_identity(entry.path)} if follow else set()
                if not here & above:
                    waiting.append((_entries(entry.path), above | here, linked))
            except OSError:
                yield entry, linked


def _identity(path: str) -> tuple[int, int]:
    seen = os.stat(path)  # noqa: PTH116 - a string, as everywhere here
    return seen.st_dev, seen.st_ino


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return list(entries)


def _sight(seen: os.stat_result) -> Signature:
    return Signature(seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)


@dataclass(frozen=True, slots=True)
class _Texts(Mapping[str, bytes]):
    """Files by path, read when they are asked for: so they are not all in memory at once."""

    folder: Folder
    paths: Mapping[str, Signature]
    follow: bool

    def __getitem__(self, path: str) -> bytes:
        if path not in self.paths:
            raise KeyError(path)
        if self.follow:
            return read_file(f"{self.folder.root}/{path}", follow=True)
        return self.folder.read(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)


def list_files(folder: Path, follow: bool = False, is_ignored: IsIgnored = _none) -> list[str]:
    """The paths of all files below a folder that aren't ignored."""
    entries = _walk(str(folder), follow, is_ignored)
    return sorted(entry.path[len(str(folder)) + 1 :] for entry in entries)


def pages_in(folder: Path, follow: bool = False, is_ignored: IsIgnored = _none) -> list[str]:
    """The paths of the Markdown files below a folder, which may be missing."""
    is_there = folder.is_dir() and (follow or not folder.is_symlink())
    paths = list_files(folder, follow, is_ignored) if is_there else []
    return [path.replace(os.sep, "/") for path in paths if path.endswith(".md")]


def special_files(folder: Path) -> list[str]:
    """Return the paths of devices and pipes below a folder: reading them may never end."""
    paths = (Path(entry.path) for entry in _walk(str(folder), follow=True))
    return [str(path) for path in paths if path.exists() and not path.is_file()]


_YOUNG = 100_000_000
"""Nanoseconds in which a file can be written twice with one time: clocks of disks are coarse."""


def scan(paths: Iterable[Path], follow: bool = False) -> dict[str, Signature]:
    """Files, and all files below folders, that may be missing, by path, as they look.

    Where links are followed, what they lead to is looked at, and read each time: another file
    can take its place and look the same. What Python compiled is left out.
    """
    signatures = {}
    for path in map(str, paths):
        linked = os.path.islink(path)  # noqa: PTH114 - a string, as everywhere here
        if os.path.isdir(path) and (follow or not linked):  # noqa: PTH112
            for entry, is_linked in _walk_marked(path, follow):
                if "__pycache__" not in entry.path:
                    signatures[entry.path] = _look(entry.path, entry, follow, is_linked)
        elif os.path.lexists(path):
            signatures[path] = _look(path, Path(path), follow, follow and linked)
    return signatures


_NO_DIGEST = "-"
"""Instead of the digest, of whatever is not a regular file."""


def _look(path: str, entry: os.DirEntry[str] | Path, follow: bool, linked: bool) -> Signature:
    try:
        seen = entry.stat(follow_symlinks=follow)
    except OSError:
        if not follow:
            raise
        # A link that leads nowhere.
        seen = os.lstat(path)
    if not stat.S_ISREG(seen.st_mode):
        return Signature(seen.st_size, 0, seen.st_ctime_ns, _NO_DIGEST)
    return Signature(seen.st_size, 0 if linked else seen.st_mtime_ns, seen.st_ctime_ns)


def is_racy(signature: Signature) -> bool:
    """True when the file can still be written again and look the same."""
    return time.time_ns() - signature.ctime < _YOUNG


def with_digest(path: str, signature: Signature, before: Signature | None) -> Signature:
    """The sight with the digest of what the file holds, which is read when it looks changed."""
    if signature.digest:  # it is not a regular file
        return signature
    if before and before.mtime and signature[:3] == before[:3]:
        return before
    written = 0 if is_racy(signature) else signature.mtime
    return Signature(signature.size, written, signature.ctime, digest(path))


def digest(path: str) -> str:
    """Return the SHA-256 digest of a file's bytes, in hexadecimal."""
    return sha256(read_file(path, follow=True)).hex()


def installed() -> list[str]:
    """The packages that Python can find, with their versions, by the names of their records."""
    folders = [folder for folder in map(Path, sys.path) if folder.is_dir()]
    names = (entry.name for folder in folders for entry in os.scandir(folder))
    return sorted(name for name in names if name.endswith("-info"))
