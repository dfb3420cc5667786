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
    last_line, data = 0, entity.body.data
    for start in entity.body.unclosed:
        line, _ = entity.body.position(start)
        spaced = _SPACED_BOLD.match(data, start)
        if line != last_line and spaced and spaced.end() - 2 in entity.body.unclosed:
            new = f"**{spaced[1].decode()}**"
            message = "readers see these `**`: there are spaces between them and the words"
            is_safe = re.search(rb"[^\W\d_]{2}|[\x80-\xff]", spaced[1]) is not None  # no product
            fix = Fix(spaced[0].decode(), new, is_safe)
            hint = f"write `{new}`" if is_safe else f"write `{new}`; for signs as such, `\\*\\*`"
            yield problem_at(entity, start, "odd-markdown", message, hint, fix)
        elif line != last_line:  # one problem in a line is enough
            mark = "`" if data[start : start + 1] == b"`" else "**"
            quoted = "`**`" if mark == "**" else "`` ` ``"
            message = f"readers see this {quoted}: it has no counterpart in this paragraph"
            hint = (
                f"close it with another {quoted}, with no space between it and the words, or "
                "delete it"
            )
            yield problem_at(entity, start, "odd-markdown", message, hint)
        last_line = line


_SPACED_BOLD = re.compile(rb"\*\*[ \t]*([^*\s\n](?:[^*\n]{0,200}[^*\s\n])?)[ \t]*\*\*")
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
            at = data.index(b"\n", last) + 1
            line = data[at : heading.end].decode().partition("\n")[0].strip(" >")[:20]
            message = f"this line `{line}` makes a heading of the paragraph above it"
            hint = "put an empty line between them"
            yield problem_at(entity, at, "odd-markdown", message, hint)


_BOLD_LINE = re.compile(
    rb"(?:\A\s{0,9}|\n[ \t]*\n)(\*\*([^*\n]{1,80}[^*\n\s.,:;!?\"'])\*\*)[ \t]*\n[ \t]*\n"
    rb"(?=[^\s|>#-])"
)


def headings_are_headings(entity: Entity) -> Iterator[Problem]:
    """A line of bold words between paragraphs is a heading, which the outline of a page has."""
    if b"**\n" not in entity.body.data:  # for speed: most texts have none
        return
    for at, match in _matches(entity.body, _BOLD_LINE, 1):
        new = f"## {match[2].decode()}"
        message = "this paragraph of bold words looks like a heading, but isn't one"
        fix = Fix(match[1].decode(), new, is_safe=False)
        yield problem_at(entity, at, "odd-markdown", message, f"write `{new}`", fix)


_NUMBERED_PARAGRAPH = re.compile(
    rb"(?:\A\s{0,9}|\n[ \t]*\n) {0,3}([0-9]{3,9}([.)]))[ \t]+"
    rb"(?=[^\n]*(?:\n(?! {0,3}[0-9]+[.)][ \t])|\Z))"
)


def paragraphs_begin_with_words(entity: Entity) -> Iterator[Problem]:
    """A paragraph doesn't begin with a year and a full stop, which makes a numbered list of it."""
    for at, match in _matches(entity.body, _NUMBERED_PARAGRAPH, 1):
        number, sign = match[1].decode(), match[2].decode()
        new = f"{number[:-1]}\\{sign}"
        message = f"`{number}` makes a numbered list of this paragraph"
        hint = f"write `{new}`, or other words at the beginning"
        yield problem_at(entity, at, "odd-markdown", message, hint, Fix(number, new))


_DASH_WITHIN_SENTENCE = re.compile(rb"(?<=[\w,)])[ \t]*\n {0,3}([-+*])[ \t]+(?=[a-z0-9])")
_MARKER = re.compile(rb"^[ \t]*(?:[>#|]|(?:[-+*]|[0-9]{1,9}[.)])(?=[ \t]))", re.MULTILINE)


def dashes_begin_no_line(entity: Entity) -> Iterator[Problem]:
    """A dash within a sentence isn't at the beginning of a line, where it begins a list."""
    data, end = entity.body.data, 0
    if not any(sign in data for sign in (b"\n- ", b"\n* ", b"\n+ ", b"\n ")):  # for speed
        return
    for at, match in _matches(entity.body, _DASH_WITHIN_SENTENCE, 1):
        if at < end:  # a paragraph with two of them is a list
            continue
        start, end = data.rfind(b"\n\n", 0, at) + 1, data.find(b"\n\n", at)
        end = end if end >= 0 else len(data)
        if len(_MARKER.findall(data[start:end])) > 1:
            continue
        sign = match[1].decode()
        message = f"this `{sign}` begins a list in the middle of a sentence"
        hint = f"move it to the line above, or write `\\{sign}`; a list needs a `:` above it"
        fix = Fix(sign, f"\\{sign}", is_safe=False)
        yield problem_at(entity, at, "odd-markdown", message, hint, fix)


_SCHEME_NAMES = "|".join(SCHEMES).encode()
_SWAPPED = re.compile(
    rb"\(([^()\[\]\n]{1,99})\)\[((?:%s):[^\[\]\n]{0,120})\](?!\()" % _SCHEME_NAMES
)


_ESCAPED = re.compile(
    rb"\\\[([^\[\]\\\n]{1,99})\\\]\\?(\((?:%s):[^()\\\n]{1,120})\\?\)" % _SCHEME_NAMES
)


def brackets_are_in_order(entity: Entity) -> Iterator[Problem]:
    """The words of an annotation are between square brackets, and its target between round ones.

    Editors that aren't for Markdown put backslashes before them.
    """
    for at, match in _matches(entity.body, _SWAPPED, 0):
        words, target = match[1].decode(), match[2].decode()
        message = "the brackets of this annotation are the wrong way round"
        right = f"[{words}]({target})"
        fix = Fix(match[0].decode(), right)
        yield problem_at(entity, at, "broken-annotation", message, f"write `{right}`", fix)
    message = "the backslashes make plain words of this annotation"
    has_any = b"\\[" in entity.body.data  # for speed: most texts have none
    for at, match in _matches(entity.body, _ESCAPED, 0) if has_any else ():
        right = f"[{match[1].decode()}]{match[2].decode()})"
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
