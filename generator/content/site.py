"""The site's settings that pages need: name, addresses, date."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.content.formats import Formats, formats
from generator.content.keys import Key
from generator.content.languages import direction
from generator.content.site_rules import SiteRules
from generator.content.translations import Interface, Translations, tags_of


class Licence(Struct, frozen=True):
    """The licence of the articles and the data."""

    name: str
    """The SPDX identifier: `CC-BY-4.0`."""
    title: str
    url: str


DEFAULT_LANGUAGE = "en"


class Site(Struct, frozen=True):
    """The settings that pages may use."""

    name: str
    description: str = ""
    url: str = ""
    """The address with a slash at its end; empty if it isn't known."""
    directory_urls: bool = True
    today: date | None = None
    """The day of the build, which decides what is overdue; None to leave that out."""
    handwritten_pages: frozenset[str] = frozenset()
    """The paths of the handwritten pages."""
    licence: Licence | None = None
    contact: tuple[str, str] = ("", "")
    """The contact for security reports, and the day on which this expires; empty for none."""
    has_search: bool = True
    """Whether articles have a search index, for readers and in the database."""
    edit_url: str = ""
    """The address for editing content files, with a slash at its end; empty if there is none."""
    rules: SiteRules = SiteRules()
    """What the site wants of its content."""
    show_future: bool = False
    """Whether articles are shown before the day of their publication."""
    word_limits: tuple[int, int] | None = None
    """The fewest and the most words of an article, which the checker holds it against."""
    retired: tuple[Key, ...] = ()
    """Entities that the site no longer has: their addresses redirect to the list of their kind."""
    language: str = DEFAULT_LANGUAGE
    """The language of this edition (BCP 47), and of its content that names no other."""
    direction: str = "ltr"
    """The direction of its script: `ltr` or `rtl`."""
    languages: tuple[str, ...] = ()
    """The languages of all editions, the original first; empty when there is one."""
    catalogues: tuple[tuple[str, str], ...] = ()
    """The tag and the text of each catalogue that the site itself has."""

    @property
    def original_language(self) -> str:
        """The language that the other editions are translated from."""
        return self.languages[0] if self.languages else self.language

    @property
    def folder(self) -> str:
        """The folder of this edition below the original: `ur/`; empty for the original."""
        return "" if self.language == self.original_language else f"{self.language}/"

    @property
    def translated_languages(self) -> tuple[str, ...]:
        """The languages of the editions besides the original."""
        return self.languages[1:]

    def in_language(self, language: str, **values: Any) -> Site:
        """Return the site as its edition in another language has it, with these other values."""
        return replace(
            self,
            language=language,
            direction=direction(language),
            url=f"{self.url}{language}/" if self.url else "",
            **values,
        )

    @property
    def has_nastaliq(self) -> bool:
        """Whether the language is usually written in the Nastaliq style of Arabic letters."""
        return self.language.partition("-")[0] == "ur"

    @property
    def interface(self) -> Interface:
        """The language of the interface, with the site's own catalogue for it."""
        return self.interface_in(self.language)

    def interface_in(self, language: str) -> Interface:
        """Return the same of the edition in a language."""
        own = dict(self.catalogues) if self.catalogues else {}
        return Interface(language, next((own[tag] for tag in tags_of(language) if tag in own), ""))

    @property
    def texts(self) -> Translations:
        """The texts of the interface."""
        return self.interface.texts

    @property
    def formats(self) -> Formats:
        """How dates, numbers and lists are written."""
        return formats(self.language)

    @property
    def publication_day(self) -> date | None:
        """The day until which articles are shown; None to show all of them."""
        return None if self.show_future else self.today

    @property
    def new_file_url(self) -> str:
        """The address for creating content files, with a slash at its end, or an empty string."""
        return self.edit_url.replace("/edit/", "/new/", 1) if "/edit/" in self.edit_url else ""

    def address(self, path: str) -> str:
        """Return the address within the site of the page at `path`."""
        return address(path, self.directory_urls)

    def file(self, path: str) -> str:
        """Return the file within the site of the page at `path`."""
        address = self.address(path)
        return f"{address}index.html" if not address or address.endswith("/") else address

    def full_url(self, path: str, fragment: str = "") -> str:
        """Return the full address of the page at `path`; without the host if `url` isn't known."""
        url, is_original = self.url or "/", path.startswith("../")
        if is_original:
            url, path = self.original_url or "/", path[3:]
        url = f"{url}{address(path, self.directory_urls)}"
        return f"{url}#{fragment}" if fragment else url

    @property
    def original_url(self) -> str:
        """The address of the original edition."""
        return self.url.removesuffix(self.folder)

    def path_of(self, path: str, language: str) -> str:
        """Return the path of an article in a language from the root of this edition.

        An article that isn't translated has a page in the original alone: `../articles/2023/x.md`.
        """
        return f"../{path}" if self.folder and language != self.language else path

    def folder_of(self, language: str) -> str:
        """Return the folder of an edition below the original."""
        return "" if language == self.original_language else f"{language}/"

    def alternates(self, path: str, languages: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Return the full address of a page in each of its languages, and for all others.

        Search engines know the last as `x-default`. There is none for a page in one language.
        """
        if len(languages) < 2:
            return ()
        urls = [(language, self.url_in(language, path)) for language in languages]
        return (*urls, ("x-default", urls[0][1]))

    def url_in(self, language: str, path: str) -> str:
        """Return the full address of a page in another edition."""
        return f"{self.original_url}{self.folder_of(language)}{self.address(path)}"


@lru_cache(maxsize=1 << 12)  # thousands of pages link to the same pages
def address(path: str, directory_urls: bool = True) -> str:
    """Return the address within a site of the page at `path`. Other files keep their path."""
    if not path.endswith(".md"):
        return path
    stem = path.removesuffix(".md")
    if posixpath.basename(stem) == "index":
        folder = posixpath.dirname(stem)
        return f"{folder}/" if folder and directory_urls else (f"{stem}.html" if folder else "")
    return f"{stem}/" if directory_urls else f"{stem}.html"
