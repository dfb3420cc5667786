"""Creates the file of a new person, organisation, place, topic or commitment."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from generator.build.project import Project
from generator.content.dates import parse_partial_date
from generator.content.keys import SCHEMES, Key, Kind, is_id
from generator.content.model import Article
from generator.content.new_article import id_from_title
from generator.content.new_entity import NewEntity, new_entity_text
from generator.content.parser import parse_file
from generator.newsroom.create_article import BadFileName, read_topics
from generator.newsroom.known_entities import KnownEntities
from generator.system import file_tree
from generator.system.files import Folder, UserError

_KINDS = {kind.word: kind for kind in SCHEMES.values()}


def create_entity(project: Project, entity: NewEntity) -> Path:
    """Write the file of a new entity, and return its path.

    Raises BadFileName when the id is unfit or taken, and UserError for another value that is unfit.
    """
    kind, id = _KINDS[entity.kind], entity.id or id_from_title(entity.name)
    entity = replace(
        entity,
        by=read_parties(project, ", ".join(entity.by)),
        sought_by=read_parties(project, ", ".join(entity.sought_by)),
        topics=read_topics(project, ", ".join(entity.topics)),
        due=read_due(entity.due),
    )
    if not is_id(id) or id == "index":
        raise BadFileName(f"`{entity.id or entity.name}` gives no file name: choose one")
    folder, path = project.settings.content_folder, Key(kind, id).path
    entity = replace(entity, languages=project.settings.translated_languages)
    try:
        Folder(folder).write_new(path, new_entity_text(entity))
    except FileExistsError:
        raise BadFileName(f"{folder / path} exists already: choose another name") from None
    return folder / path


def read_parties(project: Project, answer: str) -> tuple[str, ...]:
    """Return the people and organisations in an answer, like `org:an-id`. Raises UserError."""
    known = KnownEntities(project, (Kind.PERSON, Kind.ORGANISATION))
    return tuple(key.annotation for key in known.read(answer))


def read_due(answer: str) -> str:
    """Return a day, a month or a year as it is written. Raises UserError for anything else."""
    try:
        return str(parse_partial_date(answer)) if answer else ""
    except ValueError:
        raise UserError(f"`{answer}` is no date like 2030-06-30, 2030-06 or 2030") from None


def topics_of_newest_story(project: Project, commitment: str) -> tuple[str, ...]:
    """Return the topics of the story that is being written, which may show a new commitment.

    That is the file that changed last, if it is a draft or has the commitment's id.
    """
    settings = project.settings
    folder = settings.content_folder / Kind.ARTICLE.folder
    names = file_tree.pages_in(folder, is_ignored=settings.is_ignored)
    newest = max(names, key=lambda name: (folder / name).lstat().st_mtime_ns, default=None)
    if newest is None:
        return ()
    path = f"{Kind.ARTICLE.folder}/{newest}"
    data = Folder(settings.content_folder).read(path)
    story = parse_file(path, data, path).entity
    names_commitment = bool(commitment) and f"(commitment:{commitment}".encode() in data
    is_written = isinstance(story, Article) and (story.draft or names_commitment)
    return story.topics if is_written and isinstance(story, Article) else ()
