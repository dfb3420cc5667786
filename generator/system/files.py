"""The only room that touches the disk: safe reads, and a publish that is whole or nothing."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple
from zlib import crc32

from msgspec import Struct

from generator.content.problems import Location, Problem
from generator.system.process import release_memory, signals_postponed

FILE_BYTES = 1024 * 1024
PICTURE_BYTES = 8 * FILE_BYTES
MOST_FILES = 100_000
EXPORT_LIST = ".coopnews-export"
"""Names the files of an export, so that the next one removes nothing else."""
SITE_MARK = ".coopnews-site"
"""The name of a file in each site that a build made: only such a folder is replaced."""
SITE_MARK_TEXT = "A build made this folder. The next build replaces all of it.\n"


class UserError(Exception):
    """What was asked for cannot be done, or would harm what is not ours; the message says why."""


class NotAFile(OSError):
    """A path leads to no regular file, or leads through a symbolic link."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} is not a regular file, or is reached through a symbolic link: "
            "links are not followed, so put the file itself there"
        )


class Signature(NamedTuple):
    """What can be seen of a file without reading it, and what stands for what it holds."""

    size: int
    mtime: int
    """When it was last written, in nanoseconds; 0 when that cannot tell one state from the next."""
    ctime: int
    """When it was last changed in any way, which nobody can set."""
    digest: str = ""


class Tree(Struct, frozen=True):
    """The files of a folder, by path with `/`, and what could not be read."""

    texts: Mapping[str, bytes]
    signatures: Mapping[str, Signature]
    problems: tuple[Problem, ...]


_HAS_DIR_FD = {os.open, os.stat, os.mkdir, os.unlink, os.rename, os.link} <= os.supports_dir_fd
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_REGULAR = _NOFOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_FOLDER = getattr(os, "O_PATH", 0) | getattr(os, "O_DIRECTORY", 0)
_JUNCTION = 0xA0000003
"""What Windows calls a folder that leads to another one: IO_REPARSE_TAG_MOUNT_POINT."""


class Folder:
    """Reads and writes regular files below a folder without following a symbolic link.

    Paths have `/` and are relative to the folder. The folder itself may be a link. Every folder
    on the way is opened relative to the one before (openat), so that none can be a link. A file
    takes its place in one step, when all of it is written. Raises NotAFile for whatever is not a
    regular file or leads out of the folder, and never waits for a pipe or device.

    Windows has no openat: each part of a path is looked at instead, before it is used. Whoever
    changes the folder between the two can mislead this class there.
    """

    def __init__(self, root: Path | str) -> None:
        self.root = str(root)

    def read(self, path: str) -> bytes:
        """Return what a file holds. Raises FileNotFoundError when it is missing."""
        with self._opened(path) as (name, folder):
            return _read(name, folder)

    def exists(self, path: str) -> bool:
        """Return whether anything has this path, be it a link that leads nowhere."""
        try:
            with self._opened(path) as (name, folder):
                os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True

    def write(self, path: str, data: str | bytes) -> None:
        """Replace a file, or create it with the folders that lead to it."""
        with self.writing(path) as file:
            file.write(data.encode() if isinstance(data, str) else data)

    @contextmanager
    def writing(self, path: str) -> Iterator[IO[bytes]]:
        """Give a stream to write; what is written replaces the file when the body has ended."""
        with self._opened(path, make=True) as (name, folder):
            new = _temporary(name)
            try:
                with _create_anew(new, folder) as file:
                    _copy_owner(name, folder, file)
                    yield file
                os.replace(new, name, src_dir_fd=folder, dst_dir_fd=folder)
            except BaseException:
                with suppress(OSError):
                    _discard(new, folder)
                raise

    def write_new(self, path: str, text: str) -> None:
        """Create a file. Raises FileExistsError when anything has its path already."""
        with self._opened(path, make=True) as (name, folder):
            file = _create(name, folder)
            try:
                with file:
                    file.write(text.encode())
            except BaseException:
                os.unlink(name, dir_fd=folder)
                raise

    def update(self, path: str, text: str) -> None:
        """Write a file unless it holds this text already: reading is faster than writing."""
        content = text.encode()
        with suppress(FileNotFoundError):
            if self.read(path) == content:
                return
        self.write(path, content)

    def link(self, path: str, other: Folder) -> None:
        """Replace a file by a hard link to the file with the same path in another folder."""
        with other._opened(path) as (source, there), self._opened(path, make=True) as (name, here):
            if not stat.S_ISREG(os.stat(source, dir_fd=there, follow_symlinks=False).st_mode):
                raise NotAFile(f"{other.root}/{path}")
            new = _temporary(name)
            _discard(new, here)
            os.link(source, new, src_dir_fd=there, dst_dir_fd=here)
            os.replace(new, name, src_dir_fd=here, dst_dir_fd=here)

    def move(self, path: str, new: str) -> None:
        """Rename a file. Raises FileExistsError when anything has the new path already."""
        if self.exists(new):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), f"{self.root}/{new}")
        with self._opened(path) as (old, here), self._opened(new, make=True) as (name, there):
            os.rename(old, name, src_dir_fd=here, dst_dir_fd=there)

    def remove(self, path: str) -> None:
        """Remove a file or a link, which may be missing."""
        with suppress(FileNotFoundError), self._opened(path) as (name, folder):
            if stat.S_ISDIR(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
                raise NotAFile(f"{self.root}/{path}")
            os.unlink(name, dir_fd=folder)

    @contextmanager
    def _opened(self, path: str, make: bool = False) -> Iterator[tuple[str, int | None]]:
        """Give a file's name and the open folder that it is relative to.

        Folders that are missing are made when `make` is true. Without `dir_fd` on this system the
        name is the whole path.
        """
        whole = f"{self.root}/{path}"
        *folders, name = path.split("/")
        if not all(map(_is_name, (*folders, name))):
            raise NotAFile(whole)
        try:
            if not _HAS_DIR_FD:
                yield _checked(self.root, folders, name, make), None
                return
            folder = _open_root(self.root, make)
            try:
                for part in folders:
                    inner = _open_folder(part, folder, make)
                    os.close(folder)
                    folder = inner
                yield name, folder
            finally:
                os.close(folder)
        except OSError as error:
            raise _explained(error, whole) from None


_BUFFER = 1 << 16


def _is_name(part: str) -> bool:
    """Return whether a part of a path names one thing in its folder."""
    is_plain = os.name != "nt" or not any(sign in part for sign in "\\:")
    return is_plain and part not in ("", ".", "..") and "\0" not in part


def _open_root(path: str, make: bool) -> int:
    try:
        return os.open(path, _FOLDER)
    except FileNotFoundError:
        if not make:
            raise
    os.makedirs(path, exist_ok=True)  # noqa: PTH103 - a string, as everywhere here
    return os.open(path, _FOLDER)


def _open_folder(name: str, folder: int, make: bool) -> int:
    try:
        return os.open(name, _FOLDER | _REGULAR, dir_fd=folder)
    except FileNotFoundError:
        if not make:
            raise
    with suppress(FileExistsError):  # another process has made it in the meantime
        os.mkdir(name, dir_fd=folder)
    return os.open(name, _FOLDER | _REGULAR, dir_fd=folder)


def _checked(root: str, folders: Iterable[str], name: str, make: bool) -> str:
    """Return the whole path of a file, whose folders are not links."""
    path = root
    if make:
        os.makedirs(root, exist_ok=True)  # noqa: PTH103 - a string, as everywhere here
    for part in folders:
        path = f"{path}/{part}"
        if make:
            with suppress(FileExistsError):
                os.mkdir(path)  # noqa: PTH102 - the same
        seen = os.lstat(path)
        if not stat.S_ISDIR(seen.st_mode) or getattr(seen, "st_reparse_tag", 0) == _JUNCTION:
            raise NotAFile(path)
    return f"{path}/{name}"


def _explained(error: OSError, path: str) -> OSError:
    """Return an error that names the whole path, and says what a link or special file is."""
    if isinstance(error, NotAFile) or error.errno is None:
        return error
    if error.errno in (errno.ELOOP, errno.EMLINK, errno.ENOTDIR, errno.ENXIO):
        return NotAFile(path)
    if isinstance(error.filename, str) and os.path.isabs(error.filename):  # noqa: PTH117
        return error
    return OSError(error.errno, error.strerror, path)


def _read(name: str, folder: int | None = None, follow: bool = False) -> bytes:
    """Return what a regular file holds. Raises NotAFile for anything else."""
    with os.fdopen(_open_regular(name, folder, follow), "rb", buffering=0) as file:
        return file.read()


def _open_regular(name: str, folder: int | None = None, follow: bool = False) -> int:
    """Open a regular file for reading, and never wait for it."""
    if not follow and not _HAS_DIR_FD and stat.S_ISLNK(os.lstat(name).st_mode):
        raise NotAFile(name)
    flags = _REGULAR & ~_NOFOLLOW if follow else _REGULAR
    opened = os.open(name, os.O_RDONLY | flags, dir_fd=folder)
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise OSError(errno.ENXIO, "This is not a regular file", name)
    return opened


def temporary_path(path: Path) -> Path:
    """Return the path at which a file is written until it is whole."""
    return path.with_name(_temporary(path.name))


def _temporary(name: str) -> str:
    """Return the name under which a file is written until it is whole.

    It is the same each time, so that a killed command leaves no more than one.
    """
    folder, slash, name = name.rpartition("/")
    return f"{folder}{slash}.new-{name[-60:]}"


def _create(name: str, folder: int | None) -> IO[bytes]:
    """Create a file and open it for writing. Raises FileExistsError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _REGULAR
    return os.fdopen(os.open(name, flags, 0o666, dir_fd=folder), "wb", _BUFFER)


def _create_anew(name: str, folder: int | None) -> IO[bytes]:
    """Create a file; what a killed command left under its name is removed, and so is a link."""
    try:
        return _create(name, folder)
    except FileExistsError:
        _discard(name, folder)
    return _create(name, folder)


def _discard(name: str, folder: int | None) -> None:
    """Remove a file or link, which may be missing."""
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)


def _copy_owner(name: str, folder: int | None, file: IO[bytes]) -> None:
    """Give a file the owner and the permissions of the one that it will replace."""
    with suppress(FileNotFoundError):
        seen = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if stat.S_ISREG(seen.st_mode) and hasattr(os, "fchmod"):
            with suppress(PermissionError):  # nobody but root can give a file away
                os.fchown(file.fileno(), seen.st_uid, seen.st_gid)
            os.fchmod(file.fileno(), stat.S_IMODE(seen.st_mode))


def read_tree(folder: Path, root: str, follow: bool = False) -> Tree:
    """Every file below `folder`, which contributors know as `root`.

    Links are followed where `follow` says so, which is for what maintainers write. Raises
    FileNotFoundError when there is no such folder.
    """
    found: dict[str, Signature] = {}
    problems: list[Problem] = []
    entries = list(islice(_walk(str(folder), follow), MOST_FILES + 1))
    if len(entries) > MOST_FILES:
        message = f"there are more than {MOST_FILES:,} files here"
        return Tree({}, {}, (Problem(Location(root), "too-many-files", message),))
    for entry in sorted(entries, key=lambda entry: entry.path):
        relative = entry.path[len(str(folder)) + 1 :].replace(os.sep, "/")
        location = Location(f"{root}/{relative}")
        try:
            seen = entry.stat(follow_symlinks=follow)
            problem = _refusal(entry.path, seen, location)
        except OSError as error:
            problem = Problem(location, "unreadable", error.strerror or "it cannot be read")
        if problem:
            problems.append(problem)
        else:
            found[relative] = _sight(seen)
    return Tree(_Texts(Folder(folder), found, follow), found, tuple(problems))


def _refusal(path: str, seen: os.stat_result, location: Location) -> Problem | None:
    """What speaks against reading a file."""
    limit = FILE_BYTES if path.endswith(".md") else PICTURE_BYTES
    if stat.S_ISDIR(seen.st_mode):
        return Problem(location, "unreadable", "the folder cannot be opened")
    if not stat.S_ISREG(seen.st_mode):
        message = "this is no plain file, and links are not followed"
        return Problem(location, "not-a-file", message, "put the file itself here")
    if seen.st_size > limit:
        return Problem(location, "too-large", f"the file is larger than {limit // FILE_BYTES} MiB")
    if not os.access(path, os.R_OK):
        return Problem(location, "unreadable", "Permission denied")
    return None


def can_be_read(path: str) -> bool:
    """True for a plain file that is not too large."""
    return _refusal(path, os.lstat(path), Location(path)) is None


def _walk(folder: str, follow: bool = False) -> Iterator[os.DirEntry[str]]:
    """Everything below a folder that is no folder, and folders that cannot be opened."""
    return (entry for entry, _ in _walk_marked(folder, follow))


def _walk_marked(folder: str, follow: bool) -> Iterator[tuple[os.DirEntry[str], bool]]:
    """Yield the same, each with whether it was reached through a link.

    A link that leads back to a folder above it is left out.
    """
    above = {_identity(folder)} if follow else set()
    waiting = [(_entries(folder), above, follow and os.path.islink(folder))]  # noqa: PTH114
    while waiting:
        entries, above, is_linked = waiting.pop()
        for entry in entries:
            linked = is_linked or (follow and entry.is_symlink())
            try:
                if not entry.is_dir(follow_symlinks=follow):
                    yield entry, linked
                    continue
                here = {_identity(entry.path)} if follow else set()
                if not here & above:
                    waiting.append((_entries(entry.path), above | here, linked))
            except OSError:
                yield entry, linked


def _identity(path: str) -> tuple[int, int]:
    seen = os.stat(path)  # noqa: PTH116 - a string, as everywhere here
    return seen.st_dev, seen.st_ino


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return list(entries)


def _sight(seen: os.stat_result) -> Signature:
    return Signature(seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)


@dataclass(frozen=True, slots=True)
class _Texts(Mapping[str, bytes]):
    """Files by path, read when they are asked for: so they are not all in memory at once."""

    folder: Folder
    paths: Mapping[str, Signature]
    follow: bool

    def __getitem__(self, path: str) -> bytes:
        if path not in self.paths:
            raise KeyError(path)
        if self.follow:
            return _read(f"{self.folder.root}/{path}", follow=True)
        return self.folder.read(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)


_YOUNG = 100_000_000
"""Nanoseconds in which a file can be written twice with one time: clocks of disks are coarse."""


def scan(paths: Iterable[Path], follow: bool = False) -> dict[str, Signature]:
    """Files, and all files below folders, that may be missing, by path, as they look.

    Where links are followed, what they lead to is looked at, and read each time: another file
    can take its place and look the same. What Python compiled is left out.
    """
    found = {}
    for path in map(str, paths):
        linked = os.path.islink(path)  # noqa: PTH114 - a string, as everywhere here
        if os.path.isdir(path) and (follow or not linked):  # noqa: PTH112
            for entry, is_linked in _walk_marked(path, follow):
                if "__pycache__" not in entry.path:
                    found[entry.path] = _look(entry.path, entry, follow, is_linked)
        elif os.path.lexists(path):
            found[path] = _look(path, Path(path), follow, follow and linked)
    return found


_NO_DIGEST = "-"
"""Instead of the digest, of whatever is not a regular file."""


def _look(path: str, entry: os.DirEntry[str] | Path, follow: bool, linked: bool) -> Signature:
    try:
        seen = entry.stat(follow_symlinks=follow)
    except OSError:
        if not follow:
            raise
        # A link that leads nowhere.
        seen = os.lstat(path)
    if not stat.S_ISREG(seen.st_mode):
        return Signature(seen.st_size, 0, seen.st_ctime_ns, _NO_DIGEST)
    return Signature(seen.st_size, 0 if linked else seen.st_mtime_ns, seen.st_ctime_ns)


def is_racy(signature: Signature) -> bool:
    """True when the file can still be written again and look the same."""
    return time.time_ns() - signature.ctime < _YOUNG


def with_digest(path: str, signature: Signature, before: Signature | None) -> Signature:
    """The sight with the digest of what the file holds, which is read when it looks changed."""
    if signature.digest:  # it is not a regular file
        return signature
    if before and before.mtime and signature[:3] == before[:3]:
        return before
    written = 0 if is_racy(signature) else signature.mtime
    return Signature(signature.size, written, signature.ctime, digest(path))


def digest(path: str) -> str:
    """What stands for what a file holds."""
    return _hash(_read(path, follow=True)).hex()


def times(folder: Path, paths: Iterable[str]) -> Iterator[tuple[int, int]]:
    """The size of each file or folder and when it was written.

    How much room a folder takes is the disk's business: of two that hold the same, one may take
    more. Raises OSError when one of them is gone.
    """
    for path in paths:
        seen = os.lstat(f"{folder}/{path}")
        yield _size(seen), seen.st_mtime_ns


def _size(seen: os.stat_result) -> int:
    return 0 if stat.S_ISDIR(seen.st_mode) else seen.st_size


def with_folders(paths: Iterable[str]) -> list[str]:
    """Files after the folders that lead to them, the root's folder first.

    What is added to a folder shows in when it was written.
    """
    known, above = list(paths), set[str]()
    for path in known:
        folder = path.rpartition("/")[0]
        while folder and folder not in above:
            above.add(folder)
            folder = folder.rpartition("/")[0]
    return ["", *sorted(above), *known]


def installed() -> list[str]:
    """The packages that Python can find, with their versions, by the names of their records."""
    folders = [folder for folder in map(Path, sys.path) if folder.is_dir()]
    found = (entry.name for folder in folders for entry in os.scandir(folder))
    return sorted(name for name in found if name.endswith("-info"))


def list_files(folder: Path, follow: bool = False) -> list[str]:
    """The paths of all files below a folder."""
    return sorted(entry.path[len(str(folder)) + 1 :] for entry in _walk(str(folder), follow))


def pages_in(folder: Path, follow: bool = False) -> list[str]:
    """The paths of the Markdown files below a folder, which may be missing."""
    is_there = folder.is_dir() and (follow or not folder.is_symlink())
    paths = list_files(folder, follow) if is_there else []
    return [path.replace(os.sep, "/") for path in paths if path.endswith(".md")]


def special_files(folder: Path) -> list[str]:
    """Return the paths of devices and pipes below a folder: reading them may never end."""
    paths = (Path(entry.path) for entry in _walk(str(folder), follow=True))
    return [str(path) for path in paths if path.exists() and not path.is_file()]


def write_tree(folder: Path, files: Mapping[str, str | bytes]) -> None:
    place = Folder(folder)
    for path, data in files.items():
        place.write(path, data)


def write_named(path: Path, text: str) -> None:
    """Write to a path that the user names for the output, which may be a device or a link."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def keep_only(folder: Path, paths: Iterable[str]) -> None:
    """Removes all files below a folder but these, and folders that this leaves empty."""
    folder.mkdir(parents=True, exist_ok=True)
    place = Folder(folder)
    for path in set(list_files(folder)).difference(paths):
        place.remove(path)
        with suppress(OSError):  # it holds something else, too
            (folder / path).parent.rmdir()


def differences(was: Path, now: Path) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The files below a folder that are not in another as they are there, and those gone since."""
    before, after = set(list_files(was)), list_files(now)
    old, new = Folder(was), Folder(now)
    made = {path: new.read(path) for path in after}
    for path in before.intersection(after):
        if old.read(path) == made[path]:
            del made[path]
    return made, tuple(sorted(before.difference(after)))


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
    """Raises UserError when a folder that is to be written holds what the site is made from."""
    folder = folder.resolve()
    for source in sources:
        if source.resolve().is_relative_to(folder):
            told = f"{folder} holds {source}, from which the site is made: choose an empty folder"
            raise UserError(told)


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
        with signals_postponed():
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
    with suppress(FileNotFoundError):
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1:
            remove(path)


class Place(NamedTuple):
    """Where something is kept on disk."""

    file: str
    start: int
    length: int
    sum: int
    """By which it is known again."""

    def bytes(self) -> bytes:
        """What stands there; nothing when it is not what it was."""
        try:
            with os.fdopen(_open_regular(self.file), "rb") as kept:
                kept.seek(self.start)
                data = kept.read(self.length)
        except OSError:
            return b""
        return data if crc32(data) == self.sum else b""


class Pack:
    """Many things in one file, so that they need not all be in memory."""

    def __init__(self, file: IO[bytes], path: str) -> None:
        self._file, self._path = file, path
        self._end = 0

    def add(self, data: bytes) -> Place:
        place = Place(self._path, self._end, len(data), crc32(data))
        self._file.write(data)
        self._end += len(data)
        return place


@contextmanager
def packing(path: Path) -> Iterator[Pack]:
    """Give a pack, which is at `path` when the body has ended."""
    with Folder(path.parent).writing(path.name) as file:
        yield Pack(file, str(path))


class Cache(Struct, frozen=True):
    """What was made before, by a key that names all that it was made from.

    The folder can be deleted at any time, and whatever in it is damaged is not believed. What
    cannot be kept there, on a full disk for one, is made again by the next build.
    """

    folder: Path | None
    """None to remember nothing."""

    @property
    def search(self) -> Path | None:
        """The folder of the search index that was made last; None when it is a link."""
        folder = self.folder / "search" if self.folder else None
        return folder if folder and not os.path.islink(folder) else None  # noqa: PTH114

    def get(self, key: str) -> bytes | None:
        if self.folder is None:
            return None
        try:
            kept = Folder(self.folder).read(_named(key))
        except OSError:
            return None
        seal, data = kept[:32], kept[32:]
        return data if seal == _hash(data) else None

    def put(self, key: str, data: bytes) -> None:
        if self.folder is not None:
            with suppress(OSError):
                Folder(self.folder).write(_named(key), _hash(data) + data)

    def packing(self, key: str) -> AbstractContextManager[Pack]:
        """Give a pack that is kept under a key. Raises OSError when it cannot be kept."""
        assert self.folder, "nothing is kept"
        return packing(self.folder / _named(key))


def _named(key: str) -> str:
    """Return the name of the file that is kept under a key."""
    return _hash(key.encode()).hex()


CACHE_TAG = "coopnews-cache"
"""The name of a file by which a folder is known as a cache of ours."""


def cache_in(folder: Path) -> Cache:
    """The cache in a folder that somebody names; none when nothing can be written there.

    Raises UserError when it holds what is not ours.
    """
    try:
        place = Folder(folder)
        if folder.is_dir() and any(folder.iterdir()) and not place.exists(CACHE_TAG):
            raise UserError(
                f"{folder} holds files that are no cache of ours: choose another folder"
            )
        place.write(CACHE_TAG, b"Can be deleted at any time.\n")
    except OSError:
        return Cache(None)
    return Cache(folder)


def cache_beside(config_file: Path) -> Cache:
    """The cache of a site, beside its `mkdocs.yml`; none when a link stands there."""
    outer = config_file.resolve().parent / ".cache"
    folder = outer / "coopnews"
    return Cache(None if any(map(os.path.islink, (outer, folder))) else folder)


def _hash(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
