"""Rules for Markdown: what a text may hold, and what must not be lost in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.context import CheckContext, is_in_spans, problem_at
from generator.content.body import Body, Heading
from generator.content.invisible_characters import (
    character_name,
    find_invisible,
    is_blank,
    problem_code,
)
from generator.content.keys import is_id
from generator.content.model import Article, Entity
from generator.content.problems import NO_FIX, Fix, Problem
from generator.content.word_count import count_words


def body_is_written(entity: Entity) -> Iterator[Problem]:
    """An article has a text."""
    if isinstance(entity, Article) and entity.is_complete and is_blank(entity.body.source):
        yield problem_at(entity, 0, "empty-body", "the article has no text")


def articles_are_neither_short_nor_long(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """A published article has as many words as the site's settings want."""
    if not context.word_limits or not isinstance(entity, Article) or entity.draft:
        return
    least, most = context.word_limits
    count = count_words(entity.body.text)
    if count and not least <= count <= most:
        message = f"the article has {count:,} words; this site wants {least:,} to {most:,}"
        hint = "add what a reader needs to understand it" if count < least else "shorten it"
        first_words = len(entity.body.data) - len(entity.body.data.lstrip())
        yield problem_at(entity, first_words, "article-length", message, hint)


def html_is_not_used(entity: Entity) -> Iterator[Problem]:
    """A text has no raw HTML, nor anything that a program could take for it.

    Programs disagree on what is code or a title, and exported files are read by all of them.
    """
    body = entity.body
    if "<" not in body.source:
        return
    targets, reported = set(_bracketed_targets(body)), set[tuple[int, str]]()
    for match in _LIKE_HTML.finditer(body.data):
        if match.start() in targets:
            continue
        line, _ = body.position(match.start())
        html = " ".join(match[0].decode(errors="ignore").split())
        tag = _TAG.match(html)
        name = tag[1].lower() if tag else ""
        if (line, name) not in reported:  # one problem for each tag in a line is enough
            message, hint = f"raw HTML: `{html}`", _HTML_HINTS.get(name, _HTML_HINT)
            yield problem_at(entity, match.start(), "raw-html", message, hint)
        reported.add((line, name))


_HTML_HINTS = {
    "a": "write `[words](https://...)`",
    "b": "write `**` before and after the words",
    "br": "begin a new paragraph: leave a line empty",
    "em": "write `*` before and after the words",
    "i": "write `*` before and after the words",
    "img": "write `![what it shows](map.png)`",
    "p": "leave a line empty between paragraphs",
    "strong": "write `**` before and after the words",
    "!--": "delete it: what isn't for readers doesn't belong here",
}


_HTML_HINT = "write it in Markdown; write `&lt;` for a `<` that is part of your text"
_TAG = re.compile(r"</?(!--|[A-Za-z]+)")
_LIKE_HTML = re.compile(
    rb"<(?!(?:https?://|mailto:)[^\s<>\"']*>)[A-Za-z/!?](?:[^<>\n]{,38}>|[^<>\s]{,38})"
)


_TARGET_BRACKET = re.compile(rb"(?:\]\(\s*)?<")


def _bracketed_targets(body: Body) -> Iterator[int]:
    """Yield the offset of each `<` that encloses the target of a link."""
    for link in body.links:
        start = link.start if link.tail == link.end else link.tail
        if match := _TARGET_BRACKET.match(body.data, start):
            yield match.end() - 1


def no_invisible_entities(entity: Entity) -> Iterator[Problem]:
    """No invisible character is written as an HTML entity."""
    titles = [
        (link.tail, link.title[at])
        for link in entity.body.links
        for at in find_invisible(link.title)
    ]
    for offset, char in (*entity.body.invisible_characters, *titles):
        message = f"this is an invisible character: {character_name(char)}"
        yield problem_at(entity, offset, problem_code(char), message, "delete it")


_FENCE = re.compile(rb"(`{3,}|~{3,})[^\n]*")


def code_is_ended(entity: Entity) -> Iterator[Problem]:
    """A fenced code block has a closing fence; otherwise it takes the rest of the page."""
    data = entity.body.data
    text_end = len(data.rstrip())
    for start, end in entity.body.code:
        if end < text_end or not (opening := _FENCE.match(data, start, end)):
            continue
        *code, last = data[opening.end() : end].rstrip().split(b"\n")
        fence = opening[1]
        if not (code and last.strip(b" >").startswith(fence) and not last.strip(b" >" + fence[:1])):
            hint = f"end it with a line {fence.decode()}, or delete this one"
            message = "this block of code has no end"
            yield problem_at(entity, start, "open-code", message, hint)


_NOTES = re.compile(rb"(?:`{3,}|~{3,})[ \t]*notes[ \t]*(?:\n|$)")


def notes_stay_in_drafts(entity: Entity) -> Iterator[Problem]:
    """Notes, which are other people's words, are not published."""
    is_draft = entity.translation.is_draft if entity.translation else False
    if isinstance(entity, Article):
        is_draft = is_draft or entity.draft
    elif not entity.translation:
        return
    if not is_draft:
        for start, _ in entity.body.code:
            if _NOTES.match(entity.body.data, start):
                hint = "write the story in your own words, then delete this block"
                message = "the notes are still here, and they are other people's words"
                yield problem_at(entity, start, "notes-left", message, hint)


def paragraphs_are_there_once(entity: Entity) -> Iterator[Problem]:
    """A text doesn't have a paragraph twice, as it has when somebody pastes it again."""
    paragraphs = entity.body.source.split("\n\n")
    if len({*map(str.strip, paragraphs)}) == len(paragraphs):  # for speed: most texts are like this
        return
    lines, offset, code = dict[str, int](), 0, sorted(entity.body.code)
    for paragraph in paragraphs:
        words = " ".join(paragraph.split())
        if len(words) >= MIN_REPEATED and not is_in_spans(code, offset):
            start = offset + len(paragraph.encode()) - len(paragraph.lstrip("\n").encode())
            if line := lines.get(words):
                message = f"this paragraph is on line {line}, too"
                yield problem_at(entity, start, "odd-markdown", message, "delete one of the two")
            lines.setdefault(words, entity.body.position(start)[0])
        offset += len(paragraph.encode()) + 2


MIN_REPEATED = 60
"""Characters from which on a paragraph isn't there twice on purpose."""
_LABEL = re.compile(rb"\[\^([^\]]*)\]")


def footnotes_are_distinct(entity: Entity) -> Iterator[Problem]:
    """A footnote has a plain label, the same in both places, and no other has it."""
    labels = set[str]()
    hint = "label it like `[^1]` or `[^grid]`, with lower-case letters, digits and hyphens"
    for start, _ in entity.body.footnotes:
        match = _LABEL.match(entity.body.data, start)
        label = match[1].decode() if match else ""
        if label in labels or not is_id(label):
            message = f"`{label}` is {'there twice' if label in labels else 'not a plain label'}"
            yield problem_at(entity, start, "bad-footnote", message, hint)
        labels.add(label)
    referred = {label.lower() for _, label in entity.body.footnote_references}
    for start, _ in entity.body.footnotes:
        match = _LABEL.match(entity.body.data, start)
        label = match[1].decode() if match else ""
        if is_id(label) and label not in referred and label.lower() == label:
            message = f"no text refers to the footnote `{label}`, so it isn't shown"
            hint = f"write `[^{label}]` behind the words that it is about"
            yield problem_at(entity, start, "bad-footnote", message, hint)
    for start, label in entity.body.footnote_references:
        if is_id(label.lower()) and label not in labels:
            message = f"no footnote has the label `{label}`"
            yield problem_at(entity, start, "bad-footnote", message, hint)


def headings_begin_below_the_title(entity: Entity) -> Iterator[Problem]:
    """Only the title is a heading of level 1, and no level is left out below it."""
    body = entity.body
    # If there are lower levels too, all of them move, which a person has to see.
    is_safe = all(heading.level == 1 for heading in body.headings)
    for above, heading in zip(
        [1, *(heading.level for heading in body.headings)], body.headings, strict=False
    ):
        if heading.level > above + 1:
            yield _skipped_level(entity, heading, max(above + 1, 2))
        if repeated := _repeated_title(entity, heading):
            yield repeated
        elif heading.level == 1:
            words = body.data[slice(*heading.words_span)].decode()
            is_short = len(words) <= MAX_HEADING_IN_HINT and "\n" not in words
            hint = f"write `## {words if is_short else 'A heading'}`"
            has_hash = body.data.startswith(b"# ", heading.start)
            fix = Fix("# ", "## ", is_safe) if has_hash else NO_FIX
            message = "a heading in the text begins with `##`"
            yield problem_at(entity, heading.start, "heading-level", message, hint, fix)


def _skipped_level(entity: Entity, heading: Heading, level: int) -> Problem:
    old, new = f"{'#' * heading.level} ", f"{'#' * level} "
    message = f"this heading of level {heading.level} is below none of level {heading.level - 1}"
    fix = Fix(old, new, is_safe=False)
    return problem_at(entity, heading.start, "heading-level", message, f"write `{new}`", fix)


def _repeated_title(entity: Entity, heading: Heading) -> Problem | None:
    """Return the problem that a text begins with its title; None for other headings."""
    data = entity.body.data
    words = data[slice(*heading.words_span)].decode().strip()
    if words.casefold() != entity.title.casefold() or data[: heading.start].strip():
        return None
    line = data[heading.start : heading.end].decode().rstrip("\n")
    fix = Fix(line, "") if "\n" not in line else NO_FIX
    message, hint = "this heading repeats the title, which the page shows already", "delete it"
    return problem_at(entity, heading.start, "heading-level", message, hint, fix)


MAX_HEADING_IN_HINT = 100
"""Characters of a heading that a hint repeats."""
