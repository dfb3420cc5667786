"""Rules for what begins like an annotation and isn't one, with what it was meant to be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.context import is_in_spans, problem_at
from generator.content.annotation_titles import SAID
from generator.content.keys import SCHEMES, STATES
from generator.content.model import Entity
from generator.content.problems import NO_FIX, Fix, Problem

_SCHEMES = "|".join(SCHEMES)
_ANNOTATION_START = re.compile(
    f"(?:\\]|\u3011)\\s*(?:\\(|\uff08)\\s*(?:{_SCHEMES})\\s*(?::|\uff1a)".encode()
)
"""The end of the words and the beginning of the target, also in fullwidth characters."""


def annotations_are_whole(entity: Entity) -> Iterator[Problem]:
    """What begins like an annotation is one: straight quotes, no spaces, and an end."""
    tails = {link.tail for link in entity.body.links}
    code = sorted(entity.body.code)
    data = entity.body.data
    for match in _ANNOTATION_START.finditer(data):
        at = match.start()
        is_escaped = data[at - 1 : at] == b"\\"  # another rule reports it
        if at not in tails and not is_escaped and not is_in_spans(code, at):
            whole = data[at : at + 200].decode(errors="ignore")
            rest = whole.split("\n")[0]
            hint, fix = _annotation_hint(rest), _annotation_fix(rest)
            message = "this annotation is not complete"
            if joined := _SPLIT.match(whole):
                message = "a line break separates the words of this annotation from its target"
                hint, fix = f"write `]{joined[1]}` on one line", _joined(joined)
            elif _holds_a_link(entity, at):
                message = "there is an annotation within another"
                hint = "end the first one before the second begins, or keep one of them"
            elif not fix and (unclosed := _UNCLOSED.match(rest)):
                hint = f"the `)` is missing: write `({unclosed[1]})`"
                fix = Fix(f"]({unclosed[1]}", f"]({unclosed[1]})", is_safe=False)
            elif not fix and (named := _NAMED.match(rest)):
                words = data[max(data.rfind(b"[", 0, at), at - 200) + 1 : at].decode(
                    errors="ignore"
                )
                hint = "an id has small letters, digits and hyphens, like `person:an-id`"
                fix = Fix(named[0], named[0], is_safe=False, words=f"{named[1]}|{words}")
            yield problem_at(entity, at, "broken-annotation", message, hint, fix)


_SPLIT = re.compile(
    rf"\][ \t]*\n[ \t]*(\((?:{_SCHEMES}):[a-z0-9-]+(?: \"[^\"\n]*\")?\)[^\s\w(\[]*)([ \t]*)"
)
"""An annotation whose words end one line, and whose target begins the next."""
_NAMED = re.compile(
    rf"\]\(((?:{_SCHEMES}):[^()\"\u201c\u201d\u201e\u00ab\u00bb\n]{{1,100}}?)(?:\s+\"[^\"\n]*\")?\)"
)
"""An annotation that has something else than an id: a name, perhaps."""


_UNCLOSED = re.compile(rf"\]\(((?:{_SCHEMES}):[a-z0-9-]+) [^()\[\]\"\u201c\u201d\n]*\[")
"""An annotation without an end, before the next link."""


def _joined(match: re.Match[str]) -> Fix:
    """Return the fix that moves the target of an annotation to the line of its words."""
    rest = match.string[match.end() :].partition("\n")[0]
    return Fix(match[0], f"]{match[1]}\n") if rest.strip() else NO_FIX


def _holds_a_link(entity: Entity, tail: int) -> bool:
    """Return whether there is a link within the words that end at an offset."""
    data, depth, at = entity.body.data, 1, tail
    while depth and at > max(tail - MAX_WORDS_BYTES, 0):
        at -= 1
        depth += {b"]": 1, b"[": -1}.get(data[at : at + 1], 0)
    return not depth and any(at < link.start < link.end <= tail for link in entity.body.links)


MAX_WORDS_BYTES = 500
"""Bytes of words in which the beginning of an annotation is searched."""


_PLAIN_TARGET = re.compile(rb"\b(?:%s):[a-z0-9][a-z0-9-]*" % _SCHEMES.encode())
_OF_OTHER_RULES = (b":", b"/", b".", b"-", b"[[", b")[", b"]\xef\xbc\x88")
"""What is before a target that is part of an address, or whose brackets other rules look at."""
_WORDS_BEFORE = re.compile(rb"(?:\[[^\[\]()\n]{1,99}|\]\s{0,9})\\?\($")


def targets_are_in_links(entity: Entity) -> Iterator[Problem]:
    """The target of an annotation is in a link; otherwise readers see it."""
    data, code = entity.body.data, sorted(entity.body.code)
    for match in _PLAIN_TARGET.finditer(data):
        at = match.start()
        if data.endswith(_OF_OTHER_RULES, max(at - 4, 0), at):
            continue
        is_linked = any(link.start <= at < link.end for link in entity.body.links)
        if is_linked or is_in_spans(code, at) or _WORDS_BEFORE.search(data[max(at - 101, 0) : at]):
            continue
        target = match[0].decode()
        hint = f"write it behind the words that name it: `[words]({target})`"
        message = f"readers see this `{target}`: it isn't in a link"
        yield problem_at(entity, at, "broken-annotation", message, hint)


_MARKS = "\"\u201c\u201d\u2018\u2019\u201e\u201f\u00ab\u00bb\uff02'"


def _annotation_hint(rest: str) -> str:
    """Return how to complete an annotation, from the end of its words on."""
    if re.match(r"\](?:\s+\(|\(\s|\(\w+:\s)", rest):
        between = re.match(r"\]\s", rest)
        return f"write no space {'between `]` and `(`' if between else 'after `(` or `:`'}"
    if match := re.match(
        r"\]\([^)\u201c\u201d\u2018\u2019]*[\u201c\u201d\u2018\u2019]([^)]*)", rest
    ):
        return f'write straight quotation marks: `"{match[1].strip(_MARKS + " ")}"`'
    if re.search("[\u3011\uff08\uff09\uff1a]", rest.partition(")")[0]):
        return "write `[`, `]`, `(`, `:` and `)` in their plain form, not as fullwidth characters"
    if match := _NO_MARKS.match(rest):
        return f'write quotation marks: `"{match[2]}"`'
    if ")" not in rest:
        return "end it with `)`"
    is_close = re.match(r"\]\(\w+:[A-Za-z0-9-]+\"", rest)
    example = 'write `[words](person:id)` or `[words](commitment:id "done")`'
    return "write a space before the quotation mark" if is_close else example


_ANNOTATION = re.compile(
    rf"\]\s*[(\uff08]\s*({_SCHEMES})\s*[:\uff1a]\s*([A-Za-z0-9-]+)"
    rf"(?:\s*[{_MARKS}]\s*([A-Za-z0-9 -]*[A-Za-z0-9])\s*[{_MARKS}])?\s*[)\uff09]"
)


_NO_MARKS = re.compile(
    rf"(\]\((?:{_SCHEMES}):[a-z0-9-]+ )((?:{'|'.join(STATES)})(?: [0-9-]{{4,10}})?|{SAID})\)"
)
"""An annotation whose title has no quotation marks."""


def _annotation_fix(rest: str) -> Fix:
    """Return the fix of an annotation that has nothing wrong but blanks and characters."""
    if match := _NO_MARKS.match(rest):
        return Fix(match[0], f'{match[1]}"{match[2]}")')
    if not (match := _ANNOTATION.match(rest)):
        return NO_FIX
    title = f' "{match[3]}"' if match[3] else ""
    return Fix(match[0], f"]({match[1]}:{match[2]}{title})")
