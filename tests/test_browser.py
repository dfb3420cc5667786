"""What a reader's browser does with the site: real pages, in headless Chromium."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import search_results
from tests.support import REPOSITORY

pytestmark = pytest.mark.xdist_group("browser")

COMMITMENTS = REPOSITORY / "content" / "commitments"


@pytest.mark.parametrize("topic", ["evs", "chips", "telecom", "fibre"])
def test_each_passage_of_a_topic_leads_to_its_paragraph(
    page: Any, address: str, topic: str
) -> None:
    """Every one is looked up when the site is built; some are followed here, from first to last."""
    page.goto(f"{address}topics/{topic}/")
    words = [" ".join(q.split()) for q in page.locator(".passages blockquote").all_inner_texts()]
    links = page.locator(".passages blockquote a[href*='#p-']")
    targets = links.evaluate_all("links => links.map((link) => link.href)")
    assert len(targets) == len(words) > 0
    pairs = list(zip(targets, words, strict=True))
    for href, quoted in {*pairs[:: max(len(pairs) // 6, 1)], pairs[-1]}:
        page.goto(href)
        target = page.locator(":target")
        assert target.count() == 1, href
        assert quoted.startswith(" ".join(target.inner_text().split())), href
        box = target.bounding_box()
        assert box and -1 <= box["y"] < page.viewport_size["height"], href


STORY = "articles/2023/pakistan-asks-china-for-ev-and-chip-help/"


def test_annotations_can_be_turned_into_plain_words_and_stay_so(page: Any, address: str) -> None:
    page.goto(address + STORY)
    links = page.locator(".story a[href]")
    every = links.count()
    page.get_by_role("button", name="Annotations").click()
    left = [href.get_attribute("href") for href in links.all()]
    assert left and all("/articles/" in href.replace("../../", "/articles/") for href in left)
    page.reload()
    assert page.get_by_role("button", name="Annotations").get_attribute("aria-pressed") == "false"
    page.get_by_role("button", name="Annotations").click()
    assert links.count() == every


def test_a_link_to_a_passage_or_to_selected_words_is_copied(page: Any, address: str) -> None:
    """The link has the passage's anchor, and names its words for the browser to highlight."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.add_init_script(
        "navigator.clipboard.writeText = async (text) => { window.copied = text; }"
    )
    page.goto(f"{address}topics/fibre/")
    story = page.locator(".passages .from a").first.get_attribute("href")
    page.goto(page.evaluate("href => new URL(href, location.href).href", story))
    passage = page.locator(".story p[id^='p-']").first
    words = passage.inner_text().split()
    passage.hover()
    passage.locator(".copy").click()
    assert passage.locator(".copy").get_attribute("aria-label") == "Copied"
    url, _, fragment = page.evaluate("window.copied").partition("#")
    anchor, _, text = fragment.partition(":~:text=")
    assert url == page.locator("link[rel=canonical]").get_attribute("href")
    assert anchor == passage.get_attribute("id")
    first, _, last = text.partition(",")
    assert urllib.parse.unquote(first).split() == words[:5]
    assert urllib.parse.unquote(last).split() == words[-5:]
    page.evaluate(
        "id => getSelection().selectAllChildren(document.querySelector(`#${id} a`))", anchor
    )
    chosen = page.evaluate("`${getSelection()}`")
    passage.locator(".copy").press("Enter")
    assert urllib.parse.unquote(page.evaluate("window.copied").partition("text=")[2]) == chosen


@pytest.mark.parametrize("width", [390, 1200])
def test_a_button_that_copies_a_link_takes_no_room_and_covers_no_words(
    page: Any, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address + STORY)
    page.locator(".copy").first.wait_for(state="attached")
    height = "document.documentElement.scrollHeight"
    with_buttons = page.evaluate(height)
    covered = page.evaluate("""() => {
      const story = document.querySelector(".story");
      const [walker, rects] = [document.createTreeWalker(story, NodeFilter.SHOW_TEXT), []];
      while (walker.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        if (walker.currentNode.data.trim()) rects.push(...range.getClientRects());
      }
      // A line of text is higher than its letters.
      const overlap = (a, b) => Math.min(a.right, b.right) > Math.max(a.left, b.left)
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5;
      const copies = [...story.querySelectorAll(".copy")];
      const boxes = copies.map((copy) => copy.getBoundingClientRect());
      return boxes.filter((box) => rects.some((rect) => overlap(box, rect))).length;
    }""")
    assert covered == 0
    assert page.locator(".copy").first.bounding_box()["height"] >= 24
    page.evaluate("document.querySelectorAll('.copy').forEach((button) => button.remove())")
    assert page.evaluate(height) == with_buttons


def test_status_changes_since_the_last_visit_are_marked(page: Any, address: str) -> None:
    """A first visit marks nothing; the marks last for a session, and nothing leaves the browser."""
    page.goto(f"{address}moved/")
    assert page.locator(".status-changes li").count() > 1
    assert page.locator(".status-changes .new").count() == 0
    page.evaluate("localStorage.moved = JSON.stringify(JSON.parse(localStorage.moved).slice(1))")
    page.evaluate("sessionStorage.clear()")
    for _ in range(2):
        page.goto(f"{address}moved/")
        assert page.locator(".status-changes li:has(.new)").count() == 1
        assert page.locator(".status-changes li").first.locator(".new").count() == 1


def test_a_story_and_a_commitment_can_be_cited(page: Any, address: str) -> None:
    """Without a script; a page that changes says when it last did."""
    for kind, folder in (("NEWS", "articles"), ("ELEC", "commitments")):
        page.goto(f"{address}{'moved/'}")
        link = page.locator(f".status-changes a[href*='{folder}/']").first.get_attribute("href")
        page.goto(page.evaluate("href => new URL(href, location.href).href.split('#')[0]", link))
        assert not page.get_by_text("@misc{").is_visible()
        page.get_by_text("Cite this").click()
        assert page.get_by_text("@misc{").is_visible()
        assert f"TY  - {kind}" in page.locator(".cite pre").last.inner_text()
        title = page.locator("meta[name=citation_title]").get_attribute("content")
        assert title == page.locator("h1").inner_text()


def shown_rows(page: Any) -> list[str]:
    titles = page.locator(".tracker tbody tr:visible td:first-child > a")
    return [title.strip() for title in titles.all_inner_texts()]


def test_the_tracker_is_filtered_and_sorted_and_its_view_can_be_linked_to(
    page: Any, address: str
) -> None:
    page.goto(f"{address}commitments/")
    whole = shown_rows(page)
    page.select_option("select[name=state]", "Done")
    done = shown_rows(page)
    assert 0 < len(done) < len(whole)
    assert page.locator(".filters output").inner_text() == f"{len(done)} of {len(whole)} shown"
    page.select_option("select[name=topic]", "Telecom")
    fewer = shown_rows(page)
    assert "Auction 5G spectrum in Pakistan by June 2024" in fewer
    assert len(fewer) < len(done)
    page.goto(page.url)
    assert shown_rows(page) == fewer
    page.goto(f"{address}commitments/")
    page.get_by_role("button", name="Commitment").click()
    assert shown_rows(page) == sorted(whole, key=str.lower)
    page.get_by_role("button", name="Commitment").click()
    assert shown_rows(page) == sorted(whole, key=str.lower, reverse=True)
    page.get_by_role("button", name="Due").click()
    assert shown_rows(page)[0] == "Finish the Orange Line metro in Lahore by December 2017"
    page.set_viewport_size({"width": 390, "height": 800})
    page.select_option("select[name=sort]", label="Last update")
    assert shown_rows(page) == whole


def test_a_chosen_scheme_is_kept(page: Any, address: str) -> None:
    page.goto(address)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.locator("#switch-palette").click()
    dark = page.evaluate(paper)
    assert dark != light
    page.goto(f"{address}topics/")
    assert page.evaluate(paper) == dark


def test_a_site_without_scripts_is_whole(browser: Any, address: str) -> None:
    """The menu opens, the tracker lists everything, and every way leads on."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(address)
    assert not page.locator("#menu").is_visible()
    page.locator("[popovertarget=menu]").click()
    page.locator("#menu a", has_text="Commitments").click()
    page.wait_for_url("**/commitments/")
    assert len(shown_rows(page)) == len(list(COMMITMENTS.glob("*.md")))
    assert not page.locator("#switch-palette").is_visible()
    page.locator("#open-search").click()
    page.wait_for_url("**/search/")
    assert "Search needs JavaScript" in page.locator("main").inner_text()
    page.locator("main a", has_text="archive").click()
    page.wait_for_url("**/archive/")
    topics = len(list(COMMITMENTS.with_name("topics").glob("*.md")))
    assert page.locator(".strip svg").count() == topics + 1
    context.close()


@pytest.mark.parametrize(
    ("clicks", "words"),
    [
        ([".cards >> text=Optical fibre", "text=Lay an 820 km fibre cable"], "Done"),
        (["#menu >> text=Commitments", "text=Lay an 820 km fibre cable"], "Done"),
        ([".cards >> text=Electric vehicles", ".passages .from a"], "electric"),
    ],
)
def test_a_reader_is_there_in_two_clicks(
    page: Any, address: str, clicks: list[str], words: str
) -> None:
    """What became of the fibre network; what is new on electric vehicles."""
    page.goto(address)
    for click in clicks:
        left = page.url
        page.locator(click).first.click()
        page.wait_for_url(lambda url, left=left: url.partition("#")[0] != left)
    assert words in page.locator("main").inner_text()


def test_search_tracker_annotations_and_the_form_work_under_the_headers(
    page: Any, address: str
) -> None:
    """A header that forbids too much is found here, and by every other test of this file."""
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    workers: list[str] = []
    page.on("worker", lambda worker: workers.append(worker.url))
    answer = page.goto(f"{address}search/?q=fibre")
    assert "require-trusted-types-for 'script'" in answer.headers["content-security-policy"]
    assert search_results(page)
    assert page.locator(".search__results mark").count() > 0
    assert [url.removeprefix(address) for url in workers] == ["pagefind/pagefind-worker.js"]
    page.goto(f"{address}commitments/")
    page.select_option("select[name=state]", "Done")
    page.goto(address + STORY)
    page.get_by_role("button", name="Annotations").click()
    page.goto(f"{address}contribute/new/")
    page.get_by_label("Headline", exact=True).fill("A story")
    page.get_by_label("The story").fill("Umar Saif was in [Karachi](place:karach).\n\n> Yes.")
    page.locator(".problems li").first.wait_for()
    page.get_by_role("button", name="Copy the file").click()
    page.get_by_role("status").filter(has_text="Copied").wait_for()
    assert messages == []


@pytest.fixture(scope="module")
def search_page(browser: Any, address: str) -> Iterator[Any]:
    """A page that has searched, with every script that it loads; its policy may be violated."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}search/?q=fibre")
    search_results(page)
    yield page
    context.close()


@pytest.mark.parametrize(
    "script",
    [
        "document.body.innerHTML = '<b>x</b>'",
        "document.body.outerHTML = '<b>x</b>'",
        "document.body.insertAdjacentHTML('beforeend', '<b>x</b>')",
        "document.write('<b>x</b>')",
        "new DOMParser().parseFromString('<b>x</b>', 'text/html')",
        "document.createRange().createContextualFragment('<b>x</b>')",
        "document.createElement('iframe').srcdoc = '<b>x</b>'",
        "document.createElement('script').text = 'x'",
        "document.createElement('script').src = '/record/assets/element.js'",
        "document.createElement('div').setAttribute('onclick', 'x')",
        "setTimeout('x')",
        "new Worker('/record/assets/element.js')",
        "new Worker('https://example.com/record/pagefind/pagefind-worker.js')",
        "new Worker('data:text/javascript,x')",
        "trustedTypes.createPolicy('another', {})",
        "trustedTypes.createPolicy('default', {})",  # there is one, and no second
    ],
)
def test_no_script_can_turn_text_into_html_code_or_its_address(
    search_page: Any, script: str
) -> None:
    attempt = f"() => {{ try {{ {script}; return 'done' }} catch (fault) {{ return fault.name }} }}"
    assert search_page.evaluate(attempt) in ("TypeError", "EvalError")


def test_a_host_is_asked_to_send_every_header(address: str) -> None:
    with urllib.request.urlopen(address) as answer:
        sent = answer.headers
    assert sent["Strict-Transport-Security"] == "max-age=31536000"
    assert sent["Cross-Origin-Opener-Policy"] == "same-origin"
    assert sent["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert sent["X-Content-Type-Options"] == "nosniff"
    parts = sent["Content-Security-Policy"].split("; ")
    assert {"frame-ancestors 'none'", "trusted-types default"} <= set(parts)
    permissions = dict(part.split("=", 1) for part in sent["Permissions-Policy"].split(", "))
    assert {name for name, allowed in permissions.items() if allowed != "()"} == {"clipboard-write"}
    assert {"camera", "geolocation", "microphone", "payment", "usb"} <= permissions.keys()


def test_no_page_asks_another_host_or_logs_an_error(page: Any, address: str) -> None:
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    for path in ("", STORY, "topics/evs/", "people/umar-saif/", "commitments/", "404.html"):
        page.goto(address + path)
        page.set_viewport_size({"width": 360, "height": 700})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, path
    assert [url for url in asked if not url.startswith(address)] == []
    assert errors == []


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


@pytest.fixture
def preview(site: Path) -> Iterator[str]:
    """`coopnews serve` on a copy of the example."""
    at = f"127.0.0.1:{free_port()}"
    words = [sys.executable, "-m", "generator", "serve", "-q", "-a", at]
    with (site / "serve.log").open("w") as log:
        server = subprocess.Popen(words, cwd=site, stdout=log, stderr=log)
    url = f"http://{at}/record/"
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", int(at.split(":")[1]))) == 0:
                break
        time.sleep(0.1)
    yield url
    server.terminate()
    server.wait(10)


def edit(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_the_preview_follows_every_change_without_a_restart(
    page: Any, site: Path, preview: str
) -> None:
    """An edit, a mistake, its mending, a new article and a deleted one; search works there too."""
    story = site / "content/articles/2024/fibre-is-laid.md"
    page.goto(f"{preview}articles/2024/fibre-is-laid/")
    assert page.locator(".problems").count() == 0

    edit(story, "Nothing more is known.", "Nobody knows more.")
    page.get_by_text("Nobody knows more.").wait_for()

    edit(story, "org:moitt", "org:moit")
    page.locator(".problems").wait_for()
    shown = page.locator(".problems").inner_text()
    assert re.search(r"fibre-is-laid\.md:12:16.*unknown-organisation", shown)
    assert "did you mean `moitt`?" in shown
    assert page.get_by_text("Nobody knows more.").count() == 1  # the last good text

    edit(story, "org:moit)", "org:moitt)")
    page.locator(".problems").wait_for(state="detached")

    page.goto(f"{preview}topics/fibre/")
    new = site / "content/articles/2024/a-new-story.md"
    text = story.read_text(encoding="utf-8").replace("Fibre is laid", "A brand new story")
    new.write_text(text.replace("2024-05-01T09:30:00+05:00", "2024-05-09"), encoding="utf-8")
    page.get_by_text("A brand new story").first.wait_for()
    new.unlink()
    page.get_by_text("A brand new story").first.wait_for(state="detached")

    for _ in range(100):  # the search catches up in the background
        page.goto(f"{preview}search/?q=nationwide")
        if any("nationwide" in title.lower() for title in search_results(page)):
            return
    raise AssertionError("the search never caught up")


def test_nothing_of_a_story_in_urdu_reaches_beyond_a_phone(page: Any, address: str) -> None:
    """Nor does a button that is shown when the pointer is on a passage."""
    page.set_viewport_size({"width": 320, "height": 800})
    story = "caretaker-prime-minister-signs-20-agreements-in-china"
    page.goto(f"{address}ur/articles/2023/{story}/")
    page.locator(".copy").first.wait_for(state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_urdu_lists_have_the_order_that_the_browser_gives_them(page: Any, address: str) -> None:
    page.goto(f"{address}ur/people/")
    names = page.locator("main li > a:first-child").all_inner_texts()
    assert len(names) > 100
    order = "(names) => names.sort(new Intl.Collator('ur').compare)"
    assert page.evaluate(order, names) == names
