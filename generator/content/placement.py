"""Where a file of the content belongs: its folder and its name, from what is in it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.content.front_matter import split_front_matter
from generator.content.keys import WINDOWS_RESERVED, Kind, is_id
from generator.content.paths import id_from
from generator.content.problems import ParseError

_MARKERS: Mapping[Kind, frozenset[str]] = {
    Kind.ARTICLE: frozenset(["date", "summary", "sources"]),
    Kind.PERSON: frozenset(["roles"]),
    Kind.COMMITMENT: frozenset(["by", "due", "sought_by"]),
}
"""Keys that files of one kind only have."""
_SYNONYMS: Mapping[str, Kind] = {
    name: kind for kind in Kind for name in (kind.folder, kind.word, f"{kind.word}s", kind.scheme)
} | {
    "stories": Kind.ARTICLE,
    "news": Kind.ARTICLE,
    "posts": Kind.ARTICLE,
    "orgs": Kind.ORGANISATION,
}
"""What people call the folders."""
_KEY = re.compile(r"^([a-z_]+):", re.MULTILINE)
_YEAR = re.compile(r"^date:[ \t]*[\"']?([12][0-9]{3})-", re.MULTILINE)
_ENDINGS = re.compile(r"(?i)(?:\.(?:md|markdown|mdown|mkd|mdx|txt))+$")


def right_path(path: str, text: str) -> str:
    """Return the path within `content/` that a file should have; nothing if that isn't clear.

    It is `path` for a file that is where it belongs.
    """
    stem = _ENDINGS.sub("", path.rpartition("/")[2])
    kind = right_kind(path, text)
    id = id_from(stem)
    if kind is None or stem == path.rpartition("/")[2] or not is_id(id):
        return ""
    if id == "index" or WINDOWS_RESERVED.fullmatch(id):
        return ""
    if kind is not Kind.ARTICLE:
        return f"{kind.folder}/{id}.md"
    year = _YEAR.search(_front_matter(text))
    return f"{kind.folder}/{year[1]}/{id}.md" if year else ""


def right_kind(path: str, text: str) -> Kind | None:
    """Return the kind of entity that a text describes; None for a text without front matter.

    Keys that only one kind has decide, and else the name of the folder.
    """
    front = _front_matter(text)
    keys = {*_KEY.findall(front)}
    if not front:
        return None
    counts = {kind: len(keys & marks) for kind, marks in _MARKERS.items()}
    if counts[Kind.ARTICLE] > 1:
        return Kind.ARTICLE
    other = [kind for kind in (Kind.PERSON, Kind.COMMITMENT) if counts[kind]]
    if len(other) == 1:
        return other[0]
    return _SYNONYMS.get(path.partition("/")[0].lower())


def _front_matter(text: str) -> str:
    try:
        return split_front_matter(text)[0]
    except ParseError:
        return ""
