"""Social cards show only letters that their fonts have."""

from __future__ import annotations

import pytest

from generator.content.keys import Key
from generator.content.model import Article
from generator.content.site import Site
from generator.pages.cards import article_card, can_be_drawn, site_card
from tests.support import VALID_FILES, edition_of, with_body

STORY = "articles/2024/training.md"


def article_with(title: str) -> Article:
    data = with_body("Words.").replace(b"title: T\n", f"title: {title}\n".encode())
    edition = edition_of({**VALID_FILES, STORY: data})
    article = edition.index.entities[Key.from_path(STORY)]
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Ngũgĩ’s “café” – № 5 € 🙂", True),
        ("Ελλάδα и Россия", True),
        ("پاکستان ۲۰۲۴", True),
        ("巴基斯坦请求中国提供帮助，カナ", True),
        ("नर्सों का प्रशिक्षण", False),
        ("Nurses: প্রশিক্ষণ", False),
        ("ประเทศไทย", False),
        ("한국", False),
        ("", True),
    ],
)
def test_letters_that_no_font_has_cannot_be_drawn(words: str, expected: bool) -> None:
    assert can_be_drawn(words) is expected


def test_the_card_of_a_headline_that_cannot_be_drawn_names_the_site() -> None:
    article, site = (
        article_with("चेन्नई में नर्सें"),
        Site("The Record", url="https://example.org/record/"),
    )
    card = article_card(article, ("Fibre", "नर्सें"), site)
    assert (card.title, card.site, card.above) == ("The Record", "The Record", "Fibre")
    assert card.below
    latin = article_card(article_with("Nurses train"), (), site)
    assert latin.title == "Nurses train"


def test_a_site_whose_name_cannot_be_drawn_is_named_by_its_host() -> None:
    site = Site("स्वास्थ्य", url="https://example.org/record/", description="केन्या और भारत")
    card = site_card(site)
    assert (card.title, card.above) == ("example.org", "")
