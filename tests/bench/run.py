"""Times the tools on one corpus, in turns: `make bench`, or `python -m tests.bench.run --help`.

README.md says what each tool does and leaves out, beside the newest table.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .corpus import Corpus, Story, corpus
from .layouts import KINDS, TOOLS, Tool, environment

OURS_NAME = "cooperation-news"
EDIT = "\nOne more line, which an editor has added.\n"


@dataclass(frozen=True, slots=True)
class Run:
    seconds: float
    peak: int
    """The most memory that a process of the tool took, in MB."""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sizes", default="100,1000,5000")
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--tools", default=",".join(tool.name for tool in TOOLS))
    given = asked.parse_args()
    wanted = given.tools.split(",")
    if unknown := set(wanted) - {tool.name for tool in TOOLS}:
        asked.error(f"nothing is called {', '.join(sorted(unknown))}")
    tools = [tool for tool in TOOLS if tool.name in wanted]
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for size in map(int, given.sizes.split(",")):
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            _bench(size, [tool for tool in tools if tool.most >= size], given.rounds, Path(folder))


def _bench(size: int, tools: list[Tool], rounds: int, folder: Path) -> None:
    found = corpus(size)
    for tool in tools:
        tool.lay(found, folder / tool.name)
    took: dict[tuple[str, str], list[Run]] = defaultdict(list)
    control = []
    for number in range(rounds):
        for tool in tools:
            control.append(_control())
            for kind in tool.kinds:
                run = _run(tool, kind, found, folder, f"{number}")
                if run:
                    took[tool.name, kind].append(run)
    _print(size, tools, took, control, folder)


def _control() -> float:
    """Seconds that a fixed piece of work takes: how even the machine was."""
    began = time.perf_counter()
    sum(number * number for number in range(2_000_000))
    return time.perf_counter() - began


def _run(tool: Tool, kind: str, found: Corpus, folder: Path, word: str) -> Run | None:
    here = folder / tool.name
    if kind == "cold":
        # Deleting between runs slows the next one's writes: what is old is moved aside.
        for name in (tool.output, *tool.keeps):
            if (here / name).exists():
                aside = f"old-{tool.name}-{name.replace('/', '-').strip('.')}-{word}"
                (here / name).rename(folder / aside)
    else:
        _change(kind, here, tool, found.stories[len(found.stories) // 2])
    began = time.perf_counter()
    process = subprocess.Popen(
        tool.command,
        cwd=here,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stderr is not None
    said = process.stderr.read().decode(errors="replace")
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) or not (here / tool.output).is_dir():
        print(f"{tool.name} failed at {kind}: {said.strip()[-300:]}", file=sys.stderr)
        return None
    return Run(seconds, used.ru_maxrss // 1024)


def _change(kind: str, folder: Path, tool: Tool, story: Story) -> None:
    """Change an article in the middle of the corpus, or add or delete a copy of it."""
    file = folder / tool.story(story)
    copy = file.with_name(f"{file.stem}-once-more{file.suffix}")
    text = file.read_text(encoding="utf-8")
    changed = text.replace(story.title, f"{story.title} again", 1)
    if kind == "edit":
        file.write_text(text + EDIT, encoding="utf-8")
    elif kind == "title":
        file.write_text(changed, encoding="utf-8")
    elif kind == "new":
        copy.write_text(changed, encoding="utf-8")
    elif kind == "delete":
        copy.unlink()


def _print(
    size: int,
    tools: Iterable[Tool],
    took: dict[tuple[str, str], list[Run]],
    control: list[float],
    folder: Path,
) -> None:
    print(f"\n### {size:,} articles\n")
    print(f"CPU control: {min(control):.3f} to {max(control):.3f} s\n")
    headings = " | ".join(f"{heading}, s" for heading in KINDS.values())
    print(f"| tool | {headings} | peak, MB | output |")
    print(f"|{'---|' * (len(KINDS) + 3)}")
    for tool in tools:
        cells = [_cell(took[tool.name, kind]) if kind in tool.kinds else "-" for kind in KINDS]
        peak = max((run.peak for run in took[tool.name, "cold"]), default=0)
        print(f"| {tool.name} | {' | '.join(cells)} | {peak} | {_size(folder, tool)} |")
    print("\nOurs as a share of each peer's time, by round:\n")
    for tool in tools:
        shares = [
            f"{heading} {_shares(ours, theirs)}"
            for kind, heading in KINDS.items()
            if (ours := took[OURS_NAME, kind]) and (theirs := took[tool.name, kind])
        ]
        if tool.name != OURS_NAME and shares:
            print(f"- {tool.name}: {'; '.join(shares)}")


def _cell(runs: list[Run]) -> str:
    if not runs:
        return "failed"
    times = [run.seconds for run in runs]
    return f"{statistics.median(times):.2f} ({min(times):.2f}-{max(times):.2f})"


def _shares(ours: list[Run], theirs: list[Run]) -> str:
    pairs = zip(ours, theirs, strict=False)
    return ", ".join(f"{one.seconds / other.seconds:.2f}" for one, other in pairs)


def _size(folder: Path, tool: Tool) -> str:
    files = [path for path in (folder / tool.name / tool.output).rglob("*") if path.is_file()]
    return f"{len(files):,} files, {sum(path.stat().st_size for path in files) / 1e6:.0f} MB"


if __name__ == "__main__":
    if not shutil.which(TOOLS[1].command[0]):
        sys.exit("the tools are not installed: run `make bench`")
    main()
