"""The command `coopnews check`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.checks.reporters import REPORTERS
from generator.content.problems import (
    Problem,
    count_summary,
    has_errors,
    printable,
    split_new_and_old,
)
from generator.newsroom.commands import open_content
from generator.system.console import config_option, day_of, quiet_option, today_option

if TYPE_CHECKING:
    from generator.newsroom.workspace import Workspace


@click.command()
@config_option
@quiet_option
@click.option("--fix", is_flag=True, help="Fix problems that have exactly one correct fix.")
@click.option(
    "--unsafe-fixes",
    "unsafe",
    is_flag=True,
    help="With --fix or --diff: make likely fixes too, after which a text may say something else.",
)
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option(
    "--since",
    metavar="REV",
    help="List only problems that are new since a git revision, and count the old ones.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github", "json", "sarif"]),
    default="text",
    show_default=True,
    help="The output format: for people, for GitHub, or for other programs.",
)
@today_option
@click.argument("paths", nargs=-1, type=click.Path())
def check(
    config_file: str,
    quiet: bool,
    fix: bool,
    unsafe: bool,
    diff: bool,
    since: str | None,
    form: str,
    today: datetime | None,
    paths: tuple[str, ...],
) -> None:
    """List every problem in the content, in one run.

    With PATHS, list only problems in those files and folders. The exit code is 0 without errors,
    1 with errors, and 2 when the check could not run. With --diff it is 1 if there is something to
    fix.

    \b
    Examples:
      coopnews check
      coopnews check content/articles/2024/some-story.md
      coopnews check --fix
      coopnews check --diff --unsafe-fixes
      coopnews check --since main --format github
    """
    from generator.newsroom import workspace as workspaces  # noqa: PLC0415 - MkDocs: 0.2 s

    if unsafe and not (fix or diff):
        raise click.UsageError("--unsafe-fixes needs --fix or --diff")
    workspace = open_content(config_file, quiet, today=day_of(today))
    selected = workspace.select(paths)
    if diff:
        sys.exit(_print_diff(workspace, selected, bool(paths), unsafe))
    if fix:
        workspace = _fix(workspace, selected, bool(paths), unsafe)
        selected = workspace.select(path for path in paths if Path(path).exists())
    problems, old = list(workspace.edition.problems), list[Problem]()
    if since is not None:
        before, _ = workspaces.edition_at(workspace, since)
        problems, old = split_new_and_old(before.problems, problems)
    if paths:
        display_paths = {workspace.display_path(path) for path in selected}
        problems = [problem for problem in problems if problem.location.file in display_paths]
    if output := REPORTERS[form](problems):
        click.echo(output, err=form == "text")
    if not quiet:
        stories = len(workspace.edition.index.articles)
        click.echo(_check_summary(stories, problems, len(old)), err=form != "text")
        if fixable := _count_fixable(problems):
            click.echo(fixable, err=True)
        if form == "text":
            _print_draft_problems(list(workspaces.draft_problems(workspace, selected)))
    sys.exit(1 if has_errors(problems) else 0)


def _check_summary(stories: int, problems: Sequence[Problem], old: int) -> str:
    summary = f"{stories} stories checked: {count_summary(problems) or 'no problems'}"
    return f"{summary}; {old} that {'was' if old == 1 else 'were'} there before" if old else summary


def _count_fixable(problems: Sequence[Problem]) -> str:
    """Return how many problems `--fix` can fix, in a sentence; an empty string if it is none."""
    are_safe = [problem.fix.is_safe for problem in problems if problem.fix]
    safe, unsafe = are_safe.count(True), are_safe.count(False)
    parts = [f"{safe} can be fixed with --fix"] if safe else []
    more = f"{unsafe} more" if safe else str(unsafe)
    parts += [f"{more} with --fix --unsafe-fixes"] if unsafe else []
    return ", ".join(parts)


def _print_draft_problems(problems: Sequence[Problem]) -> None:
    if problems:
        click.echo("Before you delete `draft: true`:", err=True)
    for problem in problems:
        click.echo(f"    {printable(str(problem).partition(chr(10))[0])}", err=True)


def _fix(workspace: Workspace, selected: Iterable[str], named: bool, unsafe: bool) -> Workspace:
    """Fix files, print what was done, and return the workspace with the fixed files."""
    from generator.newsroom.fix_files import fix_files, write_fixes  # noqa: PLC0415 - 0.2 s
    from generator.newsroom.workspace import reread  # noqa: PLC0415 - the same

    has_changed = False
    for file in fix_files(workspace, selected, named, unsafe):
        write_fixes(workspace, file)
        has_changed = has_changed or bool(file.changes)
        for change in (*file.changes, *file.left):
            click.echo(printable(f"{change.file}: {change.description}"), err=True)
    return reread(workspace) if has_changed else workspace


def _print_diff(workspace: Workspace, selected: Iterable[str], named: bool, unsafe: bool) -> int:
    """Print what fixing files would change, and return the exit code: 1 if there is something."""
    from generator.newsroom.fix_files import fix_files  # noqa: PLC0415 - MkDocs: 0.2 s

    files = list(fix_files(workspace, selected, named, unsafe))
    for file in files:
        lines = file.diff(workspace.root).splitlines()
        for line in lines:
            click.echo(printable(line))
        for change in file.left if lines else (*file.changes, *file.left):  # line ends aren't shown
            click.echo(printable(f"{change.file}: {change.description}"), err=True)
    number = sum(bool(file.changes) for file in files)
    click.echo(f"{number} file{'' if number == 1 else 's'} would change", err=True)
    return 1 if number else 0
