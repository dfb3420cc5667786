"""Reduces Material's style sheet to the rules that the site uses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any

import tinycss2

USED = frozenset({"md-grid", "md-typeset"})
"""The classes of Material that pages here have; the others are for parts that this site has
in a form without Material."""

_WRITTEN_BY = {
    "admonition|admonition-title|note|abstract|info|tip|success|question|warning|failure|danger|bug"
    "|example|quote": "admonition pymdownx.details pymdownx.blocks.admonition "
    "pymdownx.blocks.details",
    r"tabbed-[\w-]+": "pymdownx.tabbed pymdownx.blocks.tab",
    "highlight|highlighttable|linenos|linenodiv": "codehilite pymdownx.highlight",
    r"keys|key-[\w-]+": "pymdownx.keys",
    "footnote|footnote-ref|footnote-backref": "footnotes",
    r"task-list-[\w-]+": "pymdownx.tasklist",
    "critic": "pymdownx.critic",
    "arithmatex|katex-html": "pymdownx.arithmatex",
    "mermaid": "pymdownx.superfences",
    "emojione|gemoji|twemoji": "pymdownx.emoji",
    "grid": "attr_list md_in_html",
}
"""The extensions of Python-Markdown that write a class of Material's into handwritten pages."""

_CLASS = re.compile(r"\.(md-[\w-]+)|data-md-")
_NESTING = frozenset({"media", "supports"})
_PICTURE = re.compile(r'(--[\w-]+):url\("(?:[^"\\]|\\.)*"\);?')
_EMPTY = re.compile(r"[^{}]+\{\}")


@lru_cache(maxsize=4)  # each edition of a site needs the same
def used_rules(material: str, extensions: frozenset[str] = frozenset()) -> str:
    """Return Material's style sheet without the rules that no page can match.

    `extensions` are those of Python-Markdown that handwritten pages may use.
    """
    rules = tinycss2.parse_stylesheet(material, skip_comments=True, skip_whitespace=True)
    unused = _unused_classes(extensions)
    sheet = "".join(_used(rule, unused) for rule in rules)
    names = set(re.findall(r"var\((--[\w-]+)", sheet))
    sheet = _PICTURE.sub(lambda match: match[0] if match[1] in names else "", sheet)
    return _EMPTY.sub("", sheet) + "\n"


def _unused_classes(extensions: Collection[str]) -> re.Pattern[str]:
    """Return a pattern that matches a class which none of these extensions writes."""
    unused = [
        classes
        for classes, writers in _WRITTEN_BY.items()
        if not any(writer in extensions for writer in writers.split())
    ]
    return re.compile(rf"\.(?:{'|'.join(unused)})(?![\w-])" if unused else "(?!)")


def _used(rule: Any, unused: re.Pattern[str]) -> str:
    """Return a rule with the selectors that can match; nothing when none can."""
    if rule.type == "qualified-rule":
        selectors = [
            selector
            for selector in _selectors(rule.prelude)
            if _can_match(selector) and not unused.search(selector)
        ]
        return f"{','.join(selectors)}{{{tinycss2.serialize(rule.content)}}}" if selectors else ""
    if rule.type == "at-rule" and rule.content and rule.lower_at_keyword in _NESTING:
        inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
        body = "".join(_used(rule, unused) for rule in inner)
        return f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{body}}}" if body else ""
    return str(rule.serialize())


def compact_rules(sheet: str) -> str:
    """Return a style sheet without comments, indentation and empty lines."""
    without_comments = re.sub(r"(?s)/\*.*?\*/", "", sheet)
    return re.sub(r"\s*\n\s*", "\n", without_comments)


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
