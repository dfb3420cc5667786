"""What to read before and after a story, and beside it: each with its reason."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log2

from msgspec import Struct

from generator.content.model import Article, Entity, Key, Kind
from generator.index.index import Index

MAX_RELATED = 4
NEIGHBOURS = 8
"""How many stories on each side are looked at in each list: no list is read whole."""
WEIGHTS: Mapping[Kind, float] = {
    Kind.COMMITMENT: 8,
    Kind.PERSON: 3,
    Kind.ORGANISATION: 2,
    Kind.PLACE: 1,
    Kind.TOPIC: 1,
}
"""How much it means that two stories share a noun of this kind, before its rarity counts."""


class Related(Struct, frozen=True):
    """Another story, and what both name: the strongest reason first."""

    article: Article
    reasons: tuple[Entity, ...]


class RelatedArticles(Struct, frozen=True):
    """What stands around a story."""

    before: Related | None
    """The one that came before it in the story of the same commitment."""
    after: Related | None
    beside: tuple[Related, ...]


class RelatedFinder:
    """The stories of each noun as ranks in the order of the archive, to look around from."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._rank = {article.key: rank for rank, article in enumerate(index.articles)}
        self._ranks: dict[Key, list[int]] = {}

    def _ranks_of(self, key: Key) -> list[int]:
        """Those of a noun's stories, worked out when they are first asked for: few may be."""
        if key not in self._ranks:
            self._ranks[key] = [self._rank[story.key] for story in self.index.articles_about[key]]
        return self._ranks[key]

    def _weight(self, key: Key) -> float:
        return WEIGHTS[key.kind] / log2(1 + len(self.index.articles_about[key]))

    def related_to(self, article: Article) -> RelatedArticles:
        """What to read around `article`, from what its text and its topics name."""
        here, entities = self._rank[article.key], self.index.entities
        weights = {key: self._weight(key) for key in article.mentioned if key in entities}
        score: dict[int, float] = {}
        for key, weight in weights.items():
            for rank in self._near(self._ranks_of(key), here):
                score[rank] = score.get(rank, 0) + weight
        reasons = sorted(weights, key=lambda key: (-weights[key], key.kind.folder, key.id))
        thread = [key for key in reasons if key.kind is Kind.COMMITMENT]
        before = min(self._beyond(thread, here, older=True), default=None)
        after = max(self._beyond(thread, here, older=False), default=None)
        nearest = sorted([(-total, abs(rank - here), rank) for rank, total in score.items()])[
            : MAX_RELATED + 2
        ]
        beside = [rank for _, _, rank in nearest if rank not in (before, after)][:MAX_RELATED]
        return RelatedArticles(
            None if before is None else self._related(before, thread),
            None if after is None else self._related(after, thread),
            tuple([self._related(rank, reasons) for rank in beside]),
        )

    def _near(self, ranks: Sequence[int], here: int) -> list[int]:
        at = bisect_left(ranks, here)
        return [
            rank for rank in ranks[max(at - NEIGHBOURS, 0) : at + NEIGHBOURS + 1] if rank != here
        ]

    def _beyond(self, thread: Sequence[Key], here: int, older: bool) -> Iterator[int]:
        """In each list of the thread, the very next story: rank rises with age."""
        for key in thread:
            ranks = self._ranks_of(key)
            at = bisect_left(ranks, here)
            next_one = at + 1 if older else at - 1
            if 0 <= next_one < len(ranks):
                yield ranks[next_one]

    def _related(self, rank: int, reasons: Iterable[Key]) -> Related:
        """The story of a rank, with those of the reasons that it names too."""
        other = self.index.articles[rank]
        named = set(other.mentioned)
        shared = [key for key in reasons if key in named]
        return Related(other, self.index.known(shared[:2]))
