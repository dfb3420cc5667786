"""Renders the pages that a change affects, before and after it, side by side."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from markupsafe import Markup

from generator.content.site import Site
from generator.newsroom.marked_html import mark_changes
from generator.output.html import page_html
from generator.pages.edition import Edition
from generator.pages.template_engine import environment

_environment = environment(__file__, "frame")
_ID = re.compile(r' id="[^"]*"')


class ComparedPage(NamedTuple):
    """A page in both editions; empty in an edition that doesn't have it."""

    path: str
    before: Markup
    after: Markup


def compare_pages(before: Edition, after: Edition, paths: Collection[str], site: Site) -> str:
    """Return one HTML page with the pages at `paths`, and marks where they differ.

    Links lead to the published site.
    """
    old, new = (_page_bodies(edition, {*paths}, site) for edition in (before, after))
    pages = [
        ComparedPage(path, *map(Markup, _marked(old.get(path, ""), new.get(path, ""))))
        for path in paths
    ]
    template = _environment.get_template("compared.html.jinja")
    return template.render(pages=pages, base=site.url)


def _marked(before: str, after: str) -> tuple[str, str]:
    """Return both texts with marks where they differ, unless a page is only in one edition."""
    return mark_changes(before, after) if before and after else (before, after)


def _page_bodies(edition: Edition, paths: Collection[str], site: Site) -> dict[str, str]:
    """Return the HTML of pages by path, without ids: two copies of a page would share them."""
    return {
        page.path: _ID.sub("", page_html(page, site, edition.sizes))
        for page in edition.pages
        if page.path in paths
    }
