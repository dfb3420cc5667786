"""The rules of the house itself."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import tomllib
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .conftest import REPOSITORY

PACKAGE = REPOSITORY / "generator"
ROOMS = (
    "process supervise "
    "problem difference forms hidden target markdown model lexicon annotate pictures fields shapes "
    "mend "
    "clipping jsonline wording read library front naming speakers links markup together check gist "
    "filing index site beginning writing data database marginalia related timeline volumes "
    "schema templates desk page twin render edition report policy html compared frame says "
    "sitemap wayfinding feeds search proof export drawing style clock files history jobs "
    "publish press indexing stamp thaw memory amend assets cabinet plugin config preview "
    "build newsroom commands cli __main__"
).split()
"""From the foundation up: a room imports only what stands before it."""

ONLY = {
    "mkdocs": {"plugin", "config", "preview", "build"},
    "watchdog": {"preview"},
    "yaml": {"read"},
    "frontmatter": {"read"},
    "pyromark": {"markdown"},
    "nh3": {"html"},
    "jinja2": {"templates", "desk"},
    "typst": {"drawing"},
    "imagesize": {"pictures"},
    "tinycss2": {"style"},
    "sqlite3": {"database"},
    "click": {"commands", "cli"},
    "rapidfuzz": {"problem", "difference"},
    "trafilatura": {"clipping"},
    "subprocess": {"indexing", "history", "supervise"},
}
"""Who alone may know a library."""


def trees() -> dict[str, ast.Module]:
    files = {path.stem: path for path in PACKAGE.glob("*.py") if path.stem != "__init__"}
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in files.items()}


def imports(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_every_room_is_in_the_picture() -> None:
    assert set(trees()) == set(ROOMS)


def test_imports_run_downwards() -> None:
    for name, tree in trees().items():
        above = ROOMS[ROOMS.index(name) :]
        ours = {full.split(".")[1] for full in imports(tree) if full.startswith("generator.")}
        assert not ours & set(above), name


def test_each_library_is_known_in_its_room_alone() -> None:
    for name, tree in trees().items():
        for library in {full.split(".")[0] for full in imports(tree)} & ONLY.keys():
            assert name in ONLY[library], f"{name} imports {library}"


def test_the_core_knows_no_clock_environment_network_or_disk() -> None:
    doors = set("clock files history indexing jobs publish plugin config preview build".split())
    doors |= {"process", "supervise", "newsroom", "commands", "cli", "__main__"}
    for name, tree in trees().items():
        if name not in doors:
            unwanted = {"os", "time", "random", "socket", "urllib.request", "shutil", "tempfile"}
            assert not imports(tree) & unwanted, name


def test_no_group_of_an_expression_is_possessive() -> None:
    """Pythons before 3.11.5 let `(...)*+` match what it does not: an atomic group is right."""
    for path in PACKAGE.glob("*.py"):
        possessive = re.search(r"\)(?:[*?+]|\{[\d,]+\})\+", path.read_text(encoding="utf-8"))
        assert not possessive, path.name


def test_functions_are_small() -> None:
    sizes = [
        (node.end_lineno or 0) - node.body[0].lineno + 1
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    ]
    assert statistics.median(sizes) <= 8
    assert max(sizes) <= 60


def tracked() -> list[Path]:
    words = ["git", "ls-files", "-z"]
    done = subprocess.run(words, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return [REPOSITORY / name for name in done.stdout.split("\0") if name]


def test_nothing_names_a_package_index_or_a_machine() -> None:
    index = rb"https?://(?:[\w.-]*\.)?(?:pypi|pythonhosted|npmjs)\b"
    machine = rb"[\"' (=]/(?:root|work)" + rb"/"  # in two parts, so as not to find itself
    unwanted = re.compile(index + rb"|" + machine)
    here = Path(__file__)
    found = [p for p in tracked() if p.is_file() and p != here and unwanted.search(p.read_bytes())]
    assert found == []


def test_every_dependency_is_pinned() -> None:
    pins = (REPOSITORY / "requirements" / "test.txt").read_text(encoding="utf-8").lower()
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = project["dependencies"] + project["optional-dependencies"]["test"]
    wanted = [re.match(r"[\w-]+", line)[0] for line in needed]  # type: ignore[index]
    for name in wanted:
        assert re.search(rf"^{re.escape(name.lower())}==", pins, re.M), name


def test_the_licence_of_every_package_that_is_installed_with_ours_is_listed() -> None:
    text = (REPOSITORY / "THIRD-PARTY.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| ([a-z0-9-]+) \| [A-Z]", text, flags=re.MULTILINE))
    assert listed >= _needed_by("cooperation-news", set())


def _needed_by(name: str, seen: set[str]) -> set[str]:
    """The packages that a package needs, and what they need."""
    for one in map(Requirement, requires(name) or ()):
        needed = canonicalize_name(one.name)
        is_for_here = not one.marker or one.marker.evaluate({"extra": ""})
        with suppress(PackageNotFoundError):
            if is_for_here and needed not in seen and version(needed):
                seen.add(needed)
                _needed_by(needed, seen)
    return seen
