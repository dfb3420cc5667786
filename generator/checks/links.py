"""The rules of links and pictures: where they may lead, and that something is there."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from generator.checks.context import (
    CheckContext,
    Reference,
    resolve_path,
    location_of_link,
    problem_at,
    with_article,
)
from generator.content.fields import WINDOWS_RESERVED, is_id
from generator.content.images import IMAGE_TYPES, Size
from generator.content.invisible_characters import has_invisible, is_blank
from generator.content.markdown import Link, byte_offsets
from generator.content.model import LIST_PAGES, SCHEMES, Article, Entity, Key, Kind, annotated_key
from generator.content.problems import Fix, Location, Problem, likely_typo_of, nearest_word
from generator.content.urls import url_error, scheme_of


def links_are_allowed(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """A link is an annotation, a file of this site, or an `https`, `http` or `mailto` address."""
    for link in entity.body.links:
        if annotated_key(link) or link.is_image:
            continue
        scheme, hint = scheme_of(link.target), ""
        if scheme in ("http", "https", "mailto"):
            if not (fault := url_error(link.target)):
                continue
            message = f"`{link.target}` is not an address we link to: {fault}"
        elif not link.target:
            message, hint = "the link leads nowhere", "write the address between `(` and `)`"
        elif scheme and (meant := _meant_kind(unquote(link.target))):
            written = unquote(link.target).partition(":")[0]
            message, (hint, kind) = f"there is no kind `{written}`", meant
            fix = Fix(f"{written}:", f"{kind}:") if kind else Fix()
            yield Problem(location_of_link(entity, link), "unknown-kind", message, hint, fix)
            continue
        elif scheme or link.target.startswith(("/", "\\")) or has_invisible(link.target):
            hint = "link with `https://`, or with the relative path of a file: `../2024/story.md`"
            message = f"`{link.target}` is not an address we link to"
        else:
            continue
        yield Problem(location_of_link(entity, link), "refused-link", message, hint)


def links_do_not_nest(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """No link stands in the words of another."""
    outer: Link | None = None
    for link in reversed(entity.body.links):  # what stands within another comes before it
        if not outer or not outer.start < link.start < outer.end:
            outer = link
        elif not (link.is_image or outer.is_image):
            message = "a link stands within a link"
            yield Problem(
                location_of_link(entity, link), "refused-link", message, "take one of them out"
            )


def no_active_links(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """Not even in code is there what other programs would take for a link that runs."""
    source = entity.body.source
    if "&" in source:  # what is written as an entity is read in its place
        source = _ENTITY.sub(_read_entity, source)
    tails = {link.tail for link in entity.body.links}
    found = [*_ACTIVE_LINK.finditer(source)]
    offsets = byte_offsets(entity.body.source, (one.start() for one in found))
    for one, tail in zip(found, offsets, strict=True):
        if tail not in tails:
            before = entity.body.source[one.start() : one.start(1)]
            line, column = entity.body.position(tail + len(before.encode()))
            message = "other programs would take this for a link that runs something"
            yield problem_at(entity, line, column, "refused-link", message, "delete it")


_ENTITY = re.compile("&(?:(#[xX]?)0*+([0-9a-fA-F]{1,7})|[A-Za-z]{1,32}+);?")


def _read_entity(entity: re.Match[str]) -> str:
    """Return what an entity stands for, with blanks after it to be as long.

    The zeros that a number may begin with are left out: of thousands of digits Python reads none.
    """
    plain = f"&{entity[1]}{entity[2]};" if entity[1] else entity[0]
    return unescape(plain).ljust(len(entity[0]))


_SPACED = "|".join(map(r"\s*".join, ("javascript:", "vbscript:", "data:", "file:", "blob:")))


_ACTIVE_LINK = re.compile(rf"\][(:][\s<]*({_SPACED})", re.IGNORECASE)


def _meant_kind(target: str) -> tuple[str, str] | None:
    """Return a hint on a mistaken word before the colon, and the kind that it is a slip of, if any.

    Return None for an address.
    """
    word, _, rest = target.partition(":")
    if word.lower() in SCHEMES:
        return f"write `{word.lower()}:` in small letters", word.lower()
    schemes = {kind.word: kind.scheme for kind in SCHEMES.values()}
    schemes |= {kind.folder: kind.scheme for kind in SCHEMES.values()}
    schemes |= {scheme: scheme for scheme in SCHEMES}
    if near := nearest_word(word, schemes):
        is_slip = likely_typo_of(word, schemes) == near
        return f"did you mean `{schemes[near]}`?", schemes[near] if is_slip else ""
    if is_id(rest) and scheme_of(target) not in _OTHER_SCHEMES:
        return f"the kinds are {', '.join(f'`{scheme}:`' for scheme in SCHEMES)}", ""
    return None


_OTHER_SCHEMES = frozenset("blob data file ftp ftps geo javascript sms tel urn vbscript".split())


def links_lead_somewhere(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """A relative link leads to a file of the site."""
    for link, path, full, fragment in _relative_links(entity):
        if fragment and full in LIST_PAGES:
            hint = f"link to `{path}` itself"
            message = f"`{path}` is a list, whose anchors come and go"
            yield Problem(location_of_link(entity, link), "broken-link", message, hint)
        if full not in context.files:
            fix = _moved_file_fix(entity, path, posixpath.basename(full), context)
            if _ADDRESS.match(path):
                begin = "mailto:" if "@" in path else "https://"
                fix = Fix(path, f"{begin}{path}")
            near = _nearest(entity, posixpath.basename(full), context)
            hint = near or "write the path from this file, like `../2024/story.md`"
            hint = f"write `{fix.new}`" if fix else hint
            message = f"there is no file `{path}`"
            yield Problem(location_of_link(entity, link), "broken-link", message, hint, fix)


_ADDRESS = re.compile(
    r"www\.|[^/]+@|[\w-]+(?:\.[\w-]+)*\.(?:(?:com|org|net|gov|edu)(?:\.[a-z]{2})?(?:/|$)|[a-z]{2}/)"
)
"""What begins like an address of the web or of a person, and not like a path."""


def _nearest(entity: Entity, name: str, context: CheckContext) -> str:
    """The way to the file whose name is most like `name`; of a noun, its annotation."""
    called = _paths_by_name(context.files).get(nearest_word(name, _file_names(context.files)), ())
    if len(called) != 1:
        return ""
    key = _entity_at(called[0])
    if key and key.kind is not Kind.ARTICLE:
        return f"to name {with_article(key.kind.word)}, write `{key.kind.scheme}:{key.id}`"
    path = posixpath.relpath(called[0], posixpath.dirname(entity.key.path))
    return f"did you mean `{path}`?"


def _entity_at(path: str) -> Key | None:
    """The key of the file at `path`; None for a list or a picture."""
    is_noun = path.endswith(".md") and not path.endswith("index.md") and "/" in path
    return Key.from_path(path) if is_noun else None


def _moved_file_fix(entity: Entity, path: str, name: str, context: CheckContext) -> Fix:
    """The path to the one file that is called `name`, in whatever folder.

    What is only called alike may be something else: that is for people to say.
    """
    called = _paths_by_name(context.files).get(name, ())
    if len(called) != 1 or not called[0].startswith("articles/"):
        return Fix()
    return Fix(path, posixpath.relpath(called[0], posixpath.dirname(entity.key.path)))


@lru_cache(maxsize=2)
def _file_names(files: frozenset[str]) -> frozenset[str]:
    return frozenset(map(posixpath.basename, files))


@lru_cache(maxsize=2)
def _paths_by_name(files: frozenset[str]) -> Mapping[str, list[str]]:
    """The paths of all files, by their names."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in files:
        found[posixpath.basename(path)].append(path)
    return dict(found)


def _relative_links(entity: Entity) -> Iterator[tuple[Link, str, str, str]]:
    """Each relative link, with its path as written, in the tree, and its fragment."""
    for link in entity.body.links:
        if annotated_key(link) or link.is_image:
            continue
        if scheme_of(link.target) or link.target[:1] in ("", "/", "\\"):
            continue
        path, _, fragment = link.target.partition("#")
        yield link, path, resolve_path(entity, path) if path else entity.key.path, unquote(fragment)


def references(entity: Entity, context: CheckContext) -> Iterator[Reference]:
    for link, _, full, fragment in _relative_links(entity):
        if full in context.files:
            yield Reference(location_of_link(entity, link), full, Key.from_path(full), fragment)


def pictures_are_local(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """A picture stands in the content folder, is of a listed type, and says what it shows."""
    for link in entity.body.links:
        if not link.is_image:
            continue
        location = location_of_link(entity, link)
        yield from _picture(entity, link.target, location, context)
        if is_blank(link.words):
            hint = f"write `![what it shows]({link.target})`"
            yield Problem(
                location,
                "missing-alt",
                "the picture has no words for those who do not see it",
                hint,
            )
    if isinstance(entity, Article) and entity.image:
        yield from _picture(entity, entity.image.src, entity.location_of("image", "src"), context)


def _picture(
    entity: Entity, target: str, location: Location, context: CheckContext
) -> Iterator[Problem]:
    types = ", ".join(IMAGE_TYPES)
    if scheme_of(target) or target.startswith(("/", "\\")):
        hint = "put the picture beside the article and write its file name"
        yield Problem(location, "bad-image", f"`{target}` is not a picture of this site", hint)
    elif not target.lower().endswith(IMAGE_TYPES):
        yield Problem(location, "bad-image", f"`{target}` is no picture", f"types: {types}")
    elif resolve_path(entity, target) not in context.files:
        yield Problem(location, "broken-link", f"there is no picture `{target}`")


def check_pictures(
    sizes: Mapping[str, Size | None], faults: Mapping[str, str], root: str
) -> Iterator[Problem]:
    """A picture holds what its name says, and stands where it can be told from all others.

    `sizes` are those of all pictures, by path; `faults` says what is wrong with some of them.
    """
    seen: dict[str, str] = {}
    for path in sorted(sizes):
        location = Location(f"{root}/{path}")
        other = seen.setdefault(path.casefold(), path)
        if not _PICTURE_NAME.fullmatch(path):
            hint = "put it beside its article; name it with letters, digits, hyphens and one dot"
            yield Problem(location, "bad-name", "no picture can stand here under this name", hint)
        elif other != path:
            message = f"some systems cannot tell it from `{other}`"
            yield Problem(location, "bad-name", message, "rename one of them")
        if path in faults:
            hint = "save it anew as JPG or PNG, with any program for pictures"
            yield Problem(location, "bad-image", faults[path], hint)


_PICTURE_NAME = re.compile(
    rf"(?:{'|'.join(kind.folder for kind in Kind)})/(?:[A-Za-z0-9][A-Za-z0-9_-]*/)*"
    rf"(?!(?i:{WINDOWS_RESERVED.pattern})\.)[A-Za-z0-9][A-Za-z0-9_-]*\.[A-Za-z]+"
)
