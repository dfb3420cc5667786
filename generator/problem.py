"""A problem: where it is, its code, what is wrong, and the way out."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from heapq import nlargest
from operator import add
from typing import NamedTuple

from msgspec import Struct

WARNINGS = frozenset(
    "future-date heading-level no-topic same-day-states speaker-not-named wrong-dash".split()
)
"""Codes that do not stop a publish. Every other code does."""


class Spot(NamedTuple):
    """A position in a file."""

    file: str
    """The path as a contributor knows it, from the site's own folder, with `/`."""
    line: int = 1
    """Counted from 1."""
    column: int = 1
    """Counted from 1, in characters."""


class Fix(NamedTuple):
    """What is written where a problem is, and what should stand there instead."""

    old: str = ""
    new: str = ""

    def __bool__(self) -> bool:
        return self.old != self.new


class Problem(Struct, frozen=True, order=True):
    """One thing wrong in one place."""

    spot: Spot
    code: str
    """Words joined by hyphens; each is explained in `docs/contribute/checks.md`."""
    message: str
    hint: str = ""
    fix: Fix = Fix()
    """The one right answer, where there is one; it begins at the spot."""

    @property
    def is_error(self) -> bool:
        return self.code not in WARNINGS

    def __str__(self) -> str:
        """The form that editors and CI understand: `file:line:column: code: message`."""
        spot = self.spot
        line = f"{spot.file}:{spot.line}:{spot.column}: {self.code}: {self.message}"
        return printable(line) + (f"\n    hint: {printable(self.hint)}" if self.hint else "")


def printable(text: str) -> str:
    """Return `text` on one line, safe to print to a terminal and in a workflow's log.

    Characters that could steer a terminal are spelt out (`\\x1b`), and nothing in the line is a
    workflow command.
    """
    return without_commands(spelt_out(text))


def spelt_out(text: str, kept: str = "") -> str:
    """Return `text` with each character that is not printable as its escape, but those in `kept`.

    A byte of a file name that is not UTF-8 (a lone surrogate, PEP 383) becomes that byte: `\\xff`.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in kept else _escape(char) for char in text)


def _escape(char: str) -> str:
    is_byte = "\udc80" <= char <= "\udcff"
    return f"\\x{ord(char) - 0xDC00:02x}" if is_byte else char.encode("unicode_escape").decode()


BRACKET_COMMAND = re.compile(r"##([A-Za-z]*)\[")
_LINE_COMMAND = re.compile("(^|[\n\r])([^\\S\n\r]*)::")


def without_commands(text: str) -> str:
    """Return `text` with a backslash in each workflow command, which is then none.

    GitHub's runner takes `::` for a command at the start of a line, after any blanks, and `##[`
    anywhere in it; others know `##vso[`. In Markdown the backslash is not shown.
    """
    return _LINE_COMMAND.sub(r"\1\2\\::", BRACKET_COMMAND.sub(r"##\1\\[", text))


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.is_error for problem in problems)


def new_and_old(
    before: Iterable[Problem], now: Iterable[Problem]
) -> tuple[list[Problem], list[Problem]]:
    """The problems that were not there before, and those that were, on whatever line."""
    known = Counter((one.spot.file, one.code, one.message) for one in before)
    new, old = list[Problem](), list[Problem]()
    for one in now:
        name = (one.spot.file, one.code, one.message)
        (old if known[name] > 0 else new).append(one)
        known[name] -= 1
    return new, old


def summary(problems: Iterable[Problem]) -> str:
    """`2 errors, 1 warning`; empty when there is nothing to say."""
    kinds = [problem.is_error for problem in problems]
    counts = ((kinds.count(True), "error"), (kinds.count(False), "warning"))
    return ", ".join(f"{n} {word}{'s' if n != 1 else ''}" for n, word in counts if n)


@lru_cache(maxsize=1 << 10)
def _near(word: str, known: frozenset[str]) -> list[str]:
    words: Iterable[str] = known
    if len(known) > LOOKED_AT:  # to look closely takes long: only at those most alike
        words, pairs = _all_pairs(known)
        alike = map(len, map(_pairs(word).intersection, pairs))
        words = [other for _, other in nlargest(LOOKED_AT, zip(alike, words, strict=True))]
    return difflib.get_close_matches(word, sorted(words), n=1, cutoff=0.7)


LOOKED_AT = 40
"""How many known words are compared closely with one that is not."""


def _pairs(word: str) -> frozenset[str]:
    """The letters of a word, two by two."""
    return frozenset(map(add, word, word[1:]))


@lru_cache(maxsize=4)
def _all_pairs(known: frozenset[str]) -> tuple[list[str], list[frozenset[str]]]:
    words = sorted(known)
    return words, list(map(_pairs, words))


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like another; empty when none is near."""
    return next(iter(_near(word[:100], frozenset(known))), "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``did you mean `x`?`` for the nearest known word, or nothing when none is near."""
    near = nearest(word, known)
    return f"did you mean `{near}`?" if near else ""


SHORT = 5
"""Letters of a word in which one letter may make another word of it."""


def slip_of(word: str, known: Iterable[str]) -> str:
    """The one known word of which `word` is a slip of the hand; nothing when it may be another.

    A slip differs in case, hyphens, spaces or a plural; or, in a word that is not short, by one
    letter that is missing, too many, another one, or has changed places with the next.
    """
    known = frozenset(known)
    alike = _by_letters(known).get(_letters(word)) or [
        other
        for other in known
        # One slip leaves one end of a word as it was: to look at the ends first is quick.
        if (other[:2] == word[:2] or other[-2:] == word[-2:])
        and len(other) >= SHORT
        and _is_one_off(word, other)
    ]
    return alike[0] if len(alike) == 1 else ""


@lru_cache(maxsize=4)
def _by_letters(known: frozenset[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in known:
        found.setdefault(_letters(word), []).append(word)
    return found


def _letters(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.casefold()).removesuffix("s")


def _is_one_off(word: str, other: str) -> bool:
    if abs(len(word) - len(other)) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), None)
    if at is None:
        return word != other
    rest, wanted = word[at:], other[at:]
    swapped = rest[1:2] + rest[:1] + rest[2:]
    return wanted in (rest[1:], swapped) or rest in (wanted[1:],) or rest[1:] == wanted[1:]
