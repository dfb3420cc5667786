"""Finds the articles near an article in the lists of the entities that it names."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from generator.content.model import Article, Key

NEIGHBOURS = 8
"""Articles before and after an article that are compared with it, in each list that has it."""


class Neighbours(NamedTuple):
    """The articles near an article in the list of all articles that name an entity."""

    entity: Key
    commonness: int
    """The number of articles that name the entity, as the number of its binary digits."""
    newer: tuple[Article, ...]
    """The nearest first."""
    older: tuple[Article, ...]


def neighbours_of(
    entity: Key, articles: Sequence[Article], ranks: Sequence[int], rank: int
) -> Neighbours:
    """Return the neighbours of the article with a rank; `ranks` are those of `articles`."""
    at = bisect_left(ranks, rank)
    newer = articles[max(at - NEIGHBOURS, 0) : at][::-1]
    older = articles[at + 1 : at + 1 + NEIGHBOURS]
    return Neighbours(entity, len(articles).bit_length(), tuple(newer), tuple(older))
