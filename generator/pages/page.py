"""The pages of the generated tree, as data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.content.model import ASSETS
from generator.pages.citation import Citation

SITE_PICTURE = f"{ASSETS}/share/site.png"
"""The social card of every page without one for itself."""


class SearchEntry(Struct, frozen=True):
    """What the search indexes of a page."""

    kind: str
    blocks: tuple[tuple[str, str], ...]
    """The anchor, which may be empty, and the plain text of each paragraph."""
    names: tuple[str, ...] = ()
    """What readers call it: its name, also in other scripts and other spellings."""
    topics: tuple[str, ...] = ()
    year: str = ""
    when: str = ""
    """The date in words, shown with a result."""


class Card(Struct, frozen=True):
    """The text on a page's social card."""

    title: str
    site: str
    lang: str = "en"
    """The language of the title."""
    language: str = "en"
    """The language of the other lines."""
    above: str = ""
    """The line above the title: the topics."""
    below: str = ""
    """The line beside the site's name: the date."""


class Feed(Struct, frozen=True):
    """A page's feed: the paths of its formats within the site."""

    title: str
    page: str
    """The path in the tree of the page that it belongs to."""
    folder: str
    """The folder of its files, with a slash at its end; empty for the site's main feed."""

    @property
    def atom(self) -> str:
        return f"{self.folder}feed.xml"

    @property
    def is_of_entity(self) -> bool:
        """Return whether it is the feed of one entity, which has no other format than Atom."""
        return "/" in self.page

    @property
    def rss(self) -> str:
        return f"{self.folder}rss.xml"

    @property
    def json(self) -> str:
        return f"{self.folder}feed.json"


def section_marker(name: str) -> str:
    """Return the line that marks where a section belongs; no contributed text can contain it."""
    return f"<!--coopnews-section-{name}-->"


_SECTION = re.compile(f"{section_marker('([a-z]+)')}(\n*)")


def insert_sections(outline: str, sections: Mapping[str, str]) -> str:
    """Return an outline, as Markdown or HTML, with the sections in place of their markers."""
    if not sections:
        return outline
    parts = _SECTION.split(outline)
    for number in range(1, len(parts), 3):
        section = sections[parts[number]].strip("\n")
        parts[number] = section
        parts[number + 1] = parts[number + 1] if section else ""
    return "".join(parts)


class Parts(Struct, frozen=True):
    """The parts of a page, each rendered on every call.

    So processes can share a site's pages, and the pages are never all in memory at once.
    """

    outline: Callable[[], str] = str
    """The page's Markdown, with a `section_marker` where each section belongs."""
    sections: Callable[[], Mapping[str, str]] = dict
    """The Markdown of the sections, by name."""
    search: Callable[[], SearchEntry | None] = lambda: None
    schema: Callable[[], Mapping[str, Any]] = dict
    updated: Callable[[], str] = str


class Page(Struct, frozen=True):
    """A page of the generated tree, as Markdown."""

    path: str
    """Its path in the tree: `articles/2023/some-story.md`."""
    kind: str
    """The name of its template: `home`, `article`, `topic` ..."""
    title: str
    description: str = ""
    lang: str = "en"
    tags: tuple[str, ...] = ()
    source: str = ""
    """The path within `content/` of the file that it shows; empty for a list."""
    date: str = ""
    """When the event of its article was (ISO 8601); empty for other pages."""
    published: str = ""
    """When its article was published (ISO 8601); empty if that isn't recorded."""
    card: Card | None = None
    citation: Citation | None = None
    """How to cite it; None for a page that nobody cites."""
    feed: Feed | None = None
    """None for a page without a feed."""
    parts: Parts = Parts()

    @property
    def outline(self) -> str:
        """The page's Markdown, with a `section_marker` where each section belongs."""
        return self.parts.outline()

    @property
    def sections(self) -> Mapping[str, str]:
        """The Markdown of the sections, by name.

        These are rendered to HTML separately: what an author wrote, and what feeds contain.
        """
        return self.parts.sections()

    @property
    def markdown(self) -> str:
        """The whole page as Markdown."""
        return insert_sections(self.outline, self.sections)

    def with_rendered_markdown(self) -> Page:
        """Return the same page, with its Markdown rendered once for every use."""
        outline, sections = self.outline, self.sections
        parts = replace(self.parts, outline=lambda: outline, sections=lambda: sections)
        return replace(self, parts=parts)

    @property
    def updated(self) -> str:
        """When an article that it shows was last changed (ISO 8601)."""
        return self.parts.updated()

    @property
    def search(self) -> SearchEntry | None:
        """What the search indexes; None for a list, which would only repeat other pages."""
        return self.parts.search()

    @property
    def schema(self) -> Mapping[str, Any]:
        """The page's JSON-LD document in the vocabulary of schema.org."""
        return self.parts.schema()

    @property
    def has_copy(self) -> bool:
        """Return whether it exists as Markdown too: the page of an article or another entity."""
        return bool(self.source)

    @property
    def picture(self) -> str:
        """The path within the site of the page's social card."""
        return social_card_path(self.path) if self.card else SITE_PICTURE

    @property
    def title_only(self) -> str:
        """Its title as front matter, without any text."""
        return f"---\ntitle: {json.dumps(self.title, ensure_ascii=False)}\n---\n"

    @property
    def text(self) -> str:
        """The page's Markdown below the front matter that Markdown site engines read."""
        meta: dict[str, Any] = {"title": self.title}
        for name, value in (("description", self.description), ("date", self.date[:10])):
            if value:
                meta[name] = value
        if self.tags:
            meta["tags"] = list(self.tags)
        # JSON is YAML without its ambiguities.
        lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in meta.items()]
        return "\n".join(["---", *lines, "---", "", self.markdown])


def social_card_path(path: str) -> str:
    """Return the path within the site of the social card of the page at `path`."""
    return f"{ASSETS}/share/{path.removesuffix('.md')}.png"


def feed_of(path: str, title: str) -> Feed:
    """Return the feed of the page at `path`."""
    folder = "" if path == "index.md" else f"{path.removesuffix('.md')}/"
    return Feed(title, path, folder)
