"""Where a file of the content belongs: its folder and its name, from what is in it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.content.front_matter import split_front_matter
from generator.content.keys import WINDOWS_RESERVED, Kind, is_id
from generator.content.languages import english_names, tag_error
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
_TRANSLATION_KEYS = frozenset(["translator", "source_digest"])
_TAG_AT_END = re.compile(r"(.+)[._-]([A-Za-z]{2,3})")
_KEY = re.compile(r"^([a-z_]+):", re.MULTILINE)
_YEAR = re.compile(r"^date:[ \t]*[\"']?([12][0-9]{3})-", re.MULTILINE)
_ENDINGS = re.compile(r"(?i)(?:\.(?:md|markdown|mdown|mkd|mdx|txt))+$")


def right_path(path: str, text: str) -> str:
    """Return the path within `content/` that a file should have; nothing if that isn't clear.

    It is `path` for a file that is where it belongs.
    """
    if is_translation(text):
        return translation_path(path)
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


def is_translation(text: str) -> bool:
    """Return whether the front matter of a text is that of a translation."""
    return not _TRANSLATION_KEYS.isdisjoint(_KEY.findall(_front_matter(text)))


def translation_path(path: str, language: str = "") -> str:
    """Return the path that a translation should have; nothing if that isn't clear.

    `path` is within the folder of its `language`, if that is known, or else within `content/`.
    """
    *folders, name = path.split("/")
    stem = _ENDINGS.sub("", name)
    tags = [language] if language else [tag for tag in map(_tag, folders) if tag]
    if not tags and (match := _TAG_AT_END.fullmatch(stem)):
        stem, tags = match[1], [tag for tag in [_tag(match[2])] if tag]
    years = [folder for folder in folders if re.fullmatch("[0-9]{4}", folder)]
    kinds = [_SYNONYMS[folder] for folder in folders if folder in _SYNONYMS]
    kinds = kinds or [Kind.ARTICLE for _ in years]
    is_clear = len(tags) == len(kinds) == 1 and len(years) == (kinds[0] is Kind.ARTICLE)
    if not is_clear or not is_id(stem):
        return ""
    start = [] if language else tags
    return "/".join([*start, kinds[0].folder, *years, f"{stem}.md"])


def _tag(folder: str) -> str:
    """Return the language tag that the name of a folder is or means; nothing for others."""
    error = tag_error(folder)
    tag = error.meant if error else folder
    return tag if tag in english_names() else ""


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
