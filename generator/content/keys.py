"""Kinds, states and keys: how entities are named in paths and annotations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from functools import cache, lru_cache
from typing import Any, NamedTuple

from generator.content.translations import translatable


class _PickledByValue(Enum):
    """An enumeration that every version of Python pickles by value."""

    def __reduce_ex__(self, _: object) -> tuple[type[_PickledByValue], tuple[str]]:
        return type(self), (self._value_,)


class Kind(_PickledByValue):
    """The kind of entity that a content file describes. The value is its folder."""

    ARTICLE = "articles"
    TOPIC = "topics"
    PERSON = "people"
    ORGANISATION = "organisations"
    PLACE = "places"
    COMMITMENT = "commitments"

    # Enum computes these, and its hash, at each use, and a build uses them millions of times.
    __hash__ = object.__hash__

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.word = self.name.lower()
        """The word for one such entity, in sentences and in problem codes."""
        self.scheme = "org" if folder == "organisations" else self.word
        """The part of an annotation before the colon (`org:red-cross`)."""


FOLDERS: Mapping[str, Kind] = {kind.folder: kind for kind in Kind}
SCHEMES: Mapping[str, Kind] = {kind.scheme: kind for kind in Kind if kind is not Kind.ARTICLE}
"""The kinds that an annotation can name, by the part before the colon."""


_STATE_LABELS = {
    "sought": translatable("Sought"),
    "offered": translatable("Offered"),
    "agreed": translatable("Agreed"),
    "under-way": translatable("Under way"),
    "done": translatable("Done"),
    "stalled": translatable("Stalled"),
    "dropped": translatable("Dropped"),
}


class State(_PickledByValue):
    """The state of a commitment, in the order in which a promise usually moves."""

    SOUGHT = "sought"
    OFFERED = "offered"
    AGREED = "agreed"
    UNDER_WAY = "under-way"
    DONE = "done"
    STALLED = "stalled"
    DROPPED = "dropped"

    __hash__ = object.__hash__

    def __init__(self, value: str) -> None:
        self.words = _STATE_LABELS[value]
        """The English label."""
        self.is_open = value not in ("done", "dropped")
        """Whether a commitment in this state can still be kept."""


STATES: Mapping[str, State] = {state.value: state for state in State}


class Key(NamedTuple):
    """The permanent name of an entity."""

    kind: Kind
    id: str
    """The file's stem; for an article, after the year: `2023/some-story`."""

    @property
    def path(self) -> str:
        """The path of its file in `content/`, and of its page among the generated pages."""
        return f"{self.kind.folder}/{self.id}.md"

    @property
    def annotation(self) -> str:
        """The target of its annotations: `person:jane-doe`."""
        return f"{self.kind.scheme}:{self.id}"

    @classmethod
    def from_path(cls, path: str) -> Key | None:
        """Return the key of the file at `path`, or None in a folder that holds no entities.

        Whether the rest of the path is a valid id isn't checked: see `paths.parse_key`.
        """
        folder, _, rest = path.partition("/")
        kind = FOLDERS.get(folder)
        return cls(kind, rest.removesuffix(".md")) if kind else None

    def __reduce__(self) -> tuple[Any, ...]:
        # Thousands of articles name the same few keys: unpickled data holds each of them once.
        return _cached_key, (self.kind, self.id)


@cache
def _cached_key(kind: Kind, id: str) -> Key:
    return Key(kind, id)


@lru_cache(maxsize=1 << 13)  # thousands of articles name the same few entities
def parse_annotation(target: str) -> Key | None:
    """Return the key that the target of an annotation names; None for any other target."""
    scheme, _, id = target.partition(":")
    kind = SCHEMES.get(scheme)
    return Key(kind, id) if kind else None


MAX_ID_LENGTH = 80
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
WINDOWS_RESERVED = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")
"""Names that no file can have on Windows, whatever its extension."""


def is_id(text: str) -> bool:
    """Return whether `text` can be an id: a file name without year and extension."""
    return len(text) <= MAX_ID_LENGTH and ID.fullmatch(text) is not None
