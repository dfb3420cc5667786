"""Rules for front matter: years, topics, roles, parties, updates and placeholders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from generator.checks.context import (
    CheckContext,
    WrittenDate,
    check_entity_exists,
    names_kind,
    problem_at,
)
from generator.content.fields import PLACEHOLDERS
from generator.content.keys import Key, Kind
from generator.content.model import Article, Commitment, Entity, Person
from generator.content.problems import Location, Problem


def folder_is_the_year(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """An article's file is in the folder of the year of its date."""
    if not isinstance(entity, Article):
        return
    folder, _, id = entity.key.id.partition("/")
    year = f"{entity.date.day.year:04}"
    if folder != year:
        path = f"articles/{year}/{id}.md"
        hint = f"move the file to {context.content_dir}/{path}, or correct the date"
        if path in context.files:
            hint = f"{path} exists already: rename or delete this one"
        message = f"the date is in {year}, but the folder is `{folder}`"
        yield Problem(entity.location_of("date"), "wrong-year", message, hint)


def has_a_topic(entity: Entity) -> Iterator[Problem]:
    """An article has at least one topic; otherwise no list of articles links to it."""
    if not isinstance(entity, Article) or not entity.is_complete or "topics" in entity.locations:
        return
    if not any(names_kind(link, Kind.TOPIC) for link in entity.body.links):
        hint = "add a line like `topics: [fibre]`, or annotate some words with `topic:`"
        yield Problem(entity.location_of(), "no-topic", "the article has no topic", hint)


def topics_are_known(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """Every topic in the front matter has a file."""
    if isinstance(entity, Article | Commitment):
        for number, id in enumerate(entity.topics):
            location = entity.location_of("topics", number)
            yield from check_entity_exists(Key(Kind.TOPIC, id), location, context)


def employers_are_known(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """Every organisation in a person's roles has a file."""
    if isinstance(entity, Person):
        for number, role in enumerate(entity.roles):
            if role.organisation:
                key = Key(Kind.ORGANISATION, role.organisation)
                location = entity.location_of("roles", number, "organisation")
                yield from check_entity_exists(key, location, context)


def roles_end_after_they_begin(entity: Entity) -> Iterator[Problem]:
    """A role's `to` is not before its `from`."""
    if isinstance(entity, Person):
        for number, role in enumerate(entity.roles):
            if role.start and role.end and str(role.end) < str(role.start)[: len(str(role.end))]:
                message = f"the role ends ({role.end}) before it begins ({role.start})"
                location = entity.location_of("roles", number, "to")
                yield Problem(location, "dates-out-of-order", message)


def parties_are_known(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """Every party of a commitment has a file."""
    if isinstance(entity, Commitment):
        for name, parties in (("by", entity.by), ("to", entity.to)):
            for number, key in enumerate(parties):
                location = entity.location_of(name, number)
                yield from check_entity_exists(key, location, context, f"{key.kind.scheme}:")


def updates_follow(entity: Entity) -> Iterator[Problem]:
    """An article is updated and corrected on the day of its date or later."""
    if not isinstance(entity, Article) or not entity.is_complete:
        return
    changes: list[tuple[date, Location]] = [
        (correction.date, entity.location_of("corrections", number, "date"))
        for number, correction in enumerate(entity.corrections)
    ]
    if entity.updated:
        changes.append((entity.updated.day, entity.location_of("updated")))
    for day, location in changes:
        if day < entity.date.day:
            message = f"{day} is before the article's own date, {entity.date.day}"
            yield Problem(location, "dates-out-of-order", message)


def written_dates(article: Article) -> Iterator[WrittenDate]:
    """Yield every date of an article's front matter. All of them are of past events."""
    if not article.is_complete:
        return
    for name, moment in (("date", article.date), ("updated", article.updated)):
        if moment:
            yield WrittenDate(moment.day, str(moment), article.location_of(name))
    for number, correction in enumerate(article.corrections):
        location = article.location_of("corrections", number, "date")
        yield WrittenDate(correction.date, str(correction.date), location)
    for number, source in enumerate(article.sources):
        if source.date:
            location = article.location_of("sources", number, "date")
            yield WrittenDate(source.date.first_day, str(source.date), location)


def placeholders_are_replaced(entity: Entity) -> Iterator[Problem]:
    """The placeholders of a new article are replaced before it is published."""
    if not isinstance(entity, Article) or entity.draft:
        return
    hint = "replace it with your own words"
    values = [("summary", entity.summary, entity.location_of("summary"))]
    for number, source in enumerate(entity.sources):
        for name, value in (("title", source.title), ("publisher", source.publisher)):
            values.append((name, value, entity.location_of("sources", number, name)))
    for name, value, location in values:
        if value == PLACEHOLDERS[name]:
            yield Problem(
                location, "placeholder-left", f"`{value}` is the placeholder of a new article", hint
            )
    offset = entity.body.data.find(PLACEHOLDERS["body"].encode())
    if offset >= 0:
        message = "this is the placeholder of a new article"
        yield problem_at(entity, offset, "placeholder-left", message, hint)
