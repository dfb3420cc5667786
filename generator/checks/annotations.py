"""The rules of annotations: what they name, and in which state they see a commitment."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from generator.checks.context import (
    CheckContext,
    is_annotation_of,
    is_known,
    location_of_link,
    problem_at,
    unknown_entity,
    with_article,
)
from generator.content.invisible_characters import is_blank
from generator.content.markdown import Link
from generator.content.model import (
    SCHEMES,
    Article,
    Entity,
    Key,
    Kind,
    State,
    annotated_key,
    annotated_state,
)
from generator.content.problems import Fix, Location, Problem, did_you_mean, likely_typo_of

_NESTED_ANNOTATION = re.compile(r"\]\([a-z]{0,10}(?::[a-z0-9-]*)?$")
"""Words that end in the middle of another annotation: somebody has selected a part of it."""


def annotations_are_known(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """Every annotation names a noun that has a file, and stands on words."""
    for link in entity.body.links:
        if (key := annotated_key(link)) is None:
            continue
        is_wordless = is_blank(link.words) or link.words == link.target
        if _NESTED_ANNOTATION.search(link.words):
            hint = "write one link, with plain words between `[` and `]`"
            message = "one annotation stands within another"
            yield Problem(location_of_link(entity, link), "broken-annotation", message, hint)
        if is_known(key, context) and not is_wordless:
            continue
        location = location_of_link(entity, link)
        yield from unknown_entity(key, location, context, f"{key.kind.scheme}:")
        if is_wordless:
            state = f' "{link.title}"' if link.title else ""
            hint = f"write `[the words]({link.target}{state})`"
            yield Problem(location, "no-words", "there are no words between `[` and `]`", hint)


_NEARLY_ANNOTATION = re.compile(rb"\]\s*\(\s*(?:%s):" % "|".join(SCHEMES).encode())


def annotations_are_whole(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """What begins like an annotation is one: straight quotes, no spaces, and an end."""
    tails = {link.tail for link in entity.body.links}
    code = sorted(entity.body.code)
    data = entity.body.data
    for found in _NEARLY_ANNOTATION.finditer(data):
        at = found.start()
        before = bisect_right(code, (at, at))  # no code stands in other code
        if at not in tails and not (before and at < code[before - 1][1]):
            line, column = entity.body.position(at)
            rest = data[at : at + 200].decode(errors="ignore").split("\n")[0]
            message = "this annotation is not complete"
            yield problem_at(entity, line, column, "broken-annotation", message, _why_broken(rest))


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


def states_are_known(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """In an article, a commitment's annotation says the state it was seen in."""
    for link in entity.body.links:
        if not is_annotation_of(link, Kind.COMMITMENT) or annotated_state(link):
            continue
        listed = ", ".join(f"`{state.value}`" for state in State)
        if link.title:
            states = [state.value for state in State]
            hint = did_you_mean(link.title, states) or f"states: {listed}"
            message = f"`{link.title}` is no state of a commitment"
            fix = _title_fix(link, likely_typo_of(link.title, states))
            yield Problem(location_of_link(entity, link), "unknown-state", message, hint, fix)
        elif isinstance(entity, Article):
            hint = f"put the state behind it, in quotation marks; states: {listed}"
            message = "the annotation does not say in which state the commitment was seen"
            yield Problem(location_of_link(entity, link), "missing-state", message, hint)


def _title_fix(link: Link, title: str) -> Fix:
    """The link with another title."""
    return Fix(f'{link.target} "{link.title}"', f'{link.target} "{title}"') if title else Fix()


def observations_stand_in_articles(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """Only an article, which has a date, sees a commitment in a state."""
    if not isinstance(entity, Article):
        for link in entity.body.links:
            if is_annotation_of(link, Kind.COMMITMENT) and annotated_state(link):
                hint = f"write `[{link.words}]({link.target})` here"
                message = "a state can be written in an article only, since it needs a date"
                yield Problem(location_of_link(entity, link), "undated-state", message, hint)


def an_article_shows_one_state(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """An article sees a commitment in one state: its own day has one."""
    first: dict[Key, State] = {}
    for link in entity.body.links if isinstance(entity, Article) else ():
        if not (state := annotated_state(link)) or not (key := annotated_key(link)):
            continue
        if key.kind is Kind.COMMITMENT and first.setdefault(key, state) != state:
            both = f"`{first[key].value}` and `{state.value}`"
            message = f"one story has two states of `{key.id}`: {both}"
            hint = "keep the state of the story's own day; other days have their own stories"
            yield Problem(location_of_link(entity, link), "two-states", message, hint)


def titles_belong_to_commitments(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """Only a commitment's annotation has a title."""
    for link in entity.body.links:
        key = annotated_key(link) if link.title else None
        if key and key.kind is not Kind.COMMITMENT:
            hint = f"write `[{link.words}]({link.target})`"
            message = (
                f"only a commitment has words in quotation marks, not {with_article(key.kind.word)}"
            )
            fix = Fix(f'{link.target} "{link.title}"', link.target)
            yield Problem(location_of_link(entity, link), "needless-title", message, hint, fix)


def observed_states(entity: Entity) -> Iterator[tuple[Key, State, Location]]:
    for link in entity.body.links:
        key, state = annotated_key(link), annotated_state(link)
        if key and key.kind is Kind.COMMITMENT and state:
            yield key, state, location_of_link(entity, link)
