"""The picture of an article, and what the bytes of an image are, whatever its name says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from io import BytesIO

from msgspec import Struct


class Image(Struct, frozen=True):
    src: str
    """The path, relative to the article's file."""
    alt: str
    credit: str = ""
    alt_lang: str = ""
    """The language of `alt`, if it isn't the language of the article."""
    credit_lang: str = ""
    """The language of `credit`, in the same way."""


Size = tuple[int, int]
"""Width and height in pixels, after the rotation that the image asks for."""

MAX_PIXELS = 50_000_000
"""Pixels that a reader's device can decode."""
MAX_PIXELS_PER_SIDE = 12_000
"""Pixels in width or in height."""

_ACTIVE_CONTENT = re.compile(rb"<script|<iframe|<html|<!doctype|<\?php|javascript:", re.IGNORECASE)
"""Code that isn't part of an image, and that other programs may run."""

_SIGNATURES: Mapping[str, Callable[[bytes], bool]] = {
    ".avif": lambda data: data[4:12] in (b"ftypavif", b"ftypavis"),
    ".gif": lambda data: data[:6] in (b"GIF87a", b"GIF89a"),
    ".jpeg": lambda data: data[:3] == b"\xff\xd8\xff",
    ".jpg": lambda data: data[:3] == b"\xff\xd8\xff",
    ".png": lambda data: data[:8] == b"\x89PNG\r\n\x1a\n",
    ".webp": lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP",
}
IMAGE_TYPES = tuple(_SIGNATURES)
"""The file extensions that are allowed. None of these formats can hold a script."""


def is_picture(path: str) -> bool:
    """Return whether a file is meant to be a picture, judged by its extension."""
    return path.lower().endswith(IMAGE_TYPES)


def image_size(data: bytes) -> Size | None:
    """Return the size of an image, or None if the bytes aren't an image that can be read."""
    if not any(has_signature(data) for has_signature in _SIGNATURES.values()):
        return None  # the library must not read other formats
    import imagesize  # noqa: PLC0415 - slow to import, and most builds have no new image

    try:
        width, height = imagesize.get(BytesIO(data))
    except Exception:  # the library raises many kinds of errors for damaged files
        return None
    return (width, height) if width > 0 and height > 0 else None


def image_error(data: bytes, extension: str, size: Size | None) -> str:
    """Return why an image can't have this extension; an empty string if it can.

    `size` is what `image_size` returns for the same bytes.
    """
    if size is None:
        return "it isn't a picture that can be read"
    if not _SIGNATURES[extension](data):
        return f"it isn't a picture of the type `{extension}`"
    if match := _ACTIVE_CONTENT.search(data):
        return f"it holds `{match[0].decode().lower()}`, which isn't part of a picture"
    if max(size) > MAX_PIXELS_PER_SIDE or size[0] * size[1] > MAX_PIXELS:
        return f"it is too large to show: {size[0]:,} by {size[1]:,} pixels"
    return ""
