"""Writes the annotations as W3C Web Annotations."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from generator.content.model import Article, Passage
from generator.content.site import Site
from generator.index.index import Index
from generator.open_data.json_line import json_line
from generator.open_data.tables import FOLDER

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
COLLECTION = f"{FOLDER}/annotations.jsonld"
CONTEXT_CHARACTERS = 32
"""The characters of context before and after the annotated words."""


def annotation_files(
    articles: Iterable[Article], lines_of: Callable[[Article], str], site: Site
) -> Iterator[tuple[str, str]]:
    """Yield the path and text of the collection and of its page for each year, newest first.

    `lines_of` returns the `annotation_lines` of an article. Web Annotation Data Model (W3C
    Recommendation, 23 February 2017), sections 3.1, 4.2.4, 5.
    """
    years = [
        (year, lines)
        for year, group in groupby(articles, lambda article: article.date.day.year)
        if (lines := ",\n".join(filter(None, map(lines_of, group))))
    ]
    paths = [page_of(year) for year, _ in years]
    whole = {"id": site.full_url(COLLECTION), "type": "AnnotationCollection", "label": site.name}
    total = sum(_count(lines) for _, lines in years)
    ends = {"first": site.full_url(paths[0]), "last": site.full_url(paths[-1])} if paths else {}
    head = {"@context": CONTEXT, **whole, **_rights(site), "total": total, **ends}
    yield COLLECTION, json.dumps(head, ensure_ascii=False, indent=1) + "\n"
    start = 0
    for at, (_, lines) in enumerate(years):
        page: dict[str, Any] = {"@context": CONTEXT, "id": site.full_url(paths[at])}
        page["type"] = "AnnotationPage"
        neighbours = {"next": paths[at + 1 : at + 2], "prev": paths[at - 1 : at] if at else []}
        page |= {name: site.full_url(path) for name, near in neighbours.items() for path in near}
        page |= {"partOf": {**whole, "total": total}, "startIndex": start, **_rights(site)}
        yield paths[at], f'{json_line(page)[:-1]},"items":[\n{lines}\n]}}\n'
        start += _count(lines)


def _count(lines: str) -> int:
    return lines.count("\n") + 1


def annotation_lines(index: Index, site: Site, article: Article) -> str:
    """Return a line of JSON for each annotation of an article, with commas between them."""
    return ",\n".join(_lines(index, site, article))


def page_of(year: int) -> str:
    """Return the path within the site of the annotations of a year."""
    return f"{FOLDER}/annotations/{year:04}.jsonld"


def _lines(index: Index, site: Site, article: Article) -> Iterator[str]:
    """Yield a line of JSON for each annotation of an article, in the order of its text."""
    source = site.full_url(article.key.path)
    prefix = f"{site.full_url(page_of(article.date.day.year))}#{article.key.id.replace('/', '-')}"
    for passage in index.texts[article.key].passages:
        for number, (before, words, after, bodies) in enumerate(
            _annotated_words(index, site, passage), 1
        ):
            selector = {"type": "TextQuoteSelector", "exact": words}
            selector |= {"prefix": before} if before else {}
            selector |= {"suffix": after} if after else {}
            yield json_line(
                {
                    "id": f"{prefix}-{passage.anchor}-{number}",
                    "type": "Annotation",
                    "motivation": "identifying",
                    "body": bodies,
                    "target": {"source": source, "selector": selector},
                }
            )


def _annotated_words(
    index: Index, site: Site, passage: Passage
) -> Iterator[tuple[str, str, str, list[dict[str, str]]]]:
    """Yield the words before, of and after each annotation of a passage, and its bodies."""
    text, at = passage.text, 0
    for words, key, title in passage.runs:
        end = at + len(words)
        if key and key in index.entities:
            entity = {"type": "SpecificResource", "source": site.full_url(key.path)}
            bodies = [{**entity, "purpose": "identifying"}]
            if title.state:
                status = {"type": "TextualBody", "value": title.state.value}
                bodies.append({**status, "format": "text/plain", "purpose": "assessing"})
            yield (
                text[max(at - CONTEXT_CHARACTERS, 0) : at],
                words,
                text[end : end + CONTEXT_CHARACTERS],
                bodies,
            )
        at = end


def _rights(site: Site) -> dict[str, str]:
    return {"rights": site.licence.url} if site.licence else {}
