"""Work that is shared among processes."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from generator.jobs import Failed, meanwhile, shared


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_each_part_is_worked_out_and_given_in_order(jobs: int) -> None:
    long = "x" * 200_000  # more than a pipe holds
    assert shared(4, lambda number: (number, long), jobs) == [(n, long) for n in range(4)]


def test_parts_are_worked_out_in_processes_of_their_own() -> None:
    assert len(set(shared(3, lambda _: os.getpid(), 2))) == 3
    assert set(shared(3, lambda _: os.getpid(), 1)) == {os.getpid()}


def test_what_went_wrong_in_a_process_is_said() -> None:
    def do(number: int) -> int:
        return 1 // (1 - number)

    with pytest.raises(Failed, match="ZeroDivisionError"):
        shared(2, do, 2)


def test_a_process_that_is_ended_is_noticed() -> None:
    def do(number: int) -> None:
        if number:
            os._exit(1)

    with pytest.raises(Failed, match="before it was done"):
        shared(2, do, 2)


def test_no_process_goes_on_when_one_has_failed(tmp_path: Path) -> None:
    def do(number: int) -> None:
        if not number:
            raise ValueError
        time.sleep(0.5)
        (tmp_path / "late").touch()

    with pytest.raises(ValueError):
        shared(3, do, 3)
    time.sleep(0.8)
    assert not (tmp_path / "late").exists()


def test_what_is_done_meanwhile_is_done_when_it_is_waited_for(tmp_path: Path) -> None:
    def do() -> None:
        time.sleep(0.1)
        (tmp_path / "done").write_text(str(os.getpid()), encoding="utf-8")

    meanwhile(do)()
    assert (tmp_path / "done").exists()


def test_what_fails_meanwhile_stops_nothing() -> None:
    meanwhile(lambda: 1 // 0)()
