"""What rules may know of other files, and helpers to report problems."""

from __future__ import annotations

import posixpath
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import NamedTuple
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from generator.content.body import Link
from generator.content.dates import PartialDate
from generator.content.images import Size
from generator.content.keys import SCHEMES, Key, Kind, State, is_id
from generator.content.model import Entity
from generator.content.paths import id_from
from generator.content.problems import NO_FIX, Fix, Location, Problem, with_article
from generator.content.site import DEFAULT_LANGUAGE
from generator.content.suggestions import did_you_mean, likely_typo_of


class CheckContext(Struct, frozen=True):
    """Which files exist besides the one that is checked."""

    ids: Mapping[Kind, frozenset[str]]
    """The ids that have a file, valid or not: a broken file is one problem, not many."""
    files: frozenset[str]
    """Every path of the site's sources: content, images, handwritten pages, list pages."""
    image_sizes: Mapping[str, Size | None]
    """The size of each image by its path; None if the image can't be read."""
    content_dir: str = "content"
    """The path of the content folder as contributors know it."""
    word_limits: tuple[int, int] | None = None
    """The fewest and the most words of an article, if the site has such limits."""
    required: Mapping[Kind, tuple[str, ...]] = {}
    """More keys that the front matter of a kind must have on this site."""
    language: str = DEFAULT_LANGUAGE
    """The language of an article that names no other."""
    languages: tuple[str, ...] = ()
    """The languages that the content is translated into: each has a folder of that name."""
    site_url: str = ""
    """The address of the site with a slash at its end; empty if it isn't known."""
    asked: set[str] | None = None
    """The paths that were asked for, where somebody needs to know."""

    @property
    def rules(self) -> object:
        """What the site wants of a file, whatever other files there are."""
        return self.word_limits, self.required, self.language, self.languages, self.site_url

    def asking(self, asked: set[str]) -> CheckContext:
        """Return the same context, which adds the paths that it is asked for to `asked`."""
        return replace(self, asked=asked)

    def has_file(self, key: Key) -> bool:
        """Return whether an entity has a file, valid or not."""
        if self.asked is not None:
            self.asked.add(key.path)
        return key.id in self.ids.get(key.kind, ())

    def example_id(self, kind: Kind) -> str:
        """Return an id of this kind, for hints: one of the site's own if there is any."""
        return min(self.ids.get(kind, ()), default="an-id")

    def has_path(self, path: str) -> bool:
        """Return whether the site's sources have a file at a path."""
        if self.asked is not None:
            self.asked.add(path)
        return path in self.files


class Reference(NamedTuple):
    """A link to another content file."""

    location: Location
    path: str
    """The path within `content/`."""
    key: Key
    fragment: str


class WrittenDate(NamedTuple):
    """A date in an article's front matter."""

    day: date
    """The first day that the date can mean."""
    written: str
    location: Location


class WrittenState(NamedTuple):
    """A state that an article shows a commitment in."""

    commitment: Key
    state: State
    location: Location
    date: PartialDate | None = None
    """The date of the state, if it isn't that of the article."""


class PossibleSpeaker(NamedTuple):
    """A line that names the speaker of a quotation if it begins with the name of a person."""

    location: Location
    old: str
    """What is written before the text, from the location on."""
    new: str
    """What must be written instead."""
    text: str


class WrittenId(NamedTuple):
    """An id in a file's front matter or text, which names an entity."""

    key: Key
    location: Location
    scheme: str = ""
    """The part before the id where it is written, with its colon."""


class WrittenName(NamedTuple):
    """A name in the front matter of an entity, or an alias."""

    words: str
    location: Location
    is_alias: bool = False


class WrittenParagraph(NamedTuple):
    """Lines of a text between empty ones."""

    line: int
    """The line of the file on which it begins."""
    digest: int = 0
    """The digest of its words; 0 if it has only a few."""


class WrittenPassage(NamedTuple):
    """What a passage says besides its words, which a translation must say too."""

    location: Location
    annotations: tuple[str, ...]
    """As they are written, without their words, in alphabetical order."""
    is_quotation: bool = False
    """Whether the whole block is a quotation."""


class CrossFileFacts(NamedTuple):
    """What the rules for several files need to know of one file."""

    references: tuple[Reference, ...] = ()
    aliases: tuple[tuple[str, Location], ...] = ()
    """The addresses that redirect to it."""
    unknown_ids: tuple[WrittenId, ...] = ()
    """The ids that have no file: they may be former ids of an entity."""
    sought_by: Location | None = None
    """Where a commitment without `by` says who asked for it."""
    written_states: tuple[WrittenState, ...] = ()
    dates: tuple[WrittenDate, ...] = ()
    """The dates of past events, which are compared with the day of the check."""
    possible_speakers: tuple[PossibleSpeaker, ...] = ()
    names: tuple[WrittenName, ...] = ()
    """The names and the aliases of an entity that isn't an article; of a translation, its headline
    and its summary."""
    passages: tuple[WrittenPassage, ...] = ()
    """On a site with translations, every passage."""
    paragraphs: tuple[WrittenParagraph, ...] = ()
    """On such a site, every paragraph."""
    source_digest: str = ""
    """On such a site, the digest of what is translated of this file."""

    def with_locations(self, convert: Callable[[Location], Location]) -> CrossFileFacts:
        """Return the same facts with every location converted."""
        return CrossFileFacts(
            tuple(
                reference._replace(location=convert(reference.location))
                for reference in self.references
            ),
            tuple((alias, convert(location)) for alias, location in self.aliases),
            tuple(
                written._replace(location=convert(written.location)) for written in self.unknown_ids
            ),
            self.sought_by and convert(self.sought_by),
            tuple(
                written._replace(location=convert(written.location))
                for written in self.written_states
            ),
            tuple(written._replace(location=convert(written.location)) for written in self.dates),
            tuple(
                line._replace(location=convert(line.location)) for line in self.possible_speakers
            ),
            tuple(name._replace(location=convert(name.location)) for name in self.names),
            tuple(
                passage._replace(location=convert(passage.location)) for passage in self.passages
            ),
            self.paragraphs,
            self.source_digest,
        )


MAX_PROBLEMS = 100
"""Problems that are reported for one file."""


def too_many_problems(file: str) -> Problem:
    """Return the problem that a file has more problems than are reported."""
    message = f"only the first {MAX_PROBLEMS} problems of this file are listed"
    hint = "fix those, then check again"
    return Problem(Location(file), "too-many-problems", message, hint)


def problem_at(
    entity: Entity, offset: int, code: str, message: str, hint: str = "", fix: Fix = NO_FIX
) -> Problem:
    """Return a problem at a byte offset of the entity's body."""
    location = Location(entity.location_of().file, *entity.body.position(offset))
    return Problem(location, code, message, hint, fix)


def location_of_link(entity: Entity, link: Link) -> Location:
    """Return the location of a link's target."""
    return Location(entity.location_of().file, *entity.body.target_position(link))


def is_in_spans(spans: Sequence[tuple[int, int]], offset: int) -> bool:
    """Return whether an offset is in one of these sorted spans, which don't overlap."""
    before = bisect_right(spans, offset, key=itemgetter(0))
    return before > 0 and offset < spans[before - 1][1]


def names_kind(link: Link, kind: Kind) -> bool:
    """Return whether a link is an annotation of an entity of this kind."""
    return link.entity is not None and link.entity.kind is kind


def resolve_path(entity: Entity, target: str) -> str:
    """Return the path among the site's sources that a relative target of the entity means."""
    folder = posixpath.dirname(entity.key.path)
    return posixpath.normpath(posixpath.join(folder, unquote(target)))


def check_entity_exists(
    key: Key, location: Location, context: CheckContext, scheme: str = "", words: str = ""
) -> Iterator[Problem]:
    """Yield a problem if `key` has no file, with a suggestion of what was meant.

    `scheme` is the part before the id where it is written, with its colon; `words` are those of the
    annotation, if it is one.
    """
    if context.has_file(key):
        return
    word = key.kind.word
    message = f"no {word} has the id `{key.id}`"
    if not key.id:
        message = f"the id of the {word} is missing"
    hint, meant = _suggest_other_kind(key, context, scheme) or _suggest_id(key, context)
    written = f"{scheme}{key.id}"
    new = (meant.annotation if scheme else meant.id) if meant else written
    # An id that differs from all others by a letter may be that of somebody who has no file yet.
    is_safe = meant is not None and not is_id(key.id) and id_from(key.id) == meant.id
    yield Problem(location, f"unknown-{word}", message, hint, Fix(written, new, is_safe, words))


def _suggest_other_kind(
    key: Key, context: CheckContext, scheme: str
) -> tuple[str, Key | None] | None:
    """Return a hint, and what was likely meant, if entities of other kinds have the id."""
    others = [Key(kind, key.id) for kind in SCHEMES.values()]
    others = [other for other in others if context.has_file(other)]
    if not others:
        return None
    hint = f"`{key.id}` is {with_article(others[0].kind.word)}"
    if not scheme:  # only one kind is allowed here
        return f"{hint}, not {with_article(key.kind.word)}", None
    return f"{hint}: write `{others[0].annotation}`", others[0] if len(others) == 1 else None


def _suggest_id(key: Key, context: CheckContext) -> tuple[str, Key | None]:
    """Return a hint for an id that no entity has, and what was likely meant."""
    ids = context.ids.get(key.kind, frozenset())
    nearest, meant = did_you_mean(key.id, ids), likely_typo_of(key.id, ids)
    meant_key = Key(key.kind, meant) if meant else None
    if not is_id(key.id):
        return nearest or f"write an id like `{context.example_id(key.kind)}`", meant_key
    add = f"add {context.content_dir}/{key.path}"
    if key.kind is Kind.TOPIC and not nearest and 0 < len(ids) <= MAX_TOPICS_IN_HINT:
        return f"topics: {', '.join(f'`{id}`' for id in sorted(ids))}. Or {add}", None
    return f"{nearest} Or {add}" if nearest else add, meant_key


MAX_TOPICS_IN_HINT = 20
"""A site that has more topics than that lists none in a hint."""
