"""Runs MkDocs for a project: it renders handwritten pages, and the layouts of all others."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from mkdocs.commands import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError, PluginError

from generator.build.plugin import CooperationNews
from generator.build.project import Project
from generator.build.settings import PLUGIN
from generator.output.layouts import Layout
from generator.output.registry import SiteRenderer
from generator.output.search_documents import search_documents
from generator.system.files import UserError

# Material's banner about its own future is for those who choose a theme, not for contributors.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")


class MkDocsStopped(UserError):
    """MkDocs could not render its part of the site; the message is its own."""


class MkDocsResult(NamedTuple):
    """What MkDocs made, besides the files in the folder."""

    layouts: Mapping[str, Layout]
    documents: Mapping[str, str]
    """The search document of each handwritten page, by the path of its file."""


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
    except Abort:
        docs = project.settings.docs_dir.name
        message = f"correct what is listed above, in mkdocs.yml or the files in {docs}"
        raise MkDocsStopped(message) from None
    except (SystemExit, PluginError) as error:
        raise MkDocsStopped(str(error)) from None
    finally:
        config.plugins.on_shutdown()
    return MkDocsResult(
        _take_layouts(project.renderer, folder), search_documents(plugin.search_entries)
    )


def _take_layouts(renderer: SiteRenderer, folder: Path) -> dict[str, Layout]:
    """Return the layouts by name, and remove the pages with slots that MkDocs has written."""
    layouts: dict[str, Layout] = {}
    for entry in renderer.entries():
        name, file = renderer.layout_name(entry.path, entry.kind), renderer.site.file(entry.path)
        if name not in layouts and (folder / file).exists():
            layouts[name] = Layout.of((folder / file).read_text(encoding="utf-8"))
        (folder / file).unlink(missing_ok=True)
    return layouts


def _load(project: Project, folder: Path, strict: bool) -> MkDocsConfig:
    settings = project.settings
    values: dict[str, Any] = {"site_url": settings.url} if project.is_preview else {}
    if project.site.folder:
        values |= _values_of_edition(project, folder)
    try:
        config = load_config(str(settings.config_file), strict=True, site_dir=str(folder), **values)
    except (Abort, ConfigurationError) as error:
        raise UserError(f"{settings.config_file} cannot be used: {error}") from None
    config.strict = strict
    return config


def _values_of_edition(project: Project, folder: Path) -> dict[str, Any]:
    """Return what an edition in another language has instead of the values in `mkdocs.yml`."""
    settings = project.settings
    docs = settings.docs_dir
    if not docs.is_dir():
        docs = folder.parent / "docs"  # MkDocs demands one
        docs.mkdir(parents=True, exist_ok=True)
    names = ("copyright", "nav")
    return {
        "site_url": settings.url,
        "site_name": settings.name,
        "site_description": settings.description,
        "docs_dir": str(docs),
        **{name: settings.values.get(name) for name in names},
    }
