"""What runs on the code host: that it is harmless, and that it does what it says.

The workflows are read as the host reads them. The steps that check a pull request are run here
too, with the host's own way of running them, over a small site and a change to it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from .conftest import EXAMPLE, REPOSITORY

FOLDER = REPOSITORY / ".github" / "workflows"
NAMES = ("audit", "check", "publish", "test")
MAY_WRITE = {("publish", "deploy"): {"pages": "write", "id-token": "write"}}
"""What a job may do besides reading the repository."""


def written(name: str) -> str:
    return (FOLDER / f"{name}.yml").read_text(encoding="utf-8")


def steps_in(text: str) -> Iterator[dict[str, Any]]:
    for job in yaml.safe_load(text)["jobs"].values():
        yield from job["steps"]


def faults(name: str, text: str) -> set[str]:
    """The rules that a workflow breaks."""
    broken = chain(
        _in_the_whole(yaml.safe_load(text)),
        (
            fault
            for id, job in yaml.safe_load(text)["jobs"].items()
            for fault in _in_job(name, id, job)
        ),
        (fault for step in steps_in(text) for fault in _in_step(step)),
        (fault for line in text.splitlines() for fault in _in_line(line)),
    )
    return set(broken)


def _in_the_whole(workflow: dict[Any, Any]) -> Iterator[str]:
    triggers = workflow[True]  # to YAML 1.1, the word `on` is true
    events = {triggers} if isinstance(triggers, str) else set(triggers)
    if events & {"pull_request_target", "workflow_run", "issue_comment"}:
        yield "a stranger's code gets our rights"
    if workflow.get("permissions") != {"contents": "read"}:
        yield "more than reading is allowed"


def _in_job(name: str, id: str, job: dict[str, Any]) -> Iterator[str]:
    if job.get("permissions") != MAY_WRITE.get((name, id)):
        yield "a job may do more than it needs"
    if job.get("permissions") and any("run" in step for step in job["steps"]):
        yield "code of ours runs where something can be written"
    if "timeout-minutes" not in job:
        yield "a job may run for ever"


def _in_step(step: dict[str, Any]) -> Iterator[str]:
    if "${{" in step.get("run", ""):
        yield "words of a stranger could become a command"
    if len(step.get("run", "").splitlines()) > 5:
        yield "a script is too long to be seen through"
    is_checkout = step.get("uses", "").startswith("actions/checkout@")
    if is_checkout and step.get("with", {}).get("persist-credentials") is not False:
        yield "the token stays on the disk"


def _in_line(line: str) -> Iterator[str]:
    if re.search(r"\bsecrets\b|github\.token", line):
        yield "a secret is used"
    pinned = r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+"
    if "uses:" in line and not re.fullmatch(pinned, line.strip(" -")):
        yield "an action is not pinned"


def test_every_workflow_is_known_here() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == [f"{name}.yml" for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_keeps_every_rule(name: str) -> None:
    assert faults(name, written(name)) == set()


GOOD = """
on: pull_request
permissions: {contents: read}
jobs:
  one:
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@0123456789012345678901234567890123456789 # v1.2.3
        with: {persist-credentials: false}
      - run: make check
"""


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        ("on: pull_request", "on: pull_request_target", "a stranger's code gets our rights"),
        ("make check", "echo $SECRETS\n        env: {S: '${{ secrets.S }}'}", "a secret is used"),
        ("contents: read", "contents: write", "more than reading is allowed"),
        ("permissions: {contents: read}", "env: {}", "more than reading is allowed"),
        ("  one:", "  one:\n    permissions: {pages: write}", "a job may do more than it needs"),
        (
            "  one:",
            "  one:\n    permissions: {pages: write}",
            "code of ours runs where something can be written",
        ),
        ("timeout-minutes: 5", "if: true", "a job may run for ever"),
        ("0123456789012345678901234567890123456789", "v1", "an action is not pinned"),
        (" # v1.2.3", "", "an action is not pinned"),
        (
            "make check",
            "echo '${{ github.head_ref }}'",
            "words of a stranger could become a command",
        ),
        ("make check", "|\n" + "          make\n" * 6, "a script is too long to be seen through"),
        ("persist-credentials: false", "fetch-depth: 0", "the token stays on the disk"),
    ],
)
def test_each_rule_is_seen_broken(good: str, bad: str, fault: str) -> None:
    assert faults("some", GOOD) == set()
    assert fault in faults("some", GOOD.replace(good, bad))


def test_one_action_has_one_version() -> None:
    uses = re.compile(r"uses: (\S+)@(\w+) # (\S+)")
    pins = {pin for name in NAMES for pin in uses.findall(written(name))}
    assert len({action for action, *_ in pins}) == len(pins) > 0


def test_every_script_is_good_shell() -> None:
    for name in NAMES:
        for step in steps_in(written(name)):
            if "run" in step:
                done = subprocess.run(
                    ["bash", "-n"], input=step["run"], text=True, capture_output=True, check=False
                )
                assert (done.returncode, done.stderr) == (0, ""), step["name"]


def test_what_is_installed_can_be_made() -> None:
    for target in (".venv/.site", "site", "test"):
        words = ["make", "--dry-run", "--silent", target]
        done = subprocess.run(words, cwd=REPOSITORY, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert "make .venv/.site" in written("check")
    assert "make site" in written("publish")
    assert "make test" in written("test")


class Ran(NamedTuple):
    """What became of one step."""

    name: str
    code: int
    said: str


class Host:
    """A machine of the code host, as far as a script can tell."""

    def __init__(self, folder: Path, work: Path) -> None:
        self.work = work
        folder.mkdir()
        self.files = {name: folder / name for name in ("ENV", "OUTPUT", "PATH", "STEP_SUMMARY")}
        event = folder / "event.json"
        event.write_text(json.dumps({"pull_request": {"number": 1}}), encoding="utf-8")
        for path in self.files.values():
            path.touch()
        own = {name: value for name, value in os.environ.items() if name[:7] != "GITHUB_"}
        self.env = own | {
            "CI": "true",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{own['PATH']}",
            "GITHUB_ACTIONS": "true",
            "GITHUB_BASE_REF": "main",
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_HEAD_REF": "a-story",
            "GITHUB_REF": "refs/pull/1/merge",
            "GITHUB_REPOSITORY": "example/record",
            "GITHUB_SHA": git(work, "rev-parse", "HEAD"),
            "GITHUB_WORKSPACE": str(work),
            "RUNNER_TEMP": str(folder),
            **{f"GITHUB_{name}": str(path) for name, path in self.files.items()},
        }

    @property
    def summary(self) -> str:
        return self.files["STEP_SUMMARY"].read_text(encoding="utf-8")

    def run(self, steps: list[dict[str, Any]]) -> list[Ran]:
        """Runs the scripts as the host does, those left out that its conditions leave out."""
        done: list[Ran] = []
        for step in steps:
            failed = any(one.code for one in done)
            if "run" in step and self._is_wanted(step.get("if", ""), failed):
                done.append(self._one(step))
        return done

    def _is_wanted(self, condition: str, failed: bool) -> bool:
        terms = condition.removeprefix("${{").removesuffix("}}").split("&&")
        wanted = {term.strip() for term in terms if term.strip()}
        named = {term.removeprefix("env.") for term in wanted if term.startswith("env.")}
        assert wanted <= {"!cancelled()"} | {f"env.{name}" for name in named}, condition
        return ("!cancelled()" in wanted or not failed) and all(map(self.env.get, named))

    def _one(self, step: dict[str, Any]) -> Ran:
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(
            shell, cwd=self.work, env=self.env, text=True, capture_output=True, check=False
        )
        lines = self.files["ENV"].read_text(encoding="utf-8").splitlines()
        self.env |= dict(line.split("=", 1) for line in lines)
        return Ran(step["name"], done.returncode, done.stdout + done.stderr)


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
    env = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    line = ["git", *who, *words]
    done = subprocess.run(line, cwd=folder, env=env, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


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


def checks() -> list[dict[str, Any]]:
    """The steps of the check, but for those that fetch and install: here that is done."""
    return [step for step in steps_in(written("check")) if step["name"] != "Install"]


def kept(work: Path) -> set[str]:
    """The artefacts of which there is something to keep."""
    uploads = [step["with"] for step in checks() if "upload-artifact" in step.get("uses", "")]
    return {
        one["name"]
        for one in uploads
        if all((work / path).exists() for path in one["path"].split())
    }


FIND, CHECK, REPORT, BUILD = (
    "Find what the change is built on",
    "Check, and mark each problem at its line",
    "Report what the change means",
    "Build the preview",
)


def test_a_good_change_is_checked_reported_and_built(tmp_path: Path) -> None:
    work = pull_request(tmp_path, STORY)
    host = Host(tmp_path / "host", work)
    done = host.run(checks())
    assert [(one.name, one.code) for one in done] == [
        (name, 0) for name in (FIND, CHECK, REPORT, BUILD)
    ], done
    assert host.env["BASE"] == git(work, "rev-parse", "origin/main")
    assert "::error" not in done[1].said
    assert host.summary == (work / "report.md").read_text(encoding="utf-8")
    assert "Work on the fibre stands still" in host.summary
    assert "A nationwide fibre network" in host.summary
    assert "on the sea" not in host.summary  # it is not of this change
    page = work / "site" / "articles" / "2024" / "work-stands-still" / "index.html"
    assert "stood still" in page.read_text(encoding="utf-8")
    assert kept(work) == {"report", "preview"}
    assert git(work, "status", "--porcelain", "--", "content", "docs", "mkdocs.yml") == ""


def test_a_mistake_is_marked_at_its_line_and_the_report_made_all_the_same(tmp_path: Path) -> None:
    work = pull_request(tmp_path, STORY.replace("org:moitt", "org:moit"))
    host = Host(tmp_path / "host", work)
    done = host.run(checks())
    assert [(one.name, one.code) for one in done] == [(FIND, 0), (CHECK, 1), (REPORT, 0)], done
    marks = [line for line in done[1].said.splitlines() if line.startswith("::error ")]
    assert len(marks) == 1
    assert f"file={PATH}" in marks[0]
    assert "line=9" in marks[0]
    assert "moit" in marks[0]
    assert "Work on the fibre stands still" in host.summary
    assert kept(work) == {"report"}


def test_an_old_mistake_is_not_held_against_a_change(tmp_path: Path) -> None:
    work = pull_request(tmp_path, STORY, old="Home of [somebody](person:some-body).")
    host = Host(tmp_path / "host", work)
    done = host.run(checks())
    # With a mistake that is older, nothing can be built.
    assert [(one.name, one.code) for one in done] == [
        (FIND, 0), (CHECK, 0), (REPORT, 0), (BUILD, 1)
    ], done  # fmt: skip
    assert "::error" not in done[1].said


def test_the_whole_history_is_fetched_to_tell_old_from_new() -> None:
    assert next(iter(checks()))["with"]["fetch-depth"] == 0


def test_what_is_built_on_nothing_known_stops_before_it_is_checked(tmp_path: Path) -> None:
    work = pull_request(tmp_path, STORY)
    host = Host(tmp_path / "host", work)
    host.env["GITHUB_BASE_REF"] = "no-such-branch"
    (only,) = host.run(checks())
    assert (only.name, only.code) == (FIND, 128)
    assert kept(work) == set()
