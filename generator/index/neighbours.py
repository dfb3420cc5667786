"""Finds the articles near an article in the lists of the entities that it names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from generator.content.model import Article, Key

NEIGHBOURS = 8
"""Articles before and after an article that are compared with it, in each list that has it."""


class Neighbours(NamedTuple):
    """The articles near an article in the list of all articles that name an entity."""

    entity: Key
    articles: Sequence[Article]
    """All articles that name the entity, the newest first."""
    position: int
    """The position of the article in that list."""

    @property
    def commonness(self) -> int:
        """The number of articles that name the entity, as the number of its binary digits."""
        return len(self.articles).bit_length()

    @property
    def start(self) -> int:
        """The position of the first neighbour."""
        return max(self.position - NEIGHBOURS, 0)

    @property
    def end(self) -> int:
        """The position after the last neighbour."""
        return self.position + 1 + NEIGHBOURS

    @property
    def newer(self) -> Sequence[Article]:
        """The newer neighbours, the nearest first."""
        return self.articles[self.start : self.position][::-1]

    @property
    def older(self) -> Sequence[Article]:
        """The older neighbours, the nearest first."""
        return self.articles[self.position + 1 : self.end]
