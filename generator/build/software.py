"""The fingerprint of the software that makes a site."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

from generator.system import file_tree
from generator.system.files import read_file

_PACKAGE = Path(__file__).parent.parent


@cache
def fingerprint() -> str:
    """Return the digest of Python's version, the installed packages and our own files."""
    digest = hashlib.blake2b(f"{sys.version} {file_tree.installed()}".encode(), digest_size=20)
    for path in file_tree.list_files(_PACKAGE):
        if "__pycache__" not in path:
            digest.update(path.encode() + b"\0")
            digest.update(hashlib.blake2b(read_file(f"{_PACKAGE}/{path}", follow=True)).digest())
    return digest.hexdigest()
