"""Converts positions between a text and an editor, which counts code units from 0."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate, takewhile
from typing import NamedTuple

from generator.checks.fixes import split_lines
from generator.content.problems import Location, Problem

UTF_8, UTF_16, UTF_32 = "utf-8", "utf-16", "utf-32"
_CODECS = {UTF_8: ("utf-8", 1), UTF_16: ("utf-16-le", 2), UTF_32: ("utf-32-le", 4)}
"""The codec of each encoding in which an editor may count, and the bytes of a code unit."""


class Position(NamedTuple):
    """A position as an editor counts it."""

    line: int
    """Counted from 0."""
    character: int
    """Code units from the beginning of the line."""


class Span(NamedTuple):
    """Part of a text, from a position up to another."""

    start: Position
    end: Position


class Replacement(NamedTuple):
    """Part of a text, and what takes its place."""

    span: Span
    new: str


class EditorText:
    """A text with the positions of an editor that counts in an encoding.

    Offsets are in characters. Lines end as in `split_lines`, which is also how editors end them.
    """

    def __init__(self, text: str, encoding: str = UTF_16) -> None:
        self.text = text
        self._codec, self._unit = _CODECS[encoding]

    @cached_property
    def _lines(self) -> list[str]:
        return split_lines(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        """The offset at which each line begins, and that of the end."""
        return [0, *accumulate(map(len, self._lines))]

    def position(self, offset: int) -> Position:
        """Return the position of an offset."""
        before = self.line_before(offset).encode(self._codec, "surrogatepass")
        return Position(self._line_number(offset), len(before) // self._unit)

    def offset(self, position: Position) -> int:
        """Return the offset of a position; one behind the end of its line means that end."""
        line = self._line(position.line)
        data = line.encode(self._codec, "surrogatepass")[: position.character * self._unit]
        return self._start(position.line) + len(data.decode(self._codec, "ignore"))

    def offset_at(self, location: Location) -> int:
        """Return the offset of a problem's location."""
        number, column = location.line - 1, location.column - 1
        has_mark = number == 0 and self.text.startswith("\ufeff")  # it has no column
        return self._start(number) + min(column + has_mark, len(self._line(number)))

    def location(self, file: str, position: Position) -> Location:
        """Return a position as the location of a problem in a file."""
        has_mark = position.line == 0 and self.text.startswith("\ufeff")
        column = self.offset(position) - self._start(position.line) + 1 - has_mark
        return Location(file, position.line + 1, column)

    def span(self, start: int, end: int) -> Span:
        """Return the part between two offsets."""
        return Span(self.position(start), self.position(end))

    def line_before(self, offset: int) -> str:
        """Return the part of a line that is before an offset."""
        return self.text[self._starts[self._line_number(offset)] : offset]

    def problem_span(self, problem: Problem) -> Span:
        """Return what to underline: the words that a problem's fix names, or else one word."""
        start = self.offset_at(problem.location)
        words, written = _WORD.match(self.text, start), problem.fix.old
        if written and self.text.startswith(written, start):
            return self.span(start, start + len(written))
        return self.span(start, words.end() if words else start)

    def replacement(self, new_text: str) -> Replacement:
        """Return the smallest part of the text that differs in a new text, and its new words."""
        start = _common_length(self.text, new_text)
        old_rest, new_rest = self.text[start:], new_text[start:]
        same = _common_length(reversed(old_rest), reversed(new_rest))
        end = len(self.text) - same
        return Replacement(self.span(start, end), new_rest[: len(new_rest) - same])

    def _line_number(self, offset: int) -> int:
        """Return the line of an offset, counted from 0; the last one for the end of the text."""
        return min(bisect_right(self._starts, offset), len(self._lines)) - 1

    def _start(self, line: int) -> int:
        return self._starts[min(line, len(self._lines))]

    def _line(self, line: int) -> str:
        """Return a line without its line break; an empty one behind the end."""
        return self._lines[line].rstrip("\r\n") if line < len(self._lines) else ""


def _common_length(first: Iterable[str], second: Iterable[str]) -> int:
    """Return how many characters two texts have in common at their beginning."""
    pairs = zip(first, second, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


_WORD = re.compile(r"[\w:/.-]+|[^\r\n]")
