"""The text of a new article's file, with placeholders for what isn't known."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from generator.content.fields import PLACEHOLDERS
from generator.content.keys import MAX_ID_LENGTH, Kind
from generator.content.model import Entity


class NewArticle(Struct, frozen=True):
    """What is known of a new article. Empty values get placeholders."""

    title: str
    day: str
    """The date in ISO 8601."""
    published: str = ""
    """The day on which the site is to publish it, in ISO 8601."""
    topics: Sequence[str] = ()
    summary: str = ""
    source_title: str = ""
    publisher: str = ""
    url: str = ""
    source_date: str = ""
    """The day, month or year of the source, in ISO 8601."""
    checked: str = ""
    """The day on which the writer looked for newer reports, in ISO 8601."""
    notes: str = ""
    """A Markdown block of notes for the writer."""
    examples: Mapping[Kind, str] = {}
    """An annotation of an entity of the site by kind, for the instructions."""


EXAMPLES = {
    Kind.PERSON: "[Jane Doe](person:jane-doe)",
    Kind.ORGANISATION: "[the ministry](org:some-ministry)",
    Kind.PLACE: "[the town](place:some-town)",
    Kind.TOPIC: "[railways](topic:railways)",
}
"""For kinds of which the site has no entity yet."""


def annotations_of(entities: Iterable[Entity]) -> dict[Kind, str]:
    """Return an annotation of the first of the entities of each kind, by their ids."""
    return {
        entity.key.kind: f"[{entity.title}]({entity.key.annotation})"
        for entity in sorted(entities, key=lambda entity: entity.key.id, reverse=True)
        if entity.key.kind in EXAMPLES and not re.search(r"[][`]", entity.title)
    }


def id_from_title(title: str) -> str:
    """Return the id for a title: its ASCII letters and digits. It is empty if there are none."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", ""))[:MAX_ID_LENGTH].strip("-")


def story_id(title: str, day: str, topics: Sequence[str]) -> str:
    """Return the id for an article, as the form for stories makes it.

    A title in another script has few ASCII letters or none: then the topic and the day give the id.
    """
    id = id_from_title(title)
    has_other_script = any(
        char.isalpha() and not unicodedata.name(char, "").startswith("LATIN") for char in title
    )
    if id and (len(id) > _MAX_REMNANT or not has_other_script):
        return id
    return f"{id or next(iter(topics), 'story')}-{day}"


_MAX_REMNANT = 3
"""Letters and digits that say nothing by themselves when the rest of a title is left out."""


def new_article_text(article: NewArticle) -> str:
    """Return a draft with every required key, and instructions for annotations."""
    topics = f"topics: [{', '.join(article.topics)}]\n" if article.topics else ""
    person, organisation, place, topic = (
        article.examples.get(kind, example) for kind, example in EXAMPLES.items()
    )
    speaker = person.partition("(")[2].removesuffix(")")
    published = f"published: {article.published}\n" if article.published else ""
    source_date = f"    date: {article.source_date}\n" if article.source_date else ""
    checked = f"checked: {article.checked}\n" if article.checked else ""
    return f"""---
title: {yaml_string(article.title)}
date: {article.day}
{published}summary: {yaml_string(article.summary or PLACEHOLDERS["summary"])}
{topics}sources:
  - title: {yaml_string(article.source_title or PLACEHOLDERS["title"])}
    publisher: {yaml_string(article.publisher or PLACEHOLDERS["publisher"])}
    url: {article.url or PLACEHOLDERS["url"]}
{source_date}{checked}draft: true    # delete this line when the story is ready
---

Write the story here, in your own words. Name people and things with links:
`{person}`, `{organisation}`, `{place}`,
`{topic}`, and `[was going ahead](commitment:an-id "under-way")`.
Somebody's own words are short: `[\u201cvery productive\u201d]({speaker} "said")`.
A longer quotation is made of lines that begin with `>`; the last is
`> \u2014 {person}, where or when`.
{f"{chr(10)}{article.notes}" if article.notes else ""}"""


_PLAIN = re.compile(r"[A-Za-z][\w ,.'()/&-]*")


def yaml_string(words: str) -> str:
    """Return words as a YAML string, quoted if YAML could misread them. JSON strings are YAML."""
    is_plain = _PLAIN.fullmatch(words) and words == words.strip() and words != "null"
    return words if is_plain else json.dumps(words, ensure_ascii=False)
