"""Reading a folder reports unreadable, large and special files, and reads all others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.system import file_tree
from generator.system.file_tree import FILE_BYTES, is_below_ignored, read_tree


def test_a_folder_has_a_bounded_number_of_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_tree, "MOST_FILES", 2)
    for name in "abc":
        (tmp_path / name).touch()
    tree = read_tree(tmp_path, "content")
    assert [str(problem) for problem in tree.problems] == [
        "content:1:1: too-many-files: there are more than 2 files here"
    ]


def test_a_file_has_a_bounded_size(tmp_path: Path) -> None:
    """A text may have 1 MiB, an image 8 MiB."""
    (tmp_path / "most.md").write_bytes(b"x" * FILE_BYTES)
    (tmp_path / "more.md").write_bytes(b"x" * (FILE_BYTES + 1))
    (tmp_path / "map.png").write_bytes(b"x" * (FILE_BYTES + 1))
    (tmp_path / "scan.png").write_bytes(b"x" * (8 * FILE_BYTES + 1))
    tree = read_tree(tmp_path, "content")
    assert [str(problem) for problem in tree.problems] == [
        "content/more.md:1:1: too-large: the file is larger than 1 MiB",
        "content/scan.png:1:1: too-large: the file is larger than 8 MiB",
    ]
    assert set(tree.texts) == {"most.md", "map.png"}


def test_symbolic_links_are_not_followed(tmp_path: Path) -> None:
    """Files outside of the content must not be published."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key.md").write_text("not ours", encoding="utf-8")
    content = tmp_path / "content"
    content.mkdir()
    (content / "file.md").symlink_to(secret / "key.md")
    (content / "folder").symlink_to(secret)
    tree = read_tree(content, "content")
    message = "this is no plain file, and links are not followed"
    assert [str(problem) for problem in tree.problems] == [
        f"content/{name}:1:1: not-a-file: {message}\n    hint: put the file itself here"
        for name in ("file.md", "folder")
    ]
    assert not tree.texts


def test_an_unreadable_file_is_reported_and_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_readable(path: str, _: int) -> bool:
        return not path.endswith("locked.md")

    (tmp_path / "locked.md").write_text("locked", encoding="utf-8")
    (tmp_path / "open.md").write_text("open", encoding="utf-8")
    monkeypatch.setattr(os, "access", is_readable)
    tree = read_tree(tmp_path, "content")
    assert [str(p) for p in tree.problems] == [
        "content/locked.md:1:1: unreadable: Permission denied"
    ]
    assert dict(tree.texts) == {"open.md": b"open"}


def test_a_file_in_an_ignored_folder_is_ignored() -> None:
    def is_ignored(path: str) -> bool:
        return path == "people/.obsidian"

    assert is_below_ignored("people/.obsidian/plugins/x.md", is_ignored)
    assert not is_below_ignored("people/umar-saif.md", is_ignored)
