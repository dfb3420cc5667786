"""Reads and writes files without following links, each in one step."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO


class UserError(Exception):
    """What was asked for cannot be done, or would harm what is not ours; the message says why."""


class NotAFile(OSError):
    """A path leads to no regular file, or leads through a symbolic link."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} is not a regular file, or is reached through a symbolic link: "
            "links are not followed, so put the file itself there"
        )


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
            return read_file(name, folder)

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


def read_file(name: str, folder: int | None = None, follow: bool = False) -> bytes:
    """Return what a regular file holds. Raises NotAFile for anything else."""
    with os.fdopen(open_regular(name, folder, follow), "rb", buffering=0) as file:
        return file.read()


def open_regular(name: str, folder: int | None = None, follow: bool = False) -> int:
    """Open a regular file for reading, and never wait for it."""
    if not follow and not _HAS_DIR_FD and stat.S_ISLNK(os.lstat(name).st_mode):
        raise NotAFile(name)
    flags = _REGULAR & ~_NOFOLLOW if follow else _REGULAR
    opened = os.open(name, os.O_RDONLY | flags, dir_fd=folder)
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise OSError(errno.ENXIO, "This is not a regular file", name)
    return opened


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


def write_tree(folder: Path, files: Mapping[str, str | bytes]) -> None:
    place = Folder(folder)
    for path, data in files.items():
        place.write(path, data)


def write_named(path: Path, text: str) -> None:
    """Write to a path that the user names for the output, which may be a device or a link."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


DIGEST_SIZE = 16
"""Bytes of a digest."""


def digest_of(*parts: bytes) -> bytes:
    """Return the BLAKE2b digest of several values together."""
    digest = hashlib.blake2b(digest_size=DIGEST_SIZE)
    for part in parts:
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return digest.digest()


def sha256(data: bytes) -> bytes:
    """Return the 32 bytes of a SHA-256 digest."""
    return hashlib.sha256(data).digest()
