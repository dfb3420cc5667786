"""Finds added articles that may repeat another article."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from generator.content.model import Article, Key
from generator.index.index import Index

RUN_WORDS = 8
"""So many words in a row are seldom the same by chance."""
MIN_COMMON_RUNS = 2
MAX_DAYS_APART = 100
"""Only articles within some weeks are likely to be about the same event."""
MIN_TITLE_SIMILARITY = 0.6
"""The share of words that two titles have in common (Jaccard index)."""


class PossibleDuplicate(NamedTuple):
    """An article that may repeat another one."""

    article: Article
    other: Article
    reason: str


class _Features(NamedTuple):
    """What two articles about the same event are likely to have in common."""

    article: Article
    title: frozenset[str]
    sources: frozenset[str]


def possible_duplicates(index: Index, added: Iterable[Article]) -> Iterator[PossibleDuplicate]:
    """Yield added articles that share title, sources or wording with another article."""
    added_features = list(map(_features, added))
    copies = _with_common_wording(index, [features.article for features in added_features])
    all_features = list(map(_features, index.articles)) if added_features else []
    for features in added_features:
        for other in all_features:
            if other.article.key == features.article.key:
                continue
            common = len(features.title & other.title)
            reason = ""
            all_words = len(features.title) + len(other.title) - common
            if common / max(all_words, 1) >= MIN_TITLE_SIMILARITY:
                reason = "nearly the same headline as"
            elif features.sources == other.sources:
                reason = "the same sources as"
            elif (features.article.key, other.article.key) in copies:
                reason = "several phrases in common with"
            if reason:
                yield PossibleDuplicate(features.article, other.article, reason)


def _features(article: Article) -> _Features:
    words = re.findall(r"[^\W_]{3,}", article.title.casefold())
    stems = frozenset(word[:5] for word in words)
    return _Features(article, stems, frozenset(source.url for source in article.sources))


def _with_common_wording(index: Index, added: Sequence[Article]) -> set[tuple[Key, Key]]:
    """Return pairs of an added article and another one from that time with some of its phrases.

    Each text is read once, however many it is compared with.
    """
    by_run: dict[int, list[tuple[Key, int]]] = defaultdict(list)
    for article in added:
        # Every fourth run is enough: a copied sentence contains one of them.
        for run, count in Counter(_word_runs(index, article.key)[::4]).items():
            by_run[run].append((article.key, count))
    pairs = set()
    for other in index.articles:
        near = {article.key for article in added if _days_apart(article, other) <= MAX_DAYS_APART}
        common = Counter[Key]()
        for run in by_run.keys() & _word_runs(index, other.key) if near else ():
            for key, count in by_run[run]:
                common[key] += count
        pairs |= {(key, other.key) for key in near if common[key] >= MIN_COMMON_RUNS}
    return pairs


def _days_apart(first: Article, second: Article) -> int:
    return abs((first.date.day - second.date.day).days)


def article_words(index: Index, key: Key) -> str:
    """Return an article's text in lower case with single spaces between words."""
    return " ".join(" ".join(line for _, line in index.texts[key].blocks).casefold().split())


def _word_runs(index: Index, key: Key) -> list[int]:
    """Return the hash of each run of `RUN_WORDS` words in an article."""
    words = article_words(index, key).split(" ")
    return [hash(run) for run in zip(*(words[at:] for at in range(RUN_WORDS)), strict=False)]
