"""The MkDocs plugin: adds the generated pages and files to a MkDocs build."""

from __future__ import annotations

import re
import tempfile
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from msgspec.structs import replace

from generator.build.layout_pages import layout_pages, linked_paths
from generator.build.navigation import default_nav
from generator.build.original_assets import ICON, use_original_assets
from generator.build.project import Project
from generator.build.settings import SiteSettings, make_settings
from generator.build.site_files import index_search, write_cards, write_unless_handwritten
from generator.build.theme_files import is_unused
from generator.content.fields import FIELDS
from generator.content.languages import direction
from generator.content.markdown import slugify
from generator.content.model import Kind
from generator.content.native_names import native_name
from generator.content.problems import count_summary
from generator.content.schema import schema_files
from generator.content.translation_fields import TRANSLATION_FIELDS
from generator.open_data import json_ld as schema
from generator.output import assets
from generator.output import search_documents as search
from generator.output.html import first_heading, page_html, with_alignment_classes
from generator.output.layouts import slot_marker
from generator.output.markdown_copy import markdown_copy
from generator.output.page_metadata import foot_html, head_html, languages_html, notes_html
from generator.output.redirects import redirects
from generator.output.registry import (
    RenderedFragments,
    SiteRenderer,
    file_outputs,
    joined_outputs,
    sitemap,
)
from generator.output.security_headers import POLICY, PREVIEW_POLICY
from generator.output.social_cards import CannotDraw
from generator.pages.cards import site_card
from generator.pages.original_links import link_originals
from generator.pages.page import SITE_PICTURE, Page, Parts, SearchEntry
from generator.system import clock, files, site_folder
from generator.system.files import UserError

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

log = get_plugin_logger("cooperation-news")
_THEME = Path(__file__).parent.parent / "theme"
_ORIGINAL = "https://original.invalid/"
"""Begins links from handwritten pages to the original edition: MkDocs must not look for those."""
_EDITIONS_SHEET = "assets/editions.css"


class LicenceSettings(Config):
    """What others may do with the articles and the data: all three, or none."""

    name = c.Type(str, default="")
    """From the SPDX list: `CC-BY-4.0`."""
    title = c.Type(str, default="")
    url = c.URL(default="")


class SecuritySettings(Config):
    """Where to report a weakness (RFC 9116): both, or none."""

    contact = c.Type(str, default="")
    """A web address, or `mailto:` and one."""
    expires = c.Type((str, date), default="")
    """The day until which that is true: `2027-11-30`."""


class WordLimits(Config):
    """How many words an article has: `coopnews check` warns about others."""

    min = c.Type(int, default=0)
    max = c.Type(int, default=0)
    """0 for no limit."""


class PluginOptions(Config):
    content_dir = c.Type(str, default="content")
    """The folder of the content, beside `mkdocs.yml`."""
    languages = c.Type(list, default=[])
    """The languages of the site's editions, the original first."""
    search = c.Type(bool, default=True)
    """Whether to make a search index."""
    pictures = c.Type(bool, default=True)
    """Whether to draw a social card for each article."""
    licence = c.SubConfig(LicenceSettings)
    security = c.SubConfig(SecuritySettings)
    words = c.SubConfig(WordLimits)
    retired = c.Optional(c.ListOfItems(c.Type(str)))
    """Addresses of entities that the site no longer has."""
    checks = c.Type(dict, default={})
    """Rules for the content: severities, ignored files, more required keys."""


class CooperationNews(BasePlugin[PluginOptions]):
    """MkDocs' own commands build the whole site with it; ours only the layouts of its pages."""

    def __init__(self) -> None:
        self._given: Project | None = None
        self._project: Project | None = None
        self._is_serving = False
        self.search_entries: dict[str, tuple[str, SearchEntry]] = {}
        """Title and search entry of each page that MkDocs rendered whole, by its address."""
        self._rendered: dict[str, Page] = {}
        self._headings: dict[str, str] = {}  # of each page in `docs/`, by its path
        self._sheets_of_original: list[str] = []

    def use(self, project: Project) -> None:
        """Take the pages of a project that was read before, and render only their layouts."""
        self._given = project

    @property
    def project(self) -> Project:
        if self._project is None:
            raise PluginError("no edition has been made yet")
        return self._project

    @property
    def renderer(self) -> SiteRenderer:
        return self.project.renderer

    @property
    def _has_layouts_only(self) -> bool:
        return self._given is not None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        self._is_serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        self._project = self._given or self._read(config)
        self.search_entries = {}
        # MkDocs would list what it renders, with the day of the build.
        config.theme.static_templates.discard("sitemap.xml")
        custom = 1 if config.theme.custom_dir else 0
        if str(_THEME) not in config.theme.dirs:
            config.theme.dirs.insert(custom, str(_THEME))
        if self.project.site.folder:
            site = self.project.site
            config.theme["language"], config.theme["direction"] = site.language, site.direction
        # The headings of handwritten pages have ids in every script, as those of articles do.
        config.mdx_configs.setdefault("toc", {})["slugify"] = lambda words, _: slugify(words)
        return config

    def _read(self, config: MkDocsConfig) -> Project:
        """Read the content for a build that MkDocs' own command has started."""
        try:
            before = self._project.edition if self._project else None
            project = Project(settings_of(config, self.config), is_preview=self._is_serving)
            edition = project.read(before)
            project.site = replace(project.site, languages=())  # MkDocs makes the original alone
        except (UserError, clock.NoDay) as error:
            raise PluginError(str(error)) from None
        for problem in edition.problems:
            (log.error if problem.is_error else log.warning)(str(problem))
        if not edition.can_be_published and not self._is_serving:
            folder = project.settings.content_dir
            raise PluginError(f"{count_summary(edition.problems)} in {folder}")
        return project

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        self._remove_others(files, config.docs_dir)
        self._sheets_of_original = use_original_assets(files, config, self.project)
        sheet = self._sheet(files, config)
        folders = r"assets/write/" if self.project.site.folder else r"assets/write/(?!translate/)"
        form = [file for file in files if re.match(rf"{folders}.*\.js", file.src_uri)]
        scripts = assets.form_scripts({file.src_uri: file.content_string for file in form})
        site = self.project.site
        for file in [
            file for file in files if is_unused(file.src_uri, site, self.project.is_preview)
        ]:
            if file.src_dir != config.docs_dir:
                files.remove(file)
        for file in files:
            if file.src_dir == str(_THEME) and file.src_uri.endswith(".js"):
                script = assets.translate_code(file.content_string, site.texts)
                file.content_string = assets.minify_script(script, not site.folder)
        entries = {entry.path: entry for entry in self.renderer.entries()}
        handwritten = files.documentation_pages()
        if self._has_layouts_only:
            linked = linked_paths(file.content_string for file in handwritten)
            wanted = {*layout_pages(self.renderer, entries.values()).values(), *linked}
            entries = {path: entry for path, entry in entries.items() if path in wanted}
        self._rendered = {path: self.renderer.page(entry) for path, entry in entries.items()}
        for path, page in self._rendered.items():
            text = page.title_only if self._has_layouts_only else page.text
            file = File.generated(config, path, content=text)
            file.inclusion = InclusionLevel.NOT_IN_NAV  # no message when `nav` leaves it out
            files.append(file)
        if config.nav is None:
            config.nav = default_nav(file.src_uri for file in handwritten)
        contents: dict[str, str | bytes] = {
            **self.project.pictures,
            **self._redirects(),
            **self._site_files(files),
            "assets/site.css": sheet,
            **{
                path: assets.minify_script(assets.translate_code(script, site.texts))
                for path, script in scripts.items()
            },
        }
        for path, data in contents.items():
            if not files.get_file_from_path(path):
                files.append(File.generated(config, path, content=data))
        return files

    def _remove_others(self, files: Files, docs_dir: str) -> None:
        """Remove what belongs to other editions, and a template that MkDocs would copy."""
        languages = self.project.settings.translated_languages
        for file in list(files):
            is_handwritten = file.src_dir == docs_dir
            is_of_other = is_handwritten and file.src_uri.partition("/")[0] in languages
            if is_of_other or (not is_handwritten and file.src_uri == "sitemap.xml"):
                files.remove(file)

    def _redirects(self) -> dict[str, str]:
        """Return the pages at old addresses; a build of ours renders them with their entity."""
        entities = () if self._has_layouts_only else self.renderer.index.entities.values()
        pairs = (redirects(entity, self.project.site) for entity in entities)
        return dict(chain.from_iterable(pairs))

    def _site_files(self, files: Files) -> dict[str, str | bytes]:
        icon = files.get_file_from_path(ICON)
        try:
            site_files = assets.site_files(self.project.site, icon.content_string if icon else "")
        except CannotDraw as fault:
            raise PluginError(f"{ICON} cannot be drawn: {fault}") from None
        translated = TRANSLATION_FIELDS if self.project.site.languages else {}
        schemas = {} if self.project.site.folder else dict(schema_files(FIELDS, translated))
        return {**site_files, **schemas}

    def _sheet(self, files: Files, config: MkDocsConfig) -> str:
        names = [file.src_uri for file in files]
        sheets = [name for name in names if re.fullmatch(r"assets/stylesheets/main\..*css", name)]
        own = files.get_file_from_path("assets/coopnews.css")
        material = files.get_file_from_path(sheets[0]) if sheets else None
        assert material, "the settings demand the theme Material"
        assert own, "our theme has it"
        site, rules = self.project.site, own.content_string
        own_sheet = f"assets/languages/{site.language.partition('-')[0]}.css"
        for name in ([_EDITIONS_SHEET] if site.languages else []) + [own_sheet]:
            if more := files.get_file_from_path(name):
                rules += more.content_string
        own_rules = assets.translate_code(rules, site.texts)
        extensions = config.markdown_extensions
        return assets.sheet(material.content_string, own_rules, extensions, self.project.cache)

    def on_page_markdown(self, markdown: str, /, *, page: MkDocsPage, **_: Any) -> str:
        # Ours is turned into HTML by the generator's own parser: Python-Markdown gets nothing.
        if page.file.src_uri in self._rendered:
            return ""
        site = self.project.site
        if not site.folder:
            return markdown

        def target(path: str) -> str:
            return f"{_ORIGINAL}{site.address(path)}"

        has_page = self._has_page
        return link_originals(markdown, page.file.src_uri, has_page, target)

    def _has_page(self, path: str) -> bool:
        """Return whether the edition has a page or another file at a path."""
        languages = self.renderer.index.languages_of(path)
        return self.project.site.language in languages

    def on_page_content(
        self, html: str, /, *, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        rendered = self._rendered.get(page.file.src_uri)
        if rendered is None:
            self._headings[page.file.src_uri] = first_heading(html)
            kind = self.project.site.texts.gettext("Page")
            names = page.meta.get("aliases") or ()
            entry = SearchEntry(kind, search.blocks_of(html), names=tuple(map(str, names)))
            self.search_entries[page.url] = (self._title_of(page), entry)
            up = "../" * (page.url.count("/") + 1)
            return with_alignment_classes(html.replace(_ORIGINAL, up))
        if self._has_layouts_only:
            return slot_marker("content")
        if rendered.search:
            self.search_entries[page.url] = (rendered.title, rendered.search)
        rendered = rendered.with_rendered_markdown()
        if rendered.has_copy:
            file = self.project.site.file(rendered.path).removesuffix(".html")
            self._write(config, {f"{file}.md": markdown_copy(rendered, self.project.site)})
        return page_html(rendered, self.project.site, self.renderer.sizes)

    def on_page_context(self, context: Any, /, *, page: MkDocsPage, **_: Any) -> Any:
        rendered = self._rendered.get(page.file.src_uri)
        shown = rendered or self._handwritten(page)
        context["kind"] = shown.kind
        if rendered and self._has_layouts_only:
            context |= {name: slot_marker(name) for name in ("notes", "head", "foot")}
            if self.project.site.languages:
                context["languages"] = slot_marker("languages")
            return context
        site = self.project.site
        problems = self.renderer.problems.get(shown.path, ())
        languages = self.renderer.index.languages_of(shown.path) if site.languages else ()
        context["languages"] = languages_html(shown, site, languages)
        context["notes"] = notes_html(shown.kind, problems, site)
        context["head"] = head_html(shown, site, languages)
        context["foot"] = foot_html(shown, site, page.edit_url or "")
        return context

    def _handwritten(self, page: MkDocsPage) -> Page:
        """Return what the layout shows of a page in `docs/`."""
        path, title, site = page.file.src_uri, self._title_of(page), self.project.site
        way = schema.breadcrumbs(site, [(site.name, "index.md"), (title, path)])
        structured_data = schema.graph(schema.web_site(site) if page.is_homepage else way)
        described = str(page.meta.get("description") or "") or site.description
        return Page(
            path,
            "handwritten",
            title,
            description=described,
            parts=Parts(outline=lambda: page.markdown or "", schema=lambda: structured_data),
        )

    def _title_of(self, page: MkDocsPage) -> str:
        """Return the title of a page in `docs/`: in other editions, `nav` has the original's."""
        own = str(page.meta.get("title") or "") or self._headings.get(page.file.src_uri, "")
        return (own if self.project.site.folder else "") or str(page.title)

    def on_env(self, env: Any, /, *, config: MkDocsConfig, files: Files) -> Any:
        site = self.project.site
        uses_mkdocs_server = self.project.is_preview and not self._has_layouts_only
        env.globals["is_preview"] = self.project.is_preview
        env.globals["policy"] = PREVIEW_POLICY if uses_mkdocs_server else POLICY
        env.globals |= {"language": site.language, "direction": site.direction}
        env.globals["has_nastaliq"] = site.has_nastaliq
        original = site.original_language
        env.globals |= {
            "sheets_of_original": self._sheets_of_original,
            "original": original if site.folder else "",
            "original_direction": direction(original),
            "original_name": site.formats.languages.get(original) or native_name(original),
        }
        env.install_gettext_translations(site.texts, newstyle=True)
        env.globals["has_search"] = self.project.settings.has_search
        env.globals["has_tracker"] = bool(self.renderer.index.of_kind(Kind.COMMITMENT))
        env.globals.update(kind="", languages="", notes="", head="", foot="")
        return env

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        if self._has_layouts_only:
            return
        site_dir = Path(config.site_dir)
        renderer = replace(self.renderer, fragments=RenderedFragments(self.renderer))
        with tempfile.TemporaryDirectory() as folder:
            if self.project.settings.has_search:
                files.write_tree(Path(folder), search.search_documents(self.search_entries))
            with index_search(self.project, Path(folder), site_dir):
                cards = {page.picture: page.card for page in self._rendered.values() if page.card}
                for output in (*file_outputs(renderer), *joined_outputs(renderer)):
                    rendered = output.render(renderer)
                    self._write(config, rendered.files)
                    cards |= dict([rendered.card] if rendered.card else [])
                if not self.project.settings.has_social_cards:
                    cards = {SITE_PICTURE: site_card(self.project.site)}
                write_cards(self.project, cards, site_dir)
                self._write(config, sitemap(renderer))
                self._write(config, {site_folder.SITE_MARK: site_folder.SITE_MARK_TEXT})

    def _write(self, config: MkDocsConfig, contents: dict[str, Any]) -> None:
        write_unless_handwritten(self.project, contents, Path(config.site_dir))

    def on_serve(
        self, server: LiveReloadServer, /, *, config: MkDocsConfig, builder: Any
    ) -> LiveReloadServer:
        server.watch(str(self.project.settings.content_folder))
        return server


def settings_of(config: MkDocsConfig, options: PluginOptions) -> SiteSettings:
    """Return a site's settings as MkDocs has read them. Raises UserError."""
    theme = {"name": config.theme.name, "custom_dir": config.theme.custom_dir}
    values = {**config, "theme": theme, "dev_addr": ":".join(map(str, config.dev_addr))}
    groups = {name: dict(options[name]) for name in ("licence", "security", "words")}
    chosen = {**options, **groups}
    return make_settings(Path(config.config_file_path), values, chosen, [*config.plugins])
