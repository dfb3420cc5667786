"""What the site's pages use of Material's style sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import tinycss2

USED = frozenset({"md-grid", "md-typeset"})
"""The classes of Material's own that a page here may have: the rest dress its header, its
navigation, its search and other parts that are not on our pages."""

_CLASS = re.compile(r"\.(md-[\w-]+)|data-md-")
_NESTING = frozenset({"media", "supports"})


def used_rules(material: str) -> str:
    """Material's style sheet less the rules that no page of ours can match."""
    rules = tinycss2.parse_stylesheet(material, skip_comments=True, skip_whitespace=True)
    return "".join(map(_used, rules)) + "\n"


def _used(rule: Any) -> str:
    """The rule as text, with the selectors that can match; nothing when none can."""
    if rule.type == "qualified-rule":
        selectors = [found for found in _selectors(rule.prelude) if _can_match(found)]
        return f"{','.join(selectors)}{{{tinycss2.serialize(rule.content)}}}" if selectors else ""
    if rule.type == "at-rule" and rule.content and rule.lower_at_keyword in _NESTING:
        inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
        body = "".join(map(_used, inner))
        return f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{body}}}" if body else ""
    return str(rule.serialize())


def _selectors(prelude: Iterable[Any]) -> list[str]:
    found: list[list[Any]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            found.append([])
        else:
            found[-1].append(token)
    return [tinycss2.serialize(tokens) for tokens in found]


def _can_match(selector: str) -> bool:
    return all(found[1] in USED for found in _CLASS.finditer(selector))
