"""Ends the program in order: after a signal, without memory, when nobody reads what it prints.

It imports nothing that takes time, so that a signal is heeded as early as can be.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import contextmanager, suppress

TYPE_CHECKING = False  # `typing` takes longer to import than all the rest
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, NoReturn

COULD_NOT_RUN = 2
"""The exit code when a command cannot do what it is asked to do."""
NO_MEMORY = "there is not enough memory: allow more (`build -j 1` takes the least)"
_NO_MEMORY_WORDS = (
    "failed to map segment",  # of a library that is to be loaded
    "annot allocate memory",
    "can't start new thread",
    "ThreadPoolBuildError",
    "MemError",
    "out of memory",
    "unable to serialize",  # a database
    "without setting an exception",  # a module that was only half loaded
    "error return without exception set",  # the same
)
_RESERVE: list[bytes] = []
"""Memory that nothing is written to, for the cleanup when there is no other."""
_RESERVE_BYTES = 8 << 20
CLEANUP_SECONDS = 5.0
"""For so long after a signal further ones are ignored: they would interrupt the cleanup."""
_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]
_BY_SIGNAL = 128
"""Is added to the number of the signal that ended a program, as shells do."""
_NOBODY_READS = _BY_SIGNAL + 13
"""The exit code when whoever reads what is printed has read enough: that of SIGPIPE."""


class Stopped(KeyboardInterrupt):
    """A signal asks the program to end. What cleans up after Ctrl-C cleans up after each."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


class _Postponed:
    """Whether signals wait for a part of the program to end, and which one does."""

    depth = 0
    number = 0


_postponed = _Postponed()


def raise_on_signals() -> None:
    """Raise Stopped in the main thread when SIGINT, SIGTERM or SIGHUP comes.

    A signal that the program was started to ignore (by `nohup`) stays ignored.
    """
    last = float("-inf")

    def raise_again(unraisable: sys.UnraisableHookArgs) -> None:
        """Let a signal come again that came while an object was deleted, where it was lost."""
        nonlocal last
        if not isinstance(stopped := unraisable.exc_value, Stopped):
            sys.__unraisablehook__(unraisable)
            return
        import threading  # noqa: PLC0415 - it is hardly ever needed

        last = float("-inf")
        threading.Timer(0.01, os.kill, [os.getpid(), stopped.number]).start()

    def stop(number: int, _: Any) -> None:
        nonlocal last
        if _postponed.depth:
            _postponed.number = number
        elif time.monotonic() - last > CLEANUP_SECONDS:
            last = time.monotonic()
            raise Stopped(number)

    sys.unraisablehook = raise_again
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)


def reserve_memory() -> None:
    """Set memory aside for the end of the program."""
    _RESERVE[:] = [bytes(_RESERVE_BYTES)]


def release_memory() -> None:
    """Give back what was set aside, for a cleanup without memory."""
    _RESERVE.clear()


def ignore_signals() -> None:
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def signals_postponed() -> Iterator[None]:
    """Postpone Stopped until the body is done.

    Blocking the signals would not do: another thread takes one that this thread blocks, and Python
    then calls the handler here all the same.
    """
    _postponed.depth += 1
    try:
        yield
    finally:
        _postponed.depth -= 1
        if _postponed.number and not _postponed.depth:
            number, _postponed.number = _postponed.number, 0
            signal.raise_signal(number)


def signal_behind(error: BaseException | None) -> Stopped | None:
    """Return the signal that an error goes back to; None when it has another cause."""
    while error:
        if isinstance(error, Stopped):
            return error
        error = error.__cause__ or error.__context__
    return None


def report(error: BaseException) -> int:
    """Print in one line why the program ends, and return its exit code.

    An error that nobody foresaw is printed with its traceback.
    """
    release_memory()
    if stop := signal_behind(error):
        _print(f"coopnews: stopped by {stop}")
        return _BY_SIGNAL + stop.number
    if isinstance(error, BrokenPipeError):
        return _NOBODY_READS
    if is_memory_lacking(error):
        _print(f"coopnews: {NO_MEMORY}")
    else:
        import traceback  # noqa: PLC0415 - it is hardly ever needed

        _print("".join(traceback.format_exception(error)))
    return COULD_NOT_RUN


def is_memory_lacking(error: BaseException) -> bool:
    """Return whether an error comes of too little memory, of which libraries tell in many ways."""
    return isinstance(error, MemoryError) or any(words in str(error) for words in _NO_MEMORY_WORDS)


def _print(message: str) -> None:
    with suppress(AttributeError, OSError, ValueError):  # there may be no terminal any more
        print(message.rstrip(), file=sys.stderr)


def end(code: int) -> NoReturn:
    """End the program with an exit code, at once.

    Functions registered with `atexit` don't run, and Python doesn't free each object, which takes
    a tenth of a second and more after a build.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # it was closed, or nobody reads it
            stream.flush()
    os._exit(code)
