"""Writes how to cite a page: as plain text, BibTeX, RIS and `<meta>` elements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from generator.content.model import Article, Entity, Moment
from generator.content.site import Site
from generator.pages.markdown_escape import date_in_words


class Citation(Struct, frozen=True):
    """What a reference names."""

    id: str
    title: str
    authors: tuple[str, ...]
    site: str
    url: str
    lang: str = "en"
    published: Moment | None = None
    note: str = ""
    """What else identifies the text, like the day of its event."""
    is_article: bool = False

    @property
    def plain(self) -> str:
        """The reference as a sentence."""
        authors = f"{', '.join(self.authors)}: " if self.authors else ""
        day = f", {date_in_words(self.published)}" if self.published else ""
        note = f" ({self.note})" if self.note else ""
        return f"{authors}“{self.title}”, {self.site}{day}{note}. {self.url}"

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
        published=published,
        note=f"on events of {date_in_words(article.date)}" if is_later else "",
        is_article=True,
    )


def cite_entity(entity: Entity, site: Site, updated: str) -> Citation:
    """Return the citation of an entity's page, which changes; `updated` is the last change."""
    note = f"last changed {updated}" if updated else ""
    url = site.full_url(entity.key.path)
    return Citation(_bibtex_id(entity), entity.title, (), site.name, url, note=note)


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
