"""Finds common mistakes in front matter that YAML reports in a misleading way, or elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from generator.content.problems import Fix, ParseError

MAX_VALUE_IN_HINT = 80
"""Characters of a line that a hint repeats; of a longer one it says what to do."""


def likely_mistake(front: str, line: int, is_better: Callable[[str], bool]) -> ParseError | None:
    """Return what is likely wrong in front matter that isn't YAML; None if that isn't clear.

    It has no message if that of the parser says what is wrong, and only the fix is better.
    `line` is where the parser stopped, counted from 1. A mistake is one only if the text is better
    with its fix, which `is_better` finds out.
    """
    lines = front.split("\n")
    for mistake in _mistakes(lines, min(line, len(lines))):
        first, fix = mistake.line - 1, mistake.fix
        number = fix.old.count("\n") + 1
        old = "\n".join(lines[first : first + number])
        at = mistake.column - 1
        new = old[:at] + fix.new + old[at + len(fix.old) :]
        if is_better("\n".join([*lines[:first], new, *lines[first + number :]])):
            return mistake
    return None


_KEYS = (
    "title name date published summary topics sources publisher url kind checked byline updated "
    "lang rights image draft aliases names roles links by to due"
).split()
_TAB = re.compile(r" *\t[ \t]*")
_FULLWIDTH_COLON = re.compile(r"[ \t]*(?:- )?[A-Za-z_]{1,40}[ \t]?(\uff1a[ \t\u3000]?)")
_NO_SPACE = re.compile(r"[ \t]*(?:- )?[A-Za-z_]{1,40}(:)(?=[^\s:/])")
_NO_COLON = re.compile(rf"(?:[ \t]*- |[ \t]*)(?:{'|'.join(_KEYS)})([ \t]++)(?=[^\s:][^:\n]*$)")
_SET_IN = re.compile(r"([ ]{1,20})(?=[a-z_]{1,40}:(?: |$))")
_UNCLOSED = re.compile(r"[ \t]*(?:- )?[A-Za-z_]{1,40}:[ \t]++(?:\"[^\"]*|'[^']*)$")
MAX_UNCLOSED = 3
_IS_TEXT = re.compile(r"(?![&*!][\w-]*[ \t]*[\[{])\W*\w")
"""A value that isn't only symbols, nor a list with an anchor, an alias or a tag."""
_KEY_AND_VALUE = re.compile(r"([ \t]*(?:- )?[A-Za-z_]{1,40}:[ \t]++)([^\s\[{].*)")


def _mistakes(lines: list[str], line: int) -> Iterator[ParseError]:
    """Yield what may be wrong, the likeliest first."""
    if tabs := [at for at, text in enumerate(lines) if _TAB.match(text)]:
        yield _tabs(lines, tabs[0], tabs[-1] + 1)
    near = range(max(line - 2, 0), line)  # the parser may stop at the end of the line before
    for at in near:
        yield from _bad_key(lines[at], at + 1, is_first=not any(lines[:at]))
    unclosed = [at for at in range(line) if _UNCLOSED.match(lines[at])]
    for at in (*near, *unclosed[:MAX_UNCLOSED]):
        match = _KEY_AND_VALUE.match(lines[at])
        if match and " #" not in match[2] and _IS_TEXT.match(match[2]):
            value = match[2].rstrip()
            quoted = json.dumps(_without_marks(value), ensure_ascii=False)
            hint, column = _write(match[1] + quoted), len(match[1]) + 1
            yield ParseError("bad-yaml", "", hint, at + 1, column, Fix(value, quoted))


def _bad_key(text: str, line: int, is_first: bool) -> Iterator[ParseError]:
    """Yield what may be wrong with the key of a line, or with its colon."""
    for pattern, message, new in (
        (_FULLWIDTH_COLON, "the colon of this line is a fullwidth one", ": "),
        (_NO_SPACE, "there is no space behind this colon", ": "),
        (_NO_COLON, "there is no colon behind this key", ": "),
        (_SET_IN, "the first key is set in, and the others aren't", ""),
    ):
        match = pattern.match(text)
        if match and (is_first or pattern is not _SET_IN):
            right = f"{text[: match.start(1)]}{new}{text[match.end(1) :]}"
            column, fix = match.start(1) + 1, Fix(match[1], new)
            yield ParseError("bad-yaml", message, _write(right), line, column, fix)


def _tabs(lines: list[str], first: int, end: int) -> ParseError:
    """Return the mistake that lines are indented with tabs, from the first to the last of them."""
    new, item = list[str](), ""
    for text in lines[:end]:
        words = text.lstrip()
        indent = text[: len(text) - len(words)]
        if "\t" in indent:
            is_in_item = item and not words.startswith("- ")
            indent = " " * len(item) if is_in_item else indent.replace("\t", "  ")
        if words.startswith("- "):
            item = f"{indent}- "
        elif not indent:
            item = ""
        new.append(indent + words)
    fix = Fix("\n".join(lines[first:end]), "\n".join(new[first:]))
    message = "this line is indented with a tab"
    return ParseError("bad-yaml", message, "indent it with spaces", first + 1, 1, fix)


def _without_marks(value: str) -> str:
    """Return a value without quotation marks of YAML around it, even if one of them is missing."""
    mark, inner = value[0], value[1:]
    if mark not in ("'", '"') or not (value.endswith(mark) or value.count(mark) == 1):
        return value
    if re.match(rf"[^{mark}]*[^\s{mark}]{mark}\s", inner):  # a quoted word, and more words
        return value
    return inner.removesuffix(mark)


def _write(line: str) -> str:
    """Return the hint to write a line."""
    line = line.strip()
    if len(line) <= MAX_VALUE_IN_HINT:
        return f"write `{line}`"
    return "put quotation marks around the value, and one space behind the colon"
