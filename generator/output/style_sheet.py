"""Reduces Material's style sheet to the rules that the site uses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import tinycss2

USED = frozenset({"md-grid", "md-typeset"})
"""The classes of Material that pages here have; the others are for parts that this site has
in a form without Material."""

_CLASS = re.compile(r"\.(md-[\w-]+)|data-md-")
_NESTING = frozenset({"media", "supports"})


def used_rules(material: str) -> str:
    """Return Material's style sheet without the rules that no page can match."""
    rules = tinycss2.parse_stylesheet(material, skip_comments=True, skip_whitespace=True)
    return "".join(map(_used, rules)) + "\n"


def _used(rule: Any) -> str:
    """Return a rule with the selectors that can match; nothing when none can."""
    if rule.type == "qualified-rule":
        selectors = [selector for selector in _selectors(rule.prelude) if _can_match(selector)]
        return f"{','.join(selectors)}{{{tinycss2.serialize(rule.content)}}}" if selectors else ""
    if rule.type == "at-rule" and rule.content and rule.lower_at_keyword in _NESTING:
        inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
        body = "".join(map(_used, inner))
        return f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{body}}}" if body else ""
    return str(rule.serialize())


def _selectors(prelude: Iterable[Any]) -> list[str]:
    selectors: list[list[Any]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            selectors.append([])
        else:
            selectors[-1].append(token)
    return [tinycss2.serialize(tokens) for tokens in selectors]


def _can_match(selector: str) -> bool:
    """Rules for one direction move what our own logical properties place: none is needed."""
    return "[dir=" not in selector and all(match[1] in USED for match in _CLASS.finditer(selector))
