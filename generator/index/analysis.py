"""One file by itself: read, checked, and made ready for the rest of the site."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice

from msgspec import Struct
from msgspec.structs import replace

from generator.checks.context import MAX_PROBLEMS, CheckContext, CrossFileFacts, too_many_problems
from generator.checks.rules import check_entity, cross_file_facts
from generator.content.model import BodyText, Entity
from generator.content.parser import parse_file
from generator.content.problems import Problem
from generator.index.summary import summarise


class FileAnalysis(Struct, frozen=True):
    """What one file gave."""

    entity: Entity | None
    """None when the file's place or name makes it nothing at all."""
    text: BodyText
    problems: tuple[Problem, ...]
    cross_file_facts: CrossFileFacts


def analyse_file(path: str, data: bytes, context: CheckContext) -> FileAnalysis:
    """What the file at `path` within `content/` gives. Any bytes at all are answered."""
    reading = parse_file(path, data, f"{context.content_dir}/{path}")
    if reading.entity is None:
        return FileAnalysis(None, BodyText(), reading.problems, CrossFileFacts())
    checked: Iterable[Problem] = check_entity(reading.entity, context)
    asked = cross_file_facts(reading.entity, context)
    if reading.stripped_columns:
        checked = (
            replace(one, location=reading.original_location(one.location)) for one in checked
        )
        asked = asked.with_locations(reading.original_location)
    problems = _first(chain(reading.problems, checked))
    return FileAnalysis(*summarise(reading.entity, context.ids), problems, asked)


def _first(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """As many as are told of one file. The rest is not even looked for."""
    found = tuple(islice(problems, MAX_PROBLEMS + 1))
    if len(found) <= MAX_PROBLEMS:
        return found
    return (*found[:MAX_PROBLEMS], too_many_problems(found[0].location.file))
