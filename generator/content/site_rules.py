"""The rules that a site sets for its content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import translate
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from generator.content.keys import Kind
from generator.content.paths import is_ignored
from generator.content.problems import Problem

OFF, WARNING, ERROR = SEVERITIES = ("off", "warning", "error")


class SiteRules(Struct, frozen=True):
    """What a site wants of its content, beyond what every site does."""

    severities: Mapping[str, str] = {}
    """What warnings are instead, by their code: `off` or `error`."""
    ignored: tuple[str, ...] = ()
    """Patterns of paths within the content that are left out."""
    required: Mapping[Kind, tuple[str, ...]] = {}
    """More keys that the front matter of a kind must have."""

    def __hash__(self) -> int:
        return hash((self.ignored, *self.severities, *self.required))

    def is_ignored(self, path: str) -> bool:
        """Return whether the file or folder at a path within the content is left out."""
        return is_ignored(path) or bool(self.ignored and _pattern(self.ignored).match(path))

    def apply(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Yield the problems with the severity that the site gives them."""
        for problem in problems:
            severity = self.severities.get(problem.code)
            if severity != OFF:
                yield replace(problem, is_forced=True) if severity == ERROR else problem


@lru_cache(maxsize=4)
def _pattern(globs: tuple[str, ...]) -> re.Pattern[str]:
    """Return an expression of the paths that one of these shell patterns matches.

    A pattern of everything in a folder matches the folder, so that nobody looks into it.
    """
    names = [re.sub(r"/\**$", "", glob.strip("/")) for glob in globs]
    return re.compile("|".join(translate(name) for name in (*names, *globs)))
