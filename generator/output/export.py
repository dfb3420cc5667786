"""The generated Markdown tree with a plain `mkdocs.yml`, for any engine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from generator.pages.edition import Edition

_EXTENSIONS = ["footnotes", "md_in_html", "pymdownx.tilde", "tables"]


def export_tree(
    made: Edition,
    content: Mapping[str, bytes],
    docs: Mapping[str, bytes],
    settings: Mapping[str, Any],
    others: Mapping[str, str | bytes],
) -> dict[str, str | bytes]:
    """Every file of the export, by path.

    `content` and `docs` are the files of those folders; `settings` are those of the site's
    `mkdocs.yml` that any engine knows; `others` are the finished files of the site that are no
    pages of the tree: old addresses, feeds, data. The search page is left out:
    engines bring their own.
    """
    pages = {f"docs/{page.path}": page.text for page in made.pages if page.kind != "search"}
    pictures = {f"docs/{path}": data for path, data in content.items() if path[-3:] != ".md"}
    finished = {f"docs/{path}": text for path, text in others.items()}
    handwritten = {f"docs/{path}": data for path, data in docs.items()}
    return {**pages, **pictures, **finished, **handwritten, "mkdocs.yml": _configuration(settings)}


def _configuration(settings: Mapping[str, Any]) -> str:
    chosen = {name: value for name, value in settings.items() if value}
    chosen["theme"] = {"name": "material", "font": False}
    chosen["plugins"] = ["search"]
    chosen["markdown_extensions"] = _EXTENSIONS
    chosen["validation"] = {"links": {"anchors": "warn"}, "nav": {"omitted_files": "ignore"}}
    # JSON is YAML, and every value keeps its type.
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in chosen.items()]
    return (
        "# Made by `coopnews export`; edit the site's own files instead.\n"
        + "\n".join(lines)
        + "\n"
    )
