"""What a page says to machines, and what is drawn to be shared."""

from __future__ import annotations

import json
import re
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import imagesize
import pytest
from PIL import Image

from generator.content.site import Site
from generator.open_data.json_ld import script_json
from generator.output.social_cards import CannotDraw, draw_cards, draw_icons
from generator.pages.edition import make_edition
from generator.pages.page import Card
from generator.system.cache import Cache

SITE = Site("The Example Record", "One of everything.", "https://example.org/record/")
STORY = "articles/2023/minister-asks-for-help.md"


def things(texts: dict[str, bytes], path: str) -> dict[str, dict[str, Any]]:
    """The things that the page at `path` speaks of, by their type."""
    page = next(page for page in make_edition(texts, SITE).pages if page.path == path)
    assert page.schema["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in page.schema["@graph"]}


def test_a_story_says_what_happened_who_says_so_and_what_it_rests_on(
    texts: dict[str, bytes],
) -> None:
    story = things(texts, STORY)["NewsArticle"]
    assert story["headline"] == "Minister asks: *help* with fibre & chips | <now>"
    assert story["url"] == "https://example.org/record/articles/2023/minister-asks-for-help/"
    assert story["contentReferenceTime"] == "2023-09-27"
    assert (story["datePublished"], story["dateModified"]) == ("2023-09-30", "2023-10-02")
    assert [author["name"] for author in story["author"]] == ["Ann O'Neill", "B. C."]
    assert story["publisher"]["name"] == "The Example Record"
    assert {topic["name"] for topic in story["about"]} == {"Optical fibre", "Chips"}
    assert {entity["@type"] for entity in story["mentions"]} == {"Person", "Organization", "Thing"}
    assert story["contentLocation"]["name"] == "Karachi"
    assert [source["url"] for source in story["isBasedOn"]][1] == "https://example.com/ur"
    assert story["isBasedOn"][1]["inLanguage"] == "ur"
    assert {part["@type"] for part in story["hasPart"]} == {"Quotation"}
    assert [(part["text"], part["spokenByCharacter"]["name"]) for part in story["hasPart"]] == [
        ("very productive & 2*2", "Umar Saif"),
        ("a good start.", "Ministry of IT"),
        ("China could be as large a market as Europe.", "Umar Saif"),
    ]
    assert "900 km" in story["correction"]["text"]


def test_a_story_names_its_own_picture_after_the_one_to_share(texts: dict[str, bytes]) -> None:
    story = things(texts, "articles/2024/fibre-is-laid.md")["NewsArticle"]
    assert [path.removeprefix(SITE.url) for path in story["image"]] == [
        "assets/share/articles/2024/fibre-is-laid.png",
        "articles/2024/map.png",
    ]


def test_a_person_is_one_with_names_roles_and_their_dates(texts: dict[str, bytes]) -> None:
    person = things(texts, "people/umar-saif.md")["Person"]
    assert "عمر سیف" in person["alternateName"]
    assert person["sameAs"] == "https://www.wikidata.org/wiki/Q42"
    assert person["worksFor"]["roleName"] == "Minister for IT"
    assert person["worksFor"]["startDate"] == "2023-08-17"
    assert person["worksFor"]["worksFor"]["name"] == "Ministry of IT"


def test_a_job_is_one_that_is_held_on_the_day_of_the_edition(texts: dict[str, bytes]) -> None:
    def jobs(today: date) -> object:
        edition = make_edition(texts, Site("S", url=SITE.url, today=today), preview=True)
        page = next(page for page in edition.pages if page.path == "people/umar-saif.md")
        return page.schema["@graph"][0].get("jobTitle")

    assert jobs(date(2023, 9, 1)) == "Minister for IT"
    assert jobs(date(2024, 7, 1)) == "Adviser"
    assert jobs(date(2020, 1, 1)) is None


def test_the_home_page_says_how_the_site_is_searched(texts: dict[str, bytes]) -> None:
    site = things(texts, "index.md")["WebSite"]
    target = site["potentialAction"]["target"]["urlTemplate"]
    assert target == "https://example.org/record/search/?q={search_term_string}"


@pytest.mark.parametrize(
    ("path", "way"),
    [
        (STORY, ["The Example Record", "Archive"]),
        ("people/umar-saif.md", ["The Example Record", "People"]),
        ("people/index.md", ["The Example Record"]),
    ],
)
def test_every_page_but_the_first_says_the_way_to_it(
    texts: dict[str, bytes], path: str, way: list[str]
) -> None:
    steps = things(texts, path)["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps[:-1]] == way
    assert [step["position"] for step in steps] == list(range(1, len(way) + 2))


def test_nothing_in_structured_data_can_end_its_element() -> None:
    hostile = {"headline": "</script><script>alert(1)</script><!--&\u2028"}
    written = script_json(hostile)
    assert not re.search("[<>&\u2028]", written)
    assert json.loads(written) == hostile


CARDS = {
    "plain": Card("Fibre is laid", "The Record", above="Fibre", below="1 May 2024"),
    "long": Card("A headline that goes on and on " * 30, "The Record", above="Topic · " * 60),
    "urdu": Card("پاکستان نے چین سے مدد مانگ لی", "The Record", "ur"),
    "other urdu": Card("پاکستان نے چین سے مدد مانگ لیا", "The Record", "ur"),
    "chinese": Card("巴基斯坦请求中国提供帮助", "The Record", "zh"),
    "other chinese": Card("巴基斯坦请求中国提供帮帮", "The Record", "zh"),
    "code": Card('#panic("x") $x^2$ *b* \\ `c` <d>', "The Record"),
}


def test_every_card_becomes_a_picture_of_the_size_that_is_shared() -> None:
    """Whatever its headline holds: a word for the drawing program is a word like others."""
    cards = draw_cards(CARDS.values())
    assert {imagesize.get(BytesIO(data)) for data in cards} == {(1200, 630)}
    assert len(set(cards)) == len(CARDS)  # no letter is drawn as an empty box
    assert draw_cards(CARDS.values()) == cards


def test_a_card_has_so_few_colours_that_each_pixel_is_one_byte_before_compression() -> None:
    for data in draw_cards(CARDS.values()):
        with Image.open(BytesIO(data)) as card:
            assert card.mode == "P"


def test_the_icons_are_those_that_browsers_ask_for() -> None:
    square = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    icons = draw_icons(square)
    assert icons["favicon.ico"][:6] == b"\0\0\1\0\1\0"
    assert imagesize.get(BytesIO(icons["apple-touch-icon.png"])) == (180, 180)
    assert imagesize.get(BytesIO(icons["assets/icon-512.png"])) == (512, 512)
    with pytest.raises(CannotDraw):
        draw_icons("no picture at all")


def test_a_cache_gives_back_what_it_was_given_and_believes_nothing_damaged(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    assert cache.get("a") is None
    cache.put("a", b"drawn")
    assert cache.get("a") == b"drawn"
    (file,) = cache.folder.iterdir()
    for damaged in (b"", file.read_bytes()[:-1], b"x" + file.read_bytes(), b"foreign"):
        file.write_bytes(damaged)
        assert cache.get("a") is None


def test_a_cache_that_cannot_be_written_keeps_nothing_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    for cache in (Cache(tmp_path / "file"), Cache(tmp_path / "file" / "below"), Cache(None)):
        cache.put("a", b"drawn")
        assert cache.get("a") is None


def test_a_date_that_has_passed_is_overdue_until_the_promise_is_kept(
    texts: dict[str, bytes],
) -> None:
    """Only with a day to count from; the last day meant is still in time."""
    path = "articles/2024/fibre-is-laid.md"
    open_still = texts | {path: texts[path].replace(b'"done"', b'"stalled"')}

    def is_overdue(files: dict[str, bytes], today: date | None) -> bool:
        edition = make_edition(files, Site("S", today=today))
        page = next(page for page in edition.pages if page.path == "commitments/index.md")
        return ">Overdue</span> |" in page.markdown

    assert is_overdue(open_still, date(2024, 7, 1))
    assert not is_overdue(open_still, date(2024, 6, 30))
    assert not is_overdue(open_still, None)
    assert not is_overdue(texts, date(2024, 7, 1))
