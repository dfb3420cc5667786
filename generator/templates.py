"""The templates: found, compiled once, and kept compiled beside them as Python keeps its own."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

_FOLDER = Path(__file__).parent / "templates"
_COMPILED = _FOLDER / "__pycache__"


class _Compiled(FileSystemBytecodeCache):
    """Where nothing can be kept, templates are compiled each time, and that is all."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            _COMPILED.mkdir(exist_ok=True)
            super().dump_bytecode(bucket)


def environment(
    folder: str = "", kind: type[Environment] = Environment, **options: Any
) -> Environment:
    """The templates of a folder. A name that nobody gave is a fault, and values are escaped."""
    return kind(
        loader=FileSystemLoader(_FOLDER / folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # What is compiled depends on how: each kind of environment keeps its own.
        bytecode_cache=_Compiled(str(_COMPILED), f"{kind.__name__}-%s.cache"),
        **options,
    )
