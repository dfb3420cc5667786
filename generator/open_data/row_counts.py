"""Counts the rows of the data for editions in other languages, which have none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.content.site import Site
from generator.index.index import Index
from generator.open_data.tables import tables


class RowCounts(Mapping[str, int]):
    """The number of rows of each table; a table's are counted when its number is first read."""

    def __init__(self, index: Index, site: Site) -> None:
        """`index` and `site` are the original's."""
        self._tables = {table.name: table for table in tables(index, site)}
        self._counts: dict[str, int] = {}

    def __getitem__(self, name: str) -> int:
        if name not in self._counts:
            self._counts[name] = self._tables[name].count()
        return self._counts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)
