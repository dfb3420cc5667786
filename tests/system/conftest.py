"""Fixtures with files that no command may touch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.system.traps import TRAPS, Trap, stray_story


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the repository, with files that no command may touch."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "trap.md").write_text(stray_story(), encoding="utf-8")
    (folder / "empty").mkdir()
    return folder


@pytest.fixture(params=TRAPS, ids=lambda trap: trap.__name__)
def trap(request: pytest.FixtureRequest) -> Trap:
    create_trap: Trap = request.param
    return create_trap
