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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .corpus import Article, Corpus, corpus
from .layouts import KINDS, TOOLS, Tool, environment
from .preview import seconds_until_served

EDIT = "\nOne more line, which an editor has added.\n"
PREVIEW = "preview"
"""The kind of measurement that is no build; its column is the last."""
SAVES = 5
"""How often an article is saved in each preview."""
HEADINGS = {**KINDS, PREVIEW: "preview: save to changed page"}


@dataclass(frozen=True, slots=True)
class Measurement:
    seconds: float
    peak: int = 0
    """The most memory that a process of the tool took, in MB; 0 when it was not measured."""


@dataclass(frozen=True, slots=True)
class Results:
    """What was measured of all tools on one corpus."""

    measurements: dict[tuple[str, str], list[Measurement]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """One for each round, by the names of the tool and of the kind."""
    control: list[float] = field(default_factory=list)
    """The seconds that the CPU control took before each tool."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="100,1000,5000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tools", default=",".join(tool.name for tool in TOOLS))
    arguments = parser.parse_args()
    names = arguments.tools.split(",")
    if unknown := set(names) - {tool.name for tool in TOOLS}:
        parser.error(f"no tool is called {', '.join(sorted(unknown))}")
    tools = [tool for tool in TOOLS if tool.name in names]
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for size in map(int, arguments.sizes.split(",")):
        tools_of_size = [tool for tool in tools if tool.max_size >= size]
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            articles = corpus(size)
            results = _measure(articles, tools_of_size, arguments.rounds, Path(folder))
            _print(size, tools_of_size, results, Path(folder))


def _measure(articles: Corpus, tools: Sequence[Tool], rounds: int, folder: Path) -> Results:
    for tool in tools:
        tool.write(articles, folder / tool.name)
    results = Results()
    article = articles.articles[len(articles.articles) // 2]
    for number in range(rounds):
        for tool in tools:
            results.control.append(_control())
            for kind in tool.kinds:
                if measurement := _build(tool, kind, article, folder, number):
                    results.measurements[tool.name, kind].append(measurement)
            if tool.serve:
                seconds = seconds_until_served(tool, article, folder / tool.name, SAVES)
                results.measurements[tool.name, PREVIEW].append(
                    Measurement(statistics.median(seconds))
                )
    return results


def _control() -> float:
    """Return the seconds that a fixed piece of work takes: how even the machine was."""
    start = time.perf_counter()
    sum(number * number for number in range(2_000_000))
    return time.perf_counter() - start


def _build(
    tool: Tool, kind: str, article: Article, folder: Path, number: int
) -> Measurement | None:
    """Let a tool build once; None when it fails, which is printed."""
    tool_folder = folder / tool.name
    if kind == "cold":
        # Deleting between builds slows the next one's writes: what is old is moved aside.
        for name in (tool.output, *tool.cache_paths):
            if (tool_folder / name).exists():
                aside = f"old-{tool.name}-{name.replace('/', '-').strip('.')}-{number}"
                (tool_folder / name).rename(folder / aside)
    else:
        _change(kind, tool_folder / tool.article_path(article), article)
    start = time.perf_counter()
    process = subprocess.Popen(
        tool.command,
        cwd=tool_folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stderr is not None
    errors = process.stderr.read().decode(errors="replace")
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) or not (tool_folder / tool.output).is_dir():
        print(f"{tool.name} failed at {kind}: {errors.strip()[-300:]}", file=sys.stderr)
        return None
    return Measurement(seconds, used.ru_maxrss // 1024)


def _change(kind: str, file: Path, article: Article) -> None:
    """Change the file of an article in the middle of the corpus, or add or delete a copy of it."""
    copy = file.with_name(f"{file.stem}-once-more{file.suffix}")
    text = file.read_text(encoding="utf-8")
    with_new_title = text.replace(article.title, f"{article.title} again", 1)
    if kind == "edit":
        file.write_text(text + EDIT, encoding="utf-8")
    elif kind == "title":
        file.write_text(with_new_title, encoding="utf-8")
    elif kind == "new":
        with_new_id = with_new_title.replace(article.id, f"{article.id}-once-more")
        copy.write_text(with_new_id, encoding="utf-8")
    elif kind == "delete":
        copy.unlink()


def _print(size: int, tools: Iterable[Tool], results: Results, folder: Path) -> None:
    print(f"\n### {size:,} articles\n")
    print(f"CPU control: {min(results.control):.3f} to {max(results.control):.3f} s\n")
    headings = " | ".join(f"{heading}, s" for heading in HEADINGS.values())
    print(f"| tool | {headings} | peak, MB | output |")
    print(f"|{'---|' * (len(HEADINGS) + 3)}")
    measurements = results.measurements
    for tool in tools:
        kinds = (*tool.kinds, PREVIEW) if tool.serve else tool.kinds
        cells = [
            _cell(measurements[tool.name, kind]) if kind in kinds else "-" for kind in HEADINGS
        ]
        peak = max((build.peak for build in measurements[tool.name, "cold"]), default=0)
        print(f"| {tool.name} | {' | '.join(cells)} | {peak} | {_size(folder, tool)} |")
    print("\nOur time divided by each peer's, by round:\n")
    for tool in tools:
        shares = [
            f"{heading} {_shares(ours, theirs)}"
            for kind, heading in HEADINGS.items()
            if (ours := measurements[tool.compared_with, kind])
            and (theirs := measurements[tool.name, kind])
        ]
        if shares:
            print(f"- {tool.compared_with} / {tool.name}: {'; '.join(shares)}")


def _cell(measurements: list[Measurement]) -> str:
    if not measurements:
        return "failed"
    seconds = [measurement.seconds for measurement in measurements]
    return f"{statistics.median(seconds):.2f} ({min(seconds):.2f}-{max(seconds):.2f})"


def _shares(ours: list[Measurement], theirs: list[Measurement]) -> str:
    pairs = zip(ours, theirs, strict=False)
    return ", ".join(f"{our.seconds / their.seconds:.2f}" for our, their in pairs)


def _size(folder: Path, tool: Tool) -> str:
    files = [path for path in (folder / tool.name / tool.output).rglob("*") if path.is_file()]
    return f"{len(files):,} files, {sum(path.stat().st_size for path in files) / 1e6:.0f} MB"


if __name__ == "__main__":
    if not shutil.which(TOOLS[1].command[0]):
        sys.exit("the tools are not installed: run `make bench`")
    main()
