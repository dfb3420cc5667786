"""Pours an edition's pages into their frames, and makes the finished files beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from msgspec import Struct

from generator.content.images import Size
from generator.content.model import Article, Key
from generator.content.site import Site
from generator.index.index import Index
from generator.open_data.data_files import data_file, data_files
from generator.open_data.sqlite import DATABASE, build_database
from generator.open_data.tables import Table
from generator.open_data.web_annotations import annotation_files
from generator.output import search_documents as search
from generator.output.feeds import FeedEntry, article_entry, articles_in_feeds, feed_files
from generator.output.html import page_html, redirect_html, sections_html
from generator.output.layouts import Layout, layout_name
from generator.output.link_check import LayoutLinks, PageLinks, SiteLinks, merge, read_links
from generator.output.markdown_copy import markdown_copy
from generator.output.page_metadata import foot_html, head_html, notes_html
from generator.pages.page import Page
from generator.pages.render import article_page
from generator.pages.story_form import story_form_files
from generator.system import files, site_folder
from generator.system.store import Pack, Place, packing
from generator.system.workers import map_in_workers


class SiteRenderer(Struct, frozen=True):
    """An edition, and the pages of it that no handwritten one stands in the place of."""

    index: Index
    tables: tuple[Table, ...]
    sizes: Mapping[str, Size]
    site: Site
    pages: Mapping[str, Page]
    listed: frozenset[str]
    """The paths of the pages that the navigation may list."""
    _frame_names: dict[tuple[str, str], str] = {}

    def sections_html(self, page: Page) -> Mapping[str, str]:
        """Return the HTML of each section of the page, by name."""
        return sections_html(page, self.site, self.sizes)

    def content_html(self, page: Page, sections: Mapping[str, str] | None = None) -> str:
        """Return the HTML of the page's content; `sections` are reused where given."""
        return page_html(page, self.site, self.sizes, sections)

    def layout_name(self, page: Page) -> str:
        """The name of the frame that a page is poured into."""
        place = page.path if page.path in self.listed else page.path.rpartition("/")[0]
        if (place, page.kind) not in self._frame_names:
            name = layout_name(page.path, page.kind, self.listed)
            self._frame_names[place, page.kind] = name
        return self._frame_names[place, page.kind]

    def slot_values(self, page: Page, content: str) -> tuple[str, str, str, str]:
        """Return what the slots of the page's layout are filled with, in the order of `SLOTS`."""
        notes = notes_html(page.kind, page.problems)
        return head_html(page, self.site), notes, content, foot_html(page, self.site)

    def finished_page(self, page: Page, inner: str, layouts: Mapping[str, Layout]) -> str:
        """The finished page."""
        return layouts[self.layout_name(page)].fill(*self.slot_values(page, inner))

    def markdown_copy(self, page: Page) -> Iterator[tuple[str, str]]:
        """Yield the path and text of the page as Markdown and as JSON."""
        return markdown_copy(page, self.index, self.site)

    def feed_entry(self, article: Article, sections: Mapping[str, str] | None = None) -> FeedEntry:
        """Return an article's entry; `sections` are those of its page, where rendered already."""
        if sections is None:
            sections = self.sections_html(article_page(self.index, self.site, article))
        return article_entry(self.index, self.site, article, sections)

    def feeds(
        self, tell: Callable[[Article], FeedEntry], part: int = 0, parts: int = 1
    ) -> Iterator[tuple[str, str]]:
        """The files of the feeds with their paths; `tell` gives each story."""
        return feed_files(self.index, self.site, tell, part, parts)

    def data(self) -> Iterator[tuple[str, str]]:
        """The files of the open data with their paths."""
        yield from data_files(self.tables, self.site)
        yield from annotation_files(self.index, self.site)
        yield from story_form_files(self.index, self.site)

    def data_file(self, path: str) -> str | None:
        """Return the file of the open data with this path, without rendering all tables."""
        if (content := data_file(self.tables, self.site, path)) is not None:
            return content
        others = chain(
            annotation_files(self.index, self.site), story_form_files(self.index, self.site)
        )
        return next((content for other, content in others if other == path), None)

    def database(self) -> Iterator[tuple[str, bytes]]:
        """The same as one file, unless nothing is to be indexed."""
        if self.site.has_search:
            yield DATABASE, build_database(self.tables, self.site)

    def redirects(self) -> Iterator[tuple[str, str]]:
        """A page at each old address of an article, with its path."""
        for article in self.index.articles:
            for alias in article.aliases:
                target = "../" * alias.count("/") + self.site.address(article.key.path)
                canonical = self.site.full_url(article.key.path) if self.site.url else ""
                yield f"{alias}index.html", redirect_html(target, canonical)


def layouts_in(renderer: SiteRenderer, folder: Path) -> dict[str, Layout]:
    """Return the layouts by name, from the pages with slots that MkDocs has written."""
    layouts: dict[str, Layout] = {}
    for page in renderer.pages.values():
        name, file = renderer.layout_name(page), folder / renderer.site.file(page.path)
        if name not in layouts and file.exists():
            layouts[name] = Layout.of(file.read_text(encoding="utf-8"))
    return layouts


class OutputFolder(Struct, frozen=True):
    """Where pages are written, and the layouts that they fill."""

    into: Path
    """The folder of the site."""
    own: frozenset[str]
    """The paths of the handwritten files: none is written over."""
    scratch: Path
    """For what is needed while the site is made."""
    layouts: Mapping[str, Layout]
    jobs: int

    def write(self, made: Iterable[tuple[str, str | bytes]]) -> None:
        folder = files.Folder(self.into)
        for path, data in made:
            if path not in self.own:
                folder.write(path, data)


def write_search_documents(
    renderer: SiteRenderer, others: Mapping[str, str], into: Path, jobs: int
) -> None:
    """Makes a folder hold what the search is fed: a small page for each page that it finds.

    `others` are those of handwritten pages, by the path of their file. What stands there already
    is not written again.
    """
    pages, folder = list(renderer.pages.values()), files.Folder(into)

    def part(number: int) -> list[str]:
        paths = []
        for path, text in search_documents(renderer.site, pages[number::jobs]):
            folder.update(path, text)
            paths.append(path)
        return paths

    for path, text in others.items():
        folder.update(path, text)
    site_folder.keep_only(into, chain(others, *map_in_workers(jobs, part, jobs)))


def search_documents(site: Site, pages: Iterable[Page]) -> Iterator[tuple[str, str]]:
    """What the search is fed of pages, with the paths of their files."""
    for page in pages:
        if entry := page.search:
            yield site.file(page.path), search.search_document(page.title, entry)


def write_pages(
    renderer: SiteRenderer, outputs: OutputFolder, *beside: Callable[[], None]
) -> list[SiteLinks]:
    """Writes the edition's pages, its data and its feeds; does what else is to be done `beside`.

    Gives what was found on the pages.
    """
    database = (lambda: outputs.write(renderer.database()),)
    beside = (
        lambda: outputs.write(renderer.data()),
        *(database if renderer.site.has_search else ()),
        *beside,
    )
    pages, jobs = list(renderer.pages.values()), outputs.jobs
    retold_paths = articles_in_feeds(renderer.index, renderer.site)

    def part(number: int) -> tuple[dict[str, Place], SiteLinks]:
        places: dict[str, Place] = {}
        if number >= jobs:  # beside the pages, which are many, each of these is one part more
            beside[number - jobs]()
            return places, merge(())
        with packing(outputs.scratch / f"told-{number}") as pack:
            poured = _poured(renderer, outputs, pages[number::jobs], retold_paths, pack, places)
            return places, merge(poured)

    results = map_in_workers(jobs + len(beside), part, jobs)
    places = dict(chain.from_iterable(found.items() for found, _ in results))

    def tell(article: Article) -> FeedEntry:
        if kept := places.get(article.key.path):
            return FeedEntry(*kept.bytes().decode().split("\0"))
        return renderer.feed_entry(article)

    def feeds(number: int) -> None:
        outputs.write(renderer.feeds(tell, number, jobs))

    map_in_workers(jobs, feeds, jobs)
    return [sheet for _, sheet in results]


def _poured(
    renderer: SiteRenderer,
    outputs: OutputFolder,
    pages: Iterable[Page],
    retold_paths: frozenset[str],
    pack: Pack,
    places: dict[str, Place],
) -> Iterator[PageLinks]:
    """Writes pages, notes the `places` of the stories that feeds tell, and gives what it read."""
    folder = files.Folder(outputs.into)
    around = {
        name: LayoutLinks.of("".join(layout.parts)) for name, layout in outputs.layouts.items()
    }
    for page in pages:
        try:
            read = _poured_page(
                renderer,
                outputs,
                page.with_rendered_markdown(),
                retold_paths,
                pack,
                places,
                around,
                folder,
            )
        except Exception as error:
            error.add_note(f"This happened while the page of {page.source or page.path} was made.")
            raise
        yield read


def _poured_page(
    renderer: SiteRenderer,
    outputs: OutputFolder,
    page: Page,
    retold_paths: frozenset[str],
    pack: Pack,
    places: dict[str, Place],
    around: Mapping[str, LayoutLinks],
    folder: files.Folder,
) -> PageLinks:
    name, file = renderer.layout_name(page), renderer.site.file(page.path)
    sections = renderer.sections_html(page)
    content = renderer.content_html(page, sections)
    filling = renderer.slot_values(page, content)
    folder.write(file, outputs.layouts[name].fill(*filling))
    outputs.write(renderer.markdown_copy(page))
    story = renderer.index.get(Key.from_path(page.path))
    if page.path in retold_paths and isinstance(story, Article):
        places[page.path] = pack.add("\0".join(renderer.feed_entry(story, sections)).encode())
    return read_links(file, "".join(filling), content, around[name])
