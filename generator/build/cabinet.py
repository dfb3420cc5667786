"""What each file of the content gave, for as long as it stays what it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from generator.build.thaw import frozen, thawed
from generator.checks.context import Library
from generator.index.analysis import Filed
from generator.system.files import Cache, Sight, is_young


class Drawer(NamedTuple):
    """Where a cabinet is kept on disk."""

    cache: Cache
    name: str
    """Of the folder whose files are in it."""
    tools: str
    """Stands for the tools that made what is in it."""


class Cabinet:
    """Keeps what files gave between one reading of the content and the next."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Sight, Filed]] = {}
        self._library: Library | None = None
        self._is_as_it_was = False
        """True when it holds what it held before the last reading, and nothing else."""

    def kept(self, sights: Mapping[str, Sight], library: Library) -> dict[str, Filed]:
        """What need not be read again, by path, for files that look so beside this library."""
        before = self._library
        if before is None or not before.files <= library.files:
            return {}  # something is gone: whoever named it has a problem now
        if not before.sizes.items() <= library.sizes.items():
            return {}  # a picture is another one, and perhaps none that can be read
        is_same = before == library
        return {
            path: filed
            for path, (sight, filed) in self._kept.items()
            # What was found missing may have come.
            if sights.get(path) == sight and (is_same or not filed.problems)
        }

    def keep(
        self, sights: Mapping[str, Sight], filed: Mapping[str, Filed], library: Library
    ) -> None:
        before = self._library, self._kept
        self._library = library
        self._kept = {
            path: (sights[path], one) for path, one in filed.items() if not is_young(sights[path])
        }
        self._is_as_it_was = before[0] == library and _sights(before[1]) == _sights(self._kept)

    def put_away(self, drawer: Drawer) -> None:
        """Keeps on disk what is in it, unless it stands there already."""
        if not self._is_as_it_was:
            value = drawer.tools, self._library, self._kept
            drawer.cache.put(f"cabinet {drawer.name}", frozen(value))


def fetched(drawer: Drawer) -> Cabinet:
    """The cabinet put away there, or an empty one when it was made by other tools."""
    cabinet = Cabinet()
    match thawed(drawer.cache.get(f"cabinet {drawer.name}") or b""):
        case str() as tools, Library() as library, dict() as kept if tools == drawer.tools:
            cabinet._library, cabinet._kept = library, kept
    return cabinet


def _sights(kept: Mapping[str, tuple[Sight, Filed]]) -> dict[str, Sight]:
    return {path: sight for path, (sight, _) in kept.items()}
