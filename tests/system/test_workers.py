"""Work is shared among processes, and a process that fails or is killed ends it with an error."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from generator.system import workers
from generator.system.files import UserError
from generator.system.store import DamagedStoreError
from generator.system.workers import WorkerError, call_in_worker, map_in_workers


def multiply(factor: int, numbers: Sequence[int]) -> list[int]:
    return [factor * number for number in numbers]


def processes(_: object, items: Sequence[object]) -> list[int]:
    return [os.getpid() for _ in items]


def divide(dividend: int, numbers: Sequence[int]) -> list[int]:
    return [dividend // number for number in numbers]


def kill_itself(_: object, items: Sequence[int]) -> list[int]:
    if 3 in items:
        os.kill(os.getpid(), signal.SIGKILL)
    return list(items)


def fail(error: type[Exception], items: Sequence[object]) -> list[object]:
    raise error(*items)


def mark(folder: Path, names: Sequence[str]) -> list[str]:
    for name in names:
        if name == "fails":
            raise ValueError(name)
        time.sleep(0.5)
        (folder / name).touch()
    return list(names)


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_results_are_in_the_order_of_the_items(jobs: int) -> None:
    assert map_in_workers(multiply, 3, range(1000), jobs) == [3 * number for number in range(1000)]


def test_several_jobs_are_several_processes_and_one_job_is_this_one() -> None:
    assert os.getpid() not in map_in_workers(processes, None, range(20), 2)
    assert set(map_in_workers(processes, None, range(20), 1)) == {os.getpid()}


def test_work_is_shared_where_processes_cannot_be_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers.sys, "platform", "darwin")
    assert map_in_workers(multiply, 3, range(40), 2) == [3 * number for number in range(40)]


def test_an_error_in_a_worker_is_reported_with_its_traceback() -> None:
    with pytest.raises(WorkerError, match=r"divide(?s:.*)ZeroDivisionError"):
        map_in_workers(divide, 6, [1, 2, 0], 2)


def test_an_error_of_the_user_or_the_disk_is_reported_in_one_line() -> None:
    with pytest.raises(WorkerError, match=r"^write it elsewhere$"):
        map_in_workers(fail, UserError, ["write it elsewhere"], 2)
    with pytest.raises(WorkerError, match=r"^No space left on device$"):
        map_in_workers(fail_with_full_disk, None, [1], 2)


def fail_with_full_disk(_: object, items: Sequence[object]) -> list[object]:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_damaged_store_is_reported_as_such() -> None:
    with pytest.raises(DamagedStoreError):
        map_in_workers(fail, DamagedStoreError, ["a value"], 2)


def test_a_worker_that_is_killed_ends_the_work_with_an_error() -> None:
    with pytest.raises(WorkerError, match="before it was done"):
        map_in_workers(kill_itself, None, range(8), 2)
    assert multiprocessing.active_children() == []


def test_no_worker_goes_on_when_the_work_is_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(workers.ProcessPoolExecutor, "map", interrupt)
    with pytest.raises(KeyboardInterrupt):
        map_in_workers(mark, tmp_path, ["late", "later"], 2)
    time.sleep(0.8)
    assert list(tmp_path.iterdir()) == []


def test_a_call_runs_in_another_process() -> None:
    assert call_in_worker(abs, -3) == 3
    assert call_in_worker(pid_of, None) != os.getpid()


def pid_of(_: object) -> int:
    return os.getpid()
