"""Describes the tables of the open data."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import partial

from msgspec import Struct

from generator.content.model import DATA
from generator.content.site import Site
from generator.index.index import Index
from generator.open_data.table_rows import Row, TableRows

FOLDER = DATA
"""The folder of the data files within the site."""


class Column(Struct, frozen=True):
    name: str
    about: str
    type: str = "string"
    """A type of the Table Schema specification."""
    refers: str = ""
    """`table.column` that its values are taken from."""


class Table(Struct, frozen=True):
    """A table with its columns.

    `rows` reads the index on every call, because some tables are as long as all articles together.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """The columns of its primary key."""
    rows: Callable[[], Iterable[Row]]
    count: Callable[[], int]
    """Returns the number of rows; for the longest tables without reading them."""

    @property
    def title(self) -> str:
        return self.name.capitalize()

    @property
    def has_json(self) -> bool:
        """False for the two tables that contain all texts: as JSON they would be too long."""
        return self.name not in ("passages", "annotations")


def tables(index: Index, site: Site, wanted: Container[str] = ()) -> tuple[Table, ...]:
    """Return every table, or those in `wanted`; rows are sorted newest article first, or by id."""
    reader = TableRows(index, site)
    return tuple(_table(reader, *row) for row in _TABLES if not wanted or row[0] in wanted)


def _table(
    reader: TableRows,
    name: str,
    about: str,
    columns: tuple[Column, ...],
    key: tuple[str, ...],
    rows: _Rows,
) -> Table:
    count_rows = _COUNTS.get(name)
    count = partial(count_rows, reader) if count_rows else lambda: sum(1 for _ in rows(reader))
    return Table(name, about, columns, key, partial(rows, reader), count)


def _article_column(about: str = "The story.") -> Column:
    return Column("article", about, refers="articles.id")


_DATE = "The date of the story."
_URL = Column("url", "The address of its page.")
_IDS = "separated by spaces, in the order of the text."
_PASSAGE = Column("passage", "The passage's anchor on the story's page.")
_NUMBER = Column("number", "Counted from 1, in the order of the story.", "integer")

_ENTITY_COLUMNS = (
    Column("id", "Its permanent id."),
    _URL,
    Column("name", "Its name in English."),
    Column("about", "Its description, as plain text."),
    Column("wikidata", "Its Wikidata item."),
    Column("website", "Its own website."),
    Column("stories", "How many stories mention it or are about it.", "integer"),
)

_Rows = Callable[[TableRows], Iterator[Row]]
_TABLES: tuple[tuple[str, str, tuple[Column, ...], tuple[str, ...], _Rows], ...] = (
    (
        "articles",
        "Every story, newest first.",
        (
            Column("id", "Its permanent id: its year and file name."),
            _URL,
            Column("title", "The headline."),
            Column("summary", "What happened, in one sentence."),
            Column("lang", "The language of the story, as in BCP 47."),
            Column("date", _DATE, "date"),
            Column("updated", "The date of its last change.", "date"),
            Column("topics", f"Ids of its topics, {_IDS}"),
            Column("people", f"Ids of the people it mentions, {_IDS}"),
            Column("organisations", f"Ids of the organisations it mentions, {_IDS}"),
            Column("places", f"Ids of the places it mentions, {_IDS}"),
            Column("commitments", f"Ids of the commitments it mentions, {_IDS}"),
            Column("rights", "The origin of the text: `summary` means our own summary."),
        ),
        ("id",),
        TableRows.articles,
    ),
    (
        "sources",
        "The sources of each story.",
        (
            _article_column(),
            _NUMBER,
            Column("title", "The title of the page."),
            Column("publisher", "Who published it."),
            Column("url", "Its address."),
            Column("date", "Its day, month or year, if it gives one."),
            Column("lang", "The language of the page, as in BCP 47."),
        ),
        ("article", "number"),
        TableRows.sources,
    ),
    (
        "corrections",
        "Corrections made to stories after they were published.",
        (
            _article_column(),
            _NUMBER,
            Column("date", "The date of the correction.", "date"),
            Column("was", "What we wrote."),
            Column("now", "What it should say."),
            Column("note", "Why."),
        ),
        ("article", "number"),
        TableRows.corrections,
    ),
    (
        "commitments",
        "What was promised, by whom and to whom, and its latest status.",
        (
            Column("id", "Its permanent id."),
            _URL,
            Column("title", "What was promised."),
            Column("by", "Who made it: `person:id` or `org:id`, separated by spaces."),
            Column("to", "For whom it was made, in the same form."),
            Column("topics", "Ids of its topics, separated by spaces."),
            Column("due", "The day, month or year by which it is due."),
            Column("state", "The status in the newest observation; empty if there is none."),
            Column("last_news", "The date of the newest observation.", "date"),
            Column("observations", "How many observations there are.", "integer"),
            Column("about", "Its background, as plain text."),
        ),
        ("id",),
        TableRows.commitments,
    ),
    (
        "parties",
        "Who made each commitment, and for whom.",
        (
            Column("commitment", "The commitment.", refers="commitments.id"),
            Column("side", "`by` for who made it, `to` for whom it was made."),
            Column("number", "Counted from 1, in the order of the file.", "integer"),
            Column("kind", "`person` or `organisation`."),
            Column("id", "Its id in the table of its kind."),
        ),
        ("commitment", "side", "number"),
        TableRows.parties,
    ),
    (
        "observations",
        "The history of the commitments: which story reported which status, when, in which words.",
        (
            Column("commitment", "The commitment.", refers="commitments.id"),
            _article_column("The story that reports it."),
            Column("date", _DATE, "date"),
            Column("state", "The status that the story reports."),
            Column("words", "The words that show it."),
            _PASSAGE,
            Column("url", "The address of the passage."),
        ),
        ("commitment", "article"),
        TableRows.observations,
    ),
    (
        "passages",
        "The paragraphs, list items, table rows and quotations with annotations.",
        (
            _article_column(),
            _PASSAGE,
            _NUMBER,
            Column("text", "Its text."),
            Column("lang", "Its language, as in BCP 47."),
            Column("url", "The address of the passage."),
        ),
        ("article", "passage"),
        TableRows.passages,
    ),
    (
        "annotations",
        "Who and what each passage mentions, and in which words.",
        (
            _article_column(),
            _PASSAGE,
            _NUMBER,
            Column("kind", "`person`, `organisation`, `place`, `topic` or `commitment`."),
            Column("id", "Its id in the table of its kind."),
            Column("words", "The annotated words."),
            Column("state", "For a commitment, the status that the story reports."),
        ),
        ("article", "passage", "number"),
        TableRows.annotations,
    ),
    (
        "quotations",
        "What people said, in their own words.",
        (
            _article_column(),
            _PASSAGE,
            Column("speaker", "Who said it.", refers="people.id"),
            Column("words", "The words."),
            Column("lang", "Its language, as in BCP 47."),
            Column("occasion", "Where or on what occasion it was said."),
            Column("date", _DATE, "date"),
            Column("url", "The address of the passage."),
        ),
        ("article", "passage"),
        TableRows.quotations,
    ),
    ("people", "The people in the stories.", _ENTITY_COLUMNS, ("id",), TableRows.people),
    (
        "roles",
        "The positions that people hold or held, and when.",
        (
            Column("person", "Who holds or held it.", refers="people.id"),
            Column("number", "Counted from 1, in the order of the person's page.", "integer"),
            Column("title", "The position."),
            Column("organisation", "The organisation.", refers="organisations.id"),
            Column("from", "The first day, month or year, if known."),
            Column("to", "The last day, month or year, if known."),
        ),
        ("person", "number"),
        TableRows.roles,
    ),
    (
        "organisations",
        "The organisations in the stories.",
        _ENTITY_COLUMNS,
        ("id",),
        TableRows.organisations,
    ),
    ("places", "The places in the stories.", _ENTITY_COLUMNS, ("id",), TableRows.places),
    ("topics", "The topics of the stories.", _ENTITY_COLUMNS, ("id",), TableRows.topics),
    (
        "names",
        "Names in other languages, and alternative spellings.",
        (
            Column("kind", "`person`, `organisation`, `place`, `topic` or `commitment`."),
            Column("id", "Its id in the table of its kind."),
            Column("lang", "The language, as in BCP 47; empty for an alternative spelling."),
            Column("name", "The name."),
        ),
        ("kind", "id", "lang", "name"),
        TableRows.names,
    ),
)

_COUNTS: Mapping[str, Callable[[TableRows], int]] = {
    "annotations": TableRows.count_annotations,
    "passages": TableRows.count_passages,
}
"""Counts the rows of the two tables that contain all texts."""
