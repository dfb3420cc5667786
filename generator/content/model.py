"""The entities that content files describe, with their passages. All are immutable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from msgspec import Struct

from generator.content.annotation_titles import (
    SAID,
    AnnotationTitle,
    format_title,
    parse_title,
    unquoted,
)
from generator.content.body import Body
from generator.content.dates import Moment, PartialDate
from generator.content.images import Image
from generator.content.keys import FOLDERS, SCHEMES, Key, Kind, State, parse_annotation
from generator.content.problems import Location
from generator.content.sentences import sentence_around
from generator.content.translations import translatable

__all__ = ["FOLDERS", "SCHEMES", "Key", "Kind", "Moment", "PartialDate", "State"]

LIST_PAGES: Mapping[str, str] = {
    "index.md": "",
    "topics/index.md": translatable("Topics"),
    "people/index.md": translatable("People"),
    "organisations/index.md": translatable("Organisations"),
    "places/index.md": translatable("Places"),
    "commitments/index.md": translatable("Commitments"),
    "archive/index.md": translatable("Archive"),
    "moved.md": translatable("Status changes"),
    "corrections.md": translatable("Corrections"),
    "feeds.md": translatable("Feeds"),
    "data.md": translatable("Data"),
    "contribute/new.md": translatable("Add a story"),
    "search.md": translatable("Search"),
}
"""The English titles of the pages that every site has; the home page has the site's name."""

ASSETS, DATA, SCHEMAS, SEARCH = "assets", "data", "schemas", "pagefind"
"""The folders of a site that hold files and no pages."""


Day = date  # where `date` is the name of a field
MAX_DAYS_FROM_REPORT = 731
"""A person may have had a role two years before or after a report that gives it."""


class Source(NamedTuple):
    """A page that an article is based on."""

    publisher: str
    url: str
    title: str = ""
    """The headline as the page prints it; empty if nobody has seen it."""
    date: PartialDate | None = None
    kind: str = ""
    """One of `fields.SOURCE_KINDS`, or empty."""
    lang: str = ""
    """The language of the page, if it isn't the language of the article."""
    archived: str = ""
    """The address of an archived copy, or empty."""


class Correction(Struct, frozen=True):
    """What an article said before a correction, and what it says now."""

    date: date
    was: str
    now: str
    note: str = ""
    lang: str = ""
    """The language of the correction, if it isn't the language of the article."""


class Role(Struct, frozen=True):
    """A person's role, which may belong to an organisation."""

    title: str
    organisation: str = ""
    """The id of an organisation."""
    start: PartialDate | None = None
    end: PartialDate | None = None
    as_of: tuple[PartialDate, ...] = ()
    """The dates of the reports that give the title, where no source gives its term."""

    def is_held_on(self, day: date) -> bool:
        """Return whether a source gives a term that covers `day`."""
        if self.as_of:
            return False
        started = self.start is None or self.start.starts_by(day)
        return started and (self.end is None or self.end.lasts_to(day))

    def days_from_report(self, day: date) -> int | None:
        """Return the days between `day` and the nearest report of the title; None without one."""
        distances = [
            max((report.first_day - day).days, (day - report.last_day).days, 0)
            for report in self.as_of
        ]
        return min(distances, default=None)


class TextRun(NamedTuple):
    """Part of a passage: words that name one entity, or none."""

    text: str
    entity: Key | None = None
    title: AnnotationTitle = AnnotationTitle()
    """What the annotation says of the words: a state, or that they are a quotation."""


class QuotedSpeech(NamedTuple):
    """The words of a quotation, with speaker and occasion."""

    text: str
    speaker: Key | None
    """None when the last line names no person."""
    occasion: str
    """The rest of the last line, after the speaker's name."""
    sentence: str = ""
    """For a quotation within a paragraph: the sentence that holds it."""


class Passage(NamedTuple):
    """A block that holds an annotation or is a quotation."""

    anchor: str
    """Its fragment on the article's page."""
    encoded_runs: str
    """Its runs as one string, which takes less memory: see `make_passage`."""
    quotation: QuotedSpeech | None = None
    """The quotation that the whole block is."""

    @property
    def quotations(self) -> list[QuotedSpeech]:
        """The quotations of known speakers: the block itself, or words within it."""
        if self.quotation:
            return [self.quotation] if self.quotation.speaker else []
        if f" {SAID}" not in self.encoded_runs:  # decoding all runs would be slow
            return []
        quotations, text, at = [], self.text, 0
        for run in self.runs:
            end = at + len(run.text)
            if run.title.is_speech:
                words = unquoted(run.text) or run.text
                sentence = " ".join(sentence_around(text, at, end).split())
                quotations.append(QuotedSpeech(words, run.entity, "", sentence))
            at = end
        return quotations

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
    parts = [part for run in runs for part in (run.text, _encode_annotation(run.entity, run.title))]
    return Passage(anchor, _SEPARATOR.join(parts), quotation)


def _encode_annotation(key: Key | None, title: AnnotationTitle) -> str:
    return f"{key.kind.scheme}:{key.id} {format_title(title)}" if key else ""


@lru_cache(maxsize=1 << 13)
def _decode_annotation(encoded: str) -> tuple[Key | None, AnnotationTitle]:
    target, _, title = encoded.partition(" ")
    key = parse_annotation(target)
    return key, parse_title(key, title) if key else AnnotationTitle()


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
    plain_text: str = ""
    """The plain text on one line. It is empty for articles, since a site has many."""
    first_paragraph: str = ""
    """The first paragraph of `plain_text`."""
    source: str = ""
    """The Markdown as its file has it, of an article on a site with translations."""
    first_line: int = 1
    """The line of the file on which `source` begins."""

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
    date: PartialDate | None = None
    """The date of the state, if it isn't that of the article."""


class Translation(Struct, frozen=True, omit_defaults=True):
    """How an entity was translated."""

    language: str
    translators: tuple[str, ...] = ()
    source_digest: str = ""
    """The digest of what was translated, as the original was then: see `translations`."""
    has_text: bool = False
    """Whether the file has a text; otherwise the original's is shown."""
    is_draft: bool = False
    is_outdated: bool = False
    """Whether the original has changed since."""


class Entity(Struct, frozen=True, kw_only=True, omit_defaults=True, tag=str.lower):
    """What a content file describes."""

    key: Key
    title: str
    """`title` of an article, topic or commitment; `name` of the others."""
    body: Body = Body()
    """The parsed text. It is empty in a summary, which other pages use."""
    locations: Mapping[str, Location] = {}
    """The location of each front matter value, by its dotted path (`sources.0.url`)."""
    names: Mapping[str, str] = {}
    """The name in other languages, by language tag."""
    aliases: tuple[str, ...] = ()
    """Other spellings of the name; for an article, addresses that redirect to it."""
    links: Mapping[str, str] = {}
    former_ids: tuple[str, ...] = ()
    """Ids that it had before; their addresses redirect to it. An article has `aliases` for that."""
    is_complete: bool = True
    """False when required front matter is missing, and has default values instead."""
    translation: Translation | None = None
    """How it was translated; None for an original."""

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
    """When it happened."""
    summary: str
    sources: tuple[Source, ...]
    topics: tuple[str, ...] = ()
    published: Moment | None = None
    """When the site first published it; None if that isn't recorded."""
    checked: Day | None = None
    """The last day on which somebody looked for newer reports."""
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
    """Each state that it shows a commitment in, once."""
    speakers: tuple[Key, ...] = ()
    """The speaker of each quotation, in the order of the text."""

    @property
    def listed(self) -> Moment:
        """When it was published, or when it happened if the publication isn't recorded.

        Feeds are ordered by it.
        """
        return self.published or self.date

    def is_scheduled(self, today: Day | None) -> bool:
        """Return whether it is published later than `today`; without a day nothing is."""
        return bool(today and self.published and self.published.day > today)

    @property
    def is_dated(self) -> bool:
        """Whether it says when it was published or changed."""
        return bool(self.published or self.updated or self.corrections)

    @property
    def modified(self) -> Moment:
        """The latest of `listed`, `updated` and its corrections."""
        changed = self.updated or self.listed
        if not self.corrections:
            return changed
        corrected = [Moment(correction.date) for correction in self.corrections]
        return max([changed, *corrected], key=lambda moment: moment.day)


class Topic(Entity, frozen=True, kw_only=True):
    pass


class Person(Entity, frozen=True, kw_only=True):
    roles: tuple[Role, ...] = ()

    def role_on(self, day: date) -> Role | None:
        """Return the first role that covers `day`, or else the one reported nearest to it.

        Reports of more than two years before or after don't count.
        """
        if held := next((role for role in self.roles if role.is_held_on(day)), None):
            return held
        distances = [(role.days_from_report(day), role) for role in self.roles]
        near = [
            (days, role)
            for days, role in distances
            if days is not None and days <= MAX_DAYS_FROM_REPORT
        ]
        return min(near, key=itemgetter(0))[1] if near else None


class Organisation(Entity, frozen=True, kw_only=True):
    pass


class Place(Entity, frozen=True, kw_only=True):
    pass


class Commitment(Entity, frozen=True, kw_only=True):
    by: tuple[Key, ...] = ()
    """Who is to do it; empty only while it is sought."""
    to: tuple[Key, ...] = ()
    sought_by: tuple[Key, ...] = ()
    """Who asked for it."""
    topics: tuple[str, ...] = ()
    due: PartialDate | None = None
    checked: date | None = None
    """The last day on which somebody looked for newer reports."""

    @property
    def parties(self) -> tuple[Key, ...]:
        """Everybody whom the front matter names, in the order `by`, `to`, `sought_by`."""
        return (*self.by, *self.to, *self.sought_by)
