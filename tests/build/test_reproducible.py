"""The same content gives the same bytes, wherever, whenever and however it is built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support import EXAMPLE, copy_example, copy_own_site, read_files

pytestmark = pytest.mark.xdist_group("same bytes")

DAY = ("--today", "2026-01-01")
LAST_SECOND = datetime(2026, 1, 1, 23, 59, 59, tzinfo=UTC).timestamp()
"""Of that day; to the east another has begun."""
BACKWARDS = """
import os

list_all, scan = os.listdir, os.scandir

class Backwards:
    def __init__(self, folder="."):
        with scan(folder) as found:
            self.left = sorted(found, key=lambda entry: entry.name)
    def __iter__(self):
        return self
    def __next__(self):
        if self.left:
            return self.left.pop()
        raise StopIteration
    def __enter__(self):
        return self
    def __exit__(self, *_):
        self.left = []
    def close(self):
        self.left = []

os.scandir = Backwards
os.listdir = lambda folder=".": sorted(list_all(folder), reverse=True)
"""
"""A machine whose folders tell of their files from Z to A."""


def run(
    where: Path, *words: str, day: tuple[str, ...] = DAY, umask: int = -1, **environment: str
) -> None:
    """Builds a site; what `words` leave out is left out."""
    command = [sys.executable, "-m", "generator", "build", "-q", "--no-cache", *day, *words]
    around = {**os.environ, **environment}
    subprocess.run(command, cwd=where, env=around, umask=umask, check=True)


def build(site: Path, *words: str, **around: Any) -> dict[str, bytes]:
    """The files of the site, by path."""
    run(site, *words, **around)
    return read_files(site / "site")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return build(copy_example(tmp_path_factory.mktemp("first")), "--no-search")


@pytest.mark.parametrize(
    ("words", "environment"),
    [
        (("-j1",), {"PYTHONHASHSEED": "1"}),
        (("-j3",), {"PYTHONHASHSEED": "2"}),
        ((), {"TZ": "Asia/Karachi", "LC_ALL": "C"}),
        ((), {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}),
        ((), {"LC_ALL": "C.UTF-8", "HOME": "/nowhere", "USER": "somebody", "COLUMNS": "20"}),
        ((), {"TZ": "America/Los_Angeles", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}),
    ],
    ids=[
        "one process",
        "three processes",
        "another time zone",
        "letters of ASCII alone",
        "another person",
        "another language",
    ],
)
def test_the_machine_does_not_matter(
    site: Path, first: dict[str, bytes], words: tuple[str, ...], environment: dict[str, str]
) -> None:
    assert build(site, "--no-search", *words, **environment) == first


def test_the_place_the_order_and_the_age_of_files_do_not_matter(
    tmp_path: Path, first: dict[str, bytes]
) -> None:
    """Nor who may read them."""
    other = tmp_path / "another place" / "with a longer näme & <b> %20"
    for number, file in enumerate(sorted(EXAMPLE.rglob("*"), reverse=True)):
        if file.is_file() and "expected" not in file.parts:
            copy = other / file.relative_to(EXAMPLE)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
            copy.chmod(0o600)
            os.utime(copy, (number * 1000, number * 1000))
    assert build(other, "--no-search", umask=0o077) == first


def test_the_order_in_which_folders_tell_of_files_does_not_matter(
    site: Path, tmp_path: Path, first: dict[str, bytes]
) -> None:
    (tmp_path / "sitecustomize.py").write_text(BACKWARDS, encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    asked = [sys.executable, "-c", "import os; print(os.listdir())"]
    told = subprocess.check_output(
        asked, cwd=site, env={**os.environ, "PYTHONPATH": paths}, text=True
    )
    assert told.strip() == "['mkdocs.yml', 'docs', 'content']"
    assert build(site, "--no-search", PYTHONPATH=paths) == first


def test_from_where_it_is_built_does_not_matter(
    site: Path, tmp_path: Path, first: dict[str, bytes]
) -> None:
    run(site / "docs", "--no-search", "-f", "../mkdocs.yml", "-d", str(tmp_path / "made"))
    assert read_files(tmp_path / "made") == first


def test_the_day_matters_only_where_it_is_named(site: Path, first: dict[str, bytes]) -> None:
    """The clock says nothing, once a day is named; nor does the other way to name it."""
    other = {"SOURCE_DATE_EPOCH": "86400"}  # `--today` counts, where both are given
    assert build(site, "--no-search", **other) == first


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_day_that_is_named_in_seconds_is_the_same_day_everywhere(
    site: Path, first: dict[str, bytes], zone: str
) -> None:
    named = {"SOURCE_DATE_EPOCH": f"{LAST_SECOND:.0f}", "TZ": zone}
    assert build(site, "--no-search", day=(), **named) == first


def test_another_day_is_another_site(site: Path, first: dict[str, bytes]) -> None:
    """Or the rules about days would say nothing."""
    assert build(site, "--no-search", day=("--today", "2024-06-01")) != first


def test_the_day_of_the_build_is_nowhere_in_the_site(first: dict[str, bytes]) -> None:
    """Whatever a build took from the clock would be other bytes tomorrow."""
    now = datetime.now(UTC)
    forms = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d %b %Y", "%d %B %Y", "%B %d, %Y")
    days = {now.strftime(form).lstrip("0").encode() for form in forms}
    assert not [path for path, data in first.items() if any(day in data for day in days)]


NO_MKDOCS = 'raise ImportError("this is a site that is built without MkDocs")'
COOPNEWS_ON_PROPERDOCS = """
import properdocs.replacement  # from here on, `mkdocs` is ProperDocs
from generator.cli import run
run()
"""


@pytest.fixture
def without_mkdocs(tmp_path: Path) -> dict[str, str]:
    """An environment in which MkDocs itself can't be imported, and the day is named."""
    (tmp_path / "fake/mkdocs").mkdir(parents=True)
    (tmp_path / "fake/mkdocs/__init__.py").write_text(NO_MKDOCS, encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path / "fake"), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": paths, "SOURCE_DATE_EPOCH": f"{LAST_SECOND:.0f}"}


def built_by(site: Path, environment: dict[str, str], *words: str) -> dict[str, bytes]:
    """The files of a site that a command built, without the search: its names are random."""
    shutil.rmtree(site / "site", ignore_errors=True)
    subprocess.run([sys.executable, *words], cwd=site, env=environment, check=True)
    files = read_files(site / "site")
    return {path: data for path, data in files.items() if not path.startswith("pagefind/")}


def test_properdocs_is_the_version_that_is_promised() -> None:
    assert version("properdocs") == "1.6.7"


def test_properdocs_makes_the_bytes_that_mkdocs_makes(
    site: Path, without_mkdocs: dict[str, str]
) -> None:
    with_mkdocs = {**os.environ, "SOURCE_DATE_EPOCH": without_mkdocs["SOURCE_DATE_EPOCH"]}
    theirs = built_by(site, with_mkdocs, "-m", "mkdocs", "build", "-q")
    assert built_by(site, without_mkdocs, "-m", "properdocs", "build", "-q") == theirs
    assert "articles/2024/fibre-is-laid/index.html" in theirs


def test_coopnews_makes_the_same_bytes_on_properdocs(
    site: Path, first: dict[str, bytes], without_mkdocs: dict[str, str]
) -> None:
    words = ("-c", COOPNEWS_ON_PROPERDOCS, "build", "-q", "--no-cache", "--no-search")
    assert built_by(site, without_mkdocs, *words) == first


def test_an_edition_in_another_language_has_the_same_bytes_on_properdocs(
    translated_site: Path, without_mkdocs: dict[str, str]
) -> None:
    words = ("build", "-q", "--no-cache", "--no-search", "--no-pictures", *DAY)
    theirs = built_by(translated_site, dict(os.environ), "-m", "generator", *words)
    ours = built_by(translated_site, without_mkdocs, "-c", COOPNEWS_ON_PROPERDOCS, *words)
    assert ours == theirs
    assert "ur/articles/2024/fibre-is-laid/index.html" in ours


def test_our_own_site_has_the_same_bytes_on_properdocs(
    tmp_path: Path, without_mkdocs: dict[str, str]
) -> None:
    """In English, with every handwritten page: these are what MkDocs renders."""
    site = tmp_path / "own"
    copy_own_site(site)
    for language in ("ur", "zh"):
        for folder in ("content", "docs"):
            shutil.rmtree(site / folder / language, ignore_errors=True)
    settings = yaml.safe_load((site / "mkdocs.yml").read_text(encoding="utf-8"))
    settings["plugins"][0]["cooperation-news"]["languages"] = ["en"]
    (site / "mkdocs.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    # Its pictures are drawn without MkDocs, and drawing them takes most of the time.
    words = ("build", "-q", "--no-cache", "--no-search", "--no-pictures", "--today", "2026-12-01")
    theirs = built_by(site, dict(os.environ), "-m", "generator", *words)
    ours = built_by(site, without_mkdocs, "-c", COOPNEWS_ON_PROPERDOCS, *words)
    assert ours == theirs
    assert len(ours) > 1000
