"""Whether anything that a site is made from has changed since it was made, and what."""

from __future__ import annotations

import hashlib
import json
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from generator.content.problems import Problem
from generator.system import file_tree
from generator.system.file_tree import Signature
from generator.system.store import Cache
from generator.system.workers import WorkerError, cores, map_in_workers

PACKAGE = Path(__file__).parent.parent

WORTH_SHARING = 10_000
"""From how many files on two processes look faster than one."""
Looks: TypeAlias = "array[int]"
"""The size of each file of a site and when it was written, in the order of `file_tree.times`."""


class Standing(NamedTuple):
    """A site that stands as it was left."""

    paths: Sequence[str]
    """Of its folders and files."""
    looks: Looks

    def after(self, changed: Iterable[str], gone: AbstractSet[str]) -> Standing:
        """The same when files came and went; how those look that came is still to be seen."""
        known = frozenset(self.paths)
        came = [path for path in changed if path not in known]
        if not came and not gone:
            return Standing(self.paths, array("q", self.looks))
        left = [number for number, path in enumerate(self.paths) if path not in gone]
        pairs = [self.looks[2 * number : 2 * number + 2] for number in left]
        looks = array("q", chain(chain.from_iterable(pairs), [0, 0] * len(came)))
        return Standing([*(self.paths[number] for number in left), *came], looks)


class Stamp(Struct, frozen=True):
    """What is remembered of a build: from what it was made, and what it made."""

    build: str
    """Which build made the whole site; edits may have been worked in since."""
    order: str
    """Stands for what was asked for, and for the tools that made it."""
    inputs: Mapping[str, Signature]
    """Every file that it was made from, by path."""
    folders: tuple[str, ...]
    """The folders that it was made from: the content, the handwritten files, perhaps more."""
    site: str
    """The folder of the site."""
    outputs: str
    """Stands for the sizes and times of its folders and files, of which `keep_paths` has a list."""
    fed: str
    """Stands for what its search was fed; empty when it has none."""
    said: tuple[str, ...]
    """The problems that were told: they are told again."""
    summary: str

    @classmethod
    def of(
        cls,
        asked: str,
        inputs: Mapping[str, Signature],
        folders: tuple[str, ...],
        site: Path,
        paths: Sequence[str],
        fed: str,
        problems: Iterable[Problem],
        summary: str,
    ) -> Stamp:
        """The stamp of a build just made, whose `site` has these folders and files."""
        build = build_of(asked, inputs)
        said = tuple(map(str, problems))
        outputs = _seal(_looks(site, paths, cores()))
        return cls(build, asked, inputs, folders, str(site), outputs, fed, said, summary)


class Edits(NamedTuple):
    """Files of the content that hold something else now, and nothing else has changed."""

    build: str
    """Of the site that stands there."""
    site: str
    content: str
    """The folder of the content, with a slash at its end."""
    own: str
    """The folder of the handwritten files: none is written over."""
    paths: tuple[str, ...]
    fed: str
    """Stands for what the site's search was fed."""


class Worked(NamedTuple):
    """What a site has become by edits."""

    made: tuple[str, ...]
    """The files that hold something else now."""
    gone: tuple[str, ...]
    fed: str
    """Stands for what its search is fed now."""


class Changes(Struct, frozen=True):
    """What has changed since a build."""

    since: Stamp
    edited: Mapping[str, Signature]
    """Files that hold something else now, by path."""
    others: bool
    """True when files were added or removed, or the tools are others."""

    @property
    def is_nothing(self) -> bool:
        return not self.edited and not self.others

    @property
    def edits(self) -> Edits | None:
        """None when more than files of the content is another."""
        since = self.since
        content, own = f"{since.folders[0]}/", since.folders[1]
        ours = all(path.startswith(content) and file_tree.can_be_read(path) for path in self.edited)
        if not ours or self.others:
            return None
        return Edits(since.build, since.site, content, own, tuple(self.edited), since.fed)


def build_of(asked: str, inputs: Mapping[str, Signature]) -> str:
    """Stands for a build of these files, by which what it keeps is known to belong to it."""
    return _stands_for([asked, sorted(inputs.items())])


def order(options: Mapping[str, str]) -> str:
    """Stands for what a build is asked for, and for the tools that make it."""
    return _stands_for([sys.version, file_tree.installed(), dict(sorted(options.items()))])


def tools() -> str:
    """Stands for all that decides what is made of a file: Python, its packages, our own code."""
    code = [path for path in file_tree.scan([PACKAGE], follow=True) if path.endswith(".py")]
    return _stands_for([order({}), sorted((path, file_tree.digest(path)) for path in code)])


def _stands_for(says: Any) -> str:
    return hashlib.blake2b(json.dumps(says).encode(), digest_size=20).hexdigest()


def _looks(site: Path, paths: Sequence[str], jobs: int) -> Looks:
    """How files and folders look; of many, two processes look at one half each."""
    parts = 2 if len(paths) > WORTH_SHARING else 1

    def part(number: int) -> Looks:
        half = paths[number * len(paths) // parts : (number + 1) * len(paths) // parts]
        return array("q", chain.from_iterable(file_tree.times(site, half)))

    return array("q", chain.from_iterable(map_in_workers(parts, part, min(parts, jobs))))


def _seal(looks: Looks) -> str:
    return hashlib.blake2b(looks.tobytes(), digest_size=20).hexdigest()


def inputs(
    config_file: Path, folders: Sequence[str], before: Stamp | None = None
) -> dict[str, Signature]:
    """Every file that a build is made from. It must be looked at before it is read.

    The first of the folders is the content, in which links are not followed.
    """
    known = before.inputs if before else {}
    content, *own = map(Path, folders)
    found = file_tree.scan([config_file, PACKAGE, *own], follow=True) | file_tree.scan([content])
    return {
        path: file_tree.with_digest(path, signature, known.get(path))
        for path, signature in found.items()
    }


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
        path: signature
        for path, signature in now.items()
        if path in stamp.inputs and signature.digest != stamp.inputs[path].digest
    }
    return Changes(stamp, edited, others)


def standing(cache: Cache, name: str, stamp: Stamp, others: int = 0) -> Standing | None:
    """The site that the stamp is of; None when it is not as it was left.

    `others` is how many processes are at work beside the one that looks.
    """
    paths = _paths(cache, name, stamp.build)
    try:
        looks = _looks(Path(stamp.site), paths, max(cores() - others, 1))
    except (OSError, WorkerError):
        return None
    return Standing(paths, looks) if _seal(looks) == stamp.outputs else None


def after_edits(changes: Changes, before: Standing, worked: Worked) -> tuple[Stamp, Standing]:
    """The stamp after edits were worked into a site that was as `before`, and how it stands now."""
    since, gone = changes.since, frozenset(worked.gone)
    changed = file_tree.with_folders([*worked.made, *worked.gone])
    changed = [path for path in changed if path not in gone]
    paths, looks = before.after(changed, gone)
    wanted = frozenset(changed)
    places = {path: 2 * number for number, path in enumerate(paths) if path in wanted}
    for path, look in zip(changed, file_tree.times(Path(since.site), changed), strict=True):
        looks[places[path] : places[path] + 2] = array("q", look)
    inputs = {**since.inputs, **changes.edited}
    done = replace(since, inputs=inputs, outputs=_seal(looks), fed=worked.fed)
    return done, Standing(paths, looks)


def recall(cache: Cache, name: str) -> Stamp | None:
    """The stamp kept under `name`; None when there is none that can be believed."""
    try:
        return msgspec.json.decode(cache.get(f"stamp {name}") or b"", type=Stamp)
    except msgspec.DecodeError:
        return None


def keep(cache: Cache, name: str, stamp: Stamp) -> None:
    cache.put(f"stamp {name}", msgspec.json.encode(stamp))


def keep_paths(cache: Cache, name: str, stamp: Stamp, paths: Iterable[str]) -> None:
    """Keeps which folders and files the site has. It is long, and few edits change it."""
    cache.put(f"paths {name}", "\0".join([stamp.build, *paths]).encode())


def _paths(cache: Cache, name: str, build: str) -> Sequence[str]:
    """Those of a build; none when those that are kept are another's."""
    of, *paths = (cache.get(f"paths {name}") or b"").decode().split("\0")
    return paths if of == build else ()
