"""Finds what is wrong with the lines that begin and end front matter."""

from __future__ import annotations

import re

from generator.content.problems import Fix, ParseError
from generator.content.yaml_repairs import KEYS

MARK = "---"
_MARK_LINE = re.compile(r"---[ \t]*$")
_LIKE_MARK = re.compile(r"(?!---[ \t]*$)[ \t]*([-+=*_~\u2010-\u2015\u2212]{1,80})[ \t]*$")
"""A line of other dashes than three hyphens: a word processor makes one of them."""
_KEY = re.compile(rf"(?:{'|'.join(KEYS)}):")
_FRONT_MATTER_LINE = re.compile(r"---|\s|-\s|#|[A-Za-z_]+:|$")
MAX_LINES_BEFORE = 20
"""Lines in which front matter is searched that doesn't begin on the first one."""


def missing_start(text: str) -> ParseError:
    """Return why a text doesn't begin with front matter."""
    lines = text.split("\n")
    if not text.strip():
        hint = "write the front matter and the text, or delete the file"
        return ParseError("no-front-matter", "the file is empty", hint)
    first = lines[0]
    start = _late_start(lines)
    if start and not _LIKE_MARK.match(first):
        message = "the front matter doesn't begin on the first line"
        return ParseError("no-front-matter", message, f"delete what is before line {start}")
    has_key = any(_KEY.match(line.lstrip()) for line in lines[1:3])
    if has_key and _LIKE_MARK.match(first):
        message = f"the first line is `{first[:20]}`, not exactly three hyphens"
        return ParseError("no-front-matter", message, f"write `{MARK}`", fix=Fix(first, MARK))
    if _KEY.match(first) and any(map(_MARK_LINE.match, lines)):
        message = f"the line `{MARK}` above the first key is missing"
        fix = Fix(first, f"{MARK}\n{first}")
        return ParseError(
            "no-front-matter", message, f"write a line `{MARK}` above this one", fix=fix
        )
    hint = "begin with a line of three hyphens (`---`), then the keys, then another such line"
    return ParseError("no-front-matter", "the file does not begin with front matter", hint)


def _late_start(lines: list[str]) -> int:
    """Return the number of the line on which front matter begins that has others before it, or 0.

    Lines that are keys are part of it: the line above them is missing.
    """
    if _KEY.match(lines[0]):
        return 0
    for number, line in enumerate(lines[1:MAX_LINES_BEFORE], 2):
        if _MARK_LINE.match(line.lstrip()) and any(map(_KEY.match, lines[number : number + 1])):
            return number
    return 1 if _MARK_LINE.match(lines[0].lstrip()) else 0


def missing_end(text: str) -> ParseError:
    """Return the error of front matter that has no line of hyphens at its end."""
    lines = text.split("\n")
    numbers = (
        number
        for number, line in enumerate(lines, 1)
        if _LIKE_MARK.match(line) or not _FRONT_MATTER_LINE.match(line)
    )
    line = next(numbers, 1)
    last = lines[line - 1]
    if _LIKE_MARK.match(last):
        message = f"the front matter ends with `{last[:20]}`, not with exactly three hyphens"
        fix = Fix(last, MARK)
        return ParseError("unclosed-front-matter", message, f"write `{MARK}`", line, fix=fix)
    message = "the front matter has no line `---` at its end"
    hint = "write a line `---` between the last key and the text"
    return ParseError("unclosed-front-matter", message, hint, line)
