"""The search index is made of what it is fed, and not made again when that has not changed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from pagefind.service import _must_get_executable

from generator.build import pagefind as indexing
from generator.build.pagefind import IndexingFailed, indexed
from generator.output.search_documents import search_document
from generator.pages.page import SearchEntry
from tests.support import STORY, coopnews

WORDS = {"fibre": "Fibre was laid", "chips": "Chips were made", "cars": "Cars were sold"}


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    feed(tmp_path / "pages", WORDS)
    return tmp_path / "pages"


def feed(pages: Path, words: dict[str, str]) -> None:
    for name, text in words.items():
        (pages / name).mkdir(parents=True, exist_ok=True)
        made = search_document(name.title(), SearchEntry("Story", (("", text),)))
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
    (tmp_path / "pages" / "letter.txt").touch()
    with pytest.raises(IndexingFailed, match="empty"), indexed(tmp_path / "pages", tmp_path / "x"):
        pass
    with suppress(FileNotFoundError):
        assert not list((tmp_path / "x").iterdir())


PAGEFIND = f'"{_must_get_executable()}" "$@"'
"""The real one, which is given the folder of the pages as `$5`, and that of the index as `$7`."""
FAULTS = {
    "it misses a page": (
        f'cd "$5/chips"; mv index.html aside; {PAGEFIND}; mv aside index.html',
        "indexed 2 of 3 pages, and left out chips/index.html",
    ),
    "it loses a page": (
        f'{PAGEFIND}; cd "$7/fragment"; rm $(ls | head -1)',
        "indexed 2 of 3 pages",
    ),
    "it counts wrong": (f'{PAGEFIND}; sed -i s/:3}}/:2}}/ "$7/pagefind-entry.json"', "2 of 3"),
    "it writes no summary": (f'{PAGEFIND}; rm "$7/pagefind-entry.json"', "damaged"),
    "it writes nothing": ("echo Error: no room >&2", "damaged.*: Error: no room"),
    "it is killed": ("kill -9 $$", "Pagefind ended with 137"),
    "it is killed at the end": (f"{PAGEFIND}; kill -9 $$", "Pagefind ended with 137"),
    "it fails": ("echo out of luck; exit 3", "Pagefind ended with 3: out of luck"),
}


@pytest.mark.parametrize(("script", "said"), FAULTS.values(), ids=FAULTS.keys())
def test_an_index_that_lacks_something_is_refused_and_not_kept(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    use(script, tmp_path, monkeypatch)
    with pytest.raises(IndexingFailed, match=said):
        index(pages, tmp_path / "made", tmp_path / "kept")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pagefind", "pages"]


def use(script: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Has a script work in the place of Pagefind."""
    (folder / "pagefind").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / "pagefind").chmod(0o755)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(folder / "pagefind"))


def test_however_few_files_may_be_opened_an_index_holds_all_pages_or_none(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (pages / "index.html").write_text(
        search_document("Home", SearchEntry("Page", ())), encoding="utf-8"
    )
    refused = 0
    for limit in range(8, 16):
        use(f"ulimit -n {limit}; {PAGEFIND}", tmp_path, monkeypatch)
        try:
            contents = index(pages, tmp_path / "made")
            assert sum(name.startswith("fragment/") for name in contents) == 4
        except IndexingFailed:
            refused += 1
            assert not (tmp_path / "made").exists()
    assert refused


@pytest.mark.parametrize("left", ["0", "10", "$(($(wc -c < $file) / 2))"])
@pytest.mark.parametrize("kind", "pf_fragment pf_index pf_filter pf_meta pagefind js".split())
def test_an_index_with_a_file_that_is_cut_off_is_refused(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, left: str
) -> None:
    """As a full disk leaves them: Pagefind does not notice."""
    cut = (
        f'file=$(find "$7" -name "*.{kind}" -not -name "*-*i*" | head -1); truncate -s {left} $file'
    )
    use(f"{PAGEFIND}; {cut}", tmp_path, monkeypatch)
    with pytest.raises(IndexingFailed, match="is the disk full"):
        index(pages, tmp_path / "made")


def test_a_disk_without_room_for_more_files_ends_the_indexing(tmp_path: Path) -> None:
    """Pagefind would wait until there is some."""
    feed(tmp_path / "pages", {f"page-{number}": "Words" for number in range(50)})
    (tmp_path / "disk").mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "nr_inodes=40", "tmpfs", str(tmp_path / "disk")]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        with pytest.raises(IndexingFailed, match="No space left on device"):
            index(tmp_path / "pages", tmp_path / "disk" / "made")
    finally:
        subprocess.run(["umount", "-l", str(tmp_path / "disk")], check=True)


def test_a_pagefind_that_never_ends_is_ended(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits for ever when it is allowed a few threads, and needs more."""
    use("exec sleep 60", tmp_path, monkeypatch)
    monkeypatch.setattr("generator.build.pagefind.SECONDS", 1)
    with pytest.raises(IndexingFailed, match="was ended after 1 seconds: allow more processes"):
        index(pages, tmp_path / "made")


def test_a_page_without_words_is_found_by_its_kind(tmp_path: Path) -> None:
    """Pagefind leaves out a page without words: all that it is given are counted."""
    wordless = ["", "***", "\u0640\u064b", "___PAGEFIND_ANCHOR___a:b", "\u00bd _x", "\u200d"]
    for number, title in enumerate(wordless):
        (tmp_path / "pages" / f"{number}").mkdir(parents=True)
        page = search_document(title, SearchEntry("Page", (("", title),)))
        (tmp_path / "pages" / f"{number}" / "index.html").write_text(page, encoding="utf-8")
    contents = index(tmp_path / "pages", tmp_path / "made")
    assert sum(name.startswith("fragment/") for name in contents) == len(wordless)


def test_a_build_whose_index_lacks_something_leaves_the_site_and_keeps_nothing(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert coopnews("build", "--no-pictures", cwd=site).returncode == 0
    before = holds(site / "site")
    with (site / STORY).open("a") as story:
        story.write("An edit.\n")
    use(FAULTS["it loses a page"][0], tmp_path, monkeypatch)
    done = coopnews("build", "--no-pictures", cwd=site)
    assert done.returncode == 2
    assert "coopnews: Pagefind indexed " in done.stderr
    assert holds(site / "site") == before
    monkeypatch.delenv("PAGEFIND_BINARY_PATH")
    assert coopnews("build", "--no-pictures", cwd=site).returncode == 0
    assert holds(site / "site/pagefind/fragment").keys() != before.keys()
