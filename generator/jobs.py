"""Work shared among processes, each of which begins with all that was made before."""

from __future__ import annotations

import os
import pickle
import signal
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Generic, TypeVar

A = TypeVar("A")
T = TypeVar("T")


class Failed(Exception):
    """A process ended before its part was done; the message is what it said."""


def cores() -> int:
    """How many processes can work at the same time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shared(parts: int, do: Callable[[int], T], jobs: int) -> list[T]:
    """What `do` gives for each number below `parts`, each worked out in a process of its own.

    The first is worked out in this one. With one job, and where processes cannot be forked, so
    are all. What is given must be fit to be pickled. Raises Failed when a process ends before
    it is done.
    """
    if jobs == 1 or not hasattr(os, "fork"):
        return [do(number) for number in range(parts)]
    others = [_begin(do, number) for number in range(1, parts)]
    try:
        return [do(0), *(_end(*others.pop(0)) for _ in range(1, parts))]
    finally:
        for child, receiving in others:  # those that something else's fault left at work
            _dismiss(child, receiving)


class Beside(Generic[A, T]):
    """Makes ready, in a process of its own, for something that may be asked.

    There `prepare` gives what answers. It is asked once, or dismissed at the end of a `with`.
    Where processes cannot be forked, nothing is prepared before it is asked. What is asked and
    answered must be fit to be pickled.
    """

    def __init__(self, prepare: Callable[[], Callable[[A], T]]) -> None:
        self._prepare, self._process = prepare, None
        if hasattr(os, "fork"):
            hearing, self._asking = os.pipe()
            self._process = _begin(lambda _: self._answer(hearing), 0)
            os.close(hearing)

    def _answer(self, hearing: int) -> T:
        os.close(self._asking)
        # What is ready is kept to the end of the process: taking it apart takes long.
        self._ready = self._prepare()
        with os.fdopen(hearing, "rb") as pipe:
            return self._ready(pickle.load(pipe))

    def ask(self, what: A) -> T:
        """Raises Failed when the process has ended, whatever was the matter with it."""
        if self._process is None:
            return self._prepare()(what)
        process, self._process = self._process, None
        with suppress(BrokenPipeError), os.fdopen(self._asking, "wb") as pipe:
            pickle.dump(what, pipe)
        answer: T = _end(*process)
        return answer

    def __enter__(self) -> Beside[A, T]:
        return self

    def __exit__(self, *_: object) -> None:
        self.dismiss()

    def dismiss(self) -> None:
        """Ends what is made ready, unless it was asked: it works for nothing."""
        if self._process is not None:
            process, self._process = self._process, None
            _dismiss(*process)
            os.close(self._asking)


def meanwhile(do: Callable[[], object]) -> Callable[[], None]:
    """Does something in a process of its own; what is given waits until it is done, or has failed.

    Where there is one core, or processes cannot be forked, it is done at once.
    """
    if cores() == 1 or not hasattr(os, "fork"):
        do()
        return lambda: None
    child, receiving = _begin(lambda _: bool(do()), 0)

    def wait() -> None:
        with suppress(Failed):
            _end(child, receiving)

    return wait


def _begin(do: Callable[[int], Any], number: int) -> tuple[int, int]:
    """Starts a process; gives its id, and the pipe on which it will say what it made."""
    receiving, sending = os.pipe()
    child = os.fork()
    if child:
        os.close(sending)
        return child, receiving
    try:
        os.close(receiving)
        with suppress(BrokenPipeError), os.fdopen(sending, "wb") as pipe:
            pickle.dump(_done(do, number), pipe, pickle.HIGHEST_PROTOCOL)
    finally:
        os._exit(0)  # the rest of the program is the first process's to do


def _dismiss(child: int, receiving: int) -> None:
    """Ends a process that nobody waits for."""
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(receiving)


def _done(do: Callable[[int], Any], number: int) -> tuple[Any, str]:
    """What is made, and what went wrong."""
    try:
        return do(number), ""
    except OSError as error:  # of the disk, which is no fault of ours
        return None, f"{error.filename or 'the disk'}: {error.strerror or error}"
    except BaseException:
        return None, traceback.format_exc()


def _end(child: int, receiving: int) -> Any:
    # What is said is never whole in memory beside what is made of it.
    with os.fdopen(receiving, "rb") as pipe, suppress(EOFError, pickle.UnpicklingError):
        made, fault = pickle.load(pipe)
        os.waitpid(child, 0)
        if fault:
            raise Failed(fault.strip())
        return made
    os.waitpid(child, 0)
    raise Failed("a process was ended before it was done")
