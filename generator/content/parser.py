"""One text to one noun, remembering where each thing was written."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler
from msgspec import Struct
from msgspec.structs import replace

from generator.content import markdown
from generator.content.fields import (
    FIELDS,
    WINDOWS_RESERVED,
    FieldError,
    YamlValue,
    is_id,
    read_fields,
)
from generator.content.invisible_characters import character_name, find_invisible, problem_code
from generator.content.markdown import Body
from generator.content.model import (
    FOLDERS,
    Article,
    Commitment,
    Entity,
    Key,
    Kind,
    Moment,
    Organisation,
    Person,
    Place,
    Topic,
    annotated_key,
)
from generator.content.problems import Fix, Location, Problem, did_you_mean
from generator.content.yaml_messages import explain_yaml_error

ENTITY_CLASSES: Mapping[Kind, type[Entity]] = {
    Kind.ARTICLE: Article,
    Kind.TOPIC: Topic,
    Kind.PERSON: Person,
    Kind.ORGANISATION: Organisation,
    Kind.PLACE: Place,
    Kind.COMMITMENT: Commitment,
}
MAX_FRONT_MATTER_BYTES = 64 * 1024
MAX_YAML_DEPTH = 8
"""Levels of nesting that front matter may have; the format needs three."""
MAX_YAML_EVENTS = 5000
"""Keys, values, beginnings and ends that front matter may have: a long one has some hundred."""
MAX_LINE_CHARACTERS = 10_000
"""Characters that a line may have: a paragraph of a thousand words has some six thousand."""
MAX_MARKUP_CHARACTERS = 20_000
"""Characters of a text that Markdown may read as more than themselves. A long story has some
hundred; what takes longest to read is made of nothing else."""
MAX_TEXT_CHARACTERS = 50_000
"""Characters that a text may have: some 8,000 words. An article has 150 to 450."""
MAX_ANNOTATIONS = 300
"""Annotations that a text may have; a long article has some thirty."""
MAX_ENTITIES = 60
"""Entities that a text may name. The pages and feeds of each repeat the text."""
MOST_INVISIBLE_REPORTED = 20
"""How many hidden characters of one file are told."""
MAX_INVISIBLE_CHARACTERS = 10_000
"""Hidden characters that a file may have to be read without them: a text pasted from a PDF has a
soft hyphen in every other line."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ParseResult(Struct, frozen=True):
    """What one file gave: a noun, or none; and everything wrong with it."""

    entity: Entity | None
    """None when the file's place or name makes it nothing at all."""
    problems: tuple[Problem, ...]
    stripped_columns: Mapping[int, tuple[int, ...]] = {}
    """By line, the columns at which hidden characters stood in the text that was read, which is
    without them."""

    def original_location(self, location: Location) -> Location:
        """Where in the file there is what stands at `location` in the text that was read."""
        before = bisect_right(self.stripped_columns.get(location.line, ()), location.column)
        return Location(location.file, location.line, location.column + before)


def parse_file(path: str, data: bytes, shown_path: str) -> ParseResult:
    """Reads the file at `path` within `content/`, which contributors know as `shown`.

    Any bytes at all are answered; nothing is raised. A noun whose front matter is broken is
    given too, marked as incomplete, so that what is wrong with its text is told in the same run.
    """
    try:
        key = parse_key(path)
    except ParseError as fault:
        return ParseResult(None, (fault.problem(shown_path),))
    try:
        text = _decode(data)
        faults = _too_long(text)
    except ParseError as fault:
        faults = [fault]
    if faults:
        return ParseResult(
            _empty_entity(key, shown_path), tuple(fault.problem(shown_path) for fault in faults)
        )
    unseen = list(islice(find_invisible(text), MAX_INVISIBLE_CHARACTERS + 1))
    if not unseen:
        return _parse_text(key, text, shown_path)
    told = tuple(fault.problem(shown_path) for fault in _invisible_characters(text, unseen))
    if len(unseen) > MAX_INVISIBLE_CHARACTERS:
        many = ParseError(
            "too-complex", f"the file has more than {MAX_INVISIBLE_CHARACTERS:,} hidden characters"
        )
        return ParseResult(_empty_entity(key, shown_path), (many.problem(shown_path), *told))
    reading = _parse_text(key, _remove_characters(text, unseen), shown_path)
    reading = ParseResult(reading.entity, reading.problems, _columns_by_line(text, unseen))
    others = (
        replace(one, location=reading.original_location(one.location)) for one in reading.problems
    )
    return replace(reading, problems=(*told, *others))


def _parse_text(key: Key, text: str, shown_path: str) -> ParseResult:
    try:
        front, body, first_line = _split_front_matter(text)
        faults = [
            *_second_front_matter(body, first_line),
            *_too_complex(body, first_line),
            *_too_deep(body, first_line),
            *_long_titles(body, first_line),
        ]
        cut = [*_cut_values(front)]
    except ParseError as fault:
        faults = [fault]
    if not faults:
        parsed = markdown.parse(body, first_line)
        faults = [*_over_limits(parsed)]
    if faults:
        return ParseResult(
            _empty_entity(key, shown_path), tuple(fault.problem(shown_path) for fault in faults)
        )
    problems = [one.problem(shown_path) for one in cut]
    return ParseResult(_parse_entity(key, front, parsed, shown_path, problems), tuple(problems))


def _empty_entity(key: Key, shown_path: str) -> Entity:
    """What stands for a noun of which nothing can be read."""
    return _make_entity(key, Body(), {"": Location(shown_path)}, {})


_NO_FIX = Fix()


class ParseError(Exception):
    """The whole file, or its front matter, cannot be read."""

    def __init__(
        self,
        code: str,
        message: str,
        hint: str = "",
        line: int = 1,
        column: int = 1,
        fix: Fix = _NO_FIX,
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.fix = code, message, hint, fix
        self.line, self.column = line, column

    def problem(self, shown: str) -> Problem:
        location = Location(shown, self.line, self.column)
        return Problem(location, self.code, self.message, self.hint, self.fix)


def find_key(path: str) -> Key | None:
    """The key of the noun whose file stands at `path`, or None when none can stand there."""
    try:
        return parse_key(path)
    except ParseError:
        return None


def parse_key(path: str) -> Key:
    """The key of the noun whose file stands at `path` within `content/`."""
    folder, *between, name = path.split("/") if "/" in path else ("", path)
    if folder not in FOLDERS:
        hint = did_you_mean(folder, FOLDERS) if folder else ""
        listed = ", ".join(f"`{known}/`" for known in FOLDERS)
        raise ParseError(
            "misplaced-file",
            "this file is in none of the site's folders",
            hint or f"they are {listed}",
        )
    kind = FOLDERS[folder]
    if not name.endswith(".md"):
        hint = "a text's name ends in `.md`, in small letters; a picture is saved as JPG or PNG"
        raise ParseError("misplaced-file", "this is no text, and no picture that is shown", hint)
    if kind is Kind.ARTICLE and not (len(between) == 1 and re.fullmatch("[0-9]{4}", between[0])):
        hint = "move it to the folder of its year, like `articles/2023/`"
        raise ParseError("misplaced-file", "this article is not in the folder of a year", hint)
    if kind is not Kind.ARTICLE and between:
        hint = f"move it to `{folder}/{name}`"
        raise ParseError("misplaced-file", f"nothing stands in folders within `{folder}/`", hint)
    stem = name.removesuffix(".md")
    if WINDOWS_RESERVED.fullmatch(stem):
        hint = f"choose another, like `{stem}-1.md`"
        raise ParseError("bad-id", f"no file can be called `{stem}` on Windows", hint)
    if not is_id(stem) or stem == "index":
        hint = "rename it, with 1 to 80 small letters, digits and hyphens"
        if stem == "index":
            hint = "rename it: the site has a page of this name"
        suggestion = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:80].strip("-")
        better = (
            f"{hint}: `{suggestion}.md`" if is_id(suggestion) and suggestion != "index" else hint
        )
        raise ParseError("bad-id", f"`{stem}` cannot be an id", better)
    return Key(kind, "/".join([*between, stem]))


def _decode(data: bytes) -> str:
    """The text with `\\n` line ends and no byte-order mark."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = _normalise_line_ends(data[: error.start].decode("utf-8-sig", "replace"))
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"this letter cannot be read: its byte 0x{data[error.start]:02x} is not UTF-8"
        raise ParseError("not-utf8", message, "save the file as UTF-8", line, column) from None
    return _normalise_line_ends(text)


def _normalise_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _invisible_characters(text: str, unseen: Iterable[int]) -> Iterator[ParseError]:
    for at in islice(unseen, MOST_INVISIBLE_REPORTED):
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        message = f"{character_name(text[at])} stands here, where nobody sees it"
        fix = Fix(text[at], "\n" if text[at] in "\u2028\u2029\x0b\x0c\x85" else "")
        yield ParseError(problem_code(text[at]), message, "delete it", line, column, fix)


def _remove_characters(text: str, unseen: Iterable[int]) -> str:
    starts = [0, *(at + 1 for at in unseen)]
    return "".join(text[a:b] for a, b in zip(starts, [*unseen, len(text)], strict=True))


def _columns_by_line(text: str, unseen: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """The columns at which the characters stood in the text without them, by line."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    columns: dict[int, list[int]] = defaultdict(list)
    for at in unseen:
        line = bisect_right(starts, at)
        columns[line].append(at - starts[line - 1] + 1 - len(columns[line]))
    return {line: tuple(found) for line, found in columns.items()}


def _too_long(text: str) -> list[ParseError]:
    """Return what can be said from lengths alone, before each character is looked at."""
    faults = [*_long_lines(text)]
    if (
        not faults
        and len(text) > MAX_FRONT_MATTER_BYTES + MAX_TEXT_CHARACTERS + MAX_INVISIBLE_CHARACTERS
    ):
        _, body, first_line = _split_front_matter(text)
        faults = [*_too_complex(body, first_line)]
    return faults


def _long_lines(text: str) -> Iterator[ParseError]:
    longest = (
        re.compile(f"(?m)^.{{{MAX_LINE_CHARACTERS + 1}}}")
        if len(text) > MAX_LINE_CHARACTERS
        else None
    )
    if longest and (found := longest.search(text)):
        line = text.count("\n", 0, found.start()) + 1
        message = f"this line has more than {MAX_LINE_CHARACTERS:,} characters"
        yield ParseError("long-line", message, "break it, or begin a new paragraph", line)


_SECOND_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n\s*[a-z]+:(?: .*)?\n(?:.*\n)*?---[ \t]*(?:\n|$)")


def _second_front_matter(body: str, first_line: int) -> Iterator[ParseError]:
    if found := _SECOND_FRONT_MATTER.match(body):
        line = first_line + body.count("\n", 0, found[0].index("---") + found.start())
        message = "a second front matter stands here"
        hint = "keep one; for a line between paragraphs write `***`"
        yield ParseError("second-front-matter", message, hint, line)


_CUT_VALUE = re.compile(
    r"^([ \t]*+(?:- )?\w++: [ \t]*+)(?![\"'\[{|>&*!%@`\n])[^\n]*? #(?=[^\s#])", re.MULTILINE
)


def _cut_values(front: str) -> Iterator[ParseError]:
    """What YAML takes for a comment, and a person for a part of the value: `Fibre #1`."""
    for found in _CUT_VALUE.finditer(front):
        line = front.count("\n", 0, found.start()) + 1
        message = "everything behind the `#` is left out of this value"
        hint = "put quotation marks around the value, or a space behind the `#` of a remark"
        yield ParseError("cut-value", message, hint, line, len(found[1]) + 1)


def _too_complex(body: str, first_line: int) -> Iterator[ParseError]:
    if (
        len(body) > MAX_TEXT_CHARACTERS
        or sum(map(body.count, "#*_[]`<>&|~\\")) > MAX_MARKUP_CHARACTERS
    ):
        message = (
            f"the text has more than {MAX_TEXT_CHARACTERS:,} characters, "
            f"or {MAX_MARKUP_CHARACTERS:,} signs of Markdown"
        )
        yield ParseError("too-complex", message, "make several files of it", first_line)


_MARKER = re.compile(r"[ \t]*+(>|[-+*](?=[ \t])|[0-9]{1,9}+[.)](?=[ \t]))")
"""What puts the rest of a line into a quotation or a list."""
_MARKERS = 100
_DEEP_LINE = re.compile(
    rf"^(?!(?>(?:-[ \t]*+)+)$|(?>(?:\*[ \t]*+)+)$)(?:{_MARKER.pattern}){{{_MARKERS}}}", re.MULTILINE
)
"""A line that begins with so many that they are nested too deep, and is no rule (`- - -`). For each
of the next lines the parser may go through all of them."""


def _too_deep(body: str, first_line: int) -> Iterator[ParseError]:
    if found := _DEEP_LINE.search(body):
        level = 0
        for marker in _MARKER.finditer(found[0]):
            level += 1 if marker[1] == ">" else 2  # a list and its item
            if level > markdown.MAX_NESTING:
                line = first_line + body.count("\n", 0, found.start())
                yield _deep(line, marker.start(1) + 1)
                break


TITLE_LINES = 100
_TITLE_BEGINS = "|".join(
    rf"{start}(?:(?!(?>(?: {{0,3}}>[ \t]?)*)[ \t]*+\n)"
    rf"(?>(?:[^\\\n{end}]|\\.)*)\\?\n){{{TITLE_LINES}}}"
    for start, end in (('"', '"'), ("'", "'"), (r"\(", "()"))
)
_LONG_TITLE = re.compile(
    rf"\]\([\s>]*+(?:<[^<>\n]*+>|(?>(?:(?!\]\()\S)*))[\s>]++(?:{_TITLE_BEGINS})"
)
"""The beginning of a link whose title doesn't end for so many lines. The parser goes through all of
them again for each."""


def _long_titles(body: str, first_line: int) -> Iterator[ParseError]:
    if found := _LONG_TITLE.search(body):
        line = first_line + body.count("\n", 0, found.start())
        column = found.start() - body.rfind("\n", 0, found.start())
        message = f"the title of this link has more than {TITLE_LINES} lines"
        yield ParseError("too-complex", message, "end it with a quotation mark", line, column)


def _deep(line: int, column: int) -> ParseError:
    message = f"more than {markdown.MAX_NESTING} things stand in each other here"
    return ParseError("deep-nesting", message, "take them apart", line, column)


def _over_limits(body: Body) -> Iterator[ParseError]:
    """What would take a reader or this program too long, or make the site grow out of all
    proportion to the text."""
    if body.too_deep is not None:
        yield _deep(*body.position(body.too_deep))
    named = [(key, link.start) for link in body.links if (key := annotated_key(link))]
    first: dict[Key, int] = {}
    for key, start in named:
        first.setdefault(key, start)
    if body.large_table is not None:
        line, column = body.position(body.large_table)
        message = f"the tables of this text have more than {markdown.MAX_TABLE_CELLS:,} cells"
        hint = "take out rows or columns: a row has all columns, written or not"
        yield ParseError("too-complex", message, hint, line, column)
    if len(named) > MAX_ANNOTATIONS:
        line, column = body.position(named[MAX_ANNOTATIONS][1])
        message = f"this text has more than {MAX_ANNOTATIONS} annotations"
        hint = "annotate each name once in a paragraph, or make several files of it"
        yield ParseError("too-complex", message, hint, line, column)
    elif len(first) > MAX_ENTITIES:
        line, column = body.position(list(first.values())[MAX_ENTITIES])
        message = f"this text names more than {MAX_ENTITIES} entities"
        yield ParseError("too-complex", message, "make several files of it", line, column)


def _parse_entity(
    key: Key, front: str, body: Body, shown_path: str, problems: list[Problem]
) -> Entity:
    def report(where: YamlValue, refusal: FieldError) -> None:
        line, column = where.line, where.column
        if refusal.key and where.keys:
            line, column = where.keys[refusal.key]
        location = Location(shown_path, line, column)
        problems.append(Problem(location, refusal.code, refusal.message, refusal.hint, refusal.fix))

    locations: dict[str, Location] = {"": Location(shown_path)}
    try:
        written = _compose_front_matter(front)
        record_locations(written, "", locations, shown_path)
        found = read_fields(written, FIELDS[key.kind], report)
    except ParseError as fault:
        problems.append(fault.problem(shown_path))
        found = {}
    return _make_entity(key, body, locations, found)


def _make_entity(
    key: Key, body: Body, locations: Mapping[str, Location], values: Mapping[str, Any]
) -> Entity:
    required = [name for name, field in FIELDS[key.kind].items() if field.required]
    complete = all(name in values for name in required)
    values = {name: _placeholder(name, key) for name in required if name not in values} | dict(
        values
    )
    if "name" in values:
        values["title"] = values.pop("name")
    return ENTITY_CLASSES[key.kind](
        key=key, body=body, locations=locations, is_complete=complete, **values
    )


def _placeholder(name: str, key: Key) -> Any:
    """What stands for a missing value while everything else is looked at."""
    if name in ("title", "name"):
        return key.id
    if name == "date":
        return Moment(date(max(int(key.id[:4]), 1), 1, 1))
    return "" if name == "summary" else ()


class _Splitter(YAMLHandler):
    """python-frontmatter's split, and nothing of its loading."""

    def load(self, fm: str, **_: object) -> str:  # type: ignore[override]
        return fm


_splitter = _Splitter()


def _split_front_matter(text: str) -> tuple[str, str, int]:
    """Front matter, body, and the line of the file on which the body begins."""
    if not re.match(r"---[ \t]*\n", text):
        hint = "begin with a line `---`, three hyphens alone; then the keys, then another `---`"
        raise ParseError("no-front-matter", "the file does not begin with front matter", hint)
    try:
        front, body = _splitter.split(text)
    except ValueError:
        hint = "write a line `---` between the last key and the text"
        message = "no line `---` ends the front matter"
        line = _first_without_key(text)
        raise ParseError("unclosed-front-matter", message, hint, line) from None
    if len(front.strip("\n").encode()) > MAX_FRONT_MATTER_BYTES:
        raise ParseError("too-large", "the front matter is larger than 64 KiB")
    # The boundary swallows blank lines after it: they are put back, so that lines count true.
    opening = text[: _splitter.FM_BOUNDARY.match(text).end()]  # type: ignore[union-attr]
    front = "\n" * opening.count("\n") + front
    return front, body[1:], text[: len(text) - len(body)].count("\n") + (2 if body else 1)


_FRONT_MATTER_LINE = re.compile(r"---|\s|-\s|#|[a-z]+:|$")


def _first_without_key(text: str) -> int:
    """The line on which front matter should have ended: the first that holds no key."""
    lines = text.split("\n")
    return next((n for n, line in enumerate(lines, 1) if not _FRONT_MATTER_LINE.match(line)), 1)


def _compose_front_matter(front: str) -> YamlValue:
    """The front matter as written values; anything clever in it is refused.

    `front` is what stands after the file's opening dashes, its line end included, so the
    lines that the YAML parser counts are those of the file.
    """
    try:
        events = _events(front)
        first = next(events, None)
        written = _compose_value(first, events, 0) if first else YamlValue({}, 1, 1, {})
        for more in events:
            raise unsupported_yaml(more, "a second value")
        return written
    except yaml.MarkedYAMLError as error:
        mark, began = error.problem_mark or error.context_mark, error.context_mark
        if mark and began and began.line < mark.line and "block" not in (error.context or ""):
            mark = began  # what has no end is looked for where it begins
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise ParseError(
            "bad-yaml", *explain_yaml_error(error.problem or ""), line, column
        ) from None
    except yaml.YAMLError as error:
        raise ParseError("bad-yaml", *explain_yaml_error(" ".join(str(error).split()))) from None


_DOCUMENT_EVENTS = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent)


def _events(front: str) -> Iterator[Any]:
    """YAML's events, less those that only frame a document."""
    documents = 0
    for number, event in enumerate(yaml.parse(front, Loader=_LOADER)):
        if number > MAX_YAML_EVENTS:
            raise ParseError("too-complex", "the front matter has too many values")
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1 or event.version or event.tags:
                raise unsupported_yaml(event, "a second document or a directive")
        elif not isinstance(event, _DOCUMENT_EVENTS):
            yield event


def unsupported_yaml(event: Any, what: str) -> ParseError:
    mark = event.start_mark
    message = f"{what} is not used here"
    hint = "put quotation marks around a value that begins with a sign"
    return ParseError("yaml-feature", message, hint, mark.line + 1, mark.column + 1)


def _compose_value(event: Any, events: Iterator[Any], depth: int) -> YamlValue:
    if event.anchor:
        is_alias = isinstance(event, yaml.AliasEvent)
        raise unsupported_yaml(event, "a YAML alias (`*`)" if is_alias else "a YAML anchor (`&`)")
    if event.tag:
        raise unsupported_yaml(event, "a YAML tag (`!`)")
    if depth > MAX_YAML_DEPTH:
        raise unsupported_yaml(event, "nesting this deep")
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    if isinstance(event, yaml.ScalarEvent):
        hides = (
            ()
            if event.value.isascii() and event.value.isprintable()
            else find_invisible(event.value)
        )
        for char in (event.value[at] for at in hides):
            message = f"this value holds {character_name(char)}, which nobody sees"
            raise ParseError(problem_code(char), message, "delete it", line, column)
        empty = event.implicit[0] and event.value in ("~", "null")
        return YamlValue("" if empty else event.value, line, column)
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            items.append(_compose_value(item, events, depth + 1))
        return YamlValue(items, line, column)
    return _compose_mapping(events, depth, line, column)


def _compose_mapping(events: Iterator[Any], depth: int, line: int, column: int) -> YamlValue:
    pairs: dict[str, YamlValue] = {}
    keys: dict[str, tuple[int, int]] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key = _compose_value(event, events, depth + 1)
        if not isinstance(key.value, str):
            raise unsupported_yaml(event, "a list or mapping as a key")
        if key.value == "<<":
            raise unsupported_yaml(event, "a YAML merge key (`<<`)")
        if key.value in keys:
            message = f"`{key.value}` stands twice, first on line {keys[key.value][0]}"
            raise ParseError("duplicate-key", message, "keep one of them", key.line, key.column)
        keys[key.value] = key.line, key.column
        pairs[key.value] = _compose_value(next(events), events, depth + 1)
    return YamlValue(pairs, line, column, keys)


def record_locations(
    value: YamlValue, path: str, locations: dict[str, Location], shown: str
) -> None:
    """Notes the spot of every value, by its dotted path."""
    if path:
        locations[path] = Location(shown, value.line, value.column)
    prefix = f"{path}." if path else ""
    inner = value.value
    if isinstance(inner, dict):
        for name, item in inner.items():
            record_locations(item, prefix + name, locations, shown)
    elif isinstance(inner, list):
        for number, item in enumerate(inner):
            record_locations(item, f"{prefix}{number}", locations, shown)
