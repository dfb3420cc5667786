"""Runs commands for tests, most of them in forks of one process."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path


def run(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a program, and return its exit code and output."""
    return subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)


class CommandServer:
    """Runs commands in forks of one process, which saves most of the time that they take."""

    def __init__(
        self, before: Sequence[str] = (), environment: Mapping[str, str] | None = None
    ) -> None:
        """Start the process. `before` is a command that runs it."""
        server = Path(__file__).with_name("command_server.py")
        self._process = subprocess.Popen(
            [*before, sys.executable, "-P", str(server)], env=environment, text=True,
            start_new_session=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def run(
        self,
        *words: str,
        cwd: Path,
        outputs: Sequence[Path],
        environment: Mapping[str, str],
        seconds: int = 300,
        cpu_seconds: int = 300,
    ) -> tuple[int, float, float]:
        """Run a command, and return its exit code, the elapsed seconds and its CPU time.

        It writes its standard output and standard error to `outputs`. A signal ends it after so
        many seconds, or so many of CPU time.
        """
        assert self._process.stdin and self._process.stdout
        request = {"words": words, "folder": str(cwd), "environment": dict(environment)}
        request |= {"outputs": list(map(str, outputs)), "seconds": [seconds, cpu_seconds]}
        self._process.stdin.write(f"{json.dumps(request)}\n")
        self._process.stdin.flush()
        code, elapsed, cpu = json.loads(self._process.stdout.readline())
        return code, elapsed, cpu

    def close(self) -> None:
        with self._process:
            self._process.kill()


def _startup_environment() -> dict[str, str]:
    """Return the variables that Python reads when it starts."""
    names = ("PYTHON", "LC_", "LANG", "TZ")
    return {name: value for name, value in os.environ.items() if name.startswith(names)}


_AT_FIRST = _startup_environment()


@cache
def _command_server() -> tuple[CommandServer, list[Path]]:
    folder = tempfile.TemporaryDirectory()
    server = CommandServer()
    atexit.register(folder.cleanup)
    atexit.register(server.close)
    return server, [Path(folder.name, name) for name in ("stdout", "stderr")]


def coopnews(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command `coopnews`, and return its exit code and output.

    Tests of processes, signals, imports and the environment run `start_coopnews` instead.
    """
    if sys.platform != "linux" or _startup_environment() != _AT_FIRST:
        return start_coopnews(*words, cwd=cwd)
    server, outputs = _command_server()
    code, _, _ = server.run(*words, cwd=cwd, outputs=outputs, environment=os.environ)
    texts = (path.read_text(encoding="utf-8") for path in outputs)
    return subprocess.CompletedProcess(["coopnews", *words], code, *texts)


def start_coopnews(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Do the same in a new process."""
    return run(sys.executable, "-m", "generator", *words, cwd=cwd)
