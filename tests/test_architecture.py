"""Rules for the code itself: imports, sizes, dependencies, and what no file may contain."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
import tomllib
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support import REPOSITORY, tracked_files

PACKAGE = REPOSITORY / "generator"
ONLY = {
    "mkdocs": {"build"},
    "babel": {"content.cldr"},
    "yaml": {"build.settings", "content.front_matter"},
    "frontmatter": {"content.front_matter"},
    "pyromark": {"content.markdown"},
    "imagesize": {"content.images"},
    "rapidfuzz": {"content.suggestions", "newsroom.text_diff"},
    "sqlite3": {"open_data.sqlite", "system.store"},
    "jinja2": {"pages.template_engine"},
    "nh3": {"output.html"},
    "PIL": {"output.social_cards"},
    "typst": {"output.social_cards"},
    "rjsmin": {"output.assets"},
    "tinycss2": {"output.style_sheet"},
    "pygls": {"newsroom.language_server"},
    "lsprotocol": {"newsroom.language_server", "newsroom.language_features"},
    "watchfiles": {"build.preview", "system.watch"},
    "filelock": {"build.publish"},
    "trafilatura": {"newsroom.page_extract"},
    "subprocess": {"build.pagefind", "system.git", "system.supervise"},
    "click": {
        "cli",
        "newsroom.commands",
        "newsroom.check_command",
        "newsroom.init_command",
        "newsroom.new_command",
        "newsroom.translate_command",
        "build.commands",
        "system.console",
    },
}
"""The modules or packages that may import a library: replacing it changes no other file."""


def trees() -> dict[str, ast.Module]:
    """The syntax tree of each module, by its name without `generator.`."""
    paths = {path.relative_to(PACKAGE).with_suffix(""): path for path in PACKAGE.rglob("*.py")}
    return {
        ".".join(name.parts): ast.parse(path.read_text(encoding="utf-8"))
        for name, path in paths.items()
    }


def imports(tree: ast.Module) -> set[str]:
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return modules


def test_imports_keep_the_contracts_in_pyproject() -> None:
    """One direction between packages, no circles, and no disk, clock or processes in the core."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_each_library_is_imported_in_one_place() -> None:
    for name, tree in trees().items():
        for library in {full.split(".")[0] for full in imports(tree)} & ONLY.keys():
            assert ONLY[library] & {name, name.partition(".")[0]}, f"{name} imports {library}"


def test_no_group_of_an_expression_is_possessive() -> None:
    """Pythons before 3.11.5 let `(...)*+` match what it does not: an atomic group is right."""
    for path in PACKAGE.rglob("*.py"):
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
    assert max(sizes) <= 45


def test_modules_are_short() -> None:
    lengths = {
        str(path.relative_to(PACKAGE)): path.read_text(encoding="utf-8").count("\n")
        for path in PACKAGE.rglob("*.py")
    }
    assert {name: lines for name, lines in lengths.items() if lines > 400} == {}


def test_nothing_names_a_package_index_or_a_machine() -> None:
    index = rb"https?://(?:[\w.-]*\.)?(?:pypi|pythonhosted|npmjs)\b"
    machine = rb"[\"' (=]/(?:root|work)" + rb"/"  # in two parts, so as not to find itself
    unwanted = re.compile(index + rb"|" + machine)
    here = Path(__file__)
    unwanted_files = [
        p for p in tracked_files() if p.is_file() and p != here and unwanted.search(p.read_bytes())
    ]
    assert unwanted_files == []


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
    for requirement in map(Requirement, requires(name) or ()):
        needed = canonicalize_name(requirement.name)
        is_for_here = not requirement.marker or requirement.marker.evaluate({"extra": ""})
        with suppress(PackageNotFoundError):
            if is_for_here and needed not in seen and version(needed):
                seen.add(needed)
                _needed_by(needed, seen)
    return seen


def test_the_generator_knows_nothing_of_one_pair_of_countries() -> None:
    """Names of people, places and topics belong to a site; only scripts are named here."""
    names = r"pakistan|\bchina|karachi|gilgit|karakoram|beijing|islamabad|umar|saif|moitt|fibre"
    for path in PACKAGE.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in (".pyc",):
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not re.search(names, text, re.I), path
