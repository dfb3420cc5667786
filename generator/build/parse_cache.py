"""Caches each content file's parse and check results until the file changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from generator.build.thaw import frozen, thawed
from generator.checks.context import CheckContext
from generator.index.analysis import FileAnalysis
from generator.system.file_tree import Signature, is_racy
from generator.system.store import Cache


class ParseCacheFile(NamedTuple):
    """Where the results are stored between commands."""

    cache: Cache
    content_folder: str
    tools: str
    """The fingerprint of the code and libraries that made the results."""

    @property
    def key(self) -> str:
        return f"parse cache {self.content_folder}"


class ParseCache:
    """Holds the results of one reading of the content for the next one."""

    def __init__(self) -> None:
        self._analyses: dict[str, tuple[Signature, FileAnalysis]] = {}
        self._context: CheckContext | None = None
        self._is_unchanged = False

    def valid_analyses(
        self, signatures: Mapping[str, Signature], context: CheckContext
    ) -> dict[str, FileAnalysis]:
        """Return the results that still hold, by path, for files with these signatures."""
        before = self._context
        if before is None or not before.files <= context.files:
            return {}  # a file is gone: those that mention it have a problem now
        if not before.image_sizes.items() <= context.image_sizes.items():
            return {}  # an image has changed, and may be unreadable
        is_same = before == context
        return {
            path: analysis
            for path, (signature, analysis) in self._analyses.items()
            # What a problem reports as missing may be there now.
            if signatures.get(path) == signature and (is_same or not analysis.problems)
        }

    def update(
        self,
        signatures: Mapping[str, Signature],
        analyses: Mapping[str, FileAnalysis],
        context: CheckContext,
    ) -> None:
        """Replace all results by those of a new reading."""
        before = self._context, self._analyses
        self._context = context
        self._analyses = {
            path: (signatures[path], analysis)
            for path, analysis in analyses.items()
            if not is_racy(signatures[path])
        }
        same_signatures = _signatures(before[1]) == _signatures(self._analyses)
        self._is_unchanged = before[0] == context and same_signatures

    def save(self, file: ParseCacheFile) -> None:
        """Store the results, unless they are those that were loaded."""
        if not self._is_unchanged:
            file.cache.put(file.key, frozen((file.tools, self._context, self._analyses)))

    @classmethod
    def load(cls, file: ParseCacheFile) -> ParseCache:
        """Return the stored results; none of them when other tools made them."""
        loaded = cls()
        match thawed(file.cache.get(file.key) or b""):
            case str() as tools, CheckContext() as context, dict() as analyses:
                if tools == file.tools:
                    loaded._context, loaded._analyses = context, analyses
        return loaded


def _signatures(
    analyses: Mapping[str, tuple[Signature, FileAnalysis]],
) -> dict[str, Signature]:
    return {path: signature for path, (signature, _) in analyses.items()}
