"""What machines look for at a site's root."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from generator.content.site import Licence, Site
from generator.output.discovery import root_files
from generator.pages.edition import make_edition
from tests.support import ARTICLE, VALID_FILES, coopnews

SITE = Site(
    "A <Record>",
    "What is said.",
    "https://example.org/sub/",
    today=date(2024, 3, 6),
    licence=Licence("CC-BY-4.0", "Attribution 4.0", "https://example.org/by"),
    contact=("mailto:safe@example.org", "2027-11-30"),
)
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def files(site: Site = SITE, **changes: str) -> dict[str, str]:
    text = ARTICLE
    for old, new in changes.items():
        text = text.replace(f"{old}:", new, 1)
    texts = {**VALID_FILES, "articles/2024/good-story.md": text.encode()}
    edition = make_edition(texts, site)
    assert edition.problems == ()
    return dict(root_files(edition.index, site))


def test_robots_may_read_everything_and_are_told_of_every_list() -> None:
    assert files()["robots.txt"] == (
        "User-agent: *\nAllow: /\n\n"
        "Sitemap: https://example.org/sub/sitemap.xml\n"
        "Sitemap: https://example.org/sub/sitemap-news.xml\n"
    )


@pytest.mark.parametrize(
    ("day", "is_news"), [(4, True), (6, True), (7, False), (3, False)], ids=str
)
def test_news_is_what_is_not_older_than_two_days(day: int, is_news: bool) -> None:
    site = Site("A", url="https://example.org/", today=date(2024, 3, day))
    assert ("sitemap-news.xml" in files(site)) == is_news


def test_news_says_where_when_and_in_which_language() -> None:
    (url,) = ElementTree.fromstring(files(lang="lang: zh\nlang:")["sitemap-news.xml"])
    assert url.findtext(f"{MAP}loc") == "https://example.org/sub/articles/2024/good-story/"
    news = url.find(f"{NEWS}news")
    assert news is not None
    assert news.findtext(f"{NEWS}publication/{NEWS}name") == "A <Record>"
    assert news.findtext(f"{NEWS}publication_date") == "2024-03-04"


def test_a_guide_for_programs_begins_with_what_the_site_is() -> None:
    text = files()["llms.txt"]
    assert text.startswith("# A \u2039Record\u203a\n\n> What is said.\n\n")
    assert "- [Fibre](https://example.org/sub/topics/fibre/)" in text
    assert "](https://example.org/sub/articles/2024/good-story/): 2024-03-04. The ministry" in text


def test_words_in_the_guide_end_no_link() -> None:
    text = files(title="title: 'a](javascript:x) [b `c`' #")["llms.txt"]
    assert "- [a)(javascript:x) (b 'c'](https://" in text


def test_old_addresses_are_told_to_hosts() -> None:
    text = files(summary="aliases: [articles/2023/old]\nsummary:")["_redirects"]
    assert text == "/sub/articles/2023/old/ /sub/articles/2024/good-story/ 301\n"
    assert "_redirects" not in files()


def test_whom_to_tell_of_a_weakness_stands_where_it_is_looked_for() -> None:
    assert files()[".well-known/security.txt"] == (
        "Contact: mailto:safe@example.org\nExpires: 2027-11-30T00:00:00Z\n"
        "Preferred-Languages: en\n"
        "Canonical: https://example.org/sub/.well-known/security.txt\n"
    )


def test_a_site_without_an_address_says_nothing_that_needs_one() -> None:
    assert set(files(Site("A", today=date(2024, 3, 6)))) == set()


@pytest.mark.parametrize(
    "given",
    [
        "{contact: 'mailto:a@b.c'}",
        "{contact: 'tel:1', expires: 2027-11-30}",
        "{contact: 'mailto:a@b.c', expires: soon}",
        "{expires: 2027-11-30}",
    ],
)
def test_half_a_contact_is_refused(site: Path, given: str) -> None:
    config = site / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    ours = f"plugins: [cooperation-news: {{security: {given}}}]"
    config.write_text(text.replace("plugins: [cooperation-news]", ours), encoding="utf-8")
    done = coopnews("check", cwd=site)
    assert (done.returncode, "security." in done.stderr) == (2, True), done.stderr


def test_the_built_site_has_them(site: Path) -> None:
    assert coopnews("build", "--no-search", "--no-pictures", "-q", cwd=site).returncode == 0
    names = {path.name for path in (site / "site").iterdir()}
    assert {"robots.txt", "llms.txt", "sitemap.xml", "_redirects"} <= names
