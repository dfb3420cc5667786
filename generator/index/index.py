"""Joins all entities: which articles name an entity, and what happened to commitments."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from heapq import nlargest
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from generator.content.annotation_titles import AnnotationTitle
from generator.content.model import (
    Article,
    BodyText,
    Commitment,
    Entity,
    Key,
    Kind,
    Passage,
    State,
    Topic,
)
from generator.content.title_order import SortKey, title_key
from generator.index import pagination
from generator.index.lists import (
    Evidence,
    Lists,
    Mention,
    Observation,
    Quotation,
    TranslatedPage,
)
from generator.index.neighbours import Neighbours
from generator.index.reads import Reads, RecordedMapping, recorded


class Index(Struct, frozen=True):
    """Everything that pages list, the newest first.

    `recording` returns an index that records what is read from it, so that an output is rendered
    again only when that has changed.
    """

    entities: Mapping[Key, Entity]
    texts: Mapping[Key, BodyText]
    """The text of each entity."""
    articles_about: Mapping[Key, tuple[Article, ...]]
    """The articles that name an entity or have the topic."""
    observations: Mapping[Key, tuple[Observation, ...]]
    """The observations of each commitment."""
    commitments_of: Mapping[Key, tuple[Commitment, ...]]
    """The commitments of each party and of each topic."""
    lists: Lists
    """Read these through the queries below."""
    reads: Reads | None = None
    """What was read so far; None when nothing is recorded."""
    source: Index | None = None
    """The same index without recording."""

    def recording(self, reads: Reads) -> Index:
        """Return the same index, which adds what is read from it to `reads`."""
        return replace(
            self,
            entities=RecordedMapping(self.entities, "entities", reads),
            texts=RecordedMapping(self.texts, "texts", reads),
            articles_about=RecordedMapping(self.articles_about, "articles_about", reads),
            observations=RecordedMapping(self.observations, "observations", reads),
            commitments_of=RecordedMapping(self.commitments_of, "commitments_of", reads),
            reads=reads,
            source=self,
        )

    def plain(self) -> Index:
        return self.source or self

    def has_page(self, article: Article) -> bool:
        """Return whether an article has a page in this edition, or in the original alone."""
        return self.lists.language in ("", article.lang)

    def with_editions(
        self,
        pages: Mapping[str, frozenset[str]],
        translations: tuple[TranslatedPage, ...],
        row_counts: Mapping[str, int] = {},
    ) -> Index:
        """Return the same index, which knows the pages of all editions, and all translations.

        `row_counts` has the number of rows of each table of the data, for editions without data.
        """
        lists = replace(self.lists, pages=pages, translations=translations, row_counts=row_counts)
        return replace(self, lists=lists)

    @recorded
    def untranslated_articles(self) -> tuple[Article, ...]:
        """Return the articles that have no page in this edition, the newest first."""
        articles = (entity for entity in self.entities.values() if isinstance(entity, Article))
        without_page = (article for article in articles if not self.has_page(article))
        return tuple(sorted(without_page, key=newest_last, reverse=True))

    @recorded
    def translations(self) -> tuple[TranslatedPage, ...]:
        """Return every translation, by language, kind and id."""
        return self.lists.translations

    @recorded
    def row_count(self, table: str) -> int:
        """Return the number of rows of a table of the data, which is the original's."""
        return self.lists.row_counts[table]

    @recorded
    def languages_of(self, path: str) -> tuple[str, ...]:
        """Return the languages in which there is a page at a path; none for one edition alone."""
        return tuple([language for language, pages in self.lists.pages.items() if path in pages])

    @property
    def articles(self) -> tuple[Article, ...]:
        return self.newest_articles(self.article_count())

    @recorded
    def article_count(self) -> int:
        return len(self.lists.articles)

    @recorded
    def article_ids(self) -> tuple[str, ...]:
        """Return the ids of all articles (`2024/an-id`), sorted."""
        return tuple(sorted(article.key.id for article in self.lists.articles))

    @recorded
    def newest_articles(self, most: int) -> tuple[Article, ...]:
        return self.lists.articles[:most]

    @recorded
    def latest_published(self, most: int) -> tuple[Article, ...]:
        """Return the articles that were published last, the newest first."""
        return self.lists.by_publication[:most]

    @recorded
    def latest_about(self, key: Key) -> tuple[Article, ...]:
        """Return the articles about an entity that were published last, as many as its feed has."""
        return self.lists.latest_about.get(key, ())

    @recorded
    def is_among_latest(self, key: Key) -> bool:
        """Return whether an article is among the latest about any entity."""
        article = self.entities[key]
        assert isinstance(article, Article)
        latest = self.lists.latest_about
        return any(article in latest.get(entity, ()) for entity in article.mentioned)

    @recorded
    def latest_observations(self, most: int) -> tuple[Observation, ...]:
        """Return the observations in the articles that were published last, the newest first."""
        return _latest(self.lists.observations, most)

    @recorded
    def latest_observations_of(self, commitment: Key, most: int) -> tuple[Observation, ...]:
        return _latest(self.observations.get(commitment, ()), most)

    @recorded
    def count_about(self, key: Key) -> int:
        return len(self.articles_about.get(key, ()))

    @recorded
    def articles_in(self, year: int, month: int = 0) -> tuple[Article, ...]:
        """Return the articles of a year, or of one of its months."""
        months = self.lists.months
        if month:
            return months.get((year, month), ())
        return tuple(chain.from_iterable(months.get((year, at), ()) for at in range(12, 0, -1)))

    @recorded
    def years(self) -> tuple[int, ...]:
        """Return the years that have articles, the oldest first."""
        return tuple(sorted({year for year, _ in self.lists.months}))

    @recorded
    def annotation_count(self, year: int) -> int:
        """Return how many annotations the articles of a year have."""
        return sum(
            key in self.entities
            for article in self.articles_in(year)
            for names in article.passage_mentions
            for key in names
        )

    @recorded
    def last_change(self) -> str:
        """Return the day of the newest change of any article (ISO 8601), or an empty string."""
        return last_change(self.lists.articles)

    @recorded
    def last_change_about(self, key: Key) -> str:
        return last_change(self.articles_about.get(key, ())) or self.last_change()

    @property
    def recent_observations(self) -> tuple[Observation, ...]:
        return self.newest_observations(self.observation_count())

    @recorded
    def observation_count(self) -> int:
        return len(self.lists.observations)

    @recorded
    def newest_observations(self, most: int) -> tuple[Observation, ...]:
        return self.lists.observations[:most]

    @recorded
    def newest_part(self, key: Key) -> Sequence[Article]:
        """Return the articles that the page of an entity shows; older ones are in volumes."""
        return pagination.newest_part(self.articles_about.get(key, ()))

    @recorded
    def volume(self, key: Key, number: int) -> Sequence[Article]:
        return pagination.volume(self.articles_about.get(key, ()), number)

    @recorded
    def has_volume(self, key: Key, number: int) -> bool:
        return 0 < number <= pagination.count_volumes(self.articles_about.get(key, ()))

    @recorded
    def volumes_by_year(self, key: Key) -> tuple[tuple[int, int], ...]:
        return pagination.volumes_by_year(self.articles_about.get(key, ()))

    @recorded
    def today(self) -> date | None:
        """Return the day of the build, which decides what is overdue; None to leave that out."""
        return self.lists.today

    def of_kind(self, kind: Kind) -> tuple[Entity, ...]:
        """Return every entity of a kind, sorted by title in the order of the edition's language."""
        return self.in_folder(kind.folder)

    @recorded
    def in_folder(self, folder: str) -> tuple[Entity, ...]:
        """Return every entity whose file is in a folder of the content, sorted by title."""
        entities = [item for item in self.entities.values() if item.key.kind.folder == folder]
        return tuple(sorted(entities, key=self.title_key))

    def title_key(self, entity: Entity) -> tuple[SortKey, str]:
        """Return the key that sorts an entity by its title."""
        return title_key(entity.title, self.lists.title_language), entity.key.id

    @recorded
    def neighbours(self, key: Key) -> tuple[Neighbours, ...]:
        """Return the articles near an article in the list of each entity that it names."""
        article, rank, ranks = self.entities[key], self.lists.rank[key], self.lists.ranks_about
        assert isinstance(article, Article)
        return tuple(
            [
                Neighbours(entity, self.lists.about[entity], bisect_left(ranks[entity], rank))
                for entity in article.mentioned
                if entity in self.entities
            ]
        )

    @property
    def commitments(self) -> tuple[Commitment, ...]:
        """Every commitment, sorted by title."""
        entities = self.of_kind(Kind.COMMITMENT)
        return tuple([entity for entity in entities if isinstance(entity, Commitment)])

    def get(self, key: Key | None) -> Entity | None:
        """Return the entity of a key; None if there is no such entity, or no key."""
        return self.entities.get(key) if key else None

    def known(self, keys: Iterable[Key]) -> tuple[Entity, ...]:
        """Return the entities of those keys that have one, each once."""
        return tuple([self.entities[key] for key in dict.fromkeys(keys) if key in self.entities])

    def mentions(self, key: Key, articles: Iterable[Article]) -> tuple[Mention, ...]:
        """Return the passages of articles that name an entity, in the order of the texts."""
        return tuple(
            [
                Mention(article, number)
                for article in articles
                for number, names in enumerate(article.passage_mentions)
                if key in names
            ]
        )

    def passage(self, mention: Mention) -> Passage:
        return self.texts[mention.article.key].passages[mention.number]

    def evidence(self, observation: Observation) -> Evidence:
        """Return the first words and passage that show an observation.

        Raises LookupError when there are none.
        """
        article, commitment, state, date = observation
        title = AnnotationTitle(state, date)
        for passage in self.texts[article.key].passages:
            if commitment.id in passage.encoded_runs:  # decoding all runs would be slow
                for run in passage.runs:
                    if run.entity == commitment and run.title == title:
                        return Evidence(run.text, passage)
        raise LookupError(observation)

    def state(self, commitment: Key) -> State | None:
        """Return the state of the newest observation; None if there is no observation."""
        history = self.observations.get(commitment)
        return history[0].state if history else None

    def is_open(self, commitment: Key) -> bool:
        return (state := self.state(commitment)) is None or state.is_open

    def topics(self, article: Article) -> tuple[Topic, ...]:
        """Return the topics of its front matter, then those that its passages name."""
        topics = self.mentioned_in(article, Kind.TOPIC)
        return tuple(entity for entity in topics if isinstance(entity, Topic))

    def mentioned_in(self, article: Article, kind: Kind) -> tuple[Entity, ...]:
        """Return the entities of a kind that an article names, in order, each once."""
        return self.known([key for key in article.mentioned if key.kind is kind])

    def observations_in(self, article: Article) -> tuple[Observation, ...]:
        """Return the observations of known commitments in an article, in the order of its text."""
        return tuple(
            [
                Observation(article, *observed)
                for observed in article.observed_states
                if observed.commitment in self.entities
            ]
        )

    @recorded
    def count(self, key: Key) -> int:
        """Return how many passages name an entity."""
        return sum(
            key in names
            for article in self.articles_about.get(key, ())
            for names in article.passage_mentions
        )

    def quotations(self, speaker: Key, articles: Iterable[Article]) -> tuple[Quotation, ...]:
        """Return the quotations of a person or organisation in articles."""
        return tuple(
            quotation
            for article in articles
            if speaker in article.speakers
            for quotation in self.quotations_in(article)
            if quotation.speaker == speaker
        )

    def quotations_in(self, article: Article) -> tuple[Quotation, ...]:
        """Return the quotations in an article whose speaker is named."""
        if not article.speakers:
            return ()
        return tuple(
            Quotation(
                article,
                passage.anchor,
                speech.speaker,
                speech.text,
                speech.occasion,
                speech.sentence,
            )
            for passage in self.texts[article.key].passages
            for speech in passage.quotations
            if speech.speaker
        )

    @recorded
    def most_mentioned(self, key: Key, folder: str, most: int) -> tuple[tuple[Entity, int], ...]:
        """Return the entities in a folder that most articles about `key` name, with the number."""
        articles = self.articles_about.get(key, ())
        counts = Counter(
            other
            for article in articles
            for other in article.mentioned
            if other.kind.folder == folder
        )
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].id))
        known = [(self.entities[other], count) for other, count in ranked if other in self.entities]
        return tuple(known[:most])


def newest_last(article: Article) -> tuple[tuple[date, datetime], str]:
    """Return the key that sorts articles, the oldest first."""
    return article.date.sort_key, article.key.id


def last_change(articles: Iterable[Article]) -> str:
    """Return the day of the newest change of articles (ISO 8601), or an empty string."""
    newest = max([article.modified.day for article in articles], default=None)
    return newest.isoformat() if newest else ""


def _latest(observations: Iterable[Observation], most: int) -> tuple[Observation, ...]:
    def sort_key(observation: Observation) -> tuple[tuple[date, datetime], ...]:
        return observation.article.listed.sort_key, observation.date.sort_key

    return tuple(nlargest(most, observations, key=sort_key))
