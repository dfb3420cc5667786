"""What each file of the content gave, for as long as it stays what it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from generator.build.thaw import frozen, thawed
from generator.checks.context import CheckContext
from generator.index.analysis import FileAnalysis
from generator.system.file_tree import Signature, is_racy
from generator.system.store import Cache


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
        self._kept: dict[str, tuple[Signature, FileAnalysis]] = {}
        self._library: CheckContext | None = None
        self._is_as_it_was = False
        """True when it holds what it held before the last reading, and nothing else."""

    def kept(
        self, signatures: Mapping[str, Signature], context: CheckContext
    ) -> dict[str, FileAnalysis]:
        """What need not be read again, by path, for files that look so beside this library."""
        before = self._library
        if before is None or not before.files <= context.files:
            return {}  # something is gone: whoever named it has a problem now
        if not before.image_sizes.items() <= context.image_sizes.items():
            return {}  # a picture is another one, and perhaps none that can be read
        is_same = before == context
        return {
            path: filed
            for path, (signature, filed) in self._kept.items()
            # What was found missing may have come.
            if signatures.get(path) == signature and (is_same or not filed.problems)
        }

    def keep(
        self,
        signatures: Mapping[str, Signature],
        filed: Mapping[str, FileAnalysis],
        context: CheckContext,
    ) -> None:
        before = self._library, self._kept
        self._library = context
        self._kept = {
            path: (signatures[path], one)
            for path, one in filed.items()
            if not is_racy(signatures[path])
        }
        self._is_as_it_was = before[0] == context and _sights(before[1]) == _sights(self._kept)

    def put_away(self, drawer: Drawer) -> None:
        """Keeps on disk what is in it, unless it stands there already."""
        if not self._is_as_it_was:
            value = drawer.tools, self._library, self._kept
            drawer.cache.put(f"cabinet {drawer.name}", frozen(value))


def fetched(drawer: Drawer) -> Cabinet:
    """The cabinet put away there, or an empty one when it was made by other tools."""
    cabinet = Cabinet()
    match thawed(drawer.cache.get(f"cabinet {drawer.name}") or b""):
        case str() as tools, CheckContext() as context, dict() as kept if tools == drawer.tools:
            cabinet._library, cabinet._kept = context, kept
    return cabinet


def _sights(kept: Mapping[str, tuple[Signature, FileAnalysis]]) -> dict[str, Signature]:
    return {path: signature for path, (signature, _) in kept.items()}
