"""Finds common mistakes in front matter that YAML reports in a misleading way, or elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from generator.content.problems import Fix, ParseError

MAX_VALUE_IN_HINT = 80
"""Characters of a line that a hint repeats; of a longer one it says what to do."""


def likely_mistake(front: str, line: int, is_better: Callable[[str], bool]) -> ParseError | None:
    """Return what is likely wrong in front matter that isn't YAML; None if that isn't clear.

    It has no message if that of the parser says what is wrong, and only the fix is better.
    `line` is where the parser stopped, counted from 1. A mistake is one only if the text is better
    with its fix, which `is_better` finds out.
    """
    lines = front.split("\n")
    for mistake in _mistakes(lines, min(line, len(lines))):
        first, fix = mistake.line - 1, mistake.fix
        number = fix.old.count("\n") + 1
        old = "\n".join(lines[first : first + number])
        at = mistake.column - 1
        new = old[:at] + fix.new + old[at + len(fix.old) :]
        if is_better("\n".join([*lines[:first], new, *lines[first + number :]])):
            return mistake
    return None


KEYS = (
    "title name date published summary topics sources publisher url kind checked byline updated "
    "lang rights image draft aliases names roles links by to due"
).split()
"""The keys that writers need most."""
_TAB = re.compile(r" *\t[ \t]*")
_FULLWIDTH_COLON = re.compile(r"[ \t]*(?:- )?[A-Za-z_]{1,40}[ \t]?(\uff1a[ \t\u3000]?)")
_NO_SPACE = re.compile(r"[ \t]*(?:- )?[A-Za-z_]{1,40}(:[\xa0\u2007\u202f]*+)(?=[^\s:/])")
_KEY_START = rf"(?:[ \t]*- |[ \t]*)(?:{'|'.join(KEYS)})"
_NO_COLON = re.compile(rf"{_KEY_START}([ \t]++)(?=[^\s:=][^:\n]*$)")
_EQUALS_SIGN = re.compile(rf"{_KEY_START}([ \t]*+=[ \t]*+)(?=[^\s=])")
_OTHER_COMMENT = re.compile(r"[ \t]*(//)")
_TRAILING_COMMA = re.compile(r"[ \t]*(?:- )?[\"']?[A-Za-z_]{1,40}[\"']?:[ \t].*[\]}\"'](,)[ \t]*$")
_LIST_ON_LINE = re.compile(r"[ \t]*[A-Za-z_]{1,40}:[ \t]+(- ([^\s\[\]{}:#][^\[\]{}:#]*))$")
_NO_SPACE_AFTER_DASH = re.compile(r"[ \t]*(-)(?=[A-Za-z_]{1,40}:(?:[ \t]|$))")
_SET_IN = re.compile(r"([ ]{1,20})(?=[a-z_]{1,40}:(?: |$))")
_UNCLOSED = re.compile(r"[ \t]*(?:- )?[A-Za-z_]{1,40}:[ \t]++(?:\"[^\"]*|'[^']*)$")
MAX_UNCLOSED = 3
_IS_TEXT = re.compile(r"(?![&*!][\w-]*[ \t]*[\[{])\W*\w")
"""A value that isn't only symbols, nor a list with an anchor, an alias or a tag."""
_KEY_AND_VALUE = re.compile(r"([ \t]*(?:- )?[A-Za-z_]{1,40}:[ \t]++)([^\s\[{].*)")


def _mistakes(lines: list[str], line: int) -> Iterator[ParseError]:
    """Yield what may be wrong, the likeliest first."""
    if tabs := [at for at, text in enumerate(lines) if _TAB.match(text)]:
        yield _tabs(lines, tabs[0], tabs[-1] + 1)
    near = range(max(line - 2, 0), line)  # the parser may stop at the end of the line before
    for at in near:
        yield from _bad_key(lines[at], at + 1, is_first=not any(lines[:at]))
        yield from _markdown_link(lines[at], at + 1)
        yield from _linked_address(lines[at], at + 1)
        yield from _picture_on_line(lines[at], at + 1)
        yield from _linked_words(lines[at], at + 1)
        if item := _LIST_ON_LINE.match(lines[at]):
            new, column = f"[{item[2].strip()}]", item.start(1) + 1
            fix = Fix(item[1], new)
            yield ParseError("bad-yaml", "", f"write `{new}`", at + 1, column, fix)
        if comment := _OTHER_COMMENT.match(lines[at]):
            message, fix = "a comment begins with `#` here", Fix(comment[1], "#")
            yield ParseError("bad-yaml", message, "write `#`", at + 1, comment.start(1) + 1, fix)
    for at in range(line):
        yield from _hashtags(lines[at], at + 1)
    if line > 1:
        yield from _set_in_too_far(lines, line - 1)
    unclosed = [at for at in range(line) if _UNCLOSED.match(lines[at])]
    for at in (*near, *unclosed[:MAX_UNCLOSED]):
        match = _KEY_AND_VALUE.match(lines[at])
        if match and " #" not in match[2] and _IS_TEXT.match(match[2]):
            value = match[2].rstrip()
            plain = without_curly_marks(value)
            quoted = json.dumps(_without_marks(plain), ensure_ascii=False)
            hint, column = _write(match[1] + quoted), len(match[1]) + 1
            fix = Fix(value, quoted, is_safe=plain == value)  # they may mark somebody's words
            yield ParseError("bad-yaml", "", hint, at + 1, column, fix)


def _bad_key(text: str, line: int, is_first: bool) -> Iterator[ParseError]:
    """Yield what may be wrong with the key of a line, or with its colon."""
    for pattern, message, new in (
        (_FULLWIDTH_COLON, "the colon of this line is a fullwidth one", ": "),
        (_NO_SPACE, "there is no space behind this colon", ": "),
        (_NO_COLON, "there is no colon behind this key", ": "),
        (_EQUALS_SIGN, "an equals sign can't be behind a key: it needs a colon", ": "),
        (_NO_SPACE_AFTER_DASH, "there is no space behind this dash", "- "),
        (_TRAILING_COMMA, "a comma can't be at the end of this line", ""),
        (_SET_IN, "the first key is set in, and the others aren't", ""),
    ):
        match = pattern.match(text)
        if match and (is_first or pattern is not _SET_IN):
            right = f"{text[: match.start(1)]}{new}{text[match.end(1) :]}"
            column, fix = match.start(1) + 1, Fix(match[1], new)
            yield ParseError("bad-yaml", message, _write(right), line, column, fix)


_LINK = re.compile(
    r"([ \t]*(?:- (?=.*\]\(https?:)|(?:by|to|sought_by):[ \t]++(?=.*\]\((?:person|org):)))"
    r"(\[([^\[\]]{1,200})\]\(([^()\s]{1,500})\))[ \t]*$"
)


def _markdown_link(text: str, line: int) -> Iterator[ParseError]:
    """Yield that a source or a party is a link as in Markdown."""
    if not (match := _LINK.match(text)):
        return
    start, old, words, target = match.groups()
    new, hint = f"[{target}]", f"write `[{target}]`"
    if start.endswith("- "):
        publisher = json.dumps(words, ensure_ascii=False)
        new = f"publisher: {publisher}\n{' ' * len(start)}url: {target}"
        hint = f"write `publisher: {publisher}`, and below it `url: {target}`"
    message = "a value can't be a link as in Markdown"
    yield ParseError("bad-yaml", message, hint, line, len(start) + 1, Fix(old, new))


_LINKED_ADDRESS = re.compile(
    r"(.*\b(url|archived|website):[ \t]++)"
    r"(\[[^\[\]]{0,200}\]\(<?(https?://[^()\s<>]+(?:\([^()\s<>]*\)[^()\s<>]*)*)[^()]{0,200}\))"
)


def _linked_address(text: str, line: int) -> Iterator[ParseError]:
    """Yield that an address is the target of a link as in Markdown."""
    if match := _LINKED_ADDRESS.match(text):
        start, key, old, address = match.groups()
        message, hint = "an address can't be a link as in Markdown", f"write `{key}: {address}`"
        yield ParseError("bad-yaml", message, hint, line, len(start) + 1, Fix(old, address))


_PICTURE_ON_LINE = re.compile(r"(image:[ \t]++)(src:[ \t]*+([^\s:{}\[\],\"']++))[ \t]*$")


def _picture_on_line(text: str, line: int) -> Iterator[ParseError]:
    """Yield that the key of a picture's file is on the line of `image:`."""
    if match := _PICTURE_ON_LINE.match(text):
        start, old, name = match.groups()
        message = "two keys can't be on one line without braces"
        hint = f'write `{start}{{src: {name}, alt: "what the picture shows"}}`'
        fix = Fix(old, f"{{src: {name}}}", is_safe=False)
        yield ParseError("bad-yaml", message, hint, line, len(start) + 1, fix)


MARKDOWN_LINK = re.compile(r"!?\[([^\[\]\n]{1,200})\]\([^()\n]{1,300}\)")


def _linked_words(text: str, line: int) -> Iterator[ParseError]:
    """Yield that a headline or other words have a link as in Markdown."""
    match = _KEY_AND_WORDS.match(text)
    if match and (plain := MARKDOWN_LINK.sub(r"\1", match[2])) != match[2]:
        words = plain if _PLAIN_WORDS.fullmatch(plain) else json.dumps(plain, ensure_ascii=False)
        message = "only the text below the front matter can have links and annotations"
        fix = Fix(match[2], words, is_safe=False)
        yield ParseError(
            "bad-yaml", message, _write(match[1] + words), line, len(match[1]) + 1, fix
        )


_KEY_AND_WORDS = re.compile(r"([ \t]*(?:title|name|summary|alt|credit|note|was|now):[ \t]++)(\S.*)")
_PLAIN_WORDS = re.compile(r"\w(?:[\w ,.;?!()/%+\u2019-]|:(?! ))*")
_HASHTAGS = re.compile(r"([ \t]*[a-z_]{1,40}:[ \t]++)(\[[^\]\n]*#[^\]\n]*\])[ \t]*$")


def _hashtags(text: str, line: int) -> Iterator[ParseError]:
    """Yield that the items of a list begin with `#`, where YAML begins a comment."""
    if match := _HASHTAGS.match(text):
        new = match[2].replace("#", "")
        message = "a `#` begins a comment here"
        yield ParseError(
            "bad-yaml", message, _write(match[1] + new), line, len(match[1]) + 1, Fix(match[2], new)
        )


_KEY_LINE = re.compile(r"( *(?:- )?)[A-Za-z_]{1,40}:(?: +(\S)|$)")


def _set_in_too_far(lines: list[str], at: int) -> Iterator[ParseError]:
    """Yield that a line, and those below it, are set in further than the key above it."""
    above, key = _KEY_LINE.match(lines[at - 1]), _KEY_LINE.match(lines[at])
    if not above or not above[2] or not key or len(key[1]) <= len(above[1]) or "- " in key[1]:
        return
    end = at
    while end < len(lines) and lines[end].startswith(key[1]):
        end += 1
    extra = len(key[1]) - len(above[1])
    old, new = lines[at:end], [text[extra:] for text in lines[at:end]]
    message = "this line is set in further than the key above it"
    hint = f"begin it with {len(above[1])} spaces" if above[1] else "delete the spaces before it"
    yield ParseError("bad-yaml", message, hint, at + 1, 1, Fix("\n".join(old), "\n".join(new)))


def _tabs(lines: list[str], first: int, end: int) -> ParseError:
    """Return the mistake that lines are indented with tabs, from the first to the last of them."""
    new, item = list[str](), ""
    for text in lines[:end]:
        words = text.lstrip()
        indent = text[: len(text) - len(words)]
        if "\t" in indent:
            is_in_item = item and not words.startswith("- ")
            indent = " " * len(item) if is_in_item else indent.replace("\t", "  ")
        if words.startswith("- "):
            item = f"{indent}- "
        elif not indent:
            item = ""
        new.append(indent + words)
    fix = Fix("\n".join(lines[first:end]), "\n".join(new[first:]))
    message = "this line is indented with a tab"
    return ParseError("bad-yaml", message, "indent it with spaces", first + 1, 1, fix)


CURLY_MARKS = ("\u201c\u201d", "\u201d\u201c", "\u2018\u2019", "\u300c\u300d", "\u00ab\u00bb")
"""Pairs of quotation marks that some programs write for straight ones."""


def without_curly_marks(value: str) -> str:
    """Return a value without the curly quotation marks around the whole of it."""
    inner = value[1:-1]
    is_quoted = len(value) > 2 and value[0] + value[-1] in CURLY_MARKS
    return inner if is_quoted and value[0] not in inner and value[-1] not in inner else value


def _without_marks(value: str) -> str:
    """Return a value without quotation marks of YAML around it, even if one of them is missing."""
    mark, inner = value[0], value[1:]
    if mark not in ("'", '"') or not (value.endswith(mark) or value.count(mark) == 1):
        return value
    if re.match(rf"[^{mark}]*[^\s{mark}]{mark}\s", inner):  # a quoted word, and more words
        return value
    return inner.removesuffix(mark)


def _write(line: str) -> str:
    """Return the hint to write a line."""
    line = line.strip()
    if len(line) <= MAX_VALUE_IN_HINT:
        return f"write `{line}`"
    return "put quotation marks around the value, and one space behind the colon"
