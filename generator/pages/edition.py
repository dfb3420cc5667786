"""Makes an edition: analyses the files, checks them, builds the index and renders the pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from generator.checks.across_files import check_across_files, is_draft
from generator.checks.context import CheckContext
from generator.checks.links import check_images
from generator.content.images import IMAGE_TYPES, Size, image_error, image_size
from generator.content.model import LIST_PAGES, BodyText, Entity, Key, Kind
from generator.content.paths import find_key
from generator.content.problems import Problem, has_errors
from generator.content.site import Site
from generator.index.analysis import FileAnalysis, analyse_file
from generator.index.index import Index, build_index
from generator.open_data.tables import Table, tables
from generator.pages.page import Page
from generator.pages.render import render


class Edition(Struct, frozen=True):
    """Everything made from one state of the content."""

    pages: tuple[Page, ...]
    """Empty when there are errors, unless this is a preview."""
    problems: tuple[Problem, ...]
    """By file, line and column."""
    index: Index
    data: tuple[Table, ...]
    """The tables of the open data; empty when there are no pages."""
    sizes: Mapping[str, Size]
    """The size of each readable image, by its path."""
    analyses: Mapping[str, FileAnalysis]
    """The analysis of each file, by path."""
    context: CheckContext
    last_valid: Mapping[Key, tuple[Entity, BodyText]]
    """In a preview, the last version of each entity without errors."""

    @property
    def can_be_published(self) -> bool:
        return not has_errors(self.problems)


AnalyseFiles = Callable[[Sequence[str], Mapping[str, bytes], CheckContext], Iterable[FileAnalysis]]
"""Returns the analyses of the files at these paths, in order; the mapping has all texts."""


def _analyse_in_turn(
    paths: Sequence[str], texts: Mapping[str, bytes], context: CheckContext
) -> Iterable[FileAnalysis]:
    return [analyse_file(path, texts[path], context) for path in paths]


def make_edition(
    texts: Mapping[str, bytes],
    site: Site,
    *,
    root: str = "content",
    unread: Iterable[Problem] = (),
    preview: bool = False,
    before: Edition | None = None,
    file_all: AnalyseFiles = _analyse_in_turn,
) -> Edition:
    """Return the edition of `texts`, the files by their path within the content folder.

    `root` is the path of that folder in messages; `unread` has the problems of unreadable files. A
    preview includes drafts, and shows an entity with errors as it was in the edition `before`, or
    else as far as it is readable. `file_all` analyses the files, and may do so in parallel.
    """
    unread = tuple(unread)
    sources = sorted(path for path in texts if not _is_image(path))
    unread_paths = [problem.location.file.removeprefix(f"{root}/") for problem in unread]
    all_paths = frozenset([*LIST_PAGES, *texts, *site.handwritten_pages, *unread_paths])
    sizes, errors = _images(texts)
    context = CheckContext(_ids([*sources, *unread_paths]), all_paths, sizes, root)
    files = list(file_all(sources, texts, context))
    image_problems = check_images(sizes, errors, root)
    problems = tuple(sorted({*unread, *image_problems, *_problems(files, context, site.today)}))
    current = {
        analysis.entity.key: (analysis.entity, analysis.text)
        for analysis in files
        if analysis.entity
    }
    valid = _last_valid(current, problems, root, before)
    versions = current | valid if preview else current
    entities = {
        key: entity for key, (entity, _) in versions.items() if preview or not is_draft(entity)
    }
    index = build_index(entities, {key: versions[key][1] for key in entities})
    pages: tuple[Page, ...] = ()
    data: tuple[Table, ...] = ()
    if preview or not has_errors(problems):
        data = tables(index, site)
        pages = tuple(render(index, site, data))
    if preview:
        pages = tuple(_with_problems(pages, problems, root))
    by_path = dict(zip(sources, files, strict=True))
    readable = {path: size for path, size in sizes.items() if size}
    return Edition(pages, problems, index, data, readable, by_path, context, valid)


def _problems(
    files: Iterable[FileAnalysis], context: CheckContext, today: date | None
) -> Iterator[Problem]:
    """Yield the problems of each file, and those that need more than one file."""
    analyses = {analysis.entity.key: analysis for analysis in files if analysis.entity}
    yield from chain.from_iterable(analysis.problems for analysis in files)
    yield from check_across_files(
        {key: analysis.entity for key, analysis in analyses.items() if analysis.entity},
        {key: analysis.text for key, analysis in analyses.items()},
        {key: analysis.cross_file_facts for key, analysis in analyses.items()},
        context,
        today,
    )


def _images(texts: Mapping[str, bytes]) -> tuple[dict[str, Size | None], dict[str, str]]:
    """Return the size of each image by its path, and what is wrong with invalid ones."""
    sizes, errors = {}, {}
    for path in filter(_is_image, texts):
        data = texts[path]
        sizes[path] = image_size(data)
        if error := image_error(data, path[path.rindex(".") :].lower(), sizes[path]):
            errors[path] = error
    return sizes, errors


def _is_image(path: str) -> bool:
    return path.lower().endswith(IMAGE_TYPES)


def _ids(paths: Iterable[str]) -> dict[Kind, frozenset[str]]:
    ids: dict[Kind, set[str]] = defaultdict(set)
    for key in filter(None, map(find_key, paths)):
        ids[key.kind].add(key.id)
    return {kind: frozenset(of_kind) for kind, of_kind in ids.items()}


def _last_valid(
    entities: Mapping[Key, tuple[Entity, BodyText]],
    problems: Iterable[Problem],
    root: str,
    before: Edition | None,
) -> dict[Key, tuple[Entity, BodyText]]:
    broken = {problem.location.file for problem in problems if problem.is_error}
    last = before.last_valid if before else {}
    valid = {key: entities[key] for key in entities if f"{root}/{key.path}" not in broken}
    return {key: last[key] for key in entities if key in last} | valid


def _with_problems(pages: Iterable[Page], problems: Iterable[Problem], root: str) -> Iterable[Page]:
    """Yield each page with the problems of its file; the home page with those of all files."""
    by_file: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_file[problem.location.file].append(problem)
    for page in pages:
        own = by_file.get(f"{root}/{page.source}", []) if page.source else []
        listed = problems if page.kind == "home" else own
        yield replace(page, problems=tuple(listed)) if listed else page
