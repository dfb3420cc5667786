"""`make` works in a fresh clone, after an interrupted attempt, and cleans up after itself."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support import REPOSITORY, run_git

PYTHON = """#!/bin/sh
if [ "$1" = -c ]; then exit 0; fi
rm -rf .venv
echo "$@" >> calls
mkdir -p .venv/bin && touch .venv/bin/python
if [ -e no-venv ]; then exit 1; fi
printf '#!/bin/sh\\necho "pip $@"\\n' > .venv/bin/pip
chmod +x .venv/bin/pip
rm .venv/bin/python && cp .venv/bin/pip .venv/bin/python
"""
"""A Python that makes an environment like a real one; with a file `no-venv` it can only begin."""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of which only the Makefile and what it depends on matter."""
    for path in ("Makefile", "pyproject.toml", "requirements/site.txt", ".gitignore"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / path, tmp_path / path)
    (tmp_path / "python").write_text(PYTHON, encoding="utf-8")
    (tmp_path / "python").chmod(0o755)
    return tmp_path


def make(clone: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", *words], cwd=clone, capture_output=True, text=True, check=False)


def test_make_says_what_to_install_and_works_after_that(clone: Path) -> None:
    (clone / "no-venv").touch()
    result = make(clone, "PYTHON=./python", ".venv/.site")
    assert result.returncode == 2
    assert "install the package python3-venv" in result.stdout
    assert not (clone / ".venv").exists()
    (clone / "no-venv").unlink()
    result = make(clone, "PYTHON=./python", ".venv/.site")
    assert result.returncode == 0, result.stderr
    assert "pip install" in result.stdout


def test_make_begins_again_with_an_environment_that_is_not_complete(clone: Path) -> None:
    """As Ctrl-C leaves it."""
    (clone / ".venv/bin").mkdir(parents=True)
    (clone / ".venv/bin/python").touch()
    assert make(clone, "PYTHON=./python", ".venv/.site").returncode == 0
    assert (clone / "calls").read_text(encoding="utf-8") == "-m venv --clear .venv\n"
    (clone / ".venv/.site").unlink()
    assert make(clone, "PYTHON=./python", ".venv/.site").returncode == 0
    assert (clone / "calls").read_text(encoding="utf-8").count("\n") == 1


def test_make_says_that_python_is_missing(clone: Path) -> None:
    result = make(clone, "PYTHON=python9", ".venv/.site")
    assert result.returncode == 2
    assert "Python 3.11 or newer is needed" in result.stdout


def test_pip_shows_its_progress(clone: Path) -> None:
    result = make(clone, "PYTHON=./python", ".venv/.site")
    (install,) = [line for line in result.stdout.splitlines() if "--require-hashes" in line]
    assert "--quiet" not in install


def test_make_clean_leaves_nothing_that_git_ignores(clone: Path) -> None:
    run_git(clone, "init", "-q")
    ignored = [line for line in (clone / ".gitignore").read_text().split("\n") if line[:1] != "#"]
    for pattern in filter(None, ignored):
        path = clone / pattern.replace("*", "x").strip("/") / "file"
        if "__pycache__" in pattern:
            path = clone / "generator/checks/__pycache__/file"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert make(clone, "clean").returncode == 0
    words = ["git", "status", "--ignored", "--porcelain"]
    status = subprocess.run(words, cwd=clone, capture_output=True, text=True, check=True).stdout
    assert "!!" not in status
