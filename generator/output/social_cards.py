"""Draws the social cards and the icons with Typst, and compresses the cards with Pillow."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

import pylopdf_fonts_ar
import pylopdf_fonts_zh_cn
import typst
from msgspec.structs import asdict
from PIL import Image

from generator.content.languages import is_right_to_left
from generator.pages.page import Card

_TEMPLATES = Path(__file__).parent.parent / "pages" / "templates"
_BATCH = 100
"""Cards per Typst document, to limit memory."""

ICON_SIZES = {"apple-touch-icon.png": 180, "assets/icon-192.png": 192, "assets/icon-512.png": 512}
_FAVICON = 48

_COLOURS = 256
"""The colours of a card: it is a third of the size that it has with all colours of its edges."""
_PACKAGES = ("pillow", "typst", "pylopdf-fonts-ar", "pylopdf-fonts-zh-cn")
_TEMPLATE = (_TEMPLATES / "share.typ").read_text(encoding="utf-8")
RECIPE = " ".join([*map(version, _PACKAGES), str(_COLOURS), _TEMPLATE])
"""Everything that the image depends on besides the card: versions, colours and template."""


class CannotDraw(Exception):
    """Typst failed; the message is from Typst."""


def draw_cards(cards: Iterable[Card]) -> list[bytes]:
    """Return a PNG of 1200 x 630 pixels for each card, in order.

    Only fonts from installed packages are used, so a card has the same bytes on every machine.
    """
    inputs = [
        {
            **asdict(card),
            "rtl": is_right_to_left(card.lang),
            "rtl_lines": is_right_to_left(card.language),
        }
        for card in cards
    ]
    images: list[bytes] = []
    for start in range(0, len(inputs), _BATCH):
        drawn = _draw("share.typ", cards=json.dumps(inputs[start : start + _BATCH]))
        images += map(_with_few_colours, drawn)
    return images


def _with_few_colours(png: bytes) -> bytes:
    with Image.open(BytesIO(png)) as card, BytesIO() as file:
        palette = card.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        palette.save(file, "PNG")
        return file.getvalue()


def draw_icons(icon: str) -> dict[str, bytes]:
    """Return the icon files by path. Raises CannotDraw when `icon` isn't an SVG."""
    sizes = [_FAVICON, *ICON_SIZES.values()]
    first, *rest = _draw("icon.typ", icon=icon, sizes=json.dumps(sizes))
    return {"favicon.ico": _ico(first), **dict(zip(ICON_SIZES, rest, strict=True))}


def _draw(template: str, **inputs: str) -> Sequence[bytes]:
    file = str(_TEMPLATES / template)
    try:
        pages = typst.compile(file, format="png", ppi=72, font_paths=_fonts(), sys_inputs=inputs)
    except typst.TypstError as error:
        raise CannotDraw(error.message) from None
    return [pages] if isinstance(pages, bytes) else pages


@cache
def _fonts() -> typst.Fonts:
    paths = [pylopdf_fonts_ar.serif_path().parent, pylopdf_fonts_zh_cn.serif_path().parent]
    return typst.Fonts(include_system_fonts=False, font_paths=paths)


def _ico(png: bytes) -> bytes:
    """Return an ICO file that contains one PNG."""
    with Image.open(BytesIO(png)) as icon, BytesIO() as file:
        icon.save(file, "ICO", sizes=[icon.size])
        return file.getvalue()
