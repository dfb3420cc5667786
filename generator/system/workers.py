"""Shares work among processes."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import Any, NamedTuple, TypeVar

from generator.system.files import UserError
from generator.system.process import (
    NO_MEMORY,
    ignore_signals,
    is_memory_lacking,
    release_memory,
    signals_postponed,
)
from generator.system.store import DamagedStoreError

T = TypeVar("T")
I = TypeVar("I")  # noqa: E741 - an item
R = TypeVar("R")
_DAMAGED_STORE = "damaged store"
CHUNKS_PER_JOB = 4
"""A process that is done early takes another chunk, so that all end at about the same time."""


class WorkerError(Exception):
    """A worker process failed; the message says why."""


class _Outcome(NamedTuple):
    """What a worker returns: results, or an error as text, since not every error can be pickled."""

    results: Any
    error: str


def cores() -> int:
    """Return how many processes can work at the same time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def map_in_workers(
    function: Callable[[T, Sequence[I]], list[R]], state: T, items: Sequence[I], jobs: int
) -> list[R]:
    """Return the results of `function(state, chunk)` for all chunks of the items, in order.

    With one job, or when the system allows no more processes, the work is done in this process.
    Otherwise each worker gets `state` once: it is inherited where processes can be forked, and
    pickled elsewhere. Items and results are pickled. Must not be called while the process has
    threads. Raises WorkerError when a worker fails or is killed.
    """
    if jobs == 1 or not items or not _can_start(jobs):
        return function(state, items)
    size = -(-len(items) // (jobs * CHUNKS_PER_JOB))
    chunks = [items[start : start + size] for start in range(0, len(items), size)]
    return _run(function, state, chunks, min(jobs, len(chunks)))


def call_in_worker(function: Callable[[T], R], argument: T) -> R:
    """Return the result of a call in another process, which a limit may end. Raises WorkerError."""
    return _run(_call, function, [[argument]], 1)[0]


def _call(function: Callable[[T], R], arguments: Sequence[T]) -> list[R]:
    return [function(argument) for argument in arguments]


@contextmanager
def meanwhile(function: Callable[[T], None], argument: T, jobs: int) -> Iterator[None]:
    """Call a function in another process while the body runs, and wait until it is done.

    With one job, or when the system allows no more processes, it is called before the body. Raises
    WorkerError when it fails.
    """
    if jobs == 1 or not _can_start(1):
        function(argument)
        yield
        return
    with _started(_call, function, [[argument]], 1) as results:
        yield
        results()


def _run(
    function: Callable[[T, Sequence[I]], list[R]], state: T, chunks: list[Sequence[I]], workers: int
) -> list[R]:
    with _started(function, state, chunks, workers) as results:
        return results()


@contextmanager
def _started(
    function: Callable[[T, Sequence[I]], list[R]], state: T, chunks: list[Sequence[I]], workers: int
) -> Iterator[Callable[[], list[R]]]:
    """Start workers, and give a function that waits for their results."""
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    pool = ProcessPoolExecutor(workers, context, _start_worker, (function, state))

    def results() -> list[R]:
        with _worker_errors():
            finished = list(outcomes)
        if errors := [outcome.error for outcome in finished if outcome.error]:
            raise DamagedStoreError if _DAMAGED_STORE in errors else WorkerError(errors[0].strip())
        return [result for outcome in finished for result in outcome.results]

    try:
        # A signal between the start of two workers would leave the first.
        with _worker_errors(), signals_postponed():
            outcomes = pool.map(_work, chunks)
        yield results
    except BaseException:
        _end_workers()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _can_start(workers: int) -> bool:
    """Return whether the system allows so many workers, each with a thread, and two threads here.

    Limits count processes and threads alike. A pool that gets some of them only may wait for ever.
    """
    is_over = threading.Event()
    threads = [threading.Thread(target=is_over.wait) for _ in range(2 * workers + 2)]
    try:
        for thread in threads:
            thread.start()
    except RuntimeError:
        return False
    finally:
        is_over.set()
        for thread in threads:
            if thread.ident:
                thread.join()
    return True


@contextmanager
def _worker_errors() -> Iterator[None]:
    """Raise WorkerError, in words for the user, when a worker can't be started or is killed."""
    try:
        yield
    except BrokenProcessPool:
        raise WorkerError("a process was ended before it was done") from None
    except OSError as error:
        raise WorkerError(f"no process can be started: {error.strerror}") from None


_task: tuple[Callable[[Any, Sequence[Any]], list[Any]], Any]
"""In a worker, its function and state."""


def _start_worker(function: Callable[[Any, Sequence[Any]], list[Any]], state: Any) -> None:
    global _task  # noqa: PLW0603 - the documented way to give the workers of a pool their state
    _task = function, state
    ignore_signals()  # whoever started it ends it
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _work(chunk: Sequence[Any]) -> _Outcome:
    function, state = _task
    try:
        return _Outcome(function(state, chunk), "")
    except KeyboardInterrupt:
        raise
    except DamagedStoreError:
        return _Outcome([], _DAMAGED_STORE)
    except UserError as error:
        return _Outcome([], str(error))
    except OSError as error:  # a fault of the disk, not of the program
        reason = error.strerror or str(error)
        return _Outcome([], f"{error.filename}: {reason}" if error.filename else reason)
    except BaseException as error:
        release_memory()
        return _Outcome([], NO_MEMORY if is_memory_lacking(error) else traceback.format_exc())


def _end_with_parent() -> None:
    """End this process, which has nothing to clean up, when its parent has ended."""
    if parent := multiprocessing.parent_process():
        wait([parent.sentinel])
        os._exit(1)


def _end_workers() -> None:
    for process in multiprocessing.active_children():
        process.kill()
