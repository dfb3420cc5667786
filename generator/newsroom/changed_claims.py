"""Finds what a change alters in published articles: figures, names, dates, quotations, states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import NamedTuple

from generator.content.model import Article, BodyText, Correction, Kind, Passage
from generator.content.sentences import split_sentences
from generator.content.word_count import MARKS
from generator.newsroom.text_diff import changed_blocks
from generator.pages.markdown_escape import date_in_words

MAX_UNCHANGED = 160
"""Characters of an unchanged part of a sentence; the middle of a longer one is left out."""
_NUMBER_WORDS = frozenset(
    "zero two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty "
    "sixty seventy eighty ninety hundred thousand million billion trillion lakh crore half third "
    "quarter double twice".split()
)
_IDEOGRAPHS = "\u2e80-\u9fff\uf900-\ufaff"
_QUOTATION = '“[^“”]+”|„[^„“”]+[“”]|«[^«»]+»|「[^「」]+」|『[^『』]+』|"[^"]+"'
_NUMERALS = "[〇一二三四五六七八九十百千万亿兆]{2,}"
_WORD = rf"(?:(?![{_IDEOGRAPHS}])[^\W_]|[{MARKS}])+"
_TOKEN = re.compile(f"(?P<quotation>{_QUOTATION})|{_NUMERALS}|{_WORD}(?:[.,:/'’-]{_WORD})*")
_POSSESSIVE = re.compile("['’]s$")
_NAMED = {Kind.PERSON, Kind.ORGANISATION, Kind.PLACE}


class TextPart(NamedTuple):
    """A part of a sentence."""

    text: str
    is_changed: bool = False


class ChangedClaim(NamedTuple):
    """A sentence, or several, in which a figure, a name, a date or a quotation differs."""

    field: str
    """`headline`, `summary`, `date` or, of a commitment, `status`; empty for the text."""
    before: tuple[TextPart, ...]
    after: tuple[TextPart, ...]
    """Empty when the sentence was removed."""


def is_published(article: Article, today: date | None) -> bool:
    """Return whether readers see the article: it is no draft, and not scheduled for later."""
    return not article.draft and not article.is_scheduled(today)


def changed_claims(
    before: Article, text_before: BodyText, after: Article, text_after: BodyText
) -> list[ChangedClaim]:
    """Return the changed claims of an article that none of its new corrections mentions.

    Of changed states, any new correction is taken for a mention: it names them as readers do.
    """
    fields_before, fields_after = _fields(before), _fields(after)
    old, new = list(_body_sentences(text_before)), list(_body_sentences(text_after))
    fields = chain.from_iterable([*fields_before.values(), *fields_after.values()])
    names = _Names([*old, *new, *fields], [*text_before.passages, *text_after.passages])
    corrections = [item for item in after.corrections if item not in before.corrections]
    replaced = [(field, fields_before[field], fields_after[field]) for field in fields_before]
    replaced += [("", *sentences) for sentences in _replaced(old, new)]
    claims = [] if corrections else list(_changed_states(before, after))
    for field, old_sentences, new_sentences in replaced:
        facts_before, facts_after = names.facts(old_sentences), names.facts(new_sentences)
        gone, added = facts_before - facts_after, facts_after - facts_before
        if (gone or added) and not _covers(corrections, gone, added):
            parts = names.parts(old_sentences, gone), names.parts(new_sentences, added)
            claims.append(ChangedClaim(field, *parts))
    return claims


def _fields(article: Article) -> dict[str, list[str]]:
    """Return the sentences of each field."""
    return {
        "headline": [article.title],
        "summary": split_sentences(article.summary),
        "date": [date_in_words(article.date)],
    }


def _changed_states(before: Article, after: Article) -> Iterator[ChangedClaim]:
    """Yield each commitment that isn't shown in a state any more in which it was shown before."""
    old, new = _states(before), _states(after)
    for commitment in old:
        if not old[commitment] <= new.get(commitment, set()):
            parts = (
                (TextPart(f"{commitment}: "), TextPart("; ".join(sorted(states)), True))
                if (states := by_commitment.get(commitment))
                else ()
                for by_commitment in (old, new)
            )
            yield ChangedClaim("status", *parts)


def _states(article: Article) -> dict[str, set[str]]:
    """Return the states with their dates, by the id of the commitment."""
    states: dict[str, set[str]] = {}
    for observed in article.observed_states:
        day = f", {date_in_words(observed.date)}" if observed.date else ""
        states.setdefault(observed.commitment.id, set()).add(f"{observed.state.value}{day}")
    return states


def _body_sentences(text: BodyText) -> Iterator[str]:
    for block in text.block_words:
        if isinstance(block, str):
            yield from split_sentences(block)
            continue
        passage = text.passages[block]
        words = " ".join(passage.text.split())
        if passage.quotation:
            quoted = " ".join(passage.quotation.text.split())
            yield f"“{quoted}”{words.removeprefix(quoted)}"
        else:
            yield from split_sentences(words)


def _replaced(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield which sentences were replaced by which; those only moved or added are left out."""
    unchanged = {*old} & {*new}
    for block in changed_blocks(old, new):
        before = [text for text in old[block.old_start : block.old_end] if text not in unchanged]
        after = [text for text in new[block.new_start : block.new_end] if text not in unchanged]
        if len(before) == len(after):
            yield from (
                ([text_before], [text_after])
                for text_before, text_after in zip(before, after, strict=True)
            )
        elif before:  # a sentence that is only added takes nothing back
            yield before, after


def _covers(corrections: Iterable[Correction], gone: set[str], added: set[str]) -> bool:
    """Return whether corrections name all facts that are gone as wrong, and all new ones as right.

    A correction names a fact when it has the same word or the same quotation.
    """
    was = " ".join(correction.was for correction in corrections)
    now = " ".join(correction.now for correction in corrections)
    return bool(was) and _names_all(was, gone) and _names_all(now, added)


def _names_all(text: str, facts: set[str]) -> bool:
    tokens = {_key(match) for match in _TOKEN.finditer(text)}
    return all(fact in tokens or (" " in fact and fact in text) for fact in facts)


def _key(match: re.Match[str]) -> str:
    """Return what is compared of a token: of a quotation the words, of a name no possessive."""
    if match["quotation"]:
        return match[0][1:-1].strip()
    return _POSSESSIVE.sub("", match[0])


class _Names:
    """Recognises the facts of sentences: figures, quotations, and the names of both versions.

    A name is a word with a capital letter. The first word of a sentence always has one, so it is
    a name only if the word is a name elsewhere and never occurs in lower case. In scripts without
    capitals, only annotated words are recognised as names.
    """

    def __init__(self, sentences: Iterable[str], passages: Iterable[Passage]) -> None:
        words = [
            (_key(match), number == 0)
            for sentence in sentences
            for number, match in enumerate(_TOKEN.finditer(sentence))
            if not match["quotation"]
        ]
        annotated = {
            run.text
            for passage in passages
            for run in passage.runs
            if run.entity and run.entity.kind in _NAMED and not run.title.is_speech
        }
        of_entities = {_key(match) for text in annotated for match in _TOKEN.finditer(text)}
        capitalised = {word for word, is_first in words if word[0].isupper() and not is_first}
        lower = {word for word, _ in words if word[0].islower()}
        names = {word for word in capitalised | of_entities if word[0].isupper()}
        self.first_names = {word for word in names if word.lower() not in lower}
        without_case = sorted(text for text in annotated if text.lower() == text.upper())
        self.without_case = re.compile("|".join(map(re.escape, without_case)) or "(?!)")

    def facts(self, sentences: Iterable[str]) -> set[str]:
        return {fact for sentence in sentences for _, _, fact in self._spans(sentence)}

    def parts(self, sentences: Iterable[str], facts: set[str]) -> tuple[TextPart, ...]:
        """Return sentences as parts, of which those with one of the facts have changed."""
        parts, unchanged = list[TextPart](), ""
        for sentence in sentences:
            at = 0
            for start, end, fact in self._spans(sentence):
                if fact in facts and start >= at:
                    unchanged += sentence[at:start]
                    changed = sentence[start:end]
                    if parts and unchanged == " ":  # words of one name
                        changed = f"{parts.pop().text} {changed}"
                    else:
                        parts.append(TextPart(_shortened(unchanged)))
                    parts.append(TextPart(changed, True))
                    unchanged, at = "", end
            unchanged += f"{sentence[at:]} "
        parts.append(TextPart(_shortened(unchanged.removesuffix(" "))))
        return tuple(part for part in parts if part.text)

    def _spans(self, sentence: str) -> list[tuple[int, int, str]]:
        """Return the start, the end and the key of each fact."""
        spans = [(*match.span(), match[0]) for match in self.without_case.finditer(sentence)]
        for number, match in enumerate(_TOKEN.finditer(sentence)):
            key = _key(match)
            if match["quotation"] or self._is_fact(key, is_first=number == 0):
                spans.append((*match.span(), key))
        return sorted(spans)

    def _is_fact(self, word: str, is_first: bool) -> bool:
        if any(map(str.isnumeric, word)) or word.lower() in _NUMBER_WORDS:
            return True
        return word in self.first_names if is_first else word[0].isupper()


def _shortened(text: str) -> str:
    if len(text) <= MAX_UNCHANGED:
        return text
    half = MAX_UNCHANGED // 2
    return f"{text[:half].rsplit(' ', 1)[0]} ... {text[-half:].split(' ', 1)[-1]}"
