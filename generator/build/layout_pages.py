"""Chooses the pages that MkDocs renders: one of each layout, and what handwritten pages link to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain

from generator.output.registry import SiteRenderer
from generator.pages.render import PageEntry


def linked_paths(texts: Iterable[str]) -> set[str]:
    """Return the paths in the tree that handwritten texts may link to, and perhaps others."""
    names = chain.from_iterable(re.findall(r"[\w./-]+\.md", text) for text in texts)
    return {re.sub(r"^(\.{0,2}/)+", "", name) for name in names}


def layout_pages(renderer: SiteRenderer, entries: Iterable[PageEntry]) -> dict[str, str]:
    """Return for each layout the path of a page that has it."""
    pages: dict[str, str] = {}
    for entry in entries:
        pages.setdefault(renderer.layout_name(entry.path, entry.kind), entry.path)
    return pages
