"""Reads the workflows, and runs their steps as GitHub does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import playwright
import yaml

from tests.support import REPOSITORY

FOLDER = REPOSITORY / ".github" / "workflows"


def written(name: str) -> str:
    return (FOLDER / f"{name}.yml").read_text(encoding="utf-8")


def steps_in(text: str) -> Iterator[dict[str, Any]]:
    for job in yaml.safe_load(text)["jobs"].values():
        yield from job["steps"]


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


def links_job(name: str) -> dict[str, Any]:
    job: dict[str, Any] = yaml.safe_load(written("links"))["jobs"][name]
    return job


_SCRIPT_HARNESS = """
  const { script, lists, event, env } = JSON.parse(process.env.GIVEN);
  const calls = [];
  const method = (name) => Object.assign(async (given) => {
    calls.push([name, given]);
    return { data: lists[name] };
  }, { called: name });
  const group = (name) => new Proxy({}, { get: (_, own) => method(`${name}.${own}`) });
  const rest = new Proxy({}, { get: (_, name) => group(name) });
  const paginate = async (list, given) => (await list(given)).data;
  const context = { repo: { owner: "o", repo: "r" }, payload: event, serverUrl: "https://host" };
  const core = {
    notice: (text) => { calls.push(["notice", text]); },
    setOutput: (name, value) => { calls.push(["output", name, value]); },
  };
  Object.assign(process.env, env);
  const { createRequire } = await import("node:module");
  const Run = (async () => {}).constructor;
  const run = new Run("github", "context", "core", "require", script);
  await run({ rest, paginate }, context, core, createRequire("/"));
  console.log(JSON.stringify(calls));
"""


def run_script(
    script: str,
    lists: Mapping[str, Any],
    event: Mapping[str, Any] | None = None,
    env: Mapping[str, str] | None = None,
) -> list[list[Any]]:
    """Run a script of actions/github-script, and return the calls that it makes to GitHub.

    `lists` are GitHub's answers by the method's name, `event` is the payload of the event.
    """
    given = {"script": script, "lists": lists, "event": event or {}, "env": env or {}}
    node = Path(playwright.__file__).parent / "driver" / "node"
    line = [str(node), "--input-type=module", "--eval", _SCRIPT_HARNESS]
    done = subprocess.run(
        line, env={"GIVEN": json.dumps(given)}, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    calls: list[list[Any]] = json.loads(done.stdout)
    return calls
