"""The pages that a change changes, rendered as they were and as they are now, side by side."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from markupsafe import Markup

from generator.content.site import Site
from generator.output.html import page_html
from generator.pages.edition import Edition
from generator.pages.template_engine import environment

_environment = environment(__file__, "frame")
_ID = re.compile(r' id="[^"]*"')


class Compared(NamedTuple):
    """A page in both editions; empty where it is not there."""

    path: str
    before: Markup
    now: Markup


def compared(before: Edition, now: Edition, paths: Collection[str], site: Site) -> str:
    """One page of HTML with the texts of the pages at `paths`. Links lead to the published site."""
    texts = [_texts(edition, {*paths}, site) for edition in (before, now)]
    pages = [Compared(path, *(some.get(path, Markup()) for some in texts)) for path in paths]
    template = _environment.get_template("compared.html.jinja")
    return template.render(pages=pages, base=site.url)


def _texts(edition: Edition, paths: Collection[str], site: Site) -> dict[str, Markup]:
    """The texts of pages, as their own pages show them, without the anchors that lead into them."""
    return {
        page.path: Markup(_ID.sub("", page_html(page, site, edition.sizes)))
        for page in edition.pages
        if page.path in paths
    }
