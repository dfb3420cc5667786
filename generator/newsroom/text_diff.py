"""Compares two texts line by line, as `diff -u` does, in bounded time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from operator import eq
from typing import NamedTuple

from rapidfuzz.distance import Indel

MAX_PAIRS = 100_000_000
"""Pairs of lines up to which a minimal diff is computed: that takes a fraction of a second."""
CONTEXT = 1
"""Unchanged lines before and after a change in a unified diff."""


class Block(NamedTuple):
    """A range of lines replaced by another range; either may be empty. Counted from 0."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


def changed_blocks(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """Return what has changed between two lists of lines, in their order.

    Very long lists of equal length are compared line by line. In other very long lists, everything
    between the first and the last change is one block.
    """
    start = _common_prefix_length(old, new)
    end = _common_prefix_length(old[start:][::-1], new[start:][::-1])
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    if len(before) * len(after) <= MAX_PAIRS:
        blocks = _minimal_blocks(before, after)
    elif len(before) == len(after):
        blocks = [
            Block(at, at + 1, at, at + 1) for at, line in enumerate(before) if line != after[at]
        ]
    else:
        blocks = [Block(0, len(before), 0, len(after))]
    return _merge_adjacent([Block(*(start + at for at in block)) for block in blocks])


def _common_prefix_length(old: Sequence[str], new: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(bool, map(eq, old, new)))


def _minimal_blocks(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    changes = (change for change in Indel.opcodes(old, new) if change.tag != "equal")
    return [
        Block(change.src_start, change.src_end, change.dest_start, change.dest_end)
        for change in changes
    ]


def _merge_adjacent(blocks: Sequence[Block]) -> list[Block]:
    merged: list[Block] = []
    for block in blocks:
        last = merged[-1] if merged else None
        if last and (last.old_end, last.new_end) == (block.old_start, block.new_start):
            merged[-1] = last._replace(old_end=block.old_end, new_end=block.new_end)
        else:
            merged.append(block)
    return merged


def unified_diff(
    old: Sequence[str], new: Sequence[str], old_name: str, new_name: str
) -> Iterator[str]:
    """Yield the lines of a unified diff without line breaks; nothing when the texts are equal."""
    hunks = _hunks(changed_blocks(old, new))
    if hunks:
        yield from (f"--- {old_name}", f"+++ {new_name}")
    for blocks in hunks:
        first, last = blocks[0], blocks[-1]
        start, end = max(first.old_start - CONTEXT, 0), min(last.old_end + CONTEXT, len(old))
        new_start = start + first.new_start - first.old_start
        new_end = end + last.new_end - last.old_end
        yield f"@@ -{_range(start, end)} +{_range(new_start, new_end)} @@"
        for block in blocks:
            yield from (f" {line}" for line in old[start : block.old_start])
            yield from (f"-{line}" for line in old[block.old_start : block.old_end])
            yield from (f"+{line}" for line in new[block.new_start : block.new_end])
            start = block.old_end
        yield from (f" {line}" for line in old[start:end])


def _hunks(blocks: Sequence[Block]) -> list[list[Block]]:
    """Group blocks whose context lines touch or overlap."""
    hunks: list[list[Block]] = []
    for block in blocks:
        if hunks and block.old_start - hunks[-1][-1].old_end <= 2 * CONTEXT:
            hunks[-1].append(block)
        else:
            hunks.append([block])
    return hunks


def _range(start: int, end: int) -> str:
    """Return a range of lines as the header of a hunk has it, counted from 1."""
    if end - start == 1:
        return str(start + 1)
    return f"{start + 1 if end > start else start},{end - start}"
