"""Writes the sitemap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from generator.content.site import Site
from generator.pages.page import Page

MOST_ADDRESSES = 50_000
"""The most addresses in one file (sitemaps.org, protocol 0.9)."""
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemap_files(pages: Iterable[Page], site: Site) -> dict[str, str]:
    """Return `sitemap.xml` by its path, with every page and the date of its last change.

    With more than 50,000 pages it lists several sitemaps. Without a site address there is none.
    """
    if not site.url:
        return {}
    entries = sorted((site.full_url(page.path), page.updated[:10]) for page in pages)
    starts = range(0, len(entries), MOST_ADDRESSES)
    parts = [entries[start : start + MOST_ADDRESSES] for start in starts]
    if len(parts) < 2:
        return {"sitemap.xml": _sitemap("urlset", "url", entries)}
    files = {
        f"sitemap-{number}.xml": _sitemap("urlset", "url", part)
        for number, part in enumerate(parts, 1)
    }
    newest = [max(date for _, date in part) for part in parts]
    names = [site.url + name for name in files]
    index = _sitemap("sitemapindex", "sitemap", list(zip(names, newest, strict=True)))
    return {"sitemap.xml": index, **files}


def _sitemap(root: str, element: str, entries: Sequence[tuple[str, str]]) -> str:
    """Return the XML of addresses with dates, which may be empty."""
    lines = [
        f"<{element}><loc>{escape(url)}</loc>"
        f"{f'<lastmod>{date}</lastmod>' if date else ''}</{element}>"
        for url, date in entries
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return "\n".join([head, f"<{root} {_NAMESPACE}>", *lines, f"</{root}>", ""])
