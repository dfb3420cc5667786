"""Rules that need the names of all entities: what a writer calls somebody, and who that is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from msgspec.structs import replace

from generator.checks.context import CrossFileFacts, PossibleSpeaker
from generator.checks.speaker_lines import OCCASION
from generator.content.annotation_titles import SAID
from generator.content.keys import SCHEMES, Key, Kind, is_id, parse_annotation
from generator.content.markdown import DASH
from generator.content.model import BodyText, Entity
from generator.content.paths import id_from
from generator.content.problems import NO_FIX, PARTY, Fix, Problem, with_article
from generator.content.suggestions import nearest_word


class NameIndex:
    """The entities by their names, aliases and names in other languages."""

    def __init__(self, entities: Mapping[Key, Entity]) -> None:
        self._entities = entities

    def keys(self, kind: Kind, name: str) -> list[Key]:
        """Return the entities of a kind with a name, whatever its case and spaces."""
        return self._by_name.get((kind, _folded(name)), [])

    def meant(self, written: str, kinds: Iterable[Kind] = SCHEMES.values()) -> Key | None:
        """Return the only entity of these kinds that a writer can mean; None if it isn't clear.

        `written` is a name, an alias or an id in whatever case. The kind may precede it in any
        language (`person-`, `People/`, `\u4eba\u7269:`), and `.md` may follow.
        """
        words = _FILE_END.sub("", written.strip()).lstrip("./")
        kinds, match = tuple(kinds), _KIND_BEFORE.match(words)
        keys = self._with_name_or_id(words, kinds)
        if not keys and match:
            kind = _KIND_WORDS.get(match[1].casefold())
            if kind in kinds:
                keys = self._with_name_or_id(match[3], [kind])
            if not keys and (kind or match[2] in ":\uff1a"):
                keys = self._with_name_or_id(match[3], kinds)
        return keys[0] if len(keys) == 1 else None

    def _with_name_or_id(self, words: str, kinds: Iterable[Kind]) -> list[Key]:
        kinds, id = tuple(kinds), id_from(words)
        if sum(map(str.isalnum, words)) != len(id.replace("-", "")):
            id = ""  # letters of other scripts are missing in it
        keys = [key for kind in kinds for key in self.keys(kind, words)]
        return keys or [Key(kind, id) for kind in kinds if Key(kind, id) in self._entities]

    def likely(self, written: str, kinds: Iterable[Kind]) -> Key | None:
        """Return the only entity whose name begins with what is written, or is similar to it."""
        words, kinds = _folded(written), tuple(kinds)
        by_name = {name: keys for (kind, name), keys in self._by_name.items() if kind in kinds}
        keys = {key for name in by_name if name.startswith(f"{words} ") for key in by_name[name]}
        if not keys and (nearest := nearest_word(words, by_name)):
            keys = {*by_name[nearest]}
        return keys.pop() if len(keys) == 1 else None

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
                title = entity.title if entity.is_complete else ""  # else it is the id
                names = (title, *entity.aliases, *entity.names.values())
                for name in {*map(_folded, names)} - {""}:
                    keys[entity.key.kind, name].append(entity.key)
        return dict(keys)


_KIND_WORDS = {
    word: kind
    for kind in SCHEMES.values()
    for word in (kind.scheme, f"{kind.scheme}s", kind.word, f"{kind.word}s", kind.folder)
}
"""What writers call the kinds, in small letters."""
_KIND_BEFORE = re.compile(r"\W*([^\W\d_]{1,30})\s*([:\uff1a/=;._-])[\s/]*(.+)")
_FILE_END = re.compile(r"(?:\.md|\.html?|/index\.(?:md|html?)|/)$")
MAX_WORDS = 12
"""Words of a line in which the name of a speaker is searched."""
_FIRST_PART = re.compile("[^,;:(\u060c\uff0c\n]{0,200}")
_WORD = re.compile(r"[^\s\[\]()*_\u201c\u201d\"]+")


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def confirm_fixes(
    problems: Iterable[Problem], names: NameIndex, today: date | None
) -> Iterator[Problem]:
    """Yield the problems; the fix of an id is safe where its words name the entity it leads to.

    If the words of an unknown id are the name of one entity, and no id is like it, hint at that.
    A speaker without a link gets one where the name is that of one person. Of two days that a date
    can mean, one that is after `today` isn't offered.
    """
    for problem in problems:
        if not problem.fix.words or problem.fix.is_safe:
            yield problem
        elif problem.code == "speaker-not-named":
            yield _with_speaker(problem, names)
        elif problem.code == "odd-markdown":
            yield _with_annotation(problem, names)
        elif problem.code == "bad-date":
            yield _with_past_day(problem, today)
        elif problem.code == "missing-quotation-marks":
            yield _with_quoted_words(problem, names)
        elif problem.code in ("bad-id", "wrong-type"):
            yield _with_ids(problem, names)
        elif problem.code in ("broken-annotation", "broken-link", "unknown-kind"):
            yield _with_target(problem, names)
        else:
            yield _with_confirmed_id(problem, names)


def _with_past_day(problem: Problem, today: date | None) -> Problem:
    days = problem.fix.words.split("|")
    past = [day for day in days if today and date.fromisoformat(day) <= today]
    if len(past) != 1:
        return replace(problem, fix=NO_FIX)
    fix = Fix(problem.fix.old, past[0], is_safe=False)
    return replace(problem, hint=f"write `{past[0]}`", fix=fix)


def _with_confirmed_id(problem: Problem, names: NameIndex) -> Problem:
    fix = problem.fix
    kind = _KIND_WORDS[problem.code.removeprefix("unknown-")]
    written, meant = parse_annotation(fix.old), parse_annotation(fix.new)
    if written and not is_id(written.id) and (named := names.meant(written.id, [kind])):
        new = named.annotation  # what is written is its name, or its id with other letters
        return replace(problem, hint=f"write `{new}`", fix=Fix(fix.old, new))
    kind = meant.kind if meant else kind
    keys = names.keys(kind, fix.words)
    targets = [key.annotation if written else key.id for key in keys]
    if fix and fix.new in targets:
        return replace(problem, fix=Fix(fix.old, fix.new))
    if fix or len(keys) != 1 or "did you mean" in problem.hint:
        return problem
    hint = f"`{fix.words}` is a name of `{targets[0]}`: did you mean that? Or {problem.hint}"
    return replace(problem, hint=hint, fix=Fix(fix.old, targets[0], is_safe=False))


def _with_ids(problem: Problem, names: NameIndex) -> Problem:
    """Return the problem of names where ids belong, with the ids of the entities of those names."""
    scheme, _, written = problem.fix.words.partition(":")
    kinds = _kinds_of(scheme)
    parts = [written] if names.meant(written, kinds) else _COMMA.split(written)
    keys = [key for part in parts if (key := names.meant(part, kinds))]
    is_list = problem.code == "wrong-type"
    if not keys and len(parts) == 1:
        return _with_likely_id(problem, names, written, scheme)
    if len(keys) != len(parts) or (len(keys) > 1 and not is_list):
        return problem
    ids = [key.annotation if scheme == PARTY else key.id for key in dict.fromkeys(keys)]
    new = f"[{', '.join(ids)}]" if is_list else ids[0]
    return replace(problem, hint=f"write `{new}`", fix=Fix(problem.fix.old, new))


_COMMA = re.compile("\\s*[,;\u060c\u061b\uff0c\uff1b\u3001]\\s*")


def _with_likely_id(problem: Problem, names: NameIndex, written: str, scheme: str) -> Problem:
    """Return the problem of a name that no entity has, with the one that is meant, if it's clear.

    Otherwise the hint says how to create one: an id without a file is wrong, too.
    """
    kinds = _kinds_of(scheme)
    if (match := _KIND_BEFORE.match(written)) and _KIND_WORDS.get(match[1].casefold()) in kinds:
        written = match[3]
    if key := names.likely(written, kinds):
        id = key.annotation if scheme == PARTY else key.id
        new = f"[{id}]" if problem.code == "wrong-type" else id
        fix = Fix(problem.fix.old, new, is_safe=False)
        return replace(problem, hint=f"did you mean `{new}`?", fix=fix)
    name = written if len(written) <= MAX_NAME_IN_HINT and '"' not in written else "the name"
    word = " or ".join(kind.word for kind in kinds)
    hint = (
        f"no {word} has this name: write the id of one, "
        f'or create it with `coopnews new {kinds[-1].word} "{name}"`'
    )
    return replace(problem, hint=hint, fix=NO_FIX)


MAX_NAME_IN_HINT = 80


def _kinds_of(scheme: str) -> tuple[Kind, ...]:
    return (Kind.PERSON, Kind.ORGANISATION) if scheme == PARTY else (SCHEMES[scheme],)


def _with_quoted_words(problem: Problem, names: NameIndex) -> Problem:
    """Return the problem of words without quotation marks; a speaker's name needs none."""
    target, quotation, words = problem.fix.words.split("|", 2)
    key = parse_annotation(target)
    if key is None or key not in names.keys(key.kind, words):
        return replace(problem, fix=NO_FIX)
    message = f'`"{SAID}"` is behind the name of the speaker, not behind the quoted words'
    quotation_or_example = quotation or "\u201cthe words\u201d"
    quoted = f'[{quotation_or_example}]({target} "{SAID}")'
    hint = f"put the quoted words into the brackets: `{quoted}`"
    if not quotation:
        hint = f"write `[{words}]({target})`; for a quotation, `{quoted}`"
    return replace(problem, message=message, hint=hint, fix=NO_FIX)


def _with_target(problem: Problem, names: NameIndex) -> Problem:
    """Return the problem of a target that is no annotation, with the one that is meant.

    The fix is safe if the target has the kind, or if the words are a name of the entity.
    """
    old, (target, _, words) = problem.fix.old, problem.fix.words.partition("|")
    if (key := names.meant(target)) is None:
        return replace(problem, fix=NO_FIX)
    new = old.replace(target, key.annotation)
    kind = _KIND_BEFORE.match(target)
    has_kind = kind is not None and _KIND_WORDS.get(kind[1].casefold()) is key.kind
    if key.kind is Kind.COMMITMENT and '"' not in old:
        hint = f'write `{key.annotation} "done"`, or another state'
        return replace(problem, hint=hint, fix=NO_FIX)
    is_safe = has_kind or key in names.keys(key.kind, words)
    if problem.code == "broken-link" and not is_safe:
        hint = f"to name {with_article(key.kind.word)}, write `{new}`"
        return replace(problem, hint=hint, fix=NO_FIX)
    return replace(problem, hint=f"write `{new}`", fix=Fix(old, new, is_safe))


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
    key = names.meant(target, [kind for kind in SCHEMES.values() if kind is not Kind.COMMITMENT])
    if key is None:
        return problem
    new = f"[{words}]({key.annotation})"
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
    texts: Mapping[Key, BodyText], names: NameIndex, facts: Mapping[Key, CrossFileFacts]
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
            yield _same_name(name, first, other, facts)


def _same_name(name: str, first: Key, other: Key, facts: Mapping[Key, CrossFileFacts]) -> Problem:
    """Return the problem at the alias, if only one of the two has the name as an alias."""
    written = {
        key: next(each for each in facts[key].names if _folded(each.words) == name)
        for key in (first, other)
    }
    if written[first].is_alias and not written[other].is_alias:
        first, other = other, first
    message = f"`{first.annotation}` has the name \u201c{written[other].words}\u201d, too"
    hint = (
        "delete one of the two files if they are about the same; "
        f"else write here who `[the other one]({first.annotation})` is"
    )
    if written[other].is_alias:
        message = f"this alias is also a name of `{first.annotation}`"
        hint = f"delete the alias, or write here who `[the other one]({first.annotation})` is"
    return Problem(written[other].location, "same-name", message, hint)
