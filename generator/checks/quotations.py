"""Rules for quotations: who their speaker is, and how that is written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.context import PossibleSpeaker, location_of_link, names_kind, problem_at
from generator.checks.speaker_lines import SpeakerLine, speaker_lines, speakers_behind_words
from generator.content.annotation_titles import SAID, unquoted
from generator.content.body import Link
from generator.content.invisible_characters import is_blank
from generator.content.keys import Kind
from generator.content.markdown import DASH
from generator.content.model import Article, Entity
from generator.content.problems import NO_FIX, Fix, Location, Problem
from generator.content.word_count import count_words

_LEFT_OUT = re.compile(
    r"[^\W_]\W{0,4}?(?:\.{3,9}|(?:\. ){2}\.|\u2026{1,3})[\])\uff09]?\s{0,3}[\"\u201c\u2018]?[^\W_]"
)
"""Dots between the words of a quotation."""


def _words_left_out(location: Location) -> Problem:
    message = "words are left out of the middle of this quotation"
    hint = "quote words that follow each other, or make two quotations of them"
    return Problem(location, "cut-quotation", message, hint)


def speakers_are_named(entity: Entity) -> Iterator[Problem]:
    """A quotation has words, all of them, and its last line names a person."""
    for block in entity.body.linked_blocks if isinstance(entity, Article) else ():
        quotation = block.quotation
        if quotation and is_blank(quotation.text):
            message = "this quotation has no words"
            hint = "write what was said above the speaker, in lines that begin with `>`"
            yield problem_at(entity, block.start, "no-words", message, hint)
        if quotation and _LEFT_OUT.search(quotation.text) and not entity.translation:
            position = entity.body.position(block.start)
            yield _words_left_out(Location(entity.location_of().file, *position))
        if quotation and not any(names_kind(link, Kind.PERSON) for link in quotation.links):
            offset, line = _last_line_of_quotation(entity.body.data, block.start)
            fix = Fix(line, line, is_safe=False, words=line.removeprefix(DASH).strip())
            hint = f"write it like `{DASH} [Name](person:id), where or when`"
            message = "the last line of this quotation has no `person:` link"
            yield problem_at(entity, offset, "speaker-not-named", message, hint, fix)


_LIKE_MARKS = "\"'`<>\u00ab\u00bb\u2018\u2019\u201c\u201d\u201e "
"""What writers type for quotation marks; only a pair of them is one."""
MAX_QUOTED_WORDS = 8
"""Words of a quotation within a sentence: more are somebody else's text."""


def quoted_words_have_marks(entity: Entity) -> Iterator[Problem]:
    """What somebody is quoted with is short, whole, and has quotation marks around it."""
    for link in entity.body.links:
        if not link.annotation.is_speech:
            continue
        location, words = location_of_link(entity, link), unquoted(link.words)
        if not isinstance(entity, Article):
            message = "only an article, which has a date and sources, holds quotations"
            hint = f"write `[{link.words}]({link.target})` here"
            yield Problem(location, "undated-quotation", message, hint)
        elif words is None and not is_blank(link.words):
            yield _without_marks(entity, link)
        elif words is not None and is_blank(words):
            message = "there are no words between the quotation marks"
            yield Problem(location, "no-words", message, "write what was said")
        elif entity.translation:  # it has as many words as the language needs
            continue
        elif words and _LEFT_OUT.search(words):
            yield _words_left_out(location)
        elif words and (count := count_words(words)) > MAX_QUOTED_WORDS:
            message = f"this quotation has {count} words, more than {MAX_QUOTED_WORDS}"
            hint = "quote the words that matter, and tell the rest in your own"
            yield Problem(location, "long-quotation", message, hint)


def _without_marks(entity: Entity, link: Link) -> Problem:
    """Return the problem that quoted words lack a mark; if the marks are outside, they move in."""
    data, words = entity.body.data, link.words
    plain = words.strip(_LIKE_MARKS) or words
    hint = (
        f'write `[\u201c{plain}\u201d]({link.target} "{SAID}")`: '
        "the marks are inside of the brackets"
    )
    before = data[max(link.start - 3, 0) : link.start].decode(errors="ignore")[-1:]
    after = data[link.end : link.end + 3].decode(errors="ignore")[:1]
    begin = before if before in _MARKS and words[0] not in _MARKS else ""
    end = after if after in _MARKS and words[-1] not in _MARKS else ""
    if unquoted(f"{begin}{words}{end}") is not None:
        written = data[link.start : link.end].decode()
        new = f"[{begin}{words}{end}]{data[link.tail + 1 : link.end].decode()}"
        message, hint = "a quotation mark is outside of the brackets", f"write `{new}`"
        has_plain_words = written.startswith(f"[{words}]")
        fix = Fix(f"{begin}{written}{end}", new) if has_plain_words else NO_FIX
        start = link.start - len(begin.encode())
        return problem_at(entity, start, "missing-quotation-marks", message, hint, fix)
    message = "these words are marked as a quotation, but have no quotation marks"
    if words[0] in _MARKS or words[-1] in _MARKS:
        message = (
            "these words are marked as a quotation, but one of their quotation marks is missing"
        )
    old = f'{link.target} "{link.title}"'
    facts = "|".join([link.target, _only_quotation_beside(entity, link), words])
    fix = Fix(old, old, is_safe=False, words=facts)
    return Problem(location_of_link(entity, link), "missing-quotation-marks", message, hint, fix)


_QUOTED = re.compile(
    '[\u201c\u201d\u201e][^\u201c\u201d\u201e|\n]{1,200}[\u201c\u201d]|"[^"|\n]{1,200}"'
    "|\u00ab[^\u00ab\u00bb|\n]{1,200}\u00bb|\u300c[^\u300c\u300d|\n]{1,200}\u300d"
)


def _only_quotation_beside(entity: Entity, link: Link) -> str:
    """Return the quotation in the paragraph of a link with its marks; "" unless there is one."""
    for block in entity.body.linked_blocks:
        if link in block.links:
            quotations = _QUOTED.findall(block.text)
            return quotations[0] if len(quotations) == 1 else ""
    return ""


_MARKS = '"\u00ab\u00bb\u2018\u2019\u201c\u201d\u201e\u300c\u300d\u300e\u300f'


def _last_line_of_quotation(data: bytes, start: int) -> tuple[int, str]:
    """Return the dash that begins the last line of the quotation at `start`: offset and line."""
    match = _QUOTATION_END.search(data, start)
    end = match.start() if match else len(data)
    at = max(data.rfind(DASH.encode(), start, end), start)
    return at, data[at:end].partition(b"\n")[0].decode()


_QUOTATION_END = re.compile(rb"\n[ >\t]*+(?=\n[^>\n]|\n\n|$)")


def speakers_follow_a_long_dash(entity: Entity) -> Iterator[Problem]:
    """The line that names a speaker begins with a long dash, within the quotation."""
    for line in speaker_lines(entity.body) if isinstance(entity, Article) else ():
        if line.has_link and (line.dash or len(line.text) <= MAX_WITHOUT_DASH):
            yield _speaker_problem(entity, line)


MAX_WITHOUT_DASH = 150
"""Characters of a line that names a speaker without a dash; a longer one is part of the words."""


def _speaker_problem(entity: Entity, line: SpeakerLine) -> Problem:
    message = f"the line that names a speaker begins with a long dash (`{DASH}`)"
    hint, fix = f"write `{DASH} ` before the name", Fix("[", f"{DASH} [")
    if line.empty_lines:
        message = "an empty line separates the quotation from the line that names its speaker"
        hint = f"write `>` here, and `> {DASH} ` before the name below"
        fix = Fix(line.old, line.new, is_safe=not line.is_sentence)
    elif line.is_outside:
        message = "the line that names a speaker is outside of the quotation"
        hint = "write `> ` before it"
        fix = Fix(line.old, line.new, is_safe=not line.is_sentence)
    elif line.dash:
        message = f"{message}, not with `{line.dash}`"
        hint, fix = f"write `{DASH}`", Fix(line.dash, DASH)
    return problem_at(entity, line.offset, "wrong-dash", message, hint, fix)


def speakers_have_their_line(entity: Entity) -> Iterator[Problem]:
    """The speaker of a quotation is on a line below the words."""
    for speaker in speakers_behind_words(entity.body) if isinstance(entity, Article) else ():
        message = "the speaker of this quotation isn't on a line below its words"
        hint = f"begin a new line with `> {DASH} ` here"
        fix = Fix(speaker.dash, f"\n> {DASH} ", is_safe=speaker.is_certain)
        yield problem_at(entity, speaker.offset, "wrong-dash", message, hint, fix)


def possible_speakers(entity: Entity) -> Iterator[PossibleSpeaker]:
    """Yield the lines that name a speaker if they begin with the name of a person."""
    for line in speaker_lines(entity.body) if isinstance(entity, Article) else ():
        if not line.has_link and len(line.text) <= MAX_WITHOUT_DASH:
            position = entity.body.position(line.offset)
            location = Location(entity.location_of().file, *position)
            yield PossibleSpeaker(location, line.old, line.new, line.text)
