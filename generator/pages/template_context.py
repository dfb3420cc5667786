"""Gives templates the index, links from their page, and filters that write values as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from markupsafe import Markup
from msgspec import Struct

from generator.content.languages import language_name
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
from generator.index.index import Index, Mention
from generator.index.ledger import LedgerLine
from generator.index.schedule import Schedule, no_news_since, schedule_of
from generator.index.timeline import BAR_HEIGHT
from generator.pages.markdown_escape import (
    MONTHS,
    attribute,
    code,
    date_in_words,
    destination,
    escape,
    escape_inline,
    escape_line_start,
    headline,
    in_article_language,
    in_language,
    lang_attributes,
    month_in_words,
    reports_in_words,
    time_element,
)
from generator.pages.page import section_marker
from generator.pages.page_values import MOST_COMMITMENTS, MOST_LINES
from generator.pages.template_engine import environment


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
        language = lang_attributes(self.site.original_language)
        return Markup(f"<div{language} markdown>\n\n{marker}\n\n</div>")

    def passage_text(self, article: Article, passage: Passage, about: Key) -> Markup:
        """Return a passage on one line: `about` highlighted, other annotations as links."""
        text = "".join([self._run(run, about) for run in passage.runs])
        # Escaped as a whole: `1` and `.` may come from two runs, and together begin a list.
        escaped = Markup(escape_line_start(text.strip()))
        return escaped if article.lang == "en" else in_language(article.lang, escaped)

    def _run(self, run: TextRun, about: Key) -> str:
        text, key = escape_inline(run.text), run.entity
        if key is None or key not in self.index.entities:
            return text
        return f"<mark>{text}</mark>" if key == about else f"[{text}]({self.link_to(key)})"

    def topic_keys(self, ids: Iterable[str]) -> list[Key]:
        return [Key(Kind.TOPIC, id) for id in ids]

    def organisation_key(self, id: str) -> Key:
        return Key(Kind.ORGANISATION, id)

    def status(self, state: State | None) -> Markup:
        """Return a status as a coloured label."""
        if state is None:
            return Markup('<span class="state unreported">Not yet reported</span>')
        return Markup(f'<span class="state {state.value}">{state.words}</span>')

    def schedule(self, commitment: Commitment) -> Markup:
        """Return how a commitment stands to its due date as a label; nothing before that date."""
        observations = self.index.observations.get(commitment.key, ())
        match schedule_of(commitment, observations, self.index.today()):
            case Schedule.OVERDUE:
                return Markup(' <span class="overdue">Overdue</span>')
            case Schedule.ON_TIME | Schedule.LATE as schedule:
                return Markup(f' <span class="schedule">{schedule.value}</span>')
        return Markup("")

    def no_news_since(self, commitment: Commitment) -> str:
        """Return the month of the last news when it is twelve months old; otherwise nothing."""
        observations = self.index.observations.get(commitment.key, ())
        newest = no_news_since(observations, self.index.today())
        return month_in_words(newest) if newest else ""

    def describe_line(self, line: LedgerLine) -> str:
        """Return what the line of a commitment shows, in words."""
        observations = self.index.observations[line.commitment.key]
        states = [
            f"{observation.state.words.lower()} {date_in_words(observation.date)}"
            for observation in reversed(observations)
        ]
        due = line.commitment.due
        schedule = f"; due {date_in_words(due)}" if due else ""
        overdue = ", overdue" if line.is_overdue else ""
        return f"{line.commitment.title}: {', '.join(states)}{schedule}{overdue}"

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
        days = (today - moment.first_day).days
        return "today" if days == 0 else f"{self.count(days, 'day')} ago" if days > 0 else ""

    def count(self, number: int, singular: str, plural: str = "") -> str:
        """Return a number with its unit: `1 story`, `1,200 stories`."""
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


_environment = environment(__file__, finalize=escape, keep_trailing_newline=True)
_environment.filters |= {
    "attribute": attribute,
    "code": code,
    "destination": destination,
    "headline": headline,
    "inline": lambda value: Markup(escape_inline(value)),
    "literal": Markup,
    "in_article_language": in_article_language,
    "in_words": date_in_words,
    "reports": reports_in_words,
    "time": time_element,
}
_environment.globals |= {
    "in_language": in_language,
    "lang_attributes": lang_attributes,
    "section_marker": lambda name: Markup(section_marker(name)),
    "language_name": language_name,
    "MONTHS": MONTHS,
    "HEIGHT": BAR_HEIGHT,
    "MOST_COMMITMENTS": MOST_COMMITMENTS,
    "MOST_LINES": MOST_LINES,
    "STATES": tuple(State),
}


def render_template(template: str, context: TemplateContext, **values: Any) -> str:
    """Return the Markdown that a template renders, with at most one blank line in a row."""
    text = _environment.get_template(f"{template}.md.jinja").render(
        index=context.index, context=context, link_to=context.link_to, site=context.site, **values
    )
    return re.sub("\n{3,}", "\n\n", text).strip() + "\n"
