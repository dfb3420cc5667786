"""The beginning of an article: what its file holds before it is written."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence

from msgspec import Struct

from generator.content.fields import PLACEHOLDERS
from generator.content.keys import MAX_ID_LENGTH


class NewArticle(Struct, frozen=True):
    """What is known of a story before it is written. What is empty is left to be filled in."""

    title: str
    day: str
    """In the form of ISO 8601."""
    topics: Sequence[str] = ()
    summary: str = ""
    source_title: str = ""
    publisher: str = ""
    url: str = ""
    notes: str = ""
    """A block of notes to write from."""


def id_from_title(title: str) -> str:
    """The id that a story of this title gets: its letters and digits; empty when it has none."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", ""))[:MAX_ID_LENGTH].strip("-")


def new_article_text(story: NewArticle) -> str:
    """A draft that has every key an article must have, and a line on how to annotate."""
    listed = f"topics: [{', '.join(story.topics)}]\n" if story.topics else ""
    return f"""---
title: {_yaml_string(story.title)}
date: {story.day}
summary: {_yaml_string(story.summary or PLACEHOLDERS["summary"])}
{listed}sources:
  - title: {_yaml_string(story.source_title or PLACEHOLDERS["title"])}
    publisher: {_yaml_string(story.publisher or PLACEHOLDERS["publisher"])}
    url: {story.url or "https://"}
draft: true    # delete this line when the story is ready
---

Write the story here, in your own words. Name people and things with links like
`[Umar Saif](person:umar-saif)`, `[the ministry](org:moitt)`, `[Karachi](place:karachi)`,
`[optical fibre](topic:fibre)` and `[was going ahead](commitment:an-id "under-way")`. A quotation is
made of lines that begin with `>`; the last is `> \u2014 [Name](person:an-id), where or when`.
{f"{chr(10)}{story.notes}" if story.notes else ""}"""


_PLAIN = re.compile(r"[A-Za-z][\w ,.'()/&-]*")


def _yaml_string(words: str) -> str:
    """Words as YAML that says exactly those words: JSON is YAML, where it is needed."""
    is_plain = _PLAIN.fullmatch(words) and words == words.strip() and words != "null"
    return words if is_plain else json.dumps(words, ensure_ascii=False)
