"""Values of the newsroom kept as bytes, and made of bytes that a stranger may have written."""

from __future__ import annotations

import io
import pickle
from typing import Any


def frozen(value: Any) -> bytes:
    """A value as bytes."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def thawed(data: bytes) -> Any:
    """The value in these bytes; None when they hold anything but values of the newsroom."""
    try:
        return _Reader(io.BytesIO(data)).load()
    except Exception:
        return None


class _Reader(pickle.Unpickler):
    """Makes values of the newsroom and nothing else: a cache may come from a stranger."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _VALUES:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no value of the newsroom")


_VALUES = frozenset(
    [("datetime", name) for name in ("date", "datetime", "timedelta", "timezone")]
    + [("generator.library", name) for name in ("Library", "Questions", "Reference", "WrittenDate")]
    + [("generator.files", name) for name in ("Place", "Sight")]
    + [("generator.filing", "Filed"), ("generator.frame", "Frame")]
    + [("generator.index", name) for name in ("Index", "Observation")]
    + [("generator.markdown", "Body"), ("generator.memory", "Kept"), ("generator.memory", "Memory")]
    + [("generator.problem", name) for name in ("Fix", "Problem", "Spot")]
    + [("generator.site", "Licence"), ("generator.site", "Site"), ("msgspec._utils", "rebuild")]
    + [
        ("generator.model", name)
        for name in (
            "Article Commitment Correction Image Kind Moment Organisation PartialDate Passage "
            "Person Place Role _one_key Said Sighting Source State Text Topic"
        ).split()
    ]
)
