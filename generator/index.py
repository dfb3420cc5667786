"""The articles gathered by noun: who, what, when, where."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from generator.markdown import Passage, Quotation, Run
from generator.model import (
    Article,
    Commitment,
    Key,
    Kind,
    Noun,
    State,
    Topic,
    named_by,
    state_seen,
)

T = TypeVar("T")


class Mention(NamedTuple):
    """A passage of an article that names a noun."""

    article: Article
    passage: Passage


class Remark(NamedTuple):
    """A quotation with its speaker."""

    article: Article
    passage: Passage
    said: Quotation
    speaker: Key

    @property
    def occasion(self) -> str:
        """What the quotation's last line says after the speaker's name."""
        after = ""
        for run in reversed(self.said.attribution):
            if run.link and named_by(run.link) == self.speaker:
                break
            after = run.text + after
        return after.strip().lstrip(",").strip()


class Observation(NamedTuple):
    """A commitment seen in a state, by an article, in these words."""

    article: Article
    passage: Passage
    commitment: Key
    state: State
    words: str


@dataclass(frozen=True, slots=True)
class Index:
    """Everything that a page lists. Lists run from the newest to the oldest."""

    nouns: Mapping[Key, Noun]
    articles: tuple[Article, ...]
    named: Mapping[Key, tuple[Key, ...]]
    """What each article names or is about, in order, each once: by the article's key."""
    stories: Mapping[Key, tuple[Article, ...]]
    """The articles that name a noun, or are about a topic."""
    mentions: Mapping[Key, tuple[Mention, ...]]
    remarks: Mapping[Key, tuple[Remark, ...]]
    """What each person said."""
    observations: Mapping[Key, tuple[Observation, ...]]
    """The history of each commitment."""
    seen: Mapping[Key, tuple[Observation, ...]]
    """The same by the article that saw it, in the order of its text."""
    moved: tuple[Observation, ...]
    """The same of all commitments together."""
    promises: Mapping[Key, tuple[Commitment, ...]]
    """The commitments that a person, an organisation or a topic has part in."""

    def of(self, kind: Kind) -> tuple[Noun, ...]:
        """Every noun of a kind, by title."""
        found = (noun for noun in self.nouns.values() if noun.key.kind is kind)
        return tuple(sorted(found, key=lambda noun: (noun.title.casefold(), noun.key.id)))

    def known(self, keys: Iterable[Key]) -> tuple[Noun, ...]:
        return tuple(self.nouns[key] for key in dict.fromkeys(keys) if key in self.nouns)

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
        return self.known(key for key in self.named[article.key] if key.kind is kind)

    def seen_in(self, article: Article) -> tuple[Observation, ...]:
        """The commitments that an article saw, in the order of its text."""
        seen = self.seen.get(article.key, ())
        return tuple(one for one in seen if one.commitment in self.nouns)

    def remarks_in(self, article: Article) -> tuple[Remark, ...]:
        return tuple(_remarks([article]))

    def most_named(self, key: Key, kind: Kind, most: int) -> tuple[tuple[Noun, int], ...]:
        """The nouns of a kind in the stories of `key`, with how many of those name them."""
        stories = self.stories.get(key, ())
        counts = Counter(
            other for story in stories for other in self.named[story.key] if other.kind is kind
        )
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].id))
        known = [(self.nouns[other], count) for other, count in ranked if other in self.nouns]
        return tuple(known[:most])


def index(nouns: Mapping[Key, Noun]) -> Index:
    articles = sorted(
        (noun for noun in nouns.values() if isinstance(noun, Article)),
        key=lambda article: (article.date, article.key.id),
        reverse=True,
    )
    seen = list(_observations(articles))
    observations = _grouped((one.commitment, one) for one in seen)
    named = {article.key: _about(article) for article in articles}
    return Index(
        nouns=nouns,
        articles=tuple(articles),
        named=named,
        stories=_grouped((key, article) for article in articles for key in named[article.key]),
        mentions=_grouped(_mentions(articles)),
        remarks=_grouped((said.speaker, said) for said in _remarks(articles)),
        observations=observations,
        seen=_grouped((one.article.key, one) for one in seen),
        moved=_moved(nouns, observations),
        promises=_grouped(_promises(nouns, observations)),
    )


def _grouped(pairs: Iterable[tuple[Key, T]]) -> dict[Key, tuple[T, ...]]:
    groups: dict[Key, list[T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}


def _about(article: Article) -> tuple[Key, ...]:
    topics = [Key(Kind.TOPIC, id) for id in article.topics]
    named = [named_by(link) for link in article.body.links]
    return tuple(dict.fromkeys([*topics, *(key for key in named if key)]))


def _keys(runs: Iterable[Run]) -> list[Key]:
    named = (named_by(run.link) for run in runs if run.link)
    return list(dict.fromkeys(key for key in named if key))


def _mentions(articles: Iterable[Article]) -> Iterable[tuple[Key, Mention]]:
    for article in articles:
        for passage in article.body.passages:
            for key in _keys(passage.runs):
                yield key, Mention(article, passage)


def _remarks(articles: Iterable[Article]) -> Iterable[Remark]:
    for article in articles:
        for passage in article.body.passages:
            if said := passage.quotation:
                people = [key for key in _keys(said.attribution) if key.kind is Kind.PERSON]
                if people:
                    yield Remark(article, passage, said, people[0])


def _observations(articles: Iterable[Article]) -> Iterable[Observation]:
    """Newest first; of several in one story, which all see one state, the first proves it."""
    for article in articles:
        seen = set()
        for passage in article.body.passages:
            for link in passage.links:
                key, state = named_by(link), state_seen(link)
                if key and state and key.kind is Kind.COMMITMENT and key not in seen:
                    seen.add(key)
                    yield Observation(article, passage, key, state, link.words)


def _moved(
    nouns: Mapping[Key, Noun], observations: Mapping[Key, tuple[Observation, ...]]
) -> tuple[Observation, ...]:
    seen = (one for key, history in observations.items() if key in nouns for one in history)
    return tuple(sorted(seen, key=lambda one: (one.article.date, one.commitment.id), reverse=True))


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
    seen.sort(key=lambda commitment: observations[commitment.key][0].article.date, reverse=True)
    return seen + unseen
