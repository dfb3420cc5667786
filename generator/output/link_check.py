"""Checks finished pages for unclosed elements, duplicate ids and broken links."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*+)[^>"]*+(?>(?:"[^"]*+"[^>"]*+)*)>')
_INSIDE = r'(?: [a-z-]++(?>(?:="[^"]*+")?))*?'
"""Attributes inside a tag, since text can contain what looks like one."""
_ID = re.compile(r' id="([^"]*)"')
_ID_INSIDE = re.compile(rf'<[a-z][a-z0-9]*+{_INSIDE} id="([^"]*)"')
_LINK = re.compile(rf'<(?:a|img|link|script|source)\b{_INSIDE} (?:href|src)="([^"]*)"')
_OUTSIDE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_EMPTY = frozenset("area base br col hr img input link meta path rect source wbr".split())


class PageLinks(NamedTuple):
    """The ids, internal links and problems of one page."""

    file: str
    """The path of its file within the site."""
    ids: frozenset[str]
    targets: frozenset[tuple[str, str]]
    """The files of the site that it links to, each with a fragment or ""."""
    problems: tuple[str, ...]


class LayoutLinks(NamedTuple):
    """The ids and links of a layout, which all its pages have."""

    ids: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    @classmethod
    def of(cls, html: str) -> LayoutLinks:
        return cls(tuple(_ID_INSIDE.findall(html)), tuple(_LINK.findall(html)))


_NO_LAYOUT = LayoutLinks()


def read_links(file: str, html: str, inner: str, around: LayoutLinks = _NO_LAYOUT) -> PageLinks:
    """Return the links of a page; `inner` is its content, and `html` all that isn't its layout."""
    ids = [*around.ids, *_ID.findall(html)]
    if len(set(ids)) < len(ids):  # the slower pattern ignores text that looks like an attribute
        ids = [*around.ids, *_ID_INSIDE.findall(html)]
    own = frozenset(ids)
    problems = [*unclosed_element(inner)]
    if len(own) < len(ids):
        duplicate = next(id for number, id in enumerate(ids) if id in ids[:number])
        problems.append(f"Two elements have the id `{duplicate}`")
    up = "../" * file.count("/")
    targets = (_target(link, file, up) for link in {*around.links, *_LINK.findall(html)})
    return PageLinks(file, own, frozenset(filter(None, targets)), tuple(problems))


def unclosed_element(html: str) -> Iterator[str]:
    """Yield a message for the first element that isn't closed correctly, if any."""
    open_elements: list[str] = []
    for slash, name in _TAG.findall(html):
        if name in _EMPTY:
            continue
        if not slash:
            open_elements.append(name)
        elif not open_elements or open_elements.pop() != name:
            yield f"`</{name}>` closes no open element"
            return
    if open_elements:
        yield f"`<{open_elements[-1]}>` is never closed"


def _target(link: str, file: str, up: str) -> tuple[str, str] | None:
    """Return the file and fragment that a link of the page in `file` leads to, if in the site.

    `up` leads from the page to the root. Most links begin with it, so their results can be cached.
    """
    if link.startswith("#"):
        return file, unquote(link[1:])
    if link.startswith(up):
        return _from_root("", link[len(up) :])
    return _from_root(posixpath.dirname(file), link)


@lru_cache(maxsize=1 << 14)
def _from_root(folder: str, link: str) -> tuple[str, str] | None:
    if _OUTSIDE.match(link) or not (link or not folder):
        return None
    path, _, fragment = link.replace("&amp;", "&").partition("#")
    path = unquote(path.partition("?")[0])
    full = posixpath.normpath(posixpath.join("/", folder, path))[1:]
    is_folder = path.endswith(("/", "/.", "/..")) or path in (".", "..") or not full
    return posixpath.join(full, "index.html") if is_folder else full, unquote(fragment)


class SiteLinks(NamedTuple):
    """The ids, links and problems of many pages, in compact form."""

    ids: dict[str, tuple[str, ...]]
    """The ids of each page, by its file."""
    targets: dict[tuple[str, str], str]
    """Each file and fragment that is linked to, with one of the pages that link to it."""
    problems: list[str]


def merge(pages: Iterable[PageLinks]) -> SiteLinks:
    """Return the links of several pages as one value."""
    merged = SiteLinks({}, {}, [])
    for page in pages:
        merged.ids[page.file] = tuple(page.ids)
        merged.targets.update(dict.fromkeys(page.targets, page.file))
        merged.problems.extend(f"{page.file}: {problem}" for problem in page.problems)
    return merged


def broken_links(
    parts: Iterable[SiteLinks], files: Collection[str], pages: Iterable[str]
) -> Iterator[str]:
    """Yield a message for each problem of a site with these `files`, which must include `pages`."""
    ids: dict[str, tuple[str, ...]] = {}
    targets: dict[tuple[str, str], str] = {}
    for part in parts:
        ids |= part.ids
        targets |= part.targets
        yield from part.problems
    yield from (f"{page}: the page is missing from the site" for page in pages if page not in files)
    broken = (
        ((file, fragment), page)
        for (file, fragment), page in targets.items()
        if file not in files or (fragment and file in ids and fragment not in ids[file])
    )
    for (file, fragment), page in sorted(broken):
        target = f"{file}#{fragment}" if file in files else file
        yield f"{page}: broken link to {target}"
