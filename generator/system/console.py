"""The options and messages that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path

import click
from click.core import ParameterSource

from generator.content.problems import Problem, printable


def find_config(folder: Path, name: str = "mkdocs.yml") -> str:
    """Return the path of the nearest `mkdocs.yml`, in a folder or above it.

    Without one, return the path that it would have in the folder.
    """
    paths = (above / name for above in [folder, *folder.absolute().parents])
    return str(next((path for path in paths if path.is_file()), folder / name))


def _find_config(context: click.Context, option: click.Parameter, value: str) -> str:
    """Return the path that was given, or the nearest `mkdocs.yml`: here or in a folder above."""
    is_given = context.get_parameter_source(option.name or "") is not ParameterSource.DEFAULT
    return value if is_given else find_config(Path(), value)


config_option = click.option(
    "-f", "--config-file", default="mkdocs.yml", callback=_find_config,
    type=click.Path(dir_okay=False),
    help="The site's mkdocs.yml. Default: the nearest one, here or in a folder above.",
)  # fmt: skip
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print only problems.")
today_option = click.option(
    "--today", metavar="YYYY-MM-DD", type=click.DateTime(["%Y-%m-%d"]),
    help="Use this day as today: later dates are in the future, earlier due dates are overdue. "
    "Default: the current day.",
)  # fmt: skip


def day_of(today: datetime | None) -> date | None:
    """Return the day that `--today` names, or None without one."""
    return today.date() if today else None


def relative_path(path: Path) -> str:
    """Return the path relative to the current folder if it is below it, else unchanged."""
    current = Path.cwd()
    return str(path.relative_to(current) if path.is_relative_to(current) else path)


def print_problems(problems: Iterable[Problem]) -> None:
    """Print problems to standard error, as text."""
    for problem in problems:
        click.echo(str(problem), err=True)


def print_path(path: Path, text: str = "") -> None:
    """Print a path, safe for a terminal, and a text after it."""
    click.echo(f"{printable(relative_path(path))}{text}")


def progress(quiet: bool) -> Callable[[str], None]:
    """Return a function that prints the current step to standard error unless `quiet`."""

    def print_step(step: str) -> None:
        if not quiet:
            click.echo(f"{step} ...", err=True)

    return print_step
