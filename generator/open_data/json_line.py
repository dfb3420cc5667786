"""A value as JSON, on one line and without blanks."""

from __future__ import annotations

from typing import Any

from msgspec.json import Encoder

_encode = Encoder().encode


def json_line(value: Any) -> str:
    """The value in JSON (RFC 8259), every letter as itself; raises TypeError for what has no form.

    Every word of the record goes through here: `json` took two to four times as long.
    """
    return _encode(value).decode()
