"""Does the least that any cold build of this site must do, to show how much time that takes.

MkDocs renders one page through the theme. Then as many processes as there are cores read the
articles (the front matter by libyaml, the text by pyromark), and write as many files as the
finished site has, each with the same size. The files hold only filler.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pyromark
import yaml

from generator.system.workers import cores, map_in_workers

SIZES = "sizes.json"
"""The size of each file of the site, by its path."""
ONE_PAGE_SITE = "one-page"
"""The folder of the site of one page."""


def main() -> None:
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=ONE_PAGE_SITE, check=True)
    paths = sorted(Path("content").rglob("*.md"))
    sizes = list(json.loads(Path(SIZES).read_text(encoding="utf-8")).items())
    folders = sorted({path.rpartition("/")[0] for path, _ in sizes})
    longest = b"x" * max(size for _, size in sizes)
    for folder in folders:
        Path("site", folder).mkdir(parents=True, exist_ok=True)
    map_in_workers(_read, None, paths, cores())
    map_in_workers(_write, longest, sizes, cores())


def _read(_: None, paths: Sequence[Path]) -> list[None]:
    """Parse articles, and forget them."""
    for path in paths:
        front, body = path.read_text(encoding="utf-8").split("---\n", 2)[1:]
        yaml.load(front, Loader=yaml.CSafeLoader)
        pyromark.html(body)
    return []


def _write(filler: bytes, sizes: Sequence[tuple[str, int]]) -> list[None]:
    """Write files of these sizes."""
    for path, size in sizes:
        with open(f"site/{path}", "wb") as file:  # noqa: PTH123 - thousands of paths
            file.write(filler[:size])
    return []


if __name__ == "__main__":
    main()
