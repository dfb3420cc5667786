"""What MkDocs renders of a site in another language: frames, scripts and the style sheet."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import lxml.html
import pytest
from msgspec.structs import replace

from generator.build.mkdocs_run import run_mkdocs
from generator.build.project import BuildOptions, open_project
from tests.support import EXAMPLE


@pytest.fixture(scope="module", params=["ur", "zh", "en"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with what MkDocs renders of the example, whose name is that of the language."""
    language = request.param
    folder: Path = tmp_path_factory.mktemp("site") / language
    source = folder.with_name("source")
    shutil.copytree(EXAMPLE, source, ignore=shutil.ignore_patterns("expected"))
    config = str(source / "mkdocs.yml")
    project = open_project(config, without=BuildOptions(search=False, pictures=True))
    direction = "rtl" if language == "ur" else "ltr"
    values = {"language": language, "direction": direction, "name": "«1»", "description": ""}
    project.site = replace(project.site, **values)
    project.read()
    run_mkdocs(project, folder)
    return folder


def test_the_frame_of_a_page_has_no_english_word(built: Path) -> None:
    root = lxml.html.parse(built / "404.html").getroot()
    assert root.get("lang") == built.name
    assert root.get("dir") == ("rtl" if built.name == "ur" else None)
    for element in root.xpath(
        "//head | //svg | //*[@class='top__name'] | //p[@class='bottom__name']/../p[not(a)]"
    ):
        element.drop_tree()
    text = " ".join([*root.itertext(), *root.xpath("//@title | //@aria-label")])
    words = set(re.findall("[A-Za-z]{3,}", re.sub(r"Ctrl\+K", "", text)))
    assert bool(words) == (built.name == "en"), words


def test_scripts_and_style_sheets_are_translated(built: Path) -> None:
    scripts = [*built.glob("assets/**/*.js"), *built.glob("assets/*.css")]
    assert len(scripts) > 5
    for path in scripts:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r'(?<![\w.])(_|n?gettext)\("', text), path.name
    finder = (built / "assets/tracker.js").read_text(encoding="utf-8")
    assert {"en": "Sort by", "ur": "ترتیب", "zh": "排序方式"}[built.name] in finder


def test_only_a_site_in_urdu_has_the_rules_and_the_font_of_urdu(built: Path) -> None:
    is_urdu = built.name == "ur"
    sheet = (built / "assets/site.css").read_text(encoding="utf-8")
    assert ("font-family: Nastaliq" in sheet) == is_urdu
    assert ("PingFang SC" in sheet) == (built.name == "zh")
    assert (built / "assets/nastaliq.woff2").exists() == is_urdu
    assert (built / "assets/nastaliq.js").exists() == is_urdu
    assert ("nastaliq.js" in (built / "404.html").read_text(encoding="utf-8")) == is_urdu
    assert not (built / "assets/languages").exists()
