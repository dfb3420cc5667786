"""Reads the rules that a site sets with `checks` in its `mkdocs.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.content.keys import Kind
from generator.content.problems import WARNINGS
from generator.content.site_rules import ERROR, OFF, SEVERITIES, SiteRules
from generator.content.suggestions import did_you_mean
from generator.system.files import UserError

_OPTIONS = ("severity", "ignore", "required")


def read_rules(values: Any) -> SiteRules:
    """Return the rules in the option `checks`. Raises UserError for what isn't understood."""
    values = _mapping(values, "checks")
    for name in values:
        if name not in _OPTIONS:
            hint = did_you_mean(str(name), _OPTIONS) or f"the keys are {', '.join(_OPTIONS)}"
            raise UserError(f"`checks` has no key `{name}`: {hint}")
    return SiteRules(
        _severities(_mapping(values.get("severity") or {}, "checks.severity")),
        _names(values.get("ignore") or [], "checks.ignore"),
        _required(_mapping(values.get("required") or {}, "checks.required")),
    )


def _severities(values: Mapping[str, Any]) -> dict[str, str]:
    severities = {}
    for code, value in values.items():
        severity = OFF if value is False else str(value)  # YAML takes `off` for false
        if severity not in SEVERITIES:
            raise UserError(f"`checks.severity.{code}` must be one of {', '.join(SEVERITIES)}")
        if code not in WARNINGS and severity != ERROR:
            hint = did_you_mean(code, WARNINGS) or "the page of checks lists the warnings"
            raise UserError(
                f"`checks.severity`: `{code}` is no warning, so it stays as it is: {hint}"
            )
        severities[code] = severity
    return severities


def _required(values: Mapping[str, Any]) -> dict[Kind, tuple[str, ...]]:
    from generator.content.fields import FIELDS  # noqa: PLC0415 - takes 0.02 s

    kinds = {kind.word: kind for kind in Kind}
    required = {}
    for word, names in values.items():
        if word not in kinds:
            hint = did_you_mean(word, kinds) or f"the kinds are {', '.join(kinds)}"
            raise UserError(f"`checks.required` has no kind `{word}`: {hint}")
        required[kinds[word]] = _names(names, f"checks.required.{word}")
        for name in required[kinds[word]]:
            if name not in FIELDS[kinds[word]]:
                hint = did_you_mean(name, FIELDS[kinds[word]])
                raise UserError(f"`checks.required.{word}`: there is no key `{name}`: {hint}")
    return required


def _mapping(values: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(values, Mapping):
        raise UserError(f"`{name}` must be keys with values")
    return {str(key): value for key, value in values.items()}


def _names(values: Any, name: str) -> tuple[str, ...]:
    if not isinstance(values, list | tuple) or not all(isinstance(item, str) for item in values):
        raise UserError(f"`{name}` must be a list of words, like `[one, two]`")
    return tuple(values)
