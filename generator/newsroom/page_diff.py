"""Compares the Markdown of pages before and after a change."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from generator.content.model import Article, Key
from generator.newsroom.text_diff import unified_diff
from generator.pages.edition import Edition

MAX_LINES = 120
"""Of one page's diff; the rest is counted."""
MAX_PAGES = 40
MAX_LINE_CHARACTERS = 2_000
"""Of a line in a diff; a paragraph usually has some hundred."""
MAX_CHARACTERS = 200_000
"""Of all diffs together: after so many, no other page is compared."""


class PageDiff(NamedTuple):
    """The difference of one page."""

    path: str
    lines: str
    """A unified diff."""
    fence: str
    """A Markdown code fence that is longer than any in the diff."""


class PageDiffs(NamedTuple):
    """The differences of all pages that a change affects."""

    diffs: tuple[PageDiff, ...]
    not_compared: int
    """How many other pages may have changed, too."""


def page_diffs(before: Edition, after: Edition, changed: Iterable[Key]) -> PageDiffs:
    """Return the differences of the pages of changed entities and of those they mention."""
    changed = frozenset(changed)
    keys = {*changed}
    for key in changed:
        for index in (before.index, after.index):
            entity = index.entities.get(key)
            if isinstance(entity, Article):
                keys |= {*entity.mentioned}
    old = {page.path: page for page in before.pages}
    new = {page.path: page for page in after.pages}
    paths = iter(sorted({key.path for key in keys} & {*old, *new}))
    diffs, characters = list[PageDiff](), 0
    for path in paths:
        texts = [pages[path].markdown if path in pages else "" for pages in (old, new)]
        if texts[0] != texts[1]:
            diffs.append(_page_diff(path, *texts))
            characters += len(diffs[-1].lines)
        if len(diffs) >= MAX_PAGES or characters >= MAX_CHARACTERS:
            break
    return PageDiffs(tuple(diffs), len(list(paths)))


def _page_diff(path: str, before: str, after: str) -> PageDiff:
    lines = unified_diff(before.splitlines(), after.splitlines(), "before", "after")
    listed = [shorten(line, MAX_LINE_CHARACTERS) for line in islice(lines, MAX_LINES)]
    if rest := sum(1 for _ in lines):
        listed.append(f"... {rest} lines more")
    text = "\n".join(listed)
    longest = max([2, *(len(run) for run in re.findall(r"`+", text))])
    return PageDiff(path, text, "`" * (longest + 1))


def shorten(text: str, limit: int) -> str:
    """Return a text, cut off after `limit` characters."""
    return text if len(text) <= limit else f"{text[:limit]}..."
