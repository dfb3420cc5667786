"""Summarises an entity for other pages, and prepares its text for its page."""

from __future__ import annotations

import html
from collections.abc import Callable, Collection, Iterable, Mapping

from msgspec.structs import replace

from generator.content.annotation_titles import AnnotationTitle
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
from generator.content.word_count import reading_minutes


def summarise(
    entity: Entity, ids: Mapping[Kind, Collection[str]], is_translated: bool = False
) -> tuple[Entity, BodyText]:
    """Return the summary of an entity, which other pages use, and its text.

    `ids` are those that have a file. Annotations of other ids keep only their words: this is for
    the preview, since such a site isn't published. `is_translated` says that the site has
    translations: then translators need what is written in an article's file.
    """
    body = entity.body
    blocks = [block for block in body.linked_blocks if block.is_passage]
    passages = tuple(map(_passage, blocks))
    text = BodyText(
        rewrite(body, link_resolver(entity.key, ids), blocks, anchor).encode(),
        passages,
        tuple(heading.id for heading in body.headings),
        _block_words(body, passages),
        reading_minutes(body.text),
    )
    if isinstance(entity, Article):
        if is_translated:
            text = _with_source(text, body)
        return _summarise_article(entity, blocks, passages), text
    text = text._replace(
        plain_text=" ".join(body.text.split()), first_paragraph=body.text.split("\n")[0]
    )
    return replace(entity, body=_EMPTY_BODY, locations={}), text


def _with_source(text: BodyText, body: Body) -> BodyText:
    source = body.source.lstrip("\n")
    skipped = len(body.source) - len(source)
    return text._replace(source=source.rstrip(), first_line=body.first_line + skipped)


_EMPTY_BODY = Body()


def _summarise_article(
    article: Article, blocks: list[LinkedBlock], passages: tuple[Passage, ...]
) -> Article:
    topics = [Key(Kind.TOPIC, id) for id in article.topics]
    named = [link.entity for link in article.body.links if link.entity]
    return replace(
        article,
        body=_EMPTY_BODY,
        locations={},
        mentioned=tuple(dict.fromkeys([*topics, *named])),
        passage_mentions=tuple(_mentioned_in(block) for block in blocks),
        observed_states=tuple(_observed_states(blocks)),
        speakers=tuple(
            speech.speaker
            for passage in passages
            for speech in passage.quotations
            if speech.speaker
        ),
    )


def anchor(id: str) -> str:
    """Return the HTML that makes `id` a fragment of the page."""
    return f'<span id="{html.escape(id)}"></span>'


def link_resolver(key: Key, ids: Mapping[Kind, Collection[str]]) -> Callable[[Link], str | None]:
    """Return a function that gives the target of an annotation on the page of `key`."""
    up = "../" * key.path.count("/")

    def resolve(link: Link) -> str | None:
        if link.entity is None:
            return None
        if link.entity.id not in ids.get(link.entity.kind, ()):
            return ""
        words = _title_words(link.annotation)
        title = f' "{words}"' if words else ""
        return f"({up}{link.entity.path}{title})"

    return resolve


def _title_words(title: AnnotationTitle) -> str:
    if title.is_speech:
        return "Quotation"
    words = title.state.words if title.state else ""
    return f"{words}, {title.date}" if title.date else words


def _passage(block: LinkedBlock) -> Passage:
    speech = _quoted_speech(block.quotation) if block.quotation else None
    return make_passage(block.anchor, map(_text_run, block.runs), speech)


def _text_run(run: LinkedText) -> TextRun:
    link = run.link
    return TextRun(run.text, link.entity, link.annotation) if link else TextRun(run.text)


def _quoted_speech(quotation: BlockQuotation) -> QuotedSpeech:
    """Return the quotation with its first person as speaker, and the words after the name."""
    runs = list(map(_text_run, quotation.attribution))
    people = [run.entity for run in runs if run.entity and run.entity.kind is Kind.PERSON]
    if not people:
        return QuotedSpeech(quotation.text, None, "")
    last_name = max(at for at, run in enumerate(runs) if run.entity == people[0])
    occasion = "".join(run.text for run in runs[last_name + 1 :])
    return QuotedSpeech(quotation.text, people[0], occasion.strip().lstrip(",").strip())


def _mentioned_in(block: LinkedBlock) -> tuple[Key, ...]:
    return tuple([link.entity for link in block.links if link.entity])


def _observed_states(blocks: Iterable[LinkedBlock]) -> Iterable[ObservedState]:
    """Return each state of each commitment once."""
    links = [link for block in blocks for link in block.links]
    return dict.fromkeys(
        ObservedState(link.entity, link.state, link.annotation.date)
        for link in links
        if link.entity and link.state
    )


def _block_words(body: Body, passages: tuple[Passage, ...]) -> tuple[int | str, ...]:
    """Return the plain text of each block; for a passage its index, since the passage has the text.

    If several blocks have the same words, each passage is used once.
    """
    numbers: dict[str, list[int]] = {}
    for at in reversed(range(len(passages))):
        numbers.setdefault(" ".join(passages[at].text.split()), []).append(at)
    lines = body.text.splitlines()
    return tuple(numbers[line].pop() if numbers.get(line) else line for line in lines)
