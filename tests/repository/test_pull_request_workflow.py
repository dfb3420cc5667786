"""The steps that check a pull request report problems, and nothing planted is published."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.repository.workflows import Host, git, steps_in, written
from tests.support import EXAMPLE, REPOSITORY, coopnews, read_files

STORY = """---
title: Work on the fibre stands still
date: 2024-09-02
summary: The ministry said that work on the second part had stopped.
sources:
  - {title: It has stopped, publisher: Daily Example, url: "https://example.com/stopped"}
---

The [ministry](org:moitt) said that work on the [fibre](topic:fibre)
[stood still](commitment:nationwide-fibre "stalled").
"""


PATH = "content/articles/2024/work-stands-still.md"


def pull_request(folder: Path, story: str, old: str = "") -> Path:
    """A clone of the example that holds what the host makes of a change to it.

    `old` is added to a file that the change leaves alone.

    That is the change merged into `main`, which has moved on since the change was begun.
    """
    origin, work = folder / "origin", folder / "work"
    shutil.copytree(EXAMPLE, origin, ignore=shutil.ignore_patterns("expected"))
    shutil.copy(REPOSITORY / ".gitignore", origin)
    place = origin / "content" / "places" / "karachi.md"
    place.write_text(f"{place.read_text(encoding='utf-8')}{old}\n", encoding="utf-8")
    git(origin, "init", "--quiet", "--initial-branch=main")
    git(origin, "add", ".")
    git(origin, "commit", "--quiet", "-m", "A site")
    git(origin, "checkout", "--quiet", "-b", "a-story")
    (origin / PATH).write_text(story, encoding="utf-8")
    git(origin, "add", ".")
    git(origin, "commit", "--quiet", "-m", "A story")
    git(origin, "checkout", "--quiet", "main")
    place.write_text(place.read_text(encoding="utf-8") + "It is on the sea.\n", encoding="utf-8")
    git(origin, "commit", "--quiet", "-a", "-m", "Another change")
    git(origin, "checkout", "--quiet", "--detach")
    git(origin, "merge", "--quiet", "--no-ff", "-m", "Merge", "a-story")
    git(origin, "update-ref", "refs/pull/1/merge", "HEAD")
    git(origin, "checkout", "--quiet", "main")
    git(folder, "clone", "--quiet", str(origin), str(work))
    git(work, "fetch", "--quiet", "origin", "refs/pull/1/merge")
    git(work, "checkout", "--quiet", "--detach", "FETCH_HEAD")
    return work


def checks(name: str = "check") -> list[dict[str, Any]]:
    """The steps of a workflow, but for those that fetch and install: here that is done."""
    return [step for step in steps_in(written(name)) if step["name"] != "Install"]


def kept_artefacts(work: Path) -> set[str]:
    """The artefacts of which there is something to keep."""
    uploads = [step["with"] for step in checks() if "upload-artifact" in step.get("uses", "")]
    return {
        upload.get("name", upload["path"])
        for upload in uploads
        if all((work / path).exists() for path in upload["path"].split())
    }


CLEAN, FIND, CHECK, REPORT, BUILD = (
    "Remove what only a build may make",
    "Find what the change is built on",
    "Check, and mark each problem at its line",
    "Report what the change means",
    "Build the preview",
)


def test_a_good_change_is_checked_reported_and_built(tmp_path: Path) -> None:
    work = pull_request(tmp_path, STORY)
    host = Host(tmp_path / "host", work)
    done = host.run(checks())
    assert [(step.name, step.code) for step in done] == [
        (name, 0) for name in (CLEAN, FIND, CHECK, REPORT, BUILD)
    ], done
    assert host.env["BASE"] == git(work, "rev-parse", "origin/main")
    assert "::error" not in done[2].said
    assert host.summary == (work / "report.md").read_text(encoding="utf-8")
    assert "Work on the fibre stands still" in host.summary
    assert "A nationwide fibre network" in host.summary
    assert "on the sea" not in host.summary  # it is not of this change
    page = work / "site" / "articles" / "2024" / "work-stands-still" / "index.html"
    assert "stood still" in page.read_text(encoding="utf-8")
    assert kept_artefacts(work) == {"report", "summary", "pages.html", "preview"}
    assert git(work, "status", "--porcelain", "--", "content", "docs", "mkdocs.yml") == ""


def test_a_mistake_is_marked_at_its_line_and_the_report_made_all_the_same(tmp_path: Path) -> None:
    work = pull_request(tmp_path, STORY.replace("org:moitt", "org:moit"))
    host = Host(tmp_path / "host", work)
    done = host.run(checks())
    assert [(step.name, step.code) for step in done] == [
        (CLEAN, 0), (FIND, 0), (CHECK, 1), (REPORT, 0)
    ], done  # fmt: skip
    marks = [line for line in done[2].said.splitlines() if line.startswith("::error ")]
    assert len(marks) == 1
    assert f"file={PATH}" in marks[0]
    assert "line=9" in marks[0]
    assert "moit" in marks[0]
    assert "Work on the fibre stands still" in host.summary
    assert kept_artefacts(work) == {"report", "summary", "pages.html"}


def test_an_old_mistake_is_not_held_against_a_change(tmp_path: Path) -> None:
    work = pull_request(tmp_path, STORY, old="Home of [somebody](person:some-body).")
    host = Host(tmp_path / "host", work)
    done = host.run(checks())
    # With a mistake that is older, nothing can be built.
    assert [(step.name, step.code) for step in done] == [
        (CLEAN, 0), (FIND, 0), (CHECK, 0), (REPORT, 0), (BUILD, 1)
    ], done  # fmt: skip
    assert "::error" not in done[2].said


def test_the_whole_history_is_fetched_to_tell_old_from_new() -> None:
    assert next(iter(checks()))["with"]["fetch-depth"] == 0


def test_what_is_built_on_nothing_known_stops_before_it_is_checked(tmp_path: Path) -> None:
    work = pull_request(tmp_path, STORY)
    host = Host(tmp_path / "host", work)
    host.env["GITHUB_BASE_REF"] = "no-such-branch"
    clean, only = host.run(checks())
    assert (clean.name, clean.code) == (CLEAN, 0)
    assert (only.name, only.code) == (FIND, 128)
    assert kept_artefacts(work) == set()


PLANTED = b"Put here by a stranger"


def plant(site: Path) -> None:
    """Puts a cache beside the content that a build would believe, and a built site that differs."""
    coopnews("build", "-q", cwd=site).check_returncode()
    pictures = [
        path for path in (site / ".cache/coopnews/cards").glob("*") if is_cached_picture(path)
    ]
    assert pictures
    for path in pictures:
        path.write_bytes(hashlib.sha256(PLANTED).digest() + PLANTED)
    for path in ("site/index.html", "site/planted.html", "site/pagefind/planted"):
        (site / path).write_bytes(PLANTED)


def is_cached_picture(path: Path) -> bool:
    """True for a picture that a build kept, behind the digest by which the next one believes it."""
    return path.is_file() and path.read_bytes()[32:36] == b"\x89PNG"


def as_folders(site: Path) -> None:
    """Leaves what was planted as it is: files that git should ignore, added all the same."""


def as_links(site: Path) -> None:
    """Moves what was planted to where git doesn't ignore it, and leads there by links."""
    for name in (".cache", "site"):
        moved = site / f"elsewhere-{name.strip('.')}"
        (site / name).rename(moved)
        (site / name).symlink_to(moved.name, target_is_directory=True)


@pytest.mark.parametrize("name", ["publish", "check"])
@pytest.mark.parametrize("hide", [as_folders, as_links])
def test_a_cache_and_a_site_in_the_checkout_change_nothing_that_is_published(
    tmp_path: Path, name: str, hide: Callable[[Path], None]
) -> None:
    work = pull_request(tmp_path, STORY)
    clean = tmp_path / "clean"
    git(tmp_path, "clone", "--quiet", str(work), str(clean))
    plant(work)
    hide(work)
    git(work, "add", "--force", ".")
    git(work, "commit", "--quiet", "-m", "Planted")
    planted = tmp_path / "planted"
    git(tmp_path, "clone", "--quiet", str(work), str(planted))
    published = []
    for checkout in (clean, planted):
        done = Host(tmp_path / f"host-{checkout.name}", checkout).run(builds(name))
        assert {step.code for step in done} == {0}, done
        published.append(read_files(checkout / "site"))
    assert PLANTED not in published[1].values()
    # Pagefind names its files anew in each build.
    bare = [{p: data for p, data in files.items() if p[:9] != "pagefind/"} for files in published]
    assert bare[0] == bare[1]


def builds(name: str) -> list[dict[str, Any]]:
    """The steps of a workflow that prepare the checkout and build the site."""
    wanted = (CLEAN, BUILD, "Build the site")
    return [step for step in checks(name) if step["name"] in wanted]


@pytest.mark.parametrize("name", ["publish", "check"])
def test_what_git_ignores_is_removed_before_anything_is_installed(
    tmp_path: Path, name: str
) -> None:
    work = pull_request(tmp_path, STORY)
    ignored = (
        ".venv/bin/coopnews", ".venv/.site", ".cache/coopnews/a", "site/a/index.html",
        ".site.lock", ".site.fed/a", "generator/__pycache__/cli.cpython-311.pyc", "a.egg-info/b",
    )  # fmt: skip
    others = ("docs/site/a.md", "content/places/site.md", "docs/cache")
    for path in (*ignored, *others):
        (work / path).parent.mkdir(parents=True, exist_ok=True)
        (work / path).write_bytes(PLANTED)
    git(work, "add", "--force", ".")
    git(work, "commit", "--quiet", "-m", "Planted")
    names = [step["name"] for step in steps_in(written(name))]
    assert names.index(CLEAN) == 1 < names.index("Install")
    (done,) = Host(tmp_path / "host", work).run(
        [step for step in checks(name) if step["name"] == CLEAN]
    )
    assert done.code == 0, done
    assert [path for path in ignored if (work / path).exists()] == []
    assert all((work / path).exists() for path in others)
