"""Writes the annotations as W3C Web Annotations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
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


def annotation_collection(index: Index, site: Site) -> str:
    """Return the collection, whose pages are the years, the oldest first.

    Web Annotation Data Model (W3C Recommendation, 23 February 2017), section 5.
    """
    years = index.years()
    collection = _collection(site) | {"total": sum(map(index.annotation_count, years))}
    if years:
        ends = {"first": years[0], "last": years[-1]}
        collection |= {
            name: site.full_url(annotation_page_path(year)) for name, year in ends.items()
        }
    return json.dumps({"@context": CONTEXT, **collection}, ensure_ascii=False, indent=1) + "\n"


def annotation_page(index: Index, site: Site, year: int, parts: Iterable[str]) -> str:
    """Return the page of a year; `parts` are the `annotation_lines` of its articles."""
    years = index.years()
    at = years.index(year)
    page: dict[str, Any] = {
        "id": site.full_url(annotation_page_path(year)),
        "type": "AnnotationPage",
    }
    neighbours = {"next": years[at + 1 : at + 2], "prev": years[at - 1 : at] if at else ()}
    page |= {
        name: site.full_url(annotation_page_path(near))
        for name, nearby in neighbours.items()
        for near in nearby
    }
    page |= {"partOf": _collection(site), **_rights(site)}
    page["startIndex"] = sum(map(index.annotation_count, years[:at]))
    lines = ",\n".join(filter(None, parts))
    return f'{json_line({"@context": CONTEXT, **page})[:-1]},"items":[\n{lines}\n]}}\n'


def _collection(site: Site) -> dict[str, str]:
    identity = {"id": site.full_url(COLLECTION), "type": "AnnotationCollection"}
    return {**identity, "label": site.name, **_rights(site)}


def annotation_lines(index: Index, site: Site, article: Article) -> str:
    """Return a line of JSON for each annotation of an article, with commas between them."""
    return ",\n".join(_lines(index, site, article))


def annotation_page_path(year: int) -> str:
    """Return the path within the site of the annotations of a year."""
    return f"{FOLDER}/annotations/{year:04}.jsonld"


def _lines(index: Index, site: Site, article: Article) -> Iterator[str]:
    """Yield a line of JSON for each annotation of an article, in the order of its text."""
    source = site.full_url(article.key.path)
    page = site.full_url(annotation_page_path(article.date.day.year))
    prefix = f"{page}#{article.key.id.replace('/', '-')}"
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
