"""Loads the templates and caches their compiled code."""

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


class _CompiledTemplates(FileSystemBytecodeCache):
    """Caches compiled templates beside them; where it can't write, they are compiled each time."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            _COMPILED.mkdir(exist_ok=True)
            super().dump_bytecode(bucket)


def environment(module: str, folder: str = "", **options: Any) -> Environment:
    """Return an environment for a folder of the templates; undefined names are errors.

    `module` is the source file of the caller. Its digest is part of the cache key, because its
    options are compiled into the templates.
    """
    key = crc32(Path(module).read_bytes(), crc32(f"{jinja2.__version__}{__file__}".encode()))
    return Environment(
        loader=FileSystemLoader(_FOLDER / folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # would check the template's file on every use
        bytecode_cache=_CompiledTemplates(str(_COMPILED), f"{key:08x}-%s.cache"),
        **options,
    )
