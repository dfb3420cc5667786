"""Rules for text that was pasted from other programs: their lists, and Markdown that is theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.context import is_in_spans, problem_at
from generator.content.body import byte_offsets
from generator.content.model import Entity
from generator.content.problems import Fix, Problem

_BULLET = re.compile("[ \t]*([\u2022\u2023\u25aa\u25ab\u25cb\u25cf\u25e6\u00b7])[ \t]*(?=\\S)")
"""The sign of a list's item in a word processor."""
_LIKE_ITEM = re.compile(
    r" {0,3}(?:([-+](?=[^\W\d_]))|(\*(?=[^\W\d_][^*]*$))|([\u2013\u2014][ \t]*(?=\w))"
    r"|(\d{1,2}[.)])(?=[^\W\d_]))"
)
"""What begins an item only with a space behind, or with a hyphen in place of a dash."""
_ANY_ITEM = re.compile(f"^(?:{_BULLET.pattern}|{_LIKE_ITEM.pattern})", re.MULTILINE)


def lists_are_lists(entity: Entity) -> Iterator[Problem]:
    """The items of a list begin with `- ` or `1. `; otherwise readers see one paragraph."""
    source = entity.body.source
    if not _ANY_ITEM.search(source):  # for speed: most texts have none
        return
    code, offset = sorted(entity.body.code), 0
    lines = source.split("\n")
    at = 0
    while at < len(lines):
        is_bullet, end = _BULLET.match(lines[at]), at
        while end < len(lines) and (_BULLET.match(lines[end]) or _LIKE_ITEM.match(lines[end])):
            end += 1
        while is_bullet and end < len(lines) and lines[end].strip():  # an item of several lines
            end += 1
        is_list = end > at + 1 or is_bullet
        if is_list and not is_in_spans(code, offset):
            yield _list_problem(entity, offset, lines[at:end])
        for line in lines[at : max(end, at + 1)]:
            offset += len(line.encode()) + 1
        at = max(end, at + 1)


def _list_problem(entity: Entity, offset: int, lines: list[str]) -> Problem:
    items = [*map(_as_item, lines)]
    is_dash = lines[0].lstrip().startswith(("\u2013", "\u2014"))  # it may be a dialogue
    fix = Fix("\n".join(lines), "\n".join(items), is_safe=not is_dash)
    sign = lines[0].split()[0][:1]
    message = f"this is no list: its lines begin with `{sign}`"
    if lines[0].lstrip()[:1].isdecimal():
        message = "this is no list: its numbers have no space behind them"
    hint = f"write `{_beginning(items[0].strip())}`"
    return problem_at(entity, offset, "odd-markdown", message, hint, fix)


MAX_IN_HINT = 40
"""Characters of a line that a hint repeats."""


def _beginning(words: str) -> str:
    """Return the first words, for a hint, with `\u2026` where others follow."""
    first = words[: MAX_IN_HINT + 1]
    if len(first) <= MAX_IN_HINT:
        return words
    return f"{first.rpartition(' ')[0] or first[:MAX_IN_HINT]} \u2026"


def _as_item(line: str) -> str:
    """Return a line as an item of a list."""
    if match := _BULLET.match(line):
        return f"- {line[match.end() :]}"
    if not (match := _LIKE_ITEM.match(line)):
        return line  # it continues the item above
    return (f"{match[4]} " if match[4] else "- ") + line[match.end() :]


_TABBED = re.compile(r"^[^\s>|][^\t\n]*(?:\t+[^\t\n]+)+$", re.MULTILINE)


def tables_are_tables(entity: Entity) -> Iterator[Problem]:
    """The cells of a table have `|` between them, not tabs as in a spreadsheet."""
    body = entity.body
    rows = [*_TABBED.finditer(body.source)] if "\t" in body.source else []
    code, offsets = sorted(body.code), byte_offsets(body.source, (row.start() for row in rows))
    ends = [-1, *(row.end() + 1 for row in rows)]
    for at, (row, offset) in enumerate(zip(rows, offsets, strict=True)):
        is_first = row.start() != ends[at] or at == 0
        is_table = at + 1 < len(rows) and rows[at + 1].start() == ends[at + 1]
        if is_first and is_table and not is_in_spans(code, offset):
            cells = [_beginning(cell) for cell in row[0].split("\t")[:4]]
            message = "this is no table: tabs are between its cells"
            hint = f"write it like `| {' | '.join(cells)} |`, and `{'|---' * len(cells)}|` below"
            yield problem_at(entity, offset, "odd-markdown", message, hint)


_NOTHING = "delete it: this site's Markdown is plain"
_OTHER_SYNTAX = (
    (r"^(?:!!!|\?\?\?)\+? \w+|^:::.*$|^/// *\w+", "write a paragraph, or a block quote"),
    (r"\{\{.{1,200}?\}\}|\{%.{1,200}?%\}|^\[(?:TOC|toc)\][ \t]*$", _NOTHING),
    (r"(?<=\))\{[^{}\n]{1,80}\}|\{:[^{}\n]{1,80}\}", _NOTHING),
    (r"(?<![=\w])==(?=[^\s=])[^\n=]{1,100}==(?![=\w])", "write `**` around words that matter"),
    (r"\^\[[^\[\]\n]{1,300}\]|(?<=[\w.,;:!?)])\^\d{1,2}\^",
     "write `[^1]` here, and `[^1]: The note` at the end of the text"),
    (r":contentReference\[[^\]\n]{0,40}\](?:\{[^}\n]{0,20}\})?|\u3010\d{1,3}\u2020[^\u3011\n]{0,80}\u3011",
     "delete it, and list the page that it means under `sources`"),
    (r"(?<![\w:]):[a-z]{3,20}(?:_[a-z]{1,20}){0,4}:(?![\w:])", "write the character itself"),
)  # fmt: skip
_ANY_OTHER_SYNTAX = re.compile(
    "|".join(f"({pattern})" for pattern, _ in _OTHER_SYNTAX), re.MULTILINE
)
_HINT_OF_OTHER_SYNTAX = re.compile(
    r"[{^\u3010]|==|!!!|\?\?\?|::|///|\[toc\]|[\s.,(]:[a-z]", re.IGNORECASE
)


def markdown_is_of_this_site(entity: Entity) -> Iterator[Problem]:
    """A text has no Markdown that only other programs know: readers would see its signs."""
    body = entity.body
    if not _HINT_OF_OTHER_SYNTAX.search(body.source):  # for speed: most texts have none
        return
    matches = [*_ANY_OTHER_SYNTAX.finditer(body.source)]
    code = sorted(body.code)
    links = sorted((link.tail, link.end) for link in body.links)
    offsets = byte_offsets(body.source, (match.start() for match in matches))
    for match, offset in zip(matches, offsets, strict=True):
        if not is_in_spans(code, offset) and not is_in_spans(links, offset):
            written = match[0].strip()[:40]
            message = f"readers see this `{written}`: only other programs know it"
            hint = _OTHER_SYNTAX[(match.lastindex or 1) - 1][1]
            yield problem_at(entity, offset, "odd-markdown", message, hint)
