"""The sanitiser that every page passes before it is published, and what it lets through."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.content.site import Site
from generator.output.html import ALLOWED_ATTRIBUTES, ALLOWED_TAGS, KNOWN_SAFE, page_html, sanitise
from generator.pages.page import Page, Parts
from tests.support import EXAMPLE

EXPECTED = EXAMPLE / "expected"
PIECES = st.sampled_from(
    [
        *("<p>", "</p>", '<p class="a" id="b">', "<script>", "</script>", "<a>", "</a>", "words"),
        *('<a href="../x/">', '<a class="c" href="https://a.b/?q=1&amp;r=2" title="t">', "<b>"),
        *('<a href="javascript:alert(1)">', '<a href=" javascript:x">', '<a href="java&#115;x:">'),
        *('<p onclick="x">', '<p style="a">', "<!--", "-->", "&amp;", "&lt;", "&#60;", "<", ">"),
        *('<a href="data:text/html,x">', '<time datetime="2024">', "</time>", "<svg>", "&", '"'),
        *('<span lang="ur" dir="rtl">', "</span>", "<br>", "<br />", "<P>", "<p\tid='x'>", "\n"),
        *('<a href="x.y:z">', "<img src=x onerror=y>", '<p id="a" id="b">', "<p/x>", "</p x>"),
    ]
)


class Seen(HTMLParser):
    """What a parser that is not ours finds in a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.faults: list[object] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        allowed = ALLOWED_ATTRIBUTES["*"] | ALLOWED_ATTRIBUTES.get(tag, set())
        self.faults += [tag] if tag not in ALLOWED_TAGS else []
        for name, value in attrs:
            schemes = ("https://", "http://", "mailto:")
            leads = name != "href" or ":" not in (value or "") or (value or "").startswith(schemes)
            self.faults += [] if name in allowed and leads else [(tag, name, value)]

    def handle_comment(self, data: str) -> None:
        self.faults.append(data)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_what_passes_beside_the_gate_holds_what_the_gate_allows_alone(page: str) -> None:
    if KNOWN_SAFE.fullmatch(page):
        assert Seen(page).faults == []


@pytest.mark.parametrize(
    "page",
    [
        "<script>x</script>",
        '<a href="javascript:x">a</a>',
        '<a href="java\tscript:x">a</a>',
        '<p onclick="x">a</p>',
        '<p style="x">a</p>',
        "<p title='x'>a</p>",
        "a & b",
        "a > b",
        "<!-- a -->",
        "<p>a<",
        '<img src="x">',
        "<svg></svg>",
    ],
)
def test_what_is_not_plain_goes_through_the_gate(page: str) -> None:
    assert not KNOWN_SAFE.fullmatch(page)


@pytest.mark.parametrize("path", sorted(EXPECTED.rglob("*.md")), ids=lambda path: path.stem)
def test_the_gate_would_leave_each_page_as_it_is(path: Path) -> None:
    """Whether a page goes through it or passes beside it, its bytes are the same."""
    whole = path.read_text(encoding="utf-8").split("---\n", 2)[2]
    place = path.relative_to(EXPECTED).as_posix()
    html = page_html(Page(place, "", "", parts=Parts(lambda: whole)), Site("S"))
    assert sanitise()(html) == html
