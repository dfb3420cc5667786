"""Marks what differs between two versions of a page's HTML, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from generator.content.word_count import MARKS
from generator.newsroom.text_diff import Block, changed_blocks

MAX_GAP = 2
"""Unchanged words between two changes that are marked with them: it reads more easily."""
_IDEOGRAPHS = "\u2e80-\u9fff\uf900-\ufaff"
_TAG = r'<!--.*?-->|<(?:"[^"]*"|[^">])*>'
_WORD = rf"[{_IDEOGRAPHS}]|(?:(?![{_IDEOGRAPHS}])\w|[{MARKS}])+"
_TOKEN = re.compile(rf"(?P<tag>{_TAG})|&\w+;|&#\w+;|{_WORD}|\S")


def mark_changes(before: str, after: str) -> tuple[str, str]:
    """Return the HTML with `<del class="change">` before, and `<ins class="change">` after.

    Words and images are compared; other tags are not. Each mark is within one element.
    """
    old, new = _tokens(before), _tokens(after)
    words = [[token[0] for token in tokens] for tokens in (old, new)]
    blocks = _join_near(changed_blocks(*words))
    deleted = [old[block.old_start : block.old_end] for block in blocks]
    inserted = [new[block.new_start : block.new_end] for block in blocks]
    return _mark(before, deleted, "del"), _mark(after, inserted, "ins")


def _tokens(html: str) -> list[re.Match[str]]:
    return [
        match
        for match in _TOKEN.finditer(html)
        if not match["tag"] or match["tag"].startswith("<img")
    ]


def _join_near(blocks: Iterable[Block]) -> list[Block]:
    joined: list[Block] = []
    for block in blocks:
        if joined and block.old_start - joined[-1].old_end <= MAX_GAP:
            joined[-1] = joined[-1]._replace(old_end=block.old_end, new_end=block.new_end)
        else:
            joined.append(block)
    return joined


def _mark(html: str, changes: Iterable[Sequence[re.Match[str]]], tag: str) -> str:
    parts, at = list[str](), 0
    for start, end in (span for tokens in changes for span in _spans(html, tokens)):
        parts += [html[at:start], f'<{tag} class="change">', html[start:end], f"</{tag}>"]
        at = end
    return "".join([*parts, html[at:]])


def _spans(html: str, tokens: Iterable[re.Match[str]]) -> list[tuple[int, int]]:
    """Return the spans of the tokens; those with nothing but spaces between them are one."""
    spans: list[tuple[int, int]] = []
    for token in tokens:
        if spans and not html[spans[-1][1] : token.start()].strip():
            spans[-1] = (spans[-1][0], token.end())
        else:
            spans.append(token.span())
    return spans
