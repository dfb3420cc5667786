"""What differs between two versions of a page's HTML is marked word by word."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.newsroom.marked_html import mark_changes


def marked(before: str, after: str) -> tuple[str, str]:
    """Return both texts with `-deleted-` and `+inserted+` words."""
    old, new = mark_changes(before, after)
    return (
        re.sub('<del class="change">|</del>', "-", old),
        re.sub('<ins class="change">|</ins>', "+", new),
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("<p>one two</p>", "<p>one two</p>", ("<p>one two</p>", "<p>one two</p>")),
        (
            "<p>It is 5 km long.</p>",
            "<p>It is 6 km long.</p>",
            ("<p>It is -5- km long.</p>", "<p>It is +6+ km long.</p>"),
        ),
        (
            "<p>one</p>\n<p>two</p>",
            "<p>one</p>\n<p>three</p>\n<p>two</p>",
            ("<p>one</p>\n<p>two</p>", "<p>one</p>\n<p>+three+</p>\n<p>two</p>"),
        ),
        (
            '<p>a <a href="x">b c</a> d</p>',
            '<p>a <a href="x">e f</a> g d</p>',
            ('<p>a <a href="x">-b c-</a> d</p>', '<p>a <a href="x">+e f+</a> +g+ d</p>'),
        ),
        ('<p title="a > b">a</p>', '<p title="c > d">a</p>', ("", "")),
        ("<p>a &amp; b</p>", "<p>a &lt; b</p>", ("<p>a -&amp;- b</p>", "<p>a +&lt;+ b</p>")),
        ("<p>光缆建成</p>", "<p>光纤建成</p>", ("<p>光-缆-建成</p>", "<p>光+纤+建成</p>")),
        ("<p>नर्सों की</p>", "<p>नर्सों का</p>", ("<p>नर्सों -की-</p>", "<p>नर्सों +का+</p>")),
        (
            '<p><img src="a.png"></p>',
            '<p><img src="b.png"></p>',
            ('<p>-<img src="a.png">-</p>', '<p>+<img src="b.png">+</p>'),
        ),
        ("<p>b the c</p>", "<p>d the e</p>", ("<p>-b the c-</p>", "<p>+d the e+</p>")),
        ("", "<p>a</p>", ("", "<p>+a+</p>")),
    ],
)
def test_deleted_and_inserted_words_are_marked_where_elements_allow_it(
    before: str, after: str, expected: tuple[str, str]
) -> None:
    assert marked(before, after) == (expected if any(expected) else (before, after))


HTML = st.lists(
    st.sampled_from(
        ["<p>", "</p>", '<a title="x > y">', "</a>", "<br>", " ", "\n", "a", "b", "&amp;"]
    )
).map("".join)


@given(before=HTML, after=HTML)
def test_marks_change_nothing_else(before: str, after: str) -> None:
    old, new = mark_changes(before, after)
    assert re.sub('<del class="change">|</del>', "", old) == before
    assert re.sub('<ins class="change">|</ins>', "", new) == after
    for text in re.findall('<(?:ins|del) class="change">(.*?)</(?:ins|del)>', old + new):
        assert "<" not in text and text == text.strip() != ""
