"""One file by itself: read, checked, and made ready for the rest of the site."""

from __future__ import annotations

from msgspec import Struct

from generator.check import Library, Questions, check, questions
from generator.gist import gist
from generator.model import Noun, Text
from generator.problem import Problem
from generator.read import read


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
    problems = (*reading.problems, *check(reading.noun, library))
    asked = questions(reading.noun, library)
    return Filed(*gist(reading.noun, library.ids), problems, asked)
