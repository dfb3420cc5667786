"""What a program gets: the record as tables."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import frictionless
import pytest

from generator.content.model import Kind
from generator.content.site import Licence, Site
from generator.index.join import build_index
from generator.open_data.data_files import article_lines, csv_file, json_file, table_files
from generator.open_data.sqlite import build_database
from generator.open_data.table_rows import Row, TableRows
from generator.open_data.tables import ARTICLE_TABLES, Column, Table, tables
from generator.pages.edition import Edition, make_edition
from tests.support import text_files

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
    table = next(table for table in tables(edition.index, SITE) if table.name == name)
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows()]


def test_the_package_describes_what_is_there(edition: Edition, tmp_path: Path) -> None:
    """Every column, type, key and reference, as the library of the specification sees it."""
    for path, text in text_files(edition, SITE, "data/").items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(text.encode())
    with frictionless.system.use_context(trusted=True):
        report = frictionless.validate(str(tmp_path / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])
    assert len(report.tasks) == len(tables(edition.index, SITE))


def test_csv_and_json_hold_the_same_rows(edition: Edition) -> None:
    files = text_files(edition, SITE, "data/")
    for table in tables(edition.index, SITE):
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
        for person in (*index.of_kind(Kind.PERSON), *index.of_kind(Kind.ORGANISATION))
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
    for table in tables(edition.index, SITE):
        assert table.count() == len(list(table.rows())), table.name


def test_a_commitment_has_the_state_that_its_page_shows(edition: Edition) -> None:
    commitments = {row["id"]: row for row in rows(edition, "commitments")}
    assert commitments["nationwide-fibre"]["state"] == "done"
    assert commitments["chip-factory"]["state"] == ""
    assert commitments["chip-factory"]["last_news"] is None


def test_no_cell_is_run_by_a_spreadsheet() -> None:
    cells = ["=1+1", "+1", "-1", "@x", "\tx", "plain", "a=b"]
    written = [row[0] for row in csv.reader(io.StringIO(csv_of(cells)))][1:]
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
    assert csv_table(columns, [("x", 5, "", None)]).splitlines()[1] == '"x",5,,'


def test_a_story_that_would_be_a_formula_is_none(texts: dict[str, bytes]) -> None:
    path = "articles/2024/fibre-is-laid.md"
    story = texts[path].replace(b" said that", b" said;=1+1;+2;-3;@x that")
    files = text_files(make_edition({**texts, path: story}, SITE), SITE, "data/")
    assert "said;'=1+1;'+2;'-3;'@x that" in files["data/passages.csv"]
    for name, text in files.items():
        if name.endswith(".csv"):
            assert not re.search(r"(?m)(^|[;|\t\r])[\s\"]*[=+@-]", text), name


def csv_of(cells: list[str]) -> str:
    return csv_table((Column("c", ""),), [(cell,) for cell in cells])


def csv_table(columns: tuple[Column, ...], rows: list[Row]) -> str:
    """Return a table with these rows as CSV."""
    reader = TableRows(build_index({}, {}), SITE)
    table = Table("t", "", "", columns, ("c",), reader, lambda _: iter(rows))
    return dict(table_files(table, SITE))["data/t.csv"]


def test_a_draft_is_no_data(edition: Edition) -> None:
    assert "2024/a-draft" not in {row["id"] for row in rows(edition, "articles")}


def test_the_database_is_the_same_each_time(edition: Edition) -> None:
    assert build_database(tables(edition.index, SITE), SITE) == build_database(
        tables(edition.index, SITE), SITE
    )


def test_the_lines_of_all_articles_together_are_the_whole_table(edition: Edition) -> None:
    """The longest tables are rendered one article at a time."""
    articles = edition.index.articles
    for table in tables(edition.index, SITE, ARTICLE_TABLES):
        lines = [dict(article_lines(table, article)) for article in articles]
        whole = dict(table_files(table, SITE))
        joined = csv_file(table, [parts[f"{table.name}.csv"] for parts in lines])
        assert joined == whole[f"data/{table.name}.csv"]
        if table.has_json:
            joined = json_file(table, SITE, [parts[f"{table.name}.json"] for parts in lines])
            assert joined == whole[f"data/{table.name}.json"]
