"""Writes the tables as one SQLite file, with full-text search of the passages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from generator.content.site import Site
from generator.open_data.tables import FOLDER, Column, Table

if TYPE_CHECKING:
    import sqlite3

DATABASE = f"{FOLDER}/site.sqlite3"
"""Its path within the site."""
_FULL_TEXT = "passages_fts"


def build_database(tables: Iterable[Table], site: Site) -> bytes:
    """Return the bytes of the file, which depend only on the tables and the SQLite version.

    Empty cells are NULL. `passages_fts` (SQLite's FTS5) searches the passages; the table `about`
    has the name, address and licence of the site.
    """
    import sqlite3  # noqa: PLC0415 - only needed with search

    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("BEGIN")
    for table in tables:
        _create_table(connection, table)
    _create_full_text_index(connection)
    _write_about(connection, site)
    connection.execute("COMMIT")
    data = connection.serialize()
    connection.close()
    return data


def _create_table(connection: sqlite3.Connection, table: Table) -> None:
    key = ", ".join(map(_quote, table.key))
    columns = ", ".join([*map(_column_sql, table.columns), f"PRIMARY KEY ({key})"])
    connection.execute(f"CREATE TABLE {_quote(table.name)} ({columns})")
    placeholders = ", ".join("?" * len(table.columns))
    rows = (tuple([None if cell == "" else cell for cell in row]) for row in table.rows())
    connection.executemany(f"INSERT INTO {_quote(table.name)} VALUES ({placeholders})", rows)
    for column in table.columns:
        if column.refers and column.name != table.key[0]:  # the primary key is an index already
            index_name = _quote(f"{table.name}_{column.name}")
            connection.execute(
                f"CREATE INDEX {index_name} ON {_quote(table.name)} ({_quote(column.name)})"
            )


def _column_sql(column: Column) -> str:
    sql_type = "INTEGER" if column.type == "integer" else "TEXT"
    table, _, name = column.refers.partition(".")
    references = f" REFERENCES {_quote(table)} ({_quote(name)})" if table else ""
    return f"{_quote(column.name)} {sql_type}{references}"


def _quote(word: str) -> str:
    """Return a name in quotation marks, because some are SQL keywords, like `to`."""
    return f'"{word}"'


def _create_full_text_index(connection: sqlite3.Connection) -> None:
    """Create a full-text index of the passages that ignores accents and stores no text twice.

    Datasette recognises the indexed table by the quotation marks around its name.
    """
    connection.execute(
        f"CREATE VIRTUAL TABLE {_FULL_TEXT} USING fts5"
        "(text, content=\"passages\", tokenize='unicode61 remove_diacritics 2')"
    )
    connection.execute(f"INSERT INTO {_FULL_TEXT} ({_FULL_TEXT}) VALUES ('rebuild')")


def _write_about(connection: sqlite3.Connection, site: Site) -> None:
    licence = site.licence
    about = {
        "name": site.name,
        "about": site.description,
        "homepage": site.url,
        "licence": licence.name if licence else "",
        "licence_title": licence.title if licence else "",
        "licence_url": licence.url if licence else "",
    }
    connection.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT)")
    rows = [(name, value) for name, value in about.items() if value]
    connection.executemany("INSERT INTO about VALUES (?, ?)", rows)
