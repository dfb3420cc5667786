"""The rules of front matter: years, topics, roles, parties, updates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.checks.context import Library, WrittenDate, is_about, problem_at, unknown
from generator.content.fields import STAND_INS
from generator.content.model import Article, Commitment, Key, Kind, Noun, Person
from generator.content.problems import Problem, Spot


def folder_is_the_year(noun: Noun, library: Library) -> Iterator[Problem]:
    """An article stands in the folder of the year of its date."""
    if isinstance(noun, Article):
        folder, _, id = noun.key.id.partition("/")
        year = f"{noun.date.day.year:04}"
        if folder != year:
            hint = f"move the file to {library.root}/articles/{year}/{id}.md, or correct the date"
            if f"articles/{year}/{id}.md" in library.files:
                hint = f"articles/{year}/{id}.md is there already: rename or delete this one"
            message = f"the date is in {year}, the folder is `{folder}`"
            yield Problem(noun.spot("date"), "wrong-year", message, hint)


def has_a_topic(noun: Noun, library: Library) -> Iterator[Problem]:
    """An article is about at least one topic, or no list of stories leads to it."""
    if not isinstance(noun, Article) or not noun.is_complete or "topics" in noun.spots:
        return
    if not any(is_about(link, Kind.TOPIC) for link in noun.body.links):
        hint = "add a line like `topics: [fibre]`, or annotate some words with `topic:`"
        yield Problem(noun.spot(), "no-topic", "the article is about no topic", hint)


def topics_are_known(noun: Noun, library: Library) -> Iterator[Problem]:
    """Every topic in the front matter has a file."""
    if isinstance(noun, Article | Commitment):
        for number, id in enumerate(noun.topics):
            yield from unknown(Key(Kind.TOPIC, id), noun.spot("topics", number), library)


def employers_are_known(noun: Noun, library: Library) -> Iterator[Problem]:
    """Every organisation in a person's roles has a file."""
    if isinstance(noun, Person):
        for number, role in enumerate(noun.roles):
            if role.organisation:
                spot = noun.spot("roles", number, "organisation")
                yield from unknown(Key(Kind.ORGANISATION, role.organisation), spot, library)


def roles_end_after_they_begin(noun: Noun, library: Library) -> Iterator[Problem]:
    """A role's `to` is not before its `from`."""
    if isinstance(noun, Person):
        for number, role in enumerate(noun.roles):
            if role.start and role.end and str(role.end) < str(role.start)[: len(str(role.end))]:
                message = f"the role ends ({role.end}) before it begins ({role.start})"
                yield Problem(noun.spot("roles", number, "to"), "dates-out-of-order", message)


def parties_are_known(noun: Noun, library: Library) -> Iterator[Problem]:
    """Everybody who promises, or is promised, has a file."""
    if isinstance(noun, Commitment):
        for name, parties in (("by", noun.by), ("to", noun.to)):
            for number, key in enumerate(parties):
                spot = noun.spot(name, number)
                yield from unknown(key, spot, library, f"{key.kind.scheme}:")


def updates_follow(noun: Noun, library: Library) -> Iterator[Problem]:
    """An article is updated and corrected on or after the day of its date."""
    if not isinstance(noun, Article) or not noun.is_complete:
        return
    later: list[tuple[Any, Spot]] = [
        (found.date, noun.spot("corrections", number, "date"))
        for number, found in enumerate(noun.corrections)
    ]
    if noun.updated:
        later.append((noun.updated.day, noun.spot("updated")))
    for day, spot in later:
        if day < noun.date.day:
            message = f"{day} is before the article's own date, {noun.date.day}"
            yield Problem(spot, "dates-out-of-order", message)


def dates(article: Article) -> Iterator[WrittenDate]:
    """Yield every date of an article's front matter; each is the date of something past."""
    if not article.is_complete:
        return
    for name, moment in (("date", article.date), ("updated", article.updated)):
        if moment:
            yield WrittenDate(moment.day, str(moment), article.spot(name))
    for number, correction in enumerate(article.corrections):
        spot = article.spot("corrections", number, "date")
        yield WrittenDate(correction.date, str(correction.date), spot)
    for number, source in enumerate(article.sources):
        if source.date:
            spot = article.spot("sources", number, "date")
            yield WrittenDate(source.date.first_day, str(source.date), spot)


def stand_ins_are_replaced(noun: Noun, library: Library) -> Iterator[Problem]:
    """What a story begins with is replaced by its own words before it is published."""
    if not isinstance(noun, Article) or noun.draft:
        return
    said = [(noun.summary, STAND_INS["summary"], noun.spot("summary"))]
    for at, source in enumerate(noun.sources):
        said.append((source.title, STAND_INS["title"], noun.spot("sources", at, "title")))
        said.append(
            (source.publisher, STAND_INS["publisher"], noun.spot("sources", at, "publisher"))
        )
    for words, stand_in, spot in said:
        if words == stand_in:
            message = f"`{words}` is what the example says"
            yield Problem(spot, "stand-in-left", message, "write your own words")
    if (at := noun.body.source.find(STAND_INS["body"])) >= 0:
        line, column = noun.body.position(len(noun.body.source[:at].encode()))
        message = "this is what the example says"
        yield problem_at(noun, line, column, "stand-in-left", message, "write your own words")
