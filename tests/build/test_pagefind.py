"""The search index holds every page that it was made of, or it is refused."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from pagefind.service import _must_get_executable

from generator.build.pagefind import IndexingFailed, indexed
from generator.output.search_documents import search_document
from generator.pages.page import SearchEntry
from tests.support import STORY, coopnews, read_files

WORDS = {"fibre": "Fibre was laid", "chips": "Chips were made", "cars": "Cars were sold"}


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    write_documents(tmp_path / "pages", WORDS)
    return tmp_path / "pages"


def write_documents(pages: Path, words: dict[str, str]) -> None:
    for name, text in words.items():
        (pages / name).mkdir(parents=True, exist_ok=True)
        document = search_document(name.title(), SearchEntry("Story", (("", text),)))
        (pages / name / "index.html").write_text(document, encoding="utf-8")


def index(pages: Path, into: Path) -> dict[str, bytes]:
    with indexed(pages, into):
        pass
    return read_files(into)


def test_an_index_holds_nothing_that_shows_results_in_another_way(
    pages: Path, tmp_path: Path
) -> None:
    contents = index(pages, tmp_path / "index")
    assert "pagefind.js" in contents
    assert not [name for name in contents if "ui" in name or "highlight" in name]


def test_an_index_is_made_while_other_work_is_done(pages: Path, tmp_path: Path) -> None:
    with indexed(pages, tmp_path / "index"):
        (tmp_path / "other").write_text("done", encoding="utf-8")
    assert (tmp_path / "index" / "pagefind-entry.json").exists()


def test_when_the_other_work_fails_its_error_is_raised_and_there_is_no_index(
    pages: Path, tmp_path: Path
) -> None:
    with pytest.raises(KeyError), indexed(pages, tmp_path / "index"):
        raise KeyError
    assert not (tmp_path / "index").exists()


def test_when_pagefind_fails_without_a_message_its_exit_code_is_named(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", "/bin/false")
    with (
        pytest.raises(IndexingFailed, match="Pagefind ended with 1"),
        indexed(pages, tmp_path / "x"),
    ):
        pass


def test_when_pagefind_fails_its_message_is_shown(tmp_path: Path) -> None:
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
def test_an_index_that_lacks_something_is_refused(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    use(script, tmp_path, monkeypatch)
    with pytest.raises(IndexingFailed, match=said):
        index(pages, tmp_path / "index")
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
            contents = index(pages, tmp_path / "index")
            assert sum(name.startswith("fragment/") for name in contents) == 4
        except IndexingFailed:
            refused += 1
            assert not (tmp_path / "index").exists()
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
        index(pages, tmp_path / "index")


def test_a_disk_without_room_for_more_files_ends_the_indexing(tmp_path: Path) -> None:
    """Pagefind would wait until there is some."""
    write_documents(tmp_path / "pages", {f"page-{number}": "Words" for number in range(50)})
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
        index(pages, tmp_path / "index")


def test_a_page_without_words_is_found_by_its_kind(tmp_path: Path) -> None:
    """Pagefind leaves out a page without words: all that it is given are counted."""
    wordless = ["", "***", "\u0640\u064b", "___PAGEFIND_ANCHOR___a:b", "\u00bd _x", "\u200d"]
    for number, title in enumerate(wordless):
        (tmp_path / "pages" / f"{number}").mkdir(parents=True)
        page = search_document(title, SearchEntry("Page", (("", title),)))
        (tmp_path / "pages" / f"{number}" / "index.html").write_text(page, encoding="utf-8")
    contents = index(tmp_path / "pages", tmp_path / "index")
    assert sum(name.startswith("fragment/") for name in contents) == len(wordless)


def test_a_build_whose_index_lacks_something_leaves_the_site_as_it_was(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert coopnews("build", "--no-pictures", cwd=site).returncode == 0
    before = read_files(site / "site")
    with (site / STORY).open("a") as story:
        story.write("An edit.\n")
    use(FAULTS["it loses a page"][0], tmp_path, monkeypatch)
    done = coopnews("build", "--no-pictures", cwd=site)
    assert done.returncode == 2
    assert "coopnews: Pagefind indexed " in done.stderr
    assert read_files(site / "site") == before
    monkeypatch.delenv("PAGEFIND_BINARY_PATH")
    assert coopnews("build", "--no-pictures", cwd=site).returncode == 0
    assert read_files(site / "site/pagefind/fragment").keys() != before.keys()
