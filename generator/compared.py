"""The pages that a change changes, rendered as they were and as they are now, side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup

from generator.edition import Edition
from generator.html import page_html
from generator.site import Site
from generator.templates import environment

_environment = environment(__file__, "frame")
_ID = re.compile(r' id="[^"]*"')


class Compared(NamedTuple):
    """A page in both editions; empty where it is not there."""

    path: str
    before: Markup
    now: Markup


def compared(before: Edition, now: Edition, paths: Iterable[str], site: Site) -> str:
    """One page of HTML with the texts of the pages at `paths`. Links lead to the published site."""
    pages = [Compared(path, _text(before, path, site), _text(now, path, site)) for path in paths]
    template = _environment.get_template("compared.html.jinja")
    return template.render(pages=pages, base=site.url)


def _text(edition: Edition, path: str, site: Site) -> Markup:
    """The text of a page, as its own page shows it, without the anchors that lead into it."""
    page = next((page for page in edition.pages if page.path == path), None)
    if page is None:
        return Markup()
    return Markup(_ID.sub("", page_html(page, site, edition.sizes)))
