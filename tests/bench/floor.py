"""The least that a cold build of ours must do, and nothing else: is there time left for our work?

MkDocs renders a page through the theme, for without that there are no frames. Then as many
processes as there are cores read the stories (the front matter by libyaml, the text by pyromark),
and write as many files as the finished site has, each as long as it is there. What they hold is
made of nothing: all our own work is left out.
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
"""How long each file of the site is, by its path."""
FRAMES = "frames"
"""The folder of the site of one page."""


def main() -> None:
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=FRAMES, check=True)
    texts = sorted(Path("content").rglob("*.md"))
    sizes = list(json.loads(Path(SIZES).read_text(encoding="utf-8")).items())
    folders = sorted({path.rpartition("/")[0] for path, _ in sizes})
    longest = b"x" * max(size for _, size in sizes)
    for folder in folders:
        Path("site", folder).mkdir(parents=True, exist_ok=True)
    map_in_workers(_read, None, texts, cores())
    map_in_workers(_write, longest, sizes, cores())


def _read(_: None, texts: Sequence[Path]) -> list[None]:
    """Parse articles, and forget them."""
    for text in texts:
        _, front, body = text.read_text(encoding="utf-8").split("---\n", 2)
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
