"""The keys that the front matter of a translation may have."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.content.field_errors import FieldError
from generator.content.field_readers import ErrorSink, one_or_more, text
from generator.content.fields import FIELDS
from generator.content.front_matter import YamlValue
from generator.content.keys import Kind
from generator.content.schema import Field, json_schema

DIGEST = re.compile("[0-9a-f]{16}")
"""What `checks.translations.source_digest` returns."""


@json_schema({"type": ["string", "number"], "pattern": f"^(?:{DIGEST.pattern})?$"})
def short_digest(value: YamlValue, report: ErrorSink) -> str:
    """Read a digest; an empty value is one that isn't there yet."""
    if value.value == "":
        return ""
    words = str(text(value, report))
    if not DIGEST.fullmatch(words):
        hint = "leave it empty: `coopnews translate --update` writes it"
        raise FieldError("unknown-value", f"`{words}` is not a digest", hint)
    return words


_TRANSLATED: dict[str, Field] = {
    "translator": Field(one_or_more(text), "who translated it"),
    "source_digest": Field(short_digest, "what `coopnews translate` writes"),
    "draft": FIELDS[Kind.ARTICLE]["draft"],
}
TRANSLATION_FIELDS: Mapping[Kind, Mapping[str, Field]] = {
    **dict.fromkeys(Kind, _TRANSLATED),
    Kind.ARTICLE: {
        "title": FIELDS[Kind.ARTICLE]["title"],
        "summary": FIELDS[Kind.ARTICLE]["summary"],
        **_TRANSLATED,
        "translator": Field(one_or_more(text), "who translated it", required=True),
    },
    Kind.COMMITMENT: {
        "title": Field(text, "the title in this language"),
        **_TRANSLATED,
    },
}
"""The keys of a translation; all others are those of the original."""
