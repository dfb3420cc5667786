"""The files of a finished site besides its pages: style sheet, pictures, icons, policy."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.metadata import version
from typing import Protocol

from msgspec.structs import asdict

from generator.content.site import Site
from generator.output.security_headers import HEADERS
from generator.output.social_cards import ICON_SIZES, RECIPE, draw_cards, draw_icons
from generator.output.style_sheet import USED, used_rules
from generator.pages.page import SITE_PICTURE, Card, Page
from generator.pages.render import site_card

PAPER = "#faf8f3"
"""The colour behind everything in the light scheme, as the style sheet has it."""


class Cache(Protocol):
    """Data from earlier builds, by a key that names all that the data was made from."""

    def get(self, key: str) -> bytes | None: ...

    def put(self, key: str, data: bytes) -> None: ...


def site_files(site: Site, icon: str) -> dict[str, str | bytes]:
    """What browsers and hosts ask a site for, by path; `icon` is its SVG."""
    return {**draw_icons(icon), "_headers": HEADERS, "site.webmanifest": _manifest(site)}


def sheet(material: str, own: str, cache: Cache) -> str:
    """The one style sheet: what is used of Material's, then our own."""
    key = f"style {version('tinycss2')} {sorted(USED)} {material}"
    kept = cache.get(key)
    if kept is None:
        kept = used_rules(material).encode()
        cache.put(key, kept)
    return kept.decode() + own


def shared_pictures(pages: Iterable[Page], site: Site, cache: Cache) -> dict[str, bytes]:
    """The pictures that are shared with pages, by path: drawn now, or kept from before."""
    cards: dict[str, Card] = {SITE_PICTURE: site_card(site)}
    cards |= {page.picture: page.card for page in pages if page.card}
    keys = {path: RECIPE + json.dumps(asdict(card)) for path, card in cards.items()}
    kept = {path: cache.get(key) for path, key in keys.items()}
    wanting = [path for path, data in kept.items() if data is None]
    drawn = dict(zip(wanting, draw_cards(cards[path] for path in wanting), strict=True))
    for path, data in drawn.items():
        cache.put(keys[path], data)
    return {path: data for path, data in kept.items() if data is not None} | drawn


def _manifest(site: Site) -> str:
    """What a telephone shows of a site that is put on its home screen."""
    icons = [
        {"src": path, "sizes": f"{size}x{size}", "type": "image/png"}
        for path, size in ICON_SIZES.items()
    ]
    says = {
        "name": site.name,
        "description": site.description,
        "start_url": ".",
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons,
    }
    return json.dumps(says, ensure_ascii=False, indent=2) + "\n"
