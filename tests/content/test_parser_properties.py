"""Properties that hold for any text."""

from __future__ import annotations

import random
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.content.markdown import parse
from generator.content.markdown_rewrite import rewrite
from generator.content.site import Site
from generator.output.html import page_html
from generator.pages.edition import make_edition
from tests import fuzz
from tests.support import MARKDOWN_PIECES, SMALL_HEAD, SMALL_SITE, edition_content

MARKDOWN = st.lists(st.sampled_from(MARKDOWN_PIECES) | st.text(max_size=6), max_size=30).map(
    "".join
)


@given(st.binary(max_size=300) | MARKDOWN.map(str.encode))
@settings(max_examples=300, deadline=None)
@example(b"---\na: &x 1\nb: *x\n---\n")
@example(b"---\n---\n")
def test_any_bytes_are_answered(data: bytes) -> None:
    """Whatever a file holds: a problem or a page, and nothing raised."""
    edition = make_edition(SMALL_SITE | {"articles/2024/x.md": data}, Site("S"), preview=True)
    page = next(page for page in edition.pages if page.path == "articles/2024/x.md")
    assert page.path in edition.problems_by_page() or page.markdown


TRANSLATED = Site("S", languages=("en", "ur"))
TRANSLATION_HEAD = "---\ntitle: T\nsummary: S\ntranslator: A\n---\n"


@given(st.binary(max_size=300) | MARKDOWN.map(lambda text: (TRANSLATION_HEAD + text).encode()))
@settings(max_examples=300, deadline=None)
def test_any_bytes_of_a_translation_are_answered(data: bytes) -> None:
    """Every page of its edition can be shown, whatever it annotates."""
    original = {"articles/2024/x.md": f'{SMALL_HEAD}[b](commitment:c "done")'.encode()}
    files = {**SMALL_SITE, **original, "ur/articles/2024/x.md": data, "ur/topics/t.md": data}
    edition = make_edition(
        files, TRANSLATED, preview=True, translated_sites=[TRANSLATED.in_language("ur")]
    )
    for page in edition.translated["ur"].pages:
        assert page_html(page, edition.translated["ur"].site)
        assert page.schema


@given(MARKDOWN)
@settings(max_examples=300, deadline=None)
def test_any_text_makes_well_formed_pages(text: str) -> None:
    """Every page that can be published is well-formed, with no id used twice."""
    edition = make_edition(
        SMALL_SITE | {"articles/2024/x.md": (SMALL_HEAD + text).encode()}, Site("S")
    )
    for page in edition.pages:
        shown = page_html(page, Site("S"))
        void = shown.replace("<br>", "<br/>").replace("<hr>", "<hr/>")
        assert "<script" not in shown
        ET.fromstring(f"<div>{_closed(void)}</div>".replace("&nbsp;", " "))


def _closed(html: str) -> str:
    """The images closed as XML wants them."""
    parts = html.split("<img ")
    return parts[0] + "".join("<img " + part.replace(">", "/>", 1) for part in parts[1:])


@given(MARKDOWN)
@settings(max_examples=300, deadline=None)
def test_a_rewrite_that_changes_nothing_keeps_the_passages(text: str) -> None:
    """The words of every passage survive the rewriting of what is around them."""
    body = parse(text)
    if body.headings or body.footnotes:  # these move, on purpose
        return
    again = parse(rewrite(body, lambda _: None, (), lambda _: ""))
    assert [p.text for p in again.linked_blocks] == [p.text for p in body.linked_blocks]


@settings(deadline=None)
@given(st.permutations(sorted(SMALL_SITE)))
def test_the_order_of_files_does_not_matter(order: list[str]) -> None:
    texts = {path: SMALL_SITE[path] for path in order}
    assert edition_content(make_edition(texts, Site("S"))) == edition_content(
        make_edition(SMALL_SITE, Site("S"))
    )


def test_chance_finds_no_text_that_is_answered_wrongly() -> None:
    """A few hundred texts that nobody wrote; `python -m tests.fuzz` tries as many as it is let."""
    chance = random.Random(7)
    seed = fuzz.FRONT.format(title="T", summary="S") + "".join(fuzz.PARTS[:8])
    for _ in range(300):
        data = fuzz.text(chance, [seed]).encode()
        assert fuzz.fault_of(data) == "", data


@pytest.mark.parametrize("path", sorted(fuzz.FOUND.glob("*.md")), ids=lambda path: path.stem)
def test_what_chance_once_found_is_answered(path: Path) -> None:
    assert fuzz.fault_of(path.read_bytes()) == ""
