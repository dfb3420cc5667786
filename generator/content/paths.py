"""The key that a content file's path gives, or what is wrong with the path."""

from __future__ import annotations

import re
from collections.abc import Collection
from unicodedata import normalize

from generator.content.keys import FOLDERS, MAX_ID_LENGTH, WINDOWS_RESERVED, Key, Kind, is_id
from generator.content.problems import ParseError
from generator.content.suggestions import did_you_mean

_IGNORED = re.compile(
    r"\.|#.*#$|(?i:__macosx|readme(?:\.\w+)?|thumbs\.db|desktop\.ini)$"
    r"|.*(?:~|\.(?i:bak|orig|rej|sw[a-p]|tmp|temp|part|crdownload))$|~\$",
    re.DOTALL,
)
"""Names of hidden files, of what editors and systems leave behind, and of notes for writers."""


def is_ignored(path: str) -> bool:
    """Return whether the file or folder at `path` is no content, although it is in its folder.

    That is what is hidden (`.obsidian`), what editors and systems leave beside a file
    (`story.md~`, `~$story.docx`, `Thumbs.db`), and `README.md`. Only the last part of the path
    counts: nobody looks into an ignored folder.
    """
    return _IGNORED.match(path.rpartition("/")[2]) is not None


def split_language(path: str, languages: Collection[str]) -> tuple[str, str]:
    """Return the language of the translation at `path`, and the path of its original.

    The language is empty, and the path unchanged, when the file isn't a translation.
    """
    folder, _, rest = path.partition("/")
    return (folder, rest) if rest and folder in languages else ("", path)


def find_key(path: str) -> Key | None:
    """Return the key of the entity whose file is at `path`, or None if no entity can be there."""
    try:
        return parse_key(path)
    except ParseError:
        return None


def parse_key(path: str) -> Key:
    """Return the key of the entity whose file is at `path` within `content/`.

    Raises ParseError when no entity can be there.
    """
    folder, *between, name = path.split("/") if "/" in path else ("", path)
    kind = FOLDERS.get(folder)
    if kind is None:
        listed = ", ".join(f"`{known}/`" for known in FOLDERS)
        hint = (did_you_mean(folder, FOLDERS) if folder else "") or f"move it to one of {listed}"
        raise ParseError("misplaced-file", "this file isn't in a folder that the site uses", hint)
    if not name.endswith(".md"):
        hint = "end the name of a text in `.md`, in lower case; save a picture as JPG or PNG"
        raise ParseError("misplaced-file", "the site can't show a file of this type", hint)
    _check_subfolders(kind, between, name)
    stem = name.removesuffix(".md")
    _check_id(stem)
    return Key(kind, "/".join([*between, stem]))


def _check_subfolders(kind: Kind, between: list[str], name: str) -> None:
    """Raise ParseError unless an article is in the folder of a year, and others in no subfolder."""
    if kind is Kind.ARTICLE and not (len(between) == 1 and re.fullmatch("[0-9]{4}", between[0])):
        hint = "move it to the folder of its year, like `articles/2023/`"
        raise ParseError("misplaced-file", "this article is not in the folder of a year", hint)
    if kind is not Kind.ARTICLE and between:
        hint = f"move it to `{kind.folder}/{name}`"
        message = f"`{kind.folder}/` has no folders within it"
        raise ParseError("misplaced-file", message, hint)


def _check_id(stem: str) -> None:
    if WINDOWS_RESERVED.fullmatch(stem):
        hint = f"choose another name, like `{stem}-1.md`"
        raise ParseError("bad-id", f"Windows doesn't allow a file named `{stem}`", hint)
    if is_id(stem) and stem != "index":
        return
    hint = "rename it: use 1 to 80 lower-case letters, digits and hyphens"
    if stem == "index":
        hint = "rename it: the site has a page of this name"
    suggestion = id_from(stem)
    if is_id(suggestion) and suggestion != "index":
        hint = f"{hint}, like `{suggestion}.md`"
    raise ParseError("bad-id", f"`{stem}` cannot be an id", hint)


def id_from(words: str) -> str:
    """Return the id that is nearest to some words; an empty string if they have no letters."""
    plain = normalize("NFKD", words.lower())
    return (
        re.sub(r"[^a-z0-9]+", "-", re.sub("[\u0300-\u036f]", "", plain))
        .strip("-")[:MAX_ID_LENGTH]
        .strip("-")
    )
