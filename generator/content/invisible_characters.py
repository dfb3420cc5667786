"""Characters that nobody sees, and that can make a text read otherwise than it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from unicodedata import bidirectional, category, name

_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
"""Control characters of ASCII, less tabs and the ends of lines."""
_IGNORABLE = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
)
_IGNORABLE_ABOVE = "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
"""Unicode's Default_Ignorable_Code_Point: what no program shows that does not know it. Up to
U+FFFF, and above. Python has no such property."""
_MEANINGLESS = "\x80-\x9f\u2028\u2029\ue000-\uf8ff\ufdd0-\ufdef\ufff9-\ufffc\ufffe\uffff"
_MEANINGLESS_ABOVE = "\U00013430-\U0001343f\U000e1000-\U0010ffff" + "".join(
    chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in range(0x10000, 0xF0000, 0x10000)
)
"""Other control and format characters, noncharacters, those for private use, and what holds the
place of an object."""
_BLANK = "\u2800"
_BLANK_ABOVE = "\U00016fe4\U0001d159"
"""What has a place and no ink, and is no space: BRAILLE PATTERN BLANK and its like."""

_NUMBER_SIGNS = "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2"
_NUMBER_SIGNS_ABOVE = "\U000110bd\U000110cd"
"""Format characters that are seen around the digits after them."""
_DIRECTION_MARKS = "\u061c\u200e\u200f"
_SIGNS = "\u2640\u2642\ufe0f"
"""What small pictures are made of besides symbols."""

_IN_ASCII = re.compile(f"[{_CONTROLS}]")
_NEVER_SHOWN = re.compile(
    f"[{_CONTROLS}{_IGNORABLE}{_MEANINGLESS}{_BLANK}{_NUMBER_SIGNS}"
    f"{_IGNORABLE_ABOVE}{_MEANINGLESS_ABOVE}{_BLANK_ABOVE}{_NUMBER_SIGNS_ABOVE}]"
)
MAX_STACKED_MARKS = 4
"""Marks that may stand above, below or around one letter. No language needs more."""


def find_invisible(text: str) -> Iterator[int]:
    """Yield where in `text` there is a character that hides, and isn't needed where it stands.

    Joiners may stand beside letters of the Arabic script, or between the signs of a small
    picture; marks of direction in a line with right-to-left letters; variation selectors after what
    they vary; a blank of Braille beside another sign of Braille; signs of numbers before a digit;
    on one letter at most `STACKED` marks, of whatever script.
    """
    if text.isascii():
        yield from (found.start() for found in _IN_ASCII.finditer(text))
        return
    marks, following = 0, -1  # of the letter before; and where one more of its marks would stand
    line_end, runs_left = -1, False
    for found in _suspects().finditer(text):
        at, char = found.start(), found[0]
        is_mark = _is_mark(char)
        if not is_mark and not _is_never_shown(char):
            continue
        marks = (marks if at == following else 0) + is_mark
        following = at + 1
        if is_mark:
            is_needed = marks <= MAX_STACKED_MARKS
        elif char in _DIRECTION_MARKS:
            if at > line_end:  # once a line: a line may hold thousands
                start = text.rfind("\n", max(line_end, 0), at) + 1
                line_end = text.find("\n", at)
                line_end = len(text) if line_end < 0 else line_end
                runs_left = _runs_left(text[start:line_end])
            is_needed = runs_left and (at == 0 or text[at - 1] not in _DIRECTION_MARKS)
        else:
            is_needed = _is_needed(char, text[at - 1 : at] if at else "", text[at + 1 : at + 2])
        if not is_needed:
            yield at


def has_invisible(text: str) -> bool:
    """Return whether any character of `text` hides."""
    return next(find_invisible(text), None) is not None


def is_blank(text: str) -> bool:
    """Return whether nobody sees anything of `text`: it is made of spaces, marks and their like."""
    return not any(category(char)[0] in "LNPS" and not _is_never_shown(char) for char in text)


def character_name(char: str) -> str:
    """A hidden character by its name, for a message."""
    what = name(char, "")
    if not what:
        what = "a control character" if category(char) == "Cc" else "a character without a name"
    return f"{what} (U+{ord(char):04X})"


def problem_code(char: str) -> str:
    """The code of the problem that a hidden character is."""
    return "control-character" if category(char) == "Cc" else "hidden-character"


@cache
def _suspects() -> re.Pattern[str]:
    """Return a pattern of every character that has to be looked at.

    Those above U+FFFF are rare, and a pattern would look through their ranges for every letter.
    """
    # Blocks of ideographs and Hangul syllables, which hold no mark, are left out.
    blocks = [*range(0x300, 0x3400), *range(0xA000, 0xAC00), *range(0xF900, 0x10000)]
    marks = "".join(char for char in map(chr, blocks) if category(char) in ("Mn", "Me"))
    below = f"{_CONTROLS}{_IGNORABLE}{_MEANINGLESS}{_BLANK}{_NUMBER_SIGNS}{marks}"
    return re.compile(f"[{below}\U00010000-\U0010ffff]")


@lru_cache(maxsize=1 << 12)
def _is_never_shown(char: str) -> bool:
    """Return whether a character hides, unless it is needed where it stands."""
    return _NEVER_SHOWN.match(char) is not None


@lru_cache(maxsize=1 << 12)
def _is_mark(char: str) -> bool:
    """Return whether a character is shown on the one before it, and takes no room of its own."""
    return category(char) in ("Mn", "Me") and not _is_never_shown(char)


def _is_needed(char: str, before: str, after: str) -> bool:
    """Return whether a character that hides elsewhere is needed between its neighbours."""
    match char:
        case "\u200c":
            return _is_arabic(before) and _is_arabic(after)
        case "\u200d":
            is_in_a_sign = _is_sign(before) and _is_sign(after)
            return is_in_a_sign or _is_arabic(before) or _is_arabic(after)
        case "\ufe0e" | "\ufe0f":
            is_varied = _is_sign(before) or before.isdecimal() or before in ("#", "*")
            return is_varied and before != "\ufe0f"
        case "\u2800":
            return _is_braille(before) or _is_braille(after)
    if "\ufe00" <= char <= "\ufe0d" or "\U000e0100" <= char <= "\U000e01ef":
        return _is_han(before)
    return bool(_NUMBER_SIGN.match(char)) and after.isdecimal()


_NUMBER_SIGN = re.compile(f"[{_NUMBER_SIGNS}{_NUMBER_SIGNS_ABOVE}]")


def _runs_left(line: str) -> bool:
    """Return whether a line has right-to-left letters."""
    return any(bidirectional(char) in ("R", "AL") for char in line if char not in _DIRECTION_MARKS)


def _is_arabic(char: str) -> bool:
    """True of letters of the Arabic script, and of the marks above and below them."""
    is_mark = "\u0600" <= char <= "\u08ff" and category(char) == "Mn"
    return bool(char) and char not in _DIRECTION_MARKS and (is_mark or bidirectional(char) == "AL")


def _is_sign(char: str) -> bool:
    return bool(char) and (char in _SIGNS or category(char) in ("So", "Sk"))


def _is_braille(char: str) -> bool:
    return "\u2801" <= char <= "\u28ff"


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff"
