"""Reads front matter values: each reader takes a value as written, and returns ours.

Every scalar arrives as written: YAML never decides that `NO` is false or that `12:30` is 750.
A reader raises FieldError for a value that it can't read. Readers of lists and mappings report the
errors of their items, and return the items that they can read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from generator.content.field_errors import (
    LIST,
    FieldError,
    not_a_list,
    not_a_mapping,
    unknown_key,
)
from generator.content.front_matter import YamlValue
from generator.content.images import IMAGE_TYPES
from generator.content.invisible_characters import is_blank
from generator.content.keys import ID, MAX_ID_LENGTH, SCHEMES, WINDOWS_RESERVED, Key, Kind, is_id
from generator.content.languages import LANGUAGE_TAG, likely_tag, tag_error
from generator.content.paths import find_key
from generator.content.problems import NO_FIX, PARTY, Fix
from generator.content.schema import (
    Field,
    JsonSchema,
    Reader,
    json_schema,
    object_schema,
    reader_schema,
)
from generator.content.suggestions import likely_typo_of
from generator.content.urls import public_url_error, scheme_of, with_scheme

MAX_VALUE_CHARACTERS = 2_000
"""Characters in a value; a headline has about eighty, a correction is a paragraph."""
MAX_ITEMS = 100
"""Items in a list; an article has about five sources."""


ErrorSink = Callable[[YamlValue, FieldError], None]


def scalar(schema: JsonSchema) -> Callable[[Callable[[str], Any]], Reader]:
    """Return a decorator that makes a reader of a function that takes words on one line."""

    def decorate(parse: Callable[[str], Any]) -> Reader:
        @json_schema(schema)
        def read(value: YamlValue, _report: ErrorSink) -> Any:
            return parse(_words(value))

        return read

    return decorate


def _words(value: YamlValue) -> str:
    """Return the words of a scalar on one line."""
    if not isinstance(value.value, str):
        actual = "a list" if isinstance(value.value, list) else "a mapping"
        hint = "put quotation marks around the text"
        if isinstance(value.value, dict) and len(value.value) == 1:
            hint = f"write no space behind `{next(iter(value.value))}:`, or {hint}"
        raise FieldError("wrong-type", f"this is {actual}, but text is expected", hint)
    if is_blank(words := " ".join(value.value.split())):
        raise FieldError("missing-value", "the value is empty", "write a value, or delete the line")
    if len(words) > MAX_VALUE_CHARACTERS:
        message = f"the value has more than {MAX_VALUE_CHARACTERS:,} characters"
        raise FieldError("long-value", message, "shorten it, or move it to the text")
    return words


@scalar({"type": ["string", "number", "boolean"], "maxLength": MAX_VALUE_CHARACTERS})
def text(words: str) -> str:
    return words


@scalar({"type": "boolean"})
def flag(words: str) -> bool:
    if words not in ("true", "false"):
        meant = {"yes": "true", "on": "true", "no": "false", "off": "false"}
        right = meant.get(words.lower(), words.lower())
        fix = Fix(words, right) if right in ("true", "false") else NO_FIX
        message, hint = f"`{words}` is neither `true` nor `false`", "write one of these"
        raise FieldError("wrong-type", message, f"write `{right}`" if fix else hint, fix=fix)
    return words == "true"


def one_of(*choices: str) -> Reader:
    @scalar({"enum": list(choices)})
    def read(words: str) -> str:
        if words not in choices:
            listed = ", ".join(f"`{choice}`" for choice in choices)
            meant = likely_typo_of(words, choices)
            fix = Fix(words, meant) if meant else NO_FIX
            raise FieldError("unknown-value", f"`{words}` is not one of {listed}", fix=fix)
        return words

    return read


@scalar({"type": "string", "pattern": "^https?://", "format": "uri"})
def web_address(words: str) -> str:
    message = f"`{words}` is not a web address"
    if scheme_of(words) not in ("http", "https") or not _HAS_HOST.match(words):
        meant, hint = with_scheme(words), "begin it with `https://`"
        if match := _MARKDOWN_ADDRESS.fullmatch(words):
            meant = match[1] or match[2]
            hint = f"write `{meant}`" if match[2] else "delete `<` and `>`"
        fix = Fix(words, meant) if meant and not public_url_error(meant) else NO_FIX
        raise FieldError("bad-address", message, hint, fix=fix)
    error = public_url_error(words)
    if error or "..." in words or "\u2026" in words:
        hint = "write one address, as your browser shows it"
        raise FieldError("bad-address", f"{message}: {error or 'a part of it is left out'}", hint)
    return words


_MARKDOWN_ADDRESS = re.compile(r"<(https?://[^<>]*)>|\[[^\[\]]*\]\((https?://[^\s<>]*)\)")


_HAS_HOST = re.compile("https?://[^/]", re.IGNORECASE)


@scalar({"type": "string", "pattern": "^https://", "format": "uri"})
def secure_address(words: str) -> str:
    """Read a web address that begins with `https://`."""
    message = f"`{words}` is not a secure web address"
    if scheme_of(words) != "https":
        meant = with_scheme(words.removeprefix("http://"))
        fix = Fix(words, meant, is_safe=False) if meant else NO_FIX
        raise FieldError("bad-address", message, "begin it with `https://`", fix=fix)
    if error := public_url_error(words):
        raise FieldError("bad-address", f"{message}: {error}")
    return words


@scalar({"type": "string", "pattern": "^Q[1-9][0-9]{0,15}$"})
def wikidata_id(words: str) -> str:
    if not re.fullmatch(r"Q[1-9][0-9]{0,15}", words):
        raise FieldError("bad-address", f"`{words}` is not a Wikidata id", "write it like `Q1747`")
    return words


@scalar({"type": "string", "pattern": "^/?([a-z0-9-]{1,80}/?){1,8}$"})
def site_path(words: str) -> str:
    """Read an address within the site (`articles/2022/old-name/`); drop a leading slash."""
    words = words.strip("/")
    if not re.fullmatch(r"(?:[a-z0-9-]{1,80}(?:/|$)){1,8}", words):
        hint = "write small letters, digits and hyphens, like `articles/2022/old-name/`"
        raise FieldError("bad-address", f"`{words}` is not an address of this site", hint)
    if reserved := [name for name in words.split("/") if WINDOWS_RESERVED.fullmatch(name)]:
        message = f"Windows doesn't allow a folder named `{reserved[0]}`"
        raise FieldError("bad-address", message, "choose another address, or delete it")
    return words + "/"


@scalar({"type": "string", "pattern": f"^[^/].*({'|'.join(map(re.escape, IMAGE_TYPES))})$"})
def image_path(words: str) -> str:
    if "//" in words or words.startswith("/") or not words.lower().endswith(IMAGE_TYPES):
        types = ", ".join(IMAGE_TYPES)
        hint = f"put the picture beside the article and write its file name; types: {types}"
        raise FieldError("bad-image", f"`{words}` is not a local picture", hint)
    return words


_SCHEMES_OF_IDS: dict[Reader, str] = {}
"""The readers of ids, with the scheme that `Fix.words` has for them."""


def identifier(kind: Kind) -> Reader:
    """Return a reader of ids of this kind. Whether an id has a file is for the checker."""

    @scalar({"type": "string", "pattern": f"^{ID.pattern}$", "maxLength": MAX_ID_LENGTH})
    def read(words: str) -> str:
        message = f"`{words}` is not an id"
        scheme, _, id = words.partition(":")
        if scheme == kind.scheme and is_id(id):
            hint = f"write `{id}`, without the kind"
            raise FieldError("bad-id", message, hint, fix=Fix(words, id))
        if find_key(f"{kind.folder}/{words}.md") is None:
            hint = f"write the name of its file in {kind.folder}/ without `.md`"
            fix = Fix(words, words, is_safe=False, words=f"{kind.scheme}:{words}")
            raise FieldError("bad-id", message, hint, fix=fix)
        return words

    _SCHEMES_OF_IDS[read] = kind.scheme
    return read


def former_identifier(kind: Kind) -> Reader:
    """Return a reader of ids that have no file any more."""

    @scalar({"type": "string", "pattern": f"^{ID.pattern}$", "maxLength": MAX_ID_LENGTH})
    def read(words: str) -> str:
        if find_key(f"{kind.folder}/{words}.md") is None:
            hint = "write the name that its file had, without `.md`"
            fix = Fix(words, words.lower()) if is_id(words.lower()) else NO_FIX
            raise FieldError("bad-id", f"`{words}` is not an id", hint, fix=fix)
        return words

    return read


@scalar({"type": "string", "pattern": f"^(person|org):{ID.pattern}$"})
def party(words: str) -> Key:
    """Read who can make a commitment: `person:id` or `org:id`."""
    scheme, _, id = words.partition(":")
    if scheme not in ("person", "org") or not is_id(id):
        hint = "write `person:` or `org:` and the id, like `org:an-id`"
        fix = Fix(words, words, is_safe=False, words=f"{PARTY}:{words}")
        message = f"`{words}` isn't a person or an organisation"
        raise FieldError("bad-id", message, hint, fix=fix)
    return Key(SCHEMES[scheme], id)


_SCHEMES_OF_IDS[party] = PARTY


@scalar({"type": "string", "pattern": f"^{LANGUAGE_TAG.pattern}$"})
def language(words: str) -> str:
    """Read the tag of any language."""
    if error := tag_error(words):
        fix = Fix(words, error.meant) if error.meant else NO_FIX
        raise FieldError("unknown-value", error.message, error.hint, fix=fix)
    return words


def list_of(read_item: Reader, example: str = LIST) -> Reader:
    """Return a reader of lists of these items; `example` is for hints."""
    items = reader_schema(read_item)

    @json_schema({"type": "array", "minItems": 1, "maxItems": MAX_ITEMS, "items": items})
    def read(value: YamlValue, report: ErrorSink) -> tuple[Any, ...]:
        if not isinstance(value.value, list):
            if isinstance(value.value, dict):
                message, hint = (
                    "a list is expected here",
                    "write `- ` before the first of these keys",
                )
                raise FieldError("wrong-type", message, hint)
            raise not_a_list(value, _SCHEMES_OF_IDS.get(read_item, ""), example)
        if not value.value:
            raise FieldError("missing-value", "the list is empty", f"write {example}")
        if len(value.value) > MAX_ITEMS:
            message = f"the list has more than {MAX_ITEMS} items"
            raise FieldError("long-value", message, "shorten it")
        results = [read_or_report(read_item, item, report) for item in value.value]
        return tuple(result for result in results if result is not None)

    return read


_BETWEEN = re.compile(r"\s*(?:\b(?:to|until|till|and)\b|[,;\u2013\u2014/])\s*|\s+-\s+")


def _two_items(value: YamlValue, read_item: Reader) -> tuple[Any, ...]:
    """Return the two items that words name, like `2023 to 2024`; nothing for other words."""
    parts = _BETWEEN.split(value.value) if isinstance(value.value, str) else []
    try:
        items = [read_item(value._replace(value=part), None) for part in parts]
    except FieldError:
        return ()
    return tuple(items) if len(items) == 2 else ()


def one_or_more(read_item: Reader) -> Reader:
    """Return a reader of one item, or of a list of them; its values are tuples."""
    read_list = list_of(read_item)

    @json_schema({"anyOf": [reader_schema(read_item), reader_schema(read_list)]})
    def read(value: YamlValue, report: ErrorSink) -> tuple[Any, ...]:
        if isinstance(value.value, list):
            return read_list(value, report)  # type: ignore[no-any-return]
        if both := _two_items(value, read_item):
            hint = f"write `[{both[0]}, {both[1]}]`; for a term write `from:` and `to:` instead"
            raise FieldError("bad-date", f"`{value.value}` isn't one date, but two", hint)
        return (read_item(value, report),)

    return read


@json_schema(
    {
        "type": "object",
        "propertyNames": {"pattern": f"^{LANGUAGE_TAG.pattern}$"},
        "additionalProperties": {"type": "string"},
    }
)
def names_by_language(value: YamlValue, report: ErrorSink) -> dict[str, str]:
    """Read names by language tag: `{hi: ..., sw: ...}`."""
    names = {}
    if isinstance(value.value, str) and value.value:
        example = f"{likely_tag(value.value)}: {value.value}"
        hint = f"write each name with its language, like `{{{example}}}`"
        raise FieldError("wrong-type", "keys with values are expected here", hint)
    for code, name in _mapping(value).items():
        if error := tag_error(code):
            report(value, FieldError("unknown-key", error.message, error.hint, key=code))
        elif (words := read_or_report(text, name, report)) is not None:
            names[code] = words
    return names


def group(make: Callable[..., Any], **fields: Field) -> Reader:
    """Return a reader of mappings with these keys, which `make` gets as arguments."""

    @json_schema(object_schema(fields))
    def read(value: YamlValue, report: ErrorSink) -> Any:
        values = read_fields(value, fields, report)
        is_complete = all(name in values for name, field in fields.items() if field.required)
        return make(**values) if is_complete else None

    return read


def read_or_report(read: Reader, value: YamlValue, report: ErrorSink) -> Any:
    """Return what the reader returns; report its error and return None when it raises one."""
    try:
        return read(value, report)
    except FieldError as error:
        report(value, error)
        return None


_DATE = re.compile("[0-9]{4}(?:-[0-9]{2}){0,2}")


def read_fields(value: YamlValue, fields: Mapping[str, Field], report: ErrorSink) -> dict[str, Any]:
    """Return the readable values by key; report what is missing, unknown or wrong."""
    try:
        pairs = _mapping(value)
    except FieldError as error:
        report(value, not_a_mapping(value, fields, error.message))
        return {}
    meant = set[str]()
    for name in pairs:
        if _DATE.fullmatch(name) and not pairs[name].value:  # a list of dates without brackets
            if "" not in meant:
                hint = f"write several dates in brackets: `[2023-08, {name}]`"
                message = f"`{name}` is a key here, because the list has no brackets"
                report(value, FieldError("unknown-key", message, hint, key=name))
            meant.add("")
        elif name not in fields:
            unknown = unknown_key(name, fields, pairs)
            meant.add(unknown.fix.new.removesuffix(":"))
            report(value, unknown)
    for name, field in fields.items():
        if field.required and name not in pairs and name not in meant:
            hint = f"add `{name}:` with {field.description}"
            report(value, FieldError("missing-key", f"`{name}` is missing", hint))
    values = {}
    for name, field in fields.items():
        if name in pairs:
            read = _required(field) if field.required else field.read
            values[name] = read_or_report(read, pairs[name], report)
    return {name: value for name, value in values.items() if value is not None}


def _required(field: Field) -> Reader:
    """Return the field's reader, which says of an empty value what to write."""

    def read(value: YamlValue, report: ErrorSink) -> Any:
        try:
            return field.read(value, report)
        except FieldError as error:
            if error.code == "missing-value":
                error.hint = f"write {field.description}"
            raise

    return read


def _mapping(value: YamlValue) -> dict[str, YamlValue]:
    if not isinstance(value.value, dict):
        hint = "write keys with values, like `title: The headline`, each on its own line"
        raise FieldError("wrong-type", "keys with values are expected here", hint)
    return value.value
