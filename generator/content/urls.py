"""Recognises the scheme of a link however it is disguised, and checks web and mail addresses."""

from __future__ import annotations

import re
from unicodedata import name
from urllib.parse import unquote, urlsplit

from generator.content.invisible_characters import has_invisible

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_BLANK_CHARACTERS = re.compile(r"[\x00-\x20\x7f-\xa0]+")
_UNSAFE = re.compile(r"[\s<>\"\\\\^`{|}\x00-\x1f]")
_LABEL = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_SCRIPTS = ("ARABIC", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "DEVANAGARI")
"""Scripts whose letters can't be mistaken for Latin ones."""


def scheme_of(target: str) -> str:
    """Return the scheme that a browser finds in `target`, in lower case, or an empty string.

    Browsers skip blanks and control characters. Other programs decode percent signs first, so
    that form is searched, too.
    """
    for form in (target, unquote(target)):
        if match := _SCHEME.match(_BLANK_CHARACTERS.sub("", form)):
            return match[1].lower()
    return ""


_HOST = re.compile(
    r"www\.|[\w-]+(?:\.[\w-]+)*\.(?:(?:com|org|net|gov|edu|info|news|int)(?:\.[a-z]{2})?(?:[/:?#]|$)|[a-z]{2}/)"
)
"""The start of a web address without its scheme."""
_BROKEN_SCHEME = re.compile(r"(?i:h?ttps?|htps?|https)?(?::?/{1,3}|:)(?=[^/\s])")


def with_scheme(address: str) -> str:
    """Return a web address with its `https://`, if that is all that it lacks; else nothing."""
    broken = _BROKEN_SCHEME.match(address)
    rest = address[broken.end() :] if broken else address
    scheme = "http" if broken and broken[0].lower().startswith(("http:", "http/")) else "https"
    return f"{scheme}://{rest}" if _HOST.match(rest.lower()) else ""


def url_error(target: str) -> str:
    """Return why a link can't have this web or mail address; an empty string if it can."""
    if _UNSAFE.search(target) or has_invisible(target):
        return "it holds a character that addresses can't have"
    if target.lower().startswith("mailto:"):
        address = target[len("mailto:") :].partition("?")[0]
        return "" if _MAIL.fullmatch(address) else "it isn't a mail address"
    try:
        parts = urlsplit(target)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "it isn't a web address"
    if not re.match(r"https?://[^/]", target, re.IGNORECASE) or not host:
        return "it has no host"
    if "@" in parts.netloc:
        return "the part before `@` hides where it leads"
    return _host_error(host)


def public_url_error(target: str) -> str:
    """Return why an address can't be that of a page that readers open; else an empty string."""
    if error := url_error(target):
        return error
    host = urlsplit(target).hostname or ""
    return f"readers can't reach the host `{host}`" if host in _NO_HOSTS else ""


_NO_HOSTS = ("http", "https", "localhost", "127.0.0.1")
"""Hosts of an address with its scheme twice, and of a preview."""


def _host_error(host: str) -> str:
    if host.startswith("[") or ":" in host:  # IPv6
        return ""
    for label in host.rstrip(".").split("."):
        if not _LABEL.fullmatch(label):
            return f"`{host}` isn't a valid host name"
        if not label.isascii() and not _is_unmistakable(label):
            return f"`{host}` has letters that look like others: write it as `xn--...`"
    return ""


def _is_unmistakable(label: str) -> bool:
    """Return whether a label is in one script whose letters can't be mistaken for Latin ones."""
    letters = [char for char in label if char.isalpha()]
    return any(all(name(char, "").startswith(script) for char in letters) for script in _SCRIPTS)
