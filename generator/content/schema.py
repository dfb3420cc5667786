"""The front matter of each noun as a JSON Schema, for editors that know what may be written."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.content.fields import FIELDS, object_schema
from generator.content.model import SCHEMAS, Kind

DRAFT = "http://json-schema.org/draft-07/schema#"


def schema_files() -> Iterator[tuple[str, str]]:
    """One schema for each noun, by the path of its file within the site."""
    for kind in Kind:
        yield f"{SCHEMAS}/{kind.word}.json", schema_of(kind)


def schema_of(kind: Kind) -> str:
    """JSON Schema, draft 7, of what the checker lets pass as far as a schema can say it."""
    title = f"The front matter of {'an' if kind.word[0] in 'aeiou' else 'a'} {kind.word}"
    whole = {"$schema": DRAFT, "title": title, **object_schema(FIELDS[kind])}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
