"""Renders a page's `<head>`, its notes and its foot."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from markupsafe import Markup

from generator.content.native_names import native_name
from generator.content.problems import Problem, printable
from generator.content.site import Site
from generator.content.translations import Interface
from generator.open_data.json_ld import script_json
from generator.pages import translation_form
from generator.pages.page import Page
from generator.pages.template_engine import environment


@lru_cache(maxsize=1 << 8)
def _macro(name: str, interface: Interface) -> Callable[..., Markup]:
    """Return the macro of a template; calling it is faster than rendering the template."""
    templates = environment(__file__, "frame", interface)
    templates.filters["printable"] = printable
    templates.globals["LANGUAGE"] = interface.language
    macro: Callable[..., Markup] = getattr(
        templates.get_template(f"{name}.html.jinja").module, name
    )
    return macro


def head_html(page: Page, site: Site, languages: Sequence[str] = ()) -> Markup:
    """Return the elements of a page's `<head>`: title, description, feeds, JSON-LD.

    `languages` are those that the page is in.
    """
    return _macro("head", site.interface)(
        page,
        site,
        base="../" * site.address(page.path).count("/"),
        described=page.description or site.description,
        address=site.full_url(page.path) if site.url else "",
        stem=_stem(page, site),
        type=_type(page),
        schema=Markup(script_json(page.schema)),
        alternates=site.alternates(page.path, languages) if site.url else (),
    )


def languages_html(page: Page, site: Site, languages: Sequence[str]) -> Markup:
    """Return the links to the same page in other languages; nothing when there are none.

    Where a language lacks the translation of an article, the link leads to that edition's first
    page, and another one to the form for the translation.
    """
    own = site.address(page.path)
    up = "../" * (own.count("/") + bool(site.folder))
    links = [
        (language, native_name(language), f"{up}{site.folder_of(language)}{own}" or "./")
        for language in languages
        if language != site.language
    ]
    missing = []
    if page.kind == "article" and not site.folder:
        form = translation_form.form_address(page.path, site)
        missing = [
            (
                language,
                native_name(language),
                f"{up}{site.folder_of(language)}" or "./",
                translation_form.invitation(site, language),
                f"{up}{site.folder_of(language)}{form}",
            )
            for language in site.languages
            if language not in languages
        ]
    return _macro("languages", site.interface)(links, missing)


def foot_html(page: Page, site: Site, improve: str = "") -> Markup:
    """Return the links to edit a page and to its copies, and its address.

    `improve` is where a page that isn't made from a content file can be edited.
    """
    address = site.full_url(page.path) if site.url else ""
    if page.source and site.edit_url:
        improve = f"{site.edit_url}{page.source}"
    is_translated = (
        page.kind == "article" and bool(site.folder) and page.source.startswith(site.folder)
    )
    if is_translated:
        up = "../" * site.address(page.path).count("/")
        improve = f"{up}{translation_form.form_address(page.path, site)}"
    return _macro("foot", site.interface)(page, improve, address, _stem(page, site), is_translated)


def _stem(page: Page, site: Site) -> str:
    """Return the file name of the page and of its copies, without the ending."""
    return posixpath.basename(site.file(page.path)).removesuffix(".html")


def notes_html(kind: str, problems: Iterable[Problem], site: Site) -> Markup:
    """Return what a preview shows above a page: the problems of its file."""
    return _macro("notes", site.interface)(kind, tuple(problems))


def _type(page: Page) -> str:
    """Return the page's Open Graph type."""
    if page.kind == "article":
        return "article"
    return "profile" if page.kind == "entity" and page.path.startswith("people/") else "website"
