"""Creates the file of a new person, organisation, place, topic or commitment."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from generator.build.project import Project
from generator.content.dates import parse_partial_date
from generator.content.keys import SCHEMES, Key, Kind, is_id
from generator.content.new_article import id_from_title
from generator.content.new_entity import NewEntity, new_entity_text
from generator.content.suggestions import did_you_mean
from generator.newsroom.create_article import BadFileName, check_topics, topic_ids
from generator.system import file_tree
from generator.system.files import Folder, UserError

_KINDS = {kind.word: kind for kind in SCHEMES.values()}


def create_entity(project: Project, entity: NewEntity) -> Path:
    """Write the file of a new entity, and return its path.

    Raises BadFileName when the id is unfit or taken, and UserError for another value that is unfit.
    """
    kind = _KINDS[entity.kind]
    read_parties(project, entity.by)
    read_due(entity.due)
    check_topics(entity.topics, topic_ids(project))
    id = entity.id or id_from_title(entity.name)
    if not is_id(id) or id == "index":
        raise BadFileName(f"`{entity.id or entity.name}` gives no file name: choose one")
    folder, path = project.settings.content_folder, Key(kind, id).path
    entity = replace(entity, languages=project.settings.translated_languages)
    try:
        Folder(folder).write_new(path, new_entity_text(entity))
    except FileExistsError:
        raise BadFileName(f"{folder / path} exists already: choose another name") from None
    return folder / path


def read_parties(project: Project, words: Iterable[str]) -> tuple[str, ...]:
    """Return the parties in these words. Raises UserError for one that the site doesn't know."""
    parties = tuple(word for word in words if word)
    for party in parties:
        scheme, _, id = party.partition(":")
        kind = SCHEMES.get(scheme)
        if kind not in (Kind.PERSON, Kind.ORGANISATION):
            raise UserError(f"write `person:` or `org:` and the id, not `{party}`")
        known = _ids(project, kind)
        if id not in known:
            hint = did_you_mean(id, known) or f"create it with `coopnews new {kind.word}`"
            raise UserError(f"no {kind.word} has the id `{id}`: {hint}")
    return parties


def read_due(answer: str) -> str:
    """Return a day, a month or a year as it is written. Raises UserError for anything else."""
    try:
        return str(parse_partial_date(answer)) if answer else ""
    except ValueError:
        raise UserError(f"`{answer}` is no date like 2030-06-30, 2030-06 or 2030") from None


def _ids(project: Project, kind: Kind) -> list[str]:
    settings = project.settings
    folder = settings.content_folder / kind.folder
    paths = file_tree.pages_in(folder, is_ignored=settings.is_ignored)
    return [path.removesuffix(".md") for path in paths]
