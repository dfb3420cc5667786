"""The rules of the text itself: what it may hold, and what must not be lost in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.context import CheckContext, problem_at
from generator.content.fields import is_id
from generator.content.invisible_characters import (
    character_name,
    find_invisible,
    is_blank,
    problem_code,
)
from generator.content.model import Article, Entity
from generator.content.problems import Problem


def body_is_written(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """An article has a text."""
    if isinstance(entity, Article) and entity.is_complete and is_blank(entity.body.source):
        yield problem_at(entity, entity.body.first_line, 1, "empty-body", "the article has no text")


def html_is_not_used(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """A text is Markdown; raw HTML is refused, and what anybody could take for it.

    Programs do not agree on what is code or a title, and the export goes to all of them.
    """
    if "<" not in entity.body.source:
        return
    data, last = entity.body.data, 0
    targets = set(_angle_targets(entity, data))
    for found in _LIKE_HTML.finditer(data):
        if found.start() in targets:
            continue
        line, column = entity.body.position(found.start())
        if line != last:  # one problem a line is enough to find them all
            shown = " ".join(found[0].decode(errors="ignore").split())
            hint = "write it in Markdown; write `&lt;` for a `<` that is a sign of your text"
            yield problem_at(entity, line, column, "raw-html", f"raw HTML: `{shown}`", hint)
        last = line


_LIKE_HTML = re.compile(
    rb"<(?!(?:https?://|mailto:)[^\s<>\"']*>)[A-Za-z/!?](?:[^<>\n]{,38}>|[^<>\s]{,38})"
)


_ANGLE_TARGET = re.compile(rb"(?:\]\(\s*)?<")


def _angle_targets(entity: Entity, data: bytes) -> Iterator[int]:
    """Where a `<` stands around the target of a link."""
    for link in entity.body.links:
        if found := _ANGLE_TARGET.match(data, link.start if link.tail == link.end else link.tail):
            yield found.end() - 1


def no_invisible_entities(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """No character that nobody sees is written as something else."""
    titles = [(link.tail, char) for link in entity.body.links for char in _invisible_in(link.title)]
    for offset, char in (*entity.body.invisible_characters, *titles):
        line, column = entity.body.position(offset)
        message = f"this stands for {character_name(char)}, which nobody sees"
        yield problem_at(entity, line, column, problem_code(char), message, "delete it")


def _invisible_in(words: str) -> list[str]:
    return [words[at] for at in find_invisible(words)]


_FENCE = re.compile(rb"(`{3,}|~{3,})[^\n]*")


def code_is_ended(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """A block of code that begins with a fence ends with one, or it would swallow the page."""
    data = entity.body.data
    written = len(data.rstrip())
    for start, end in entity.body.code:
        if end < written or not (fence := _FENCE.match(data, start, end)):
            continue
        *inner, last = data[fence.end() : end].rstrip().split(b"\n")
        mark = fence[1]
        if not (inner and last.strip(b" >").startswith(mark) and not last.strip(b" >" + mark[:1])):
            line, column = entity.body.position(start)
            hint = f"end it with a line of its own, {mark.decode()}, or delete this one"
            message = "this block of code has no end"
            yield problem_at(entity, line, column, "open-code", message, hint)


_NOTES = re.compile(rb"(?:`{3,}|~{3,})[ \t]*notes[ \t]*(?:\n|$)")


def notes_stay_in_drafts(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """What was noted down to write from, in others' words, is not published."""
    if isinstance(entity, Article) and not entity.draft:
        data = entity.body.data
        for start, _ in entity.body.code:
            if _NOTES.match(data, start):
                line, column = entity.body.position(start)
                hint = "write the story in your own words, then delete this block"
                message = "the notes are still here, and they are others' words"
                yield problem_at(entity, line, column, "notes-left", message, hint)


_LABEL = re.compile(rb"\[\^([^\]]*)\]")


def footnotes_are_distinct(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """A footnote's label is plain, and written alike in both places; each has one footnote."""
    data, known = entity.body.data, set[str]()
    hint = "call them `[^1]` or `[^grid]`: lower-case letters, digits and hyphens"
    for start, _ in entity.body.footnotes:
        found = _LABEL.match(data, start)
        label = found[1].decode() if found else ""
        if label in known or not is_id(label):
            line, column = entity.body.position(start)
            message = f"`{label}` is {'there twice' if label in known else 'no plain label'}"
            yield problem_at(entity, line, column, "bad-footnote", message, hint)
        known.add(label)
    for start, label in entity.body.footnote_references:
        if is_id(label.lower()) and label not in known:
            line, column = entity.body.position(start)
            message = f"no footnote is called `{label}`"
            yield problem_at(entity, line, column, "bad-footnote", message, hint)


def headings_begin_below_the_title(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """The title is the only heading of level 1."""
    for heading in entity.body.headings:
        if heading.level == 1:
            line, column = entity.body.position(heading.start)
            hint = "write `## A heading`"
            message = "a heading in the text begins with `##`"
            yield problem_at(entity, line, column, "heading-level", message, hint)
            return
