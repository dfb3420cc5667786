"""Runs commands in forks of a process that has imported the program, which saves most of the time.

    server.py LOG SECONDS

Each line of standard input is JSON: the folder to run a command in, and its arguments. Each line
of output is JSON, too: exit status, elapsed seconds and CPU time. What a command prints goes to
the file LOG. A signal ends a command after SECONDS, and after 10 seconds of CPU time.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import resource
import signal
import sys
import time
import traceback
from contextlib import suppress

import generator
from generator.cli import run


def main() -> None:
    log, timeout = sys.argv[1], int(sys.argv[2])
    for module in pkgutil.walk_packages(generator.__path__, "generator."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for line in sys.stdin:
        start, child = time.monotonic(), os.fork()
        if not child:
            folder, *words = json.loads(line)
            os.chdir(folder)
            _run(words, log, timeout)
        _, status, used = os.wait4(child, 0)
        answer = os.waitstatus_to_exitcode(status), time.monotonic() - start
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        print(json.dumps([*answer, used.ru_utime + used.ru_stime]), flush=True)


def _run(words: list[str], log: str, timeout: int) -> None:
    os.setpgid(0, 0)
    signal.alarm(timeout)
    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(file, 1)
    os.dup2(file, 2)
    sys.argv = ["coopnews", *words]
    try:
        run()
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    os._exit(1)


if __name__ == "__main__":
    main()
