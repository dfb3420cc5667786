"""What a program gets: the record as tables."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import frictionless
import pytest
from msgspec.structs import replace

from generator.content.model import Kind
from generator.content.site import Licence, Site
from generator.open_data.data_files import as_csv, data_file, data_files
from generator.open_data.sqlite import build_database
from generator.open_data.tables import Column, Table, tables
from generator.pages.edition import Edition, make_edition

SITE = Site(
    "The Example Record",
    "One of everything.",
    "https://example.org/record/",
    licence=Licence("CC-BY-4.0", "Creative Commons Attribution 4.0", "https://example.org/by"),
)


@pytest.fixture(scope="module")
def edition(texts: dict[str, bytes]) -> Edition:
    return make_edition(texts, SITE)


def rows(edition: Edition, name: str) -> list[dict[str, object]]:
    table = next(table for table in edition.data if table.name == name)
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows()]


def test_the_package_describes_what_is_there(edition: Edition, tmp_path: Path) -> None:
    """Every column, type, key and reference, as the library of the specification sees it."""
    for path, text in data_files(edition.data, SITE):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(text.encode())
    with frictionless.system.use_context(trusted=True):
        report = frictionless.validate(str(tmp_path / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])
    assert len(report.tasks) == len(edition.data)


def test_csv_and_json_hold_the_same_rows(edition: Edition) -> None:
    files = dict(data_files(edition.data, SITE))
    for table in edition.data:
        read = csv.DictReader(io.StringIO(files[f"data/{table.name}.csv"]))
        if not table.has_json:
            assert f"data/{table.name}.json" not in files
            continue
        from_csv = [{k: v.removeprefix("'") for k, v in row.items() if v} for row in read]
        document = json.loads(files[f"data/{table.name}.json"])
        from_json = [
            {k: str(v).removeprefix("'") for k, v in r.items()} for r in document[table.name]
        ]
        assert from_csv == from_json, table.name
        assert document["licenses"][0]["name"] == "CC-BY-4.0"


def test_the_tables_count_what_the_index_counts(edition: Edition) -> None:
    index = edition.index
    assert len(rows(edition, "articles")) == len(index.articles)
    assert len(rows(edition, "observations")) == len(index.recent_observations)
    quotations = [
        remark
        for person in index.of_kind(Kind.PERSON)
        for remark in index.quotations(person.key, index.articles)
    ]
    mentions = [
        mention
        for key in index.articles_about
        for mention in index.mentions(key, index.articles_about[key])
    ]
    assert len(rows(edition, "quotations")) == len(quotations)
    named = {(mention.article.key.id, index.passage(mention).anchor) for mention in mentions}
    quoted = {(quotation.article.key.id, quotation.anchor) for quotation in quotations}
    passages = {(row["article"], row["passage"]) for row in rows(edition, "passages")}
    assert passages == named | quoted
    annotated = {(row["article"], row["passage"]) for row in rows(edition, "annotations")}
    assert annotated == named


def test_rows_are_counted_without_being_made(edition: Edition) -> None:
    for table in edition.data:
        assert table.count() == len(list(table.rows())), table.name


def test_a_commitment_has_the_state_that_its_page_shows(edition: Edition) -> None:
    commitments = {row["id"]: row for row in rows(edition, "commitments")}
    assert commitments["nationwide-fibre"]["state"] == "done"
    assert commitments["chip-factory"]["state"] == ""
    assert commitments["chip-factory"]["last_news"] is None


def test_no_cell_is_run_by_a_spreadsheet() -> None:
    cells = ["=1+1", "+1", "-1", "@x", "\tx", "plain", "a=b"]
    table = Table(
        "t", "", (Column("c", ""),), ("c",), lambda: [(cell,) for cell in cells], lambda: 7
    )
    written = [row[0] for row in csv.reader(io.StringIO(as_csv(table)))][1:]
    assert written == ["'=1+1", "'+1", "'-1", "'@x", "'\tx", "plain", "a=b"]


RUN = "=+-@\uff1d\uff0b\uff0d\uff20"
"""The signs that begin a formula, in some languages in their wide forms."""


@pytest.mark.parametrize("sign", RUN)
@pytest.mark.parametrize("separator", [";", "\t", "\n", "\r", "\r\n", "|", "\u2028"])
@pytest.mark.parametrize("before", ["", " ", "\u3000 ", '"', ' ""', ";", "\t;"])
def test_no_cell_is_run_where_another_sign_separates(
    sign: str, separator: str, before: str
) -> None:
    """Where `;` separates, a spreadsheet splits there and reads a formula behind it."""
    cells = [f"{before}{sign}1", f"x{separator}{before}{sign}1", f"{separator}{before}{sign}1;y"]
    text = csv_of(cells)
    for split in (r"\r\n", r"[,;\t|\r\n\u2028]"):
        for part in re.split(split, text):
            assert part.lstrip(' "\u3000')[:1] not in {*RUN}, text
    written = [row[0] for row in csv.reader(io.StringIO(text, newline=""))][1:]
    assert [cell.replace("'", "") for cell in written] == cells


@pytest.mark.parametrize(
    "cell",
    [
        "plain",
        "a=b",
        "a, -5 and +3",
        "from 5 - 7; then 9",
        "x; y - z",
        "it's; a",
        'say "no"',
        "'=1",
    ],
)
def test_plain_words_are_not_changed(cell: str) -> None:
    assert csv_of([cell]) == f'"c"\r\n"{cell.replace(chr(34), chr(34) * 2)}"\r\n'


def test_numbers_and_empty_cells_have_no_quotation_marks() -> None:
    """Databases tell an empty cell from empty words."""
    columns = (Column("a", ""), Column("b", "", "integer"), Column("c", ""), Column("d", ""))
    table = Table("t", "", columns, ("a",), lambda: [("x", 5, "", None)], lambda: 1)
    assert as_csv(table).splitlines()[1] == '"x",5,,'


def test_a_story_that_would_be_a_formula_is_none(texts: dict[str, bytes]) -> None:
    path = "articles/2024/fibre-is-laid.md"
    story = texts[path].replace(b" said that", b" said;=1+1;+2;-3;@x that")
    files = dict(data_files(make_edition({**texts, path: story}, SITE).data, SITE))
    assert "said;'=1+1;'+2;'-3;'@x that" in files["data/passages.csv"]
    for name, text in files.items():
        if name.endswith(".csv"):
            assert not re.search(r"(?m)(^|[;|\t\r])[\s\"]*[=+@-]", text), name


def csv_of(cells: list[str]) -> str:
    rows = [(cell,) for cell in cells]
    return as_csv(Table("t", "", (Column("c", ""),), ("c",), lambda: rows, lambda: len(rows)))


def test_a_draft_is_no_data(edition: Edition) -> None:
    assert "2024/a-draft" not in {row["id"] for row in rows(edition, "articles")}


def test_the_database_is_the_same_each_time(edition: Edition) -> None:
    assert build_database(edition.data, SITE) == build_database(tables(edition.index, SITE), SITE)


def test_the_tables_are_the_same_each_time(edition: Edition) -> None:
    again = data_files(tables(edition.index, SITE), SITE)
    assert dict(again) == dict(data_files(edition.data, SITE))


def test_a_file_that_is_asked_for_is_rendered_alone(edition: Edition) -> None:
    """The preview renders a file of the data when a browser asks for it."""

    def fail() -> list[tuple[str]]:
        raise AssertionError("another table was read")

    site = Site("Test")
    for path, content in data_files(edition.data, site):
        name = path.removeprefix("data/").rpartition(".")[0]
        others = [
            table if table.name == name else replace(table, rows=fail) for table in edition.data
        ]
        assert data_file(others, site, path) == content
    assert data_file(edition.data, site, "data/missing.csv") is None
