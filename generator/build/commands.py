"""The commands that make a site: build, serve, export."""

from __future__ import annotations

import gc
import logging
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from generator.build import publish, stamp
from generator.build.stamp import Changes, Edits, Stamp, Worked
from generator.content.problems import Problem, count_summary, printable
from generator.system import clock, file_tree, site_folder, store
from generator.system.console import (
    config_option,
    day_of,
    print_path,
    print_problems,
    progress,
    quiet_option,
    today_option,
)
from generator.system.workers import Beside, WorkerError, meanwhile

if TYPE_CHECKING:
    from generator.build.site_build import Remember
    from generator.pages.edition import Edition


@click.command()
@config_option
@quiet_option
@click.option(
    "-d", "--site-dir", type=click.Path(file_okay=False), help="The folder to build into."
)
@click.option("--no-search", is_flag=True, help="Leave out the search index and the database.")
@click.option(
    "--no-pictures",
    is_flag=True,
    help="Leave out the pictures that other sites show for a shared link. Used to measure speed.",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(0, 64),
    default=0,
    help="How many processes to use. Default: one for each core.",
)
@click.option(
    "--cache",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="The folder for the cache. Default: .cache/coopnews beside mkdocs.yml.",
)
@click.option("--no-cache", is_flag=True, help="Build everything from scratch and cache nothing.")
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

    The old site stays in place until the new one is complete.

    \b
    Examples:
      coopnews build
      coopnews build -f other/mkdocs.yml -d /tmp/other-site
    """
    started = time.monotonic()
    say = progress(quiet)
    say("Looking for changes")
    request = BuildRequest(config_file, site_dir, no_search, no_pictures, today, cache, no_cache)
    updated = request.brought_up_to_date(say)
    if updated:
        changes, new = updated
        _print_update(changes, new, quiet, time.monotonic() - started)
        return
    site, counts = _build_everything(request, jobs, say)
    if not quiet:
        print_path(site, f": {counts} in {time.monotonic() - started:.1f} s")


def _build_everything(
    request: BuildRequest, jobs: int, say: Callable[[str], None]
) -> tuple[Path, str]:
    """Build the whole site. Return its folder, and how many pages and stories it has, in words."""
    # MkDocs takes 0.2 s to import, and edits don't need it.
    from generator.build import site_build  # noqa: PLC0415
    from generator.build.project import BuildOptions, is_cacheable, open_project  # noqa: PLC0415

    without = BuildOptions(search=request.no_search, pictures=request.no_pictures)
    project = open_project(
        str(request.config),
        site_dir=request.site_dir,
        today=request.day,
        jobs=jobs,
        cache=request.cache,
        without=without,
    )
    folders = project.settings.source_folders
    inputs = request.inputs(folders)
    say("Reading and checking the content")
    edition = project.read()
    print_problems(edition.problems)
    if not edition.can_be_published:
        click.echo(f"{count_summary(edition.problems)}: the site wasn't changed", err=True)
        sys.exit(1)
    cacheable = is_cacheable(project.settings)
    store = request.store_for_edits(inputs, edition) if cacheable else lambda *_: None
    counts = f"{len(edition.pages)} pages from {len(edition.index.articles)} stories"
    with publish.locked(site_folder.output_folder(project.settings.site_dir)):
        site, fed = site_build.build(project, say, store)
        if cacheable:
            wait = None
            if request.no_search and request.cache.folder:  # with a search, the first edit makes it
                wait = meanwhile(lambda: _make_spare(site))
            try:
                request.remember(inputs, folders, site, fed, edition.problems, counts)
            finally:
                if wait:
                    wait()
    return site, counts


def _make_spare(site: Path) -> None:
    with suppress(OSError):  # some disks can't link files, and some are full
        publish.make_spare(site)


def _print_update(changes: Changes, new: Stamp, quiet: bool, seconds: float) -> None:
    """Print the stored messages of the site's build, and what was updated."""
    for line in new.said:
        click.echo(line, err=True)
    if not quiet:
        number = len(changes.edited)
        edits = f"{number} edit{'' if number == 1 else 's'} applied in {seconds:.1f} s"
        outcome = edits if number else "nothing has changed"
        print_path(Path(new.site), f": {new.summary}; {outcome}")


_Amending: TypeAlias = "Beside[Edits, Worked | None]"


class BuildRequest:
    """What a build is asked to do, and the key under which its results are stored."""

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
        self.config, self.site_dir = Path(config_file), site_dir
        self.no_search, self.no_pictures = no_search, no_pictures
        self.cache = store.cache_beside(self.config)
        if cache or no_cache:
            named = Path(str(cache)).resolve()
            self.cache = store.Cache(None) if no_cache else store.cache_in(named)
        site = str(site_folder.output_folder(Path(site_dir))) if site_dir else ""
        self.name = f"{self.config.resolve()} {site}"
        leaves = {"search": no_search, "pictures": no_pictures}
        options = {"day": str(self.day), **{name: str(left) for name, left in leaves.items()}}
        self.asked = stamp.order(options)

    def brought_up_to_date(self, say: Callable[[str], None]) -> tuple[Changes, Stamp] | None:
        """Return the changes and the stamp of the updated site; None if a whole build is needed."""
        if not self.config.is_file() or self.cache.folder is None:
            return None
        # Started before it is known whether there are edits: loading takes a tenth of their time.
        with Beside(self._amending) as amending:
            changes = stamp.changes(self.cache, self.name, self.config, self.asked)
            now = self._now(changes, amending, say) if changes else None
        return (changes, now) if changes and now else None

    def _now(
        self, changes: Changes, amending: _Amending, say: Callable[[str], None]
    ) -> Stamp | None:
        if changes.is_nothing:
            amending.dismiss()  # checking the site uses one process per core
            stands = stamp.standing(self.cache, self.name, changes.since)
            publish.remove_leftovers(Path(changes.since.site))
            return changes.since if stands else None
        if not changes.edits:
            return None
        with publish.locked(Path(changes.since.site)):
            stands = stamp.standing(self.cache, self.name, changes.since, others=1)
            if stands and changes.edits.fed:
                say("Updating the site with the edits")
            try:
                worked = amending.ask(changes.edits) if stands else None
            except WorkerError:  # the whole build that follows replaces whatever it left
                return None
        if stands is None or worked is None:
            return None
        done, left = stamp.after_edits(changes, stands, worked)
        if left.paths is not stands.paths:
            stamp.keep_paths(self.cache, self.name, done, left.paths)
        stamp.keep(self.cache, self.name, done)
        return done

    def _amending(self) -> Callable[[Edits], Worked | None]:
        """Return the function that applies edits to the site and returns the result."""
        from generator.build import amend  # noqa: PLC0415 - takes 0.1 s; unchanged sites don't need it

        return amend.amending(self.cache, self.name)

    def inputs(self, folders: tuple[str, ...]) -> dict[str, file_tree.Signature]:
        before = stamp.recall(self.cache, self.name)
        return stamp.inputs(self.config, folders, before)

    def store_for_edits(self, inputs: dict[str, file_tree.Signature], edition: Edition) -> Remember:
        """Return the function that stores what later edits are applied to."""
        from generator.build import memory  # noqa: PLC0415 - takes 0.1 s; unchanged sites don't need it

        build = stamp.build_of(self.asked, inputs)
        return lambda renderer, layouts: memory.remember(
            self.cache, self.name, build, edition, renderer, layouts
        )

    def remember(
        self,
        inputs: dict[str, file_tree.Signature],
        folders: tuple[str, ...],
        site: Path,
        fed: str,
        problems: Iterable[Problem],
        summary: str,
    ) -> None:
        paths = file_tree.with_folders(file_tree.list_files(site))
        new = Stamp.of(self.asked, inputs, folders, site, paths, fed, problems, summary)
        stamp.keep_paths(self.cache, self.name, new, paths)
        stamp.keep(self.cache, self.name, new)


@click.command()
@config_option
@quiet_option
@click.option("-a", "--dev-addr", metavar="IP:PORT", help="Default: 127.0.0.1:8000")
@click.option("-o", "--open", "open_in_browser", is_flag=True, help="Open the site in a browser.")
@today_option
def serve(
    config_file: str,
    quiet: bool,
    dev_addr: str | None,
    open_in_browser: bool,
    today: datetime | None,
) -> None:
    """Preview the site with its drafts, and reload it when a file changes.

    A page shows the problems of its file, and the preview keeps running.

    \b
    Examples:
      coopnews serve
      coopnews serve -a 127.0.0.1:9000
    """
    from generator.build import preview  # noqa: PLC0415 - MkDocs takes 0.2 s; --help does not need it

    gc.enable()  # a preview runs for hours
    logging.getLogger("mkdocs").setLevel(logging.WARNING if quiet else logging.INFO)
    preview.serve(config_file, dev_addr, open_in_browser, today=day_of(today))


@click.command()
@config_option
@quiet_option
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@today_option
def export(config_file: str, quiet: bool, directory: Path, today: datetime | None) -> None:
    """Write the generated Markdown pages, with a plain mkdocs.yml, to DIRECTORY.

    MkDocs and Zensical can build them without this package.

    \b
    Example:
      coopnews export /tmp/tree && mkdocs build -f /tmp/tree/mkdocs.yml
    """
    from generator.build import site_build  # noqa: PLC0415 - MkDocs takes 0.2 s; --help doesn't need it
    from generator.build.project import open_project  # noqa: PLC0415 - the same

    project = open_project(config_file, today=day_of(today))
    progress(quiet)("Reading and checking the content")
    edition = project.read()
    print_problems(edition.problems)
    if not edition.can_be_published:
        click.echo(f"{count_summary(edition.problems)}: nothing was exported", err=True)
        sys.exit(1)
    count = site_build.export(project, edition, directory)
    if not quiet:
        click.echo(f"{printable(str(directory))}: {count} Markdown pages")
