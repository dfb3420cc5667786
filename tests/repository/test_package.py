"""The wheel works in an empty folder, without this repository."""

from __future__ import annotations

import email
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from generator import __version__
from generator.newsroom.new_site import PACKAGE
from tests.support import REPOSITORY, tracked_files

pytestmark = pytest.mark.xdist_group("package")  # the wheel is made once
OFFLINE = ("--no-index", "--no-deps", "--disable-pip-version-check", "--quiet")


def pip(*words: str, cwd: Path) -> None:
    command = [sys.executable, "-m", "pip", *words]
    result = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the files that git tracks."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for path in tracked_files():
        name = path.relative_to(REPOSITORY)
        if path.is_file() and (name.parts[0] == "generator" or len(name.parts) == 1):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, source / name)
    pip("wheel", *OFFLINE, "--no-build-isolation", "-w", str(target), ".", cwd=source)
    (path,) = target.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel is installed; what it needs is installed elsewhere."""
    folder = tmp_path_factory.mktemp("installed")
    pip("install", *OFFLINE, "--target", str(folder), str(wheel), cwd=folder)
    return folder


def run_installed(folder: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, "-P", "-m", "generator", *words]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def test_an_installed_wheel_starts_and_builds_a_site(installed: Path, tmp_path: Path) -> None:
    words = ("init", "site", "--name", "Health Record", "--topic", "Hospitals")
    result = run_installed(installed, *words, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    result = run_installed(installed, "build", "--verify", cwd=tmp_path / "site")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "site/site/assets/site.css").exists()
    requirements = (tmp_path / "site/requirements.txt").read_text(encoding="utf-8")
    source = "https://github.com/karakoram-record/cooperation-news"
    assert f"{PACKAGE} @ git+{source}\n" in requirements, "a wheel on this disk has no address"
    readme = (tmp_path / "site/README.md").read_text(encoding="utf-8")
    assert f"{source}/blob/main/docs/contribute/own-site.md" in readme


def test_the_wheel_holds_every_file_of_the_generator(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    tracked = {path.relative_to(REPOSITORY).as_posix() for path in tracked_files()}
    assert {name for name in tracked if name.startswith("generator/")} <= names
    assert {name.partition("/")[0] for name in names} == {
        "generator",
        f"cooperation_news-{__version__}.dist-info",
    }


def test_the_metadata_says_what_it_is_and_where_to_read_more(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (name,) = [name for name in archive.namelist() if name.endswith("dist-info/METADATA")]
    metadata = email.message_from_bytes(archive.read(name))
    assert metadata["License-Expression"] == "MIT"
    urls = dict(line.split(", ") for line in metadata.get_all("Project-URL", []))
    assert urls.keys() == {"Changelog", "Documentation", "Issues", "Source"}
    page = urls["Documentation"].partition("/blob/main/")[2]
    assert (REPOSITORY / page).is_file()
    classifiers = metadata.get_all("Classifier", [])
    assert "Programming Language :: Python :: 3.11" in classifiers


def test_no_hint_installs_a_name_that_is_not_there() -> None:
    """The package isn't released on an index yet: only its repository can be named."""
    for path in tracked_files():
        if path.suffix in (".py", ".md", ".jinja", ".yml", ".txt") and path != Path(__file__):
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not re.search(rf"pip install [\"'`]?{PACKAGE}\b", text), path
