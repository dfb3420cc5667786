"""The commands for writers and editors: annotate, report, explain, schema, lsp."""

from __future__ import annotations

import gc
import sys
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.content.problems import (
    Problem,
    count_summary,
    disarm_commands,
    printable,
)
from generator.content.suggestions import did_you_mean
from generator.system import files
from generator.system.console import (
    config_option,
    day_of,
    print_path,
    progress,
    quiet_option,
    today_option,
)

if TYPE_CHECKING:
    from generator.newsroom.annotate import Proposals
    from generator.newsroom.annotate_files import AnnotatedFile
    from generator.newsroom.workspace import Workspace

# Functions import the modules that need MkDocs (0.2 s): `--help` and completion work without it.


@click.command()
@config_option
@quiet_option
@click.option("--write", is_flag=True, help="Write the annotations into the files.")
@click.option("--all", "every", is_flag=True, help="Annotate every mention, not only the first.")
@click.argument("paths", nargs=-1, type=click.Path())
def annotate(
    config_file: str, quiet: bool, write: bool, every: bool, paths: tuple[str, ...]
) -> None:
    """Find names in a text that aren't annotated yet, and show how to annotate them.

    People, organisations, places and topics are found by their names, aliases and names in other
    languages. Without PATHS, all drafts are searched. Files change only with --write.

    \b
    Examples:
      coopnews annotate
      coopnews annotate --write content/articles/2026/some-story.md
    """
    from generator.newsroom.annotate_files import annotate_files  # noqa: PLC0415 - MkDocs: 0.2 s

    workspace = open_content(config_file, quiet, preview=True)
    selected = workspace.select(paths) if paths else workspace.drafts()
    named = workspace.named_paths(paths)
    if not (paths or selected):
        raise files.UserError("there is no draft: name the files to annotate")
    problems = defaultdict[str, list[Problem]](list)
    for problem in workspace.edition.problems:
        problems[problem.location.file].append(problem)
    for file in annotate_files(workspace, selected, named, every):
        if write and file.diff:
            workspace.files.write(file.path, file.text)
        if not quiet:
            display_path = workspace.display_path(file.path)
            if summary := count_summary(problems[display_path]):
                click.echo(f"{display_path}: {summary}: see `coopnews check`", err=True)
            _print_annotated_file(display_path, file, write)


MAX_UNKNOWN_NAMES = 20
"""How many names without a file are printed for each text, the most frequent first."""


def _print_annotated_file(display_path: str, file: AnnotatedFile, written: bool) -> None:
    if written:
        for proposal in file.proposals.annotations:
            link = f"[{proposal.words}]({proposal.keys[0].annotation})"
            click.echo(f"  line {proposal.start[0]}: {printable(link)}")
    else:
        for line in file.diff.splitlines():
            click.echo(printable(line))
    _print_suggestions(display_path, file.proposals)
    number = len(file.proposals.annotations)
    annotations = f"{number} annotation{'' if number == 1 else 's'}"
    outcome = "; written" if written else "; add --write to write them"
    click.echo(f"{display_path}: {annotations}{outcome if number else ''}")


def _print_suggestions(display_path: str, proposals: Proposals) -> None:
    """Print what a person has to decide."""
    for proposal in proposals.ambiguous:
        line, column = proposal.start
        targets = " or ".join(f"`{key.annotation}`" for key in proposal.keys)
        words = printable(proposal.words)
        click.echo(f"{display_path}:{line}:{column}: `{words}` is {targets}: choose one")
    for (line, column), commitment in proposals.commitments:
        link = f'[the words that show it](commitment:{commitment.key.id} "STATE")'
        title, place = printable(commitment.title), f"{display_path}:{line}:{column}"
        click.echo(f"{place}: this may be about a commitment, {title}: {link}")
    for name, count in proposals.unknown[:MAX_UNKNOWN_NAMES]:
        click.echo(f"{display_path}: there is no file for `{printable(name)}`, named {count} times")
    if rest := len(proposals.unknown[MAX_UNKNOWN_NAMES:]):
        click.echo(f"{display_path}: there are {rest} more names without a file")


@click.command()
@config_option
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the report to a file.",
)
@click.option(
    "--pages",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the changed pages, before and after, to an HTML file.",
)
@click.option(
    "--summary",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the report without the page differences to a file, short enough for a comment.",
)
@click.option("--full", is_flag=True, help="In a terminal, print the page differences, too.")
@today_option
@click.argument("base", metavar="REV")
def report(
    config_file: str,
    output: Path | None,
    pages: Path | None,
    summary: Path | None,
    full: bool,
    today: datetime | None,
    base: str,
) -> None:
    """Report what has changed since a git revision, as Markdown, for the editor who merges it.

    In a terminal, the report ends before the differences of each page.

    \b
    Examples:
      coopnews report main
      coopnews report HEAD~1 -o report.md --pages pages.html
    """
    from generator.newsroom import change_report  # noqa: PLC0415 - MkDocs: 0.2 s
    from generator.pages.markdown_escape import unescape  # noqa: PLC0415 - the same

    workspace = open_content(config_file, quiet=True, preview=True, today=day_of(today))
    change = change_report.report_since(workspace, base)
    if pages:
        files.write_named(pages, change.compared_pages())
    if summary:
        files.write_named(summary, change_report.shorten_summary(change.summary))
    if output:
        files.write_named(output, change.markdown)
    elif full or not sys.stdout.isatty() or change.summary == change.markdown:
        click.echo(disarm_commands(change.markdown), nl=False)
    else:
        click.echo(disarm_commands(unescape(change.summary)))
        click.echo("The pages, before and after: add `--full`, or `--pages pages.html`.")


def _complete_code(_: click.Context, __: click.Parameter, start: str) -> list[str]:
    """Return the codes that begin like an unfinished argument, for the shell."""
    from generator.newsroom.explain import explanations  # noqa: PLC0415 - takes 0.02 s

    return [code for code in explanations() if code.startswith(start)]


@click.command()
@click.argument("code", default="", shell_complete=_complete_code)
def explain(code: str) -> None:
    """Explain a problem that `check` reports. Without CODE, list all codes.

    \b
    Examples:
      coopnews explain unknown-person
      coopnews explain
    """
    from generator.newsroom.explain import explanations, first_sentence  # noqa: PLC0415 - the same

    texts = explanations()
    if not code:
        for name, text in texts.items():
            click.echo(f"{name:<24} {first_sentence(text)}")
    elif code in texts:
        click.echo(f"{code}\n\n{texts[code]}")
    else:
        hint = did_you_mean(code, texts) or "`coopnews explain` lists all codes"
        raise click.UsageError(f"there is no code `{code}`: {hint}")


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
def schema(directory: Path) -> None:
    """Write a JSON Schema of each kind of front matter to DIRECTORY, for editors like VS Code.

    Those of translations are in files like `article-translation.json`.

    \b
    Example:
      coopnews schema .vscode/schemas
    """
    from generator.content.fields import FIELDS  # noqa: PLC0415 - takes 0.02 s
    from generator.content.schema import schema_files  # noqa: PLC0415 - the same
    from generator.content.translation_fields import (  # noqa: PLC0415 - the same
        TRANSLATION_FIELDS,
    )

    for path, text in schema_files(FIELDS, TRANSLATION_FIELDS):
        name = Path(path).name
        files.Folder(directory).write(name, text)
        print_path(directory.resolve() / name)


@click.command()
@click.option(
    "-f",
    "--config-file",
    type=click.Path(dir_okay=False),
    help="The site's mkdocs.yml. Default: the nearest one, in the editor's folder or above it.",
)
def lsp(config_file: str | None) -> None:
    """Answer an editor while you write: problems, fixes, completion, hover, references.

    An editor starts this command and speaks the Language Server Protocol with it, over standard
    input and output. The guide "Writing in an editor" has the settings of VS Code, Neovim, Helix
    and Zed. It needs the package `pygls`.

    \b
    Example:
      coopnews lsp -f other/mkdocs.yml
    """
    try:
        from generator.newsroom.language_features import serve  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        raise files.UserError(
            "`lsp` needs the package pygls: run `pip install pygls` first"
        ) from None
    if sys.stdin.isatty():
        click.echo("This is for editors, which start it themselves. Press Ctrl-C to end.", err=True)
    gc.enable()  # an editor runs for hours
    serve(config_file)


def open_content(
    config_file: str, quiet: bool, preview: bool = False, today: date | None = None
) -> Workspace:
    from generator.newsroom.workspace import open_workspace  # noqa: PLC0415 - takes 0.1 s

    progress(quiet)("Reading and checking the content")
    workspace = open_workspace(config_file, preview, today)
    context = click.get_current_context()
    context.obj = workspace  # freeing it before the process ends takes time
    context.call_on_close(workspace.project.save_sources)
    return workspace
