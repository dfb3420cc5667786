"""Rules that need more than one file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from operator import itemgetter

from generator.checks.context import (
    MAX_PROBLEMS,
    CheckContext,
    CrossFileFacts,
    Reference,
    too_many_problems,
)
from generator.content.dates import Moment, PartialDate
from generator.content.keys import FOLDERS, Key, Kind, State
from generator.content.model import ASSETS, DATA, SCHEMAS, SEARCH, Article, BodyText, Entity
from generator.content.problems import Fix, Location, Problem
from generator.content.suggestions import did_you_mean


def check_across_files(
    entities: Mapping[Key, Entity],
    texts: Mapping[Key, BodyText],
    facts: Mapping[Key, CrossFileFacts],
    context: CheckContext,
    today: date | None = None,
    publication_day: date | None = None,
) -> Iterator[Problem]:
    """Yield every problem that needs more than one file to see, in no particular order.

    `today` is the day of the check; without it, no date is in the future. Articles that are
    published after `publication_day` aren't shown yet.
    """
    yield from fragments_exist(entities, texts, facts)
    yield from drafts_are_not_linked(entities, facts, publication_day)
    yield from states_agree_on_one_day(entities, facts)
    yield from promises_have_a_promiser(facts)
    yield from aliases_are_unique(facts, context)
    yield from former_ids_are_replaced(facts, facts.values())
    if today:
        yield from dates_are_past(facts, today)
        yield from states_are_past(entities, facts, today)
    yield from ids_look_different(context)


def fragments_exist(
    entities: Mapping[Key, Entity],
    texts: Mapping[Key, BodyText],
    facts: Mapping[Key, CrossFileFacts],
) -> Iterator[Problem]:
    """A link leads to an anchor that the other file has."""
    anchors: dict[Key, frozenset[str]] = {}
    broken: dict[str, list[Reference]] = defaultdict(list)
    for reference in chain.from_iterable(fact.references for fact in facts.values()):
        key = reference.key
        if reference.fragment and key in entities:
            if key not in anchors:
                anchors[key] = texts[key].anchors
            if reference.fragment not in anchors[key]:
                broken[reference.location.file].append(reference)
    for file, references in broken.items():
        if len(references) > MAX_PROBLEMS:
            yield too_many_problems(file)
    reported = chain.from_iterable(references[:MAX_PROBLEMS] for references in broken.values())
    # In the order of their targets, `did_you_mean` can reuse the anchors that it has sorted.
    for reference in sorted(reported, key=lambda reference: reference.key.path):
        hint = did_you_mean(reference.fragment, anchors[reference.key])
        message = f"`{reference.path}` has no anchor `#{reference.fragment}`"
        yield Problem(reference.location, "broken-link", message, hint)


def drafts_are_not_linked(
    entities: Mapping[Key, Entity],
    facts: Mapping[Key, CrossFileFacts],
    publication_day: date | None = None,
) -> Iterator[Problem]:
    """A published file doesn't link to a draft, nor to an article that is published later."""
    for key, fact in facts.items():
        own_day = _day_of_publication(entities[key], publication_day) if fact.references else None
        for reference in fact.references:
            day = _day_of_publication(entities.get(reference.key), publication_day)
            if own_day is None or day is None or day <= own_day:
                continue
            message = f"`{reference.path}` is a draft, which is not published"
            hint = "delete `draft: true` there, or remove the link here"
            if day != date.max:
                message = f"`{reference.path}` is not published before {day}"
                hint = f"remove the link until then, or publish this file on {day}, too"
            yield Problem(reference.location, "link-to-draft", message, hint)


def _day_of_publication(entity: Entity | None, publication_day: date | None) -> date | None:
    """Return the day until which an article isn't shown, or the first day if it is shown now."""
    if not isinstance(entity, Article):
        return date.min if entity else None
    if entity.draft:
        return date.max
    scheduled = entity.is_scheduled(publication_day) and entity.published
    return scheduled.day if scheduled else date.min


def is_shown(entity: Entity, publication_day: date | None) -> bool:
    """Return whether a file is on the site: drafts aren't, nor articles of a later day."""
    return _day_of_publication(entity, publication_day) == date.min


def states_agree_on_one_day(
    entities: Mapping[Key, Entity], facts: Mapping[Key, CrossFileFacts]
) -> Iterator[Problem]:
    """No two articles of the same moment show a commitment in different states."""
    first: dict[tuple[Key, Moment | PartialDate], tuple[State, Article]] = {}
    articles = [entity for entity in entities.values() if isinstance(entity, Article)]
    for article in sorted(articles, key=lambda article: article.key.id):
        for key, state, location, own_date in facts[article.key].written_states:
            date = _without_time(own_date) if own_date else article.date
            other_state, other = first.setdefault((key, date), (state, article))
            if other_state is not state and other is not article:
                message = (
                    f"`{other.key.id}` shows `{key.id}` as `{other_state.value}` on the same day"
                )
                hint = "give both dates a time, so that the later one counts"
                if own_date:
                    hint = "correct one of the two, or give the state a more exact date"
                yield Problem(location, "same-day-states", message, hint)


def promises_have_a_promiser(facts: Mapping[Key, CrossFileFacts]) -> Iterator[Problem]:
    """A commitment without `by` is only sought."""
    without = {key: fact.sought_by for key, fact in facts.items() if fact.sought_by}
    for article in sorted(facts, key=lambda key: key.id):
        for key, state, *_ in facts[article].written_states:
            if state is not State.SOUGHT and (location := without.pop(key, None)):
                message = f"`by` is missing: `{article.id}` shows this as `{state.value}`"
                hint = "add `by:` with who is to do it; it can be left out only while it is sought"
                yield Problem(location, "missing-key", message, hint)


def _without_time(date: PartialDate) -> Moment | PartialDate:
    """Return a whole day as articles have it; a month or a year as it is."""
    return Moment(date.first_day) if date.day else date


def dates_are_past(facts: Mapping[Key, CrossFileFacts], today: date) -> Iterator[Problem]:
    """An article's dates are not in the future.

    The date on which a commitment is due, or a role ends, may be.
    """
    for day, written, location in chain.from_iterable(fact.dates for fact in facts.values()):
        if is_future(day, today):
            message, hint = f"`{written}` is in the future", "check the year, the month and the day"
            yield Problem(location, "future-date", message, hint)


def states_are_past(
    entities: Mapping[Key, Entity], facts: Mapping[Key, CrossFileFacts], today: date
) -> Iterator[Problem]:
    """No published article shows a commitment in a state on a future date of either of them.

    Until that date, the commitment would be in that state whatever happens in between.
    """
    for article in entities.values():
        if not isinstance(article, Article) or not article.is_complete:
            continue
        if not is_shown(article, today):
            continue
        reported = set[tuple[Key, State, PartialDate | None]]()
        for key, state, location, own_date in facts[article.key].written_states:
            day = own_date.first_day if own_date else article.date.day
            if is_future(day, today) and (key, state, own_date) not in reported:
                reported.add((key, state, own_date))
                written = own_date or article.date.day
                message = f"`{key.id}` is `{state.value}` on {written}, which is in the future"
                name = "date of the state" if own_date else "article's date"
                hint = f"correct the {name}, or remove this annotation until then"
                yield Problem(location, "future-state", message, hint)


def is_future(day: date, today: date) -> bool:
    """Return whether a day is in the future everywhere.

    `today` comes from one clock, often in UTC, and contributors may be hours ahead of it: their
    today can be this clock's tomorrow. So one day is tolerated.
    """
    return (day - today).days > 1


def aliases_are_unique(
    facts: Mapping[Key, CrossFileFacts], context: CheckContext
) -> Iterator[Problem]:
    """An old address leads to one entity, and isn't an address that the site itself uses."""
    owners: dict[str, list[tuple[Location, Key]]] = defaultdict(list)
    for key, fact in facts.items():
        for alias, location in fact.aliases:
            owners[alias].append((location, key))
    if not owners:
        return
    pages = {_address_of(path) for path in context.files if path.endswith(".md")}
    top_level_names = {address.partition("/")[0] for address in pages} | _SITE_FOLDERS
    for alias, owned in owners.items():
        (first, first_key), *others = sorted(owned, key=itemgetter(0))
        name = alias.partition("/")[0]
        foreign = [location for location, key in owned if name != key.kind.folder]
        if alias in pages:
            message, hint = f"`{alias}` already leads to a page of the site", ""
            refused = [first, *(location for location, _ in others)]
        elif foreign and name in top_level_names:
            message = f"`{name}/` belongs to the site, and can't hold old addresses"
            hint = "write an address in `articles/`, or in a folder that the site does not use"
            refused = foreign
        else:
            message, hint = f"`{alias}` already leads to `{first_key.id}`", ""
            refused = [location for location, _ in others]
        for location in refused:
            yield Problem(location, "address-taken", message, hint)


def former_ids_are_replaced(
    facts: Mapping[Key, CrossFileFacts], naming: Iterable[CrossFileFacts]
) -> Iterator[Problem]:
    """An entity is named by its id, not by one that it had before.

    `facts` are those of all entities, `naming` those of the files that name them.
    """
    keys = {address: key for key, fact in facts.items() for address, _ in fact.aliases}
    for key, location, scheme in chain.from_iterable(fact.unknown_ids for fact in naming):
        new = keys.get(_address_of(key.path))
        if new and new.kind is key.kind:
            message = f"`{key.id}` is a former id of `{new.id}`"
            fix = Fix(f"{scheme}{key.id}", f"{scheme}{new.id}")
            yield Problem(location, "former-id", message, f"write `{fix.new}`", fix)


_CONSEQUENCES = {
    "former-id": tuple(f"unknown-{kind.word}" for kind in Kind),
    "future-state": ("dates-out-of-order",),
    "wrong-dash": ("no-speaker",),
}
"""Codes that say less than another one at the same location."""


def without_replaced(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield all problems except those that another one at the same location explains.

    A former id isn't unknown, too, and a state in the future is later than the article anyway.
    """
    problems = list(problems)
    replaced = {
        (problem.location, code)
        for problem in problems
        for code in _CONSEQUENCES.get(problem.code, ())
    }
    for problem in problems:
        if (problem.location, problem.code) not in replaced:
            yield problem


_SITE_FOLDERS = frozenset([*FOLDERS, ASSETS, DATA, SCHEMAS, SEARCH, "404", "index"])
"""First parts of the site's addresses that its pages may not have, in lower case."""


def _address_of(path: str) -> str:
    """Return the address of a page in lower case, since some disks ignore case."""
    return path.lower().removesuffix("index.md").removesuffix(".md").rstrip("/") + "/"


def ids_look_different(context: CheckContext) -> Iterator[Problem]:
    """No two ids of a kind look alike (`jane-d0e`, `jane-doe`)."""
    for kind, ids in context.ids.items():
        by_shape: dict[str, str] = {}
        for id in sorted(ids, reverse=True):  # letters come before digits
            other = by_shape.setdefault(_shape(id), id)
            if other != id:
                location = Location(f"{context.content_dir}/{Key(kind, id).path}")
                hint = "rename one of the two files, or delete it when they are the same"
                yield Problem(location, "look-alike-id", f"`{id}` looks like `{other}`", hint)


def _shape(id: str) -> str:
    """Return the id with every letter or digit replaced by the one that it looks like."""
    year, _, name = id.rpartition("/")
    return f"{year}/{name.translate(_SIMILAR_LETTERS).replace('rn', 'm').replace('vv', 'w')}"


_SIMILAR_LETTERS = str.maketrans({"0": "o", "1": "l"})
