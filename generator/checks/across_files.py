"""The rules that files keep with each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain

from generator.checks.context import MOST, Library, Questions, Reference, too_many
from generator.content.model import (
    ASSETS,
    DATA,
    FOLDERS,
    SCHEMAS,
    SEARCH,
    Article,
    Key,
    Kind,
    Moment,
    Noun,
    State,
    Text,
)
from generator.content.problems import Problem, Spot, did_you_mean


def check_together(
    nouns: Mapping[Key, Noun],
    texts: Mapping[Key, Text],
    asked: Mapping[Key, Questions],
    library: Library,
    today: date | None = None,
) -> Iterator[Problem]:
    """Yield every problem that one file by itself cannot show, in no particular order.

    `today` is the day of the check; without one, no date is in the future.
    """
    yield from fragments_exist(nouns, texts, asked)
    yield from drafts_are_not_linked(nouns, asked)
    yield from states_are_told_in_order(nouns, asked)
    yield from addresses_are_taken_once(asked, library)
    if today:
        yield from dates_are_past(asked, today)
        yield from states_are_past(nouns, asked, today)
    yield from ids_are_told_apart(library)


def fragments_exist(
    nouns: Mapping[Key, Noun], texts: Mapping[Key, Text], asked: Mapping[Key, Questions]
) -> Iterator[Problem]:
    """A link leads to an anchor that the other file has."""
    anchors: dict[Key, frozenset[str]] = {}
    broken: dict[str, list[Reference]] = defaultdict(list)
    for one in chain.from_iterable(found.references for found in asked.values()):
        if one.fragment and one.key in nouns:
            if one.key not in anchors:
                anchors[one.key] = texts[one.key].anchors
            if one.fragment not in anchors[one.key]:
                broken[one.spot.file].append(one)
    yield from (too_many(file) for file, references in broken.items() if len(references) > MOST)
    shown = chain.from_iterable(references[:MOST] for references in broken.values())
    for one in sorted(shown, key=lambda one: one.key.path):  # those of one target share its anchors
        hint = did_you_mean(one.fragment, anchors[one.key])
        message = f"`{one.path}` has no anchor `#{one.fragment}`"
        yield Problem(one.spot, "broken-link", message, hint)


def drafts_are_not_linked(
    nouns: Mapping[Key, Noun], asked: Mapping[Key, Questions]
) -> Iterator[Problem]:
    """What is published leads to nothing that is not."""
    for key, found in asked.items():
        for one in found.references:
            if _is_draft(nouns.get(one.key)) and not _is_draft(nouns[key]):
                message = f"`{one.path}` is a draft, which is not published"
                hint = "delete `draft: true` there, or take the link out here"
                yield Problem(one.spot, "link-to-draft", message, hint)


def _is_draft(noun: Noun | None) -> bool:
    return isinstance(noun, Article) and noun.draft


def states_are_told_in_order(
    nouns: Mapping[Key, Noun], asked: Mapping[Key, Questions]
) -> Iterator[Problem]:
    """No two stories of the same moment see a commitment in different states."""
    seen: dict[tuple[Key, Moment], tuple[State, Article]] = {}
    articles = [noun for noun in nouns.values() if isinstance(noun, Article)]
    for article in sorted(articles, key=lambda article: article.key.id):
        for key, state, spot in asked[article.key].sightings:
            first, other = seen.setdefault((key, article.date), (state, article))
            if first is not state and other is not article:
                message = f"`{other.key.id}` saw `{key.id}` as `{first.value}` on the same day"
                hint = "give both dates a time, so that the later one counts"
                yield Problem(spot, "same-day-states", message, hint)


def dates_are_past(asked: Mapping[Key, Questions], today: date) -> Iterator[Problem]:
    """An article's dates are those of what has happened.

    The date on which a commitment is due, or a role ends, may be in the future.
    """
    for day, written, spot in chain.from_iterable(found.dates for found in asked.values()):
        if is_future(day, today):
            message, hint = f"`{written}` is in the future", "check the year, the month and the day"
            yield Problem(spot, "future-date", message, hint)


def states_are_past(
    nouns: Mapping[Key, Noun], asked: Mapping[Key, Questions], today: date
) -> Iterator[Problem]:
    """No article that is published shows a commitment in a state on a future date.

    That state would be the newest one until then, whatever happens in between.
    """
    for article in nouns.values():
        if not isinstance(article, Article) or article.draft or not article.is_complete:
            continue
        if is_future(article.date.day, today):
            first = {
                key: (state, spot) for key, state, spot in reversed(asked[article.key].sightings)
            }
            for key, (state, spot) in first.items():
                message = (
                    f"`{key.id}` is `{state.value}` on {article.date.day}, which is in the future"
                )
                hint = "correct the article's date, or remove this annotation until then"
                yield Problem(spot, "future-state", message, hint)


def is_future(day: date, today: date) -> bool:
    """Return whether a day is in the future everywhere.

    `today` comes from one clock, often in UTC, and contributors may be hours ahead of it: their
    today can be this clock's tomorrow. So one day is tolerated.
    """
    return (day - today).days > 1


def addresses_are_taken_once(asked: Mapping[Key, Questions], library: Library) -> Iterator[Problem]:
    """An old address leads to one article, and never to a place that the site itself uses."""
    owners: dict[str, list[tuple[Spot, str]]] = defaultdict(list)
    for key, found in asked.items():
        for alias, spot in found.addresses:
            owners[alias].append((spot, key.id))
    taken = {_taken(path) for path in library.files if path.endswith(".md")} if owners else set()
    names = {address.partition("/")[0] for address in taken} | _NAMES_OF_THE_SITE
    for alias, spots in owners.items():
        name, message, hint = alias.partition("/")[0], "", ""
        if alias in taken:
            message = f"`{alias}` already leads to a page of the site"
        elif name != Kind.ARTICLE.folder and name in names:
            message = f"`{name}/` is the site's own, and holds no old addresses"
            hint = "write an address in `articles/`, or in a folder that the site does not use"
        for spot, _ in sorted(spots)[0 if message else 1 :]:
            told = message or f"`{alias}` already leads to `{sorted(spots)[0][1]}`"
            yield Problem(spot, "address-taken", told, hint)


_NAMES_OF_THE_SITE = frozenset([*FOLDERS, ASSETS, DATA, SCHEMAS, SEARCH, "404", "index"])
"""The first names of a site's files that are not those of its pages, in small letters."""


def _taken(path: str) -> str:
    """Return the address of a page, in small letters: some disks do not tell them from others."""
    return path.lower().removesuffix("index.md").removesuffix(".md").rstrip("/") + "/"


def ids_are_told_apart(library: Library) -> Iterator[Problem]:
    """No two ids look alike (`umar-sa1f`, `umar-saif`)."""
    for kind, ids in library.ids.items():
        seen: dict[str, str] = {}
        for id in sorted(ids, reverse=True):  # letters come before digits
            other = seen.setdefault(_looks_like(id), id)
            if other != id:
                spot = Spot(f"{library.root}/{Key(kind, id).path}")
                hint = "rename one of the two files, or delete it when they are the same"
                yield Problem(spot, "look-alike-id", f"`{id}` looks like `{other}`", hint)


def _looks_like(id: str) -> str:
    year, _, name = id.rpartition("/")
    alike = name.translate(_ALIKE).replace("rn", "m").replace("vv", "w")
    return f"{year}/{alike}"


_ALIKE = str.maketrans({"0": "o", "1": "l"})
