"""Puts links and special files in place of regular files."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path

ENTER = "articles/2024/trap.md"
"""Where something other than a file is put, within the content."""


WORDS = "Umar Saif of the Ministry of Information Technology was in Karachi."


def stray_story() -> str:
    """A story that every command would change: it has a name to annotate and blanks to remove."""
    head = (
        "---\ntitle: A stray story\ndate: 2023-03-04\nsummary: It is kept elsewhere.   \n"
        "topics: [fibre]\nsources:\n"
        "  - {title: A, publisher: B, url: 'https://example.com/'}\n---\n"
    )
    return f"{head}\n{WORDS}   \n"


def snapshot(folder: Path) -> dict[str, object]:
    """Return what a folder holds: the bytes of files, the targets of links, the kind of others."""

    def look(path: Path) -> object:
        if path.is_symlink():
            return str(path.readlink())
        return path.read_bytes() if path.is_file() else stat.S_IFMT(path.lstat().st_mode)

    return {path.relative_to(folder).as_posix(): look(path) for path in folder.rglob("*")}


def link_to_a_file(place: Path, outside: Path) -> None:
    place.symlink_to(outside / "trap.md")


def link_to_nothing(place: Path, outside: Path) -> None:
    place.symlink_to(outside / "missing.md")


def link_to_a_folder(place: Path, outside: Path) -> None:
    place.symlink_to(outside)


def link_to_a_device(place: Path, _: Path) -> None:
    place.symlink_to("/dev/zero")


def a_pipe(place: Path, _: Path) -> None:
    os.mkfifo(place)


def a_socket(place: Path, _: Path) -> None:
    here = Path.cwd()
    os.chdir(place.parent)  # the name of a socket is short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(place.name)
    os.chdir(here)


Trap = Callable[[Path, Path], None]


LINKS = (link_to_a_file, link_to_nothing, link_to_a_folder, link_to_a_device)


TRAPS = (*LINKS, a_pipe, a_socket)


def a_file(place: Path, _: Path) -> None:
    place.write_text("mine", encoding="utf-8")


def a_full_folder(place: Path, outside: Path) -> None:
    place.mkdir()
    (place / "index.html").write_text("mine", encoding="utf-8")
    (place / "linked").symlink_to(outside)


def a_hard_link(place: Path, outside: Path) -> None:
    place.hardlink_to(outside / "trap.md")
