"""The commands for writers and editors: new, annotate, report, schema."""

from __future__ import annotations

import os
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click
from msgspec.structs import replace

from generator.content.problems import (
    Problem,
    count_summary,
    disarm_commands,
    printable,
)
from generator.content.suggestions import likely_typo_of
from generator.system import clock, files
from generator.system.console import (
    config_option,
    day_of,
    print_path,
    progress,
    quiet_option,
    today_option,
)

if TYPE_CHECKING:
    from generator.content.new_article import NewArticle
    from generator.newsroom.annotate import Proposals
    from generator.newsroom.annotate_files import AnnotatedFile
    from generator.newsroom.workspace import Workspace

# Functions import the modules that need MkDocs (0.2 s): `--help` and completion work without it.


@click.command()
@config_option
@click.argument("title", default="")
@click.option("--date", "day", metavar="YYYY-MM-DD", help="When it happened. Default: today.")
@click.option("--topic", "topics", multiple=True, metavar="ID", help="A topic. Can be repeated.")
@click.option("--summary", default="", help="One sentence on what happened.")
@click.option("--source", "url", metavar="URL", default="", help="The address of the source.")
@click.option("--source-title", default="", help="The headline of the source.")
@click.option("--publisher", default="", help="The publisher of the source.")
@click.option(
    "--from",
    "page",
    type=click.File("rb"),
    metavar="FILE",
    help="A news page as text, Markdown or HTML. Its text becomes notes to write from.",
)
@click.option(
    "--edit/--no-edit", default=None, help="Open the file in $EDITOR. Default: in a terminal."
)
def new(
    config_file: str,
    title: str,
    day: str | None,
    topics: tuple[str, ...],
    summary: str,
    url: str,
    source_title: str,
    publisher: str,
    page: IO[bytes] | None,
    edit: bool | None,
) -> None:
    """Create the file of a new article, with everything that an article must have.

    In a terminal, the command asks for values that you don't give. The text of a page given with
    --from is added below the story as notes, which must be deleted before the story is published.

    \b
    Examples:
      coopnews new "A bridge opens" --date 2026-05-02 --topic transport
      coopnews new --from page.html
    """
    from generator.build.project import open_project  # noqa: PLC0415 - MkDocs: 0.2 s
    from generator.content.new_article import NewArticle  # noqa: PLC0415 - the same
    from generator.newsroom import create_article, page_extract  # noqa: PLC0415 - the same

    extract = page_extract.ExtractedPage()
    if page:
        extract = create_article.read_page(page.read(page_extract.PAGE_BYTES + 1))
    article = NewArticle(
        title,
        day or "",
        str(clock.today()),
        topics,
        summary,
        source_title or extract.title,
        publisher or extract.publisher,
        url or extract.url,
        page_extract.notes_block(extract.text) if extract.text else "",
    )
    project = open_project(config_file)
    in_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if in_terminal:
        article = _ask(article, extract.day, create_article.topic_ids(project))
    elif not title and not extract.title:
        raise click.UsageError("give the story a title, or run this in a terminal to be asked")
    article = replace(
        article,
        title=article.title or extract.title,
        day=article.day or extract.day or str(clock.today()),
    )
    path = create_article.create_article(project, article)
    print_path(path, "\nWrite the story, then run `coopnews annotate` and `coopnews check` on it.")
    has_editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if edit or (edit is None and in_terminal and has_editor):
        click.edit(filename=str(path))


def _ask(article: NewArticle, default_day: str, topics: Sequence[str]) -> NewArticle:
    """Return the article with answers for the missing values; only the title is required."""

    def ask(question: str, known: str, default: str = "") -> str:
        return known or click.prompt(question, default=default, show_default=bool(default)).strip()

    title = ask("Headline, in your own words", article.title)
    while not title:
        title = ask("Headline, in your own words", "")
    chosen = article.topics or _topics_in(ask(f"Topics ({', '.join(topics)})", ""), topics)
    return replace(
        article,
        title=title,
        day=ask("Date, like 2026-05-02", article.day, default_day or str(clock.today())),
        topics=chosen,
        summary=ask("One sentence on what happened", article.summary),
        url=ask("Address of the source", article.url),
        source_title=ask("Headline of the source", article.source_title),
        publisher=ask("Publisher of the source", article.publisher),
    )


def _topics_in(answer: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return the topics in an answer, with typing mistakes corrected."""
    words = re.split(r"[\s,]+", answer.strip().lower())
    return tuple(dict.fromkeys(likely_typo_of(word, known) or word for word in words if word))


@click.command()
@config_option
@quiet_option
@click.option("--write", is_flag=True, help="Write the annotations into the files.")
@click.option("--all", "every", is_flag=True, help="Annotate every mention, not only the first.")
@click.argument("paths", nargs=-1, required=True, type=click.Path())
def annotate(
    config_file: str, quiet: bool, write: bool, every: bool, paths: tuple[str, ...]
) -> None:
    """Find names in a text that aren't annotated yet, and show how to annotate them.

    People, organisations, places and topics are found by their names, aliases and names in other
    languages. Files change only with --write.

    \b
    Examples:
      coopnews annotate content/articles/2026/some-story.md
      coopnews annotate --write content/articles/2026/some-story.md
    """
    from generator.newsroom.annotate_files import annotate_files  # noqa: PLC0415 - MkDocs: 0.2 s

    workspace = open_content(config_file, quiet, preview=True)
    problems = defaultdict[str, list[Problem]](list)
    for problem in workspace.edition.problems:
        problems[problem.location.file].append(problem)
    for file in annotate_files(workspace, workspace.select(paths), every):
        if write and file.diff:
            workspace.files.write(file.path, file.text)
        if not quiet:
            display_path = workspace.display_path(file.path)
            if summary := count_summary(problems[display_path]):
                click.echo(f"{display_path}: {summary}: see `coopnews check`", err=True)
            _print_annotated_file(display_path, file, write)


MAX_UNKNOWN_NAMES = 20
"""How many names without a file are printed for each text, the most frequent first."""


def _print_annotated_file(display_path: str, file: AnnotatedFile, write: bool) -> None:
    for line in file.diff.splitlines():
        click.echo(printable(line))
    _print_suggestions(display_path, file.proposals)
    number = len(file.proposals.annotations)
    annotations = f"{number} annotation{'' if number == 1 else 's'}"
    outcome = "; written" if write else "; add --write to write them"
    click.echo(f"{display_path}: {annotations}{outcome if number else ''}")


def _print_suggestions(display_path: str, proposals: Proposals) -> None:
    """Print what a person has to decide."""
    for proposal in proposals.ambiguous:
        line, column = proposal.start
        targets = " or ".join(f"`{key.annotation}`" for key in proposal.keys)
        words = printable(proposal.words)
        click.echo(f"{display_path}:{line}:{column}: `{words}` is {targets}: choose one")
    for commitment in proposals.commitments:
        link = f'[the words that show it](commitment:{commitment.key.id} "STATE")'
        title = printable(commitment.title)
        click.echo(f"{display_path}: this may be about a commitment, {title}: {link}")
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
        click.echo(disarm_commands(change.summary))
        click.echo("The pages, before and after: add `--full`, or `--pages pages.html`.")


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
def schema(directory: Path) -> None:
    """Write a JSON Schema of each kind of front matter to DIRECTORY, for editors like VS Code.

    \b
    Example:
      coopnews schema .vscode/schemas
    """
    from generator.content.fields import FIELDS  # noqa: PLC0415 - takes 0.02 s
    from generator.content.schema import schema_files  # noqa: PLC0415 - the same

    for path, text in schema_files(FIELDS):
        name = Path(path).name
        files.Folder(directory).write(name, text)
        print_path(directory.resolve() / name)


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
