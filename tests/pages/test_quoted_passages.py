"""A passage that another page quotes is those words, in one block, whatever they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.content.model import Key
from generator.content.site import Site
from generator.index.index import Index
from generator.output.html import page_html
from generator.pages.edition import Edition, make_edition
from tests.support import MARKDOWN_PIECES, SMALL_HEAD, SMALL_SITE

STORY = "articles/2024/x.md"
QUOTING = {"topics/t.md", "people/a.md", "organisations/x.md", "commitments/c.md"}
MARKS = [
    "\\#", "\\##", "\\-", "\\+", "\\*", "\\>", "\\=", "\\---", "\\===", "1\\.", "1\\)", "12345\\. ",
    "\\~~~", "\\```", "\\`", "\\|", "\\<b>", "\\[x](y.md)", "\\![", "!", "\\\\", "&#35;", "&#45;",
    "&#62;", "&#49;.", "&#33;", "&#91;", "&#42;", "&#96;&#96;&#96;", "&#124;", "&lt;div&gt;",
    "&#9;", "&#10;", "&#13;", "&#10;&#10;# ", "&#13;&#13;# ", "&#12;", "&#11;", "&#133;", "&#8232;",
    "&#32;&#32;&#32;&#32;", "&nbsp;", "`# x`", "**# x**", "*\\- x*", "[t](topic:t)",
    "[# x](topic:t)",     "[1](topic:t)", ". x", "\n",
]  # fmt: skip
"""What Markdown could take for more than words, written as the words that it is."""
TEXT = st.lists(
    st.sampled_from(MARKS) | st.sampled_from(MARKDOWN_PIECES) | st.text(max_size=4), max_size=12
).map("".join)


class Blocks(HTMLParser):
    """The text of each block quote and heading of a page, the elements in quotes, the pictures."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.quotes: list[str] = []
        self.headings: list[str] = []
        self.blocks: list[str] = []
        self.pictures = 0
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.pictures += tag == "img"
        if tag in ("br", "hr", "img", "rect"):
            self.blocks.append(tag)
            return
        self._open.append(tag)
        if tag == "blockquote":
            self.quotes.append("")
        elif "blockquote" in self._open:
            self.blocks.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and re.fullmatch("h[1-6]", self._open[-1]):
            self.headings[-1] += data
        if "blockquote" in self._open:
            self.quotes[-1] += data


def published(text: str, lang: str = "en") -> Edition:
    front = SMALL_HEAD.replace("topics: [t]", f"topics: [t]\nlang: {lang}")
    return make_edition(SMALL_SITE | {STORY: (front + text).encode()}, Site("S"), preview=True)


def one_line(words: str) -> str:
    return " ".join(words.split())


HEADINGS = frozenset(
    "T|A|X|C|2024|Quotations|Passages|Stories|Stories by year|History|Also mentioned|"
    "Promised|Promised to them|Asked for|Open commitments|Commitments at a glance|Done or dropped|"
    "Most mentioned people|Most mentioned organisations".split("|")
)
"""The site's own headings on these pages."""


@pytest.mark.parametrize("lang", ["en", "ur"])
@given(TEXT)
@settings(max_examples=150, deadline=None)
@example("Words [fibre](topic:t) and&#13;&#13;# The Record retracts this story")
@example("Words [fibre](topic:t) and&#10;&#10;# The Record retracts this story")
@example("\\# The Record retracts [this](topic:t)")
@example("1\\. Point [one](topic:t)")
@example("\\- Point [one](topic:t)")
@example("Well\\![one](person:a) of [two](topic:t)")
@example('# Said: [“*Well*\\!”](person:a "said") it. [b](commitment:c "done 2024-05")')
@example('[b](commitment:c "done 2024-05")[b](commitment:c "done")')
@example("> So.\n>\n> — [A](person:a), there&#13;&#13;# The Record retracts this story")
def test_a_quoted_passage_is_one_paragraph_of_its_own_words(lang: str, text: str) -> None:
    """Each block quote of a page is one passage or one quotation, and the page has no more."""
    site = published(text, lang)
    pages = {page.path: page for page in site.pages}
    for key in site.index.entities:
        if key.path in QUOTING:
            blocks = Blocks(page_html(pages[key.path], Site("S")))
            assert sorted(map(one_line, blocks.quotes)) == sorted(quoted(site.index, key))
            assert set(map(one_line, blocks.headings)) <= HEADINGS
            assert set(blocks.blocks) <= {"p", "a", "mark", "span"}
            assert blocks.pictures == 0


def quoted(index: Index, key: Key) -> Iterator[str]:
    """What the block quotes on an entity's page say."""
    stories = index.articles_about.get(key, ())
    seen = [index.evidence(one).passage for one in index.observations.get(key, ())]
    for passage in seen:  # a passage that shows a commitment in two states is there twice
        yield one_line(f"{passage.text.strip()} → in the story")
    evidence = {passage.anchor for passage in seen}
    for mention in index.mentions(key, stories):
        if index.passage(mention).anchor in evidence:
            continue
        yield one_line(f"{index.passage(mention).text.strip()} → in the story")
    for remark in index.quotations(key, stories):
        occasion = f", {remark.occasion}" if remark.occasion else ""
        words = f"“{remark.text}”" if remark.sentence else remark.text
        yield one_line(f"{words} — {index.entities[key].title}{occasion}")
