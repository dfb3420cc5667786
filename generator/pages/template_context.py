"""Gives templates the index, links from their page, and filters that write values as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache, partial
from itertools import groupby
from typing import Any

from markupsafe import Markup
from msgspec import Struct

from generator.content.formats import formats
from generator.content.languages import is_right_to_left
from generator.content.model import (
    DATA,
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
from generator.content.translations import Interface, translatable
from generator.index.index import Index
from generator.index.ledger import LedgerLine
from generator.index.lists import Mention
from generator.index.schedule import Schedule, no_news_since, schedule_of
from generator.index.timeline import BAR_HEIGHT
from generator.pages.markdown_escape import (
    attribute,
    code,
    date_in_words,
    destination,
    escape,
    escape_inline,
    escape_line_start,
    in_article_language,
    in_language,
    isolate,
    lang_attributes,
    month_in_words,
    reports_in_words,
    time_element,
)
from generator.pages.page import section_marker
from generator.pages.page_values import MOST_COMMITMENTS, MOST_LINES, list_title
from generator.pages.template_engine import Templates, environment

_STATUS_COUNTS = {
    State.SOUGHT: translatable("%(count)s sought"),
    State.OFFERED: translatable("%(count)s offered"),
    State.AGREED: translatable("%(count)s agreed"),
    State.UNDER_WAY: translatable("%(count)s under way"),
    State.DONE: translatable("%(count)s done"),
    State.STALLED: translatable("%(count)s stalled"),
    State.DROPPED: translatable("%(count)s dropped"),
    None: translatable("%(count)s not yet reported"),
}
_STATUS_DATES = {
    State.SOUGHT: translatable("sought %(date)s"),
    State.OFFERED: translatable("offered %(date)s"),
    State.AGREED: translatable("agreed %(date)s"),
    State.UNDER_WAY: translatable("under way %(date)s"),
    State.DONE: translatable("done %(date)s"),
    State.STALLED: translatable("stalled %(date)s"),
    State.DROPPED: translatable("dropped %(date)s"),
}
_SCHEDULES = {
    Schedule.ON_TIME: translatable("on time"),
    Schedule.LATE: translatable("late"),
}


class TemplateContext(Struct, frozen=True):
    """The index, and links from one page; templates use it as `context`."""

    index: Index
    path: str
    """The path in the tree of the page that the template renders."""
    site: Site

    def link_to(self, target: Entity | Key | str, fragment: str = "") -> Markup:
        """Return the relative path to an entity's page or to a path in the tree."""
        if isinstance(target, str):
            path = target
        else:
            path = target.key.path if isinstance(target, Entity) else target.path
        if isinstance(target, Article):
            path = self.site.path_of(path, target.lang)
        elif self.site.folder and path.startswith(f"{DATA}/"):
            path = f"../{path}"  # the data has all languages
        relative = "../" * self.path.count("/") + path
        return Markup(f"{relative}#{fragment}" if fragment else relative)

    def body_marker(self, entity: Entity) -> Markup:
        """Return the marker of the entity's body text; nothing when it has none."""
        has_text = bool(self.index.texts[entity.key].markdown.strip("\n"))
        marker = section_marker("body") if has_text else ""
        translation = entity.translation
        if not self.site.folder or isinstance(entity, Article) or not has_text:
            return Markup(marker)
        if translation and translation.has_text:
            return Markup(marker)
        language = lang_attributes(self.site.original_language, self.site.language)
        return Markup(f"<div{language} markdown>\n\n{marker}\n\n</div>")

    def passage_text(self, article: Article, passage: Passage, about: Key) -> Markup:
        """Return a passage on one line: `about` highlighted, other annotations as links."""
        text = "".join([self._run(run, about) for run in passage.runs])
        # Escaped as a whole: `1` and `.` may come from two runs, and together begin a list.
        escaped = Markup(escape_line_start(text.strip()))
        language = self.site.language
        return escaped if article.lang == language else in_language(article.lang, escaped, language)

    def _run(self, run: TextRun, about: Key) -> str:
        text, key = escape_inline(run.text), run.entity
        if key is None or key not in self.index.entities:
            return text
        return f"<mark>{text}</mark>" if key == about else f"[{text}]({self.link_to(key)})"

    def topic_keys(self, ids: Iterable[str]) -> list[Key]:
        return [Key(Kind.TOPIC, id) for id in ids]

    def organisation_key(self, id: str) -> Key:
        return Key(Kind.ORGANISATION, id)

    def list_title(self, kind: Kind) -> str:
        """Return the title of the list of a kind."""
        return list_title(f"{kind.folder}/index.md", self.site)

    def status(self, state: State | None) -> Markup:
        """Return a status as a coloured label."""
        if state is None:
            words = self.site.texts.gettext("Not yet reported")
            return Markup(f'<span class="state unreported">{escape(words)}</span>')
        return Markup(f'<span class="state {state.value}">{self.status_words(state)}</span>')

    def status_words(self, state: State) -> Markup:
        """Return the label of a status."""
        return escape(self.site.texts.gettext(state.words))

    def status_count(self, state: State | None, count: int) -> str:
        """Return how many commitments have a status: `3 under way`."""
        text = self.site.texts.gettext(_STATUS_COUNTS[state])
        return text % {"count": self.site.formats.number(count)}

    def schedule(self, commitment: Commitment) -> Markup:
        """Return how a commitment stands to its due date as a label; nothing before that date."""
        observations = self.index.observations.get(commitment.key, ())
        match schedule_of(commitment, observations, self.index.today()):
            case Schedule.OVERDUE:
                words = escape(self.site.texts.gettext("Overdue"))
                return Markup(f' <span class="overdue">{words}</span>')
            case Schedule.ON_TIME | Schedule.LATE as schedule:
                words = escape(self.site.texts.gettext(_SCHEDULES[schedule]))
                return Markup(f' <span class="schedule">{words}</span>')
        return Markup("")

    def no_news_since(self, commitment: Commitment) -> str:
        """Return the month of the last news when it is twelve months old; otherwise nothing."""
        observations = self.index.observations.get(commitment.key, ())
        newest = no_news_since(observations, self.index.today())
        return month_in_words(newest, self.site.language) if newest else ""

    def month(self, year: int, month: int) -> str:
        """Return `September 2023`."""
        return date_in_words(PartialDate(year, month), self.site.language)

    def describe_line(self, line: LedgerLine) -> str:
        """Return what the line of a commitment shows, in words."""
        texts = self.site.texts
        observations = self.index.observations[line.commitment.key]
        states = [
            texts.gettext(_STATUS_DATES[observation.state])
            % {"date": date_in_words(observation.date, self.site.language)}
            for observation in reversed(observations)
        ]
        values = {"title": line.commitment.title, "history": texts.gettext(", ").join(states)}
        if due := line.commitment.due:
            values["due"] = date_in_words(due, self.site.language)
        if line.is_overdue:
            return texts.gettext("%(title)s: %(history)s; due %(due)s, overdue") % values
        if due:
            return texts.gettext("%(title)s: %(history)s; due %(due)s") % values
        return texts.gettext("%(title)s: %(history)s") % values

    def newest_report(self, article: Article) -> PartialDate | None:
        """Return the date of the article's newest source; None if no source has one."""
        dates = [source.date for source in article.sources if source.date]
        return max(dates, key=lambda date: date.sort_key, default=None)

    def time_since(self, moment: Moment | PartialDate) -> str:
        """Return `1,154 days ago`; nothing for a month or a year, or when the site has no date."""
        if (today := self.index.today()) is None:
            return ""
        if isinstance(moment, PartialDate) and not moment.day:
            return ""
        days, texts = (today - moment.first_day).days, self.site.texts
        if days <= 0:
            return texts.gettext("today") if days == 0 else ""
        text = texts.ngettext("%(count)s day ago", "%(count)s days ago", days)
        return text % {"count": self.site.formats.number(days)}

    def count(self, number: int, singular: str, plural: str = "") -> str:
        """Return a number with its unit in English: `1 story`, `1,200 stories`."""
        return f"{number:,} {singular if number == 1 else plural or singular + 's'}"

    def by_article(self, mentions: Iterable[Mention]) -> list[tuple[Article, list[Passage]]]:
        """Return the passages of consecutive mentions, grouped by article."""
        return [
            (article, [self.index.passage(mention) for mention in group])
            for article, group in groupby(mentions, lambda mention: mention.article)
        ]

    def by_year(self, articles: Iterable[Article]) -> list[tuple[int, list[Article]]]:
        """Return consecutive articles, grouped by year."""
        years = groupby(articles, lambda article: article.date.day.year)
        return [(year, list(group)) for year, group in years]


def headline(article: Article, around: Interface) -> Markup:
    """Return an article's title; a draft's, which only a preview shows, is labelled."""
    title = in_article_language(article.title, article, around=around.language)
    if not article.draft:
        return title
    words = escape(around.texts.gettext("Draft"))
    return title + Markup(f' <span class="draft">{words}</span>')


@lru_cache(maxsize=32)
def _environment(interface: Interface) -> Templates:
    """Return what renders the templates in a language."""
    language = interface.language
    write = isolate if is_right_to_left(language) else escape
    templates = environment(
        __file__, interface=interface, finalize=write, keep_trailing_newline=True
    )
    templates.filters |= {
        "attribute": attribute,
        "code": code,
        "destination": destination,
        "headline": partial(headline, around=interface),
        "inline": lambda value: Markup(escape_inline(value)),
        "literal": Markup,
        "in_article_language": partial(in_article_language, around=language),
        "in_words": partial(date_in_words, language=language),
        "reports": partial(reports_in_words, language=language),
        "time": partial(time_element, language=language),
    }
    templates.globals |= {
        "LANGUAGE": language,
        "in_language": partial(in_language, around=language),
        "lang_attributes": partial(lang_attributes, around=language),
        "section_marker": lambda name: Markup(section_marker(name)),
        "language_name": formats(language).language_name,
        "MONTHS": formats(language).list_months,
        "HEIGHT": BAR_HEIGHT,
        "MOST_COMMITMENTS": MOST_COMMITMENTS,
        "MOST_LINES": MOST_LINES,
        "STATES": tuple(State),
    }
    return templates


def render_template(template: str, context: TemplateContext, **values: Any) -> str:
    """Return the Markdown that a template renders, with at most one blank line in a row."""
    templates = _environment(context.site.interface)
    text = templates.get_template(f"{template}.md.jinja").render(
        index=context.index, context=context, link_to=context.link_to, site=context.site, **values
    )
    return re.sub("\n{3,}", "\n\n", text).strip() + "\n"
