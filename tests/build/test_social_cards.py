"""Social cards are drawn once, and kept for as long as a page has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import STORY, coopnews, edit_file


def cached_cards(site: Path) -> set[str]:
    return {path.name for path in (site / ".cache/coopnews/cards").iterdir()}


@pytest.fixture
def built(site: Path) -> Path:
    assert coopnews("build", "-q", "--no-search", cwd=site).returncode == 0
    return site


def test_the_card_of_a_changed_headline_is_removed_from_the_cache(built: Path) -> None:
    before = cached_cards(built)
    edit_file(STORY, "title: Fibre is laid", "title: Fibre is laid at last")(built)
    assert coopnews("build", "-q", "--no-search", cwd=built).returncode == 0
    after = cached_cards(built)
    assert len(after) == len(before) == len(before & after) + 1


def test_cards_are_stored_through_no_link(site: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "mine").write_text("mine", encoding="utf-8")
    (site / ".cache/coopnews").mkdir(parents=True)
    (site / ".cache/coopnews/cards").symlink_to(outside)
    assert coopnews("build", "-q", "--no-search", cwd=site).returncode == 0
    assert [path.name for path in outside.iterdir()] == ["mine"]


def test_a_build_without_cards_keeps_those_in_the_cache(built: Path) -> None:
    before = cached_cards(built)
    done = coopnews("build", "-q", "--no-search", "--no-pictures", cwd=built)
    assert (done.returncode, cached_cards(built)) == (0, before)
