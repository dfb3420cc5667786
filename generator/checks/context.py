"""What a rule may know of the other files, and how it says what is wrong."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple
from urllib.parse import unquote

from msgspec import Struct

from generator.content.fields import is_id
from generator.content.images import Size
from generator.content.markdown import Link
from generator.content.model import SCHEMES, Entity, Key, Kind, State, annotated_key
from generator.content.problems import Fix, Location, Problem, did_you_mean, likely_typo_of


class CheckContext(Struct, frozen=True):
    """What a rule may know of the other files: that they are there."""

    ids: Mapping[Kind, frozenset[str]]
    """The ids that have a file, readable or not: a broken file is one problem, not many."""
    files: frozenset[str]
    """Every path of the generated tree: content, pictures, handwritten pages, lists."""
    image_sizes: Mapping[str, Size | None]
    """The size of each picture, by its path; None for one that cannot be read."""
    content_dir: str = "content"
    """What contributors call the folder of the content."""


class Reference(NamedTuple):
    """A link to another file of the content."""

    location: Location
    path: str
    """As it is written."""
    key: Key
    fragment: str


class WrittenDate(NamedTuple):
    """A date in an article's front matter."""

    day: date
    """The first day that it can mean."""
    written: str
    location: Location


class CrossFileFacts(NamedTuple):
    """What a file asks of the others."""

    references: tuple[Reference, ...] = ()
    aliases: tuple[tuple[str, Location], ...] = ()
    """The old addresses that are to lead to it."""
    observed_states: tuple[tuple[Key, State, Location], ...] = ()
    dates: tuple[WrittenDate, ...] = ()
    """The dates on which something has happened, to be compared with the day of the check."""

    def with_locations(self, place: Callable[[Location], Location]) -> CrossFileFacts:
        """The same, asked elsewhere."""
        return CrossFileFacts(
            tuple(one._replace(location=place(one.location)) for one in self.references),
            tuple((alias, place(location)) for alias, location in self.aliases),
            tuple((key, state, place(location)) for key, state, location in self.observed_states),
            tuple(one._replace(location=place(one.location)) for one in self.dates),
        )


MAX_PROBLEMS = 100
"""How many problems are told of one file."""


def too_many_problems(file: str) -> Problem:
    """Return the problem that a file has more problems than are told."""
    message = f"only the first {MAX_PROBLEMS} problems of this file are told"
    return Problem(
        Location(file), "too-many-problems", message, "put those right, then check again"
    )


Rule = Callable[[Entity, CheckContext], Iterator[Problem]]
"""Yields what is wrong with a noun, by one rule, and raises nothing."""


def problem_at(
    entity: Entity, line: int, column: int, code: str, message: str, hint: str = ""
) -> Problem:
    """A problem at a place in the noun's file."""
    return Problem(Location(entity.location_of().file, line, column), code, message, hint)


def location_of_link(entity: Entity, link: Link) -> Location:
    """Where the target of a link is written."""
    return Location(entity.location_of().file, *entity.body.target_position(link))


def is_annotation_of(link: Link, kind: Kind) -> bool:
    """True when a link names a noun of that kind."""
    key = annotated_key(link)
    return key is not None and key.kind is kind


def resolve_path(entity: Entity, target: str) -> str:
    """The path in the generated tree that a relative link means."""
    folder = posixpath.dirname(entity.key.path)
    return posixpath.normpath(posixpath.join(folder, unquote(target)))


def is_known(key: Key, context: CheckContext) -> bool:
    """True when a noun has a file, readable or not."""
    return key.id in context.ids.get(key.kind, ())


def with_article(word: str) -> str:
    """A word after its article: `an organisation`."""
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def unknown_entity(
    key: Key, location: Location, context: CheckContext, scheme: str = ""
) -> Iterator[Problem]:
    """The problem that `key` has no file, with the likeliest thing that was meant.

    `scheme` is what stands before the id where it is written.
    """
    if is_known(key, context):
        return
    word, fix = key.kind.word, Fix()
    elsewhere = [kind for kind in SCHEMES.values() if key.id in context.ids.get(kind, ())]
    if elsewhere:
        meant = f"{elsewhere[0].scheme}:{key.id}"
        hint = f"`{key.id}` is {with_article(elsewhere[0].word)}: write `{meant}`"
        if not scheme:  # here one kind alone can stand
            hint = f"`{key.id}` is {with_article(elsewhere[0].word)}, and no {word}"
        if scheme and len(elsewhere) == 1:
            fix = Fix(f"{scheme}{key.id}", meant)
    else:
        ids = context.ids.get(key.kind, ())
        near, one = did_you_mean(key.id, ids), likely_typo_of(key.id, ids)
        add = (
            f"add {context.content_dir}/{key.path}"
            if is_id(key.id)
            else "an id is like `umar-saif`"
        )
        hint = f"{near} Or {add}" if near and is_id(key.id) else near or add
        fix = Fix(f"{scheme}{key.id}", f"{scheme}{one}") if one else fix
    plain = (
        f"no {word} has the id `{key.id}`" if key.id else f"{with_article(word)} is named by its id"
    )
    yield Problem(location, f"unknown-{word}", plain, hint, fix)
