"""The command `coopnews`: the list of its subcommands, their exit codes and one-line errors."""

from __future__ import annotations

import gc
import logging
import sys
from collections import UserDict
from importlib import import_module
from typing import Any, NoReturn

import click
from click.shell_completion import get_completion_class

from generator import __version__
from generator.content.problems import printable
from generator.system import clock, files, process
from generator.system.process import COULD_NOT_RUN
from generator.system.workers import WorkerError

COMMANDS = {
    "annotate": "generator.newsroom.commands:annotate",
    "build": "generator.build.commands:build",
    "check": "generator.newsroom.check_command:check",
    "completion": "generator.cli:completion",
    "explain": "generator.newsroom.commands:explain",
    "export": "generator.build.commands:export",
    "init": "generator.newsroom.init_command:init",
    "lsp": "generator.newsroom.commands:lsp",
    "new": "generator.newsroom.new_command:new",
    "report": "generator.newsroom.commands:report",
    "schema": "generator.newsroom.commands:schema",
    "serve": "generator.build.commands:serve",
    "translate": "generator.newsroom.translate_command:translate",
}


class LazyCommands(UserDict[str, Any]):
    """Maps the name of each subcommand to the subcommand, and imports it when it is looked up."""

    def __getitem__(self, name: str) -> click.Command:
        module, _, function = super().__getitem__(name).partition(":")
        command: click.Command = getattr(import_module(module), function)
        return command


class _Group(click.Group):
    """A group of commands that reports errors which the user can fix in one line."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, BrokenPipeError) as error:
            ctx.exit(process.report(error))
        except (files.UserError, WorkerError, clock.NoDay, OSError) as error:
            if process.signal_behind(error):
                ctx.exit(process.report(error))
            click.echo(f"coopnews: {printable(str(error))}", err=True)
            ctx.exit(COULD_NOT_RUN)


@click.group(
    cls=_Group,
    commands=LazyCommands(COMMANDS),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="coopnews")
def main() -> None:
    """Turn annotated news articles into a website.

    \b
    Examples:
      coopnews init my-site           start a site of your own
      coopnews check                  list every problem in content/
      coopnews new "A bridge opens"
      coopnews annotate --write content/articles/2026/a-bridge-opens.md
      coopnews serve                  preview the site; it reloads as you write
      coopnews build                  build the site into site/
    """
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that lets a shell complete `coopnews`.

    \b
    Example:
      coopnews completion bash >> ~/.bashrc
    """
    completion_class = get_completion_class(shell)
    if completion_class is None:
        raise click.BadParameter(f"click can't complete commands in {shell}")
    click.echo(completion_class(main, {}, "coopnews", "_COOPNEWS_COMPLETE").source())


def run() -> NoReturn:
    """Run the command line, and end the program with its exit code.

    The code is 128 plus the number of the signal when a signal ended it.
    """
    # A command needs nearly all of its objects to its end: collecting took a quarter of its time.
    gc.disable()
    try:
        process.raise_on_signals()
        process.reserve_memory()
        code = _exit_code()
        process.ignore_signals()
    except BaseException as error:
        code = process.report(error)
    process.end(code)


def _exit_code() -> int:
    try:
        code = main(prog_name="coopnews", standalone_mode=False)
    except SystemExit as end:
        code = end.code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.Abort as abort:
        if process.signal_behind(abort):
            raise
        click.echo("coopnews: a question was not answered", err=True)
        code = COULD_NOT_RUN
    return code if isinstance(code, int) else int(code is not None)
