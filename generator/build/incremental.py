"""Renders the outputs whose inputs have changed.

While an output is rendered, the index and the renderer record what it reads. Its trace holds the
digest of all of that, and it is rendered again exactly when that digest has changed. These are the
verifying traces of "Build systems à la carte" (Mokhov, Mitchell, Peyton Jones, 2018). No code
guesses what an edit may change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, count
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from generator.content.model import Entity, Key
from generator.index.neighbours import Neighbours
from generator.index.reads import Argument, Read, Reads, recorded
from generator.output.registry import RENDERER_MAPPINGS, Output, SiteRenderer
from generator.pages.page import Card
from generator.system.files import DIGEST_SIZE, Folder, digest_of
from generator.system.store import Changes, Store
from generator.system.workers import map_in_workers

MIN_OUTPUTS_TO_SHARE = 60
"""With fewer outputs to render, one process is faster than several."""
TRACE_TABLES = ("output", "read", "fragment")
"""The tables of the store that belong to one site."""


class Trace(Struct, frozen=True, array_like=True):
    """What an output was made from."""

    digest: bytes
    """The digest of all that it read, and of what is not recorded."""
    read_numbers: tuple[int, ...]
    """The numbers of its reads in the table of reads."""
    files: tuple[str, ...]
    fragments: tuple[str, ...]


class StoredRead(NamedTuple):
    """A read as it is stored."""

    query: str
    arguments: tuple[Argument, ...]


class Result(NamedTuple):
    """What a worker returns about an output, after it has written its files."""

    name: str
    reads: tuple[Read, ...]
    files: tuple[str, ...]
    fragments: dict[str, bytes]
    card: tuple[str, Card] | None


class StoredFragments(Struct, frozen=True):
    """The fragments of this build and, where their outputs were not rendered, of earlier ones."""

    store: Store
    new: dict[str, dict[str, bytes | None]] = {}
    """By name and path of the entity; None where there is no fragment any more."""
    reads: Reads | None = None

    def recording(self, reads: Reads) -> StoredFragments:
        return replace(self, reads=reads)

    def plain(self) -> StoredFragments:
        return replace(self, reads=None)

    @recorded
    def fragment(self, name: str, key: Key) -> str:
        path = key.path
        if path in self.new.get(name, ()):
            return (self.new[name][path] or b"").decode()
        return (self.store.read("fragment", f"{name} {path}") or b"").decode()

    @recorded
    def fragments(self, name: str) -> dict[Key, str]:
        stored = self.store.read_starting("fragment", f"{name} ")
        current = self._current(name, stored, self.new.get(name, {}))
        by_key = ((Key.from_path(path), data) for path, data in current.items())
        return {key: data.decode() for key, data in by_key if key}

    def digests(self, name: str) -> dict[str, bytes]:
        """Return the digest of each fragment of a name, by the path of its entity."""
        stored = self.store.digests_starting("fragment", f"{name} ")
        new = {path: data and digest_of(data) for path, data in self.new.get(name, {}).items()}
        return self._current(name, stored, new)

    def _current(
        self, name: str, stored: Mapping[str, bytes], new: Mapping[str, bytes | None]
    ) -> dict[str, bytes]:
        """Return what is stored under a name, with the changes of this build, by path."""
        start = len(name) + 1
        current = {key[start:]: data for key, data in stored.items() if key[start:] not in new}
        return current | {path: data for path, data in new.items() if data}


class ReadDigests:
    """The digests of what is read from an edition; each is computed once in each step."""

    def __init__(
        self,
        renderer: SiteRenderer,
        texts: Mapping[Any, bytes],
        fragments: StoredFragments,
    ) -> None:
        """`texts` has the digest of each text."""
        self._renderer, self._fragments = renderer, fragments
        self._fragment_digests: dict[str, Mapping[str, bytes]] = {}
        self._computed: dict[Read, bytes] = {}
        self._digests_by_entity: dict[Key, bytes] = {}
        entities = renderer.index.entities
        self._entities = {key: digest_of(_encode(entity)) for key, entity in entities.items()}
        self._digests: dict[str, Mapping[Any, bytes]] = {
            "entities": self._entities,
            "texts": texts,
        }

    def of(self, read: Read) -> bytes:
        """Return the digest of what a read returns now; zeros for a missing entity or fragment."""
        name, arguments = read
        if arguments and name in self._digests:
            return self._digests[name].get(arguments[0], _NOTHING)
        if name == "fragment":
            fragment, key = arguments
            assert isinstance(key, Key)
            return self._digests_of(str(fragment)).get(key.path, _NOTHING)
        if read not in self._computed:
            self._computed[read] = self._compute(name, arguments)
        return self._computed[read]

    def _compute(self, name: str, arguments: tuple[Argument, ...]) -> bytes:
        if name == "fragments":
            return digest_of(_encode(sorted(self._digests_of(str(arguments[0])).items())))
        source = self._renderer if name in RENDERER_MAPPINGS else self._renderer.index
        value = _value(getattr(source, name), arguments)
        return digest_of(_encode(self._with_digests(value)))

    def _digests_of(self, fragment: str) -> Mapping[str, bytes]:
        if fragment not in self._fragment_digests:
            self._fragment_digests[fragment] = self._fragments.digests(fragment)
        return self._fragment_digests[fragment]

    def forget_fragments(self) -> None:
        """Compute the digests of fragments again, because outputs were rendered."""
        self._fragment_digests.clear()
        for read in [read for read in self._computed if read[0] == "fragments"]:
            del self._computed[read]

    def _digests_about(self, key: Key) -> bytes:
        """Return the digests of the articles about an entity, one after the other."""
        if key not in self._digests_by_entity:
            articles = self._renderer.index.lists.about[key]
            digests = [self._entities[article.key] for article in articles]
            self._digests_by_entity[key] = b"".join(digests)
        return self._digests_by_entity[key]

    def _with_digests(self, value: Any) -> Any:
        """Return a value with the digest of each entity instead of the entity."""
        if isinstance(value, Entity):
            return self._entities[value.key]
        if not isinstance(value, tuple | list) or isinstance(value, Key):  # a key is a tuple too
            return value
        if isinstance(value, Neighbours):
            digests = self._digests_about(value.entity)
            window = digests[value.start * DIGEST_SIZE : value.end * DIGEST_SIZE]
            return value.entity, value.commonness, value.position - value.start, window
        if value and all(isinstance(part, Entity) for part in value):
            return b"".join([self._entities[entity.key] for entity in value])
        return [self._with_digests(part) for part in value]


_NOTHING = bytes(DIGEST_SIZE)
_encode = msgspec.msgpack.Encoder().encode


def _value(source: Any, arguments: tuple[Argument, ...]) -> Any:
    """Return what a query, or the lookup in a mapping, returns."""
    if not isinstance(source, Mapping):
        return source(*arguments)
    return source.get(arguments[0]) if arguments else tuple(source)


class Traces:
    """The traces of an earlier build, brought up to date by this one."""

    def __init__(self, store: Store, unrecorded: bytes, is_of_this_site: bool) -> None:
        """`unrecorded` is the digest of all that outputs depend on without reading it.

        Unless the traces are of this site, they are not used: every output is rendered.
        """
        self._store, self._unrecorded = store, unrecorded
        self._decoded = store.decode_all("output", Trace) if is_of_this_site else {}
        reads = store.decode_all("read", StoredRead) if is_of_this_site else {}
        self._reads: dict[int, Read] = {int(number): read for number, read in reads.items()}
        self._numbers = {read: number for number, read in self._reads.items()}
        self._free_numbers = count(max(self._reads, default=0) + 1)
        self._new_reads: dict[str, bytes | None] = {}
        self._changes: dict[str, dict[str, bytes | None]] = {"output": {}, "fragment": {}}
        self.fragments = StoredFragments(store if is_of_this_site else Store(None, ""))
        self._old_files = {file for trace in self._decoded.values() for file in trace.files}

    def stale(self, outputs: Sequence[Output], read_digests: ReadDigests) -> list[Output]:
        """Return the outputs that have to be rendered."""
        traces = {output.name: self._decoded.get(output.name) for output in outputs}
        numbers = set(chain.from_iterable(trace.read_numbers for trace in traces.values() if trace))
        digests = {
            number: read_digests.of(self._reads[number]) if number in self._reads else _NOTHING
            for number in numbers
        }
        return [
            output
            for output in outputs
            if not (trace := traces[output.name])
            or trace.digest != self._digest_of(map(digests.__getitem__, trace.read_numbers))
        ]

    def record(self, results: Iterable[Result], read_digests: ReadDigests) -> None:
        """Record what was rendered."""
        for name, reads, files, fragments, _ in results:
            numbers = tuple(map(self._number, reads))
            digest = self._digest_of(read_digests.of(read) for read in reads)
            before = self._decoded.get(name)
            trace = Trace(digest, numbers, files, tuple(fragments))
            self._changes["output"][name] = _encode(trace)
            self._decoded[name] = trace
            self._set_fragments(name, fragments, before)

    def _set_fragments(
        self, output: str, fragments: Mapping[str, bytes], before: Trace | None
    ) -> None:
        """Set the fragments of an output, which is named by the path of its entity."""
        gone = set(before.fragments).difference(fragments) if before else set[str]()
        for name, data in {**fragments, **dict.fromkeys(gone)}.items():  # None deletes it
            self.fragments.new.setdefault(name, {})[output] = data
            self._changes["fragment"][f"{name} {output}"] = data

    def keep_only(self, outputs: Iterable[Output]) -> None:
        """Forget every output that the site no longer has."""
        for name in self._decoded.keys() - {output.name for output in outputs}:
            self._set_fragments(name, {}, self._decoded.pop(name))
            self._changes["output"][name] = None

    def files_gone(self) -> set[str]:
        """Return the files of the earlier site that no output has now."""
        return self._old_files.difference(*(trace.files for trace in self._decoded.values()))

    def changes(self) -> Changes:
        """Return what has to be written to the store."""
        used = set(chain.from_iterable(trace.read_numbers for trace in self._decoded.values()))
        unused = dict.fromkeys(map(str, self._reads.keys() - used))
        return {**self._changes, "read": {**self._new_reads, **unused}}

    def _number(self, read: Read) -> int:
        if read not in self._numbers:
            self._numbers[read] = number = next(self._free_numbers)
            self._reads[number] = read
            self._new_reads[str(number)] = _encode(StoredRead(*read))
        return self._numbers[read]

    def _digest_of(self, digests: Iterable[bytes]) -> bytes:
        return digest_of(self._unrecorded, b"".join(digests))


class RenderJob(Struct, frozen=True):
    """What workers need to render outputs."""

    renderer: SiteRenderer
    folder: Path
    """The folder of the new site."""
    handwritten: frozenset[str]
    """The files that `docs/` has: no output replaces them."""


def render_outputs(job: RenderJob, outputs: Sequence[Output], jobs: int) -> list[Result]:
    """Render outputs, write their files, and return what is to be recorded."""
    jobs = jobs if len(outputs) >= MIN_OUTPUTS_TO_SHARE else 1
    return map_in_workers(_render_part, job, outputs, jobs)


def _render_part(job: RenderJob, outputs: Sequence[Output]) -> list[Result]:
    folder = Folder(job.folder)
    return [_render_output(job, folder, output) for output in outputs]


def _render_output(job: RenderJob, folder: Folder, output: Output) -> Result:
    reads = Reads()
    try:
        rendered = output.render(job.renderer.recording(reads))
    except Exception as error:
        error.add_note(f"This happened while {output.name} was rendered.")
        raise
    files = [path for path in rendered.files if path not in job.handwritten]
    for path in files:
        folder.write(path, rendered.files[path])
    fragments = {name: text.encode() for name, text in rendered.fragments.items() if text}
    if rendered.card and rendered.card[0] not in job.handwritten:  # drawn later, for all outputs
        files.append(rendered.card[0])
    in_order = tuple(sorted(reads, key=repr))
    return Result(output.name, in_order, tuple(files), fragments, rendered.card)
