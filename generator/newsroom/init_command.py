"""The command that starts a new site."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from generator.content.problems import printable
from generator.system import clock
from generator.system.console import print_path
from generator.system.files import UserError


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", default="", help="The name of the site.")
@click.option("--url", default="", help="The address that it will have.")
@click.option("--repository", default="", help="The address of its repository, for edit links.")
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="TAG",
    help="A language of names besides English, like `sw` or `Swahili`. Can be repeated.",
)
@click.option("--topic", "topics", multiple=True, metavar="TITLE", help="A topic. Can be repeated.")
def init(
    directory: Path,
    name: str,
    url: str,
    repository: str,
    languages: tuple[str, ...],
    topics: tuple[str, ...],
) -> None:
    """Start a site in DIRECTORY, with an example story to learn from.

    In a terminal, the command asks for values that you don't give.

    \b
    Examples:
      coopnews init health-record
      coopnews init health-record --name "Health Record" --topic Hospitals --topic Vaccines
    """
    from generator.newsroom.new_site import create_site, new_site  # noqa: PLC0415 - takes 0.1 s

    if sys.stdin.isatty() and sys.stdout.isatty():
        site = new_site(**_ask(name, url, repository, languages, topics))
    elif name and topics:
        site = new_site(name, url, repository, languages, topics)
    else:
        raise click.UsageError("give --name and --topic, or run this in a terminal to be asked")
    count = create_site(directory, site, clock.today())
    folder = printable(str(directory))
    enter = "" if folder == "." else f"  cd {folder}\n"
    print_path(directory.resolve(), f": {count} files")
    root = directory.resolve()
    is_in_git = any((parent / ".git").exists() for parent in (root, *root.parents))
    git = "" if is_in_git else "  git init -b main        the workflows publish the branch `main`\n"
    click.echo(
        f"\nNext:\n{enter}{git}"
        "  coopnews serve          see the site on http://127.0.0.1:8000\n"
        '  coopnews new "..."      start a story\n'
        "README.md says what to do first, and how to publish the site."
    )


def _ask(
    name: str, url: str, repository: str, languages: Sequence[str], topics: Sequence[str]
) -> dict[str, Any]:
    """Return the same values, with answers for those that are empty."""
    from generator.newsroom import new_site  # noqa: PLC0415 - takes 0.1 s

    def parse_languages(answer: str) -> None:
        new_site.parse_languages(_split(answer))

    def parse_topics(answer: str) -> None:
        new_site.parse_topics(_split(answer))

    return {
        "name": name or _answer("Name of the site", new_site.parse_name),
        "url": url or _answer("Its address (Enter: none yet)", new_site.parse_address),
        "repository": repository
        or _answer("The address of its repository (Enter: none yet)", new_site.parse_repository),
        "languages": languages
        or _split(_answer("Languages of names besides English (Enter: none)", parse_languages)),
        "topics": topics or _split(_answer("Topics, with commas between them", parse_topics)),
    }


def _answer(question: str, parse: Callable[[str], object]) -> str:
    """Return the first answer that can be parsed."""
    while True:
        answer: str = click.prompt(question, default="", show_default=False).strip()
        try:
            parse(answer)
        except UserError as error:
            click.echo(f"  {printable(str(error))}")
        else:
            return answer


def _split(answer: str) -> list[str]:
    return [part.strip() for part in re.split("[,،、，]", answer) if part.strip()]
