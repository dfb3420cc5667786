"""What is remembered of a site's last build, so that the next one need not begin anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from generator.build.renderer import SiteRenderer
from generator.build.thaw import frozen, thawed
from generator.checks.context import CheckContext, CrossFileFacts
from generator.content.images import Size
from generator.content.model import BodyText, Key
from generator.content.site import Site
from generator.index.analysis import FileAnalysis
from generator.index.index import Index
from generator.output.layouts import Layout
from generator.pages.edition import Edition
from generator.system.store import Cache, Pack, Place


class Kept(NamedTuple):
    """What is kept of one file, to be looked at when it has changed."""

    text: BodyText
    questions: CrossFileFacts


class Memory(Struct, frozen=True):
    """The last edition without its texts, which stay on disk until they are wanted."""

    build: str
    """Which build it is of."""
    index: Index
    site: Site
    sizes: Mapping[str, Size]
    context: CheckContext
    listed: frozenset[str]
    layouts: Mapping[str, Layout]
    pages: frozenset[str]
    """The paths of the pages in whose place no handwritten one stands."""
    asked: frozenset[tuple[Key, str]]
    """The fragments of each file that others link to."""
    locations: frozenset[str]
    """The files that have problems, each by its path as contributors know it."""
    kept: Mapping[Key, Place]
    later: Mapping[Key, Kept] = {}
    """What has taken the place of some since."""

    def of(self, key: Key) -> Kept | None:
        """What is kept of a file; None when it is damaged."""
        if key in self.later:
            return self.later[key]
        found = thawed(self.kept[key].bytes()) if key in self.kept else None
        return found if isinstance(found, Kept) else None


class Shelved(Mapping[Key, BodyText]):
    """Texts that are read from disk when they are wanted, but for those that are new."""

    def __init__(self, memory: Memory, new: Mapping[Key, BodyText]) -> None:
        self._memory, self._new = memory, new

    def __getitem__(self, key: Key) -> BodyText:
        if key in self._new:
            return self._new[key]
        if kept := self._memory.of(key):
            return kept.text
        raise Forgotten(key.path)

    def __iter__(self) -> Iterator[Key]:
        return iter(self._memory.kept)

    def __len__(self) -> int:
        return len(self._memory.kept)


class Forgotten(Exception):
    """Something that was kept cannot be believed, or is gone."""


def remember(
    cache: Cache,
    name: str,
    build: str,
    edition: Edition,
    renderer: SiteRenderer,
    layouts: Mapping[str, Layout],
) -> None:
    """Keeps what a build has made, under a name; without a cache nothing is kept."""
    if cache.folder is None:
        return
    try:
        with cache.packing(f"texts {name}") as pack:
            kept = dict(_packed(pack, edition.analyses.values()))
    except OSError:  # the disk is full, for one: the next build makes the whole site
        return
    references = (
        one for file in edition.analyses.values() for one in file.cross_file_facts.references
    )
    memory = Memory(
        build=build,
        index=replace(edition.index, texts={}),
        site=renderer.site,
        sizes=edition.sizes,
        context=edition.context,
        listed=renderer.listed,
        layouts=layouts,
        pages=frozenset(renderer.pages),
        asked=frozenset((one.key, one.fragment) for one in references if one.fragment),
        locations=frozenset(problem.location.file for problem in edition.problems),
        kept=kept,
    )
    cache.put(f"memory {name}", frozen(memory))


def _packed(pack: Pack, filed: Iterable[FileAnalysis]) -> Iterator[tuple[Key, Place]]:
    for one in filed:
        if one.entity:
            kept = Kept(one.text, one.cross_file_facts)
            yield one.entity.key, pack.add(frozen(kept))


def remember_later(cache: Cache, name: str, memory: Memory, new: Mapping[Key, Kept]) -> None:
    """Keeps what has taken the place of something that a memory keeps."""
    later = memory.build, {**memory.later, **new}
    cache.put(f"later {name}", frozen(later))


def recall(cache: Cache, name: str) -> Memory | None:
    """What was kept of the last build of a name; None when there is nothing to be believed."""
    found = thawed(cache.get(f"memory {name}") or b"")
    if not isinstance(found, Memory):
        return None
    later = thawed(cache.get(f"later {name}") or b"")
    return replace(found, later=later[1]) if later and later[0] == found.build else found
