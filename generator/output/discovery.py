"""What machines look for at a site's root: rules for robots, a guide, old addresses, a contact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from html import escape
from urllib.parse import urlsplit

from generator.content.model import LIST_PAGES, Article, Kind
from generator.content.site import Site
from generator.index.index import Index

NEWEST = 100
"""How many stories a guide names: the list of all addresses has the rest."""
NEWS_DAYS = 2
"""Whole days after its own in which a story is news (Google's news sitemaps)."""
NEWS_MOST = 1_000
"""How many addresses a news sitemap may list."""


def root_files(index: Index, site: Site) -> Iterator[tuple[str, str]]:
    """The files by path. Most need whole addresses: without the site's own there are none."""
    if moved := list(_redirects(index, site)):
        yield "_redirects", "".join(moved)
    if site.contact[0]:
        yield ".well-known/security.txt", _security(site)
    if not site.url:
        return
    news = list(_news(index, site))
    if news:
        yield "sitemap-news.xml", _news_map(news, site)
    yield "robots.txt", _robots(site, bool(news))
    yield "llms.txt", _guide(index, site)


def _robots(site: Site, has_news: bool) -> str:
    """RFC 9309: everything may be read."""
    maps = ["sitemap.xml", *(["sitemap-news.xml"] if has_news else [])]
    return "User-agent: *\nAllow: /\n\n" + "".join(f"Sitemap: {site.url}{name}\n" for name in maps)


def _security(site: Site) -> str:
    """RFC 9116: whom to tell of a weakness, and until when that is true."""
    contact, expires = site.contact
    lines = [f"Contact: {contact}", f"Expires: {expires}T00:00:00Z", "Preferred-Languages: en"]
    if site.url:
        lines.append(f"Canonical: {site.url}.well-known/security.txt")
    return "\n".join(lines) + "\n"


def _redirects(index: Index, site: Site) -> Iterator[str]:
    """A line for each old address, for hosts that read them: `old new 301`."""
    root = urlsplit(site.url).path or "/"
    for article in sorted(index.articles, key=lambda article: article.key.id):
        for alias in article.aliases:
            yield f"{root}{alias} {root}{site.address(article.key.path)} 301\n"


def _guide(index: Index, site: Site) -> str:
    """For readers that are programs (llmstxt.org): what is here, in the order of its worth."""
    lists = ("commitments/index.md", "moved.md", "topics/index.md", "archive/index.md", "data.md")
    parts = [
        f"# {_plain(site.name)}",
        f"> {_plain(site.description)}" if site.description else "",
        _licence(site),
        _twins(site),
        "## The record",
        "\n".join(_way(LIST_PAGES[path], site.full_url(path)) for path in lists),
        "## Topics",
        "\n".join(
            _way(one.title, site.full_url(one.key.path), one.first_paragraph)
            for one in index.of_kind(Kind.TOPIC)
        ),
        "## The newest stories",
        "\n".join(_story(article, site) for article in index.articles[:NEWEST]),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _licence(site: Site) -> str:
    found = site.licence
    return f"Stories and data: {found.title}, {found.url}" if found else ""


def _twins(site: Site) -> str:
    if site.directory_urls:
        how = "put `index.md` or `index.json` behind its address"
    else:
        how = "put `.md` or `.json` in the place of `.html`"
    return f"Each page is there as plain Markdown and as JSON too: {how}."


def _story(article: Article, site: Site) -> str:
    return _way(
        article.title, site.full_url(article.key.path), f"{article.date.day}. {article.summary}"
    )


def _way(title: str, url: str, about: str = "") -> str:
    return f"- [{_plain(title)}]({url})" + (f": {_plain(about)}" if about else "")


def _plain(words: str) -> str:
    """Words that neither end a link nor begin another, on one line."""
    return " ".join(words.translate(_SIGNS).split())


_SIGNS = str.maketrans({"[": "(", "]": ")", "<": "\u2039", ">": "\u203a", "`": "'"})


def _news(index: Index, site: Site) -> Iterator[Article]:
    """The stories of the last two days, the newest first."""
    if site.today is None:
        return
    first = site.today - timedelta(days=NEWS_DAYS)
    for article in index.articles[:NEWS_MOST]:
        if first <= article.date.day <= site.today:
            yield article


def _news_map(news: Iterable[Article], site: Site) -> str:
    lines = [
        f"<url><loc>{escape(site.full_url(article.key.path))}</loc><news:news><news:publication>"
        f"<news:name>{escape(site.name)}</news:name>"
        f"<news:language>{_language(article)}</news:language></news:publication>"
        f"<news:publication_date>{article.date}</news:publication_date>"
        f"<news:title>{escape(article.title)}</news:title></news:news></url>"
        for article in news
    ]
    spaces = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return "\n".join([head, f"<urlset {spaces}>", *lines, "</urlset>", ""])


def _language(article: Article) -> str:
    """Chinese in simplified signs is `zh-cn` there; other languages are as they are."""
    return "zh-cn" if article.lang == "zh" else article.lang
