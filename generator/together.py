"""The rules that files keep with each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain

from generator.library import MOST, Library, Questions, Reference, too_many
from generator.model import SCHEMES, Article, Key, Moment, Noun, State, Text
from generator.problem import Problem, Spot, did_you_mean


def check_together(
    nouns: Mapping[Key, Noun],
    texts: Mapping[Key, Text],
    asked: Mapping[Key, Questions],
    library: Library,
) -> Iterator[Problem]:
    """Every problem that files have with each other, in no particular order."""
    yield from fragments_exist(nouns, texts, asked)
    yield from drafts_are_not_linked(nouns, asked)
    yield from states_are_told_in_order(nouns, asked)
    yield from addresses_are_taken_once(asked, library)
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


def addresses_are_taken_once(asked: Mapping[Key, Questions], library: Library) -> Iterator[Problem]:
    """An old address leads to one article, and to no page that is there today."""
    owners: dict[str, list[tuple[Spot, str]]] = defaultdict(list)
    for key, found in asked.items():
        for alias, spot in found.addresses:
            owners[alias].append((spot, key.id))
    taken = {_taken(path) for path in library.files if path.endswith(".md")} if owners else set()
    for alias, spots in owners.items():
        # Those pages come and go with the stories: all their addresses are the site's.
        is_taken = alias in taken or _COMES_AND_GOES.match(alias)
        for spot, _ in sorted(spots)[0 if is_taken else 1 :]:
            who = "a page of the site" if is_taken else f"`{sorted(spots)[0][1]}`"
            yield Problem(spot, "address-taken", f"`{alias}` already leads to {who}")


_COMES_AND_GOES = re.compile(
    rf"archive/|(?:{'|'.join(kind.folder for kind in SCHEMES.values())})/(?:letters/|[^/]+/\d+/$)"
)
"""The addresses of the archive, of lists by letter, and of the volumes of a noun's stories."""


def _taken(path: str) -> str:
    return path.removesuffix("index.md").removesuffix(".md").rstrip("/") + "/"


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
