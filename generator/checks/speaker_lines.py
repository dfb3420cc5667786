"""Finds lines that name the speaker of a quotation, however they are written.

A speaker's line is the last one of a block quote: `> — [Name](person:id), where or when`. Writers
forget the dash, the link or the `>`, or they put an empty line before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.checks.context import is_in_spans
from generator.content.body import Body, byte_offsets
from generator.content.markdown import DASH

MAX_EMPTY_LINES = 3
"""Empty lines between a quotation and the line that names its speaker."""
MAX_ATTRIBUTION = 200
"""Characters of a line that names a speaker; in a longer one the name is not searched."""

QUOTED = re.compile(r"[ ]{0,3}(?>(?:>[ \t]?)+)[ \t]*")
"""What is before the words of a line in a block quotation."""
_OUTSIDE = re.compile(r"[ ]{0,3}")
_DASH = re.compile(r"(-{1,3}|[\u2012-\u2015])[ \t]*+(?=\S)")
_PERSON = re.compile(r"\[[^\]\n]*\]\(person:")
_LINK_END = re.compile(r"\][^)\n]*\)")
OCCASION = re.compile(
    r"[\s*_]*+(?:$|[,;:(\u060c\uff0c\u2013\u2014-](?!\s*(?:who|whom|whose|which)\b)"
    r"|(?:at|in|on|to|after|before|during|speaking)\b)"
)
"""What may follow the name of a speaker: anything else makes a sentence about a person."""


class SpeakerLine(NamedTuple):
    """A line that may name the speaker of a quotation, and isn't written like one."""

    offset: int
    """Byte offset of `old`."""
    old: str
    """What is written before the name, from the first of the empty lines above on."""
    new: str
    """What must be written instead."""
    dash: str
    """The dash as it is written; empty if there is none."""
    text: str
    """The rest of the line, from the name on."""
    is_outside: bool
    """Whether the line isn't in the block quote."""

    @property
    def has_link(self) -> bool:
        """Whether the text begins with a link to a person."""
        return _PERSON.match(self.text) is not None

    @property
    def is_sentence(self) -> bool:
        """Whether the words after the link say something about the person."""
        end = _LINK_END.search(self.text)
        return end is not None and not OCCASION.match(self.text, end.end())

    @property
    def empty_lines(self) -> int:
        """The number of empty lines between the quotation and this line."""
        return self.old.count("\n")


def speaker_lines(body: Body) -> Iterator[SpeakerLine]:
    """Yield the lines after the words of a quotation that may name its speaker.

    Lines that are written as they should be are left out.
    """
    if ">" not in body.source:
        return
    lines = body.source.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    code = sorted(body.code)
    candidates = [(starts[at] + column, line) for at, column, line in _lines_after_words(lines)]
    offsets = byte_offsets(body.source, (start for start, _ in candidates))
    for offset, (_, speaker_line) in zip(offsets, candidates, strict=True):
        if not is_in_spans(code, offset):
            yield speaker_line._replace(offset=offset)


def _lines_after_words(lines: list[str]) -> Iterator[tuple[int, int, SpeakerLine]]:
    """Yield each line with the index of the line and the column at which its `old` begins."""
    for at, line in enumerate(lines):
        is_last = at + 1 == len(lines) or not lines[at + 1].lstrip().startswith(">")
        if not is_last or not (quoted := QUOTED.match(line)):
            continue
        if inside := _inside(line, quoted.end(), lines[at - 1] if at else ""):
            yield at, quoted.end(), inside
        elif quoted.end() < len(line) and not line.startswith(DASH, quoted.end()):
            yield from _outside(lines, at + 1)


def _inside(line: str, start: int, before: str) -> SpeakerLine | None:
    """Return the last line of a block quote, if it begins like one that names a speaker."""
    words_before = before[quoted.end() :] if (quoted := QUOTED.match(before)) else ""
    dash = _DASH.match(line, start)
    if dash and dash[1] == DASH:
        return None
    if not quoted or (words_before and not dash) or _DASH.match(words_before):
        return None  # it's the only line, more of the words, or an item of a list
    old = dash[0] if dash else ""
    gap = old[len(dash[1]) :] if dash else ""
    text = line[start + len(old) :].rstrip()
    return SpeakerLine(0, old, f"{DASH}{gap or ' '}", dash[1] if dash else "", text, False)


def _outside(lines: list[str], start: int) -> Iterator[tuple[int, int, SpeakerLine]]:
    """Yield the next line with words, if it begins like one that names a speaker."""
    at = start
    while at < len(lines) and at - start < MAX_EMPTY_LINES and not lines[at].strip():
        at += 1
    if at == len(lines) or not (indent := _OUTSIDE.match(lines[at])):
        return
    dash = _DASH.match(lines[at], indent.end())
    is_alone = at + 1 == len(lines) or not lines[at + 1].strip()
    if not dash or not is_alone:  # a list, or a paragraph that begins with a dash
        return
    empty = "".join(f"{line}\n" for line in lines[start:at])
    column = 0 if empty else indent.end()
    old = f"{empty}{lines[at][column : dash.end()]}"
    new = ">\n" * (at - start) + f"> {DASH}{dash[0][len(dash[1]) :] or ' '}"
    text = lines[at][dash.end() :].rstrip()
    yield start if empty else at, column, SpeakerLine(0, old, new, dash[1], text, True)


class SpeakerBehindWords(NamedTuple):
    """A speaker on the line of the quoted words."""

    offset: int
    """Byte offset of `dash`."""
    dash: str
    """The dash between the words and the name, with the blanks around it."""
    is_certain: bool
    """Whether the words end before it, and nothing but an occasion follows the name."""


_BEHIND_WORDS = re.compile(
    r"^ {0,3}>(?![ \t]*[-\u2012-\u2015])[^\n]*?(?P<end>[.!?\"\u201d\u201c\u2019\u00bb\u300d]?+)"
    r"(?P<dash>[ \t]{0,9}+(?:\u2014|\u2013|--?)[ \t]*+)\[[^\[\]\n]+\]\(person:[^()\n]+\)"
    r"(?P<rest>[^\n]*)$(?!\n>)",
    re.MULTILINE,
)
_SENTENCE = re.compile(r"\W*(?:and|but|or|so|is|was|has|had|will|would|can|said|says)\b")


def speakers_behind_words(body: Body) -> Iterator[SpeakerBehindWords]:
    """Yield the speakers that are on the last line of a quotation's words, behind a dash."""
    if ">" not in body.source:
        return
    matches = [
        match
        for match in _BEHIND_WORDS.finditer(body.source)
        if match["end"] or _is_occasion(match["rest"])
    ]
    offsets = byte_offsets(body.source, (match.start("dash") for match in matches))
    for match, offset in zip(matches, offsets, strict=True):
        is_certain = bool(match["end"]) and _is_occasion(match["rest"])
        yield SpeakerBehindWords(offset, match["dash"], is_certain)


def _is_occasion(rest: str) -> bool:
    return bool(OCCASION.match(rest)) and not _SENTENCE.match(rest)
