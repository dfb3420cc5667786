"""The search index is made of what it is fed, and not made again when that has not changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from generator import indexing
from generator.indexing import IndexingFailed, indexed
from generator.page import Entry
from generator.search import document

WORDS = {"fibre": "Fibre was laid", "chips": "Chips were made", "cars": "Cars were sold"}


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    feed(tmp_path / "pages", WORDS)
    return tmp_path / "pages"


def feed(pages: Path, words: dict[str, str]) -> None:
    for name, text in words.items():
        (pages / name).mkdir(parents=True, exist_ok=True)
        made = document(name.title(), Entry("Story", (("", text),)))
        (pages / name / "index.html").write_text(made, encoding="utf-8")


def index(pages: Path, into: Path, kept: Path | None = None) -> dict[str, bytes]:
    with indexed(pages, into, kept):
        pass
    return holds(into)


def holds(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def parts(made: dict[str, bytes]) -> dict[str, bytes]:
    """What Pagefind makes the same of the same pages: but for its filters, whose order varies."""
    return {name: data for name, data in made.items() if name.startswith(("fragment", "index"))}


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that Pagefind was run over."""
    seen: list[Path] = []
    really = indexing._pagefind

    def seeing(pages: Path, into: Path) -> object:
        seen.append(pages)
        return really(pages, into)

    monkeypatch.setattr(indexing, "_pagefind", seeing)
    return seen


def test_an_index_holds_nothing_that_shows_results_in_another_way(
    pages: Path, tmp_path: Path
) -> None:
    made = index(pages, tmp_path / "made")
    assert "pagefind.js" in made
    assert not [name for name in made if "ui" in name or "highlight" in name]


def test_an_index_is_made_while_other_work_is_done(pages: Path, tmp_path: Path) -> None:
    with indexed(pages, tmp_path / "made"):
        (tmp_path / "other").write_text("done", encoding="utf-8")
    assert (tmp_path / "made" / "pagefind-entry.json").exists()


def test_when_the_other_work_fails_its_fault_is_told_and_no_index_is_kept(
    pages: Path, tmp_path: Path
) -> None:
    with pytest.raises(KeyError), indexed(pages, tmp_path / "made", tmp_path / "kept"):
        raise KeyError
    assert not (tmp_path / "kept").exists()


def test_when_no_page_has_changed_the_index_is_put_in_place_again(
    pages: Path, tmp_path: Path, runs: list[Path]
) -> None:
    first = index(pages, tmp_path / "one", tmp_path / "kept")
    assert index(pages, tmp_path / "two", tmp_path / "kept") == first
    assert len(runs) == 1


def rename(pages: Path) -> None:
    (pages / "cars").rename(pages / "carts")


def edit(pages: Path) -> None:
    feed(pages, {"cars": "Vans were sold"})


def delete(pages: Path) -> None:
    (pages / "cars" / "index.html").unlink()


@pytest.mark.parametrize("change", [rename, edit, delete])
def test_when_a_page_has_changed_the_index_is_made_anew(
    pages: Path, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    index(pages, tmp_path / "one", tmp_path / "kept")
    change(pages)
    changed = index(pages, tmp_path / "two", tmp_path / "kept")
    assert parts(changed) == parts(index(pages, tmp_path / "anew"))
    assert index(pages, tmp_path / "three", tmp_path / "kept") == changed


def test_a_damaged_index_is_not_believed(pages: Path, tmp_path: Path) -> None:
    first = index(pages, tmp_path / "one", tmp_path / "kept")
    name = next(iter(parts(first)))
    (tmp_path / "kept" / "index" / name).write_bytes(first[name][::-1])
    assert parts(index(pages, tmp_path / "two", tmp_path / "kept")) == parts(first)


def test_an_index_that_was_kept_by_half_is_not_believed(pages: Path, tmp_path: Path) -> None:
    first = index(pages, tmp_path / "one", tmp_path / "kept")
    (tmp_path / "kept" / "seal").write_text("half", encoding="utf-8")
    assert parts(index(pages, tmp_path / "two", tmp_path / "kept")) == parts(first)


def test_another_pagefind_makes_its_index_anew(
    pages: Path, tmp_path: Path, runs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    index(pages, tmp_path / "one", tmp_path / "kept")
    monkeypatch.setattr(indexing, "version", lambda _: "99")
    index(pages, tmp_path / "two", tmp_path / "kept")
    assert len(runs) == 2


def test_without_links_the_index_is_copied(
    pages: Path, tmp_path: Path, runs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", refuse)
    first = index(pages, tmp_path / "one", tmp_path / "kept")
    assert index(pages, tmp_path / "two", tmp_path / "kept") == first
    assert len(runs) == 1


def test_what_cannot_be_kept_is_indexed_all_the_same(pages: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file, where a folder should be", encoding="utf-8")
    assert index(pages, tmp_path / "made", tmp_path / "kept")


def test_when_pagefind_fails_without_a_word_that_is_told(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", "/bin/false")
    with (
        pytest.raises(IndexingFailed, match="Pagefind ended with 1"),
        indexed(pages, tmp_path / "x"),
    ):
        pass


def test_what_pagefind_says_is_told_when_it_fails(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    with pytest.raises(IndexingFailed, match="empty"), indexed(tmp_path / "pages", tmp_path / "x"):
        pass
    with suppress(FileNotFoundError):
        assert not list((tmp_path / "x").iterdir())
