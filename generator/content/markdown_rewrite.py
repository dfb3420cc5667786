"""Rewrites Markdown without rendering it: other link targets, other HTML, anchors for passages."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any

from generator.content.body import Body, Heading, Link, LinkedBlock
from generator.content.markdown import before_escape, events_with_range

Edit = tuple[int, int, bytes]
"""Start and end of a byte range, and its replacement."""


def rewrite(
    body: Body,
    target: Callable[[Link], str | None],
    passages: Iterable[LinkedBlock],
    anchor: Callable[[str], str],
) -> str:
    """Return the body's Markdown with other link targets, and with anchors.

    `target` returns the `(destination "title")` of a link, None to leave it unchanged, or an empty
    string to keep only its words.
    The `anchor` of its id is inserted before the words of each heading and each of these passages.
    Headings become `##` lines, one level lower if the text has a heading of level 1. Footnotes
    move to the end, because every engine renders them there.
    """
    data = body.data
    edits = [edit for link in body.links for edit in _link_edits(link, target(link))]
    shift = 1 if any(heading.level == 1 for heading in body.headings) else 0
    for heading in body.headings:
        edits += _heading_edits(data, heading, min(heading.level + shift, 6), anchor)
    # Edits at one place stay in this order: the markup of a heading begins its line.
    edits += [_insertion(data, passage.start, anchor(passage.anchor)) for passage in passages]
    edits.sort(key=itemgetter(0, 1))
    movable = [span for span in body.footnotes if data[span[0] - 1 : span[0]] in (b"", b"\n")]
    text = _apply(data, edits, 0, len(data), skip=movable)
    footnotes = [_apply(data, edits, *span) for span in movable]
    return "\n\n".join(part.strip("\n") for part in (text, *footnotes) if part.strip())


def _link_edits(link: Link, target: str | None) -> Iterator[Edit]:
    if target is None or link.tail >= link.end:
        return
    if not target:
        yield link.start, link.start + 1, b""
    yield link.tail, link.end, f"]{target}".encode() if target else b""


def _insertion(data: bytes, at: int, text: str) -> Edit:
    at = before_escape(data, at)
    return at, at, text.encode()


def _heading_edits(
    data: bytes, heading: Heading, level: int, anchor: Callable[[str], str]
) -> list[Edit]:
    """Return the edits that put a heading on one `##` line."""
    first, last = heading.words_span
    opening = "#" * level + " " + anchor(heading.id)
    line_ends = [
        (first + match.start(), first + match.end(), b" ")
        for match in re.finditer(rb"(?<! ) *+\n[ >]*+", data[first:last])
    ]
    return [(heading.start, first, opening.encode()), *line_ends, (last, heading.end, b"\n")]


def _apply(
    data: bytes, edits: list[Edit], start: int, end: int, skip: Iterable[tuple[int, int]] = ()
) -> str:
    """Return `data` from `start` to `end` with the edits in that range, without skipped ranges.

    `edits` are sorted. An edit at the end of a footnote doesn't belong to the footnote.
    """
    # The text on both sides of a skipped range must not join.
    cuts = [
        (first, last, b"" if data[max(first - 2, 0) : first] == b"\n\n" else b"\n")
        for first, last in skip
    ]
    first_edit = bisect_left(edits, start, key=itemgetter(0))
    last_edit = bisect_left(edits, end, key=itemgetter(0)) if end < len(data) else len(edits)
    parts, position = [], start
    for first, last, new in sorted([*cuts, *edits[first_edit:last_edit]], key=itemgetter(0)):
        if first < position:  # within a replaced range: a link in a link's words
            continue
        parts += [data[position:first], new]
        position = last
    return b"".join([*parts, data[position:end]]).decode()


def replace_html_and_targets(
    source: str,
    tag: Callable[[str], str],
    block: Callable[[str], str],
    target: Callable[[str], str | None],
) -> str:
    """Return Markdown with other text for its HTML, and other targets for its links.

    `tag` returns the text for one tag within a line, and `block` that for a block of HTML; if it
    is empty, the blank lines behind the block go too. `target` returns the new target of a link,
    image or definition, or None to leave it unchanged. Nothing else changes, above all not code.
    """
    replacer = _Replacer(source.encode(), tag, block, target)
    for event, span in events_with_range(source):
        replacer.take(event, span["start"], span["end"])
    return replacer.result()


class _Replacer:
    """Collects the edits for the events of a text."""

    def __init__(
        self,
        data: bytes,
        tag: Callable[[str], str],
        block: Callable[[str], str],
        target: Callable[[str], str | None],
    ) -> None:
        self._data, self._tag, self._block, self._target = data, tag, block, target
        self._edits: list[Edit] = []
        self._open_links: list[Mapping[str, str]] = []
        self._words_end = 0
        """End of the words of the open link so far."""
        self._searched = 0
        """End of the range in which there are no more definitions to find."""
        self._first_edit, self._has_only_tags = 0, False
        """About the open paragraph: its first edit, and whether it holds nothing but tags."""

    def take(self, event: Any, start: int, end: int) -> None:
        value: Any
        name, value = (event, "") if isinstance(event, str) else event.popitem()
        if name not in ("Start", "End"):
            self._begin(name, "", None, start, end)
            if name == "InlineHtml":
                self._edits.append((start, end, self._tag(value).encode()))
            return
        kind, attributes = (value, None) if isinstance(value, str) else value.popitem()
        if name == "End":
            self._finish(kind, start, end)
        elif kind not in _CONTAINERS:
            self._begin(name, kind, attributes, start, end)

    def _finish(self, kind: str, start: int, end: int) -> None:
        if kind in ("Link", "Image"):
            self._edits += self._target_edits(end, self._open_links.pop())
            self._words_end = end
        elif kind == "Paragraph" and self._has_only_tags:
            self._edits[self._first_edit :] = [self._block_edit(start, end)]

    def _begin(self, name: str, kind: str, attributes: Any, start: int, end: int) -> None:
        if start > self._searched:
            self._edits += self._definition_edits(start)
        self._searched = max(self._searched, end)
        if kind == "HtmlBlock":
            self._edits.append(self._block_edit(start, end))
        elif kind in ("Link", "Image"):
            self._open_links.append(attributes)
        if kind == "Paragraph":
            self._first_edit, self._has_only_tags = len(self._edits), True
        elif name not in ("InlineHtml", "SoftBreak"):
            self._has_only_tags = False
        self._words_end = end if name != "Start" else start

    def result(self) -> str:
        edits = [*self._edits, *self._definition_edits(len(self._data))]
        edits.sort(key=itemgetter(0))
        return _apply(self._data, edits, 0, len(self._data))

    def _definition_edits(self, end: int) -> Iterator[Edit]:
        """Yield new targets for the definitions before `end`, where there is no other text."""
        for match in _DEFINITION.finditer(self._data, self._searched, end):
            new = self._target(match[1].decode())
            if new is not None:
                yield (*match.span(1), new.encode())

    def _block_edit(self, start: int, end: int) -> Edit:
        text = self._block(self._data[start:end].decode())
        while not text and self._data[end : end + 1] == b"\n":
            end += 1
        return start, end, text.encode()

    def _target_edits(self, end: int, link: Mapping[str, str]) -> Iterator[Edit]:
        """Yield the new target of an inline link that ends at `end`."""
        new = self._target(link["dest_url"]) if link["link_type"] == "Inline" else None
        if new is None:
            return
        tail = self._data.find(b"](", self._words_end, end)
        at = end - len(self._data[tail + 2 : end].lstrip(b" \t\n<"))
        old = link["dest_url"].encode()
        if self._data.startswith(old, at):
            yield at, at + len(old), new.encode()
        else:  # it is written with escapes, or behind the `>` of a block quote
            escaped = link["title"].replace("\\", r"\\").replace('"', r"\"")
            title = " ".join(escaped.split())
            suffix = f' "{title}"' if title else ""
            yield tail, end, f"]({new}{suffix})".encode()


_CONTAINERS = frozenset(["BlockQuote", "FootnoteDefinition", "Item", "List"])
"""Blocks that hold other blocks, and so may hold definitions."""
_DEFINITION = re.compile(rb"\[(?!\^)(?:[^\[\]\\]|\\.)+\]:[ \t]*(?:\n[ \t>]*)?<?([^\s<>]+)")
