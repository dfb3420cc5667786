"""The rules of annotations: what they name, and in which state they see a commitment."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from generator.checks.context import (
    Library,
    a_word,
    is_about,
    is_known,
    problem_at,
    spot_of,
    unknown,
)
from generator.content.invisible_characters import is_blank
from generator.content.markdown import Link
from generator.content.model import SCHEMES, Article, Key, Kind, Noun, State, named_by, state_seen
from generator.content.problems import Fix, Problem, Spot, did_you_mean, slip_of

_CUT_INTO = re.compile(r"\]\([a-z]{0,10}(?::[a-z0-9-]*)?$")
"""Words that end in the middle of another annotation: somebody has selected a part of it."""


def annotations_are_known(noun: Noun, library: Library) -> Iterator[Problem]:
    """Every annotation names a noun that has a file, and stands on words."""
    for link in noun.body.links:
        if (key := named_by(link)) is None:
            continue
        is_wordless = is_blank(link.words) or link.words == link.target
        if _CUT_INTO.search(link.words):
            hint = "write one link, with plain words between `[` and `]`"
            message = "one annotation stands within another"
            yield Problem(spot_of(noun, link), "broken-annotation", message, hint)
        if is_known(key, library) and not is_wordless:
            continue
        spot = spot_of(noun, link)
        yield from unknown(key, spot, library, f"{key.kind.scheme}:")
        if is_wordless:
            state = f' "{link.title}"' if link.title else ""
            hint = f"write `[the words]({link.target}{state})`"
            yield Problem(spot, "no-words", "there are no words between `[` and `]`", hint)


_ALMOST = re.compile(rb"\]\s*\(\s*(?:%s):" % "|".join(SCHEMES).encode())


def annotations_are_whole(noun: Noun, library: Library) -> Iterator[Problem]:
    """What begins like an annotation is one: straight quotes, no spaces, and an end."""
    tails = {link.tail for link in noun.body.links}
    code = sorted(noun.body.code)
    data = noun.body.data
    for found in _ALMOST.finditer(data):
        at = found.start()
        before = bisect_right(code, (at, at))  # no code stands in other code
        if at not in tails and not (before and at < code[before - 1][1]):
            line, column = noun.body.position(at)
            rest = data[at : at + 200].decode(errors="ignore").split("\n")[0]
            message = "this annotation is not complete"
            yield problem_at(noun, line, column, "broken-annotation", message, _why_broken(rest))


def _why_broken(rest: str) -> str:
    """What is wrong with an annotation, from the end of its words on."""
    if re.match(r"\]\s+\(", rest):
        return "write no space between `]` and `(`"
    if re.match(r"\]\(\s|\]\(\w+:\s", rest):
        return "write no space behind `(` or `:`"
    if re.match(r"\]\([^)]*[\u201c\u201d\u2018\u2019]", rest):
        return 'write straight quotation marks: `"done"`'
    if ")" not in rest:
        return "end it with `)`"
    return 'write `[words](person:id)` or `[words](commitment:id "done")`'


def states_are_known(noun: Noun, library: Library) -> Iterator[Problem]:
    """In an article, a commitment's annotation says the state it was seen in."""
    for link in noun.body.links:
        if not is_about(link, Kind.COMMITMENT) or state_seen(link):
            continue
        listed = ", ".join(f"`{state.value}`" for state in State)
        if link.title:
            states = [state.value for state in State]
            hint = did_you_mean(link.title, states) or f"states: {listed}"
            message = f"`{link.title}` is no state of a commitment"
            fix = _titled(link, slip_of(link.title, states))
            yield Problem(spot_of(noun, link), "unknown-state", message, hint, fix)
        elif isinstance(noun, Article):
            hint = f"put the state behind it, in quotation marks; states: {listed}"
            message = "the annotation does not say in which state the commitment was seen"
            yield Problem(spot_of(noun, link), "missing-state", message, hint)


def _titled(link: Link, title: str) -> Fix:
    """The link with another title."""
    return Fix(f'{link.target} "{link.title}"', f'{link.target} "{title}"') if title else Fix()


def observations_stand_in_articles(noun: Noun, library: Library) -> Iterator[Problem]:
    """Only an article, which has a date, sees a commitment in a state."""
    if not isinstance(noun, Article):
        for link in noun.body.links:
            if is_about(link, Kind.COMMITMENT) and state_seen(link):
                hint = f"write `[{link.words}]({link.target})` here"
                message = "a state can be written in an article only, since it needs a date"
                yield Problem(spot_of(noun, link), "undated-state", message, hint)


def a_story_sees_one_state(noun: Noun, library: Library) -> Iterator[Problem]:
    """An article sees a commitment in one state: its own day has one."""
    first: dict[Key, State] = {}
    for link in noun.body.links if isinstance(noun, Article) else ():
        if not (state := state_seen(link)) or not (key := named_by(link)):
            continue
        if key.kind is Kind.COMMITMENT and first.setdefault(key, state) != state:
            both = f"`{first[key].value}` and `{state.value}`"
            message = f"one story has two states of `{key.id}`: {both}"
            hint = "keep the state of the story's own day; other days have their own stories"
            yield Problem(spot_of(noun, link), "two-states", message, hint)


def titles_belong_to_commitments(noun: Noun, library: Library) -> Iterator[Problem]:
    """Only a commitment's annotation has a title."""
    for link in noun.body.links:
        key = named_by(link) if link.title else None
        if key and key.kind is not Kind.COMMITMENT:
            hint = f"write `[{link.words}]({link.target})`"
            message = f"only a commitment has words in quotation marks, not {a_word(key.kind.word)}"
            fix = Fix(f'{link.target} "{link.title}"', link.target)
            yield Problem(spot_of(noun, link), "needless-title", message, hint, fix)


def sightings(noun: Noun) -> Iterator[tuple[Key, State, Spot]]:
    for link in noun.body.links:
        key, state = named_by(link), state_seen(link)
        if key and key.kind is Kind.COMMITMENT and state:
            yield key, state, spot_of(noun, link)
