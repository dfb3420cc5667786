"""What readers of the Urdu and the Chinese edition find, in headless Chromium."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest

from tests.browser import search_results

pytestmark = pytest.mark.xdist_group("browser")

QUERIES = {
    "ur": {
        # Plural and oblique forms lead to the topic that has this name.
        "الیکٹرک گاڑیوں": "topics/evs",
        "بیٹریاں": "topics/batteries",
        "سیٹلائٹوں": "topics/satellites",
        # An English plural: the topic has the singular.
        "سیمی کنڈکٹرز": "topics/chips",
        # A story by its figure, in Urdu digits; its headline has معاہدوں.
        "۲۰ معاہدے": "articles/2023/caretaker-prime-minister-signs-20-agreements-in-china",
        # Without the madda of برآمدات: the newest figure, or the topic.
        "آئی ٹی برامدات": "articles/2025/pakistan-it-exports-reach-386-million-dollars "
        "topics/startups",
        # With a tashdid: the draft, or the story about it.
        "مسوّدہ": "articles/2026/pakistan-drafts-lithium-battery-policy"
        " commitments/lithium-battery-policy",
        # Names: as they are, with zabar and pesh, and with an Arabic yeh.
        "شہباز شریف": "people/shehbaz-sharif",
        "عُمَر سَیف": "people/umar-saif",
        "عمر سيف": "people/umar-saif",
        # Arabic yeh, heh and kaf.
        "مصنوعي ذهانت": "topics/ai",
        "سب ميرين كيبل": "topics/fibre",
        # English abbreviations.
        "5G نیلامی": "commitments/5g-auction articles/2023/pakistan-sets-date-for-5g-auction "
        "articles/2026/pakistan-sells-5g-spectrum",
        "BYD": "organisations/byd",
        # Other spellings: one word for two, a vowel before سٹ, ہ for ا, طلباء for طلبہ.
        "خلاباز": "topics/satellites",
        "اسٹارٹ اپس": "topics/startups",
        "چارجنگ اسٹیشنوں": "commitments/adm-charging-network "
        "commitments/sindh-600-charging-stations "
        "articles/2024/adm-group-signs-for-3000-charging-stations "
        "articles/2025/sindh-approves-600-charging-stations-by-adm-group",
        "چائنہ موبائل": "organisations/china-mobile",
        "پاکستانی طلباء": "articles/2019/china-counts-28023-pakistani-students "
        "commitments/scholarships-20000",
        # The explainer has this name; stories have it in passing.
        "سی پیک": "explainers/cpec",
    },
    "zh": {
        # Names of topics, and other words for them.
        "电池": "topics/batteries",
        "光缆": "topics/fibre",
        "芯片": "topics/chips",
        "卫星": "topics/satellites",
        "电动车": "topics/evs",
        "人工智能": "topics/ai",
        "初创企业": "topics/startups",
        # The topic has it among its names; these promises and stories have it in their titles.
        "空间站": "topics/satellites commitments/tiangong-flight "
        "articles/2025/pakistani-astronaut-to-visit-tiangong "
        "articles/2026/two-pakistanis-pass-second-round-for-tiangong",
        # Two stories have it in their headlines.
        "谅解备忘录": "articles/2025/nine-it-memoranda-signed-in-beijing "
        "articles/2024/firms-sign-32-memoranda-in-shenzhen",
        # Names of organisations, a person, a part of a name, a place with its port.
        "比亚迪": "organisations/byd",
        "华为": "organisations/huawei",
        "乌马尔·赛义夫": "people/umar-saif",
        "夏巴兹": "people/shehbaz-sharif",
        "瓜达尔港": "places/gwadar",
        # Latin letters and Chinese.
        "5G频谱": "articles/2026/pakistan-sells-5g-spectrum commitments/5g-auction "
        "articles/2023/pakistan-sets-date-for-5g-auction",
        # The explainer, or the story of its beginning.
        "中巴经济走廊": "explainers/cpec "
        "articles/2015/xi-jinping-launches-economic-corridor-in-islamabad",
        # Two words that no page has as a phrase.
        "拉合尔地铁": "articles/2020/lahore-orange-line-opens commitments/orange-line-lahore",
        "华为培训": "articles/2020/huawei-plans-to-train-1000-pakistani-officials "
        "articles/2024/huawei-to-train-300000-in-ict commitments/huawei-officials-training "
        "commitments/huawei-ict-training commitments/huawei-navttc-training",
        # Three characters, in the titles of these.
        "充电桩": "commitments/ev-charging-network commitments/highway-fast-chargers "
        "articles/2025/network-of-128-fast-chargers-planned "
        "articles/2025/ten-of-50-promised-fast-chargers-at-work",
        "月球车": "articles/2025/pakistani-rover-gets-place-on-chang-e-8 "
        "commitments/pakistan-moon-rover",
    },
}
"""Queries as readers type them, each with the page that an editor would name first, or the pages
of which any may be first."""


@pytest.mark.parametrize(
    ("language", "words"),
    [(language, words) for language, queries in QUERIES.items() for words in queries],
)
def test_a_reader_finds_the_right_page_first(
    shared_page: Any, address: str, language: str, words: str
) -> None:
    shared_page.goto(f"{address}{language}/search/?q={quote(words)}")
    titles = search_results(shared_page)
    first = shared_page.locator(".search__results a").first.get_attribute("href") or ""
    path = first.removeprefix(f"{address}{language}/").partition("#")[0].strip("/")
    assert path in QUERIES[language][words].split(), titles[:3]


def test_an_editions_results_show_its_letters_and_punctuation_as_they_are_written(
    page: Any, address: str
) -> None:
    page.goto(f"{address}ur/search/?q={quote('لیتھیم بیٹریاں')}")
    search_results(page)
    text = " ".join(page.locator(".search__results").all_inner_texts())
    assert "،" in text or "۔" in text
    assert not re.search(" [،۔؛؟]|[\u0653\u0654]", text)


ORIGINAL = ".search__original"


def test_below_an_editions_results_are_those_of_the_original(page: Any, address: str) -> None:
    """A page that the edition has found isn't listed twice; the heading leads to the rest."""
    page.goto(f"{address}ur/search/?q=memoranda")
    search_results(page)
    page.locator(f"{ORIGINAL} a").nth(1).wait_for()
    heading = page.locator(f"{ORIGINAL} h2")
    assert "انگریزی" in heading.inner_text()
    assert heading.locator("a").get_attribute("href") == f"{address}search/?q=memoranda"
    results = page.locator(f"{ORIGINAL} ol")
    assert (results.get_attribute("lang"), results.get_attribute("dir")) == ("en", "ltr")
    pages = [link.get_attribute("href") for link in results.locator("a").all()]
    assert all(href.startswith(address) for href in pages)
    assert not any(href.startswith(f"{address}ur/") for href in pages)
    own = page.locator(".search__found > .search__results a").all()
    paths = {(link.get_attribute("href") or "").partition("#")[0] for link in own}
    assert not {href.partition("#")[0].replace(address, f"{address}ur/") for href in pages} & paths


def test_the_original_is_asked_after_the_edition_has_answered(page: Any, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    page.goto(f"{address}zh/search/?q=memorandum")
    search_results(page)
    assert not [path for path in asked if path.startswith("pagefind/")]
    page.locator(f"{ORIGINAL} a").nth(1).wait_for()
    assert [path for path in asked if path.startswith("pagefind/")]
    # The scripts are those of the edition.
    assert not [path for path in asked if re.match(r"pagefind/.*\.js$", path)]


def test_when_the_edition_has_nothing_the_original_may_have_something(
    page: Any, address: str
) -> None:
    page.goto(f"{address}zh/search/?q=footnotes")
    assert search_results(page) == []
    page.locator(f"{ORIGINAL} a").nth(1).wait_for()
    assert page.locator(f"{ORIGINAL} h2").inner_text() == "英语结果"
    page.locator("#search-page-words").fill("比亚迪")
    page.locator(ORIGINAL).wait_for(state="detached")


def test_the_arrow_keys_go_on_into_the_results_of_the_original(page: Any, address: str) -> None:
    page.goto(f"{address}ur/")
    page.keyboard.press("/")
    page.keyboard.type("footnotes")
    links = page.locator(f"#search-dialog {ORIGINAL} a")
    links.nth(1).wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.href") == links.nth(1).get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"^{re.escape(address)}(?!ur/)"))


def test_the_original_searches_no_other_index(page: Any, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    page.goto(f"{address}search/?q=memoranda")
    assert search_results(page)
    page.wait_for_timeout(1000)
    assert not [path for path in asked if re.match("(ur|zh)/|.*original", path)]
    assert page.locator(ORIGINAL).count() == 0
