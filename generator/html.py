"""A Markdown page as clean HTML: its addresses, its anchors, and the last gate."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

import nh3

from generator import markdown
from generator.model import Kind
from generator.render import Page

_TAGS = frozenset(
    "a blockquote br code del div em h1 h2 h3 h4 h5 h6 hr img li mark ol p pre span strong sup "
    "table tbody td th thead time tr ul".split()
)
_ATTRIBUTES = {
    "*": {"class", "dir", "id", "lang"},
    "a": {"href", "title"},
    "img": {"alt", "src", "title"},
    "ol": {"start"},
    "time": {"datetime"},
}
_cleaner = nh3.Cleaner(
    tags=set(_TAGS),
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)

_ANCHORED = re.compile(r'<(blockquote>\n<p|li>\n<p|p|li|td|th|h[1-6])><span id="([^"]+)"></span>')
_ALIGNED = re.compile(r' style="text-align: (left|center|right)"')
_NOTE_MARK = re.compile(r'<sup class="footnote-reference"><a href="#([^"]*)">')
_NOTE = re.compile(r'<div class="footnote-definition" id="([^"]*)">')
_ADDRESS = re.compile(r'<(a|img) (href|src)="([^"]*)"')
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#|$")
_FOLDERS = {kind.folder: kind.word for kind in Kind}


def address(path: str, directory_urls: bool = True) -> str:
    """The address, within the site, of the page made from `path` in the generated tree."""
    stem = path.removesuffix(".md")
    if posixpath.basename(stem) == "index":
        folder = posixpath.dirname(stem)
        return f"{folder}/" if folder and directory_urls else (f"{stem}.html" if folder else "")
    return f"{stem}/" if directory_urls else f"{stem}.html"


def page_html(page: Page, directory_urls: bool = True) -> str:
    """The page's content as HTML that holds nothing but what our Markdown can produce."""
    made = markdown.html(page.markdown)
    made = _ANCHORED.sub(_lift_anchor, made)
    made = _ALIGNED.sub(r' class="\1"', made)
    made = _NOTE_MARK.sub(r'<sup class="footnote-reference"><a href="#note-\1">', made)
    made = _NOTE.sub(r'<div class="footnote-definition" id="note-\1">', made)
    made = _ADDRESS.sub(_leader(page.path, directory_urls), made)
    return _cleaner.clean(made)


def _lift_anchor(found: re.Match[str]) -> str:
    """An anchor at the beginning of a block becomes the block's own id."""
    first, newline, rest = found[1].partition(">\n")
    return f'<{first} id="{found[2]}"{newline}{rest}>'


def _leader(path: str, directory_urls: bool) -> Callable[[re.Match[str]], str]:
    """Leads a page's links, which are paths in the tree, to addresses in the site."""
    folder = posixpath.dirname(path)
    here = address(path, directory_urls)
    base = here.rstrip("/") if here.endswith("/") or not here else posixpath.dirname(here)

    def lead(found: re.Match[str]) -> str:
        tag, name, target = found.groups()
        if _ELSEWHERE.match(target):
            return found[0]
        file, hash, fragment = target.partition("#")
        full = posixpath.normpath(posixpath.join(folder, file))
        kind = ""
        if full.endswith(".md"):
            noun = _FOLDERS.get(full.split("/")[0], "") if not full.endswith("index.md") else ""
            kind = f' class="to-{noun}"' if noun else ""
            full = address(full, directory_urls)
        relative = posixpath.relpath(full or ".", base or ".")
        if (full.endswith("/") or not full) and not relative.endswith("/"):
            relative += "/"
        return f'<{tag}{kind} {name}="{relative}{hash}{fragment}"'

    return lead


def redirect_html(target: str, canonical: str) -> str:
    """The page at an old address: it leads on, with or without a script."""
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Moved</title>\n'
        f'<link rel="canonical" href="{canonical or target}">\n'
        f'<meta http-equiv="refresh" content="0; url={target}">\n'
        f'<p>This page has moved: <a href="{target}">go to its new address</a>.</p>\n</html>\n'
    )
