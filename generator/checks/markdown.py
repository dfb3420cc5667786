"""The rules of the text itself: what it may hold, and what must not be lost in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.context import Library, problem_at
from generator.content.fields import is_id
from generator.content.invisible_characters import code_of, hidden, is_blank, told
from generator.content.model import Article, Noun
from generator.content.problems import Problem


def body_is_written(noun: Noun, library: Library) -> Iterator[Problem]:
    """An article has a text."""
    if isinstance(noun, Article) and noun.is_complete and is_blank(noun.body.source):
        yield problem_at(noun, noun.body.first_line, 1, "empty-body", "the article has no text")


def html_is_not_used(noun: Noun, library: Library) -> Iterator[Problem]:
    """A text is Markdown; raw HTML is refused, and what anybody could take for it.

    Programs do not agree on what is code or a title, and the export goes to all of them.
    """
    if "<" not in noun.body.source:
        return
    data, last = noun.body.data, 0
    targets = set(_pointed(noun, data))
    for found in _LIKE_HTML.finditer(data):
        if found.start() in targets:
            continue
        line, column = noun.body.position(found.start())
        if line != last:  # one problem a line is enough to find them all
            shown = " ".join(found[0].decode(errors="ignore").split())
            hint = "write it in Markdown; write `&lt;` for a `<` that is a sign of your text"
            yield problem_at(noun, line, column, "raw-html", f"raw HTML: `{shown}`", hint)
        last = line


_LIKE_HTML = re.compile(
    rb"<(?!(?:https?://|mailto:)[^\s<>\"']*>)[A-Za-z/!?](?:[^<>\n]{,38}>|[^<>\s]{,38})"
)


_POINTED = re.compile(rb"(?:\]\(\s*)?<")


def _pointed(noun: Noun, data: bytes) -> Iterator[int]:
    """Where a `<` stands around the target of a link."""
    for link in noun.body.links:
        if found := _POINTED.match(data, link.start if link.tail == link.end else link.tail):
            yield found.end() - 1


def nothing_hides(noun: Noun, library: Library) -> Iterator[Problem]:
    """No character that nobody sees is written as something else."""
    titles = [(link.tail, char) for link in noun.body.links for char in _hiding(link.title)]
    for offset, char in (*noun.body.hiding, *titles):
        line, column = noun.body.position(offset)
        message = f"this stands for {told(char)}, which nobody sees"
        yield problem_at(noun, line, column, code_of(char), message, "delete it")


def _hiding(words: str) -> list[str]:
    return [words[at] for at in hidden(words)]


_FENCE = re.compile(rb"(`{3,}|~{3,})[^\n]*")


def code_is_ended(noun: Noun, library: Library) -> Iterator[Problem]:
    """A block of code that begins with a fence ends with one, or it would swallow the page."""
    data = noun.body.data
    written = len(data.rstrip())
    for start, end in noun.body.code:
        if end < written or not (fence := _FENCE.match(data, start, end)):
            continue
        *inner, last = data[fence.end() : end].rstrip().split(b"\n")
        mark = fence[1]
        if not (inner and last.strip(b" >").startswith(mark) and not last.strip(b" >" + mark[:1])):
            line, column = noun.body.position(start)
            hint = f"end it with a line of its own, {mark.decode()}, or delete this one"
            message = "this block of code has no end"
            yield problem_at(noun, line, column, "open-code", message, hint)


_NOTES = re.compile(rb"(?:`{3,}|~{3,})[ \t]*notes[ \t]*(?:\n|$)")


def notes_stay_in_drafts(noun: Noun, library: Library) -> Iterator[Problem]:
    """What was noted down to write from, in others' words, is not published."""
    if isinstance(noun, Article) and not noun.draft:
        data = noun.body.data
        for start, _ in noun.body.code:
            if _NOTES.match(data, start):
                line, column = noun.body.position(start)
                hint = "write the story in your own words, then delete this block"
                message = "the notes are still here, and they are others' words"
                yield problem_at(noun, line, column, "notes-left", message, hint)


_LABEL = re.compile(rb"\[\^([^\]]*)\]")


def footnotes_are_told_apart(noun: Noun, library: Library) -> Iterator[Problem]:
    """A footnote's label is plain, and written alike in both places; each has one footnote."""
    data, known = noun.body.data, set[str]()
    hint = "call them `[^1]` or `[^grid]`: lower-case letters, digits and hyphens"
    for start, _ in noun.body.footnotes:
        found = _LABEL.match(data, start)
        label = found[1].decode() if found else ""
        if label in known or not is_id(label):
            line, column = noun.body.position(start)
            message = f"`{label}` is {'there twice' if label in known else 'no plain label'}"
            yield problem_at(noun, line, column, "bad-footnote", message, hint)
        known.add(label)
    for start, label in noun.body.noted:
        if is_id(label.lower()) and label not in known:
            line, column = noun.body.position(start)
            message = f"no footnote is called `{label}`"
            yield problem_at(noun, line, column, "bad-footnote", message, hint)


def headings_begin_below_the_title(noun: Noun, library: Library) -> Iterator[Problem]:
    """The title is the only heading of level 1."""
    for heading in noun.body.headings:
        if heading.level == 1:
            line, column = noun.body.position(heading.start)
            hint = "write `## A heading`"
            message = "a heading in the text begins with `##`"
            yield problem_at(noun, line, column, "heading-level", message, hint)
            return
