"""What is kept between builds, and what a build makes again."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import (
    STORY,
    build_site,
    coopnews,
    copy_example,
    edit_file,
    read_files,
    read_reproducible_files,
    run,
    wait_for_clocks,
)


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
    wait_for_clocks()
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
    first_files = read_files(site / "site")
    build_site(site, "--no-cache")
    assert read_files(site / "site") == first_files


def test_a_site_that_somebody_else_changed_is_made_again(site: Path) -> None:
    build_site(site)
    first_files = read_files(site / "site")
    (site / "site" / "index.html").write_text("mine", encoding="utf-8")
    (site / "site" / "more.html").write_text("mine", encoding="utf-8")
    assert "nothing has changed" not in build_site(site)
    assert read_files(site / "site") == first_files


@pytest.mark.parametrize(
    "path", ["more.html", "articles/more.html", "articles/2024/more/index.html"]
)
def test_a_page_that_somebody_added_to_the_site_does_not_stay(site: Path, path: str) -> None:
    build_site(site)
    first_files = read_files(site / "site")
    (site / "site" / path).parent.mkdir(exist_ok=True)
    (site / "site" / path).write_text("mine", encoding="utf-8")
    assert "nothing has changed" not in build_site(site)
    assert read_files(site / "site") == first_files


def test_another_day_and_other_options_are_another_site(site: Path) -> None:
    wait_for_clocks()
    build_site(site, "--today", "2025-01-01")
    assert "nothing has changed" in build_site(site, "--today", "2025-01-01")
    assert "nothing has changed" not in build_site(site, "--today", "2025-01-02")


def cached_files(site: Path) -> list[Path]:
    return sorted(path for path in (site / ".cache/coopnews").rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files that a clean build makes of the example with an edit in a story."""
    site = copy_example(tmp_path_factory.mktemp("edited"))
    edit_file(STORY, "Nothing more", "Nothing else")(site)
    build_site(site, "--no-cache")
    return read_files(site / "site")


@pytest.mark.parametrize("damage", [b"", b"foreign", b"\0" * 400])
def test_a_damaged_cache_costs_time_and_changes_no_page(
    site: Path, edited: dict[str, bytes], damage: bytes
) -> None:
    build_site(site)
    for file in cached_files(site):
        file.write_bytes(damage or file.read_bytes()[: len(file.read_bytes()) // 2])
    edit_file(STORY, "Nothing more", "Nothing else")(site)
    build_site(site)
    assert read_files(site / "site") == edited


@pytest.mark.parametrize("part", range(12))
def test_damage_in_any_part_of_the_build_store_changes_no_page(
    site: Path, edited: dict[str, bytes], part: int
) -> None:
    build_site(site)
    store = site / ".cache/coopnews/build.sqlite3"
    data = bytearray(store.read_bytes())
    for at in range(part * len(data) // 12, (part + 1) * len(data) // 12, 97):
        data[at] ^= 1
    store.write_bytes(data)
    edit_file(STORY, "Nothing more", "Nothing else")(site)
    build_site(site)
    assert read_files(site / "site") == edited


def test_an_edit_of_a_text_is_worked_into_the_site_that_stands_there(site: Path) -> None:
    build_site(site)
    for old, new in (("Nothing more", "Nothing else"), ("moitt) said", "moitt) told Lahore")):
        edit_file(STORY, old, new)(site)
        assert " rendered in" in build_site(site)
        first_files = read_files(site / "site")
        assert new.split()[-1].encode() in first_files["articles/2024/fibre-is-laid/index.html"]
        build_site(site, "--no-cache", "-d", "clean")
        assert read_files(site / "clean") == first_files


def rendered(output: str) -> int:
    """Return how many pages a build says it has rendered."""
    match = re.search(r"(\d+) rendered", output)
    assert match, output
    return int(match[1])


def test_an_edit_renders_the_pages_that_show_it_and_no_others(site: Path) -> None:
    total = rendered(build_site(site))
    edit_file(STORY, "Nothing more", "Nothing else")(site)
    text = rendered(build_site(site))
    edit_file(STORY, "title: ", "title: Now ")(site)
    title = rendered(build_site(site))
    assert 1 <= text < title < total


def test_pages_that_name_the_day_are_rendered_on_another_day(site: Path) -> None:
    build_site(site, "--today", "2025-01-01")
    later = build_site(site, "--today", "2025-01-02")
    assert 0 < rendered(later) < rendered(build_site(site, "--no-cache"))


def build_with_search(site: Path, *words: str) -> str:
    done = coopnews("build", "--no-pictures", *words, cwd=site)
    done.check_returncode()
    return done.stdout


def test_an_edit_is_worked_into_the_search_and_the_database_too(site: Path) -> None:
    build_with_search(site)
    before = read_files(site / "site")
    for old, new in (("Nothing more", "Nothing else"), ("moitt) said", "moitt) told Lahore")):
        edit_file(STORY, old, new)(site)
        wait_for_clocks()
        assert " rendered in" in build_with_search(site)
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


def test_a_page_that_is_gone_is_not_found_by_the_search(site: Path) -> None:
    build_with_search(site)
    (site / "content/articles/2024/urdu-story.md").unlink()
    build_with_search(site)
    build_with_search(site, "--no-cache", "-d", "clean")
    assert read_reproducible_files(site / "site") == read_reproducible_files(site / "clean")


def test_a_site_that_is_made_anew_takes_nothing_from_an_earlier_one(site: Path) -> None:
    """The build store may describe another site: a build was ended before it wrote the store."""
    build_with_search(site)
    (site / "content/articles/2024/urdu-story.md").unlink()
    (site / "site/index.html").write_text("not as it was recorded", encoding="utf-8")
    build_with_search(site)
    build_with_search(site, "--no-cache", "-d", "clean")
    assert read_reproducible_files(site / "site") == read_reproducible_files(site / "clean")


def build_with_cards(site: Path, *options: str) -> dict[str, bytes]:
    """Build the site with its social cards, and return its files."""
    folder = options[-1] if "-d" in options else "site"
    assert coopnews("build", "-q", *options, cwd=site).returncode == 0
    return read_reproducible_files(site / folder)


def test_the_card_of_an_article_goes_with_it(site: Path) -> None:
    build_with_cards(site, "--no-search")
    (site / "content/articles/2024/urdu-story.md").unlink()
    files = build_with_cards(site, "--no-search")
    assert files == build_with_cards(site, "--no-search", "--no-cache", "-d", "clean")


@pytest.mark.parametrize("option", ["--no-search", "--no-pictures"])
def test_what_an_option_leaves_out_is_removed_from_the_site(site: Path, option: str) -> None:
    build_with_cards(site)
    files = build_with_cards(site, option)
    assert files == build_with_cards(site, option, "--no-cache", "-d", "clean")


OWN = ("feeds.opml", "data/passages.csv", "data/site.sqlite3")


def test_no_edit_is_written_over_a_handwritten_file(site: Path) -> None:
    for path in OWN:
        (site / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
        (site / "docs" / path).write_text("mine", encoding="utf-8")
    build_with_search(site)
    edit_file(STORY, "Nothing more", "Nothing else")(site)
    build_with_search(site)
    first_files = read_files(site / "site")
    assert [first_files[path] for path in OWN] == [b"mine"] * len(OWN)


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
    wait_for_clocks()
    build_site(site, "--cache", str(tmp_path / "elsewhere"))
    assert not (site / ".cache").exists()
    assert "nothing has changed" in build_site(site, "--cache", str(tmp_path / "elsewhere"))
    build_site(site, "--no-cache")
    assert not (site / ".cache").exists()


def test_warnings_are_told_again(site: Path) -> None:
    edit_file(STORY, "\n## ", "\n# ")(site)
    said = [coopnews("build", "--no-search", "--no-pictures", cwd=site).stderr for _ in range(2)]
    assert all("heading-level" in told for told in said)


def test_a_site_that_depends_on_more_than_we_see_is_always_made(site: Path) -> None:
    edit_file("mkdocs.yml", "site_name:", "extra: {a: !ENV [HOME, b]}\nsite_name:")(site)
    build_site(site)
    assert "nothing has changed" not in build_site(site)


@pytest.mark.parametrize("jobs", ["1", "2", "5"])
def test_the_site_is_the_same_for_any_number_of_processes(site: Path, jobs: str) -> None:
    build_site(site, "--no-cache")
    first_files = read_files(site / "site")
    build_site(site, "--no-cache", "-j", jobs)
    assert read_files(site / "site") == first_files


def test_a_first_build_parses_nothing_that_a_check_has_parsed(site: Path) -> None:
    assert coopnews("check", cwd=site).returncode == 0
    build_site(site)
    shutil.rmtree(site / "site")
    (site / "parse.py").write_text(
        "from generator.build import sources\n"
        "def analyse_file(path, *_): raise AssertionError(path)\n"
        "sources.analyse_file = analyse_file\n"
        "from generator.cli import run\nrun()\n",
        encoding="utf-8",
    )
    done = run(sys.executable, "parse.py", "build", "--no-search", "--no-pictures", cwd=site)
    assert done.returncode == 0, done.stderr
