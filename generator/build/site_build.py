"""Builds the finished site: whole, or only what has changed since the last build."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from generator.build import publish, software
from generator.build.incremental import (
    TRACE_TABLES,
    ReadDigests,
    RenderJob,
    Result,
    Traces,
    render_outputs,
)
from generator.build.layout_pages import layout_pages, linked_paths
from generator.build.mkdocs_run import MkDocsStopped, run_mkdocs
from generator.build.project import Project, is_cacheable
from generator.build.site_files import (
    index_search,
    prune_cards,
    write_cards,
    write_unless_handwritten,
)
from generator.build.site_record import SiteRecord, encode, last_site, listing, order
from generator.content.model import SEARCH, Key
from generator.output.export import export_tree
from generator.output.layouts import Layout, LayoutError
from generator.output.link_check import broken_links, merge, read_links
from generator.output.redirects import redirects
from generator.output.registry import (
    CARD,
    RenderedFragments,
    file_outputs,
    joined_outputs,
    page_outputs,
    search_documents,
    sitemap,
)
from generator.pages.edition import Edition
from generator.system import file_tree, files, site_folder
from generator.system.files import UserError, digest_of
from generator.system.workers import WorkerError, meanwhile

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


class SiteBuild:
    """One build of a project whose content was read."""

    def __init__(self, project: Project, say: Say, verify: bool = False) -> None:
        self.project, self.say, self.verify = project, say, verify
        self.settings, self.store = project.settings, project.store
        self.live = site_folder.output_folder(project.settings.site_dir)
        self.before = last_site(project)
        self.handwritten = frozenset(file_tree.list_files(self.settings.docs_dir, follow=True))

    def run(self, inputs: str) -> str:
        """Build the site, put it in place of the old one, and record what was made.

        `inputs` is the digest of the inputs from before they were read. The old site stays in place
        until the new one is complete. Whoever calls holds the lock of the folder. Returns how many
        pages the site has, and how many were rendered. Raises UserError when MkDocs stops, for
        instance at a broken link.
        """
        site_folder.can_be_replaced(self.live)
        with (
            site_folder.temporary(self.live, "new") as folder,
            site_folder.temporary(self.live, "scratch") as scratch,
        ):
            try:
                new_site = self._make(folder, scratch)
            except (LayoutError, WorkerError, MkDocsStopped) as error:
                raise UserError(f"the site was not built: {error}") from None
            if self.verify:
                self._check_links(folder)
            record = self._record(folder, inputs, new_site)
            publish.publish(folder, self.live)
        sources = self.project.sources.changes()
        meta = {"site": encode(record), "mkdocs": encode(new_site.mkdocs), **sources["meta"]}
        changes = {**sources, **new_site.traces.changes(), "meta": meta}
        self.store.write(changes, cleared=() if self.before else TRACE_TABLES)
        return f"{record.summary}, {new_site.rendered} rendered"

    def _record(self, folder: Path, inputs: str, new_site: _Made) -> SiteRecord:
        edition = self.project.edition
        assert edition, "the content is read first"
        pages = sum(1 for _ in self.project.renderer.entries())
        return SiteRecord(
            folder=str(self.live),
            order=order(self.project),
            inputs=inputs,
            listing=listing(folder),
            messages=tuple(map(str, edition.problems)),
            summary=f"{pages} pages from {len(edition.index.articles)} stories",
            search=new_site.search,
        )

    def _make(self, folder: Path, scratch: Path) -> _Made:
        """Make the new site in a folder."""
        with self._old_site_linked(folder):
            mkdocs = self._run_mkdocs(scratch)
            has_search = self.settings.has_search
            self.say("Making pages" + (" and the search index" if has_search else ""))
            traces = Traces(self.store, self._unrecorded(), self.before is not None)
            renderer = replace(
                self.project.renderer, layouts=mkdocs.layouts, fragments=traces.fragments
            )
            texts = self.project.sources.text_digests()
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
            files.write_tree(folder, {site_folder.SITE_MARK: site_folder.SITE_MARK_TEXT})
            for path in traces.files_gone().difference(mkdocs.files):
                site_folder.remove_file(folder, path)
        return _Made(traces, search, mkdocs, rendered)

    @contextmanager
    def _old_site_linked(self, folder: Path) -> Iterator[None]:
        """Link all files of the old site into a folder while the body runs."""
        if not self.before:
            yield
            return
        with meanwhile(partial(publish.link_folder, self.live), folder, self.project.jobs):
            yield

    def _unrecorded(self) -> bytes:
        """Return the digest of all that outputs depend on without reading it from the index."""
        site = replace(self.project.site, today=None, handwritten_pages=frozenset())
        names = list(map(os.fsencode, sorted(self.handwritten)))
        return digest_of(
            software.fingerprint().encode(),
            encode(site),
            encode([names, self.settings.nav, self.settings.has_social_cards]),
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
        own = {path for path in settings.sources if path != settings.content_folder}
        paths = sorted(file_tree.scan(own, follow=True))
        inputs = [(os.fsencode(path), file_tree.digest(path)) for path in paths]
        texts = (read_text(path) for path in paths if path.endswith(".md"))
        entries = list(renderer.entries())
        wanted = linked_paths(texts) | renderer.listed
        titles = {item.path: renderer.page(item).title for item in entries if item.path in wanted}
        pictures = {path: digest_of(data) for path, data in self.project.pictures.items()}
        layouts = sorted(layout_pages(renderer, entries))
        return digest_of(self._unrecorded(), encode([inputs, titles, pictures, layouts]))

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

    def _check_links(self, folder: Path) -> None:
        """Raise UserError, with the file that it comes from, when a page is broken."""
        names = file_tree.list_files(folder)
        html = {path: read_text(folder / path) for path in names if path.endswith(".html")}
        if base := urlsplit(self.settings.url).path:  # only the page for errors links from the root
            html["404.html"] = html.get("404.html", "").replace(f'="{base}', '="/')
        links = merge(read_links(path, text, text) for path, text in html.items())
        renderer = self.project.renderer
        sources = {renderer.site.file(entry.path): entry.path for entry in renderer.entries()}
        problems = list(islice(broken_links([links], frozenset(names), sources), 5))
        if problems:
            content = self.settings.content_dir
            named = [
                f"{problem} (from {content}/{path})"
                if (path := sources.get(problem.partition(":")[0])) and Key.from_path(path)
                else problem
                for problem in problems
            ]
            raise UserError(
                f"a page is broken, which is a mistake of the generator: {'; '.join(named)}"
            )


class _Made(NamedTuple):
    """A new site in its folder, before it takes the place of the old one."""

    traces: Traces
    search: str
    """The digest of the documents of the search index."""
    mkdocs: MkDocsRecord
    rendered: int
    """The number of pages that were rendered."""


def read_text(path: str | Path) -> str:
    return files.read_file(str(path), follow=True).decode("utf-8", "replace")


def export(project: Project, edition: Edition, into: Path) -> int:
    """Write the Markdown tree with a plain `mkdocs.yml`; return how many pages it holds.

    Raises UserError when a handwritten file can't be read, or `into` holds other files.
    """
    site_folder.must_not_hold(site_folder.output_folder(into), project.settings.sources)
    docs = file_tree.read_tree(project.settings.docs_dir, "docs", follow=True)
    if docs.problems:
        raise UserError(str(docs.problems[0]))
    renderer = project.renderer
    renderer = replace(renderer, fragments=RenderedFragments(renderer))
    others: dict[str, str | bytes] = {}
    for entity in renderer.index.entities.values():
        others |= dict(redirects(entity, renderer.site))
    for output in (*file_outputs(renderer), *joined_outputs(renderer)):
        others |= output.render(renderer).files
    names = ("site_name", "site_url", "site_description", "copyright", "nav")
    settings = {name: project.settings.values.get(name) for name in names}
    tree = export_tree(edition, project.pictures, docs.texts, settings, others)
    site_folder.write_export(into, tree)
    return sum(path.endswith(".md") for path in tree)
