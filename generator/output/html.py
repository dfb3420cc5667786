"""Renders Markdown pages as clean HTML."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from html import unescape
from urllib.parse import quote, unquote, urljoin

from generator.content import markdown
from generator.content.images import Size
from generator.content.markdown import DASH
from generator.content.model import Kind
from generator.content.site import Site, address
from generator.output.security_headers import POLICY
from generator.pages.page import Page, insert_sections

ALLOWED_TAGS = frozenset(
    "a bdi blockquote br code del details div em h1 h2 h3 h4 h5 h6 hr img li line mark ol p pre "
    "rect span strong summary sup svg table tbody td th thead time tr ul".split()
)
ALLOWED_ATTRIBUTES = {
    "*": {"class", "dir", "id", "lang"},
    "a": {"href", "title"},
    "line": {"x1", "x2", "y1", "y2"},
    "img": {"alt", "decoding", "height", "loading", "src", "title", "width"},
    "ol": {"start"},
    "rect": {"height", "width", "x", "y"},
    "svg": {"aria-label", "preserveAspectRatio", "role", "viewBox"},
    "time": {"datetime"},
}


@cache
def sanitise() -> Callable[[str], str]:
    """Return the function that removes every element and attribute that isn't allowed."""
    import nh3  # noqa: PLC0415 - most pages are known to be safe without it

    cleaner = nh3.Cleaner(
        tags=set(ALLOWED_TAGS),
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return cleaner.clean


# Groups are atomic, `(?>(...)*)`, and none is possessive: Python before 3.11.5 matches possessive
# groups wrongly.
_TEXT = '[^"<>&]*+(?>(?:&(?:amp|quot);[^"<>&]*+)*)'
_URL = f'(?:(?:https?://|mailto:){_TEXT}|[^":<>&]*+)'
_SAFE_ATTRIBUTES = f'(?>(?: (?:class|dir|id|lang|title)="{_TEXT}")*)'
_SIMPLE_TAGS = (
    "p|div|span|bdi|time|li|h[1-6]|[uo]l|mark|em|strong|code|blockquote|table|thead|tbody|tr|t[hd]|"
    "del|sup|pre|summary|details"
)
_SAFE_TAG = (
    f'<(?:/(?:a|{_SIMPLE_TAGS})|a{_SAFE_ATTRIBUTES} href="{_URL}"{_SAFE_ATTRIBUTES}|'
    f'(?:{_SIMPLE_TAGS}|br|hr){_SAFE_ATTRIBUTES}(?>(?: datetime="{_TEXT}")?))>'
)
KNOWN_SAFE = re.compile(f"[^<>&]*+(?>(?:(?:{_SAFE_TAG}|&(?:amp|lt|gt);)[^<>&]*+)*)")
"""Matches HTML that the sanitiser would certainly leave unchanged.

Nearly every page matches, and matching is ten times as fast as parsing and serialising.
"""

_ANCHORED = re.compile(r'<(blockquote>\n<p|li>\n<p|p|li|td|th|h[1-6])><span id="([^"]+)"></span>')
_ALIGNED = re.compile(r' style="text-align: (left|center|right);?"')
_FOOTNOTE_REFERENCE = re.compile(r'<sup class="footnote-reference"><a href="#([^"]*)">')
_FOOTNOTE = re.compile(r'<div class="footnote-definition" id="([^"]*)">')
_LINK = re.compile(r'<a href="([^"#]*)')
_IMAGE = re.compile(r'<img src="([^"#]*)')
_SPEAKER = re.compile(rf"\n(<p>)?(?={DASH} (?:(?!</?(?:p|blockquote)>).)*</p>\n</blockquote>)")
_EXTERNAL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|$")
_KINDS_BY_FOLDER = {kind.folder: kind.word for kind in Kind}
_NO_SIZES: Mapping[str, Size] = {}


def page_html(
    page: Page,
    site: Site,
    sizes: Mapping[str, Size] = _NO_SIZES,
    sections: Mapping[str, str] | None = None,
) -> str:
    """Return the page's content as HTML that has passed the sanitiser.

    `sizes` are those of the images, by their path in the tree. `sections` are the finished sections
    of the page, where `sections_html` has rendered them already.
    """
    if sections is None:
        sections = sections_html(page, site, sizes)
    outline = _render(page.outline, page, site, sizes)
    return _sanitised(insert_sections(outline, sections))


def sections_html(page: Page, site: Site, sizes: Mapping[str, Size] = _NO_SIZES) -> dict[str, str]:
    """Return the HTML of each section of the page, by name."""
    return {
        name: _sanitised(_render(text, page, site, sizes)) for name, text in page.sections.items()
    }


def _sanitised(html: str) -> str:
    if html.count("<div") == html.count("</div") and KNOWN_SAFE.fullmatch(html):
        return html
    return sanitise()(html)


def _render(text: str, page: Page, site: Site, sizes: Mapping[str, Size]) -> str:
    """Return Markdown as HTML with the site's addresses, anchors and image sizes."""
    html = _ANCHORED.sub(_move_anchor, markdown.html(text))
    if DASH in html:
        html = _SPEAKER.sub(_separate_speaker, html)
    if 'class="footnote-' in html:
        html = _FOOTNOTE_REFERENCE.sub(r'<sup class="footnote-reference"><a href="#note-\1">', html)
        html = _FOOTNOTE.sub(r'<div class="footnote-definition" id="note-\1">', html)
    up = "../" * site.address(page.path).count("/")
    # The volumes of every entity are at the same depth, so that they can share cached links.
    folder = "volumes/any" if page.kind == "volume" else posixpath.dirname(page.path)
    parts = _LINK.split(html)
    parts[1::2] = map(_link_writer(folder, up, site.directory_urls), parts[1::2])
    html = "".join(parts).replace(" markdown>", ">")
    if "<img" in html:
        base = folder, up, site.directory_urls
        html = _IMAGE.sub(lambda match: _image_tag(*_resolve(match[1], *base), sizes), html)
    return with_alignment_classes(html)


def with_alignment_classes(html: str) -> str:
    """Return HTML whose table cells are aligned by class: the policy allows no inline styles."""
    return _ALIGNED.sub(r' class="\1"', html) if ' style="text-align' in html else html


def with_full_addresses(html: str, base: str) -> str:
    """Return HTML whose links and images have full addresses, resolved against `base`."""
    parent = urljoin(base, "..")
    parts = _ADDRESS_ATTRIBUTE.split(html)
    parts[2::3] = [_full_address(base, parent, target) for target in parts[2::3]]
    return "".join(parts)


def _full_address(base: str, parent: str, target: str) -> str:
    # A target above `parent` is the same for all pages of the folder: its result can be cached.
    if target.startswith("../../"):
        return _cached_urljoin(parent, target.removeprefix("../"))
    if target.startswith(("https://", "http://")):
        return target
    return f"{base}{target}" if target.startswith("#") else _cached_urljoin(base, target)


@lru_cache(maxsize=1 << 12)
def _cached_urljoin(base: str, target: str) -> str:
    return urljoin(base, target)


_ADDRESS_ATTRIBUTE = re.compile(
    r'(<(?:a|img)\b(?: [a-z-]++(?>(?:="[^"]*+")?))*? (?:href|src)=")([^"]*)'
)


def _move_anchor(match: re.Match[str]) -> str:
    """Return a block's start tag with the id of the anchor at its beginning."""
    first, newline, rest = match[1].partition(">\n")
    return f'<{first} id="{match[2]}"{newline}{rest}>'


def _separate_speaker(match: re.Match[str]) -> str:
    """Return the tags that make a quotation's last line, its speaker, a paragraph."""
    return ("\n" if match[1] else "</p>\n") + '<p class="speaker">'


@lru_cache(maxsize=32)
def _link_writer(folder: str, up: str, directory_urls: bool) -> Callable[[str], str]:
    """Return the function that starts the `<a>` to a file, with a cache for the folder's pages."""

    @lru_cache(maxsize=1 << 11)
    def start_link(file: str) -> str:
        path, target = _resolve(file, folder, up, directory_urls)
        return f'<a{_link_class(path)} href="{target}'

    return start_link


def _resolve(file: str, folder: str, up: str, directory_urls: bool) -> tuple[str, str]:
    """Return the path in the tree that a link leads to, or "", and its relative address.

    Every address goes `up` to the root first, so it is the same on all pages of one depth.
    """
    if _EXTERNAL.match(file):
        return "", file
    file, question_mark, query = file.partition("?")
    if "%" in file:  # `%2Emd` is an ending too
        file = quote(unquote(file), safe="/&;")
    path = posixpath.normpath(posixpath.join(folder, file))
    relative = f"{up}{address(path, directory_urls)}" or "./"
    return path, f"{relative}{question_mark}{query}"


def _link_class(path: str) -> str:
    if not path.endswith(".md") or path.endswith("index.md"):
        return ""
    kind = _KINDS_BY_FOLDER.get(path.split("/", maxsplit=1)[0])
    return f' class="to-{kind}"' if kind else ""


def _image_tag(path: str, address: str, sizes: Mapping[str, Size]) -> str:
    """Return the start of an `<img>`, with its size so that the page doesn't jump."""
    size = sizes.get(unquote(path))
    more = f' width="{size[0]}" height="{size[1]}" loading="lazy" decoding="async"' if size else ""
    return f'<img{more} src="{address}'


def first_heading(document: str) -> str:
    """Return the words of the first heading of a page; nothing without one."""
    match = re.search(r"<h1[^>]*>(.*?)</h1>", document, re.DOTALL)
    words = re.sub(r'<a class="headerlink".*?</a>|<[^>]*>', "", match[1]) if match else ""
    return " ".join(unescape(words).split())


def redirect_html(target: str, canonical: str, site: Site) -> str:
    """Return the page at an old address, which redirects without a script."""
    direction = f' dir="{site.direction}"' if site.direction != "ltr" else ""
    moved = site.texts.gettext("Moved")
    text = site.texts.gettext('This page has moved: <a href="%(href)s">go to its new address</a>.')
    return (
        f'<!doctype html>\n<html lang="{site.language}"{direction}>\n<meta charset="utf-8">\n'
        f"<title>{moved}</title>\n"
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<link rel="canonical" href="{canonical or target}">\n'
        f'<meta http-equiv="refresh" content="0; url={target}">\n'
        f"<p>{text % {'href': target}}</p>\n</html>\n"
    )
