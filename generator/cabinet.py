"""What each file of the content gave, for as long as it stays what it was."""

from __future__ import annotations

from collections.abc import Mapping

from generator.check import Library
from generator.files import Sight, is_young
from generator.filing import Filed


class Cabinet:
    """Keeps what files gave between one reading of the content and the next."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Sight, Filed]] = {}
        self._library: Library | None = None

    def kept(self, sights: Mapping[str, Sight], library: Library) -> dict[str, Filed]:
        """What need not be read again, by path, for files that look so beside this library."""
        before = self._library
        if before is None or not before.files <= library.files:
            return {}  # something is gone: whoever named it has a problem now
        if not before.sizes.items() <= library.sizes.items():
            return {}  # a picture is another one, and perhaps none that can be read
        is_same = before == library
        return {
            path: filed
            for path, (sight, filed) in self._kept.items()
            # What was found missing may have come.
            if sights.get(path) == sight and (is_same or not filed.problems)
        }

    def keep(
        self, sights: Mapping[str, Sight], filed: Mapping[str, Filed], library: Library
    ) -> None:
        self._library = library
        self._kept = {
            path: (sights[path], one) for path, one in filed.items() if not is_young(sights[path])
        }
