"""A folder reads and writes regular files, and nothing that a link leads to."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.system import files
from generator.system.files import Folder, NotAFile
from tests.support import read_files
from tests.system.traps import Trap, link_to_a_file, link_to_nothing, snapshot, stray_story


@pytest.fixture(params=[True, False], ids=["openat", "no openat"])
def either_system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that opens files relative to a folder, and one that cannot, as Windows."""
    assert files._HAS_DIR_FD
    if not request.param:
        monkeypatch.setattr(files, "_HAS_DIR_FD", False)


@pytest.mark.usefixtures("either_system")
def test_a_folder_reads_and_writes_what_is_below_it(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "folder")
    folder.write("a/b/c.md", "one")
    folder.write("a/b/c.md", b"two")
    folder.write_new("new.md", "three")
    folder.write("new.md", "four")
    folder.move("new.md", "a/d/moved.md")
    assert read_files(tmp_path / "folder") == {"a/b/c.md": b"two", "a/d/moved.md": b"four"}
    folder.remove("a/b/c.md")
    folder.remove("a/b/c.md")
    assert not folder.exists("a/b/c.md")
    with pytest.raises(FileNotFoundError):
        folder.read("a/b/c.md")
    with pytest.raises(FileExistsError):
        folder.write_new("a/d/moved.md", "")
    assert folder.read("a/d/moved.md") == b"four"


USES: dict[str, Callable[[Folder, str], object]] = {
    "read": lambda folder, path: folder.read(path),
    "write": lambda folder, path: folder.write(path, "mine"),
    "write_new": lambda folder, path: folder.write_new(path, "mine"),
    "move": lambda folder, path: folder.move("plain.md", path),
    "move away": lambda folder, path: folder.move(path, "elsewhere.md"),
    "remove": lambda folder, path: folder.remove(path),
}


@pytest.mark.usefixtures("either_system")
@pytest.mark.parametrize("use", USES.values(), ids=USES.keys())
def test_no_use_of_a_folder_follows_a_link_or_waits(
    tmp_path: Path, outside: Path, trap: Trap, use: Callable[[Folder, str], object]
) -> None:
    """Neither when the file is something else, nor when a folder that leads to it is a link."""
    root = tmp_path / "folder"
    root.mkdir()
    (root / "plain.md").write_text("plain", encoding="utf-8")
    trap(root / "trap.md", outside)
    (root / "linked").symlink_to(outside)
    before = snapshot(outside)
    for path in ("trap.md", "linked/trap.md", "linked/empty/new.md"):
        try:
            use(Folder(root), path)
        except (NotAFile, FileExistsError, FileNotFoundError) as error:
            assert str(root) in str(error)
    assert snapshot(outside) == before


@pytest.mark.parametrize(
    "path", ["", ".", "..", "../outside/trap.md", "a/../../outside/trap.md", "/etc/passwd", "a\0b"]
)
def test_no_path_leads_out_of_a_folder(tmp_path: Path, outside: Path, path: str) -> None:
    folder = Folder(tmp_path / "folder")
    folder.write("a/b.md", "")
    for use in USES.values():
        with pytest.raises((NotAFile, FileNotFoundError)):
            use(folder, path)
    assert read_files(outside) == {"trap.md": stray_story().encode()}


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    """It keeps its permissions, and another name of the old file keeps the old words."""
    folder = Folder(tmp_path)
    folder.write("a.md", "old")
    (tmp_path / "a.md").chmod(0o600)
    (tmp_path / "same.md").hardlink_to(tmp_path / "a.md")
    with pytest.raises(KeyboardInterrupt), folder.writing("a.md") as file:
        file.write(b"ne")
        raise KeyboardInterrupt
    assert read_files(tmp_path) == {"a.md": b"old", "same.md": b"old"}
    folder.write("a.md", "new")
    assert read_files(tmp_path) == {"a.md": b"new", "same.md": b"old"}
    assert stat.S_IMODE((tmp_path / "a.md").stat().st_mode) == 0o600


@pytest.mark.parametrize("link", [link_to_a_file, link_to_nothing])
def test_a_link_with_the_name_of_the_temporary_file_is_not_followed(
    tmp_path: Path, outside: Path, link: Trap
) -> None:
    folder = Folder(tmp_path / "folder")
    folder.write("a.md", "old")
    link(tmp_path / "folder" / ".new-a.md", outside)
    before = snapshot(outside)
    folder.write("a.md", "new")
    assert (snapshot(outside), folder.read("a.md")) == (before, b"new")


def test_a_file_with_the_longest_name_is_written(tmp_path: Path) -> None:
    name = "x" * 252 + ".md"
    Folder(tmp_path).write(name, "words")
    assert read_files(tmp_path) == {name: b"words"}
