"""Divides the articles about an entity: the newest on its page, older ones in volumes."""

from __future__ import annotations

from collections.abc import Sequence

from generator.content.model import Article, Key

VOLUME_SIZE = 20
"""Articles in a volume. The page of the entity has fewer than twice as many."""


def volume_path(entity: Key, number: int) -> str:
    """Return the path in the tree of a volume.

    Volumes are numbered from the oldest, so that new articles don't change a volume.
    """
    return f"{entity.path.removesuffix('.md')}/{number}.md"


def count_volumes(articles: Sequence[Article]) -> int:
    return max(len(articles) // VOLUME_SIZE - 1, 0)


def newest_part(articles: Sequence[Article]) -> Sequence[Article]:
    """Return the articles on the page of the entity; `articles` are all, the newest first."""
    return articles[: len(articles) - count_volumes(articles) * VOLUME_SIZE]


def volume(articles: Sequence[Article], number: int) -> Sequence[Article]:
    """Return the articles of a volume; none when there is no such volume."""
    if not 0 < number <= count_volumes(articles):
        return ()
    end = len(articles) - (number - 1) * VOLUME_SIZE
    return articles[end - VOLUME_SIZE : end]


def volumes_by_year(articles: Sequence[Article]) -> tuple[tuple[int, int], ...]:
    """Return for each year, the newest first, the number of the volume with its newest article."""
    first: dict[int, int] = {}
    for number in range(count_volumes(articles), 0, -1):
        for article in volume(articles, number):
            first.setdefault(article.date.day.year, number)
    return tuple(first.items())
