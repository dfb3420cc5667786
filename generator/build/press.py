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
from generator.open_data.sqlite import DATABASE, database
from generator.open_data.tables import Table, data_files
from generator.open_data.web_annotations import marginalia
from generator.output import search_documents as search
from generator.output.feeds import Told, feed_files, retold, told
from generator.output.html import page_html, redirect_html, story_html
from generator.output.layouts import Frame, frame_of
from generator.output.link_check import Around, Proof, Sheet, gathered, proof
from generator.output.markdown_copy import twins
from generator.output.page_metadata import foot, head, notes
from generator.pages.page import Page
from generator.pages.render import story_page
from generator.pages.story_form import writing_files
from generator.system import files
from generator.system.files import Pack, Place, packing
from generator.system.workers import shared


class Press(Struct, frozen=True):
    """An edition, and the pages of it that no handwritten one stands in the place of."""

    index: Index
    tables: tuple[Table, ...]
    sizes: Mapping[str, Size]
    site: Site
    pages: Mapping[str, Page]
    listed: frozenset[str]
    """The paths of the pages that the navigation may list."""
    _frame_names: dict[tuple[str, str], str] = {}

    def inner(self, page: Page) -> str:
        """The HTML of the page's own text."""
        return page_html(page, self.site, self.sizes)

    def frame_of(self, page: Page) -> str:
        """The name of the frame that a page is poured into."""
        place = page.path if page.path in self.listed else page.path.rpartition("/")[0]
        if (place, page.kind) not in self._frame_names:
            found = frame_of(page.path, page.kind, self.listed)
            self._frame_names[place, page.kind] = found
        return self._frame_names[place, page.kind]

    def filling(self, page: Page, inner: str) -> tuple[str, str, str, str]:
        """What is poured into the holes of the page's frame."""
        above = notes(page.kind, page.problems)
        return head(page, self.site), above, inner, foot(page, self.site)

    def whole(self, page: Page, inner: str, frames: Mapping[str, Frame]) -> str:
        """The finished page."""
        return frames[self.frame_of(page)].pour(*self.filling(page, inner))

    def twins(self, page: Page) -> Iterator[tuple[str, str]]:
        """The same page for those who read no HTML: two files, with their paths."""
        return twins(page, self.index, self.site)

    def told(self, article: Article, inner: str) -> Told:
        """A story as feeds tell it; `inner` is the HTML of its page."""
        html = story_html(inner, self.site.full(article.key.path))
        return told(self.index, self.site, article, html)

    def retell(self, article: Article) -> Told:
        """The same for a story whose page is not at hand."""
        return self.told(article, self.inner(story_page(self.index, self.site, article)))

    def feeds(
        self, tell: Callable[[Article], Told], part: int = 0, parts: int = 1
    ) -> Iterator[tuple[str, str]]:
        """The files of the feeds with their paths; `tell` gives each story."""
        return feed_files(self.index, self.site, tell, part, parts)

    def data(self) -> Iterator[tuple[str, str]]:
        """The files of the open data with their paths."""
        yield from data_files(self.tables, self.site)
        yield from marginalia(self.index, self.site)
        yield from writing_files(self.index, self.site)

    def database(self) -> Iterator[tuple[str, bytes]]:
        """The same as one file, unless nothing is to be indexed."""
        if self.site.indexed:
            yield DATABASE, database(self.tables, self.site)

    def redirects(self) -> Iterator[tuple[str, str]]:
        """A page at each old address of an article, with its path."""
        for article in self.index.articles:
            for alias in article.aliases:
                target = "../" * alias.count("/") + self.site.address(article.key.path)
                canonical = self.site.full(article.key.path) if self.site.url else ""
                yield f"{alias}index.html", redirect_html(target, canonical)


class Bench(Struct, frozen=True):
    """Where the press works."""

    into: Path
    """The folder of the site."""
    own: frozenset[str]
    """The paths of the handwritten files: none is written over."""
    scratch: Path
    """For what is needed while the site is made."""
    frames: Mapping[str, Frame]
    jobs: int

    def write(self, made: Iterable[tuple[str, str | bytes]]) -> None:
        folder = files.Folder(self.into)
        for path, data in made:
            if path not in self.own:
                folder.write(path, data)


def feed_search(press: Press, others: Mapping[str, str], into: Path, jobs: int) -> None:
    """Makes a folder hold what the search is fed: a small page for each page that it finds.

    `others` are those of handwritten pages, by the path of their file. What stands there already
    is not written again.
    """
    pages, folder = list(press.pages.values()), files.Folder(into)

    def part(number: int) -> list[str]:
        paths = []
        for path, text in fodder(press.site, pages[number::jobs]):
            folder.update(path, text)
            paths.append(path)
        return paths

    for path, text in others.items():
        folder.update(path, text)
    files.keep_only(into, chain(others, *shared(jobs, part, jobs)))


def fodder(site: Site, pages: Iterable[Page]) -> Iterator[tuple[str, str]]:
    """What the search is fed of pages, with the paths of their files."""
    for page in pages:
        if entry := page.search:
            yield site.file(page.path), search.document(page.title, entry)


def pour(press: Press, bench: Bench, *beside: Callable[[], None]) -> list[Sheet]:
    """Writes the edition's pages, its data and its feeds; does what else is to be done `beside`.

    Gives what was found on the pages.
    """
    database = (lambda: bench.write(press.database()),)
    beside = (lambda: bench.write(press.data()), *(database if press.site.indexed else ()), *beside)
    pages, jobs = list(press.pages.values()), bench.jobs
    retold_paths = retold(press.index, press.site)

    def part(number: int) -> tuple[dict[str, Place], Sheet]:
        places: dict[str, Place] = {}
        if number >= jobs:  # beside the pages, which are many, each of these is one part more
            beside[number - jobs]()
            return places, gathered(())
        with packing(bench.scratch / f"told-{number}") as pack:
            poured = _poured(press, bench, pages[number::jobs], retold_paths, pack, places)
            return places, gathered(poured)

    made = shared(jobs + len(beside), part, jobs)
    places = dict(chain.from_iterable(found.items() for found, _ in made))

    def tell(article: Article) -> Told:
        if kept := places.get(article.key.path):
            return Told(*kept.bytes().decode().split("\0"))
        return press.retell(article)

    def feeds(number: int) -> None:
        bench.write(press.feeds(tell, number, jobs))

    shared(jobs, feeds, jobs)
    return [sheet for _, sheet in made]


def _poured(
    press: Press,
    bench: Bench,
    pages: Iterable[Page],
    retold_paths: frozenset[str],
    pack: Pack,
    places: dict[str, Place],
) -> Iterator[Proof]:
    """Writes pages, notes the `places` of the stories that feeds tell, and gives what it read."""
    folder = files.Folder(bench.into)
    around = {name: Around.of("".join(frame.parts)) for name, frame in bench.frames.items()}
    for page in pages:
        try:
            read = _poured_page(
                press, bench, page.at_hand(), retold_paths, pack, places, around, folder
            )
        except Exception as error:
            error.add_note(f"This happened while the page of {page.source or page.path} was made.")
            raise
        yield read


def _poured_page(
    press: Press,
    bench: Bench,
    page: Page,
    retold_paths: frozenset[str],
    pack: Pack,
    places: dict[str, Place],
    around: Mapping[str, Around],
    folder: files.Folder,
) -> Proof:
    name, inner, file = press.frame_of(page), press.inner(page), press.site.file(page.path)
    filling = press.filling(page, inner)
    folder.write(file, bench.frames[name].pour(*filling))
    bench.write(press.twins(page))
    story = press.index.nouns.get(Key.at(page.path))
    if page.path in retold_paths and isinstance(story, Article):
        places[page.path] = pack.add("\0".join(press.told(story, inner)).encode())
    return proof(file, "".join(filling), inner, around[name])
