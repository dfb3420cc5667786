"""The rules of links and pictures: where they may lead, and that something is there."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from generator.checks.context import Library, Reference, a_word, full_path, problem_at, spot_of
from generator.content.fields import RESERVED, is_id
from generator.content.images import IMAGE_TYPES, Size
from generator.content.invisible_characters import has_hidden, is_blank
from generator.content.markdown import Link, byte_offsets
from generator.content.model import LISTS, SCHEMES, Article, Key, Kind, Noun, named_by
from generator.content.problems import Fix, Problem, Spot, nearest, slip_of
from generator.content.urls import fault_of, scheme_of


def links_are_allowed(noun: Noun, library: Library) -> Iterator[Problem]:
    """A link is an annotation, a file of this site, or an `https`, `http` or `mailto` address."""
    for link in noun.body.links:
        if named_by(link) or link.is_image:
            continue
        scheme, hint = scheme_of(link.target), ""
        if scheme in ("http", "https", "mailto"):
            if not (fault := fault_of(link.target)):
                continue
            message = f"`{link.target}` is not an address we link to: {fault}"
        elif not link.target:
            message, hint = "the link leads nowhere", "write the address between `(` and `)`"
        elif scheme and (meant := _meant_kind(unquote(link.target))):
            written = unquote(link.target).partition(":")[0]
            message, (hint, kind) = f"there is no kind `{written}`", meant
            fix = Fix(f"{written}:", f"{kind}:") if kind else Fix()
            yield Problem(spot_of(noun, link), "unknown-kind", message, hint, fix)
            continue
        elif scheme or link.target.startswith(("/", "\\")) or has_hidden(link.target):
            hint = "link with `https://`, or with the relative path of a file: `../2024/story.md`"
            message = f"`{link.target}` is not an address we link to"
        else:
            continue
        yield Problem(spot_of(noun, link), "refused-link", message, hint)


def links_stand_apart(noun: Noun, library: Library) -> Iterator[Problem]:
    """No link stands in the words of another."""
    outer: Link | None = None
    for link in reversed(noun.body.links):  # what stands within another comes before it
        if not outer or not outer.start < link.start < outer.end:
            outer = link
        elif not (link.is_image or outer.is_image):
            message = "a link stands within a link"
            yield Problem(spot_of(noun, link), "refused-link", message, "take one of them out")


def nothing_could_run(noun: Noun, library: Library) -> Iterator[Problem]:
    """Not even in code is there what other programs would take for a link that runs."""
    source = noun.body.source
    if "&" in source:  # what is written as an entity is read in its place
        source = _ENTITY.sub(_read_entity, source)
    tails = {link.tail for link in noun.body.links}
    found = [*_RUNS.finditer(source)]
    offsets = byte_offsets(noun.body.source, (one.start() for one in found))
    for one, tail in zip(found, offsets, strict=True):
        if tail not in tails:
            before = noun.body.source[one.start() : one.start(1)]
            line, column = noun.body.position(tail + len(before.encode()))
            message = "other programs would take this for a link that runs something"
            yield problem_at(noun, line, column, "refused-link", message, "delete it")


_ENTITY = re.compile("&(?:(#[xX]?)0*+([0-9a-fA-F]{1,7})|[A-Za-z]{1,32}+);?")


def _read_entity(entity: re.Match[str]) -> str:
    """Return what an entity stands for, with blanks after it to be as long.

    The zeros that a number may begin with are left out: of thousands of digits Python reads none.
    """
    plain = f"&{entity[1]}{entity[2]};" if entity[1] else entity[0]
    return unescape(plain).ljust(len(entity[0]))


_SPACED = "|".join(map(r"\s*".join, ("javascript:", "vbscript:", "data:", "file:", "blob:")))


_RUNS = re.compile(rf"\][(:][\s<]*({_SPACED})", re.IGNORECASE)


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
    if near := nearest(word, schemes):
        is_slip = slip_of(word, schemes) == near
        return f"did you mean `{schemes[near]}`?", schemes[near] if is_slip else ""
    if is_id(rest) and scheme_of(target) not in _OTHER_SCHEMES:
        return f"the kinds are {', '.join(f'`{scheme}:`' for scheme in SCHEMES)}", ""
    return None


_OTHER_SCHEMES = frozenset("blob data file ftp ftps geo javascript sms tel urn vbscript".split())


def links_lead_somewhere(noun: Noun, library: Library) -> Iterator[Problem]:
    """A relative link leads to a file of the site."""
    for link, path, full, fragment in _relative(noun):
        if fragment and full in LISTS:
            hint = f"link to `{path}` itself"
            message = f"`{path}` is a list, whose anchors come and go"
            yield Problem(spot_of(noun, link), "broken-link", message, hint)
        if full not in library.files:
            fix = _led(noun, path, posixpath.basename(full), library)
            if _ADDRESS.match(path):
                begin = "mailto:" if "@" in path else "https://"
                fix = Fix(path, f"{begin}{path}")
            near = _nearest(noun, posixpath.basename(full), library)
            hint = near or "write the path from this file, like `../2024/story.md`"
            hint = f"write `{fix.new}`" if fix else hint
            message = f"there is no file `{path}`"
            yield Problem(spot_of(noun, link), "broken-link", message, hint, fix)


_ADDRESS = re.compile(
    r"www\.|[^/]+@|[\w-]+(?:\.[\w-]+)*\.(?:(?:com|org|net|gov|edu)(?:\.[a-z]{2})?(?:/|$)|[a-z]{2}/)"
)
"""What begins like an address of the web or of a person, and not like a path."""


def _nearest(noun: Noun, name: str, library: Library) -> str:
    """The way to the file whose name is most like `name`; of a noun, its annotation."""
    called = _by_name(library.files).get(nearest(name, _names(library.files)), ())
    if len(called) != 1:
        return ""
    key = _noun_at(called[0])
    if key and key.kind is not Kind.ARTICLE:
        return f"to name {a_word(key.kind.word)}, write `{key.kind.scheme}:{key.id}`"
    path = posixpath.relpath(called[0], posixpath.dirname(noun.key.path))
    return f"did you mean `{path}`?"


def _noun_at(path: str) -> Key | None:
    """The key of the file at `path`; None for a list or a picture."""
    is_noun = path.endswith(".md") and not path.endswith("index.md") and "/" in path
    return Key.at(path) if is_noun else None


def _led(noun: Noun, path: str, name: str, library: Library) -> Fix:
    """The path to the one file that is called `name`, in whatever folder.

    What is only called alike may be something else: that is for people to say.
    """
    called = _by_name(library.files).get(name, ())
    if len(called) != 1 or not called[0].startswith("articles/"):
        return Fix()
    return Fix(path, posixpath.relpath(called[0], posixpath.dirname(noun.key.path)))


@lru_cache(maxsize=2)
def _names(files: frozenset[str]) -> frozenset[str]:
    return frozenset(map(posixpath.basename, files))


@lru_cache(maxsize=2)
def _by_name(files: frozenset[str]) -> Mapping[str, list[str]]:
    """The paths of all files, by their names."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in files:
        found[posixpath.basename(path)].append(path)
    return dict(found)


def _relative(noun: Noun) -> Iterator[tuple[Link, str, str, str]]:
    """Each relative link, with its path as written, in the tree, and its fragment."""
    for link in noun.body.links:
        if named_by(link) or link.is_image:
            continue
        if scheme_of(link.target) or link.target[:1] in ("", "/", "\\"):
            continue
        path, _, fragment = link.target.partition("#")
        yield link, path, full_path(noun, path) if path else noun.key.path, unquote(fragment)


def references(noun: Noun, library: Library) -> Iterator[Reference]:
    for link, _, full, fragment in _relative(noun):
        if full in library.files:
            yield Reference(spot_of(noun, link), full, Key.at(full), fragment)


def pictures_are_local(noun: Noun, library: Library) -> Iterator[Problem]:
    """A picture stands in the content folder, is of a listed type, and says what it shows."""
    for link in noun.body.links:
        if not link.is_image:
            continue
        spot = spot_of(noun, link)
        yield from _picture(noun, link.target, spot, library)
        if is_blank(link.words):
            hint = f"write `![what it shows]({link.target})`"
            yield Problem(
                spot, "missing-alt", "the picture has no words for those who do not see it", hint
            )
    if isinstance(noun, Article) and noun.image:
        yield from _picture(noun, noun.image.src, noun.spot("image", "src"), library)


def _picture(noun: Noun, target: str, spot: Spot, library: Library) -> Iterator[Problem]:
    types = ", ".join(IMAGE_TYPES)
    if scheme_of(target) or target.startswith(("/", "\\")):
        hint = "put the picture beside the article and write its file name"
        yield Problem(spot, "bad-image", f"`{target}` is not a picture of this site", hint)
    elif not target.lower().endswith(IMAGE_TYPES):
        yield Problem(spot, "bad-image", f"`{target}` is no picture", f"types: {types}")
    elif full_path(noun, target) not in library.files:
        yield Problem(spot, "broken-link", f"there is no picture `{target}`")


def check_pictures(
    sizes: Mapping[str, Size | None], faults: Mapping[str, str], root: str
) -> Iterator[Problem]:
    """A picture holds what its name says, and stands where it can be told from all others.

    `sizes` are those of all pictures, by path; `faults` says what is wrong with some of them.
    """
    seen: dict[str, str] = {}
    for path in sorted(sizes):
        spot = Spot(f"{root}/{path}")
        other = seen.setdefault(path.casefold(), path)
        if not _PICTURE_NAME.fullmatch(path):
            hint = "put it beside its article; name it with letters, digits, hyphens and one dot"
            yield Problem(spot, "bad-name", "no picture can stand here under this name", hint)
        elif other != path:
            message = f"some systems cannot tell it from `{other}`"
            yield Problem(spot, "bad-name", message, "rename one of them")
        if path in faults:
            hint = "save it anew as JPG or PNG, with any program for pictures"
            yield Problem(spot, "bad-image", faults[path], hint)


_PICTURE_NAME = re.compile(
    rf"(?:{'|'.join(kind.folder for kind in Kind)})/(?:[A-Za-z0-9][A-Za-z0-9_-]*/)*"
    rf"(?!(?i:{RESERVED.pattern})\.)[A-Za-z0-9][A-Za-z0-9_-]*\.[A-Za-z]+"
)
