"""The one CommonMark parse: what a text says, where, and what it links to."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import pyromark
from msgspec import Struct
from pyromark import Options

from generator.content.invisible_characters import find_invisible

_OPTIONS = Options.ENABLE_TABLES | Options.ENABLE_FOOTNOTES | Options.ENABLE_STRIKETHROUGH
"""CommonMark with tables, strikethrough and footnotes: the whole of the format's Markdown."""

_to_html = pyromark.Markdown(options=_OPTIONS).html
_to_events = pyromark.Markdown(options=_OPTIONS).events_with_range

MAX_TABLE_CELLS = 10_000
"""Cells that the tables of a text may have, with those that the parser adds to short rows. After a
quarter of a million it takes all that follows for a part of the table."""
MAX_NESTING = 24
"""Levels of lists, quotations and emphasis within each other; nobody can follow half as many."""
LINE_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
"""Tabs, and all that some program takes for the end of a line: `&#13;` can put one in a text."""
DASH = "\N{EM DASH}"
"""What begins the last line of a quotation, before its speaker."""


class Link(NamedTuple):
    """A link, an image or an annotation: a place in the text that points elsewhere."""

    target: str
    title: str
    words: str
    """The plain text between the brackets; of an image, its alternative text."""
    start: int
    """Byte offset of the opening bracket."""
    tail: int
    """Byte offset of the `](target "title")` that ends it."""
    end: int
    is_image: bool = False


class LinkedText(NamedTuple):
    """Words of a passage that stand, or do not stand, inside one link."""

    text: str
    link: Link | None = None


class BlockQuotation(NamedTuple):
    """What somebody said: a block quote whose last line names its speaker."""

    text: str
    attribution: tuple[LinkedText, ...]
    """The last line without its dash."""

    @property
    def links(self) -> tuple[Link, ...]:
        return tuple(run.link for run in self.attribution if run.link)


class LinkedBlock(NamedTuple):
    """A block that holds links: a paragraph, list item, table row, heading or quotation."""

    anchor: str
    """The fragment that leads to it. It comes from its own words alone, so it stays put
    when other passages change."""
    runs: tuple[LinkedText, ...]
    start: int
    """Byte offset of its first words."""
    quotation: BlockQuotation | None = None
    links: tuple[Link, ...] = ()
    """Its links in the order of the text, each once."""

    def __hash__(self) -> int:
        # Of one text no two passages begin at one place; of two texts, few have one anchor.
        return hash((self.anchor, self.start))

    @property
    def text(self) -> str:
        return "".join([run.text for run in self.runs])


class Heading(Struct, frozen=True):
    level: int
    id: str
    start: int
    end: int
    words_span: tuple[int, int]
    """Byte offsets of its words, without the marks that make it a heading."""


class Body(Struct, frozen=True):
    """The text of a content file below its front matter."""

    source: str = ""
    first_line: int = 1
    """The line of the file on which `source` begins."""
    passages: tuple[LinkedBlock, ...] = ()
    links: tuple[Link, ...] = ()
    """Links that stand in a passage, in the order of the text."""
    headings: tuple[Heading, ...] = ()
    footnotes: tuple[tuple[int, int], ...] = ()
    """Byte ranges of the footnotes' definitions."""
    footnote_references: tuple[tuple[int, str], ...] = ()
    """Where the text leads to a footnote: byte offset and label."""
    code: tuple[tuple[int, int], ...] = ()
    """Byte ranges of code, in which nothing is a link."""
    text: str = ""
    """The plain text, a line for each block."""
    invisible_characters: tuple[tuple[int, str], ...] = ()
    """Hidden characters that are written as something else (`&#8238;`), with their byte offset."""
    too_deep: int | None = None
    """The byte offset of what is nested too deep, if anything is. It is where reading ended."""
    large_table: int | None = None
    """The byte offset of the cell with which there are more than `CELLS`, if there are. It is where
    reading ended."""

    @property
    def data(self) -> bytes:
        """`source` in UTF-8, as offsets count it; it is encoded once for all that asks."""
        return _lines(self.source)[0]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both counted from 1, of a byte offset."""
        data, starts = _lines(self.source)
        line = bisect_right(starts, offset) - 1
        return self.first_line + line, len(data[starts[line] : offset].decode()) + 1

    def target_position(self, link: Link) -> tuple[int, int]:
        """Where the link's target is written; of a reference link, where the link begins."""
        tail = _lines(self.source)[0][link.tail : link.end]
        found = tail.find(link.target.encode())
        return self.position(link.tail + found if found >= 0 else link.start)

    @property
    def anchors(self) -> frozenset[str]:
        """Every fragment that can be linked to."""
        return frozenset(
            [heading.id for heading in self.headings]
            + [passage.anchor for passage in self.passages]
        )


def byte_offsets(text: str, starts: Iterable[int]) -> Iterator[int]:
    """Yield the offset in bytes of each of these offsets in characters, which ascend."""
    before, offset = 0, 0
    for start in starts:
        offset += len(text[before:start].encode())
        before = start
        yield offset


@lru_cache(maxsize=4)  # a file's problems are told together, and some files have thousands
def _lines(source: str) -> tuple[bytes, tuple[int, ...]]:
    """A text's bytes, and the offset at which each line begins."""
    data = source.encode()
    return data, (0, *(found.end() for found in re.finditer(rb"\n", data)))


def parse(source: str, first_line: int = 1) -> Body:
    """Reads a body (CommonMark with tables, strikethrough and footnotes).

    `source` has `\\n` line ends. Any text at all is a body: nothing is raised.
    """
    reader = _EventReader(source)
    for event, span in _to_events(source):
        reader.take(event, span["start"], span["end"])
        if reader.deep is not None or reader.large_table is not None:
            break  # the text is refused: reading on only takes time
    return Body(
        source=source,
        first_line=first_line,
        passages=_with_anchors(reader.blocks),
        links=tuple(reader.links),
        headings=_with_ids(reader.headings),
        footnotes=tuple(reader.footnotes),
        footnote_references=tuple(reader.noted),
        code=tuple(reader.code),
        text="\n".join(filter(None, (block.plain for block in reader.blocks))),
        invisible_characters=tuple(reader.hiding),
        too_deep=reader.deep,
        large_table=reader.large_table,
    )


def html(source: str) -> str:
    """The HTML of a whole Markdown page. Raw HTML passes: the press cleans it afterwards."""
    return _to_html(source)


def replace_html_and_targets(
    source: str,
    tag: Callable[[str], str],
    block: Callable[[str], str],
    target: Callable[[str], str | None],
) -> str:
    """Return Markdown with other words for its HTML, and other targets for its links.

    `tag` gives the words for one tag within a line, and `block` those for a block of HTML; a blank
    line goes with a block that has none. `target` gives the new target of a link, image or
    definition, or None to leave it as written. Everything else, code above all, stays untouched.
    """
    data = source.encode()
    edits: list[Edit] = []
    open_links: list[Mapping[str, str]] = []
    words_end = 0
    """Where the words of a link end so far."""
    reached = 0
    """Up to where the text is known to hold no definition."""
    first_edit, is_wordless = 0, False
    """Of the paragraph that is read: its first edit, and whether it holds nothing but tags."""
    events: Any = _to_events(source)
    detail: Any
    for event, span in events:
        start, end = span["start"], span["end"]
        name, value = (event, "") if isinstance(event, str) else event.popitem()
        kind, detail = (value, None) if isinstance(value, str) else value.popitem()
        if name == "End":
            if kind in ("Link", "Image"):
                edits += _target_edits(data, words_end, end, open_links.pop(), target)
                words_end = end
            elif kind == "Paragraph" and is_wordless:
                edits[first_edit:] = [_block_edit(data, start, end, block)]
            continue
        if name == "Start" and kind in _CONTAINERS:
            continue
        if start > reached:
            edits += _definition_edits(data, reached, start, target)
        reached = max(reached, end)
        if name == "InlineHtml":
            edits.append((start, end, tag(value).encode()))
        elif kind == "HtmlBlock":
            edits.append(_block_edit(data, start, end, block))
        elif kind in ("Link", "Image"):
            open_links.append(detail)
        if kind == "Paragraph":
            first_edit, is_wordless = len(edits), True
        elif name != "InlineHtml" and event != "SoftBreak":
            is_wordless = False
        words_end = end if name != "Start" else start
    edits += _definition_edits(data, reached, len(data), target)
    edits.sort(key=itemgetter(0))
    return _apply(data, edits, 0, len(data))


_CONTAINERS = frozenset(["BlockQuote", "FootnoteDefinition", "Item", "List"])
"""The blocks that hold other blocks, and so may hold definitions."""
_DEFINITION = re.compile(rb"\[(?!\^)(?:[^\[\]\\]|\\.)+\]:[ \t]*(?:\n[ \t>]*)?<?([^\s<>]+)")


def _definition_edits(
    data: bytes, start: int, end: int, target: Callable[[str], str | None]
) -> Iterator[Edit]:
    """Yield new targets for the definitions between two blocks, where there is no other text."""
    for found in _DEFINITION.finditer(data, start, end):
        new = target(found[1].decode())
        if new is not None:
            yield (*found.span(1), new.encode())


def _block_edit(data: bytes, start: int, end: int, block: Callable[[str], str]) -> Edit:
    words = block(data[start:end].decode())
    while not words and data[end : end + 1] == b"\n":
        end += 1
    return start, end, words.encode()


def _target_edits(
    data: bytes,
    words_end: int,
    end: int,
    link: Mapping[str, str],
    target: Callable[[str], str | None],
) -> Iterator[Edit]:
    """Yield the new target of a link that has its target written behind its words."""
    new = target(link["dest_url"]) if link["link_type"] == "Inline" else None
    if new is None:
        return
    tail = data.find(b"](", words_end, end)
    at = end - len(data[tail + 2 : end].lstrip(b" \t\n<"))
    old = link["dest_url"].encode()
    if data.startswith(old, at):
        yield at, at + len(old), new.encode()
    else:  # it is written with escapes, or behind the `>` of a quotation
        title = " ".join(link["title"].replace("\\", r"\\").replace('"', r"\"").split())
        written = f' "{title}"' if title else ""
        yield tail, end, f"]({new}{written})".encode()


def rewrite(
    body: Body,
    target: Callable[[Link], str | None],
    marked: Iterable[LinkedBlock],
    anchor: Callable[[str], str],
) -> str:
    """The body's Markdown with its links led elsewhere and its passages made reachable.

    `target` gives the `(destination "title")` of a link, None to leave it as written, or
    nothing (`""`) to keep only its words.
    Before the words of each passage in `marked`, and of each heading, `anchor` of its id is
    written. Headings are written as `##` lines, one level down where the text has a level 1
    of its own; footnotes move to the end, because every engine shows them there.
    """
    data = body.data
    edits: list[Edit] = []
    for link in body.links:
        new = target(link)
        if new is not None and link.tail < link.end:
            if not new:
                edits.append((link.start, link.start + 1, b""))
            edits.append((link.tail, link.end, f"]{new}".encode() if new else b""))
    shift = 1 if any(heading.level == 1 for heading in body.headings) else 0
    for heading in body.headings:
        edits += _heading_edits(data, heading, min(heading.level + shift, 6), anchor)
    # What stands at one place stays in this order: a heading's marks begin its line.
    edits += [_insertion(data, passage.start, anchor(passage.anchor)) for passage in marked]
    edits.sort(key=itemgetter(0, 1))
    movable = [span for span in body.footnotes if data[span[0] - 1 : span[0]] in (b"", b"\n")]
    text = _apply(data, edits, 0, len(data), skip=movable)
    notes = [_apply(data, edits, *span) for span in movable]
    return "\n\n".join(part.strip("\n") for part in (text, *notes) if part.strip())


Edit = tuple[int, int, bytes]


def _insertion(data: bytes, at: int, text: str) -> Edit:
    at = _before_escape(data, at)
    return at, at, text.encode()


def _before_escape(data: bytes, at: int) -> int:
    """Where the words begin that the parser says begin at `at`.

    It gives the place of an escaped character, not that of its backslash.
    """
    return at - 1 if at and data[at - 1 : at] == b"\\" else at


def _heading_edits(
    data: bytes, heading: Heading, level: int, anchor: Callable[[str], str]
) -> list[Edit]:
    """Rewrites the marks around a heading's words, so that it stands on one `##` line."""
    first, last = heading.words_span
    opening = "#" * level + " " + anchor(heading.id)
    folds = [
        (first + found.start(), first + found.end(), b" ")
        for found in re.finditer(rb"(?<! ) *+\n[ >]*+", data[first:last])
    ]
    return [(heading.start, first, opening.encode()), *folds, (last, heading.end, b"\n")]


def _apply(
    data: bytes, edits: list[Edit], start: int, end: int, skip: Iterable[tuple[int, int]] = ()
) -> str:
    """`data` from `start` to `end` with the edits that fall there, less what is skipped.

    `edits` stand in their order. What begins where a footnote ends is none of its own.
    """
    # What stood on both sides of a cut does not grow together.
    cuts = [
        (first, last, b"" if data[max(first - 2, 0) : first] == b"\n\n" else b"\n")
        for first, last in skip
    ]
    first_edit = bisect_left(edits, start, key=itemgetter(0))
    last_edit = bisect_left(edits, end, key=itemgetter(0)) if end < len(data) else len(edits)
    parts, here = [], start
    for first, last, new in sorted([*cuts, *edits[first_edit:last_edit]], key=itemgetter(0)):
        if first < here:  # inside something already replaced: a link in a link's own words
            continue
        parts += [data[here:first], new]
        here = last
    return b"".join([*parts, data[here:end]]).decode()


class _Block:
    """A passage in the making."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.start = -1
        self.runs: list[LinkedText] = []
        self.links: list[Link] = []
        self.line = 0
        """Where in `runs` the last line begins."""
        self.line_is_ended = False
        self.plain = ""

    def add(self, run: LinkedText) -> None:
        if self.line_is_ended:
            self.runs.append(LinkedText(" "))
            self.line, self.line_is_ended = len(self.runs), False
        self.runs.append(run)

    def end_line(self) -> None:
        self.line_is_ended = bool(self.runs)

    @property
    def quotation(self) -> BlockQuotation | None:
        if self.kind != "quote" or not self.runs:
            return None
        first, *rest = self.runs[self.line :]
        if not first.text.startswith(DASH):
            return None
        attribution = (LinkedText(first.text.removeprefix(DASH).lstrip(), first.link), *rest)
        text = _plain_text([run.text for run in self.runs[: self.line]])
        return BlockQuotation(text, tuple(run for run in attribution if run.text))


class _EventReader:
    """Gathers passages, links, headings and faults from the parser's events.

    Passages do not nest, except that a list within an item or a quotation in a list
    begins a passage of its own; `open` holds the ones begun and not yet ended, and below
    them one for what stands in no passage.
    """

    def __init__(self, source: str) -> None:
        self.data = source.encode()
        self.blocks: list[_Block] = []
        self.links: list[Link] = []
        self.headings: list[tuple[int, str, int, int, tuple[int, int]]] = []
        self.footnotes: list[tuple[int, int]] = []
        self.noted: list[tuple[int, str]] = []
        self.code: list[tuple[int, int]] = []
        self.hiding: list[tuple[int, str]] = []
        self.deep: int | None = None
        self.large_table: int | None = None
        self._cells = 0
        self._has_entities = b"&" in self.data
        self._depth = 0
        self._open = [_Block("")]
        self._quotes = 0
        self._inner: list[tuple[Mapping[str, str], int]] = []
        """Of each picture or link within the words of `_link`, where those words were."""
        self._link: tuple[Mapping[str, str], int, list[str]] | None = None
        self._words_end = 0

    def take(self, event: Any, start: int, end: int) -> None:
        value: Any
        name, value = (event, None) if isinstance(event, str) else event.popitem()
        match name:
            case "Text":
                self._words(value, start, end)
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
                self.noted.append((start, value))
                self._touch(start, end)

    def _begin(self, tag: str, value: Any, start: int, end: int) -> None:
        self._depth += 1
        if self._depth > MAX_NESTING and self.deep is None:
            self.deep = start
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
        if self._has_entities and not self.hiding:  # a heap of accents, each an entity by itself
            at = next(find_invisible(block.plain), None)
            self.hiding += [] if at is None else [(max(block.start, 0), block.plain[at])]
        self.blocks.append(block)

    def _touch(self, start: int, end: int) -> None:
        """Notes how far the words of a heading, a link or a passage reach."""
        self._words_end = end
        block = self._open[-1]
        if block.start < 0:
            block.start = start

    def _words(self, text: str, start: int, end: int) -> None:
        self._touch(start, end)
        if self._has_entities or not text.isprintable():  # few are neither
            self.hiding += [(start, text[at]) for at in find_invisible(text)]
            text = LINE_BREAKS.sub(" ", text)
        if self._link:
            self._link[2].append(text)
        else:
            self._open[-1].add(LinkedText(text))

    def _break(self) -> None:
        if self._link:
            self._link[2].append(" ")
        else:
            self._open[-1].end_line()

    def _begin_cell(self, start: int) -> None:
        self._cells += 1
        if self._cells > MAX_TABLE_CELLS and self.large_table is None:
            self.large_table = start
        block = self._open[-1]
        if block.runs and not block.line_is_ended:
            block.add(LinkedText(" \N{MIDDLE DOT} "))

    def _begin_link(self, link: Mapping[str, str], start: int) -> None:
        self._touch(start, start)
        if self._link is None:  # an image within a link belongs to that link's words
            self._link = (link, start, [])
            self._words_end = start + 1
        else:
            self._inner.append((link, len(self._link[2])))

    def _end_link(self, start: int, end: int, is_image: bool) -> None:
        assert self._link, "a link is begun before it is ended"
        if self._inner:
            inner, at = self._inner.pop()
            self.links.append(self._made(inner, self._link[2][at:], start, end, is_image))
            self._touch(end, end)
            return
        link, _, words = self._link
        self._link = None
        found = self._made(link, words, start, end, is_image)
        self.links.append(found)
        self._touch(start, end)
        self._open[-1].links.append(found)
        self._open[-1].add(LinkedText(found.words, found))

    def _made(
        self, link: Mapping[str, str], words: Iterable[str], start: int, end: int, is_image: bool
    ) -> Link:
        written = link["link_type"] not in ("Autolink", "Email")
        return Link(
            target=link["dest_url"]
            if link["link_type"] != "Email"
            else "mailto:" + link["dest_url"],
            title=link["title"],
            words=_plain_text(words),
            start=start,
            tail=self._tail(end) if written else end,
            end=end,
            is_image=is_image,
        )

    def _tail(self, end: int) -> int:
        """Where the words end of a link that ends at `end`."""
        return max(self.data.find(b"]", self._words_end, end), self._words_end)

    def _end_heading(self, level: int, start: int, end: int) -> None:
        self._close_block()
        block = self.blocks[-1]
        first = _before_escape(self.data, max(block.start, start))
        inner = (first, max(self._words_end, start))
        self.headings.append((level, block.plain, start, end, inner))


def _plain_text(texts: Iterable[str]) -> str:
    text = "".join(texts)
    if text.isprintable() and "  " not in text:  # as most are: no blanks but single spaces
        return text.strip()
    return " ".join(text.split())


def _with_anchors(blocks: Iterable[_Block]) -> tuple[LinkedBlock, ...]:
    """The blocks that hold links or are quotations, in the order of the text, with anchors."""
    seen: dict[str, int] = {}
    passages = []
    for block in sorted(blocks, key=lambda block: block.start):
        quotation = block.quotation
        if not block.links and not quotation:
            continue
        digest = hashlib.blake2b(block.plain.encode(), digest_size=4).hexdigest()
        seen[digest] = seen.get(digest, 0) + 1
        suffix = f"-{seen[digest]}" if seen[digest] > 1 else ""
        anchor, runs, links = f"p-{digest}{suffix}", tuple(block.runs), tuple(block.links)
        passages.append(LinkedBlock(anchor, runs, block.start, quotation, links))
    return tuple(passages)


def _with_ids(
    found: Iterable[tuple[int, str, int, int, tuple[int, int]]],
) -> tuple[Heading, ...]:
    """Headings with the ids that code-hosting sites give them, unless a page has such a one."""
    seen: dict[str, int] = {}
    headings = []
    for level, words, start, end, inner in found:
        slug = slugify(words)
        id = slug = f"section-{slug}" if _RESERVED_IDS.match(slug) else slug
        while id in seen:
            seen[slug] += 1
            id = f"{slug}-{seen[slug]}"
        seen[id] = 0
        headings.append(Heading(level, id, start, end, inner))
    return tuple(headings)


_RESERVED_IDS = re.compile("(?:note|p|search)-|(?:content|menu|open-search|switch-palette)$")
"""What has an id on every page, or can have: passages, footnotes, and what is in the frame."""


def slugify(words: str) -> str:
    """The id of a heading: letters, marks and digits of every script, `-` and `_`."""
    kept = [
        char
        for char in unicodedata.normalize("NFC", words).lower()
        if char in " -_" or unicodedata.category(char)[0] in "LMN"
    ]
    return "".join(kept).strip().replace(" ", "-") or "section"
