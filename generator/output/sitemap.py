"""Writes the sitemap."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

from generator.content.site import Site
from generator.pages.page import Page

MOST_ADDRESSES = 50_000
"""The most addresses in one file (sitemaps.org, protocol 0.9)."""
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_ONE_LANGUAGE: Mapping[str, Collection[str]] = {}
_ALTERNATES = ' xmlns:xhtml="http://www.w3.org/1999/xhtml"'


class _Entry(NamedTuple):
    url: str
    date: str
    """The date of the last change, which may be empty."""
    alternates: tuple[tuple[str, str], ...] = ()
    """The page in each language that it is in, with the address."""


def sitemap_files(
    pages: Iterable[Page], site: Site, paths: Mapping[str, Collection[str]] = _ONE_LANGUAGE
) -> dict[str, str]:
    """Return `sitemap.xml` by its path, with every page and the date of its last change.

    With more than 50,000 pages, or in several languages, it lists several sitemaps; an edition in
    another language has those alone. `paths` has the paths of the pages of each edition. Without a
    site address there is none.
    """
    if not site.url:
        return {}
    entries = sorted(
        _Entry(site.full_url(page.path), page.updated[:10], _alternates(page.path, site, paths))
        for page in pages
    )
    starts = range(0, len(entries), MOST_ADDRESSES)
    parts = [entries[start : start + MOST_ADDRESSES] for start in starts]
    if len(parts) < 2 and not site.languages:
        return {"sitemap.xml": _sitemap("urlset", "url", entries)}
    files = {
        f"sitemap-{number}.xml": _sitemap("urlset", "url", part)
        for number, part in enumerate(parts, 1)
    }
    if site.folder:
        return files
    newest = [max(entry.date for entry in part) for part in parts]
    listed = [_Entry(site.url + name, date) for name, date in zip(files, newest, strict=True)]
    for language in site.translated_languages:
        count = -(-len(paths[language]) // MOST_ADDRESSES)
        names = [f"{site.folder_of(language)}sitemap-{n}.xml" for n in range(1, count + 1)]
        listed += [_Entry(site.url + name, "") for name in names]
    return {"sitemap.xml": _sitemap("sitemapindex", "sitemap", listed), **files}


def _alternates(
    path: str, site: Site, paths: Mapping[str, Collection[str]]
) -> tuple[tuple[str, str], ...]:
    languages = [language for language in site.languages if path in paths[language]]
    return site.alternates(path, languages)


def _sitemap(root: str, element: str, entries: Sequence[_Entry]) -> str:
    """Return the XML of addresses with dates and alternates."""
    lines = [
        f"<{element}><loc>{escape(url)}</loc>"
        f"{f'<lastmod>{date}</lastmod>' if date else ''}"
        f"{''.join(_link(*alternate) for alternate in alternates)}</{element}>"
        for url, date, alternates in entries
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    alternates = _ALTERNATES if any(entry.alternates for entry in entries) else ""
    return "\n".join([head, f"<{root} {_NAMESPACE}{alternates}>", *lines, f"</{root}>", ""])


def _link(language: str, url: str) -> str:
    return f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(url)}"/>'
