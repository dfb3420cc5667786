"""The words by which nouns are known, and where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from msgspec import Struct

from generator.content.model import Entity, Key, Kind


class NameEntry(Struct, frozen=True):
    """A noun by the words that name it."""

    key: Key
    words: tuple[str, ...]
    """Its title or name first, then other spellings, then what it is in other languages."""


class NameMatch(NamedTuple):
    """Words of a text that name nouns: one, unless several are known by the same words."""

    start: int
    """Offset in characters."""
    end: int
    keys: tuple[Key, ...]


class _Node:
    """A place in a tree of names, reached by the units that they begin with."""

    __slots__ = ("ends", "longer")

    def __init__(self) -> None:
        self.longer: dict[str, _Node] = {}
        """By the next unit, which includes the signs before it."""
        self.ends: dict[str, tuple[Key, ...]] = {}
        """What the units name, by the signs that follow the last one: mostly none."""


MOST_UNITS = 20
"""Words, or signs of a script that has no spaces, of the longest name that is looked for."""
MOST_SIGNS = 2
"""Signs that follow the last word of a name that is looked for, as in `Yahoo!`."""
MOST_NAMESAKES = 10
"""How many nouns known by the same words are proposed for them."""


class _Names:
    """A tree of names, so that a text is searched for all of them at once."""

    def __init__(self, any_case: bool) -> None:
        self.any_case = any_case
        self.root = _Node()
        self.signs = set[str]()
        """What follows the last unit of a name."""

    def begins_with(self, unit: str) -> _Node | None:
        return self.root.longer.get(unit.casefold() if self.any_case else unit)

    def add(self, words: str, key: Key) -> None:
        words = _evenly_spaced(words.casefold() if self.any_case else words)
        ends = [unit.end() for unit in _UNIT.finditer(words)]
        if not ends or len(ends) > MOST_UNITS or len(words) - ends[-1] > MOST_SIGNS:
            return
        *units, last = (words[start:end] for start, end in zip([0, *ends], ends, strict=False))
        node, signs = self.root, words[ends[-1] :]
        for unit in units:
            node = node.longer.setdefault(unit, _Node())
        self.signs.add(signs)
        has_plural = self.any_case and not signs and words.isascii()
        for unit in (last, f"{last}s") if has_plural else (last,):
            known = node.longer.setdefault(unit, _Node()).ends
            keys = known.get(signs, ())
            if key not in keys:
                known[signs] = (*keys, key)[:MOST_NAMESAKES]


class _Prepared(dict[str, str]):
    """Units as a tree has them, by how they are written: each is prepared once, and kept once."""

    def __init__(self, any_case: bool) -> None:
        self._any_case = any_case

    def __missing__(self, unit: str) -> str:
        self[unit] = _evenly_spaced(unit.casefold() if self._any_case else unit)
        return self[unit]


class _Search:
    """Looks for a tree's names in a text; what it needs to know of a unit it works out once."""

    def __init__(self, names: _Names, text: str, spans: Sequence[tuple[int, int]]) -> None:
        self._names, self._text, self._spans = names, text, spans
        self._signs: list[tuple[str, ...] | None] = [None] * len(spans)

    def longest(self, at: int) -> tuple[int, tuple[Key, ...]]:
        """Return where the longest name ends that begins with a unit, and what it names.

        Return no keys where none begins. Takes at most `MOST_UNITS` steps.
        """
        start, end = self._spans[at]
        node = self._names.begins_with(self._text[start:end])
        longest: tuple[int, tuple[Key, ...]] = (0, ())
        if node and node.ends:
            longest = self._ended(node, at) or longest
        following = enumerate(self._units[at + 1 : at + MOST_UNITS], at + 1) if node else ()
        for here, unit in following:
            if not node or not (node := node.longer.get(unit)):
                break
            if node.ends:
                longest = self._ended(node, here) or longest
        return longest

    @cached_property
    def _units(self) -> list[str]:
        """Each unit of the text with the signs before it, as the tree has them."""
        ends = [end for _, end in self._spans]
        units = (self._text[start:end] for start, end in zip([0, *ends], ends, strict=False))
        prepared = _Prepared(self._names.any_case)
        return [prepared[unit] for unit in units]

    def _ended(self, node: _Node, at: int) -> tuple[int, tuple[Key, ...]] | None:
        """Where a name ends whose last unit this is, and what it names."""
        if (possible := self._signs[at]) is None:
            possible = self._signs_after(at)
        for signs in possible:
            if keys := node.ends.get(signs):
                return self._spans[at][1] + len(signs), keys
        return None

    def _signs_after(self, at: int) -> tuple[str, ...]:
        """The signs behind a unit with which a name may end there, the most first."""
        end = self._spans[at][1]
        after = self._text[end : end + MOST_SIGNS].replace("\u2019", "'")
        signs = [one for n in range(len(after), -1, -1) if (one := after[:n]) in self._names.signs]
        possible = tuple([one for one in signs if self._may_end(end + len(one))])
        self._signs[at] = possible
        return possible

    def _may_end(self, end: int) -> bool:
        """False within a word, and before another capitalised word.

        `Lahore Qalandars` is not of Lahore.
        """
        goes_on = not self._names.any_case and _LONGER.match(self._text, end)
        return not goes_on and not _is_within_a_word(self._text, end)


class NameMatcher(Struct, frozen=True):
    """Every form of words that names something."""

    names: _Names
    """Those whose case counts."""
    subjects: _Names
    """Those that are written in any case, and in the plural."""

    def find(self, text: str) -> Iterator[NameMatch]:
        """What the text names, in its order; of two that overlap the first, and the longer one."""
        spans = [unit.span() for unit in _UNIT.finditer(text)]
        searches = [_Search(tree, text, spans) for tree in (self.names, self.subjects)]
        last = 0
        for at, (start, end) in enumerate(spans):
            word = text[start:end]
            begins = self.names.begins_with(word) or self.subjects.begins_with(word)
            if start < last or not begins or _is_within_a_word(text, start):
                continue
            longest = max((search.longest(at) for search in searches), key=itemgetter(0))
            if longest[1]:
                last = longest[0]
                yield NameMatch(start, *longest)


NAMED_KINDS = (Kind.PERSON, Kind.ORGANISATION, Kind.PLACE, Kind.TOPIC)
"""What words can name by themselves. A commitment is told of in whatever words."""


def name_entries(entities: Iterable[Entity]) -> list[NameEntry]:
    """The nouns that words can name, by kind and id."""
    named = (entity for entity in entities if entity.key.kind in NAMED_KINDS)
    return [
        NameEntry(
            entity.key, tuple(dict.fromkeys([entity.title, *entity.aliases, *_names(entity)]))
        )
        for entity in sorted(named, key=lambda entity: (entity.key.kind.folder, entity.key.id))
    ]


def name_matcher(known: Iterable[NameEntry]) -> NameMatcher:
    """Return what finds these nouns in texts."""
    names, subjects = _Names(any_case=False), _Names(any_case=True)
    for entry in known:
        for words in entry.words:
            is_subject = entry.key.kind is Kind.TOPIC and not _is_acronym(words)
            (subjects if is_subject else names).add(words, entry.key)
    return NameMatcher(names, subjects)


def _names(entity: Entity) -> Collection[str]:
    """In other languages; where several are written as one (`a / b`), each."""
    return [part.strip() for name in entity.names.values() for part in name.split(" / ")]


_IDEOGRAPHS = "\u3400-\u9fff\U00020000-\U0003ffff"
_IDEOGRAPH = re.compile(f"[{_IDEOGRAPHS}]")
_UNIT = re.compile(rf"[{_IDEOGRAPHS}]|[^\W_{_IDEOGRAPHS}]+")
"""What a name can begin with: a word, or a sign of a script that has no spaces."""


def _is_acronym(words: str) -> bool:
    return words.isupper() and words.isascii()


def _evenly_spaced(words: str) -> str:
    """The words with single spaces for any blanks and ends of lines, and with plain apostrophes."""
    if words.isalnum():
        return words
    return _BLANKS.sub(" ", words).replace("\u2019", "'")


_BLANKS = re.compile(r"\s+")
_LONGER = re.compile(r"[ \n-][A-Z][a-z]")


def _is_within_a_word(text: str, at: int) -> bool:
    """True where letters of a script that has spaces stand on both sides."""
    return 0 < at < len(text) and _is_letter(text[at - 1]) and _is_letter(text[at])


def _is_letter(char: str) -> bool:
    return (char.isalnum() or char == "_") and not _IDEOGRAPH.match(char)
