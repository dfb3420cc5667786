"""Folders that commands write: which may be replaced, and how to replace them in one step."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from generator.system.files import Folder, NotAFile, UserError, write_tree
from generator.system.process import release_memory, signals_postponed

EXPORT_LIST = ".coopnews-export"
"""Names the files of an export, so that the next one removes nothing else."""
SITE_MARK = ".coopnews-site"
"""The name of a file in each site that a build made: only such a folder is replaced."""
SITE_MARK_TEXT = "A build made this folder. The next build replaces all of it.\n"


def remove_file(folder: Path, path: str) -> None:
    """Remove a file below a folder, and the folders that this leaves empty."""
    with suppress(FileNotFoundError):
        Folder(folder).remove(path)
    with suppress(OSError):  # it holds something else, too
        for parent in (folder / path).relative_to(folder).parents[:-1]:
            (folder / parent).rmdir()


def move_files(source: Path, paths: Iterable[str], target: Path) -> None:
    """Move files to the same paths below another folder of the same disk."""
    for path in paths:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).replace(target / path)


def write_export(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Makes `folder` hold these files, and none of an earlier export's.

    Raises UserError when the folder holds files and no earlier export made it.
    """
    place = Folder(folder)
    is_ours = folder.is_dir() and place.exists(EXPORT_LIST)
    if folder.exists() and not is_ours and any(folder.iterdir()):
        raise UserError(f"{folder} holds files that no export made: choose an empty folder")
    before = place.read(EXPORT_LIST).decode(errors="surrogateescape") if is_ours else ""
    for path in set(before.split("\n")) - files.keys():
        with suppress(NotAFile):  # no export wrote this: the list was changed, or the folder
            place.remove(path)
    write_tree(folder, files)
    names = "".join(f"{path}\n" for path in sorted(files))
    place.write(EXPORT_LIST, names.encode(errors="surrogateescape"))


def must_not_hold(folder: Path, sources: Iterable[Path]) -> None:
    """Raise UserError when a folder for output holds a source of the site, or is in one."""
    folder = folder.resolve()
    for source in sources:
        if source.is_dir() and folder.is_relative_to(source.resolve()):
            raise UserError(f"the site is made from {source}: choose another folder to write into")
        if source.resolve().is_relative_to(folder):
            message = (
                f"{folder} holds {source}, from which the site is made: choose an empty folder"
            )
            raise UserError(message)


def is_site(folder: Path) -> bool:
    """Return whether a build has marked a folder as a site that it made."""
    try:
        return stat.S_ISREG(os.lstat(folder / SITE_MARK).st_mode)
    except OSError:
        return False


def output_folder(folder: Path) -> Path:
    """Return the whole path of a folder that a command writes.

    Raises UserError for a symbolic link: what it leads to may not be ours to replace.
    """
    if folder.is_symlink():
        raise UserError(f"{folder} is a symbolic link: name the folder that it leads to")
    return folder.resolve()


def can_be_replaced(live: Path) -> None:
    """Raises UserError unless `live` is missing, empty, or a site that a build has marked."""
    output_folder(live)
    if not live.exists() or is_site(live):
        return
    if not live.is_dir():
        raise UserError(f"{live} is not a folder: delete it, or choose a folder with --site-dir")
    if any(live.iterdir()):
        raise UserError(
            f"{live} holds files that no build made: it has no {SITE_MARK}. If it is a site from "
            "an older version, delete it and build again; else choose another with --site-dir"
        )


def beside(target: Path, word: str) -> Path:
    """An empty folder beside `target`, on the same disk, to make its next contents in."""
    folder = target.with_name(f".{target.name}.{word}")
    remove(folder)
    folder.mkdir(parents=True)
    return folder


@contextmanager
def temporary(target: Path, word: str) -> Iterator[Path]:
    """Give an empty folder beside `target`; it is removed however the body ends."""
    folder = target.with_name(f".{target.name}.{word}")
    try:
        yield beside(target, word)
    except MemoryError:
        release_memory()
        raise
    finally:
        with signals_postponed(), suppress(OSError):  # the next build removes it
            remove(folder)


def remove(folder: Path) -> None:
    """Removes a folder, or whatever stands in its place: of a link, what it leads to stays."""
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)
    else:
        folder.unlink(missing_ok=True)


def replace_folder(made: Path, place: Path) -> None:
    """Moves a folder, from whatever disk, to a place where another may stand."""
    new = place.with_name(f".{place.name}.new")
    remove(new)
    shutil.copytree(made, new)
    remove(place)
    new.rename(place)


def discard_unless_regular(path: Path) -> None:
    """Remove whatever has this path, unless it is a regular file that has no other name.

    A symbolic or hard link leads to a file that is not ours.
    """
    try:
        status = path.lstat()
    except FileNotFoundError:  # another process may make one at any moment
        return
    if not _is_own(status):
        with suppress(FileNotFoundError):
            remove(path)


def is_own_file(path: Path) -> bool:
    """Return whether a path is that of a regular file which has no other name."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return False
    return _is_own(status)


def _is_own(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 1
