"""Runs commands in forks of a process that has imported the program, which saves most of the time.

Each line of standard input is a JSON object: the words of a command, the folder to run it in, its
environment, the files for its standard output and standard error, and the seconds and seconds of
CPU time after which a signal ends it. Each line of output is JSON, too: the exit status, the
elapsed seconds and the CPU time.
"""

from __future__ import annotations

import gc
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
from pathlib import Path

import filelock  # noqa: F401 - the program imports these where it uses them
import imagesize  # noqa: F401
import jinja2
import material.templates
import PIL.Image
from markdown.extensions import attr_list, codehilite, fenced_code, tables  # noqa: F401
from mkdocs.config import load_config

import generator
from generator.build import software
from generator.cli import run
from generator.output.style_sheet import used_rules

SETTINGS = Path(__file__).with_name("example") / "mkdocs.yml"
THEME = Path(material.templates.__file__).parent


def main() -> None:
    """Run each command that standard input names, one after another, until it ends."""
    for module in pkgutil.walk_packages(generator.__path__, "generator."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    PIL.Image.init()
    _fill_caches()
    gc.freeze()  # a fork then copies less memory
    for line in sys.stdin:
        start, child = time.monotonic(), os.fork()
        if not child:
            _run(**json.loads(line))
        _, status, used = os.wait4(child, 0)
        elapsed = time.monotonic() - start
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        answer = os.waitstatus_to_exitcode(status), elapsed, used.ru_utime + used.ru_stime
        print(json.dumps(answer), flush=True)


def _fill_caches() -> None:
    """Compute what is the same in all builds, so that forks need not do that again.

    Nothing may be drawn here: in a fork, the threads that draw would be gone.
    """
    software.fingerprint()
    (sheet,) = THEME.glob("assets/stylesheets/main.*.css")
    extensions = frozenset(load_config(str(SETTINGS)).markdown_extensions)
    used_rules(sheet.read_text(encoding="utf-8"), extensions)
    _list_theme_once()


def _list_theme_once() -> None:
    """Let Jinja list the files of the theme once, without 14,000 that are hidden from MkDocs."""
    list_templates = jinja2.FileSystemLoader.list_templates
    all_files = list_templates(jinja2.FileSystemLoader(THEME))
    of_theme = [name for name in all_files if not name.startswith(".")]

    def list_all(loader: jinja2.FileSystemLoader) -> list[str]:
        if str(THEME) not in loader.searchpath:
            return list_templates(loader)
        others = [folder for folder in loader.searchpath if folder != str(THEME)]
        return sorted({*of_theme, *list_templates(jinja2.FileSystemLoader(others))})

    jinja2.FileSystemLoader.list_templates = list_all  # type: ignore[method-assign]


def _run(
    words: list[str],
    folder: str,
    environment: dict[str, str],
    outputs: list[str],
    seconds: tuple[int, int],
) -> None:
    os.setpgid(0, 0)
    signal.alarm(seconds[0])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds[1], seconds[1]))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, path in enumerate(outputs, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND), number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["coopnews", *words]
    try:
        run()
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    os._exit(1)


if __name__ == "__main__":
    main()
