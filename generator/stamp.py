"""Whether anything that a site is made from has changed since it was made."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from generator import files

PACKAGE = Path(__file__).parent
TOOLS = (
    "imagesize jinja2 markdown mkdocs mkdocs-material nh3 pagefind pylopdf-fonts-ar "
    "pylopdf-fonts-zh-cn pymdown-extensions pyromark python-frontmatter pyyaml tinycss2 typst"
).split()
"""What makes the site with us: another version may make another site."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is remembered of a build: from what it was made, and what it made."""

    inputs: str
    """The digest of all that it was made from."""
    outputs: str
    """The digest of the names, sizes and times of the files that it made."""
    site: str
    """The folder of the site."""
    folders: tuple[str, ...]
    """The folders that it was made from, handwritten pages and theme among them."""
    said: tuple[str, ...]
    """The problems that were told: they are told again."""
    summary: str


def inputs(config_file: Path, folders: tuple[str, ...], options: Mapping[str, str]) -> str:
    """The digest of everything that a build with these options is made from."""
    made = hashlib.blake2b(digest_size=20)
    made.update(json.dumps([sys.version, *map(version, TOOLS), options], sort_keys=True).encode())
    made.update(config_file.read_bytes())
    for folder in (PACKAGE, *map(Path, folders)):
        made.update(files.digest(folder))
    return made.hexdigest()


def unchanged(
    cache: files.Cache, name: str, config_file: Path, options: Mapping[str, str]
) -> Stamp | None:
    """The stamp of the build that would be made again just as it is; None when it would not."""
    found = recall(cache, name)
    try:
        if found is None or files.look(Path(found.site)) != found.outputs:
            return None
        return found if inputs(config_file, found.folders, options) == found.inputs else None
    except OSError:  # something is gone, or cannot be read: whoever builds will say so
        return None


def recall(cache: files.Cache, name: str) -> Stamp | None:
    """The stamp kept under `name`; None when there is none that can be believed."""
    kept = cache.get(f"stamp {name}")
    try:
        says: dict[str, Any] = json.loads(kept) if kept else {}
        says |= {name: tuple(says[name]) for name in ("folders", "said")}
        return Stamp(**says)
    except (KeyError, TypeError, ValueError):
        return None


def keep(cache: files.Cache, name: str, stamp: Stamp) -> None:
    cache.put(f"stamp {name}", json.dumps(asdict(stamp)).encode())
