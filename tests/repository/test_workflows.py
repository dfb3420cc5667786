"""Every workflow keeps the rules that protect the repository."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
import yaml

from tests.repository.workflows import FOLDER, steps_in, written
from tests.support import REPOSITORY

NAMES = ("audit", "check", "comment", "links", "publish", "release", "test")


MAY_FOLLOW = {"comment"}
"""Workflows that may start after another one, with rights that a stranger's code doesn't get."""


MAY_WRITE = {
    ("comment", "comment"): {"actions": "read", "pull-requests": "write"},
    ("links", "tell"): {"issues": "write"},
    ("publish", "keep-alive"): {"actions": "write"},
    ("publish", "deploy"): {"pages": "write", "id-token": "write"},
    ("release", "publish"): {"id-token": "write"},
}
"""What a job may do besides reading the repository."""


MAY_SCRIPT = {("comment", "comment"), ("links", "tell"), ("publish", "keep-alive")}
"""Jobs that may run a script of their workflow where they can write. Tests run these scripts."""


MAY_USE_TOKEN = {("comment", "github-token: ${{ github.token }}")}
"""Lines that may hand the job's token to an action: to download what another workflow has kept."""


MAY_RESTORE = {"publish"}
"""Workflows that may build from the site and the build store of their last run."""


def faults(name: str, text: str) -> set[str]:
    """The rules that a workflow breaks."""
    broken = chain(
        _in_the_whole(name, yaml.safe_load(text)),
        (
            fault
            for id, job in yaml.safe_load(text)["jobs"].items()
            for fault in _in_job(name, id, job)
        ),
        (fault for step in steps_in(text) for fault in _in_step(name, step)),
        (fault for line in text.splitlines() for fault in _in_line(name, line)),
    )
    return set(broken)


def _in_the_whole(name: str, workflow: dict[Any, Any]) -> Iterator[str]:
    triggers = workflow[True]  # to YAML 1.1, the word `on` is true
    events = {triggers} if isinstance(triggers, str) else set(triggers)
    allowed = {"workflow_run"} if name in MAY_FOLLOW else set()
    if events & {"pull_request_target", "workflow_run", "issue_comment"} - allowed:
        yield "a stranger's code gets our rights"
    if workflow.get("permissions") != {"contents": "read"}:
        yield "more than reading is allowed"


def _in_job(name: str, id: str, job: dict[str, Any]) -> Iterator[str]:
    if job.get("permissions") != MAY_WRITE.get((name, id)):
        yield "a job may do more than it needs"
    if job.get("permissions") and any("run" in step for step in job["steps"]):
        yield "code of ours runs where something can be written"
    if any("script" in step.get("with", {}) for step in job["steps"]):
        if (name, id) not in MAY_SCRIPT:
            yield "code of ours runs where something can be written"
        if any("checkout" in step.get("uses", "") for step in job["steps"]):
            yield "files of the repository are at hand where something can be written"
    if "timeout-minutes" not in job:
        yield "a job may run for ever"


def _in_step(name: str, step: dict[str, Any]) -> Iterator[str]:
    script = step.get("with", {}).get("script", "")
    if "${{" in step.get("run", "") + script:
        yield "words of a stranger could become a command"
    if len(step.get("run", "").splitlines()) > 5 or len(script.splitlines()) > 24:
        yield "a script is too long to be seen through"
    if "pip install" in step.get("run", "") and "--require-hashes" not in step["run"]:
        yield "a package is installed without its hash"
    is_cached = re.search(r"coopnews build(?!.* --no-cache)|make site", step.get("run", ""))
    if is_cached and name not in MAY_RESTORE:
        yield "a build believes a cache that came with the checkout"
    is_checkout = step.get("uses", "").startswith("actions/checkout@")
    if is_checkout and step.get("with", {}).get("persist-credentials") is not False:
        yield "the token stays on the disk"


def _in_line(name: str, line: str) -> Iterator[str]:
    is_token_allowed = (name, line.strip()) in MAY_USE_TOKEN
    if re.search(r"\bsecrets\b|github\.token", line) and not is_token_allowed:
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
        ("on: pull_request", "on: workflow_run", "a stranger's code gets our rights"),
        (
            "make check",
            "echo $TOKEN\n        env: {TOKEN: '${{ github.token }}'}",
            "a secret is used",
        ),
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
        ("make check", "pip install ruff", "a package is installed without its hash"),
        ("make check", "make site", "a build believes a cache that came with the checkout"),
        ("make check", "coopnews build -q", "a build believes a cache that came with the checkout"),
        (
            "run: make check",
            "uses: a/b@0123456789012345678901234567890123456789 # v1.2.3\n"
            "        with: {script: x()}",
            "code of ours runs where something can be written",
        ),
        (
            "run: make check",
            "uses: a/b@0123456789012345678901234567890123456789 # v1.2.3\n"
            "        with: {script: 'x(`${{ github.head_ref }}`)'}",
            "words of a stranger could become a command",
        ),
    ],
)
def test_each_rule_is_seen_broken(good: str, bad: str, fault: str) -> None:
    assert faults("some", GOOD) == set()
    assert fault in faults("some", GOOD.replace(good, bad))


def test_what_came_with_the_checkout_is_removed_before_the_last_site_is_restored() -> None:
    steps = [
        f"{step.get('run', '')}{step.get('uses', '')}" for step in steps_in(written("publish"))
    ]
    (removal,) = (at for at, words in enumerate(steps) if "git rm" in words)
    (restore,) = (at for at, words in enumerate(steps) if words.startswith("actions/cache@"))
    (build,) = (at for at, words in enumerate(steps) if "coopnews build --verify" in words)
    assert removal < restore < build


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
    assert "make .venv/.site" in written("publish")
    assert "make test" in written("test")
