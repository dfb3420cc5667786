"""The door for people: the commands that make a site, and those of the newsroom."""

from __future__ import annotations

import gc
import logging
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

import click
from click.shell_completion import get_completion_class

from generator import __version__
from generator.build import publish, stamp
from generator.build.stamp import Changes, Edits, Stamp, Worked
from generator.content.problems import Problem, count_summary, printable
from generator.newsroom import commands
from generator.newsroom.commands import (
    config_option,
    day_of,
    quiet_option,
    shown,
    tell,
    today_option,
)
from generator.system import clock, files, process
from generator.system.process import COULD_NOT_RUN
from generator.system.workers import Beside, WorkerError, meanwhile

if TYPE_CHECKING:
    from generator.build.site_build import Remember
    from generator.pages.edition import Edition


class _Commands(click.Group):
    """Says what went wrong in one line, whatever it is that a person can put right."""

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


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="coopnews")
def main() -> None:
    """Turns annotated news articles into a searchable site.

    \b
    Examples:
      coopnews check                  every problem in content/, in one run
      coopnews new "5G comes to Gilgit"
      coopnews annotate --write content/articles/2026/5g-comes-to-gilgit.md
      coopnews serve                  a preview that reloads as you write
      coopnews build                  the finished site, in site/
    """
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)


@main.command()
@config_option
@quiet_option
@click.option("-d", "--site-dir", type=click.Path(file_okay=False), help="Where to build it.")
@click.option("--no-search", is_flag=True, help="Leave the search index and the database out.")
@click.option(
    "--no-pictures",
    is_flag=True,
    help="Leave out the pictures that the pages name to be shared, for measuring.",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(0, 64),
    default=0,
    help="How many processes. Default: one for each core.",
)
@click.option(
    "--cache",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Where to remember what was made. Default: .cache/coopnews beside mkdocs.yml.",
)
@click.option("--no-cache", is_flag=True, help="Make everything anew, and remember nothing.")
@today_option
def build(
    config_file: str,
    quiet: bool,
    site_dir: str | None,
    no_search: bool,
    no_pictures: bool,
    jobs: int,
    cache: str | None,
    no_cache: bool,
    today: datetime | None,
) -> None:
    """Check the content and build the finished site.

    A site that stands there is replaced when the new one is whole, and not before.

    \b
    Examples:
      coopnews build
      coopnews build -f other/mkdocs.yml -d /tmp/other-site
    """
    began = time.monotonic()
    say = _sayer(quiet)
    say("Looking for what has changed")
    order = _Order(config_file, site_dir, no_search, no_pictures, today, cache, no_cache)
    _keep_everything()
    if done := order.brought_up_to_date(say):
        changes, now = done
        why = "nothing has changed"
        if changes.edited:
            took = time.monotonic() - began
            why = f"{_counted(len(changes.edited), 'edit')} worked in, in {took:.1f} s"
        _repeat(now, quiet, why)
        return
    from generator.build import project as config  # noqa: PLC0415 - the same
    from generator.build import site_build  # noqa: PLC0415 - an edit need not wait for MkDocs

    without = config.BuildOptions(search=no_search, pictures=no_pictures)
    project = config.open_project(config_file, site_dir, order.day, jobs, without)
    project.plugin.cache = order.cache
    folders = config.folders(project)
    inputs = order.inputs(folders)
    say("Reading and checking the content")
    made = config.read(project)
    tell(made.problems)
    if not made.can_be_published:
        click.echo(f"{count_summary(made.problems)}: the site is as it was", err=True)
        sys.exit(1)
    kept = order.keeper(inputs, made) if config.is_cacheable(project) else lambda *_: None
    counted = f"{len(made.pages)} pages from {len(made.index.articles)} stories"
    with publish.locked(files.output_folder(Path(project.config.site_dir))):
        site, fed = site_build.build(project, say, kept)
        if config.is_cacheable(project):
            wait = None
            if no_search and order.cache.folder:  # with a search, the first edit makes it
                wait = meanwhile(lambda: _make_spare(site))
            try:
                order.remember(inputs, folders, site, fed, made.problems, counted)
            finally:
                if wait:
                    wait()
    if not quiet:
        took = time.monotonic() - began
        click.echo(f"{printable(shown(site))}: {counted} in {took:.1f} s")


def _make_spare(site: Path) -> None:
    with suppress(OSError):  # some disks cannot link files, and some are full
        publish.make_spare(site)


def _repeat(before: Stamp, quiet: bool, why: str) -> None:
    """Says what the build said whose site stands there."""
    for line in before.said:
        click.echo(line, err=True)
    if not quiet:
        click.echo(f"{printable(shown(Path(before.site)))}: {before.summary}; {why}")


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


_Amending: TypeAlias = "Beside[Edits, Worked | None]"


class _Order:
    """What a build was asked for, by which it is remembered."""

    def __init__(
        self,
        config_file: str,
        site_dir: str | None,
        no_search: bool,
        no_pictures: bool,
        today: datetime | None,
        cache: str | None,
        no_cache: bool,
    ) -> None:
        self.day = day_of(today) or clock.today()
        self.config = Path(config_file)
        self.cache = files.cache_beside(self.config)
        if cache or no_cache:
            named = Path(str(cache)).resolve()
            self.cache = files.Cache(None) if no_cache else files.cache_in(named)
        site = str(files.output_folder(Path(site_dir))) if site_dir else ""
        self.name = f"{self.config.resolve()} {site}"
        leaves = {"search": no_search, "pictures": no_pictures}
        options = {"day": str(self.day), **{name: str(left) for name, left in leaves.items()}}
        self.asked = stamp.order(options)

    def brought_up_to_date(self, say: Callable[[str], None]) -> tuple[Changes, Stamp] | None:
        """What has changed, and the stamp of the site with it; None when all must be made again."""
        if not self.config.is_file() or self.cache.folder is None:
            return None
        # Begun before it is known whether there are edits: that takes a tenth of their time.
        with Beside(self._amending) as amending:
            changes = stamp.changes(self.cache, self.name, self.config, self.asked)
            now = self._now(changes, amending, say) if changes else None
        return (changes, now) if changes and now else None

    def _now(
        self, changes: Changes, amending: _Amending, say: Callable[[str], None]
    ) -> Stamp | None:
        if changes.is_nothing:
            amending.dismiss()  # the site is looked over by as many processes as there are cores
            stands = stamp.standing(self.cache, self.name, changes.since)
            publish.remove_leftovers(Path(changes.since.site))
            return changes.since if stands else None
        if not changes.edits:
            return None
        with publish.locked(Path(changes.since.site)):
            stands = stamp.standing(self.cache, self.name, changes.since, others=1)
            if stands and changes.edits.fed:
                say("Working in what was edited")
            try:
                worked = amending.ask(changes.edits) if stands else None
            except WorkerError:  # whatever it has left, a whole build puts right
                return None
        if stands is None or worked is None:
            return None
        done, left = stamp.after_edits(changes, stands, worked)
        if left.paths is not stands.paths:
            stamp.keep_paths(self.cache, self.name, done, left.paths)
        stamp.keep(self.cache, self.name, done)
        return done

    def _amending(self) -> Callable[[Edits], Worked | None]:
        """What works edits into the site, and gives what that has become."""
        from generator.build import amend  # noqa: PLC0415 - what has not changed need not wait for it

        return amend.amending(self.cache, self.name)

    def inputs(self, folders: tuple[str, ...]) -> dict[str, files.Signature]:
        before = stamp.recall(self.cache, self.name)
        return stamp.inputs(self.config, folders, before)

    def keeper(self, inputs: dict[str, files.Signature], made: Edition) -> Remember:
        """Keeps what edits will be worked into."""
        from generator.build import memory  # noqa: PLC0415 - what has not changed need not wait for it

        build = stamp.build_of(self.asked, inputs)
        return lambda renderer, layouts: memory.remember(
            self.cache, self.name, build, made, renderer, layouts
        )

    def remember(
        self,
        inputs: dict[str, files.Signature],
        folders: tuple[str, ...],
        site: Path,
        fed: str,
        problems: Iterable[Problem],
        summary: str,
    ) -> None:
        paths = files.with_folders(files.list_files(site))
        found = Stamp.of(self.asked, inputs, folders, site, paths, fed, problems, summary)
        stamp.keep_paths(self.cache, self.name, found, paths)
        stamp.keep(self.cache, self.name, found)


@main.command()
@config_option
@quiet_option
@click.option("-a", "--dev-addr", metavar="IP:PORT", help="Default: 127.0.0.1:8000")
@click.option("-o", "--open", "open_in_browser", is_flag=True, help="Open it in a browser.")
@today_option
def serve(
    config_file: str,
    quiet: bool,
    dev_addr: str | None,
    open_in_browser: bool,
    today: datetime | None,
) -> None:
    """Show the site, drafts too, and reload it whenever a file changes.

    A mistake in a file is shown on its page; the preview goes on.

    \b
    Examples:
      coopnews serve
      coopnews serve -a 127.0.0.1:9000
    """
    from generator.build import preview  # noqa: PLC0415 - `--help` need not wait for MkDocs
    from generator.build import project as config  # noqa: PLC0415 - the same

    config.open_project(config_file)
    logging.getLogger("mkdocs").setLevel(logging.WARNING if quiet else logging.INFO)
    preview.serve(config_file, dev_addr, open_in_browser, today=day_of(today))


@main.command()
@config_option
@quiet_option
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@today_option
def export(config_file: str, quiet: bool, directory: Path, today: datetime | None) -> None:
    """Write the generated Markdown pages with a plain mkdocs.yml to DIRECTORY.

    Stock MkDocs and Zensical build what is written there, without this package.

    \b
    Example:
      coopnews export /tmp/tree && mkdocs build -f /tmp/tree/mkdocs.yml
    """
    from generator.build import site_build  # noqa: PLC0415 - `--help` need not wait for MkDocs

    project, made = _read(config_file, quiet, today=today)
    tell(made.problems)
    if not made.can_be_published:
        click.echo(f"{count_summary(made.problems)}: nothing was exported", err=True)
        sys.exit(1)
    count = site_build.export(project, made, directory)
    if not quiet:
        click.echo(f"{printable(str(directory))}: {count} Markdown pages")


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what a shell needs to complete this command.

    \b
    Example:
      coopnews completion bash >> ~/.bashrc
    """
    make = get_completion_class(shell)
    if make is None:
        raise click.BadParameter(f"no completion is known for {shell}")
    click.echo(make(main, {}, "coopnews", "_COOPNEWS_COMPLETE").source())


def _read(
    config_file: str,
    quiet: bool,
    site_dir: str | None = None,
    today: datetime | None = None,
) -> tuple[Any, Edition]:
    from generator.build import project as config  # noqa: PLC0415 - `--help` need not wait for MkDocs

    _keep_everything()
    project = config.open_project(config_file, site_dir, day_of(today))
    _sayer(quiet)("Reading and checking the content")
    return project, config.read(project)


def _keep_everything() -> None:
    """What a command makes it needs to its end: looking for waste took a quarter of its time."""
    gc.disable()


def _sayer(quiet: bool) -> Callable[[str], None]:
    def say(what: str) -> None:
        if not quiet:
            click.echo(f"{what} ...", err=True)

    return say


def run() -> NoReturn:
    """Run the command line, and end the program with its exit code.

    The code is 128 and the signal's number when a signal has ended it.
    """
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


for _command in (commands.check, commands.new, commands.annotate, commands.report, commands.schema):
    main.add_command(_command)
