"""The cache of drawn cards, by a key that names their sources."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from generator.system.files import Folder, UserError, sha256


class Cache(Struct, frozen=True):
    """Stores files by a key that names everything that they were made from.

    The folder can be deleted at any time, and damaged files aren't used. What can't be stored, on a
    full disk for example, is made again by the next build.
    """

    folder: Path | None
    """None to store nothing."""

    @property
    def store(self) -> Path | None:
        """The file of the build store."""
        return self.folder / "build.sqlite3" if self.folder else None

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


def _named(key: str) -> str:
    """Return the name of the file that is stored under a key."""
    return sha256(key.encode()).hex()


CACHE_TAG = "coopnews-cache"
"""The name of a file that marks a folder as a cache of ours."""


def cache_in(folder: Path) -> Cache:
    """Return the cache in a folder that the user names; if it is read-only, nothing is stored.

    Raises UserError when the folder holds other files.
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
    """Return the cache of a site, beside its `mkdocs.yml`; behind a link, nothing is stored."""
    outer = config_file.resolve().parent / ".cache"
    folder = outer / "coopnews"
    return Cache(None if any(map(os.path.islink, (outer, folder))) else folder)


def cache_of(config_file: str, folder: str | None, is_off: bool) -> Cache:
    """Return the cache that the options of a command ask for. Raises UserError, as `cache_in`."""
    if is_off:
        return Cache(None)
    return cache_in(Path(folder).resolve()) if folder else cache_beside(Path(config_file))
