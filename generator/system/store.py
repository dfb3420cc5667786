"""What is kept between builds, by a key that names all that it was made from."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple
from zlib import crc32

from msgspec import Struct

from generator.system.files import Folder, UserError, open_regular, sha256


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
            with os.fdopen(open_regular(self.file), "rb") as kept:
                kept.seek(self.start)
                data = kept.read(self.length)
        except OSError:
            return b""
        return data if crc32(data) == self.sum else b""


class Pack:
    """Many things in one file, so that they need not all be in memory."""

    def __init__(self, file: IO[bytes], path: str) -> None:
        self._file, self._path = file, path
        self._end = 0

    def add(self, data: bytes) -> Place:
        place = Place(self._path, self._end, len(data), crc32(data))
        self._file.write(data)
        self._end += len(data)
        return place


@contextmanager
def packing(path: Path) -> Iterator[Pack]:
    """Give a pack, which is at `path` when the body has ended."""
    with Folder(path.parent).writing(path.name) as file:
        yield Pack(file, str(path))


class Cache(Struct, frozen=True):
    """What was made before, by a key that names all that it was made from.

    The folder can be deleted at any time, and whatever in it is damaged is not believed. What
    cannot be kept there, on a full disk for one, is made again by the next build.
    """

    folder: Path | None
    """None to remember nothing."""

    @property
    def search(self) -> Path | None:
        """The folder of the search index that was made last; None when it is a link."""
        folder = self.folder / "search" if self.folder else None
        return folder if folder and not os.path.islink(folder) else None  # noqa: PTH114

    def get(self, key: str) -> bytes | None:
        if self.folder is None:
            return None
        try:
            stored = Folder(self.folder).read(_named(key))
        except OSError:
            return None
        seal, data = stored[:32], stored[32:]
        return data if seal == sha256(data) else None

    def put(self, key: str, data: bytes) -> None:
        if self.folder is not None:
            with suppress(OSError):
                Folder(self.folder).write(_named(key), sha256(data) + data)

    def part(self, name: str) -> Cache:
        """Return a cache in a folder of this one; one that stores nothing when that is a link."""
        folder = self.folder / name if self.folder else None
        return Cache(None if folder and folder.is_symlink() else folder)

    def keep_only(self, keys: Iterable[str]) -> None:
        """Remove everything that is stored under other keys."""
        if self.folder is None or not self.folder.is_dir():
            return
        names = {_named(key) for key in keys}
        with suppress(OSError):
            for path in self.folder.iterdir():
                if path.name not in names:
                    path.unlink()

    def packing(self, key: str) -> AbstractContextManager[Pack]:
        """Give a pack that is kept under a key. Raises OSError when it cannot be kept."""
        assert self.folder, "nothing is kept"
        return packing(self.folder / _named(key))


def _named(key: str) -> str:
    """Return the name of the file that is kept under a key."""
    return sha256(key.encode()).hex()


CACHE_TAG = "coopnews-cache"
"""The name of a file by which a folder is known as a cache of ours."""


def cache_in(folder: Path) -> Cache:
    """The cache in a folder that somebody names; none when nothing can be written there.

    Raises UserError when it holds what is not ours.
    """
    try:
        place = Folder(folder)
        if folder.is_dir() and any(folder.iterdir()) and not place.exists(CACHE_TAG):
            raise UserError(
                f"{folder} holds files that are no cache of ours: choose another folder"
            )
        place.write(CACHE_TAG, b"Can be deleted at any time.\n")
    except OSError:
        return Cache(None)
    return Cache(folder)


def cache_beside(config_file: Path) -> Cache:
    """The cache of a site, beside its `mkdocs.yml`; none when a link stands there."""
    outer = config_file.resolve().parent / ".cache"
    folder = outer / "coopnews"
    return Cache(None if any(map(os.path.islink, (outer, folder))) else folder)
