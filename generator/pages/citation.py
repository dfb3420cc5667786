"""Writes how to cite a page: as plain text, BibTeX, RIS and `<meta>` elements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from generator.content.formats import formats
from generator.content.model import Article, Entity, Moment
from generator.content.site import Site
from generator.content.translations import ENGLISH, Interface


class Citation(Struct, frozen=True):
    """What a reference names."""

    id: str
    title: str
    authors: tuple[str, ...]
    site: str
    url: str
    lang: str = "en"
    interface: Interface = ENGLISH
    """In whose language the plain text is written."""
    published: Moment | None = None
    note: str = ""
    """What else identifies the text, like the day of its event."""
    is_article: bool = False

    @property
    def plain(self) -> str:
        """The reference as a sentence."""
        texts, written = self.interface.texts, formats(self.interface.language)
        parts = [texts.gettext("“%(words)s”") % {"words": self.title}, self.site]
        parts += [written.date(self.published)] if self.published else []
        values = {
            "authors": written.separator.join(self.authors),
            "work": texts.gettext(", ").join(parts),
            "note": self.note,
            "address": self.url,
        }
        if self.authors and self.note:
            return texts.gettext("%(authors)s: %(work)s (%(note)s). %(address)s") % values
        if self.authors:
            return texts.gettext("%(authors)s: %(work)s. %(address)s") % values
        if self.note:
            return texts.gettext("%(work)s (%(note)s). %(address)s") % values
        return texts.gettext("%(work)s. %(address)s") % values

    @property
    def bibtex(self) -> str:
        day = self.published.day if self.published else None
        authors = map(_bibtex_value, self.authors)
        fields = {
            "title": f"{{{_bibtex_value(self.title)}}}",
            "author": " and ".join(f"{{{author}}}" for author in authors),
            "howpublished": _bibtex_value(self.site),
            "year": f"{day.year}" if day else "",
            "month": f"{day.month}" if day else "",
            "day": f"{day.day}" if day else "",
            "url": self.url,
            "note": _bibtex_value(self.note),
        }
        lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
        return f"@misc{{{self.id},\n" + ",\n".join(lines) + "\n}"

    @property
    def ris(self) -> str:
        """The reference in RIS, which reference managers import."""
        day = self.published.day if self.published else None
        tags = [
            ("TY", "NEWS" if self.is_article else "ELEC"),
            ("TI", self.title),
            *(("AU", author) for author in self.authors),
            ("PB", self.site),
            ("PY", f"{day.year}" if day else ""),
            ("DA", f"{day:%Y/%m/%d}" if day else ""),
            ("UR", self.url),
            ("LA", self.lang),
            ("N1", self.note),
        ]
        lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in tags if value]
        return "\n".join([*lines, "ER  - "])

    @property
    def metadata(self) -> Iterator[tuple[str, str]]:
        """The names and values of the `<meta>` elements that reference managers read."""
        yield "citation_title", self.title
        for author in self.authors:
            yield "citation_author", author
        if self.published:
            yield "citation_publication_date", f"{self.published.day:%Y/%m/%d}"
        yield "citation_publisher", self.site
        yield "citation_language", self.lang
        yield "citation_public_url", self.url


def cite_article(article: Article, site: Site) -> Citation:
    """Return the citation of an article; its event's day is a note where the days differ."""
    published = article.published
    is_later = not published or published.day != article.date.day
    return Citation(
        id=_bibtex_id(article),
        title=article.title,
        authors=article.byline,
        site=site.name,
        url=site.full_url(article.key.path),
        lang=article.lang,
        interface=site.interface,
        published=published,
        note=site.texts.gettext("on events of %(date)s") % {"date": site.formats.date(article.date)}
        if is_later
        else "",
        is_article=True,
    )


def cite_entity(entity: Entity, site: Site, updated: str) -> Citation:
    """Return the citation of an entity's page, which changes; `updated` is the last change."""
    note = site.texts.gettext("last changed %(date)s") % {"date": updated} if updated else ""
    return Citation(
        id=_bibtex_id(entity),
        title=entity.title,
        authors=(),
        site=site.name,
        url=site.full_url(entity.key.path),
        lang=site.language,
        interface=site.interface,
        note=note,
    )


def _bibtex_id(entity: Entity) -> str:
    return f"{entity.key.kind.word}-{entity.key.id.replace('/', '-')}"


_BIBTEX_SPECIAL = re.compile(r"[\\{}&%$#_~^]")
_BIBTEX_NAMES = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "{": "(",
    "}": ")",
}


def _bibtex_value(words: str) -> str:
    def escape(match: re.Match[str]) -> str:
        return _BIBTEX_NAMES.get(match[0], f"\\{match[0]}")

    return _BIBTEX_SPECIAL.sub(escape, " ".join(words.split()))
