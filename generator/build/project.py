"""A site's `mkdocs.yml`, opened, and the content that it names, read."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import Any

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError, PluginError
from msgspec import Struct

from generator.build.plugin import CooperationNews, content_folder
from generator.pages.edition import Edition
from generator.system.files import UserError, output_folder
from generator.system.workers import cores

# Material's banner about its own future is for those who choose a theme, not for contributors.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")


class Project(Struct, frozen=True):
    """A site's configuration, with the plugin that makes its pages."""

    config: MkDocsConfig
    plugin: CooperationNews


class BuildOptions(Struct, frozen=True):
    """What a site leaves out, for previews and for measuring."""

    search: bool = False
    """What is indexed by its words: the pages' search, and the database."""
    pictures: bool = False


WHOLE = BuildOptions()


def open_project(
    config_file: str,
    site_dir: str | None = None,
    today: date | None = None,
    jobs: int = 0,
    without: BuildOptions = WHOLE,
    **settings: Any,
) -> Project:
    """Loads a site's `mkdocs.yml`. Raises Refused when it is missing or unfit.

    The work to come is shared among `jobs` processes, or as many as there are cores.
    """
    if not Path(config_file).is_file():
        raise UserError(f"there is no file {config_file}: name the site's mkdocs.yml with -f")
    try:
        given = {"site_dir": str(output_folder(Path(site_dir)))} if site_dir else {}
        config = load_config(config_file, strict=True, **given, **settings)
    except (Abort, ConfigurationError) as error:
        raise UserError(f"{config_file} cannot be used: {error}") from None
    plugin = config.plugins.get("cooperation-news")
    if not isinstance(plugin, CooperationNews):
        raise UserError(f"{config_file} does not list the plugin `cooperation-news`")
    try:
        content_folder(config, plugin.config.content_dir)
    except PluginError as error:
        raise UserError(str(error)) from None
    plugin.today, plugin.jobs = today, jobs or cores()
    plugin.config.search = plugin.config.search and not without.search
    plugin.config.pictures = plugin.config.pictures and not without.pictures
    return Project(config, plugin)


_BEYOND = re.compile(rb"(?m)^\s*INHERIT\s*:|!ENV|!relative|snippets")
"""What lets a configuration bring in more than the folders that are looked at."""


def is_cacheable(project: Project) -> bool:
    """True when the site comes from its `mkdocs.yml`, its folders and our own code alone."""
    ours = list(project.config.plugins) == ["cooperation-news"] and not project.config.hooks
    return ours and not _BEYOND.search(Path(project.config.config_file_path).read_bytes())


def folders(project: Project) -> tuple[str, ...]:
    """The folders that the site is made from: content, handwritten pages, a theme of its own."""
    own = project.config.theme.custom_dir
    content = content_folder(project.config, project.plugin.config.content_dir)
    return (str(content), project.config.docs_dir, *([own] if own else []))


def read(project: Project) -> Edition:
    """The edition of the site's content. Raises Refused when there is no content folder."""
    try:
        return project.plugin.prepare(project.config)
    except FileNotFoundError as error:
        folder = content_folder(project.config, project.plugin.config.content_dir)
        if folder.is_dir():
            raise UserError(f"{error.filename} was removed while it was read: try again") from None
        raise UserError(f"there is no folder {folder}: `content_dir` names it") from None
    except PluginError as error:
        raise UserError(str(error)) from None
