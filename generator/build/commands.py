"""The commands that make a site: build, serve, export."""

from __future__ import annotations

import gc
import logging
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.content.problems import count_summary, printable
from generator.system import site_folder
from generator.system.console import (
    config_option,
    day_of,
    print_path,
    print_problems,
    progress,
    quiet_option,
    today_option,
)

if TYPE_CHECKING:
    from generator.build.project import Project


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
@click.option("--future", is_flag=True, help="Show articles before the day in `published`, too.")
@click.option("--verify", is_flag=True, help="Check all links and ids of the finished pages, too.")
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
    future: bool,
    verify: bool,
    today: datetime | None,
) -> None:
    """Check the content and build the finished site.

    The old site stays in place until the new one is complete.

    \b
    Examples:
      coopnews build
      coopnews build -f other/mkdocs.yml -d /tmp/other-site
    """
    # These take 0.1 s to import, and `--help` doesn't need them.
    from generator.build import publish  # noqa: PLC0415
    from generator.build.project import BuildOptions, open_project  # noqa: PLC0415
    from generator.checks.catalogues import without_catalogue  # noqa: PLC0415
    from generator.system.cache import cache_of  # noqa: PLC0415
    from generator.system.store import DamagedStoreError  # noqa: PLC0415

    started = time.monotonic()
    say = progress(quiet)
    say("Looking for changes")
    without = BuildOptions(search=no_search, pictures=no_pictures)
    project = open_project(
        config_file,
        site_dir=site_dir,
        today=day_of(today),
        jobs=jobs,
        show_future=future,
        cache=cache_of(config_file, cache, no_cache),
        without=without,
    )
    for message in [] if quiet else without_catalogue(project.site):
        click.echo(message, err=True)
    live = site_folder.output_folder(project.settings.site_dir)
    site_folder.must_not_hold(live, project.settings.sources)
    with publish.locked(live):
        try:
            outcome = _build(project, say, verify)
        except DamagedStoreError:
            project.discard_stores()
            outcome = _build(project.reopened(), say, verify)
    if not quiet:
        print_path(live, f": {outcome} in {time.monotonic() - started:.1f} s")


def _build(project: Project, say: Callable[[str], None], verify: bool) -> str:
    """Build what has changed, and return in words how many pages the site has."""
    from generator.build import site_record  # noqa: PLC0415 - see above

    with project.snapshot():
        record = site_record.unchanged(project)
        if record is None or verify:
            return _build_changed(project, say, verify)
    for message in record.messages:
        click.echo(message, err=True)
    return f"{record.summary}; nothing has changed"


def _build_changed(project: Project, say: Callable[[str], None], verify: bool) -> str:
    # MkDocs takes 0.2 s to import, and a site that is unchanged doesn't need it.
    from generator.build import site_record  # noqa: PLC0415 - see above
    from generator.build.site_build import SiteBuild  # noqa: PLC0415

    inputs = site_record.inputs_digest(project.settings)
    say("Reading and checking the content")
    edition = project.read()
    print_problems(edition.problems)
    if not edition.can_be_published:
        click.echo(f"{count_summary(edition.problems)}: the site wasn't changed", err=True)
        sys.exit(1)
    for notice in edition.notices:
        click.echo(printable(notice), err=True)
    return SiteBuild(project, say, verify).run(inputs)


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
