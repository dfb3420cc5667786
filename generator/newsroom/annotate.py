"""The annotations that a text lacks: names that stand in it as plain words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from msgspec import Struct

from generator.content.body import Body
from generator.content.model import Article, Commitment, Entity, Key
from generator.index.name_matcher import NameMatch, NameMatcher
from generator.newsroom.text_diff import unified_diff

Place = tuple[int, int]
"""Line and column of a file, both counted from 1."""


class Proposal(Struct, frozen=True):
    """Words that can be annotated."""

    begin: Place
    end: Place
    words: str
    keys: tuple[Key, ...]
    """What they name: of several, a person has to choose."""


class Proposals(Struct, frozen=True):
    """What a text lacks."""

    annotations: tuple[Proposal, ...]
    """In the order of the text; each names one noun."""
    unclear: tuple[Proposal, ...]
    """Words that may name one of several nouns."""
    commitments: tuple[Commitment, ...]
    """Those that it may tell of, the likeliest first."""
    unknown: tuple[tuple[str, int], ...]
    """Names that stand in it more than once and have no file, with how often."""


def proposals(
    entity: Entity, known: NameMatcher, commitments: Iterable[Commitment], every: bool = False
) -> Proposals:
    """What `entity`'s text lacks. Of each noun the first mention is annotated, or `every` one."""
    body = entity.body
    annotated = {link.entity for link in body.links} | {entity.key}
    text = _blotted(body)
    plain = list(known.find(text))
    clear = list(_first(plain, annotated, every))
    named = annotated | {one.keys[0] for one in clear}
    several = {one.keys: one for one in plain if len(one.keys) > 1}
    unclear = (one for keys, one in several.items() if named.isdisjoint(keys))
    starts = [0, *(line.end() for line in re.finditer("\n", body.source))]
    return Proposals(
        tuple(_proposal(body, starts, one) for one in clear),
        tuple(_proposal(body, starts, one) for one in unclear),
        tuple(_likely(entity, named, commitments)) if isinstance(entity, Article) else (),
        tuple(_unknown(text, plain)),
    )


def annotated(text: str, found: Iterable[Proposal]) -> str:
    """The file's text with the annotations in it; nothing else is changed."""
    signs: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for one in sorted(found, key=lambda one: one.begin):
        key = one.keys[0]
        for (line, column), sign in ((one.begin, "["), (one.end, f"]({key.kind.scheme}:{key.id})")):
            signs[line].append((column - 1, sign))
    lines = _lines(text)
    for line, inserted in signs.items():
        lines[line - 1] = _with_signs(lines[line - 1], inserted)
    return "".join(lines)


def _with_signs(line: str, signs: Iterable[tuple[int, str]]) -> str:
    parts, here = [], 0
    for at, sign in signs:
        parts += [line[here:at], sign]
        here = at
    return "".join([*parts, line[here:]])


def _lines(text: str) -> list[str]:
    """The lines with their ends, counted as the reader counts them."""
    return re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)


def annotation_diff(text: str, new: str, file: str) -> str:
    """Return how a file's text changes with its annotations, as a unified diff."""
    lines = unified_diff(text.splitlines(), new.splitlines(), file, file)
    return "".join(f"{line}\n" for line in lines)


def _first(
    found: Iterable[NameMatch], annotated: Collection[Key | None], every: bool
) -> Iterator[NameMatch]:
    seen = set(annotated)
    for one in found:
        if len(one.keys) == 1 and (every or one.keys[0] not in seen):
            seen.add(one.keys[0])
            yield one


def _proposal(body: Body, starts: Sequence[int], one: NameMatch) -> Proposal:
    """`starts` says where each line of the text begins."""
    words = " ".join(body.source[one.start : one.end].split())
    begin, end = (_place(body, starts, at) for at in (one.start, one.end))
    return Proposal(begin, end, words, one.keys)


def _place(body: Body, starts: Sequence[int], at: int) -> Place:
    line = bisect_right(starts, at) - 1
    return body.first_line + line, at - starts[line] + 1


def _blotted(body: Body) -> str:
    """The text with a sign in the place of each character where nothing can be annotated.

    That is what is a link already, or defines one; code; and headings, whose words are ids.
    """
    spans = [(link.start, link.end) for link in body.links]
    spans += [*body.code, *((heading.start, heading.end) for heading in body.headings)]
    data, parts, here = body.source.encode(), list[str](), 0
    for start, end in sorted(spans):
        if end > here:
            parts += [
                data[here : max(start, here)].decode(),
                _blot(data[max(start, here) : end].decode()),
            ]
            here = end
    text = "".join([*parts, data[here:].decode()])
    text = _WORD.sub(lambda one: _blot(one[0]) if "@" in one[0][1:-1] else one[0], text)
    return _TAKEN.sub(lambda one: _blot(one[0]), text)


_WORD = re.compile(r"\S+")
_TAKEN = re.compile(
    r"^ {0,3}\[[^\]\n]+\]:.*$"  # where a link is defined
    r"|https?://\S+|\bwww\.\S+"  # addresses
    # What was to be a link. Nothing in it is looked for across the text.
    r"|!?\[[^\[\]\n]*\](?=\s{0,9}[(\[\uff08])(?:\s{0,9}\([^)\n]{0,999}\))?"
    r"|\[\[[^\[\]\n]*\]\]"
    r"|<[^<>]*>",
    re.MULTILINE,
)


def _blot(text: str) -> str:
    return "\n".join("\0" * len(line) for line in text.split("\n"))


def _likely(
    article: Article, named: Collection[Key | None], commitments: Iterable[Commitment]
) -> list[Commitment]:
    """Commitments whose parties the text names, and most of whose title stands in it."""
    said, named = _roots(article.body.text), frozenset(named)
    found = []
    for one in commitments:
        if one.key in named or named.isdisjoint((*one.by, *one.to)):
            continue
        roots = _roots(one.title)
        share = len(roots & said) / len(roots) if roots else 0
        if share >= (MOST_OF_IT if named.isdisjoint(one.by) else SOME_OF_IT):
            found.append((-share, one.key.id, one))
    return [one for *_, one in sorted(found, key=lambda one: one[:2])[:AT_MOST]]


MOST_OF_IT = 0.6
"""The share of a title's words from which on a text may tell of it."""
SOME_OF_IT = 0.3
"""The same where the text names who promised it."""
AT_MOST = 5


def _roots(words: str) -> set[str]:
    """The longer words without their endings."""
    return {word[:5] for word in re.findall(r"[^\W\d_]{4,}", words.casefold())}


def _plain(name: str) -> str:
    return " ".join(name.split()).removeprefix("The ")


_CAPITALISED = "(?>[A-Z][\\w'\u2019-]{0,39})"
_NAME = re.compile(
    rf"\b{_CAPITALISED}(?:[ \n](?:(?:of the|of|for|ul|al)[ \n])?{_CAPITALISED}){{1,9}}"
    r"|\b[A-Z]{3,40}\b"
)
"""Words that look like a name. Each has its longest length, so that none is looked at twice."""


def _unknown(text: str, known: Iterable[NameMatch]) -> Iterator[tuple[str, int]]:
    """Names that stand in `text` more than once, less what is `known`, the most frequent first."""
    parts, here = [], 0
    for one in known:
        parts += [text[here : one.start], _blot(text[one.start : one.end])]
        here = one.end
    text = "".join([*parts, text[here:]])
    names = Counter(_plain(found[0]) for found in _NAME.finditer(text))
    yield from sorted(
        (one for one in names.items() if one[1] > 1), key=lambda one: (-one[1], one[0])
    )
