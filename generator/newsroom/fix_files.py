"""Fixes files of the content where a problem has exactly one correct fix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from generator.checks.fixes import apply_fixes, normalise
from generator.checks.names import NameIndex, confirm_fixes, speakers_are_recognised
from generator.content.body import Body
from generator.content.invisible_characters import INVISIBLE_CODES, character_name
from generator.content.model import Key
from generator.content.parser import parse_file
from generator.content.paths import find_key, split_language
from generator.content.problems import Problem
from generator.index.analysis import analyse_file
from generator.newsroom.move_files import path_for_kind, path_for_year
from generator.newsroom.text_diff import unified_diff
from generator.newsroom.workspace import Workspace
from generator.system.files import NotAFile

ROUNDS = 4
"""How often a file is checked and fixed: fixing one problem can reveal another one."""


class Change(Struct, frozen=True):
    """One change to a file, in words."""

    file: str
    """The file, as contributors see it; also line and column where there is one place."""
    description: str


class FixedFile(Struct, frozen=True):
    """A file as it is, and as it is with its fixes."""

    path: str
    """The path within the content."""
    old_text: str
    text: str
    new_path: str
    """The path that the file should have. Mostly that is `path`."""
    changes: tuple[Change, ...]
    left: tuple[Change, ...] = ()
    """What a person has to do, with the reason."""

    def diff(self, root: str) -> str:
        """Return the change as a unified diff, empty if there is none; `root` begins its paths."""
        old, new = f"{root}/{self.path}", f"{root}/{self.new_path}"
        lines = unified_diff(self.old_text.splitlines(), self.text.splitlines(), old, new)
        moved = [f"rename from {old}", f"rename to {new}"] if old != new else []
        return "".join(f"{line}\n" for line in (*moved, *lines))


def fix_files(
    workspace: Workspace, paths: Iterable[str], named: bool = False, unsafe: bool = False
) -> Iterator[FixedFile]:
    """Yield those of these files that have something to fix, or to leave to a person.

    Each file that is fixed is normalised too, and every file if the files were `named` by the user:
    then the keys of a file without problems get their order.
    `unsafe` applies the fixes that may change what a text says. Nothing is written.
    """
    by_file: dict[str, list[Problem]] = {}
    for problem in workspace.edition.problems:
        by_file.setdefault(problem.location.file, []).append(problem)
    for path in sorted(paths):
        problems = by_file.get(workspace.display_path(path), [])
        language, original = split_language(path, workspace.edition.context.languages)
        key = find_key(original)
        if language and key:
            yield from _fix_file(workspace, path, key, problems, False, unsafe)
        elif key is None or any(problem.code == "misplaced-file" for problem in problems):
            yield from _move_misplaced(workspace, path)
        else:
            yield from _fix_file(workspace, path, key, problems, named, unsafe)


def write_fixes(workspace: Workspace, file: FixedFile) -> None:
    """Write a file with its fixes, and move it to where it belongs."""
    if file.text != file.old_text:
        workspace.files.write(file.path, file.text)
    if file.new_path != file.path:
        workspace.files.move(file.path, file.new_path)


def _fix_file(
    workspace: Workspace,
    path: str,
    key: Key,
    problems: Sequence[Problem],
    named: bool,
    unsafe: bool,
) -> Iterator[FixedFile]:
    display_path = workspace.display_path(path)
    try:
        old_text = workspace.files.read(path).decode()
    except (UnicodeDecodeError, FileNotFoundError, NotAFile):
        return
    text, fixed, remaining = fix_text(workspace, path, old_text, problems, unsafe)
    changes = [
        Change(
            f"{display_path}:{problem.location.line}:{problem.location.column}",
            f"{_describe_fix(problem)} ({problem.code})",
        )
        for problem in fixed
    ]
    if (fixed or named) and key.path == path:  # the keys of a translation have no order
        normalised, steps = normalise(text, key.kind, with_order=named and not problems)
        if normalised == text or _have_same_meaning(path, text, normalised):
            changes += [Change(display_path, f"now has {step}") for step in steps]
            text = normalised
    left, new_path = list[Change](), path
    if any(problem.code == "wrong-year" for problem in remaining):
        new_path, reason = path_for_year(workspace, path, text)
        if reason:
            left, new_path = [Change(display_path, f"wasn't moved: {reason}")], path
        elif new_path != path:
            changes.append(Change(display_path, f"is now {workspace.display_path(new_path)}"))
    if changes or left:
        yield FixedFile(path, old_text, text, new_path, tuple(changes), tuple(left))


def _move_misplaced(workspace: Workspace, path: str) -> Iterator[FixedFile]:
    """Move a file to the folder of its kind, with a name that can be an id."""
    try:
        text = workspace.files.read(path).decode()
    except (UnicodeDecodeError, FileNotFoundError, NotAFile):
        return
    display_path = workspace.display_path(path)
    new_path, reason = path_for_kind(workspace, path, text)
    if reason:
        left = Change(display_path, f"wasn't moved: {reason}")
        yield FixedFile(path, text, text, path, (), (left,))
    elif new_path:
        change = Change(display_path, f"is now {workspace.display_path(new_path)}")
        yield FixedFile(path, text, text, new_path, (change,))


def fix_text(
    workspace: Workspace, path: str, text: str, problems: Sequence[Problem], unsafe: bool
) -> tuple[str, list[Problem], Sequence[Problem]]:
    """Return a file's text after `ROUNDS` of fixes, the problems fixed, and those that remain."""
    fixed, edition = list[Problem](), workspace.edition
    for _ in range(ROUNDS):
        known = edition.site.rules.apply(problems)
        wanted = [problem for problem in known if problem.fix.is_safe or unsafe]
        result = apply_fixes(text, wanted)
        if not result.fixed:
            break
        text, fixed = result.text, [*fixed, *result.fixed]
        analysis, _ = analyse_file(path, text.encode(), edition.context)
        names = NameIndex(edition.index.entities)
        problems = [
            *confirm_fixes(analysis.problems, names, edition.site.today),
            *speakers_are_recognised([analysis.cross_file_facts], names),
        ]
    return text, fixed, problems


def _describe_fix(problem: Problem) -> str:
    old, new = problem.fix.old, problem.fix.new
    if problem.code not in INVISIBLE_CODES:
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
