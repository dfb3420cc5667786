"""What was read is kept for the next command, which says what it would say without."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from generator.build import stamp
from generator.build.parse_cache import ParseCache
from generator.build.thaw import frozen, thawed
from generator.content.model import Kind, State
from generator.newsroom import workspace as newsroom
from generator.newsroom.workspace import Workspace
from generator.system import file_tree
from tests.support import STORY, says

UMAR = "content/people/umar-saif.md"


@pytest.fixture(autouse=True)
def no_file_is_young(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_tree, "_YOUNG", 0)


def opened(site: Path, today: date | None = None) -> Workspace:
    room = newsroom.open_workspace(str(site / "mkdocs.yml"), today=today)
    newsroom.save_cache(room)
    return room


def rewritten(path: str, old: str, new: str) -> Callable[[Path], None]:
    def change(site: Path) -> None:
        text = (site / path).read_text(encoding="utf-8")
        assert old in text
        (site / path).write_text(text.replace(old, new), encoding="utf-8")

    return change


def of_the_same_look(site: Path) -> None:
    """An edit that leaves a file's size and its time of writing as they were."""
    seen = (site / STORY).stat()
    rewritten(STORY, "fibre", "fiber")(site)
    os.utime(site / STORY, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def with_another_folder(site: Path) -> None:
    shutil.move(site / "content", site / "texts")
    settings = "plugins: [cooperation-news: {content_dir: texts}]"
    rewritten("mkdocs.yml", "plugins: [cooperation-news]", settings)(site)


CHANGES: dict[str, Callable[[Path], None]] = {
    "nothing": lambda _: None,
    "an edit": rewritten(STORY, "title: ", "title: New "),
    "an edit that cannot be seen": of_the_same_look,
    "a mistake": rewritten(STORY, "topics:", "topic:"),
    "a noun that is gone": lambda site: (site / UMAR).unlink(),
    "a noun by another name": lambda site: shutil.move(site / UMAR, site / UMAR.replace("-", "")),
    "a folder by another name": with_another_folder,
}


@pytest.mark.parametrize("what", CHANGES)
def test_after_any_change_all_is_as_if_nothing_were_kept(site: Path, what: str) -> None:
    opened(site)
    CHANGES[what](site)
    warm = opened(site)
    shutil.rmtree(site / ".cache")
    assert says(warm.edition) == says(opened(site).edition)


def test_on_another_day_the_problems_are_those_of_that_day(site: Path) -> None:
    """What the dates of a file mean depends on the day: so it is no part of what is kept."""
    days = [date(2026, 1, 1), date(2024, 2, 1), date(2024, 2, 1), date(2026, 1, 1)]
    warm = [opened(site, day).edition for day in days]
    for day, made in zip(days, warm, strict=True):
        shutil.rmtree(site / ".cache")
        assert says(made) == says(opened(site, day).edition)
        assert made.can_be_published == (day.year == 2026)


def test_what_was_missing_and_has_come_is_no_problem_any_more(site: Path) -> None:
    text = (site / UMAR).read_text(encoding="utf-8")
    (site / UMAR).unlink()
    assert opened(site).edition.problems
    (site / UMAR).write_text(text, encoding="utf-8")
    assert not opened(site).edition.problems


def test_only_what_has_changed_is_read_again(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(site)
    rewritten(STORY, "title: ", "title: New ")(site)
    read: list[str] = []
    monkeypatch.setattr("generator.build.project.analyse_file", _noting(read))
    opened(site)
    assert read == [STORY.removeprefix("content/")]


def _noting(read: list[str]) -> Callable[..., object]:
    from generator.index.analysis import analyse_file  # noqa: PLC0415 - before it is replaced

    def noted(path: str, *rest: object) -> object:
        read.append(path)
        return analyse_file(path, *rest)  # type: ignore[arg-type]

    return noted


def stored_files(workspace: Workspace, tools: str) -> dict[str, object]:
    """The stored results that hold for the files as they are, when these tools load them."""
    file = workspace.cache_file._replace(tools=tools)
    tree = file_tree.read_tree(workspace.folder, "content")
    cache = ParseCache.load(file)
    return dict(cache.valid_analyses(tree.signatures, workspace.edition.context))


def test_results_of_other_tools_are_ignored(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = opened(site)
    assert stored_files(workspace, stamp.tools())
    monkeypatch.setattr(stamp.sys, "version", "another")
    assert not stored_files(workspace, stamp.tools())


@pytest.mark.parametrize("damage", [b"", b"x" * 40, pickle.dumps(os.getcwd)])
def test_damaged_and_foreign_results_are_ignored(site: Path, damage: bytes) -> None:
    workspace = opened(site)
    workspace.cache_file.cache.put(workspace.cache_file.key, damage)
    assert not stored_files(workspace, stamp.tools())
    assert says(opened(site).edition) == says(workspace.edition)


@pytest.mark.parametrize("word", [*State, *Kind])
def test_a_word_is_kept_as_its_value(word: State | Kind) -> None:
    """Python 3.11.2, which is Debian's, would keep `getattr`, and nothing that holds it is read."""
    assert thawed(frozen(word)) is word
