"""`coopnews schema`: JSON Schemas agree with the checker."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from generator.content.fields import FIELDS
from generator.content.model import Kind
from generator.content.schema import schema_text
from generator.content.translation_fields import TRANSLATION_FIELDS
from tests.support import ARTICLE_FRONT_MATTER, REPOSITORY, coopnews


class _EditorLoader(yaml.SafeLoader):
    """Reads YAML as editors do: a date is a string."""


_EditorLoader.yaml_implicit_resolvers = {
    sign: [resolver for resolver in resolvers if not resolver[0].endswith("timestamp")]
    for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def front_matter_of(text: str) -> Any:
    return yaml.load(text.split("---\n")[1], _EditorLoader)


@pytest.mark.parametrize("kind", Kind)
def test_the_schema_accepts_what_the_checker_accepts(kind: Kind) -> None:
    schema = json.loads(schema_text(kind.word, FIELDS[kind]))
    jsonschema.Draft7Validator.check_schema(schema)
    for root in ("content", "tests/example/content"):
        for path in (REPOSITORY / root / kind.folder).rglob("*.md"):
            jsonschema.validate(front_matter_of(path.read_text(encoding="utf-8")), schema)
    assert set(schema["properties"]) == set(FIELDS[kind])


@pytest.mark.parametrize("kind", Kind)
def test_translations_have_schemas_too(kind: Kind) -> None:
    schema = json.loads(schema_text(kind.word, TRANSLATION_FIELDS[kind]))
    jsonschema.Draft7Validator.check_schema(schema)
    for root in ("content", "tests/translations/content"):
        for path in (REPOSITORY / root).glob(f"*/{kind.folder}/**/*.md"):
            jsonschema.validate(front_matter_of(path.read_text(encoding="utf-8")), schema)
    assert set(schema["properties"]) == set(TRANSLATION_FIELDS[kind])


@pytest.mark.parametrize(
    "change",
    [
        {"titel": "T"},
        {"date": "4 March 2024"},
        {"date": "2024-03-04T10:00"},
        {"lang": "German"},
        {"topics": "fibre"},
        {"topics": ["Fibre"]},
        {"sources": []},
        {"sources": [{"title": "A", "publisher": "B"}]},
        {"draft": "yes"},
        {"image": {"src": "a.svg", "alt": "A"}},
        {"image": {"src": "//a.b/c.png", "alt": "A"}},
    ],
)
def test_the_schema_refuses_what_the_checker_refuses(change: dict[str, Any]) -> None:
    schema, good = (
        json.loads(schema_text("an article", FIELDS[Kind.ARTICLE])),
        front_matter_of(ARTICLE_FRONT_MATTER),
    )
    jsonschema.validate(good, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**good, **change}, schema)


def test_schemas_are_written_for_editors(site: Path, tmp_path: Path) -> None:
    coopnews("schema", str(tmp_path / "schemas"), cwd=site)
    words = {kind.word for kind in Kind}
    stems = {path.stem for path in (tmp_path / "schemas").iterdir()}
    assert stems == words | {f"{word}-translation" for word in words}
