"""The monthly check of links keeps one issue up to date."""

from __future__ import annotations

import base64
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.repository.workflows import Host, Ran, git, links_job, run_script
from tests.support import EXAMPLE


def looked_up(tmp_path: Path, code: int) -> tuple[list[Ran], str]:
    """What becomes of the links' job when `lychee` ends with a code, and the report it hands on."""
    work = tmp_path / "work"
    shutil.copytree(EXAMPLE / "content", work / "content")
    (work / "bin").mkdir()
    lychee = work / "bin" / "lychee"
    # It writes its input to the given file, as the real one does.
    lychee.write_text(
        "#!/usr/bin/env bash\n"
        '[ "$1 $3" = "--config --output" ] && [ "$5" = "sources/**/*.txt" ] || exit 9\n'
        f'grep -rho "https://[^ ,}}\\"]*" sources > "$4"; exit {code}\n',
        encoding="utf-8",
    )
    lychee.chmod(0o755)
    git(work, "init", "--quiet")
    git(work, "commit", "--quiet", "--allow-empty", "-m", "Nothing")
    host = Host(tmp_path / "host", work)
    host.env["PATH"] = f"{work / 'bin'}{os.pathsep}{host.env['PATH']}"
    done = host.run([step for step in links_job("look")["steps"] if step.get("id") == "links"])
    outputs = host.files["OUTPUT"].read_text(encoding="utf-8")
    line = re.fullmatch(r"(?:report=(.*)\n)?", outputs)
    assert line
    return done, base64.b64decode(line[1] or "").decode()


def test_each_source_is_looked_up_and_what_is_broken_is_handed_on(tmp_path: Path) -> None:
    (done,), report = looked_up(tmp_path, 2)
    assert done.code == 0, done
    text = "".join(path.read_text("utf-8") for path in EXAMPLE.glob("content/articles/*/*.md"))
    sources = set(re.findall(r"url: \"?(https://[^\s\"},]+)", text))
    assert sources <= set(report.split()) and sources


def test_nothing_is_handed_on_when_every_source_can_be_read(tmp_path: Path) -> None:
    (done,), report = looked_up(tmp_path, 0)
    assert (done.code, report) == (0, "")


@pytest.mark.parametrize("code", [1, 3, 127])
def test_a_look_that_failed_says_so_and_changes_no_issue(tmp_path: Path, code: int) -> None:
    (done,), report = looked_up(tmp_path, code)
    assert done.code != 0
    assert report == ""
    assert links_job("tell")["needs"] == "look"
    assert "if" not in links_job("tell")


ISSUES = [
    {"number": 3, "title": "Sources that can't be read any more"},
    {"number": 4, "title": "Another"},
]


def issue_calls(report: str, issues: list[dict[str, object]]) -> list[list[Any]]:
    """What the script asks the host to do, given a report and the issues that it opened before."""
    (step,) = links_job("tell")["steps"]
    assert step["env"] == {"REPORT": "${{ needs.look.outputs.report }}"}
    name = "Sources that can't be read any more"
    assert f'"{name}"' in step["with"]["script"]
    env = {"REPORT": base64.b64encode(report.encode()).decode()}
    lists = {"issues.listForRepo": issues}
    listed, *calls = run_script(step["with"]["script"], lists, env=env)
    assert listed == [
        "issues.listForRepo",
        {"owner": "o", "repo": "r", "creator": "github-actions[bot]", "state": "open"},
    ]
    return calls


REPO = {"owner": "o", "repo": "r"}


def test_the_first_broken_source_opens_an_issue() -> None:
    title = "Sources that can't be read any more"
    assert issue_calls("- آن لائن", ISSUES[1:]) == [
        ["issues.create", {**REPO, "title": title, "body": "- آن لائن"}]
    ]


def test_later_ones_are_written_into_the_same_issue() -> None:
    assert issue_calls("- b", ISSUES) == [
        ["issues.update", {**REPO, "issue_number": 3, "body": "- b"}]
    ]


def test_the_issue_is_closed_when_every_source_can_be_read() -> None:
    assert issue_calls("", ISSUES) == [
        ["issues.update", {**REPO, "issue_number": 3, "state": "closed"}]
    ]
    assert issue_calls("", []) == []
