"""The nouns of the newsroom, frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache, lru_cache
from typing import Any, NamedTuple

from msgspec import Struct

from generator.content.markdown import Body, Link
from generator.content.markdown import LinkedBlock as Block
from generator.content.problems import Location


class _Word(Enum):
    """One of a few words. Every Python keeps it as its value: some would keep how to look it up."""

    def __reduce_ex__(self, _: object) -> tuple[type[_Word], tuple[str]]:
        return type(self), (self._value_,)


class Kind(_Word):
    """What a content file is about. The value is its folder, and its place in the site."""

    ARTICLE = "articles"
    TOPIC = "topics"
    PERSON = "people"
    ORGANISATION = "organisations"
    PLACE = "places"
    COMMITMENT = "commitments"

    # Enum computes these, and its hash, at each use, and a build uses them millions of times.
    __hash__ = object.__hash__

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.word = self.name.lower()
        """What one of them is called in a sentence, and in a problem's code."""
        self.scheme = "org" if folder == "organisations" else self.word
        """What stands before the colon in an annotation (`org:moitt`)."""


FOLDERS: Mapping[str, Kind] = {kind.folder: kind for kind in Kind}
SCHEMES: Mapping[str, Kind] = {kind.scheme: kind for kind in Kind if kind is not Kind.ARTICLE}
"""The kinds that an annotation can name, by what stands before the colon."""


class State(_Word):
    """How far a commitment has come, in the order a promise would go."""

    SOUGHT = "sought"
    OFFERED = "offered"
    AGREED = "agreed"
    UNDER_WAY = "under-way"
    DONE = "done"
    STALLED = "stalled"
    DROPPED = "dropped"

    __hash__ = object.__hash__

    def __init__(self, written: str) -> None:
        self.words = written.replace("-", " ").capitalize()
        self.is_open = written not in ("done", "dropped")
        """True while it can still be kept."""


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
"""The pages that every site has, by path; the home page has the site's own name."""

ASSETS, DATA, SCHEMAS, SEARCH = "assets", "data", "schemas", "pagefind"
"""The folders of a site that hold files instead of pages."""


class Key(NamedTuple):
    """The permanent name of a noun."""

    kind: Kind
    id: str
    """The file's stem; for an article the year comes before it: `2023/some-story`."""

    @property
    def path(self) -> str:
        """Where its file stands, in `content/` and in the generated tree alike."""
        return f"{self.kind.folder}/{self.id}.md"

    @classmethod
    def from_path(cls, path: str) -> Key:
        """The key that a file at `path` has; of a list or a picture, one that no noun has."""
        folder, _, rest = path.partition("/")
        return cls(FOLDERS.get(folder, Kind.ARTICLE), rest.removesuffix(".md"))

    def __reduce__(self) -> tuple[Any, ...]:
        # The same few keys stand in thousands of stories: what one process tells another, or is
        # put away, has each of them once.
        return _cached_key, (self.kind, self.id)


@cache
def _cached_key(kind: Kind, id: str) -> Key:
    return Key(kind, id)


class PartialDate(Struct, frozen=True):
    """A day, a month or a year: `2026-08-01`, `2026-08`, `2026`."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    def starts_by(self, day: date) -> bool:
        """True when the first day meant is `day` or before it."""
        return self.first_day <= day

    def lasts_to(self, day: date) -> bool:
        """True when the last day meant is `day` or after it."""
        return (self.year, self.month or 12, self.day or 31) >= (day.year, day.month, day.day)


_FIRST = datetime.min.replace(tzinfo=UTC)


class Moment(Struct, frozen=True):
    """When something was published: a day, or a day with its time and offset."""

    day: date
    at: datetime | None = None

    def __str__(self) -> str:
        return self.at.isoformat() if self.at else self.day.isoformat()

    def __lt__(self, other: Moment) -> bool:
        return self.sort_key < other.sort_key

    @property
    def sort_key(self) -> tuple[date, datetime]:
        """What many are sorted by: a day stands before its times."""
        return self.day, self.at or _FIRST


class Source(NamedTuple):
    """A page that an article rests on."""

    title: str
    publisher: str
    url: str
    date: PartialDate | None = None
    lang: str = ""
    """The language of the page, where it is not the article's own."""


class Correction(Struct, frozen=True):
    date: date
    was: str
    now: str
    note: str = ""


class Image(Struct, frozen=True):
    src: str
    """A path beside the article, relative to its file."""
    alt: str
    credit: str = ""


class Role(Struct, frozen=True):
    title: str
    organisation: str = ""
    """An organisation's id."""
    start: PartialDate | None = None
    end: PartialDate | None = None

    def held_on(self, day: date) -> bool:
        started = self.start is None or self.start.starts_by(day)
        return started and (self.end is None or self.end.lasts_to(day))


class TextRun(NamedTuple):
    """Words of a passage that name one noun, or none."""

    text: str
    entity: Key | None = None
    state: State | None = None
    """Of a commitment: the state in which it was seen."""


class QuotedSpeech(NamedTuple):
    """What a quotation says, and who said it."""

    text: str
    speaker: Key | None
    """None when its last line names nobody."""
    occasion: str
    """What its last line says after the speaker's name."""


class Passage(NamedTuple):
    """A block that names something, or is a quotation."""

    anchor: str
    """The fragment that leads to it."""
    encoded_runs: str
    """Its pieces as one string, since a site holds many: see `passage`."""
    quotation: QuotedSpeech | None = None

    @property
    def runs(self) -> list[TextRun]:
        parts = self.encoded_runs.split(_SEPARATOR)
        return [
            TextRun(text, *_decode_annotation(name))
            for text, name in zip(parts[::2], parts[1::2], strict=True)
        ]

    @property
    def text(self) -> str:
        return "".join(self.encoded_runs.split(_SEPARATOR)[::2])


_SEPARATOR = "\0"
"""What no text can hold: CommonMark has none."""


def make_passage(
    anchor: str, runs: Iterable[TextRun], quotation: QuotedSpeech | None = None
) -> Passage:
    """The passage that consists of `pieces`."""
    parts = [
        part
        for piece in runs
        for part in (piece.text, _encode_annotation(piece.entity, piece.state))
    ]
    return Passage(anchor, _SEPARATOR.join(parts), quotation)


def _encode_annotation(key: Key | None, state: State | None) -> str:
    return f"{key.kind.scheme}:{key.id} {state.value if state else ''}" if key else ""


@lru_cache(maxsize=1 << 13)
def _decode_annotation(name: str) -> tuple[Key | None, State | None]:
    target, _, state = name.partition(" ")
    return _parse_annotation_target(target), _STATES.get(state)


class BodyText(NamedTuple):
    """The text of a file, made ready to be shown."""

    markdown_bytes: bytes = b""
    """`markdown` in UTF-8: as a string, a single dash would double what it takes."""
    passages: tuple[Passage, ...] = ()
    heading_ids: tuple[str, ...] = ()
    """The fragments that lead to its headings."""
    block_words: tuple[int | str, ...] = ()
    """The plain words of each block in order; of a passage, its number among the passages."""
    reading_minutes: int = 1
    """How long it takes to read."""

    @property
    def markdown(self) -> str:
        """As its own page shows it: annotations lead to their pages, passages have anchors."""
        return self.markdown_bytes.decode()

    @property
    def blocks(self) -> tuple[tuple[str, str], ...]:
        """The plain words of each block, after the fragment that leads to it, if any."""
        return tuple(
            ("", line) if isinstance(line, str) else self._passage_words(line)
            for line in self.block_words
        )

    def _passage_words(self, number: int) -> tuple[str, str]:
        passage = self.passages[number]
        return passage.anchor, " ".join(passage.text.split())

    @property
    def anchors(self) -> frozenset[str]:
        """Every fragment that can be linked to."""
        return frozenset([*self.heading_ids, *(passage.anchor for passage in self.passages)])


class ObservedState(NamedTuple):
    """A commitment seen in a state."""

    commitment: Key
    state: State


class Entity(Struct, frozen=True, kw_only=True):
    """What every content file has."""

    key: Key
    title: str
    """`title` of a topic, commitment or article; `name` of the others."""
    body: Body = Body()
    """Its text as it was written; empty once that has been checked and made ready."""
    locations: Mapping[str, Location] = {}
    """Where each front matter value was written, by its dotted path (`sources.0.url`)."""
    plain_text: str = ""
    """Its text as plain words, on one line; of an article nothing, since its texts are many."""
    first_paragraph: str = ""
    """The first paragraph of that."""
    names: Mapping[str, str] = {}
    """The name in other languages, by language code."""
    aliases: tuple[str, ...] = ()
    """Other spellings; for an article, old addresses that lead to it."""
    links: Mapping[str, str] = {}
    is_complete: bool = True
    """False when the front matter was broken, and stand-ins are in its place."""

    def __hash__(self) -> int:
        return hash(self.key)

    def location_of(self, *path: str | int) -> Location:
        """Where the value at `path` was written, or the nearest thing that holds it."""
        parts = [str(part) for part in path]
        while parts:
            if found := self.locations.get(".".join(parts)):
                return found
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
    """What it is about, and what its passages name, in order, each once."""
    passage_mentions: tuple[tuple[Key, ...], ...] = ()
    """What each of its passages names."""
    observed_states: tuple[ObservedState, ...] = ()
    """The commitments it saw, each once."""
    speakers: tuple[Key | None, ...] = ()
    """Who speaks in each of its passages."""

    @property
    def modified(self) -> Moment:
        """When it was last changed: by its `updated`, or by a correction."""
        if not self.corrections:
            return self.updated or self.date
        corrected = [Moment(correction.date) for correction in self.corrections]
        return max([self.updated or self.date, *corrected], key=lambda moment: moment.day)


class Topic(Entity, frozen=True, kw_only=True):
    pass


class Person(Entity, frozen=True, kw_only=True):
    roles: tuple[Role, ...] = ()

    def role_on(self, day: date) -> Role | None:
        """The role held on `day`; of several, the one listed first."""
        return next((role for role in self.roles if role.held_on(day)), None)


class Organisation(Entity, frozen=True, kw_only=True):
    pass


class Place(Entity, frozen=True, kw_only=True):
    pass


class Commitment(Entity, frozen=True, kw_only=True):
    by: tuple[Key, ...]
    to: tuple[Key, ...] = ()
    topics: tuple[str, ...] = ()
    due: PartialDate | None = None


def annotated_key(link: Link) -> Key | None:
    """The noun that an annotation names; None for a link that is no annotation."""
    return None if link.is_image else _parse_annotation_target(link.target)


@lru_cache(maxsize=1 << 13)  # the same few names stand in thousands of stories
def _parse_annotation_target(target: str) -> Key | None:
    scheme, _, id = target.partition(":")
    kind = SCHEMES.get(scheme)
    return Key(kind, id) if kind else None


def annotated_state(link: Link) -> State | None:
    """The state that a commitment's annotation saw it in."""
    return _STATES.get(link.title)


_STATES: Mapping[str, State] = {state.value: state for state in State}


def is_annotated(passage: Block) -> bool:
    """True when the passage's page gives it an anchor: it names a noun, or is a quotation."""
    return bool(passage.quotation) or any(annotated_key(link) for link in passage.links)
