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
    Row,
    Wanted,
    clear,
    difference,
    end_session,
    in_parallel,
    names_in,
    session,
)

SIGNALS = {signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGINT: 130}
COMMANDS = ("build", "build", "build", "nohup", "check", "export out", "serve -a 127.0.0.1:0")
WHOM = ("all processes", "all processes", "the first process", "a worker")


class Target(Example):
    """A checkout whose site changes between known states."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.names = {*self.inputs, "out"}
        for wanted in self.clean:
            began, self.state = time.monotonic(), wanted
            if faults := "; ".join(filter(None, self.must_build(wanted))):
                raise RuntimeError(f"an undisturbed build went wrong: {faults}")
            self.seconds = time.monotonic() - began
            self.names |= names_in(self.folder)  # what an undisturbed build leaves may stay
        self.slowest = (0.0, "")

    def next_state(self, chance: random.Random) -> Wanted:
        """A state other than the present one; more often than not, after an edit of a story."""
        state, search = self.state
        if state != "another topic" and chance.random() < 0.6:
            return "edited" if state == "original" else "original", search
        return chance.choice([wanted for wanted in self.clean if wanted != self.state])

    def wait(self, process: subprocess.Popen[bytes], chance: random.Random) -> None:
        """Waits for a random moment: in a build's time, or after a change beside the site."""
        if chance.random() < 0.5:
            time.sleep(chance.uniform(0, self.seconds))
            return
        names, changes = names_in(self.folder), chance.randint(1, 6)
        while changes and not has_ended(process):
            if (now := names_in(self.folder)) != names:
                names, changes = now, changes - 1
        time.sleep(chance.uniform(0, 0.01))

    def left(self) -> str:
        names = sorted(names_in(self.folder) - self.names)
        return f"left beside the site: {', '.join(names)}" if names else ""

    def build_again(self, wanted: Wanted) -> list[str]:
        """What is wrong with an undisturbed build of another state."""
        self.state, faults = wanted, [*filter(None, [*self.must_build(wanted), self.left()])]
        if faults:  # the next trial begins without this one's faults
            self.begin()
            self.must_build(wanted)
        return [f"the next build: {fault}" for fault in faults]


def has_ended(process: subprocess.Popen[bytes]) -> bool:
    return bool(os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT))


def kills(chance: random.Random, root: Path, seconds: float) -> Row:
    """Kills builds; the site must be the old or the new one, and the next build a clean one."""
    row = Row("kills", "builds, whole and after edits, ended by SIGKILL")
    row.take(_repeat(_kill, chance, root, seconds))
    return row


def signals(chance: random.Random, root: Path, seconds: float) -> Row:
    """Ends commands by signals; each must say so by its exit code and leave nothing."""
    row = Row("signals", "build, check, export, serve ended by SIGTERM, SIGHUP, SIGINT")
    row.take(_repeat(_signal, chance, root, seconds))
    return row


Trial = Callable[[Target, random.Random], tuple[str, list[str]]]


def _repeat(trial: Trial, chance: random.Random, root: Path, seconds: float) -> list[Checkout]:
    """Repeats a trial for some time, in one checkout for each core."""
    seeds, until = [chance.random() for _ in range(JOBS)], time.monotonic() + seconds

    def work(number: int) -> Checkout:
        target, own = Target(root / str(number)), random.Random(seeds[number])
        while time.monotonic() < until or not target.results:
            target.record(*trial(target, own))
        return target

    return in_parallel(work, range(JOBS))


def _kill(target: Target, chance: random.Random) -> tuple[str, list[str]]:
    whom, old, new = chance.choice(WHOM), target.state, target.next_state(chance)
    target.write(new[0])
    process = target.start("build", "-q", *target.words(new[1]))
    target.wait(process, chance)
    workers = [pid for pid in session(process.pid) if pid != process.pid]
    if whom == "all processes":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        os.kill(chance.choice(workers) if whom == "a worker" and workers else process.pid, 9)
    process.wait()
    left = end_session(process.pid)
    clear(target.temporary)  # a process that was killed can't remove them
    faults = [f"{left} processes left" if left else ""]
    faults.append(difference(target.site, target.clean[old], target.clean[new]))
    then = chance.choice((new, new, old, target.next_state(chance)))
    faults += target.build_again(then)
    return f"{whom} killed, {_shown(old, new)}, then {_shown(then)}", faults


def _signal(target: Target, chance: random.Random) -> tuple[str, list[str]]:
    number, to_all = chance.choice(list(SIGNALS)), chance.random() < 0.5
    words, before = chance.choice(COMMANDS).split(), list[str]()
    old, new = target.state, target.next_state(chance)
    if words == ["nohup"]:  # whoever starts it so wants it to go on
        number, words, before = signal.SIGHUP, ["build"], ["nohup"]
    is_build = words == ["build"]
    target.write(new[0])
    process = target.start(*words, *(target.words(new[1]) if is_build else ()), before=before)
    while not target.output() and not has_ended(process):
        time.sleep(0.005)  # until then Python itself starts, which is nothing of ours
    if is_build:
        target.wait(process, chance)
    else:
        time.sleep(chance.uniform(0, target.seconds))
    was_done = has_ended(process)
    (os.killpg if to_all else os.kill)(process.pid, number)
    run = target.end(process)
    allowed = {0} if before or was_done else {SIGNALS[number], -number}
    if words[0] != "serve" or number == signal.SIGINT:
        allowed.add(0)  # it was all but done
    faults = [*run.faults, target.left(), "" if run.code in allowed else run.unless_done()]
    if is_build:
        sites = [target.clean[new]] if run.code == 0 else [target.clean[old], target.clean[new]]
        faults.append(difference(target.site, *sites))
    faults += target.build_again(new if is_build else old)
    to = "all processes" if to_all else "the first process"
    return f"{number.name} to {to} of `{' '.join([*before, *words])}`, {_shown(old, new)}", faults


def _shown(*states: Wanted) -> str:
    words = [f"({state}{', with search' if search else ''})" for state, search in states]
    return " to ".join(words)
