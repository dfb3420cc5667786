"""Whether anything that a site is made from has changed since it was made, and what."""

from __future__ import annotations

import hashlib
import json
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from generator import files
from generator.files import Cache, Sight
from generator.jobs import Failed, cores, shared
from generator.problem import Problem

PACKAGE = Path(__file__).parent

WORTH_SHARING = 10_000
"""From how many files on two processes look faster than one."""
Looks: TypeAlias = "array[int]"
"""The size of each file of a site and when it was written, in the order of `files.times`."""


class Standing(NamedTuple):
    """A site that stands as it was left."""

    paths: Sequence[str]
    """Of its folders and files."""
    looks: Looks


class Stamp(Struct, frozen=True):
    """What is remembered of a build: from what it was made, and what it made."""

    build: str
    """Which build made the whole site; edits may have been worked in since."""
    order: str
    """Stands for what was asked for, and for the tools that made it."""
    inputs: Mapping[str, Sight]
    """Every file that it was made from, by path."""
    folders: tuple[str, ...]
    """The folders that it was made from, the content first."""
    site: str
    """The folder of the site."""
    outputs: str
    """Stands for the sizes and times of its folders and files, of which `keep_paths` has a list."""
    indexed: bool
    """True when the words of its stories are: an index is made as a whole."""
    said: tuple[str, ...]
    """The problems that were told: they are told again."""
    summary: str

    @classmethod
    def of(
        cls,
        asked: str,
        inputs: Mapping[str, Sight],
        folders: tuple[str, ...],
        site: Path,
        paths: Sequence[str],
        problems: Iterable[Problem],
        summary: str,
    ) -> Stamp:
        """The stamp of a build just made, whose `site` has these folders and files."""
        build = build_of(asked, inputs)
        said = tuple(map(str, problems))
        outputs = _seal(_looks(site, paths, cores()))
        # A search has to find the new words, and is indexed as a whole.
        indexed = any(path.startswith("pagefind/") for path in paths)
        return cls(build, asked, inputs, folders, str(site), outputs, indexed, said, summary)


class Edits(NamedTuple):
    """Files of the content that hold something else now, and nothing else has changed."""

    build: str
    """Of the site that stands there."""
    site: str
    content: str
    """The folder of the content, with a slash at its end."""
    paths: tuple[str, ...]


class Changes(Struct, frozen=True):
    """What has changed since a build."""

    since: Stamp
    edited: Mapping[str, Sight]
    """Files that hold something else now, by path."""
    others: bool
    """True when files were added or removed, or the tools are others."""

    @property
    def is_nothing(self) -> bool:
        return not self.edited and not self.others

    @property
    def edits(self) -> Edits | None:
        """None when more than files of the content is another, or somebody searches them."""
        content = f"{self.since.folders[0]}/"
        ours = all(path.startswith(content) and files.can_be_read(path) for path in self.edited)
        if not ours or self.others or self.since.indexed:
            return None
        return Edits(self.since.build, self.since.site, content, tuple(self.edited))


def build_of(asked: str, inputs: Mapping[str, Sight]) -> str:
    """Stands for a build of these files, by which what it keeps is known to belong to it."""
    return _stands_for([asked, sorted(inputs.items())])


def order(options: Mapping[str, str]) -> str:
    """Stands for what a build is asked for, and for the tools that make it."""
    return _stands_for([sys.version, files.installed(), dict(sorted(options.items()))])


def tools() -> str:
    """Stands for all that decides what is made of a file: Python, its packages, our own code."""
    code = [path for path in files.sights([PACKAGE]) if path.endswith(".py")]
    return _stands_for([order({}), sorted((path, files.digest(path)) for path in code)])


def _stands_for(says: Any) -> str:
    return hashlib.blake2b(json.dumps(says).encode(), digest_size=20).hexdigest()


def _looks(site: Path, paths: Sequence[str], jobs: int) -> Looks:
    """How files and folders look; of many, two processes look at one half each."""
    parts = 2 if len(paths) > WORTH_SHARING else 1

    def part(number: int) -> Looks:
        half = paths[number * len(paths) // parts : (number + 1) * len(paths) // parts]
        return array("q", chain.from_iterable(files.times(site, half)))

    return array("q", chain.from_iterable(shared(parts, part, min(parts, jobs))))


def _seal(looks: Looks) -> str:
    return hashlib.blake2b(looks.tobytes(), digest_size=20).hexdigest()


def inputs(
    config_file: Path, folders: Iterable[str], before: Stamp | None = None
) -> dict[str, Sight]:
    """Every file that a build is made from. It must be looked at before it is read."""
    known = before.inputs if before else {}
    found = files.sights([config_file, PACKAGE, *map(Path, folders)])
    return {path: files.known(path, sight, known.get(path)) for path, sight in found.items()}


def changes(cache: Cache, name: str, config_file: Path, asked: str) -> Changes | None:
    """What has changed since the build kept under `name`; None when that is of no use.

    `asked` is the order as it is now.
    """
    stamp = recall(cache, name)
    try:
        if stamp is None:
            return None
        now = inputs(config_file, stamp.folders, stamp)
    except OSError:  # something is gone, or cannot be read: whoever builds will say so
        return None
    others = asked != stamp.order or now.keys() != stamp.inputs.keys()
    edited = {
        path: sight
        for path, sight in now.items()
        if path in stamp.inputs and sight.digest != stamp.inputs[path].digest
    }
    return Changes(stamp, edited, others)


def standing(cache: Cache, name: str, stamp: Stamp, others: int = 0) -> Standing | None:
    """The site that the stamp is of; None when it is not as it was left.

    `others` is how many processes are at work beside the one that looks.
    """
    paths = _paths(cache, name, stamp.build)
    try:
        looks = _looks(Path(stamp.site), paths, max(cores() - others, 1))
    except (OSError, Failed):
        return None
    return Standing(paths, looks) if _seal(looks) == stamp.outputs else None


def after_edits(changes: Changes, before: Standing, made: Iterable[str]) -> Stamp:
    """The stamp after edits were worked into a site that was as `before`; they `made` files."""
    since, looks = changes.since, array("q", before.looks)
    changed = files.with_folders(made)
    wanted = frozenset(changed)
    places = {path: 2 * number for number, path in enumerate(before.paths) if path in wanted}
    for path, look in zip(changed, files.times(Path(since.site), changed), strict=True):
        looks[places[path] : places[path] + 2] = array("q", look)
    inputs = {**since.inputs, **changes.edited}
    return replace(since, inputs=inputs, outputs=_seal(looks))


def recall(cache: Cache, name: str) -> Stamp | None:
    """The stamp kept under `name`; None when there is none that can be believed."""
    try:
        return msgspec.json.decode(cache.get(f"stamp {name}") or b"", type=Stamp)
    except msgspec.DecodeError:
        return None


def keep(cache: Cache, name: str, stamp: Stamp) -> None:
    cache.put(f"stamp {name}", msgspec.json.encode(stamp))


def keep_paths(cache: Cache, name: str, stamp: Stamp, paths: Iterable[str]) -> None:
    """Keeps which folders and files the site has. It is long, and no edit changes it."""
    cache.put(f"paths {name}", "\0".join([stamp.build, *paths]).encode())


def _paths(cache: Cache, name: str, build: str) -> Sequence[str]:
    """Those of a build; none when those that are kept are another's."""
    of, *paths = (cache.get(f"paths {name}") or b"").decode().split("\0")
    return paths if of == build else ()
