"""Analyses the content, and parses only files that have changed since the last command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

import msgspec
from msgspec import Struct

from generator.checks.context import CheckContext
from generator.content.model import BodyText, Key
from generator.index.analysis import FileAnalysis, analyse_file
from generator.pages.edition import Analyses, analyse_in_turn
from generator.system.file_tree import Signature, is_racy
from generator.system.files import digest_of, sha256
from generator.system.store import Changes, DamagedStoreError, Store
from generator.system.workers import map_in_workers

MIN_FILES_TO_SHARE = 300
"""With fewer files to parse, one process is faster than several."""
MOST_DECODED_TEXTS = 256


class Source(Struct, frozen=True, array_like=True):
    """A file of the content: how it looked when it was read, and what it gave."""

    signature: Signature
    analysis: FileAnalysis


class _Parsed(NamedTuple):
    """What a worker returns of a file, encoded."""

    path: str
    analysis: bytes
    body: bytes


class Sources:
    """The files of the content as they were read last, in this command or an earlier one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._sources = store.decode_all("source", Source)
        self._context = store.decode("meta", "context", CheckContext)
        self._bodies: dict[str, bytes] = {}
        """The encoded texts of the files that this command parsed."""
        self._body_digests = store.digests_starting("body", "")
        self._changes: dict[str, dict[str, bytes | None]] = {"source": {}, "body": {}, "meta": {}}

    def analyse(
        self,
        seen: Mapping[str, Signature],
        jobs: int,
        paths: Sequence[str],
        data: Mapping[str, bytes],
        context: CheckContext,
    ) -> Analyses:
        """Return the analyses of the files at these paths.

        `seen` has the signature of each file, without digest, and `data` its bytes.
        """
        odd = [path for path in paths if not is_utf8(path)]  # of which nothing can be stored
        signatures = {
            path: self._signature(path, seen[path], data) for path in paths if path not in odd
        }
        changed = self._changed(signatures, context)
        jobs = jobs if len(changed) >= MIN_FILES_TO_SHARE else 1
        parsed = {
            result.path: result
            for result in map_in_workers(_analyse_files, (data, context), changed, jobs)
        }
        for path in self._sources.keys() - signatures.keys():
            del self._sources[path]
            self._body_digests.pop(path, None)
            self._changes["source"][path] = self._changes["body"][path] = None
        for path, signature in signatures.items():
            self._update(path, signature, parsed.get(path))
        if context != self._context:
            self._context = context
            with suppress(UnicodeEncodeError):  # a file has a name that isn't UTF-8
                self._changes["meta"]["context"] = msgspec.msgpack.encode(context)
        texts = StoredTexts(self._store, dict(self._bodies), data, context)
        analyses = {path: self._sources[path].analysis for path in signatures}
        return Analyses(analyses | dict(analyse_in_turn(odd, data, context).files), texts)

    def keep_texts(self) -> None:
        """Load all texts: a preview reads them in several threads, and for hours."""
        self._bodies = self._store.read_all("body") | self._bodies

    def text_digests(self, translated: Mapping[Key, str]) -> dict[Key, bytes]:
        """Return the digest of each text; `translated` has the path of each translation."""
        digests = ((Key.from_path(path), data) for path, data in self._body_digests.items())
        originals = {key: data for key, data in digests if key}
        return originals | {key: self._body_digests[path] for key, path in translated.items()}

    def changes(self) -> Changes:
        """Return what has to be written to the store."""
        return self._changes

    def _signature(self, path: str, seen: Signature, data: Mapping[str, bytes]) -> Signature:
        """Return the file's signature with the digest of its content."""
        before = self._sources.get(path)
        if before and before.signature.mtime and before.signature[:3] == seen[:3]:
            return before.signature
        mtime = 0 if is_racy(seen) else seen.mtime
        return seen._replace(mtime=mtime, digest=sha256(data[path]).hex())

    def _changed(self, signatures: Mapping[str, Signature], context: CheckContext) -> list[str]:
        """Return the paths of the files that have to be parsed."""
        before = self._context
        if before is None or before.rules != context.rules:
            return list(signatures)
        moved, is_same = before.files ^ context.files, before == context
        return [
            path
            for path, signature in signatures.items()
            if (source := self._sources.get(path)) is None
            or source.signature.digest != signature.digest
            or path not in self._body_digests
            or not source.analysis.still_holds(moved, is_same)
        ]

    def _update(self, path: str, signature: Signature, parsed: _Parsed | None) -> None:
        before = self._sources.get(path)
        if parsed:
            analysis = _ANALYSIS.decode(parsed.analysis)
            self._bodies[path] = self._changes["body"][path] = parsed.body
            self._body_digests[path] = digest_of(parsed.body)
        else:
            assert before, "a file that was never read is parsed"
            analysis = before.analysis
        if parsed or not before or before.signature != signature:
            self._sources[path] = Source(signature, analysis)
            self._changes["source"][path] = msgspec.msgpack.encode(self._sources[path])


def is_utf8(path: str) -> bool:
    """Return whether a file's name is UTF-8."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


_ANALYSIS = msgspec.msgpack.Decoder(FileAnalysis)
_TEXT = msgspec.msgpack.Decoder(BodyText)


def _analyse_files(
    state: tuple[Mapping[str, bytes], CheckContext], paths: Sequence[str]
) -> list[_Parsed]:
    data, context = state
    results = []
    for path in paths:
        analysis, text = analyse_file(path, data[path], context)
        encoded = msgspec.msgpack.encode(analysis), msgspec.msgpack.encode(text)
        results.append(_Parsed(path, *encoded))
    return results


class StoredTexts(Mapping[str, BodyText]):
    """The texts of files, decoded when they are read: all of them would fill the memory."""

    def __init__(
        self,
        store: Store,
        bodies: Mapping[str, bytes],
        files: Mapping[str, bytes],
        context: CheckContext,
    ) -> None:
        self._store, self._bodies, self._files, self._context = store, bodies, files, context
        self._decoded: dict[str, BodyText] = {}

    def __getitem__(self, path: str) -> BodyText:
        if path not in self._decoded:
            if len(self._decoded) >= MOST_DECODED_TEXTS:
                self._decoded.clear()
            self._decoded[path] = self._read(path)
        return self._decoded[path]

    def _read(self, path: str) -> BodyText:
        with suppress(DamagedStoreError):  # the file is parsed again then
            if data := self._bodies.get(path) or self._store.read("body", path):
                return _TEXT.decode(data)
        return analyse_file(path, self._files[path], self._context)[1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
