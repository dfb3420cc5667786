"""A noun's stories, bound: the newest on its own page, the older ones in volumes of equal size."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from generator.content.model import Article, Key

VOLUME_SIZE = 20
"""How many stories a volume holds; a noun's own page holds fewer than twice as many."""


class Volume(Struct, frozen=True):
    """Stories that stand on a page of their own, the newest first."""

    entity: Key
    number: int
    """Counted from the oldest, so that a volume stays what it is when stories are added."""
    stories: tuple[Article, ...]

    @property
    def path(self) -> str:
        return f"{self.entity.path.removesuffix('.md')}/{self.number}.md"

    @property
    def years(self) -> range:
        """The years of its stories."""
        return range(self.stories[-1].date.day.year, self.stories[0].date.day.year + 1)


class Pagination(Struct, frozen=True):
    """All stories of a noun."""

    newest: tuple[Article, ...]
    volumes: tuple[Volume, ...]
    """The newest first."""

    def next_to(self, volume: Volume) -> tuple[Volume | None, Volume | None]:
        """The volumes of older and of newer stories."""
        at = len(self.volumes) - volume.number
        older = self.volumes[at + 1] if at + 1 < len(self.volumes) else None
        return older, self.volumes[at - 1] if at else None

    def by_year(self) -> list[tuple[int, Volume]]:
        """Where to begin to read of each year: the volume with its newest story."""
        first: dict[int, Volume] = {}
        for volume in self.volumes:
            for year in reversed(volume.years):
                first.setdefault(year, volume)
        return sorted(first.items(), reverse=True)


def paginate(entity: Key, stories: Sequence[Article]) -> Pagination:
    """`stories`, the newest first, put on the shelf of the noun that they name."""
    bound = max(len(stories) // VOLUME_SIZE - 1, 0)
    here = len(stories) - bound * VOLUME_SIZE
    volumes = [
        Volume(
            entity,
            bound - at,
            tuple(stories[here + at * VOLUME_SIZE : here + (at + 1) * VOLUME_SIZE]),
        )
        for at in range(bound)
    ]
    return Pagination(tuple(stories[:here]), tuple(volumes))
