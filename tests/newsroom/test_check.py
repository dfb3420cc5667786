"""`coopnews check`: paths, formats and problems that are new."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from generator.checks.reporters import REPORTERS
from tests.support import STORY, add_article, build_site, coopnews, run_git

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
    line = [sys.executable, "-m", "generator", *words]
    done = subprocess.run(line, cwd=committed_site, capture_output=True, check=False)
    output = (done.stdout + done.stderr).decode()
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
    assert "unknown-person" in done.stderr
    assert "unknown-organisation" not in done.stderr
    assert "1 error; 1 that was there before" in done.stdout


def test_a_problem_caused_by_a_removed_file_is_new(committed_site: Path) -> None:
    (committed_site / "content/people/umar-saif.md").unlink()
    done = coopnews("check", "--since", "HEAD", cwd=committed_site)
    assert "unknown-person" in done.stderr
    assert done.returncode == 1


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
    assert "no-front-matter" in coopnews("check", cwd=site).stderr


def test_the_summary_says_how_many_problems_can_be_fixed(site: Path) -> None:
    add_article(site, "[Umar Saif](person:umar-saiff)\n\n[The minister](person:umar-saiff)\n")
    done = coopnews("check", cwd=site)
    assert "1 can be fixed with --fix, 1 more with --fix --unsafe-fixes\n" in done.stderr
    assert "can be fixed" not in coopnews("check", "-q", cwd=site).stderr
