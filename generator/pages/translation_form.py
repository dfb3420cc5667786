"""Provides the page for translators, and what it shows of each article."""

from __future__ import annotations

from typing import Any

from generator.checks.translations import source_digest
from generator.content.keys import Kind
from generator.content.model import Article
from generator.content.site import Site
from generator.content.translations import translatable
from generator.index.index import Index
from generator.open_data.json_line import json_line
from generator.pages.story_form import PAGE as STORY_FORM

PAGE = "contribute/translate.md"
TITLE = translatable("Translate a story")
_INVITATION = translatable("Translate this story")
GUIDE = "contribute/translating.md"
"""The path of the guide for translators, if the original has one."""
MOST_LISTED = 100
"""The most articles without a translation on the page: the newest ones."""
_FOLDER = STORY_FORM.rpartition("/")[0]


def invitation(site: Site, language: str) -> str:
    """Return the words of a link to the page, in the language to translate into."""
    return site.interface_in(language).texts.gettext(_INVITATION)


def id_of(path: str) -> str:
    """Return the id of the article whose page is at `path`."""
    return path.removeprefix(f"{Kind.ARTICLE.folder}/").removesuffix(".md")


def words_path(path: str) -> str:
    """Return the path of the file with the words of the article whose page is at `path`."""
    return f"{_FOLDER}/texts/{id_of(path)}.json"


def form_address(path: str, site: Site) -> str:
    """Return the address within an edition of the form for the article whose page is at `path`."""
    return f"{site.address(PAGE)}?article={id_of(path)}"


def has_words(article: Article, site: Site) -> bool:
    """Return whether an edition has the file: for each original, and for each translation."""
    return bool(site.languages) and (not site.folder or article.translation is not None)


def article_words(index: Index, article: Article) -> str:
    """Return JSON with the words of an article as its file has them.

    An original has the digest that its translations name, a translation the one that it names.
    """
    text, translation = index.texts[article.key], article.translation
    words: dict[str, Any] = {
        "lang": article.lang,
        "title": article.title,
        "summary": article.summary,
        "text": text.source,
    }
    if picture := _picture_words(article):
        words["image"] = picture
    if translation:
        words["translators"] = list(translation.translators)
        words["source_digest"] = translation.source_digest
    else:
        words["line"] = text.first_line
        words["digest"] = source_digest(article, text.source)
    return json_line(words) + "\n"


def _picture_words(article: Article) -> dict[str, str]:
    """Return the words of an article's picture that are in its own language."""
    if not (image := article.image):
        return {}
    words = {"alt": (image.alt, image.alt_lang), "credit": (image.credit, image.credit_lang)}
    return {name: text for name, (text, lang) in words.items() if text and not lang}


def is_outdated(article: Article) -> bool:
    return article.translation is not None and article.translation.is_outdated


def values(index: Index, site: Site) -> dict[str, Any]:
    """Return the values of the page's template."""
    untranslated = index.untranslated_articles()
    outdated = [article for article in index.articles if is_outdated(article)]
    return {
        "untranslated": untranslated[:MOST_LISTED],
        "older": len(untranslated[MOST_LISTED:]),
        "outdated": outdated,
        "guide": f"../{GUIDE}" if site.original_language in index.languages_of(GUIDE) else "",
    }
