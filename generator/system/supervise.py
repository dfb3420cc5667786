"""Runs a command that writes into a folder, and ends it when the input of this script ends.

    supervise.py FOLDER SECONDS COMMAND...

So the command never outlives the program that starts it this way, however that ends. Signals to a
whole group of processes are left to that program. A command that would wait for ever is ended,
too: Pagefind does when its folder can't take another file, and when it is allowed too few threads,
which only shows in the time that it takes.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

SECONDS = 1.0
"""Between two checks whether a file can be created."""


def main() -> None:
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    folder, seconds, *command = sys.argv[1:]
    deadline = time.monotonic() + float(seconds)
    try:
        running = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    except OSError as error:
        sys.exit(str(error))
    looking, input_ended = threading.Lock(), threading.Event()

    def read() -> None:
        os.read(0, 1)
        input_ended.set()

    def wait() -> None:
        code = running.wait()
        with looking:
            os._exit(code if code >= 0 else 128 - code)

    ending = threading.Thread(target=wait)
    try:
        ending.start()
        threading.Thread(target=read, daemon=True).start()
    except RuntimeError as error:  # no more threads are allowed
        running.kill()
        sys.exit(str(error))
    fault = ""
    while not fault and not input_ended.wait(SECONDS):
        with looking:
            fault = _create_file(Path(folder))
            if time.monotonic() > deadline:
                fault = f"it was ended after {seconds} seconds: allow more processes (`ulimit -u`)"
    with suppress(OSError):  # nobody may hear of it any more
        print(fault, file=sys.stderr, flush=True)
    running.kill()
    ending.join()


def _create_file(folder: Path) -> str:
    """Create a file, and remove it. Return why it cannot be created, or nothing."""
    try:
        (folder / ".check").touch()
        (folder / ".check").unlink()
    except FileNotFoundError:  # there is no folder yet
        pass
    except OSError as error:
        return str(error)
    return ""


if __name__ == "__main__":
    main()
