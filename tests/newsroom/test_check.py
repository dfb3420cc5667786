"""`coopnews check`: paths, formats and problems that are new."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.checks.reporters import REPORTERS
from tests.support import DRAFT, STORY, add_article, build_site, coopnews, run_git

HOSTILE_NAMES = (b"a\xff.md", b"b\x1b[31m.md", b"##[error]c.md", b"d\n::error::e.md", b"f\r::x.md")


@pytest.mark.skipif(sys.platform == "darwin", reason="file names are Unicode there")
@pytest.mark.parametrize(
    "words",
    [
        *(("check", "--format", form) for form in REPORTERS),
        ("check", "--fix"),
        ("check", "--since", "HEAD"),
        ("report", "HEAD"),
        ("report", "HEAD", "-o", "report.md", "--pages", "pages.html"),
        ("build", "--no-search"),
        ("export", "tree"),
        ("annotate", "content"),
    ],
    ids=" ".join,
)
def test_hostile_file_names_are_reported_safely(
    committed_site: Path, words: tuple[str, ...]
) -> None:
    for name in HOSTILE_NAMES:
        path = os.fsencode(committed_site / "content/people") + b"/" + name
        Path(os.fsdecode(path)).write_text("---\nname: N\n---\n", encoding="utf-8")
    done = coopnews(*words, cwd=committed_site)
    output = done.stdout + done.stderr
    assert done.returncode in (0, 1, 2)
    assert "Traceback" not in output
    assert "\x1b" not in output
    assert "##[" not in output
    assert not re.search(r"^\s*::(?!error file=)", output.replace("\r", "\n"), flags=re.MULTILINE)
    if words[:3] in (("check", "--format", "json"), ("check", "--format", "sarif")):
        assert "bad-id" in str(json.loads(done.stdout))


def test_formats_for_programs_are_written_to_standard_output(site: Path) -> None:
    text = (site / STORY).read_text(encoding="utf-8")
    (site / STORY).write_text(text.replace("org:moitt", "org:moit"), encoding="utf-8")
    done = coopnews("check", "--format", "json", cwd=site)
    assert done.returncode == 1
    assert {problem["code"] for problem in json.loads(done.stdout)} == {"unknown-organisation"}
    assert coopnews("check", "--format", "github", cwd=site).stdout.startswith("::error file=")


@pytest.mark.parametrize("name", ["content/nowhere.md", "mkdocs.yml"])
def test_a_path_outside_the_content_is_an_error(site: Path, name: str) -> None:
    done = coopnews("check", name, cwd=site)
    assert done.returncode == 2
    assert name in done.stderr


def test_paths_are_relative_to_the_current_folder(site: Path) -> None:
    text = (site / STORY).read_text(encoding="utf-8")
    (site / STORY).write_text(text.replace("org:moitt", "org:moit"), encoding="utf-8")
    words = ("check", "-f", "../mkdocs.yml", "articles/2024/fibre-is-laid.md")
    assert coopnews(*words, cwd=site / "content").returncode == 1
    assert coopnews(*words[:3], "people", cwd=site / "content").returncode == 0


def test_since_lists_only_new_problems_and_counts_old_ones(committed_site: Path) -> None:
    text = (committed_site / STORY).read_text(encoding="utf-8")
    (committed_site / STORY).write_text(text.replace("org:moitt", "org:moit", 1), encoding="utf-8")
    run_git(committed_site, "commit", "-qam", "two")
    assert coopnews("check", "--since", "HEAD", cwd=committed_site).returncode == 0
    add_article(committed_site, "A [person](person:nobody).\n")
    done = coopnews("check", "--since", "HEAD", cwd=committed_site)
    assert done.returncode == 1
    assert "unknown-person" in done.stdout
    assert "unknown-organisation" not in done.stdout
    assert "1 error; 1 that was there before" in done.stdout


def test_a_problem_caused_by_a_removed_file_is_new(committed_site: Path) -> None:
    (committed_site / "content/people/umar-saif.md").unlink()
    done = coopnews("check", "--since", "HEAD", cwd=committed_site)
    assert "unknown-person" in done.stdout
    assert done.returncode == 1


def test_an_unknown_revision_comes_with_the_branches_that_there_are(committed_site: Path) -> None:
    """A new repository's first branch may be `main` or `master`."""
    run_git(committed_site, "branch", "-m", "trunk")
    done = coopnews("check", "--since", "main", cwd=committed_site)
    assert done.returncode == 2
    assert "`main`: fetch it first, or use another one. The branches here: `trunk`" in done.stderr


def test_without_a_commit_there_is_nothing_to_compare_with(site: Path) -> None:
    run_git(site, "init", "-q")
    done = coopnews("check", "--since", "main", cwd=site)
    assert "commit something first, with `git add --all` and `git commit`" in done.stderr


@pytest.mark.parametrize("revision", ["nothing-such", "--all", "HEAD~9"])
def test_an_unknown_revision_is_an_error(committed_site: Path, revision: str) -> None:
    done = coopnews("check", f"--since={revision}", cwd=committed_site)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("coopnews: ")
    assert "Traceback" not in done.stderr


LEFT_BY_EDITORS = (
    ".obsidian/workspace.md", ".DS_Store", "people/.umar-saif.md.swp", "people/umar-saif.md~",
    "people/#umar-saif.md#", "people/umar-saif.md.bak", "articles/2024/~$story.docx",
    "articles/2024/Thumbs.db", "README.md", "people/README.md", "__MACOSX/._story.md",
)  # fmt: skip


def test_what_is_hidden_or_left_by_an_editor_is_ignored(committed_site: Path) -> None:
    """By every command: `check`, `check --since`, `report`, `new` and `build`."""
    for path in LEFT_BY_EDITORS:
        (committed_site / "content" / path).parent.mkdir(exist_ok=True)
        (committed_site / "content" / path).write_text("no front matter", encoding="utf-8")
    (committed_site / "content/people/.#umar-saif.md").symlink_to("somebody@machine.4321")
    run_git(committed_site, "add", "-A")
    run_git(committed_site, "commit", "-qm", "with files that aren't content")
    assert coopnews("check", "content", cwd=committed_site).stdout.endswith("no problems\n")
    since = coopnews("check", "--since", "HEAD", cwd=committed_site)
    assert since.stdout.endswith("no problems\n"), since.stdout
    report = coopnews("report", "HEAD~1", cwd=committed_site).stdout
    assert "Nothing in the content changes" in report
    build_site(committed_site)
    names = {path.name for path in (committed_site / "site").rglob("*")}
    assert names.isdisjoint(path.rpartition("/")[2] for path in LEFT_BY_EDITORS)


def test_an_article_whose_name_only_begins_like_an_ignored_one_is_checked(site: Path) -> None:
    (site / "content/people/readme-khan.md").write_text("no front matter", encoding="utf-8")
    assert "no-front-matter" in coopnews("check", cwd=site).stdout


def test_the_summary_says_how_many_problems_can_be_fixed(site: Path) -> None:
    add_article(site, "[Umar Saif](person:umar-saiff)\n\n[The minister](person:umar-saiff)\n")
    done = coopnews("check", cwd=site)
    assert "1 can be fixed with --fix, 1 more with --fix --unsafe-fixes\n" in done.stdout
    assert "can be fixed" not in coopnews("check", "-q", cwd=site).stdout


def test_the_nearest_mkdocs_yml_above_is_the_site_s(site: Path) -> None:
    folder = site / "content/articles/2024"
    done = coopnews("check", "fibre-is-laid.md", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "3 stories and 1 draft checked: no problems\n")
    assert coopnews("check", "-f", "mkdocs.yml", cwd=folder).returncode == 2


def test_a_file_that_was_named_is_still_the_only_one_after_it_was_moved(site: Path) -> None:
    (site / "content/people/story.md").write_text(DRAFT, encoding="utf-8")
    (site / "content/people/other.md").write_text("---\nnam: O\n---\nWords.\n", encoding="utf-8")
    done = coopnews("check", "--fix", "-q", "content/people/story.md", cwd=site)
    assert "is now content/articles/2024/story.md" in done.stderr
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    "command", ["check", "check --diff", "report HEAD", "explain", "annotate content"]
)
def test_a_reader_that_has_read_enough_ends_a_command_quietly(
    committed_site: Path, command: str
) -> None:
    text = "".join(f"[Umar Saif](person:umar-saiff{number}). " for number in range(200))
    for number in range(30):
        add_article(committed_site, f"{text}\n\nUmar Saif was in Karachi.\n", f"story-{number}")
    line = f"{sys.executable} -m generator {command} | head -n 1"
    done = subprocess.run(
        line, cwd=committed_site, shell=True, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert "Broken" not in done.stderr


def test_watch_checks_again_after_each_change(site: Path) -> None:
    words = [sys.executable, "-u", "-m", "generator", "check", "--watch"]
    with subprocess.Popen(
        words, cwd=site, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as watching:
        assert watching.stdout
        assert watching.stderr
        assert watching.stdout.readline() == b"3 stories and 1 draft checked: no problems\n"
        while b"Waiting for changes" not in watching.stderr.readline():
            pass
        time.sleep(0.5)  # until the files are watched
        add_article(site, "[Umar Saif](person:umar-saiff)\n")
        line = watching.stdout.readline()
        watching.terminate()
    assert b"unknown-person" in line


@pytest.mark.parametrize("option", ["--fix", "--diff", "--format=json"])
def test_watch_only_reads(site: Path, option: str) -> None:
    assert coopnews("check", "--watch", option, cwd=site).returncode == 2
