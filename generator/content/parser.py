"""Parses the bytes of a content file into an entity and the problems of the file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from generator.content import markdown
from generator.content.body import Body
from generator.content.damaged_text import garbled_characters, merge_conflicts
from generator.content.dates import Moment
from generator.content.field_errors import AN_ID, FieldError
from generator.content.field_readers import read_fields
from generator.content.fields import FIELDS
from generator.content.front_matter import (
    YamlValue,
    compose_front_matter,
    record_locations,
    split_front_matter,
)
from generator.content.invisible_characters import (
    INVISIBLE_CODES,
    character_name,
    find_invisible,
    problem_code,
)
from generator.content.keys import Key, Kind
from generator.content.limits import (
    MAX_INVISIBLE_CHARACTERS,
    body_limits,
    cut_values,
    parsed_limits,
    text_limits,
)
from generator.content.model import (
    Article,
    Commitment,
    Entity,
    Organisation,
    Person,
    Place,
    Role,
    Topic,
    Translation,
)
from generator.content.paths import parse_key
from generator.content.placement import (
    is_translation,
    right_kind,
    right_path,
    translation_path,
)
from generator.content.problems import Fix, Location, ParseError, Problem, with_article
from generator.content.schema import Field
from generator.content.translation_fields import TRANSLATION_FIELDS

ENTITY_CLASSES: Mapping[Kind, type[Entity]] = {
    Kind.ARTICLE: Article,
    Kind.TOPIC: Topic,
    Kind.PERSON: Person,
    Kind.ORGANISATION: Organisation,
    Kind.PLACE: Place,
    Kind.COMMITMENT: Commitment,
}
MAX_INVISIBLE_REPORTED = 20
"""Invisible characters that are reported for one file."""


class ParseResult(Struct, frozen=True):
    """The entity that a file describes, and the problems found while parsing it."""

    entity: Entity | None
    """None when no entity can have this path."""
    problems: tuple[Problem, ...]
    stripped_columns: Mapping[int, tuple[int, ...]] = {}
    """Where invisible characters were removed before parsing: columns of the parsed text, by
    line."""

    def original_location(self, location: Location) -> Location:
        """Return the location in the file of a location in the parsed text."""
        before = bisect_right(self.stripped_columns.get(location.line, ()), location.column)
        return Location(location.file, location.line, location.column + before)


class _File(NamedTuple):
    """The file that is parsed."""

    key: Key
    display_path: str
    language: str
    """Of a translation; empty for an original."""

    @property
    def fields(self) -> Mapping[str, Field]:
        return (TRANSLATION_FIELDS if self.language else FIELDS)[self.key.kind]


def parse_file(path: str, data: bytes, display_path: str, language: str = "") -> ParseResult:
    """Parse the file at `path` within `content/`; problems name it by `display_path`.

    With a `language`, it is the translation of the file at `path`. Accepts any bytes, and raises
    nothing. When the front matter is broken, the result still has an entity, marked as incomplete,
    so that problems of the body are found in the same run.
    """
    root = display_path.removesuffix(path)
    if not language and (misplaced := _misplaced_translation(path, data, root)):
        return ParseResult(None, (misplaced.problem(display_path),))
    try:
        file = _File(parse_key(path), display_path, language)
    except ParseError as error:
        error = _with_right_path(error, path, data, root, language)
        return ParseResult(None, (error.problem(display_path),))
    try:
        text = _decode(data)
        errors = text_limits(text) or [*merge_conflicts(text)]
    except ParseError as error:
        errors = [error]
    if errors:
        return _unreadable(file, errors)
    invisible = list(islice(find_invisible(text), MAX_INVISIBLE_CHARACTERS + 1))
    result = _parse_text(file, text) if not invisible else _without_invisible(file, text, invisible)
    garbled = [error.problem(display_path) for error in garbled_characters(text)]
    return _with_garbled(result, garbled) if garbled else result


def _with_garbled(result: ParseResult, garbled: list[Problem]) -> ParseResult:
    """Return the result with these problems; an invisible character in one of them is a part."""
    columns = {
        (problem.location.line, problem.location.column + at)
        for problem in garbled
        for at in range(len(problem.fix.old))
    }
    others = [
        problem
        for problem in result.problems
        if problem.code not in INVISIBLE_CODES or problem.location[1:] not in columns
    ]
    return replace(result, problems=(*others, *garbled))


def _without_invisible(file: _File, text: str, invisible: Sequence[int]) -> ParseResult:
    """Parse a text without the characters at these offsets, and report them."""
    errors = [*_invisible_characters(text, invisible)]
    if len(invisible) > MAX_INVISIBLE_CHARACTERS:
        message = f"the file has more than {MAX_INVISIBLE_CHARACTERS:,} invisible characters"
        return _unreadable(file, [ParseError("too-complex", message), *errors])
    result = replace(
        _parse_text(file, _remove_characters(text, invisible)),
        stripped_columns=_columns_by_line(text, invisible),
    )
    problems = [error.problem(file.display_path) for error in errors]
    for problem in result.problems:
        problems.append(replace(problem, location=result.original_location(problem.location)))
    return replace(result, problems=tuple(problems))


def _parse_text(file: _File, text: str) -> ParseResult:
    try:
        front, body, first_line = split_front_matter(text)
        errors = [*body_limits(body, first_line)]
    except ParseError as error:
        errors = [error]
    if not errors:
        parsed = markdown.parse(body, first_line)
        errors = [*parsed_limits(parsed)]
    if errors:
        return _unreadable(file, errors)
    problems = [error.problem(file.display_path) for error in cut_values(front)]
    entity = _parse_entity(file, front, parsed, problems)
    problems = _without_consequences(problems)
    codes = {problem.code for problem in problems}
    if not file.language and {"missing-key", "unknown-key"} & codes:
        kind = right_kind(file.key.path, text)
        if kind and kind is not file.key.kind:
            return ParseResult(None, (_misplaced(file.key, kind, text, file.display_path),))
    return ParseResult(entity, tuple(problems))


def _without_consequences(problems: list[Problem]) -> list[Problem]:
    """Return the problems without those that there are because YAML cut off a value."""
    cut = {problem.location.line for problem in problems if problem.code == "cut-value"}
    consequences = {(line, code) for line in cut for code in ("missing-value", "wrong-type")}
    consequences |= {(line + 1, "bad-yaml") for line in cut}
    return [
        problem for problem in problems if (problem.location.line, problem.code) not in consequences
    ]


def _misplaced(key: Key, kind: Kind, text: str, display_path: str) -> Problem:
    """Return the problem that a file of this kind is in the folder of another."""
    root = display_path.removesuffix(key.path)
    message = f"this looks like {with_article(kind.word)}, but it is in `{key.kind.folder}/`"
    hint = f"move it to `{root}{right_path(key.path, text) or f'{kind.folder}/'}`"
    return Problem(Location(display_path), "misplaced-file", message, hint)


def _misplaced_translation(path: str, data: bytes, root: str) -> ParseError | None:
    """Return the error that a translation is among the originals."""
    if b"\ntranslator:" not in data and b"\nsource_digest:" not in data:  # for speed
        return None
    with suppress(ParseError):
        text = _decode(data)
        if not text_limits(text) and is_translation(text):
            message = "this looks like a translation, but it isn't in the folder of a language"
            new_path = translation_path(path)
            hint = f"move it to `{root}{new_path}`"
            if not new_path:
                hint = "move it to the path of its original, below the folder of its language"
            elif new_path == path:
                hint = f"add `{path.partition('/')[0]}` to `languages` in mkdocs.yml, or delete it"
            return ParseError("misplaced-file", message, hint)
    return None


def _with_right_path(
    error: ParseError, path: str, data: bytes, root: str, language: str
) -> ParseError:
    """Return the error with a hint to the path that the file should have, if that is clear."""
    with suppress(ParseError):
        text = _decode(data)
        if error.code == "misplaced-file" and not text_limits(text):
            new_path = translation_path(path, language) if language else right_path(path, text)
            error.hint = f"move it to `{root}{new_path}`" if new_path else error.hint
    return error


def _unreadable(file: _File, errors: Iterable[ParseError]) -> ParseResult:
    """Return an empty entity with the reasons why its file can't be read."""
    entity = _make_entity(file, Body(), {"": Location(file.display_path)}, {})
    return ParseResult(entity, tuple(error.problem(file.display_path) for error in errors))


def _decode(data: bytes) -> str:
    """Return the text with `\\n` line ends and without a byte-order mark."""
    if data.startswith(b"PK\x03\x04"):
        message = "this is a document of a word processor, or an archive, not a text"
        raise ParseError("not-utf8", message, "copy its words into a plain text file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = _normalise_line_ends(data[: error.start].decode("utf-8-sig", "replace"))
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"this character can't be read: its byte 0x{data[error.start]:02x} isn't UTF-8"
        raise ParseError("not-utf8", message, "save the file as UTF-8", line, column) from None
    return _normalise_line_ends(text)


def _normalise_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _invisible_characters(text: str, offsets: Iterable[int]) -> Iterator[ParseError]:
    for at in islice(offsets, MAX_INVISIBLE_REPORTED):
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        message = f"there is an invisible character here: {character_name(text[at])}"
        fix = Fix(text[at], "\n" if text[at] in "\u2028\u2029\x0b\x0c\x85" else "")
        yield ParseError(problem_code(text[at]), message, "delete it", line, column, fix)


def _remove_characters(text: str, offsets: Sequence[int]) -> str:
    starts = [0, *(at + 1 for at in offsets)]
    return "".join(text[a:b] for a, b in zip(starts, [*offsets, len(text)], strict=True))


def _columns_by_line(text: str, offsets: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Return the columns that removed characters would have in the text without them, by line."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    columns: dict[int, list[int]] = defaultdict(list)
    for at in offsets:
        line = bisect_right(starts, at)
        columns[line].append(at - starts[line - 1] + 1 - len(columns[line]))
    return {line: tuple(values) for line, values in columns.items()}


def _parse_entity(file: _File, front: str, body: Body, problems: list[Problem]) -> Entity:
    """Return the entity, and add the problems of its front matter to `problems`."""

    def report(value: YamlValue, error: FieldError) -> None:
        line, column = value.line, value.column
        if error.key and value.keys:
            line, column = value.keys[error.key]
        location = Location(file.display_path, line, column)
        hint = error.hint
        if file.key.kind is Kind.COMMITMENT:
            hint = hint.replace(f"(commitment:{AN_ID} ", f"({file.key.annotation} ")
        problems.append(Problem(location, error.code, error.message, hint, error.fix))

    locations: dict[str, Location] = {"": Location(file.display_path)}
    try:
        root = compose_front_matter(front)
        record_locations(root, "", locations, file.display_path)
        values = read_fields(root, file.fields, report)
    except ParseError as error:
        problems.append(error.problem(file.display_path))
        values = {}
    return _make_entity(file, body, locations, values)


def _make_entity(
    file: _File, body: Body, locations: Mapping[str, Location], values: Mapping[str, Any]
) -> Entity:
    key = file.key
    is_complete = all(name in values for name, field in file.fields.items() if field.required)
    if file.language:
        values = _translated_values(file, body, values)
    required = [name for name, field in FIELDS[key.kind].items() if field.required]
    missing = {name: _default_value(name, key) for name in required if name not in values}
    attributes = {**missing, **values}
    if "name" in attributes:
        attributes["title"] = attributes.pop("name")
    entity_class = ENTITY_CLASSES[key.kind]
    return entity_class(
        key=key, body=body, locations=locations, is_complete=is_complete, **attributes
    )


def _translated_values(file: _File, body: Body, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes of an entity from the values of its translation."""
    values = dict(values)
    translation = Translation(
        file.language,
        values.pop("translator", ()),
        values.pop("source_digest", ""),
        has_text=bool(body.source.strip()),
        is_draft=values.pop("draft", False),
    )
    if file.key.kind is Kind.ARTICLE:
        values["lang"] = file.language
    if "roles" in values:
        values["roles"] = tuple(map(Role, values["roles"]))
    title = "name" if "name" in FIELDS[file.key.kind] else "title"
    return {title: "", **values, "translation": translation}


def _default_value(name: str, key: Key) -> Any:
    """Return a value for a required key that is missing, so that the rest can be checked."""
    if name in ("title", "name"):
        return key.id
    if name == "date":
        return Moment(date(max(int(key.id[:4]), 1), 1, 1))
    return "" if name == "summary" else ()
