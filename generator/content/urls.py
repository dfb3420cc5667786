"""Where a link may lead, whatever it is disguised as."""

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
"""Scripts that share no letter shapes with Latin; others may look like it, letter by letter."""


def scheme_of(target: str) -> str:
    """The scheme that a browser would find in `target`: it skips blanks and control characters.

    It is found behind percent signs too, behind which no browser looks, but other programs do.
    """
    for seen in (target, unquote(target)):
        if found := _SCHEME.match(_BLANK_CHARACTERS.sub("", seen)):
            return found[1].lower()
    return ""


def url_error(target: str) -> str:
    """Why `target`, which has the scheme of a web or mail address, is none that we link to.

    Empty for a good one.
    """
    if _UNSAFE.search(target) or has_invisible(target):
        return "it holds a character that no address has"
    if target.lower().startswith("mailto:"):
        address = target[len("mailto:") :].partition("?")[0]
        return "" if _MAIL.fullmatch(address) else "it is no mail address"
    try:
        parts = urlsplit(target)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "it is no web address"
    if not re.match(r"https?://[^/]", target, re.IGNORECASE) or not host:
        return "it names no host"
    if "@" in parts.netloc:
        return "what stands before `@` hides where it leads"
    return _fault_of_host(host)


def _fault_of_host(host: str) -> str:
    if host.startswith("[") or ":" in host:  # IPv6
        return ""
    for label in host.rstrip(".").split("."):
        if not _LABEL.fullmatch(label):
            return f"`{host}` is no name of a host"
        if not label.isascii() and not _is_plain(label):
            return f"the letters of `{host}` look like others: write it as `xn--...`"
    return ""


def _is_plain(label: str) -> bool:
    """True of a label in one script that cannot be taken for Latin."""
    letters = [char for char in label if char.isalpha()]
    return any(all(name(char, "").startswith(script) for char in letters) for script in _SCRIPTS)
