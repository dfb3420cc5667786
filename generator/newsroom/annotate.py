"""Proposes annotations: names of entities that are plain words in a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from msgspec import Struct

from generator.checks.fixes import split_lines
from generator.content.body import Body
from generator.content.markdown import DASH
from generator.content.model import Article, Commitment, Entity, Key, Kind
from generator.index.name_matcher import NameMatch, NameMatcher
from generator.newsroom.text_diff import unified_diff

Position = tuple[int, int]
"""Line and column in a file, both counted from 1."""


class Proposal(Struct, frozen=True):
    """Words that can be annotated."""

    start: Position
    end: Position
    words: str
    keys: tuple[Key, ...]
    """The entities with this name: a person has to choose between several."""


class Proposals(Struct, frozen=True):
    """The annotations that a text lacks."""

    annotations: tuple[Proposal, ...]
    """In the order of the text; each has one entity."""
    ambiguous: tuple[Proposal, ...]
    """Names that several entities share."""
    commitments: tuple[tuple[Position, Commitment], ...]
    """Those that a paragraph of a draft may be about, with its position, the likeliest first."""
    unknown: tuple[tuple[str, int], ...]
    """Names without a file that occur more than once, with their number."""


def propose_annotations(
    entity: Entity, names: NameMatcher, commitments: Iterable[Commitment], every: bool = False
) -> Proposals:
    """Return the annotations that an entity's text lacks.

    Propose the first mention of each entity that isn't annotated yet, or `every` mention, and each
    speaker below a quotation.
    """
    body = entity.body
    annotated = {link.entity for link in body.links} | {entity.key}
    text = _annotatable_text(body)
    matches = [match for match in names.find(text) if _is_wanted(match, entity, annotated, text)]
    clear = list(_first_mentions(matches, annotated, every, text))
    mentioned = annotated | {match.keys[0] for match in clear}
    shared = {match.keys: match for match in matches if len(match.keys) > 1}
    ambiguous = (match for keys, match in shared.items() if mentioned.isdisjoint(keys))
    line_starts = [0, *(line.end() for line in re.finditer("\n", body.source))]
    return Proposals(
        tuple(_proposal(body, line_starts, match) for match in clear),
        tuple(_proposal(body, line_starts, match) for match in ambiguous),
        tuple(_likely_commitments(entity, mentioned, commitments))
        if isinstance(entity, Article) and entity.draft
        else (),
        tuple(_unknown_names(text, matches)),
    )


_TIME = re.compile(r"\s(?:standard )?time\b", re.IGNORECASE)


def _is_wanted(
    match: NameMatch, entity: Entity, annotated: Collection[Key | None], text: str
) -> bool:
    """Return whether an annotation of these words says what they say, and nothing more.

    The name of a city before "time" is about no place. The annotation of a topic puts an article
    on the topic's page, so only topics are annotated that the article already has.
    """
    kinds = {key.kind for key in match.keys}
    if Kind.PLACE in kinds and _TIME.match(text, match.end):
        return False
    if kinds != {Kind.TOPIC} or not isinstance(entity, Article):
        return True
    return any(key in annotated or key.id in entity.topics for key in match.keys)


def insert_annotations(text: str, proposals: Iterable[Proposal]) -> str:
    """Return a file's text with the proposed annotations; nothing else changes."""
    insertions: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for proposal in sorted(proposals, key=lambda proposal: proposal.start):
        target = f"]({proposal.keys[0].annotation})"
        for (line, column), markup in ((proposal.start, "["), (proposal.end, target)):
            insertions[line].append((column - 1, markup))
    lines = split_lines(text)
    for line, inserted in insertions.items():
        lines[line - 1] = _insert(lines[line - 1], inserted)
    return "".join(lines)


def _insert(line: str, insertions: Iterable[tuple[int, str]]) -> str:
    parts, copied = [], 0
    for at, markup in insertions:
        parts += [line[copied:at], markup]
        copied = at
    return "".join([*parts, line[copied:]])


def annotation_diff(text: str, new_text: str, file: str) -> str:
    """Return the change to a file as a unified diff."""
    lines = unified_diff(text.splitlines(), new_text.splitlines(), file, file)
    return "".join(f"{line}\n" for line in lines)


def _first_mentions(
    matches: Iterable[NameMatch], annotated: Collection[Key | None], every: bool, text: str
) -> Iterator[NameMatch]:
    mentioned = set(annotated)
    for match in matches:
        if len(match.keys) == 1 and (
            every or match.keys[0] not in mentioned or _is_speaker(match, text)
        ):
            mentioned.add(match.keys[0])
            yield match


_BEFORE_SPEAKER = re.compile(rf" {{0,3}}(?>(?:>[ \t]?)+)[ \t]*+{DASH}[^,;:()\[\]\0]*")
"""The beginning of a line that names the speaker of a quotation, perhaps with a title."""


def _is_speaker(match: NameMatch, text: str) -> bool:
    """Return whether the name of a person is on the line that names a speaker."""
    line_start = text.rfind("\n", 0, match.start) + 1
    is_person = match.keys[0].kind is Kind.PERSON
    return is_person and _BEFORE_SPEAKER.fullmatch(text, line_start, match.start) is not None


def _proposal(body: Body, line_starts: Sequence[int], match: NameMatch) -> Proposal:
    words = " ".join(body.source[match.start : match.end].split())
    start, end = (_position(body, line_starts, offset) for offset in (match.start, match.end))
    return Proposal(start, end, words, match.keys)


def _position(body: Body, line_starts: Sequence[int], offset: int) -> Position:
    line = bisect_right(line_starts, offset) - 1
    return body.first_line + line, offset - line_starts[line] + 1


def _annotatable_text(body: Body) -> str:
    """Return the text with NUL characters wherever nothing can be annotated.

    That is in links and their definitions, in code, and in headings, whose words are ids.
    """
    spans = [(link.start, link.end) for link in body.links]
    spans += [*body.code, *((heading.start, heading.end) for heading in body.headings)]
    data, parts, copied = body.source.encode(), list[str](), 0
    for start, end in sorted(spans):
        if end > copied:
            parts += [
                data[copied : max(start, copied)].decode(),
                _blank_out(data[max(start, copied) : end].decode()),
            ]
            copied = end
    text = "".join([*parts, data[copied:].decode()])
    text = _WORD.sub(lambda word: _blank_out(word[0]) if "@" in word[0][1:-1] else word[0], text)
    return _NOT_ANNOTATABLE.sub(lambda match: _blank_out(match[0]), text)


_WORD = re.compile(r"\S+")
_NOT_ANNOTATABLE = re.compile(
    r"^ {0,3}\[[^\]\n]+\]:.*$"  # the definition of a link
    r"|https?://\S+|\bwww\.\S+"  # addresses
    # A link with a mistake. No part matches across the whole text, which would take quadratic time.
    r"|!?\[[^\[\]\n]*\](?=\s{0,9}[(\[\uff08])(?:\s{0,9}\([^)\n]{0,999}\))?"
    r"|\[\[[^\[\]\n]*\]\]"
    r"|<[^<>]*>",
    re.MULTILINE,
)


def _blank_out(text: str) -> str:
    return "\n".join("\0" * len(line) for line in text.split("\n"))


def _likely_commitments(
    article: Article, mentioned: Collection[Key | None], commitments: Iterable[Commitment]
) -> list[tuple[Position, Commitment]]:
    """Return commitments with a party that the text mentions, and the paragraph each is about.

    That has many words in common with the commitment's title.
    """
    mentioned = frozenset(mentioned)
    body = article.body
    line_starts = [0, *(line.end() for line in re.finditer("\n", body.source))]
    paragraphs = islice(_PARAGRAPH.finditer(body.source), MAX_PARAGRAPHS)
    stems_by_line = [
        (_position(body, line_starts, match.start())[0], _stems(match[0])) for match in paragraphs
    ]
    ranked = []
    for commitment in commitments:
        if commitment.key in mentioned or mentioned.isdisjoint(commitment.parties):
            continue
        stems = _stems(commitment.title)
        common = ((len(stems & found), -line) for line, found in stems_by_line)
        number, line = max(common, default=(0, 0))
        share = number / len(stems) if number >= min(2, len(stems)) > 0 else 0
        names_promiser = not mentioned.isdisjoint(commitment.by)
        if share >= (SHARE_WITH_PROMISER if names_promiser else SHARE_WITHOUT_PROMISER):
            ranked.append((-share, commitment.key.id, (-line, 1), commitment))
    ranked.sort(key=lambda entry: entry[:2])
    return [(position, commitment) for *_, position, commitment in ranked[:MAX_COMMITMENTS]]


_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")
SHARE_WITHOUT_PROMISER = 0.6
"""The share of a commitment's title that a paragraph must contain to be about it."""
SHARE_WITH_PROMISER = 0.5
"""The same when the text mentions who made the commitment."""
MAX_COMMITMENTS = 5
MAX_PARAGRAPHS = 200
"""Paragraphs that are compared with each commitment; an article has about ten."""


def _stems(words: str) -> set[str]:
    """Return the first letters of the longer words: without their endings."""
    return {word[:5] for word in re.findall(r"[^\W\d_]{4,}", words.casefold())}


_CAPITALISED = "(?>[A-Z][\\w'\u2019-]{0,39})"
_NAME = re.compile(
    rf"\b{_CAPITALISED}(?:[ \n](?:(?:of the|of|for|ul|al)[ \n])?{_CAPITALISED}){{1,9}}"
    r"|\b[A-Z]{3,40}\b"
)
"""Words that look like a name. Their length is limited, so that matching takes linear time."""


def _unknown_names(text: str, known: Iterable[NameMatch]) -> Iterator[tuple[str, int]]:
    """Yield names that occur in a text more than once and aren't known, the most frequent first."""
    parts, copied = [], 0
    for match in known:
        parts += [text[copied : match.start], _blank_out(text[match.start : match.end])]
        copied = match.end
    text = "".join([*parts, text[copied:]])
    counts = Counter(_without_article(match[0]) for match in _NAME.finditer(text))
    repeated = (item for item in counts.items() if item[1] > 1)
    yield from sorted(repeated, key=lambda item: (-item[1], item[0]))


def _without_article(name: str) -> str:
    return " ".join(name.split()).removeprefix("The ")
