"""What is shown while a site is being written."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.build import preview
from generator.build import site_build as build
from tests.support import REPOSITORY, coopnews

CHANGED = "content/articles/2024/fibre-is-laid.md"


@pytest.fixture
def shown(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[build._Shown]:
    """A site as its preview shows it, without a server, a browser or a search."""
    monkeypatch.setattr(preview._Later, "QUIET", 1e6)
    (tmp_path / "root").mkdir()
    found = build._Shown(str(site / "mkdocs.yml"), "127.0.0.1:1", tmp_path / "root", 1)
    time.sleep(0.15)  # what has just been written is read again, whether it has changed or not
    found.renew(set())
    yield found
    found.preview._index._timer.cancel()  # type: ignore[union-attr]


def page(shown: build._Shown, file: str) -> str:
    return shown.preview._made(file) or ""


def change(shown: build._Shown, path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    shown.renew({str(path.resolve())})


def test_an_edit_is_shown(shown: build._Shown, site: Path) -> None:
    change(shown, site / CHANGED, "Nothing more", "Nothing else")
    assert "Nothing else" in page(shown, "articles/2024/fibre-is-laid/index.html")


def test_a_picture_that_can_be_read_no_more_is_told(shown: build._Shown, site: Path) -> None:
    picture = site / "content/articles/2024/map.png"
    picture.write_bytes(b"no picture")
    shown.renew({str(picture.resolve())})
    assert "bad-image" in page(shown, "index.html")


def test_a_broken_link_on_a_handwritten_page_stops_no_preview(
    shown: build._Shown, site: Path
) -> None:
    change(shown, site / "docs/about.md", "#", "[gone](gone.md)\n\n#")
    assert "gone.md" in Path(shown.preview.root, "about/index.html").read_text(encoding="utf-8")


def test_what_mkdocs_made_is_shown_until_what_follows_is_whole(
    shown: build._Shown, site: Path
) -> None:
    before = shown.preview.root
    (site / "own").mkdir()
    (site / "own" / "base.html").write_text("no holes", encoding="utf-8")
    change(shown, site / "mkdocs.yml", "name: material", "name: material, custom_dir: own")
    assert shown.preview.root == before
    assert Path(before, "assets/site.css").is_file()
    assert "Umar Saif" in page(shown, "people/umar-saif/index.html")


def test_twins_and_data_are_made_when_they_are_asked_for(shown: build._Shown) -> None:
    assert "# Fibre" in page(shown, "articles/2024/fibre-is-laid/index.md")
    says = json.loads(page(shown, "articles/2024/fibre-is-laid/index.json"))
    assert says["record"]["articles"][0]["id"] == "2024/fibre-is-laid"
    assert json.loads(page(shown, "data/annotations.jsonld"))["total"] > 0
    assert (Path(shown.preview.root) / "about" / "index.md").exists()


def test_a_page_that_is_gone_is_shown_no_more(shown: build._Shown, site: Path) -> None:
    story = site / "content/articles/2024/urdu-story.md"
    assert page(shown, "articles/2024/urdu-story/index.html")
    story.unlink()
    shown.renew({str(story.resolve())})
    assert not page(shown, "articles/2024/urdu-story/index.html")


def test_a_mistake_lies_over_its_page_with_the_fix(shown: build._Shown, site: Path) -> None:
    change(shown, site / CHANGED, "org:moitt", "org:moit")
    told = page(shown, "articles/2024/fibre-is-laid/index.html")
    assert "<summary>1 problem in this file</summary>" in told
    assert "did you mean `moitt`?" in told
    assert "write <code>org:moitt</code> for <code>org:moit</code>" in told


def test_a_draft_is_marked_on_its_page_and_in_lists(shown: build._Shown, site: Path) -> None:
    change(shown, site / CHANGED, "title:", "draft: true\ntitle:")
    mark = '<span class="draft">Draft'
    assert mark in page(shown, "articles/2024/fibre-is-laid/index.html")
    assert mark in page(shown, "topics/fibre/index.html")


def test_what_the_preview_alone_needs_is_in_no_published_page(
    shown: build._Shown, site: Path
) -> None:
    assert "assets/margin.js" in page(shown, "articles/2024/fibre-is-laid/index.html")
    assert "assets/preview.css" in page(shown, "index.html")
    assert Path(shown.preview.root, "assets/margin.js").exists()
    assert coopnews("build", "--no-search", "--no-pictures", "-q", cwd=site).returncode == 0
    told = (site / "site/articles/2024/fibre-is-laid/index.html").read_text(encoding="utf-8")
    assert "margin.js" not in told
    assert "preview.css" not in told
    assert not (site / "site/assets/preview.css").exists()


STORY_PAGE = """<!doctype html><script type="module" src="margin.js"></script>
<div class="story"><p id="p-1"><a class="to-person" href="/people/umar-saif/">He</a> and
<a class="to-commitment" href="/commitments/cable/" title="Under way">it is laid</a></p>
<ul><li id="p-2"><a class="to-organisation" href="/organisations/moitt/">they</a></li>
<li id="p-3"><a class="to-topic" href="/topics/fibre/">fibre</a></li></ul><p>Plain.</p></div>"""


def test_each_passage_has_its_annotations_in_the_margin(browser: Any) -> None:
    tab = browser.new_page()

    def answer(route: Any) -> None:
        name = route.request.url.rpartition("/")[2]
        if name:
            route.fulfill(path=REPOSITORY / "generator/theme/assets" / name)
        else:
            route.fulfill(body=STORY_PAGE, content_type="text/html")

    tab.route("**/*", answer)
    tab.goto("http://preview.test/")
    margins = tab.locator(".margin")
    margins.first.wait_for()
    assert margins.first.locator("span").all_text_contents() == [
        "person:umar-saif",
        "commitment:cable (Under way)",
    ]
    assert margins.last.locator("span").all_text_contents() == ["org:moitt", "topic:fibre"]
    tab.close()
