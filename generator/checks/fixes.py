"""Applies automatic fixes, and normalises a file's layout."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from msgspec import Struct

from generator.content.fields import FIELDS
from generator.content.keys import Kind
from generator.content.problems import Problem


class FixedText(Struct, frozen=True):
    """A file's text after fixes were applied."""

    text: str
    fixed: tuple[Problem, ...]
    """The problems that are fixed."""


def apply_fixes(text: str, problems: Iterable[Problem]) -> FixedText:
    """Return the text with the fixes of its problems applied. Nothing else changes.

    A fix is skipped if the text at its location isn't what it replaces.
    """
    fixable = sorted({problem for problem in problems if problem.fix}, reverse=True)
    if not fixable:
        return FixedText(text, ())
    lines = split_lines(text)
    fixed = [problem for problem in fixable if _apply_fix(lines, problem)]
    return FixedText("".join(lines), tuple(reversed(fixed)))


def normalise(text: str, kind: Kind, with_order: bool = True) -> tuple[str, list[str]]:
    """Return the normalised text of a file, and what was done, in words.

    The keys stay where they are unless it is to be `with_order`.
    """
    steps: dict[str, Callable[[str], str]] = {
        "no spaces at the ends of lines": _without_trailing_spaces,
        "one end of line at the end": _with_final_newline,
    }
    if with_order:
        steps["the keys in their order"] = partial(_with_keys_in_order, kind=kind)
    done = []
    for description, step in steps.items():
        if (normalised := step(text)) != text:
            text = normalised
            done.append(description)
    return text, done


def split_lines(text: str) -> list[str]:
    """Return the lines with their line breaks, counted as the parser counts them."""
    return re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)


def _apply_fix(lines: list[str], problem: Problem) -> bool:
    """Apply a fix to its lines, and return whether they held the text to replace."""
    first, old = problem.location.line - 1, problem.fix.old.split("\n")
    if len(old) == 1:
        new = _replaced(lines[first : first + 1], problem, problem.fix.old, problem.fix.new)
    else:
        new = _replaced_lines(lines[first : first + len(old)], problem, old)
    lines[first : first + len(new)] = new
    return bool(new)


def _replaced(lines: list[str], problem: Problem, old: str, new: str) -> list[str]:
    """Return the line with its fix; nothing if it doesn't hold the text to replace."""
    if not lines:
        return []
    line, (_, number, column) = lines[0], problem.location
    has_mark = number == 1 and line.startswith("\ufeff")  # a byte-order mark has no column
    at = column - 1 + has_mark
    if not line.startswith(old, at):
        if line[at : at + 1] not in ("'", '"') or not line.startswith(old, at + 1):
            return []
        at += 1  # a quoted value begins behind its quotation mark
    return [line[:at] + new + line[at + len(old) :]]


def _replaced_lines(lines: list[str], problem: Problem, old: list[str]) -> list[str]:
    """Return the lines with their fix; nothing if they don't hold the text to replace."""
    new, start = problem.fix.new.split("\n"), problem.location.column - 1
    whole = [line.rstrip("\r\n") for line in lines[:-1]]
    is_there = len(lines) == len(old) == len(new) and lines[-1].startswith(old[-1])
    if not is_there or whole != [whole[0][:start] + old[0], *old[1:-1]]:
        return []
    ends = [line[len(text) :] for line, text in zip(lines, [*whole, old[-1]], strict=True)]
    return [
        text + end for text, end in zip([whole[0][:start] + new[0], *new[1:]], ends, strict=True)
    ]


_FRONT_MATTER = re.compile(
    r"(\ufeff?---[ \t]*\r?\n)(.*?)^(---[ \t]*\r?(?:\n|$))", re.DOTALL | re.MULTILINE
)


def _without_trailing_spaces(text: str) -> str:
    """Remove spaces at line ends, except two that break a line before another."""
    front = match.end() if (match := _FRONT_MATTER.match(text)) else 0
    # Each pattern matches a whole run of blanks: a search from within a run would be quadratic.
    head = re.sub(r"(?<![ \t])[ \t]++(?=\r?\n)", "", text[:front])
    body = re.sub(r"(?m)(?<![ \t\r\n])[ \t](?=\r?$)|^[ \t]++(?=\r?\n)", "", text[front:])
    return head + re.sub(r"(?<![ \t])[ \t]{2,}+(?=\r?\n\r?\n|(?:\r?\n)?\Z)", "", body)


def _with_final_newline(text: str) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    return text.rstrip(" \t\r\n") + end


def _with_keys_in_order(text: str, kind: Kind) -> str:
    """Sort the keys as the format lists them, unknown ones last; comments stay above their key."""
    if not (match := _FRONT_MATTER.match(text)):
        return text
    known = list(FIELDS[kind])
    parts = list(_keys(match[2]))
    rank = {name: at for at, name in enumerate(known)}
    ordered = sorted(parts, key=lambda part: rank.get(part[0], len(known)))
    return match[1] + "".join(part for _, part in ordered) + match[3] + text[match.end() :]


_KEY = re.compile(r"([A-Za-z_][\w-]*+):")


def _keys(front: str) -> Iterator[tuple[str, str]]:
    """Yield each key of the front matter with its lines and the comments above it."""
    starts, at, begin = list[tuple[int, str]](), 0, 0
    for line in front.split("\n"):
        key, at = _KEY.match(line), at + len(line) + 1
        if key:
            starts.append((begin, key[1]))
        if key or (line not in ("", "\r") and not line.startswith("#")):
            begin = at  # comments above the next key begin below this line
    if not starts or starts[0][0]:
        yield "", front
        return
    ends = [start for start, _ in starts[1:]] + [len(front)]
    for (start, name), end in zip(starts, ends, strict=True):
        yield name, front[start:end]
