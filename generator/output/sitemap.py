"""The list of a site's addresses for search engines, with the day on which each last changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from generator.content.site import Site
from generator.pages.page import Page

MOST = 50_000
"""How many addresses one file may list (sitemaps.org, protocol 0.9)."""
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemap_files(pages: Iterable[Page], site: Site) -> dict[str, str]:
    """`sitemap.xml` by its path: every page, or past 50,000 of them a list of such lists.

    The order is that of the addresses; the days come from the content. Without the site's own
    address there is none.
    """
    if not site.url:
        return {}
    found = sorted((site.full_url(page.path), page.updated[:10]) for page in pages)
    parts = [found[at : at + MOST] for at in range(0, len(found), MOST)]
    if len(parts) < 2:
        return {"sitemap.xml": _listed("urlset", "url", found)}
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    days = [max(day for _, day in part) for part in parts]
    whole = [(site.url + name, day) for name, day in zip(names, days, strict=True)]
    made = {name: _listed("urlset", "url", part) for name, part in zip(names, parts, strict=True)}
    return {"sitemap.xml": _listed("sitemapindex", "sitemap", whole), **made}


def _listed(whole: str, one: str, found: Sequence[tuple[str, str]]) -> str:
    lines = [
        f"<{one}><loc>{escape(url)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</{one}>"
        for url, day in found
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return "\n".join([head, f"<{whole} {_SPACE}>", *lines, f"</{whole}>", ""])
