"""The words by which nouns are known, and where they stand in a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from generator.model import Key, Kind, Noun


class Entry(Struct, frozen=True):
    """A noun by the words that name it."""

    key: Key
    words: tuple[str, ...]
    """Its title or name first, then other spellings, then what it is in other languages."""


class Found(NamedTuple):
    """Words of a text that name nouns: one, unless several are known by the same words."""

    start: int
    """Offset in characters."""
    end: int
    keys: tuple[Key, ...]


class _Form(NamedTuple):
    words: str
    units: tuple[str, ...]
    keys: tuple[Key, ...]
    any_case: bool


class Lexicon(Struct, frozen=True):
    """Every form of words that names something, by the unit it begins with, the longest first."""

    by_first: Mapping[str, tuple[_Form, ...]]

    def find(self, text: str) -> Iterator[Found]:
        """What the text names, in its order; of two that overlap the first, and the longer one."""
        units = [(one.start(), _folded(one[0])) for one in _UNIT.finditer(text)]
        words, end = [word for _, word in units], 0
        for at, (start, word) in enumerate(units):
            for form in self.by_first.get(word, ()) if start >= end else ():
                if not _may_be(form, words[at : at + len(form.units)]):
                    continue
                found = _pattern(form.words, form.any_case).match(text, start)
                if found and _stands_alone(text, start, found.end(), form.any_case):
                    end = found.end()
                    yield Found(start, end, form.keys)
                    break


NAMEABLE = (Kind.PERSON, Kind.ORGANISATION, Kind.PLACE, Kind.TOPIC)
"""What words can name by themselves. A commitment is told of in whatever words."""


def entries(nouns: Iterable[Noun]) -> list[Entry]:
    """The nouns that words can name, by kind and id."""
    named = (noun for noun in nouns if noun.key.kind in NAMEABLE)
    return [
        Entry(noun.key, tuple(dict.fromkeys([noun.title, *noun.aliases, *_names(noun)])))
        for noun in sorted(named, key=lambda noun: (noun.key.kind.folder, noun.key.id))
    ]


def lexicon(known: Iterable[Entry]) -> Lexicon:
    keys: dict[tuple[str, bool], list[Key]] = defaultdict(list)
    for entry in known:
        for words in entry.words:
            any_case = entry.key.kind is Kind.TOPIC and not _is_acronym(words)
            form = (_folded(words) if any_case else words, any_case)
            if entry.key not in keys[form]:
                keys[form].append(entry.key)
    by_first: dict[str, list[_Form]] = defaultdict(list)
    for (words, any_case), found in keys.items():
        if units := tuple(map(_folded, _UNIT.findall(words))):
            for first in {units[0], *_plural(units, any_case)[:1]}:
                by_first[first].append(_Form(words, units, tuple(found), any_case))
    longest = {
        unit: sorted(forms, key=lambda form: -len(form.words)) for unit, forms in by_first.items()
    }
    return Lexicon({unit: tuple(forms) for unit, forms in longest.items()})


def _names(noun: Noun) -> Collection[str]:
    """In other languages; where several are written as one (`a / b`), each."""
    return [part.strip() for name in noun.names.values() for part in name.split(" / ")]


_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_SIGN = re.compile(f"[{_HAN}]")
_UNIT = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")
"""What a name can begin with: a word, or a sign of a script that has no spaces."""


def _is_acronym(words: str) -> bool:
    return words.isupper() and words.isascii()


@lru_cache(maxsize=1 << 12)
def _folded(unit: str) -> str:
    return unit.casefold()


def _may_be(form: _Form, words: Sequence[str]) -> bool:
    """Whether a look at the signs between the words is worth it."""
    return form.units == (found := tuple(words)) or _plural(form.units, form.any_case) == found


def _plural(units: tuple[str, ...], any_case: bool) -> tuple[str, ...]:
    return (*units[:-1], f"{units[-1]}s") if any_case else ()


@lru_cache(maxsize=1 << 14)
def _pattern(words: str, any_case: bool) -> re.Pattern[str]:
    """The words across the ends of lines, with either apostrophe, and in the plural."""
    written = r"\s+".join(map(re.escape, words.split())).replace("'", "['\u2019]")
    plural = "s?" if any_case and words.isascii() else ""
    return re.compile(written + plural, re.IGNORECASE if any_case else re.NOFLAG)


def _stands_alone(text: str, start: int, end: int, any_case: bool) -> bool:
    """True when no letter of a script with spaces follows or goes before in the same word.

    Nor may another capitalised word follow a name: `Lahore Qalandars` is not of Lahore.
    """
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    goes_on = not any_case and _LONGER.match(text, end)
    return not (_joins(before, text[start]) or _joins(text[end - 1], after) or goes_on)


_LONGER = re.compile(r"[ \n-][A-Z][a-z]")


def _joins(one: str, other: str) -> bool:
    return _is_letter(one) and _is_letter(other)


def _is_letter(char: str) -> bool:
    return (char.isalnum() or char == "_") and not _SIGN.match(char)
