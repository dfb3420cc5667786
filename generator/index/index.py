"""The articles gathered by noun: who, what, when, where."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple, TypeVar

from msgspec import Struct

from generator.content.model import (
    Article,
    Commitment,
    Key,
    Kind,
    Noun,
    Passage,
    State,
    Text,
    Topic,
)

T = TypeVar("T")


class Mention(NamedTuple):
    """A passage of an article that names a noun."""

    article: Article
    number: int
    """Of the passage, from 0."""


class Remark(NamedTuple):
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


class Proof(NamedTuple):
    """The words in which a commitment was seen, and the passage that holds them."""

    words: str
    passage: Passage


class Index(Struct, frozen=True):
    """Everything that a page lists. Lists run from the newest to the oldest."""

    nouns: Mapping[Key, Noun]
    texts: Mapping[Key, Text]
    """The text of each noun, articles among them."""
    articles: tuple[Article, ...]
    stories: Mapping[Key, tuple[Article, ...]]
    """The articles that name a noun, or are about a topic."""
    observations: Mapping[Key, tuple[Observation, ...]]
    """The history of each commitment."""
    moved: tuple[Observation, ...]
    """The same of all commitments together."""
    promises: Mapping[Key, tuple[Commitment, ...]]
    """The commitments that a person, an organisation or a topic has part in."""

    def of(self, kind: Kind) -> tuple[Noun, ...]:
        """Every noun of a kind, by title."""
        found = (noun for noun in self.nouns.values() if noun.key.kind is kind)
        return tuple(sorted(found, key=lambda noun: (noun.title.casefold(), noun.key.id)))

    def known(self, keys: Iterable[Key]) -> tuple[Noun, ...]:
        return tuple([self.nouns[key] for key in dict.fromkeys(keys) if key in self.nouns])

    def mentions(self, key: Key, stories: Iterable[Article]) -> tuple[Mention, ...]:
        """The passages of stories that name a noun; of one story, in the order of its text."""
        return tuple(
            [
                Mention(article, number)
                for article in stories
                for number, names in enumerate(article.marks)
                if key in names
            ]
        )

    def passage(self, mention: Mention) -> Passage:
        return self.texts[mention.article.key].passages[mention.number]

    def proof(self, seen: Observation) -> Proof:
        """What proves an observation: of several passages that do, the first."""
        for passage in self.texts[seen.article.key].passages:
            for words, key, state in (
                passage.pieces if seen.commitment.id in passage.written else ()
            ):
                if key == seen.commitment and state is seen.state:
                    return Proof(words, passage)
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
        found = self.named_in(article, Kind.TOPIC)
        return tuple(noun for noun in found if isinstance(noun, Topic))

    def named_in(self, article: Article, kind: Kind) -> tuple[Noun, ...]:
        """The nouns of a kind that an article names, in order, each once."""
        return self.known([key for key in article.named if key.kind is kind])

    def seen_in(self, article: Article) -> tuple[Observation, ...]:
        """The commitments that an article saw, in the order of its text."""
        seen = article.sightings
        return tuple([Observation(article, *one) for one in seen if one.commitment in self.nouns])

    def count(self, key: Key) -> int:
        """How many passages name a noun."""
        return sum(key in names for one in self.stories.get(key, ()) for names in one.marks)

    def remarks(self, person: Key, stories: Iterable[Article]) -> tuple[Remark, ...]:
        """What a person said in stories."""
        found = (self.remarks_in(article) for article in stories if person in article.speakers)
        return tuple(one for remarks in found for one in remarks if one.speaker == person)

    def remarks_in(self, article: Article) -> tuple[Remark, ...]:
        if not any(article.speakers):
            return ()
        found = [(passage.anchor, passage.said) for passage in self.texts[article.key].passages]
        return tuple(
            Remark(article, anchor, said.speaker, said.text, said.occasion)
            for anchor, said in found
            if said and said.speaker
        )

    def most_named(self, key: Key, kind: Kind, most: int) -> tuple[tuple[Noun, int], ...]:
        """The nouns of a kind in the stories of `key`, with how many of those name them."""
        stories = self.stories.get(key, ())
        counts = Counter(other for story in stories for other in story.named if other.kind is kind)
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].id))
        known = [(self.nouns[other], count) for other, count in ranked if other in self.nouns]
        return tuple(known[:most])


def index(nouns: Mapping[Key, Noun], texts: Mapping[Key, Text]) -> Index:
    articles = sorted(
        (noun for noun in nouns.values() if isinstance(noun, Article)),
        key=lambda article: (article.date.order, article.key.id),
        reverse=True,
    )
    seen = (Observation(article, *one) for article in articles for one in article.sightings)
    observations = _grouped((one.commitment, one) for one in seen)
    return Index(
        nouns=nouns,
        texts=texts,
        articles=tuple(articles),
        stories=_grouped((key, article) for article in articles for key in article.named),
        observations=observations,
        moved=_moved(nouns, observations),
        promises=_grouped(_promises(nouns, observations)),
    )


def _grouped(pairs: Iterable[tuple[Key, T]]) -> dict[Key, tuple[T, ...]]:
    groups: dict[Key, list[T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}


def _moved(
    nouns: Mapping[Key, Noun], observations: Mapping[Key, tuple[Observation, ...]]
) -> tuple[Observation, ...]:
    seen = (one for key, history in observations.items() if key in nouns for one in history)
    return tuple(
        sorted(seen, key=lambda one: (one.article.date.order, one.commitment.id), reverse=True)
    )


def _promises(
    nouns: Mapping[Key, Noun], observations: Mapping[Key, tuple[Observation, ...]]
) -> Iterable[tuple[Key, Commitment]]:
    commitments = [noun for noun in nouns.values() if isinstance(noun, Commitment)]
    for commitment in newest_news_first(commitments, observations):
        topics = (Key(Kind.TOPIC, id) for id in commitment.topics)
        for key in dict.fromkeys([*commitment.by, *commitment.to, *topics]):
            yield key, commitment


def newest_news_first(
    commitments: Iterable[Commitment], observations: Mapping[Key, tuple[Observation, ...]]
) -> list[Commitment]:
    """By the date of the last observation; those that no story has seen come last."""
    by_title = sorted(commitments, key=lambda commitment: commitment.title.casefold())
    unseen = [commitment for commitment in by_title if commitment.key not in observations]
    seen = [commitment for commitment in by_title if commitment.key in observations]
    seen.sort(
        key=lambda commitment: observations[commitment.key][0].article.date.order, reverse=True
    )
    return seen + unseen
