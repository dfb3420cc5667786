"""The front matter of each kind of entity as a JSON Schema (draft 7), for editors."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from msgspec import Struct

from generator.content.keys import Kind
from generator.content.model import SCHEMAS
from generator.content.problems import with_article

DRAFT = "http://json-schema.org/draft-07/schema#"

JsonSchema = Mapping[str, Any]
"""What a value may be. Other programs' YAML reads `2026` as a number, so the schema allows that."""
Reader = Callable[..., Any]
"""Reads a value of the front matter: see `field_readers`."""

_SCHEMAS: dict[Reader, JsonSchema] = {}
R = TypeVar("R", bound=Reader)


class Field(Struct, frozen=True):
    """A key of the front matter."""

    read: Reader
    description: str
    """What a contributor writes for it, as a noun phrase for hints."""
    required: bool = False


def json_schema(schema: JsonSchema) -> Callable[[R], R]:
    """Return a decorator that records the schema of the values that a reader accepts."""

    def record(read: R) -> R:
        _SCHEMAS[read] = schema
        return read

    return record


def reader_schema(read: Reader) -> JsonSchema:
    """Return the schema of the values that a reader accepts."""
    return _SCHEMAS[read]


def object_schema(fields: Mapping[str, Field]) -> JsonSchema:
    """Return the schema of a mapping with these keys and no others."""
    properties = {
        name: {"description": field.description, **reader_schema(field.read)}
        for name, field in fields.items()
    }
    required = [name for name, field in fields.items() if field.required]
    schema: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
    return schema | ({"required": required} if required else {})


def schema_files(
    fields: Mapping[Kind, Mapping[str, Field]],
    translation_fields: Mapping[Kind, Mapping[str, Field]] = {},
) -> Iterator[tuple[str, str]]:
    """Yield the path within the site and the text of the schema of each kind.

    Those of translations follow, for the kinds that `translation_fields` has.
    """
    for kind in fields:
        yield f"{SCHEMAS}/{kind.word}.json", schema_text(with_article(kind.word), fields[kind])
    for kind in translation_fields:
        words = f"a translation of {with_article(kind.word)}"
        text = schema_text(words, translation_fields[kind])
        yield f"{SCHEMAS}/{kind.word}-translation.json", text


def schema_text(described: str, fields: Mapping[str, Field]) -> str:
    """Return the schema of a front matter as JSON. It allows what the checker allows, and more.

    `described` names what has such front matter.
    """
    title = f"The front matter of {described}"
    schema = {"$schema": DRAFT, "title": title, **object_schema(fields)}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
