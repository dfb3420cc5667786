"""What the rest of the site may know of a file, and its text made ready for its own page."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterable, Mapping

from msgspec.structs import replace

from generator.content import markdown
from generator.content.markdown import Body, Link, Quotation, Run
from generator.content.markdown import Passage as Block
from generator.content.model import (
    Article,
    Key,
    Kind,
    Noun,
    Passage,
    Piece,
    Said,
    Sighting,
    Text,
    is_annotated,
    named_by,
    passage,
    state_seen,
)


def gist(noun: Noun, ids: Mapping[Kind, Collection[str]]) -> tuple[Noun, Text]:
    """The noun as all other pages know it, and its text.

    `ids` are those that have a file. Of an annotation that names another the words stay: that
    is for a preview, since a publish stops at the problem.
    """
    body = noun.body
    marked = [block for block in body.passages if is_annotated(block)]
    passages = tuple(map(_passage, marked))
    text = Text(
        markdown.rewrite(body, _leader(noun.key, ids), marked, anchor).encode(),
        passages,
        tuple(heading.id for heading in body.headings),
        _lines(body, passages),
        reading_minutes(body.text),
    )
    if isinstance(noun, Article):
        return _story(noun, marked, passages), text
    about, intro = " ".join(body.text.split()), body.text.split("\n")[0]
    return replace(noun, body=_TOLD, spots={}, about=about, intro=intro), text


_TOLD = Body()


def _story(article: Article, marked: list[Block], passages: tuple[Passage, ...]) -> Article:
    topics = [Key(Kind.TOPIC, id) for id in article.topics]
    named = [key for link in article.body.links if (key := named_by(link))]
    return replace(
        article,
        body=_TOLD,
        spots={},
        named=tuple(dict.fromkeys([*topics, *named])),
        marks=tuple(_names(block) for block in marked),
        sightings=tuple(_sightings(marked)),
        speakers=tuple(passage.said.speaker if passage.said else None for passage in passages),
    )


def anchor(id: str) -> str:
    return f'<span id="{html.escape(id)}"></span>'


def reading_minutes(text: str) -> int:
    """Whole minutes at 220 words a minute, or at 400 characters of a script without spaces."""
    ideographs = len(_IDEOGRAPH.findall(text))
    words = len((_IDEOGRAPH.sub(" ", text) if ideographs else text).split())
    return max(1, round(words / 220 + ideographs / 400))


_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def _leader(key: Key, ids: Mapping[Kind, Collection[str]]) -> Callable[[Link], str | None]:
    """Gives the way from a noun's page to that of what a link names."""
    up = "../" * key.path.count("/")

    def lead(link: Link) -> str | None:
        named = named_by(link)
        if named is None:
            return None
        if named.id not in ids.get(named.kind, ()):
            return ""
        state = state_seen(link)
        title = f' "{state.words}"' if state else ""
        return f"({up}{named.path}{title})"

    return lead


def _passage(block: Block) -> Passage:
    said = _said(block.quotation) if block.quotation else None
    return passage(block.anchor, map(_piece, block.runs), said)


def _piece(run: Run) -> Piece:
    key = named_by(run.link) if run.link else None
    return Piece(run.text, key, state_seen(run.link) if run.link and key else None)


def _said(quotation: Quotation) -> Said:
    pieces = list(map(_piece, quotation.attribution))
    people = [piece.names for piece in pieces if piece.names and piece.names.kind is Kind.PERSON]
    speaker = people[0] if people else None
    after = ""
    for piece in reversed(pieces):
        if piece.names and piece.names == speaker:
            break
        after = piece.text + after
    return Said(quotation.text, speaker, after.strip().lstrip(",").strip() if speaker else "")


def _names(block: Block) -> tuple[Key, ...]:
    return tuple([key for link in block.links if (key := named_by(link))])


def _sightings(marked: Iterable[Block]) -> Iterable[Sighting]:
    """Each commitment once: all that a story says of it sees one state."""
    links = [link for block in marked for link in block.links]
    seen = {named_by(link): state for link in links if (state := state_seen(link))}
    return [Sighting(k, s) for k, s in seen.items() if k and k.kind is Kind.COMMITMENT]


def _lines(body: Body, passages: tuple[Passage, ...]) -> tuple[int | str, ...]:
    """The words of a body's blocks in order; of a passage its number, since it has the words.

    Where the same words stand again, each passage is told once.
    """
    numbers: dict[str, list[int]] = {}
    for at in reversed(range(len(passages))):
        numbers.setdefault(" ".join(passages[at].text.split()), []).append(at)
    lines = body.text.splitlines()
    return tuple(numbers[line].pop() if numbers.get(line) else line for line in lines)
