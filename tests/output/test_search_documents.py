"""What the search is fed, and how words are folded on both sides."""

from __future__ import annotations

import pytest

from generator.output.search_documents import blocks_of, fold, name_key, search_document
from generator.pages.page import SearchEntry


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("سيف", "سیف"),  # an Arabic yeh, as the Urdu one
        ("كراچى", "کراچی"),  # an Arabic kaf and an alef maksura
        ("٢٠٢٣ ۲۰۲۴", "2023 2024"),
        ("عُمَر", "عمر"),  # vowel marks
        ("چائنا آؤٹ", "چای\u0654نا ا\u0653و\u0654ٹ"),  # Pagefind ignores the marks
        ("جامعة ٱه", "جامعہ اہ"),  # other forms of heh, and an alef wasla
        ("马尔·赛", " 马  尔· 赛 "),
        ("光缆5G", " 光  缆 5G"),
        ("کیبل، ٹوٹ گئی۔", "کیبل ، ٹوٹ گی\u0654ی ۔"),
        ("5G auction", "5G auction"),
    ],
)
def test_letters_that_readers_type_differently_are_one(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Huawei", "huawei"),
        ("satellite", "Satellites"),
        ("Agnès Callamard", "agnes callamard"),
        ("Xi'an", "xian"),
        ("عمر سیف", "عُمر سيف"),
        ("الیکٹرک گاڑیاں", "الیکٹرک گاڑیوں"),
        ("بیٹری", "بیٹریاں"),
        ("سیمی کنڈکٹر", "سیمی کنڈکٹرز"),
        ("خلا باز", "خلاباز"),
        ("سٹارٹ اپس", "اسٹارٹ اپس"),
        ("چائنا موبائل", "چائنہ موبائل"),
        ("乌马尔·赛义夫", "乌马尔赛义夫"),
    ],
)
def test_a_name_has_one_key_however_it_is_spelt(name: str, typed: str) -> None:
    """It has no ASCII letter and no space, so the search compares it as a whole."""
    assert name_key(name) == name_key(typed)
    assert name_key(name)[1:].isdecimal()
    assert name_key(name) != name_key(f"{name} 2")


def test_a_document_has_the_keys_of_all_names_and_of_the_parts_of_names_with_a_dot() -> None:
    html = search_document("A", SearchEntry("Person", (), names=("夏巴兹·谢里夫",)))
    for name in ("夏巴兹·谢里夫", "夏巴兹", "谢里夫"):
        assert name_key(name) in html


def test_a_document_holds_title_names_filters_and_text_alone() -> None:
    entry = SearchEntry(
        "Story",
        (("", "One <line>"), ("p-1a", "Two")),
        names=("عمر",),
        topics=('A "b"',),
        year="2024",
        when="1 May 2024",
    )
    html = search_document("A & B", entry)
    assert "<h1>A &amp; B</h1>" in html
    assert 'data-pagefind-filter="topic[data-is]" data-is="A &quot;b&quot;"' in html
    assert 'data-is="2024"' in html
    assert 'data-pagefind-meta="date:1 May 2024"' in html


def test_before_each_paragraph_stands_the_anchor_that_leads_to_it() -> None:
    """An id that begins with a hyphen tells the search that the paragraph has none."""
    html = search_document("A", SearchEntry("Story", (("", "One <line>"), ("p-1a", "Two"))))
    assert '<a id="-0"></a><p>One &lt;line&gt;</p><a id="p-1a"></a><p>Two</p>' in html


def test_the_words_of_a_handwritten_page_stand_a_line_for_each_block() -> None:
    blocks = blocks_of("<h1>A &amp; b</h1>\n<p>c <em>d</em></p>")
    assert blocks == (("", "A & b"), ("", "c d"))
