"""Makes an edition: analyses the files, checks them, builds the index and renders the pages."""

from __future__ import annotations

from collections import ChainMap, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from itertools import chain
from typing import NamedTuple, cast

from msgspec import Struct

from generator.checks.across_files import check_across_files, is_shown, without_replaced
from generator.checks.context import CheckContext
from generator.checks.links import check_images
from generator.checks.names import NameIndex, confirm_fixes, speakers_are_recognised
from generator.checks.outside import check_outside
from generator.content.images import Size, image_error, image_size, is_picture
from generator.content.model import LIST_PAGES, BodyText, Entity, Key, Kind
from generator.content.paths import find_key
from generator.content.problems import Problem, has_errors
from generator.content.site import Site
from generator.index.analysis import FileAnalysis, analyse_file
from generator.index.index import Index
from generator.index.join import build_index
from generator.pages.page import Page
from generator.pages.render import PageMaker, page_entries


class Edition(Struct, frozen=True):
    """Everything made from one state of the content."""

    problems: tuple[Problem, ...]
    """By file, line and column."""
    index: Index
    site: Site
    sizes: Mapping[str, Size]
    """The size of each readable image, by its path."""
    analyses: Mapping[str, FileAnalysis]
    """The analysis of each file, by path."""
    context: CheckContext
    valid: frozenset[Key] = frozenset()
    """In a preview, the entities that are shown as their file last was without errors."""
    is_preview: bool = False

    @property
    def pages(self) -> tuple[Page, ...]:
        """Every page, made from the index; none when there are errors, unless this is a preview."""
        if not (self.is_preview or self.can_be_published):
            return ()
        maker = PageMaker(self.index, self.site)
        return tuple([entry.make(maker) for entry in page_entries(self.index)])

    def problems_by_page(self) -> dict[str, tuple[Problem, ...]]:
        """Return the problems of each file by the path of its page, and all for the home page."""
        by_page: dict[str, list[Problem]] = defaultdict(list)
        for problem in self.problems:
            by_page[problem.location.file.removeprefix(f"{self.context.content_dir}/")].append(
                problem
            )
            by_page["index.md"].append(problem)
        return {path: tuple(problems) for path, problems in by_page.items()}

    @property
    def can_be_published(self) -> bool:
        return not has_errors(self.problems)


class Analyses(NamedTuple):
    """The analyses of files by path, and the texts of their entities."""

    files: Mapping[str, FileAnalysis]
    texts: Mapping[Key, BodyText]


AnalyseFiles = Callable[[Sequence[str], Mapping[str, bytes], CheckContext], Analyses]
"""Analyses the files at these paths; the mapping has the bytes of all files."""


def analyse_in_turn(
    paths: Sequence[str], data: Mapping[str, bytes], context: CheckContext
) -> Analyses:
    results = {path: analyse_file(path, data[path], context) for path in paths}
    texts = {file.entity.key: text for file, text in results.values() if file.entity}
    return Analyses({path: file for path, (file, _) in results.items()}, texts)


def overlaid(
    texts: Mapping[Key, BodyText], others: Mapping[Key, BodyText]
) -> Mapping[Key, BodyText]:
    """Return a view of texts in which the first ones replace others."""
    return ChainMap(dict(texts), cast("MutableMapping[Key, BodyText]", others))


def make_edition(
    texts: Mapping[str, bytes],
    site: Site,
    *,
    root: str = "content",
    unread: Iterable[Problem] = (),
    preview: bool = False,
    before: Edition | None = None,
    analyse_files: AnalyseFiles = analyse_in_turn,
    outside: Mapping[str, bytes] | None = None,
) -> Edition:
    """Return the edition of `texts`, the files by their path within the content folder.

    `root` is the path of that folder in messages; `unread` has the problems of unreadable files. A
    preview includes drafts, and shows an entity with errors as it was in the edition `before`, or
    else as far as it is readable. `analyse_files` may work in parallel, and reuse earlier results.
    `outside` has Markdown files that aren't content, by their path as contributors see it.
    """
    unread = tuple(unread)
    sources = sorted(path for path in texts if not is_picture(path))
    unread_paths = [problem.location.file.removeprefix(f"{root}/") for problem in unread]
    all_paths = frozenset([*LIST_PAGES, *texts, *site.handwritten_pages, *unread_paths])
    sizes, errors = _images(texts)
    ids = _ids([*sources, *unread_paths])
    context = CheckContext(ids, all_paths, sizes, root, site.word_limits, site.rules.required)
    analyses = analyse_files(sources, texts, context)
    files = {file.entity.key: file for file in analyses.files.values() if file.entity}
    image_problems = check_images(sizes, errors, root)
    all_problems = {
        *unread,
        *image_problems,
        *check_outside(outside or {}, root),
        *_problems(analyses, files, context, site),
    }
    problems = tuple(sorted(site.rules.apply(without_replaced(all_problems))))
    shown: dict[Key, Entity] = {key: file.entity for key, file in files.items() if file.entity}
    bodies, valid = analyses.texts, frozenset[Key]()
    if preview:
        wrong = {problem.location.file for problem in problems if problem.is_error}
        broken = [key for key in shown if f"{root}/{key.path}" in wrong]
        earlier = _last_valid(broken, before)
        valid = frozenset(shown).difference(broken).union(earlier)
        shown |= {key: entity for key, (entity, _) in earlier.items()}
        bodies = overlaid({key: text for key, (_, text) in earlier.items()}, bodies)
    else:
        day = site.publication_day
        shown = {key: entity for key, entity in shown.items() if is_shown(entity, day)}
    index = build_index(shown, bodies, site.today)
    readable = {path: size for path, size in sizes.items() if size}
    return Edition(problems, index, site, readable, analyses.files, context, valid, preview)


def _problems(
    analyses: Analyses,
    files: Mapping[Key, FileAnalysis],
    context: CheckContext,
    site: Site,
) -> Iterator[Problem]:
    """Yield the problems of each file, and those that need more than one file."""
    entities = {key: file.entity for key, file in files.items() if file.entity}
    problems = chain.from_iterable(file.problems for file in analyses.files.values())
    facts = {key: file.cross_file_facts for key, file in files.items()}
    names = NameIndex(entities)
    yield from confirm_fixes(problems, names)
    yield from speakers_are_recognised(facts.values(), names)
    days = site.today, site.publication_day
    yield from check_across_files(entities, analyses.texts, facts, context, *days)


def _last_valid(
    broken: Iterable[Key], before: Edition | None
) -> dict[Key, tuple[Entity, BodyText]]:
    """Return those of the broken entities that were valid before, as they were then."""
    if before is None:
        return {}
    index = before.index
    return {key: (index.entities[key], index.texts[key]) for key in broken if key in before.valid}


def _images(texts: Mapping[str, bytes]) -> tuple[dict[str, Size | None], dict[str, str]]:
    """Return the size of each image by its path, and what is wrong with invalid ones."""
    sizes, errors = {}, {}
    for path in filter(is_picture, texts):
        data = texts[path]
        sizes[path] = image_size(data)
        if error := image_error(data, path[path.rindex(".") :].lower(), sizes[path]):
            errors[path] = error
    return sizes, errors


def _ids(paths: Iterable[str]) -> dict[Kind, frozenset[str]]:
    ids: dict[Kind, set[str]] = defaultdict(set)
    for key in filter(None, map(find_key, paths)):
        ids[key.kind].add(key.id)
    return {kind: frozenset(of_kind) for kind, of_kind in ids.items()}
