"""Finds articles to read before, after and besides an article, each with the reason."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log2

from msgspec import Struct

from generator.content.model import Article, Entity, Key, Kind
from generator.index.index import Index

MAX_RELATED = 4
NEIGHBOURS = 8
"""Articles on each side that are compared in each list, so that no list is read whole."""
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


class RelatedFinder:
    """Finds related articles by their ranks in the archive, in which 0 is the newest."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._rank = {article.key: rank for rank, article in enumerate(index.articles)}
        self._ranks: dict[Key, list[int]] = {}

    def _ranks_of(self, key: Key) -> list[int]:
        """Return the ranks of an entity's articles, computed at the first call."""
        if key not in self._ranks:
            self._ranks[key] = [self._rank[story.key] for story in self.index.articles_about[key]]
        return self._ranks[key]

    def _weight(self, key: Key) -> float:
        return WEIGHTS[key.kind] / log2(1 + len(self.index.articles_about[key]))

    def related_to(self, article: Article) -> RelatedArticles:
        """Return the articles related to `article` by its topics and the entities that it names."""
        own_rank, entities = self._rank[article.key], self.index.entities
        weights = {key: self._weight(key) for key in article.mentioned if key in entities}
        score: dict[int, float] = {}
        for key, weight in weights.items():
            for rank in self._near(self._ranks_of(key), own_rank):
                score[rank] = score.get(rank, 0) + weight
        reasons = sorted(weights, key=lambda key: (-weights[key], key.kind.folder, key.id))
        commitments = [key for key in reasons if key.kind is Kind.COMMITMENT]
        before = min(self._next_ranks(commitments, own_rank, older=True), default=None)
        after = max(self._next_ranks(commitments, own_rank, older=False), default=None)
        nearest = sorted([(-total, abs(rank - own_rank), rank) for rank, total in score.items()])[
            : MAX_RELATED + 2
        ]
        beside = [rank for _, _, rank in nearest if rank not in (before, after)][:MAX_RELATED]
        return RelatedArticles(
            None if before is None else self._related(before, commitments),
            None if after is None else self._related(after, commitments),
            tuple([self._related(rank, reasons) for rank in beside]),
        )

    def _near(self, ranks: Sequence[int], own_rank: int) -> list[int]:
        """Return the ranks on both sides of `own_rank`, without it."""
        at = bisect_left(ranks, own_rank)
        nearby = ranks[max(at - NEIGHBOURS, 0) : at + NEIGHBOURS + 1]
        return [rank for rank in nearby if rank != own_rank]

    def _next_ranks(self, keys: Sequence[Key], own_rank: int, older: bool) -> Iterator[int]:
        """Yield the rank of the next older or newer article of each entity."""
        for key in keys:
            ranks = self._ranks_of(key)
            position = bisect_left(ranks, own_rank)
            neighbour = position + 1 if older else position - 1
            if 0 <= neighbour < len(ranks):
                yield ranks[neighbour]

    def _related(self, rank: int, reasons: Iterable[Key]) -> Related:
        """Return the article of a rank with those of the reasons that it shares."""
        other = self.index.articles[rank]
        named = set(other.mentioned)
        shared = [key for key in reasons if key in named]
        return Related(other, self.index.known(shared[:2]))
