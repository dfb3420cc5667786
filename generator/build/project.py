"""A site as the commands use it: its settings and its content, read without MkDocs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from copy import copy
from datetime import date
from functools import cached_property, partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from generator.build import software
from generator.build.navigation import nav_of
from generator.build.settings import LOCALES, SiteSettings, load_settings
from generator.build.sources import Sources
from generator.checks.catalogues import catalogue_tag, is_other_file
from generator.content.keys import FOLDERS
from generator.content.languages import direction
from generator.content.model import LIST_PAGES
from generator.content.problems import Problem
from generator.content.site import Site
from generator.output.registry import SiteRenderer
from generator.pages.edition import Edition, make_edition
from generator.system import clock, file_tree, site_folder
from generator.system.cache import Cache, cache_beside
from generator.system.files import UserError
from generator.system.store import DamagedStoreError, Store
from generator.system.workers import cores

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
        show_future: bool = False,
        cache: Cache | None = None,
    ) -> None:
        """`today` is the day of the build; without one it is SOURCE_DATE_EPOCH's, or this one."""
        self.settings, self.jobs, self.is_preview = settings, jobs, is_preview
        self.cache = cache or cache_beside(settings.config_file)
        self.store = Store(self.cache.store, software.fingerprint())
        site = _site_of(settings, today or clock.today())
        self.site = replace(site, show_future=show_future)
        self.edition: Edition | None = None
        self.pictures: Mapping[str, bytes] = {}
        """The files beside the texts, by path."""

    def reopened(self) -> Project:
        """Return the same project, of which nothing was read yet."""
        return Project(
            self.settings,
            today=self.site.today,
            jobs=self.jobs,
            is_preview=self.is_preview,
            show_future=self.site.show_future,
            cache=self.cache,
        )

    @cached_property
    def _stores(self) -> dict[str, Store]:
        """The store of each edition, by language."""
        caches = {tag: self.cache.part(tag) for tag in self.settings.translated_languages}
        others = {tag: Store(part.store, software.fingerprint()) for tag, part in caches.items()}
        return {self.settings.language: self.store, **others}

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Keep other commands from writing to the stores while the body runs."""
        with ExitStack() as stack:
            for store in self._stores.values():
                stack.enter_context(store.snapshot())
            yield

    def discard_stores(self) -> None:
        """Delete the stores of all editions: one of them is damaged."""
        for store in self._stores.values():
            store.discard()

    def editions(self) -> list[Project]:
        """Return the editions in other languages, each of which is made like a site.

        Each has a store and a cache of its own, in a folder of this one's.
        """
        assert self.edition, "the content is read first"
        return [self._in_language(edition) for edition in self.edition.translated.values()]

    def _in_language(self, edition: Edition) -> Project:
        language, settings, project = edition.site.language, self.settings, copy(self)
        _ = self.sources  # all editions share them
        docs = settings.docs_dir / language
        pages = {*LIST_PAGES, *edition.site.handwritten_pages}
        names, nav = settings.names_by_language.get(language, {}), settings.values.get("nav")
        texts, own_pages = edition.site.texts, edition.site.handwritten_pages

        def is_named(title: str, path: str) -> bool:
            return path in own_pages and texts.gettext(title) == title

        project.settings = replace(
            settings,
            name=edition.site.name,
            description=edition.site.description,
            url=edition.site.url,
            docs_dir=docs,
            languages=(language,),
            nav=tuple(path for path in settings.nav if path in pages),
            values={**settings.values, **names, "nav": nav_of(nav, pages, is_named)},
        )
        project.site, project.edition = edition.site, edition
        project.cache = self.cache.part(language)
        project.store = self._stores[language]
        return project

    @cached_property
    def sources(self) -> Sources:
        """The content as it was read last. A damaged build store is deleted."""
        try:
            return Sources(self.store)
        except DamagedStoreError:
            self.store.discard()
            return Sources(self.store)

    def save_sources(self) -> None:
        """Store the parsed files for the next command."""
        self.store.write(self.sources.changes())

    @property
    def translated_sites(self) -> tuple[Site, ...]:
        """The site as each of its editions in another language has it."""
        return tuple([self._site_in(language) for language in self.site.translated_languages])

    def _site_in(self, language: str) -> Site:
        names = self.settings.names_by_language.get(language, {})
        return self.site.in_language(
            language,
            name=names.get("site_name", self.site.name),
            description=names.get("site_description", self.site.description),
            handwritten_pages=frozenset(
                file_tree.pages_in(self.settings.docs_dir / language, follow=True)
            ),
        )

    def read(
        self, before: Edition | None = None, unsaved: Mapping[str, bytes] | None = None
    ) -> Edition:
        """Read and check the content, and return the edition made of it.

        A preview shows broken files as they are in the edition `before`. `unsaved` has texts that
        count instead of files, by path. Raises UserError when there is no content folder, or a
        file in `docs/` can't be read.
        """
        settings, root = self.settings, self.settings.content_dir
        if special := file_tree.special_files(settings.docs_dir):
            raise UserError(f"{special[0]} is not a regular file: put the file itself there")
        try:
            tree = file_tree.read_tree(
                settings.content_folder, root, is_ignored=settings.is_ignored
            ).with_unsaved(unsaved or {})
            self.pictures = {path: tree.texts[path] for path in tree.texts if path[-3:] != ".md"}
            catalogues, unread = _own_catalogues(settings)
            self.site = replace(
                self.site,
                handwritten_pages=_handwritten_pages(settings),
                catalogues=_by_tag(catalogues),
            )
            self.edition = make_edition(
                tree.texts,
                self.site,
                root=root,
                unread=(*tree.problems, *unread),
                preview=self.is_preview,
                before=before or self.edition,
                analyse_files=partial(self.sources.analyse, tree.signatures, self.jobs),
                outside={**dict(_pages_outside(settings)), **catalogues},
                translated_sites=self.translated_sites,
            )
        except FileNotFoundError as error:
            folder = settings.content_folder
            if folder.is_dir():
                raise UserError(
                    f"{error.filename} was removed while it was read: try again"
                ) from None
            raise UserError(f"there is no folder {folder}: `content_dir` names it") from None
        return self.edition

    @property
    def renderer(self) -> SiteRenderer:
        """What renders the edition that was read last."""
        edition, settings = self.edition, self.settings
        assert edition, "the content is read first"
        return SiteRenderer(
            index=edition.index,
            site=replace(self.site, today=None),
            sizes=edition.sizes,
            listed=frozenset([*LIST_PAGES, *settings.nav]),
            has_cards=settings.has_social_cards,
            problems=edition.problems_by_page() if self.is_preview else {},
        )


def open_project(
    config_file: str,
    *,
    site_dir: str | None = None,
    today: date | None = None,
    jobs: int = 0,
    is_preview: bool = False,
    show_future: bool = False,
    cache: Cache | None = None,
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
        show_future=show_future,
        cache=cache,
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
        rules=settings.rules,
        word_limits=settings.word_limits,
        retired=settings.retired,
        language=settings.language,
        direction=direction(settings.language),
        languages=settings.languages if settings.translated_languages else (),
        catalogues=_by_tag(_own_catalogues(settings)[0]),
    )


def _own_catalogues(settings: SiteSettings) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
    """Return the site's own catalogues by path, and the problems of those that can't be read."""
    if not settings.locales_dir:
        return {}, ()
    tree = file_tree.read_tree(settings.locales_dir, LOCALES, is_ignored=is_other_file)
    return {f"{LOCALES}/{path}": tree.texts[path] for path in tree.texts}, tree.problems


def _by_tag(catalogues: Mapping[str, bytes]) -> tuple[tuple[str, str], ...]:
    """Return the tag and the text of each catalogue."""
    return tuple(
        (catalogue_tag(path), data.decode("utf-8-sig", "replace"))
        for path, data in catalogues.items()
    )


def _pages_outside(settings: SiteSettings) -> Iterator[tuple[str, bytes]]:
    """Yield the Markdown files in `docs/`, and those beside `mkdocs.yml` that may be content.

    That is, in folders that are named like those of the content.
    """
    folder = settings.config_file.resolve().parent
    if settings.docs_dir.is_relative_to(folder):
        docs = settings.docs_dir.relative_to(folder).as_posix()
        tree = file_tree.read_tree(settings.docs_dir, docs, follow=True)
        yield from (
            (f"{docs}/{path}", tree.texts[path]) for path in tree.texts if path.endswith(".md")
        )
    if settings.content_folder == folder:
        return
    for name in FOLDERS:
        with suppress(FileNotFoundError):
            tree = file_tree.read_tree(folder / name, name)
            pages = [path for path in tree.texts if path.endswith(".md")]
            yield from ((f"{name}/{path}", tree.texts[path]) for path in pages)


def _handwritten_pages(settings: SiteSettings) -> frozenset[str]:
    folders = settings.translated_languages
    pages = file_tree.pages_in(settings.docs_dir, follow=True)
    return frozenset(path for path in pages if path.partition("/")[0] not in folders)
