"""What can be wrong with a value of the front matter, or with the keys of a mapping."""

from __future__ import annotations

from collections.abc import Container, Mapping

from generator.content.front_matter import YamlValue
from generator.content.problems import NO_FIX, Fix
from generator.content.schema import Field
from generator.content.suggestions import KEY_SYNONYMS, did_you_mean, likely_typo_of
from generator.content.urls import scheme_of


class FieldError(Exception):
    """What is wrong with a value, or with the key of a mapping."""

    def __init__(
        self, code: str, message: str, hint: str = "", key: str = "", fix: Fix = NO_FIX
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.key, self.fix = code, message, hint, key, fix


def not_a_mapping(value: YamlValue, fields: Mapping[str, Field], message: str) -> FieldError:
    """Return the error of a value that should have keys; an address gets the key `url`."""
    hint, fix = _list_keys(fields), NO_FIX
    if isinstance(value.value, str) and scheme_of(value.value) and "url" in fields:
        hint, fix = f"write `url: {value.value}`", Fix(value.value, f"url: {value.value}")
    return FieldError("wrong-type", message, hint, fix=fix)


def _list_keys(fields: Mapping[str, Field]) -> str:
    return "the keys here are " + ", ".join(f"`{name}`" for name in fields)


def unknown_key(name: str, fields: Mapping[str, Field], pairs: Container[str]) -> FieldError:
    hint = did_you_mean(name, fields) or _list_keys(fields)
    if (synonym := KEY_SYNONYMS.get(name.lower())) in fields:
        hint = f"did you mean `{synonym}`?"
    typo_of, fix = likely_typo_of(name, fields), NO_FIX
    if typo_of and typo_of not in pairs:
        fix = Fix(f"{name}:", f"{typo_of}:")
    key, colon, rest = name.partition(":")
    if colon and key in fields:
        hint = f"put a space behind the colon: `{key}: {rest}`"
    return FieldError("unknown-key", f"there is no key `{name}`", hint, name, fix)
