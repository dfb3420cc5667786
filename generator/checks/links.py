"""Rules for links and images: where they lead, and that something is there."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from generator.checks.context import (
    CheckContext,
    Reference,
    location_of_link,
    problem_at,
    resolve_path,
)
from generator.content.body import Link, LinkKind, byte_offsets
from generator.content.images import IMAGE_TYPES, Size
from generator.content.invisible_characters import has_invisible, is_blank
from generator.content.keys import SCHEMES, WINDOWS_RESERVED, Key, Kind, is_id
from generator.content.model import LIST_PAGES, Article, Entity
from generator.content.problems import NO_FIX, Fix, Location, Problem, with_article
from generator.content.suggestions import likely_typo_of, nearest_word
from generator.content.urls import public_url_error, scheme_of, with_scheme


def links_are_allowed(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """A link is an annotation, a file of this site, or an `https`, `http` or `mailto` address."""
    for link in entity.body.links:
        is_hidden_path = link.kind is LinkKind.RELATIVE and has_invisible(link.target)
        if link.kind is LinkKind.EXTERNAL or is_hidden_path:
            yield from _check_address(entity, link, context)
        has_words = link.words or any(
            link.start < other.start < link.end for other in entity.body.links
        )
        if link.target and link.kind in (LinkKind.EXTERNAL, LinkKind.RELATIVE) and not has_words:
            message, hint = "there are no words between `[` and `]`", "write `[words](...)`"
            yield Problem(location_of_link(entity, link), "no-words", message, hint)


def _check_address(entity: Entity, link: Link, context: CheckContext) -> Iterator[Problem]:
    location, target = location_of_link(entity, link), link.target
    scheme, message = scheme_of(target), f"`{target}` isn't an address that a link can have"
    page = path_of_page(target, entity, context)
    if scheme in ("http", "https", "mailto"):
        if error := public_url_error(target):
            yield Problem(location, "refused-link", f"{message}: {error}")
        elif page:
            message, hint = "this link has the full address of this site", f"write `{page}`"
            fix = Fix(target, page, is_safe=_is_no_commitment(page))
            yield Problem(location, "odd-markdown", message, hint, fix)
    elif not target:
        hint = "write the address between `(` and `)`"
        yield Problem(location, "refused-link", "the link leads nowhere", hint)
    elif scheme and (meant := _meant_kind(unquote(target))):
        (hint, kind), written = meant, unquote(target).partition(":")[0]
        fix = Fix(f"{written}:", f"{kind}:")
        if not kind:
            fix = Fix(target, target, is_safe=False, words=f"{target}|{link.words}")
        yield Problem(location, "unknown-kind", f"there is no kind `{written}`", hint, fix)
    else:
        example = "the relative path of a file, like `../2024/story.md`"
        hint = f"write an address with `https://`, or {example}"
        address = with_scheme(target) if target.startswith("//") else ""
        fix = Fix(target, address) if address else NO_FIX
        if page:
            hint, fix = f"write `{page}`", Fix(target, page, is_safe=_is_no_commitment(page))
        yield Problem(location, "refused-link", message, hint, fix)


_PAGE = re.compile(
    r"(?:[a-z-]+/)??([a-z]+/(?:[0-9]{4}/)?[a-z0-9-]+)(?:\.md|\.html|/(?:index\.html)?)?(#.*)?$"
)
"""The path of a page within the site, perhaps in the folder of a language, and its fragment."""


def path_of_page(target: str, entity: Entity, context: CheckContext) -> str:
    """Return what to write for the address of a page of this site; nothing for other addresses.

    The address begins with that of the site, or with a slash. A story has its path from the
    entity's file, everything else its annotation.
    """
    site, address = context.site_url.partition("://")[2], target.partition("://")[2]
    if site and address.startswith(site):
        target = f"/{address.removeprefix(site)}"
    match = _PAGE.match(target[1:]) if target.startswith("/") else None
    key = Key.from_path(f"{match[1]}.md") if match else None
    if not match or not key or not context.has_file(key):
        return ""
    if key.kind is not Kind.ARTICLE:
        return key.annotation
    return posixpath.relpath(key.path, posixpath.dirname(entity.key.path)) + (match[2] or "")


def _is_no_commitment(target: str) -> bool:
    """Return whether a target needs no state behind it."""
    return not target.startswith(f"{Kind.COMMITMENT.scheme}:")


def links_do_not_nest(entity: Entity) -> Iterator[Problem]:
    """No link is in the words of another."""
    outer: Link | None = None
    for link in reversed(entity.body.links):  # a link within another precedes it
        if not outer or not outer.start < link.start < outer.end:
            outer = link
        elif LinkKind.IMAGE not in (link.kind, outer.kind):
            message, hint = "there is a link within a link", "remove one of them"
            yield Problem(location_of_link(entity, link), "refused-link", message, hint)


def no_active_links(entity: Entity) -> Iterator[Problem]:
    """Not even in code is there what other programs would take for a link that runs a script."""
    source = plain = entity.body.source
    if "&" in source:  # other programs resolve HTML entities first
        plain = _ENTITY.sub(_unescape_in_place, source)
    tails = {link.tail for link in entity.body.links}
    matches = [*_ACTIVE_LINK.finditer(plain)]
    offsets = byte_offsets(source, (match.start() for match in matches))
    for match, tail in zip(matches, offsets, strict=True):
        if tail not in tails:
            before = source[match.start() : match.start(1)]
            message = "other programs would take this for a link that runs a script"
            offset = tail + len(before.encode())
            yield problem_at(entity, offset, "refused-link", message, "delete it")


_ENTITY = re.compile("&(?:(#[xX]?)0*+([0-9a-fA-F]{1,7})|[A-Za-z]{1,32}+);?")


def _unescape_in_place(entity: re.Match[str]) -> str:
    """Return the character of an HTML entity, followed by blanks to keep the length.

    Leading zeros of a number are dropped, because Python refuses numbers of thousands of digits.
    """
    plain = f"&{entity[1]}{entity[2]};" if entity[1] else entity[0]
    return unescape(plain).ljust(len(entity[0]))


_SPACED = "|".join(map(r"\s*".join, ("javascript:", "vbscript:", "data:", "file:", "blob:")))


_ACTIVE_LINK = re.compile(rf"\][(:][\s<]*({_SPACED})", re.IGNORECASE)


def _meant_kind(target: str) -> tuple[str, str] | None:
    """Return a hint about the scheme of an annotation, and its correction if that is certain.

    Return None for an address.
    """
    word, _, rest = target.partition(":")
    if word.lower() in SCHEMES:
        return f"write `{word.lower()}:` in small letters", word.lower()
    schemes = {kind.word: kind.scheme for kind in SCHEMES.values()}
    schemes |= {kind.folder: kind.scheme for kind in SCHEMES.values()}
    schemes |= {scheme: scheme for scheme in SCHEMES}
    if nearest := nearest_word(word, schemes):
        is_typo = likely_typo_of(word, schemes) == nearest
        return f"did you mean `{schemes[nearest]}`?", schemes[nearest] if is_typo else ""
    if word.lower() in ("article", "story"):
        return "write the path of the story's file, like `../2024/story.md`", ""
    if is_id(rest) and scheme_of(target) not in _OTHER_SCHEMES:
        return f"the kinds are {_listed(SCHEMES)}", ""
    return None


_OTHER_SCHEMES = frozenset("blob data file ftp ftps geo javascript sms tel urn vbscript".split())


def entities_are_annotated(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """An article names an entity with an annotation; a link to its file says nothing of it."""
    for link, path in _relative_links(entity) if isinstance(entity, Article) else ():
        key = Key.from_path(path) if path.endswith(".md") and path not in LIST_PAGES else None
        if key and key.kind is not Kind.ARTICLE and context.has_path(path) and not link.fragment:
            target = key.annotation
            new = f'{target} "done"' if key.kind is Kind.COMMITMENT else target
            message = f"this link to a file doesn't name the {key.kind.word}"
            fix = Fix(link.target, target) if key.kind is not Kind.COMMITMENT else NO_FIX
            hint = f"write `[{link.words}]({new})`"
            yield Problem(location_of_link(entity, link), "odd-markdown", message, hint, fix)


def links_lead_somewhere(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """A relative link leads to a file of the site."""
    for link, path in _relative_links(entity):
        if link.fragment and path in LIST_PAGES:
            hint = f"link to `{link.path}` itself"
            message = f"`{link.path}` is a list page, whose anchors change"
            yield Problem(location_of_link(entity, link), "broken-link", message, hint)
        if context.has_path(path):
            continue
        if match := _FULLWIDTH_COLON.match(link.path):
            right = f"{match[1].lower()}:{link.path[match.end() :]}"
            message, hint = "the colon of this annotation is a fullwidth one", f"write `{right}`"
            location, fix = location_of_link(entity, link), Fix(link.path, right)
            yield Problem(location, "broken-annotation", message, hint, fix)
        else:
            yield _missing_file(entity, link, posixpath.basename(path), context)


_FULLWIDTH_COLON = re.compile(rf"((?i:{'|'.join(SCHEMES)}))[\uff1a\ufe55\ua789]")


def _missing_file(entity: Entity, link: Link, name: str, context: CheckContext) -> Problem:
    """Return the problem that no file has the path of a link; `name` is the last part of it."""
    fix = _moved_file_fix(entity, link.path, name, context)
    location, message = location_of_link(entity, link), f"there is no file `{link.path}`"
    if "@" in link.path and _MAIL.match(link.path):
        fix = Fix(link.path, f"mailto:{link.path}")
    elif address := with_scheme(link.path):
        fix = Fix(link.path, address)
    elif (page := path_of_page(f"/{link.path.lstrip('./')}", entity, context)).endswith(".md"):
        fix = Fix(link.path, page)
    hint = f"write `{fix.new}`" if fix else _nearest_file(entity, name, context)
    if not fix:  # it may be the name of an entity, or its id with the kind in another form
        fix = Fix(link.path, link.path, is_safe=False, words=f"{link.path}|{link.words}")
    if match := _OTHER_KIND.match(link.path):
        message = f"there is no kind `{match[1]}`"
        hint = f"the kinds are English in every language: {_listed(SCHEMES)}"
        return Problem(location, "unknown-kind", message, hint, fix)
    hint = hint or "write the path from this file, like `../2024/story.md`"
    return Problem(location, "broken-link", message, hint, fix)


_OTHER_KIND = re.compile(r"([^\W\d_]{1,30})[:\uff1a]\s*[^\s/:]")
"""The kind of an annotation in other letters than those of a scheme."""


def _listed(schemes: Iterable[str]) -> str:
    return ", ".join(f"`{scheme}:`" for scheme in schemes)


_MAIL = re.compile(r"[^/]+@")


def _nearest_file(entity: Entity, name: str, context: CheckContext) -> str:
    """Return a hint to link to the file with the most similar name, if there is only one."""
    nearest = nearest_word(name, _file_names(context.files))
    paths = _paths_by_name(context.files).get(nearest, ())
    if len(paths) != 1:
        return ""
    path = paths[0]
    key = Key.from_path(path) if path.endswith(".md") and not path.endswith("index.md") else None
    if key and key.kind is not Kind.ARTICLE:
        return f"to name {with_article(key.kind.word)}, write `{key.annotation}`"
    relative_path = posixpath.relpath(path, posixpath.dirname(entity.key.path))
    return f"did you mean `{relative_path}`?"


def _moved_file_fix(entity: Entity, path: str, name: str, context: CheckContext) -> Fix:
    """Return a fix that links to the only article file of this name, in whatever folder.

    It is safe if the path ends with the article's year and name. Otherwise, like a file with a
    similar name, it may be about something else.
    """
    paths = _paths_by_name(context.files).get(name, ())
    if len(paths) != 1 or not paths[0].startswith("articles/"):
        return NO_FIX
    is_safe = f"/{path}".endswith(paths[0].removeprefix("articles"))
    return Fix(path, posixpath.relpath(paths[0], posixpath.dirname(entity.key.path)), is_safe)


@lru_cache(maxsize=2)
def _file_names(files: frozenset[str]) -> frozenset[str]:
    return frozenset(map(posixpath.basename, files))


@lru_cache(maxsize=2)
def _paths_by_name(files: frozenset[str]) -> Mapping[str, list[str]]:
    paths: dict[str, list[str]] = defaultdict(list)
    for path in files:
        paths[posixpath.basename(path)].append(path)
    return dict(paths)


def _relative_links(entity: Entity) -> Iterator[tuple[Link, str]]:
    """Yield each relative link and the path among the site's sources that it means."""
    for link in entity.body.links:
        if link.kind is LinkKind.RELATIVE:
            yield link, resolve_path(entity, link.path) if link.path else entity.key.path


def references(entity: Entity, context: CheckContext) -> Iterator[Reference]:
    """Yield the links to other content files."""
    for link, path in _relative_links(entity):
        if context.has_path(path) and (key := Key.from_path(path)):
            yield Reference(location_of_link(entity, link), path, key, unquote(link.fragment))


def images_are_local(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """An image is in the content folder, has a listed type and an alternative text."""
    for link in entity.body.links:
        if link.kind is LinkKind.IMAGE:
            location = location_of_link(entity, link)
            yield from _check_image(entity, link.target, location, context)
            if is_blank(link.words):
                message = "the picture has no description for people who can't see it"
                hint = f"write `![what it shows]({link.target})`"
                yield Problem(location, "missing-alt", message, hint)
    if isinstance(entity, Article) and entity.image and not entity.translation:
        location = entity.location_of("image", "src")
        yield from _check_image(entity, entity.image.src, location, context)


def _check_image(
    entity: Entity, target: str, location: Location, context: CheckContext
) -> Iterator[Problem]:
    if scheme_of(target) or target.startswith(("/", "\\")):
        hint = "put the picture beside the article and write its file name"
        yield Problem(location, "bad-image", f"`{target}` is not a picture of this site", hint)
    elif not target.lower().endswith(IMAGE_TYPES):
        hint = f"types: {', '.join(IMAGE_TYPES)}"
        yield Problem(location, "bad-image", f"`{target}` isn't a picture", hint)
    elif not context.has_path(resolve_path(entity, target)):
        hint = "put it beside the file that shows it, and write its name with the same capitals"
        yield Problem(location, "broken-link", f"there is no picture `{target}`", hint)


def check_images(
    sizes: Mapping[str, Size | None], errors: Mapping[str, str], root: str
) -> Iterator[Problem]:
    """An image has the type that its name says, and a name that every system can tell from others.

    `sizes` are those of all images by path, and `errors` says what is wrong with some of them.
    """
    by_folded_path: dict[str, str] = {}
    for path in sorted(sizes):
        location = Location(f"{root}/{path}")
        other = by_folded_path.setdefault(path.casefold(), path)
        if not _IMAGE_PATH.fullmatch(path):
            hint = "put it beside its article; name it with letters, digits, hyphens and one dot"
            yield Problem(location, "bad-name", "a picture can't have this path", hint)
        elif other != path:
            message = f"some systems cannot tell it from `{other}`"
            yield Problem(location, "bad-name", message, "rename one of them")
        if path in errors:
            hint = "save it again as JPG or PNG, with any image editor"
            yield Problem(location, "bad-image", errors[path], hint)


_IMAGE_PATH = re.compile(
    rf"(?:{'|'.join(kind.folder for kind in Kind)})/(?:[A-Za-z0-9][A-Za-z0-9_-]*/)*"
    rf"(?!(?i:{WINDOWS_RESERVED.pattern})\.)[A-Za-z0-9][A-Za-z0-9_-]*\.[A-Za-z]+"
)
