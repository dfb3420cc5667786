"""The tables as one SQLite file, with an index of the words of all passages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from generator.content.site import Site
from generator.open_data.tables import FOLDER, Column, Table

if TYPE_CHECKING:
    import sqlite3

DATABASE = f"{FOLDER}/site.sqlite3"
"""Where it stands within the site."""
_WORDS = "passages_fts"


def build_database(found: Iterable[Table], site: Site) -> bytes:
    """The file: the same for the same tables, wherever the same SQLite writes it.

    Each table has its keys and references; cells that are empty elsewhere are NULL. The words of
    passages are found by `passages_fts` (SQLite's FTS5), and `about` says what this is.
    """
    import sqlite3  # noqa: PLC0415 - where nothing is indexed, nothing waits for it

    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("BEGIN")
    for table in found:
        _fill(connection, table)
    _index(connection)
    _write_about(connection, site)
    connection.execute("COMMIT")
    made = connection.serialize()
    connection.close()
    return made


def _fill(connection: sqlite3.Connection, table: Table) -> None:
    key = ", ".join(map(_name, table.key))
    columns = ", ".join([*map(_column, table.columns), f"PRIMARY KEY ({key})"])
    connection.execute(f"CREATE TABLE {_name(table.name)} ({columns})")
    places = ", ".join("?" * len(table.columns))
    rows = (tuple([None if cell == "" else cell for cell in row]) for row in table.rows())
    connection.executemany(f"INSERT INTO {_name(table.name)} VALUES ({places})", rows)
    for column in table.columns:
        if column.refers and column.name != table.key[0]:  # others have an index of their own
            name, place = _name(f"{table.name}_{column.name}"), _name(column.name)
            connection.execute(f"CREATE INDEX {name} ON {_name(table.name)} ({place})")


def _column(column: Column) -> str:
    kind = "INTEGER" if column.type == "integer" else "TEXT"
    there, _, name = column.refers.partition(".")
    refers = f" REFERENCES {_name(there)} ({_name(name)})" if there else ""
    return f"{_name(column.name)} {kind}{refers}"


def _name(word: str) -> str:
    """A name as SQL writes it: some of ours are words of its own, like `to`."""
    return f'"{word}"'


def _index(connection: sqlite3.Connection) -> None:
    """The passages stand in their table alone; accents make no difference to a search.

    By the quotation marks of `content` Datasette knows which table it searches.
    """
    connection.execute(
        f"CREATE VIRTUAL TABLE {_WORDS} USING fts5"
        "(text, content=\"passages\", tokenize='unicode61 remove_diacritics 2')"
    )
    connection.execute(f"INSERT INTO {_WORDS} ({_WORDS}) VALUES ('rebuild')")


def _write_about(connection: sqlite3.Connection, site: Site) -> None:
    licence = site.licence
    says = {
        "name": site.name,
        "about": site.description,
        "homepage": site.url,
        "licence": licence.name if licence else "",
        "licence_title": licence.title if licence else "",
        "licence_url": licence.url if licence else "",
    }
    connection.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT)")
    rows = [(name, value) for name, value in says.items() if value]
    connection.executemany("INSERT INTO about VALUES (?, ?)", rows)
