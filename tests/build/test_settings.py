"""`mkdocs.yml` is read as MkDocs reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.config import load_config

from generator.build.plugin import settings_of
from generator.build.settings import (
    OPTIONS,
    PLUGIN,
    SiteSettings,
    load_settings,
    parse_address,
)
from generator.system.files import UserError
from tests.support import EXAMPLE, REPOSITORY

WITH_EVERYTHING = """
INHERIT: base.yml
site_name: !ENV [NO_SUCH_VARIABLE, "A site"]
site_url: https://example.org/a
use_directory_urls: false
docs_dir: pages
site_dir: public
repo_url: https://github.com/a/b
theme: {custom_dir: own}
nav: [index.md, {Topics: topics/index.md}, {More: [{About: about.md}, other.md]}]
markdown_extensions:
  - toc: {slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}}
plugins:
  - cooperation-news:
      content_dir: texts
      search: false
      languages: [fr, en: {site_name: B}]
      retired: [people/a, topics/b]
      checks: {ignore: [a]}
"""


@pytest.fixture
def with_everything(tmp_path: Path) -> Path:
    for folder in ("pages", "own", "texts"):
        (tmp_path / folder).mkdir()
    (tmp_path / "base.yml").write_text("theme: {name: material}\nsite_description: What it is\n")
    (tmp_path / "mkdocs.yml").write_text(WITH_EVERYTHING, encoding="utf-8")
    return tmp_path / "mkdocs.yml"


@pytest.mark.parametrize("site", [EXAMPLE, REPOSITORY, None], ids=["example", "own", "everything"])
def test_settings_are_those_that_mkdocs_reads(site: Path | None, with_everything: Path) -> None:
    config_file = site / "mkdocs.yml" if site else with_everything
    config = load_config(str(config_file))
    theirs = settings_of(config, config.plugins[PLUGIN].config)  # type: ignore[arg-type]
    ours = load_settings(config_file)
    for name in (field for field in ours.__struct_fields__ if field != "values"):
        assert getattr(ours, name) == getattr(theirs, name), name


def _settings_with(folder: Path, languages: str) -> SiteSettings:
    settings = "site_name: A\ntheme: {name: material, font: false}\n"
    settings += f"plugins: [cooperation-news: {{languages: {languages}}}]\n"
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    (folder / "docs").mkdir()
    return load_settings(folder / "mkdocs.yml")


def test_the_first_language_is_that_of_the_original(tmp_path: Path) -> None:
    """Each language may have names of the site, in place of those in `mkdocs.yml`."""
    settings = _settings_with(tmp_path, "[fr, ur: {site_name: B}, zh-Hant]")
    assert (settings.language, settings.translated_languages) == ("fr", ("ur", "zh-Hant"))
    assert settings.names_by_language == {"ur": {"site_name": "B"}}


def test_a_language_whose_names_are_comments_has_none(tmp_path: Path) -> None:
    settings = _settings_with(tmp_path, "[fr, ur: ]")
    assert settings.languages == ("fr", "ur")
    assert settings.names_by_language == {"ur": {}}


@pytest.mark.parametrize(
    ("languages", "message"),
    [
        ("en", "must be a list"),
        ("[en, no]", "quotation marks"),  # YAML takes it for false
        ("[en, zh_TW]", "write `zh-TW`"),
        ("[en, en]", "twice"),
        ("[en, ur: B]", "must be like"),
        ("[en, ur: {name: B}]", "`languages.ur` in mkdocs.yml has no key `name`"),
        ("[en, ur: {site_name: A, and no more}]", "put a text with a comma in quotation marks"),
    ],
)
def test_languages_are_tags(tmp_path: Path, languages: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        _settings_with(tmp_path, languages)


@pytest.mark.parametrize("address", ["people", "people/A b", "articles/2024/a", "elsewhere/a"])
def test_only_an_entity_can_be_retired(tmp_path: Path, address: str) -> None:
    settings = "site_name: A\ntheme: {name: material, font: false}\n"
    settings += f"plugins: [cooperation-news: {{retired: [{address}]}}]\n"
    (tmp_path / "mkdocs.yml").write_text(settings, encoding="utf-8")
    (tmp_path / "docs").mkdir()
    with pytest.raises(UserError, match="`retired` needs addresses like"):
        load_settings(tmp_path / "mkdocs.yml")


@pytest.mark.parametrize("text", ["", "- a", "a: [", "site_name: 1\nplugins: [cooperation-news]"])
def test_a_file_that_is_no_configuration_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "mkdocs.yml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError):
        load_settings(tmp_path / "mkdocs.yml")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:8000", ("127.0.0.1", 8000)),
        ("[::1]:80", ("::1", 80)),
        ("a", None),
        ("a:b", None),
    ],
)
def test_an_address_is_a_host_and_a_port(text: str, address: tuple[str, int] | None) -> None:
    if address:
        assert parse_address(text) == address
    else:
        with pytest.raises(UserError, match="IP:PORT"):
            parse_address(text)


def test_the_guide_explains_every_setting_of_the_plugin() -> None:
    guide = (REPOSITORY / "docs/contribute/own-site.md").read_text(encoding="utf-8")
    for name in OPTIONS:
        assert f"| `{name}` |" in guide
