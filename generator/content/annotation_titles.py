"""The words in quotation marks after an annotation's target: a state with its date, or `said`."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from generator.content.dates import FIRST_YEAR, LAST_YEAR, PartialDate, parse_partial_date
from generator.content.keys import STATES, Key, Kind, State

SAID = "said"
"""Marks the words of a link as a quotation of the person or organisation that it names."""
SPEAKER_KINDS = frozenset([Kind.PERSON, Kind.ORGANISATION])

QUOTATION_MARKS = (
    ("\u201c", "\u201d"),  # English and Chinese: left, right
    ("\u201d", "\u201c"),  # Urdu, where right and left change sides
    ("\u201d", "\u201d"),
    ("\u201e", "\u201c"),
    ("\u201e", "\u201d"),
    ("\u2018", "\u2019"),
    ('"', '"'),
    ("\u00ab", "\u00bb"),  # guillemets
    ("\u00bb", "\u00ab"),
    ("\u300c", "\u300d"),  # corner brackets
    ("\u300e", "\u300f"),
)
"""The marks that begin and end a quotation, in every script."""


class AnnotationTitle(NamedTuple):
    """What an annotation's title says of the words that it marks."""

    state: State | None = None
    """For a commitment: the state that the words show it in."""
    date: PartialDate | None = None
    """The date of the state, if it isn't that of the article."""
    is_speech: bool = False
    """Whether the words are a quotation of the person or organisation."""


@lru_cache(maxsize=1 << 12)  # thousands of articles have the same few titles
def parse_title(key: Key, title: str) -> AnnotationTitle:
    """Return what the title of an annotation of `key` says; nothing for a title that is invalid."""
    if key.kind in SPEAKER_KINDS:
        return AnnotationTitle(is_speech=title == SAID)
    if key.kind is not Kind.COMMITMENT:
        return AnnotationTitle()
    word, blank, written = title.partition(" ")
    state, date = STATES.get(word), parse_state_date(written)
    return AnnotationTitle() if blank and date is None else AnnotationTitle(state, date)


def parse_state_date(written: str) -> PartialDate | None:
    """Return the day, month or year on which a state was observed; None when it isn't a date."""
    try:
        date = parse_partial_date(written)
    except ValueError:
        return None
    return date if FIRST_YEAR <= date.year <= LAST_YEAR else None


def format_title(title: AnnotationTitle) -> str:
    """Return the title as an annotation has it; an empty string when it says nothing."""
    if title.is_speech:
        return SAID
    state = title.state.value if title.state else ""
    return f"{state} {title.date}" if state and title.date else state


def unquoted(words: str) -> str | None:
    """Return words without the quotation marks around them; None when there are none."""
    words = words.strip()
    for begin, end in QUOTATION_MARKS:
        if len(words) > 1 and words.startswith(begin) and words.endswith(end):
            return words[1:-1].strip()
    return None
