"""What can be wrong with a value of the front matter, or with the keys of a mapping."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from generator.content.front_matter import YamlValue
from generator.content.keys import STATES
from generator.content.problems import NO_FIX, Fix
from generator.content.schema import Field
from generator.content.suggestions import KEY_SYNONYMS, did_you_mean, likely_typo_of
from generator.content.urls import scheme_of

_OF_ORIGINALS = frozenset(
    "aliases by byline checked corrections date due image lang name names published rights "
    "sought_by sources to topics updated".split()
)
"""Keys that a translation doesn't have."""


class FieldError(Exception):
    """What is wrong with a value, or with the key of a mapping."""

    def __init__(
        self, code: str, message: str, hint: str = "", key: str = "", fix: Fix = NO_FIX
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.key, self.fix = code, message, hint, key, fix


AN_ID = "an-id"
"""An id in a hint, where that of the file isn't known."""
_IDS = re.compile(r"[a-z0-9:-]+(?:, *[a-z0-9:-]+)*")
"""Ids with commas between them. With other words, it isn't clear whether they are one item."""


LIST = "`[one, two]`"
_ITEM = re.compile(r"[^\W\d][\w .'-]{0,80}")
"""Plain words without a comma: one item."""
_PAIR = re.compile(r"([^\W\d][^,&]{0,80}?) (?:and|&) ([^\W\d][^,&]{0,80})")


def not_a_list(value: YamlValue, scheme: str, example: str) -> FieldError:
    """Return the error that words are where a list belongs, with the list that they mean.

    `scheme` is that of the ids in the list, or empty; `example` is for hints.
    """
    words = str(value.value)
    hint, fix = f"write {example}", NO_FIX
    old = f"{value.mark}{words}{value.mark}"
    if scheme and words and not _IDS.fullmatch(words):
        hint = "write a list of ids, like `[an-id]`"
        fix = Fix(old, old, is_safe=False, words=f"{scheme}:{words}")
    elif example == LIST and (pair := _PAIR.fullmatch(words)):
        hint = f"write `[{pair[1]}, {pair[2]}]`"
    elif _IDS.fullmatch(words) or (example == LIST and _ITEM.fullmatch(words)):
        hint, fix = f"write `[{words}]`", Fix(old, f"[{words}]")
    elif words and example == LIST:
        items = json.dumps(words, ensure_ascii=False)
        if "," in words or ";" in words:
            items = words.replace(";", ",")
        hint = f"write `[{items}]`"
    return FieldError("wrong-type", "a list is expected here", hint, fix=fix)


def not_a_mapping(value: YamlValue, fields: Mapping[str, Field], message: str) -> FieldError:
    """Return the error of a value that should have keys; an address gets the key `url`."""
    hint, fix = _list_keys(fields), NO_FIX
    if isinstance(value.value, str) and scheme_of(value.value) and "url" in fields:
        others = [f"`{name}:`" for name in _required(fields) if name != "url"]
        more = "".join(f", and below it {name}" for name in others)
        hint, fix = f"write `url: {value.value}`{more}", Fix(value.value, f"url: {value.value}")
    elif isinstance(value.value, str) and scheme_of(value.value) and "website" in fields:
        new = f"{{website: {value.value}}}"
        hint, fix = f"write `{new}`", Fix(value.value, new)
    elif isinstance(value.value, str) and value.value and "src" in fields:
        hint = f'write `image: {{src: {value.value}, alt: "what the picture shows"}}`'
    elif isinstance(value.value, str) and value.value and (required := _required(fields)):
        first, *others = required
        more = "".join(f" and `{name}:`" for name in others)
        hint = f"write it with its key: `{first}: {value.value}`{more}"
    return FieldError("wrong-type", message, hint, fix=fix)


def _required(fields: Mapping[str, Field]) -> list[str]:
    return [name for name, field in fields.items() if field.required]


def _list_keys(fields: Mapping[str, Field]) -> str:
    return "the keys here are " + ", ".join(f"`{name}`" for name in fields)


def unknown_key(
    name: str, fields: Mapping[str, Field], pairs: Mapping[str, YamlValue]
) -> FieldError:
    hint = did_you_mean(name, fields) or _list_keys(fields)
    synonyms = [key for key in KEY_SYNONYMS.get(name.lower(), ()) if key in fields]
    typo_of, fix = likely_typo_of(name, fields), NO_FIX
    if "source_digest" in fields and name in _OF_ORIGINALS:
        hint = "delete it: a translation has this from its original"
        typo_of = ""
    elif name in ("state", "status"):
        written = str(pairs[name].value)
        state = written if written in STATES else "done"
        hint = f'delete it: stories show it, as in `[words](commitment:{AN_ID} "{state}")`'
    elif synonyms:
        hint = f"did you mean `{synonyms[0]}`?"
        if synonyms[0] not in pairs:
            fix = Fix(f"{name}:", f"{synonyms[0]}:", is_safe=synonyms[0] == typo_of)
    if not synonyms and typo_of and typo_of not in pairs:
        fix = Fix(f"{name}:", f"{typo_of}:")
    key, colon, rest = name.partition(":")
    if colon and key in fields:
        hint = f"put a space behind the colon: `{key}: {rest}`"
    return FieldError("unknown-key", f"there is no key `{name}`", hint, name, fix)
