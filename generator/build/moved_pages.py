"""Remembers, while the preview runs, where the pages of renamed and deleted files went."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from generator.content.model import LIST_PAGES
from generator.pages.page_values import list_path


class MovedPages:
    """Pages that are gone, with the page that took the place of each. All paths are in the tree."""

    def __init__(self) -> None:
        self._successors: dict[str, str] = {}
        self._just_gone: frozenset[str] = frozenset()

    def update(self, before: AbstractSet[str], now: AbstractSet[str]) -> None:
        """Take note of a change of the site's pages.

        One page that is gone and one that is new in the same folder are a renamed file, also when
        an editor deletes the old file first.
        """
        gone, new = before - now, now - before
        for path in now:
            self._successors.pop(path, None)
        self._successors |= {path: _overview(path) for path in gone}
        candidates = gone or self._just_gone
        for folder in {_folder(path) for path in new}:
            old_paths = [path for path in candidates if _folder(path) == folder]
            new_paths = [path for path in new if _folder(path) == folder]
            if len(old_paths) == len(new_paths) == 1:
                self._successors[old_paths[0]] = new_paths[0]
        self._just_gone = frozenset(gone)

    @property
    def paths(self) -> list[str]:
        """The pages that are gone."""
        return list(self._successors)

    def successor(self, path: str) -> str:
        """Return the page that took the place of one that is gone, or the list it was on."""
        while path in self._successors:
            path = self._successors[path]
            if path not in self._successors:
                return path
        return ""


def _folder(path: str) -> str:
    return path.partition("/")[0] if "/" in path else ""


def _overview(path: str) -> str:
    overview = list_path(path)
    return overview if overview in LIST_PAGES else "index.md"
