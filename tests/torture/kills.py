"""Builds and other commands that a signal ends at a random moment."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from .checkout import (
    JOBS,
    Checkout,
    Example,
    GroupResult,
    SiteState,
    clear,
    difference,
    end_session,
    in_parallel,
    names_in,
    session,
)

SIGNALS = {signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGINT: 130}
COMMANDS = ("build", "build", "build", "nohup", "check", "export out", "serve -a 127.0.0.1:0")
TARGETS = ("all processes", "all processes", "the first process", "a worker")


class Target(Example):
    """A checkout whose site changes between known states."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.names = {*self.inputs, "out"}
        for wanted in self.clean:
            start, self.state = time.monotonic(), wanted
            if faults := "; ".join(filter(None, self.faults_of_rebuild(wanted))):
                raise RuntimeError(f"an undisturbed build went wrong: {faults}")
            self.seconds = time.monotonic() - start
            self.names |= names_in(self.folder)  # what an undisturbed build leaves may stay
        self.slowest = (0.0, "")

    def next_state(self, rng: random.Random) -> SiteState:
        """Return a state other than the present one; often after an edit of an article."""
        state, search = self.state
        if state != "another topic" and rng.random() < 0.6:
            return "edited" if state == "original" else "original", search
        return rng.choice([wanted for wanted in self.clean if wanted != self.state])

    def wait(self, process: subprocess.Popen[bytes], rng: random.Random) -> None:
        """Wait for a random moment: in a build's time, or after a change beside the site."""
        if rng.random() < 0.5:
            time.sleep(rng.uniform(0, self.seconds))
            return
        names, changes = names_in(self.folder), rng.randint(1, 6)
        while changes and not has_ended(process):
            if (now := names_in(self.folder)) != names:
                names, changes = now, changes - 1
        time.sleep(rng.uniform(0, 0.01))

    def left(self) -> str:
        names = sorted(names_in(self.folder) - self.names)
        return f"left beside the site: {', '.join(names)}" if names else ""

    def build_again(self, wanted: SiteState) -> list[str]:
        """Return what is wrong with an undisturbed build of another state."""
        self.state, faults = wanted, [*filter(None, [*self.faults_of_rebuild(wanted), self.left()])]
        if faults:  # the next trial begins without this one's faults
            self.remove_outputs()
            self.faults_of_rebuild(wanted)
        return [f"the next build: {fault}" for fault in faults]


def has_ended(process: subprocess.Popen[bytes]) -> bool:
    return bool(os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT))


def kills(rng: random.Random, root: Path, seconds: float) -> GroupResult:
    """Kill builds; the site must be the old or the new one, and the next build a clean one."""
    result = GroupResult("kills", "builds, whole and after edits, ended by SIGKILL")
    result.add_trials(_repeat(_kill, rng, root, seconds))
    return result


def signals(rng: random.Random, root: Path, seconds: float) -> GroupResult:
    """End commands by signals; each must say so by its exit code and leave nothing."""
    result = GroupResult("signals", "build, check, export, serve ended by SIGTERM, SIGHUP, SIGINT")
    result.add_trials(_repeat(_signal, rng, root, seconds))
    return result


Trial = Callable[[Target, random.Random], tuple[str, list[str]]]


def _repeat(trial: Trial, rng: random.Random, root: Path, seconds: float) -> list[Checkout]:
    """Repeat a trial for some time, in one checkout for each core."""
    seeds, until = [rng.random() for _ in range(JOBS)], time.monotonic() + seconds

    def work(number: int) -> Checkout:
        target, own = Target(root / str(number)), random.Random(seeds[number])
        while time.monotonic() < until or not target.results:
            target.record(*trial(target, own))
        return target

    return in_parallel(work, range(JOBS))


def _kill(target: Target, rng: random.Random) -> tuple[str, list[str]]:
    target_name, old, new = rng.choice(TARGETS), target.state, target.next_state(rng)
    target.write(new[0])
    process = target.start("build", "-q", *target.words(new[1]))
    target.wait(process, rng)
    workers = [pid for pid in session(process.pid) if pid != process.pid]
    if target_name == "all processes":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        os.kill(rng.choice(workers) if target_name == "a worker" and workers else process.pid, 9)
    process.wait()
    left = end_session(process.pid)
    clear(target.temporary)  # a process that was killed can't remove them
    faults = [f"{left} processes left" if left else ""]
    faults.append(difference(target.site, target.clean[old], target.clean[new]))
    then = rng.choice((new, new, old, target.next_state(rng)))
    faults += target.build_again(then)
    return f"{target_name} killed, {_shown(old, new)}, then {_shown(then)}", faults


def _signal(target: Target, rng: random.Random) -> tuple[str, list[str]]:
    number, to_all = rng.choice(list(SIGNALS)), rng.random() < 0.5
    words, before = rng.choice(COMMANDS).split(), list[str]()
    old, new = target.state, target.next_state(rng)
    if words == ["nohup"]:  # whoever starts it so wants it to go on
        number, words, before = signal.SIGHUP, ["build"], ["nohup"]
    is_build = words == ["build"]
    target.write(new[0])
    process = target.start(*words, *(target.words(new[1]) if is_build else ()), before=before)
    while not target.output() and not has_ended(process):
        time.sleep(0.005)  # until then Python itself starts, which is nothing of ours
    if is_build:
        target.wait(process, rng)
    else:
        time.sleep(rng.uniform(0, target.seconds))
    was_done = has_ended(process)
    (os.killpg if to_all else os.kill)(process.pid, number)
    run = target.end(process)
    allowed = {0} if before or was_done else {SIGNALS[number], -number}
    if words[0] != "serve" or number == signal.SIGINT:
        allowed.add(0)  # it was all but done
    faults = [*run.faults, target.left(), "" if run.code in allowed else run.failure()]
    if is_build:
        sites = [target.clean[new]] if run.code == 0 else [target.clean[old], target.clean[new]]
        faults.append(difference(target.site, *sites))
    faults += target.build_again(new if is_build else old)
    to = "all processes" if to_all else "the first process"
    return f"{number.name} to {to} of `{' '.join([*before, *words])}`, {_shown(old, new)}", faults


def _shown(*states: SiteState) -> str:
    words = [f"({state}{', with search' if search else ''})" for state, search in states]
    return " to ".join(words)
