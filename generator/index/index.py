"""The articles gathered by noun: who, what, when, where."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
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
    """A passage of an article that names a noun."""

    article: Article
    number: int
    """Of the passage, from 0."""


class Quotation(NamedTuple):
    """A quotation with its speaker."""

    article: Article
    anchor: str
    speaker: Key
    text: str
    occasion: str


class Observation(NamedTuple):
    """A commitment seen in a state, by an article."""

    article: Article
    commitment: Key
    state: State


class Evidence(NamedTuple):
    """The words in which a commitment was seen, and the passage that holds them."""

    words: str
    passage: Passage


class Index(Struct, frozen=True):
    """Everything that a page lists. Lists run from the newest to the oldest."""

    entities: Mapping[Key, Entity]
    texts: Mapping[Key, BodyText]
    """The text of each noun, articles among them."""
    articles: tuple[Article, ...]
    articles_about: Mapping[Key, tuple[Article, ...]]
    """The articles that name a noun, or are about a topic."""
    observations: Mapping[Key, tuple[Observation, ...]]
    """The history of each commitment."""
    recent_observations: tuple[Observation, ...]
    """The same of all commitments together."""
    commitments_of: Mapping[Key, tuple[Commitment, ...]]
    """The commitments that a person, an organisation or a topic has part in."""

    def of_kind(self, kind: Kind) -> tuple[Entity, ...]:
        """Every noun of a kind, by title."""
        found = (entity for entity in self.entities.values() if entity.key.kind is kind)
        return tuple(sorted(found, key=lambda entity: (entity.title.casefold(), entity.key.id)))

    def get(self, key: Key | None) -> Entity | None:
        """Return the entity of a key; None if there is no such entity, or no key."""
        return self.entities.get(key) if key else None

    def known(self, keys: Iterable[Key]) -> tuple[Entity, ...]:
        return tuple([self.entities[key] for key in dict.fromkeys(keys) if key in self.entities])

    def mentions(self, key: Key, stories: Iterable[Article]) -> tuple[Mention, ...]:
        """The passages of stories that name a noun; of one story, in the order of its text."""
        return tuple(
            [
                Mention(article, number)
                for article in stories
                for number, names in enumerate(article.passage_mentions)
                if key in names
            ]
        )

    def passage(self, mention: Mention) -> Passage:
        return self.texts[mention.article.key].passages[mention.number]

    def evidence(self, seen: Observation) -> Evidence:
        """What proves an observation: of several passages that do, the first."""
        for passage in self.texts[seen.article.key].passages:
            for words, key, state in (
                passage.runs if seen.commitment.id in passage.encoded_runs else ()
            ):
                if key == seen.commitment and state is seen.state:
                    return Evidence(words, passage)
        raise LookupError(seen)

    def state(self, commitment: Key) -> State | None:
        """The present state: that of the newest observation."""
        history = self.observations.get(commitment)
        return history[0].state if history else None

    def is_open(self, commitment: Key) -> bool:
        state = self.state(commitment)
        return state is None or state.is_open

    def is_overdue(self, commitment: Commitment, today: date | None) -> bool:
        """True when its date has passed and no story has seen it done or dropped."""
        due = commitment.due
        return bool(today and due and not due.lasts_to(today) and self.is_open(commitment.key))

    def topics(self, article: Article) -> tuple[Topic, ...]:
        """Those of the whole piece, then those of its passages."""
        found = self.mentioned_in(article, Kind.TOPIC)
        return tuple(entity for entity in found if isinstance(entity, Topic))

    def mentioned_in(self, article: Article, kind: Kind) -> tuple[Entity, ...]:
        """The nouns of a kind that an article names, in order, each once."""
        return self.known([key for key in article.mentioned if key.kind is kind])

    def observations_in(self, article: Article) -> tuple[Observation, ...]:
        """The commitments that an article saw, in the order of its text."""
        seen = article.observed_states
        return tuple(
            [Observation(article, *one) for one in seen if one.commitment in self.entities]
        )

    def count(self, key: Key) -> int:
        """How many passages name a noun."""
        return sum(
            key in names
            for one in self.articles_about.get(key, ())
            for names in one.passage_mentions
        )

    def quotations(self, person: Key, stories: Iterable[Article]) -> tuple[Quotation, ...]:
        """What a person said in stories."""
        found = (self.quotations_in(article) for article in stories if person in article.speakers)
        return tuple(one for remarks in found for one in remarks if one.speaker == person)

    def quotations_in(self, article: Article) -> tuple[Quotation, ...]:
        if not any(article.speakers):
            return ()
        found = [
            (passage.anchor, passage.quotation) for passage in self.texts[article.key].passages
        ]
        return tuple(
            Quotation(article, anchor, said.speaker, said.text, said.occasion)
            for anchor, said in found
            if said and said.speaker
        )

    def most_mentioned(self, key: Key, kind: Kind, most: int) -> tuple[tuple[Entity, int], ...]:
        """The nouns of a kind in the stories of `key`, with how many of those name them."""
        stories = self.articles_about.get(key, ())
        counts = Counter(
            other for story in stories for other in story.mentioned if other.kind is kind
        )
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].id))
        known = [(self.entities[other], count) for other, count in ranked if other in self.entities]
        return tuple(known[:most])


def build_index(entities: Mapping[Key, Entity], texts: Mapping[Key, BodyText]) -> Index:
    articles = sorted(
        (entity for entity in entities.values() if isinstance(entity, Article)),
        key=lambda article: (article.date.sort_key, article.key.id),
        reverse=True,
    )
    seen = (Observation(article, *one) for article in articles for one in article.observed_states)
    observations = _grouped((one.commitment, one) for one in seen)
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
    seen = (one for key, history in observations.items() if key in entities for one in history)
    return tuple(
        sorted(seen, key=lambda one: (one.article.date.sort_key, one.commitment.id), reverse=True)
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
    """By the date of the last observation; those that no story has seen come last."""
    by_title = sorted(commitments, key=lambda commitment: commitment.title.casefold())
    unseen = [commitment for commitment in by_title if commitment.key not in observations]
    seen = [commitment for commitment in by_title if commitment.key in observations]
    seen.sort(
        key=lambda commitment: observations[commitment.key][0].article.date.sort_key, reverse=True
    )
    return seen + unseen
