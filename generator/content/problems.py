"""A problem: where it is, its code, what is wrong, and the way out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

WARNINGS = frozenset(
    "future-date heading-level no-topic same-day-states speaker-not-named wrong-dash".split()
)
"""Codes that do not stop a publish. Every other code does."""


class Location(NamedTuple):
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

    location: Location
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
        location = self.location
        line = f"{location.file}:{location.line}:{location.column}: {self.code}: {self.message}"
        return printable(line) + (f"\n    hint: {printable(self.hint)}" if self.hint else "")


def printable(text: str) -> str:
    """Return `text` on one line, safe to print to a terminal and in a workflow's log.

    Characters that could steer a terminal are spelt out (`\\x1b`), and nothing in the line is a
    workflow command.
    """
    return disarm_commands(escape_unprintable(text))


def escape_unprintable(text: str, kept: str = "") -> str:
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


def disarm_commands(text: str) -> str:
    """Return `text` with a backslash in each workflow command, which is then none.

    GitHub's runner takes `::` for a command at the start of a line, after any blanks, and `##[`
    anywhere in it; others know `##vso[`. In Markdown the backslash is not shown.
    """
    return _LINE_COMMAND.sub(r"\1\2\\::", BRACKET_COMMAND.sub(r"##\1\\[", text))


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.is_error for problem in problems)


def split_new_and_old(
    before: Iterable[Problem], now: Iterable[Problem]
) -> tuple[list[Problem], list[Problem]]:
    """The problems that were not there before, and those that were, on whatever line."""
    known = Counter((one.location.file, one.code, one.message) for one in before)
    new, old = list[Problem](), list[Problem]()
    for one in now:
        name = (one.location.file, one.code, one.message)
        (old if known[name] > 0 else new).append(one)
        known[name] -= 1
    return new, old


def count_summary(problems: Iterable[Problem]) -> str:
    """`2 errors, 1 warning`; empty when there is nothing to say."""
    kinds = [problem.is_error for problem in problems]
    counts = ((kinds.count(True), "error"), (kinds.count(False), "warning"))
    return ", ".join(f"{n} {word}{'s' if n != 1 else ''}" for n, word in counts if n)


class _Words(NamedTuple):
    """Known words, prepared so that a mistake needs to be compared with few of them."""

    by_start: list[str]
    """Sorted."""
    by_end: list[str]
    """Sorted as they read from the end to the start."""
    by_letters: Mapping[str, list[str]]
    """Without case, hyphens, spaces and a plural's ending."""


COMPARED = 500
"""How many known words a mistake is compared with at most: some 50 microseconds."""
NEIGHBOURS = 75
"""Where there are more, the words to compare are those next to the mistake in order: so many on
either side in the order of their starts, and in that of their ends."""


@lru_cache(maxsize=64)
def _prepared(known: frozenset[str]) -> _Words:
    by_letters: dict[str, list[str]] = {}
    for word in known:
        by_letters.setdefault(_letters(word), []).append(word)
    return _Words(sorted(known), sorted(known, key=_reversed), by_letters)


def _reversed(word: str) -> str:
    return word[::-1]


def nearest_word(word: str, known: Iterable[str]) -> str:
    """Return the known word that is most like another, or nothing when none is near."""
    return _nearest(word[:100], frozenset(known))


@lru_cache(maxsize=1 << 10)
def _nearest(word: str, known: frozenset[str]) -> str:
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - most files hold no mistake
    from rapidfuzz.process import extractOne  # noqa: PLC0415 - the same

    words = _prepared(known)
    candidates = words.by_start
    if len(candidates) > COMPARED:
        start = bisect_left(words.by_start, word)
        end = bisect_left(words.by_end, _reversed(word), key=_reversed)
        candidates = [*_around(words.by_end, end), *_around(words.by_start, start)]
    candidates = candidates[::-1]  # of equals the first is taken: the last in order
    scorer = Indel.normalized_similarity
    match = extractOne(word, candidates, scorer=scorer, score_cutoff=NEAR)
    return match[0] if match else ""


def _around(words: list[str], at: int) -> list[str]:
    return words[max(at - NEIGHBOURS, 0) : at + NEIGHBOURS]


NEAR = 0.7
"""Twice the number of letters that two words share in the same order, by that of their letters:
from here on one is suggested for the other."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``did you mean `x`?`` for the nearest known word, or nothing when none is near."""
    near = nearest_word(word, known)
    return f"did you mean `{near}`?" if near else ""


SHORT = 5
"""Letters of a word in which one letter may make another word of it."""


def likely_typo_of(word: str, known: Iterable[str]) -> str:
    """The one known word of which `word` is a slip of the hand; nothing when it may be another.

    A slip differs in case, hyphens, spaces or a plural; or, in a word that is not short, by one
    letter that is missing, too many, another one, or has changed places with the next.
    """
    return _slip_of(word, frozenset(known))


@lru_cache(maxsize=1 << 10)
def _slip_of(word: str, known: frozenset[str]) -> str:
    words = _prepared(known)
    alike = words.by_letters.get(_letters(word)) or _one_letter_off(word, words)
    return alike[0] if len(alike) == 1 else ""


def _letters(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.casefold()).removesuffix("s")


def _one_letter_off(word: str, words: _Words) -> list[str]:
    """Return the known words that differ from `word` by one letter.

    Return none where too many begin or end like it to compare them all: it may be any of them.
    """
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - most files hold no mistake
    from rapidfuzz.process import extract  # noqa: PLC0415 - the same

    candidates = words.by_start
    if len(candidates) > COMPARED:
        # One wrong letter leaves the first or the last half of a word as it was.
        half = max((len(word) - 1) // 2, 1)
        starting = _equal_run(words.by_start, word[:half], lambda other: other[:half])
        ending = _equal_run(
            words.by_end, _reversed(word[-half:]), lambda other: other[: -half - 1 : -1]
        )
        if len(starting) + len(ending) > COMPARED:
            return []
        candidates = [*{*starting, *ending}]
    matches = extract(word, candidates, scorer=OSA.distance, score_cutoff=1, limit=None)
    return [other for other, distance, _ in matches if len(other) >= SHORT and distance == 1]


def _equal_run(words: list[str], part: str, part_of: Callable[[str], str]) -> list[str]:
    """Return the words that have this part, from a list that is sorted by it."""
    first = bisect_left(words, part, key=part_of)
    return words[first : bisect_right(words, part, lo=first, key=part_of)]
