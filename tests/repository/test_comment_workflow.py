"""The report is posted as one comment by a workflow that runs nothing of the pull request."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.repository.workflows import run_script, written

WORKFLOW: dict[Any, Any] = yaml.safe_load(written("comment"))
JOB: dict[str, Any] = WORKFLOW["jobs"]["comment"]
FETCH, FIND, WRITE = JOB["steps"]
RUN = {
    "id": 7,
    "html_url": "https://host/o/r/actions/runs/7",
    "head_sha": "0123456789abcdef",
    "head_branch": "a-story",
    "head_repository": {"owner": {"login": "somebody"}},
}
REPO = {"owner": "o", "repo": "r"}
PULLS = [
    {"number": 3, "head": {"sha": "an-older-commit"}},
    {"number": 5, "head": {"sha": RUN["head_sha"]}},
]


def test_it_follows_the_check_of_a_pull_request() -> None:
    assert WORKFLOW[True] == {"workflow_run": {"workflows": ["check"], "types": ["completed"]}}
    assert "github.event.workflow_run.event == 'pull_request'" in JOB["if"]


def test_it_checks_nothing_out_and_runs_no_command() -> None:
    """It downloads one artifact into a folder that nothing is run from, and runs its own script."""
    assert [step["uses"].partition("@")[0] for step in JOB["steps"]] == [
        "actions/download-artifact",
        "actions/github-script",
        "actions/github-script",
    ]
    assert FETCH["with"]["path"] == "${{ runner.temp }}/report"
    assert FETCH["with"]["pattern"] == "summary"
    assert FETCH["with"]["run-id"] == "${{ github.event.workflow_run.id }}"


def test_what_it_downloads_is_what_the_check_uploads() -> None:
    (upload,) = [
        step["with"]
        for step in yaml.safe_load(written("check"))["jobs"]["check"]["steps"]
        if step.get("with", {}).get("name") == FETCH["with"]["pattern"]
    ]
    assert WRITE["env"]["SUMMARY"].endswith(f"/report/{upload['path']}")


def found(files: Sequence[dict[str, str]], pulls: Sequence[dict[str, Any]] = PULLS) -> list[Any]:
    """Return the calls that find the pull request and its files outside of the content."""
    lists = {"pulls.list": pulls, "pulls.listFiles": files}
    return run_script(
        FIND["with"]["script"], lists, {"workflow_run": RUN}, {"CONTENT": FIND["env"]["CONTENT"]}
    )


def test_the_pull_request_is_found_by_its_branch_and_commit_and_not_in_the_artifact() -> None:
    listed, files, *outputs = found([{"filename": "content/articles/2024/a.md"}])
    assert listed == ["pulls.list", {**REPO, "state": "open", "head": "somebody:a-story"}]
    assert files == ["pulls.listFiles", {**REPO, "pull_number": 5, "per_page": 100}]
    assert outputs == [["output", "number", 5], ["output", "outside", ""]]


def test_no_comment_is_written_when_the_branch_has_moved_on() -> None:
    assert [name for name, *_ in found([], PULLS[:1])] == ["pulls.list", "notice"]
    assert WRITE["if"] == "steps.pull.outputs.number"


def test_github_and_not_the_report_says_which_files_are_outside_of_the_content() -> None:
    files = [
        {"filename": "content/people/a.md"},
        {"filename": "content/people/b.md", "previous_filename": "docs/b.md"},
        {"filename": "contents/c.md"},
        {"filename": "a`\n\u202e.py"},
    ]
    assert found(files)[-1] == ["output", "outside", "`docs/b.md`, `contents/c.md`, `a???.py`"]
    many = [{"filename": f"{number}.py"} for number in range(25)]
    assert found(many)[-1][2].endswith("`19.py` and 5 more")
    longest = [{"filename": f"content/people/{number}.md"} for number in range(3000)]
    assert found(longest)[-1][2] == "`more than GitHub lists`"


def commented(
    folder: Path, summary: str, *, outside: str = "", comments: Sequence[dict[str, Any]] = ()
) -> list[Any]:
    """Return the calls that write the comment; the first ones list artifacts and comments."""
    file = folder / "summary.md"
    file.write_text(summary, encoding="utf-8")
    return run_write_script(file, outside, comments)


def run_write_script(
    file: Path, outside: str = "", comments: Sequence[dict[str, Any]] = ()
) -> list[Any]:
    artifacts = {"artifacts": [{"id": 8, "name": "pages.html"}, {"id": 9, "name": "preview"}]}
    lists = {"actions.listWorkflowRunArtifacts": artifacts, "issues.listComments": comments}
    env = WRITE["env"] | {"SUMMARY": str(file), "NUMBER": "5", "OUTSIDE": outside}
    return run_script(WRITE["with"]["script"], lists, {"workflow_run": RUN}, env)


def test_the_first_report_becomes_a_comment_with_a_link_to_the_changed_pages(
    tmp_path: Path,
) -> None:
    *_, (name, comment) = commented(tmp_path, "# What this change means\n\nآن لائن\n")
    assert name == "issues.createComment"
    assert comment["issue_number"] == "5"
    assert comment["body"] == (
        "<!-- the report of the workflow `check` -->\n"
        "# What this change means\n\nآن لائن\n"
        "\n---\n"
        "[The changed pages, before and after](https://host/o/r/actions/runs/7/artifacts/8) · "
        "[the whole site](https://host/o/r/actions/runs/7/artifacts/9) · "
        "[the check](https://host/o/r/actions/runs/7) of 0123456"
    )


BOT = {"login": "github-actions[bot]"}
MARK = "<!-- the report of the workflow `check` -->"


def test_later_reports_are_written_into_the_same_comment(tmp_path: Path) -> None:
    comments = [
        {"id": 1, "user": {"login": "somebody"}, "body": f"{MARK}\nNot the workflow's"},
        {"id": 2, "user": None, "body": MARK},
        {"id": 3, "user": BOT, "body": f"Quotes {MARK}"},
        {"id": 4, "user": BOT, "body": f"{MARK}\nOld"},
    ]
    *_, (name, comment) = commented(tmp_path, "New", comments=comments)
    assert (name, comment["comment_id"]) == ("issues.updateComment", 4)
    assert "\nNew\n" in comment["body"]


def test_a_report_made_by_changed_code_is_not_to_be_trusted(tmp_path: Path) -> None:
    *_, (_, comment) = commented(tmp_path, "All is well.", outside="`mkdocs.yml`")
    before = comment["body"].partition("All is well.")[0]
    assert "**For a maintainer:** this change touches files outside of the content." in before
    assert "`mkdocs.yml`" in before
    assert "don't trust the report below" in before


def test_a_report_mentions_nobody_and_its_links_stay(tmp_path: Path) -> None:
    text = "@somebody (@org/team) <https://example.com/@x> a@example.org"
    *_, (_, comment) = commented(tmp_path, text)
    assert (
        "@\u200bsomebody (@\u200borg/team) <https://example.com/@x> a@example.org"
        in comment["body"]
    )


def test_a_long_report_is_cut_off(tmp_path: Path) -> None:
    *_, (_, comment) = commented(tmp_path, "a" * 59_999 + "\U0001f600" + "b" * 100_000)
    assert len(comment["body"]) < 65_536
    assert "b" not in comment["body"].partition("---")[0].removeprefix(MARK)


@pytest.mark.parametrize("kind", ["missing", "link", "large", "folder"])
def test_a_file_that_is_no_report_is_not_read(tmp_path: Path, kind: str) -> None:
    """A link in an artifact could lead to a file of the machine that writes the comment."""
    file = tmp_path / "summary.md"
    if kind == "link":
        (tmp_path / "secret").write_text("secret", encoding="utf-8")
        file.symlink_to("secret")
    elif kind == "large":
        file.write_bytes(b"a" * 500_001)
    elif kind == "folder":
        file.mkdir()
    (call,) = run_write_script(file)
    assert call == ["notice", "The check has left no report."]
