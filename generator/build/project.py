"""A site as the commands use it: its settings and its content, read without MkDocs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from generator.build.parse_cache import ParseCache
from generator.build.renderer import SiteRenderer
from generator.build.settings import SiteSettings, load_settings
from generator.checks.context import CheckContext
from generator.content.model import LIST_PAGES
from generator.content.site import Site
from generator.index.analysis import FileAnalysis, analyse_file
from generator.pages.edition import Edition, make_edition
from generator.system import clock, file_tree, site_folder, store
from generator.system.files import UserError
from generator.system.store import Cache
from generator.system.workers import cores, map_in_workers

MIN_FILES_TO_SHARE = 300
"""With fewer files to parse, one process is faster than several."""
_INCLUDES = re.compile(rb"(?m)^\s*INHERIT\s*:|!ENV|!relative|snippets")
"""What lets a `mkdocs.yml` depend on more than the folders that it names."""


class BuildOptions(Struct, frozen=True):
    """What a site leaves out, for measuring."""

    search: bool = False
    """The search index, and the database with its full-text index."""
    pictures: bool = False
    """The social cards."""


class Project:
    """A site's settings, and what was made of its content when it was last read."""

    def __init__(
        self,
        settings: SiteSettings,
        *,
        today: date | None = None,
        jobs: int = 1,
        is_preview: bool = False,
        cache: Cache | None = None,
        parse_cache: ParseCache | None = None,
        before: Edition | None = None,
    ) -> None:
        """`before` is the last edition of the same site: it has the last valid text of each file.

        `today` is the day of the build; without one it is that of SOURCE_DATE_EPOCH, or this one.
        """
        self.settings, self.jobs, self.is_preview = settings, jobs, is_preview
        self.cache = cache or store.cache_beside(settings.config_file)
        self.parse_cache = parse_cache
        self.site = _site_of(settings, today or clock.today())
        self.edition: Edition | None = before
        self.pictures: Mapping[str, bytes] = {}
        """The files beside the texts, by path."""
        self._renderer: SiteRenderer | None = None

    def read(self) -> Edition:
        """Read and check the content, and return the edition made of it.

        Raises UserError when there is no content folder, or a file in `docs/` can't be read.
        """
        settings, root = self.settings, self.settings.content_dir
        if special := file_tree.special_files(settings.docs_dir):
            raise UserError(f"{special[0]} is not a regular file: put the file itself there")
        try:
            tree = file_tree.read_tree(settings.content_folder, root)
            self.pictures = {path: tree.texts[path] for path in tree.texts if path[-3:] != ".md"}
            self.site = replace(self.site, handwritten_pages=_handwritten_pages(settings))
            self.edition = make_edition(
                tree.texts,
                self.site,
                root=root,
                unread=tree.problems,
                preview=self.is_preview,
                before=self.edition,
                file_all=partial(self._analyse_files, tree.signatures),
            )
        except FileNotFoundError as error:
            folder = settings.content_folder
            if folder.is_dir():
                raise UserError(
                    f"{error.filename} was removed while it was read: try again"
                ) from None
            raise UserError(f"there is no folder {folder}: `content_dir` names it") from None
        self._renderer = _renderer_of(self.edition, self.site, settings)
        return self.edition

    @property
    def renderer(self) -> SiteRenderer:
        """What renders the pages of the edition that was read last."""
        assert self._renderer, "the content is read first"
        return self._renderer

    def _analyse_files(
        self,
        signatures: Mapping[str, file_tree.Signature],
        paths: Sequence[str],
        texts: Mapping[str, bytes],
        context: CheckContext,
    ) -> list[FileAnalysis]:
        cached = self.parse_cache.valid_analyses(signatures, context) if self.parse_cache else {}
        changed = [path for path in paths if path not in cached]
        jobs = self.jobs if len(changed) > MIN_FILES_TO_SHARE else 1

        def analyse_part(number: int) -> list[FileAnalysis]:
            return [analyse_file(path, texts[path], context) for path in changed[number::jobs]]

        parts = map_in_workers(jobs, analyse_part, jobs)
        analyses = {path: parts[at % jobs][at // jobs] for at, path in enumerate(changed)} | cached
        if self.parse_cache is not None:
            self.parse_cache.update(signatures, analyses, context)
        return [analyses[path] for path in paths]


def open_project(
    config_file: str,
    *,
    site_dir: str | None = None,
    today: date | None = None,
    jobs: int = 0,
    is_preview: bool = False,
    cache: Cache | None = None,
    parse_cache: ParseCache | None = None,
    without: BuildOptions | None = None,
) -> Project:
    """Return the site of a `mkdocs.yml`. Raises UserError when that is missing or wrong.

    `jobs` processes share the work, or as many as there are cores.
    """
    settings = load_settings(Path(config_file))
    if site_dir:
        settings = replace(settings, site_dir=site_folder.output_folder(Path(site_dir)))
    if without:
        settings = replace(
            settings,
            has_search=settings.has_search and not without.search,
            has_social_cards=settings.has_social_cards and not without.pictures,
        )
    _ = settings.content_folder  # raises UserError when it is a link
    return Project(
        settings,
        today=today,
        jobs=jobs or cores(),
        is_preview=is_preview,
        cache=cache,
        parse_cache=parse_cache,
    )


def is_cacheable(settings: SiteSettings) -> bool:
    """Return whether the site depends on `mkdocs.yml`, its folders and our own code alone."""
    return settings.is_self_contained and not _INCLUDES.search(settings.config_file.read_bytes())


def _site_of(settings: SiteSettings, today: date) -> Site:
    return Site(
        settings.name,
        settings.description,
        settings.url,
        settings.use_directory_urls,
        today,
        _handwritten_pages(settings),
        settings.licence,
        settings.contact,
        settings.has_search,
        settings.edit_url,
    )


def _handwritten_pages(settings: SiteSettings) -> frozenset[str]:
    return frozenset(file_tree.pages_in(settings.docs_dir, follow=True))


def _renderer_of(edition: Edition, site: Site, settings: SiteSettings) -> SiteRenderer:
    handwritten = site.handwritten_pages
    pages = {page.path: page for page in edition.pages if page.path not in handwritten}
    listed = frozenset([*LIST_PAGES, *settings.nav])
    return SiteRenderer(edition.index, edition.data, edition.sizes, site, pages, listed)
