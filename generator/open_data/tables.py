"""Describes the tables of the open data."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from generator.content.model import DATA, Article
from generator.content.site import Site
from generator.content.translations import Interface, translatable
from generator.index.index import Index
from generator.open_data.table_rows import COUNTS, Row, TableRows

FOLDER = DATA
"""The folder of the data files within the site."""


class Column(Struct, frozen=True):
    name: str
    about: str
    """In English, as in the catalogues; `tables` translates it."""
    type: str = "string"
    """A type of the Table Schema specification."""
    refers: str = ""
    """`table.column` that its values are taken from."""


class Table(Struct, frozen=True):
    """A table with its columns; rows are read from the index on every call."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """The columns of its primary key."""
    reader: TableRows
    make_rows: Callable[[TableRows], Iterator[Row]]

    def rows(self) -> Iterator[Row]:
        return self.make_rows(self.reader)

    def rows_of(self, article: Article) -> Iterator[Row]:
        """Yield the rows of one article, in a table of what articles contain."""
        return self.make_rows(replace(self.reader, only=(article,)))

    def count(self) -> int:
        """Return the number of rows in the files of the data, which are the original's."""
        if self.reader.site.folder:
            return self.reader.index.row_count(self.name)
        if count_rows := COUNTS.get(self.name):
            return count_rows(self.reader)
        return sum(1 for _ in self.rows())

    @property
    def has_json(self) -> bool:
        """False for the two tables that contain all texts: as JSON they would be too long."""
        return self.name not in ("passages", "annotations")


def tables(index: Index, site: Site, wanted: Container[str] = ()) -> tuple[Table, ...]:
    """Return every table, or those in `wanted`; rows are sorted newest article first, or by id."""
    reader = TableRows(index, site)
    return tuple(
        Table(*described, reader, make_rows)
        for described, make_rows in _tables_in(site.interface)
        if (not wanted or described[0] in wanted)
        and (described[0] != "translations" or site.languages)
    )


@lru_cache(maxsize=32)
def _tables_in(interface: Interface) -> tuple[tuple[_Described, _Rows], ...]:
    """Return what describes each table, in a language, and what makes its rows."""
    gettext = interface.texts.gettext
    return tuple(
        (
            (
                name,
                gettext(title),
                gettext(about),
                tuple([replace(column, about=gettext(column.about)) for column in columns]),
                key,
            ),
            make_rows,
        )
        for name, title, about, columns, key, make_rows in _TABLES
    )


_STORY = Column("article", "The story.", refers="articles.id")
_URL = Column("url", "The address of its page.")
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

_Rows: TypeAlias = Callable[[TableRows], Iterator[Row]]
_Described: TypeAlias = tuple[str, str, str, tuple[Column, ...], tuple[str, ...]]
ARTICLE_TABLES = frozenset(
    {"annotations", "articles", "observations", "passages", "quotations", "sources"}
)
"""The tables whose rows come from one article each: they are joined from fragments."""
_TABLES: tuple[tuple[*_Described, _Rows], ...] = (
    (
        "articles",
        translatable("Articles"),
        translatable("Every story, newest first."),
        (
            Column("id", "Its permanent id: its year and file name."),
            _URL,
            Column("title", "The headline."),
            Column("summary", "What happened, in one sentence."),
            Column("lang", "The language of the story, as in BCP 47."),
            Column("date", "The date of the event.", "date"),
            Column(
                "published",
                "When this site published it, if that is recorded.",
                "date",
            ),
            Column("updated", "The date of its last change, if that is recorded.", "date"),
            Column("checked", "When somebody last looked for newer reports.", "date"),
            Column("topics", "Ids of its topics, separated by spaces, in the order of the text."),
            Column(
                "people",
                "Ids of the people it mentions, separated by spaces, in the order of the text.",
            ),
            Column(
                "organisations",
                "Ids of the organisations it mentions, separated by spaces, "
                "in the order of the text.",
            ),
            Column(
                "places",
                "Ids of the places it mentions, separated by spaces, in the order of the text.",
            ),
            Column(
                "commitments",
                "Ids of the commitments it mentions, separated by spaces, "
                "in the order of the text.",
            ),
            Column("rights", "The origin of the text: `summary` means our own summary."),
        ),
        ("id",),
        TableRows.articles,
    ),
    (
        "sources",
        translatable("Sources"),
        translatable("The sources of each story."),
        (
            _STORY,
            _NUMBER,
            Column("title", "The headline of the page, if somebody has seen it."),
            Column("publisher", "Who published it."),
            Column("url", "Its address."),
            Column("date", "Its day, month or year, if it gives one."),
            Column("lang", "The language of the page, as in BCP 47."),
            Column(
                "kind",
                "`official`, `company`, `news`, `research`, `social` or empty.",
            ),
            Column("archived", "The address of an archived copy."),
        ),
        ("article", "number"),
        TableRows.sources,
    ),
    (
        "corrections",
        translatable("Corrections"),
        translatable("Corrections made to stories after they were published."),
        (
            _STORY,
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
        translatable("Commitments"),
        translatable("What was promised, by whom and to whom, and its latest status."),
        (
            Column("id", "Its permanent id."),
            _URL,
            Column("title", "What was promised."),
            Column("by", "Who is to do it: `person:id` or `org:id`, separated by spaces."),
            Column("to", "For whom, in the same form."),
            Column("sought_by", "Who asked for it, in the same form."),
            Column("topics", "Ids of its topics, separated by spaces."),
            Column("due", "The day, month or year by which it is due."),
            Column(
                "state",
                "The status in the newest observation; empty if there is none.",
            ),
            Column("last_news", "The day, month or year of the newest observation."),
            Column("observations", "How many observations there are.", "integer"),
            Column("checked", "When somebody last looked for newer reports.", "date"),
            Column("about", "Its background, as plain text."),
        ),
        ("id",),
        TableRows.commitments,
    ),
    (
        "parties",
        translatable("Parties"),
        translatable("Who made each commitment, and for whom."),
        (
            Column("commitment", "The commitment.", refers="commitments.id"),
            Column(
                "side",
                "`by` for who is to do it, `to` for whom, `sought_by` for who asked.",
            ),
            Column("number", "Counted from 1, in the order of the file.", "integer"),
            Column("kind", "`person` or `organisation`."),
            Column("id", "Its id in the table of its kind."),
        ),
        ("commitment", "side", "number"),
        TableRows.parties,
    ),
    (
        "observations",
        translatable("Observations"),
        translatable(
            "The history of the commitments: which story reported which status, when, "
            "in which words."
        ),
        (
            Column("commitment", "The commitment.", refers="commitments.id"),
            Column("article", "The story that reports it.", refers="articles.id"),
            Column("date", "When it had the status: a day, month or year."),
            Column("state", "The status that the story reports."),
            Column("words", "The words that show it."),
            _PASSAGE,
            Column("url", "The address of the passage."),
        ),
        ("commitment", "article", "date"),
        TableRows.observations,
    ),
    (
        "passages",
        translatable("Passages"),
        translatable("The paragraphs, list items, table rows and quotations with annotations."),
        (
            _STORY,
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
        translatable("Annotations"),
        translatable("Who and what each passage mentions, and in which words."),
        (
            _STORY,
            _PASSAGE,
            _NUMBER,
            Column("kind", "`person`, `organisation`, `place`, `topic` or `commitment`."),
            Column("id", "Its id in the table of its kind."),
            Column("words", "The annotated words."),
            Column("state", "For a commitment, the status that the story reports."),
            Column("state_date", "The date of the status, if it isn't that of the story."),
            Column("speech", "`said` if the words are a quotation."),
        ),
        ("article", "passage", "number"),
        TableRows.annotations,
    ),
    (
        "quotations",
        translatable("Quotations"),
        translatable("What people and organisations said, in their own words."),
        (
            _STORY,
            _NUMBER,
            _PASSAGE,
            Column("kind", "Who said it: `person` or `organisation`."),
            Column("speaker", "Their id in the table of that kind."),
            Column("words", "The words."),
            Column("lang", "Its language, as in BCP 47."),
            Column("occasion", "Where or on what occasion it was said."),
            Column(
                "sentence",
                "The sentence that holds the words, if they don't stand alone.",
            ),
            Column("date", "The date of the story.", "date"),
            Column("url", "The address of the passage."),
        ),
        ("article", "number"),
        TableRows.quotations,
    ),
    (
        "people",
        translatable("People"),
        translatable("The people in the stories."),
        _ENTITY_COLUMNS,
        ("id",),
        TableRows.people,
    ),
    (
        "roles",
        translatable("Roles"),
        translatable("The positions that people hold or held, and when."),
        (
            Column("person", "Who holds or held it.", refers="people.id"),
            Column(
                "number",
                "Counted from 1, in the order of the person's page.",
                "integer",
            ),
            Column("title", "The position."),
            Column("organisation", "The organisation.", refers="organisations.id"),
            Column("from", "The first day, month or year, if known."),
            Column("to", "The last day, month or year, if known."),
            Column(
                "as_of",
                "The dates of reports that give the title, separated by spaces.",
            ),
        ),
        ("person", "number"),
        TableRows.roles,
    ),
    (
        "organisations",
        translatable("Organisations"),
        translatable("The organisations in the stories."),
        _ENTITY_COLUMNS,
        ("id",),
        TableRows.organisations,
    ),
    (
        "places",
        translatable("Places"),
        translatable("The places in the stories."),
        _ENTITY_COLUMNS,
        ("id",),
        TableRows.places,
    ),
    (
        "topics",
        translatable("Topics"),
        translatable("The topics of the stories."),
        _ENTITY_COLUMNS,
        ("id",),
        TableRows.topics,
    ),
    (
        "names",
        translatable("Names"),
        translatable("Names in other languages, and alternative spellings."),
        (
            Column("kind", "`person`, `organisation`, `place`, `topic` or `commitment`."),
            Column("id", "Its id in the table of its kind."),
            Column(
                "lang",
                "The language, as in BCP 47; empty for an alternative spelling.",
            ),
            Column("name", "The name."),
        ),
        ("kind", "id", "lang", "name"),
        TableRows.names,
    ),
    (
        "translations",
        translatable("Translations"),
        translatable("What is translated, into which languages."),
        (
            Column("kind", "`article`, or another kind that has a table."),
            Column("id", "Its id in the table of its kind."),
            Column("lang", "The language, as in BCP 47."),
            Column("url", "The address of the translation."),
            Column("title", "The title or the name in this language."),
            Column("summary", "The summary of a story in this language."),
            Column("translators", "Who translated it, separated by semicolons."),
            Column("state", "`current`, or `outdated` if the original has changed."),
        ),
        ("kind", "id", "lang"),
        TableRows.translations,
    ),
)
