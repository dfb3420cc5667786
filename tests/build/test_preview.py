"""What is shown while a site is being written."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.build.preview import Preview
from tests.support import REPOSITORY, coopnews

CHANGED = "content/articles/2024/fibre-is-laid.md"


@pytest.fixture
def preview(site: Path, tmp_path: Path) -> Preview:
    """The preview of a site, without a server, threads or a search index."""
    (tmp_path / "root").mkdir()
    made = Preview(str(site / "mkdocs.yml"), tmp_path / "root", "127.0.0.1:1", 1)
    time.sleep(0.15)  # a file that is younger is parsed again, whether it has changed or not
    made.renew(set())
    return made


@pytest.fixture
def translated(translated_site: Path, tmp_path: Path) -> Preview:
    """The preview of a site with editions in Urdu and Chinese."""
    (tmp_path / "root").mkdir()
    made = Preview(str(translated_site / "mkdocs.yml"), tmp_path / "root", "127.0.0.1:1", 1)
    time.sleep(0.15)
    made.renew(set())
    return made


def page(preview: Preview, file: str) -> str:
    return (preview.read(file) or b"").decode()


def change(preview: Preview, path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    preview.renew({str(path.resolve())})


def test_an_edit_is_shown(preview: Preview, site: Path) -> None:
    change(preview, site / CHANGED, "Nothing more", "Nothing else")
    assert "Nothing else" in page(preview, "articles/2024/fibre-is-laid/index.html")


def test_a_picture_that_can_be_read_no_more_is_told(preview: Preview, site: Path) -> None:
    picture = site / "content/articles/2024/map.png"
    picture.write_bytes(b"no picture")
    preview.renew({str(picture.resolve())})
    assert "bad-image" in page(preview, "index.html")


def test_a_broken_link_on_a_handwritten_page_stops_no_preview(preview: Preview, site: Path) -> None:
    change(preview, site / "docs/about.md", "#", "[gone](gone.md)\n\n#")
    assert "gone.md" in page(preview, "about/index.html")


def test_what_mkdocs_made_is_shown_until_what_follows_is_whole(
    preview: Preview, site: Path
) -> None:
    (site / "own").mkdir()
    (site / "own" / "base.html").write_text("no holes", encoding="utf-8")
    change(preview, site / "mkdocs.yml", "name: material", "name: material, custom_dir: own")
    assert page(preview, "assets/site.css")
    assert "Umar Saif" in page(preview, "people/umar-saif/index.html")


def test_a_mistake_in_the_settings_is_shown_on_every_page_until_it_is_corrected(
    preview: Preview, site: Path
) -> None:
    """An edit of a text in between doesn't hide it."""
    pages = ("index.html", "about/index.html", "people/umar-saif/index.html")
    settings = site / "mkdocs.yml"
    change(preview, settings, "plugins:", "theme: {name: <mkdocs>}\nplugins:")
    for path in pages:
        assert "The preview stays as it was" in page(preview, path)
        assert "this needs the theme Material" in page(preview, path)
    change(preview, site / CHANGED, "Nothing more", "Nothing else")
    assert "The preview stays as it was" in page(preview, "index.html")
    assert "The preview stays" not in page(preview, "feed.xml")
    change(preview, settings, "theme: {name: <mkdocs>}\n", "")
    for path in pages:
        assert "The preview stays as it was" not in page(preview, path)
    assert "Nothing else" in page(preview, "articles/2024/fibre-is-laid/index.html")


def test_a_catalogue_of_the_site_is_shown_as_it_is_now(
    translated: Preview, translated_site: Path
) -> None:
    """What is wrong in it stays as it is in the generator's catalogue, and is reported."""
    (translated_site / "locales").mkdir()
    catalogue = translated_site / "locales/ur.po"
    catalogue.write_text('msgid "Topics"\nmsgstr "نئے موضوع"\n', encoding="utf-8")
    translated.renew({str(catalogue)})
    assert "نئے موضوع" in page(translated, "ur/index.html")
    assert ">Topics</a>" in page(translated, "index.html")
    change(translated, catalogue, "نئے موضوع", "<b>")
    home = page(translated, "ur/index.html")
    assert "موضوعات" in home
    assert "locales/ur.po:2:1" in home


def test_copies_feeds_and_data_are_rendered_when_they_are_asked_for(preview: Preview) -> None:
    assert "# Fibre" in page(preview, "articles/2024/fibre-is-laid/index.md")
    assert json.loads(page(preview, "data/annotations.jsonld"))["total"] > 0
    assert json.loads(page(preview, "data/quotations.json"))["quotations"]
    assert "2024/fibre-is-laid" in page(preview, "data/passages.csv")
    assert "</entry>" in page(preview, "topics/fibre/feed.xml")
    assert "<item>" in page(preview, "rss.xml")
    assert page(preview, "llms.txt")


def test_a_previewed_page_has_the_policy_of_a_published_one(preview: Preview, site: Path) -> None:
    assert coopnews("build", "--no-search", "--no-pictures", "-q", cwd=site).returncode == 0
    published = (site / "site/articles/2024/fibre-is-laid/index.html").read_text(encoding="utf-8")
    policy = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')
    policies = policy.findall(page(preview, "articles/2024/fibre-is-laid/index.html"))
    assert policies == policy.findall(published) != []


def test_a_page_that_is_gone_is_shown_no_more(preview: Preview, site: Path) -> None:
    story = site / "content/articles/2024/urdu-story.md"
    assert page(preview, "articles/2024/urdu-story/index.html")
    story.unlink()
    preview.renew({str(story.resolve())})
    assert not page(preview, "articles/2024/urdu-story/index.html")


def test_the_page_of_a_renamed_file_leads_to_its_new_page(preview: Preview, site: Path) -> None:
    story = site / "content/articles/2024/urdu-story.md"
    story.rename(story.with_name("a-new-name.md"))
    preview.renew({str(story.resolve())})
    assert preview.successor("articles/2024/urdu-story/index.html") == "articles/2024/a-new-name/"
    assert preview.successor("articles/2024/nothing/index.html") == ""


def test_problems_are_listed_in_the_terminal_when_they_appear(
    preview: Preview, site: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    change(preview, site / CHANGED, "org:moitt", "org:moit")
    assert "unknown-organisation" in caplog.text
    assert "did you mean `moitt`?" in caplog.text
    assert "1 error" in caplog.text
    caplog.clear()
    change(preview, site / CHANGED, "Nothing more", "Nothing else")
    assert caplog.text == ""
    change(preview, site / CHANGED, "org:moit)", "org:moitt)")
    assert [record.getMessage() for record in caplog.records] == ["no problems"]


@pytest.fixture
def running(preview: Preview, monkeypatch: pytest.MonkeyPatch) -> Iterator[Preview]:
    """The same, following changes in threads."""
    monkeypatch.setattr("generator.build.preview.INDEX_DELAY", 0.1)
    preview.start()
    yield preview
    preview.stop()


def wait_until(condition: Callable[[], object]) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_settings_file_that_an_editor_replaces_is_followed(running: Preview, site: Path) -> None:
    """Many editors write a new file and rename it: the one that was watched is gone then."""
    for name in ("First", "Second", "Third"):
        text = (site / "mkdocs.yml").read_text(encoding="utf-8")
        (site / "new").write_text(re.sub("site_name: .*", f"site_name: {name}", text))
        (site / "new").replace(site / "mkdocs.yml")
        wait_until(lambda name=name: f"<title>{name}" in page(running, "index.html"))


def test_a_running_preview_forks_no_process(
    running: Preview, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock that another thread holds would never be released in a forked process."""

    def fork() -> int:
        raise AssertionError("forked")

    monkeypatch.setattr(os, "fork", fork)
    for number in range(320):  # as many as are worth sharing among processes
        topic = f"---\ntitle: Topic {number}\n---\n"
        (site / f"content/topics/topic-{number}.md").write_text(topic, encoding="utf-8")
    wait_until(lambda: page(running, "topics/topic-319/index.html"))
    wait_until(lambda: running.read("pagefind/pagefind-entry.json"))


def test_a_mistake_lies_over_its_page_with_the_fix(preview: Preview, site: Path) -> None:
    change(preview, site / CHANGED, "org:moitt", "org:moit")
    told = page(preview, "articles/2024/fibre-is-laid/index.html")
    assert "<summary>1 problem in this file</summary>" in told
    assert "did you mean `moitt`?" in told
    assert "write <code>org:moitt</code> for <code>org:moit</code>" in told


def test_a_draft_is_marked_on_its_page_and_in_lists(preview: Preview, site: Path) -> None:
    change(preview, site / CHANGED, "title:", "draft: true\ntitle:")
    mark = '<span class="draft">Draft'
    assert mark in page(preview, "articles/2024/fibre-is-laid/index.html")
    assert mark in page(preview, "topics/fibre/index.html")


def test_what_the_preview_alone_needs_is_in_no_published_page(preview: Preview, site: Path) -> None:
    assert "assets/margin.js" in page(preview, "articles/2024/fibre-is-laid/index.html")
    assert "assets/preview.css" in page(preview, "index.html")
    assert page(preview, "assets/margin.js")
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


IN_URDU = "content/ur/articles/2024/fibre-is-laid.md"
URDU_PAGE = "ur/articles/2024/fibre-is-laid/index.html"


def test_an_edit_of_a_translation_is_shown_in_its_edition(
    translated: Preview, translated_site: Path
) -> None:
    change(translated, translated_site / IN_URDU, "معلوم", "پتا")
    assert "پتا" in page(translated, URDU_PAGE)
    assert "آپٹیکل فائبر" in page(translated, "ur/index.html")
    assert page(translated, "ur/assets/site.css")
    assert "<h1" in page(translated, "ur/about/index.html")


def test_an_edit_of_the_original_marks_its_translation_at_once(
    translated: Preview, translated_site: Path
) -> None:
    change(translated, translated_site / CHANGED, "Nothing more", "Nothing else")
    assert 'class="outdated"' in page(translated, URDU_PAGE)
    assert "translation-outdated" in page(translated, URDU_PAGE)


def test_a_translation_that_lacks_an_annotation_is_shown_with_the_problem(
    translated: Preview, translated_site: Path
) -> None:
    """The edition derives the status from what is annotated, so all pages can be shown."""
    change(translated, translated_site / IN_URDU, '](commitment:nationwide-fibre "done")', "]")
    assert "annotations-differ" in page(translated, URDU_PAGE)
    assert page(translated, "ur/commitments/nationwide-fibre/index.html")


def test_the_draft_of_a_translation_is_shown(translated: Preview, translated_site: Path) -> None:
    change(translated, translated_site / IN_URDU, "translator:", "draft: true\ntranslator:")
    assert 'class="draft"' in page(translated, URDU_PAGE)
