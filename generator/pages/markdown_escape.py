"""Escapes values for Markdown and HTML, and writes dates and words in other languages.

`around` is the language of the page: it decides which words need a mark of their language.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from markupsafe import Markup

from generator.content.formats import formats
from generator.content.languages import is_right_to_left
from generator.content.markdown import LINE_BREAKS
from generator.content.model import Article, Moment, PartialDate


def escape(value: object) -> Markup:
    """Return a value as Markdown that shows exactly its words, anywhere in a line."""
    return value if isinstance(value, Markup) else _escape(str(value))


@lru_cache(maxsize=1 << 12)  # names, titles and numbers recur on many pages
def _escape(value: str) -> Markup:
    return Markup(escape_line_start(escape_inline(value)))


def isolate(value: object) -> Markup:
    """Return a value as `escape` does, for a page that is read from right to left.

    A name or a title in another direction is kept apart from the words around it: without that,
    the number or the bracket beside it would change its side.
    """
    if isinstance(value, Markup):
        return value
    words = str(value)
    return Markup(f"<bdi>{escape(words)}</bdi>") if _is_left_to_right(words) else escape(words)


@lru_cache(maxsize=1 << 12)
def _is_left_to_right(words: str) -> bool:
    directions = {unicodedata.bidirectional(char) for char in words}
    return "L" in directions and directions.isdisjoint(("R", "AL"))


def escape_inline(value: str) -> str:
    """Return Markdown that shows exactly these words in the middle of a line."""
    if not _SPECIAL.search(value):
        return value
    text = LINE_BREAKS.sub(" ", value)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # A `!` at the end would turn a link that follows into an image.
    text = re.sub(r"([\\`*_\[\]{}]|!$)", r"\\\1", text)
    return text.replace("|", "&#124;").replace("~", "&#126;").replace("^", "&#94;")


def escape_line_start(text: str) -> str:
    """Return inline Markdown that starts no heading or list at the beginning of a line."""
    return _LINE_START.sub(_escape_line_start, text)


_SPECIAL = re.compile(rf"[&<>\\`*_\[\]{{}}|~^]|!$|{LINE_BREAKS.pattern}")
_LINE_START = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))")


def _escape_line_start(match: re.Match[str]) -> str:
    sign = match[2]
    escaped = f"\\{sign}" if sign in "#+-" else f"&#{ord(sign[0])};{sign[1:]}"
    return match[1] + escaped


def unescape(markdown: str) -> str:
    """Return Markdown without what `escape` adds, for people who read it as plain text."""
    return _ESCAPED.sub(lambda match: match[1] or html.unescape(match[0]), markdown)


_ESCAPED = re.compile(r"\\([\\`*_\[\]{}!#+-])|&(?:amp|lt|gt|#(?:94|124|126|61|4[89]|5[0-7]));")
"""No other character reference: one that an author wrote may be of a control character."""


def attribute(value: object) -> Markup:
    """Return words for use inside the quotation marks of an HTML attribute."""
    return Markup(html.escape(" ".join(str(value).split())))


def code(value: object) -> Markup:
    """Return a code span that shows exactly these words."""
    words = " ".join(str(value).split())
    fence = "`" * (max(map(len, re.findall("`+", words)), default=0) + 1)
    space = " " if words.startswith("`") or words.endswith("`") else ""
    return Markup(f"{fence}{space}{words}{space}{fence}")


def destination(url: str) -> Markup:
    """Return a checked web address as the target of a Markdown link."""
    safe = re.sub(r"[\s<>\"\\^`{|}()]", lambda match: f"%{ord(match[0]):02X}", url)
    return Markup(f"<{safe.replace('&', '&amp;')}>")


@lru_cache(maxsize=1 << 13)
def date_in_words(day: date | Moment | PartialDate, language: str = "en") -> str:
    """Return `27 September 2023`, `September 2023` or `2023`, as a language writes them."""
    return formats(language).date(day)


def month_in_words(day: Moment | PartialDate, language: str) -> str:
    """Return `September 2023`, or `2023` where the month isn't known."""
    first = day.first_day
    month = None if isinstance(day, PartialDate) and not day.month else first.month
    return date_in_words(PartialDate(first.year, month), language)


def reports_in_words(dates: Sequence[PartialDate], language: str) -> str:
    """Return the dates of reports: `2022`, `2022 and May 2023`, `2021, 2022 and May 2023`."""
    return formats(language).join([date_in_words(date, language) for date in dates])


@lru_cache(maxsize=1 << 13)
def time_element(
    day: date | Moment | PartialDate, css_class: str = "", language: str = "en"
) -> Markup:
    """Return a date as a `<time>`; microformats name its class."""
    start = f'class="{attribute(css_class)}" ' if css_class else ""
    words = escape(date_in_words(day, language))
    return Markup(f'<time {start}datetime="{attribute(day)}">{words}</time>')


@lru_cache(maxsize=1 << 8)
def lang_attributes(lang: str, around: str) -> Markup:
    """Return the attributes of an element in a language; none in the language of the page."""
    return Markup("") if lang == around else _language(lang, around)


def _language(lang: str, around: str) -> Markup:
    is_rtl = is_right_to_left(lang)
    direction = "" if is_rtl == is_right_to_left(around) else f' dir="{"rtl" if is_rtl else "ltr"}"'
    return Markup(f' lang="{attribute(lang)}"{direction}')


def in_language(lang: str, words: str, around: str) -> Markup:
    """Return words marked with their language, for browsers and screen readers."""
    return Markup(f"<span{_language(lang, around)}>{escape(words)}</span>")


def in_article_language(words: str, article: Article, lang: str = "", *, around: str) -> Markup:
    """Return words in the language of an article, or in `lang` if that is given."""
    lang = lang or article.lang
    return escape(words) if lang == around else in_language(lang, words, around)
