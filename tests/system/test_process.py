"""A command that is stopped ends in order: it leaves no process, no folder and no traceback."""

from __future__ import annotations

import os
import random
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from generator.build.incremental import MIN_OUTPUTS_TO_SHARE
from tests.support import append_to_story, folder_digest, read_reproducible_files

PROC = Path("/proc")
SIGNALS = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129}
SIGNALS_AT_RANDOM = int(os.environ.get("COOPNEWS_SIGNALS", "6"))
BUILD = ("build", "--no-pictures", "-j", "4")

pytestmark = pytest.mark.skipif(not PROC.is_dir(), reason="looks for processes in /proc")


class Command:
    """A command in a session of its own, on a copy of the example."""

    def __init__(self, site: Path, *words: str, **how: object) -> None:
        self.site, self.log = site, site.parent / "log.txt"
        self.temporary = site.parent / "temporary"
        self.temporary.mkdir(exist_ok=True)
        environment = {**os.environ, "TMPDIR": str(self.temporary), "PYTHONUNBUFFERED": "1"}
        with self.log.open("w") as log:
            self.running = subprocess.Popen(
                [sys.executable, "-m", "generator", *words],
                cwd=site, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                start_new_session=True, **how,  # type: ignore[call-overload]
            )  # fmt: skip

    def printed(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def processes(self) -> dict[int, str]:
        """The command line of each process of the session that is at work, by its id."""
        commands = {}
        for folder in PROC.iterdir():
            with suppress(OSError, ValueError):
                about = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(about[3]) == self.running.pid and about[0] != "Z":
                    commands[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
        return commands

    def wait_for(self, condition: Callable[[Command], object]) -> None:
        until = time.monotonic() + 60
        while not condition(self):
            assert self.running.poll() is None, self.printed()
            assert time.monotonic() < until, self.printed()
            time.sleep(0.002)

    def stop(self, number: int, group: bool = False) -> int:
        """The exit code after a signal to the command, or as a terminal sends it, to all."""
        if self.running.poll() is None:
            os.killpg(self.running.pid, number) if group else self.running.send_signal(number)
        return self.running.wait(60)

    def leaves(self) -> list[str]:
        """What should not be there after its end: processes, folders, a traceback."""
        traces = [line for line in self.printed().splitlines() if "Traceback" in line]
        folders = [path.name for path in self.temporary.iterdir()]
        beside = {path.name for path in self.site.glob(".site.*")}
        allowed = {".site.lock", ".site.fed", ".site.spare", ".site.behind"}
        return [*self.processes().values(), *folders, *(beside - allowed), *traces]


@pytest.fixture
def slow_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pagefind takes for ever."""
    script = tmp_path / "pagefind"
    script.write_text("#!/bin/sh\nexec sleep 300\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(script))


def build(site: Path) -> str:
    """Builds the site; gives what stands for it."""
    command = Command(site, *BUILD, "-q")
    assert command.running.wait(60) == 0, command.printed()
    return folder_digest(site / "site")


def reads(command: Command) -> bool:
    return "Reading and checking" in command.printed()


def makes_pages(command: Command) -> bool:
    return (command.site / ".site.new" / "about").is_dir()


def add_topics(site: Path) -> None:
    """Add so many topics that processes share the work."""
    for number in range(MIN_OUTPUTS_TO_SHARE):
        topic = site / f"content/topics/more-{number}.md"
        topic.write_text(f"---\ntitle: More {number}\n---\n", encoding="utf-8")


def shares_work(command: Command) -> bool:
    return sum("generator" in line for line in command.processes().values()) > 3


def searches(command: Command) -> bool:
    return any(line.startswith("sleep") for line in command.processes().values())


def waits_for_the_search(command: Command) -> bool:
    return searches(command) and (command.site / ".site.new" / "sitemap.xml").exists()


@pytest.mark.parametrize("group", [False, True], ids=["alone", "with-its-group"])
@pytest.mark.parametrize("name", SIGNALS)
@pytest.mark.usefixtures("slow_search")
def test_a_signal_ends_a_build_in_order(site: Path, name: str, group: bool) -> None:
    command = Command(site, *BUILD)
    command.wait_for(waits_for_the_search)
    assert command.stop(getattr(signal, name), group) == SIGNALS[name]
    assert command.leaves() == []
    assert f"coopnews: stopped by {name}" in command.printed()
    assert list(site.glob("*site*")) == []


@pytest.mark.usefixtures("slow_search")
def test_further_signals_do_not_interrupt_the_cleanup(site: Path) -> None:
    command = Command(site, *BUILD)
    command.wait_for(waits_for_the_search)
    for name in ("SIGINT", "SIGINT", "SIGTERM", "SIGHUP"):
        with suppress(ProcessLookupError):
            command.running.send_signal(getattr(signal, name))
            time.sleep(0.01)
    assert command.running.wait(60) == 130
    assert command.leaves() == []


def test_a_signal_waits_until_a_temporary_folder_is_removed(tmp_path: Path) -> None:
    """Also when another thread takes the signal: libraries have threads that nobody sees."""
    code = """
import os, shutil, signal, threading, time
from pathlib import Path
from generator.build.incremental import MIN_OUTPUTS_TO_SHARE
from generator.system import files, site_folder
from generator.system import process
threading.Thread(target=threading.Event().wait, daemon=True).start()
rmtree = shutil.rmtree
def interrupted(folder):
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(0.1)
    rmtree(folder)
shutil.rmtree = interrupted
process.raise_on_signals()
try:
    with site_folder.temporary(Path("site"), "new"):
        pass
except process.Stopped as stop:
    print(stop, os.listdir())
"""
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("SIGTERM []\n", "")


def test_a_signal_is_not_lost_while_an_object_is_deleted(tmp_path: Path) -> None:
    """Python prints an exception that is raised there, and goes on."""
    code = """
import os, signal, time
from generator.system import process
class Deleted:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.1)
process.raise_on_signals()
try:
    del [Deleted()][0]
    time.sleep(10)
except process.Stopped as stop:
    print(stop)
"""
    words = [sys.executable, "-c", code]
    ended = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.stderr) == ("SIGTERM\n", "")


def test_at_any_moment_a_signal_leaves_the_old_site(
    site: Path, request: pytest.FixtureRequest
) -> None:
    before = build(site)
    add_topics(site)
    request.getfixturevalue("slow_search")
    for moment in (reads, makes_pages, shares_work, searches):
        command = Command(site, *BUILD)
        command.wait_for(moment)
        assert command.stop(signal.SIGTERM) == 143
        assert command.leaves() == [], moment
        assert folder_digest(site / "site") == before


def test_a_signal_ends_an_edit_that_is_worked_in(
    site: Path, request: pytest.FixtureRequest
) -> None:
    before = build(site)
    append_to_story(site, "More.")
    request.getfixturevalue("slow_search")
    command = Command(site, *BUILD)
    command.wait_for(searches)
    assert command.stop(signal.SIGTERM) == 143
    assert command.leaves() == []
    assert folder_digest(site / "site") == before


def test_signals_at_random_leave_the_old_site_or_the_new_one(site: Path) -> None:
    chance = random.Random(7)
    known = {build(site)}
    for number in range(SIGNALS_AT_RANDOM):
        append_to_story(site, f"Line {number}.")
        if number % 2:  # a whole build, not an edit
            topic = site / "content/topics" / f"more-{number}.md"
            topic.write_text(f"---\ntitle: More {number}\n---\n", encoding="utf-8")
        command = Command(site, *BUILD)
        command.wait_for(lambda command: "Looking for" in command.printed())
        time.sleep(chance.uniform(0, 2))
        name = chance.choice([*SIGNALS])
        ended = command.stop(getattr(signal, name), group=chance.random() < 0.5)
        assert ended in (SIGNALS[name], 0), command.printed()
        assert command.leaves() == []
        now = folder_digest(site / "site")
        if ended == 0:
            known = {now}
        elif now not in known:  # the signal came when the new site was already in its place
            published = read_reproducible_files(site / "site")
            known = {build(site)}
            assert read_reproducible_files(site / "site") == published


@pytest.mark.usefixtures("slow_search")
def test_processes_end_when_the_one_that_began_them_is_killed(site: Path) -> None:
    add_topics(site)
    for moment in (shares_work, waits_for_the_search):
        command = Command(site, *BUILD)
        command.wait_for(moment)
        command.stop(signal.SIGKILL)
        until = time.monotonic() + 5
        while command.processes() and time.monotonic() < until:
            time.sleep(0.01)
        assert command.processes() == {}


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 0), ("SIGTERM", 143), ("SIGHUP", 129)])
@pytest.mark.usefixtures("slow_search")
def test_a_preview_ends_in_order(site: Path, name: str, code: int) -> None:
    """Ctrl-C is how it is meant to end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = Command(site, "serve", "-a", f"127.0.0.1:{port}")
    command.wait_for(searches)
    assert command.stop(getattr(signal, name), group=name == "SIGINT") == code
    assert command.leaves() == []


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal_is_heeded_before_anything_is_imported(name: str) -> None:
    done = importing(f"os.kill(os.getpid(), signal.{name})")
    assert done.returncode == SIGNALS[name]
    assert done.stderr == f"coopnews: stopped by {name}\n"


def importing(what: str) -> subprocess.CompletedProcess[str]:
    """The command, in which something happens when the first of its modules is imported."""
    code = f"""
import os, signal, sys
from generator import __main__
class Finder:
    def find_spec(self, name, *_):
        if name == "generator.cli":
            {what}
sys.meta_path.insert(0, Finder())
__main__.run()
"""
    words = [sys.executable, "-c", code]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_a_signal_that_is_to_be_ignored_is_ignored(site: Path) -> None:
    """As `nohup` has it."""
    ignore = lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)  # noqa: E731
    command = Command(site, *BUILD, "--no-search", preexec_fn=ignore)
    command.wait_for(reads)
    assert command.stop(signal.SIGHUP) == 0


def test_a_check_that_is_interrupted_has_found_no_errors(site: Path) -> None:
    command = Command(site, "check")
    command.wait_for(reads)
    assert command.stop(signal.SIGINT, group=True) in (130, 0)
    assert command.leaves() == []


@pytest.mark.parametrize("both", [False, True], ids=["output", "output-and-errors"])
def test_nothing_is_said_when_nobody_reads_it(site: Path, both: bool) -> None:
    """`coopnews check | head -1`, when that has read its line."""
    reading, writing = os.pipe()
    os.close(reading)
    with (site / "errors.txt").open("w+") as errors:
        words = [sys.executable, "-m", "generator", "check", "-f", "mkdocs.yml"]
        how = {"stdout": writing, "stderr": writing if both else errors}
        done = subprocess.run(words, cwd=site, check=False, **how)  # type: ignore[call-overload]
        os.close(writing)
        errors.seek(0)
        assert errors.read() in ("", "Reading and checking the content ...\n")
    assert done.returncode == 128 + signal.SIGPIPE


def test_output_that_cannot_be_written_is_said_in_a_line(site: Path) -> None:
    with Path("/dev/full").open("w") as full:
        words = [sys.executable, "-m", "generator", "check"]
        done = subprocess.run(
            words, cwd=site, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "coopnews: [Errno 28] No space left on device"


def test_without_memory_that_is_said_in_a_line() -> None:
    done = importing("raise MemoryError")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "there is not enough memory" in done.stderr


@pytest.mark.parametrize("words", [BUILD, ("check",)], ids=["build", "check"])
def test_a_limit_on_memory_is_said_in_a_line(site: Path, words: tuple[str, ...]) -> None:
    """So little that not all libraries can be loaded."""
    limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (48 << 20, 48 << 20))  # noqa: E731
    command = Command(site, *words, preexec_fn=limit)
    assert command.running.wait(60) == 2
    assert "coopnews: there is not enough memory" in command.printed()
    assert command.leaves() == []


def test_without_memory_for_a_part_of_the_work_nothing_is_left(site: Path) -> None:
    (site / "hooks.py").write_text(
        "from generator.output import registry\n"
        "def none(*_): raise MemoryError\nregistry.markdown_copy = none\n",
        encoding="utf-8",
    )
    with (site / "mkdocs.yml").open("a") as settings:
        settings.write("hooks: [hooks.py]\n")
    for jobs in ("1", "4"):
        command = Command(site, "build", "--no-pictures", "-j", jobs)
        assert command.running.wait(60) == 2
        assert "there is not enough memory" in command.printed()
        assert command.leaves() == []
        assert not (site / "site").exists()
