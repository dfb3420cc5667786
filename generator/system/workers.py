"""Work shared among processes, each of which begins with all that was made before."""

from __future__ import annotations

import os
import pickle
import signal
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any, Generic, NamedTuple, NoReturn, TypeVar

from generator.system.files import UserError
from generator.system.process import (
    CLEANUP_SECONDS,
    NO_MEMORY,
    accept_signals,
    is_memory_lacking,
    release_memory,
    signals_postponed,
)

A = TypeVar("A")
T = TypeVar("T")


class WorkerError(Exception):
    """A process ended before its part was done; the message is what it said."""


def cores() -> int:
    """How many processes can work at the same time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def map_in_workers(parts: int, do: Callable[[int], T], jobs: int) -> list[T]:
    """What `do` gives for each number below `parts`, each worked out in a process of its own.

    The first is worked out in this one. With one job, and where processes cannot be forked, so
    are all. What is given must be fit to be pickled. Raises Failed when a process cannot be
    started, or ends before it is done.
    """
    if jobs == 1 or not hasattr(os, "fork"):
        return [do(number) for number in range(parts)]
    others: list[_Child] = []
    try:
        for number in range(1, parts):
            _begin(do, number, others)
        return [do(0), *(_end(others) for _ in range(1, parts))]
    finally:
        _terminate(others, signal.SIGKILL)  # those that something else's fault left at work


class Beside(Generic[A, T]):
    """Makes ready, in a process of its own, for something that may be asked.

    There `prepare` gives what answers. It is asked once, or dismissed at the end of a `with`.
    Where processes cannot be forked, nothing is prepared before it is asked. What is asked and
    answered must be fit to be pickled.
    """

    def __init__(self, prepare: Callable[[], Callable[[A], T]]) -> None:
        self._prepare = prepare
        self._processes: list[_Child] = []
        if hasattr(os, "fork"):
            hearing, asking = os.pipe()
            self._asking = os.fdopen(asking, "wb")
            try:
                _begin(lambda _: self._answer(hearing), 0, self._processes)
            except WorkerError:  # nothing is prepared then, either
                self._asking.close()
            finally:
                os.close(hearing)

    def _answer(self, hearing: int) -> T:
        self._asking.close()
        # What is ready is kept to the end of the process: taking it apart takes long.
        self._ready = self._prepare()
        with os.fdopen(hearing, "rb") as pipe:
            return self._ready(pickle.load(pipe))

    def ask(self, what: A) -> T:
        """Raises Failed when the process has ended, whatever was the matter with it."""
        if not self._processes:
            return self._prepare()(what)
        try:
            with suppress(BrokenPipeError), self._asking:
                pickle.dump(what, self._asking)
            answer: T = _end(self._processes)
            return answer
        finally:
            _terminate(self._processes, signal.SIGTERM)  # it has begun something, and cleans up

    def __enter__(self) -> Beside[A, T]:
        return self

    def __exit__(self, *_: object) -> None:
        self.dismiss()

    def dismiss(self) -> None:
        """Ends what is made ready, unless it was asked: it works for nothing."""
        if self._processes:
            _terminate(self._processes, signal.SIGKILL)
            self._asking.close()


class Background(Generic[T]):
    """Does something in a process of its own, which can be ended before it is done.

    Where processes cannot be forked, it is done at once.
    """

    def __init__(self, do: Callable[[], T]) -> None:
        self._processes: list[_Child] = []
        self._until = float("inf")
        if hasattr(os, "fork"):
            _begin(lambda _: do(), 0, self._processes)
        else:
            self._done = do()

    def result(self) -> T:
        """What was done. Raises Failed when the process ended before it was done."""
        try:
            if self._processes:
                self._done = _end(self._processes)
        finally:
            _terminate(self._processes, signal.SIGTERM)
        return self._done

    def end(self) -> None:
        """Asks the process to end, from whatever thread; again and again, until it has.

        Whoever waits for the result gets an error.
        """
        self._until = min(self._until, time.monotonic() + CLEANUP_SECONDS)
        is_late = time.monotonic() > self._until
        for child in self._processes:
            child.signal(signal.SIGKILL if is_late else signal.SIGTERM)


def meanwhile(do: Callable[[], object]) -> Callable[[], None]:
    """Does something in a process of its own; what is given waits until it is done, or has failed.

    Where there is one core, or no process can be started, it is done at once.
    """
    work = None
    if cores() > 1:
        with suppress(WorkerError):
            work = Background(lambda: bool(do()))
    if work is None:
        do()

    def wait() -> None:
        if work:
            with suppress(WorkerError):
                work.result()

    return wait


class _Child(NamedTuple):
    """A process that works for this one."""

    pid: int
    pipe: IO[bytes]
    """Here it says what it made."""

    def signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def is_over(self, options: int) -> bool:
        try:
            return os.waitpid(self.pid, options)[0] > 0
        except ChildProcessError:
            return True


def _begin(do: Callable[[int], Any], number: int, children: list[_Child]) -> None:
    """Starts a process, and adds it to the list of those that are at work.

    No signal comes in between: who holds the list can end all that were started. Raises Failed
    when the system starts no more.
    """
    try:
        with signals_postponed():
            _fork(do, number, children)
    except OSError as error:
        raise WorkerError(f"no process can be started: {error.strerror}") from None


def _fork(do: Callable[[int], Any], number: int, children: list[_Child]) -> None:
    alive = _alive()
    receiving, sending = os.pipe()
    pipe = os.fdopen(receiving, "rb")
    try:
        pid = os.fork()
        if not pid:
            pipe.close()
            _work(do, number, sending, alive)
        children.append(_Child(pid, pipe))
    except OSError:
        pipe.close()
        raise
    finally:
        os.close(sending)


def _work(do: Callable[[int], Any], number: int, sending: int, alive: tuple[int, int]) -> NoReturn:
    def work() -> Any:
        _end_with_parent(*alive)
        accept_signals()
        return do(number)

    try:
        with suppress(BrokenPipeError), os.fdopen(sending, "wb") as pipe:
            pickle.dump(_done(work), pipe, pickle.HIGHEST_PROTOCOL)
    finally:
        os._exit(0)  # the rest of the program is the first process's to do


_PIPES: list[tuple[int, int]] = []
"""The pipe that this process alone can write to, when it has children: its end tells them."""


def _alive() -> tuple[int, int]:
    if not _PIPES:
        _PIPES.append(os.pipe())
    return _PIPES[0]


def _end_with_parent(reading: int, writing: int) -> None:
    """Ends this process when its parent is gone, however that ended."""
    os.close(writing)
    _PIPES.clear()

    def watch() -> None:
        os.read(reading, 1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(CLEANUP_SECONDS)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def _terminate(children: list[_Child], number: int) -> None:
    """Ends processes by a signal. Those that may clean up are given time to do so."""
    for child in children:
        child.signal(number)
    until = time.monotonic() + CLEANUP_SECONDS
    while children:
        child = children.pop()
        while not child.is_over(0 if number == signal.SIGKILL else os.WNOHANG):
            time.sleep(0.005)
            if time.monotonic() > until:
                child.signal(signal.SIGKILL)
        child.pipe.close()


def _done(work: Callable[[], Any]) -> tuple[Any, str]:
    """What is made, and what went wrong."""
    try:
        return work(), ""
    except KeyboardInterrupt:
        raise
    except UserError as refusal:
        return None, str(refusal)
    except OSError as error:  # of the disk, which is no fault of ours
        reason = error.strerror or str(error)
        return None, f"{error.filename}: {reason}" if error.filename else reason
    except BaseException as error:
        release_memory()
        return None, NO_MEMORY if is_memory_lacking(error) else traceback.format_exc()


def _end(children: list[_Child]) -> Any:
    """Waits for the first process of a list to be done, and gives what it made."""
    child = children[0]
    made, fault = None, "a process was ended before it was done"
    # What is said is never whole in memory beside what is made of it.
    with suppress(EOFError, pickle.UnpicklingError):
        made, fault = pickle.load(child.pipe)
    child.is_over(0)
    children.remove(child)
    child.pipe.close()
    if fault:
        raise WorkerError(fault.strip())
    return made
