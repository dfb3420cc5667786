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


_NAMES = {
    "datetime": "date datetime timedelta timezone",
    "generator.build.memory": "Kept Memory",
    "generator.checks.context": "CheckContext CrossFileFacts Reference WrittenDate",
    "generator.content.body": "Body",
    "generator.content.dates": "Moment PartialDate",
    "generator.content.keys": "Kind State _cached_key",
    "generator.content.model": (
        "Article Commitment Correction Image Organisation Passage "
        "Person Place Role QuotedSpeech ObservedState Source BodyText Topic"
    ),
    "generator.content.problems": "Fix Location Problem",
    "generator.content.site": "Licence Site",
    "generator.index.analysis": "FileAnalysis",
    "generator.index.index": "Index Observation",
    "generator.output.layouts": "Layout",
    "generator.system.file_tree": "Signature",
    "generator.system.store": "Place",
    "msgspec._utils": "rebuild",
}
_VALUES = frozenset((module, name) for module, names in _NAMES.items() for name in names.split())
