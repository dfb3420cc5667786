"""Fills layouts: a page's HTML around its content, rendered once for many pages."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

SLOTS = ("head", "languages", "notes", "content", "foot")
"""The parts that differ from page to page, in their order."""


class LayoutError(Exception):
    """The theme doesn't show each slot exactly once and in order."""


def slot_marker(name: str) -> str:
    """Return the comment that marks a slot in a layout."""
    return f"<!--coopnews-slot-{name}-->"


_SLOT = re.compile("|".join(map(slot_marker, SLOTS)))


class Layout(Struct, frozen=True):
    """The HTML before, between and after the slots."""

    parts: tuple[str, ...]

    @classmethod
    def of(cls, html: str) -> Layout:
        """Return the layout of a page with slot markers. Raises LayoutError."""
        markers, slots = _SLOT.findall(html), list(map(slot_marker, SLOTS))
        if markers not in (slots, [slot for slot in slots if slot != slot_marker("languages")]):
            raise LayoutError(
                "Show `head`, `notes`, the page's content and `foot` once each, and in this order. "
                "A site in several languages shows `languages` between the first two."
            )
        return cls(tuple(_SLOT.split(html)))

    def fill(self, head: str, notes: str, content: str, foot: str, languages: str = "") -> str:
        """Return the finished page; a layout need not show its `languages`."""
        before, *between, top, middle, after, end = self.parts
        header = f"{between[0]}{languages}" if between else ""
        return f"{before}{head}{header}{top}{notes}{middle}{content}{after}{foot}{end}"


def layout_name(path: str, kind: str, listed: frozenset[str]) -> str:
    """Return the name of the layout of a page.

    The navigation highlights the current page, so each page in `listed`, the paths that it may
    list, has a layout for itself. Other pages of a kind share a layout when their relative links
    to the listed pages are the same: at one depth, in folders with the same listed pages.
    """
    if path in listed:
        return path
    folder = _folder_with_listed(f"{path.rpartition('/')[0]}/", listed)
    return f"{folder}{kind}/{path.count('/')}"


@lru_cache(maxsize=1 << 12)
def _folder_with_listed(folder: str, listed: frozenset[str]) -> str:
    """Return the nearest folder, from this one upwards, that holds a listed page."""
    while folder and not any(page.startswith(folder) for page in listed):
        folder = folder[: folder.rstrip("/").rfind("/") + 1]
    return folder
