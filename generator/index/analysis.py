"""One file by itself: read, checked, and made ready for the rest of the site."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice

from msgspec import Struct
from msgspec.structs import replace

from generator.checks.context import MOST, Library, Questions, too_many
from generator.checks.rules import check, questions
from generator.content.model import Noun, Text
from generator.content.parser import read
from generator.content.problems import Problem
from generator.index.summary import gist


class Filed(Struct, frozen=True):
    """What one file gave."""

    noun: Noun | None
    """None when the file's place or name makes it nothing at all."""
    text: Text
    problems: tuple[Problem, ...]
    questions: Questions


def filed(path: str, data: bytes, library: Library) -> Filed:
    """What the file at `path` within `content/` gives. Any bytes at all are answered."""
    reading = read(path, data, f"{library.root}/{path}")
    if reading.noun is None:
        return Filed(None, Text(), reading.problems, Questions())
    checked: Iterable[Problem] = check(reading.noun, library)
    asked = questions(reading.noun, library)
    if reading.taken:
        checked = (replace(one, spot=reading.placed(one.spot)) for one in checked)
        asked = asked.placed(reading.placed)
    problems = _first(chain(reading.problems, checked))
    return Filed(*gist(reading.noun, library.ids), problems, asked)


def _first(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """As many as are told of one file. The rest is not even looked for."""
    found = tuple(islice(problems, MOST + 1))
    if len(found) <= MOST:
        return found
    return (*found[:MOST], too_many(found[0].spot.file))
