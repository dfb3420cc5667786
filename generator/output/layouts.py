"""A page's frame: all that stands around a text, made once for the pages of a kind and depth."""

from __future__ import annotations

import re
from collections.abc import Collection

from msgspec import Struct

SLOTS = ("head", "notes", "content", "foot")
"""What differs from page to page, in the order in which it stands."""


class LayoutError(Exception):
    """What should be a frame has not each hole once, in their order."""


def slot_marker(name: str) -> str:
    """What stands in a frame where a page's own is poured in."""
    return f"<!--coopnews-hole-{name}-->"


_SLOT = re.compile("|".join(map(slot_marker, SLOTS)))


class Layout(Struct, frozen=True):
    """The parts between the holes."""

    parts: tuple[str, ...]

    @classmethod
    def of(cls, html: str) -> Layout:
        """The frame that a page with holes is. Raises Unfit."""
        if _SLOT.findall(html) != list(map(slot_marker, SLOTS)):
            raise LayoutError(
                "the theme must show `head`, `notes`, the page's content and `foot`, each once"
            )
        return cls(tuple(_SLOT.split(html)))

    def fill(self, head: str, notes: str, content: str, foot: str) -> str:
        """The whole page."""
        before, top, middle, after, end = self.parts
        return f"{before}{head}{top}{notes}{middle}{content}{after}{foot}{end}"


def layout_name(path: str, kind: str, listed: Collection[str]) -> str:
    """The name of the frame that the page of `kind` at `path` is poured into.

    A page that the navigation may list, as the paths `listed` say, has one of its own, since
    there the navigation marks it. Of the others, those share theirs from which the way to each
    listed page is the same: those of one depth whose folders hold the same listed pages.
    """
    if path in listed:
        return path
    folder = f"{path.rpartition('/')[0]}/"
    while folder and not any(one.startswith(folder) for one in listed):
        folder = folder[: folder.rstrip("/").rfind("/") + 1]
    return f"{folder}{kind}/{path.count('/')}"
