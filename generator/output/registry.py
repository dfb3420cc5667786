"""The outputs of the site: the name of each, and the function that renders its files.

The sitemap and the documents for the search are made anew in every build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import NamedTuple, Protocol

from msgspec import Struct
from msgspec.structs import replace

from generator.content.images import Size
from generator.content.model import Article, Entity, Key
from generator.content.problems import Problem
from generator.content.site import Site
from generator.index.index import Index
from generator.index.reads import Reads, RecordedMapping
from generator.open_data.data_files import (
    article_lines,
    csv_file,
    data_package,
    json_file,
    table_files,
)
from generator.open_data.sqlite import DATABASE, build_database
from generator.open_data.tables import ARTICLE_TABLES, FOLDER, tables
from generator.open_data.web_annotations import (
    COLLECTION,
    annotation_collection,
    annotation_lines,
    annotation_page,
    annotation_page_path,
)
from generator.output.assets import card_text
from generator.output.discovery import ROOT_FILES, root_files
from generator.output.feeds import (
    KINDS_WITH_FEEDS,
    SITE_FEED_FILES,
    FeedEntry,
    article_entry,
    atom_entry,
    entity_feed_file,
    site_feed_files,
)
from generator.output.html import page_html, sections_html
from generator.output.layouts import Layout, layout_name
from generator.output.markdown_copy import markdown_copy
from generator.output.page_metadata import foot_html, head_html, languages_html, notes_html
from generator.output.redirects import redirects, retired_redirects
from generator.output.search_documents import search_document
from generator.output.sitemap import sitemap_files
from generator.pages.cards import site_card
from generator.pages.page import SITE_PICTURE, Card, Page
from generator.pages.render import PageEntry, PageMaker, page_entries
from generator.pages.story_form import story_form_files
from generator.pages.translation_form import article_words, has_words, words_path

ATOM, ANNOTATIONS, SEARCH_DOCUMENT, CARD = "atom", "annotations", "search", "card"
"""Names of fragments. The lines of a table are named by its file, like `articles.csv`."""
RENDERER_MAPPINGS = ("layouts", "sizes")
"""What a renderer records; the index records everything else."""

Content = str | bytes


class Fragments(Protocol):
    """Parts of long files: the lines of one article, its feed entry, its search document."""

    def fragment(self, name: str, key: Key) -> str:
        """Return the fragment of an entity; an empty text when it has none."""

    def fragments(self, name: str) -> Mapping[Key, str]:
        """Return all fragments of a name that aren't empty."""

    def recording(self, reads: Reads) -> Fragments:
        """Return the same fragments, which add what is read to `reads`."""


class Rendered(Struct, frozen=True):
    """What an output consists of."""

    files: dict[str, Content]
    """The contents of its files, by their paths within the site."""
    fragments: dict[str, str] = {}
    """Its parts of other outputs, by the name of the fragment."""
    card: tuple[str, Card] | None = None
    """The path and the text of its social card, which is drawn later."""


class SiteRenderer(Struct, frozen=True):
    """An edition, and everything else that its outputs are made from."""

    index: Index
    site: Site
    """Has no date: the index gives that, so that reading it is recorded."""
    sizes: Mapping[str, Size]
    listed: frozenset[str]
    """The paths of the pages that the navigation may list."""
    has_cards: bool = True
    layouts: Mapping[str, Layout] = {}
    fragments: Fragments | None = None
    problems: Mapping[str, tuple[Problem, ...]] = {}
    """In a preview, the problems by the path of their page."""

    def recording(self, reads: Reads) -> SiteRenderer:
        """Return the same renderer, which adds what is read to `reads`."""
        return replace(
            self,
            index=self.index.recording(reads),
            sizes=RecordedMapping(self.sizes, "sizes", reads),
            layouts=RecordedMapping(self.layouts, "layouts", reads),
            fragments=self.fragments.recording(reads) if self.fragments else None,
        )

    def page(self, entry: PageEntry) -> Page:
        return entry.make(PageMaker(self.index, self.site))

    def article_page(self, article: Article) -> Page:
        return PageMaker(self.index, self.site).article_page(article.key)

    def entries(self) -> Iterator[PageEntry]:
        """Yield every page that no handwritten page replaces."""
        handwritten = self.site.handwritten_pages
        return (entry for entry in page_entries(self.index) if entry.path not in handwritten)

    def layout_name(self, path: str, kind: str) -> str:
        return layout_name(path, kind, self.listed)

    def html(self, page: Page, sections: Mapping[str, str] | None = None) -> str:
        """Return the finished page; `sections` are its sections as HTML, where rendered already."""
        layout = self.layouts[self.layout_name(page.path, page.kind)]
        content = page_html(page, self.site, self.sizes, sections)
        notes = notes_html(page.kind, self.problems.get(page.path, ()), self.site)
        languages = self.index.languages_of(page.path) if self.site.languages else ()
        head = head_html(page, self.site, languages)
        foot = foot_html(page, self.site)
        return layout.fill(head, notes, content, foot, languages_html(page, self.site, languages))

    def sections(self, page: Page) -> dict[str, str]:
        return sections_html(page, self.site, self.sizes)


class Output(NamedTuple):
    """Files that are rendered together."""

    name: str
    """Of a page the path in the tree, like `articles/2024/x.md`; else that of its first file."""
    render: Callable[[SiteRenderer], Rendered]
    other_files: tuple[str, ...] = ()
    """For the preview: what else it may write, besides the copies and redirects of a page."""


def page_outputs(renderer: SiteRenderer) -> Iterator[Output]:
    """Yield every page of the edition, with its Markdown copy, redirects and fragments.

    If a handwritten page replaces an article's page, only its fragments are made.
    """
    handwritten = renderer.site.handwritten_pages
    for entry in page_entries(renderer.index):
        if entry.kind == "article":
            yield Output(entry.path, partial(_render_article, entry), (words_path(entry.path),))
        elif entry.path not in handwritten:
            yield Output(entry.path, partial(_render_page, entry))


def file_outputs(renderer: SiteRenderer) -> Iterator[Output]:
    """Yield tables of entities, files for programs and the site's card: all but pages and joins."""
    yield Output(SITE_PICTURE, _render_site_card)
    is_translated = bool(renderer.site.folder)  # the original's data has all languages
    for table in () if is_translated else tables(renderer.index, renderer.site):
        if table.name not in ARTICLE_TABLES:
            render = partial(_render_table, table.name)
            json = f"{FOLDER}/{table.name}.json"
            yield Output(f"{FOLDER}/{table.name}.csv", render, (json,))
    if not is_translated:
        yield Output(f"{FOLDER}/datapackage.json", _render_data_package)
    yield Output("contribute/names.json", _render_story_form_files, ("contribute/stories.json",))
    yield Output("robots.txt", _render_root_files, ROOT_FILES)
    if retired := tuple(dict(retired_redirects(renderer.index, renderer.site))):
        yield Output(retired[0], _render_retired_redirects, retired[1:])


def joined_outputs(renderer: SiteRenderer) -> Iterator[Output]:
    """Yield what is joined from fragments: feeds, annotations and the tables of articles."""
    if renderer.site.url:
        yield Output("feed.xml", _render_site_feeds, SITE_FEED_FILES)
        for entity in chain.from_iterable(map(renderer.index.of_kind, KINDS_WITH_FEEDS)):
            path = f"{entity.key.path.removesuffix('.md')}/feed.xml"
            yield Output(path, partial(_render_entity_feed, entity.key))
    if renderer.site.folder:
        return
    for name in sorted(ARTICLE_TABLES):
        json = f"{FOLDER}/{name}.json"
        yield Output(f"{FOLDER}/{name}.csv", partial(_render_article_table, name), (json,))
    yield Output(COLLECTION, _render_annotation_collection)
    for year in renderer.index.years():
        yield Output(annotation_page_path(year), partial(_render_annotation_page, year))
    if renderer.site.has_search:
        yield Output(DATABASE, _render_database)


def sitemap(renderer: SiteRenderer) -> dict[str, str]:
    """Return the sitemap, which lists the handwritten pages too, by the paths of its files."""
    pages = [renderer.page(entry) for entry in renderer.entries()]
    handwritten = [
        Page(path=path, kind="handwritten", title="") for path in renderer.site.handwritten_pages
    ]
    return sitemap_files([*pages, *handwritten], renderer.site, renderer.index.lists.pages)


def search_documents(renderer: SiteRenderer) -> Iterator[tuple[str, str]]:
    """Yield the document of each page that the search finds, with the path of its file."""
    for key, document in _fragments(renderer).fragments(SEARCH_DOCUMENT).items():
        yield renderer.site.file(key.path), document


def render_fragment(renderer: SiteRenderer, name: str, key: Key) -> str:
    """Return one fragment of an entity."""
    entity = renderer.index.entities[key]
    if name == SEARCH_DOCUMENT:
        return _search_document(PageMaker(renderer.index, renderer.site).page_of(key))
    assert isinstance(entity, Article)
    if name == ATOM:
        sections = renderer.sections(renderer.article_page(entity))
        return atom_entry(renderer.index, renderer.site, entity, sections)
    if name == ANNOTATIONS:
        return annotation_lines(renderer.index, renderer.site, entity)
    (table,) = tables(renderer.index, renderer.site, {name.partition(".")[0]})
    return dict(article_lines(table, entity))[name]


def _render_page(entry: PageEntry, renderer: SiteRenderer) -> Rendered:
    page = renderer.page(entry).with_rendered_markdown()
    rendered = Rendered(_page_files(renderer, page, None))
    if entity := renderer.index.get(Key.from_path(entry.path)):
        rendered.files.update(redirects(entity, renderer.site))
    if document := _search_document(page):
        rendered.fragments[SEARCH_DOCUMENT] = document
    return rendered


def _render_article(entry: PageEntry, renderer: SiteRenderer) -> Rendered:
    page = renderer.page(entry).with_rendered_markdown()
    key = Key.from_path(entry.path)
    assert key
    index, site, article = renderer.index, renderer.site, renderer.index.entities[key]
    assert isinstance(article, Article)
    sections = renderer.sections(page)
    fragments = _article_fragments(renderer, article)
    if site.url and index.is_among_latest(key):
        fragments[ATOM] = atom_entry(index, site, article, sections)
    if entry.path in site.handwritten_pages:
        return Rendered({}, fragments)
    files = _page_files(renderer, page, sections) | dict(redirects(article, site))
    if has_words(article, site):
        files[words_path(entry.path)] = article_words(index, article)
    fragments[SEARCH_DOCUMENT] = _search_document(page)
    if not (renderer.has_cards and page.card):
        return Rendered(files, fragments)
    return Rendered(files, fragments | {CARD: card_text(page.card)}, (page.picture, page.card))


def _page_files(
    renderer: SiteRenderer, page: Page, sections: Mapping[str, str] | None
) -> dict[str, Content]:
    file = renderer.site.file(page.path)
    files: dict[str, Content] = {file: renderer.html(page, sections)}
    if page.has_copy:
        files[f"{file.removesuffix('.html')}.md"] = markdown_copy(page, renderer.site)
    return files


def _search_document(page: Page) -> str:
    return search_document(page.title, page.search) if page.search else ""


def _article_fragments(renderer: SiteRenderer, article: Article) -> dict[str, str]:
    """Return the lines of an article in each table of articles, and its annotations."""
    if renderer.site.folder:
        return {}
    index, site = renderer.index, renderer.site
    article_tables = tables(index, site, ARTICLE_TABLES)
    lines = chain.from_iterable(article_lines(table, article) for table in article_tables)
    return {**dict(lines), ANNOTATIONS: annotation_lines(index, site, article)}


def _render_site_card(renderer: SiteRenderer) -> Rendered:
    return Rendered({}, card=(SITE_PICTURE, site_card(renderer.site)))


def _render_table(name: str, renderer: SiteRenderer) -> Rendered:
    (table,) = tables(renderer.index, renderer.site, {name})
    return Rendered(dict(table_files(table, renderer.site)))


def _render_data_package(renderer: SiteRenderer) -> Rendered:
    package = data_package(tables(renderer.index, renderer.site), renderer.site)
    return Rendered({f"{FOLDER}/datapackage.json": package})


def _render_story_form_files(renderer: SiteRenderer) -> Rendered:
    return Rendered(dict(story_form_files(renderer.index, renderer.site)))


def _render_root_files(renderer: SiteRenderer) -> Rendered:
    return Rendered(dict(root_files(renderer.index, renderer.site)))


def _render_retired_redirects(renderer: SiteRenderer) -> Rendered:
    return Rendered(dict(retired_redirects(renderer.index, renderer.site)))


def _render_site_feeds(renderer: SiteRenderer) -> Rendered:
    index, site = renderer.index, renderer.site

    def entry(article: Article) -> FeedEntry:
        sections = renderer.sections(renderer.article_page(article))
        return article_entry(index, site, article, sections)

    return Rendered(dict(site_feed_files(index, site, entry)))


def _render_entity_feed(key: Key, renderer: SiteRenderer) -> Rendered:
    entity = renderer.index.entities[key]
    fragments = _fragments(renderer)
    path, text = entity_feed_file(
        renderer.index, renderer.site, entity, lambda article: fragments.fragment(ATOM, article.key)
    )
    return Rendered({path: text})


def _render_article_table(name: str, renderer: SiteRenderer) -> Rendered:
    (table,) = tables(renderer.index, renderer.site, {name})
    files: dict[str, Content] = {
        f"{FOLDER}/{name}.csv": csv_file(table, _parts(renderer, f"{name}.csv"))
    }
    if table.has_json:
        parts = _parts(renderer, f"{name}.json")
        files[f"{FOLDER}/{name}.json"] = json_file(table, renderer.site, parts)
    return Rendered(files)


def _parts(renderer: SiteRenderer, name: str) -> Iterable[str]:
    """Return the fragments of a name, those of the newest article first."""
    parts = _fragments(renderer).fragments(name)
    return [parts[article.key] for article in renderer.index.articles if article.key in parts]


def _render_annotation_collection(renderer: SiteRenderer) -> Rendered:
    return Rendered({COLLECTION: annotation_collection(renderer.index, renderer.site)})


def _render_annotation_page(year: int, renderer: SiteRenderer) -> Rendered:
    index, fragments = renderer.index, _fragments(renderer)
    parts = [fragments.fragment(ANNOTATIONS, article.key) for article in index.articles_in(year)]
    return Rendered(
        {annotation_page_path(year): annotation_page(index, renderer.site, year, parts)}
    )


def _render_database(renderer: SiteRenderer) -> Rendered:
    site = renderer.site
    return Rendered({DATABASE: build_database(tables(renderer.index, site), site)})


def _fragments(renderer: SiteRenderer) -> Fragments:
    assert renderer.fragments, "no fragments: outputs that are joined from them are rendered last"
    return renderer.fragments


class RenderedFragments(Struct, frozen=True):
    """Fragments that are rendered when they are asked for."""

    renderer: SiteRenderer

    def fragment(self, name: str, key: Key) -> str:
        return render_fragment(self.renderer, name, key)

    def fragments(self, name: str) -> Mapping[Key, str]:
        entities: Iterable[Entity] = self.renderer.index.articles
        if name == SEARCH_DOCUMENT:
            entities = self.renderer.index.entities.values()
        parts = {entity.key: self.fragment(name, entity.key) for entity in entities}
        return {key: part for key, part in parts.items() if part}

    def recording(self, reads: Reads) -> RenderedFragments:  # noqa: ARG002 - they record nothing
        return self
