"""What is remembered between builds, and when it is believed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import STORY, build_site, edit_file, read_files, read_reproducible_files


def add_a_theme(site: Path) -> None:
    (site / "own").mkdir()
    edit_file("mkdocs.yml", "name: material", "name: material, custom_dir: own")(site)
    (site / "own" / "main.html").write_text(
        '{% extends "base.html" %}{% block footer %}Mine{% endblock %}', encoding="utf-8"
    )


CHANGES: dict[str, Callable[[Path], None]] = {
    "an edited story": edit_file(STORY, "was laid", "was laid at last"),
    "a removed story": lambda site: (site / "content/articles/2024/urdu-story.md").unlink(),
    "a renamed story": lambda site: (
        (site / "content/articles/2024/urdu-story.md").rename(
            site / "content/articles/2024/urdu.md"
        )
        and None
    ),
    "an entity's name": edit_file(
        "content/people/umar-saif.md", "name: Umar Saif", "name: Dr Umar Saif"
    ),
    "a handwritten page": edit_file("docs/about.md", "#", "# More,"),
    "a setting": edit_file("mkdocs.yml", "site_name: The", "site_name: Another"),
    "a theme of its own": add_a_theme,
}


def test_nothing_is_made_again_when_nothing_has_changed(site: Path) -> None:
    assert "nothing has changed" not in build_site(site)
    before = read_files(site / "site")
    assert "nothing has changed" in build_site(site)
    assert read_files(site / "site") == before


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_after_any_change_the_site_is_that_of_a_clean_build(
    site: Path, change: Callable[[Path], None]
) -> None:
    build_site(site)
    change(site)
    assert "nothing has changed" not in build_site(site)
    made = read_files(site / "site")
    build_site(site, "--no-cache")
    assert read_files(site / "site") == made


def test_a_site_that_somebody_else_changed_is_made_again(site: Path) -> None:
    build_site(site)
    made = read_files(site / "site")
    (site / "site" / "index.html").write_text("mine", encoding="utf-8")
    (site / "site" / "more.html").write_text("mine", encoding="utf-8")
    assert "nothing has changed" not in build_site(site)
    assert read_files(site / "site") == made


@pytest.mark.parametrize(
    "path", ["more.html", "articles/more.html", "articles/2024/more/index.html"]
)
def test_a_page_that_somebody_added_to_the_site_does_not_stay(site: Path, path: str) -> None:
    build_site(site)
    made = read_files(site / "site")
    (site / "site" / path).parent.mkdir(exist_ok=True)
    (site / "site" / path).write_text("mine", encoding="utf-8")
    assert "nothing has changed" not in build_site(site)
    assert read_files(site / "site") == made


def test_another_day_and_other_options_are_another_site(site: Path) -> None:
    build_site(site, "--today", "2025-01-01")
    assert "nothing has changed" in build_site(site, "--today", "2025-01-01")
    assert "nothing has changed" not in build_site(site, "--today", "2025-01-02")


def cached_files(site: Path) -> list[Path]:
    return sorted(path for path in (site / ".cache/coopnews").rglob("*") if path.is_file())


@pytest.mark.parametrize("damage", [b"", b"foreign", b"\0" * 400])
def test_a_damaged_cache_costs_time_and_no_truth(site: Path, damage: bytes) -> None:
    build_site(site)
    made = read_files(site / "site")
    for file in cached_files(site):
        file.write_bytes(damage or file.read_bytes()[:-3])
    assert "nothing has changed" not in build_site(site)
    assert read_files(site / "site") == made


CACHED_FILES = 6


@pytest.mark.parametrize("number", range(CACHED_FILES))
def test_damage_in_any_one_file_of_the_cache_is_noticed_when_a_story_is_edited(
    site: Path, number: int
) -> None:
    build_site(site)
    files = cached_files(site)
    assert len(files) == CACHED_FILES
    data = bytearray(files[number].read_bytes())
    data[len(data) // 2] ^= 1
    files[number].write_bytes(data)
    edit_file(STORY, "Nothing more", "Nothing else")(site)
    build_site(site)
    made = read_files(site / "site")
    build_site(site, "--no-cache")
    assert read_files(site / "site") == made


def test_an_edit_of_a_text_is_worked_into_the_site_that_stands_there(site: Path) -> None:
    build_site(site)
    for old, new in (("Nothing more", "Nothing else"), ("moitt) said", "moitt) told Lahore")):
        edit_file(STORY, old, new)(site)
        assert "1 edit applied in" in build_site(site)
        made = read_files(site / "site")
        assert new.split()[-1].encode() in made["articles/2024/fibre-is-laid/index.html"]
        build_site(site, "--no-cache", "-d", "clean")
        assert read_files(site / "clean") == made


def build_with_search(site: Path, *words: str) -> str:
    command = [sys.executable, "-m", "generator", "build", "--no-pictures", *words]
    return subprocess.run(command, cwd=site, capture_output=True, text=True, check=True).stdout


def test_an_edit_is_worked_into_the_search_and_the_database_too(site: Path) -> None:
    build_with_search(site)
    before = read_files(site / "site")
    for old, new in (("Nothing more", "Nothing else"), ("moitt) said", "moitt) told Lahore")):
        edit_file(STORY, old, new)(site)
        assert "1 edit applied in" in build_with_search(site)
        assert "nothing has changed" in build_with_search(site)
    build_with_search(site, "--no-cache", "-d", "clean")
    made = read_reproducible_files(site / "site")
    assert made == read_reproducible_files(site / "clean")
    assert made["data/site.sqlite3"] != before["data/site.sqlite3"]
    fragments = [path for path in made if path.startswith("pagefind/fragment/")]
    assert len(set(fragments) - before.keys()) == 1
    filters = [path for path in read_files(site / "site") if path.startswith("pagefind/filter/")]
    clean = [path for path in read_files(site / "clean") if path.startswith("pagefind/filter/")]
    assert len(filters) == len(clean)


def lose_a_page(fed: Path) -> None:
    next(fed.rglob("index.html")).unlink()


def add_a_page(fed: Path) -> None:
    (fed / "more.html").write_text("<html><body data-pagefind-body>More", encoding="utf-8")


def lose_everything(fed: Path) -> None:
    shutil.rmtree(fed)


def put_a_file_there(fed: Path) -> None:
    shutil.rmtree(fed)
    fed.write_text("mine", encoding="utf-8")


@pytest.mark.parametrize("damage", [lose_a_page, add_a_page, lose_everything, put_a_file_there])
def test_where_the_search_is_not_fed_as_it_was_the_whole_site_is_made_again(
    site: Path, damage: Callable[[Path], None]
) -> None:
    build_with_search(site)
    damage(site / ".site.fed")
    edit_file(STORY, "Nothing more", "Nothing else")(site)
    assert "applied in" not in build_with_search(site)
    build_with_search(site, "--no-cache", "-d", "clean")
    assert read_reproducible_files(site / "site") == read_reproducible_files(site / "clean")


@pytest.mark.parametrize("has_cache", [True, False])
def test_no_folder_that_a_link_leads_to_is_taken_for_what_the_search_is_fed(
    site: Path, has_cache: bool
) -> None:
    build_with_search(site)
    (site / ".site.fed").rename(site / "mine")
    (site / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    before = read_files(site / "mine")
    (site / ".site.fed").symlink_to(site / "mine")
    if not has_cache:
        shutil.rmtree(site / ".cache")
    edit_file(STORY, "Nothing more", "Nothing else")(site)
    build_with_search(site)
    assert read_files(site / "mine") == before
    build_with_search(site, "--no-cache", "-d", "clean")
    assert read_reproducible_files(site / "site") == read_reproducible_files(site / "clean")


def test_what_is_no_more_is_not_found(site: Path) -> None:
    build_with_search(site)
    (site / "content/articles/2024/urdu-story.md").unlink()
    build_with_search(site)
    build_with_search(site, "--no-cache", "-d", "clean")
    assert read_reproducible_files(site / "site") == read_reproducible_files(site / "clean")


OWN = ("articles/2024/fibre-is-laid/index.json", "data/passages.csv", "data/site.sqlite3")


def test_no_edit_is_written_over_a_handwritten_file(site: Path) -> None:
    for path in OWN:
        (site / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
        (site / "docs" / path).write_text("mine", encoding="utf-8")
    build_with_search(site)
    edit_file(STORY, "Nothing more", "Nothing else")(site)
    build_with_search(site)
    made = read_files(site / "site")
    assert [made[path] for path in OWN] == [b"mine"] * len(OWN)


@pytest.mark.parametrize("kind", ["large", "link"])
def test_an_edit_that_may_not_be_read_is_a_problem_as_ever(site: Path, kind: str) -> None:
    build_site(site)
    story = site / STORY
    if kind == "large":
        story.write_text(story.read_text(encoding="utf-8") + "word " * 300_000, encoding="utf-8")
    else:
        story.unlink()
        story.symlink_to(site / "mkdocs.yml")
    with pytest.raises(subprocess.CalledProcessError):
        build_site(site)


def test_what_a_preview_would_say_of_problems_is_not_published(site: Path) -> None:
    edit_file(STORY, "\n## ", "\n# ")(site)
    build_site(site)
    assert not [
        path for path, data in read_files(site / "site").items() if b": heading-level" in data
    ]


def test_the_cache_stands_where_it_is_told_to(site: Path, tmp_path: Path) -> None:
    build_site(site, "--cache", str(tmp_path / "elsewhere"))
    assert not (site / ".cache").exists()
    assert "nothing has changed" in build_site(site, "--cache", str(tmp_path / "elsewhere"))
    build_site(site, "--no-cache")
    assert not (site / ".cache").exists()


def test_warnings_are_told_again(site: Path) -> None:
    edit_file(STORY, "\n## ", "\n# ")(site)
    command = [sys.executable, "-m", "generator", "build", "--no-search", "--no-pictures"]
    said = [
        subprocess.run(command, cwd=site, capture_output=True, text=True, check=True).stderr
        for _ in range(2)
    ]
    assert all("heading-level" in told for told in said)


def test_a_site_that_depends_on_more_than_we_see_is_always_made(site: Path) -> None:
    edit_file("mkdocs.yml", "site_name:", "extra: {a: !ENV [HOME, b]}\nsite_name:")(site)
    build_site(site)
    assert "nothing has changed" not in build_site(site)


@pytest.mark.parametrize("jobs", ["1", "2", "5"])
def test_the_site_is_the_same_for_any_number_of_processes(site: Path, jobs: str) -> None:
    build_site(site, "--no-cache")
    made = read_files(site / "site")
    build_site(site, "--no-cache", "-j", jobs)
    assert read_files(site / "site") == made
