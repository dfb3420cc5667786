"""Read, check, index, render: in that order, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from generator.checks.across_files import check_across_files
from generator.checks.context import CheckContext
from generator.checks.links import check_images
from generator.content.images import IMAGE_TYPES, Size, image_error, image_size
from generator.content.model import LIST_PAGES, Article, BodyText, Entity, Key, Kind
from generator.content.paths import find_key
from generator.content.problems import Problem, has_errors
from generator.content.site import Site
from generator.index.analysis import FileAnalysis, analyse_file
from generator.index.index import Index, build_index
from generator.open_data.tables import Table, tables
from generator.pages.page import Page
from generator.pages.render import render


class Edition(Struct, frozen=True):
    """What a tree of texts came to."""

    pages: tuple[Page, ...]
    """Empty when there are errors, unless this is a preview."""
    problems: tuple[Problem, ...]
    """By file, line and column."""
    index: Index
    data: tuple[Table, ...]
    """The same as tables; empty when there are no pages."""
    sizes: Mapping[str, Size]
    """Of each picture that can be read, by its path."""
    analyses: Mapping[str, FileAnalysis]
    """What each file gave, by path."""
    context: CheckContext
    last_valid: Mapping[Key, tuple[Entity, BodyText]]
    """In a preview: each noun with its text as it last was without errors."""

    @property
    def can_be_published(self) -> bool:
        return not has_errors(self.problems)


Files = Callable[[Sequence[str], Mapping[str, bytes], CheckContext], Iterable[FileAnalysis]]
"""Gives what the files at these paths gave, in their order, out of the texts of all."""


def _in_turn(
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
    file_all: Files = _in_turn,
) -> Edition:
    """Makes an edition of `texts`, which are files by their path within the content folder.

    `root` is what contributors call that folder; `unread` says what in it could not be read.
    A preview shows drafts, and shows a noun with errors as it was in the edition `before`, or
    else as well as it can be shown. `file_all` can work on many files at a time.
    """
    unread = tuple(unread)
    sources = [path for path in texts if not _is_picture(path)]
    hidden = [problem.location.file.removeprefix(f"{root}/") for problem in unread]
    listed = frozenset([*LIST_PAGES, *texts, *site.handwritten_pages, *hidden])
    sizes, faults = _pictures(texts)
    context = CheckContext(_ids([*sources, *hidden]), listed, sizes, root)
    sources.sort()
    files = list(file_all(sources, texts, context))
    unfit = check_images(sizes, faults, root)
    problems = tuple(sorted({*unread, *unfit, *_problems(files, context, site.today)}))
    known = {one.entity.key: (one.entity, one.text) for one in files if one.entity}
    good = _good(known, problems, root, before)
    shown = known | good if preview else known
    entities = {
        key: entity for key, (entity, _) in shown.items() if preview or not _is_draft(entity)
    }
    gathered = build_index(entities, {key: shown[key][1] for key in entities})
    pages: tuple[Page, ...] = ()
    data: tuple[Table, ...] = ()
    if preview or not has_errors(problems):
        data = tables(gathered, site)
        pages = tuple(render(gathered, site, data))
    if preview:  # readers of the published site have no use for them
        pages = tuple(_with_problems(pages, problems, root))
    by_path = dict(zip(sources, files, strict=True))
    readable = {path: found for path, found in sizes.items() if found}
    return Edition(pages, problems, gathered, data, readable, by_path, context, good)


def _problems(
    files: Iterable[FileAnalysis], context: CheckContext, today: date | None
) -> Iterator[Problem]:
    """Those of each file, and those that files have with each other."""
    found = {one.entity.key: one for one in files if one.entity}
    yield from chain.from_iterable(one.problems for one in files)
    yield from check_across_files(
        {key: one.entity for key, one in found.items() if one.entity},
        {key: one.text for key, one in found.items()},
        {key: one.cross_file_facts for key, one in found.items()},
        context,
        today,
    )


def _pictures(texts: Mapping[str, bytes]) -> tuple[dict[str, Size | None], dict[str, str]]:
    """The size of each picture by its path, and what is wrong with some."""
    sizes, faults = {}, {}
    for path in filter(_is_picture, texts):
        data = texts[path]
        sizes[path] = image_size(data)
        if wrong := image_error(data, path[path.rindex(".") :].lower(), sizes[path]):
            faults[path] = wrong
    return sizes, faults


def _is_picture(path: str) -> bool:
    return path.lower().endswith(IMAGE_TYPES)


def _is_draft(entity: Entity) -> bool:
    return isinstance(entity, Article) and entity.draft


def _ids(paths: Iterable[str]) -> dict[Kind, frozenset[str]]:
    ids: dict[Kind, set[str]] = defaultdict(set)
    for key in filter(None, map(find_key, paths)):
        ids[key.kind].add(key.id)
    return {kind: frozenset(found) for kind, found in ids.items()}


def _good(
    filed: Mapping[Key, tuple[Entity, BodyText]],
    problems: Iterable[Problem],
    root: str,
    before: Edition | None,
) -> dict[Key, tuple[Entity, BodyText]]:
    broken = {problem.location.file for problem in problems if problem.is_error}
    last = before.last_valid if before else {}
    good = {key: one for key, one in filed.items() if f"{root}/{key.path}" not in broken}
    return {key: last[key] for key in filed if key in last} | good


def _with_problems(pages: Iterable[Page], problems: Iterable[Problem], root: str) -> Iterable[Page]:
    """Each page with the problems of its file; the home page with those of all files."""
    by_file: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_file[problem.location.file].append(problem)
    for page in pages:
        own = by_file.get(f"{root}/{page.source}", []) if page.source else []
        told = problems if page.kind == "home" else own
        yield replace(page, problems=tuple(told)) if told else page
