"""Work shared among processes, each of which begins with all that was made before."""

from __future__ import annotations

import os
import pickle
import traceback
from collections.abc import Callable
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


def _begin(do: Callable[[int], Any], number: int) -> tuple[int, int]:
    """Starts a process; gives its id, and the pipe on which it will say what it made."""
    receiving, sending = os.pipe()
    child = os.fork()
    if child:
        os.close(sending)
        return child, receiving
    os.close(receiving)
    try:
        said = pickle.dumps((do(number), ""))
    except BaseException:
        said = pickle.dumps((None, traceback.format_exc()))
    with os.fdopen(sending, "wb") as pipe:
        pipe.write(said)
    os._exit(0)  # the rest of the program is the first process's to do


def _end(child: int, receiving: int) -> Any:
    with os.fdopen(receiving, "rb") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    if not said:
        raise Failed("a process was ended before it was done")
    made, fault = pickle.loads(said)
    if fault:
        raise Failed(fault.strip())
    return made
