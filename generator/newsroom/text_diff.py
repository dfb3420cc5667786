"""The lines in which two texts differ, as `diff -u` shows them, in bounded time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from operator import eq
from typing import NamedTuple

MOST_PAIRS = 100_000_000
"""Pairs of lines up to which the fewest changed lines are looked for: a fraction of a second."""


class Block(NamedTuple):
    """Lines that were replaced by others; either may be none."""

    old_start: int
    """Counted from 0."""
    old_end: int
    new_start: int
    new_end: int


def changed_blocks(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """Return what has changed between two lists of lines, in their order.

    Long lists of the same length are compared line by line; of others that long, all that stands
    between the first changed line and the last is one block.
    """
    start = _equal_from_the_start(old, new)
    end = _equal_from_the_start(old[start:][::-1], new[start:][::-1])
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    if len(before) * len(after) <= MOST_PAIRS:
        blocks = _fewest(before, after)
    elif len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        blocks = [Block(at, at + 1, at, at + 1) for at, (one, other) in pairs if one != other]
    else:
        blocks = [Block(0, len(before), 0, len(after))]
    return _joined([Block(*(start + at for at in block)) for block in blocks])


def _equal_from_the_start(old: Sequence[str], new: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(bool, map(eq, old, new)))


def _fewest(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - most commands compare no texts

    changed = (one for one in Indel.opcodes(old, new) if one.tag != "equal")
    return [Block(one.src_start, one.src_end, one.dest_start, one.dest_end) for one in changed]


def _joined(blocks: Sequence[Block]) -> list[Block]:
    """The same, with those that touch each other made one."""
    joined: list[Block] = []
    for block in blocks:
        if (
            joined
            and joined[-1].old_end == block.old_start
            and joined[-1].new_end == block.new_start
        ):
            joined[-1] = joined[-1]._replace(old_end=block.old_end, new_end=block.new_end)
        else:
            joined.append(block)
    return joined


CONTEXT = 1
"""Unchanged lines that are shown on either side of what has changed."""


def unified_diff(
    old: Sequence[str], new: Sequence[str], old_name: str, new_name: str
) -> Iterator[str]:
    """Yield the lines of a unified diff, without their ends; nothing where the texts are equal."""
    hunks = _hunks(changed_blocks(old, new))
    if hunks:
        yield from (f"--- {old_name}", f"+++ {new_name}")
    for blocks in hunks:
        start, end = (
            max(blocks[0].old_start - CONTEXT, 0),
            min(blocks[-1].old_end + CONTEXT, len(old)),
        )
        moved_by, grown_by = (
            blocks[0].new_start - blocks[0].old_start,
            blocks[-1].new_end - blocks[-1].old_end,
        )
        yield f"@@ -{_range(start, end)} +{_range(start + moved_by, end + grown_by)} @@"
        for block in blocks:
            yield from (f" {line}" for line in old[start : block.old_start])
            yield from (f"-{line}" for line in old[block.old_start : block.old_end])
            yield from (f"+{line}" for line in new[block.new_start : block.new_end])
            start = block.old_end
        yield from (f" {line}" for line in old[start:end])


def _hunks(blocks: Sequence[Block]) -> list[list[Block]]:
    """Blocks whose surroundings touch or overlap are shown together."""
    hunks: list[list[Block]] = []
    for block in blocks:
        if hunks and block.old_start - hunks[-1][-1].old_end <= 2 * CONTEXT:
            hunks[-1].append(block)
        else:
            hunks.append([block])
    return hunks


def _range(start: int, end: int) -> str:
    """The lines of a hunk as its head names them, counted from 1."""
    if end - start == 1:
        return str(start + 1)
    return f"{start + 1 if end > start else start},{end - start}"
