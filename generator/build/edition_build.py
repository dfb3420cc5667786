"""Makes one edition of the site in a folder: whole, or only what has changed since the last."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from generator.build import software
from generator.build.incremental import ReadDigests, RenderJob, Result, Traces, render_outputs
from generator.build.layout_pages import layout_pages, linked_paths
from generator.build.mkdocs_run import run_mkdocs
from generator.build.original_assets import original_icon
from generator.build.project import Project, is_cacheable
from generator.build.site_files import (
    index_search,
    prune_cards,
    write_cards,
    write_unless_handwritten,
)
from generator.build.site_record import SiteRecord, encode
from generator.content.languages import language_name
from generator.content.model import SEARCH
from generator.output.layouts import Layout
from generator.output.registry import (
    CARD,
    file_outputs,
    joined_outputs,
    page_outputs,
    search_documents,
    sitemap,
)
from generator.pages.translation_form import invitation
from generator.system import file_tree, files, site_folder
from generator.system.files import digest_of

Say = Callable[[str], None]
MKDOCS_FOLDER = "mkdocs"
"""The folder for what MkDocs makes, beside the new site."""


class MkDocsRecord(Struct, frozen=True):
    """What MkDocs made for the site that was built last."""

    key: bytes
    """The digest of all that MkDocs read."""
    files: tuple[str, ...]
    layouts: dict[str, Layout]
    documents: dict[str, str]


class EditionBuild:
    """One build of an edition whose content was read."""

    def __init__(self, project: Project, before: SiteRecord | None, say: Say) -> None:
        """`before` says what is known of the old site, if that has this edition."""
        self.project, self.before, self.say = project, before, say
        self.settings, self.store = project.settings, project.store
        self.handwritten = frozenset(_handwritten_files(project))

    def make(self, folder: Path, scratch: Path, linked: AbstractContextManager[None]) -> Made:
        """Make the edition in a folder, in which `linked` links the files of the old one."""
        with linked:
            mkdocs = self._run_mkdocs(scratch)
            has_search = self.settings.has_search
            what = "Making pages" + (" and the search index" if has_search else "")
            site = self.project.site
            self.say(f"{what} in {language_name(site.language)}" if site.languages else what)
            traces = Traces(self.store, self._unrecorded(), self.before is not None)
            renderer = replace(
                self.project.renderer, layouts=mkdocs.layouts, fragments=traces.fragments
            )
            edition = self.project.edition
            assert edition, "the content is read first"
            texts = self.project.sources.text_digests(edition.translated_texts)
            read_digests = ReadDigests(renderer, texts, traces.fragments)
            pages = [*page_outputs(renderer), *file_outputs(renderer)]
            joined = list(joined_outputs(renderer))
            traces.keep_only([*pages, *joined])
            stale = traces.stale(pages, read_digests)
        self._move_mkdocs_files(mkdocs, scratch, folder)
        job = RenderJob(renderer, folder, self.handwritten)
        results = render_outputs(job, stale, self.project.jobs)
        traces.record(results, read_digests)
        rendered = sum(result.name.endswith(".md") for result in results)
        documents = dict(search_documents(renderer)) | mkdocs.documents if has_search else {}
        with self._index(documents, folder, scratch) as search:
            read_digests.forget_fragments()
            stale = traces.stale(joined, read_digests)
            traces.record(render_outputs(job, stale, self.project.jobs), read_digests)
            self._write_cards(results, traces, folder)
            write_unless_handwritten(self.project, sitemap(renderer), folder)
            for path in traces.files_gone().difference(mkdocs.files):
                site_folder.remove_file(folder, path)
        return Made(self.before, traces, search, mkdocs, rendered)

    def _unrecorded(self) -> bytes:
        """Return the digest of all that outputs depend on without reading it from the index."""
        site = self.project.site
        # Of the texts in another language, the original edition shows one.
        others = [] if site.folder else [invitation(site, tag) for tag in site.languages]
        texts = [site.interface.own_catalogue, *others]
        site = replace(site, today=None, handwritten_pages=frozenset(), catalogues=())
        names = list(map(os.fsencode, sorted(self.handwritten)))
        return digest_of(
            software.fingerprint().encode(),
            encode(site),
            encode([names, self.settings.nav, self.settings.has_social_cards, texts]),
        )

    def _run_mkdocs(self, scratch: Path) -> MkDocsRecord:
        """Let MkDocs make its part, unless it has made the same before."""
        key, before = self._mkdocs_key(), self._mkdocs_before
        if before and before.key == key and is_cacheable(self.settings):
            return before
        into = scratch / MKDOCS_FOLDER
        result = run_mkdocs(self.project, into)
        files_made = tuple(file_tree.list_files(into))
        return MkDocsRecord(key, files_made, dict(result.layouts), dict(result.documents))

    @cached_property
    def _mkdocs_before(self) -> MkDocsRecord | None:
        """What MkDocs made for the old site."""
        return self.store.decode("meta", "mkdocs", MkDocsRecord) if self.before else None

    def _move_mkdocs_files(self, mkdocs: MkDocsRecord, scratch: Path, folder: Path) -> None:
        """Move what MkDocs has made in this build to the new site."""
        if mkdocs is self._mkdocs_before:
            return
        old_files = self._mkdocs_before.files if self._mkdocs_before else ()
        for path in set(old_files).difference(mkdocs.files):
            site_folder.remove_file(folder, path)
        site_folder.move_files(scratch / MKDOCS_FOLDER, mkdocs.files, folder)

    def _mkdocs_key(self) -> bytes:
        """Return the digest of all that MkDocs reads."""
        settings, renderer = self.settings, self.project.renderer
        others = (settings.content_folder, settings.locales_dir)
        own = {path for path in settings.sources if path not in others}
        docs = [f"{settings.docs_dir}/{language}/" for language in settings.translated_languages]
        paths = [
            path
            for path in sorted(file_tree.scan(own, follow=True))
            if not path.startswith(tuple(docs))  # they belong to other editions
        ]
        inputs = [(os.fsencode(path), file_tree.digest(path)) for path in paths]
        texts = (read_text(path) for path in paths if path.endswith(".md"))
        entries = list(renderer.entries())
        wanted = linked_paths(texts) | renderer.listed
        titles = {item.path: renderer.page(item).title for item in entries if item.path in wanted}
        pictures = {path: digest_of(data) for path, data in self.project.pictures.items()}
        layouts = sorted(layout_pages(renderer, entries))
        handwritten = sorted(self.project.site.handwritten_pages)
        languages = list(map(renderer.index.languages_of, handwritten))
        icon = digest_of(original_icon(self.project))
        values = [inputs, titles, pictures, layouts, languages, icon]
        return digest_of(self._unrecorded(), encode(values))

    @contextmanager
    def _index(self, documents: Mapping[str, str], folder: Path, scratch: Path) -> Iterator[str]:
        """Make the search index while the body runs, unless the documents are those of before.

        The body is given the digest of the documents.
        """
        has_search = self.settings.has_search
        digest = digest_of(encode(sorted(documents.items()))).hex() if has_search else ""
        if self.before and self.before.search == digest:
            yield digest
            return
        site_folder.remove(folder / SEARCH)
        files.write_tree(scratch / "documents", documents)
        with index_search(self.project, scratch / "documents", folder):
            yield digest

    def _write_cards(self, results: list[Result], traces: Traces, folder: Path) -> None:
        cards = dict(result.card for result in results if result.card)
        write_cards(self.project, cards, folder)
        if cards and self.settings.has_social_cards:
            prune_cards(self.project, traces.fragments.fragments(CARD).values())


class Made(NamedTuple):
    """An edition in the folder of the new site."""

    before: SiteRecord | None
    traces: Traces
    search: str
    """The digest of the documents of the search index."""
    mkdocs: MkDocsRecord
    rendered: int
    """The number of pages that were rendered."""


def _handwritten_files(project: Project) -> Iterator[str]:
    """Yield the paths of the files in `docs/` that belong to an edition."""
    docs, languages = project.settings.docs_dir, project.settings.translated_languages
    for path in file_tree.list_files(docs, follow=True) if docs.is_dir() else ():
        if path.partition("/")[0] not in languages:
            yield path


def read_text(path: str | Path) -> str:
    return files.read_file(str(path), follow=True).decode("utf-8", "replace")
