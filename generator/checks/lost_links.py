"""Rules for what was meant as a link, a table or a footnote, and is plain text instead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.context import is_in_spans, problem_at
from generator.content.body import Body
from generator.content.images import IMAGE_TYPES
from generator.content.keys import SCHEMES
from generator.content.model import Entity
from generator.content.problems import NO_FIX, Fix, Problem
from generator.content.urls import with_scheme

_SCHEMES = "|".join(SCHEMES).encode()
_ANNOTATION = re.compile(rf"(?:{_SCHEMES.decode()}):")
_LINK = re.compile(rb"\]([ \t]?)\(([^()\[\]<>\n]{1,300})\)")
_SWAPPED = re.compile(rb"\((https?://[^()\s]{1,300})\)\[([^\[\]\n]{1,99})\](?!\()")
_SQUARE = re.compile(rb"\[([^\[\]\n]{1,99})\]\[(https?://[^\[\]()\s]{1,300})\]")
_NO_END = re.compile(rb"\]\((https?://[^\s()<>\"]{3,500})(?=[ \t\n]|$)(?![^\n]{0,300}\))")
_NO_BRACKET = re.compile(rb"\[([^\[\]()\n]{1,99})(\((?:%s):[^()\[\]\n]{1,99}\))" % _SCHEMES)


def links_are_links(entity: Entity) -> Iterator[Problem]:
    """What looks like a link is one: its brackets are in order, and its address has no spaces."""
    tails = {link.tail for link in entity.body.links}
    for match in _matches(entity.body, _LINK):
        if match.start() not in tails:
            yield from _broken_link(entity, match)
    message = "the brackets of this link are the wrong way round"
    for match in _matches(entity.body, _SWAPPED):
        right = f"[{match[2].decode()}]({match[1].decode()})"
        fix = Fix(match[0].decode(), right)
        yield problem_at(entity, match.start(), "odd-markdown", message, f"write `{right}`", fix)
    message = "the address of this link is between square brackets"
    for match in _matches(entity.body, _SQUARE):
        right = f"[{match[1].decode()}]({match[2].decode()})"
        fix = Fix(match[0].decode(), right)
        yield problem_at(entity, match.start(), "odd-markdown", message, f"write `{right}`", fix)
    message = "the address of this link has no `)` at its end"
    for match in _matches(entity.body, _NO_END):
        right = f"{match[0].decode()})"
        fix = Fix(match[0].decode(), right)
        if match.start() not in tails:
            hint = f"write `{right}`"
            yield problem_at(entity, match.start(), "odd-markdown", message, hint, fix)
    for match in _matches(entity.body, _NO_BRACKET):
        right = f"[{match[1].decode()}]{match[2].decode()}"
        message, fix = "the words of this annotation have no `]`", Fix(match[0].decode(), right)
        yield problem_at(entity, match.start(), "odd-markdown", message, f"write `{right}`", fix)


def _broken_link(entity: Entity, match: re.Match[bytes]) -> Iterator[Problem]:
    target = match[2].decode().strip()
    is_address = target.startswith(("https://", "http://", "mailto:")) or with_scheme(target)
    if match[1] and (is_address or target.lower().endswith((".md", *IMAGE_TYPES))):
        message, hint = "this is no link", "write no space between `]` and `(`"
        fix = Fix(match[0].decode(), f"]({match[2].decode()})") if " " not in target else NO_FIX
        yield problem_at(entity, match.start(), "odd-markdown", message, hint, fix)
    elif not match[1] and re.search(r"\s", target) and not _ANNOTATION.match(target):
        message = f"this is no link: the address `{target}` has spaces"
        hint = "write an address, the id of an entity like `person:an-id`, or a path without spaces"
        yield problem_at(entity, match.start(), "odd-markdown", message, hint)


_PUNCTUATION = rb"\xe3\x80|\xef\xbc[\x80-\x9f]|\xd8[\x8c\x9b\x9f]|\xdb\x94"
"""Bytes of what ends or divides sentences in Chinese, Arabic and Urdu."""
_ADDRESS = re.compile(
    rb"(?<![\w<\"'=/])(?<!\]\[)(?<!\]\()(?<!\][ \t]\()(?:https?://|(?<![.@-])www\.(?=[\w-]+\.))"
    rb"(?>(?:(?!%s)[^\s<>()\[\]\"']|\([^\s<>()\[\]\"']{1,100}\)){3,500})(?!\)\[)" % _PUNCTUATION
)


def addresses_are_links(entity: Entity) -> Iterator[Problem]:
    """A web address in a text is a link: between `<` and `>`, or with words."""
    if "://" not in entity.body.source and "www." not in entity.body.source:
        return
    definitions = {match.start(1) for match in _DEFINITION.finditer(entity.body.data)}
    for match in _matches(entity.body, _ADDRESS):
        if match.start() in definitions:
            continue
        address = match[0].decode(errors="ignore").rstrip(".,;:!?*_`")
        message = "readers can't click on this address"
        target = address if "://" in address else f"https://{address}"
        hint = f"write `<{target}>`, or `[words]({target})`"
        fix = Fix(address, f"<{target}>")
        yield problem_at(entity, match.start(), "odd-markdown", message, hint, fix)


_DEFINITION = re.compile(rb"^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*(https?://)", re.MULTILINE)
_ROW = re.compile(rb"[ \t]*\|.*\|[ \t]*$")
_SEPARATOR = re.compile(rb"[ \t]*\|?[ \t|:-]*-[ \t|:-]*$")


def tables_have_a_separator(entity: Entity) -> Iterator[Problem]:
    """Below the first row of a table is a line like `|---|---|`; otherwise it is plain text."""
    if b"|" not in entity.body.data:
        return
    code, at = sorted(entity.body.code), 0
    lines = entity.body.data.split(b"\n")
    for number, line in enumerate(lines[:-1]):
        before = lines[number - 1] if number else b""
        is_first = _ROW.match(line) and not before.strip() and _ROW.match(lines[number + 1])
        if is_first and not _SEPARATOR.match(lines[number + 1]) and not is_in_spans(code, at):
            separator = "|---" * (line.count(b"|") - 1) + "|"
            message = "this is no table: it has no line below its first row"
            yield problem_at(entity, at, "odd-markdown", message, f"write `{separator}` there")
        if _SEPARATOR.match(line) and _is_header(lines, number) and not is_in_spans(code, at):
            yield from _odd_rows(entity, lines, number, at)
        at += len(line) + 1


def _is_header(lines: list[bytes], number: int) -> bool:
    """Return whether the line above a separator is the first row of a table."""
    return number > 0 and b"|" in lines[number] and _ROW.match(lines[number - 1]) is not None


def _odd_rows(entity: Entity, lines: list[bytes], number: int, at: int) -> Iterator[Problem]:
    """Yield the first row of a table that has another number of cells than its first."""
    wanted = _count_cells(lines[number - 1])
    if _count_cells(lines[number]) != wanted:
        separator = "|---" * wanted + "|"
        message = f"this is no table: its first row has {wanted} cells, and this line not"
        yield problem_at(entity, at, "odd-markdown", message, f"write `{separator}`")
        return
    for line in lines[number:]:
        if not _ROW.match(line):
            return
        if (count := _count_cells(line)) > wanted:
            message = f"this row has {count} cells, but the first has {wanted}: the rest is lost"
            hint = "give the first row as many cells, or write `\\|` for a `|` in a cell"
            yield problem_at(entity, at, "odd-markdown", message, hint)
            return
        at += len(line) + 1


def _count_cells(row: bytes) -> int:
    return row.replace(b"\\|", b"").strip().strip(b"|").count(b"|") + 1


_FOOTNOTE = re.compile(rb"\[\^([a-z0-9-]{1,40})\](?!:)")


_NO_COLON = re.compile(rb"(\A|\n)(\[\^[a-z0-9-]{1,40}\])(?=[ \t]+\S)")


def footnotes_are_written(entity: Entity) -> Iterator[Problem]:
    """Each reference to a footnote has one; otherwise readers see its brackets."""
    references = {start for start, _ in entity.body.footnote_references}
    without_colon = {match[2]: match.start(2) for match in _NO_COLON.finditer(entity.body.data)}
    for match in _matches(entity.body, _FOOTNOTE):
        if match.start() in references:
            continue
        label = match[1].decode()
        if match.start() == without_colon.get(match[0]):
            message = f"the footnote `{label}` has no colon behind its label"
            fix = Fix(f"[^{label}]", f"[^{label}]:")
            yield problem_at(
                entity, match.start(), "bad-footnote", message, f"write `[^{label}]: `", fix
            )
        elif match[0] not in without_colon:
            message = f"no footnote has the label `{label}`"
            hint = f"write a line `[^{label}]: The note` at the end of the text"
            yield problem_at(entity, match.start(), "bad-footnote", message, hint)


_NUMBER = re.compile(rb"(?<=[\w.,;:!?)\"\x9d])( ?\[[0-9]{1,2}\])(?![(\[:])")


def numbers_lead_somewhere(entity: Entity) -> Iterator[Problem]:
    """A text has no numbers in brackets, as other pages have them for their sources."""
    for match in _matches(entity.body, _NUMBER):
        number = match[1].decode().strip()
        message = f"readers see this `{number}`, which leads nowhere"
        hint = "delete it, and list the page that it means under `sources`; a note is `[^1]`"
        at = match.end(1) - len(number)
        yield problem_at(entity, at, "odd-markdown", message, hint, Fix(number, "", is_safe=False))


def _matches(body: Body, pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    """Yield each match that isn't in code nor within a link."""
    if not pattern.search(body.data):  # for speed: most texts have none
        return
    code = sorted(body.code)
    outer = list[tuple[int, int]]()
    for start, end in sorted((link.start, link.end) for link in body.links):
        if not outer or start >= outer[-1][1]:
            outer.append((start, end))
    for match in pattern.finditer(body.data):
        if not is_in_spans(code, match.start()) and not is_in_spans(outer, match.start()):
            yield match
