"""Proof-reads finished pages: elements that are ended, ids that are one's own, links that lead."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*+)[^>"]*+(?>(?:"[^"]*+"[^>"]*+)*)>')
_INSIDE = r'(?: [a-z-]++(?>(?:="[^"]*+")?))*?'
"""Attributes in a tag: what looks like one can stand in a text too."""
_ID = re.compile(r' id="([^"]*)"')
_ID_INSIDE = re.compile(rf'<[a-z][a-z0-9]*+{_INSIDE} id="([^"]*)"')
_LINK = re.compile(rf'<(?:a|img|link|script|source)\b{_INSIDE} (?:href|src)="([^"]*)"')
_OUTSIDE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_EMPTY = frozenset("area base br col hr img input link meta path rect source wbr".split())


class PageLinks(NamedTuple):
    """What is found on one page."""

    file: str
    """The path of its file within the site."""
    ids: frozenset[str]
    leads: frozenset[tuple[str, str]]
    """The files of the site that it links to, each with the fragment."""
    faults: tuple[str, ...]


class LayoutLinks(NamedTuple):
    """What stands in a frame, and so on each page that is poured into it."""

    ids: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    @classmethod
    def of(cls, html: str) -> LayoutLinks:
        return cls(tuple(_ID_INSIDE.findall(html)), tuple(_LINK.findall(html)))


_NOTHING = LayoutLinks()


def read_links(file: str, html: str, inner: str, around: LayoutLinks = _NOTHING) -> PageLinks:
    """Reads a page, of which `inner` is the text; `html` is all but what is `around` it."""
    ids = [*around.ids, *_ID.findall(html)]
    if len(set(ids)) < len(ids):  # a second, slower look
        ids = [*around.ids, *_ID_INSIDE.findall(html)]
    own = frozenset(ids)
    faults = [*unclosed_element(inner)]
    if len(own) < len(ids):
        twice = next(id for number, id in enumerate(ids) if id in ids[:number])
        faults.append(f"two elements have the id `{twice}`")
    up = "../" * file.count("/")
    leads = (_leads(link, file, up) for link in {*around.links, *_LINK.findall(html)})
    return PageLinks(file, own, frozenset(filter(None, leads)), tuple(faults))


def unclosed_element(html: str) -> Iterator[str]:
    """The first element that is not ended where it should be, if there is one."""
    open_ones: list[str] = []
    for slash, name in _TAG.findall(html):
        if name in _EMPTY:
            continue
        if not slash:
            open_ones.append(name)
        elif not open_ones or open_ones.pop() != name:
            yield f"`</{name}>` ends nothing"
            return
    if open_ones:
        yield f"`<{open_ones[-1]}>` has no end"


def _leads(link: str, file: str, up: str) -> tuple[str, str] | None:
    """Where a link of the page in `file` leads, whose way to the root is `up`.

    From there most links lead down, and so the same way from every page.
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
    """What was found on many pages, in as few words as will do: a site has thousands."""

    ids: dict[str, tuple[str, ...]]
    """Of each page's file."""
    leads: dict[tuple[str, str], str]
    """Each file and fragment that is linked to, with one of the pages that do."""
    faults: list[str]


def merge(proofs: Iterable[PageLinks]) -> SiteLinks:
    sheet = SiteLinks({}, {}, [])
    for one in proofs:
        sheet.ids[one.file] = tuple(one.ids)
        sheet.leads.update(dict.fromkeys(one.leads, one.file))
        sheet.faults.extend(f"{one.file}: {fault}" for fault in one.faults)
    return sheet


def broken_links(
    sheets: Iterable[SiteLinks], files: Collection[str], pages: Iterable[str]
) -> Iterator[str]:
    """What is wrong with a site that has these `files`, among them all of `pages`."""
    ids: dict[str, tuple[str, ...]] = {}
    leads: dict[tuple[str, str], str] = {}
    for sheet in sheets:
        ids |= sheet.ids
        leads |= sheet.leads
        yield from sheet.faults
    yield from (f"{page}: it has not been made" for page in pages if page not in files)
    lost = (
        (to, page)
        for to, page in leads.items()
        if to[0] not in files or (to[1] and to[1] not in ids.get(to[0], to))
    )
    for (file, fragment), page in sorted(lost):
        what = f"#{fragment} of {file}" if file in files else file
        yield f"{page}: it links to {what}, which is not there"
