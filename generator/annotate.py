"""The annotations that a text lacks: names that stand in it as plain words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct

from generator.lexicon import Found, Lexicon
from generator.markdown import Body
from generator.model import Article, Commitment, Key, Noun, named_by

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
    noun: Noun, known: Lexicon, commitments: Iterable[Commitment], every: bool = False
) -> Proposals:
    """What `noun`'s text lacks. Of each noun the first mention is annotated, or `every` one."""
    body = noun.body
    annotated = {named_by(link) for link in body.links} | {noun.key}
    text = _blotted(body)
    plain = list(known.find(text))
    clear = list(_first(plain, annotated, every))
    named = annotated | {one.keys[0] for one in clear}
    unclear = {one.keys: one for one in plain if len(one.keys) > 1 and not named & {*one.keys}}
    return Proposals(
        tuple(_proposal(body, one) for one in clear),
        tuple(_proposal(body, one) for one in unclear.values()),
        tuple(_likely(noun, named, commitments)) if isinstance(noun, Article) else (),
        tuple(_unknown(text, plain)),
    )


def annotated(text: str, found: Iterable[Proposal]) -> str:
    """The file's text with the annotations in it; nothing else is changed."""
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)
    for one in sorted(found, key=lambda one: one.begin, reverse=True):
        key = one.keys[0]
        for (line, column), sign in ((one.end, f"]({key.kind.scheme}:{key.id})"), (one.begin, "[")):
            at = column - 1
            lines[line - 1] = lines[line - 1][:at] + sign + lines[line - 1][at:]
    return "".join(lines)


def _first(
    found: Iterable[Found], annotated: Collection[Key | None], every: bool
) -> Iterator[Found]:
    seen = set(annotated)
    for one in found:
        if len(one.keys) == 1 and (every or one.keys[0] not in seen):
            seen.add(one.keys[0])
            yield one


def _proposal(body: Body, one: Found) -> Proposal:
    words = " ".join(body.source[one.start : one.end].split())
    return Proposal(_place(body, one.start), _place(body, one.end), words, one.keys)


def _place(body: Body, at: int) -> Place:
    before = body.source[:at]
    return body.first_line + before.count("\n"), at - before.rfind("\n")


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
    return _TAKEN.sub(lambda one: _blot(one[0]), text)


_TAKEN = re.compile(
    r"^ {0,3}\[[^\]\n]+\]:.*$"  # where a link is defined
    r"|https?://\S+|\S+@\S+|\bwww\.\S+"  # addresses
    r"|!?\[[^\]\n]*\](?=\s*[(\[\uff08])(?:\s*\([^)\n]*\))?"  # what was to be a link
    r"|\[\[[^\]\n]*\]\]"
    r"|<[^>]*>",
    re.MULTILINE,
)


def _blot(text: str) -> str:
    return re.sub(r"[^\n]", "\0", text)


def _likely(
    article: Article, named: Collection[Key | None], commitments: Iterable[Commitment]
) -> list[Commitment]:
    """Commitments whose parties the text names, and most of whose title stands in it."""
    said = _roots(article.body.text)
    found = []
    for one in commitments:
        if one.key in named or not {*one.by, *one.to} & {*named}:
            continue
        roots = _roots(one.title)
        share = len(roots & said) / len(roots) if roots else 0
        if share >= (SOME_OF_IT if {*one.by} & {*named} else MOST_OF_IT):
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


_NAME = re.compile(
    r"\b[A-Z][\w'\u2019-]*(?:[ \n](?:(?:of the|of|for|ul|al)[ \n])?[A-Z][\w'\u2019-]*)+"
    r"|\b[A-Z]{3,}\b"
)


def _unknown(text: str, known: Iterable[Found]) -> Iterator[tuple[str, int]]:
    """Names that stand in `text` more than once, less what is `known`, the most frequent first."""
    for one in known:
        text = text[: one.start] + _blot(text[one.start : one.end]) + text[one.end :]
    names = Counter(_plain(found[0]) for found in _NAME.finditer(text))
    yield from sorted(
        (one for one in names.items() if one[1] > 1), key=lambda one: (-one[1], one[0])
    )
