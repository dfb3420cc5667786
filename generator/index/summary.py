"""What the rest of the site may know of a file, and its text made ready for its own page."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterable, Mapping

from msgspec.structs import replace

from generator.content.body import BlockQuotation, Body, Link, LinkedBlock, LinkedText
from generator.content.keys import Key, Kind
from generator.content.markdown_rewrite import rewrite
from generator.content.model import (
    Article,
    BodyText,
    Entity,
    ObservedState,
    Passage,
    QuotedSpeech,
    TextRun,
    make_passage,
)


def summarise(entity: Entity, ids: Mapping[Kind, Collection[str]]) -> tuple[Entity, BodyText]:
    """The noun as all other pages know it, and its text.

    `ids` are those that have a file. Of an annotation that names another the words stay: that
    is for a preview, since a publish stops at the problem.
    """
    body = entity.body
    marked = [block for block in body.linked_blocks if block.is_passage]
    passages = tuple(map(_passage, marked))
    text = BodyText(
        rewrite(body, link_resolver(entity.key, ids), marked, anchor).encode(),
        passages,
        tuple(heading.id for heading in body.headings),
        _block_words(body, passages),
        reading_minutes(body.text),
    )
    if isinstance(entity, Article):
        return _summarise_article(entity, marked, passages), text
    about, intro = " ".join(body.text.split()), body.text.split("\n")[0]
    entity = replace(
        entity, body=_EMPTY_BODY, locations={}, plain_text=about, first_paragraph=intro
    )
    return entity, text


_EMPTY_BODY = Body()


def _summarise_article(
    article: Article, marked: list[LinkedBlock], passages: tuple[Passage, ...]
) -> Article:
    topics = [Key(Kind.TOPIC, id) for id in article.topics]
    named = [link.entity for link in article.body.links if link.entity]
    return replace(
        article,
        body=_EMPTY_BODY,
        locations={},
        mentioned=tuple(dict.fromkeys([*topics, *named])),
        passage_mentions=tuple(_mentioned_in(block) for block in marked),
        observed_states=tuple(_observed_states(marked)),
        speakers=tuple(
            passage.quotation.speaker if passage.quotation else None for passage in passages
        ),
    )


def anchor(id: str) -> str:
    return f'<span id="{html.escape(id)}"></span>'


def reading_minutes(text: str) -> int:
    """Whole minutes at 220 words a minute, or at 400 characters of a script without spaces."""
    ideographs = len(_IDEOGRAPH.findall(text))
    words = len((_IDEOGRAPH.sub(" ", text) if ideographs else text).split())
    return max(1, round(words / 220 + ideographs / 400))


_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def link_resolver(key: Key, ids: Mapping[Kind, Collection[str]]) -> Callable[[Link], str | None]:
    """Gives the way from a noun's page to that of what a link names."""
    up = "../" * key.path.count("/")

    def lead(link: Link) -> str | None:
        if link.entity is None:
            return None
        if link.entity.id not in ids.get(link.entity.kind, ()):
            return ""
        title = f' "{link.state.words}"' if link.state else ""
        return f"({up}{link.entity.path}{title})"

    return lead


def _passage(block: LinkedBlock) -> Passage:
    said = _quoted_speech(block.quotation) if block.quotation else None
    return make_passage(block.anchor, map(_text_run, block.runs), said)


def _text_run(run: LinkedText) -> TextRun:
    return TextRun(run.text, run.link.entity, run.link.state) if run.link else TextRun(run.text)


def _quoted_speech(quotation: BlockQuotation) -> QuotedSpeech:
    pieces = list(map(_text_run, quotation.attribution))
    people = [piece.entity for piece in pieces if piece.entity and piece.entity.kind is Kind.PERSON]
    speaker = people[0] if people else None
    after = ""
    for piece in reversed(pieces):
        if piece.entity and piece.entity == speaker:
            break
        after = piece.text + after
    return QuotedSpeech(
        quotation.text, speaker, after.strip().lstrip(",").strip() if speaker else ""
    )


def _mentioned_in(block: LinkedBlock) -> tuple[Key, ...]:
    return tuple([link.entity for link in block.links if link.entity])


def _observed_states(marked: Iterable[LinkedBlock]) -> Iterable[ObservedState]:
    """Each commitment once: all that a story says of it sees one state."""
    links = [link for block in marked for link in block.links]
    states = {link.entity: link.state for link in links if link.entity and link.state}
    return list(map(ObservedState, states.keys(), states.values()))


def _block_words(body: Body, passages: tuple[Passage, ...]) -> tuple[int | str, ...]:
    """The words of a body's blocks in order; of a passage its number, since it has the words.

    Where the same words stand again, each passage is told once.
    """
    numbers: dict[str, list[int]] = {}
    for at in reversed(range(len(passages))):
        numbers.setdefault(" ".join(passages[at].text.split()), []).append(at)
    lines = body.text.splitlines()
    return tuple(numbers[line].pop() if numbers.get(line) else line for line in lines)
