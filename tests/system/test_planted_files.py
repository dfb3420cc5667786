"""No command follows a planted link out of the site, or waits for a pipe."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.build import publish
from generator.system import file_tree, site_folder
from generator.system.site_folder import SITE_MARK
from tests.support import STORY, build_site, coopnews, edit_file, read_files, wait_for_clocks
from tests.system.traps import (
    ENTER,
    Trap,
    a_file,
    a_full_folder,
    a_hard_link,
    a_pipe,
    link_to_a_file,
    link_to_a_folder,
    link_to_nothing,
    snapshot,
    stray_story,
)

COMMANDS = (
    ("check", "--fix"),
    ("annotate", "--write", "content"),
    ("annotate", "--write", f"content/{ENTER}"),
    ("build", "-q", "--no-search", "--no-pictures"),
)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("trap", [link_to_a_file, link_to_nothing, link_to_a_folder, a_pipe])
def test_no_command_follows_a_link_in_the_content_or_waits_for_a_pipe(
    site: Path, outside: Path, trap: Trap, words: tuple[str, ...]
) -> None:
    trap(site / "content" / ENTER, outside)
    before = snapshot(outside)
    done = coopnews(*words, cwd=site)
    assert (done.returncode, "Traceback" in done.stderr) in ((1, False), (2, False)), done.stderr
    assert snapshot(outside) == before


@pytest.mark.parametrize("folder", ["content/articles/2024", "content/articles", "content"])
@pytest.mark.parametrize(
    "words",
    [
        ("check", "--fix"),
        ("annotate", "--write", "content"),
        ("new", "A story", "--date", "2024-05-02", "--topic", "fibre"),
    ],
    ids=lambda words: words[0],
)
def test_no_command_follows_a_link_in_place_of_a_folder(
    site: Path, outside: Path, folder: str, words: tuple[str, ...]
) -> None:
    shutil.copytree(site / folder, outside / "copy")
    place = outside / "copy" / Path("content", ENTER).relative_to(folder)
    place.write_text(stray_story(), encoding="utf-8")
    shutil.rmtree(site / folder)
    (site / folder).symlink_to(outside / "copy")
    before = snapshot(outside)
    done = coopnews(*words, cwd=site)
    assert (done.returncode, "Traceback" in done.stderr) in ((1, False), (2, False)), done.stderr
    assert snapshot(outside) == before


def test_a_story_is_begun_in_no_folder_that_a_link_leads_to(site: Path, outside: Path) -> None:
    (site / "content/articles/2026").symlink_to(outside)
    before = snapshot(outside)
    done = coopnews("new", "A story", "--date", "2026-05-02", "--topic", "fibre", cwd=site)
    assert done.returncode == 2
    assert "links are not followed" in done.stderr
    assert snapshot(outside) == before


@pytest.mark.parametrize("link", [link_to_a_folder, link_to_nothing])
def test_a_story_is_moved_to_no_folder_that_a_link_leads_to(
    site: Path, outside: Path, link: Trap
) -> None:
    story = site / "content/articles/2024/moving.md"
    story.write_text(stray_story().replace("2023-03-04", "2022-03-04"), encoding="utf-8")
    link(site / "content/articles/2022", outside)
    before = snapshot(outside)
    done = coopnews("check", "--fix", cwd=site)
    assert done.returncode == 1
    assert "moving.md: wasn't moved: " in done.stderr
    assert snapshot(outside) == before
    assert story.exists()


def test_a_content_folder_that_is_a_link_is_refused_in_one_line(site: Path, outside: Path) -> None:
    """The setting can name the folder itself."""
    (site / "content").rename(outside / "content")
    (site / "content").symlink_to(outside / "content")
    for words in (("check",), ("build", "-q"), ("serve", "-a", "127.0.0.1:0"), ("export", "tree")):
        done = coopnews(*words, cwd=site)
        assert (done.returncode, "is a symbolic link" in done.stderr) == (2, True), words
    ours = "plugins: [cooperation-news: {content_dir: ../outside/content}]"
    edit_file("mkdocs.yml", "plugins: [cooperation-news]", ours)(site)
    assert coopnews("check", cwd=site).returncode == 0


def test_a_handwritten_page_that_is_a_link_is_made_again_when_its_target_changes(
    site: Path, outside: Path
) -> None:
    """Maintainers write these pages, and MkDocs follows their links: to files and to folders."""
    (outside / "empty" / "other.md").write_text("# Other\n", encoding="utf-8")
    (site / "docs" / "about.md").rename(outside / "about.md")
    (site / "docs" / "about.md").symlink_to(outside / "about.md")
    (site / "docs" / "more").symlink_to(outside / "empty")
    wait_for_clocks()
    build_site(site)
    assert "nothing has changed" in build_site(site)
    for path, words in (("about.md", "about/"), ("empty/other.md", "more/other/")):
        (outside / path).write_text("# New words\n", encoding="utf-8")
        assert "nothing has changed" not in build_site(site)
        page = site / "site" / words / "index.html"
        assert "New words" in page.read_text(encoding="utf-8")


SPECIAL: dict[str, Callable[[Path], None]] = {
    "a pipe": os.mkfifo,
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a page that is a pipe": lambda path: os.mkfifo(path.with_suffix(".md")),
}


@pytest.mark.parametrize("kind", SPECIAL)
def test_a_special_file_among_the_handwritten_ones_is_named(site: Path, kind: str) -> None:
    """MkDocs would read it without end."""
    SPECIAL[kind](site / "docs" / "endless.png")
    done = coopnews("build", "-q", "--no-search", cwd=site)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "docs/endless." in done.stderr
    assert "is not a regular file" in done.stderr


def test_a_link_that_leads_to_another_page_is_noticed(site: Path, outside: Path) -> None:
    """Though the other page has the same size and times."""
    pages = outside / "first.md", outside / "other.md"
    for page, words in zip(pages, ("# First\n", "# Other\n"), strict=True):
        page.write_text(words, encoding="utf-8")
        os.utime(page, (1, 1))
    link = site / "docs" / "linked.md"
    link.symlink_to(pages[0])
    build_site(site)
    link.unlink()
    link.symlink_to(pages[1])
    build_site(site)
    assert ">Other</h1>" in (site / "site/linked/index.html").read_text(encoding="utf-8")


def test_a_folder_of_handwritten_pages_that_leads_to_itself_ends(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "page.md").touch()
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path / "a")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    assert file_tree.pages_in(tmp_path, follow=True) == ["a/page.md"]
    assert str(tmp_path / "a" / "page.md") in file_tree.scan([tmp_path], follow=True)


def test_a_handwritten_file_in_a_linked_folder_takes_the_place_of_a_made_one(
    site: Path, outside: Path
) -> None:
    (outside / "articles.csv").write_text("mine", encoding="utf-8")
    (site / "docs" / "data").symlink_to(outside)
    build_site(site)
    assert (site / "site" / "data" / "articles.csv").read_text(encoding="utf-8") == "mine"


def test_a_site_carries_a_mark_and_nothing_else_is_replaced(site: Path, outside: Path) -> None:
    """A page with the name of one of ours shows nothing about who made it."""
    (outside / "404.html").write_text("mine", encoding="utf-8")
    before = snapshot(outside)
    done = coopnews("build", "-q", "-d", str(outside), cwd=site)
    assert done.returncode == 2
    assert "delete it" in done.stderr
    assert snapshot(outside) == before
    (site / "docs" / SITE_MARK).write_text("mine", encoding="utf-8")
    build_site(site)
    assert site_folder.is_site(site / "site")


def a_folder_with_a_linked_mark(place: Path, outside: Path) -> None:
    place.mkdir()
    (place / "letter.txt").write_text("dear", encoding="utf-8")
    (place / SITE_MARK).symlink_to(outside / "trap.md")


@pytest.mark.parametrize("trap", [a_folder_with_a_linked_mark, a_file, a_pipe])
def test_no_file_and_no_folder_with_a_linked_mark_is_replaced(
    site: Path, outside: Path, trap: Trap
) -> None:
    trap(outside / "place", outside)
    before = snapshot(outside)
    done = coopnews("build", "-q", "-d", str(outside / "place"), cwd=site)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    (outside / ".place.lock").unlink(missing_ok=True)
    assert snapshot(outside) == before


@pytest.mark.parametrize("lead", ["missing", "empty", "site"])
@pytest.mark.parametrize("words", [("build", "-q", "--no-search"), ("export", "site")])
def test_a_command_writes_no_site_or_export_through_a_link(
    site: Path, outside: Path, words: tuple[str, ...], lead: str
) -> None:
    (site / "site").symlink_to("site" if lead == "site" else outside / lead)
    before = snapshot(outside)
    done = coopnews(*words, cwd=site)
    assert (done.returncode, done.stderr.splitlines()[-1][:10]) == (2, "coopnews: ")
    assert "is a symbolic link: name the folder that it leads to" in done.stderr
    assert snapshot(outside) == before


def test_an_edit_replaces_no_site_that_a_link_has_taken_the_place_of(
    site: Path, outside: Path
) -> None:
    build_site(site)
    (site / "site").rename(outside / "moved")
    (site / "site").symlink_to(outside / "moved")
    before = snapshot(outside)
    edit_file(STORY, "was laid", "was laid at last")(site)
    done = coopnews("build", "-q", "--no-search", "--no-pictures", cwd=site)
    assert (done.returncode, "is a symbolic link" in done.stderr) == (2, True)
    assert snapshot(outside) == before


def test_an_edit_replaces_no_site_that_has_lost_its_mark(site: Path) -> None:
    build_site(site)
    (site / "site" / SITE_MARK).unlink()
    before = read_files(site / "site")
    edit_file(STORY, "was laid", "was laid at last")(site)
    done = coopnews("build", "-q", "--no-search", "--no-pictures", cwd=site)
    assert (done.returncode, "delete it" in done.stderr) == (2, True)
    assert read_files(site / "site") == before


@pytest.mark.parametrize("words", [("build", "-q", "-d"), ("export",)], ids=["build", "export"])
@pytest.mark.parametrize("path", [".", "content", ".."])
def test_what_the_site_is_made_from_is_never_replaced(
    site: Path, words: tuple[str, ...], path: str
) -> None:
    """Whatever marks somebody has put there."""
    for name in (SITE_MARK, site_folder.EXPORT_LIST):
        (site / path / name).write_text("mkdocs.yml\ndocs/about.md\n", encoding="utf-8")
    before = {name: data for name, data in read_files(site).items() if not name.startswith(".")}
    done = coopnews(*words, path, cwd=site)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert before.items() <= read_files(site).items()


BESIDE = ("lock", "old", "new", "spare", "spare-new", "behind", "fed", "scratch")


BLOCKS = (link_to_a_file, link_to_nothing, link_to_a_folder, a_pipe, a_file, a_full_folder)


@pytest.mark.parametrize("trap", [*BLOCKS, a_hard_link])
def test_nothing_beside_the_site_misleads_or_stops_a_build(
    site: Path, outside: Path, trap: Trap
) -> None:
    """Neither a build of the whole site, nor an edit."""
    before = snapshot(outside)
    for change in (lambda _: None, edit_file(STORY, "was laid", "was laid at last")):
        change(site)
        for word in BESIDE:
            place = site / f".site.{word}"
            site_folder.remove(place)
            trap(place, outside)
        done = coopnews("build", "--no-search", "--no-pictures", cwd=site)
        assert done.returncode == 0, done.stderr
        assert snapshot(outside) == before
        assert "applied in" in done.stdout or not os.path.lexists(site / ".site.old")
    updated = read_files(site / "site")
    build_site(site, "--no-cache", "-d", "clean")
    assert read_files(site / "clean") == updated


@pytest.mark.parametrize("trap", [link_to_a_file, link_to_nothing, a_hard_link, a_pipe])
def test_a_lock_is_a_file_of_our_own(tmp_path: Path, outside: Path, trap: Trap) -> None:
    """Who holds it is written there, and nowhere else."""
    trap(tmp_path / ".site.lock", outside)
    before = snapshot(outside)
    with publish.locked(tmp_path / "site"):
        assert (tmp_path / ".site.lock").read_text(encoding="utf-8").startswith("process ")
    assert snapshot(outside) == before


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """A folder with the list of an export that somebody has planted."""
    tree = tmp_path / "tree"
    tree.mkdir()
    return tree


@pytest.mark.parametrize(
    "names",
    [
        ["linked/trap.md", "./linked/trap.md", "folder/../linked/trap.md"],
        ["../outside/trap.md", "folder", ".", "..", "", "{outside}/trap.md"],
        ["mine.txt\0", "\udcff", "a\\b"],
    ],
    ids=["through a link", "out of the folder", "an invalid name"],
)
def test_a_planted_list_lets_an_export_delete_nothing_outside(
    site: Path, outside: Path, exported: Path, names: list[str]
) -> None:
    (exported / "linked").symlink_to(outside)
    (exported / "folder").mkdir()
    listed = "\n".join(names).replace("{outside}", str(outside))
    (exported / site_folder.EXPORT_LIST).write_bytes(listed.encode(errors="surrogateescape"))
    before = snapshot(outside)
    done = coopnews("export", str(exported), cwd=site)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert snapshot(outside) == before
    assert (exported / "folder").is_dir()


@pytest.mark.parametrize("path", ["docs", "docs/articles", "mkdocs.yml", site_folder.EXPORT_LIST])
def test_an_export_writes_through_no_link(
    site: Path, outside: Path, exported: Path, path: str
) -> None:
    (exported / site_folder.EXPORT_LIST).touch()
    place = exported / path
    site_folder.remove(place)
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(outside / "trap.md" if place.suffix else outside)
    before = snapshot(outside)
    done = coopnews("export", str(exported), cwd=site)
    assert "Traceback" not in done.stderr
    assert snapshot(outside) == before


IN_THE_CACHE = ("", "coopnews", "coopnews/search", "coopnews/search/index", "coopnews/search/seal")


@pytest.mark.parametrize("path", IN_THE_CACHE)
@pytest.mark.parametrize("trap", [link_to_a_folder, a_pipe, a_file])
def test_a_cache_that_cannot_be_used_only_takes_time(
    site: Path, outside: Path, trap: Trap, path: str
) -> None:
    place = site / ".cache" / path
    place.parent.mkdir(parents=True, exist_ok=True)
    trap(place, outside)
    before = snapshot(outside)
    done = coopnews("build", "-q", "--no-pictures", cwd=site)
    assert (done.returncode, done.stderr) == (0, "")
    assert coopnews("check", cwd=site).returncode == 0
    assert snapshot(outside) == before


def test_what_is_kept_is_written_through_no_link(site: Path, outside: Path) -> None:
    """Whoever knows where a site is built knows the names of the files in its cache."""
    build_site(site)
    cached = sorted(path for path in (site / ".cache/coopnews").rglob("*") if path.is_file())
    for place in cached:
        place.unlink()
        link_to_a_file(place, outside)
    before = snapshot(outside)
    wait_for_clocks()
    build_site(site)
    assert snapshot(outside) == before
    assert "nothing has changed" in build_site(site)


FULL = """
import errno, os
from contextlib import contextmanager
from generator.system import files

writing = files.Folder.writing

class Full:
    def write(self, data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

@contextmanager
def full(self, path):
    with writing(self, path) as file:
        yield Full() if ".cache" in self.root else file

files.Folder.writing = full
"""
"""A machine on which the disk of the cache is full."""


def test_a_full_cache_disk_only_takes_time(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(FULL, encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    monkeypatch.setenv("PYTHONPATH", paths)
    for change in (lambda _: None, edit_file(STORY, "was laid", "was laid at last")):
        change(site)
        done = coopnews("build", "-q", cwd=site)
        assert (done.returncode, done.stderr) == (0, "")
    assert "at last" in (site / "site/articles/2024/fibre-is-laid/index.html").read_text("utf-8")


def test_a_link_that_leads_to_itself_is_named_in_one_line(site: Path) -> None:
    (site / "content" / "loop").symlink_to("loop")
    done = coopnews("check", "content/loop", cwd=site)
    assert (done.returncode, done.stderr) == (
        2,
        "Reading and checking the content ...\ncoopnews: there is no file content/loop\n",
    )
