"""The templates: found, compiled once, and kept compiled beside them as Python keeps its own."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

import jinja2
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
    maker: str, folder: str = "", kind: type[Environment] = Environment, **options: Any
) -> Environment:
    """The templates of a folder. A name that nobody gave is a fault, and values are escaped.

    `maker` is the source file of the room that fills them: what it says of how templates are
    compiled goes into what they are compiled to.
    """
    made_by = crc32(Path(maker).read_bytes(), crc32(f"{jinja2.__version__}{__file__}".encode()))
    return kind(
        loader=FileSystemLoader(_FOLDER / folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # which would look at its file each time one is filled
        bytecode_cache=_Compiled(str(_COMPILED), f"{made_by:08x}-%s.cache"),
        **options,
    )
