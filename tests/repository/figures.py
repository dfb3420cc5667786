"""The figures and dates of the researched events, by the address of each page they rest on.

`python -m tests.repository.figures FACTS...` writes `figures.json` beside this file: figures and
dates from the researchers' files, and none of their words. Tests compare with it every article
whose sources are all among these pages.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

KEPT = Path(__file__).with_suffix(".json")
MONTHS = (
    "January February March April May June July August September October November December"
).split()
_MONTH = "|".join(MONTHS)
_WRITTEN = (
    (re.compile(rf"\b(\d{{1,2}}) (?:and \d{{1,2}} )?({_MONTH}) (\d{{4}})\b"), "{2}-{1}-{0}"),
    (re.compile(rf"\b(\d{{1,2}}) ({_MONTH})\b"), "--{1}-{0}"),
    (re.compile(rf"\b({_MONTH}) (\d{{4}})\b"), "{1}-{0}"),
)
_MONTH_RANGE = re.compile(rf"({_MONTH})(?:-| and | or )({_MONTH}) (\d{{4}})")
_RANGE = re.compile(r"(?<![\w.-])(\d{1,3})-(\d{1,3})(?![\w.-]*\d)")
_TOKEN = re.compile(
    r"\d{4}-\d\d-\d\d|--\d\d-\d\d|(?<![\d-])\d{4}-\d\d(?!\d|-)|(?<![\w.-])\d[\d,]*(?:\.\d+)?"
)


def tokens(text: str) -> set[str]:
    """The figures and dates in a text: `2023-09-27`, `2023-09`, `--09-27`, `2023`, `1,000`."""
    text = re.sub(r"(?<=\d)(?:th|st|nd|rd)\b", "", " ".join(text.split()))
    text = _MONTH_RANGE.sub(r"\1 \3 and \2 \3", text)
    text = _RANGE.sub(r"\1 and \2", text)
    for pattern, form in _WRITTEN:
        text = pattern.sub(
            lambda match, form=form: form.format(*map(_number, match.groups())), text
        )
    return {match[0].replace(",", "") for match in _TOKEN.finditer(text)}


def _number(part: str) -> str:
    return f"{MONTHS.index(part) + 1:02}" if part in MONTHS else part.zfill(2)


def is_known(token: str, known: Iterable[str]) -> bool:
    """Return whether a value in `known` supports this one."""
    known = set(known)
    if token in known:
        return True
    if token.startswith("--"):
        return any(value.endswith(token[1:]) for value in known)
    is_part_of_a_day = re.fullmatch(r"\d{4}(-\d\d)?", token)
    return bool(is_part_of_a_day) and any(value.startswith(f"{token}-") for value in known)


def record(files: Iterable[Any]) -> dict[str, list[str]]:
    """Return the figures and dates of the events that rest on each page, by its address."""
    by_url: dict[str, set[str]] = defaultdict(set)
    for event in chain.from_iterable(map(_events, files)):
        figures = set().union(*map(tokens, map(str, _words(event))))
        for url in _addresses(event):
            by_url[url] |= figures
    return {url: sorted(figures) for url, figures in sorted(by_url.items())}


def _events(facts: Any) -> list[Any]:
    more = [facts[name] for name in ("base_event", "base_event_more_pages") if name in facts]
    return [*more, *facts["records"]]


def _words(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("url", "id"):
                yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
    elif value is not None:
        yield value


def _addresses(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("url"), str):
            yield value["url"]
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _addresses(inner)


if __name__ == "__main__":
    files = [yaml.safe_load(Path(path).read_text(encoding="utf-8")) for path in sys.argv[1:]]
    figures_by_url = record(files)
    lines = [f"{json.dumps(url)}: {json.dumps(figures)}" for url, figures in figures_by_url.items()]
    KEPT.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
