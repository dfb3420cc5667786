"""What the page on which a story is written knows: names, promises, and where files are begun."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from generator.content.model import Commitment, Kind
from generator.content.new_article import NewArticle, new_article_text
from generator.content.site import Site
from generator.index.index import Index
from generator.open_data.json_line import json_line

PAGE = "contribute/new.md"
EXAMPLE = new_article_text(NewArticle("A headline in your own words", "YYYY-MM-DD", ("a-topic",)))
"""What the file of a story begins with."""


def story_form_files(index: Index, site: Site) -> Iterator[tuple[str, str]]:
    """The files that the page asks for, by path."""
    yield "contribute/names.json", names(index, site)


def names(index: Index, site: Site) -> str:
    """Every noun with the words that name it, every commitment, and where files are begun."""
    from generator.index.name_matcher import name_entries  # noqa: PLC0415 - no edit of a story changes a name

    known = {
        "new": site.new_file_url,
        "nouns": [
            [f"{one.key.kind.scheme}:{one.key.id}", *one.words]
            for one in name_entries(index.entities.values())
        ],
        "commitments": [
            [one.key.id, one.title, *(f"{key.kind.scheme}:{key.id}" for key in (*one.by, *one.to))]
            for one in index.of_kind(Kind.COMMITMENT)
            if isinstance(one, Commitment)
        ],
    }
    return json_line(known) + "\n"


def new_file_address(site: Site) -> str:
    """Where the host begins a file for a story, filled in as far as it lets us; else nothing.

    GitHub takes the text with the address; GitLab takes the file's name alone.
    """
    if not site.new_file_url:
        return ""
    if "/-/" in site.new_file_url:
        return f"{site.new_file_url}articles?file_name=YEAR/a-plain-name.md"
    return f"{site.new_file_url}articles?filename=YEAR/a-plain-name.md&value={quote(EXAMPLE)}"
