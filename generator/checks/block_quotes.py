"""Finds block quotations without a speaker's line at their end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.checks.context import is_in_spans, problem_at
from generator.checks.speaker_lines import (
    QUOTED,
    SpeakerLine,
    speaker_lines,
    speakers_behind_words,
)
from generator.content.body import Body
from generator.content.markdown import DASH
from generator.content.model import Article, Entity
from generator.content.problems import NO_FIX, Fix, Problem

_SPEAKER_FIRST = re.compile(
    r"(\*{0,2}\[[^\[\]\n]+\]\(person:[a-z0-9-]+\)\*{0,2})[^\n:\uff1a]{0,30}[:\uff1a][ \t]*(\S.*)"
)
_DASH = re.compile(r"[-\u2012-\u2015]")
_MARKS = '"\u201c\u201d\u2018\u00ab\u300c'


class _BlockQuote(NamedTuple):
    """A block quotation, outside of code."""

    start: int
    """The byte offset of its first line."""
    end: int
    """The byte offset behind its lines."""
    last: int
    """The byte offset of the words of its last line that has any."""
    lines: list[str]
    """The words of its lines."""


def _block_quotes(body: Body) -> Iterator[_BlockQuote]:
    """Yield every block quotation with words; a line without `>` ends it."""
    code, start, at, last, words = sorted(body.code), 0, 0, 0, list[str]()
    for line in [*body.source.split("\n"), ""] if ">" in body.source else ():
        if quoted := QUOTED.match(line):
            start = start if words else at
            if line[quoted.end() :].strip():
                last = at + len(quoted[0].encode())
                words.append(line[quoted.end() :].rstrip())
        elif words:
            if not is_in_spans(code, last):
                yield _BlockQuote(start, at, last, words)
            words = []
        at += len(line.encode()) + 1


def block_quotes_have_a_speaker(entity: Entity) -> Iterator[Problem]:
    """A block quotation of an article ends with the line of its speaker.

    What another rule takes for such a line isn't reported here.
    """
    if not isinstance(entity, Article) or entity.translation:
        return
    lines = [line for line in speaker_lines(entity.body) if line.has_link or _is_attribution(line)]
    offsets = [line.offset for line in lines]
    offsets += [speaker.offset for speaker in speakers_behind_words(entity.body)]
    quotes = [*_block_quotes(entity.body)]
    ends = [*(quote.start for quote in quotes[1:]), len(entity.body.data)]
    for quote, end in zip(quotes, ends, strict=False):
        has_line = any(quote.start <= offset < end for offset in offsets)
        if not has_line and not _DASH.match(quote.lines[-1]):
            yield _no_speaker(entity, quote)


def _is_attribution(line: SpeakerLine) -> bool:
    """Return whether a line with a dash isn't a sentence."""
    return bool(line.dash) and not line.text.endswith((".", "!", "?"))


def _no_speaker(entity: Entity, quote: _BlockQuote) -> Problem:
    message = "the last line of this block quotation names no speaker"
    hint = (
        f"add a line `> {DASH} [Name](person:id), where or when`; "
        "what nobody said is written without `>`"
    )
    fix = NO_FIX
    if first := _SPEAKER_FIRST.match(quote.lines[0]):
        message = "the speaker of this block quotation is before the words"
        hint = f"write the words, and below them `> {DASH} {first[1]}`"
        if len(quote.lines) == 1:
            new = f"{first[2]}\n> {DASH} {first[1]}"
            fix = Fix(quote.lines[0], new, is_safe=first[2][0] in _MARKS)
    return problem_at(entity, quote.last, "no-speaker", message, hint, fix)
