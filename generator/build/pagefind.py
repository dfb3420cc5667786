"""Makes the search index with Pagefind, and keeps it for when no page has changed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple, TypeAlias

import msgspec
from msgspec import Struct

from generator.output.search_documents import search_document
from generator.pages.page import SearchEntry
from generator.system import file_tree
from generator.system.file_tree import list_files
from generator.system.files import Folder, NotAFile, UserError, write_tree
from generator.system.site_folder import remove

_COMMAND = (sys.executable, "-m", "pagefind", "--quiet", "--force-language", "en")
_SUPERVISE = str(Path(__file__).parent.parent / "system" / "supervise.py")
SECONDS = 60
SECONDS_A_PAGE = 0.1
"""For so long Pagefind may work: a hundred times as long as it takes on one core."""
PagefindProcess: TypeAlias = "subprocess.Popen[str]"
_GZIP = 31
"""Tells zlib that the data is a gzip file."""
_UNUSED = re.compile(r"pagefind-((modular-|component-)?ui\.(js|css)|highlight\.js)")
"""What would show results in Pagefind's own way: this site has its own page."""


class IndexingFailed(UserError):
    """Pagefind could not make the index; the message is its own."""


@contextmanager
def indexed(
    pages: Path,
    into: Path,
    kept: Path | None = None,
    on_start: Callable[[PagefindProcess], None] | None = None,
) -> Iterator[str]:
    """Makes the search index of the HTML files below `pages` in `into`, while the body runs.

    The body is given the digest of those files. What was in `into` is lost. `kept` is the
    folder in which the index is remembered: when no page has changed, it is put in place again.
    It can be deleted at any time, and when damaged it is not believed. Raises IndexingFailed when
    the body is done. `on_start` is given the process: it ends when its input is closed.
    """
    shutil.rmtree(into, ignore_errors=True)
    if not (pages.is_dir() and list_files(pages)):  # Pagefind can't make an empty index
        pages.mkdir(parents=True, exist_ok=True)
        write_tree(pages, {"index.html": search_document("Home", SearchEntry("Page", ()))})
    before = _recalled(kept)
    fed = digest(pages) if before else ""  # without one, it can wait until Pagefind works
    if before and before.fed == fed:
        _lay(before.folder, into)
        yield fed
        return
    try:
        with _pagefind(pages, into) as process:
            if on_start:
                on_start(process)
            fed = fed or digest(pages)
            yield fed
    except BaseException:
        shutil.rmtree(into, ignore_errors=True)
        raise
    if kept:
        _keep(into, kept, fed)


@contextmanager
def _pagefind(pages: Path, into: Path) -> Iterator[PagefindProcess]:
    seconds = SECONDS + SECONDS_A_PAGE * len(file_tree.list_files(pages))
    command = [
        sys.executable,
        "-I",
        _SUPERVISE,
        str(into / "fragment"),
        f"{seconds:.0f}",
        *_COMMAND,
    ]
    command += ["--site", str(pages), "--output-path", str(into)]
    pipe = subprocess.PIPE
    # When the body fails, the supervisor's input ends, and Pagefind with it.
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as running:
        assert running.stdout
        yield running
        output = " ".join(running.stdout.read().split())
    for path in into.glob("pagefind-*"):
        if _UNUSED.fullmatch(path.name):
            path.unlink()
    code = running.returncode
    fault = f"Pagefind ended with {code}" if code else _fault(pages, into)
    if fault:
        raise IndexingFailed(f"{fault}: {output}" if output else fault)


class _Language(Struct):
    page_count: int


class _Summary(Struct):
    """Pagefind's own account of an index."""

    languages: dict[str, _Language]


class _Fragment(Struct):
    """What an index holds of one page."""

    url: str


def _fault(pages: Path, into: Path) -> str:
    """Return what an index lacks; nothing when it holds every page, and its files are whole.

    Pagefind exits with 0 when it left out a page that it could not open or parse, and when the
    disk was too full for what it wrote.
    """
    given = [path for path in file_tree.list_files(pages) if path.endswith(".html")]
    urls = set[str]()
    try:
        summary = msgspec.json.decode(_read(f"{into}/pagefind-entry.json"), type=_Summary)
        for path in file_tree.list_files(into):
            data = _read(f"{into}/{path}")
            if path.startswith("fragment/"):
                urls.add(msgspec.json.decode(data, type=_Fragment).url)
    except (OSError, ValueError, zlib.error):
        return "the search index that Pagefind wrote is damaged: is the disk full?"
    count = sum(language.page_count for language in summary.languages.values())
    if count == len(urls) == len(given):
        return ""
    missing = [path for path in given if f"/{path.replace('index.html', '')}" not in urls]
    named = f", and left out {', '.join(missing[:3])}" if missing else ""
    number = min(count, len(urls))
    hint = "allow more open files (`ulimit -n`)"
    return f"Pagefind indexed {number} of {len(given)} pages{named}: {hint}"


def _read(path: str) -> bytes:
    """Return what a file of an index holds. Raise ValueError or zlib.error when it is cut off."""
    with open(path, "rb") as file:  # noqa: PTH123 - there are thousands
        data = file.read()
    if path.rpartition(".")[2].startswith("pf_") or path.endswith(".pagefind"):
        return zlib.decompress(data, _GZIP).removeprefix(b"pagefind_dcd")
    if b"}" not in data or data.count(b"{") != data.count(b"}"):  # a script, or JSON
        raise ValueError(f"{path} is cut off")
    return data


class _Before(NamedTuple):
    """The index that is kept, and the digest of the pages that it was made of."""

    folder: Path
    fed: str


def _seal(kept: Path) -> tuple[str, str, str]:
    """Return what made the stored index, and the digests of its documents and of itself."""
    try:
        maker, fed, made = Folder(kept).read("seal").decode().split()
    except (OSError, ValueError):
        return "", "", ""
    return maker, fed, made


def _recalled(kept: Path | None) -> _Before | None:
    """None when nothing is kept that can be believed, or another Pagefind or we made it."""
    maker, fed, made = _seal(kept) if kept else ("", "", "")
    try:
        if not kept or maker != _maker() or made != digest(kept / "index"):
            return None
    except OSError:  # it cannot be read
        return None
    return _Before(kept / "index", fed)


def _keep(into: Path, kept: Path, fed: str) -> None:
    # Where nothing can be kept, the next build takes longer, and that is all.
    with suppress(OSError):
        remove(kept / "seal")
        remove(kept / "index")
        kept.mkdir(parents=True, exist_ok=True)
        _lay(into, kept / "index")
        Folder(kept).write("seal", f"{_maker()} {fed} {digest(into)}")


def _maker() -> str:
    """Return the fingerprint of Pagefind and of this module."""
    ours = hashlib.blake2b(Path(__file__).read_bytes(), digest_size=20).hexdigest()
    return f"{version('pagefind')}-{ours}"


def digest(folder: Path) -> str:
    """Return the digest of the names and contents of all files below a folder.

    Nothing does where a link or a special file is among them.
    """
    if folder.is_symlink():
        return ""
    made, files = hashlib.blake2b(digest_size=20), Folder(folder)
    try:
        for path in list_files(folder) if folder.is_dir() else ():
            data = files.read(path)
            made.update(f"{path}\0{len(data)}\0".encode(errors="surrogateescape"))
            made.update(data)
    except NotAFile:
        return ""
    return made.hexdigest()


def _walk(folder: Path) -> list[tuple[str, list[str]]]:
    """The folders from here down, each with the names of its files, in order."""
    skip = len(str(folder))
    return sorted((base[skip:], sorted(names)) for base, _, names in os.walk(folder))


def _lay(source: Path, target: Path) -> None:
    """Makes the files below a folder stand below another too: linked, where that can be."""
    for base, names in _walk(source):
        Path(f"{target}{base}").mkdir(parents=True, exist_ok=True)
        for name in names:
            pair = f"{source}{base}/{name}", f"{target}{base}/{name}"
            try:
                os.link(*pair)
            except OSError:  # on another disk, or one without links
                shutil.copyfile(*pair)
