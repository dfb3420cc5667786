"""What tests of the form for stories share: its rules, and texts with problems."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from generator.content.model import SCHEMES
from generator.content.parser import parse_file
from generator.index.name_matcher import name_entries
from tests.checks.markdown_cases import (
    LOST_LINKS,
    MEANT_WITHOUT_DOUBT,
    NO_SPEAKER_LINES,
    SILENTLY_LOST,
    SPEAKER_LINES,
    WORKING_LINKS,
    WORKING_MARKDOWN,
)
from tests.support import PROBLEM_FIXTURES, TODAY

TEXTS_OF_ARTICLES = [
    *(case[0] for case in (*SILENTLY_LOST, *MEANT_WITHOUT_DOUBT, *LOST_LINKS, *SPEAKER_LINES)),
    *(*WORKING_MARKDOWN, *WORKING_LINKS, *NO_SPEAKER_LINES),
]
"""Bodies with and without problems."""
_CHECK = """async ([text, ids, today, site]) => {
  const known = new Map(Object.entries(ids).map(([scheme, all]) => [scheme, new Set(all)]));
  return (await import('/write/checking/rules.js')).check(text, { ...site, known }, today);
}"""


def problem_files() -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield each example of a problem: its code, what the command reports, and the files."""
    for path in sorted(PROBLEM_FIXTURES.glob("*.txt")):
        whole = path.read_text(encoding="utf-8")
        expected, *parts = re.split(r"^===== (.+)\n", whole, flags=re.MULTILINE)
        yield path.stem, expected, dict(zip(parts[::2], parts[1::2], strict=True))


def ids_by_scheme(texts: dict[str, bytes]) -> dict[str, list[str]]:
    """Return the ids of each kind of entity."""
    kinds = {kind.folder: scheme for scheme, kind in SCHEMES.items()}
    ids: dict[str, list[str]] = {scheme: [] for scheme in kinds.values()}
    for path in texts:
        folder, _, name = path.partition("/")
        if folder in kinds and name.endswith(".md"):
            ids[kinds[folder]].append(name.removesuffix(".md"))
    return ids


def names_in(texts: dict[str, bytes]) -> list[list[str]]:
    """Return each entity that has a name, with its names, as the form loads them."""
    parsed = [parse_file(path, data, path) for path, data in texts.items() if path.endswith(".md")]
    entities = [file.entity for file in parsed if file and file.entity]
    return [[entry.key.annotation, *entry.words] for entry in name_entries(entities)]


def check_in_form(
    tab: Any,
    text: str,
    texts: dict[str, bytes],
    today: date = TODAY,
    **settings: Any,
) -> list[dict[str, Any]]:
    """Return what the form reports of an article; `settings` are those of the site."""
    site = settings if "entities" in settings else {"entities": names_in(texts), **settings}
    problems: list[dict[str, Any]] = tab.evaluate(
        _CHECK, [text, ids_by_scheme(texts), str(today), site]
    )
    return problems
