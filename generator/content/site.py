"""The site that pages stand on: its name, its addresses and its day."""

from __future__ import annotations

import posixpath
from datetime import date
from functools import lru_cache

from msgspec import Struct


class Licence(Struct, frozen=True):
    """What others may do with the stories and the data."""

    name: str
    """Its short name from the SPDX list: `CC-BY-4.0`."""
    title: str
    url: str


class Site(Struct, frozen=True):
    """What a page may know of the site that it stands on."""

    name: str
    description: str = ""
    url: str = ""
    """Where it is published, with a slash at its end; empty when that is not known."""
    directory_urls: bool = True
    today: date | None = None
    """The day on which it is made, for what is overdue; None to say nothing of that."""
    handwritten_pages: frozenset[str] = frozenset()
    """The paths of the pages that stand beside the generated ones."""
    licence: Licence | None = None
    contact: tuple[str, str] = ("", "")
    """Whom to tell of a weakness, and the day until which that is true; empty for nobody."""
    has_search: bool = True
    """True when the words of its stories are indexed, for readers and in the database."""
    edit_url: str = ""
    """Where the content's files can be changed, with a slash at its end; empty when nowhere."""

    @property
    def new_file_url(self) -> str:
        """Where files of the content are begun, with a slash at its end; empty when nowhere."""
        return self.edit_url.replace("/edit/", "/new/", 1) if "/edit/" in self.edit_url else ""

    def address(self, path: str) -> str:
        """The address, within the site, of the page made from `path` in the generated tree."""
        return address(path, self.directory_urls)

    def file(self, path: str) -> str:
        """The file, within the site, of the page made from `path`."""
        address = self.address(path)
        return f"{address}index.html" if not address or address.endswith("/") else address

    def full_url(self, path: str, fragment: str = "") -> str:
        """The whole address of that page; from the host's root when `url` is not known."""
        whole = f"{self.url or '/'}{address(path, self.directory_urls)}"
        return f"{whole}#{fragment}" if fragment else whole


@lru_cache(maxsize=1 << 12)  # thousands of pages link to the same names
def address(path: str, directory_urls: bool = True) -> str:
    """The address, within a site, of the page made from `path`; a picture keeps its own."""
    if not path.endswith(".md"):
        return path
    stem = path.removesuffix(".md")
    if posixpath.basename(stem) == "index":
        folder = posixpath.dirname(stem)
        return f"{folder}/" if folder and directory_urls else (f"{stem}.html" if folder else "")
    return f"{stem}/" if directory_urls else f"{stem}.html"
