"""Gives editions in other languages the logo and the style sheets that the site has in `docs/`."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from generator.build.project import Project
from generator.system.files import read_file

ICON = "assets/icon.svg"


def use_original_assets(files: Files, config: MkDocsConfig, project: Project) -> list[str]:
    """Add the original's icon to an edition, and return the style sheets that it loads from there.

    Files that the edition has in its folder of `docs/` are used instead. The original has none.
    """
    if not project.site.folder:
        return []
    icon, data = files.get_file_from_path(ICON), original_icon(project)
    if icon and data and icon.src_dir != config.docs_dir:
        files.remove(icon)
        files.append(File.generated(config, ICON, content=data))
    sheets = [path for path in map(str, config.extra_css) if "//" not in path]
    return [path for path in sheets if path not in files.src_uris]


def original_icon(project: Project) -> bytes:
    """Return the icon in `docs/` for an edition in another language; empty if there is none."""
    path = project.settings.docs_dir.parent / ICON
    is_used = project.site.folder and path.is_file()
    return read_file(str(path), follow=True) if is_used else b""
