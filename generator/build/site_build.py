"""Builds the finished site: whole, or only what has changed since the last build."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from msgspec.structs import replace

from generator.build import publish
from generator.build.edition_build import EditionBuild, Made, Say, read_text
from generator.build.incremental import TRACE_TABLES
from generator.build.mkdocs_run import MkDocsStopped
from generator.build.project import Project
from generator.build.site_record import SiteRecord, encode, last_site, listing, order, record_of
from generator.content.model import Key
from generator.output.export import configuration, edition_files, handwritten_files
from generator.output.layouts import LayoutError
from generator.output.link_check import broken_links, merge, read_links
from generator.output.redirects import redirects
from generator.output.registry import RenderedFragments, file_outputs, joined_outputs
from generator.pages.edition import Edition
from generator.system import file_tree, files, site_folder
from generator.system.files import UserError
from generator.system.workers import WorkerError, meanwhile


class SiteBuild:
    """One build of a project whose content was read, with its editions in other languages."""

    def __init__(self, project: Project, say: Say, verify: bool = False) -> None:
        self.project, self.say, self.verify = project, say, verify
        self.live = site_folder.output_folder(project.settings.site_dir)
        self.before = last_site(project)
        self.projects = (project, *project.editions())

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
                editions = [self._make(project, folder, scratch) for project in self.projects]
            except (LayoutError, WorkerError, MkDocsStopped) as error:
                raise UserError(f"the site was not built: {error}") from None
            if self.verify:
                self._check_links(folder)
            files.write_tree(folder, {site_folder.SITE_MARK: site_folder.SITE_MARK_TEXT})
            record = self._record(folder, inputs)
            publish.publish(folder, self.live)
        for project, edition in zip(self.projects, editions, strict=True):
            self._store(project, edition, record)
        return f"{record.summary}, {sum(edition.rendered for edition in editions)} rendered"

    def _store(self, project: Project, edition: Made, record: SiteRecord) -> None:
        """Store what is known of an edition for the next build."""
        sources = project.sources.changes() if project is self.project else {"meta": {}}
        record = replace(record, search=edition.search)
        meta = {"site": encode(record), "mkdocs": encode(edition.mkdocs), **sources["meta"]}
        changes = {**sources, **edition.traces.changes(), "meta": meta}
        project.store.write(changes, cleared=() if edition.before else TRACE_TABLES)

    def _record(self, folder: Path, inputs: str) -> SiteRecord:
        edition = self.project.edition
        assert edition, "the content is read first"
        stories = len(edition.index.articles)
        pages = sum(1 for project in self.projects for _ in project.renderer.entries())
        return SiteRecord(
            folder=str(self.live),
            order=order(self.project),
            inputs=inputs,
            listing=listing(folder),
            messages=(*map(str, edition.problems), *edition.notices),
            summary=f"{pages} pages from {stories} {'story' if stories == 1 else 'stories'}",
            search="",
            languages=self.project.settings.translated_languages,
        )

    def _make(self, project: Project, folder: Path, scratch: Path) -> Made:
        """Make an edition in its folder of the new site."""
        language = project.site.folder
        before = record_of(project, self.before)
        if not language:
            return EditionBuild(project, before, self.say).make(
                folder, scratch, self._old_site_linked(folder)
            )
        if not before:
            site_folder.remove(folder / language)
        (folder / language).mkdir(exist_ok=True)
        (scratch / language).mkdir()
        build = EditionBuild(project, before, self.say)
        return build.make(folder / language, scratch / language, nullcontext())

    @contextmanager
    def _old_site_linked(self, folder: Path) -> Iterator[None]:
        """Link all files of the old site into a folder while the body runs."""
        if not self.before:
            yield
            return
        with meanwhile(partial(publish.link_folder, self.live), folder, self.project.jobs):
            yield
        for language in {*self.before.languages}.difference(self.project.site.languages):
            site_folder.remove(folder / language)

    def _check_links(self, folder: Path) -> None:
        """Raise UserError, with the file that it comes from, when a page is broken."""
        names = file_tree.list_files(folder)
        html = {path: read_text(folder / path) for path in names if path.endswith(".html")}
        base = urlsplit(self.project.settings.url).path
        for project in self.projects if base else ():  # only pages for errors link from the root
            page = f"{project.site.folder}404.html"
            html[page] = html.get(page, "").replace(f'="{base}', '="/')
        links = merge(read_links(path, text, text) for path, text in html.items())
        sources = {
            f"{project.site.folder}{project.site.file(entry.path)}": entry.path
            for project in self.projects
            for entry in project.renderer.entries()
        }
        problems = list(islice(broken_links([links], frozenset(names), sources), 5))
        if problems:
            content = self.project.settings.content_dir
            named = [
                f"{problem} (from {content}/{path})"
                if (path := sources.get(problem.partition(":")[0])) and Key.from_path(path)
                else problem
                for problem in problems
            ]
            raise UserError(
                f"a page is broken, which is a mistake of the generator: {'; '.join(named)}"
            )


def export(project: Project, edition: Edition, into: Path) -> int:
    """Write the Markdown tree with a plain `mkdocs.yml`; return how many pages it holds.

    Raises UserError when a handwritten file can't be read, or `into` holds other files.
    """
    site_folder.must_not_hold(site_folder.output_folder(into), project.settings.sources)
    docs = file_tree.read_tree(project.settings.docs_dir, "docs", follow=True)
    if docs.problems:
        raise UserError(str(docs.problems[0]))
    names = ("site_name", "site_url", "site_description", "copyright", "nav")
    settings = {name: project.settings.values.get(name) for name in names}
    tree: dict[str, str | bytes] = {"mkdocs.yml": configuration(settings)}
    for each in (project, *project.editions()):
        assert each.edition, "it is made of the content"
        tree |= edition_files(each.edition, project.pictures, _other_files(each))
    tree |= handwritten_files(edition, docs.texts)
    site_folder.write_export(into, tree)
    return sum(path.endswith(".md") for path in tree)


def _other_files(project: Project) -> dict[str, str | bytes]:
    """Return the finished files of an edition that aren't pages."""
    renderer = project.renderer
    renderer = replace(renderer, fragments=RenderedFragments(renderer))
    others: dict[str, str | bytes] = {}
    for entity in renderer.index.entities.values():
        others |= dict(redirects(entity, renderer.site))
    for output in (*file_outputs(renderer), *joined_outputs(renderer)):
        others |= output.render(renderer).files
    return others
