"""Writes the tables as CSV, JSON and a Frictionless data package."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from generator.content.model import Article
from generator.content.site import Site
from generator.open_data.json_line import json_line
from generator.open_data.table_rows import Row
from generator.open_data.tables import FOLDER, Table


def table_files(table: Table, site: Site) -> Iterator[tuple[str, str]]:
    """Yield the path and text of a table as CSV, and of most as JSON too."""
    yield f"{FOLDER}/{table.name}.csv", csv_file(table, [_csv_lines(table.rows())])
    if table.has_json:
        yield (
            f"{FOLDER}/{table.name}.json",
            json_file(table, site, [_json_lines(table, table.rows())]),
        )


def article_lines(table: Table, article: Article) -> Iterator[tuple[str, str]]:
    """Yield the lines of an article in each file of a table that contains texts.

    They come with the name of the file. Many articles have no lines.
    """
    rows = list(table.rows_of(article))
    yield f"{table.name}.csv", _csv_lines(rows)
    if table.has_json:
        yield f"{table.name}.json", _json_lines(table, rows)


def csv_file(table: Table, parts: Iterable[str]) -> str:
    """Return a table as RFC 4180 in UTF-8, from its lines without the header.

    Text is in quotation marks; numbers and empty cells are bare.

    Quotation marks keep most spreadsheets that separate at `;` or a tab from splitting a cell. For
    the others, an apostrophe precedes each sign that would begin a formula, at the start of a cell
    or after a separator in it.
    """
    header = tuple(column.name for column in table.columns)
    return "".join([_csv_lines([header]), *parts])


def _csv_lines(rows: Iterable[Row]) -> str:
    return "".join([f"{','.join(map(_cell, row))}\r\n" for row in rows])


def _cell(value: str | int | None) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, int):
        return str(value)
    if not value[0].isalnum() or _SEPARATORS.search(value):
        is_indented = value[0] in "\t\r"  # some spreadsheets leave that out
        value = "'" * is_indented + "".join(map(_escape_formula, _SEPARATORS.split(value)))
    return f'"{value.replace(_QUOTE, _QUOTE + _QUOTE)}"' if _QUOTE in value else f'"{value}"'


def _escape_formula(part: str) -> str:
    """Return a part of a cell with an apostrophe before the sign that would begin a formula."""
    blanks = _BLANKS.match(part)
    start = blanks.end() if blanks else 0
    return f"{part[:start]}'{part[start:]}" if part[start : start + 1] in _SIGNS else part


_QUOTE = '"'
_SIGNS = frozenset("=+-@＝＋－＠")
_SEPARATORS = re.compile(r"([;|\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029])")
_BLANKS = re.compile(r'[\s"]*')


def json_file(table: Table, site: Site, parts: Iterable[str]) -> str:
    """Return a table as a JSON object with the licence and the rows, from the lines of its rows."""
    lines = ",\n".join(filter(None, parts))
    head = {"title": f"{site.name}: {table.name}", "about": table.about, **licence_metadata(site)}
    return f'{json_line(head)[:-1]},"{table.name}":[\n{lines}\n]}}\n'


def _json_lines(table: Table, rows: Iterable[Row]) -> str:
    """Return one line for each row, with commas between them."""
    # No string contains what is replaced: in a string, the quotation mark would be escaped.
    return json_line(row_objects(table, rows))[1:-1].replace('},{"', '},\n{"')


def row_objects(table: Table, rows: Iterable[Row]) -> list[dict[str, str | int | None]]:
    """Return rows as objects by column name, without empty values."""
    names = [column.name for column in table.columns]
    return [
        {name: cell for name, cell in zip(names, row, strict=True) if cell not in ("", None)}
        for row in rows
    ]


def licence_metadata(site: Site) -> dict[str, Any]:
    """Return the licence as Frictionless writes it; nothing when the site names none."""
    if site.licence is None:
        return {}
    name, title, url = site.licence.name, site.licence.title, site.licence.url
    return {"licenses": [{"name": name, "title": title, "path": url}]}


def data_package(tables_in_package: Iterable[Table], site: Site) -> str:
    """Return the Frictionless data package (specs.frictionlessdata.io) of the CSV files."""
    package = {
        "profile": "tabular-data-package",
        "name": "record",
        "title": site.name,
        "description": site.description,
        "homepage": site.url or None,
        **licence_metadata(site),
        "resources": [_resource(table, site) for table in tables_in_package],
    }
    package = {name: value for name, value in package.items() if value}
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _resource(table: Table, site: Site) -> dict[str, Any]:
    foreign = [
        (column.name, *column.refers.split(".")) for column in table.columns if column.refers
    ]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": table.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **licence_metadata(site),
        "schema": {
            "fields": [
                {"name": column.name, "type": column.type, "description": column.about}
                for column in table.columns
            ],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {"fields": [column], "reference": {"resource": table_name, "fields": [field]}}
                for column, table_name, field in foreign
            ],
        },
    }
