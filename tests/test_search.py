"""What a reader's search finds, in headless Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import search_results, served_site
from tests.support import ARTICLE_FRONT_MATTER, coopnews, copy_example

pytestmark = pytest.mark.xdist_group("browser")


def search_requests(page: Any) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if "/pagefind/" in r.url else None)
    return asked


def test_search_opens_with_a_key_and_fetches_nothing_before_the_first_words(
    page: Any, address: str
) -> None:
    asked = search_requests(page)
    page.goto(address)
    page.keyboard.press("/")
    assert page.locator("#search-dialog").is_visible()
    assert asked == []
    page.keyboard.type("spectrum")
    assert "Pakistan sells 5G spectrum" in " ".join(search_results(page))
    assert asked
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/(articles|commitments)/"))


def test_search_closes_with_escape_and_opens_with_control_k(page: Any, address: str) -> None:
    page.goto(f"{address}topics/fibre/")
    page.keyboard.press("Control+k")
    assert page.locator("#search-dialog").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#search-dialog").is_visible()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("عمر سیف", "Umar Saif"),
        ("عمر سيف", "Umar Saif"),  # with an Arabic yeh
        ("乌马尔", "Umar Saif"),
        ("赛义夫", "Umar Saif"),  # the second half of the name
        ("Zong", "CMPak"),
        ("semiconductors", "Chips"),
        ("about this record", "About"),
    ],
)
def test_names_in_every_script_and_other_spellings_find_the_page(
    shared_page: Any, address: str, words: str, found: str
) -> None:
    shared_page.goto(f"{address}search/?q={words}")
    assert any(found in title for title in search_results(shared_page))


def test_an_empty_answer_suggests_fewer_words(page: Any, address: str) -> None:
    page.goto(f"{address}search/?q=gwadar+tsinghua")
    assert search_results(page) == []
    assert "fewer words" in page.locator("#search-page .search__count").inner_text()


def test_a_result_leads_to_the_paragraph_that_holds_the_words(page: Any, address: str) -> None:
    page.goto(f"{address}search/?q=roaring+success")
    page.locator(".search__results a").first.click()
    page.wait_for_url(re.compile("#p-"))
    assert "roaring success" in page.locator(":target").inner_text()


def test_facets_come_after_a_query_and_narrow_it(page: Any, address: str) -> None:
    page.goto(f"{address}search/")
    assert page.locator(".filters select").count() == 0
    page.locator("#search-page-words").fill("fibre")
    search_results(page)
    many = page.locator(".search__results li").count()
    assert page.locator(".filters select").count() == 0  # what they weigh is not fetched unasked
    page.get_by_role("button", name="Filter by kind, topic, year").click()
    page.locator("select[name=kind]:focus").wait_for()
    assert page.locator(".filters select").count() == 3
    page.select_option("select[name=kind]", "Topic")
    kinds = page.locator(".search__results .when")
    kinds.filter(has_not_text="Topic").first.wait_for(state="detached")
    kinds.first.wait_for()
    assert 0 < kinds.count() < many
    assert all(kind.startswith("Topic") for kind in kinds.all_inner_texts())
    assert page.evaluate("document.activeElement.name") == "kind"


def test_the_dialog_is_used_with_the_keyboard_and_gives_the_focus_back(
    page: Any, address: str
) -> None:
    page.goto(address)
    page.locator("#open-search").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("fibre")
    search_results(page)
    assert page.locator("#search-dialog output").inner_text().split()[1] in ("result", "results")
    assert page.locator("#search-dialog mark").count() > 0
    page.keyboard.press("ArrowDown")
    first = page.evaluate("document.activeElement.href")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "search-words"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.href") == first
    page.keyboard.press("Escape")
    assert not page.locator("#search-dialog").is_visible()
    assert page.evaluate("document.activeElement.id") == "open-search"


def test_enter_opens_what_the_words_of_now_find(page: Any, address: str) -> None:
    page.goto(f"{address}search/?q=chip")
    search_results(page)
    page.locator("#search-page-words").fill("huawei")
    page.keyboard.press("Enter")
    page.wait_for_url("**/organisations/huawei/**")


STORIES = {
    "zh": {
        "workshop": ("工业厂房", "这座工业厂房里的工人在厂里吃饭，厂房属于工业区，工厅很大。"),
        "factory": ("新消息", "一家公司说，它将在拉合尔建一座汽车工厂，明年开始生产汽车。"),
        "minister": ("部长", "乌马尔·赛义夫说，工作正在进行。"),
    },
    "ur": {
        "companies": ("کمپنیوں کا اعلان", "دو کمپنیوں نے معاہدوں پر دستخط کیے۔"),
        "company": ("کمپنی کا بیان", "ایک کمپنی نے معاہدہ کیا۔ اقدام کی خبر آئی۔"),
        "report": ("چائنا کی خبریں", "آئندہ سائنسی منصوبے پر دعائیں، اقدامات اور مسئلہ۔"),
    },
}
"""Stories by language: the headline and the text of each."""


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the example site with stories in Urdu and Chinese."""
    root = tmp_path_factory.mktemp("stories")
    source = copy_example(root)
    for lang, texts in STORIES.items():
        for name, (title, text) in texts.items():
            front = ARTICLE_FRONT_MATTER.replace("title: Fibre comes to Karachi", f"title: {title}")
            front = front.replace("date: 2024-03-04", f"date: 2024-03-04\nlang: {lang}")
            path = source / f"content/articles/2024/{name}.md"
            path.write_text(front + text + "\n", encoding="utf-8")
    done = coopnews("build", "-q", "--no-pictures", "-d", str(root / "record"), cwd=source)
    assert done.returncode == 0, done.stderr
    with served_site(root) as address:
        yield address


def found(page: Any, address: str, words: str) -> list[str]:
    """Return the titles of what a search finds."""
    page.goto(f"{address}search/?q={words}")
    return search_results(page)


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("工厂", ["新消息"]),  # not the page with 工业厂房
        ("厂房", ["工业厂房"]),
        ("乌马尔赛义夫", ["Umar Saif", "部长"]),  # a name without the dot between its parts
        ("乌马尔·赛义夫", ["Umar Saif", "部长"]),
        ("拉合尔工厂", ["新消息"]),  # two words that nowhere follow each other
        ("工厂 拉合尔", ["新消息"]),
    ],
)
def test_chinese_characters_are_a_phrase_where_any_page_has_it(
    shared_page: Any, stories: str, words: str, titles: list[str]
) -> None:
    """Where no page has it, all characters must match."""
    assert found(shared_page, stories, words) == titles


CHINA, COMPANY, COMPANIES = (STORIES["ur"][name][0] for name in ("report", "company", "companies"))


@pytest.mark.parametrize(
    "words", ["چائنا", "چاینا", "چاي\u0654نا", "آئندہ", "ائنده", "ساینسی", "مسئلة"]
)
def test_letters_with_a_hamza_or_madda_are_found_by_those_without(
    shared_page: Any, stories: str, words: str
) -> None:
    """The result shows the letters as they were written."""
    assert found(shared_page, stories, words) == [CHINA]


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("کمپنیوں", [COMPANY, COMPANIES]),
        ("معاہدے", [COMPANY, COMPANIES]),
        ("اقدامات", [COMPANY, CHINA]),
        ("منصوبوں", [CHINA]),
        ("دعاؤں", [CHINA]),
        ("کمپنیاں معاہدہ", [COMPANY, COMPANIES]),
        ("خبروں", ["ایک خبر", CHINA, COMPANY]),
        ("نئے", []),  # two letters would be left
    ],
)
def test_urdu_words_are_found_in_all_their_forms(
    shared_page: Any, stories: str, words: str, titles: list[str]
) -> None:
    """The form decides nothing: what is about the words comes first, as in English."""
    assert found(shared_page, stories, words) == titles
