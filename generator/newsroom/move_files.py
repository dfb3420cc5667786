"""Decides where a file of the content belongs, and whether it can be moved there."""

from __future__ import annotations

from collections.abc import Iterator

from generator.content.body import LinkKind
from generator.content.model import Article, Entity
from generator.content.parser import parse_file
from generator.content.placement import right_path
from generator.newsroom.workspace import Workspace
from generator.system import git
from generator.system.files import NotAFile, UserError


def path_for_year(workspace: Workspace, path: str, text: str) -> tuple[str, str]:
    """Return the path of an article in the folder of its year, and why it can't be moved there."""
    article = parse_file(path, text.encode(), workspace.display_path(path)).entity
    if not isinstance(article, Article):
        return path, ""
    name = path.rpartition("/")[2]
    new_path = f"articles/{article.date.day.year:04}/{name}"
    if new_path == path:
        return path, ""
    return new_path, next(_reasons_not_to_move(workspace, article, new_path), "")


def path_for_kind(workspace: Workspace, path: str, text: str) -> tuple[str, str]:
    """Return where a file belongs that is in no place of its kind, and why it can't be moved there.

    Such a file was never published. The path is empty if it isn't clear.
    """
    new_path = right_path(path, text.replace("\r\n", "\n").removeprefix("\ufeff"))
    if new_path == path:
        return "", ""
    entity = parse_file(new_path, text.encode(), path).entity if new_path else None
    return new_path, next(_obstacles(workspace, entity, new_path), "") if new_path else ""


def _obstacles(workspace: Workspace, entity: Entity | None, new_path: str) -> Iterator[str]:
    """Yield what is in the way of a file at its new path, or would be left behind."""
    display_path = workspace.display_path(new_path)
    try:
        if workspace.files.exists(new_path):
            yield f"{display_path} exists already"
    except NotAFile:
        yield f"{display_path} is behind a symbolic link: links are not followed"
    links = entity.body.links if entity else ()
    has_image = isinstance(entity, Article) and entity.image
    if has_image or any(link.kind is LinkKind.IMAGE for link in links):
        yield "its pictures are beside it: move them together"


def _reasons_not_to_move(workspace: Workspace, article: Article, new_path: str) -> Iterator[str]:
    """Yield why a person must decide about moving an article to the folder of its year."""
    today = workspace.project.site.today
    yield from _obstacles(workspace, article, new_path)
    for analysis in workspace.edition.analyses.values():
        if any(link.key == article.key for link in analysis.cross_file_facts.references):
            yield "other files link to it"
    if today and article.date.day > today:
        yield "its date is in the future"
    if not article.draft and _may_be_published(workspace, article.key.path):
        yield (
            "it may be published already, and a published article keeps its address. Correct the "
            f"date, or move it and list `{article.key.path.removesuffix('.md')}/` in `aliases`"
        )


def _may_be_published(workspace: Workspace, path: str) -> bool:
    """Return whether an article was published as far as git knows: it is in the last commit."""
    try:
        return git.is_committed(workspace.folder, path)
    except UserError:  # no repository
        return True
