"""Records what is read from the index, so that a page is rendered again only when that changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeAlias, TypeVar

from generator.content.keys import Key

K = TypeVar("K", bound=Key | str)
V = TypeVar("V")
I = TypeVar("I", bound="Recordable")  # noqa: E741 - an index
P = ParamSpec("P")

Argument: TypeAlias = Key | str | int
Read: TypeAlias = tuple[str, tuple[Argument, ...]]
"""The name of a query or a mapping of the index, and what it was asked for; a mapping that was
read whole has no arguments."""
Reads: TypeAlias = set[Read]


class Recordable(Protocol):
    """An index that may record what is read from it."""

    @property
    def reads(self) -> Reads | None: ...

    def plain(self: I) -> I:
        """Return the same index without recording."""


def recorded(query: Callable[Concatenate[I, P], V]) -> Callable[Concatenate[I, P], V]:
    """Make a method a query: what it is asked for is recorded, and not what it reads itself."""
    name = query.__name__

    @wraps(query)
    def ask(index: I, /, *args: P.args, **kwargs: P.kwargs) -> V:
        reads = index.reads
        if reads is None:
            return query(index, *args, **kwargs)
        reads.add((name, args))  # type: ignore[arg-type]
        return query(index.plain(), *args, **kwargs)

    return ask


class RecordedMapping(Mapping[K, V]):
    """Records which keys are looked up in a mapping, present or not."""

    def __init__(self, values: Mapping[K, V], name: str, reads: Reads) -> None:
        self._values, self._name, self._reads = values, name, reads

    def __getitem__(self, key: K) -> V:
        self._reads.add((self._name, (key,)))
        return self._values[key]

    def get(self, key: K, default: Any = None) -> Any:
        self._reads.add((self._name, (key,)))
        return self._values.get(key, default)

    def __contains__(self, key: object) -> bool:
        if isinstance(key, Key | str):
            self._reads.add((self._name, (key,)))
        return key in self._values

    def __iter__(self) -> Iterator[K]:
        self._reads.add((self._name, ()))
        return iter(self._values)

    def __len__(self) -> int:
        self._reads.add((self._name, ()))
        return len(self._values)
