"""A site's source folder to run commands in, and what each command leaves behind."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TypeVar

from tests.commands import CommandServer

REPOSITORY = Path(__file__).parents[2]
STORY = "content/articles/2024/fibre-is-laid.md"
JOBS = len(os.sched_getaffinity(0))
HANG = 20
"""Seconds after which a command counts as hanging, and is killed."""
GRACE = 5.0
"""Seconds that the other processes of a command have to end after it."""
DAY = "1893456000"
"""The first day of 2030, on which every build is made: so they are the same after midnight."""
TRACEBACK = "Traceback (most recent call last)"

A = TypeVar("A")
T = TypeVar("T")
Contents = dict[str, str]


@dataclass
class GroupResult:
    """What a group of trials tried, and the results."""

    group: str
    tried: str
    trials: int = 0
    failures: list[str] = field(default_factory=list)
    """One for each trial that failed, with the reasons."""
    worst: str = ""
    notes: list[str] = field(default_factory=list)
    """What was skipped, and why."""
    minutes: float = 0.0

    def add_trials(self, checkouts: Sequence[Checkout]) -> None:
        """Add what was recorded with some checkouts, and name the slowest command in them."""
        for name, faults in chain.from_iterable(checkout.results for checkout in checkouts):
            self.trials += 1
            if reasons := list(dict.fromkeys(filter(None, faults))):
                self.failures.append(f"{name}: {'; '.join(reasons)}")
        seconds, words = max(checkout.slowest for checkout in checkouts)
        self.worst = f"{seconds:.1f} s for `{words}`"


@dataclass(frozen=True)
class Run:
    """How a command ended."""

    code: int
    """The exit status; -N when signal N ended the process."""
    output: str
    seconds: float
    """Elapsed or CPU time, whichever is less: other work on the machine adds to the first, and
    several processes at once add to the second."""
    faults: tuple[str, ...]
    """What is wrong however the command ended: it hung, printed a traceback, left something."""

    @property
    def last_line(self) -> str:
        return (self.output.strip().splitlines() or ["(no output)"])[-1][:160]

    def failure(self) -> str:
        return f"exit code {self.code}: {self.last_line}" if self.code else ""

    def faults_of_error(self) -> Iterator[str]:
        """Yield how this run differs from one that fails with exit code 2 and one line."""
        if self.code != 2:
            yield self.failure()
        output = _PANIC.sub("", self.output)
        lines = [line for line in output.splitlines() if not line.endswith(" ...")]
        if len(lines) != 1 or not lines[0].startswith("coopnews: "):
            yield f"{len(lines)} lines, not one of `coopnews:`: {' / '.join(lines)[:160]}"


_PANIC = re.compile(r"(?m)^\n?thread .* panicked at (?:.*\n)+?(?=coopnews: )")
"""What Rust prints when a library of ours cannot start a thread or has no memory."""


class Checkout:
    """A copy of a site's source, with a separate folder for temporary files."""

    def __init__(self, root: Path, source: Path = REPOSITORY / "tests/example") -> None:
        self.root, self.folder, self.temporary = root, root / "checkout", root / "tmp"
        self.site, self.log = self.folder / "site", root / "output.txt"
        shutil.copytree(source, self.folder, ignore=shutil.ignore_patterns("expected"))
        self.temporary.mkdir()
        self.inputs = names_in(self.folder)
        self.results: list[tuple[str, list[str]]] = []
        """The name of each trial, and what was wrong."""
        self.slowest = (0.0, "")
        self.environment = {
            "PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(REPOSITORY), "LC_ALL": "C.UTF-8",
            "HOME": str(self.temporary), "TMPDIR": str(self.temporary), "SOURCE_DATE_EPOCH": DAY,
            "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1",
        }  # fmt: skip

    def start(self, *words: str, before: Sequence[str] = ()) -> subprocess.Popen[bytes]:
        """Start a command in a new session. `before` is a command that runs it."""
        command = [*before, sys.executable, "-P", "-m", "generator", *words]
        with self.log.open("wb") as log:
            return subprocess.Popen(
                command, cwd=self.folder, env=self.environment, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def end(self, process: subprocess.Popen[bytes], timeout: float = HANG) -> Run:
        """Wait for a started command; kill what outlives it or takes longer than `timeout`."""
        start = time.monotonic()
        timer = threading.Timer(timeout, os.killpg, (process.pid, signal.SIGKILL))
        timer.start()
        _, status, used = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        elapsed, words = time.monotonic() - start, list(map(str, process.args))  # type: ignore[arg-type]
        words = words[words.index("generator") + 1 :]
        left = end_session(process.pid)
        fault = f"{left} processes left" if left else ""
        cpu = used.ru_utime + used.ru_stime
        return self.ended(words, process.returncode, elapsed, cpu, elapsed >= timeout, fault)

    def ended(
        self,
        words: Sequence[str],
        code: int,
        elapsed: float,
        cpu: float,
        hung: bool,
        fault: str = "",
    ) -> Run:
        """Return how a command ended, with the faults that are faults of any command."""
        output, faults = self.output(), [fault]
        if hung:
            faults.append(f"no end after {elapsed:.0f} s")
        elif TRACEBACK in output:
            faults.append(f"a traceback: {output.strip().splitlines()[-1][:160]}")
        if names := names_in(self.temporary):
            faults.append(f"temporary files left: {', '.join(sorted(names)[:3])}")
            clear(self.temporary)
        seconds = elapsed if hung else min(elapsed, cpu)
        self.slowest = max(self.slowest, (seconds, " ".join(words)[:40]))
        return Run(code, output, seconds, tuple(filter(None, faults)))

    def run(self, *words: str, before: Sequence[str] = (), timeout: float = HANG) -> Run:
        return self.end(self.start(*words, before=before), timeout)

    def build(self, *words: str, before: Sequence[str] = ()) -> Run:
        return self.run("build", "-q", *words, before=before, timeout=240)

    def clean_build(self, *words: str) -> Contents:
        """Return the contents of the site that an undisturbed build makes."""
        folder = self.root / "clean"
        run = self.build(*words, "--no-cache", "-d", str(folder))
        if run.code:
            raise RuntimeError(f"the build without a fault failed: {run.output}")
        texts = contents(folder)
        for path in self.root.glob("*clean*"):
            remove(path)
        return texts

    def record(self, name: str, faults: Iterable[str]) -> None:
        self.results.append((name, list(faults)))

    def remove_outputs(self) -> None:
        """Remove what commands have made."""
        clear(self.folder, but=self.inputs)

    def commit(self) -> None:
        """Make the folder a git repository, with all its files in one commit."""
        for words in ("init -q", "add .", "commit -qm Clean --no-gpg-sign"):
            author = ("-c", "user.name=A", "-c", "user.email=a@b.example")
            subprocess.run(["git", *author, *words.split()], cwd=self.folder, check=True)
        self.inputs.add(".git")


SiteState = tuple[str, bool]
"""A state of the content, and whether the site has a search."""


class Example(Checkout):
    """The example in three states of its content, and the contents of a clean site for each."""

    STATES = ("original", "edited", "another topic")

    def __init__(self, root: Path, searches: Sequence[bool] = (False, True)) -> None:
        super().__init__(root)
        self.story = (self.folder / STORY).read_text(encoding="utf-8")
        self.clean: dict[SiteState, Contents] = {}
        for search in searches:
            for state in self.STATES:
                self.write(state)
                self.clean[state, search] = self.clean_build(*self.words(search))

    def write(self, state: str) -> None:
        more = "\nAn edit.\n" if state == "edited" else ""
        (self.folder / STORY).write_text(self.story + more, encoding="utf-8")
        topic = self.folder / "content/topics/another.md"
        topic.unlink(missing_ok=True)
        if state == "another topic":
            topic.write_text("---\ntitle: Another\n---\n", encoding="utf-8")

    def words(self, search: bool) -> list[str]:
        return [] if search else ["--no-search"]

    def faults_of_rebuild(
        self, wanted: SiteState, *words: str, site: Path | None = None
    ) -> list[str]:
        """Return what is wrong with a build that has to succeed."""
        self.write(wanted[0])
        run = self.build(*self.words(wanted[1]), *words)
        return [*run.faults, run.failure(), difference(site or self.site, self.clean[wanted])]


class Server:
    """Runs the commands of a checkout in forks of one process."""

    def __init__(self, checkout: Checkout, before: Sequence[str] = (), timeout: int = HANG) -> None:
        self.checkout, self.timeout = checkout, timeout
        self._server = CommandServer(before, checkout.environment)
        self.close = self._server.close

    def run(self, *words: str) -> Run:
        code, elapsed, cpu = self._server.run(
            *words,
            cwd=self.checkout.folder,
            outputs=(self.checkout.log, self.checkout.log),
            environment=self.checkout.environment,
            seconds=self.timeout,
            cpu_seconds=10,
        )
        hung = code in (-signal.SIGALRM, -signal.SIGXCPU, -signal.SIGKILL)
        fault = "" if hung or code in (0, 1, 2) else f"exit code {code}"
        return self.checkout.ended(words, code, elapsed, cpu, hung, fault)


def faults_of_build(run: Run, site: Path, old: Contents, new: Contents) -> Iterator[str]:
    """Yield what is wrong with a build that may fail with a one-line error and the old site."""
    yield from run.faults
    if run.code and TRACEBACK not in run.output:
        yield from run.faults_of_error()
    yield difference(site, old if run.code else new)


_VARIES = re.compile(r"pagefind/((filter|index)/.+|pagefind-entry\.json|.+\.pf_meta)")
"""Pagefind orders filters at random and pages as the disk lists them: these files are counted."""


def contents(folder: Path) -> Contents:
    """Return the entries below a folder, by path: the digest of a file, the target of a link."""
    states, vary = dict[str, str](), 0
    for base, folders, files in os.walk(folder):
        for path in (Path(base, name) for name in (*folders, *files)):
            name = str(path.relative_to(folder))
            if path.is_symlink():
                states[name] = f"a link to {path.readlink()}"
            elif not path.is_file():
                states[name] = "a folder" if path.is_dir() else "a special file"
            elif _VARIES.fullmatch(name):
                vary += 1
            else:
                states[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return {**states, "pagefind/*": f"{vary} files that vary"} if vary else states


def difference(folder: Path, *expected: Contents) -> str:
    """Return how a folder differs from the nearest of the expected contents, or ""."""
    there = contents(folder)
    all_paths = [
        sorted(path for path in {*there, *content} if there.get(path) != content.get(path))
        for content in expected
    ]
    paths = min(all_paths, key=len)
    return f"{folder.name} differs in {len(paths)} paths, first {paths[0]}" if paths else ""


def session(leader: int) -> list[int]:
    """Return the processes of the session that a started command leads, without zombies."""
    pids = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, _, number = stat.read_text().rpartition(")")[2].split()[:4]
            if int(number) == leader and state != "Z":
                pids.append(int(stat.parent.name))
    return pids


def end_session(leader: int) -> int:
    """Wait for the processes that a command left, then kill them; return how many it killed."""
    until = time.monotonic() + GRACE
    while (left := session(leader)) and time.monotonic() < until:
        time.sleep(0.05)
    for process in left:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    return len(left)


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def clear(folder: Path, but: Iterable[str] = ()) -> None:
    """Remove everything in a folder but some names."""
    for name in names_in(folder).difference(but):
        remove(folder / name)


def remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def in_parallel(function: Callable[[A], T], values: Iterable[A]) -> list[T]:
    """Return the result of a function for each value, with one thread for each core."""
    with ThreadPoolExecutor(JOBS) as pool:
        try:
            return list(pool.map(function, values))
        finally:
            pool.shutdown(cancel_futures=True)
