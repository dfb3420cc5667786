"""A site that has just been started: without articles, a menu or a folder of its own pages."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from tests.support import coopnews, read_files, run

SETTINGS = (
    "site_name: Health Record\ntheme: {name: material, font: false}\nplugins: [cooperation-news]"
)


@pytest.fixture
def new_site(tmp_path: Path) -> Path:
    """A site without any file but `mkdocs.yml`."""
    for folder in ("content", "docs"):
        (tmp_path / folder).mkdir()
    (tmp_path / "mkdocs.yml").write_text(f"{SETTINGS}\n", encoding="utf-8")
    return tmp_path


def menu_of(site: Path) -> list[str]:
    """Return the titles in the menu of the home page."""
    html = (site / "site" / "index.html").read_text(encoding="utf-8")
    menu = html.split("<nav")[1].split("</nav>")[0]
    return re.findall(r"<a [^>]*>([^<]*)", menu)


def test_a_site_without_any_article_is_built_with_a_search_that_finds_nothing(
    new_site: Path,
) -> None:
    result = coopnews("build", "--verify", cwd=new_site)
    assert result.returncode == 0, result.stderr
    index = json.loads((new_site / "site/pagefind/pagefind-entry.json").read_bytes())
    assert [language["page_count"] for language in index["languages"].values()] == [1]


def test_mkdocs_builds_a_site_without_any_article_too(new_site: Path) -> None:
    assert coopnews("build", "-q", cwd=new_site).returncode == 0
    files = read_files(new_site / "site").keys()
    result = run(sys.executable, "-m", "mkdocs", "build", "--strict", cwd=new_site)
    assert result.returncode == 0, result.stderr
    assert read_files(new_site / "site").keys() == files


def test_a_site_without_a_navigation_gets_a_menu_of_lists_then_own_pages(new_site: Path) -> None:
    lists = ["Topics", "Commitments", "People", "Organisations", "Places", "Archive"]
    pages = {"about.md": "About us", "guide/index.md": "Guide", "guide/more.md": "More"}
    for path, title in pages.items():
        (new_site / "docs" / path).parent.mkdir(exist_ok=True)
        (new_site / "docs" / path).write_text(f"# {title}\n", encoding="utf-8")
    assert coopnews("build", "-q", "--no-search", cwd=new_site).returncode == 0
    assert menu_of(new_site) == [*lists, "About us", "Guide", "Add a story"]
    (new_site / "docs" / "about.md").unlink()
    assert coopnews("build", "-q", "--no-search", cwd=new_site).returncode == 0
    assert menu_of(new_site) == [*lists, "Guide", "Add a story"]


@pytest.mark.parametrize("command", ["check", "build", "serve"])
def test_a_missing_docs_folder_is_explained(new_site: Path, command: str) -> None:
    (new_site / "docs").rmdir()
    result = coopnews(command, "-q", cwd=new_site)
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert result.stderr.endswith(
        ": there is no folder docs: create it for the pages that you write yourself, or "
        "name another with `docs_dir` in mkdocs.yml\n"
    )


@pytest.mark.parametrize("theme", ["", "theme: mkdocs", "theme: {name: readthedocs}"])
def test_another_theme_is_explained(new_site: Path, theme: str) -> None:
    settings = SETTINGS.replace("theme: {name: material, font: false}", theme)
    (new_site / "mkdocs.yml").write_text(settings, encoding="utf-8")
    result = coopnews("build", "-q", cwd=new_site)
    assert result.returncode == 2
    assert result.stderr == (
        "coopnews: this needs the theme Material: write `theme: {name: material, font: false}` "
        "in mkdocs.yml\n"
    )


def test_a_page_in_the_navigation_that_is_missing_stops_the_build(new_site: Path) -> None:
    (new_site / "mkdocs.yml").write_text(f"{SETTINGS}\nnav: [index.md, nowhere.md]\n")
    result = coopnews("build", "-q", cwd=new_site)
    assert result.returncode == 2
    *messages, last = result.stderr.splitlines()
    assert "nowhere.md" in messages[0]
    assert last == (
        "coopnews: the site was not built: correct what is listed above, "
        "in mkdocs.yml or the files in docs"
    )


def test_colours_logo_and_templates_of_a_site_are_used(new_site: Path) -> None:
    """As docs/contribute/own-site.md explains."""
    settings = SETTINGS.replace("font: false", "font: false, custom_dir: overrides")
    (new_site / "mkdocs.yml").write_text(f"{settings}\nextra_css: [assets/own.css]\n")
    (new_site / "overrides/partials").mkdir(parents=True)
    (new_site / "overrides/partials/bottom.html").write_text("<footer>Own foot</footer>")
    (new_site / "docs/assets").mkdir()
    (new_site / "docs/assets/own.css").write_text(":root { --green: #7a1f5c; }")
    icon = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9"/></svg>'
    (new_site / "docs/assets/icon.svg").write_text(icon)
    assert coopnews("build", "-q", "--no-search", cwd=new_site).returncode == 0
    files = read_files(new_site / "site")
    for page in (files["index.html"], files["topics/index.html"], files["404.html"]):
        assert b"<footer>Own foot</footer>" in page
        sheets = re.findall(rb'rel="stylesheet" href="[^"]*assets/(\w+\.css)', page)
        assert sheets == [b"site.css", b"own.css"]
    assert files["assets/icon.svg"].decode() == icon
