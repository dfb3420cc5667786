"""The day on which a site is made."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime


class NoDay(Exception):
    """SOURCE_DATE_EPOCH, by which builds are made again alike, is no number of seconds."""


def today() -> date:
    """The day of SOURCE_DATE_EPOCH, or else this one. Raises NoDay."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date() if epoch else date.today()
    except (ValueError, OverflowError, OSError):
        raise NoDay(f"SOURCE_DATE_EPOCH is no number of seconds: {epoch}") from None
