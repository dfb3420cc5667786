"""The figures and dates of the researched events, by the address of each page they rest on.

`python -m tests.repository.figures FACTS` writes `figures.json` beside this file: figures and dates
from the researchers' file, and none of its words. It also writes `runs.txt`: a digest of each seven
words in a row, so that copied sentences are recognised. Tests compare every article with both.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

KEPT = Path(__file__).with_suffix(".json")
RUNS = KEPT.with_name("runs.txt")
RUN = 7
"""So many words in a row are no accident."""
_DIGEST = 5
"""Length in bytes of the digest of a run: one in thousands of pairs has the same by chance."""
MONTHS = (
    "January February March April May June July August September October November December"
).split()
_MONTH = "|".join(MONTHS)
_WRITTEN = (
    (re.compile(rf"\b(\d{{1,2}}) (?:and \d{{1,2}} )?({_MONTH}) (\d{{4}})\b"), "{2}-{1}-{0}"),
    (re.compile(rf"\b(\d{{1,2}}) ({_MONTH})\b"), "--{1}-{0}"),
    (re.compile(rf"\b({_MONTH}) (\d{{4}})\b"), "{1}-{0}"),
)
_TOKEN = re.compile(
    r"\d{4}-\d\d-\d\d|--\d\d-\d\d|(?<![\d-])\d{4}-\d\d(?!\d|-)|(?<![\w.-])\d[\d,]*(?:\.\d+)?"
)


def tokens(text: str) -> set[str]:
    """The figures and dates in a text: `2023-09-27`, `2023-09`, `--09-27`, `2023`, `1,000`."""
    text = re.sub(r"(?<=\d)(?:th|st|nd|rd)\b", "", " ".join(text.split()))
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


def record(facts: Any) -> dict[str, list[str]]:
    """By the address of each page: the figures and dates of the events that rest on it."""
    by_url: dict[str, set[str]] = defaultdict(set)
    for event in [facts["base_event"], *facts["records"]]:
        figures = set().union(*map(tokens, map(str, _words(event))))
        for url in _addresses(event):
            by_url[url] |= figures
    return {url: sorted(figures) for url, figures in sorted(by_url.items())}


def runs(text: str) -> dict[bytes, str]:
    """Return the digest of each run of words in a text, with the run."""
    words = re.findall(r"[\w%'\u2019-]+", text.lower().replace(",", ""))
    texts = (" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1))
    return {hashlib.blake2b(text.encode(), digest_size=_DIGEST).digest(): text for text in texts}


def runs_of(facts: Any) -> set[bytes]:
    """Return the digests of the runs of words in the events, without the titles of pages."""
    events = [facts["base_event"], *facts["records"]]
    return {run for event in events for text in _sentences(event) for run in runs(text)}


def _sentences(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("id", "sources", "status_sources"):
                yield from _sentences(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _sentences(inner)
    elif isinstance(value, str):
        yield value


def kept_runs() -> set[bytes]:
    data = base64.b64decode(RUNS.read_text(encoding="ascii"))
    return {data[at : at + _DIGEST] for at in range(0, len(data), _DIGEST)}


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
    with Path(sys.argv[1]).open(encoding="utf-8") as file:
        facts = yaml.safe_load(file)
    figures_by_url = record(facts)
    lines = [f"{json.dumps(url)}: {json.dumps(figures)}" for url, figures in figures_by_url.items()]
    KEPT.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    RUNS.write_bytes(base64.encodebytes(b"".join(sorted(runs_of(facts)))))
