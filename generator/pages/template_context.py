"""What a template can ask for: values as Markdown, links from its page, and the index."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from markupsafe import Markup
from msgspec import Struct

from generator.content.markdown import LINE_BREAKS
from generator.content.model import (
    Article,
    Commitment,
    Entity,
    Key,
    Kind,
    Moment,
    PartialDate,
    Passage,
    State,
    TextRun,
)
from generator.content.site import Site
from generator.index.index import Index, Mention
from generator.index.timeline import BAR_HEIGHT
from generator.pages.template_engine import environment

RIGHT_TO_LEFT = frozenset("ar bal fa he ks pnb ps sd skr ug ur yi".split())
MONTHS = (
    "January February March April May June July August September October November December"
).split()
MOST_PROMISES = 40
"""How many commitments a page lists that is not the page of all of them."""
LANGUAGE_NAMES = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "fa": "Persian",
    "fr": "French",
    "ps": "Pashto",
    "ru": "Russian",
    "sd": "Sindhi",
    "ug": "Uyghur",
    "ur": "Urdu",
    "zh": "Chinese",
}


def escape(value: object) -> Markup:
    """Words as Markdown that says exactly those words, wherever in a line they land."""
    if isinstance(value, Markup):
        return value
    return _escaped(str(value))


@lru_cache(maxsize=1 << 12)  # names, titles and numbers come again on page after page
def _escaped(value: str) -> Markup:
    return Markup(_FIRST.sub(_escape_first, _inline(value)))


def _inline(value: str) -> str:
    """Return Markdown that shows exactly these words in the middle of a line.

    A `!` at the end is escaped because a link that follows it would become a picture.
    """
    if not _SPECIAL.search(value):
        return value
    words = LINE_BREAKS.sub(" ", value)
    words = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    words = re.sub(r"([\\`*_\[\]{}]|!$)", r"\\\1", words)
    return words.replace("|", "&#124;").replace("~", "&#126;").replace("^", "&#94;")


_SPECIAL = re.compile(rf"[&<>\\`*_\[\]{{}}|~^]|!$|{LINE_BREAKS.pattern}")
_FIRST = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))")


def _escape_first(found: re.Match[str]) -> str:
    """What would begin a heading or a list at the start of a line."""
    mark = found[2]
    entity = f"\\{mark}" if mark in "#+-" else f"&#{ord(mark[0])};{mark[1:]}"
    return found[1] + entity


def attribute(value: object) -> Markup:
    """Words inside the quotation marks of an HTML attribute."""
    return Markup(html.escape(" ".join(str(value).split())))


def destination(url: str) -> Markup:
    """A checked web address as a Markdown link's target."""
    safe = re.sub(r"[\s<>\"\\^`{|}()]", lambda found: f"%{ord(found[0]):02X}", url)
    return Markup(f"<{safe.replace('&', '&amp;')}>")


@lru_cache(maxsize=1 << 13)
def in_words(day: date | Moment | PartialDate) -> str:
    """`27 September 2023`, `September 2023` or `2023`."""
    if isinstance(day, Moment):
        day = day.day
    parts = [str(day.day)] if day.day else []
    parts += [MONTHS[day.month - 1]] if day.month else []
    return " ".join([*parts, str(day.year)])


@lru_cache(maxsize=1 << 13)
def time_element(day: date | Moment | PartialDate, mark: str = "") -> Markup:
    """A date that machines can read; `mark` is its class, for readers of microformats."""
    mark = f'class="{attribute(mark)}" ' if mark else ""
    return Markup(f'<time {mark}datetime="{attribute(day)}">{escape(in_words(day))}</time>')


def is_right_to_left(lang: str) -> bool:
    return lang.partition("-")[0] in RIGHT_TO_LEFT


def in_language(lang: str, words: str) -> Markup:
    """Words in their own language, told to browsers and screen readers as such."""
    direction = ' dir="rtl"' if is_right_to_left(lang) else ""
    return Markup(f'<span lang="{attribute(lang)}"{direction}>{escape(words)}</span>')


def in_article_language(words: str, article: Article) -> Markup:
    """Words of a story in its language."""
    return escape(words) if article.lang == "en" else in_language(article.lang, words)


def headline(article: Article) -> Markup:
    """A story's title; of a draft, which a preview alone shows, with a mark."""
    title = in_article_language(article.title, article)
    return title + Markup(' <span class="draft">Draft</span>') if article.draft else title


# The page in which a template stands


class TemplateContext(Struct, frozen=True):
    """What a template can ask for: links from the page it makes, and the index."""

    index: Index
    path: str
    site: Site

    def link_to(self, target: Entity | Key | str, fragment: str = "") -> Markup:
        """The way, in the tree, to a noun's page or to a path: up to the root, and down."""
        path = (
            target
            if isinstance(target, str)
            else (target.key.path if isinstance(target, Entity) else target.path)
        )
        way = "../" * self.path.count("/") + path
        return Markup(f"{way}#{fragment}" if fragment else way)

    def body(self, entity: Entity) -> Markup:
        """A noun's own text with its annotations led to their pages."""
        return Markup(self.index.texts[entity.key].markdown)

    def words(self, article: Article, passage: Passage, about: Key) -> Markup:
        """A passage's words on one line: `about` marked, other annotations as links."""
        words = "".join([self._quoted(piece, about) for piece in passage.runs])
        # Escaped as a whole: `1` and `.` may come from two pieces, and together begin a list.
        said = Markup(_FIRST.sub(_escape_first, words.strip()))
        return said if article.lang == "en" else in_language(article.lang, said)

    def _quoted(self, piece: TextRun, about: Key) -> str:
        text, key = _inline(piece.text), piece.entity
        if key is None or key not in self.index.entities:
            return text
        return f"<mark>{text}</mark>" if key == about else f"[{text}]({self.link_to(key)})"

    def topics(self, ids: Iterable[str]) -> list[Key]:
        return [Key(Kind.TOPIC, id) for id in ids]

    def organisation(self, id: str) -> Key:
        return Key(Kind.ORGANISATION, id)

    def state(self, state: State | None) -> Markup:
        if state is None:
            return Markup('<span class="state unseen">Not yet seen</span>')
        return Markup(f'<span class="state {state.value}">{state.words}</span>')

    def is_overdue(self, commitment: Commitment) -> bool:
        return self.index.is_overdue(commitment, self.site.today)

    def since(self, moment: Moment) -> str:
        """`1,154 days ago`; nothing when the site has no day of its own."""
        if self.site.today is None:
            return ""
        days = (self.site.today - moment.day).days
        return "today" if days == 0 else f"{self.count(days, 'day')} ago" if days > 0 else ""

    def count(self, number: int, one: str, many: str = "") -> str:
        return f"{number:,} {one if number == 1 else many or one + 's'}"

    def by_article(self, mentions: Iterable[Mention]) -> list[tuple[Article, list[Passage]]]:
        return [
            (article, [self.index.passage(mention) for mention in found])
            for article, found in groupby(mentions, lambda mention: mention.article)
        ]

    def by_year(self, articles: Iterable[Article]) -> list[tuple[int, list[Article]]]:
        years = groupby(articles, lambda article: article.date.day.year)
        return [(year, list(found)) for year, found in years]


class _Generator(CodeGenerator):
    """Writes templates that escape a value once: what `escape` gives is safe already."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(f"({finalize.src}")


class _Pages(Environment):
    code_generator_class = _Generator
    sandboxed = True
    """Which means that calls are made by `call`, and operators by none of our methods."""
    intercepted_binops: frozenset[str] = frozenset()
    intercepted_unops: frozenset[str] = frozenset()

    def call(
        self,
        _: Context,
        what: Callable[..., Any],
        /,
        *args: Any,
        _loop_vars: object = None,
        _block_vars: object = None,
        **more: Any,
    ) -> Any:
        # Nothing that our templates call asks for their context, and to find that out takes longer
        # than most calls.
        return what(*args, **more)


_environment = environment(__file__, kind=_Pages, finalize=escape, keep_trailing_newline=True)
_environment.filters |= {
    "attr": attribute,
    "destination": destination,
    "headline": headline,
    "literal": Markup,
    "in_article_language": in_article_language,
    "words": in_words,
    "time": time_element,
}
_environment.globals |= {
    "in_language": in_language,
    "LANGUAGE_NAMES": LANGUAGE_NAMES,
    "is_right_to_left": is_right_to_left,
    "MONTHS": MONTHS,
    "HEIGHT": BAR_HEIGHT,
    "MOST_PROMISES": MOST_PROMISES,
}


def render_template(template: str, context: TemplateContext, **values: Any) -> str:
    """The Markdown that a template makes for the page on the desk, with no idle blank lines."""
    made = _environment.get_template(f"{template}.md.jinja").render(
        index=context.index, context=context, link_to=context.link_to, site=context.site, **values
    )
    while "\n\n\n" in made:
        made = made.replace("\n\n\n", "\n\n")
    return made.strip() + "\n"
