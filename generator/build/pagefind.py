"""Makes the search index with Pagefind."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import msgspec
from msgspec import Struct

from generator.output.search_documents import search_document
from generator.pages.page import SearchEntry
from generator.system import file_tree
from generator.system.file_tree import list_files
from generator.system.files import UserError, write_tree

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
    documents: Path, into: Path, on_start: Callable[[PagefindProcess], None] | None = None
) -> Iterator[None]:
    """Make the search index of the HTML files below `documents` in `into`, while the body runs.

    What was in `into` is lost. Raises IndexingFailed when the body is done. `on_start` is given the
    process: it ends when its input is closed.
    """
    shutil.rmtree(into, ignore_errors=True)
    if not (documents.is_dir() and list_files(documents)):  # Pagefind can't make an empty index
        documents.mkdir(parents=True, exist_ok=True)
        write_tree(documents, {"index.html": search_document("Home", SearchEntry("Page", ()))})
    try:
        with _pagefind(documents, into) as process:
            if on_start:
                on_start(process)
            yield
    except BaseException:
        shutil.rmtree(into, ignore_errors=True)
        raise


@contextmanager
def _pagefind(documents: Path, into: Path) -> Iterator[PagefindProcess]:
    seconds = SECONDS + SECONDS_A_PAGE * len(file_tree.list_files(documents))
    command = [
        sys.executable,
        "-I",
        _SUPERVISE,
        str(into / "fragment"),
        f"{seconds:.0f}",
        *_COMMAND,
    ]
    command += ["--site", str(documents), "--output-path", str(into)]
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
    fault = f"Pagefind ended with {code}" if code else _fault(documents, into)
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


def _fault(documents: Path, into: Path) -> str:
    """Return what an index lacks; nothing when it holds every page, and its files are whole.

    Pagefind exits with 0 when it left out a page that it could not open or parse, and when the
    disk was too full for what it wrote.
    """
    given = [path for path in file_tree.list_files(documents) if path.endswith(".html")]
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
