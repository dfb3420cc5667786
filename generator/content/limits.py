"""Refuses files that would take too long to parse, or that one of their parts would swallow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.content.body import Body
from generator.content.front_matter import MAX_FRONT_MATTER_BYTES, split_front_matter
from generator.content.keys import Key
from generator.content.markdown import MAX_NESTING, MAX_TABLE_CELLS
from generator.content.problems import ParseError
from generator.content.yaml_repairs import MAX_VALUE_IN_HINT

MAX_LINE_CHARACTERS = 10_000
"""Characters in a line; a paragraph of a thousand words has about six thousand."""
MAX_MARKUP_CHARACTERS = 20_000
"""Characters of a body that can be Markdown syntax; a long article has a few hundred. The texts
that take longest to parse consist of them."""
MAX_TEXT_CHARACTERS = 50_000
"""Characters in a body: about 8,000 words. An article has 150 to 450."""
MAX_ANNOTATIONS = 300
"""Annotations in a body; a long article has about thirty."""
MAX_ENTITIES = 60
"""Entities that a body may name. The pages and feeds of each repeat the text."""
MAX_PASSAGE_CHARACTERS = 5_000
"""Characters of a block with annotations. The pages of the entities repeat it, for each quotation
in it once more."""
MAX_INVISIBLE_CHARACTERS = 10_000
"""Invisible characters in a file that is parsed without them: a text pasted from a PDF has a soft
hyphen in every other line."""
MAX_TITLE_LINES = 100


def text_limits(text: str) -> list[ParseError]:
    """Return what is wrong with a file's lengths, before anything looks at each character."""
    errors = [*_long_lines(text)]
    longest = MAX_FRONT_MATTER_BYTES + MAX_TEXT_CHARACTERS + MAX_INVISIBLE_CHARACTERS
    if not errors and len(text) > longest:
        _, body, first_line = split_front_matter(text)
        errors = [*_too_complex(body, first_line)]
    return errors


def body_limits(body: str, first_line: int) -> Iterator[ParseError]:
    """Yield why a body must not be parsed."""
    yield from _second_front_matter(body, first_line)
    yield from _too_complex(body, first_line)
    yield from _too_deep(body, first_line)
    yield from _long_titles(body, first_line)


def parsed_limits(body: Body) -> Iterator[ParseError]:
    """Yield what would make a parsed body slow to read, or the site disproportionately large."""
    if body.too_deep is not None:
        yield _deep_nesting(*body.position(body.too_deep))
    if body.large_table is not None:
        message = f"the tables of this text have more than {MAX_TABLE_CELLS:,} cells"
        hint = "remove rows or columns; short rows count with all columns"
        yield ParseError("too-complex", message, hint, *body.position(body.large_table))
    annotations = [link for link in body.links if link.entity]
    first_starts: dict[Key | None, int] = {}
    for link in annotations:
        first_starts.setdefault(link.entity, link.start)
    if len(annotations) > MAX_ANNOTATIONS:
        message = f"this text has more than {MAX_ANNOTATIONS} annotations"
        hint = "annotate each name once in a paragraph, or split it into several files"
        position = body.position(annotations[MAX_ANNOTATIONS].start)
        yield ParseError("too-complex", message, hint, *position)
    elif len(first_starts) > MAX_ENTITIES:
        message = f"this text names more than {MAX_ENTITIES} entities"
        position = body.position(list(first_starts.values())[MAX_ENTITIES])
        yield ParseError("too-complex", message, "split it into several files", *position)
    for block in body.linked_blocks:
        if block.is_passage and len(block.text) > MAX_PASSAGE_CHARACTERS:
            message = (
                f"this block with annotations has more than {MAX_PASSAGE_CHARACTERS:,} characters"
            )
            position = body.position(block.start)
            yield ParseError("too-complex", message, "begin a new paragraph in between", *position)


def _long_lines(text: str) -> Iterator[ParseError]:
    if len(text) <= MAX_LINE_CHARACTERS:
        return
    if match := re.search(f"(?m)^.{{{MAX_LINE_CHARACTERS + 1}}}", text):
        line = text.count("\n", 0, match.start()) + 1
        message = f"this line has more than {MAX_LINE_CHARACTERS:,} characters"
        yield ParseError("long-line", message, "break it, or begin a new paragraph", line)


_SECOND_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n\s*[a-z]+:(?: .*)?\n(?:.*\n)*?---[ \t]*(?:\n|$)")


def _second_front_matter(body: str, first_line: int) -> Iterator[ParseError]:
    if match := _SECOND_FRONT_MATTER.match(body):
        line = first_line + body.count("\n", 0, match[0].index("---") + match.start())
        message = "there is a second front matter here"
        hint = "keep one; for a line between paragraphs write `***`"
        yield ParseError("second-front-matter", message, hint, line)


_CUT_VALUE = re.compile(
    r"^([ \t]*+(?:- )?\w++: [ \t]*+)(?![\"'\[{|>&*!%@`\n])[^\n]*? #(?=[^\s#])", re.MULTILINE
)


_WHOLE_VALUE_CUT = re.compile(r"^([ \t]*+(?:- )?\w++:[ \t]++)(#(?=[^\s#])[^\n]*)", re.MULTILINE)


def cut_values(front: str) -> Iterator[ParseError]:
    """Yield the values in which YAML takes for a comment what people meant: `Phase #1`."""
    for match in _WHOLE_VALUE_CUT.finditer(front):
        line = front.count("\n", 0, match.start()) + 1
        message = "there is no value here: YAML takes what begins with `#` for a comment"
        hint = "delete the `#`, or put a space after the `#` of a comment"
        yield ParseError("cut-value", message, hint, line, len(match[1]) + 1)
    for match in _CUT_VALUE.finditer(front):
        line = front.count("\n", 0, match.start()) + 1
        column = match.end() - match.start()
        message = "the value ends before this `#`: YAML takes the rest for a comment"
        value = front[match.end(1) : front.find("\n", match.end())]
        value = re.split(r"\s#\s", value, maxsplit=1)[0].strip()
        hint = "put quotation marks around the value; in a comment, put a space after the `#`"
        if len(value) <= MAX_VALUE_IN_HINT and '"' not in value:
            hint = f'write `"{value}"`, or put a space after the `#` of a comment'
        yield ParseError("cut-value", message, hint, line, column)
    yield from _cut_lines(front)


_KEY_LINE = re.compile(r"[ \t]*(?:- )?\w+:(?:[ \t]+(\S)|[ \t]*$)")
_FURTHER_LINE = re.compile(r"[ \t]+(?!#|- )\S")
_NUMBER_SIGN = re.compile(r"[ \t]#(?=[^\s#])")


def _cut_lines(front: str) -> Iterator[ParseError]:
    """Yield the further lines of a value in which YAML takes for a comment what people meant."""
    is_plain = False
    for number, line in enumerate(front.split("\n"), 1):
        if key := _KEY_LINE.match(line):
            is_plain = not key[1] or key[1] not in "\"'[{|>&*!%@`#"
        elif is_plain and _FURTHER_LINE.match(line) and (match := _NUMBER_SIGN.search(line)):
            message = "the value ends before this `#`: YAML takes the rest for a comment"
            hint = "put quotation marks around the whole value"
            yield ParseError("cut-value", message, hint, number, match.end())


def _too_complex(body: str, first_line: int) -> Iterator[ParseError]:
    markup = sum(map(body.count, "#*_[]`<>&|~\\"))
    if len(body) > MAX_TEXT_CHARACTERS or markup > MAX_MARKUP_CHARACTERS:
        message = (
            f"the text has more than {MAX_TEXT_CHARACTERS:,} characters, "
            f"or {MAX_MARKUP_CHARACTERS:,} characters of Markdown syntax"
        )
        yield ParseError("too-complex", message, "split it into several files", first_line)


_MARKER = re.compile(r"[ \t]*+(>|[-+*](?=[ \t])|[0-9]{1,9}+[.)](?=[ \t]))")
"""The marker of a block quote or a list item."""
_MANY_MARKERS = 100
_DEEP_LINE = re.compile(
    rf"^(?!(?>(?:-[ \t]*+)+)$|(?>(?:\*[ \t]*+)+)$)(?:{_MARKER.pattern}){{{_MANY_MARKERS}}}",
    re.MULTILINE,
)
"""A line that begins with too many markers, and isn't a thematic break (`- - -`). The parser may
go through all of them again for each following line."""


def _too_deep(body: str, first_line: int) -> Iterator[ParseError]:
    if match := _DEEP_LINE.search(body):
        level = 0
        for marker in _MARKER.finditer(match[0]):
            level += 1 if marker[1] == ">" else 2  # a list and its item
            if level > MAX_NESTING:
                line = first_line + body.count("\n", 0, match.start())
                yield _deep_nesting(line, marker.start(1) + 1)
                break


def _deep_nesting(line: int, column: int) -> ParseError:
    message = f"more than {MAX_NESTING} levels are nested here"
    return ParseError("deep-nesting", message, "use fewer levels", line, column)


_TITLE_START = "|".join(
    rf"{start}(?:(?!(?>(?: {{0,3}}>[ \t]?)*)[ \t]*+\n)"
    rf"(?>(?:[^\\\n{end}]|\\.)*)\\?\n){{{MAX_TITLE_LINES}}}"
    for start, end in (('"', '"'), ("'", "'"), (r"\(", "()"))
)
_LONG_TITLE = re.compile(
    rf"\]\([\s>]*+(?:<[^<>\n]*+>|(?>(?:(?!\]\()\S)*))[\s>]++(?:{_TITLE_START})"
)
"""A link whose title has no end within the limit. The parser goes through these lines again for
each such link."""


def _long_titles(body: str, first_line: int) -> Iterator[ParseError]:
    if match := _LONG_TITLE.search(body):
        line = first_line + body.count("\n", 0, match.start())
        column = match.start() - body.rfind("\n", 0, match.start())
        message = f"the title of this link has more than {MAX_TITLE_LINES} lines"
        yield ParseError("too-complex", message, "end it with a quotation mark", line, column)
