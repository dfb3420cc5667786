"""The door for MkDocs: brings the edition's pages into its build."""

from __future__ import annotations

import posixpath
import re
import tempfile
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage

from generator import files, search
from generator.edition import Edition, edition
from generator.html import address, page_html, redirect_html
from generator.indexing import run_pagefind
from generator.problem import summary
from generator.render import LISTS, Entry, Page, Site

log = get_plugin_logger("cooperation-news")
_THEME = Path(__file__).parent / "theme"


class Settings(Config):
    content_dir = c.Type(str, default="content")
    """The folder of the articles and nouns, beside `mkdocs.yml`."""
    search = c.Type(bool, default=True)
    """Whether to make a search index."""


class CooperationNews(BasePlugin[Settings]):
    """Reads the content when a build begins, and hands its pages to MkDocs."""

    def __init__(self) -> None:
        self.preview = False
        self.edition: Edition | None = None
        self.is_ready = False
        """True when the edition was made for the build to come by whoever started it."""
        self._pages: dict[str, Page] = {}
        self.texts: dict[str, bytes] = {}
        self._found: dict[str, tuple[str, Entry]] = {}

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        self.preview = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        if not self.is_ready:
            made = self.prepare(config)
            for problem in made.problems:
                (log.error if problem.is_error else log.warning)(str(problem))
            if not made.can_be_published and not self.preview:
                raise PluginError(f"{summary(made.problems)} in {self.config.content_dir}")
        self.is_ready = False
        self._found = {}
        custom = 1 if config.theme.custom_dir else 0
        if str(_THEME) not in config.theme.dirs:
            config.theme.dirs.insert(custom, str(_THEME))
        return config

    def prepare(self, config: MkDocsConfig) -> Edition:
        """Reads the content and makes the edition that the next build will show."""
        root = self.config.content_dir
        tree = files.read_tree(content_folder(config, root), root)
        self.texts = dict(tree.texts)
        self.edition = edition(
            tree.texts,
            Site(config.site_name, config.site_description or ""),
            root=root,
            unread=tree.problems,
            handwritten=files.pages_in(Path(config.docs_dir)),
            preview=self.preview,
            before=self.edition,
        )
        self._pages = {page.path: page for page in self.edition.pages}
        return self.edition

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        for path, page in list(self._pages.items()):
            if files.get_file_from_path(path):  # a handwritten page takes a generated one's place
                del self._pages[path]
                continue
            file = File.generated(config, path, content=page.text)
            # Where a site names no navigation, MkDocs makes one of all that it may list.
            listed = path in LISTS and not config.nav
            file.inclusion = InclusionLevel.INCLUDED if listed else InclusionLevel.NOT_IN_NAV
            files.append(file)
        for path, data in self.texts.items():
            if not path.endswith(".md"):
                files.append(File.generated(config, path, content=data))
        for path, text in redirects(self.edition, config).items():
            files.append(File.generated(config, path, content=text))
        return files

    def on_pre_page(self, page: MkDocsPage, /, *, config: MkDocsConfig, files: Files) -> MkDocsPage:
        made = self._pages.get(page.file.src_uri)
        if made and config.edit_uri and config.repo_url:
            folder = posixpath.relpath(
                content_folder(config, self.config.content_dir), config.docs_dir
            )
            path = posixpath.normpath(posixpath.join(config.edit_uri, folder, made.source))
            base = config.repo_url.rstrip("/") + "/"
            page.edit_url = urljoin(base, path) if made.source else None
        return page

    def on_page_markdown(self, markdown: str, /, *, page: MkDocsPage, **_: Any) -> str:
        # Ours is turned into HTML by the generator's own parser: Python-Markdown gets nothing.
        return "" if page.file.src_uri in self._pages else markdown

    def on_page_content(
        self, html: str, /, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        made = self._pages.get(page.file.src_uri)
        if made is None:
            self._found[page.url] = (str(page.title), Entry("Page", search.text_of(html)))
            return html
        if made.search:
            self._found[page.url] = (made.title, made.search)
        return page_html(made, config.use_directory_urls)

    def on_page_context(
        self, context: Any, /, *, page: MkDocsPage, config: MkDocsConfig, nav: Any
    ) -> Any:
        made = self._pages.get(page.file.src_uri)
        context["kind"] = made.kind if made else "handwritten"
        context["problems"] = made.problems if made and self.preview else ()
        return context

    def on_env(self, env: Any, /, *, config: MkDocsConfig, files: Files) -> Any:
        names = (file.src_uri for file in files)
        styles = [name for name in names if re.fullmatch(r"assets/stylesheets/main\..*css", name)]
        if not styles:
            raise PluginError("the theme must be Material: write `theme: {name: material}`")
        env.globals["material_css"] = styles[0]
        env.globals.update(kind="", problems=())
        return env

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        if self.config.search:
            with tempfile.TemporaryDirectory() as scratch:
                files.write_tree(Path(scratch), search.documents(self._found))
                run_pagefind(Path(scratch), Path(config.site_dir) / "pagefind")

    def on_serve(
        self, server: LiveReloadServer, /, *, config: MkDocsConfig, builder: Any
    ) -> LiveReloadServer:
        server.watch(str(content_folder(config, self.config.content_dir)))
        return server


def content_folder(config: MkDocsConfig, content_dir: str) -> Path:
    """The content folder, which is named from the folder of `mkdocs.yml`."""
    return Path(config.config_file_path).resolve().parent / content_dir


def redirects(made: Edition | None, config: MkDocsConfig) -> dict[str, str]:
    """A page at each old address of an article, by path."""
    found = {}
    for article in made.index.articles if made else ():
        for alias in article.aliases:
            target = address(article.key.path, config.use_directory_urls)
            up = "../" * alias.count("/")
            canonical = urljoin(config.site_url, target) if config.site_url else ""
            found[f"{alias}index.html"] = redirect_html(up + target, canonical)
    return found
