"""Finds invisible characters, which can make a text look different from what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from unicodedata import bidirectional, category, name

_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
"""ASCII control characters except tabs and line ends."""
_IGNORABLE = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
)
_IGNORABLE_ABOVE = "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
"""Unicode's property Default_Ignorable_Code_Point, which Python doesn't have: up to U+FFFF, and
above."""
_MEANINGLESS = "\x80-\x9f\u2028\u2029\ue000-\uf8ff\ufdd0-\ufdef\ufff9-\ufffc\ufffe\uffff"
_MEANINGLESS_ABOVE = "\U00013430-\U0001343f\U000e1000-\U0010ffff" + "".join(
    chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in range(0x10000, 0xF0000, 0x10000)
)
"""Other control and format characters, noncharacters, private use, and object replacement."""
_BLANK = "\u2800"
_BLANK_ABOVE = "\U00016fe4\U0001d159"
"""Characters that look like a space and aren't one, like BRAILLE PATTERN BLANK."""

_NUMBER_SIGNS = "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2"
_NUMBER_SIGNS_ABOVE = "\U000110bd\U000110cd"
"""Format characters that are visible around the digits after them."""
_DIRECTION_MARKS = "\u061c\u200e\u200f"
_EMOJI_PARTS = "\u2640\u2642\ufe0f"
"""Parts of emoji that aren't symbols."""

_IN_ASCII = re.compile(f"[{_CONTROLS}]")
_NEVER_SHOWN = re.compile(
    f"[{_CONTROLS}{_IGNORABLE}{_MEANINGLESS}{_BLANK}{_NUMBER_SIGNS}"
    f"{_IGNORABLE_ABOVE}{_MEANINGLESS_ABOVE}{_BLANK_ABOVE}{_NUMBER_SIGNS_ABOVE}]"
)
MAX_STACKED_MARKS = 4
"""Combining marks on one letter. No language needs more."""


def find_invisible(text: str) -> Iterator[int]:
    """Yield the offset of every invisible character in `text` that isn't needed where it is.

    Allowed are joiners beside Arabic letters and within emoji, direction marks in lines with
    right-to-left letters, variation selectors after characters that they vary, a Braille blank
    beside Braille, number signs before digits, and up to `MAX_STACKED_MARKS` combining marks on one
    letter of any script.
    """
    if text.isascii():
        yield from (match.start() for match in _IN_ASCII.finditer(text))
        return
    marks, next_mark = 0, -1  # marks on the previous letter, and the offset of one more
    line_end, is_right_to_left = -1, False
    for match in _suspects().finditer(text):
        at, char = match.start(), match[0]
        is_mark = _is_mark(char)
        if not is_mark and not _is_never_shown(char):
            continue
        marks = (marks if at == next_mark else 0) + is_mark
        next_mark = at + 1
        if is_mark:
            is_needed = marks <= MAX_STACKED_MARKS
        elif char in _DIRECTION_MARKS:
            if at > line_end:  # once per line, since a line may hold thousands
                start = text.rfind("\n", max(line_end, 0), at) + 1
                line_end = text.find("\n", at)
                line_end = len(text) if line_end < 0 else line_end
                is_right_to_left = _is_right_to_left(text[start:line_end])
            is_needed = is_right_to_left and (at == 0 or text[at - 1] not in _DIRECTION_MARKS)
        else:
            is_needed = _is_needed(char, text[at - 1 : at] if at else "", text[at + 1 : at + 2])
        if not is_needed:
            yield at


def has_invisible(text: str) -> bool:
    """Return whether `text` holds an invisible character that isn't needed."""
    return next(find_invisible(text), None) is not None


def is_blank(text: str) -> bool:
    """Return whether all of `text` is spaces, marks and invisible characters."""
    return not any(category(char)[0] in "LNPS" and not _is_never_shown(char) for char in text)


def character_name(char: str) -> str:
    """Return the name and code point of an invisible character, for a message."""
    is_control = category(char) == "Cc"
    unnamed = "a control character" if is_control else "a character without a name"
    return f"{name(char, unnamed)} (U+{ord(char):04X})"


INVISIBLE_CODES = ("hidden-character", "control-character")


def problem_code(char: str) -> str:
    """Return the problem code for an invisible character."""
    return "control-character" if category(char) == "Cc" else "hidden-character"


@cache
def _suspects() -> re.Pattern[str]:
    """Return a pattern for every character that may be invisible or a combining mark.

    It takes all characters above U+FFFF: they are rare, and listing their ranges makes it slow.
    """
    # Left out are blocks of ideographs and Hangul syllables, which have no combining marks.
    blocks = [*range(0x300, 0x3400), *range(0xA000, 0xAC00), *range(0xF900, 0x10000)]
    marks = "".join(char for char in map(chr, blocks) if category(char) in ("Mn", "Me"))
    below = f"{_CONTROLS}{_IGNORABLE}{_MEANINGLESS}{_BLANK}{_NUMBER_SIGNS}{marks}"
    return re.compile(f"[{below}\U00010000-\U0010ffff]")


@lru_cache(maxsize=1 << 12)
def _is_never_shown(char: str) -> bool:
    """Return whether a character is invisible by itself."""
    return _NEVER_SHOWN.match(char) is not None


@lru_cache(maxsize=1 << 12)
def _is_mark(char: str) -> bool:
    """Return whether a character combines with the one before it."""
    return category(char) in ("Mn", "Me") and not _is_never_shown(char)


def _is_needed(char: str, before: str, after: str) -> bool:
    """Return whether an invisible character is needed between its neighbours."""
    match char:
        case "\u200c":
            return _is_arabic(before) and _is_arabic(after)
        case "\u200d":
            is_in_emoji = _is_symbol(before) and _is_symbol(after)
            return is_in_emoji or _is_arabic(before) or _is_arabic(after)
        case "\ufe0e" | "\ufe0f":
            can_vary = _is_symbol(before) or before.isdecimal() or before in ("#", "*")
            return can_vary and before != "\ufe0f"
        case "\u2800":
            return _is_braille(before) or _is_braille(after)
    if "\ufe00" <= char <= "\ufe0d" or "\U000e0100" <= char <= "\U000e01ef":
        return _is_han(before)
    return bool(_NUMBER_SIGN.match(char)) and after.isdecimal()


_NUMBER_SIGN = re.compile(f"[{_NUMBER_SIGNS}{_NUMBER_SIGNS_ABOVE}]")


def _is_right_to_left(line: str) -> bool:
    """Return whether a line has right-to-left letters."""
    return any(bidirectional(char) in ("R", "AL") for char in line if char not in _DIRECTION_MARKS)


def _is_arabic(char: str) -> bool:
    """Return whether a character is an Arabic letter or a mark on one."""
    is_mark = "\u0600" <= char <= "\u08ff" and category(char) == "Mn"
    return bool(char) and char not in _DIRECTION_MARKS and (is_mark or bidirectional(char) == "AL")


def _is_symbol(char: str) -> bool:
    return bool(char) and (char in _EMOJI_PARTS or category(char) in ("So", "Sk"))


def _is_braille(char: str) -> bool:
    return "\u2801" <= char <= "\u28ff"


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff"
