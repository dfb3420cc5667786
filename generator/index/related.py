"""Finds articles to read before, after and besides an article, each with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from generator.content.model import Article, Entity, Key, Kind
from generator.index.index import Index

MAX_RELATED = 4
WEIGHTS: Mapping[Kind, float] = {
    Kind.COMMITMENT: 8,
    Kind.PERSON: 3,
    Kind.ORGANISATION: 2,
    Kind.PLACE: 1,
    Kind.TOPIC: 1,
}
"""Weight of a shared entity of this kind, which is then divided by how common the entity is."""


class Related(Struct, frozen=True):
    """Another article and the entities that both name, the strongest reason first."""

    article: Article
    reasons: tuple[Entity, ...]


class RelatedArticles(Struct, frozen=True):
    """The articles to read before, after and besides an article."""

    before: Related | None
    """The previous article that names the same commitment."""
    after: Related | None
    beside: tuple[Related, ...]


def related_to(index: Index, article: Article) -> RelatedArticles:
    """Return the articles related to `article` by its topics and the entities that it names."""
    neighbours = index.neighbours(article.key)
    weights = {near.entity: WEIGHTS[near.entity.kind] / near.commonness for near in neighbours}
    score: dict[Article, float] = {}
    for near in neighbours:
        for other in (*near.newer, *near.older):
            score[other] = score.get(other, 0) + weights[near.entity]
    reasons = sorted(weights, key=lambda key: (-weights[key], key.kind.folder, key.id))
    in_order = [near for near in neighbours if near.entity.kind is Kind.COMMITMENT]
    before = max((near.older[0] for near in in_order if near.older), key=_order, default=None)
    after = min((near.newer[0] for near in in_order if near.newer), key=_order, default=None)

    def sort_key(other: Article) -> tuple[float, int, str]:
        return -score[other], abs(other.date.day - article.date.day).days, other.key.id

    beside = [other for other in sorted(score, key=sort_key) if other not in (before, after)]
    commitments = [key for key in reasons if key.kind is Kind.COMMITMENT]
    return RelatedArticles(
        _related(index, before, commitments) if before else None,
        _related(index, after, commitments) if after else None,
        tuple([_related(index, other, reasons) for other in beside[:MAX_RELATED]]),
    )


def _order(article: Article) -> tuple[Any, str]:
    return article.date.sort_key, article.key.id


def _related(index: Index, other: Article, reasons: Iterable[Key]) -> Related:
    """Return an article with those of the reasons that it shares."""
    named = set(other.mentioned)
    shared = [key for key in reasons if key in named]
    return Related(other, index.known(shared[:2]))
