"""A site that is open in an editor: its problems, fixes and entities, with the unsaved texts."""

from __future__ import annotations

import gc
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from generator.build.project import open_project
from generator.checks.fixes import apply_fixes
from generator.content.invisible_characters import character_name
from generator.content.keys import Key, Kind
from generator.content.parser import ParseResult, parse_file
from generator.content.problems import Location, Problem, escape_unprintable
from generator.newsroom.entity_help import (
    Choices,
    WrittenMention,
    complete,
    day_of,
    describe,
    mention_at,
    written_mentions,
)
from generator.newsroom.fix_files import fix_text
from generator.newsroom.workspace import Workspace, reread
from generator.system import clock, file_tree
from generator.system.files import Folder


class TextFix(NamedTuple):
    """A new text of a file, in which problems are fixed."""

    title: str
    text: str
    problems: tuple[Problem, ...]
    """Those that it fixes."""
    is_safe: bool


class EditorSession:
    """A site's content as an editor shows it: texts that aren't saved count instead of files.

    Files are named by their path from the folder of `mkdocs.yml`, as in problems.
    """

    def __init__(self, config_file: str) -> None:
        """Read the site. Raises UserError when `mkdocs.yml` or the content is missing or wrong."""
        self._config_file = Path(config_file).absolute()
        self.settings = self.settings_now()
        """How `mkdocs.yml` looked before it was read."""
        # An editor's connection needs threads, beside which no other processes can be forked.
        project = open_project(config_file, jobs=1, is_preview=True)
        project.sources.keep_texts()  # other commands may change the build store meanwhile
        folder = project.settings.content_folder.resolve()
        self._workspace = Workspace(project, project.read(), folder)
        self._unsaved: Mapping[str, str] = {}
        project.save_sources()

    def settings_now(self) -> Mapping[str, file_tree.Signature]:
        """Return how `mkdocs.yml` looks now; nothing while it is missing."""
        return file_tree.scan([self._config_file.resolve()])

    @property
    def sources(self) -> list[Path]:
        """The files and folders that the site is made from."""
        return [path.resolve() for path in self._workspace.project.settings.sources]

    def check(self, unsaved: Mapping[str, str]) -> None:
        """Check the site again; `unsaved` has the texts of the editor, by file."""
        self._unsaved = unsaved
        texts = {
            self._path_within(file): text.encode("utf-8", "surrogatepass")
            for file, text in unsaved.items()
        }
        project = self._workspace.project
        project.site = replace(project.site, today=clock.today())  # an editor stays open for days
        gc.disable()  # collecting would take most of the time while an edition is made
        try:
            self._workspace = reread(self._workspace, texts)
        finally:
            gc.enable()

    def file(self, path: str) -> str | None:
        """Return the name of the content file at an absolute path; None if it is no such file."""
        real_path, folder = Path(os.path.realpath(path)), self._workspace.folder
        if not real_path.is_relative_to(folder) or real_path.suffix != ".md":
            return None
        within = real_path.relative_to(folder).as_posix()
        is_ignored = self._workspace.project.settings.is_ignored
        if file_tree.is_below_ignored(within, is_ignored):
            return None
        return self._workspace.display_path(within)

    def path(self, file: str) -> Path:
        """Return the absolute path of a file, with the links that lead to the site's folder.

        An editor would take another path for another file.
        """
        return self._config_file.parent / file

    def text(self, file: str) -> str:
        """Return the text of a file; an empty one if it can't be read."""
        if file in self._unsaved:
            return self._unsaved[file]
        with suppress(OSError):
            return Folder(self._config_file.parent).read(file).decode("utf-8", "replace")
        return ""

    def problems(self) -> Mapping[str, Sequence[Problem]]:
        """Return the problems of each file that has any."""
        problems = defaultdict[str, list[Problem]](list)
        for problem in self._workspace.edition.problems:
            problems[problem.location.file].append(problem)
        return problems

    def fixes(self, file: str) -> Iterator[TextFix]:
        """Yield the fix of each problem of a file that has one."""
        text = self.text(file)
        for problem in self._fixable(file):
            fixed = apply_fixes(text, [problem])
            if fixed.fixed:
                is_safe = problem.fix.is_safe
                yield TextFix(describe_fix(problem), fixed.text, (problem,), is_safe)

    def fix_all(self, file: str, unsafe: bool = False) -> TextFix | None:
        """Return the file with all fixes that are safe, or with all; None if there are none."""
        text, path, problems = self.text(file), self._path_within(file), self._fixable(file)
        if all(problem.fix.is_safe == unsafe for problem in problems):
            return None
        fixed_text, done, _ = fix_text(self._workspace, path, text, problems, unsafe)
        title = "Fix all, then read the text" if unsafe else "Fix all that have a safe fix"
        return TextFix(title, fixed_text, tuple(done), not unsafe)

    def _fixable(self, file: str) -> list[Problem]:
        return [problem for problem in self.problems().get(file, ()) if problem.fix]

    def complete(self, file: str, line: str) -> Choices | None:
        """Return how the end of a line can be completed, up to the cursor."""
        day = day_of(self._parse(file)) or self._workspace.project.site.today
        return complete(self._workspace.edition.index, line, day)

    def mention_at(self, location: Location) -> WrittenMention | None:
        """Return the mention at a place in a file."""
        return mention_at(self._parse(location.file), location.line, location.column)

    def describe(self, key: Key, file: str) -> str:
        """Return what to show of an entity that a file names, as Markdown."""
        day = day_of(self._parse(file)) or self._workspace.project.site.today
        return describe(self._workspace.edition.index, key, day)

    def file_of(self, key: Key) -> str | None:
        """Return the file of an entity; None if there is none."""
        if not self._workspace.edition.context.has_file(key):
            return None
        return self._workspace.display_path(key.path)

    def key_of(self, file: str) -> Key | None:
        """Return the entity that a file describes; None for an article, which no id names."""
        key = Key.from_path(self._path_within(file))
        return key if key and key.kind is not Kind.ARTICLE else None

    def mentions_of(self, key: Key) -> Iterator[WrittenMention]:
        """Yield every mention of an entity in the site, by file."""
        for path in sorted(self._workspace.edition.analyses):
            file = self._workspace.display_path(path)
            if key.id in self.text(file):  # parsing all files would take seconds
                for mention in written_mentions(self._parse(file)):
                    if mention.key == key:
                        yield mention

    def _parse(self, file: str) -> ParseResult:
        data = self.text(file).encode("utf-8", "surrogatepass")
        return parse_file(self._path_within(file), data, file)

    def _path_within(self, file: str) -> str:
        """Return the path of a file within the content."""
        return file.removeprefix(f"{self._workspace.root}/")


def describe_fix(problem: Problem) -> str:
    """Return what the fix of a problem does, as an imperative in one line."""
    old, new = problem.fix.old, problem.fix.new
    if len(old) == 1 and not old.isprintable():
        return f"Delete {character_name(old)}" if not new else f"Replace {character_name(old)}"
    words = f"Write `{_one_line(new)}`" if new.strip() else f"Delete `{_one_line(old)}`"
    return words if problem.fix.is_safe else f"{words} (read the sentence afterwards)"


MOST_TITLE_CHARACTERS = 60


def _one_line(text: str) -> str:
    words = escape_unprintable(" ".join(text.split()))
    return words if len(words) <= MOST_TITLE_CHARACTERS else f"{words[:MOST_TITLE_CHARACTERS]}…"
