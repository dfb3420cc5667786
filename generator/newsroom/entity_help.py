"""Finds the entities that a text names, and makes what an editor shows of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from generator.checks.front_matter import front_matter_ids
from generator.content.annotation_titles import SAID, SPEAKER_KINDS
from generator.content.keys import SCHEMES, Key, Kind
from generator.content.languages import language_name
from generator.content.model import Article, Commitment, Entity, PartialDate, Person, Role
from generator.content.parser import ParseResult
from generator.content.problems import Location
from generator.index.index import Index
from generator.pages.markdown_escape import date_in_words, escape, reports_in_words
from generator.pages.page_values import STATUS_MEANINGS


class WrittenMention(NamedTuple):
    """Where a file names an entity: an annotation with its words, or an id in front matter."""

    key: Key
    start: Location
    end: Location


def written_mentions(result: ParseResult) -> Iterator[WrittenMention]:
    """Yield every mention in a parsed file, those of the front matter first."""
    if result.entity is None:
        return
    for key, location, scheme in front_matter_ids(result.entity):
        end = location._replace(column=location.column + len(scheme + key.id))
        yield WrittenMention(key, location, end)
    body, file = result.entity.body, result.entity.location_of().file
    for link in body.links:
        if link.entity:
            start, end = (
                result.original_location(Location(file, *body.position(offset)))
                for offset in (link.start, link.end)
            )
            yield WrittenMention(link.entity, start, end)


def mention_at(result: ParseResult, line: int, column: int) -> WrittenMention | None:
    """Return the mention at a place, the innermost one; None if there is none."""
    at = (line, column)
    mentions = written_mentions(result)
    return next(
        (mention for mention in mentions if mention.start[1:] <= at <= mention.end[1:]), None
    )


def day_of(result: ParseResult) -> date | None:
    """Return the day of a parsed article; None if the file is none or has no date."""
    entity = result.entity
    return entity.date.day if isinstance(entity, Article) and "date" in entity.locations else None


def describe(index: Index, key: Key, day: date | None) -> str:
    """Return what an editor shows of an entity, as Markdown: names, role or status, and stories.

    `day` is that of the article that names it. An unknown entity gives an empty string.
    """
    if (entity := index.get(key)) is None:
        return ""
    number = index.count_about(key)
    parts = [
        f"**{escape(entity.title)}** ({key.kind.word})",
        *_facts(index, entity, day),
        "\n".join(f"- {name}" for name in _other_names(entity)),
        f"{number} {'story' if number == 1 else 'stories'}",
    ]
    return "\n\n".join(filter(None, parts))


def _facts(index: Index, entity: Entity, day: date | None) -> Iterator[str]:
    if isinstance(entity, Person) and day:
        role = entity.role_on(day)
        words = _role_in_words(index, role) if role else "no role is known"
        yield f"On {date_in_words(day)}: {words}"
    if isinstance(entity, Commitment):
        state = index.state(entity.key)
        yield f"{state.words}: {STATUS_MEANINGS[state]}" if state else "No story shows its status."
        if entity.due:
            yield f"Due {date_in_words(entity.due)}"


def _role_in_words(index: Index, role: Role) -> str:
    """Return a role with its organisation, and its term or the reports that give it."""
    employer = index.get(Key(Kind.ORGANISATION, role.organisation))
    title = f"{escape(role.title)}, {escape(employer.title)}" if employer else escape(role.title)
    if role.as_of:
        return f"{title} (in reports of {reports_in_words(role.as_of, 'en')})"
    term = _term_in_words(role.start, role.end)
    return f"{title} ({term})" if term else title


def _term_in_words(start: PartialDate | None, end: PartialDate | None) -> str:
    if start and end:
        return f"{date_in_words(start)} to {date_in_words(end)}"
    if start:
        return f"from {date_in_words(start)}"
    return f"until {date_in_words(end)}" if end else ""


def _other_names(entity: Entity) -> Iterator[str]:
    for lang, name in entity.names.items():
        yield f"{language_name(lang)}: {escape(name)}"
    if entity.aliases:
        yield f"also {', '.join(map(escape, entity.aliases))}"


MOST_CHOICES = 200
"""The most entities that are offered at once."""


class Choice(NamedTuple):
    """One way to complete what is being typed."""

    text: str
    detail: str
    names: str = ""
    """Other words by which it can be found."""


class Choices(NamedTuple):
    """How what is being typed can be completed."""

    typed: str
    """The end of the line that a choice replaces."""
    items: list[Choice]
    """The likeliest first."""
    is_complete: bool = True
    """Whether there are no others, which more typing would find."""


def complete(index: Index, line: str, day: date | None) -> Choices | None:
    """Return how the end of a line can be completed: ids in annotations, and their titles.

    `day` is that of the article. Return None where nothing can be completed.
    """
    if match := _TITLE.search(line):
        kind = SCHEMES[match[1]]
        if kind is Kind.COMMITMENT:
            states = [Choice(state.value, words) for state, words in STATUS_MEANINGS.items()]
            return Choices(match[2], states)
        said = [Choice(SAID, "These are their own words.")] if kind in SPEAKER_KINDS else []
        return Choices(match[2], said)
    if match := _ID.search(line) or _FRONT_MATTER_ID.search(line):
        return _entities(index, SCHEMES[match[1]], match[2], day)
    return None


_SCHEMES = "|".join(SCHEMES)
_ID = re.compile(rf"\]\(({_SCHEMES}):([^()\[\]\"]*)$")
"""The target of an annotation: people may type a name instead of an id."""
_FRONT_MATTER_ID = re.compile(rf"(?:^|[\s\[,'\"])({_SCHEMES}):([a-z0-9-]*)$")
_TITLE = re.compile(rf"\]\(({_SCHEMES}):[a-z0-9-]+\s+\"([^()\"]*)$")


def _entities(index: Index, kind: Kind, typed: str, day: date | None) -> Choices:
    """Return the entities of a kind, those with most stories first."""
    ranked = sorted(index.of_kind(kind), key=lambda entity: -index.count_about(entity.key))
    items = [_choice(index, entity, day) for entity in ranked]
    if len(items) <= MOST_CHOICES:
        return Choices(typed, items)
    words = typed.casefold()
    matches = [item for item in items if words in item.names.casefold()]
    return Choices(typed, matches[:MOST_CHOICES], is_complete=len(matches) <= MOST_CHOICES)


def _choice(index: Index, entity: Entity, day: date | None) -> Choice:
    names = [entity.title, *entity.names.values(), *entity.aliases]
    role = entity.role_on(day) if isinstance(entity, Person) and day else None
    state = index.state(entity.key) if isinstance(entity, Commitment) else None
    more = [role.title] if role else [state.words] if state else []
    detail = " · ".join([", ".join([entity.title, *more]), *names[1:]])
    return Choice(entity.key.id, detail, " ".join([entity.key.id, *names]))
