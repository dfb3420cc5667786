"""Proposes annotations for files of the content."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from msgspec import Struct

from generator.content.model import Commitment
from generator.content.parser import parse_file
from generator.content.paths import split_language
from generator.index.name_matcher import NameMatcher, name_entries, name_matcher
from generator.newsroom.annotate import (
    Proposals,
    annotation_diff,
    insert_annotations,
    propose_annotations,
)
from generator.newsroom.workspace import Workspace
from generator.system.files import UserError


class AnnotatedFile(Struct, frozen=True):
    """A file with the annotations that it lacked."""

    path: str
    proposals: Proposals
    text: str
    """The file's text with the annotations."""
    diff: str


def annotate_files(
    workspace: Workspace, selected: Iterable[str], named: Collection[str], every: bool
) -> Iterator[AnnotatedFile]:
    """Yield each file with proposals for its first mentions, or for `every` mention.

    `selected` has paths of files, and `named` those of them that were named by themselves.
    Translations are left out: they have the annotations of their originals. So are files without
    text, unless they were named. Raises UserError when there are only translations, at a named file
    without text, and at a file that can't be parsed.
    """
    paths = sorted(selected)
    languages = workspace.project.settings.translated_languages
    originals = [path for path in paths if not split_language(path, languages)[0]]
    if paths and not originals:
        path = workspace.display_path(paths[0])
        raise UserError(f"{path} is a translation: annotate what its original annotates")
    index = workspace.edition.index
    names = name_matcher(name_entries(index.entities.values()))
    for path in originals:
        file = _annotate_file(workspace, path, names, index.commitments, every)
        if file:
            yield file
        elif path in named:
            raise UserError(f"{workspace.display_path(path)} has no text")


def _annotate_file(
    workspace: Workspace,
    path: str,
    names: NameMatcher,
    commitments: Sequence[Commitment],
    every: bool,
) -> AnnotatedFile | None:
    """Return a file with its proposals, or None if it has no text."""
    data, display_path = workspace.files.read(path), workspace.display_path(path)
    parsed = parse_file(path, data, display_path)
    if parsed.entity is None or parsed.stripped_columns or not parsed.entity.body.source:
        if not parsed.problems:
            return None
        raise UserError(f"fix this first: {str(parsed.problems[0]).partition(chr(10))[0]}")
    text = data.decode()
    proposals = propose_annotations(parsed.entity, names, commitments, every)
    new_text = insert_annotations(text, proposals.annotations)
    diff = annotation_diff(text, new_text, display_path)
    return AnnotatedFile(path, proposals, new_text, diff)
