"""What has one right answer, put right; and a file put in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from generator.content.fields import FIELDS
from generator.content.model import Kind
from generator.content.problems import Problem


class FixedText(Struct, frozen=True):
    """A file after it was mended."""

    text: str
    fixed: tuple[Problem, ...]
    """The problems that it no longer has."""


def apply_fixes(text: str, problems: Iterable[Problem]) -> FixedText:
    """The text of a file with its fixes made. Nothing else in it is changed.

    Only what stands where the problem says is replaced: a fix that finds other words there is
    left to people.
    """
    fixes = sorted({one for one in problems if one.fix}, reverse=True)
    if not fixes:
        return FixedText(text, ())
    lines, fixed = _lines(text), list[Problem]()
    for problem in fixes:
        if _replace(lines, problem):
            fixed.append(problem)
    return FixedText("".join(lines), tuple(reversed(fixed)))


def normalise(text: str, kind: Kind) -> tuple[str, list[str]]:
    """The text put in order, and what was done for that, in words."""
    done = []
    for what, tidy in _NORMALISERS.items():
        if (tidier := tidy(text, kind)) != text:
            text = tidier
            done.append(what)
    return text, done


def _lines(text: str) -> list[str]:
    """The lines with their ends, counted as the reader counts them."""
    return re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)


def _replace(lines: list[str], problem: Problem) -> bool:
    (old, new), (_, line, column) = problem.fix, problem.location
    if line > len(lines):
        return False
    at, here = _at(lines, line, column)
    if not here.startswith(old, at):
        quoted = here[at : at + 1]  # a value stands behind its quotation mark
        if quoted not in ("'", '"') or not here.startswith(old, at + 1):
            return False
        at += 1
    lines[line - 1] = here[:at] + new + here[at + len(old) :]
    return True


def _at(lines: list[str], line: int, column: int) -> tuple[int, str]:
    """Where a column begins in its line: a byte-order mark has none."""
    here = lines[line - 1]
    return column - 1 + (line == 1 and here.startswith("\ufeff")), here


_FRONT = re.compile(
    r"(\ufeff?---[ \t]*\r?\n)(.*?)^(---[ \t]*\r?(?:\n|$))", re.DOTALL | re.MULTILINE
)


def _without_trailing_spaces(text: str, kind: Kind) -> str:
    """Two spaces at the end of a line of text break it: those stay, unless nothing follows."""
    front = found.end() if (found := _FRONT.match(text)) else 0
    # Each pattern takes a whole run of blanks: a search from within a run is quadratic.
    head = re.sub(r"(?<![ \t])[ \t]++(?=\r?\n)", "", text[:front])
    body = re.sub(r"(?m)(?<![ \t\r\n])[ \t](?=\r?$)|^[ \t]++(?=\r?\n)", "", text[front:])
    return head + re.sub(r"(?<![ \t])[ \t]{2,}+(?=\r?\n\r?\n|(?:\r?\n)?\Z)", "", body)


def _with_final_newline(text: str, kind: Kind) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    return text.rstrip(" \t\r\n") + end


def _with_keys_in_order(text: str, kind: Kind) -> str:
    """The keys as the format lists them; what is unknown comes last, comments go with a key."""
    if not (found := _FRONT.match(text)):
        return text
    known = list(FIELDS[kind])
    parts = list(_keys(found[2]))
    rank = {name: at for at, name in enumerate(known)}
    ordered = sorted(parts, key=lambda part: rank.get(part[0], len(known)))
    return found[1] + "".join(part for _, part in ordered) + found[3] + text[found.end() :]


_KEY = re.compile(r"([A-Za-z_][\w-]*+):")


def _keys(front: str) -> Iterator[tuple[str, str]]:
    """Each key of the front matter with its lines, and the comments that stand above it."""
    starts, at, begin = list[tuple[int, str]](), 0, 0
    for line in front.split("\n"):
        key, at = _KEY.match(line), at + len(line) + 1
        if key:
            starts.append((begin, key[1]))
        if key or (line not in ("", "\r") and not line.startswith("#")):
            begin = at  # what stands above the next key begins below this line
    if not starts or starts[0][0]:
        yield "", front
        return
    ends = [start for start, _ in starts[1:]] + [len(front)]
    for (start, name), end in zip(starts, ends, strict=True):
        yield name, front[start:end]


_NORMALISERS = {
    "no spaces at the ends of lines": _without_trailing_spaces,
    "one end of line at the end": _with_final_newline,
    "the keys in their order": _with_keys_in_order,
}
