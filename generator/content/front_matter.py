"""Splits front matter from body, and composes its YAML into values with their locations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import yaml
from frontmatter.default_handlers import YAMLHandler

from generator.content.front_matter_lines import missing_end, missing_start
from generator.content.invisible_characters import character_name, find_invisible, problem_code
from generator.content.problems import Location, ParseError
from generator.content.yaml_messages import explain_yaml_error
from generator.content.yaml_repairs import likely_mistake

MAX_FRONT_MATTER_BYTES = 64 * 1024
MAX_YAML_DEPTH = 8
"""Levels of nesting in front matter; the format needs three."""
MAX_YAML_EVENTS = 5000
"""Keys, values, starts and ends in front matter; a long one has a few hundred."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlValue(NamedTuple):
    """A value of the front matter as it is written, with its position."""

    value: str | list[YamlValue] | dict[str, YamlValue]
    line: int
    column: int
    keys: Mapping[str, tuple[int, int]] | None = None
    """For a mapping: line and column of each key."""
    mark: str = ""
    """The quotation mark around the value, if there is one."""


class _Splitter(YAMLHandler):
    """python-frontmatter's splitting without its loading."""

    def load(self, fm: str, **_: object) -> str:  # type: ignore[override]
        return fm


_splitter = _Splitter()


def split_front_matter(text: str) -> tuple[str, str, int]:
    """Return the front matter, the body, and the line of the file on which the body begins.

    The front matter begins behind the opening dashes, so that its lines count like the file's.
    Raises ParseError when there is no front matter, or none that ends.
    """
    if not re.match(r"---[ \t]*\n", text):
        raise missing_start(text)
    try:
        front, body = _splitter.split(text)
    except ValueError:
        raise missing_end(text) from None
    if len(front.strip("\n").encode()) > MAX_FRONT_MATTER_BYTES:
        raise ParseError("too-large", "the front matter is larger than 64 KiB")
    # The splitter drops blank lines behind the opening dashes: they are restored, so that line
    # numbers stay correct.
    opening = text[: _splitter.FM_BOUNDARY.match(text).end()]  # type: ignore[union-attr]
    front = "\n" * opening.count("\n") + front
    return front, body[1:], text[: len(text) - len(body)].count("\n") + (2 if body else 1)


def compose_front_matter(front: str) -> YamlValue:
    """Return the front matter as strings, lists and mappings.

    `front` is what `split_front_matter` gives. Raises ParseError for invalid YAML, and for
    anchors, tags and other features that the format doesn't use.
    """
    try:
        return _compose(front)
    except ParseError as error:
        raise _likely_mistake(front, error) or error from None


_NOT_YAML = ("bad-yaml", "yaml-feature")


def _likely_mistake(front: str, error: ParseError) -> ParseError | None:
    """Return a more exact reason why front matter isn't YAML, if a fix of it gets further."""

    def is_better(fixed: str) -> bool:
        try:
            _compose(fixed)
        except ParseError as remaining:
            return remaining.code not in _NOT_YAML or remaining.line > error.line
        return True

    if error.code not in _NOT_YAML:
        return None
    mistake = likely_mistake(front, error.line, is_better)
    if mistake and not mistake.message:
        mistake.code, mistake.message = error.code, error.message
    return mistake


def _compose(front: str) -> YamlValue:
    try:
        events = _events(front)
        first = next(events, None)
        root = _compose_value(first, events, 0) if first else YamlValue({}, 1, 1, {})
        for event in events:
            raise _unsupported_yaml(event, "a second value")
        return root
    except yaml.MarkedYAMLError as error:
        mark, start = error.problem_mark or error.context_mark, error.context_mark
        if mark and start and start.line < mark.line and "block" not in (error.context or ""):
            mark = start  # a missing end is reported where the value begins
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        explanation = explain_yaml_error(error.problem or "")
        raise ParseError("bad-yaml", *explanation, line, column) from None
    except yaml.YAMLError as error:
        raise ParseError("bad-yaml", *explain_yaml_error(" ".join(str(error).split()))) from None


_DOCUMENT_EVENTS = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentEndEvent)


def _events(front: str) -> Iterator[Any]:
    """Yield YAML's events, except those for the document itself."""
    documents = 0
    for number, event in enumerate(yaml.parse(front, Loader=_LOADER)):
        if number > MAX_YAML_EVENTS:
            raise ParseError("too-complex", "the front matter has too many values")
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1 or event.version or event.tags:
                raise _unsupported_yaml(event, "a second document or a directive")
        elif not isinstance(event, _DOCUMENT_EVENTS):
            yield event


def _unsupported_yaml(event: Any, feature: str) -> ParseError:
    mark = event.start_mark
    message = f"{feature} isn't supported here"
    hint = "put quotation marks around a value that begins with a symbol"
    return ParseError("yaml-feature", message, hint, mark.line + 1, mark.column + 1)


def _compose_value(event: Any, events: Iterator[Any], depth: int) -> YamlValue:
    if event.anchor:
        is_alias = isinstance(event, yaml.AliasEvent)
        raise _unsupported_yaml(event, "a YAML alias (`*`)" if is_alias else "a YAML anchor (`&`)")
    if event.tag:
        raise _unsupported_yaml(event, "a YAML tag (`!`)")
    if depth > MAX_YAML_DEPTH:
        raise _unsupported_yaml(event, "nesting this deep")
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    if isinstance(event, yaml.ScalarEvent):
        _refuse_invisible(event.value, line, column)
        is_null = event.implicit[0] and event.value in ("~", "null")
        mark = event.style if event.style in ("'", '"') else ""
        return YamlValue("" if is_null else event.value, line, column, mark=mark)
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            items.append(_compose_value(item, events, depth + 1))
        return YamlValue(items, line, column)
    return _compose_mapping(events, depth, line, column)


def _refuse_invisible(value: str, line: int, column: int) -> None:
    if value.isascii() and value.isprintable():
        return
    for at in find_invisible(value):
        message = f"this value holds an invisible character: {character_name(value[at])}"
        raise ParseError(problem_code(value[at]), message, "delete it", line, column)


def _compose_mapping(events: Iterator[Any], depth: int, line: int, column: int) -> YamlValue:
    pairs: dict[str, YamlValue] = {}
    keys: dict[str, tuple[int, int]] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key = _compose_value(event, events, depth + 1)
        if not isinstance(key.value, str):
            raise _unsupported_yaml(event, "a list or mapping as a key")
        if key.value == "<<":
            raise _unsupported_yaml(event, "a YAML merge key (`<<`)")
        if key.value in keys:
            message = f"`{key.value}` is there twice, first on line {keys[key.value][0]}"
            raise ParseError("duplicate-key", message, "keep one of them", key.line, key.column)
        keys[key.value] = key.line, key.column
        pairs[key.value] = _compose_value(next(events), events, depth + 1)
    return YamlValue(pairs, line, column, keys)


def record_locations(
    value: YamlValue, path: str, locations: dict[str, Location], file: str
) -> None:
    """Add the location of every value within `value` to `locations`, by its dotted path."""
    if path:
        locations[path] = Location(file, value.line, value.column)
    prefix = f"{path}." if path else ""
    children = value.value
    if isinstance(children, dict):
        for name, child in children.items():
            record_locations(child, prefix + name, locations, file)
    elif isinstance(children, list):
        for number, child in enumerate(children):
            record_locations(child, f"{prefix}{number}", locations, file)
