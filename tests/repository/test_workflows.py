"""The workflows that run on GitHub are harmless, and do what they promise.

The workflows are read as the host reads them. The steps that check a pull request are run here
too, with the host's own way of running them, over a small site and a change to it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import playwright
import pytest
import yaml

from tests.support import EXAMPLE, REPOSITORY, read_files

FOLDER = REPOSITORY / ".github" / "workflows"
NAMES = ("audit", "check", "links", "publish", "test")
MAY_WRITE = {
    ("links", "tell"): {"issues": "write"},
    ("publish", "deploy"): {"pages": "write", "id-token": "write"},
}
"""What a job may do besides reading the repository."""
MAY_SCRIPT = {("links", "tell")}
"""Jobs that may run a script of their workflow where they can write. Tests run it below."""


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
    if any("script" in step.get("with", {}) for step in job["steps"]):
        if (name, id) not in MAY_SCRIPT:
            yield "code of ours runs where something can be written"
        if any("checkout" in step.get("uses", "") for step in job["steps"]):
            yield "files of the repository are at hand where something can be written"
    if "timeout-minutes" not in job:
        yield "a job may run for ever"


def _in_step(step: dict[str, Any]) -> Iterator[str]:
    script = step.get("with", {}).get("script", "")
    if "${{" in step.get("run", "") + script:
        yield "words of a stranger could become a command"
    if len(step.get("run", "").splitlines()) > 5 or len(script.splitlines()) > 12:
        yield "a script is too long to be seen through"
    if "pip install" in step.get("run", "") and "--require-hashes" not in step["run"]:
        yield "a package is installed without its hash"
    if re.search(r"coopnews build(?!.* --no-cache)|make site", step.get("run", "")):
        yield "a build believes a cache that came with the checkout"
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


def kept(work: Path) -> set[str]:
    """The artefacts of which there is something to keep."""
    uploads = [step["with"] for step in checks() if "upload-artifact" in step.get("uses", "")]
    return {
        one["name"]
        for one in uploads
        if all((work / path).exists() for path in one["path"].split())
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
    assert [(one.name, one.code) for one in done] == [
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
    assert kept(work) == {"report", "preview"}
    assert git(work, "status", "--porcelain", "--", "content", "docs", "mkdocs.yml") == ""


def test_a_mistake_is_marked_at_its_line_and_the_report_made_all_the_same(tmp_path: Path) -> None:
    work = pull_request(tmp_path, STORY.replace("org:moitt", "org:moit"))
    host = Host(tmp_path / "host", work)
    done = host.run(checks())
    assert [(one.name, one.code) for one in done] == [
        (CLEAN, 0), (FIND, 0), (CHECK, 1), (REPORT, 0)
    ], done  # fmt: skip
    marks = [line for line in done[2].said.splitlines() if line.startswith("::error ")]
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
    assert kept(work) == set()


PLANTED = b"Put here by a stranger"


def plant(site: Path) -> None:
    """Puts a cache beside the content that a build would believe, and a built site that differs."""
    words = [sys.executable, "-m", "generator", "build", "-q"]
    subprocess.run(words, cwd=site, check=True)
    pictures = [
        path for path in (site / ".cache/coopnews/cards").glob("*") if is_cached_picture(path)
    ]
    assert pictures
    for path in pictures:
        path.write_bytes(hashlib.sha256(PLANTED).digest() + PLANTED)
    for path in ("site/index.html", "site/planted.html", ".cache/coopnews/search/index/planted"):
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
        assert {one.code for one in done} == {0}, done
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


def links_job(name: str) -> dict[str, Any]:
    job: dict[str, Any] = yaml.safe_load(written("links"))["jobs"][name]
    return job


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
    harness = """
      const calls = [], record = (name) => async (given) => { calls.push([name, given]); };
      const [issues, script] = JSON.parse(process.env.GIVEN);
      const issuesOf = { create: record("create"), update: record("update") };
      const rest = { issues: { listForRepo: "list", ...issuesOf } };
      const paginate = async (what, given) => { calls.push([what, given]); return issues; };
      const Run = (async () => {}).constructor;
      const repo = { owner: "o", repo: "r" };
      await new Run("github", "context", script)({ rest, paginate }, { repo });
      console.log(JSON.stringify(calls));
    """
    given = json.dumps([issues, step["with"]["script"]])
    node = Path(playwright.__file__).parent / "driver" / "node"
    env = {"REPORT": base64.b64encode(report.encode()).decode(), "GIVEN": given}
    line = [str(node), "--input-type=module", "--eval", harness]
    done = subprocess.run(line, env=env, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    listed, *calls = json.loads(done.stdout)
    assert listed == [
        "list", {"owner": "o", "repo": "r", "state": "open", "creator": "github-actions[bot]"}
    ]  # fmt: skip
    return calls


REPO = {"owner": "o", "repo": "r"}


def test_the_first_broken_source_opens_an_issue() -> None:
    title = "Sources that can't be read any more"
    assert issue_calls("- آن لائن", ISSUES[1:]) == [
        ["create", {**REPO, "title": title, "body": "- آن لائن"}]
    ]


def test_later_ones_are_written_into_the_same_issue() -> None:
    assert issue_calls("- b", ISSUES) == [["update", {**REPO, "issue_number": 3, "body": "- b"}]]


def test_the_issue_is_closed_when_every_source_can_be_read() -> None:
    assert issue_calls("", ISSUES) == [["update", {**REPO, "issue_number": 3, "state": "closed"}]]
    assert issue_calls("", []) == []
