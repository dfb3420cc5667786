"""What a picture is: told by its first bytes, whatever its name says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from io import BytesIO

Size = tuple[int, int]
"""Width and height, in pixels, as the picture is shown: a turned photograph is turned."""

MAX_PIXELS = 50_000_000
"""What a reader's device can be asked to unpack."""
MAX_PIXELS_PER_SIDE = 12_000
"""Pixels from side to side, or from top to bottom."""

_ACTIVE_CONTENT = re.compile(rb"<script|<iframe|<html|<!doctype|<\?php|javascript:", re.IGNORECASE)
"""What no picture needs, and other programs may run."""

_SIGNATURES: Mapping[str, Callable[[bytes], bool]] = {
    ".avif": lambda data: data[4:12] in (b"ftypavif", b"ftypavis"),
    ".gif": lambda data: data[:6] in (b"GIF87a", b"GIF89a"),
    ".jpeg": lambda data: data[:3] == b"\xff\xd8\xff",
    ".jpg": lambda data: data[:3] == b"\xff\xd8\xff",
    ".png": lambda data: data[:8] == b"\x89PNG\r\n\x1a\n",
    ".webp": lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP",
}
IMAGE_TYPES = tuple(_SIGNATURES)
"""The endings of the pictures that we show. None of their formats can hold a script."""


def image_size(data: bytes) -> Size | None:
    """The size of the picture that the bytes hold, or None when they hold none we can read."""
    if not any(begins(data) for begins in _SIGNATURES.values()):
        return None  # what holds other things, its reader need not look at
    import imagesize  # noqa: PLC0415 - it brings much with it, and most builds see no new picture

    try:
        width, height = imagesize.get(BytesIO(data))
    except Exception:  # whatever its reader stumbles on, it is no picture to us
        return None
    return (width, height) if width > 0 and height > 0 else None


def image_error(data: bytes, ending: str, found: Size | None) -> str:
    """Why the bytes are no picture that we show under that ending; empty when they are one."""
    if found is None:
        return "it holds no picture that can be read"
    if not _SIGNATURES[ending](data):
        return f"it holds another kind of picture than `{ending}` says"
    if runs := _ACTIVE_CONTENT.search(data):
        return f"it holds `{runs[0].decode().lower()}`, which no picture needs"
    if max(found) > MAX_PIXELS_PER_SIDE or found[0] * found[1] > MAX_PIXELS:
        return f"it is larger than can be shown: {found[0]:,} by {found[1]:,} pixels"
    return ""
