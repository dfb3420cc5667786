"""Divides the articles about an entity: the newest on its page, older ones in volumes."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from generator.content.model import Article, Key

VOLUME_SIZE = 20
"""Articles in a volume. The page of the entity has fewer than twice as many."""


class Volume(Struct, frozen=True):
    """A page of older articles, the newest first."""

    entity: Key
    number: int
    """Counted from the oldest, so that new articles don't change a volume."""
    stories: tuple[Article, ...]

    @property
    def path(self) -> str:
        return f"{self.entity.path.removesuffix('.md')}/{self.number}.md"

    @property
    def years(self) -> range:
        """The years of its articles."""
        return range(self.stories[-1].date.day.year, self.stories[0].date.day.year + 1)


class Pagination(Struct, frozen=True):
    """All articles about an entity."""

    newest: tuple[Article, ...]
    volumes: tuple[Volume, ...]
    """The newest volume first."""

    def next_to(self, volume: Volume) -> tuple[Volume | None, Volume | None]:
        """Return the volumes of the next older and the next newer articles."""
        at = len(self.volumes) - volume.number
        older = self.volumes[at + 1] if at + 1 < len(self.volumes) else None
        return older, self.volumes[at - 1] if at else None

    def by_year(self) -> list[tuple[int, Volume]]:
        """Return for each year the volume with its newest article."""
        first: dict[int, Volume] = {}
        for volume in self.volumes:
            for year in reversed(volume.years):
                first.setdefault(year, volume)
        return sorted(first.items(), reverse=True)


def paginate(entity: Key, stories: Sequence[Article]) -> Pagination:
    """Return the pages of an entity's articles, which are sorted from the newest to the oldest."""
    volume_count = max(len(stories) // VOLUME_SIZE - 1, 0)
    newest_count = len(stories) - volume_count * VOLUME_SIZE
    starts = range(newest_count, len(stories), VOLUME_SIZE)
    volumes = [
        Volume(entity, volume_count - at, tuple(stories[start : start + VOLUME_SIZE]))
        for at, start in enumerate(starts)
    ]
    return Pagination(tuple(stories[:newest_count]), tuple(volumes))
