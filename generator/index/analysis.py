"""Analyses one file by itself: parses, checks and summarises it."""

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
    """The results for one file."""

    entity: Entity | None
    """None when no entity can have this path."""
    text: BodyText
    problems: tuple[Problem, ...]
    cross_file_facts: CrossFileFacts


def analyse_file(path: str, data: bytes, context: CheckContext) -> FileAnalysis:
    """Return the analysis of the file at `path` within `content/`. Accepts any bytes."""
    result = parse_file(path, data, f"{context.content_dir}/{path}")
    if result.entity is None:
        return FileAnalysis(None, BodyText(), result.problems, CrossFileFacts())
    problems: Iterable[Problem] = check_entity(result.entity, context)
    facts = cross_file_facts(result.entity, context)
    if result.stripped_columns:
        problems = (
            replace(problem, location=result.original_location(problem.location))
            for problem in problems
        )
        facts = facts.with_locations(result.original_location)
    reported = _limited(chain(result.problems, problems))
    return FileAnalysis(*summarise(result.entity, context.ids), reported, facts)


def _limited(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the first problems of a file; rules that would find more don't run."""
    first = tuple(islice(problems, MAX_PROBLEMS + 1))
    if len(first) <= MAX_PROBLEMS:
        return first
    return (*first[:MAX_PROBLEMS], too_many_problems(first[0].location.file))
