"""Runs MkDocs for a project: it renders handwritten pages, and the layouts of all others."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from mkdocs.commands import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError, PluginError

from generator.build.plugin import CooperationNews
from generator.build.project import Project
from generator.build.renderer import layouts_in
from generator.build.settings import PLUGIN
from generator.output.layouts import Layout
from generator.pages.page import Page, SearchEntry
from generator.system.files import UserError

# Material's banner about its own future is for those who choose a theme, not for contributors.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")


class MkDocsStopped(UserError):
    """MkDocs could not render its part of the site; the message is its own."""


class MkDocsResult(NamedTuple):
    """What MkDocs made, besides the files in the folder."""

    layouts: Mapping[str, Layout]
    search_entries: Mapping[str, tuple[str, SearchEntry]]
    """Title and search entry of each handwritten page, by its address."""
    handwritten: list[Page]


def run_mkdocs(project: Project, folder: Path, strict: bool = True) -> MkDocsResult:
    """Let MkDocs write its part of the site into a folder.

    Raises MkDocsStopped when MkDocs stops, with `strict` also at a warning, such as a broken link.
    """
    config = _load(project, folder, strict)
    plugin = config.plugins[PLUGIN]
    assert isinstance(plugin, CooperationNews)
    plugin.use(project)
    config.plugins.on_startup(command="serve" if project.is_preview else "build", dirty=False)
    try:
        mkdocs_build.build(config)
    except (SystemExit, Abort, PluginError) as error:
        raise MkDocsStopped(str(error)) from None
    finally:
        config.plugins.on_shutdown()
    return MkDocsResult(
        layouts_in(project.renderer, folder), plugin.search_entries, plugin.handwritten
    )


def _load(project: Project, folder: Path, strict: bool) -> MkDocsConfig:
    settings = project.settings
    values = {"site_url": settings.url} if project.is_preview else {}
    try:
        config = load_config(str(settings.config_file), strict=True, site_dir=str(folder), **values)
    except (Abort, ConfigurationError) as error:
        raise UserError(f"{settings.config_file} cannot be used: {error}") from None
    config.strict = strict
    return config
