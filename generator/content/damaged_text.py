"""Finds what other programs did to a text: merge conflicts, and wrongly decoded characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from generator.content.problems import NO_FIX, Fix, ParseError

_CONFLICT = re.compile(r"^<{7}(?: .*)?$", re.MULTILINE)
_SEPARATOR = re.compile(r"^={7}$", re.MULTILINE)
_CONFLICT_END = re.compile(r"^>{7}(?: .*)?$", re.MULTILINE)


def merge_conflicts(text: str) -> Iterator[ParseError]:
    """Yield the first merge conflict that git left in a file: two versions of some lines."""
    if "\n>>>>>>>" not in text or not (start := _CONFLICT.search(text)):
        return
    middle = _SEPARATOR.search(text, start.end())
    if middle and _CONFLICT_END.search(text, middle.end()):
        message = "git left two versions of these lines here"
        hint = "keep the right lines; delete the others, and the three lines of `<`, `=` and `>`"
        line = text.count("\n", 0, start.start()) + 1
        yield ParseError("merge-conflict", message, hint, line)


MAX_GARBLED_REPORTED = 20
"""Garbled characters that are reported for one file."""
_BYTES = {
    bytes([byte]).decode("latin-1" if byte in b"\x81\x8d\x8f\x90\x9d" else "cp1252"): byte
    for byte in range(0x80, 0x100)
}
"""The bytes of the characters that Windows-1252 has, or makes of bytes that it doesn't use."""
_HIGH = re.escape("".join(char for char, byte in _BYTES.items() if byte < 0xC0))
_GARBLED = re.compile(
    "\ufffd+"
    # A curly quotation mark, a dash or an ellipsis; some programs drop the last byte of `\u201d`.
    f"|\xe2\u20ac[{_HIGH}]?"
    f"|(?<![A-Z])[\xc2\xc3][{_HIGH}]"  # a letter with an accent, or a sign
    f"|(?:[\xd8-\xdb][{_HIGH}]){{2,}}"  # letters of Arabic script
    f"|(?:[\xe3-\xe9][{_HIGH}]{{2}}){{2,}}"  # ideographs
)
_FIRST_GARBLED = re.compile("[\ufffd\xc2\xc3\xd8-\xdb\xe2-\xe9]")
"""What `_GARBLED` begins with: for speed, as most texts have none."""


def garbled_characters(text: str) -> Iterator[ParseError]:
    """Yield the characters that another program read in a wrong encoding (`\xe2\u20ac\u2122`)."""
    if text.isascii() or not _FIRST_GARBLED.search(text):
        return
    for match in islice(_GARBLED.finditer(text), MAX_GARBLED_REPORTED):
        written, at = match[0], match.start()
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        if meant := _decoded(written):
            message = f"another program made `{written}` of `{meant}`"
            hint, fix = f"write `{meant}`, and save files as UTF-8", Fix(written, meant)
        elif "\ufffd" in written:
            message = "another program could not read the character that was here"
            hint, fix = "write that character again, and save files as UTF-8", NO_FIX
        else:
            continue
        yield ParseError("garbled-text", message, hint, line, column, fix)


def _decoded(written: str) -> str:
    """Return what the characters were before another program read their UTF-8 as Windows-1252."""
    if written == "\xe2\u20ac":
        return "\u201d"
    with suppress(UnicodeError, KeyError):
        return bytes(_BYTES[char] for char in written).decode()
    return ""
