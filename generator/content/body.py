"""The parsed body of a content file: its blocks, links, quotations and headings."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from generator.content.annotation_titles import AnnotationTitle
from generator.content.keys import Key, State, parse_annotation
from generator.content.urls import scheme_of


class LinkKind(Enum):
    """What a link leads to."""

    ANNOTATION = "annotation"
    """The page of an entity: `person:jane-doe`."""
    RELATIVE = "relative"
    """Another file of the site, by its path from this one, or a fragment of this file."""
    EXTERNAL = "external"
    """An address with a scheme, or one that isn't allowed: `//host`, an absolute path, nothing."""
    IMAGE = "image"


class Link(NamedTuple):
    """A link, an image or an annotation."""

    target: str
    title: str
    words: str
    """The plain text between the brackets; for an image, its alternative text."""
    start: int
    """Byte offset of the opening bracket."""
    tail: int
    """Byte offset of the closing `](target "title")`."""
    end: int
    kind: LinkKind
    entity: Key | None = None
    """The entity that an annotation names."""
    annotation: AnnotationTitle = AnnotationTitle()
    """What an annotation's title says of its words."""

    @property
    def state(self) -> State | None:
        """The state that the annotation of a commitment shows it in."""
        return self.annotation.state

    @property
    def path(self) -> str:
        """The path of a relative link; empty for a fragment of the same file."""
        return self.target.partition("#")[0]

    @property
    def fragment(self) -> str:
        return self.target.partition("#")[2]


@lru_cache(maxsize=1 << 13)  # thousands of articles have the same few targets
def target_kind(target: str) -> LinkKind:
    """Return what a link, which isn't an image, leads to."""
    if parse_annotation(target):
        return LinkKind.ANNOTATION
    if not target or target.startswith(("/", "\\")) or scheme_of(target):
        return LinkKind.EXTERNAL
    return LinkKind.RELATIVE


class LinkedText(NamedTuple):
    """Part of a block: plain text that is inside of one link, or of none."""

    text: str
    link: Link | None = None


class BlockQuotation(NamedTuple):
    """A block quote whose last line names its speaker behind a dash."""

    text: str
    attribution: tuple[LinkedText, ...]
    """The last line without its dash."""

    @property
    def links(self) -> tuple[Link, ...]:
        return tuple(run.link for run in self.attribution if run.link)


class LinkedBlock(NamedTuple):
    """A block with links: a paragraph, list item, table row, heading or block quote."""

    anchor: str
    """Its fragment on the page. It depends on the words of the block only, so it doesn't change
    when other blocks change."""
    runs: tuple[LinkedText, ...]
    start: int
    """Byte offset of its first words."""
    quotation: BlockQuotation | None = None
    links: tuple[Link, ...] = ()
    """Its links in the order of the text, each once."""

    def __hash__(self) -> int:
        # Blocks of one text differ in their start, and blocks of different texts in their anchor.
        return hash((self.anchor, self.start))

    @property
    def text(self) -> str:
        return "".join([run.text for run in self.runs])

    @property
    def is_passage(self) -> bool:
        """Whether it has an anchor on its page: it holds an annotation or is a quotation."""
        return bool(self.quotation) or any(link.entity for link in self.links)


class Heading(Struct, frozen=True):
    """A heading with its place in the source."""

    level: int
    id: str
    start: int
    end: int
    words_span: tuple[int, int]
    """Byte offsets of its words, without the markup that makes them a heading."""


class Body(Struct, frozen=True):
    """The text of a content file below its front matter."""

    source: str = ""
    data: bytes = b""
    """`source` in UTF-8, which all byte offsets refer to."""
    first_line: int = 1
    """The line of the file on which `source` begins."""
    linked_blocks: tuple[LinkedBlock, ...] = ()
    links: tuple[Link, ...] = ()
    """All links in the order of the text; a link within another precedes it."""
    headings: tuple[Heading, ...] = ()
    footnotes: tuple[tuple[int, int], ...] = ()
    """Byte ranges of the footnote definitions."""
    footnote_references: tuple[tuple[int, str], ...] = ()
    """Byte offset and label of each reference to a footnote."""
    code: tuple[tuple[int, int], ...] = ()
    """Byte ranges of code, in which nothing is a link."""
    indented_code: tuple[tuple[int, int], ...] = ()
    """Byte ranges of the code that is set in by spaces instead of having fences."""
    unclosed: tuple[int, ...] = ()
    """Byte offset of each `**` and each backtick that is part of the words, in the order of the
    text."""
    text: str = ""
    """The plain text, one line for each block."""
    invisible_characters: tuple[tuple[int, str], ...] = ()
    """Invisible characters that are written as entities (`&#8238;`), with their byte offset."""
    too_deep: int | None = None
    """Byte offset of the first block or emphasis that is nested too deep. Parsing ended there."""
    large_table: int | None = None
    """Byte offset of the first table cell that exceeds the limit. Parsing ended there."""

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of a byte offset, both counted from 1."""
        starts = _line_starts(self.data)
        line = bisect_right(starts, offset) - 1
        return self.first_line + line, len(self.data[starts[line] : offset].decode()) + 1

    def target_position(self, link: Link) -> tuple[int, int]:
        """Return where a link's target is written; for a reference link, where the link begins."""
        at = self.data.find(link.target.encode(), link.tail, link.end)
        return self.position(at if at >= 0 else link.start)


def byte_offsets(text: str, offsets: Iterable[int]) -> Iterator[int]:
    """Yield the byte offset of each of these character offsets, which ascend."""
    before, total = 0, 0
    for offset in offsets:
        total += len(text[before:offset].encode())
        before = offset
        yield total


@lru_cache(maxsize=4)  # the problems of a file are located one after another, sometimes thousands
def _line_starts(data: bytes) -> tuple[int, ...]:
    return (0, *(match.end() for match in re.finditer(rb"\n", data)))
