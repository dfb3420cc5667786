"""Paths, keys and annotations name entities."""

from __future__ import annotations

import pytest

from generator.content.model import Key, Kind


def test_a_path_in_the_folder_of_a_kind_has_a_key() -> None:
    assert Key.from_path("people/umar-saif.md") == Key(Kind.PERSON, "umar-saif")
    assert Key.from_path("articles/2024/fibre.md") == Key(Kind.ARTICLE, "2024/fibre")


@pytest.mark.parametrize("path", ["contribute/format.md", "about.md", "archive/2023.md", ""])
def test_a_path_in_another_folder_has_no_key(path: str) -> None:
    assert Key.from_path(path) is None
