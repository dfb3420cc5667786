"""The same content gives the same bytes, wherever, whenever and however it is built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import EXAMPLE
from .test_stamp import files_of

DAY = ("--today", "2026-01-01")


def build(site: Path, *words: str, **environment: str) -> dict[str, bytes]:
    """The files of the site, by path; what `words` leave out is left out."""
    command = [sys.executable, "-m", "generator", "build", "-q", "--no-cache", *DAY, *words]
    subprocess.run(command, cwd=site, env={**os.environ, **environment}, check=True)
    return files_of(site / "site")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    site = tmp_path_factory.mktemp("first") / "site-source"
    shutil.copytree(EXAMPLE, site, ignore=shutil.ignore_patterns("expected"))
    return build(site, "--no-search")


@pytest.mark.parametrize(
    ("words", "environment"),
    [
        (("-j1",), {"PYTHONHASHSEED": "1"}),
        (("-j3",), {"PYTHONHASHSEED": "2"}),
        ((), {"TZ": "Asia/Karachi", "LC_ALL": "C"}),
        ((), {"TZ": "America/Los_Angeles", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}),
    ],
    ids=["one process", "three processes", "another time zone", "another language"],
)
def test_the_machine_does_not_matter(
    site: Path, first: dict[str, bytes], words: tuple[str, ...], environment: dict[str, str]
) -> None:
    assert build(site, "--no-search", *words, **environment) == first


def test_the_place_the_order_and_the_age_of_files_do_not_matter(
    tmp_path: Path, first: dict[str, bytes]
) -> None:
    """Nor who may read them."""
    other = tmp_path / "another place" / "with a longer name"
    for number, file in enumerate(sorted(EXAMPLE.rglob("*"), reverse=True)):
        if file.is_file() and "expected" not in file.parts:
            copy = other / file.relative_to(EXAMPLE)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
            copy.chmod(0o600)
            os.utime(copy, (number * 1000, number * 1000))
    assert build(other, "--no-search") == first


def test_the_day_matters_only_where_it_is_named(site: Path, first: dict[str, bytes]) -> None:
    """The clock says nothing, once a day is named; nor does the other way to name it."""
    other = {"SOURCE_DATE_EPOCH": "86400"}  # `--today` counts, where both are given
    assert build(site, "--no-search", **other) == first
