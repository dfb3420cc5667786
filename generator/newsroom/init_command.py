"""The command that starts a new site."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from generator.content.languages import language_name
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
    "--edition",
    "editions",
    multiple=True,
    metavar="TAG",
    help="A language besides English that the site is translated into, like `pt` or `Portuguese`. "
    "Can be repeated.",
)
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="TAG",
    help="A further language of names, like `sw` or `Swahili`. Can be repeated.",
)
@click.option("--topic", "topics", multiple=True, metavar="TITLE", help="A topic. Can be repeated.")
@click.option(
    "--colour",
    "colours",
    multiple=True,
    metavar="#RRGGBB",
    help="The colour of links; a second one is that of accents. The theme's are green and red.",
)
def init(
    directory: Path,
    name: str,
    url: str,
    repository: str,
    editions: tuple[str, ...],
    languages: tuple[str, ...],
    topics: tuple[str, ...],
    colours: tuple[str, ...],
) -> None:
    """Start a site in DIRECTORY, with an example story to learn from.

    In a terminal, the command asks for values that you don't give.

    \b
    Examples:
      coopnews init health-record
      coopnews init health-record --name "Health Record" --topic Hospitals --topic Vaccines
      coopnews init . --edition Portuguese --colour "#0b5d8f" --colour "#b3541e"
    """
    from generator.content.translations import is_known  # noqa: PLC0415 - takes 0.1 s
    from generator.newsroom import new_site  # noqa: PLC0415 - the same

    new_site.must_be_empty(directory)
    values: dict[str, Any] = {
        "name": name, "url": url, "repository": repository, "editions": editions,
        "languages": languages, "topics": topics, "colours": colours,
    }  # fmt: skip
    if sys.stdin.isatty() and sys.stdout.isatty():
        values = _ask(values)
    elif not (name and topics):
        raise click.UsageError("give --name and --topic, or run this in a terminal to be asked")
    site = new_site.new_site(**values)
    count = new_site.create_site(directory, site, clock.today())
    folder = printable(str(directory))
    enter = "" if folder == "." else f"  cd {folder}\n"
    print_path(directory.resolve(), f": {count} files")
    root = directory.resolve()
    is_in_git = any((parent / ".git").exists() for parent in (root, *root.parents))
    git = "" if is_in_git else "  git init -b main        the workflows publish the branch `main`\n"
    interface = "".join(
        f"  coopnews translate --interface {tag}    the menus of the edition in "
        f"{language_name(tag)} are in English until you translate them\n"
        for tag in site.editions
        if not is_known(tag)
    )
    click.echo(
        f"\nNext:\n{enter}{git}"
        "  coopnews serve          see the site on http://127.0.0.1:8000\n"
        f'  coopnews new "..."      start a story\n{interface}'
        "README.md says what to do first, and how to publish the site."
    )


def _ask(values: dict[str, Any]) -> dict[str, Any]:
    """Return the same values, with answers for those that are empty."""
    from generator.newsroom import new_site  # noqa: PLC0415 - takes 0.1 s

    questions: dict[str, tuple[str, Callable[[Any], object]]] = {
        "name": ("Name of the site", new_site.parse_name),
        "url": ("Its address (Enter: none yet)", new_site.parse_address),
        "repository": (
            "The address of its repository (Enter: none yet)", new_site.parse_repository,
        ),
        "editions": (
            "Languages besides English to translate the site into (Enter: none)",
            new_site.parse_languages,
        ),
        "languages": ("Further languages of names (Enter: none)", new_site.parse_languages),
        "topics": ("Topics, with commas between them", new_site.parse_topics),
        "colours": (
            "Colours of links and of accents, like #0b5d8f, #b3541e (Enter: green and red)",
            new_site.parse_colours,
        ),
    }  # fmt: skip
    answers = {}
    for name, (question, parse) in questions.items():
        split = str.strip if isinstance(values[name], str) else _split
        answers[name] = values[name] or _answer(question, split, parse)
    return answers


def _answer(
    question: str, split: Callable[[str], Any], parse: Callable[[Any], object]
) -> str | list[str]:
    """Return the first answer that can be parsed."""
    while True:
        answer: str | list[str] = split(click.prompt(question, default="", show_default=False))
        try:
            parse(answer)
        except UserError as error:
            click.echo(f"  {printable(str(error))}")
        else:
            return answer


def _split(answer: str) -> list[str]:
    return [part.strip() for part in re.split("[,،、，]", answer) if part.strip()]
