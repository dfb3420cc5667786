"""What a page says of itself, above its text to machines and below it to readers."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable

from markupsafe import Markup

from generator.content.problems import Problem, printable
from generator.content.site import Site
from generator.open_data.json_ld import script_json
from generator.pages.page import Page
from generator.pages.template_engine import environment

_environment = environment(__file__, "frame")
_environment.filters["printable"] = printable


def _macro(name: str) -> Callable[..., Markup]:
    """The macro that a template holds: calling it takes less time than filling the template."""
    template = _environment.get_template(f"{name}.html.jinja")
    macro: Callable[..., Markup] = vars(template.module)[name]
    return macro


_head, _notes, _foot = _macro("head"), _macro("notes"), _macro("foot")


def head_html(page: Page, site: Site) -> Markup:
    """The elements of the page's `<head>` that are its own: title, description, feeds, data."""
    return _head(
        page,
        site,
        base="../" * site.address(page.path).count("/"),
        described=page.description or site.description,
        address=site.full_url(page.path) if site.url else "",
        stem=_stem(page, site),
        type=_type(page),
        schema=Markup(script_json(page.schema)),
    )


def foot_html(page: Page, site: Site, improve: str = "") -> Markup:
    """The way to change the page, and its own address.

    `improve` is where a page that is not of the content can be changed.
    """
    address = site.full_url(page.path) if site.url else ""
    if page.source and site.edit_url:
        improve = f"{site.edit_url}{page.source}"
    return _foot(page, improve, address, _stem(page, site))


def _stem(page: Page, site: Site) -> str:
    """What the page's file is called, and its twins beside it, without the ending."""
    return posixpath.basename(site.file(page.path)).removesuffix(".html")


def notes_html(kind: str, problems: Iterable[Problem]) -> Markup:
    """What stands above a page's text: in a preview, what is wrong with its file."""
    return _notes(kind, tuple(problems))


def _type(page: Page) -> str:
    """What Open Graph calls it."""
    if page.kind == "article":
        return "article"
    return "profile" if page.kind == "entity" and page.path.startswith("people/") else "website"
