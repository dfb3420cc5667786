"""Fixtures for the commands of writers and editors."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import run_git


@pytest.fixture
def committed_site(site: Path) -> Path:
    """A copy of the example site in a git repository with one commit."""
    run_git(site, "init", "-q")
    run_git(site, "add", "-A")
    run_git(site, "commit", "-qm", "one")
    return site
