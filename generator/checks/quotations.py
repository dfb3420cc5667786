"""The rules of quotations: who is their speaker, and where that is said."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from generator.checks.context import CheckContext, is_annotation_of, problem_at
from generator.content.invisible_characters import is_blank
from generator.content.markdown import DASH, Body, byte_offsets
from generator.content.model import Article, Entity, Kind
from generator.content.problems import Fix, Location, Problem


def speakers_are_named(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """The last line of a quotation names a person."""
    for passage in entity.body.passages if isinstance(entity, Article) else ():
        said = passage.quotation
        if said and is_blank(said.text):
            line, column = entity.body.position(passage.start)
            hint = "write what was said above the speaker, in lines that begin with `>`"
            yield problem_at(entity, line, column, "no-words", "this quotation has no words", hint)
        if said and not any(is_annotation_of(link, Kind.PERSON) for link in said.links):
            line, column = entity.body.position(_dash_at(entity, passage.start))
            hint = f"write it like `{DASH} [Name](person:id), where or when`"
            message = "the last line of this quotation has no `person:` link"
            yield problem_at(entity, line, column, "speaker-not-named", message, hint)


def _dash_at(entity: Entity, start: int) -> int:
    """Where the last line of the quotation begins that begins at `start`."""
    data = entity.body.data
    end = _QUOTE_END.search(data, start)
    at = data.rfind(DASH.encode(), start, end.start() if end else len(data))
    return max(at, start)


_QUOTE_END = re.compile(rb"\n[ >\t]*+(?=\n[^>\n]|\n\n|$)")


# Each begins with a line's end, for which the text gets one before it: so a search looks at the
# ends of lines alone, and not at every character.
_WRONG_DASH = re.compile(r"\n>[ \t]*(-{1,3}|\u2013|\u2012|\u2015)[ \t]*\[[^\]\n]*\]\(person:")


_NO_DASH = re.compile(
    r"\n>[ \t]*\n>[ \t]*(\[)[^\]\n]*\]\(person:[^)\n]*\)[^\n]{0,60}(?:\n(?!>)|\Z)"
)


_OUTSIDE = re.compile(rf"\n({DASH})[ \t]*\[[^\]\n]*\]\(person:")


def speakers_follow_a_long_dash(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """The line that names a quotation's speaker begins with a long dash, or it is lost."""
    if not isinstance(entity, Article) or not {">", DASH} & {*entity.body.source}:
        return
    for at, dash in _outside_code(entity.body, _WRONG_DASH):
        message = f"a speaker stands behind a long dash (`{DASH}`), not behind `{dash}`"
        yield _dash_problem(entity, at, message, f"write `{DASH}`", Fix(dash, DASH))
    for at, _ in _outside_code(entity.body, _NO_DASH):
        message = f"a speaker stands behind a long dash (`{DASH}`)"
        fix = Fix("[", f"{DASH} [")
        yield _dash_problem(entity, at, message, f"write `{DASH} ` before the name", fix)
    for at, _ in _outside_code(entity.body, _OUTSIDE):
        message = "the line that names a speaker stands outside of the quotation"
        fix = Fix(DASH, f"> {DASH}")
        yield _dash_problem(entity, at, message, "write `> ` before it", fix)


def _outside_code(body: Body, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Yield what a pattern's group finds outside of code, after its byte offset."""
    groups = [(found.start(1) - 1, found[1]) for found in pattern.finditer(f"\n{body.source}")]
    code = sorted(body.code)
    offsets = byte_offsets(body.source, (start for start, _ in groups))
    for at, (_, words) in zip(offsets, groups, strict=True):
        before = bisect_right(code, (at, len(body.data)))  # no code stands in other code
        if not (before and at < code[before - 1][1]):
            yield at, words


def _dash_problem(entity: Entity, at: int, message: str, hint: str, fix: Fix) -> Problem:
    line, column = entity.body.position(at)
    return Problem(
        Location(entity.location_of().file, line, column), "wrong-dash", message, hint, fix
    )
