"""Reads the files of a folder as they were at a git revision."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from generator.system.file_tree import FILE_BYTES, PICTURE_BYTES, IsIgnored, is_below_ignored
from generator.system.files import UserError


def texts_at(
    revision: str, folder: Path, now: Mapping[str, bytes], is_ignored: IsIgnored
) -> dict[str, bytes]:
    """The files below `folder` as they were at a revision, by path with `/`.

    `now` are the files as they are: what git knows by the same name is not asked of it.
    What could not be read from the disk is left out in the same way: links, and what is too
    large. Raises Refused when the folder is in no repository, or git knows no such revision.
    """
    commit = _commit(revision, folder)
    listed = _git(folder, "ls-tree", "-r", "-z", "-l", commit, "--", ".").split(b"\0")
    wanted: dict[str, bytes] = {}
    for line in filter(None, listed):
        about, _, path = line.partition(b"\t")
        mode, _, name, size = about.split()
        limit = FILE_BYTES if path.endswith(b".md") else PICTURE_BYTES
        text_path = path.decode(errors="surrogateescape")
        if is_below_ignored(text_path, is_ignored):
            continue
        if mode.startswith(b"100") and int(size) <= limit:
            wanted[text_path] = name
    unchanged = {path: now[path] for path, name in wanted.items() if _is(name, now.get(path))}
    asked = [path for path in wanted if path not in unchanged]
    contents = _contents(folder, [wanted[path] for path in asked]) if asked else ()
    return unchanged | dict(zip(asked, contents, strict=True))


class FileChange(NamedTuple):
    """A file that differs from a revision."""

    change: str
    """`added`, `changed` or `removed`."""
    path: str
    """From the top folder of the repository, with `/`."""


def changed_files(revision: str, folder: Path) -> list[FileChange]:
    """Return the tracked files of the whole repository that differ from a revision, by path.

    Files count that differ in the last commit or in the working tree. Raises UserError when
    `folder` is in no repository, or git knows no such revision.
    """
    commit = _commit(revision, folder)
    changes = {}
    for until in (["HEAD"], []):
        options = ("--name-status", "--no-renames", "--no-relative", "-z")
        fields = _git(folder, "diff", *options, commit, *until, "--").split(b"\0")[:-1]
        for letter, path in zip(fields[::2], fields[1::2], strict=True):
            change = {b"A": "added", b"D": "removed"}.get(letter, "changed")
            changes[path.decode(errors="surrogateescape")] = change
    return [FileChange(changes[path], path) for path in sorted(changes)]


def path_in_repository(folder: Path) -> str:
    """Return the path of a folder from the top folder of its repository; with `/` at its end."""
    prefix = _git(folder, "rev-parse", "--show-prefix").decode(errors="surrogateescape")
    return prefix.removesuffix("\n")


def is_committed(folder: Path, path: str) -> bool:
    """Return whether the last commit has a file at a path below `folder`.

    Raises UserError when the folder is in no repository, or nothing was committed yet.
    """
    listed = _git(folder, "ls-tree", "-z", "--name-only", "HEAD", "--", path)
    return bool(listed)


def _is(name: bytes, data: bytes | None) -> bool:
    """Whether git calls these bytes so, in a repository that names objects by SHA-1."""
    if data is None:
        return False
    digest = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False)
    return digest.hexdigest().encode() == name


def _commit(revision: str, folder: Path) -> str:
    if revision.startswith("-"):
        raise UserError(f"`{revision}` is no revision")
    words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    try:
        return _git(folder, *words).decode().strip()
    except UserError:
        _git(folder, "rev-parse", "--git-dir")  # says that there is no repository
        raise UserError(f"git knows no revision `{revision}`: {_other_revisions(folder)}") from None


def _other_revisions(folder: Path) -> str:
    """Return what to do where a revision is missing, with the names of some branches."""
    listed = _git(folder, "for-each-ref", "--format=%(refname:short)", "refs/heads")
    branches = listed.decode(errors="replace").split()
    if not branches:
        return "commit something first, with `git add --all` and `git commit`"
    names = ", ".join(f"`{branch}`" for branch in branches[:5])
    return f"fetch it first, or use another one. The branches here: {names}"


def _contents(folder: Path, names: list[bytes]) -> list[bytes]:
    """What git's objects of these names hold."""
    output = _git(folder, "cat-file", "--batch", asked=b"".join(name + b"\n" for name in names))
    found, here = [], 0
    for _ in names:
        end = output.index(b"\n", here)
        size = int(output[here:end].split()[2])
        found.append(output[end + 1 : end + 1 + size])
        here = end + size + 2
    return found


def _git(folder: Path, *words: str, asked: bytes = b"") -> bytes:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *words], input=asked, capture_output=True, check=True
        )
    except FileNotFoundError:
        raise UserError("git is needed to look at what was: install it") from None
    except subprocess.CalledProcessError as failed:
        raise UserError(f"git says: {failed.stderr.decode(errors='replace').strip()}") from None
    return done.stdout


def changed(before: Mapping[str, bytes], now: Mapping[str, bytes]) -> set[str]:
    """The paths at which there is something else."""
    return {path for path in {*before, *now} if before.get(path) != now.get(path)}
