"""Joins all entities: which articles name an entity, and what happened to commitments."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import chain
from typing import NamedTuple, TypeVar

from msgspec import Struct

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

T = TypeVar("T")


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


class Observation(NamedTuple):
    """An article that shows a commitment in a state."""

    article: Article
    commitment: Key
    state: State


class Evidence(NamedTuple):
    """The words that show a commitment in a state, and their passage."""

    words: str
    passage: Passage


class Index(Struct, frozen=True):
    """Everything that pages list, the newest first."""

    entities: Mapping[Key, Entity]
    texts: Mapping[Key, BodyText]
    """The text of each entity."""
    articles: tuple[Article, ...]
    articles_about: Mapping[Key, tuple[Article, ...]]
    """The articles that name an entity or have the topic."""
    observations: Mapping[Key, tuple[Observation, ...]]
    """The observations of each commitment."""
    recent_observations: tuple[Observation, ...]
    """The observations of all commitments together."""
    commitments_of: Mapping[Key, tuple[Commitment, ...]]
    """The commitments of each party and of each topic."""

    def of_kind(self, kind: Kind) -> tuple[Entity, ...]:
        """Return every entity of a kind, sorted by title."""
        entities = (entity for entity in self.entities.values() if entity.key.kind is kind)
        return tuple(sorted(entities, key=lambda entity: (entity.title.casefold(), entity.key.id)))

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
        article, commitment, state = observation
        for passage in self.texts[article.key].passages:
            if commitment.id in passage.encoded_runs:  # decoding all runs would be slow
                for run in passage.runs:
                    if run.entity == commitment and run.state is state:
                        return Evidence(run.text, passage)
        raise LookupError(observation)

    def state(self, commitment: Key) -> State | None:
        """Return the state of the newest observation; None if there is no observation."""
        history = self.observations.get(commitment)
        return history[0].state if history else None

    def is_open(self, commitment: Key) -> bool:
        state = self.state(commitment)
        return state is None or state.is_open

    def is_overdue(self, commitment: Commitment, today: date | None) -> bool:
        """Return whether it is past its due date, and no article reports it done or dropped."""
        due = commitment.due
        return bool(today and due and not due.lasts_to(today) and self.is_open(commitment.key))

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

    def count(self, key: Key) -> int:
        """Return how many passages name an entity."""
        return sum(
            key in names
            for article in self.articles_about.get(key, ())
            for names in article.passage_mentions
        )

    def quotations(self, person: Key, articles: Iterable[Article]) -> tuple[Quotation, ...]:
        """Return the quotations of a person in articles."""
        return tuple(
            quotation
            for article in articles
            if person in article.speakers
            for quotation in self.quotations_in(article)
            if quotation.speaker == person
        )

    def quotations_in(self, article: Article) -> tuple[Quotation, ...]:
        """Return the quotations in an article whose speaker is named."""
        if not any(article.speakers):
            return ()
        return tuple(
            Quotation(article, passage.anchor, speech.speaker, speech.text, speech.occasion)
            for passage in self.texts[article.key].passages
            if (speech := passage.quotation) and speech.speaker
        )

    def most_mentioned(self, key: Key, kind: Kind, most: int) -> tuple[tuple[Entity, int], ...]:
        """Return the entities of a kind that most articles about `key` name, with their number."""
        articles = self.articles_about.get(key, ())
        counts = Counter(
            other for article in articles for other in article.mentioned if other.kind is kind
        )
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].id))
        known = [(self.entities[other], count) for other, count in ranked if other in self.entities]
        return tuple(known[:most])


def build_index(entities: Mapping[Key, Entity], texts: Mapping[Key, BodyText]) -> Index:
    """Return the index of all entities."""
    articles = sorted(
        (entity for entity in entities.values() if isinstance(entity, Article)),
        key=lambda article: (article.date.sort_key, article.key.id),
        reverse=True,
    )
    observations = _grouped(
        (observed.commitment, Observation(article, *observed))
        for article in articles
        for observed in article.observed_states
    )
    return Index(
        entities=entities,
        texts=texts,
        articles=tuple(articles),
        articles_about=_grouped(
            (key, article) for article in articles for key in article.mentioned
        ),
        observations=observations,
        recent_observations=_recent_observations(entities, observations),
        commitments_of=_grouped(_commitments_by_party(entities, observations)),
    )


def _grouped(pairs: Iterable[tuple[Key, T]]) -> dict[Key, tuple[T, ...]]:
    groups: dict[Key, list[T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}


def _recent_observations(
    entities: Mapping[Key, Entity], observations: Mapping[Key, tuple[Observation, ...]]
) -> tuple[Observation, ...]:
    """Return the observations of all known commitments, the newest first."""
    known = (history for key, history in observations.items() if key in entities)
    return tuple(
        sorted(
            chain.from_iterable(known),
            key=lambda observation: (observation.article.date.sort_key, observation.commitment.id),
            reverse=True,
        )
    )


def _commitments_by_party(
    entities: Mapping[Key, Entity], observations: Mapping[Key, tuple[Observation, ...]]
) -> Iterable[tuple[Key, Commitment]]:
    commitments = [entity for entity in entities.values() if isinstance(entity, Commitment)]
    for commitment in by_latest_observation(commitments, observations):
        topics = (Key(Kind.TOPIC, id) for id in commitment.topics)
        for key in dict.fromkeys([*commitment.by, *commitment.to, *topics]):
            yield key, commitment


def by_latest_observation(
    commitments: Iterable[Commitment], observations: Mapping[Key, tuple[Observation, ...]]
) -> list[Commitment]:
    """Sort commitments by their last observation, the newest first; those without one come last."""
    by_title = sorted(commitments, key=lambda commitment: commitment.title.casefold())
    unobserved = [commitment for commitment in by_title if commitment.key not in observations]
    observed = [commitment for commitment in by_title if commitment.key in observations]
    observed.sort(
        key=lambda commitment: observations[commitment.key][0].article.date.sort_key, reverse=True
    )
    return observed + unobserved
