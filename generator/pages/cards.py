"""The words on the social cards of a site, as far as the fonts of the cards have their letters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from generator.content.model import Article
from generator.content.site import Site
from generator.pages.page import Card

_DRAWN = re.compile(
    "[\0-\u052f\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\u1d00-\u2fdf\u3000-\u312f\u31a0-\ua4cf"
    "\ua720-\ua7ff\uf900-\ufaff\ufb00-\ufb06\ufb50-\ufdff\ufe00-\uffff\U0001f000-\U0003ffff]*"
)
"""Matches Latin, Greek, Cyrillic, Arabic and Chinese letters, and kana.

Other letters come out as boxes or, like those of Devanagari, side by side instead of joined.
"""


def article_card(article: Article, topics: Iterable[str], site: Site) -> Card:
    """Return the social card of an article; it names the site if its headline can't be drawn."""
    has_title = can_be_drawn(article.title)
    return Card(
        article.title if has_title else _name(site),
        _name(site),
        article.lang if has_title else site.language,
        site.language,
        above=" · ".join(filter(can_be_drawn, topics)),
        below=_drawn(site.formats.date(article.date)),
    )


def site_card(site: Site) -> Card:
    """Return the social card of every page that isn't an article's."""
    name = _name(site)
    return Card(name, name, site.language, site.language, above=_drawn(site.description))


def can_be_drawn(words: str) -> bool:
    """Return whether the fonts of the cards have all letters of these words."""
    return bool(_DRAWN.fullmatch(words))


def _drawn(words: str) -> str:
    return words if can_be_drawn(words) else ""


def _name(site: Site) -> str:
    """Return the site's name, or its host if the name can't be drawn."""
    return site.name if can_be_drawn(site.name) else urlsplit(site.url).hostname or ""
