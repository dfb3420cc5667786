"""What an index holds besides its mappings, and what its queries return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from generator.content.model import Article, Key, Moment, PartialDate, Passage, State


class Observation(NamedTuple):
    """An article that shows a commitment in a state."""

    article: Article
    commitment: Key
    state: State
    own_date: PartialDate | None = None
    """The date of the state, if it isn't that of the article."""

    @property
    def date(self) -> Moment | PartialDate:
        """When the commitment was in the state."""
        return self.own_date or self.article.date


class Mention(NamedTuple):
    """A passage of an article that names an entity."""

    article: Article
    number: int
    """The index of the passage in the article."""


class Quotation(NamedTuple):
    """A quotation of a known speaker."""

    article: Article
    anchor: str
    speaker: Key
    text: str
    occasion: str
    sentence: str = ""
    """For a quotation within a paragraph: the sentence that holds it."""


class Evidence(NamedTuple):
    """The words that show a commitment in a state, and their passage."""

    words: str
    passage: Passage


class TranslatedPage(NamedTuple):
    """A translation of an entity, as other editions know it."""

    key: Key
    language: str
    title: str
    summary: str
    """Of an article; otherwise empty."""
    translators: tuple[str, ...]
    is_outdated: bool


class Lists(Struct, frozen=True):
    """What an index holds besides its mappings."""

    articles: tuple[Article, ...]
    """All articles, the newest first."""
    observations: tuple[Observation, ...]
    """The observations of all commitments together, the newest first."""
    months: Mapping[tuple[int, int], tuple[Article, ...]]
    """The articles of each year and month that has any."""
    by_publication: tuple[Article, ...]
    """All articles, those that were published last first."""
    latest_about: Mapping[Key, tuple[Article, ...]]
    """The first of them about each entity, as many as its feed has."""
    rank: Mapping[Key, int]
    """The position of each article among all."""
    ranks_about: Mapping[Key, Sequence[int]]
    """The positions of the articles that name an entity."""
    about: Mapping[Key, tuple[Article, ...]]
    """Those of the articles about an entity that have a page in this edition."""
    today: date | None = None
    language: str = ""
    """The language of the articles that have a page in this edition; empty for all."""
    title_language: str = "en"
    """The language that decides the order of titles."""
    pages: Mapping[str, frozenset[str]] = {}
    """On a site in several languages, the paths of the pages that each edition has."""
    translations: tuple[TranslatedPage, ...] = ()
    """Every translation, by language, kind and id."""
    row_counts: Mapping[str, int] = {}
    """In an edition without data, the number of rows of each table of the original's."""
