"""Rules for front matter: years, topics, roles, parties, updates and placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from generator.checks.context import (
    CheckContext,
    WrittenDate,
    WrittenId,
    WrittenName,
    check_entity_exists,
    names_kind,
    problem_at,
)
from generator.content.fields import FIELDS, PLACEHOLDERS
from generator.content.keys import Key, Kind
from generator.content.model import Article, Commitment, Entity, Person
from generator.content.problems import Fix, Location, Problem
from generator.content.urls import scheme_of
from generator.content.word_count import words_in
from generator.content.yaml_repairs import (
    MARKDOWN_LINK,
    MAX_VALUE_IN_HINT,
    without_curly_marks,
)


def folder_is_the_year(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """An article's file is in the folder of the year of its date."""
    if not isinstance(entity, Article):
        return
    folder, _, id = entity.key.id.partition("/")
    year = f"{entity.date.day.year:04}"
    if folder != year and not (_dates_are_swapped(entity) and folder == str(entity.published)[:4]):
        path = f"articles/{year}/{id}.md"
        hint = f"move the file to {context.content_dir}/{path}, or correct the date"
        if context.has_path(path):
            hint = f"{path} exists already: rename or delete this one"
        message = f"the date is in {year}, but the folder is `{folder}`"
        yield Problem(entity.location_of("date"), "wrong-year", message, hint)


def required_keys_are_there(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """A file, unless it is a draft, has the keys that this site requires besides the format's."""
    names = context.required.get(entity.key.kind, ())
    if isinstance(entity, Article) and entity.draft:
        return
    fields = FIELDS[entity.key.kind]
    for name in names:
        if name not in entity.locations and not fields[name].required:
            message = f"`{name}` is missing, which this site requires"
            hint = f"add `{name}:` with {fields[name].description}"
            yield Problem(entity.location_of(), "missing-key", message, hint)


def has_a_topic(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """An article has at least one topic; otherwise no list of articles links to it."""
    if not isinstance(entity, Article) or not entity.is_complete or "topics" in entity.locations:
        return
    if not any(names_kind(link, Kind.TOPIC) for link in entity.body.links):
        example = context.example_id(Kind.TOPIC)
        hint = f"add a line like `topics: [{example}]`, or annotate some words with `topic:`"
        yield Problem(entity.location_of(), "no-topic", "the article has no topic", hint)


def front_matter_ids(entity: Entity) -> Iterator[WrittenId]:
    """Yield the topics, employers and parties in the front matter."""
    if isinstance(entity, Article | Commitment):
        for number, id in enumerate(entity.topics):
            yield WrittenId(Key(Kind.TOPIC, id), entity.location_of("topics", number))
    if isinstance(entity, Person):
        for number, role in enumerate(entity.roles):
            if role.organisation:
                key = Key(Kind.ORGANISATION, role.organisation)
                yield WrittenId(key, entity.location_of("roles", number, "organisation"))
    if isinstance(entity, Commitment):
        groups = (("by", entity.by), ("to", entity.to), ("sought_by", entity.sought_by))
        for name, parties in groups:
            for number, key in enumerate(parties):
                yield WrittenId(key, entity.location_of(name, number), f"{key.kind.scheme}:")


def front_matter_ids_are_known(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """Every topic, employer and party in the front matter has a file."""
    for key, location, scheme in front_matter_ids(entity):
        yield from check_entity_exists(key, location, context, scheme, key.id)


def roles_end_after_they_begin(entity: Entity) -> Iterator[Problem]:
    """A role's `to` is not before its `from`."""
    if isinstance(entity, Person):
        for number, role in enumerate(entity.roles):
            if role.start and role.end and str(role.end) < str(role.start)[: len(str(role.end))]:
                message = f"the role ends ({role.end}) before it begins ({role.start})"
                location = entity.location_of("roles", number, "to")
                yield Problem(location, "dates-out-of-order", message)


def roles_have_a_term_or_reports(entity: Entity) -> Iterator[Problem]:
    """A role has the term that a source gives, or the dates of reports that name it."""
    if isinstance(entity, Person):
        for number, role in enumerate(entity.roles):
            if role.as_of and (role.start or role.end):
                message = "`as_of` can't be together with `from` or `to`"
                hint = (
                    "keep `from` and `to` if a source says when the role began or ended, "
                    "and `as_of` if you only know that a report gives the title"
                )
                location = entity.location_of("roles", number, "as_of")
                yield Problem(location, "term-and-reports", message, hint)
            names = (f"roles.{number}.{name}" for name in ("from", "to", "as_of"))
            is_dated = role.start or role.end or role.as_of
            if not is_dated and not any(name in entity.locations for name in names):
                message = "`as_of` is missing: nobody can see when the role was held"
                hint = (
                    "add `from:` and `to:` if a source says when it began or ended, "
                    "or `as_of:` with the date of a report that gives the title"
                )
                location = entity.location_of("roles", number)
                yield Problem(location, "missing-key", message, hint)


def commitments_have_a_party(entity: Entity) -> Iterator[Problem]:
    """A commitment says who is to do it, or who asked for it."""
    if not isinstance(entity, Commitment) or "title" not in entity.locations:
        return
    if "by" not in entity.locations and "sought_by" not in entity.locations:
        hint = (
            "add `by:` with who is to do it, like `[org:an-id]`, "
            "or `sought_by:` with who asked for it"
        )
        yield Problem(entity.location_of(), "missing-key", "`by` is missing", hint)


def location_without_promiser(entity: Entity) -> Location | None:
    """Return the location of `sought_by` of a commitment without `by`; None for other files."""
    if isinstance(entity, Commitment) and "by" not in entity.locations:
        return entity.locations.get("sought_by")
    return None


def written_names(entity: Entity) -> Iterator[WrittenName]:
    """Yield the names and aliases of an entity that isn't an article.

    Of a translation, they are what is translated: the title and the summary.
    """
    if entity.translation:
        summary = entity.summary if isinstance(entity, Article) else ""
        for key, words in (("title", entity.title), ("summary", summary)):
            if words and key in entity.locations:
                yield WrittenName(words, entity.location_of(key))
        return
    if isinstance(entity, Article):
        return
    if entity.is_complete:
        name = "name" if "name" in FIELDS[entity.key.kind] else "title"
        yield WrittenName(entity.title, entity.location_of(name))
    for language, words in entity.names.items():
        yield WrittenName(words, entity.location_of("names", language))
    for number, alias in enumerate(entity.aliases):
        yield WrittenName(alias, entity.location_of("aliases", number), is_alias=True)


def old_addresses(entity: Entity) -> Iterator[tuple[str, Location]]:
    """Yield the addresses that redirect to an entity, with their locations."""
    if isinstance(entity, Article):
        for number, alias in enumerate(entity.aliases):
            yield alias, entity.location_of("aliases", number)
    for number, id in enumerate(entity.former_ids):
        yield f"{entity.key.kind.folder}/{id}/", entity.location_of("former_ids", number)


def _dates_are_swapped(article: Article) -> bool:
    """Return whether the day of the publication and that of the event may be swapped."""
    return article.published is not None and article.published.day < article.date.day


def publication_follows_the_event(entity: Entity) -> Iterator[Problem]:
    """An article is published, and newer reports are looked for, when the event has happened."""
    if not isinstance(entity, Article) or not entity.is_complete:
        return
    days = {"published": entity.published and entity.published.day, "checked": entity.checked}
    for name, day in days.items():
        if day and day < entity.date.day:
            message = f"`{name}` is before the event, which was on {entity.date.day}"
            hint = "`date` is the day of the event, and `published` the day of the article"
            if entity.key.id.startswith(str(day.year)) and name == "published":
                hint = f"{hint}: are they swapped?"
            yield Problem(entity.location_of(name), "dates-out-of-order", message, hint)
            break  # a wrong `date` is one problem


def updates_follow(entity: Entity) -> Iterator[Problem]:
    """An article is updated and corrected on the day of its publication or later."""
    if not isinstance(entity, Article) or not entity.is_complete:
        return
    changes: list[tuple[date, Location]] = [
        (correction.date, entity.location_of("corrections", number, "date"))
        for number, correction in enumerate(entity.corrections)
    ]
    if entity.updated:
        changes.append((entity.updated.day, entity.location_of("updated")))
    first = (entity.published or entity.date).day
    name = "publication" if entity.published else "own date"
    for day, location in changes:
        if day < first:
            message = f"{day} is before the article's {name}, {first}"
            yield Problem(location, "dates-out-of-order", message)


def written_dates(entity: Entity) -> Iterator[WrittenDate]:
    """Yield every date of an entity's front matter that is of a past event."""
    if isinstance(entity, Article | Commitment) and entity.is_complete and entity.checked:
        yield WrittenDate(entity.checked, str(entity.checked), entity.location_of("checked"))
    if isinstance(entity, Article) and entity.is_complete:
        yield from _dates_of_article(entity)
    elif isinstance(entity, Person):
        for number, role in enumerate(entity.roles):
            location = entity.location_of("roles", number, "as_of")
            for report in role.as_of:
                yield WrittenDate(report.first_day, str(report), location)


def _dates_of_article(article: Article) -> Iterator[WrittenDate]:
    moments = {"date": article.date, "updated": article.updated}  # `published` may be in the future
    for name, moment in moments.items():
        if moment:
            yield WrittenDate(moment.day, str(moment), article.location_of(name))
    for number, correction in enumerate(article.corrections):
        location = article.location_of("corrections", number, "date")
        yield WrittenDate(correction.date, str(correction.date), location)
    for number, source in enumerate(article.sources):
        if source.date:
            location = article.location_of("sources", number, "date")
            yield WrittenDate(source.date.first_day, str(source.date), location)


_MAX_REPEATED = 0.5
"""The share of a summary's words that may be in the headline, too."""
_MIN_JUDGED = 5
"""Words from which on a summary is compared with its headline."""


def the_summary_adds_to_the_headline(entity: Entity) -> Iterator[Problem]:
    """At most half of a summary's words are in the headline, too. A few words repeat by chance."""
    if not isinstance(entity, Article) or entity.summary == PLACEHOLDERS["summary"]:
        return
    headline = set(words_in(entity.title.casefold()))
    words = words_in(entity.summary.casefold())
    repeated = sum(word in headline for word in words)
    if len(words) >= _MIN_JUDGED and repeated > _MAX_REPEATED * len(words):
        message = f"the summary repeats the headline: {repeated} of its {len(words)} words"
        hint = "say what the headline doesn't: who, how much, when, or what follows"
        yield Problem(entity.location_of("summary"), "summary-repeats", message, hint)


def items_are_listed_once(entity: Entity) -> Iterator[Problem]:
    """A list in the front matter names each thing once; a source is the same if its page is."""
    lists: dict[str, list[str]] = {}
    if isinstance(entity, Article):
        addresses = [source.url.rstrip("/") for source in entity.sources]
        lists = {"sources": addresses, "topics": [*entity.topics], "byline": [*entity.byline]}
    elif isinstance(entity, Commitment):
        groups = {"by": entity.by, "to": entity.to, "sought_by": entity.sought_by}
        lists = {name: [key.annotation for key in keys] for name, keys in groups.items()}
        lists["topics"] = [*entity.topics]
    if not isinstance(entity, Article):
        lists["aliases"] = [*entity.aliases]
    for name, items in lists.items():
        for number, item in enumerate(items):
            if item in items[:number] and item not in PLACEHOLDERS.values():
                part = ("url",) if name == "sources" else ()
                location = entity.location_of(name, number, *part)
                message = f"`{item}` is in `{name}` twice"
                yield Problem(location, "repeated-item", message, "delete one of the two")


_BOLD = re.compile(r"\*\*([^*]{1,200})\*\*")


def _is_in_capitals(words: str) -> bool:
    """Return whether several words consist of capital letters, as those of some scripts can't."""
    return words.count(" ") > 1 and all(char.isupper() for char in words if char.isalpha())


def values_are_plain_words(entity: Entity) -> Iterator[Problem]:
    """Headlines, names and summaries have no Markdown, and no quotation marks around the whole."""
    name = "name" if "name" in FIELDS[entity.key.kind] else "title"
    values = [(name, entity.title)]
    if isinstance(entity, Article):
        values.append(("summary", entity.summary))
        for number, source in enumerate(entity.sources):
            if scheme_of(source.publisher) in ("http", "https"):
                location = entity.location_of("sources", number, "publisher")
                message, hint = "this is an address", "write the name of who published the page"
                yield Problem(location, "odd-value", message, hint)
    for key, value in values:
        plain = _BOLD.sub(r"\1", MARKDOWN_LINK.sub(r"\1", value))
        message = "readers see these signs: this is plain text, without Markdown and links"
        if key == "title" and _is_in_capitals(value):
            hint = "write it like a sentence, with capitals for names"
            yield Problem(
                entity.location_of(key), "odd-value", "this headline is in capitals", hint
            )
        if plain == value:
            plain = without_curly_marks(value)
            message = "readers see these quotation marks: YAML needs none, or straight ones"
        if plain != value:
            hint = f"write `{plain}`" if len(plain) <= MAX_VALUE_IN_HINT else "delete the signs"
            fix = Fix(value, plain, is_safe=False)
            yield Problem(entity.location_of(key), "odd-value", message, hint, fix)


def placeholders_are_replaced(entity: Entity) -> Iterator[Problem]:
    """The placeholders of a new article are replaced before it is published."""
    if not isinstance(entity, Article) or entity.draft:
        return
    hint = "replace it with your own words"
    values = [("summary", entity.summary, entity.location_of("summary"))]
    for number, source in enumerate(entity.sources):
        fields = {"title": source.title, "publisher": source.publisher, "url": source.url}
        for name, value in fields.items():
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
    for match in _UNFINISHED.finditer(entity.body.data):
        message = f"`{match[0].decode()}` marks what isn't written yet"
        yield problem_at(entity, match.start(), "placeholder-left", message, hint)


_UNFINISHED_MARKS = ("todo", "fixme", "tbd")
"""What writers put, in capitals, where words are missing. In small letters, some are words."""
_UNFINISHED = re.compile(rf"\b(?:{'|'.join(_UNFINISHED_MARKS).upper()}|[Ll]orem ipsum)\b".encode())
