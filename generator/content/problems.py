"""A problem in a content file: its location, code, message, hint and automatic fix."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct

WARNINGS = frozenset(
    "article-length cut-quotation future-date heading-level incomplete-catalogue long-quotation "
    "misplaced-text no-speaker no-topic not-translated odd-markdown odd-value repeated-item "
    "repeated-link same-day-states same-name speaker-not-named summary-repeats "
    "translation-outdated unused-translation wrong-dash".split()
)
"""Codes of problems that don't prevent publication. All others do."""


class Location(NamedTuple):
    """A position in a file."""

    file: str
    """The path from the folder of `mkdocs.yml`, with `/`."""
    line: int = 1
    """Counted from 1."""
    column: int = 1
    """Counted from 1, in characters."""


class Fix(NamedTuple):
    """The text at a problem's location, and the text to replace it with.

    Of several lines each is replaced by one. The end of a line isn't replaced.
    """

    old: str = ""
    new: str = ""
    is_safe: bool = True
    """Whether the text says the same afterwards. If not, a person must read it."""
    words: str = ""
    """The words of an annotation with an unknown id, or of a line that names a speaker: whether
    they are the name of an entity, only `checks.names.confirm_fixes` can know. For words in front
    matter where an id belongs, the scheme of its kind and the words: `topic:Electric cars`. For
    words without quotation marks, the target, the quotation beside them and the words, with `|`.
    For a date that can be two days, both, with `|`."""

    def __bool__(self) -> bool:
        return self.old != self.new


NO_FIX = Fix()
PARTY = "party"
"""The scheme in `Fix.words` where a person or an organisation belongs."""


class Problem(Struct, frozen=True, order=True):
    """One thing that is wrong, at one location."""

    location: Location
    code: str
    """Words joined by hyphens; each is explained in `docs/contribute/checks.md`."""
    message: str
    hint: str = ""
    fix: Fix = NO_FIX
    """The only correct or likely fix, if there is exactly one. It applies at the location."""

    is_forced: bool = False
    """Whether it is an error only because the site says so."""

    @property
    def is_error(self) -> bool:
        return self.is_forced or self.code not in WARNINGS

    def __str__(self) -> str:
        """Return `file:line:column: code: message`, which editors understand, and the hint."""
        location = self.location
        line = f"{location.file}:{location.line}:{location.column}: {self.code}: {self.message}"
        return printable(line) + (f"\n    hint: {printable(self.hint)}" if self.hint else "")


class ParseError(Exception):
    """Why a whole file, or its front matter, can't be read."""

    def __init__(
        self,
        code: str,
        message: str,
        hint: str = "",
        line: int = 1,
        column: int = 1,
        fix: Fix = NO_FIX,
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.fix = code, message, hint, fix
        self.line, self.column = line, column

    def problem(self, file: str) -> Problem:
        location = Location(file, self.line, self.column)
        return Problem(location, self.code, self.message, self.hint, self.fix)


def printable(text: str) -> str:
    """Return `text` as one line that is safe to print to a terminal and to a workflow's log.

    Characters that could control a terminal are escaped (`\\x1b`), and nothing in the line is a
    workflow command.
    """
    return disarm_commands(escape_unprintable(text))


def escape_unprintable(text: str, keep: str = "") -> str:
    """Return `text` with every unprintable character escaped, except those in `keep`.

    A byte of a file name that isn't UTF-8 (a lone surrogate, PEP 383) becomes `\\xff`.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in keep else _escape(char) for char in text)


def _escape(char: str) -> str:
    is_byte = "\udc80" <= char <= "\udcff"
    return f"\\x{ord(char) - 0xDC00:02x}" if is_byte else char.encode("unicode_escape").decode()


BRACKET_COMMAND = re.compile(r"##([A-Za-z]*)\[")
_LINE_COMMAND = re.compile("(^|[\n\r])([^\\S\n\r]*)::")


def disarm_commands(text: str) -> str:
    """Return `text` with a backslash in every workflow command, so that no runner executes it.

    GitHub's runner takes `::` for a command at the start of a line, after any blanks, and `##[`
    anywhere in it; others know `##vso[`. Rendered Markdown doesn't show the backslash.
    """
    return _LINE_COMMAND.sub(r"\1\2\\::", BRACKET_COMMAND.sub(r"##\1\\[", text))


def with_article(word: str) -> str:
    """Return a word with its indefinite article: `an organisation`."""
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.is_error for problem in problems)


def split_new_and_old(
    before: Iterable[Problem], now: Iterable[Problem]
) -> tuple[list[Problem], list[Problem]]:
    """Return the problems that are new, and those that existed before, on whatever line."""
    remaining = Counter(map(_identity, before))
    new, old = list[Problem](), list[Problem]()
    for problem in now:
        (old if remaining[_identity(problem)] > 0 else new).append(problem)
        remaining[_identity(problem)] -= 1
    return new, old


def _identity(problem: Problem) -> tuple[str, str, str]:
    return problem.location.file, problem.code, problem.message


def count_summary(problems: Iterable[Problem]) -> str:
    """Return `2 errors, 1 warning`, or an empty string when there are no problems."""
    are_errors = [problem.is_error for problem in problems]
    counts = ((are_errors.count(True), "error"), (are_errors.count(False), "warning"))
    return ", ".join(f"{n} {word}{'s' if n != 1 else ''}" for n, word in counts if n)
