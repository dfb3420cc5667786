"""Fixes files of the content where a problem has exactly one correct fix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from generator.checks.fixes import apply_fixes, normalise
from generator.content.body import Body, LinkKind
from generator.content.invisible_characters import character_name
from generator.content.model import Article, Key
from generator.content.parser import parse_file
from generator.content.paths import find_key
from generator.content.problems import Problem
from generator.index.analysis import analyse_file
from generator.newsroom.workspace import Workspace
from generator.system.files import NotAFile

ROUNDS = 4
"""How often a file is checked and fixed: fixing one problem can reveal another one."""


class FixResult(Struct, frozen=True):
    """One change to a file, in words."""

    file: str
    """The file, as contributors see it; also line and column where there is one place."""
    description: str
    is_done: bool = True
    """False when the change is left to a person, for the reason in the description."""


def fix_files(
    workspace: Workspace, paths: Iterable[str], named: bool = False
) -> Iterator[FixResult]:
    """Fix the problems of these files that have exactly one correct fix; yield what was done.

    Also normalise each file that was fixed, and every file if the files were `named` by the user.
    """
    by_file: dict[str, list[Problem]] = {}
    for problem in workspace.edition.problems:
        by_file.setdefault(problem.location.file, []).append(problem)
    for path in sorted(paths):
        if key := find_key(path):
            problems = by_file.get(workspace.display_path(path), [])
            yield from _fix_file(workspace, path, key, problems, named)


def _fix_file(
    workspace: Workspace, path: str, key: Key, problems: list[Problem], named: bool
) -> Iterator[FixResult]:
    display_path = workspace.display_path(path)
    try:
        text = workspace.files.read(path).decode()
    except (UnicodeDecodeError, FileNotFoundError, NotAFile):
        return
    new_text, fixed, remaining = _fix_text(workspace, path, text, problems)
    for problem in fixed:
        place = f"{display_path}:{problem.location.line}:{problem.location.column}"
        yield FixResult(place, f"{_describe_fix(problem)} ({problem.code})")
    if fixed or named:
        normalised, changes = normalise(new_text, key.kind)
        if normalised == new_text or _have_same_meaning(path, new_text, normalised):
            yield from (FixResult(display_path, f"now has {change}") for change in changes)
            new_text = normalised
    if new_text != text:
        workspace.files.write(path, new_text)
    if any(problem.code == "wrong-year" for problem in remaining):
        yield from _move_to_year(workspace, path, new_text)


def _fix_text(
    workspace: Workspace, path: str, text: str, problems: Iterable[Problem]
) -> tuple[str, list[Problem], tuple[Problem, ...]]:
    """Return a file's text after `ROUNDS` of fixes, the problems fixed, and those that remain."""
    fixed = list[Problem]()
    for _ in range(ROUNDS):
        result = apply_fixes(text, problems)
        if not result.fixed:
            break
        text, fixed = result.text, [*fixed, *result.fixed]
        analysis, _ = analyse_file(path, text.encode(), workspace.edition.context)
        problems = analysis.problems
    return text, fixed, tuple(problems)


def _describe_fix(problem: Problem) -> str:
    old, new = problem.fix
    if problem.code not in ("hidden-character", "control-character"):
        return f"`{old}` is now `{new}`"
    if new:
        return f"{character_name(old)} is now a line break"
    return f"{character_name(old)} was deleted"


def _have_same_meaning(path: str, before: str, after: str) -> bool:
    """Return whether two texts of a file give the same problems and front matter values."""
    readings = [parse_file(path, text.encode(), path) for text in (before, after)]
    problems = [sorted((p.code, p.message) for p in reading.problems) for reading in readings]
    values = [
        reading.entity and replace(reading.entity, locations={}, body=Body())
        for reading in readings
    ]
    return problems[0] == problems[1] and values[0] == values[1]


def _move_to_year(workspace: Workspace, path: str, text: str) -> Iterator[FixResult]:
    """Move an article to the folder of its year, unless something makes that unsafe."""
    article = parse_file(path, text.encode(), workspace.display_path(path)).entity
    if not isinstance(article, Article):
        return
    name = path.rpartition("/")[2]
    new_path = f"articles/{article.date.day.year:04}/{name}"
    if new_path == path:
        return
    if reason := _reason_not_to_move(workspace, article, new_path):
        yield FixResult(workspace.display_path(path), f"wasn't moved: {reason}", False)
        return
    workspace.files.move(path, new_path)
    yield FixResult(workspace.display_path(path), f"is now {workspace.display_path(new_path)}")


def _reason_not_to_move(workspace: Workspace, article: Article, new_path: str) -> str:
    """Return why a person must decide about moving an article; empty when it can be moved."""
    today = workspace.project.site.today
    try:
        if workspace.files.exists(new_path):
            return f"{workspace.display_path(new_path)} exists already"
    except NotAFile:
        return (
            f"{workspace.display_path(new_path)} is behind a symbolic link: links are not followed"
        )
    for analysis in workspace.edition.analyses.values():
        if any(link.key == article.key for link in analysis.cross_file_facts.references):
            return "other files link to it"
    if any(link.kind is LinkKind.IMAGE for link in article.body.links) or article.image:
        return "its pictures are beside it: move them together"
    return "its date is in the future" if today and article.date.day > today else ""
