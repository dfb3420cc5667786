"""The rules that files keep with each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain

from generator.checks.context import (
    MAX_PROBLEMS,
    CheckContext,
    CrossFileFacts,
    Reference,
    too_many_problems,
)
from generator.content.model import (
    ASSETS,
    DATA,
    FOLDERS,
    SCHEMAS,
    SEARCH,
    Article,
    BodyText,
    Entity,
    Key,
    Kind,
    Moment,
    State,
)
from generator.content.problems import Location, Problem, did_you_mean


def check_across_files(
    entities: Mapping[Key, Entity],
    texts: Mapping[Key, BodyText],
    asked: Mapping[Key, CrossFileFacts],
    context: CheckContext,
    today: date | None = None,
) -> Iterator[Problem]:
    """Yield every problem that one file by itself cannot show, in no particular order.

    `today` is the day of the check; without one, no date is in the future.
    """
    yield from fragments_exist(entities, texts, asked)
    yield from drafts_are_not_linked(entities, asked)
    yield from states_agree_on_one_day(entities, asked)
    yield from aliases_are_unique(asked, context)
    if today:
        yield from dates_are_past(asked, today)
        yield from states_are_past(entities, asked, today)
    yield from ids_look_different(context)


def fragments_exist(
    entities: Mapping[Key, Entity],
    texts: Mapping[Key, BodyText],
    asked: Mapping[Key, CrossFileFacts],
) -> Iterator[Problem]:
    """A link leads to an anchor that the other file has."""
    anchors: dict[Key, frozenset[str]] = {}
    broken: dict[str, list[Reference]] = defaultdict(list)
    for one in chain.from_iterable(found.references for found in asked.values()):
        if one.fragment and one.key in entities:
            if one.key not in anchors:
                anchors[one.key] = texts[one.key].anchors
            if one.fragment not in anchors[one.key]:
                broken[one.location.file].append(one)
    yield from (
        too_many_problems(file)
        for file, references in broken.items()
        if len(references) > MAX_PROBLEMS
    )
    shown = chain.from_iterable(references[:MAX_PROBLEMS] for references in broken.values())
    for one in sorted(shown, key=lambda one: one.key.path):  # those of one target share its anchors
        hint = did_you_mean(one.fragment, anchors[one.key])
        message = f"`{one.path}` has no anchor `#{one.fragment}`"
        yield Problem(one.location, "broken-link", message, hint)


def drafts_are_not_linked(
    entities: Mapping[Key, Entity], asked: Mapping[Key, CrossFileFacts]
) -> Iterator[Problem]:
    """What is published leads to nothing that is not."""
    for key, found in asked.items():
        for one in found.references:
            if _is_draft(entities.get(one.key)) and not _is_draft(entities[key]):
                message = f"`{one.path}` is a draft, which is not published"
                hint = "delete `draft: true` there, or take the link out here"
                yield Problem(one.location, "link-to-draft", message, hint)


def _is_draft(entity: Entity | None) -> bool:
    return isinstance(entity, Article) and entity.draft


def states_agree_on_one_day(
    entities: Mapping[Key, Entity], asked: Mapping[Key, CrossFileFacts]
) -> Iterator[Problem]:
    """No two stories of the same moment see a commitment in different states."""
    seen: dict[tuple[Key, Moment], tuple[State, Article]] = {}
    articles = [entity for entity in entities.values() if isinstance(entity, Article)]
    for article in sorted(articles, key=lambda article: article.key.id):
        for key, state, location in asked[article.key].observed_states:
            first, other = seen.setdefault((key, article.date), (state, article))
            if first is not state and other is not article:
                message = f"`{other.key.id}` saw `{key.id}` as `{first.value}` on the same day"
                hint = "give both dates a time, so that the later one counts"
                yield Problem(location, "same-day-states", message, hint)


def dates_are_past(asked: Mapping[Key, CrossFileFacts], today: date) -> Iterator[Problem]:
    """An article's dates are those of what has happened.

    The date on which a commitment is due, or a role ends, may be in the future.
    """
    for day, written, location in chain.from_iterable(found.dates for found in asked.values()):
        if is_future(day, today):
            message, hint = f"`{written}` is in the future", "check the year, the month and the day"
            yield Problem(location, "future-date", message, hint)


def states_are_past(
    entities: Mapping[Key, Entity], asked: Mapping[Key, CrossFileFacts], today: date
) -> Iterator[Problem]:
    """No article that is published shows a commitment in a state on a future date.

    That state would be the newest one until then, whatever happens in between.
    """
    for article in entities.values():
        if not isinstance(article, Article) or article.draft or not article.is_complete:
            continue
        if is_future(article.date.day, today):
            first = {
                key: (state, location)
                for key, state, location in reversed(asked[article.key].observed_states)
            }
            for key, (state, location) in first.items():
                message = (
                    f"`{key.id}` is `{state.value}` on {article.date.day}, which is in the future"
                )
                hint = "correct the article's date, or remove this annotation until then"
                yield Problem(location, "future-state", message, hint)


def is_future(day: date, today: date) -> bool:
    """Return whether a day is in the future everywhere.

    `today` comes from one clock, often in UTC, and contributors may be hours ahead of it: their
    today can be this clock's tomorrow. So one day is tolerated.
    """
    return (day - today).days > 1


def aliases_are_unique(
    asked: Mapping[Key, CrossFileFacts], context: CheckContext
) -> Iterator[Problem]:
    """An old address leads to one article, and never to a place that the site itself uses."""
    owners: dict[str, list[tuple[Location, str]]] = defaultdict(list)
    for key, found in asked.items():
        for alias, location in found.aliases:
            owners[alias].append((location, key.id))
    taken = (
        {_address_of(path) for path in context.files if path.endswith(".md")} if owners else set()
    )
    names = {address.partition("/")[0] for address in taken} | _NAMES_OF_THE_SITE
    for alias, locations in owners.items():
        name, message, hint = alias.partition("/")[0], "", ""
        if alias in taken:
            message = f"`{alias}` already leads to a page of the site"
        elif name != Kind.ARTICLE.folder and name in names:
            message = f"`{name}/` is the site's own, and holds no old addresses"
            hint = "write an address in `articles/`, or in a folder that the site does not use"
        for location, _ in sorted(locations)[0 if message else 1 :]:
            told = message or f"`{alias}` already leads to `{sorted(locations)[0][1]}`"
            yield Problem(location, "address-taken", told, hint)


_NAMES_OF_THE_SITE = frozenset([*FOLDERS, ASSETS, DATA, SCHEMAS, SEARCH, "404", "index"])
"""The first names of a site's files that are not those of its pages, in small letters."""


def _address_of(path: str) -> str:
    """Return the address of a page, in small letters: some disks do not tell them from others."""
    return path.lower().removesuffix("index.md").removesuffix(".md").rstrip("/") + "/"


def ids_look_different(context: CheckContext) -> Iterator[Problem]:
    """No two ids look alike (`umar-sa1f`, `umar-saif`)."""
    for kind, ids in context.ids.items():
        seen: dict[str, str] = {}
        for id in sorted(ids, reverse=True):  # letters come before digits
            other = seen.setdefault(_looks_like(id), id)
            if other != id:
                location = Location(f"{context.content_dir}/{Key(kind, id).path}")
                hint = "rename one of the two files, or delete it when they are the same"
                yield Problem(location, "look-alike-id", f"`{id}` looks like `{other}`", hint)


def _looks_like(id: str) -> str:
    year, _, name = id.rpartition("/")
    alike = name.translate(_SIMILAR_LETTERS).replace("rn", "m").replace("vv", "w")
    return f"{year}/{alike}"


_SIMILAR_LETTERS = str.maketrans({"0": "o", "1": "l"})
