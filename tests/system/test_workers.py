"""Work that is shared among processes."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from itertools import count
from pathlib import Path

import pytest

from generator.system.files import UserError
from generator.system.workers import Beside, WorkerError, map_in_workers, meanwhile


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_each_part_is_worked_out_and_given_in_order(jobs: int) -> None:
    long = "x" * 200_000  # more than a pipe holds
    assert map_in_workers(4, lambda number: (number, long), jobs) == [(n, long) for n in range(4)]


def test_parts_are_worked_out_in_processes_of_their_own() -> None:
    assert len(set(map_in_workers(3, lambda _: os.getpid(), 2))) == 3
    assert set(map_in_workers(3, lambda _: os.getpid(), 1)) == {os.getpid()}


def test_what_went_wrong_in_a_process_is_said() -> None:
    def do(number: int) -> int:
        return 1 // (1 - number)

    with pytest.raises(WorkerError, match="ZeroDivisionError"):
        map_in_workers(2, do, 2)


def test_a_process_that_is_ended_is_noticed() -> None:
    def do(number: int) -> None:
        if number:
            os._exit(1)

    with pytest.raises(WorkerError, match="before it was done"):
        map_in_workers(2, do, 2)


def test_no_process_goes_on_when_one_has_failed(tmp_path: Path) -> None:
    def do(number: int) -> None:
        if not number:
            raise ValueError
        time.sleep(0.5)
        (tmp_path / "late").touch()

    with pytest.raises(ValueError):
        map_in_workers(3, do, 3)
    time.sleep(0.8)
    assert not (tmp_path / "late").exists()


def test_when_a_process_cannot_be_started_those_that_were_are_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fork, forks = os.fork, count()

    def limited() -> int:
        if next(forks) == 2:
            raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
        return fork()

    def do(number: int) -> None:
        time.sleep(0.5)
        (tmp_path / f"late-{number}").touch()

    monkeypatch.setattr(os, "fork", limited)
    with pytest.raises(WorkerError, match="no process can be started: Resource temporarily"):
        map_in_workers(4, do, 4)
    time.sleep(0.8)
    assert list(tmp_path.iterdir()) == []


def test_what_is_done_meanwhile_is_done_where_no_process_can_be_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> int:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    done: list[int] = []
    meanwhile(lambda: done.append(1))()
    assert done == [1]
    with Beside(lambda: lambda what: what + 1) as ready:
        assert ready.ask(1) == 2


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (MemoryError(), "there is not enough memory"),
        (RuntimeError("can't start new thread"), "there is not enough memory"),
        (OSError(errno.EMFILE, "Too many open files"), "Too many open files"),
        (OSError(errno.ENOSPC, "No space left on device", "a.md"), "a.md: No space left on device"),
        (UserError("there is no such thing"), "there is no such thing"),
    ],
)
def test_what_went_wrong_in_a_process_is_said_in_a_line(fault: Exception, said: str) -> None:
    def do(number: int) -> None:
        if number:
            raise fault

    with pytest.raises(WorkerError) as failure:
        map_in_workers(2, do, 2)
    assert str(failure.value).startswith(said)
    assert "\n" not in str(failure.value)


def test_a_process_that_a_signal_ends_cleans_up(tmp_path: Path) -> None:
    """What it began itself ends with it, too."""
    code = f"""
import os, pathlib, sys, time
from generator.system import files, site_folder
from generator.system import process
from generator.system.workers import Background, map_in_workers
process.raise_on_signals()
def both(number):
    pathlib.Path({str(tmp_path)!r}, f"begun-{{number}}").touch()
    time.sleep(60)
def do():
    with site_folder.temporary(pathlib.Path({str(tmp_path)!r}, "site"), "new"):
        map_in_workers(2, both, 2)
work = Background(do)
while len(os.listdir({str(tmp_path)!r})) < 3:
    time.sleep(0.01)
work.end()
try:
    work.result()
except Exception as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "a process was ended before it was done\n"
    assert done.stderr == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["begun-0", "begun-1"]


def test_what_is_done_meanwhile_is_done_when_it_is_waited_for(tmp_path: Path) -> None:
    def do() -> None:
        time.sleep(0.1)
        (tmp_path / "done").write_text(str(os.getpid()), encoding="utf-8")

    meanwhile(do)()
    assert (tmp_path / "done").exists()


def test_what_fails_meanwhile_stops_nothing() -> None:
    meanwhile(lambda: 1 // 0)()
