"""Escapes values for Markdown and HTML, and writes dates and foreign words."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from markupsafe import Markup

from generator.content.languages import is_right_to_left
from generator.content.markdown import LINE_BREAKS
from generator.content.model import Article, Moment, PartialDate

MONTHS = (
    "January February March April May June July August September October November December"
).split()


def escape(value: object) -> Markup:
    """Return a value as Markdown that shows exactly its words, anywhere in a line."""
    return value if isinstance(value, Markup) else _escape(str(value))


@lru_cache(maxsize=1 << 12)  # names, titles and numbers recur on many pages
def _escape(value: str) -> Markup:
    return Markup(escape_line_start(escape_inline(value)))


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
def date_in_words(day: date | Moment | PartialDate) -> str:
    """Return `27 September 2023`, `September 2023` or `2023`."""
    if isinstance(day, Moment):
        day = day.day
    parts = [str(day.day)] if day.day else []
    parts += [MONTHS[day.month - 1]] if day.month else []
    return " ".join([*parts, str(day.year)])


def month_in_words(day: Moment | PartialDate) -> str:
    """Return `September 2023`, or `2023` where the month isn't known."""
    first = day.first_day
    month = None if isinstance(day, PartialDate) and not day.month else first.month
    return date_in_words(PartialDate(first.year, month))


def reports_in_words(dates: Sequence[PartialDate]) -> str:
    """Return the dates of reports: `2022`, `2022 and May 2023`, `2021, 2022 and May 2023`."""
    *others, last = map(date_in_words, dates)
    return f"{', '.join(others)} and {last}" if others else last


@lru_cache(maxsize=1 << 13)
def time_element(day: date | Moment | PartialDate, css_class: str = "") -> Markup:
    """Return a date as a `<time>`; microformats name its class."""
    start = f'class="{attribute(css_class)}" ' if css_class else ""
    return Markup(f'<time {start}datetime="{attribute(day)}">{escape(date_in_words(day))}</time>')


def lang_attributes(lang: str) -> Markup:
    """Return the attributes of an element in a language; none for English, the site's own."""
    if lang == "en":
        return Markup("")
    direction = ' dir="rtl"' if is_right_to_left(lang) else ""
    return Markup(f' lang="{attribute(lang)}"{direction}')


def in_language(lang: str, words: str) -> Markup:
    """Return words marked with their language, for browsers and screen readers."""
    direction = ' dir="rtl"' if is_right_to_left(lang) else ""
    return Markup(f'<span lang="{attribute(lang)}"{direction}>{escape(words)}</span>')


def in_article_language(words: str, article: Article) -> Markup:
    """Return words in the language of an article."""
    return escape(words) if article.lang == "en" else in_language(article.lang, words)


def headline(article: Article) -> Markup:
    """Return an article's title; a draft's, which only a preview shows, is labelled."""
    title = in_article_language(article.title, article)
    return title + Markup(' <span class="draft">Draft</span>') if article.draft else title
