"""The command `coopnews new`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

import click
from msgspec.structs import replace

from generator.content.problems import printable
from generator.system import clock
from generator.system.console import config_option, print_path
from generator.system.files import UserError

if TYPE_CHECKING:
    from generator.build.project import Project
    from generator.content.new_article import NewArticle
    from generator.content.new_entity import NewEntity

KINDS = {
    **{kind: kind for kind in ("person", "organisation", "place", "topic", "commitment")},
    **{"org": "organisation", "organization": "organisation", "article": ""},
}
"""The kind of the file by the first word; empty for an article, which needs no such word."""

T = TypeVar("T")


@click.command()
@config_option
@click.argument("words", nargs=-1, metavar="[KIND] [TITLE]")
@click.option(
    "--id", "id", default="", help="The file's name without .md. Default: from the title."
)
@click.option("--date", "day", metavar="YYYY-MM-DD", help="When it happened. Default: today.")
@click.option(
    "--topic",
    "topics",
    multiple=True,
    metavar="TOPIC",
    help="A topic, by its id or its title. Can be repeated.",
)
@click.option("--summary", default="", help="One sentence on what happened, or who or what it is.")
@click.option("--source", "url", metavar="URL", default="", help="The address of the source.")
@click.option("--source-title", default="", help="The headline of the source.")
@click.option("--publisher", default="", help="The publisher of the source.")
@click.option("--source-date", default="", metavar="DATE", help="The date that the source shows.")
@click.option(
    "--by",
    multiple=True,
    metavar="WHO",
    help="Who made a commitment: a name, or like org:some-ministry. Can be repeated.",
)
@click.option(
    "--sought-by",
    multiple=True,
    metavar="WHO",
    help="Who asked for a commitment, in the same form. Can be repeated.",
)
@click.option("--due", default="", metavar="DATE", help="When a commitment is due.")
@click.option(
    "--from",
    "page",
    type=click.File("rb"),
    metavar="FILE",
    help="A news page as text, Markdown or HTML. Its text becomes notes to write from.",
)
@click.option(
    "--edit/--no-edit",
    default=None,
    help="Open the file in $EDITOR. Default: in a terminal, if that is set.",
)
def new(
    config_file: str,
    words: tuple[str, ...],
    id: str,
    day: str | None,
    topics: tuple[str, ...],
    summary: str,
    url: str,
    source_title: str,
    publisher: str,
    source_date: str,
    by: tuple[str, ...],
    sought_by: tuple[str, ...],
    due: str,
    page: IO[bytes] | None,
    edit: bool | None,
) -> None:
    """Create the file of a new article, with everything that an article must have.

    If the first word is `person`, `organisation`, `place`, `topic` or `commitment`, it is the file
    of one of these. In a terminal, the command asks for values that you don't give; press Enter to
    fill one in later. The text of a page given with --from is added below the story as notes, which
    must be deleted before the story is published.

    \b
    Examples:
      coopnews new "A bridge opens" --date 2026-05-02 --topic transport
      coopnews new --from page.html
      coopnews new person "Jane Doe"
      coopnews new commitment "A bridge by 2030" --by org:some-ministry --due 2030
    """
    from generator.build.project import open_project  # noqa: PLC0415 - MkDocs: 0.2 s
    from generator.content.new_article import NewArticle  # noqa: PLC0415 - the same
    from generator.content.new_entity import NewEntity  # noqa: PLC0415 - the same

    project = open_project(config_file)
    has_kind = bool(words) and words[0] in KINDS
    kind, title = (KINDS[words[0]], words[1:]) if has_kind else ("", words)
    if kind:
        entity = NewEntity(kind, " ".join(title), id, summary, by, due, topics, sought_by)
        path = _new_entity(project, entity)
    else:
        article = NewArticle(
            " ".join(title), day or "", str(clock.today()), topics, summary, source_title,
            publisher, url, source_date,
        )  # fmt: skip
        path = _new_article(project, article, id, page)
    _open_in_editor(path, edit)


def _open_in_editor(path: Path, edit: bool | None) -> None:
    """Open a file in the user's editor, if that is wanted; None means in a terminal only."""
    has_editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if edit and not has_editor:
        raise UserError("set EDITOR to the command of your editor, like `export EDITOR=nano`")
    if has_editor and (edit or (edit is None and _in_terminal())):
        click.edit(filename=str(path))


def _in_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _new_article(project: Project, article: NewArticle, id: str, page: IO[bytes] | None) -> Path:
    """Ask for what isn't known of an article, create it, and return its path."""
    from generator.newsroom import create_article, page_extract  # noqa: PLC0415 - takes 0.1 s

    extract = page_extract.ExtractedPage()
    if page:
        extract = create_article.read_page(page.read(page_extract.PAGE_BYTES + 1))
    article = replace(
        article,
        source_title=article.source_title or extract.title,
        publisher=article.publisher or extract.publisher,
        url=article.url or extract.url,
        source_date=article.source_date or extract.day,
        notes=page_extract.notes_block(extract.text) if extract.text else "",
    )
    default_day, today = extract.day or str(clock.today()), str(clock.today())
    if _in_terminal():
        article = _ask_about_article(project, article, default_day)
    elif not article.title and not extract.title:
        raise click.UsageError("give the story a title, or run this in a terminal to be asked")
    title, day = article.title or extract.title, create_article.read_day(article.day or default_day)
    article = replace(article, title=title, day=day, checked=today if day <= today else "")
    path = _until_accepted(lambda id: create_article.create_article(project, article, id), id)
    if day > today:
        click.echo(f"{day} is in the future: is this right?", err=True)
    print_path(path, "\nWrite the story in this file. Then: coopnews annotate --write")
    return path


def _new_entity(project: Project, entity: NewEntity) -> Path:
    """Ask for what isn't known of an entity, create it, and return its path."""
    from generator.newsroom import create_entity  # noqa: PLC0415 - takes 0.1 s

    if _in_terminal():
        entity = replace(entity, name=entity.name or _ask(f"The name of the {entity.kind}", str))
        if entity.kind == "commitment":
            entity = _ask_about_commitment(project, entity)
        question = f"{_SENTENCES[entity.kind]}, in a sentence"
        entity = replace(entity, text=entity.text or _ask(question, str, ""))
    elif not entity.name:
        raise click.UsageError(f"give the {entity.kind} a name: coopnews new {entity.kind} NAME")
    path = _until_accepted(
        lambda id: create_entity.create_entity(project, replace(entity, id=id)), entity.id
    )
    print_path(path, "" if entity.text else "\nWrite a sentence or two from your sources in it.")
    return path


_SENTENCES = {
    "person": "Who this is",
    "organisation": "What this is",
    "place": "What and where this is",
    "topic": "What it is about",
    "commitment": "What was promised",
}
"""What the first sentence of a file says, by its kind."""


def _ask_about_article(project: Project, article: NewArticle, default_day: str) -> NewArticle:
    """Return the article with answers for what is missing or unfit; only the title is required."""
    from generator.newsroom import create_article  # noqa: PLC0415 - takes 0.1 s

    title = article.title or _ask("Headline, in your own words", str)
    article = replace(
        article,
        title=title,
        topics=_ask_for_topics(project, article.topics),
        day=_read_or_ask(
            article.day, create_article.read_day, "Date, like 2026-05-02", default_day
        ),
        summary=article.summary or _ask("One sentence on what happened", str, ""),
        url=_read_or_ask(article.url, create_article.read_address, "Address of the source"),
    )
    if not article.url:  # the source isn't at hand
        return article
    question = "Date of the source, if it shows one"
    return replace(
        article,
        source_title=article.source_title or _ask("Headline of the source", str, ""),
        publisher=article.publisher or _ask("Publisher of the source", str, ""),
        source_date=_read_or_ask(article.source_date, create_article.read_source_date, question),
    )


def _ask_about_commitment(project: Project, entity: NewEntity) -> NewEntity:
    """Return the commitment with answers for what is missing or unfit."""
    from generator.content.new_article import id_from_title  # noqa: PLC0415 - takes 0.1 s
    from generator.newsroom import create_entity  # noqa: PLC0415 - the same

    def read_parties(answer: str) -> tuple[str, ...]:
        return create_entity.read_parties(project, answer)

    by, sought_by = ", ".join(entity.by), ", ".join(entity.sought_by)
    if sought_by:
        sought_by = ", ".join(_read_or_ask(sought_by, read_parties, "Who asked for it"))
    question = "Who is to do it: names, or like org:some-ministry"
    id = entity.id or id_from_title(entity.name)
    return replace(
        entity,
        sought_by=read_parties(sought_by),
        by=_read_or_ask(by, read_parties, question) if by or not sought_by else (),
        due=_read_or_ask(
            entity.due, create_entity.read_due, "When it is due, like 2030 or 2030-06"
        ),
        topics=_ask_for_topics(
            project, entity.topics, create_entity.topics_of_newest_story(project, id)
        ),
    )


def _ask_for_topics(
    project: Project, given: Sequence[str], default: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the topics that were given, or those of an answer."""
    from generator.newsroom import create_article  # noqa: PLC0415 - takes 0.1 s

    def read_topics(answer: str) -> tuple[str, ...]:
        return create_article.read_topics(project, answer, with_typos=True)

    known = create_article.topic_ids(project)
    question = "Topics" if default else f"Topics ({', '.join(known)})"
    return _read_or_ask(", ".join(given), read_topics, question, ", ".join(default))


def _read_or_ask(given: str, read: Callable[[str], T], question: str, default: str = "") -> T:
    """Return what `read` makes of a given value; ask if there is none, or it isn't accepted."""
    if given:
        try:
            return read(given)
        except UserError as error:
            click.echo(f"  {printable(str(error))}")
    return _ask(question, read, default)


def _ask(question: str, read: Callable[[str], T], default: str | None = None) -> T:
    """Return what `read` makes of an answer; ask again as long as it raises UserError.

    Without a default the answer can't be empty.
    """
    while True:
        answer = click.prompt(question, default=default, show_default=bool(default)).strip()
        try:
            return read(answer)
        except UserError as error:
            click.echo(f"  {printable(str(error))}")


def _until_accepted(create: Callable[[str], Path], id: str) -> Path:
    """Return the created file; in a terminal, ask for another name while one isn't accepted."""
    from generator.newsroom import create_article  # noqa: PLC0415 - takes 0.1 s

    while True:
        try:
            return create(id)
        except create_article.BadFileName as error:
            if not _in_terminal():
                raise UserError(f"{error}, with --id") from None
            click.echo(f"  {printable(str(error))}")
            id = _ask("Name of the file, in plain English letters", str)
