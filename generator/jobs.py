"""Work shared among processes, each of which begins with all that was made before."""

from __future__ import annotations

import os
import pickle
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any, TypeVar

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
    return [do(0), *(_end(*other) for other in others)]


def begun(do: Callable[[], T]) -> Callable[[], T]:
    """Has something done by a process of its own; what is returned waits for what that gives.

    Where processes cannot be forked, it is done when it is waited for. See `shared` for the rest.
    """
    if not hasattr(os, "fork"):
        return cache(do)
    other = _begin(lambda _: do(), 0)
    return cache(lambda: _end(*other))


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


def _done(do: Callable[[int], Any], number: int) -> tuple[Any, str]:
    """What is made, and what went wrong."""
    try:
        return do(number), ""
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
