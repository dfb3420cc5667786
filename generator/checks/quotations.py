"""Rules for quotations: who their speaker is, and how that is written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.context import is_in_spans, location_of_link, names_kind, problem_at
from generator.content.annotation_titles import SAID, unquoted
from generator.content.body import Body, byte_offsets
from generator.content.invisible_characters import is_blank
from generator.content.keys import Kind
from generator.content.markdown import DASH
from generator.content.model import Article, Entity
from generator.content.problems import Fix, Problem
from generator.content.word_count import count_words


def speakers_are_named(entity: Entity) -> Iterator[Problem]:
    """A quotation has words, and its last line names a person."""
    for block in entity.body.linked_blocks if isinstance(entity, Article) else ():
        quotation = block.quotation
        if quotation and is_blank(quotation.text):
            message = "this quotation has no words"
            hint = "write what was said above the speaker, in lines that begin with `>`"
            yield problem_at(entity, block.start, "no-words", message, hint)
        if quotation and not any(names_kind(link, Kind.PERSON) for link in quotation.links):
            offset = _last_line_of_quotation(entity.body.data, block.start)
            hint = f"write it like `{DASH} [Name](person:id), where or when`"
            message = "the last line of this quotation has no `person:` link"
            yield problem_at(entity, offset, "speaker-not-named", message, hint)


MAX_QUOTED_WORDS = 8
"""Words of a quotation within a sentence: more are somebody else's text."""


def quoted_words_have_marks(entity: Entity) -> Iterator[Problem]:
    """What somebody is quoted with, in an article, is short and has quotation marks around it."""
    for link in entity.body.links:
        if not link.annotation.is_speech:
            continue
        location, words = location_of_link(entity, link), unquoted(link.words)
        if not isinstance(entity, Article):
            message = "only an article, which has a date and sources, holds quotations"
            hint = f"write `[{link.words}]({link.target})` here"
            yield Problem(location, "undated-quotation", message, hint)
        elif words is None and not is_blank(link.words):
            message = "these words are marked as a quotation, but have no quotation marks"
            hint = (
                f'write `[\u201c{link.words}\u201d]({link.target} "{SAID}")`: '
                "the marks are inside of the brackets"
            )
            yield Problem(location, "missing-quotation-marks", message, hint)
        elif words is not None and is_blank(words):
            message = "there are no words between the quotation marks"
            yield Problem(location, "no-words", message, "write what was said")
        elif words and (count := count_words(words)) > MAX_QUOTED_WORDS:
            message = f"this quotation has {count} words, more than {MAX_QUOTED_WORDS}"
            hint = "quote the words that matter, and tell the rest in your own"
            yield Problem(location, "long-quotation", message, hint)


def _last_line_of_quotation(data: bytes, start: int) -> int:
    """Return the offset of the dash that begins the last line of the quotation at `start`."""
    end = _QUOTATION_END.search(data, start)
    at = data.rfind(DASH.encode(), start, end.start() if end else len(data))
    return max(at, start)


_QUOTATION_END = re.compile(rb"\n[ >\t]*+(?=\n[^>\n]|\n\n|$)")


# Each pattern begins with a line end, so that a search looks at line ends only, and not at every
# character. The text gets one before its first line.
_WRONG_DASH = re.compile(r"\n>[ \t]*(-{1,3}|\u2013|\u2012|\u2015)[ \t]*\[[^\]\n]*\]\(person:")
_NO_DASH = re.compile(
    r"\n>[ \t]*\n>[ \t]*(\[)[^\]\n]*\]\(person:[^)\n]*\)[^\n]{0,60}(?:\n(?!>)|\Z)"
)
_DASH_OUTSIDE = re.compile(rf"\n({DASH})[ \t]*\[[^\]\n]*\]\(person:")


def speakers_follow_a_long_dash(entity: Entity) -> Iterator[Problem]:
    """The line that names a speaker begins with a long dash, within the quotation."""
    if not isinstance(entity, Article) or not {">", DASH} & {*entity.body.source}:
        return
    for offset, dash in _outside_code(entity.body, _WRONG_DASH):
        message = (
            f"the line that names a speaker begins with a long dash (`{DASH}`), not with `{dash}`"
        )
        yield problem_at(entity, offset, "wrong-dash", message, f"write `{DASH}`", Fix(dash, DASH))
    for offset, _ in _outside_code(entity.body, _NO_DASH):
        message = f"the line that names a speaker begins with a long dash (`{DASH}`)"
        hint, fix = f"write `{DASH} ` before the name", Fix("[", f"{DASH} [")
        yield problem_at(entity, offset, "wrong-dash", message, hint, fix)
    for offset, _ in _outside_code(entity.body, _DASH_OUTSIDE):
        message = "the line that names a speaker is outside of the quotation"
        fix = Fix(DASH, f"> {DASH}")
        yield problem_at(entity, offset, "wrong-dash", message, "write `> ` before it", fix)


def _outside_code(body: Body, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Yield the byte offset and the text of the pattern's group wherever it isn't in code."""
    groups = [(match.start(1) - 1, match[1]) for match in pattern.finditer(f"\n{body.source}")]
    code = sorted(body.code)
    offsets = byte_offsets(body.source, (start for start, _ in groups))
    for offset, (_, text) in zip(offsets, groups, strict=True):
        if not is_in_spans(code, offset):
            yield offset, text
