"""Joins all entities into the index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import TypeVar

from msgspec.structs import replace

from generator.content.model import Article, BodyText, Commitment, Entity, Key, Kind
from generator.content.title_order import title_key
from generator.index.index import Index, newest_last
from generator.index.lists import Lists, Observation

K = TypeVar("K")
T = TypeVar("T")
LATEST_ABOUT_TOPIC, LATEST_ABOUT_OTHERS = 20, 5
"""The most articles in the feed of an entity."""


def build_index(
    entities: Mapping[Key, Entity],
    texts: Mapping[Key, BodyText],
    today: date | None = None,
    language: str = "",
    title_language: str = "en",
) -> Index:
    """Return the index of all entities on a day.

    With a `language`, only articles in that language have a page, and only they are listed; others
    are still mentions and observations. Titles have the order of `title_language`.
    """
    articles = sorted(
        (entity for entity in entities.values() if isinstance(entity, Article)),
        key=newest_last,
        reverse=True,
    )
    observed = _grouped(
        (state.commitment, Observation(article, *state))
        for article in articles
        for state in article.observed_states
    )
    observations = {key: _newest_first(group) for key, group in observed.items()}
    listed = [article for article in articles if language in ("", article.lang)]
    return Index(
        entities=entities,
        texts=texts,
        articles_about=_articles_about(articles),
        observations=observations,
        commitments_of=_grouped(_commitments_by_party(entities, observations, title_language)),
        lists=replace(
            _lists(listed, _recent_observations(entities, observations)),
            today=today,
            language=language,
            title_language=title_language,
        ),
    )


def _lists(articles: Sequence[Article], observations: tuple[Observation, ...]) -> Lists:
    """Return the lists of the articles that an edition has pages of, the newest first."""
    by_publication = sorted(articles, key=_publication, reverse=True)  # equals keep their order
    return Lists(
        articles=tuple(articles),
        observations=observations,
        months=_grouped(
            ((article.date.day.year, article.date.day.month), article) for article in articles
        ),
        by_publication=tuple(by_publication),
        latest_about=_latest_about(by_publication),
        rank={article.key: rank for rank, article in enumerate(articles)},
        ranks_about=_grouped(
            (key, rank) for rank, article in enumerate(articles) for key in article.mentioned
        ),
        about=_articles_about(articles),
    )


def _articles_about(articles: Iterable[Article]) -> dict[Key, tuple[Article, ...]]:
    return _grouped((key, article) for article in articles for key in article.mentioned)


def _publication(article: Article) -> tuple[tuple[date, datetime], ...]:
    return article.listed.sort_key, article.date.sort_key


def _latest_about(by_publication: Iterable[Article]) -> dict[Key, tuple[Article, ...]]:
    latest: dict[Key, list[Article]] = defaultdict(list)
    for article in by_publication:
        for key in article.mentioned:
            most = LATEST_ABOUT_TOPIC if key.kind is Kind.TOPIC else LATEST_ABOUT_OTHERS
            if len(latest[key]) < most:
                latest[key].append(article)
    return {key: tuple(articles) for key, articles in latest.items()}


def _grouped(pairs: Iterable[tuple[K, T]]) -> dict[K, tuple[T, ...]]:
    groups: dict[K, list[T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}


def _recent_observations(
    entities: Mapping[Key, Entity], observations: Mapping[Key, tuple[Observation, ...]]
) -> tuple[Observation, ...]:
    """Return the observations of all known commitments, the newest first."""
    known = (seen for key, seen in observations.items() if key in entities)

    return _newest_first(chain.from_iterable(known))


def _newest_first(observations: Iterable[Observation]) -> tuple[Observation, ...]:
    def sort_key(observation: Observation) -> tuple[tuple[date, datetime], str, str]:
        return observation.date.sort_key, observation.commitment.id, observation.article.key.id

    return tuple(sorted(observations, key=sort_key, reverse=True))


def _commitments_by_party(
    entities: Mapping[Key, Entity],
    observations: Mapping[Key, tuple[Observation, ...]],
    title_language: str,
) -> Iterable[tuple[Key, Commitment]]:
    commitments = [entity for entity in entities.values() if isinstance(entity, Commitment)]
    for commitment in by_latest_observation(commitments, observations, title_language):
        topics = (Key(Kind.TOPIC, id) for id in commitment.topics)
        for key in dict.fromkeys([*commitment.parties, *topics]):
            yield key, commitment


def by_latest_observation(
    commitments: Iterable[Commitment],
    observations: Mapping[Key, tuple[Observation, ...]],
    title_language: str,
) -> list[Commitment]:
    """Sort commitments by their last observation, the newest first; those without one come last.

    Of one day, and without an observation, they are in the order of their titles.
    """
    by_title = sorted(commitments, key=lambda item: title_key(item.title, title_language))
    unobserved = [commitment for commitment in by_title if commitment.key not in observations]
    observed = [commitment for commitment in by_title if commitment.key in observations]
    observed.sort(
        key=lambda commitment: observations[commitment.key][0].date.sort_key, reverse=True
    )
    return observed + unobserved
