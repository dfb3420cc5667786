"""Links texts to pages of the original where the edition in another language has none."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from urllib.parse import unquote

from generator.content.keys import FOLDERS, Kind
from generator.content.markdown_rewrite import replace_html_and_targets

_EVERYWHERE = "|".join(folder for folder, kind in FOLDERS.items() if kind is not Kind.ARTICLE)
_OUTSIDE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|/|#")
_MAY_BE_MISSING = re.compile(
    rf"\]\(<?(?!(?:\.\./)+(?:{_EVERYWHERE})/)(?!{_OUTSIDE.pattern})[^)\s]|\]:"
)
"""Matches links except those to entities, which every edition has."""


def link_originals(
    text: str,
    path: str,
    has_page: Callable[[str], bool],
    address: Callable[[str], str] | None = None,
) -> str:
    """Return the Markdown of the page at `path` with links to the original's pages.

    `has_page` returns whether this edition has a page at a path; other pages are in the original,
    below which this edition is. `address` writes the link to one of them.
    """
    if not _MAY_BE_MISSING.search(text):
        return text
    up = "../" * (path.count("/") + 1)

    def target(written: str) -> str | None:
        file, hash_sign, fragment = written.partition("#")
        if not file or _OUTSIDE.match(written):
            return None
        full = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(file)))
        if full.startswith("../"):  # as a translation in a folder of the original's names it
            full = full[3:]
        elif not file.endswith(".md") or has_page(full):
            return None
        start = address(full) if address else f"{up}{full}"
        return f"{start}{hash_sign}{fragment}"

    return replace_html_and_targets(text, str, str, target)
