"""Writes robots.txt, llms.txt, security.txt, redirects and the news sitemap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from html import escape

from generator.content.model import Article, Kind
from generator.content.site import Site
from generator.index.index import Index
from generator.output.redirects import redirect_lines
from generator.pages.page_values import list_title

LLMS_ARTICLES = 100
"""The most articles that llms.txt lists."""
NEWS_DAYS = 2
"""Days for which an article stays in the news sitemap, after that of its publication (Google)."""
MOST_NEWS = 1_000
"""The most addresses in a news sitemap (Google)."""


ROOT_FILES = ("_redirects", ".well-known/security.txt", "sitemap-news.xml", "llms.txt")
"""The files besides robots.txt that `root_files` may return."""


def root_files(index: Index, site: Site) -> Iterator[tuple[str, str]]:
    """Yield the path and text of each file; most of them need the site's address.

    Of an edition in another language, programs look for most of these files at the root.
    """
    if site.folder:
        yield from _edition_files(index, site)
        return
    if redirects := list(redirect_lines(index, site)):
        yield "_redirects", "".join(redirects)
    if site.contact[0]:
        yield ".well-known/security.txt", _security_txt(site)
    if not site.url:
        return
    news = list(_recent_articles(index))
    if news:
        yield "sitemap-news.xml", _news_sitemap(news, site)
    yield "robots.txt", _robots_txt(site, _news_sitemaps(index, site, news))
    yield "llms.txt", _llms_txt(index, site)


def _edition_files(index: Index, site: Site) -> Iterator[tuple[str, str]]:
    if site.url:
        if news := list(_recent_articles(index)):
            yield "sitemap-news.xml", _news_sitemap(news, site)
        yield "llms.txt", _llms_txt(index, site)


def _news_sitemaps(index: Index, site: Site, news: Sequence[Article]) -> Iterator[str]:
    """Yield the path of the news sitemap of each edition that has one."""
    if news:
        yield "sitemap-news.xml"
    translated = [index.languages_of(article.key.path) for article in news]
    for language in site.translated_languages:
        if any(language in languages for languages in translated):
            yield f"{site.folder_of(language)}sitemap-news.xml"


def _robots_txt(site: Site, news_sitemaps: Iterable[str]) -> str:
    """Return robots.txt (RFC 9309), which allows everything."""
    maps = ["sitemap.xml", *news_sitemaps]
    return "User-agent: *\nAllow: /\n\n" + "".join(f"Sitemap: {site.url}{name}\n" for name in maps)


def _security_txt(site: Site) -> str:
    """Return security.txt (RFC 9116): where to report vulnerabilities."""
    contact, expires = site.contact
    lines = [f"Contact: {contact}", f"Expires: {expires}T00:00:00Z", "Preferred-Languages: en"]
    if site.url:
        lines.append(f"Canonical: {site.url}.well-known/security.txt")
    return "\n".join(lines) + "\n"


def _llms_txt(index: Index, site: Site) -> str:
    """Return llms.txt (llmstxt.org): the most important pages, for language models."""
    lists = ("commitments/index.md", "moved.md", "topics/index.md", "archive/index.md", "data.md")
    parts = [
        f"# {_plain(site.name)}",
        f"> {_plain(site.description)}" if site.description else "",
        _licence(site),
        _copies(site),
        f"## {site.texts.gettext('Overview')}",
        "\n".join(_list_item(list_title(path, site), site.full_url(path)) for path in lists),
        f"## {site.texts.gettext('Topics')}",
        "\n".join(
            _list_item(
                topic.title, site.full_url(topic.key.path), index.texts[topic.key].first_paragraph
            )
            for topic in index.of_kind(Kind.TOPIC)
        ),
        f"## {site.texts.gettext('Newest stories')}",
        "\n".join(_article_item(article, site) for article in index.newest_articles(LLMS_ARTICLES)),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _licence(site: Site) -> str:
    licence = site.licence
    if licence is None:
        return ""
    text = site.texts.gettext("Stories and data: %(licence)s, %(address)s")
    return text % {"licence": licence.title, "address": licence.url}


def _copies(site: Site) -> str:
    if site.directory_urls:
        return site.texts.gettext(
            "The pages of stories, topics, people, organisations, places and commitments are also "
            "available as Markdown: add `index.md` to its address. The data of all of them is in "
            "the tables of the data page."
        )
    return site.texts.gettext(
        "The pages of stories, topics, people, organisations, places and commitments are also "
        "available as Markdown: replace `.html` with `.md`. The data of all of them is in the "
        "tables of the data page."
    )


def _article_item(article: Article, site: Site) -> str:
    return _list_item(
        article.title, site.full_url(article.key.path), f"{article.date.day}. {article.summary}"
    )


def _list_item(title: str, url: str, about: str = "") -> str:
    return f"- [{_plain(title)}]({url})" + (f": {_plain(about)}" if about else "")


def _plain(words: str) -> str:
    """Return words on one line, without characters that could end or start a link."""
    return " ".join(words.translate(_LINK_CHARACTERS).split())


_LINK_CHARACTERS = str.maketrans({"[": "(", "]": ")", "<": "\u2039", ">": "\u203a", "`": "'"})


def _recent_articles(index: Index) -> Iterator[Article]:
    """Yield the articles that were published in the last two days, newest first."""
    if (today := index.today()) is None:
        return
    first = today - timedelta(days=NEWS_DAYS)
    for article in index.latest_published(MOST_NEWS):
        if first <= article.listed.day <= today:
            yield article


def _news_sitemap(news: Iterable[Article], site: Site) -> str:
    lines = [
        f"<url><loc>{escape(site.full_url(article.key.path))}</loc><news:news><news:publication>"
        f"<news:name>{escape(site.name)}</news:name>"
        f"<news:language>{_language(article)}</news:language></news:publication>"
        f"<news:publication_date>{article.listed}</news:publication_date>"
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
    """Return the language code for news sitemaps: without region, but `zh-cn` or `zh-tw`."""
    language, *subtags = article.lang.split("-")
    if language == "zh":
        return "zh-tw" if {"Hant", "TW", "HK", "MO"}.intersection(subtags) else "zh-cn"
    return language
