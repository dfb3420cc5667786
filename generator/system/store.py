"""The build store: what is kept between commands, in one SQLite file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from generator.system.files import digest_of
from generator.system.site_folder import discard_unless_regular, is_own_file

V = TypeVar("V")
TABLES = ("meta", "source", "body", "output", "read", "fragment")
_SCHEMA = "".join(
    f"CREATE TABLE IF NOT EXISTS {name} (key TEXT PRIMARY KEY, value BLOB NOT NULL);"
    for name in TABLES
)
_SEAL = 16
"""Bytes of the digest before each value: a damaged value isn't used."""


class DamagedStoreError(Exception):
    """A value of the store is damaged: delete the store, and begin again."""


Changes = Mapping[str, Mapping[str, bytes | None]]
"""For each table the values to write, by key; None deletes one."""


class Store:
    """Tables of values by key.

    The file can be deleted at any time: a store that is missing or written by other software is
    empty. Reading a damaged value raises DamagedStoreError. What can't be written, on a full disk
    for example, is not kept. Values are bytes, and reading them runs no code.

    While a command holds a `snapshot`, all that it reads is of one moment, in its workers too.
    """

    def __init__(self, path: Path | None, maker: str) -> None:
        """`maker` is the fingerprint of the software; None for `path` keeps nothing."""
        self._path, self._maker = path, maker
        self._connection: sqlite3.Connection | None = None
        self._process = 0
        self._is_foreign = False

    def read(self, table: str, key: str) -> bytes | None:
        rows = self._query(f"SELECT key, value FROM {table} WHERE key = ?", key)
        return next((value for _, value in rows), None)

    def read_all(self, table: str) -> dict[str, bytes]:
        return dict(self._query(f"SELECT key, value FROM {table}"))

    def decode(self, table: str, key: str, form: type[V]) -> V | None:
        """Return a value of a type; None when there is none."""
        data = self.read(table, key)
        try:
            return msgspec.msgpack.decode(data, type=form) if data else None
        except msgspec.DecodeError as error:
            raise DamagedStoreError(str(error)) from None

    def decode_all(self, table: str, form: type[V]) -> dict[str, V]:
        """Return all values of a table by key."""
        decoder = msgspec.msgpack.Decoder(form)
        try:
            return {key: decoder.decode(data) for key, data in self.read_all(table).items()}
        except msgspec.DecodeError as error:
            raise DamagedStoreError(str(error)) from None

    def read_starting(self, table: str, start: str) -> dict[str, bytes]:
        """Return the values whose keys begin with `start`."""
        query = f"SELECT key, value FROM {table} WHERE key >= ? AND key < ?"
        return dict(self._query(query, start, f"{start}\U0010ffff"))

    def digests_starting(self, table: str, start: str) -> dict[str, bytes]:
        """Return the digests of the values whose keys begin with `start`, without reading those."""
        query = f"SELECT key, substr(value, 1, {_SEAL}) FROM {table} WHERE key >= ? AND key < ?"
        return dict(self._rows(query, start, f"{start}\U0010ffff"))

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Keep other commands from writing to the store while the body runs."""
        with suppress(sqlite3.Error):
            if connection := self._open():
                connection.execute("BEGIN")
                connection.execute("SELECT count(*) FROM meta")
        try:
            yield
        finally:
            self.close()

    def write(self, changes: Changes, cleared: Collection[str] = ()) -> None:
        """Write all changes in one step, or none, after deleting all values of `cleared` tables."""
        if self._path is None:
            return
        try:
            self._write(changes, cleared)
        except sqlite3.OperationalError:  # another command is writing, or the disk is full
            self.close()
        except sqlite3.Error:  # it is damaged
            self.discard()
            with suppress(sqlite3.Error):
                self._write(changes, cleared)

    def _write(self, changes: Changes, cleared: Collection[str]) -> None:
        connection = self._open(create=True)
        if connection is None:
            return
        if not connection.in_transaction:
            connection.execute("BEGIN")
        for table in TABLES if self._is_foreign else cleared:
            connection.execute(f"DELETE FROM {table}")
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('maker', ?)", (self._maker,))
        for table, values in changes.items():
            gone = [(key,) for key, value in values.items() if value is None]
            connection.executemany(f"DELETE FROM {table} WHERE key = ?", gone)
            written = ((key, value) for key, value in values.items() if value is not None)
            rows = ((key, digest_of(value) + value) for key, value in written)
            connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", rows)
        connection.execute("COMMIT")

    def close(self) -> None:
        if self._connection and self._process == os.getpid():
            self._connection.close()
        self._connection = None

    def _query(self, query: str, *values: str) -> Iterator[tuple[str, bytes]]:
        """Yield keys and values."""
        for key, sealed in self._rows(query, *values):
            value = sealed[_SEAL:]
            if digest_of(value) != sealed[:_SEAL]:
                raise DamagedStoreError(key)
            yield key, value

    def _rows(self, query: str, *values: str) -> list[tuple[str, bytes]]:
        try:
            connection = self._open()
            if connection is None or self._is_foreign:
                return []
            rows = connection.execute(query, values).fetchall()
        except sqlite3.OperationalError:  # another command is writing
            return []
        except sqlite3.Error as error:
            raise DamagedStoreError(str(error)) from None
        if not all(isinstance(key, str) and isinstance(value, bytes) for key, value in rows):
            raise DamagedStoreError(query)
        return rows

    def discard(self) -> None:
        """Delete the store."""
        self.close()
        if self._path:
            with suppress(OSError):
                self._path.unlink()

    def _open(self, create: bool = False) -> sqlite3.Connection | None:
        """Return this process's connection: one that was forked must not be used."""
        if self._connection and self._process == os.getpid():
            return self._connection
        self._connection = None
        if self._path is None:
            return None
        try:
            if create:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                discard_unless_regular(self._path)
            elif not is_own_file(self._path):
                return None
        except OSError:
            return None
        connection = sqlite3.connect(self._path, timeout=0.1, isolation_level=None)
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(_SCHEMA)
        connection.execute("PRAGMA trusted_schema = OFF")
        rows = connection.execute("SELECT value FROM meta WHERE key = 'maker'").fetchall()
        self._is_foreign = rows != [(self._maker,)]
        self._connection, self._process = connection, os.getpid()
        return connection
