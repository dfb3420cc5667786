"""Parses a body as CommonMark: what it says, where, and what it links to."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pyromark
from pyromark import Options

from generator.content.annotation_titles import AnnotationTitle, parse_title
from generator.content.body import (
    BlockQuotation,
    Body,
    Heading,
    Link,
    LinkedBlock,
    LinkedText,
    LinkKind,
    target_kind,
)
from generator.content.invisible_characters import find_invisible
from generator.content.keys import parse_annotation

_OPTIONS = Options.ENABLE_TABLES | Options.ENABLE_FOOTNOTES | Options.ENABLE_STRIKETHROUGH
"""All of the format's Markdown: CommonMark with tables, strikethrough and footnotes."""

html = pyromark.Markdown(options=_OPTIONS).html
"""Returns the HTML of Markdown. Raw HTML is copied: `output.html` sanitises it afterwards."""
events_with_range: Any = pyromark.Markdown(options=_OPTIONS).events_with_range
"""Returns the parser's events with their byte ranges."""

MAX_TABLE_CELLS = 10_000
"""Cells in the tables of a text, including those that the parser adds to short rows. After a
quarter of a million the parser takes all of the following text for a part of the table."""
MAX_NESTING = 24
"""Levels of lists, block quotes and emphasis within each other. Readers can't follow half of it."""
LINE_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
"""Tabs, and all characters that some program takes for a line end: `&#13;` can write one."""
DASH = "\N{EM DASH}"
"""Begins the last line of a quotation, before its speaker."""


def parse(source: str, first_line: int = 1) -> Body:
    """Return the parsed body. `source` has `\\n` line ends, and begins on `first_line` of its file.

    Any text is valid: nothing is raised.
    """
    reader = _EventReader(source.encode())
    for event, span in events_with_range(source):
        reader.take(event, span["start"], span["end"])
        if reader.too_deep is not None or reader.large_table is not None:
            break  # the text is refused: reading the rest would only take time
    return Body(
        source=source,
        data=reader.data,
        first_line=first_line,
        linked_blocks=_with_anchors(reader.blocks),
        links=tuple(reader.links),
        headings=_with_ids(reader.headings),
        footnotes=tuple(reader.footnotes),
        footnote_references=tuple(reader.footnote_references),
        code=tuple(reader.code),
        indented_code=tuple(reader.indented_code),
        unclosed=tuple(reader.unclosed),
        text="\n".join(filter(None, (block.plain for block in reader.blocks))),
        invisible_characters=tuple(reader.invisible),
        too_deep=reader.too_deep,
        large_table=reader.large_table,
    )


def before_escape(data: bytes, at: int) -> int:
    """Return the offset of the backslash before an escaped character; `at` for any other.

    The parser gives the offset of an escaped character without its backslash.
    """
    return at - 1 if at and data[at - 1 : at] == b"\\" else at


class _Block:
    """A block that isn't complete yet."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.start = -1
        self.runs: list[LinkedText] = []
        self.links: list[Link] = []
        self.last_line = 0
        """Index in `runs` of the first run of the last line."""
        self.line_has_ended = False
        self.plain = ""

    def add(self, run: LinkedText) -> None:
        if self.line_has_ended:
            self.runs.append(LinkedText(" "))
            self.last_line, self.line_has_ended = len(self.runs), False
        self.runs.append(run)

    def end_line(self) -> None:
        self.line_has_ended = bool(self.runs)

    @property
    def quotation(self) -> BlockQuotation | None:
        if self.kind != "quote" or not self.runs:
            return None
        first, *rest = self.runs[self.last_line :]
        if not first.text.startswith(DASH):
            return None
        attribution = (LinkedText(first.text.removeprefix(DASH).lstrip(), first.link), *rest)
        text = _plain_text([run.text for run in self.runs[: self.last_line]])
        return BlockQuotation(text, tuple(run for run in attribution if run.text))


_LITERAL_MARKUP = re.compile(rb"(?<![\\*`])(?:\*\*|`)")


class _OpenHeading(NamedTuple):
    """A heading without its id, which depends on the other headings."""

    level: int
    words: str
    start: int
    end: int
    words_span: tuple[int, int]


class _OpenLink(NamedTuple):
    """A link whose end hasn't been reached."""

    attributes: Mapping[str, str]
    start: int
    words: list[str]


class _EventReader:
    """Collects blocks, links, headings and errors from the parser's events.

    Blocks with text don't nest, except that a list within an item or a quotation in a list begins
    another block. `_open` is a stack of the open ones; the first takes text outside of any block.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.blocks: list[_Block] = []
        self.links: list[Link] = []
        self.headings: list[_OpenHeading] = []
        self.footnotes: list[tuple[int, int]] = []
        self.footnote_references: list[tuple[int, str]] = []
        self.code: list[tuple[int, int]] = []
        self.indented_code: list[tuple[int, int]] = []
        self.unclosed: list[int] = []
        self.invisible: list[tuple[int, str]] = []
        self.too_deep: int | None = None
        self.large_table: int | None = None
        self._cells = 0
        self._has_entities = b"&" in self.data
        self._depth = 0
        self._open = [_Block("")]
        self._quotes = 0
        self._inner: list[tuple[Mapping[str, str], int]] = []
        """Images and links within the words of `_link`, with the index of their first word."""
        self._link: _OpenLink | None = None
        self._words_end = 0
        """End of the words of the open heading, link or block so far."""

    def take(self, event: Any, start: int, end: int) -> None:
        value: Any
        name, value = (event, None) if isinstance(event, str) else event.popitem()
        match name:
            case "Text":
                self._words(value, start, end)
                if "*" in value or "`" in value:
                    self._find_unclosed(start, end)
            case "Start" | "End":
                tag, value = (value, None) if isinstance(value, str) else value.popitem()
                step = self._begin if name == "Start" else self._finish
                step(tag, value, start, end)
            case "SoftBreak" | "HardBreak":
                self._break()
            case "Code":
                self.code.append((start, end))
                self._words(value, start, end)
            case "InlineHtml":
                self._touch(start, end)
            case "FootnoteReference":
                self.footnote_references.append((start, value))
                self._touch(start, end)

    def _begin(self, tag: str, value: Any, start: int, end: int) -> None:
        self._depth += 1
        if self._depth > MAX_NESTING and self.too_deep is None:
            self.too_deep = start
        match tag:
            case "Link" | "Image":
                self._begin_link(value, start)
            case "Paragraph" | "Item" | "Heading" | "TableHead" | "TableRow":
                if not self._quotes:
                    self._open_block(tag)
            case "BlockQuote":
                self._quotes += 1
                if self._quotes == 1:
                    self._open_block("quote")
            case "CodeBlock":
                self.code.append((start, end))
                if value == "Indented":
                    self.indented_code.append((start, end))
                self._open_block("code")
            case "FootnoteDefinition":
                self.footnotes.append((start, end))
            case "TableCell":
                self._begin_cell(start)
            case "Emphasis" | "Strong" | "Strikethrough":
                self._touch(start, start)

    def _finish(self, tag: str, value: Any, start: int, end: int) -> None:
        self._depth -= 1
        match tag:
            case "Link" | "Image":
                self._end_link(start, end, is_image=tag == "Image")
            case "Heading" if not self._quotes:
                self._end_heading(int(value[1:]), start, end)
            case "Paragraph" | "Item" | "Heading" | "TableHead" | "TableRow":
                if self._quotes:
                    self._open[-1].end_line()
                else:
                    self._close_block()
            case "BlockQuote":
                self._quotes -= 1
                if not self._quotes:
                    self._close_block()
            case "CodeBlock":
                self._close_block()
            case "Emphasis" | "Strong" | "Strikethrough":
                self._touch(end, end)

    def _open_block(self, kind: str) -> None:
        self._open.append(_Block(kind))

    def _close_block(self) -> None:
        block = self._open.pop()
        block.plain = _plain_text([run.text for run in block.runs])
        if self._has_entities and not self.invisible:  # accents on one letter, each an entity
            at = next(find_invisible(block.plain), None)
            self.invisible += [] if at is None else [(max(block.start, 0), block.plain[at])]
        self.blocks.append(block)

    def _touch(self, start: int, end: int) -> None:
        """Record that words of the open heading, link or block end at `end`."""
        self._words_end = end
        block = self._open[-1]
        if block.start < 0:
            block.start = start

    def _words(self, text: str, start: int, end: int) -> None:
        self._touch(start, end)
        if self._has_entities or not text.isprintable():  # for speed: most texts are neither
            self.invisible += [(start, text[at]) for at in find_invisible(text)]
            text = LINE_BREAKS.sub(" ", text)
        if self._link:
            self._link.words.append(text)
        else:
            self._open[-1].add(LinkedText(text))

    def _find_unclosed(self, start: int, end: int) -> None:
        """Record markup that the parser takes for words; it may give `**` in two events."""
        if self._open[-1].kind != "code":
            literal_marks = _LITERAL_MARKUP.finditer(self.data, start, min(end + 1, len(self.data)))
            self.unclosed += [match.start() for match in literal_marks if match.start() < end]

    def _break(self) -> None:
        if self._link:
            self._link.words.append(" ")
        else:
            self._open[-1].end_line()

    def _begin_cell(self, start: int) -> None:
        self._cells += 1
        if self._cells > MAX_TABLE_CELLS and self.large_table is None:
            self.large_table = start
        block = self._open[-1]
        if block.runs and not block.line_has_ended:
            block.add(LinkedText(" \N{MIDDLE DOT} "))

    def _begin_link(self, link: Mapping[str, str], start: int) -> None:
        self._touch(start, start)
        if self._link is None:  # an image within a link belongs to that link's words
            self._link = _OpenLink(link, start, [])
            self._words_end = start + 1
        else:
            self._inner.append((link, len(self._link.words)))

    def _end_link(self, start: int, end: int, is_image: bool) -> None:
        assert self._link, "a link begins before it ends"
        if self._inner:
            attributes, first_word = self._inner.pop()
            words = self._link.words[first_word:]
            self.links.append(self._make_link(attributes, words, start, end, is_image))
            self._touch(end, end)
            return
        attributes, _, words = self._link
        self._link = None
        link = self._make_link(attributes, words, start, end, is_image)
        self.links.append(link)
        self._touch(start, end)
        self._open[-1].links.append(link)
        self._open[-1].add(LinkedText(link.words, link))

    def _make_link(
        self,
        attributes: Mapping[str, str],
        words: Iterable[str],
        start: int,
        end: int,
        is_image: bool,
    ) -> Link:
        target, title = attributes["dest_url"], attributes["title"]
        if attributes["link_type"] == "Email":
            target = f"mailto:{target}"
        has_tail = attributes["link_type"] not in ("Autolink", "Email")
        kind = LinkKind.IMAGE if is_image else target_kind(target)
        entity = parse_annotation(target) if kind is LinkKind.ANNOTATION else None
        return Link(
            target=target,
            title=title,
            words=_plain_text(words),
            start=start,
            tail=self._tail(end) if has_tail else end,
            end=end,
            kind=kind,
            entity=entity,
            annotation=parse_title(entity, title) if entity and title else AnnotationTitle(),
        )

    def _tail(self, end: int) -> int:
        """Return the offset at which the words end of a link that ends at `end`."""
        return max(self.data.find(b"]", self._words_end, end), self._words_end)

    def _end_heading(self, level: int, start: int, end: int) -> None:
        self._close_block()
        block = self.blocks[-1]
        first = before_escape(self.data, max(block.start, start))
        words_span = (first, max(self._words_end, start))
        self.headings.append(_OpenHeading(level, block.plain, start, end, words_span))


def _plain_text(texts: Iterable[str]) -> str:
    """Return the texts as one line with single spaces."""
    text = "".join(texts)
    if text.isprintable() and "  " not in text:  # for speed: most texts are like this
        return text.strip()
    return " ".join(text.split())


def _with_anchors(blocks: Iterable[_Block]) -> tuple[LinkedBlock, ...]:
    """Return the blocks that hold links or are quotations, in the order of the text."""
    counts: dict[str, int] = {}
    linked_blocks = []
    for block in sorted(blocks, key=lambda block: block.start):
        quotation = block.quotation
        if not block.links and not quotation:
            continue
        digest = hashlib.blake2b(block.plain.encode(), digest_size=4).hexdigest()
        counts[digest] = counts.get(digest, 0) + 1
        suffix = f"-{counts[digest]}" if counts[digest] > 1 else ""
        anchor, runs, links = f"p-{digest}{suffix}", tuple(block.runs), tuple(block.links)
        linked_blocks.append(LinkedBlock(anchor, runs, block.start, quotation, links))
    return tuple(linked_blocks)


def _with_ids(headings: Iterable[_OpenHeading]) -> tuple[Heading, ...]:
    """Return headings with the ids that code hosts give them, except where pages use such ids."""
    counts: dict[str, int] = {}
    result = []
    for level, words, start, end, words_span in headings:
        slug = slugify(words)
        id = slug = f"section-{slug}" if _RESERVED_IDS.match(slug) else slug
        while id in counts:
            counts[slug] += 1
            id = f"{slug}-{counts[slug]}"
        counts[id] = 0
        result.append(Heading(level, id, start, end, words_span))
    return tuple(result)


_RESERVED_IDS = re.compile("(?:note|p|search)-|(?:content|menu|open-search|switch-palette)$")
"""The ids of passages, footnotes and parts of the layout."""


def slugify(words: str) -> str:
    """Return the id of a heading: letters, marks and digits of every script, `-` and `_`."""
    chars = [
        char
        for char in unicodedata.normalize("NFC", words).lower()
        if char in " -_" or unicodedata.category(char)[0] in "LMN"
    ]
    return "".join(chars).strip().replace(" ", "-") or "section"
