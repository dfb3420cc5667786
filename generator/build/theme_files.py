"""Chooses the files of the theme that a site publishes."""

from __future__ import annotations

import re

from generator.content.site import Site

_NOT_NEEDED = re.compile(
    r"assets/(javascripts/|images/favicon|stylesheets/|(coopnews|editions)\.css|languages/"
    r"|write/.*\.js|.*\.map$)"
)
"""Files that no page loads: the style sheets and the form's scripts are bundled."""
_FOR_PREVIEW = re.compile(r"assets/(?:preview\.css|margin\.js|reload\.js)$")
_NASTALIQ = re.compile(r"assets/nastaliq\.")
"""The font that readers of Urdu may load, and its script."""
_FOR_EDITIONS = re.compile(r"assets/original\.js$")
"""The script that searches the original, for editions in other languages."""


def is_unused(path: str, site: Site, is_preview: bool) -> bool:
    """Return whether no page of a site loads the theme's file at `path`."""
    return bool(
        _NOT_NEEDED.match(path)
        or (not is_preview and _FOR_PREVIEW.match(path))
        or (not site.has_nastaliq and _NASTALIQ.match(path))
        or (not site.folder and _FOR_EDITIONS.match(path))
    )
