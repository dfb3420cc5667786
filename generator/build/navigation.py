"""The menu of a site whose `mkdocs.yml` has no `nav`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from posixpath import dirname
from typing import Any

from generator.content.translations import translatable

MENU_WORDS = (translatable("Home"), translatable("About"), translatable("Contribute"))
"""What menus often name besides the lists: a menu is translated word by word."""
_HOME = "index.md"
_LISTS = (
    "topics/index.md",
    "commitments/index.md",
    "people/index.md",
    "organisations/index.md",
    "places/index.md",
    "archive/index.md",
)
_FORM = "contribute/new.md"


def default_nav(handwritten_pages: Iterable[str]) -> list[str]:
    """Return the paths for the menu: the lists, then handwritten pages, then the form.

    Of a folder with an `index.md`, the menu has that page and none of the others in the folder.
    """
    paths = sorted({*handwritten_pages} - {_HOME, _FORM, *_LISTS})
    with_index = {dirname(path) for path in paths if path.endswith("/index.md")}
    own = [
        path
        for path in paths
        if path.endswith("/index.md") or not any(_is_below(path, folder) for folder in with_index)
    ]
    return [_HOME, *_LISTS, *own, _FORM]


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/")


def nav_of(nav: Any, pages: Collection[str], is_named: Callable[[str, str], bool]) -> Any:
    """Return the part of a `nav` that leads to these pages, and to other sites; None without.

    `is_named` returns whether the page at a path is to be named by its own heading, instead of by
    the title that it has in the `nav`.
    """
    if isinstance(nav, str):
        return nav if nav in pages or "://" in nav else None
    if isinstance(nav, dict):
        entries = {title: nav_of(value, pages, is_named) for title, value in nav.items()}
        match [*entries.items()]:
            case [(str(title), str(path))] if is_named(title, path):
                return path
        return {title: value for title, value in entries.items() if value} or None
    return [entry for item in nav if (entry := nav_of(item, pages, is_named))] if nav else None
