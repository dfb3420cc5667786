"""Rules for annotations: the entities that they name, and the states of commitments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.context import (
    CheckContext,
    WrittenId,
    WrittenState,
    check_entity_exists,
    location_of_link,
    names_kind,
)
from generator.content.annotation_titles import (
    SAID,
    SPEAKER_KINDS,
    AnnotationTitle,
    parse_state_date,
    parse_title,
    unquoted,
)
from generator.content.body import Link
from generator.content.dates import FIRST_YEAR, LAST_YEAR, parse_loose_date, parse_loose_month
from generator.content.invisible_characters import is_blank
from generator.content.keys import STATES, Key, Kind, State
from generator.content.model import Article, Entity
from generator.content.problems import NO_FIX, Fix, Location, Problem, with_article
from generator.content.suggestions import did_you_mean, likely_typo_of

_NESTED_ANNOTATION = re.compile(r"\]\([a-z]{0,10}(?::[a-z0-9-]*)?$")
"""Words that end within another annotation: somebody selected a part of it."""


def annotations_are_known(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """Every annotation has words, and names an entity that has a file."""
    for link in entity.body.links:
        if link.entity is None:
            continue
        has_words = not is_blank(link.words) and link.words != link.target
        if marked := _NO_SPACE_BEFORE_TITLE.fullmatch(link.target):
            right = f'{marked[1]} "{marked[2]}"'
            message, hint = "there is no space before this quotation mark", f"write `({right})`"
            fix = Fix(link.target, right)
            yield Problem(location_of_link(entity, link), "broken-annotation", message, hint, fix)
            continue
        if _NESTED_ANNOTATION.search(link.words):
            hint = "write one link, with plain words between `[` and `]`"
            message = "there is an annotation within another"
            yield Problem(location_of_link(entity, link), "broken-annotation", message, hint)
        if has_words and context.has_file(link.entity):
            continue
        location = location_of_link(entity, link)
        scheme = f"{link.entity.kind.scheme}:"
        yield from check_entity_exists(link.entity, location, context, scheme, link.words)
        if not has_words:
            title = f' "{link.title}"' if link.title else ""
            hint = f"write `[the words]({link.target}{title})`"
            yield Problem(location, "no-words", "there are no words between `[` and `]`", hint)


_NO_SPACE_BEFORE_TITLE = re.compile(r"([a-z]+:[a-z0-9-]+)\"([^\"]*)\"")


def unknown_annotations(entity: Entity, context: CheckContext) -> Iterator[WrittenId]:
    """Yield the ids in annotations that have no file."""
    for link in entity.body.links:
        if link.entity and not context.has_file(link.entity):
            scheme = f"{link.entity.kind.scheme}:"
            yield WrittenId(link.entity, location_of_link(entity, link), scheme)


def states_are_known(entity: Entity) -> Iterator[Problem]:
    """In an article, the annotation of a commitment has a state."""
    listed = ", ".join(f"`{state}`" for state in STATES)
    for link in entity.body.links:
        if not names_kind(link, Kind.COMMITMENT) or link.state or '"' in link.target:
            continue
        location = location_of_link(entity, link)
        word, _, written = link.title.partition(" ")
        single_spaced = " ".join(link.title.split())
        if link.entity and parse_title(link.entity, single_spaced).state:
            message = f"there are needless blanks in `{link.title}`"
            fix = _title_fix(link, single_spaced)
            yield Problem(location, "unknown-state", message, f'write `"{single_spaced}"`', fix)
        elif word in STATES and written.strip():
            yield _bad_state_date(link, location)
        elif right := _in_order(link):
            message = f"the date is before the state in `{link.title}`"
            fix = _title_fix(link, right)
            yield Problem(location, "unknown-state", message, f'write `"{right}"`', fix)
        elif link.title:
            word = word if parse_state_date(written) else link.title
            hint = _state_hint(word) or f"states: {listed}"
            message = f"`{word}` isn't a state of a commitment"
            meant = likely_typo_of(word, STATES)
            fix = _title_fix(link, link.title.replace(word, meant, 1) if meant else "")
            yield Problem(location, "unknown-state", message, hint, fix)
        elif isinstance(entity, Article):
            hint = f"write the state after the id, in quotation marks; states: {listed}"
            message = "the annotation has no state of the commitment"
            yield Problem(location, "missing-state", message, hint)


def _in_order(link: Link) -> str:
    """Return the title with the state before its date; nothing if it isn't just that."""
    written, _, state = link.title.rstrip(".,;").rpartition(" ")
    written = written.strip(" ,;:")
    day = written if parse_state_date(written) else parse_loose_date(written)
    return f"{state.lower()} {day}" if day and state.lower() in STATES else ""


_STATE_SYNONYMS = {
    "asked": "sought",
    "requested": "sought",
    "proposed": "offered",
    "promised": "agreed",
    "signed": "agreed",
    "approved": "agreed",
    "announced": "agreed",
    "started": "under-way",
    "begun": "under-way",
    "ongoing": "under-way",
    "in progress": "under-way",
    "complete": "done",
    "completed": "done",
    "finished": "done",
    "opened": "done",
    "fulfilled": "done",
    "delayed": "stalled",
    "suspended": "stalled",
    "paused": "stalled",
    "cancelled": "dropped",
    "canceled": "dropped",
    "abandoned": "dropped",
}
"""What writers call the states; several may be meant, so they are only hints."""


def _state_hint(word: str) -> str:
    """Return which state a word likely means; nothing if that isn't clear."""
    if word.lower() in ("overdue", "late"):
        return "leave the annotation out: the site finds out from the commitment's `due`"
    meant = _STATE_SYNONYMS.get(word.lower())
    return f"did you mean `{meant}`?" if meant else did_you_mean(word, STATES)


def _title_fix(link: Link, title: str) -> Fix:
    """Return the fix that gives a link this title; none without a title."""
    target = link.target
    return Fix(f'{target} "{link.title}"', f'{target} "{title}"') if title else NO_FIX


def states_are_in_articles(entity: Entity) -> Iterator[Problem]:
    """Only an article, which has a date, shows a commitment in a state."""
    if isinstance(entity, Article):
        return
    for link in entity.body.links:
        if link.state:
            hint = f"write `[{link.words}]({link.target})` here"
            message = "only an article can show a state, because a state needs a date"
            yield Problem(location_of_link(entity, link), "undated-state", message, hint)


_PREPOSITION = re.compile(r"^\s*(?:on|in|since|as of|from|by)\s+(?:the\s+)?", re.IGNORECASE)


def _bad_state_date(link: Link, location: Location) -> Problem:
    """Return the problem that what follows a state isn't a date."""
    state, _, written = link.title.partition(" ")
    words = _PREPOSITION.sub("", written)
    meant = words if parse_state_date(words) else parse_loose_date(words)
    meant = meant or parse_loose_month(words)
    meant = meant if meant and parse_state_date(meant) else ""
    example = meant or "2024-10-17"
    hint = f'write a day, a month or a year after the state, like `"{state} {example}"`'
    if re.match(r"[0-9]{4}(-[0-9]{2}){0,2}$", written):
        year = int(written[:4])
        hint = (
            "there is no such day"
            if FIRST_YEAR <= year <= LAST_YEAR
            else f"write a year between {FIRST_YEAR} and {LAST_YEAR}"
        )
    fix = _title_fix(link, f"{state} {meant}" if meant else "")
    return Problem(location, "bad-date", f"`{written}` is not the date of a state", hint, fix)


def an_article_shows_one_state_a_day(entity: Entity) -> Iterator[Problem]:
    """An article shows a commitment in several states only if their dates differ."""
    if not isinstance(entity, Article):
        return
    first: dict[tuple[Key, str], State] = {}
    own_date = str(entity.date.day)
    for link in entity.body.links:
        if not link.entity or not link.state:
            continue
        date = str(link.annotation.date or own_date)
        if first.setdefault((link.entity, date), link.state) != link.state:
            both = f"`{first[link.entity, date].value}` and `{link.state.value}`"
            message = f"the story shows `{link.entity.id}` in two states on {date}: {both}"
            hint = f'give one of them its date, like `"{link.state.value} 2024-10-17"`'
            yield Problem(location_of_link(entity, link), "two-states", message, hint)


def states_are_known_at_publication(entity: Entity) -> Iterator[Problem]:
    """The date of a state isn't after the day on which the article was published or updated."""
    if not isinstance(entity, Article) or not entity.published:
        return
    latest = max(moment.day for moment in (entity.published, entity.updated) if moment)
    for link in entity.body.links:
        date = link.annotation.date
        if date and date.first_day > latest:
            message = f"the state's date, {date}, is after the article was published ({latest})"
            hint = "correct one of the two; if you have added this, write the day as `updated`"
            yield Problem(location_of_link(entity, link), "dates-out-of-order", message, hint)


def titles_say_something(entity: Entity) -> Iterator[Problem]:
    """An annotation has a title only for a commitment's state, or to mark a quotation."""
    for link in entity.body.links:
        if not link.title or not link.entity or link.entity.kind is Kind.COMMITMENT:
            continue
        hint, title = f"write `[{link.words}]({link.target})`", f'{link.target} "{link.title}"'
        fix = Fix(title, link.target, is_safe=False)
        if link.entity.kind in SPEAKER_KINDS:
            if link.title == SAID:
                continue
            message, said = f"`{link.title}` isn't understood here", f'{link.target} "{SAID}"'
            if unquoted(link.words) is not None:
                hint = f"write `[{link.words}]({said})`"
                fix = Fix(title, said, is_safe=_means_said(link.title))
            else:
                hint += f"; for a quotation, `[\u201cthe words\u201d]({said})`"
        elif link.title == SAID:
            word = with_article(link.entity.kind.word)
            message = f"only a person or an organisation can say something, not {word}"
        else:
            word = with_article(link.entity.kind.word)
            message = f"only a commitment takes words in quotation marks, not {word}"
        yield Problem(location_of_link(entity, link), "needless-title", message, hint, fix)


def _means_said(title: str) -> bool:
    word = title.strip(" :,.").lower()
    return word in _SAID_SYNONYMS or bool(likely_typo_of(word, [SAID]))


_SAID_SYNONYMS = frozenset("said say says saying quote quoted quotation told".split())


def links_do_not_repeat(entity: Entity) -> Iterator[Problem]:
    """A paragraph of an article links to each entity once, its quotations aside."""
    for block in entity.body.linked_blocks if isinstance(entity, Article) else ():
        seen = set[tuple[Key, AnnotationTitle]]()
        for link in block.links:
            if link.entity is None or link.annotation.is_speech:
                continue
            if (link.entity, link.annotation) in seen:
                message = f"this paragraph has a link to `{link.target}` already"
                hint = "remove this one: the first is enough"
                yield Problem(location_of_link(entity, link), "repeated-link", message, hint)
            seen.add((link.entity, link.annotation))


def written_states(entity: Entity) -> Iterator[WrittenState]:
    """Yield each state that the entity's text shows a commitment in."""
    for link in entity.body.links:
        if link.entity and link.state:
            date = link.annotation.date
            yield WrittenState(link.entity, link.state, location_of_link(entity, link), date)
