"""What is shown while a site is being written."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import build, preview

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


def test_a_page_that_is_gone_is_shown_no_more(shown: build._Shown, site: Path) -> None:
    story = site / "content/articles/2024/urdu-story.md"
    assert page(shown, "articles/2024/urdu-story/index.html")
    story.unlink()
    shown.renew({str(story.resolve())})
    assert not page(shown, "articles/2024/urdu-story/index.html")
