"""A site's content, opened for the commands of writers and editors."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from generator.build.project import Project, open_project
from generator.build.settings import LOCALES
from generator.checks.catalogues import is_other_file
from generator.checks.context import CheckContext
from generator.checks.front_matter import placeholders_are_replaced
from generator.checks.markdown import notes_stay_in_drafts
from generator.content.images import is_picture
from generator.content.model import Article
from generator.content.parser import parse_file
from generator.content.problems import Problem
from generator.pages.edition import Analyses, Edition, analyse_in_turn, make_edition, overlaid
from generator.system import file_tree, git
from generator.system.files import Folder, UserError


class Workspace(Struct, frozen=True):
    """A site's content, read and checked."""

    project: Project
    edition: Edition
    folder: Path
    """The content folder."""

    @property
    def root(self) -> str:
        """The name of the content folder, as contributors see it."""
        return self.edition.context.content_dir

    @property
    def files(self) -> Folder:
        """The content folder for safe reading and writing."""
        return Folder(self.folder)

    def display_path(self, path: str) -> str:
        """Return a path within the content as contributors see it, with the content folder."""
        return f"{self.root}/{path}"

    def select(self, names: Iterable[str]) -> frozenset[str]:
        """Return the paths, within the content, that are meant by the names of files and folders.

        Names are relative to the current folder. A folder means every file in it; no names mean
        all content. Raises UserError when a file does not exist or is outside the content.
        """
        names = tuple(names)
        if not names:
            return frozenset(self._paths())
        selected = self.named_paths(names)
        return frozenset(
            path
            for path in self._paths()
            if any(prefix in ("", path) or path.startswith(f"{prefix}/") for prefix in selected)
        )

    def named_paths(self, names: Iterable[str]) -> frozenset[str]:
        """Return the paths, within the content, of the named files and folders themselves.

        Raises UserError like `select`.
        """
        return frozenset(map(self._path_within, names))

    def drafts(self) -> frozenset[str]:
        """Return the paths, within the content, of all drafts that could be parsed."""
        return frozenset(
            path
            for path, analysis in self.edition.analyses.items()
            if isinstance(analysis.entity, Article) and analysis.entity.draft
        )

    def _paths(self) -> set[str]:
        problems = self.edition.problems
        with_problems = {
            problem.location.file.removeprefix(f"{self.root}/") for problem in problems
        }
        is_ignored = self.project.settings.is_ignored
        return with_problems | {*file_tree.pages_in(self.folder, is_ignored=is_ignored)}

    def _path_within(self, name: str) -> str:
        absolute = Path(os.path.realpath(name))  # `resolve` raises RuntimeError at a loop of links
        if not absolute.exists():
            raise UserError(f"there is no file {name}")
        if not absolute.is_relative_to(self.folder):
            raise UserError(f"{name} is not in {self.root}/, where the content is")
        path = absolute.relative_to(self.folder).as_posix()
        return "" if path == "." else path


def open_workspace(config_file: str, preview: bool = False, today: date | None = None) -> Workspace:
    """Read and check a site's content; only files that changed are parsed again.

    `preview` includes drafts in the pages. `today` is the day of the check; without one it is the
    day of SOURCE_DATE_EPOCH or the current one.
    """
    project = open_project(config_file, today=today, is_preview=preview)
    folder = project.settings.content_folder.resolve()
    return Workspace(project, project.read(), folder)


def reread(workspace: Workspace, unsaved: Mapping[str, bytes] | None = None) -> Workspace:
    """Return the workspace with the current files; only those that changed are parsed again.

    `unsaved` has texts that count instead of files, by path within the content.
    """
    return replace(workspace, edition=workspace.project.read(unsaved=unsaved))


def draft_problems(workspace: Workspace, paths: Iterable[str]) -> Iterator[Problem]:
    """Yield what must be fixed in the drafts among these files before they are published."""
    for path in sorted(paths):
        analysis = workspace.edition.analyses.get(path)
        if analysis and isinstance(analysis.entity, Article) and analysis.entity.draft:
            data = workspace.files.read(path)
            entity = parse_file(path, data, workspace.display_path(path)).entity
            assert entity, "the same file was parsed before"
            published = replace(entity, draft=False)
            yield from notes_stay_in_drafts(published)
            yield from placeholders_are_replaced(published)


def edition_at(workspace: Workspace, revision: str) -> tuple[Edition, frozenset[str]]:
    """Return the edition of the content at a git revision, and the paths that differ from it."""
    is_ignored = workspace.project.settings.is_ignored
    tree = file_tree.read_tree(workspace.folder, workspace.root, is_ignored=is_ignored)
    texts_now = {path: tree.texts[path] for path in tree.texts}
    texts_then = git.texts_at(revision, workspace.folder, texts_now, is_ignored)
    changed = git.changed(texts_then, texts_now)
    now = workspace.edition

    def analyse_files(
        paths: Sequence[str], data: Mapping[str, bytes], context: CheckContext
    ) -> Analyses:
        moved, is_same = now.context.files ^ context.files, now.context == context
        same = {
            path: now.analyses[path]
            for path in paths
            if path not in changed and now.analyses[path].still_holds(moved, is_same)
        }
        others = analyse_in_turn([path for path in paths if path not in same], data, context)
        return Analyses(same | dict(others.files), overlaid(others.texts, now.texts))

    edition = make_edition(
        texts_then,
        workspace.project.site,
        root=workspace.root,
        preview=True,
        analyse_files=analyse_files,
        outside=_catalogues_at(workspace, revision),
        translated_sites=workspace.project.translated_sites,
    )
    return edition, frozenset(changed)


def _catalogues_at(workspace: Workspace, revision: str) -> dict[str, bytes]:
    """Return the site's own catalogues at a git revision, by path."""
    folder = workspace.project.settings.locales_dir
    if not folder:
        return {}
    texts = git.texts_at(revision, folder, {}, is_other_file)
    return {f"{LOCALES}/{path}": data for path, data in texts.items()}


def other_files(workspace: Workspace, revision: str) -> list[git.FileChange]:
    """Return the files that differ from a git revision and that no page is made from.

    They are outside of the content folder, ignored there, or neither Markdown nor a picture.
    """
    prefix = git.path_in_repository(workspace.folder)
    is_ignored = workspace.project.settings.is_ignored

    def is_content(path: str) -> bool:
        within = path.removeprefix(prefix)
        is_text_or_picture = within.endswith(".md") or is_picture(within)
        is_inside = path.startswith(prefix) and not file_tree.is_below_ignored(within, is_ignored)
        return is_inside and is_text_or_picture

    changes = git.changed_files(revision, workspace.folder)
    return [change for change in changes if not is_content(change.path)]
