"""Rules for annotations: the entities that they name, and the states of commitments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.context import (
    CheckContext,
    check_entity_exists,
    is_in_spans,
    location_of_link,
    names_kind,
    problem_at,
    with_article,
)
from generator.content.body import Link
from generator.content.invisible_characters import is_blank
from generator.content.keys import SCHEMES, STATES, Key, Kind, State
from generator.content.model import Article, Entity
from generator.content.problems import NO_FIX, Fix, Location, Problem
from generator.content.suggestions import did_you_mean, likely_typo_of

_NESTED_ANNOTATION = re.compile(r"\]\([a-z]{0,10}(?::[a-z0-9-]*)?$")
"""Words that end within another annotation: somebody selected a part of it."""


def annotations_are_known(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """Every annotation has words, and names an entity that has a file."""
    for link in entity.body.links:
        if link.entity is None:
            continue
        has_words = not is_blank(link.words) and link.words != link.target
        if _NESTED_ANNOTATION.search(link.words):
            hint = "write one link, with plain words between `[` and `]`"
            message = "there is an annotation within another"
            yield Problem(location_of_link(entity, link), "broken-annotation", message, hint)
        if has_words and context.has_file(link.entity):
            continue
        location = location_of_link(entity, link)
        scheme = f"{link.entity.kind.scheme}:"
        yield from check_entity_exists(link.entity, location, context, scheme)
        if not has_words:
            title = f' "{link.title}"' if link.title else ""
            hint = f"write `[the words]({link.target}{title})`"
            yield Problem(location, "no-words", "there are no words between `[` and `]`", hint)


_ANNOTATION_START = re.compile(rb"\]\s*\(\s*(?:%s):" % "|".join(SCHEMES).encode())


def annotations_are_whole(entity: Entity) -> Iterator[Problem]:
    """What begins like an annotation is one: straight quotes, no spaces, and an end."""
    tails = {link.tail for link in entity.body.links}
    code = sorted(entity.body.code)
    data = entity.body.data
    for match in _ANNOTATION_START.finditer(data):
        at = match.start()
        if at not in tails and not is_in_spans(code, at):
            rest = data[at : at + 200].decode(errors="ignore").split("\n")[0]
            message = "this annotation is not complete"
            yield problem_at(entity, at, "broken-annotation", message, _annotation_hint(rest))


def _annotation_hint(rest: str) -> str:
    """Return how to complete an annotation, from the end of its words on."""
    if re.match(r"\]\s+\(", rest):
        return "write no space between `]` and `(`"
    if re.match(r"\]\(\s|\]\(\w+:\s", rest):
        return "write no space after `(` or `:`"
    if re.match(r"\]\([^)]*[\u201c\u201d\u2018\u2019]", rest):
        return 'write straight quotation marks: `"done"`'
    if ")" not in rest:
        return "end it with `)`"
    return 'write `[words](person:id)` or `[words](commitment:id "done")`'


def states_are_known(entity: Entity) -> Iterator[Problem]:
    """In an article, the annotation of a commitment has a state."""
    listed = ", ".join(f"`{state}`" for state in STATES)
    for link in entity.body.links:
        if not names_kind(link, Kind.COMMITMENT) or link.state:
            continue
        location = location_of_link(entity, link)
        if link.title:
            hint = did_you_mean(link.title, STATES) or f"states: {listed}"
            message = f"`{link.title}` isn't a state of a commitment"
            fix = _title_fix(link, likely_typo_of(link.title, STATES))
            yield Problem(location, "unknown-state", message, hint, fix)
        elif isinstance(entity, Article):
            hint = f"write the state after the id, in quotation marks; states: {listed}"
            message = "the annotation has no state of the commitment"
            yield Problem(location, "missing-state", message, hint)


def _title_fix(link: Link, title: str) -> Fix:
    """Return the fix that gives a link this title; none without a title."""
    target = link.target
    return Fix(f'{target} "{link.title}"', f'{target} "{title}"') if title else NO_FIX


def states_are_in_articles(entity: Entity) -> Iterator[Problem]:
    """Only an article, which has a date, shows a commitment in a state."""
    if isinstance(entity, Article):
        return
    for link in entity.body.links:
        if link.state:
            hint = f"write `[{link.words}]({link.target})` here"
            message = "only an article can show a state, because a state needs a date"
            yield Problem(location_of_link(entity, link), "undated-state", message, hint)


def an_article_shows_one_state(entity: Entity) -> Iterator[Problem]:
    """An article shows each commitment in one state: that of its date."""
    first: dict[Key, State] = {}
    for link in entity.body.links if isinstance(entity, Article) else ():
        if not link.entity or not link.state:
            continue
        if first.setdefault(link.entity, link.state) != link.state:
            both = f"`{first[link.entity].value}` and `{link.state.value}`"
            message = f"the story shows `{link.entity.id}` in two states: {both}"
            hint = "keep the state on the story's date; write another story for another day"
            yield Problem(location_of_link(entity, link), "two-states", message, hint)


def titles_belong_to_commitments(entity: Entity) -> Iterator[Problem]:
    """Only the annotation of a commitment has a title."""
    for link in entity.body.links:
        if link.title and link.entity and link.entity.kind is not Kind.COMMITMENT:
            word = with_article(link.entity.kind.word)
            message = f"only a commitment takes words in quotation marks, not {word}"
            hint = f"write `[{link.words}]({link.target})`"
            fix = Fix(f'{link.target} "{link.title}"', link.target)
            yield Problem(location_of_link(entity, link), "needless-title", message, hint, fix)


def observed_states(entity: Entity) -> Iterator[tuple[Key, State, Location]]:
    """Yield each commitment that the entity's text shows in a state, with the location."""
    for link in entity.body.links:
        if link.entity and link.state:
            yield link.entity, link.state, location_of_link(entity, link)
