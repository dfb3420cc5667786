"""The size of a picture, read from its first bytes."""

from __future__ import annotations

from io import BytesIO

Size = tuple[int, int]
"""Width and height, in pixels, as the picture is shown: a turned photograph is turned."""


def size(data: bytes) -> Size | None:
    """The size of the picture that the bytes hold, or None when they hold none we can read."""
    import imagesize  # noqa: PLC0415 - it brings much with it, and most builds see no new picture

    try:
        width, height = imagesize.get(BytesIO(data))
    except Exception:  # whatever its reader stumbles on, it is no picture to us
        return None
    return (width, height) if width > 0 and height > 0 else None
