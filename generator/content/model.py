"""The entities that content files describe, with their passages. All are immutable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from generator.content.body import Body
from generator.content.dates import Moment, PartialDate
from generator.content.keys import FOLDERS, SCHEMES, STATES, Key, Kind, State, parse_annotation
from generator.content.problems import Location

__all__ = ["FOLDERS", "SCHEMES", "Key", "Kind", "Moment", "PartialDate", "State"]

LIST_PAGES: Mapping[str, str] = {
    "index.md": "",
    "topics/index.md": "Topics",
    "people/index.md": "People",
    "organisations/index.md": "Organisations",
    "places/index.md": "Places",
    "commitments/index.md": "Commitments",
    "archive/index.md": "Archive",
    "moved.md": "Status changes",
    "corrections.md": "Corrections",
    "feeds.md": "Feeds",
    "data.md": "Data",
    "contribute/new.md": "Add a story",
    "search.md": "Search",
}
"""The titles of the pages that every site has, by path. The home page has the site's name."""

ASSETS, DATA, SCHEMAS, SEARCH = "assets", "data", "schemas", "pagefind"
"""The folders of a site that hold files and no pages."""


class Source(NamedTuple):
    """A page that an article is based on."""

    title: str
    publisher: str
    url: str
    date: PartialDate | None = None
    lang: str = ""
    """The language of the page, if it isn't the language of the article."""


class Correction(Struct, frozen=True):
    """What an article said before a correction, and what it says now."""

    date: date
    was: str
    now: str
    note: str = ""


class Image(Struct, frozen=True):
    src: str
    """The path, relative to the article's file."""
    alt: str
    credit: str = ""


class Role(Struct, frozen=True):
    """A person's role, which may belong to an organisation."""

    title: str
    organisation: str = ""
    """The id of an organisation."""
    start: PartialDate | None = None
    end: PartialDate | None = None

    def is_held_on(self, day: date) -> bool:
        started = self.start is None or self.start.starts_by(day)
        return started and (self.end is None or self.end.lasts_to(day))


class TextRun(NamedTuple):
    """Part of a passage: words that name one entity, or none."""

    text: str
    entity: Key | None = None
    state: State | None = None
    """For a commitment: the state that the words show it in."""


class QuotedSpeech(NamedTuple):
    """The words of a quotation, with speaker and occasion."""

    text: str
    speaker: Key | None
    """None when the last line names no person."""
    occasion: str
    """The rest of the last line, after the speaker's name."""


class Passage(NamedTuple):
    """A block that holds an annotation or is a quotation."""

    anchor: str
    """Its fragment on the article's page."""
    encoded_runs: str
    """Its runs as one string, which takes less memory: see `make_passage`."""
    quotation: QuotedSpeech | None = None

    @property
    def runs(self) -> list[TextRun]:
        parts = self.encoded_runs.split(_SEPARATOR)
        return [
            TextRun(text, *_decode_annotation(annotation))
            for text, annotation in zip(parts[::2], parts[1::2], strict=True)
        ]

    @property
    def text(self) -> str:
        return "".join(self.encoded_runs.split(_SEPARATOR)[::2])


_SEPARATOR = "\0"
"""CommonMark replaces this character, so no text holds it."""


def make_passage(
    anchor: str, runs: Iterable[TextRun], quotation: QuotedSpeech | None = None
) -> Passage:
    """Return the passage that consists of these runs."""
    parts = [part for run in runs for part in (run.text, _encode_annotation(run.entity, run.state))]
    return Passage(anchor, _SEPARATOR.join(parts), quotation)


def _encode_annotation(key: Key | None, state: State | None) -> str:
    return f"{key.kind.scheme}:{key.id} {state.value if state else ''}" if key else ""


@lru_cache(maxsize=1 << 13)
def _decode_annotation(encoded: str) -> tuple[Key | None, State | None]:
    target, _, state = encoded.partition(" ")
    return parse_annotation(target), STATES.get(state)


class BodyText(NamedTuple):
    """The body of a file, prepared for its page."""

    markdown_bytes: bytes = b""
    """`markdown` in UTF-8: as a string, one dash that isn't Latin-1 would double its memory."""
    passages: tuple[Passage, ...] = ()
    heading_ids: tuple[str, ...] = ()
    """The fragments of its headings."""
    block_words: tuple[int | str, ...] = ()
    """For each block its plain text; for a passage, its index in `passages`."""
    reading_minutes: int = 1

    @property
    def markdown(self) -> str:
        """The Markdown of its page: annotations are links to pages, and passages have anchors."""
        return self.markdown_bytes.decode()

    @property
    def blocks(self) -> tuple[tuple[str, str], ...]:
        """The fragment of each block, if it has one, and its plain text."""
        return tuple(
            ("", block) if isinstance(block, str) else self._passage_words(block)
            for block in self.block_words
        )

    def _passage_words(self, number: int) -> tuple[str, str]:
        passage = self.passages[number]
        return passage.anchor, " ".join(passage.text.split())

    @property
    def anchors(self) -> frozenset[str]:
        """Every fragment that a link can name."""
        return frozenset([*self.heading_ids, *(passage.anchor for passage in self.passages)])


class ObservedState(NamedTuple):
    """A state that an article shows a commitment in."""

    commitment: Key
    state: State


class Entity(Struct, frozen=True, kw_only=True):
    """What a content file describes."""

    key: Key
    title: str
    """`title` of an article, topic or commitment; `name` of the others."""
    body: Body = Body()
    """The parsed text. It is empty in a summary, which other pages use."""
    locations: Mapping[str, Location] = {}
    """The location of each front matter value, by its dotted path (`sources.0.url`)."""
    plain_text: str = ""
    """The plain text on one line. It is empty for articles, since a site has many."""
    first_paragraph: str = ""
    """The first paragraph of `plain_text`."""
    names: Mapping[str, str] = {}
    """The name in other languages, by language code."""
    aliases: tuple[str, ...] = ()
    """Other spellings of the name; for an article, addresses that redirect to it."""
    links: Mapping[str, str] = {}
    is_complete: bool = True
    """False when required front matter is missing, and has default values instead."""

    def __hash__(self) -> int:
        return hash(self.key)

    def location_of(self, *path: str | int) -> Location:
        """Return the location of the value at `path`, or of the nearest value around it."""
        parts = [str(part) for part in path]
        while parts:
            if location := self.locations.get(".".join(parts)):
                return location
            parts.pop()
        return self.locations[""]


class Article(Entity, frozen=True, kw_only=True):
    date: Moment
    summary: str
    sources: tuple[Source, ...]
    topics: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    updated: Moment | None = None
    corrections: tuple[Correction, ...] = ()
    lang: str = "en"
    rights: str = "summary"
    image: Image | None = None
    draft: bool = False
    mentioned: tuple[Key, ...] = ()
    """Its topics and the entities that it names, in order, each once."""
    passage_mentions: tuple[tuple[Key, ...], ...] = ()
    """The entities that each passage names."""
    observed_states: tuple[ObservedState, ...] = ()
    """Each commitment that it shows in a state, once."""
    speakers: tuple[Key | None, ...] = ()
    """The speaker of each passage."""

    @property
    def modified(self) -> Moment:
        """The latest of its date, its `updated` and its corrections."""
        if not self.corrections:
            return self.updated or self.date
        corrected = [Moment(correction.date) for correction in self.corrections]
        return max([self.updated or self.date, *corrected], key=lambda moment: moment.day)


class Topic(Entity, frozen=True, kw_only=True):
    pass


class Person(Entity, frozen=True, kw_only=True):
    roles: tuple[Role, ...] = ()

    def role_on(self, day: date) -> Role | None:
        """Return the role held on `day`; the first in the list if there are several."""
        return next((role for role in self.roles if role.is_held_on(day)), None)


class Organisation(Entity, frozen=True, kw_only=True):
    pass


class Place(Entity, frozen=True, kw_only=True):
    pass


class Commitment(Entity, frozen=True, kw_only=True):
    by: tuple[Key, ...]
    to: tuple[Key, ...] = ()
    topics: tuple[str, ...] = ()
    due: PartialDate | None = None
