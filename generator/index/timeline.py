"""Counts articles by month and topic, for a bar chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from generator.content.model import Article, Entity, Kind
from generator.index.index import Index

BAR_HEIGHT = 20
"""The height of the tallest bar, in units of the chart; a month is one unit wide."""


class Bar(Struct, frozen=True):
    """A month with articles."""

    at: int
    """Months since the first month of the chart."""
    height: int
    """From 1 to `BAR_HEIGHT`: the share of the busiest month of all topics."""
    count: int


class TimelineRow(Struct, frozen=True):
    """One row of the chart."""

    topic: Entity | None
    """None for all articles together."""
    bars: tuple[Bar, ...]

    @property
    def total(self) -> int:
        return sum(bar.count for bar in self.bars)


class Timeline(Struct, frozen=True):
    """The bar chart of an archive."""

    years: tuple[int, ...]
    """Every year from the first article to the last; a year is 12 units wide."""
    strips: tuple[TimelineRow, ...]
    """All articles, then each topic that has any."""


def timeline(index: Index) -> Timeline:
    """Return the chart of all articles. Without articles it has no years and no rows."""
    # In a preview an incomplete article has a default date, which may be centuries away.
    stories = tuple(story for story in index.articles if story.is_complete)
    if not stories:
        return Timeline((), ())
    first, last = stories[-1].date.day.year, stories[0].date.day.year
    rows: list[tuple[Entity | None, Iterable[Article]]] = [(None, stories)]
    rows += [
        (topic, filter(index.has_page, index.articles_about.get(topic.key, ())))
        for topic in index.of_kind(Kind.TOPIC)
    ]
    months = [(topic, _by_month(articles, first)) for topic, articles in rows]
    most = max(months[0][1].values())
    strips = (TimelineRow(topic, _bars(counts, most)) for topic, counts in months if counts)
    return Timeline(tuple(range(first, last + 1)), tuple(strips))


def _by_month(stories: Iterable[Article], first: int) -> Mapping[int, int]:
    days = (story.date.day for story in stories if story.is_complete)
    return Counter((day.year - first) * 12 + day.month - 1 for day in days)


def _bars(months: Mapping[int, int], most: int) -> tuple[Bar, ...]:
    return tuple(
        Bar(at, max(1, round(count * BAR_HEIGHT / most)), count)
        for at, count in sorted(months.items())
    )
