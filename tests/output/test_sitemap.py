"""The list of the site's addresses."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from generator.content.site import Site
from generator.output.sitemap import MOST_ADDRESSES, sitemap_files
from generator.pages.edition import make_edition
from generator.pages.page import Page, Parts

SITE = Site("S", url="https://example.org/record/")
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def listed(text: str) -> dict[str, str]:
    root = ET.fromstring(text)
    return {url.findtext("s:loc", "", NAMES): url.findtext("s:lastmod", "", NAMES) for url in root}


def test_every_page_is_listed_with_the_day_of_its_newest_change(texts: dict[str, bytes]) -> None:
    edition = make_edition(texts, SITE)
    dates = listed(sitemap_files(edition.pages, SITE)["sitemap.xml"])
    assert set(dates) == {SITE.full_url(page.path) for page in edition.pages}
    assert dates[SITE.url + "articles/2023/minister-asks-for-help/"] == "2023-10-02"  # a correction
    newest = max(article.modified.day for article in edition.index.articles)
    assert dates[SITE.url] == newest.isoformat()


def test_past_what_one_list_may_hold_there_is_a_list_of_lists() -> None:
    parts = Parts(updated=lambda: "2024-01-02")
    pages = [Page(f"p/{n}.md", "k", "", parts=parts) for n in range(MOST_ADDRESSES + 1)]
    files = sitemap_files(pages, SITE)
    assert list(listed(files["sitemap.xml"])) == [SITE.url + f"sitemap-{n}.xml" for n in (1, 2)]
    assert sum(len(listed(files[f"sitemap-{n}.xml"])) for n in (1, 2)) == MOST_ADDRESSES + 1


def test_a_site_without_an_address_has_no_list() -> None:
    assert sitemap_files([Page("index.md", "home", "")], Site("S")) == {}
