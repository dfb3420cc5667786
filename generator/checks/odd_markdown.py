"""Rules for Markdown that doesn't do what its writer sees in it. Nothing else would show that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.context import is_in_spans, problem_at
from generator.content.body import Body
from generator.content.keys import SCHEMES
from generator.content.model import Entity
from generator.content.problems import NO_FIX, Fix, Problem

_HASHES = re.compile(rb"^ {0,3}(#{2,6})(?=[^#\s])", re.MULTILINE)
_HASHTAG_LINE = re.compile(rb"(?:\A|\n[ \t]*\n) {0,3}(#)(?=[^#\s][^#\n]*(?:\n[ \t]*(?:\n|\Z)|\Z))")


def headings_have_a_space(entity: Entity) -> Iterator[Problem]:
    """A line that begins with `##` is a heading only with a space behind."""
    for pattern in (_HASHES, _HASHTAG_LINE) if "#" in entity.body.source else ():
        for at, match in _matches(entity.body, pattern, 1):
            hashes = match[1].decode()
            meant = hashes if len(hashes) > 1 else "##"
            hint = f"write `{meant} ` before the heading; for a `#` as such, write `\\#`"
            fix = Fix(hashes, f"{meant} ", is_safe=len(hashes) > 1)
            message = f"without a space behind `{hashes}` this is no heading"
            yield problem_at(entity, at, "odd-markdown", message, hint, fix)


def markup_is_closed(entity: Entity) -> Iterator[Problem]:
    """Every `**` and every backtick has its counterpart; otherwise readers see it."""
    last_line = 0
    for start in entity.body.unclosed:
        line, _ = entity.body.position(start)
        if line != last_line:  # one problem in a line is enough
            mark = "`" if entity.body.data[start : start + 1] == b"`" else "**"
            quoted = "`**`" if mark == "**" else "`` ` ``"
            message = f"readers see this {quoted}: it has no counterpart in this paragraph"
            hint = (
                f"close it with another {quoted}, with no space between it and the words, or "
                "delete it"
            )
            yield problem_at(entity, start, "odd-markdown", message, hint)
        last_line = line


_WIKI_LINK = re.compile(rb"(!?)\[\[([^\[\]\n|]{1,99})(?:\|([^\[\]\n|]{1,99}))?\]\]")


def no_wiki_links(entity: Entity) -> Iterator[Problem]:
    """Links are not written as in a wiki (`[[a name]]`)."""
    if "[[" not in entity.body.source:
        return
    links = sorted((link.start, link.end) for link in entity.body.links)
    for at, match in _matches(entity.body, _WIKI_LINK, 0):
        if is_in_spans(links, at):
            continue
        written, target = match[0].decode(), match[2].decode().strip()
        words = (match[3] or b"").decode().strip() or target
        if match[1]:
            hint, fix = f"write `![what it shows]({target})`", NO_FIX
        else:
            hint = f"write `[{words}](person:id)`, or another kind, or the path of a file"
            fix = Fix(written, written, is_safe=False, words=f"{target}|{words}")
        message = f"`{written}` is a link in a wiki, but not here"
        yield problem_at(entity, at, "odd-markdown", message, hint, fix)


def paragraphs_begin_at_the_margin(entity: Entity) -> Iterator[Problem]:
    """A paragraph isn't set in by four spaces or a tab, which makes it code."""
    data = entity.body.data
    for start, end in entity.body.indented_code:
        line_start = data.rfind(b"\n", 0, start) + 1
        if data[line_start:start].strip():  # within a list or a block quote
            line_start = start
        old = data[line_start:end].decode().rstrip("\n")
        new = "\n".join(line.lstrip(" \t") for line in old.split("\n"))
        message = "this paragraph is set in, so it is shown as code, without its links"
        hint = "delete the spaces before it; for code, write lines of ``` above and below it"
        fix = Fix(old, new, is_safe=False)
        yield problem_at(entity, line_start, "odd-markdown", message, hint, fix)


MAX_HEADING_CHARACTERS = 100


def lines_stand_apart_from_paragraphs(entity: Entity) -> Iterator[Problem]:
    """A line of dashes directly below a paragraph makes a heading of it."""
    data = entity.body.data
    for heading in entity.body.headings:
        first, last = heading.words_span
        if data.startswith(b"#", heading.start) or b"\n" not in data[last : heading.end]:
            continue
        words = data[first:last].decode()
        if len(words) > MAX_HEADING_CHARACTERS or "\n" in words:
            line = data[last : heading.end].split(b"\n")[1].decode().strip(" >")[:20]
            message = f"the line `{line}` below it makes a heading of this paragraph"
            hint = "put an empty line between them"
            yield problem_at(entity, first, "odd-markdown", message, hint)


_SCHEME_NAMES = "|".join(SCHEMES).encode()
_SWAPPED = re.compile(
    rb"\(([^()\[\]\n]{1,99})\)\[((?:%s):[^\[\]\n]{0,120})\](?!\()" % _SCHEME_NAMES
)


def brackets_are_in_order(entity: Entity) -> Iterator[Problem]:
    """The words of an annotation are between square brackets, and its target between round ones."""
    for at, match in _matches(entity.body, _SWAPPED, 0):
        words, target = match[1].decode(), match[2].decode()
        message = "the brackets of this annotation are the wrong way round"
        right = f"[{words}]({target})"
        fix = Fix(match[0].decode(), right)
        yield problem_at(entity, at, "broken-annotation", message, f"write `{right}`", fix)


def _matches(
    body: Body, pattern: re.Pattern[bytes], group: int
) -> Iterator[tuple[int, re.Match[bytes]]]:
    """Yield each match outside of code, with the offset of a group."""
    code = sorted(body.code)
    for match in pattern.finditer(body.data):
        if not is_in_spans(code, match.start(group)):
            yield match.start(group), match
