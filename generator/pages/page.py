"""A page of the generated tree: its Markdown, and what it tells search, sharing and machines."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.content.model import ASSETS
from generator.content.problems import Problem

SITE_PICTURE = f"{ASSETS}/share/site.png"
"""The picture that is shared for a page that has none of its own."""


class SearchEntry(Struct, frozen=True):
    """What the search knows of a page."""

    kind: str
    blocks: tuple[tuple[str, str], ...]
    """The words of each paragraph after the anchor that leads to it, which may be empty."""
    names: tuple[str, ...] = ()
    """Names in other scripts and other spellings."""
    topics: tuple[str, ...] = ()
    year: str = ""
    when: str = ""
    """The date in words, which is shown with a result."""


class Card(Struct, frozen=True):
    """What is drawn on the picture that is shared with a page."""

    title: str
    site: str
    lang: str = "en"
    above: str = ""
    """The line over the title: the topics."""
    below: str = ""
    """The line beside the site's name: the date."""


class Feed(Struct, frozen=True):
    """What follows a page: the paths of its three forms within the site."""

    title: str
    page: str
    """The path in the tree of the page that it belongs to."""
    folder: str
    """Where its files stand, with a slash at its end; empty for the site's own."""

    @property
    def atom(self) -> str:
        return f"{self.folder}feed.xml"

    @property
    def rss(self) -> str:
        return f"{self.folder}rss.xml"

    @property
    def json(self) -> str:
        return f"{self.folder}feed.json"


class Parts(Struct, frozen=True):
    """What a page consists of, each made when it is asked for, and every time anew.

    So a site's pages can be shared among processes, and are never all in memory at once.
    """

    markdown: Callable[[], str] = str
    search: Callable[[], SearchEntry | None] = lambda: None
    schema: Callable[[], Mapping[str, Any]] = dict


class Page(Struct, frozen=True):
    """A page of the generated tree, as Markdown."""

    path: str
    """Where it stands in the tree: `articles/2023/some-story.md`."""
    kind: str
    """`home`, `article`, `topic`, ... : which template made it."""
    title: str
    description: str = ""
    lang: str = "en"
    tags: tuple[str, ...] = ()
    source: str = ""
    """The path within `content/` of the file that it shows; empty for a list."""
    date: str = ""
    """When it was published, in the form of ISO 8601; empty for what is no story."""
    updated: str = ""
    """When a story that it shows was last changed, in the same form."""
    card: Card | None = None
    feed: Feed | None = None
    """What follows this page; None for one that has no feed of its own."""
    problems: tuple[Problem, ...] = ()
    """In the preview: what is wrong with its file."""
    parts: Parts = Parts()

    @property
    def markdown(self) -> str:
        return self.parts.markdown()

    def with_rendered_markdown(self) -> Page:
        """The same page, with its Markdown made once for all who ask for it."""
        text = self.markdown
        return replace(self, parts=replace(self.parts, markdown=lambda: text))

    @property
    def search(self) -> SearchEntry | None:
        """What a search finds it by; None for a list, which would only repeat others."""
        return self.parts.search()

    @property
    def schema(self) -> Mapping[str, Any]:
        """What it says to machines: a JSON-LD document in the words of schema.org."""
        return self.parts.schema()

    @property
    def picture(self) -> str:
        """The path within the site of the picture that is shared with it."""
        return social_card_path(self.path) if self.card else SITE_PICTURE

    @property
    def text(self) -> str:
        """The page with the front matter that Markdown site engines read."""
        meta: dict[str, Any] = {"title": self.title}
        for name, value in (("description", self.description), ("date", self.date[:10])):
            if value:
                meta[name] = value
        if self.tags:
            meta["tags"] = list(self.tags)
        # JSON is YAML, and unlike hand-made YAML it cannot be misread.
        lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in meta.items()]
        return "\n".join(["---", *lines, "---", "", self.markdown])


def social_card_path(path: str) -> str:
    """Where the picture shared with the page at `path` stands within the site."""
    return f"{ASSETS}/share/{path.removesuffix('.md')}.png"


def feed_of(path: str, title: str) -> Feed:
    """The feed of the page at `path`."""
    folder = "" if path == "index.md" else f"{path.removesuffix('.md')}/"
    return Feed(title, path, folder)
