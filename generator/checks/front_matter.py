"""The rules of front matter: years, topics, roles, parties, updates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.checks.context import (
    CheckContext,
    WrittenDate,
    is_annotation_of,
    problem_at,
    unknown_entity,
)
from generator.content.fields import PLACEHOLDERS
from generator.content.model import Article, Commitment, Entity, Key, Kind, Person
from generator.content.problems import Location, Problem


def folder_is_the_year(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """An article stands in the folder of the year of its date."""
    if isinstance(entity, Article):
        folder, _, id = entity.key.id.partition("/")
        year = f"{entity.date.day.year:04}"
        if folder != year:
            right = f"{context.content_dir}/articles/{year}/{id}.md"
            hint = f"move the file to {right}, or correct the date"
            if f"articles/{year}/{id}.md" in context.files:
                hint = f"articles/{year}/{id}.md is there already: rename or delete this one"
            message = f"the date is in {year}, the folder is `{folder}`"
            yield Problem(entity.location_of("date"), "wrong-year", message, hint)


def has_a_topic(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """An article is about at least one topic, or no list of stories leads to it."""
    if not isinstance(entity, Article) or not entity.is_complete or "topics" in entity.locations:
        return
    if not any(is_annotation_of(link, Kind.TOPIC) for link in entity.body.links):
        hint = "add a line like `topics: [fibre]`, or annotate some words with `topic:`"
        yield Problem(entity.location_of(), "no-topic", "the article is about no topic", hint)


def topics_are_known(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """Every topic in the front matter has a file."""
    if isinstance(entity, Article | Commitment):
        for number, id in enumerate(entity.topics):
            yield from unknown_entity(
                Key(Kind.TOPIC, id), entity.location_of("topics", number), context
            )


def employers_are_known(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """Every organisation in a person's roles has a file."""
    if isinstance(entity, Person):
        for number, role in enumerate(entity.roles):
            if role.organisation:
                location = entity.location_of("roles", number, "organisation")
                yield from unknown_entity(
                    Key(Kind.ORGANISATION, role.organisation), location, context
                )


def roles_end_after_they_begin(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """A role's `to` is not before its `from`."""
    if isinstance(entity, Person):
        for number, role in enumerate(entity.roles):
            if role.start and role.end and str(role.end) < str(role.start)[: len(str(role.end))]:
                message = f"the role ends ({role.end}) before it begins ({role.start})"
                yield Problem(
                    entity.location_of("roles", number, "to"), "dates-out-of-order", message
                )


def parties_are_known(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """Everybody who promises, or is promised, has a file."""
    if isinstance(entity, Commitment):
        for name, parties in (("by", entity.by), ("to", entity.to)):
            for number, key in enumerate(parties):
                location = entity.location_of(name, number)
                yield from unknown_entity(key, location, context, f"{key.kind.scheme}:")


def updates_follow(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """An article is updated and corrected on or after the day of its date."""
    if not isinstance(entity, Article) or not entity.is_complete:
        return
    later: list[tuple[Any, Location]] = [
        (found.date, entity.location_of("corrections", number, "date"))
        for number, found in enumerate(entity.corrections)
    ]
    if entity.updated:
        later.append((entity.updated.day, entity.location_of("updated")))
    for day, location in later:
        if day < entity.date.day:
            message = f"{day} is before the article's own date, {entity.date.day}"
            yield Problem(location, "dates-out-of-order", message)


def dates(article: Article) -> Iterator[WrittenDate]:
    """Yield every date of an article's front matter; each is the date of something past."""
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


def placeholders_are_replaced(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """What a story begins with is replaced by its own words before it is published."""
    if not isinstance(entity, Article) or entity.draft:
        return
    said = [(entity.summary, PLACEHOLDERS["summary"], entity.location_of("summary"))]
    for at, source in enumerate(entity.sources):
        said.append(
            (source.title, PLACEHOLDERS["title"], entity.location_of("sources", at, "title"))
        )
        said.append(
            (
                source.publisher,
                PLACEHOLDERS["publisher"],
                entity.location_of("sources", at, "publisher"),
            )
        )
    for words, stand_in, location in said:
        if words == stand_in:
            message = f"`{words}` is what the example says"
            yield Problem(location, "stand-in-left", message, "write your own words")
    if (at := entity.body.source.find(PLACEHOLDERS["body"])) >= 0:
        line, column = entity.body.position(len(entity.body.source[:at].encode()))
        message = "this is what the example says"
        yield problem_at(entity, line, column, "stand-in-left", message, "write your own words")
