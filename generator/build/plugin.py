"""The door for MkDocs: brings the edition's pages into its build."""

from __future__ import annotations

import posixpath
import re
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urljoin

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from msgspec.structs import replace

from generator.build.cabinet import Cabinet
from generator.build.pagefind import indexed
from generator.build.renderer import SiteRenderer
from generator.checks.context import CheckContext
from generator.content.markdown import slugify
from generator.content.model import LIST_PAGES, SEARCH, Article, Kind
from generator.content.problems import count_summary
from generator.content.schema import schema_files
from generator.content.site import Licence, Site
from generator.content.urls import fault_of_url, scheme_of
from generator.index.analysis import FileAnalysis, analyse_file
from generator.open_data import json_ld as schema
from generator.output import assets
from generator.output import search_documents as search
from generator.output.discovery import root_files
from generator.output.feeds import FeedEntry
from generator.output.html import with_alignment_classes
from generator.output.layouts import slot_marker
from generator.output.page_metadata import foot_html, head_html, notes_html
from generator.output.security_headers import POLICY, PREVIEW_POLICY
from generator.output.sitemap import sitemap_files
from generator.output.social_cards import CannotDraw
from generator.pages.edition import Edition, make_edition
from generator.pages.page import Page, Parts, SearchEntry
from generator.system import clock, files
from generator.system.workers import map_in_workers

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

log = get_plugin_logger("cooperation-news")
_THEME = Path(__file__).parent.parent / "theme"
_ICON = "assets/icon.svg"
_NOT_NEEDED = re.compile(
    r"assets/(javascripts/|images/favicon|stylesheets/|coopnews\.css|.*\.map$)"
)
"""What the theme brings and no page asks for: one style sheet is made of its two."""


_NOT_PUBLISHED = re.compile(rf"{_NOT_NEEDED.pattern}|assets/(?:preview\.css|margin\.js)$")
"""The same, and what the preview alone asks for."""
WORTH_SHARING = 300
"""From how many files on a second process reads faster than it takes to begin."""


class LicenceSettings(Config):
    """What others may do with the stories and the data: all three, or none."""

    name = c.Type(str, default="")
    """From the SPDX list: `CC-BY-4.0`."""
    title = c.Type(str, default="")
    url = c.URL(default="")


class SecuritySettings(Config):
    """Whom to tell of a weakness (RFC 9116): both, or none."""

    contact = c.Type(str, default="")
    """A web address, or `mailto:` and one."""
    expires = c.Type((str, date), default="")
    """The day until which that is true: `2027-11-30`."""


class Settings(Config):
    content_dir = c.Type(str, default="content")
    """The folder of the articles and nouns, beside `mkdocs.yml`."""
    search = c.Type(bool, default=True)
    """Whether to make a search index."""
    pictures = c.Type(bool, default=True)
    """Whether to draw a picture to be shared for each story."""
    licence = c.SubConfig(LicenceSettings)
    security = c.SubConfig(SecuritySettings)


class CooperationNews(BasePlugin[Settings]):
    """Reads the content when a build begins, and hands its pages to MkDocs."""

    def __init__(self) -> None:
        self.preview = False
        self.is_ready = False
        """True when the edition was made for the build to come by whoever started it."""
        self.site = Site("")
        self.today: date | None = None
        """The day on which the site is made, when whoever started it has named one."""
        self.layouts_only = False
        """True when MkDocs makes the frames alone, and whoever started it pours the pages in."""
        self.jobs = 1
        """How many processes may work; MkDocs' own commands have but one."""
        self.cache: files.Cache | None = None
        self.cabinet: Cabinet | None = None
        """What each file gave, when the same content will be read again and again."""
        self.edition: Edition | None = None
        self._renderer: SiteRenderer | None = None
        """The edition made last, and its pages, less those that are handwritten."""
        self._shown: dict[str, Page] = {}
        self.texts: dict[str, bytes] = {}
        """The files beside the texts: pictures."""
        self.found: dict[str, tuple[str, SearchEntry]] = {}
        """What the search is to know of each page that MkDocs rendered, by its address."""
        self._stories: dict[str, Mapping[str, str]] = {}
        """The stories' pages, by path: their feeds are made of them."""
        self._handwritten_pages: list[Page] = []

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        self.preview = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        if not self.is_ready:
            made = self.prepare(config)
            for problem in made.problems:
                (log.error if problem.is_error else log.warning)(str(problem))
            if not made.can_be_published and not self.preview:
                raise PluginError(f"{count_summary(made.problems)} in {self.config.content_dir}")
        self.is_ready = False
        self.found, self._stories, self._handwritten_pages = {}, {}, []
        # MkDocs would list what it renders, with the day of the build.
        config.theme.static_templates.discard("sitemap.xml")
        custom = 1 if config.theme.custom_dir else 0
        if str(_THEME) not in config.theme.dirs:
            config.theme.dirs.insert(custom, str(_THEME))
        # The headings of handwritten pages have ids in every script, as those of stories do.
        config.mdx_configs.setdefault("toc", {})["slugify"] = lambda words, _: slugify(words)
        return config

    def prepare(self, config: MkDocsConfig) -> Edition:
        """Reads the content and makes the edition that the next build will show."""
        root = self.config.content_dir
        tree = files.read_tree(content_folder(config, root), root)
        if special := files.special_files(Path(config.docs_dir)):
            raise PluginError(f"{special[0]} is not a regular file: put the file itself there")
        self.texts = {path: tree.texts[path] for path in tree.texts if path[-3:] != ".md"}
        self.site = Site(
            config.site_name,
            config.site_description or "",
            config.site_url or "",
            config.use_directory_urls,
            self.today or self._this_day(),
            frozenset(files.pages_in(Path(config.docs_dir), follow=True)),
            self._licence(),
            self._contact(),
            self.config.search,
            self._edit(config),
        )
        made = make_edition(
            tree.texts,
            self.site,
            root=root,
            unread=tree.problems,
            preview=self.preview,
            before=self.edition,
            file_all=partial(self._file_all, tree.signatures),
        )
        handwritten = self.site.handwritten_pages
        pages = {page.path: page for page in made.pages if page.path not in handwritten}
        listed = frozenset([*LIST_PAGES, *_paths_in(config.nav)])
        self.edition = made
        self._renderer = SiteRenderer(made.index, made.data, made.sizes, self.site, pages, listed)
        return made

    @property
    def renderer(self) -> SiteRenderer:
        if self._renderer is None:
            raise PluginError("no edition has been made yet")
        return self._renderer

    def _this_day(self) -> date:
        try:
            return clock.today()
        except clock.NoDay as fault:
            raise PluginError(str(fault)) from None

    def _file_all(
        self,
        signatures: Mapping[str, files.Signature],
        paths: Sequence[str],
        texts: Mapping[str, bytes],
        context: CheckContext,
    ) -> list[FileAnalysis]:
        kept = {} if self.cabinet is None else self.cabinet.kept(signatures, context)
        fresh = [path for path in paths if path not in kept]
        jobs = self.jobs if len(fresh) > WORTH_SHARING else 1

        def part(number: int) -> list[FileAnalysis]:
            return [analyse_file(path, texts[path], context) for path in fresh[number::jobs]]

        made = map_in_workers(jobs, part, jobs)
        found = {path: made[at % jobs][at // jobs] for at, path in enumerate(fresh)} | kept
        if self.cabinet is not None:
            self.cabinet.keep(signatures, found, context)
        return [found[path] for path in paths]

    def _licence(self) -> Licence | None:
        given = self.config.licence
        values = (given.name, given.title, given.url)
        if any(values) and not all(values):
            raise PluginError("`licence` needs a `name`, a `title` and a `url`")
        return Licence(*values) if all(values) else None

    def _contact(self) -> tuple[str, str]:
        contact, expires = self.config.security.contact, str(self.config.security.expires)
        if not contact and not expires:
            return "", ""
        if scheme_of(contact) not in ("https", "mailto") or fault_of_url(contact):
            raise PluginError("`security.contact` is `https://...` or `mailto:...`")
        try:
            date.fromisoformat(expires)
        except ValueError:
            raise PluginError("`security.expires` is a day like 2027-11-30") from None
        return contact, expires

    def _edit(self, config: MkDocsConfig) -> str:
        if not config.edit_uri or not config.repo_url:
            return ""
        folder = posixpath.relpath(content_folder(config, self.config.content_dir), config.docs_dir)
        path = posixpath.normpath(posixpath.join(config.edit_uri, folder))
        return urljoin(config.repo_url.rstrip("/") + "/", path) + "/"

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        sheet = self._sheet(files, config)
        idle = _NOT_NEEDED if self.preview else _NOT_PUBLISHED
        for file in [file for file in files if idle.match(file.src_uri)]:
            if file.src_dir != config.docs_dir:
                files.remove(file)
        # A handwritten page takes a generated one's place.
        pages = {p: page for p, page in self.renderer.pages.items() if p not in files.src_uris}
        self._renderer = replace(self.renderer, pages=pages)
        self._shown = self._stand_ins(files) if self.layouts_only else pages
        for path, page in self._shown.items():
            file = File.generated(config, path, content=page.text)
            # Where a site names no navigation, MkDocs makes one of all that it may list.
            listed = path in LIST_PAGES and not config.nav
            file.inclusion = InclusionLevel.INCLUDED if listed else InclusionLevel.NOT_IN_NAV
            files.append(file)
        made: dict[str, str | bytes] = {
            **self.texts,
            **dict(self.renderer.redirects()),
            **self._site_files(files),
            "assets/site.css": sheet,
        }
        for path, data in made.items():
            if not files.get_file_from_path(path):
                files.append(File.generated(config, path, content=data))
        return files

    def _stand_ins(self, files: Files) -> dict[str, Page]:
        """One page for each frame, and those that handwritten pages link to, without their text."""
        layouts = {
            self.renderer.layout_name(page): path
            for path, page in reversed([*self.renderer.pages.items()])
        }
        wanted = set(layouts.values())
        for file in files.documentation_pages():
            wanted |= _linked(file.content_string, posixpath.dirname(file.src_uri))
        return {
            p: replace(page, parts=Parts())
            for p, page in self.renderer.pages.items()
            if p in wanted
        }

    def _site_files(self, files: Files) -> dict[str, str | bytes]:
        icon = files.get_file_from_path(_ICON)
        try:
            made = assets.site_files(self.site, icon.content_string if icon else "")
        except CannotDraw as fault:
            raise PluginError(f"{_ICON} cannot be drawn: {fault}") from None
        return {**made, **dict(schema_files())}

    def _sheet(self, files: Files, config: MkDocsConfig) -> str:
        names = [file.src_uri for file in files]
        sheets = [name for name in names if re.fullmatch(r"assets/stylesheets/main\..*css", name)]
        own = files.get_file_from_path("assets/coopnews.css")
        material = files.get_file_from_path(sheets[0]) if sheets else None
        if material is None or own is None:
            raise PluginError("the theme must be Material: write `theme: {name: material}`")
        return assets.sheet(material.content_string, own.content_string, self.cache_of(config))

    def on_page_markdown(self, markdown: str, /, *, page: MkDocsPage, **_: Any) -> str:
        # Ours is turned into HTML by the generator's own parser: Python-Markdown gets nothing.
        return "" if page.file.src_uri in self._shown else markdown

    def on_page_content(
        self, html: str, /, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        made = self._shown.get(page.file.src_uri)
        if made is None:
            self.found[page.url] = (str(page.title), SearchEntry("Page", search.blocks_of(html)))
            return with_alignment_classes(html)
        if self.layouts_only:
            return slot_marker("content")
        if entry := made.search:
            self.found[page.url] = (made.title, entry)
        made = made.with_rendered_markdown()
        sections = self.renderer.sections_html(made)
        self.write(config, dict(self.renderer.markdown_copy(made)))
        if made.kind == "article":
            self._stories[made.path] = sections
        return self.renderer.content_html(made, sections)

    def on_page_context(
        self, context: Any, /, *, page: MkDocsPage, config: MkDocsConfig, nav: Any
    ) -> Any:
        own = self._shown.get(page.file.src_uri)
        made = own or self._handwritten(page, config)
        context["kind"] = made.kind
        poured = own is not None and self.layouts_only
        problems = made.problems if self.preview else ()
        context["notes"] = slot_marker("notes") if poured else notes_html(made.kind, problems)
        context["head"] = slot_marker("head") if poured else head_html(made, self.site)
        context["foot"] = (
            slot_marker("foot") if poured else foot_html(made, self.site, page.edit_url or "")
        )
        return context

    def _handwritten(self, page: MkDocsPage, config: MkDocsConfig) -> Page:
        """What a page's frame says of it, for a page that is not of the edition."""
        path, title = page.file.src_uri, str(page.title)
        way = schema.breadcrumbs(self.site, [(self.site.name, "index.md"), (title, path)])
        says = schema.graph(schema.web_site(self.site) if page.is_homepage else way)
        described = str(page.meta.get("description") or "") or self.site.description
        made = Page(
            path,
            "handwritten",
            title,
            description=described,
            parts=Parts(outline=lambda: page.markdown or "", schema=lambda: says),
        )
        self._handwritten_pages.append(made)
        return made

    def on_env(self, env: Any, /, *, config: MkDocsConfig, files: Files) -> Any:
        env.globals["is_preview"] = self.preview
        env.globals["policy"] = PREVIEW_POLICY if self.preview else POLICY
        env.globals["has_search"] = self.config.search
        env.globals["has_tracker"] = bool(self.renderer.index.of_kind(Kind.COMMITMENT))
        env.globals.update(kind="", notes="", head="", foot="")
        return env

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        self._write_twins(config)
        if self.layouts_only:
            return
        with tempfile.TemporaryDirectory() as scratch:
            files.write_tree(Path(scratch), search.search_documents(self.found))
            renderer = self.renderer
            with self.indexed(config, Path(scratch)):
                self.write(config, dict(renderer.database()))
                for path, text in chain(renderer.data(), renderer.feeds(self._tell)):
                    self.write(config, {path: text})
                self.finish(config)

    def _write_twins(self, config: MkDocsConfig) -> None:
        """Writes those of handwritten pages: the others' are written with them."""
        twins = dict(chain.from_iterable(map(self.renderer.markdown_copy, self._handwritten_pages)))
        # What a page was written as stands beside it in `docs/`, but in no finished site.
        own = {path: text for path, text in twins.items() if path.endswith(".md")}
        self.write(config, {path: text for path, text in twins.items() if path not in own})
        files.write_tree(Path(config.site_dir), dict(own))

    def _tell(self, article: Article) -> FeedEntry:
        return self.renderer.feed_entry(article, self._stories.get(article.key.path))

    def finish(self, config: MkDocsConfig) -> None:
        """Adds to the pages what is made of all of them: pictures and the list of addresses."""
        shared = self.renderer.pages.values() if self.config.pictures else ()
        pictures = assets.shared_pictures(shared, self.site, self.cache_of(config))
        pages = [*self.renderer.pages.values(), *self._handwritten_pages]
        found = {
            **sitemap_files(pages, self.site),
            **dict(root_files(self.renderer.index, self.site)),
        }
        self.write(config, {**pictures, **found})
        files.write_tree(Path(config.site_dir), {files.SITE_MARK: files.SITE_MARK_TEXT})

    def indexed(self, config: MkDocsConfig, pages: Path) -> AbstractContextManager[str]:
        """Makes the search index, while the body runs, of the small pages in a folder.

        The body is given what stands for them; nothing when there is no search.
        """
        if not self.config.search:
            return nullcontext("")
        kept = self.cache_of(config).search
        return indexed(pages, Path(config.site_dir) / SEARCH, kept)

    def write(self, config: MkDocsConfig, made: Mapping[str, str | bytes]) -> None:
        """Writes files into the site, but for those in whose place there is one of its own."""
        own = Path(config.docs_dir)
        kept = {path: data for path, data in made.items() if not (own / path).exists()}
        files.write_tree(Path(config.site_dir), kept)

    def cache_of(self, config: MkDocsConfig) -> files.Cache:
        """What earlier builds made: beside `mkdocs.yml`, or where whoever started it says."""
        return self.cache or files.cache_beside(Path(config.config_file_path))

    def on_serve(
        self, server: LiveReloadServer, /, *, config: MkDocsConfig, builder: Any
    ) -> LiveReloadServer:
        server.watch(str(content_folder(config, self.config.content_dir)))
        return server


def folder_of(config: MkDocsConfig) -> Path:
    """The folder of the site's `mkdocs.yml`."""
    return Path(config.config_file_path).resolve().parent


def content_folder(config: MkDocsConfig, content_dir: str) -> Path:
    """The content folder, which is named from the folder of `mkdocs.yml`.

    Raises PluginError when it is a symbolic link: whoever sends files could send one.
    """
    folder = folder_of(config)
    for part in Path(content_dir).parts:
        folder /= part
        if folder.is_symlink():
            told = f"{folder} is a symbolic link: let `content_dir` name the folder itself"
            raise PluginError(told)
    return folder


def _paths_in(nav: Any) -> list[str]:
    """The paths that a navigation names, however deep."""
    if isinstance(nav, str):
        return [nav]
    inner = nav.values() if isinstance(nav, dict) else nav or ()
    return [path for one in inner for path in _paths_in(one)]


def _linked(text: str, folder: str) -> set[str]:
    """The paths in the tree that a handwritten text may link to, and perhaps others."""
    names = re.findall(r"[\w./-]+\.md", text)
    return {posixpath.normpath(posixpath.join(folder, name)) for name in names}
