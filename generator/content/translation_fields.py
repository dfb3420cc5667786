"""The keys that the front matter of a translation may have."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.content.field_errors import FieldError
from generator.content.field_readers import ErrorSink, group, list_of, one_or_more, text
from generator.content.fields import FIELDS
from generator.content.front_matter import YamlValue
from generator.content.images import Image
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


_picture = group(
    lambda alt="", credit="": Image("", alt, credit),
    alt=Field(text, "what the picture shows, in this language"),
    credit=Field(text, "who made it, in this language"),
)
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
        "image": Field(_picture, "the words of the picture"),
        **_TRANSLATED,
        "translator": Field(one_or_more(text), "who translated it", required=True),
    },
    Kind.PERSON: {
        "roles": Field(list_of(text), "the titles of all roles, in the order of the original"),
        **_TRANSLATED,
    },
    Kind.COMMITMENT: {
        "title": Field(text, "the title in this language"),
        **_TRANSLATED,
    },
}
"""The keys of a translation; all others are those of the original."""
