"""A Markdown page as clean HTML: its addresses, its anchors, its pictures, and the last gate."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from urllib.parse import quote, unquote, urljoin

from generator.content import markdown
from generator.content.images import Size
from generator.content.markdown import DASH
from generator.content.model import Kind
from generator.content.site import Site, address
from generator.output.security_headers import POLICY
from generator.pages.page import Page

_TAGS = frozenset(
    "a blockquote br code del details div em h1 h2 h3 h4 h5 h6 hr img li mark ol p pre rect span "
    "strong summary sup svg table tbody td th thead time tr ul".split()
)
_ATTRIBUTES = {
    "*": {"class", "dir", "id", "lang"},
    "a": {"href", "title"},
    "img": {"alt", "decoding", "height", "loading", "src", "title", "width"},
    "ol": {"start"},
    "rect": {"height", "width", "x", "y"},
    "svg": {"aria-label", "preserveAspectRatio", "role", "viewBox"},
    "time": {"datetime"},
}


@cache
def sanitise() -> Callable[[str], str]:
    """The last gate: it leaves nothing in a page but these elements and attributes."""
    import nh3  # noqa: PLC0415 - most edits go by it

    schemes = {"http", "https", "mailto"}
    cleaner = nh3.Cleaner(
        tags=set(_TAGS), attributes=_ATTRIBUTES, url_schemes=schemes, link_rel=None
    )
    return cleaner.clean


# Groups are atomic, `(?>(...)*)`, and none is possessive: Pythons before 3.11.5 let those match
# what they do not.
_LETTERS = '[^"<>&]*+(?>(?:&(?:amp|quot);[^"<>&]*+)*)'
_ADDRESS = f'(?:(?:https?://|mailto:){_LETTERS}|[^":<>&]*+)'
_PLAIN = f'(?>(?: (?:class|dir|id|lang|title)="{_LETTERS}")*)'
_SIMPLE = (
    "p|div|span|time|li|h[1-6]|[uo]l|mark|em|strong|code|blockquote|table|thead|tbody|tr|t[hd]|"
    "del|sup|pre|summary|details"
)
_SAFE_TAG = (
    f'<(?:/(?:a|{_SIMPLE})|a{_PLAIN} href="{_ADDRESS}"{_PLAIN}|'
    f'(?:{_SIMPLE}|br|hr){_PLAIN}(?>(?: datetime="{_LETTERS}")?))>'
)
_KNOWN_SAFE = re.compile(f"[^<>&]*+(?>(?:(?:{_SAFE_TAG}|&(?:amp|lt|gt);)[^<>&]*+)*)")
"""A page of which it is sure that the last gate would leave it as it is.

It holds nothing but text, and these tags with these attributes in their plainest form. Nearly
every page does, and looking is ten times as fast as taking apart and putting together.
"""

_ANCHORED = re.compile(r'<(blockquote>\n<p|li>\n<p|p|li|td|th|h[1-6])><span id="([^"]+)"></span>')
_ALIGNED = re.compile(r' style="text-align: (left|center|right);?"')
_NOTE_MARK = re.compile(r'<sup class="footnote-reference"><a href="#([^"]*)">')
_NOTE = re.compile(r'<div class="footnote-definition" id="([^"]*)">')
_LINK = re.compile(r'<a href="([^"#]*)')
_IMAGE = re.compile(r'<img src="([^"#]*)')
_SPEAKER = re.compile(rf"\n(<p>)?(?={DASH} (?:(?!</?(?:p|blockquote)>).)*</p>\n</blockquote>)")
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|$")
_FOLDERS = {kind.folder: kind.word for kind in Kind}
_NO_SIZES: Mapping[str, Size] = {}


def page_html(page: Page, site: Site, sizes: Mapping[str, Size] = _NO_SIZES) -> str:
    """The page's content as HTML that holds nothing but what our Markdown can produce.

    `sizes` are those of the pictures, by their path in the tree.
    """
    made = markdown.html(page.markdown)
    made = _ANCHORED.sub(_lift_anchor, made)
    if DASH in made:
        made = _SPEAKER.sub(_own_line, made)
    if 'class="footnote-' in made:
        made = _NOTE_MARK.sub(r'<sup class="footnote-reference"><a href="#note-\1">', made)
        made = _NOTE.sub(r'<div class="footnote-definition" id="note-\1">', made)
    up = "../" * site.address(page.path).count("/")
    # Each noun's volumes have a folder of their own, and lead up to the root from each alike.
    folder = "volumes/any" if page.kind == "volume" else posixpath.dirname(page.path)
    here = folder, up, site.directory_urls
    parts = _LINK.split(made)
    parts[1::2] = map(_links_from(*here), parts[1::2])
    made = "".join(parts).replace(" markdown>", ">")
    if made.count("<div") == made.count("</div") and _KNOWN_SAFE.fullmatch(made):
        return made
    # Only here can there be pictures and styles, of which the gate is never sure.
    made = _IMAGE.sub(lambda found: _picture(*_place(found[1], *here), sizes), made)
    return sanitise()(with_alignment_classes(made))


def with_alignment_classes(html: str) -> str:
    """Tables whose columns are aligned by classes: the policy lets no page style itself."""
    return _ALIGNED.sub(r' class="\1"', html) if ' style="text-align' in html else html


def story_html(made: str, address: str) -> str:
    """The picture, text and sources of a story, out of its page, for readers elsewhere.

    `made` is the page's HTML, and `address` its whole address, from which every other
    address is completed.
    """
    picture = _PICTURE.search(made)
    text = made[made.index(_STORY) : made.index(_BESIDE)].rstrip()
    sources = made[made.index(_SOURCES) :]
    sources = sources[: sources.index("</div>") + len("</div>")]
    parts = [picture[0] if picture else "", text, "<h2>Sources</h2>", sources]
    told = _ADDRESSED.split("\n".join(filter(None, parts)))
    above = urljoin(address, "..")
    told[2::3] = [_whole(address, above, target) for target in told[2::3]]
    return "".join(told)


def _whole(address: str, above: str, target: str) -> str:
    """Where `target` leads from `address`, as the value of an attribute.

    What leads up past the folder `above` leads from all its pages to one place.
    """
    if target.startswith("../../"):
        return _joined(above, target.removeprefix("../"))
    if target.startswith(("https://", "http://")):
        return target
    return f"{address}{target}" if target.startswith("#") else _joined(address, target)


@lru_cache(maxsize=1 << 12)
def _joined(address: str, target: str) -> str:
    return urljoin(address, target)


_STORY = '<div class="story e-content"'
_BESIDE = '<div class="beside">'
_SOURCES = '<div class="sources">'
# No text can hold these: in what is contributed there is no HTML, and every `<` is escaped.
_PICTURE = re.compile(r'<div class="picture".*?</div>', re.S)
_ADDRESSED = re.compile(r'(<(?:a|img)\b(?: [a-z-]++(?>(?:="[^"]*+")?))*? (?:href|src)=")([^"]*)')


def _lift_anchor(found: re.Match[str]) -> str:
    """An anchor at the beginning of a block becomes the block's own id."""
    first, newline, rest = found[1].partition(">\n")
    return f'<{first} id="{found[2]}"{newline}{rest}>'


def _own_line(found: re.Match[str]) -> str:
    """The last line of a quotation, which names its speaker, becomes a paragraph of its own."""
    return ("\n" if found[1] else "</p>\n") + '<p class="speaker">'


@lru_cache(maxsize=32)
def _links_from(folder: str, up: str, directory_urls: bool) -> Callable[[str], str]:
    """Begins a link to a file; the pages of one folder link to the same files again and again."""

    @lru_cache(maxsize=1 << 11)
    def link(file: str) -> str:
        full, there = _place(file, folder, up, directory_urls)
        return f'<a{_noun_class(full)} href="{there}'

    return link


def _place(file: str, folder: str, up: str, directory_urls: bool) -> tuple[str, str]:
    """Where a link leads: its path in the tree, if it has one, and its address.

    Each way goes `up` to the root and down from there: so it is the same from every page of a
    depth.
    """
    if _ELSEWHERE.match(file):
        return "", file
    if "%" in file:  # what needs no sign of percent has none: `%2Emd` is an ending too
        file = quote(unquote(file), safe="/&;")
    full = posixpath.normpath(posixpath.join(folder, file))
    return full, f"{up}{address(full, directory_urls)}" or "./"


def _noun_class(path: str) -> str:
    entity = (
        _FOLDERS.get(path.split("/", maxsplit=1)[0], "") if not path.endswith("index.md") else ""
    )
    return f' class="to-{entity}"' if entity and path.endswith(".md") else ""


def _picture(path: str, address: str, sizes: Mapping[str, Size]) -> str:
    """Begins a picture. Its size keeps its place until it comes, when it is scrolled to."""
    size = sizes.get(unquote(path))
    more = f' width="{size[0]}" height="{size[1]}" loading="lazy" decoding="async"' if size else ""
    return f'<img{more} src="{address}'


def redirect_html(target: str, canonical: str) -> str:
    """The page at an old address: it leads on, with or without a script."""
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Moved</title>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<link rel="canonical" href="{canonical or target}">\n'
        f'<meta http-equiv="refresh" content="0; url={target}">\n'
        f'<p>This page has moved: <a href="{target}">go to its new address</a>.</p>\n</html>\n'
    )
