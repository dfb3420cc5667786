"""Provides the data of the form for new stories."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from generator.content.formats import formats
from generator.content.keys import Kind
from generator.content.new_article import (
    EXAMPLES,
    NewArticle,
    annotations_of,
    new_article_text,
)
from generator.content.new_entity import names_example
from generator.content.site import Site
from generator.index.index import Index
from generator.open_data.json_line import json_line

PAGE = "contribute/new.md"


def example_text(index: Index) -> str:
    """Return the template of a new story's file, with annotations of the site's entities."""
    entities = [entity for kind in EXAMPLES for entity in index.of_kind(kind)]
    topics = [entity.key.id for entity in entities if entity.key.kind is Kind.TOPIC]
    return new_article_text(
        NewArticle(
            "A headline in your own words",
            "YYYY-MM-DD",
            topics=[min(topics, default="a-topic")],
            examples=annotations_of(entities),
        )
    )


def values(index: Index, site: Site) -> dict[str, str]:
    """Return the values of the page's template."""
    text = example_text(index)
    return {"new_file_url": new_file_address(site, text), "example": text}


def story_form_files(index: Index, site: Site) -> Iterator[tuple[str, str]]:
    """Yield the path and text of the files that the form loads."""
    yield "contribute/names.json", names(index, site)
    yield "contribute/stories.json", json_line(index.article_ids()) + "\n"


def names(index: Index, site: Site) -> str:
    """Return JSON with the names of all entities, all commitments, and the site's settings."""
    from generator.index.name_matcher import name_entries  # noqa: PLC0415 - no edit of a story changes a name

    numbers = formats(site.language)
    data = {
        "new": site.new_file_url,
        "language": site.original_language,
        "ending": "/" if site.directory_urls else ".html",
        "words": site.word_limits,
        "required": site.rules.required.get(Kind.ARTICLE, ()),
        "severities": site.rules.severities,
        **({"names": names_example(site.translated_languages)} if site.languages else {}),
        "grouping": [numbers.group, numbers.grouped_from],
        "entities": [
            [entry.key.annotation, *entry.words] for entry in name_entries(index.entities.values())
        ],
        "commitments": [
            [item.key.id, item.title, *dict.fromkeys(key.annotation for key in item.parties)]
            for item in index.commitments
        ],
    }
    return json_line(data) + "\n"


def new_file_address(site: Site, text: str) -> str:
    """Return the address at the code host that creates an article's file with a text, or "".

    GitHub accepts the file's text in the address; GitLab only its name.
    """
    if not site.new_file_url:
        return ""
    if "/-/" in site.new_file_url:
        return f"{site.new_file_url}articles?file_name=YEAR/a-plain-name.md"
    return f"{site.new_file_url}articles?filename=YEAR/a-plain-name.md&value={quote(text)}"
