"""The command `coopnews check`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NoReturn

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
from generator.system.files import UserError

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
@click.option("--watch", is_flag=True, help="Check again whenever a file has changed.")
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
    watch: bool,
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
      coopnews check --watch
      coopnews check --since main --format github
    """
    if unsafe and not (fix or diff):
        raise click.UsageError("--unsafe-fixes needs --fix or --diff")
    if watch and (fix or diff or form != "text"):
        raise click.UsageError("--watch is for reading: it can't be together with other options")
    workspace = open_content(config_file, quiet, today=day_of(today))
    selected = workspace.select(paths)
    if diff:
        sys.exit(_print_diff(workspace, selected, bool(paths), unsafe))
    if fix:
        workspace, selected = _fix(workspace, selected, bool(paths), unsafe)
    is_valid = _print_problems(workspace, selected if paths else None, since, form, quiet)
    if watch:
        _follow(workspace, paths, since, quiet)
    sys.exit(0 if is_valid else 1)


def _print_problems(
    workspace: Workspace, selected: Iterable[str] | None, since: str | None, form: str, quiet: bool
) -> bool:
    """Print the problems of the selected files, or of all, and return whether none is an error."""
    from generator.newsroom import workspace as workspaces  # noqa: PLC0415 - MkDocs: 0.2 s

    problems, old = list(workspace.edition.problems), list[Problem]()
    if since is not None:
        before, _ = workspaces.edition_at(workspace, since)
        problems, old = split_new_and_old(before.problems, problems)
    if selected is not None:
        selected = list(selected)
        display_paths = set(map(workspace.display_path, selected))
        problems = [problem for problem in problems if problem.location.file in display_paths]
    if output := REPORTERS[form](problems):
        click.echo(output)
    if not quiet:
        lines = [_check_summary(workspace, problems, len(old)), _count_fixable(problems)]
        click.echo("\n".join(filter(None, lines)), err=form != "text")
    if not quiet and form == "text":
        paths = workspace.select(()) if selected is None else selected
        _print_scheduled(workspace)
        for notice in workspace.edition.notices:
            click.echo(printable(notice))
        _print_draft_problems(list(workspaces.draft_problems(workspace, paths)))
    return not has_errors(problems)


def _follow(
    workspace: Workspace, paths: tuple[str, ...], since: str | None, quiet: bool
) -> NoReturn:
    """Print the problems again whenever a file of the site has changed."""
    from generator.newsroom.workspace import reread  # noqa: PLC0415 - takes 0.1 s
    from generator.system.watch import wait_for_changes  # noqa: PLC0415 - the same

    folders = [path for path in workspace.project.settings.sources if path.exists()]
    click.echo("Waiting for changes; press Ctrl-C to end.", err=True)
    for _ in wait_for_changes(folders):
        click.clear()
        try:
            workspace = reread(workspace)
            selected = workspace.select(paths) if paths else None
            _print_problems(workspace, selected, since, "text", quiet)
        except UserError as error:  # a file or folder is missing, perhaps for a moment
            click.echo(f"coopnews: {printable(str(error))}")
    raise AssertionError("files are watched without end")


def _check_summary(workspace: Workspace, problems: Sequence[Problem], old: int) -> str:
    from generator.content.model import Article  # noqa: PLC0415 - takes 0.02 s

    stories = len(workspace.edition.index.articles)
    entities = [analysis.entity for analysis in workspace.edition.analyses.values()]
    drafts = sum(isinstance(entity, Article) and entity.draft for entity in entities)
    checked = "1 story" if stories == 1 else f"{stories} stories"
    checked += f" and {drafts} draft{'' if drafts == 1 else 's'}" if drafts else ""
    summary = f"{checked} checked: {count_summary(problems) or 'no problems'}"
    return f"{summary}; {old} that {'was' if old == 1 else 'were'} there before" if old else summary


def _count_fixable(problems: Sequence[Problem]) -> str:
    """Return how many problems `--fix` can fix, in a sentence; an empty string if it is none."""
    are_safe = [problem.fix.is_safe for problem in problems if problem.fix]
    safe, unsafe = are_safe.count(True), are_safe.count(False)
    parts = [f"{safe} can be fixed with --fix"] if safe else []
    more = f"{unsafe} more" if safe else str(unsafe)
    parts += [f"{more} with --fix --unsafe-fixes"] if unsafe else []
    return ", ".join(parts)


def _print_scheduled(workspace: Workspace) -> None:
    """Print which articles are published later than today."""
    from generator.content.model import Article  # noqa: PLC0415 - takes 0.02 s

    for path, analysis in sorted(workspace.edition.analyses.items()):
        article = analysis.entity
        if isinstance(article, Article) and article.is_scheduled(workspace.project.site.today):
            name = printable(workspace.display_path(path))
            click.echo(
                f"{name} will be published on {article.published}; `build --future` shows it"
            )


def _print_draft_problems(problems: Sequence[Problem]) -> None:
    if problems:
        click.echo("Before you delete `draft: true`:")
    for problem in problems:
        click.echo(f"    {printable(str(problem).partition(chr(10))[0])}")


def _fix(
    workspace: Workspace, selected: Iterable[str], named: bool, unsafe: bool
) -> tuple[Workspace, frozenset[str]]:
    """Fix files, print what was done, and return the workspace and the paths of the fixed files."""
    from generator.newsroom.fix_files import fix_files, write_fixes  # noqa: PLC0415 - 0.2 s
    from generator.newsroom.workspace import reread  # noqa: PLC0415 - the same

    has_changed, new_paths = False, {path: path for path in selected}
    for file in fix_files(workspace, selected, named, unsafe):
        write_fixes(workspace, file)
        has_changed = has_changed or bool(file.changes)
        new_paths[file.path] = file.new_path
        for change in (*file.changes, *file.left):
            click.echo(printable(f"{change.file}: {change.description}"), err=True)
    return reread(workspace) if has_changed else workspace, frozenset(new_paths.values())


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
