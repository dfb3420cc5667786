"""Finds the names of entities in texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from msgspec import Struct

from generator.content.model import Entity, Key, Kind


class NameEntry(Struct, frozen=True):
    """An entity with the words that name it."""

    key: Key
    words: tuple[str, ...]
    """The title or name first, then other spellings, then names in other languages."""


class NameMatch(NamedTuple):
    """Words of a text that name an entity, or several of the same name."""

    start: int
    """Offset in characters."""
    end: int
    keys: tuple[Key, ...]


class _Node:
    """A node in a tree of names, in which a path is the beginning of names."""

    __slots__ = ("ends", "longer")

    def __init__(self) -> None:
        self.longer: dict[str, _Node] = {}
        """Child nodes by the next unit, including the punctuation before it."""
        self.ends: dict[str, tuple[Key, ...]] = {}
        """The entities of names that end here, by the punctuation that follows: mostly none."""


MAX_UNITS = 20
"""Units (words or ideographs) in a name. Longer names aren't found."""
MAX_PUNCTUATION = 2
"""Characters of punctuation at the end of a name, as in `Yahoo!`."""
MAX_NAMESAKES = 10
"""Entities that are proposed for one name."""


class _NameTree:
    """A tree of names, which finds all of them in one pass over a text."""

    def __init__(self, any_case: bool) -> None:
        self.any_case = any_case
        self.root = _Node()
        self.endings = set[str]()
        """The punctuation with which names end."""

    def begins_with(self, unit: str) -> _Node | None:
        return self.root.longer.get(unit.casefold() if self.any_case else unit)

    def add(self, words: str, key: Key) -> None:
        words = _evenly_spaced(words.casefold() if self.any_case else words)
        ends = [unit.end() for unit in _UNIT.finditer(words)]
        if not ends or len(ends) > MAX_UNITS or len(words) - ends[-1] > MAX_PUNCTUATION:
            return
        *units, last = (words[start:end] for start, end in zip([0, *ends], ends, strict=False))
        node, ending = self.root, words[ends[-1] :]
        for unit in units:
            node = node.longer.setdefault(unit, _Node())
        self.endings.add(ending)
        has_plural = self.any_case and not ending and words.isascii()
        for unit in (last, f"{last}s") if has_plural else (last,):
            entities = node.longer.setdefault(unit, _Node()).ends
            keys = entities.get(ending, ())
            if key not in keys:
                entities[ending] = (*keys, key)[:MAX_NAMESAKES]


class _NormalisedUnits(dict[str, str]):
    """The form of each unit that the tree has, computed once per spelling."""

    def __init__(self, any_case: bool) -> None:
        self._any_case = any_case

    def __missing__(self, unit: str) -> str:
        self[unit] = _evenly_spaced(unit.casefold() if self._any_case else unit)
        return self[unit]


class _Search:
    """Searches a text for the names of a tree."""

    def __init__(self, tree: _NameTree, text: str, spans: Sequence[tuple[int, int]]) -> None:
        self._tree, self._text, self._spans = tree, text, spans
        self._endings: list[tuple[str, ...] | None] = [None] * len(spans)

    def longest(self, at: int) -> tuple[int, tuple[Key, ...]]:
        """Return the end of the longest name that begins with a unit, and its entities.

        Return no keys if no name begins there. Takes at most `MAX_UNITS` steps.
        """
        start, end = self._spans[at]
        node = self._tree.begins_with(self._text[start:end])
        longest: tuple[int, tuple[Key, ...]] = (0, ())
        if node and node.ends:
            longest = self._ended(node, at) or longest
        following = enumerate(self._units[at + 1 : at + MAX_UNITS], at + 1) if node else ()
        for position, unit in following:
            if not node or not (node := node.longer.get(unit)):
                break
            if node.ends:
                longest = self._ended(node, position) or longest
        return longest

    @cached_property
    def _units(self) -> list[str]:
        """Each unit of the text with the punctuation before it, in the form that the tree has."""
        ends = [end for _, end in self._spans]
        units = (self._text[start:end] for start, end in zip([0, *ends], ends, strict=False))
        normalised = _NormalisedUnits(self._tree.any_case)
        return [normalised[unit] for unit in units]

    def _ended(self, node: _Node, at: int) -> tuple[int, tuple[Key, ...]] | None:
        """Return the end and the entities of a name whose last unit this is."""
        if (endings := self._endings[at]) is None:
            endings = self._endings_after(at)
        for ending in endings:
            if keys := node.ends.get(ending):
                return self._spans[at][1] + len(ending), keys
        return None

    def _endings_after(self, at: int) -> tuple[str, ...]:
        """Return the punctuation after a unit with which a name may end, the longest first."""
        end = self._spans[at][1]
        after = self._text[end : end + MAX_PUNCTUATION].replace("\u2019", "'")
        prefixes = [after[:length] for length in range(len(after), -1, -1)]
        endings = tuple(
            [
                prefix
                for prefix in prefixes
                if prefix in self._tree.endings and self._may_end(end + len(prefix))
            ]
        )
        self._endings[at] = endings
        return endings

    def _may_end(self, end: int) -> bool:
        """Return whether a name can end here: not within a word, nor before a capitalised word.

        `Lahore Qalandars` isn't about Lahore.
        """
        continues = not self._tree.any_case and _NAME_CONTINUES.match(self._text, end)
        return not continues and not _is_within_a_word(self._text, end)


class NameMatcher(Struct, frozen=True):
    """Finds the names of entities in texts."""

    names: _NameTree
    """Names in which upper and lower case matter."""
    subjects: _NameTree
    """Names that may be written in any case, and in the plural."""

    def find(self, text: str) -> Iterator[NameMatch]:
        """Yield the names in a text, in order; of overlapping names the first and longest."""
        spans = [unit.span() for unit in _UNIT.finditer(text)]
        searches = [_Search(tree, text, spans) for tree in (self.names, self.subjects)]
        last = 0
        for at, (start, end) in enumerate(spans):
            word = text[start:end]
            is_start = self.names.begins_with(word) or self.subjects.begins_with(word)
            if start < last or not is_start or _is_within_a_word(text, start):
                continue
            longest = max((search.longest(at) for search in searches), key=itemgetter(0))
            if longest[1]:
                last = longest[0]
                yield NameMatch(start, *longest)


NAMED_KINDS = (Kind.PERSON, Kind.ORGANISATION, Kind.PLACE, Kind.TOPIC)
"""The kinds whose names occur in texts. Commitments are described in any words."""


def name_entries(entities: Iterable[Entity]) -> list[NameEntry]:
    """Return the entities that a text can name, sorted by kind and id."""
    named = (entity for entity in entities if entity.key.kind in NAMED_KINDS)
    return [
        NameEntry(
            entity.key, tuple(dict.fromkeys([entity.title, *entity.aliases, *_names(entity)]))
        )
        for entity in sorted(named, key=lambda entity: (entity.key.kind.folder, entity.key.id))
    ]


def name_matcher(entries: Iterable[NameEntry]) -> NameMatcher:
    """Return a matcher for the names of these entities."""
    names, subjects = _NameTree(any_case=False), _NameTree(any_case=True)
    for entry in entries:
        for words in entry.words:
            is_subject = entry.key.kind is Kind.TOPIC and not _is_acronym(words)
            (subjects if is_subject else names).add(words, entry.key)
    return NameMatcher(names, subjects)


def _names(entity: Entity) -> Collection[str]:
    """Return the names in other languages; of several in one value (`a / b`), each."""
    return [part.strip() for name in entity.names.values() for part in name.split(" / ")]


_IDEOGRAPHS = "\u3400-\u9fff\U00020000-\U0003ffff"
_IDEOGRAPH = re.compile(f"[{_IDEOGRAPHS}]")
_UNIT = re.compile(rf"[{_IDEOGRAPHS}]|[^\W_{_IDEOGRAPHS}]+")
"""A word, or an ideograph: the parts of a name."""


def _is_acronym(words: str) -> bool:
    return words.isupper() and words.isascii()


def _evenly_spaced(words: str) -> str:
    """Return the words with single spaces for all whitespace, and with plain apostrophes."""
    if words.isalnum():
        return words
    return _BLANKS.sub(" ", words).replace("\u2019", "'")


_BLANKS = re.compile(r"\s+")
_NAME_CONTINUES = re.compile(r"[ \n-][A-Z][a-z]")


def _is_within_a_word(text: str, at: int) -> bool:
    """Return whether letters of a script with spaces are on both sides of an offset."""
    return 0 < at < len(text) and _is_letter(text[at - 1]) and _is_letter(text[at])


def _is_letter(char: str) -> bool:
    return (char.isalnum() or char == "_") and not _IDEOGRAPH.match(char)
