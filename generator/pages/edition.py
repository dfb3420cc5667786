"""Makes an edition: analyses the files, checks them, builds the index and renders the pages."""

from __future__ import annotations

from collections import ChainMap, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from itertools import chain
from typing import NamedTuple, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from generator.checks.across_files import check_across_files, is_shown, without_replaced
from generator.checks.catalogues import catalogue_tag, check_catalogues
from generator.checks.context import CheckContext
from generator.checks.links import check_images
from generator.checks.names import (
    NameIndex,
    confirm_fixes,
    names_are_distinct,
    speakers_are_recognised,
)
from generator.checks.new_site import new_site_notices
from generator.checks.outside import check_outside
from generator.checks.translations import TranslatedFile, check_translations
from generator.content.images import Size, image_error, image_size, is_picture
from generator.content.model import LIST_PAGES, BodyText, Entity, Key, Kind
from generator.content.paths import find_key, split_language
from generator.content.problems import Problem, has_errors
from generator.content.site import Site
from generator.content.translations import tags_of
from generator.index.analysis import FileAnalysis, analyse_file
from generator.index.index import Index
from generator.index.join import build_index
from generator.index.translations import Texts, in_language, translated_pages
from generator.open_data.row_counts import RowCounts
from generator.pages.page import Page
from generator.pages.render import PageMaker, page_entries

K = TypeVar("K", Key, str)


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
    texts: Mapping[str, BodyText] = {}
    """The text of each file, by path."""
    translated_texts: Mapping[Key, str] = {}
    """The path of each translated text that this edition shows."""
    translated: Mapping[str, Edition] = {}
    """The same in other languages."""
    notices: tuple[str, ...] = ()
    """What is still to be done, which is no problem."""

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
        folder = f"{self.context.content_dir}/{self.site.folder}"
        for problem in self.problems:
            by_page[problem.location.file.removeprefix(folder)].append(problem)
            by_page["index.md"].append(problem)
        return {path: tuple(problems) for path, problems in by_page.items()}

    @property
    def can_be_published(self) -> bool:
        return not has_errors(self.problems)


class Analyses(NamedTuple):
    """The analyses and the texts of files, by path."""

    files: Mapping[str, FileAnalysis]
    texts: Mapping[str, BodyText]

    def originals(self) -> dict[Key, FileAnalysis]:
        """Return the analyses of the files that aren't translations."""
        entities = ((file.entity, file) for file in self.files.values())
        return {entity.key: file for entity, file in entities if entity and not entity.translation}

    def translations(self) -> dict[str, list[TranslatedFile]]:
        """Return the translations by language."""
        by_language: dict[str, list[TranslatedFile]] = defaultdict(list)
        for path, file in self.files.items():
            if file.entity and (translation := file.entity.translation):
                lines = frozenset(p.location.line for p in file.problems if p.is_error)
                translated = TranslatedFile(path, file.entity, file.cross_file_facts, lines)
                by_language[translation.language].append(translated)
        return by_language


AnalyseFiles = Callable[[Sequence[str], Mapping[str, bytes], CheckContext], Analyses]
"""Analyses the files at these paths; the mapping has the bytes of all files."""


def analyse_in_turn(
    paths: Sequence[str], data: Mapping[str, bytes], context: CheckContext
) -> Analyses:
    results = {path: analyse_file(path, data[path], context) for path in paths}
    texts = {path: text for path, (_, text) in results.items()}
    return Analyses({path: file for path, (file, _) in results.items()}, texts)


def overlaid(texts: Mapping[K, BodyText], others: Mapping[K, BodyText]) -> Mapping[K, BodyText]:
    """Return a view of texts in which the first ones replace others."""
    return ChainMap(dict(texts), cast("MutableMapping[K, BodyText]", others))


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
    translated_sites: Sequence[Site] = (),
) -> Edition:
    """Return the edition of `texts`, the files by their path within the content folder.

    `root` is the path of that folder in messages; `unread` has the problems of unreadable files. A
    preview includes drafts, and shows an entity with errors as it was in the edition `before`, or
    else as far as it is readable. `analyse_files` may work in parallel, and reuse earlier results.
    `outside` has Markdown files that aren't content, and the site's own catalogues, by their path
    as contributors see it. For each of `translated_sites`, the edition has one in another language.
    """
    unread, outside = tuple(unread), outside or {}
    sources = sorted(path for path in texts if not is_picture(path))
    unread_paths = [problem.location.file.removeprefix(f"{root}/") for problem in unread]
    sizes, errors = _images(texts)
    context = _context([*texts, *unread_paths], site, sizes, root)
    analyses = analyse_files(sources, texts, context)
    files = analyses.originals()
    all_problems = {
        *unread,
        *check_images(sizes, errors, root),
        *check_outside(outside, root),
        *check_catalogues(outside, site.languages or (site.language,)),
        *_problems(analyses, files, context, site),
    }
    problems = tuple(sorted(site.rules.apply(without_replaced(all_problems))))
    shown: dict[Key, Entity] = {key: file.entity for key, file in files.items() if file.entity}
    bodies: Mapping[Key, BodyText] = Texts(analyses.texts)
    valid = frozenset[Key]()
    if preview:
        earlier, valid = _last_valid(shown, problems, root, before)
        shown |= {key: entity for key, (entity, _) in earlier.items()}
        bodies = overlaid({key: text for key, (_, text) in earlier.items()}, bodies)
    else:
        day = site.publication_day
        shown = {key: entity for key, entity in shown.items() if is_shown(entity, day)}
    index = build_index(shown, bodies, site.today, title_language=site.language)
    edition = Edition(
        problems, index, site, _readable(sizes), analyses.files, context, valid, preview,
        analyses.texts, notices=tuple(new_site_notices(files, analyses.texts, outside, root)),
    )  # fmt: skip
    return _with_translations(edition, analyses, translated_sites) if translated_sites else edition


def _context(
    paths: Sequence[str], site: Site, sizes: Mapping[str, Size | None], root: str
) -> CheckContext:
    """Return what rules know of other files, from the paths of all files of the content."""
    languages = site.translated_languages
    originals = [path for path in paths if not split_language(path, languages)[0]]
    return CheckContext(
        ids=_ids(path for path in originals if not is_picture(path)),
        files=frozenset([*LIST_PAGES, *originals, *site.handwritten_pages]),
        image_sizes=sizes,
        content_dir=root,
        word_limits=site.word_limits,
        required=site.rules.required,
        language=site.language,
        languages=languages,
        site_url=site.url,
    )


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
    names, texts = NameIndex(entities), Texts(analyses.texts)
    yield from confirm_fixes(problems, names, site.today)
    all_facts = (file.cross_file_facts for file in analyses.files.values() if file.entity)
    yield from speakers_are_recognised(all_facts, names)
    yield from names_are_distinct(texts, names, facts)
    days = site.today, site.publication_day
    yield from check_across_files(entities, texts, facts, context, *days)
    with_errors = {key for key, file in files.items() if has_errors(file.problems)}
    for translated in analyses.translations().values():
        texts = Texts(analyses.texts, _translated_texts(translated))
        yield from check_translations(
            translated, entities, texts, facts, context, days[1], with_errors
        )


def _translated_texts(files: Iterable[TranslatedFile]) -> dict[Key, str]:
    """Return the paths of the translations that have a text."""
    return {file.entity.key: file.path for file in files if file.translation.has_text}


def _with_translations(edition: Edition, analyses: Analyses, sites: Sequence[Site]) -> Edition:
    """Return an edition with those in other languages, each of which knows the pages of all."""
    by_language = analyses.translations()
    editions = [_in_language(edition, by_language.get(site.language, []), site) for site in sites]
    pages = {
        each.site.language: frozenset(
            [*(entry.path for entry in page_entries(each.index)), *each.site.handwritten_pages]
        )
        for each in (edition, *editions)
    }
    translations = tuple([page for each in editions for page in translated_pages(each.index)])
    index = edition.index.with_editions(pages, translations)
    counts = RowCounts(index, edition.site)
    others = {
        each.site.language: replace(
            each, index=each.index.with_editions(pages, translations, counts)
        )
        for each in editions
    }
    return replace(edition, index=index, translated=others)


def _in_language(edition: Edition, files: Iterable[TranslatedFile], site: Site) -> Edition:
    """Return an edition in another language."""
    language, index = site.language, edition.index
    shown = [
        file
        for file in files
        if file.entity.is_complete and (edition.is_preview or not file.translation.is_draft)
    ]
    by_key = {file.entity.key: file for file in shown if file.entity.key in index.entities}
    translations = {
        key: file.marked(edition.analyses[key.path].cross_file_facts)
        for key, file in by_key.items()
    }
    original_language = edition.site.language
    entities = {
        key: in_language(entity, translations.get(key), language, original_language)
        for key, entity in index.entities.items()
    }
    paths = _translated_texts(by_key.values())
    texts = Texts(edition.texts, paths, index.texts)
    folder = f"{edition.context.content_dir}/{site.folder}"
    return replace(
        edition,
        problems=tuple(
            problem
            for problem in edition.problems
            if problem.location.file.startswith(folder)
            or catalogue_tag(problem.location.file) in tags_of(language)
        ),
        index=build_index(entities, texts, site.today, language, language),
        site=site,
        translated_texts=paths,
    )


def _last_valid(
    keys: Iterable[Key], problems: Iterable[Problem], root: str, before: Edition | None
) -> tuple[dict[Key, tuple[Entity, BodyText]], frozenset[Key]]:
    """Return those of these entities that are broken and were valid before, as they were then.

    The second value has all that are shown as a valid file says.
    """
    wrong = {problem.location.file for problem in problems if problem.is_error}
    broken = {key for key in keys if f"{root}/{key.path}" in wrong}
    known = broken & before.valid if before else set[Key]()
    index = before.index if before else None
    earlier = {key: (index.entities[key], index.texts[key]) for key in known} if index else {}
    return earlier, frozenset(keys).difference(broken).union(earlier)


def _images(texts: Mapping[str, bytes]) -> tuple[dict[str, Size | None], dict[str, str]]:
    """Return the size of each image by its path, and what is wrong with invalid ones."""
    sizes, errors = {}, {}
    for path in filter(is_picture, texts):
        data = texts[path]
        sizes[path] = image_size(data)
        if error := image_error(data, path[path.rindex(".") :].lower(), sizes[path]):
            errors[path] = error
    return sizes, errors


def _readable(sizes: Mapping[str, Size | None]) -> dict[str, Size]:
    return {path: size for path, size in sizes.items() if size}


def _ids(paths: Iterable[str]) -> dict[Kind, frozenset[str]]:
    ids: dict[Kind, set[str]] = defaultdict(set)
    for key in filter(None, map(find_key, paths)):
        ids[key.kind].add(key.id)
    return {kind: frozenset(of_kind) for kind, of_kind in ids.items()}
