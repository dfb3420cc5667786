"""The record as open data: tables of everything it holds, as CSV, JSON and a data package."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.content.model import (
    DATA,
    Article,
    Commitment,
    Entity,
    Key,
    Kind,
    Passage,
    Person,
)
from generator.content.site import Site
from generator.index.index import Index, Observation
from generator.open_data.json_line import json_line

FOLDER = DATA
"""Where the files stand within the site."""

Row = tuple[str | int | None, ...]


class Column(Struct, frozen=True):
    name: str
    about: str
    type: str = "string"
    """A type of the Table Schema specification."""
    refers: str = ""
    """`table.column` that its values are taken from."""


class Table(Struct, frozen=True):
    """One kind of fact, a row each.

    The rows are made when they are asked for, and every time anew: some tables are as long as
    all stories together.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    """The columns that tell one row from all others."""
    rows: Callable[[], Iterable[Row]]
    count: Callable[[], int]
    """How many rows there are; where they are many, it is known without making them."""

    @property
    def title(self) -> str:
        return self.name.capitalize()

    @property
    def has_json(self) -> bool:
        """False of the two that hold all texts: nobody reads so much JSON at once."""
        return self.name not in ("passages", "annotations")


def tables(index: Index, site: Site, wanted: Container[str] = ()) -> tuple[Table, ...]:
    """Every table, filled, or those that are wanted; rows run from the newest story, or by id."""
    record = _TableRows(index, site)
    return tuple(_table(record, *one) for one in _TABLES if not wanted or one[0] in wanted)


def _table(
    record: _TableRows,
    name: str,
    about: str,
    columns: tuple[Column, ...],
    key: tuple[str, ...],
    rows: _Rows,
) -> Table:
    counted = _COUNTED.get(name)
    count = partial(counted, record) if counted else lambda: sum(1 for _ in rows(record))
    return Table(name, about, columns, key, partial(rows, record), count)


def data_files(found: Iterable[Table], site: Site) -> Iterator[tuple[str, str]]:
    """The files of the data with their paths: each table as CSV, and nearly each as JSON."""
    found = tuple(found)
    for table in found:
        yield f"{FOLDER}/{table.name}.csv", as_csv(table)
        if table.has_json:
            yield f"{FOLDER}/{table.name}.json", as_json(table, site)
    yield f"{FOLDER}/datapackage.json", _package(found, site)


def rows_about(index: Index, site: Site, article: Article) -> Iterator[tuple[str, str]]:
    """The lines that hold words of a story's passages, each with the path of its file.

    Lines that stand together come together, with the line end before them.
    """
    seen = (Observation(article, *one) for one in article.observed_states)
    alone = replace(index, articles=(article,), observations={s.commitment: (s,) for s in seen})
    for table in tables(alone, site):
        rows = list(table.rows()) if table.name in _OF_PASSAGES else []
        # The observations of a story stand apart, each in the history of its commitment.
        groups = [[row] for row in rows] if table.name == "observations" else [rows]
        for group in filter(None, groups):
            yield f"{FOLDER}/{table.name}.csv", f"\n{_csv_lines(group)}"
            if table.has_json:
                lines = ",\n".join(map(json_line, row_objects(table, group)))
                yield f"{FOLDER}/{table.name}.json", f"\n{lines}"


_OF_PASSAGES = frozenset({"passages", "annotations", "quotations", "observations"})


def as_csv(table: Table) -> str:
    """Return a table as RFC 4180 in UTF-8: text in quotation marks, numbers and empty cells bare.

    Quotation marks keep a spreadsheet that separates at `;` or a tab, too, from splitting a cell.
    Some split it nevertheless: so an apostrophe stands before each sign that would begin a formula
    in a cell, or behind any separator in it.
    """
    head = tuple(column.name for column in table.columns)
    return _csv_lines(chain([head], table.rows()))


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
    return f'"{value.replace(_MARK, _MARK + _MARK)}"' if _MARK in value else f'"{value}"'


def _escape_formula(part: str) -> str:
    """Return a part of a cell with an apostrophe before the sign that would begin a formula."""
    blanks = _BLANKS.match(part)
    at = blanks.end() if blanks else 0
    return f"{part[:at]}'{part[at:]}" if part[at : at + 1] in _SIGNS else part


_MARK = '"'
_SIGNS = frozenset("=+-@＝＋－＠")
_SEPARATORS = re.compile(r"([;|\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029])")
_BLANKS = re.compile(r'[\s"]*')


def as_json(table: Table, site: Site) -> str:
    """An object with the licence and the rows, a row to a line; what is not known is left out."""
    rows = row_objects(table, table.rows())
    # A row to a line. No text can hold what is replaced: within one, a quotation mark is escaped.
    lines = json_line(rows)[1:-1].replace('},{"', '},\n{"')
    head = {"title": f"{site.name}: {table.name}", "about": table.about, **licence_metadata(site)}
    return f'{json_line(head)[:-1]},"{table.name}":[\n{lines}\n]}}\n'


def row_objects(table: Table, rows: Iterable[Row]) -> list[dict[str, str | int | None]]:
    """Rows by the names of the columns; what is not known is left out."""
    names = [column.name for column in table.columns]
    return [
        {name: cell for name, cell in zip(names, row, strict=True) if cell not in ("", None)}
        for row in rows
    ]


def licence_metadata(site: Site) -> dict[str, Any]:
    """What others may do with the data, as Frictionless writes it; nothing when it is not said."""
    if site.licence is None:
        return {}
    name, title, url = site.licence.name, site.licence.title, site.licence.url
    return {"licenses": [{"name": name, "title": title, "path": url}]}


def _package(found: Iterable[Table], site: Site) -> str:
    """A Frictionless data package (specs.frictionlessdata.io) of the CSV files."""
    says = {
        "profile": "tabular-data-package",
        "name": "record",
        "title": site.name,
        "description": site.description,
        "homepage": site.url or None,
        **licence_metadata(site),
        "resources": [_resource(table, site) for table in found],
    }
    kept = {name: value for name, value in says.items() if value}
    return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


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
                {"fields": [here], "reference": {"resource": there, "fields": [name]}}
                for here, there, name in foreign
            ],
        },
    }


# What each table holds


class _TableRows(Struct, frozen=True):
    index: Index
    site: Site

    def articles(self) -> Iterator[Row]:
        for one in self.index.articles:
            yield (
                one.key.id,
                self.site.full_url(one.key.path),
                one.title,
                one.summary,
                one.lang,
                one.date.day.isoformat(),
                one.modified.day.isoformat(),
                *(self._named(one, kind) for kind in Kind if kind is not Kind.ARTICLE),
                one.rights,
            )

    def _named(self, article: Article, kind: Kind) -> str:
        return " ".join(entity.key.id for entity in self.index.mentioned_in(article, kind))

    def sources(self) -> Iterator[Row]:
        for one in self.index.articles:
            for number, source in enumerate(one.sources, 1):
                day, lang = str(source.date or ""), source.lang or one.lang
                yield one.key.id, number, source.title, source.publisher, source.url, day, lang

    def corrections(self) -> Iterator[Row]:
        for one in self.index.articles:
            for number, made in enumerate(one.corrections, 1):
                yield one.key.id, number, made.date.isoformat(), made.was, made.now, made.note

    def commitments(self) -> Iterator[Row]:
        for one in self._of(Kind.COMMITMENT):
            if not isinstance(one, Commitment):
                continue
            seen = self.index.observations.get(one.key, ())
            yield (
                one.key.id,
                self.site.full_url(one.key.path),
                one.title,
                _parties(one.by),
                _parties(one.to),
                " ".join(one.topics),
                str(one.due or ""),
                seen[0].state.value if seen else "",
                seen[0].article.date.day.isoformat() if seen else None,
                len(seen),
                one.plain_text,
            )

    def parties(self) -> Iterator[Row]:
        for one in self._of(Kind.COMMITMENT):
            if not isinstance(one, Commitment):
                continue
            for side, keys in (("by", one.by), ("to", one.to)):
                for number, key in enumerate(keys, 1):
                    yield one.key.id, side, number, key.kind.word, key.id

    def observations(self) -> Iterator[Row]:
        for one in self._of(Kind.COMMITMENT):
            for seen in self.index.observations.get(one.key, ()):
                words, passage = self.index.evidence(seen)
                yield (
                    one.key.id,
                    seen.article.key.id,
                    seen.article.date.day.isoformat(),
                    seen.state.value,
                    words,
                    passage.anchor,
                    self.site.full_url(seen.article.key.path, passage.anchor),
                )

    def people(self) -> Iterator[Row]:
        return self._nouns(Kind.PERSON)

    def roles(self) -> Iterator[Row]:
        for one in self._of(Kind.PERSON):
            for number, role in enumerate(one.roles if isinstance(one, Person) else (), 1):
                start, end = str(role.start or ""), str(role.end or "")
                yield one.key.id, number, role.title, role.organisation or None, start, end

    def organisations(self) -> Iterator[Row]:
        return self._nouns(Kind.ORGANISATION)

    def places(self) -> Iterator[Row]:
        return self._nouns(Kind.PLACE)

    def topics(self) -> Iterator[Row]:
        return self._nouns(Kind.TOPIC)

    def names(self) -> Iterator[Row]:
        for kind in Kind:
            for one in self._of(kind) if kind is not Kind.ARTICLE else ():
                for lang, name in one.names.items():
                    yield kind.word, one.key.id, lang, name
                for name in one.aliases:
                    yield kind.word, one.key.id, "", name

    def quotations(self) -> Iterator[Row]:
        for story in self.index.articles:
            for remark in self.index.quotations_in(story):
                yield (
                    story.key.id,
                    remark.anchor,
                    remark.speaker.id,
                    remark.text,
                    story.lang,
                    remark.occasion,
                    story.date.day.isoformat(),
                    self.site.full_url(story.key.path, remark.anchor),
                )

    def passages(self) -> Iterator[Row]:
        for story, number, passage in self._annotated():
            address = self.site.full_url(story.key.path, passage.anchor)
            text = " ".join(passage.text.split())
            yield story.key.id, passage.anchor, number, text, story.lang, address

    def annotations(self) -> Iterator[Row]:
        for story, _, passage in self._annotated():
            named = (piece for piece in passage.runs if piece.entity)
            for number, (words, key, state) in enumerate(named, 1):
                if key and key in self.index.entities:
                    says = state.value if state else ""
                    here = story.key.id, passage.anchor, number
                    yield *here, key.kind.word, key.id, words, says

    def count_passages(self) -> int:
        return sum(len(story.passage_mentions) for story in self.index.articles)

    def count_annotations(self) -> int:
        known = self.index.entities
        marks = (names for story in self.index.articles for names in story.passage_mentions)
        return sum(key in known for names in marks for key in names)

    def _annotated(self) -> Iterator[tuple[Article, int, Passage]]:
        """The passages that name a noun or are a quotation, counted from 1 in each story."""
        for story in self.index.articles:
            for number, passage in enumerate(self.index.texts[story.key].passages, 1):
                yield story, number, passage

    def _nouns(self, kind: Kind) -> Iterator[Row]:
        for one in self._of(kind):
            stories = len(self.index.articles_about.get(one.key, ()))
            address = self.site.full_url(one.key.path)
            links = (one.links.get("wikidata", ""), one.links.get("website", ""))
            yield one.key.id, address, one.title, one.plain_text, *links, stories

    def _of(self, kind: Kind) -> list[Entity]:
        return sorted(self.index.of_kind(kind), key=lambda entity: entity.key.id)


def _parties(keys: Iterable[Key]) -> str:
    return " ".join(f"{key.kind.scheme}:{key.id}" for key in keys)


def _of_article(about: str = "The story.") -> Column:
    return Column("article", about, refers="articles.id")


_DATE = "The day of the story."
_URL = Column("url", "The address of its page.")
_IDS = "separated by spaces, in the order of the text."
_PASSAGE = Column("passage", "The passage's anchor on the story's page.")
_NUMBER = Column("number", "Counted from 1, in the order of the story.", "integer")

_NOUN = (
    Column("id", "Its permanent name."),
    _URL,
    Column("name", "Its name in English."),
    Column("about", "What the record says of it, as plain text."),
    Column("wikidata", "Its item on Wikidata."),
    Column("website", "Its own website."),
    Column("stories", "How many stories name it or are about it.", "integer"),
)

_Rows = Callable[[_TableRows], Iterator[Row]]
_TABLES: tuple[tuple[str, str, tuple[Column, ...], tuple[str, ...], _Rows], ...] = (
    (
        "articles",
        "Every story, newest first.",
        (
            Column("id", "Its permanent name: its year and the name of its file."),
            _URL,
            Column("title", "The headline."),
            Column("summary", "One sentence that says what happened."),
            Column("lang", "The language of the story, as in BCP 47."),
            Column("date", _DATE, "date"),
            Column("updated", "The day on which it was last changed.", "date"),
            Column("topics", f"Ids of its topics, {_IDS}"),
            Column("people", f"Ids of the people it names, {_IDS}"),
            Column("organisations", f"Ids of the organisations it names, {_IDS}"),
            Column("places", f"Ids of the places it names, {_IDS}"),
            Column("commitments", f"Ids of the commitments it speaks of, {_IDS}"),
            Column("rights", "What the text is: `summary` is our own summary of its sources."),
        ),
        ("id",),
        _TableRows.articles,
    ),
    (
        "sources",
        "The pages that each story rests on.",
        (
            _of_article(),
            _NUMBER,
            Column("title", "The title of the page."),
            Column("publisher", "Who published it."),
            Column("url", "Where it is."),
            Column("date", "Its day, month or year, where it gives one."),
            Column("lang", "The language of the page, as in BCP 47."),
        ),
        ("article", "number"),
        _TableRows.sources,
    ),
    (
        "corrections",
        "What was put right in a story after it was published.",
        (
            _of_article(),
            _NUMBER,
            Column("date", "The day of the correction.", "date"),
            Column("was", "What we wrote."),
            Column("now", "What it should read."),
            Column("note", "Why."),
        ),
        ("article", "number"),
        _TableRows.corrections,
    ),
    (
        "commitments",
        "What was promised, by whom and to whom, and the state that the newest evidence shows.",
        (
            Column("id", "Its permanent name."),
            _URL,
            Column("title", "What was promised."),
            Column("by", "Who promised it: `person:id` or `org:id`, separated by spaces."),
            Column("to", "To whom, in the same form."),
            Column("topics", "Ids of its topics, separated by spaces."),
            Column("due", "The day, month or year by which it is due."),
            Column("state", "The state in the newest observation; empty before the first."),
            Column("last_news", "The day of the newest observation.", "date"),
            Column("observations", "How many observations there are.", "integer"),
            Column("about", "Its background, as plain text."),
        ),
        ("id",),
        _TableRows.commitments,
    ),
    (
        "parties",
        "Who made each commitment, and to whom.",
        (
            Column("commitment", "The commitment.", refers="commitments.id"),
            Column("side", "`by` who made it, `to` for whom it is."),
            Column("number", "Counted from 1, in the order of the file.", "integer"),
            Column("kind", "`person` or `organisation`."),
            Column("id", "Which one it is: its id in the table of its kind."),
        ),
        ("commitment", "side", "number"),
        _TableRows.parties,
    ),
    (
        "observations",
        "The history of the commitments: who saw which state, when, in which words.",
        (
            Column("commitment", "The commitment.", refers="commitments.id"),
            _of_article("The story that saw it."),
            Column("date", _DATE, "date"),
            Column("state", "The state as the story saw it."),
            Column("words", "The words that prove it."),
            _PASSAGE,
            Column("url", "The address of the passage."),
        ),
        ("commitment", "article"),
        _TableRows.observations,
    ),
    (
        "passages",
        "The paragraphs, list items, table rows and quotations that name something.",
        (
            _of_article(),
            _PASSAGE,
            _NUMBER,
            Column("text", "Its words."),
            Column("lang", "Their language, as in BCP 47."),
            Column("url", "The address of the passage."),
        ),
        ("article", "passage"),
        _TableRows.passages,
    ),
    (
        "annotations",
        "Who and what is named in each passage, and in which words.",
        (
            _of_article(),
            _PASSAGE,
            _NUMBER,
            Column("kind", "`person`, `organisation`, `place`, `topic` or `commitment`."),
            Column("id", "Which one it is: its id in the table of its kind."),
            Column("words", "The words that name it."),
            Column("state", "Of a commitment: the state in which it was seen."),
        ),
        ("article", "passage", "number"),
        _TableRows.annotations,
    ),
    (
        "quotations",
        "What somebody said, in their words.",
        (
            _of_article(),
            _PASSAGE,
            Column("speaker", "Who said it.", refers="people.id"),
            Column("words", "The words."),
            Column("lang", "Their language, as in BCP 47."),
            Column("occasion", "Where or when it was said."),
            Column("date", _DATE, "date"),
            Column("url", "The address of the passage."),
        ),
        ("article", "passage"),
        _TableRows.quotations,
    ),
    ("people", "The people whom stories name.", _NOUN, ("id",), _TableRows.people),
    (
        "roles",
        "The offices that people hold or held, and when.",
        (
            Column("person", "Who holds it.", refers="people.id"),
            Column("number", "Counted from 1, in the order of the person's page.", "integer"),
            Column("title", "The office."),
            Column("organisation", "Where.", refers="organisations.id"),
            Column("from", "The first day, month or year, where it is known."),
            Column("to", "The last day, month or year."),
        ),
        ("person", "number"),
        _TableRows.roles,
    ),
    (
        "organisations",
        "The ministries, companies and universities.",
        _NOUN,
        ("id",),
        _TableRows.organisations,
    ),
    ("places", "The places.", _NOUN, ("id",), _TableRows.places),
    ("topics", "The topics.", _NOUN, ("id",), _TableRows.topics),
    (
        "names",
        "Names in other languages, and other spellings.",
        (
            Column("kind", "`person`, `organisation`, `place`, `topic` or `commitment`."),
            Column("id", "Which one it is: its id in the table of its kind."),
            Column("lang", "The language, as in BCP 47; empty for another spelling."),
            Column("name", "The name."),
        ),
        ("kind", "id", "lang", "name"),
        _TableRows.names,
    ),
)

_COUNTED: Mapping[str, Callable[[_TableRows], int]] = {
    "annotations": _TableRows.count_annotations,
    "passages": _TableRows.count_passages,
}
"""How the rows are counted of the two tables that hold all texts."""
