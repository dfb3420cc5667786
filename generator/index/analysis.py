"""Analyses one file by itself: parses, checks and summarises it."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from itertools import chain, islice
from typing import TypeAlias, cast

from msgspec import Struct
from msgspec.structs import replace

from generator.checks.context import MAX_PROBLEMS, CheckContext, CrossFileFacts, too_many_problems
from generator.checks.rules import check_entity, cross_file_facts
from generator.content.model import (
    Article,
    BodyText,
    Commitment,
    Organisation,
    Person,
    Place,
    Topic,
)
from generator.content.parser import parse_file
from generator.content.paths import split_language
from generator.content.problems import Problem
from generator.index.summary import summarise

AnyEntity: TypeAlias = Article | Topic | Person | Organisation | Place | Commitment


class FileAnalysis(Struct, frozen=True, omit_defaults=True):
    """The results for one file, except for its text."""

    entity: AnyEntity | None
    """None when no entity can have this path."""
    problems: tuple[Problem, ...] = ()
    cross_file_facts: CrossFileFacts = CrossFileFacts()
    asked: frozenset[str] = frozenset()
    """The paths whose existence the results depend on."""

    def still_holds(self, changed: AbstractSet[str], is_same: bool) -> bool:
        """Return whether the file would give the same results in another context.

        `changed` has the paths that only one of the contexts has; `is_same` says that the contexts
        are equal.
        """
        if self.problems:  # what a problem reports as missing, or suggests, may have changed
            return is_same
        return self.asked.isdisjoint(changed)


def analyse_file(path: str, data: bytes, context: CheckContext) -> tuple[FileAnalysis, BodyText]:
    """Return the analysis of the file at `path` within `content/`, and its text.

    Accepts any bytes.
    """
    language, original_path = split_language(path, context.languages)
    result = parse_file(original_path, data, f"{context.content_dir}/{path}", language)
    if result.entity is None:
        return FileAnalysis(None, result.problems), BodyText()
    asked = set[str]()
    context = context.asking(asked)
    problems: Iterable[Problem] = check_entity(result.entity, context)
    facts = cross_file_facts(result.entity, context)
    if result.stripped_columns:
        problems = (
            replace(problem, location=result.original_location(problem.location))
            for problem in problems
        )
        facts = facts.with_locations(result.original_location)
    reported = _limited(chain(result.problems, problems))
    entity, text = summarise(result.entity, context.ids, bool(context.languages))
    names_language = language or "lang" in result.entity.locations
    if isinstance(entity, Article) and not names_language:
        entity = replace(entity, lang=context.language)
    return FileAnalysis(cast(AnyEntity, entity), reported, facts, frozenset(asked)), text


def _limited(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the first problems of a file; rules that would find more don't run."""
    first = tuple(islice(problems, MAX_PROBLEMS + 1))
    if len(first) <= MAX_PROBLEMS:
        return first
    return (*first[:MAX_PROBLEMS], too_many_problems(first[0].location.file))
