"""What the search is fed, and how words are folded on both sides."""

from __future__ import annotations

import pytest

from generator.render import Entry
from generator.search import document, fold, text_of


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("سيف", "سیف"),  # an Arabic yeh, as the Urdu one
        ("كراچى", "کراچی"),  # an Arabic kaf and an alef maksura
        ("٢٠٢٣ ۲۰۲۴", "2023 2024"),
        ("عُمَر", "عمر"),  # vowel marks
        ("光缆5G", " 光  缆 5G"),
        ("5G auction", "5G auction"),
    ],
)
def test_letters_that_readers_type_differently_are_one(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_a_document_holds_title_names_filters_and_text_alone() -> None:
    entry = Entry("Story", "One <line>\nTwo", names=("عمر",), topics=('A "b"',), year="2024")
    made = document("A & B", entry)
    assert "<h1>A &amp; B</h1>" in made
    assert "<p>One &lt;line&gt;</p><p>Two</p>" in made
    assert 'data-pagefind-filter="topic[data-is]" data-is="A &quot;b&quot;"' in made
    assert 'data-is="2024"' in made


def test_the_words_of_a_handwritten_page_stand_a_line_for_each_block() -> None:
    assert text_of("<h1>A &amp; b</h1><p>c <em>d</em></p>") == "A & b\nc d\n"
