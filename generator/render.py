"""Nouns to Markdown pages, through the templates."""

from __future__ import annotations

import html
import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from generator import markdown
from generator.index import Index, Mention, named_in, newest_news_first
from generator.markdown import Link, Passage, Run
from generator.model import (
    Article,
    Commitment,
    Key,
    Kind,
    Moment,
    Noun,
    PartialDate,
    State,
    named_by,
    state_seen,
)
from generator.problem import Problem

LISTS: Mapping[str, str] = {
    "index.md": "",
    "topics/index.md": "Topics",
    "people/index.md": "People",
    "organisations/index.md": "Organisations",
    "places/index.md": "Places",
    "commitments/index.md": "Commitments",
    "archive/index.md": "Archive",
    "search.md": "Search",
}
"""The pages that every site has, by path; the home page has the site's own name."""

RIGHT_TO_LEFT = frozenset({"ar", "fa", "ps", "sd", "ur"})
MONTHS = (
    "January February March April May June July August September October November December"
).split()
LANGUAGE_NAMES = {"en": "English", "ur": "Urdu", "zh": "Chinese"}
STATE_MEANINGS = {
    State.SOUGHT: "One side has asked for it.",
    State.OFFERED: "One side has said that it would do it for the other.",
    State.AGREED: "It has been signed, approved or announced.",
    State.UNDER_WAY: "Work on it was seen.",
    State.DONE: "A source shows it finished.",
    State.STALLED: "A source shows that work on it stands still.",
    State.DROPPED: "A source shows that it was given up.",
}
MOVED_ON_HOME = 6
LATEST_ON_HOME = 5


@dataclass(frozen=True, slots=True)
class Site:
    """What a page says of the site that it stands on."""

    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the generated tree, as Markdown."""

    path: str
    """Where it stands in the tree: `articles/2023/some-story.md`."""
    kind: str
    """`home`, `article`, `topic`, ... : which template made it."""
    title: str
    markdown: str = field(repr=False)
    description: str = ""
    lang: str = "en"
    tags: tuple[str, ...] = ()
    source: str = ""
    """The path within `content/` of the file that it shows; empty for a list."""
    date: str = ""
    search: Entry | None = None
    """What a search finds it by; None for a list, which would only repeat others."""
    problems: tuple[Problem, ...] = ()
    """In the preview: what is wrong with its file."""

    @property
    def text(self) -> str:
        """The page with the front matter that Markdown site engines read."""
        meta: dict[str, Any] = {"title": self.title}
        for name in ("description", "date"):
            if value := getattr(self, name):
                meta[name] = value
        if self.tags:
            meta["tags"] = list(self.tags)
        # JSON is YAML, and unlike hand-made YAML it cannot be misread.
        lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in meta.items()]
        return "\n".join(["---", *lines, "---", "", self.markdown])


@dataclass(frozen=True, slots=True)
class Entry:
    """What the search knows of a page."""

    kind: str
    text: str = field(repr=False)
    names: tuple[str, ...] = ()
    """Names in other scripts and other spellings."""
    topics: tuple[str, ...] = ()
    year: str = ""


def render(index: Index, site: Site) -> Iterator[Page]:
    """Every page of the generated tree."""
    yield _home(index, site)
    for number, article in enumerate(index.articles):
        yield _article(index, article, number)
    for kind in (Kind.TOPIC, Kind.PERSON, Kind.ORGANISATION, Kind.PLACE):
        nouns = index.of(kind)
        template = "topics" if kind is Kind.TOPIC else "list"
        yield _page(index, f"{kind.folder}/index.md", template, nouns=nouns)
        yield from (_noun(index, noun) for noun in nouns)
    yield from _commitments(index)
    yield from _archive(index)
    yield _page(index, "search.md", "search")


def _home(index: Index, site: Site) -> Page:
    moved = sorted(
        (seen for history in index.observations.values() for seen in history),
        key=lambda seen: (seen.article.date, seen.commitment.id),
        reverse=True,
    )
    return _page(
        index,
        "index.md",
        "home",
        title=site.name,
        description=site.description,
        site=site,
        latest=index.articles[:LATEST_ON_HOME],
        moved=moved[:MOVED_ON_HOME],
        topics=index.of(Kind.TOPIC),
    )


def _article(index: Index, article: Article, number: int) -> Page:
    topics = index.topics(article)
    around = index.articles[number + 1 : number + 2], index.articles[max(number - 1, 0) : number]
    observations = [
        seen
        for key in named_in(article, Kind.COMMITMENT)
        for seen in index.observations.get(key, ())
        if seen.article is article
    ]
    entry = Entry(
        "Story",
        f"{article.summary}\n{article.body.text}",
        topics=tuple(topic.title for topic in topics),
        year=f"{article.date.day.year}",
    )
    return _page(
        index,
        article.key.path,
        "article",
        title=article.title,
        description=article.summary,
        lang=article.lang,
        tags=tuple(topic.title for topic in topics),
        source=article.key.path,
        date=article.date.day.isoformat(),
        entry=entry,
        article=article,
        topics=topics,
        observations=[seen for seen in observations if seen.commitment in index.nouns],
        people=index.known(named_in(article, Kind.PERSON)),
        organisations=index.known(named_in(article, Kind.ORGANISATION)),
        places=index.known(named_in(article, Kind.PLACE)),
        earlier=around[0],
        later=around[1],
        minutes=reading_minutes(article.body.text),
    )


def _noun(index: Index, noun: Noun) -> Page:
    key = noun.key
    return _page(
        index,
        key.path,
        "noun" if key.kind is not Kind.TOPIC else "topic",
        title=noun.title,
        description=noun.body.text.split("\n")[0],
        source=key.path,
        entry=_found_by(noun),
        noun=noun,
        stories=index.stories.get(key, ()),
        mentions=index.mentions.get(key, ()),
        remarks=index.remarks.get(key, ()),
        promises=index.promises.get(key, ()),
    )


def _commitments(index: Index) -> Iterator[Page]:
    commitments = [noun for noun in index.of(Kind.COMMITMENT) if isinstance(noun, Commitment)]
    newest_first = newest_news_first(commitments, index.observations)
    yield _page(
        index,
        "commitments/index.md",
        "commitments",
        commitments=newest_first,
        meanings=list(STATE_MEANINGS.items()),
    )
    for commitment in commitments:
        history = index.observations.get(commitment.key, ())
        seen = {(observation.article.key, observation.passage.anchor) for observation in history}
        mentions = index.mentions.get(commitment.key, ())
        others = [m for m in mentions if (m.article.key, m.passage.anchor) not in seen]
        yield _page(
            index,
            commitment.key.path,
            "commitment",
            title=commitment.title,
            description=commitment.body.text.split("\n")[0],
            source=commitment.key.path,
            entry=_found_by(commitment),
            noun=commitment,
            history=history,
            others=others,
        )


def _archive(index: Index) -> Iterator[Page]:
    months = [
        (year, month, tuple(articles))
        for (year, month), articles in groupby(
            index.articles, lambda article: (article.date.day.year, article.date.day.month)
        )
    ]
    years = [(year, tuple(found)) for year, found in groupby(months, lambda month: month[0])]
    yield _page(index, "archive/index.md", "archive", years=years, total=len(index.articles))
    for year, found in years:
        yield _page(
            index, f"archive/{year:04}/index.md", "year", title=f"Stories of {year}", months=found
        )
    for year, month, articles in months:
        yield _page(
            index,
            f"archive/{year:04}/{month:02}.md",
            "month",
            title=f"Stories of {MONTHS[month - 1]} {year}",
            articles=articles,
            year=year,
        )


def _found_by(noun: Noun) -> Entry:
    kind = noun.key.kind.word.capitalize()
    return Entry(kind, noun.body.text, names=(*noun.names.values(), *noun.aliases))


def reading_minutes(text: str) -> int:
    """Whole minutes at 220 words a minute, or at 400 characters of a script without spaces."""
    ideographs = len(re.findall(r"[\u3040-\u30ff\u3400-\u9fff]", text))
    words = len(re.sub(r"[\u3040-\u30ff\u3400-\u9fff]", " ", text).split())
    return max(1, round(words / 220 + ideographs / 400))


# The Markdown of values


def escape(value: object) -> Markup:
    """Words as Markdown that says exactly those words, wherever in a line they land."""
    if hasattr(value, "__html__"):
        return Markup(value)
    words = str(value).replace("\n", " ")
    words = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    words = re.sub(r"([\\`*_\[\]{}])", r"\\\1", words)
    words = words.replace("|", "&#124;").replace("~", "&#126;").replace("^", "&#94;")
    return Markup(re.sub(r"^(\s*)([#+=-]|\d+(?=[.)]))", _escape_first, words))


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


def in_words(day: date | Moment | PartialDate) -> str:
    """`27 September 2023`, `September 2023` or `2023`."""
    if isinstance(day, Moment):
        day = day.day
    parts = [str(day.day)] if day.day else []
    parts += [MONTHS[day.month - 1]] if day.month else []
    return " ".join([*parts, str(day.year)])


def time_element(day: date | Moment | PartialDate) -> Markup:
    return Markup(f'<time datetime="{attribute(day)}">{escape(in_words(day))}</time>')


def in_language(lang: str, words: str) -> Markup:
    """Words in their own language, told to browsers and screen readers as such."""
    direction = ' dir="rtl"' if lang in RIGHT_TO_LEFT else ""
    return Markup(f'<span lang="{attribute(lang)}"{direction}>{escape(words)}</span>')


def anchor(id: str) -> str:
    return f'<span id="{attribute(id)}"></span>'


# The page in which a template stands


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a template can ask for: links from the page it makes, and the index."""

    index: Index
    path: str

    def to(self, target: Noun | Key | str, fragment: str = "") -> Markup:
        """The relative path, in the tree, to a noun's page or to a path."""
        path = (
            target
            if isinstance(target, str)
            else (target.key.path if isinstance(target, Noun) else target.path)
        )
        relative = posixpath.relpath(path, posixpath.dirname(self.path) or ".")
        return Markup(relative + (f"#{fragment}" if fragment else ""))

    def body(self, noun: Noun) -> Markup:
        """A noun's own text with its annotations led to their pages."""
        marked = [
            passage
            for passage in noun.body.passages
            if passage.quotation or any(named_by(link) for link in passage.links)
        ]
        return Markup(markdown.rewrite(noun.body, self._target, marked, anchor))

    def _target(self, link: Link) -> str | None:
        key = named_by(link)
        if key is None:
            return None
        if key not in self.index.nouns:  # only in a preview; a publish stops at the problem
            return ""
        state = state_seen(link)
        title = f' "{state.words}"' if state else ""
        return f"({self.to(key)}{title})"

    def words(self, article: Article, passage: Passage, about: Key) -> Markup:
        """A passage's words on one line: `about` marked, other annotations as links."""
        words = Markup("").join(self._run(run, about) for run in passage.runs).strip()
        return words if article.lang == "en" else in_language(article.lang, words)

    def _run(self, run: Run, about: Key | None) -> Markup:
        # Escaped mid-line: the run is no line of its own.
        text = escape("x" + run.text)[1:]
        key = named_by(run.link) if run.link else None
        if key is None or key not in self.index.nouns:
            return Markup(text)
        return (
            Markup(f"<mark>{text}</mark>") if key == about else Markup(f"[{text}]({self.to(key)})")
        )

    def topics(self, ids: Iterable[str]) -> list[Key]:
        return [Key(Kind.TOPIC, id) for id in ids]

    def organisation(self, id: str) -> Key:
        return Key(Kind.ORGANISATION, id)

    def state(self, state: State | None) -> Markup:
        if state is None:
            return Markup('<span class="state">Not yet seen</span>')
        return Markup(f'<span class="state {state.value}">{state.words}</span>')

    def count(self, number: int, one: str, many: str = "") -> str:
        return f"{number:,} {one if number == 1 else many or one + 's'}"

    def by_article(self, mentions: Iterable[Mention]) -> list[tuple[Article, list[Passage]]]:
        return [
            (article, [mention.passage for mention in found])
            for article, found in groupby(mentions, lambda mention: mention.article)
        ]


_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    finalize=escape,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_environment.filters |= {
    "attr": attribute,
    "destination": destination,
    "words": in_words,
    "time": time_element,
}
_environment.globals |= {
    "in_language": in_language,
    "LANGUAGE_NAMES": LANGUAGE_NAMES,
    "RIGHT_TO_LEFT": RIGHT_TO_LEFT,
    "MONTHS": MONTHS,
}


def _page(
    index: Index,
    path: str,
    template: str,
    *,
    title: str = "",
    description: str = "",
    lang: str = "en",
    tags: tuple[str, ...] = (),
    source: str = "",
    date: str = "",
    entry: Entry | None = None,
    **values: Any,
) -> Page:
    desk = _Desk(index, path)
    title = title or LISTS[path]
    made = _environment.get_template(f"{template}.md.jinja").render(
        title=title, index=index, desk=desk, to=desk.to, **values
    )
    return Page(
        path=path,
        kind=template,
        title=title,
        markdown=re.sub(r"\n{3,}", "\n\n", made).strip() + "\n",
        description=description,
        lang=lang,
        tags=tags,
        source=source,
        date=date,
        search=entry,
    )
