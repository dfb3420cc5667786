"""A site is published whole or not at all, whatever happens while it is built."""

from __future__ import annotations

import errno
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generator.build import publish
from generator.output.link_check import (
    LayoutLinks,
    PageLinks,
    broken_links,
    merge,
    read_links,
    unclosed_element,
)
from generator.system.files import UserError
from generator.system.site_folder import SITE_MARK
from tests.support import append_to_story, coopnews, folder_digest

WORDS = ("build", "-q", "--no-search", "--no-pictures")
COMMAND = (sys.executable, "-m", "generator", *WORDS)
KILLS = int(os.environ.get("COOPNEWS_KILLS", "16"))


def build(site: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return coopnews(*WORDS, *more, cwd=site)


def limited(kind: int, most: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(kind, (most, most))


def test_a_build_that_is_killed_leaves_the_old_site_or_the_new_one(site: Path) -> None:
    """At any moment: whole builds and edits alike. The next build is complete."""
    chance = random.Random(5)
    assert build(site).returncode == 0
    known = {folder_digest(site / "site")}
    began, other = time.monotonic(), site / "clean"
    subprocess.run([*COMMAND, "--no-cache", "-d", str(other)], cwd=site, check=True)
    took = time.monotonic() - began
    for number in range(KILLS):
        append_to_story(site, f"Line {number}.")
        if number % 4 == 0:  # a whole build, not an edit
            Path(site, "content/topics", f"more-{number}.md").write_text(
                f"---\ntitle: More {number}\n---\n", encoding="utf-8"
            )
        build(site, "--no-cache", "-d", str(other)).check_returncode()
        new = folder_digest(other)
        running = subprocess.Popen(COMMAND, cwd=site, start_new_session=True)
        time.sleep(chance.uniform(0, took if number % 4 == 0 else took / 2))
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        found = folder_digest(site / "site")
        assert found in known | {new}, f"kill {number}: the site is neither old nor new"
        known = {found, new}
    assert build(site).returncode == 0
    assert folder_digest(site / "site") == new
    assert_no_leftovers(site)


def assert_no_leftovers(site: Path) -> None:
    names = {path.name for path in (*site.glob(".site.*"), *site.glob(".new-*"))}
    assert names <= {".site.lock"}


@pytest.mark.parametrize("change", ["nothing", "an edit", "a new topic"])
def test_the_next_build_removes_what_a_killed_one_left(site: Path, change: str) -> None:
    build(site)
    for folder in (".site.new", ".site.scratch"):
        Path(site, folder, "inner").mkdir(parents=True)
        Path(site, folder, "inner", "index.html").touch()
    if change == "an edit":
        append_to_story(site, "More.")
    elif change == "a new topic":
        Path(site, "content/topics/more.md").write_text("---\ntitle: More\n---\n", encoding="utf-8")
    assert build(site).returncode == 0
    assert_no_leftovers(site)


def test_edits_take_their_place_in_one_step(site: Path) -> None:
    build(site)
    for number in range(4):
        append_to_story(site, f"Line {number}.")
        assert build(site).returncode == 0
        build(site, "--no-cache", "-d", "clean")
        assert folder_digest(site / "site") == folder_digest(site / "clean")
    assert_no_leftovers(site)


def test_after_an_edit_nothing_has_changed(site: Path) -> None:
    """Whatever size the folders of either site have on the disk."""
    crowded = site / "docs" / "crowd"
    crowded.mkdir()
    for number in range(400):
        (crowded / f"{number}-{'x' * 100}.txt").touch()
    build(site)
    append_to_story(site, "More.")
    for words in (" rendered in", "nothing has changed"):
        done = subprocess.run(
            [word for word in COMMAND if word != "-q"],
            cwd=site, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert words in done.stdout


def test_of_two_builds_at_once_one_says_that_the_other_is_at_work(site: Path) -> None:
    both = [subprocess.Popen(COMMAND, cwd=site, stderr=subprocess.PIPE, text=True) for _ in "ab"]
    said = [running.communicate()[1] for running in both]
    codes = sorted(running.returncode for running in both)
    assert codes in ([0, 0], [0, 2])
    if codes == [0, 2]:
        assert any("another build is at work" in words for words in said)
    made = folder_digest(site / "site")
    build(site, "--no-cache", "-d", "clean")
    assert made == folder_digest(site / "clean")
    append_to_story(
        site, "More."
    )  # what was remembered, and the second site, are of the build that won
    build(site)
    build(site, "--no-cache", "-d", "clean")
    assert folder_digest(site / "site") == folder_digest(site / "clean")


def test_a_lock_that_nobody_holds_stops_nobody(site: Path) -> None:
    (site / ".site.lock").write_text("process 1, since yesterday", encoding="utf-8")
    assert build(site).returncode == 0


def test_a_build_leaves_nothing_beside_the_folder_of_the_site(site: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert build(site, "-d", str(elsewhere / "made")).returncode == 0
    assert [path.name for path in elsewhere.iterdir()] == ["made"]


def test_two_builds_exclude_each_other_though_lock_files_are_removed(tmp_path: Path) -> None:
    """A build that was started while another one ended must not hold a removed file's lock."""
    code = (
        "import sys, time; from pathlib import Path; from generator.build import publish\n"
        "from generator.system.files import UserError\n"
        "for _ in range(200):\n"
        "    try:\n"
        "        with publish.locked(Path(sys.argv[1])):\n"
        "            Path(sys.argv[2]).mkdir(); time.sleep(0.001); Path(sys.argv[2]).rmdir()\n"
        "    except UserError: pass\n"
    )
    words = [sys.executable, "-c", code, str(tmp_path / "site"), str(tmp_path / "alone")]
    builds = [subprocess.Popen(words) for _ in range(4)]
    assert [build.wait() for build in builds] == [0] * len(builds)


@pytest.mark.parametrize("folder", ["content/site", "docs", "docs/site"])
def test_a_site_is_not_built_into_its_own_sources(site: Path, folder: str) -> None:
    result = build(site, "-d", folder)
    assert result.returncode == 2
    assert "the site is made from" in result.stderr
    assert "choose another folder to write into" in result.stderr


def test_who_holds_the_lock_is_said(tmp_path: Path) -> None:
    again = publish.locked(tmp_path / "site")
    holder = f"process {os.getpid()}, since"
    with publish.locked(tmp_path / "site"), pytest.raises(UserError, match=holder), again:
        pass


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.EINTR])
def test_a_disk_without_locks_is_not_taken_for_another_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("fcntl.flock", refuse)
    with pytest.raises(UserError) as refusal, publish.locked(tmp_path / "site"):
        pass
    assert os.strerror(number) in str(refusal.value)
    assert "another build" not in str(refusal.value)


LIMITS = {
    "no space for a file": limited(resource.RLIMIT_FSIZE, 20_000),
    "no more open files": limited(resource.RLIMIT_NOFILE, 5),
}


@pytest.mark.parametrize("limit", LIMITS.values(), ids=LIMITS.keys())
def test_a_build_that_lacks_something_says_so_and_leaves_the_site(
    site: Path, limit: Callable[[], None]
) -> None:
    build(site)
    made = folder_digest(site / "site")
    append_to_story(site, "More.")
    (site / "content/topics/more.md").write_text("---\ntitle: More\n---\n", encoding="utf-8")
    shutil.rmtree(site / ".cache")  # so that all of it is built
    done = subprocess.run(COMMAND, cwd=site, capture_output=True, preexec_fn=limit, check=False)
    assert done.returncode != 0
    assert folder_digest(site / "site") == made
    assert build(site).returncode == 0
    assert folder_digest(site / "site") != made


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system that is soon full; only some machines let a test make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_said_in_a_line_and_loses_nothing(site: Path, small_disk: Path) -> None:
    live = small_disk / "site"
    assert build(site, "--no-cache", "-d", str(live)).returncode == 0
    first, left = folder_digest(live), os.statvfs(small_disk)
    (small_disk / "filler").write_bytes(b"x" * (left.f_bavail * left.f_frsize - 300_000))
    done = build(site, "--no-cache", "-d", str(live))
    assert done.returncode == 2, done.stderr
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
    assert folder_digest(live) == first


def test_a_disk_that_cannot_be_written_is_said_in_a_line(site: Path, small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    done = build(site, "-d", str(small_disk / "site"))
    assert done.returncode == 2
    assert "Read-only file system" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("left", [0, 40_000, 200_000])
def test_a_full_disk_for_the_cache_only_takes_time(site: Path, small_disk: Path, left: int) -> None:
    """Where nothing more can be kept, everything is made again."""
    cache = ("--cache", str(small_disk / "cache"))
    free = os.statvfs(small_disk)
    filler = b"x" * (free.f_bavail * free.f_frsize - left - 8192)
    (small_disk / "filler").write_bytes(filler)
    for words in ("First.", "Second."):
        append_to_story(site, words)
        done = build(site, *cache)
        assert (done.returncode, done.stderr) == (0, "")
    made = folder_digest(site / "site")
    build(site, "--no-cache", "-d", "clean")
    assert made == folder_digest(site / "clean")


def test_where_places_cannot_be_exchanged_a_lost_site_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "_exchanged", lambda *_: False)
    live, made = tmp_path / "site", tmp_path / ".site.new"
    for folder, words in ((live, "old"), (made, "new")):
        folder.mkdir()
        (folder / SITE_MARK).touch()
        (folder / "index.html").write_text(words, encoding="utf-8")
    live.rename(tmp_path / ".site.old")  # where a build was ended between two steps
    publish.repair(live)
    assert (live / "index.html").read_text(encoding="utf-8") == "old"
    publish.publish(made, live)
    assert (live / "index.html").read_text(encoding="utf-8") == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_where_places_cannot_be_exchanged_a_signal_waits_until_they_are(tmp_path: Path) -> None:
    code = """
import os, signal
from pathlib import Path
from generator.system import process
from generator.build import publish
publish._exchanged = lambda *_: False
rename = Path.rename
def interrupted(self, target):
    os.kill(os.getpid(), signal.SIGTERM)
    rename(self, target)
Path.rename = interrupted
for name in ("site", "new"):
    Path(name).mkdir()
    Path(name, "index.html").write_text(name)
process.raise_on_signals()
try:
    publish.exchange(Path("new"), Path("site"))
except process.Stopped:
    print(Path("site/index.html").read_text(), Path("new/index.html").read_text())
"""
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("new site\n", "")


def test_the_root_of_the_disk_is_no_site() -> None:
    with pytest.raises(UserError, match="choose another"), publish.locked(Path("/")):
        pass


def a_file(old: Path, _: Path) -> None:
    old.write_text("mine", encoding="utf-8")


def a_link(old: Path, other: Path) -> None:
    old.symlink_to(other)


def an_unmarked_folder(old: Path, _: Path) -> None:
    old.mkdir()
    (old / "index.html").write_text("mine", encoding="utf-8")


@pytest.mark.parametrize("put", [a_file, a_link, an_unmarked_folder])
def test_nothing_but_a_site_is_put_back_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, put: Callable[[Path, Path], None]
) -> None:
    monkeypatch.setattr(publish, "_exchanged", lambda *_: False)
    live, other = tmp_path / "site", tmp_path / "other"
    other.mkdir()
    (other / SITE_MARK).touch()
    put(tmp_path / ".site.old", other)
    with publish.locked(live):
        assert not live.exists()
        for words in ("first", "second"):
            made = tmp_path / ".site.new"
            made.mkdir()
            (made / "index.html").write_text(words, encoding="utf-8")
            publish.publish(made, live)
            assert (live / "index.html").read_text(encoding="utf-8") == words
    assert [path.name for path in other.iterdir()] == [SITE_MARK]


def test_a_cache_is_kept_in_no_folder_that_holds_something_else(site: Path) -> None:
    (site / "mine").mkdir()
    (site / "mine" / "search").write_text("mine", encoding="utf-8")
    done = build(site, "--cache", "mine")
    assert (done.returncode, "no cache of ours" in done.stderr) == (2, True)
    assert build(site, "--cache", "new").returncode == 0
    assert build(site, "--cache", "new").returncode == 0


# Proof-reading


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<p>a<br>b</p><img src=\"a.png\">", []),
        ("<p>a", ["`<p>` is never closed"]),
        ("<p><em>a</p></em>", ["`</p>` closes no open element"]),
        ("a</div>", ["`</div>` closes no open element"]),
        ('<p title="a > b">c</p>', []),
    ],
)  # fmt: skip
def test_every_element_is_ended(html: str, fault: list[str]) -> None:
    assert list(unclosed_element(html)) == fault


def test_links_lead_to_files_and_anchors_of_the_site() -> None:
    story = '<p id="a"><a href="../../#b">1</a> <a href="#a">2</a> <a href="gone/">3</a></p>'
    home = '<p id="c"><a href="articles/x/#z">1</a><a href="https://example.com/">2</a></p>'
    found = [
        read_links("articles/x/index.html", story, story),
        read_links("index.html", home, home),
    ]
    files = {"index.html", "articles/x/index.html"}
    assert list(broken_links([merge(found)], files, [*files, "data/index.html"])) == [
        "data/index.html: the page is missing from the site",
        "articles/x/index.html: broken link to articles/x/gone/index.html",
        "index.html: broken link to articles/x/index.html#z",
        "articles/x/index.html: broken link to index.html#b",
    ]


@pytest.mark.parametrize(
    ("file", "link", "leads"),
    [
        ("a/b/index.html", "../../", ("index.html", "")),
        ("a/b/index.html", "../../c/#d", ("c/index.html", "d")),
        ("a/b/index.html", "../", ("a/index.html", "")),
        ("a/b/index.html", ".", ("a/b/index.html", "")),
        ("a/b/index.html", "#d", ("a/b/index.html", "d")),
        ("a/b/index.html", "../../x.png?a=1&amp;b", ("x.png", "")),
        ("404.html", "#d", ("404.html", "d")),
        ("404.html", "a/%D8%A7.html", ("a/\u0627.html", "")),
        ("index.html", "https://example.com/", None),
        ("index.html", "//example.com/", None),
        ("index.html", "mailto:a@b.example", None),
    ],
)
def test_a_link_leads_where_a_browser_would_go(
    file: str, link: str, leads: tuple[str, str] | None
) -> None:
    html = f'<a href="{link}">x</a>'
    assert read_links(file, html, html).targets == ({leads} if leads else set())


def test_no_two_elements_have_one_id() -> None:
    html = '<p id="a">1</p><p id="a">2</p>'
    assert read_links("x.html", html, html).problems == ("Two elements have the id `a`",)
    assert isinstance(read_links("x.html", html, html), PageLinks)


@pytest.mark.parametrize("file", ["index.html", "people/x/index.html", "people/x/2/index.html"])
@pytest.mark.parametrize(
    "frame", ['<a href="#content">x</a><p id="content">', '<a href="near/">x</a>']
)
@pytest.mark.parametrize("own", ['<p id="a">x</p><a href="#a">x</a>', '<p id="content">x</p>'])
def test_a_page_says_the_same_when_its_frame_was_read_before(
    file: str, frame: str, own: str
) -> None:
    assert read_links(file, own, own, LayoutLinks.of(frame)) == read_links(
        file, f"{frame}{own}", own
    )
