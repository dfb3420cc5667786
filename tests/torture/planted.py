"""Links, pipes, sockets and other things in the places where the program reads or writes."""

from __future__ import annotations

import os
import random
import shutil
import socket
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import product
from pathlib import Path

from .checkout import (
    JOBS,
    STORY,
    Example,
    GroupResult,
    Server,
    clear,
    contents,
    difference,
    in_parallel,
    remove,
)

SECRET = "Zanzibarium"
"""A word that stands outside the checkout alone."""
ARTICLE = f"""---
title: {SECRET}
date: 2024-03-04
summary: {SECRET}
topics: [fibre]
sources:
  - {{title: A, publisher: B, url: 'https://example.com/'}}
---
Umar Saif said {SECRET}.   \n\n\n\n[More](person:umar-saiff) of it.
"""
CONTENT = (
    STORY, "content/articles/2024/planted.md", "content/articles/2024/planted.png",
    "content/articles/2024/map.png", "content/articles/2024", "content/articles/2025",
    "content/articles", "content/people/planted.md", "content/people", "content/planted",
)  # fmt: skip
DOCS = (
    "docs/about.md", "docs/planted.md", "docs/planted.txt", "docs/folder", "docs/index.md",
    "docs/assets/planted.png", "docs/assets",
)  # fmt: skip
SITE = (
    "site", "site/index.html", "site/planted", "site/articles", "site/404.html", "site/feed.xml",
    ".cache", ".cache/coopnews",
    *(f".site.{word}" for word in "lock old new scratch".split()),
)  # fmt: skip
EXPORT = ("out", "out/docs", "out/docs/index.md", "out/mkdocs.yml", "out/.coopnews-export")
ON_CONTENT = (
    "check", "check --fix", "check --fix content", "check --fix {place}",
    "annotate --write content", "annotate --write {place}",
    "new Story --date 2024-05-06 --no-edit", "new Story --date 2025-05-06 --no-edit",
    "report HEAD", "build -q --no-search", "export out",
)  # fmt: skip
BUILD, FAST = "build -q", "build -q --no-search"
AS_OWNER = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
"""Takes from root the right to read what no permission allows."""


def _socket(place: Path) -> None:
    here = os.open(place.parent, os.O_PATH)  # the whole path may be too long for a socket
    with closing(socket.socket(socket.AF_UNIX)) as server:
        server.bind(f"/proc/self/fd/{here}/{place.name}")
    os.close(here)


def _folder(place: Path, mode: int) -> None:
    place.mkdir()
    for name in ("mine.txt", "404.html"):  # every site has the latter
        (place / name).write_text("Mine.", encoding="utf-8")
    place.chmod(mode)


def _file(place: Path, mode: int) -> None:
    place.write_text("Mine.", encoding="utf-8")
    place.chmod(mode)


KINDS: dict[str, Callable[[Path, Path], None]] = {
    "a link to a file": lambda place, out: place.symlink_to(out / f"secret{place.suffix}"),
    "a link to a folder": lambda place, out: place.symlink_to(
        os.path.relpath(out / "folder", place.parent)
    ),
    "a link to nothing": lambda place, out: place.symlink_to(out / "missing"),
    "a link to itself": lambda place, _: place.symlink_to(place.name),
    "a pipe": lambda place, _: os.mkfifo(place),
    "a socket": lambda place, _: _socket(place),
    "a device": lambda place, _: os.mknod(place, 0o666 | stat.S_IFCHR, os.makedev(1, 5)),
    "a closed file": lambda place, _: _file(place, 0),
    "a closed folder": lambda place, _: _folder(place, 0),
    "a file": lambda place, _: _file(place, 0o644),
    "a folder": lambda place, _: _folder(place, 0o755),
}
HARMLESS = ("a file", "a folder", "a link to a file", "a link to a folder", "a link to nothing")
"""What must not keep a build from its own names beside the site."""


class PlantedCheckout(Example):
    """A checkout beside a folder that no command may read into the site, change or remove."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.write("original")
        self.commit()
        self.source, self.outside = root / "source", root / "outside"
        shutil.copytree(self.folder, self.source)
        self.make_outside()
        self.server = Server(self, AS_OWNER if os.geteuid() == 0 else ())

    def make_outside(self) -> None:
        shutil.rmtree(self.outside, ignore_errors=True)
        folder = self.outside / "folder"
        folder.mkdir(parents=True)
        for path in ("secret", "secret.md", "folder/secret.md", "folder/planted.md"):
            (self.outside / path).write_text(ARTICLE, encoding="utf-8")
        for path in ("secret.xml", "secret.html", "secret.txt", "secret.yml", "folder/mine.txt"):
            (self.outside / path).write_text(SECRET, encoding="utf-8")
        for name in ("404.html", "index.html", ".coopnews-export", "coopnews-cache"):
            (folder / name).write_text(f"mine.txt\n{SECRET}\n", encoding="utf-8")
        for path in ("secret.png", "folder/map.png"):
            shutil.copyfile(self.source / "content/articles/2024/map.png", self.outside / path)
        self.witness = self.state_outside()

    def state_outside(self) -> dict[str, object]:
        """The contents of the folder outside, and all times but those of reading."""
        states = {str(path): path.lstat() for path in (self.outside, *self.outside.rglob("*"))}
        return contents(self.outside) | {
            path: (seen.st_mode, seen.st_ino, seen.st_nlink, seen.st_mtime_ns, seen.st_ctime_ns)
            for path, seen in states.items()
        }

    def run_here(self, words: str, may_follow: bool = False) -> tuple[int, list[str]]:
        """Run a command; return its exit code, and what is wrong with it and with its traces.

        With `may_follow` the command may read through a link, but neither write nor remove.
        """
        run = self.server.run(*words.split())
        faults = list(run.faults)
        if run.code == 2 and not run.last_line.startswith(("coopnews: ", "Error: ")):
            faults.append(f"no error at the end of the output: {run.last_line}")
        if words.startswith("report") and SECRET in run.output:
            faults.append("the report quotes a file outside the checkout")
        for path in self.folder.rglob("*"):
            is_file = path.is_file() and not path.is_symlink() and ".git" not in path.parts
            if is_file and not may_follow and SECRET.encode() in path.read_bytes():
                faults.append(f"{path.relative_to(self.folder)} holds words from outside")
                break
        if self.state_outside() != self.witness:
            faults.append("something outside the checkout was changed")
        return run.code, faults

    def try_plant(
        self, name: str, kind: str, words: str, first: str = "", state: str = "original"
    ) -> list[str]:
        """Run a command over something planted, after another that must succeed."""
        clear(self.folder)
        if self.state_outside() != self.witness:
            self.make_outside()
        shutil.copytree(self.source, self.folder, dirs_exist_ok=True)
        code, faults = self.run_here(first) if first else (0, [])
        if code:
            return [*faults, f"`{first}` ended with {code}"]
        place = self.folder / name
        remove(place)
        place.parent.mkdir(parents=True, exist_ok=True)
        KINDS[kind](place, self.outside)
        if state != "original":
            self.write(state)
        # Maintainers write `docs/`, and links in it are followed, as MkDocs does.
        code, more = self.run_here(words.format(place=name), may_follow=name in DOCS)
        faults += more
        if first.startswith("build") and code == 0:
            faults.append(difference(self.site, self.clean[state, words == BUILD]))
        if name.startswith(".site.") and name != ".site.lock" and kind in HARMLESS and code:
            faults.append(f"it blocks the build: exit code {code}")
        if kind == "a folder" and name in ("site", "out") and not (place / "mine.txt").exists():
            faults.append("a folder that no command made was replaced")
        if kind == "a closed folder" and place.is_dir():
            place.chmod(0o755)  # or it can't be removed
        return faults

    def try_export_list(self) -> list[str]:
        """An export's list that names files elsewhere, also behind a link."""
        faults = self.try_plant("out/link", "a link to a folder", "export out", "export out")
        with (self.folder / "out/.coopnews-export").open("a", encoding="utf-8") as file:
            for path in ("link/mine.txt", "../../outside/secret.md", f"{self.outside}/secret.md"):
                file.write(f"{path}\n")
        return faults + self.run_here("export out")[1]


Trial = tuple[str, str, str, str, str]
"""The arguments of `try_plant`."""


def trials() -> Iterator[Trial]:
    for name, kind, words in product(CONTENT, KINDS, ON_CONTENT):
        yield name, kind, words, "", "original"
    for name, kind, words in product(DOCS, KINDS, (FAST, "export out")):
        yield name, kind, words, "", "original"
    for name, kind, words, state in product(SITE, KINDS, (BUILD, FAST), Example.STATES[:2]):
        yield name, kind, words, words, state
    for name, kind in product(EXPORT, KINDS):
        yield name, kind, "export out", "export out", "original"


def planted_files(rng: random.Random, root: Path, seconds: float) -> GroupResult:
    """Plant files and run commands over them, in random order, until the time is up."""
    result = GroupResult(
        "planted", "links, pipes, sockets, devices, closed folders where files are"
    )
    until, cases_in_order = time.monotonic() + seconds, list(trials())
    if os.geteuid():
        result.notes.append("skipped the devices: only root can make them")
        cases_in_order = [trial for trial in cases_in_order if trial[1] != "a device"]
    rng.shuffle(cases_in_order)

    def work(number: int) -> PlantedCheckout:
        checkout = PlantedCheckout(root / str(number))
        checkout.record("a list of an export that leads elsewhere", checkout.try_export_list())
        for name, kind, words, first, state in cases_in_order[number::JOBS]:
            if time.monotonic() < until:
                title = f"{kind} at {name}, {words}{', an edit' if state == 'edited' else ''}"
                checkout.record(title, checkout.try_plant(name, kind, words, first, state))
        checkout.server.close()
        return checkout

    result.add_trials(in_parallel(work, range(JOBS)))
    if result.trials < len(cases_in_order):
        result.notes.append(
            f"{result.trials} of {len(cases_in_order)} tried in the time; --minutes gives more"
        )
    return result
