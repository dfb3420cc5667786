"""Characters that nobody sees, and that can make a text read otherwise than it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import bidirectional, category, name

_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
"""Control characters, less tabs and the ends of lines."""
_NEVER = (
    "\x80-\x9f\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2028-\u202e\u2060-\u206f"
    "\u3164\ue000-\uf8ff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e00ff\U000e01f0-\U0010ffff"
)
"""What is invisible everywhere, turns the direction of what follows, or means nothing to anybody:
format characters, fillers, tags, noncharacters, and those for private use."""
_MARKS = "\u061c\u200e\u200f"
"""Marks of direction."""
_SIGNS = "\u2640\u2642\ufe0f"
"""What small pictures are made of besides symbols."""
_ACCENTS = (
    "\u0300-\u034e\u0350-\u036f\u0483-\u0489\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\ufe20-\ufe2f"
)
"""What stands above and below letters, and in a heap covers the lines around."""
_SOMEWHERE = f"\u200c\u200d{_MARKS}{_ACCENTS}\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""What some scripts need: joiners, marks of direction, accents, and variants of the letter before.
"""

_IN_ASCII = re.compile(f"[{_CONTROLS}]")
_ACCENT = re.compile(f"[{_ACCENTS}]")
_HEAP = re.compile(f"[{_ACCENTS}]{{4}}")
_ANYWHERE = re.compile(f"[{_CONTROLS}{_NEVER}{_SOMEWHERE}]")


def hidden(text: str) -> Iterator[int]:
    """Where in `text` there is a character that hides, and is not needed where it stands.

    Joiners may stand beside letters of the Arabic script, or between the signs of a small
    picture; marks of direction in a line with right-to-left letters; variants after what they vary;
    on a letter at most four accents.
    """
    looked_for = _IN_ASCII if text.isascii() else _ANYWHERE
    return (at.start() for at in looked_for.finditer(text) if not _is_needed(text, at.start()))


def told(char: str) -> str:
    """A hidden character by its name, for a message."""
    what = name(char, "")
    if not what:
        what = "a control character" if category(char) == "Cc" else "a character without a name"
    return f"{what} (U+{ord(char):04X})"


def code_of(char: str) -> str:
    """The code of the problem that a hidden character is."""
    return "control-character" if category(char) == "Cc" else "hidden-character"


def _is_needed(text: str, at: int) -> bool:
    char, before, after = text[at], text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    match char:
        case "\u200c":
            return _is_arabic(before) and _is_arabic(after)
        case "\u200d":
            is_in_a_sign = _is_sign(before) and _is_sign(after)
            return is_in_a_sign or _is_arabic(before) or _is_arabic(after)
        case "\u061c" | "\u200e" | "\u200f":
            return _runs_left(text, text.rfind("\n", 0, at) + 1)
        case "\ufe0e" | "\ufe0f":
            return _is_sign(before) or before.isdecimal() or before in ("#", "*")
    if _ACCENT.match(char):
        return not _HEAP.fullmatch(text, max(at - 4, 0), at)
    is_variant = "\ufe00" <= char <= "\ufe0d" or "\U000e0100" <= char <= "\U000e01ef"
    return is_variant and _is_han(before)


@lru_cache(maxsize=8)
def _runs_left(text: str, start: int) -> bool:
    """True when the line that begins at `start` has right-to-left letters."""
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else None]
    return any(bidirectional(char) in ("R", "AL") for char in line if char not in _MARKS)


def _is_arabic(char: str) -> bool:
    """True of letters of the Arabic script, and of the marks above and below them."""
    is_mark = "\u0600" <= char <= "\u08ff" and category(char) == "Mn"
    return bool(char) and char not in _MARKS and (is_mark or bidirectional(char) == "AL")


def _is_sign(char: str) -> bool:
    return bool(char) and (char in _SIGNS or category(char) in ("So", "Sk"))


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff"
