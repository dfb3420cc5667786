"""The command `coopnews translate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.content.problems import printable
from generator.newsroom.commands import open_content
from generator.system.console import config_option, quiet_option
from generator.system.files import UserError

if TYPE_CHECKING:
    from generator.newsroom.translate_interface import InterfaceStatus
    from generator.newsroom.workspace import Workspace


@click.command()
@config_option
@quiet_option
@click.option(
    "--update",
    is_flag=True,
    help="Record that the translations of FILES say what the originals say now. Without FILES: "
    "only in those where that was never recorded.",
)
@click.option("--status", is_flag=True, help="List what is outdated, and what isn't translated.")
@click.option(
    "--interface",
    is_flag=True,
    help="Create or update the site's catalogue of menus, buttons and headings in LANGUAGE: "
    "locales/LANGUAGE.po.",
)
@click.option("--translator", metavar="NAME", help="Who translates. Default: the site's name.")
@click.argument("language", default="")
@click.argument("files", nargs=-1, type=click.Path())
def translate(
    config_file: str,
    quiet: bool,
    update: bool,
    status: bool,
    interface: bool,
    translator: str | None,
    language: str,
    files: tuple[str, ...],
) -> None:
    """Create the file of a translation of each of FILES into LANGUAGE, with the words to translate.

    The file is a draft: each paragraph of the original is in it as a note, to write the translation
    below and delete the note.

    \b
    Examples:
      coopnews translate ur content/articles/2026/some-story.md
      coopnews translate --update ur content/ur/articles/2026/some-story.md
      coopnews translate --interface pt
      coopnews translate --status
    """
    if (status and (update or files)) or (interface and (status or update or files)):
        option = "--interface" if interface else "--status"
        raise click.UsageError(f"{option} takes no files, and no other option")
    if not status and not language:
        example = "--interface pt" if interface else "ur FILE"
        raise click.UsageError(f"name a language, like `coopnews translate {example}`")
    if not (status or interface or update or files):
        options = "--status, --update or --interface"
        raise click.UsageError(f"name the files to translate, or use {options}")
    if interface:
        _update_interface(config_file, language, quiet)
        return
    from generator.newsroom.translate_files import site_language  # noqa: PLC0415 - MkDocs: 0.2 s

    workspace = open_content(config_file, quiet)
    languages = workspace.project.settings.translated_languages
    if not languages:
        raise UserError("the site has one language: add others to `languages` in mkdocs.yml")
    if language:
        language = site_language(workspace, language)
    if status:
        for each in [language] if language else languages:
            _print_status(workspace, each)
    elif update:
        _update(workspace, language, files, quiet)
    else:
        _create(workspace, language, files, translator, quiet)


def _update_interface(config_file: str, language: str, quiet: bool) -> None:
    from generator.build.settings import load_settings  # noqa: PLC0415 - takes 0.1 s
    from generator.content.translations import is_known  # noqa: PLC0415 - the same
    from generator.newsroom import translate_interface  # noqa: PLC0415 - the same

    settings = load_settings(Path(config_file))
    language = translate_interface.interface_language(settings, language)
    status = translate_interface.update_interface(settings, language)
    click.echo(status.path)
    if quiet:
        return
    if is_known(language):
        click.echo(
            f"The generator has the texts of this language. Copy those that your site has "
            f"differently into {status.path}: `msgid` is the English text.",
            err=True,
        )
    else:
        click.echo(_interface_count(language, status), err=True)


def _interface_count(language: str, status: InterfaceStatus) -> str:
    if not status.exists:
        command = f"`coopnews translate --interface {language}` begins a catalogue"
        return f"{language}: interface: none of {status.total} texts; {command}"
    done = f"{language}: interface: {status.total - status.missing} of {status.total} texts"
    return f"{done}; next: {status.path}:{status.next_line}" if status.next_line else done


def _create(
    workspace: Workspace,
    language: str,
    files: tuple[str, ...],
    translator: str | None,
    quiet: bool,
) -> None:
    from generator.newsroom.translate_files import (  # noqa: PLC0415 - MkDocs: 0.2 s
        new_translation,
        original_paths,
    )

    settings = workspace.project.settings
    name = translator or settings.names_by_language.get(language, {}).get(
        "site_name", settings.name
    )
    paths = original_paths(workspace, files)
    texts = {path: new_translation(workspace, path, language, name) for path in paths}
    for path, text in texts.items():
        workspace.files.write(f"{language}/{path}", text)
        click.echo(printable(workspace.display_path(f"{language}/{path}")))
    if not quiet:
        click.echo(
            "Write each translation below its note, delete the notes and `draft: true`, then run "
            "`coopnews check`.",
            err=True,
        )


def _update(workspace: Workspace, language: str, files: tuple[str, ...], quiet: bool) -> None:
    from generator.newsroom.translate_files import (  # noqa: PLC0415 - MkDocs: 0.2 s
        original_paths,
        outdated_digests,
    )

    originals = original_paths(workspace, files) if files else []
    changes = list(outdated_digests(workspace, language, originals))
    for path, text in changes:
        workspace.files.write(path, text)
    if not quiet:
        number = len(changes)
        click.echo(f"{language}: {number} translation{'' if number == 1 else 's'} updated")


def _print_status(workspace: Workspace, language: str) -> None:
    from generator.newsroom.translate_files import translation_status  # noqa: PLC0415 - the same
    from generator.newsroom.translate_interface import interface_status  # noqa: PLC0415 - the same

    status = translation_status(workspace, language)
    counts = [f"{done} of {total} {kind.folder}" for kind, done, total in status.counts]
    named, total = status.names
    click.echo(f"{language}: {', '.join(counts)}; {named} of {total} names")
    if interface := interface_status(workspace.project.settings, language):
        click.echo(_interface_count(language, interface))
    for title, paths in (("outdated", status.outdated), ("untranslated", status.untranslated)):
        for path in paths:
            click.echo(printable(f"{language}: {title}: {workspace.display_path(path)}"))
