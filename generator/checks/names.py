"""Rules that need the names of all entities: what a writer calls somebody, and who that is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from msgspec.structs import replace

from generator.checks.context import CrossFileFacts, PossibleSpeaker
from generator.checks.speaker_lines import OCCASION
from generator.content.keys import SCHEMES, Key, Kind, parse_annotation
from generator.content.markdown import DASH
from generator.content.model import BodyText, Entity
from generator.content.problems import PARTY, Fix, Location, Problem


class NameIndex:
    """The entities by their names, aliases and names in other languages."""

    def __init__(self, entities: Mapping[Key, Entity]) -> None:
        self._entities = entities

    def keys(self, kind: Kind, name: str) -> list[Key]:
        """Return the entities of a kind with a name, whatever its case and spaces."""
        return self._by_name.get((kind, _folded(name)), [])

    def keys_of_any_kind(self, name: str) -> list[Key]:
        """Return the entities with a name or an id that an annotation needs nothing more for."""
        kinds = [kind for kind in SCHEMES.values() if kind is not Kind.COMMITMENT]
        keys = [key for kind in kinds for key in self.keys(kind, name)]
        return keys or [key for kind in kinds for key in self.with_id(kind, name)]

    def with_id(self, kind: Kind, id: str) -> list[Key]:
        """Return the entity of a kind with an id, if there is one."""
        key = Key(kind, id)
        return [key] if key in self._entities else []

    def find_person(self, text: str) -> tuple[int, int, Key] | None:
        """Return where the first words of a line, up to a comma, name one person, and whom.

        The longest name counts; titles may precede it.
        """
        words = [match.span() for match in _WORD.finditer(text, 0, _FIRST_PART.match(text).end())]  # type: ignore[union-attr]
        words = words[:MAX_WORDS]
        windows = [
            (start, end)
            for length in range(len(words), 0, -1)
            for (start, _), (_, end) in zip(words, words[length - 1 :], strict=False)
        ]
        for start, end in windows:
            keys = self.keys(Kind.PERSON, text[start:end])
            if keys:
                return (start, end, keys[0]) if len(keys) == 1 else None
        return None

    def shared(self) -> Iterator[tuple[str, list[Key]]]:
        """Yield each name, in small letters, that several entities of a kind have."""
        for (_, name), keys in self._by_name.items():
            if len(keys) > 1:
                yield name, sorted(keys)

    @cached_property
    def _by_name(self) -> dict[tuple[Kind, str], list[Key]]:
        keys: dict[tuple[Kind, str], list[Key]] = defaultdict(list)
        for entity in self._entities.values():
            if entity.key.kind is not Kind.ARTICLE:
                names = (entity.title, *entity.aliases, *entity.names.values())
                for name in {*map(_folded, names)}:
                    keys[entity.key.kind, name].append(entity.key)
        return dict(keys)


MAX_WORDS = 12
"""Words of a line in which the name of a speaker is searched."""
_FIRST_PART = re.compile("[^,;:(\u060c\uff0c\n]{0,200}")
_WORD = re.compile(r"[^\s\[\]()*_\u201c\u201d\"]+")


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def confirm_fixes(problems: Iterable[Problem], names: NameIndex) -> Iterator[Problem]:
    """Yield the problems; the fix of an id is safe where its words name the entity it leads to.

    If the words of an unknown id are the name of one entity, and no id is like it, hint at that.
    A speaker without a link gets one where the name is that of one person.
    """
    for problem in problems:
        if not problem.fix.words or problem.fix.is_safe:
            yield problem
        elif problem.code == "speaker-not-named":
            yield _with_speaker(problem, names)
        elif problem.code == "odd-markdown":
            yield _with_annotation(problem, names)
        elif problem.code == "bad-id":
            yield _with_id(problem, names)
        else:
            yield _with_confirmed_id(problem, names)


def _with_confirmed_id(problem: Problem, names: NameIndex) -> Problem:
    fix = problem.fix
    meant = parse_annotation(fix.new)
    keys = names.keys(meant.kind, fix.words) if meant else []
    if fix and meant in keys:
        return replace(problem, fix=Fix(fix.old, fix.new))
    if fix or len(keys) != 1 or "did you mean" in problem.hint:
        return problem
    target = keys[0].annotation
    hint = f"`{fix.words}` is a name of `{target}`: did you mean that? Or {problem.hint}"
    return replace(problem, hint=hint, fix=Fix(fix.old, target, is_safe=False))


def _with_id(problem: Problem, names: NameIndex) -> Problem:
    """Return the problem of a name where an id belongs, with the id of the entity of that name."""
    scheme, _, name = problem.fix.words.partition(":")
    kinds = (Kind.PERSON, Kind.ORGANISATION) if scheme == PARTY else (SCHEMES[scheme],)
    keys = [key for kind in kinds for key in names.keys(kind, name) or names.with_id(kind, name)]
    if len(keys) != 1:
        return problem
    new = keys[0].annotation if scheme == PARTY else keys[0].id
    return replace(problem, hint=f"write `{new}`", fix=Fix(problem.fix.old, new))


def _with_speaker(problem: Problem, names: NameIndex) -> Problem:
    old, words = problem.fix.old, problem.fix.words
    linked = _Linked.of(words, names)
    if linked is None:
        return problem
    before = old.removesuffix(words)
    fix = Fix(f"{before}{linked.old}", f"{before}{linked.new}")
    return replace(problem, hint=f"write `{DASH} {linked.text}`", fix=fix)


def _with_annotation(problem: Problem, names: NameIndex) -> Problem:
    """Return the problem of a link as in a wiki, with its annotation if the target is known."""
    target, _, words = problem.fix.words.partition("|")
    keys = names.keys_of_any_kind(target)
    if len(keys) != 1:
        return problem
    new = f"[{words}]({keys[0].annotation})"
    return replace(problem, hint=f"write `{new}`", fix=Fix(problem.fix.old, new))


class _Linked(NamedTuple):
    """A line with a link on the name of its speaker."""

    old: str
    """The line up to the end of the name."""
    new: str
    """The same with the link."""
    text: str
    """The whole line with the link."""
    name: str

    @classmethod
    def of(cls, text: str, names: NameIndex) -> _Linked | None:
        """Return the line; None unless it is a name, after titles and before an occasion."""
        if (match := names.find_person(text)) is None:
            return None
        start, end, key = match
        titles = text[:start].split()
        if any(title[0].islower() for title in titles) or not OCCASION.match(text, end):
            return None  # a sentence that mentions somebody
        new = f"{text[:start]}[{text[start:end]}]({key.annotation})"
        return cls(text[:end], new, f"{new}{text[end:]}", text[start:end])


def speakers_are_recognised(facts: Iterable[CrossFileFacts], names: NameIndex) -> Iterator[Problem]:
    """A line with a person's name after a quotation is written as a speaker's line."""
    for fact in facts:
        for line in fact.possible_speakers:
            linked = _Linked.of(line.text, names)
            if linked and (line.old or linked.new.startswith("[")):
                yield _speaker_problem(line, linked)


def _speaker_problem(line: PossibleSpeaker, linked: _Linked) -> Problem:
    message = f"this line names a speaker, {linked.name}, but isn't written like one"
    hint = f"write `> {DASH} {linked.text}`"
    if line.old.count("\n"):
        message = f"an empty line separates the quotation from its speaker, {linked.name}"
        hint = f"write `>` here, and `> {DASH} {linked.text}` below it"
    fix = Fix(f"{line.old}{linked.old}", f"{line.new}{linked.new}")
    return Problem(line.location, "wrong-dash", message, hint, fix)


def names_are_distinct(
    texts: Mapping[Key, BodyText], names: NameIndex, content_dir: str
) -> Iterator[Problem]:
    """Two entities of a kind have no name in common, unless the text of one says who the other is.

    They may be the same, and no annotation that is made from the name can be right.
    """
    reported = set[tuple[Key, Key]]()
    for name, (first, *others) in names.shared():
        for other in others:
            pair = f"{first.id}.md", f"{other.id}.md"
            are_told_apart = pair[1] in texts[first].markdown or pair[0] in texts[other].markdown
            if are_told_apart or (first, other) in reported:
                continue
            reported.add((first, other))
            message = f"`{first.annotation}` has the name \u201c{name}\u201d, too"
            hint = (
                "delete one of the two files if they are about the same; "
                f"else write here who `[the other one]({first.annotation})` is"
            )
            location = Location(f"{content_dir}/{other.path}")
            yield Problem(location, "same-name", message, hint)
