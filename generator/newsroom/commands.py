"""The commands for those who write and edit: check, new, annotate, report, schema."""

from __future__ import annotations

import gc
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click
from msgspec.structs import replace

from generator.content.problems import (
    Problem,
    count_summary,
    disarm_commands,
    has_errors,
    printable,
    split_new_and_old,
)
from generator.content.suggestions import likely_typo_of
from generator.system import clock, files
from generator.system.workers import meanwhile

if TYPE_CHECKING:
    from generator.content.new_article import NewArticle
    from generator.newsroom.workspace import Annotation, Workspace

config_option = click.option(
    "-f", "--config-file", default="mkdocs.yml", show_default=True,
    type=click.Path(dir_okay=False), help="The site's mkdocs.yml.",
)  # fmt: skip
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print nothing but problems.")
today_option = click.option(
    "--today", metavar="YYYY-MM-DD", type=click.DateTime(["%Y-%m-%d"]),
    help="The day to count from: later dates are in the future, earlier ones overdue. "
    "Default: today.",
)  # fmt: skip


def day_of(today: datetime | None) -> date | None:
    """Return the day that `--today` names, if it names one."""
    return today.date() if today else None


@click.command()
@config_option
@quiet_option
@click.option("--fix", is_flag=True, help="Put right what has one right answer, and say so.")
@click.option(
    "--since",
    metavar="REV",
    help="Tell only what is wrong since a git revision, and count what was wrong before.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github", "json", "sarif"]),
    default="text",
    show_default=True,
    help="How problems are told: to people, to a code host, to programs.",
)
@today_option
@click.argument("paths", nargs=-1, type=click.Path())
def check(
    config_file: str,
    quiet: bool,
    fix: bool,
    since: str | None,
    form: str,
    today: datetime | None,
    paths: tuple[str, ...],
) -> None:
    """Say what is wrong with the content: all of it, in one run.

    With PATHS, only what is wrong in those files is said. Exits with 0 when there is no
    error, 1 when there is one, 2 when the check could not run.

    \b
    Examples:
      coopnews check
      coopnews check content/articles/2024/some-story.md
      coopnews check --fix
      coopnews check --since main --format github
    """
    from generator.checks import reporters as forms  # noqa: PLC0415 - `--help` need not wait for MkDocs
    from generator.newsroom import workspace as newsroom  # noqa: PLC0415 - `--help` need not wait for MkDocs

    workspace = _open(config_file, quiet, today=day_of(today))
    within = workspace.within(paths)
    if fix:
        workspace = _mended(workspace, within, bool(paths))
        within = workspace.within(path for path in paths if Path(path).exists())
    problems, old = list(workspace.made.problems), list[Problem]()
    if since is not None:
        before, _ = newsroom.since(workspace, since)
        problems, old = split_new_and_old(before.problems, problems)
    if paths:
        shown = {workspace.shown(path) for path in within}
        problems = [one for one in problems if one.location.file in shown]
    told = forms.REPORTERS[form](problems)
    if told:
        click.echo(told, err=form == "text")
    if not quiet:
        stories = len(workspace.made.index.articles)
        said = f"{stories} stories checked: {count_summary(problems) or 'no problems'}"
        said += (
            f"; {len(old)} that {'was' if len(old) == 1 else 'were'} there before" if old else ""
        )
        click.echo(said, err=form != "text")
        if form == "text":
            _tell_drafts(list(newsroom.before_publishing(workspace, within)))
    sys.exit(1 if has_errors(problems) else 0)


def _tell_drafts(waiting: Sequence[Problem]) -> None:
    """What stands in drafts and may not be published: it is no problem yet."""
    if waiting:
        click.echo("Before `draft: true` is deleted:", err=True)
    for one in waiting:
        click.echo(f"    {printable(str(one).partition(chr(10))[0])}", err=True)


def _mended(workspace: Workspace, within: Iterable[str], named: bool) -> Workspace:
    """The newsroom after all was put right that has one right answer, which is told."""
    from generator.newsroom import workspace as newsroom  # noqa: PLC0415 - `--help` need not wait for MkDocs

    deeds = list(newsroom.fix_files(workspace, within, named))
    for deed in deeds:
        click.echo(printable(f"{deed.file}: {deed.what}"), err=True)
    return newsroom.read_again(workspace) if any(deed.is_done for deed in deeds) else workspace


@click.command()
@config_option
@click.argument("title", default="")
@click.option("--date", "day", metavar="YYYY-MM-DD", help="When it happened. Default: today.")
@click.option("--topic", "topics", multiple=True, metavar="ID", help="Can be given again.")
@click.option("--summary", default="", help="One sentence on what happened.")
@click.option("--source", "url", metavar="URL", default="", help="The page it rests on.")
@click.option("--source-title", default="", help="The headline of that page.")
@click.option("--publisher", default="", help="Who published that page.")
@click.option(
    "--from",
    "page",
    type=click.File("rb"),
    metavar="FILE",
    help="A news page as text, Markdown or HTML: its words become notes to write from.",
)
@click.option("--edit/--no-edit", default=None, help="Open it in $EDITOR. Default: in a terminal.")
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
    """Begin an article: a file in its place, with what it must have.

    What is not given is asked for, in a terminal. The words of a page given with --from stand
    below the story as notes, which are never published.

    \b
    Examples:
      coopnews new "5G comes to Gilgit" --date 2026-05-02 --topic telecom
      coopnews new --from page.html
    """
    from generator.content.new_article import NewArticle  # noqa: PLC0415 - the same
    from generator.newsroom import page_extract as clipping  # noqa: PLC0415 - `--help` need not wait for MkDocs
    from generator.newsroom import workspace as newsroom  # noqa: PLC0415 - `--help` need not wait for MkDocs

    clip = newsroom.clipped(page.read(clipping.PAGE_BYTES + 1)) if page else None
    given = NewArticle(
        title,
        day or "",
        topics,
        summary,
        source_title or (clip.title if clip else ""),
        publisher or (clip.publisher if clip else ""),
        url or (clip.url if clip else ""),
        clipping.notes(clip.text) if clip and clip.text else "",
    )
    project = newsroom.open_desk(config_file)
    asks = sys.stdin.isatty() and sys.stdout.isatty()
    if asks:
        given = _asked(given, clip.day if clip else "", newsroom.topics_of(project))
    elif not title and not (clip and clip.title):
        raise click.UsageError("give the story a title, or run this in a terminal to be asked")
    title = given.title or (clip.title if clip else "")
    story = replace(
        given, title=title, day=given.day or (clip.day if clip else "") or str(clock.today())
    )
    path = newsroom.create_article(project, story)
    click.echo(
        f"{printable(shown(path))}\n"
        "Write the story, then run `coopnews annotate` and `coopnews check` on it."
    )
    if edit or (edit is None and asks and (os.environ.get("VISUAL") or os.environ.get("EDITOR"))):
        click.edit(filename=str(path))


def _asked(given: NewArticle, day: str, topics: Sequence[str]) -> NewArticle:
    """What a person says in a terminal to what is not known yet. Nothing need be said."""

    def ask(question: str, known: str, default: str = "") -> str:
        return known or click.prompt(question, default=default, show_default=bool(default)).strip()

    title = ask("Headline, in your own words", given.title)
    while not title:
        title = ask("Headline, in your own words", "")
    listed = given.topics or _topics(ask(f"Topics ({', '.join(topics)})", ""), topics)
    return replace(
        given,
        title=title,
        day=ask("Date, like 2026-05-02", given.day, day or str(clock.today())),
        topics=listed,
        summary=ask("One sentence on what happened", given.summary),
        url=ask("Address of the page you read", given.url),
        source_title=ask("Headline of that page", given.source_title),
        publisher=ask("Who published it", given.publisher),
    )


def _topics(answer: str, known: Sequence[str]) -> tuple[str, ...]:
    """The topics in an answer, with the nearest known one for each that is misspelt."""
    words = re.split(r"[\s,]+", answer.strip().lower())
    return tuple(dict.fromkeys(likely_typo_of(word, known) or word for word in words if word))


@click.command()
@config_option
@quiet_option
@click.option("--write", is_flag=True, help="Write the annotations into the files.")
@click.option("--all", "every", is_flag=True, help="Each mention, and not the first alone.")
@click.argument("paths", nargs=-1, required=True, type=click.Path())
def annotate(
    config_file: str, quiet: bool, write: bool, every: bool, paths: tuple[str, ...]
) -> None:
    """Find names in a text that are not annotated yet, and show how they would be.

    People, organisations, places and topics are known by their names, aliases and names in other
    languages. Nothing is written without --write.

    \b
    Examples:
      coopnews annotate content/articles/2026/some-story.md
      coopnews annotate --write content/articles/2026/some-story.md
    """
    from generator.newsroom import workspace as newsroom  # noqa: PLC0415 - `--help` need not wait for MkDocs

    workspace = _open(config_file, quiet, preview=True)
    problems = defaultdict[str, list[Problem]](list)
    for one in workspace.made.problems:
        problems[one.location.file].append(one)
    for done in newsroom.annotate(workspace, workspace.within(paths), every):
        if write and done.diff:
            workspace.files.write(done.path, done.text)
        if not quiet:
            shown = workspace.shown(done.path)
            _tell_annotation(shown, done, write, count_summary(problems[shown]))


MOST_UNKNOWN = 20
"""How many names without a file are told of one text, the most frequent first."""


def _tell_annotation(shown: str, done: Annotation, write: bool, wrong: str) -> None:
    """`wrong` says how many problems the file has, if any."""
    if wrong:
        click.echo(f"{shown}: {wrong}: see `coopnews check`", err=True)
    for line in done.diff.splitlines():
        click.echo(printable(line))
    found = done.found
    for one in found.unclear:
        names = " or ".join(f"`{key.kind.scheme}:{key.id}`" for key in one.keys)
        click.echo(f"{shown}:{one.begin[0]}:{one.begin[1]}: `{printable(one.words)}` is {names}")
    for commitment in found.commitments:
        target = f'[the words that show it](commitment:{commitment.key.id} "STATE")'
        click.echo(f"{shown}: it may tell of a promise, {printable(commitment.title)}: {target}")
    for name, count in found.unknown[:MOST_UNKNOWN]:
        click.echo(f"{shown}: no file for `{printable(name)}`, named {count} times")
    if rest := len(found.unknown[MOST_UNKNOWN:]):
        click.echo(f"{shown}: {rest} more names without a file")
    number = len(found.annotations)
    plural = "" if number == 1 else "s"
    ending = "written" if write else "write them with --write"
    click.echo(f"{shown}: {number} annotation{plural}" + (f"; {ending}" if number else ""))


@click.command()
@config_option
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it to a file."
)
@click.option(
    "--pages",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the changed pages, before and now, to a file of HTML.",
)
@today_option
@click.argument("base", metavar="REV")
def report(
    config_file: str,
    output: Path | None,
    pages: Path | None,
    today: datetime | None,
    base: str,
) -> None:
    """Say what the change since a git revision means, as Markdown, for who merges it.

    \b
    Examples:
      coopnews report main
      coopnews report HEAD~1 -o report.md --pages pages.html
    """
    from generator.newsroom import workspace as newsroom  # noqa: PLC0415 - `--help` need not wait for MkDocs

    workspace = _open(config_file, quiet=True, preview=True, today=day_of(today))
    told = newsroom.reported(workspace, base)
    if pages:
        files.write_named(pages, told.pages())
    if output:
        files.write_named(output, told.report)
    else:
        click.echo(disarm_commands(told.report), nl=False)


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
def schema(directory: Path) -> None:
    """Write a JSON Schema of each noun's front matter to DIRECTORY, for editors.

    \b
    Example:
      coopnews schema .vscode/schemas
    """
    from generator.content.fields import FIELDS  # noqa: PLC0415 - `--help` need not wait for it
    from generator.content.schema import schema_files  # noqa: PLC0415 - `--help` need not wait for it

    for path, text in schema_files(FIELDS):
        name = Path(path).name
        files.Folder(directory).write(name, text)
        click.echo(printable(shown(directory.resolve() / name)))


def _open(
    config_file: str, quiet: bool, preview: bool = False, today: date | None = None
) -> Workspace:
    from generator.newsroom import workspace as newsroom  # noqa: PLC0415 - `--help` need not wait for MkDocs

    gc.disable()  # what a command makes it needs to its end
    if not quiet:
        click.echo("Reading and checking the content ...", err=True)
    workspace = newsroom.open_workspace(config_file, preview, today)
    context = click.get_current_context()
    context.obj = workspace  # whoever takes it apart before the end takes time
    context.call_on_close(meanwhile(lambda: newsroom.put_away(workspace)))
    return workspace


def shown(path: Path) -> str:
    """The path from here when it is below, for people to read."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def tell(problems: Iterable[Problem]) -> None:
    for problem in problems:
        click.echo(str(problem), err=True)
