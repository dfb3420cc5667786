"""`coopnews init`: a site for another pair of countries, which builds at once."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import sys
import time
from email.message import Message
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from generator.checks.new_site import EXAMPLES, PAGE_WORDS, TOPIC_WORDS
from generator.newsroom.new_site import (
    new_site,
    own_requirement,
    parse_address,
    parse_languages,
    parse_repository,
    parse_topics,
    project_urls,
    site_files,
)
from generator.system.files import UserError
from tests.support import REPOSITORY, TODAY, build_site, coopnews, read_files, run

pytestmark = pytest.mark.xdist_group("new-site")  # the site is built once
WORDS = (
    *("--name", "Afya & Arogya", "--url", "https://health.example.org"),
    *("--repository", "https://github.com/health/record"),
    *("--topic", "Hospitals", "--topic", "Medicines and vaccines"),
    *("--language", "Hindi", "--language", "sw"),
)
STORY = """---
title: Kenya and India agree to train nurses
date: 2024-05-06
lang: sw
summary: Wauguzi mia mbili watafunzwa mjini Nairobi.
topics: [hospitals]
sources:
  - {title: नर्सों का प्रशिक्षण, publisher: The Example Times, url: 'https://example.org/n', lang: hi}
---

[Asha Mwangi](person:asha-mwangi) alisema kwamba wauguzi watafunzwa [mjini Nairobi](place:nairobi).
"""
CONTENT = {
    "content/articles/2024/nurses.md": STORY,
    "content/people/asha-mwangi.md": "---\nname: Asha Mwangi\nnames: {hi: आशा म्वांगी}\n---\n",
    "content/places/nairobi.md": "---\nname: Nairobi\nnames: {sw: Nairobi, hi: नैरोबी}\n---\n",
}


NOTICES = [
    "Still to be written, in place of the words of a new site: content/topics/hospitals.md, "
    "content/topics/medicines-and-vaccines.md, docs/about.md",
    "The examples of a new site are still there: delete every file below content/ whose name "
    "begins with `example-`",
]
"""What `check` and `build` say of a site that `init` has just written."""


@pytest.fixture(scope="module")
def kenya_india(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site on health cooperation between Kenya and India, built."""
    site = tmp_path_factory.mktemp("init") / "health"
    result = coopnews("init", "health", *WORDS, cwd=site.parent)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("health: ")
    result = coopnews("check", cwd=site)
    assert result.stdout.startswith("1 story checked: no problems\n")
    assert result.stdout.splitlines()[1:] == NOTICES
    for path, text in CONTENT.items():
        (site / path).parent.mkdir(exist_ok=True)
        (site / path).write_text(text, encoding="utf-8")
    result = coopnews("build", "--verify", cwd=site)
    assert result.returncode == 0, result.stderr
    assert not re.search(r":\d+:\d+: ", result.stderr), "a new site has no problem"
    assert "\n".join(NOTICES) in result.stderr
    return site


def test_a_new_site_is_built_with_the_names_of_its_languages(kenya_india: Path) -> None:
    person = (kenya_india / "site/people/asha-mwangi/index.html").read_text("utf-8")
    assert '<span lang="hi">आशा म्वांगी</span>' in person
    story = (kenya_india / "site/articles/2024/nurses/index.html").read_text("utf-8")
    assert "(in Hindi)" in story
    assert 'lang="sw"' in story
    home = (kenya_india / "site/index.html").read_text("utf-8")
    assert "Afya &amp; Arogya" in home


INSTALL = """\
          python3 -m venv .venv
          .venv/bin/pip install -r requirements.txt
"""
"""How a site's workflows install the generator, instead of by our Makefile."""


def test_no_other_site_shows_in_a_new_site(kenya_india: Path) -> None:
    """The generator names no country, person or place of its own first site.

    Only the address that the generator is installed from has the name of that site.
    """
    names = rb"pakistan|\bchina\b|karach|karakoram|umar|\bsaif|moitt|beijing|5g-|cooperation news"
    source = project_urls().get("Source", "-").encode()
    for path, data in read_files(kenya_india).items():
        if "/pagefind/" not in path and ".cache" not in path:
            name = re.search(names, data.replace(source, b""), re.I)
            assert not name, f"{path}: {name}"


def test_the_workflows_of_a_new_site_are_safe_and_those_of_ours(kenya_india: Path) -> None:
    zizmor = Path(sys.executable).with_name("zizmor")
    result = run(
        str(zizmor), "--offline", "--strict-collection", "--no-progress", ".github", cwd=kenya_india
    )
    assert result.returncode == 0, result.stdout + result.stderr
    for path in (kenya_india / ".github/workflows").glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        ours = (REPOSITORY / ".github/workflows" / path.name).read_text(encoding="utf-8")
        ours = ours.replace("requirements/site.txt", "requirements.txt")
        assert text == ours.replace("          make .venv/.site\n", INSTALL), "copy ours anew"
        assert "make " not in text
        assert yaml.safe_load(text)["permissions"] == {"contents": "read"}


def test_a_pull_request_of_a_new_site_is_checked_reported_and_published(kenya_india: Path) -> None:
    names = {path.name for path in (kenya_india / ".github/workflows").iterdir()}
    assert names == {"check.yml", "comment.yml", "publish.yml"}


def test_the_editor_of_a_new_site_knows_which_problems_are_warnings(kenya_india: Path) -> None:
    """Its task is that of this repository, which has a test for every code."""
    ours = (REPOSITORY / ".vscode/tasks.json").read_text("utf-8")
    assert (kenya_india / ".vscode/tasks.json").read_text("utf-8") == ours


def test_the_files_for_github_and_the_editor_can_be_read(kenya_india: Path) -> None:
    for path in (kenya_india / ".github").rglob("*.yml"):
        assert yaml.safe_load(path.read_text(encoding="utf-8")), path
    form = (kenya_india / ".github/ISSUE_TEMPLATE/suggest-a-story.yml").read_text("utf-8")
    assert "Medicines and vaccines" in form
    assert "Pages in Hindi and Swahili are welcome." in form
    snippets = json.loads((kenya_india / ".vscode/coopnews.code-snippets").read_text("utf-8"))
    assert (
        "names: {hi: ${20:the name in Hindi}, sw: ${21:the name in Swahili}}"
        in (snippets["A person's file"]["body"])
    )
    for path in (kenya_india / ".vscode/schemas").iterdir():
        assert json.loads(path.read_text(encoding="utf-8"))


def test_one_story_has_no_empty_column_beside_it(kenya_india: Path) -> None:
    """A front page with two stories has the second there."""
    home = (kenya_india / "site/index.html").read_text("utf-8")
    assert home.count('class="latest"') == 1
    site = kenya_india.parent / "one"
    assert coopnews("init", "one", *WORDS, cwd=kenya_india.parent).returncode == 0
    build_site(site)
    assert 'class="latest"' not in (site / "site/index.html").read_text("utf-8")


def test_the_form_of_a_new_site_leads_to_its_guide(kenya_india: Path) -> None:
    """A new site explains annotations and rules on one page."""
    form = (kenya_india / "site/contribute/new/index.html").read_text("utf-8")
    assert 'Read more about <a href="../../contribute/">annotations</a>' in form


def test_the_readme_of_a_new_site_has_the_commands_that_publish_it() -> None:
    """The workflows publish the branch `main`, which isn't the name that every git gives."""
    site = new_site("News", "", "git@github.com:health/record.git", (), ["Trade"])
    readme = site_files(site, TODAY)["README.md"]
    assert "$ git init -b main\n" in readme
    assert "$ git remote add origin https://github.com/health/record.git\n" in readme
    assert "`repo_url`" not in readme
    unknown = site_files(new_site("News", "", "", (), ["Trade"]), TODAY)["README.md"]
    assert "https://github.com/OWNER/REPOSITORY.git" in unknown
    assert "Set `repo_url` in `mkdocs.yml`" in unknown


def test_the_examples_can_be_deleted(kenya_india: Path, tmp_path: Path) -> None:
    shutil.copytree(kenya_india, tmp_path / "site", ignore=shutil.ignore_patterns("site", ".cache"))
    for path in (tmp_path / "site/content").rglob("example-*"):
        path.unlink()
    result = coopnews("check", cwd=tmp_path / "site")
    assert result.returncode == 0
    assert "1 story checked: no problems" in result.stdout + result.stderr


def test_a_site_without_address_and_languages_has_settings_to_fill_in() -> None:
    files = site_files(new_site("News", "", "", (), ["Trade | aid"]), TODAY)
    settings = yaml.safe_load(files["mkdocs.yml"])
    assert "site_url" not in settings
    assert "# site_url: https://news.example.org/" in files["mkdocs.yml"]
    assert 'title: "Trade | aid"' in files["content/topics/trade-aid.md"]
    assert "[Trade &#124; aid](topic:trade-aid)" in files["content/articles/2024/example-story.md"]
    assert "names:" not in "".join(
        json.loads(files[".vscode/coopnews.code-snippets"])["A place's file"]["body"]
    )


def test_init_writes_into_no_folder_that_holds_files(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").touch()
    result = coopnews("init", "mine", *WORDS, cwd=tmp_path)
    assert result.returncode == 2
    assert "mine is not empty: name a new folder" in result.stderr
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_init_writes_beside_an_empty_git_repository_and_its_own_environment(tmp_path: Path) -> None:
    for name in (".git", ".venv"):
        (tmp_path / name).mkdir()
    result = coopnews("init", ".", *WORDS, cwd=tmp_path)
    assert result.returncode == 0
    assert "git init" not in result.stdout
    assert "cd " not in result.stdout, "the site is in this folder"
    assert (tmp_path / "mkdocs.yml").exists()


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("--language", "Kiswahili", "`Kiswahili` is not a language tag"),
        ("--language", "ke", "no language has the tag `ke`"),
        ("--topic", "健康", "`健康` gives no file name"),
        ("--url", "not yet", "`not yet` is not an address"),
        ("--url", "health", "`health` is not an address"),
        ("--repository", "ftp://example.org/x", "`ftp://example.org/x` is not an address"),
    ],
)
def test_an_unfit_value_is_explained_and_nothing_is_written(
    tmp_path: Path, option: str, value: str, reason: str
) -> None:
    words = ("--name", "N", "--topic", "T", option, value)
    result = coopnews("init", "site", *words, cwd=tmp_path)
    assert result.returncode == 2
    assert reason in result.stderr
    assert not (tmp_path / "site").exists()


def test_without_a_terminal_init_needs_a_name_and_a_topic(tmp_path: Path) -> None:
    result = coopnews("init", "site", cwd=tmp_path)
    assert result.returncode == 2
    assert "give --name and --topic" in result.stderr


def test_in_a_terminal_init_asks_and_asks_again_after_an_unfit_answer(tmp_path: Path) -> None:
    answers = [
        *("", "Afya", "", "git@github.com:health/record.git"),
        *("Kiswahili", "Swahili", "hi", "Hospitals, Medicines", "#ffff00", "#0b5d8f, 9a3412"),
    ]
    program, terminal = pty.openpty()
    words = [sys.executable, "-m", "generator", "init", "site"]
    with subprocess.Popen(
        words, cwd=tmp_path, stdin=terminal, stdout=terminal, stderr=terminal
    ) as process:
        os.close(terminal)
        for answer in answers:
            time.sleep(0.05)
            os.write(program, f"{answer}\n".encode())
        assert process.wait() == 0
    output = os.read(program, 1 << 16).decode()
    assert "a site needs a name" in output
    assert "`Kiswahili` is not a language tag: write the English name" in output
    assert "`#ffff00` is hard to read on a light page: its contrast is 1.0" in output
    assert "git init -b main" in output
    assert "coopnews translate --interface sw" in output
    settings = (tmp_path / "site/mkdocs.yml").read_text("utf-8")
    assert 'repo_url: "https://github.com/health/record"' in settings
    assert yaml.safe_load(settings)["plugins"][0]["cooperation-news"]["languages"] == [
        "en",
        {"sw": None},
    ]
    assert (tmp_path / "site/content/topics/medicines.md").exists()
    assert "`sw` for Swahili, `hi` for Hindi" in (
        (tmp_path / "site/docs/contribute/index.md").read_text(encoding="utf-8")
    )


def test_the_colours_of_a_new_site_are_lighter_on_a_dark_page() -> None:
    site = new_site("News", "", "", (), ["Trade"], colours=["#0B5D8F"])
    files = site_files(site, TODAY)
    sheet = files["docs/assets/own.css"]
    assert ":root {\n  --green: #0b5d8f;\n}" in sheet
    assert sheet.count("--green: color-mix(in srgb, #0b5d8f 45%, white);") == 2
    assert "--red" not in sheet.partition("*/")[2]
    assert yaml.safe_load(files["mkdocs.yml"])["extra_css"] == ["assets/own.css"]
    plain = site_files(new_site("News", "", "", (), ["Trade"]), TODAY)
    assert "docs/assets/own.css" not in plain
    assert "extra_css" not in plain["mkdocs.yml"]


def test_a_site_with_editions_has_their_languages_in_its_settings_and_snippets() -> None:
    site = new_site("News", "", "", ["Hindi"], ["Trade"], editions=["Portuguese", "en"])
    files = site_files(site, TODAY)
    assert yaml.safe_load(files["mkdocs.yml"])["plugins"][0]["cooperation-news"]["languages"] == [
        "en",
        {"pt": None},
    ]
    assert 'site_name: "The name in Portuguese"' in files["mkdocs.yml"]
    assert "translate --interface pt" in files["README.md"]
    snippets = files[".vscode/coopnews.code-snippets"]
    assert "{pt: ${20:the name in Portuguese}, hi: ${21:the name in Hindi}}" in snippets


def test_no_page_of_a_new_site_names_an_example_that_is_to_be_deleted() -> None:
    files = site_files(new_site("News", "", "", (), ["Trade"]), TODAY)
    assert not [path for path, text in files.items() if path[:5] == "docs/" and "example-" in text]


def test_the_words_and_examples_that_are_left_of_a_new_site_are_those_that_init_writes() -> None:
    files = site_files(new_site("News", "", "", (), ["Trade"]), TODAY)
    assert TOPIC_WORDS in files["content/topics/trade.md"]
    assert PAGE_WORDS in files["docs/about.md"]
    assert {f"content/{key.path}" for key in EXAMPLES} <= files.keys()


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("https://health.example.org/", "https://health.example.org"),
        ("health.example.org", "https://health.example.org"),
        ("mwangi.github.io/afya/", "https://mwangi.github.io/afya"),
        ("http://localhost.example/x", "http://localhost.example/x"),
        ("", ""),
    ],
)
def test_the_address_of_a_site_may_lack_its_scheme(words: str, address: str) -> None:
    assert parse_address(words) == address


def test_a_repository_may_have_the_address_that_git_uses() -> None:
    web = "https://github.com/health/record"
    for words in (
        f"{web}.git",
        "git@github.com:health/record.git",
        "github.com/health/record",
        web,
    ):
        assert parse_repository(words) == web


def test_names_of_languages_give_their_tags_once() -> None:
    assert parse_languages(["Hindi", "hi", "zh_hant"]) == ("hi", "zh-Hant")
    with pytest.raises(UserError, match="needs a topic"):
        parse_topics([])


def test_the_requirement_names_a_version_or_a_repository_and_no_path() -> None:
    requirement = own_requirement()
    assert re.fullmatch(r"cooperation-news(==[\d.]+| @ git\+https://\S+)", requirement)


class LocalClone(NamedTuple):
    """A package that was installed with `pip install git+file:///home/me/clone`."""

    version: str = "0.1.0"
    metadata: Message = Message()

    def read_text(self, _: str) -> str:
        origin = {"url": "file:///home/me/clone", "vcs_info": {"vcs": "git", "commit_id": "abc"}}
        return json.dumps(origin)


def test_a_generator_installed_from_a_local_clone_is_required_from_its_repository(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A clone on this machine exists on no other."""
    package = LocalClone()
    package.metadata["Project-URL"] = "Source, https://example.org/generator"
    monkeypatch.setattr("generator.newsroom.new_site.distribution", lambda _: package)
    assert own_requirement() == "cooperation-news @ git+https://example.org/generator"
