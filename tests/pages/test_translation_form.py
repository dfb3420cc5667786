"""The page for translators reports what the checker reports, and the files it writes are valid."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from generator.content.keys import Key
from generator.content.model import Article
from generator.content.translations import translations
from generator.output.assets import form_scripts, translate_code
from generator.pages.edition import Edition
from generator.pages.translation_form import article_words
from tests.browser import serve_scripts
from tests.checks.translation_cases import DIFFERENT, EQUAL, PRECISE
from tests.support import (
    ARTICLE_FRONT_MATTER,
    REPOSITORY,
    STORY,
    add_translations,
    build_site,
    coopnews,
    edit_file,
    edition_of,
)

PATH = "articles/2024/good-story.md"
CODES = {"annotations-differ", "missing-quotation-marks", "missing-value", "no-words"}
CHECK = """async ([original, text, front]) => {
  const { align, partsOf, withParts } = await import('/write/translate/passages.js');
  const { checkTranslation } = await import('/write/translate/differences.js');
  const whole = withParts(JSON.parse(original));
  const parts = align(whole.parts, partsOf(text));
  return checkTranslation({ ...front, parts }, whole).map((problem) => [problem.code, problem.message, problem.hint]);
}"""
FRONT = {"title": "کراچی میں", "summary": "یہ ہوا۔", "translator": "A"}


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    """An empty page that can import the scripts from their sources."""
    page = browser.new_page()
    serve_scripts(page, "http://write.test/")
    page.goto("http://write.test/")
    yield page
    page.close()


def edition_with(body: str, translation: str, front: dict[str, str]) -> Edition:
    """Return the edition of a site with a story and its translation."""
    lines = "".join(f"{key}: {value}\n" for key, value in front.items())
    return edition_of(
        {
            PATH: f"{ARTICLE_FRONT_MATTER}{body}\n".encode(),
            f"ur/{PATH}": f"---\n{lines}---\n\n{translation}\n".encode(),
        }
    )


def check_twice(
    tab: Any, body: str, text: str, front: dict[str, str] = FRONT
) -> tuple[list[list[str]], list[list[str]]]:
    """Return what the page reports of a translation, and what the checker does."""
    edition = edition_with(body, text, front)
    key = Key.from_path(PATH)
    assert key
    article = edition.index.entities[key]
    assert isinstance(article, Article)
    in_page: list[list[str]] = tab.evaluate(
        CHECK, [article_words(edition.index, article), text, front]
    )
    reported = [
        [problem.code, problem.message, problem.hint]
        for problem in edition.problems
        if problem.location.file.startswith("content/ur/") and problem.code in CODES
    ]
    return sorted(in_page), sorted(reported)


@pytest.mark.parametrize(("body", "text"), EQUAL)
def test_a_translation_that_annotates_the_same_has_no_problem(
    tab: Any, body: str, text: str
) -> None:
    assert check_twice(tab, body, text) == ([], [])


@pytest.mark.parametrize(("body", "text", "messages"), DIFFERENT)
def test_the_page_reports_what_the_checker_reports(
    tab: Any, body: str, text: str, messages: list[str]
) -> None:
    in_page, reported = check_twice(tab, body, text)
    assert in_page == reported
    assert len(reported) == len(messages)
    for problem, message in zip(reported, sorted(messages), strict=True):
        assert message in problem[1]


@pytest.mark.parametrize("key", ["title", "summary", "translator"])
def test_headline_summary_and_translator_are_required(tab: Any, key: str) -> None:
    in_page, reported = check_twice(tab, "Words.", "الفاظ۔", {**FRONT, key: ""})
    assert in_page == reported
    assert [problem[0] for problem in reported] == ["missing-value"]


@pytest.mark.parametrize(("body", "text", "message"), PRECISE)
def test_the_page_knows_which_passages_belong_together(
    tab: Any, body: str, text: str, message: str
) -> None:
    in_page, reported = check_twice(tab, body, text)
    assert {problem[0] for problem in in_page} == {problem[0] for problem in reported}
    assert any(message in problem[1] for problem in in_page)


@pytest.mark.parametrize(
    ("originals", "translated", "expected"),
    [
        (["a", "b"], ["1", "2"], ["1", "2"]),
        (["a", "[x](org:x)", "b"], ["1", "2"], None),
        (["[x](org:x)", "[y](org:y)", "[z](org:z)"], ["[1](org:x)", "[3](org:z)"],
         ["[1](org:x)", "", "[3](org:z)"]),
        (["[x](org:x)", "[z](org:z)"], ["[1](org:x)", "2", "[3](org:z)"],
         ["[1](org:x)\n\n2", "[3](org:z)"]),
        (["[x](org:x)"], ["1", "[2](org:x)"], ["1\n\n[2](org:x)"]),
        (["a"], [], [""]),
    ],
)  # fmt: skip
def test_an_older_translation_is_put_beside_the_passages_it_translates(
    tab: Any, originals: list[str], translated: list[str], expected: list[str] | None
) -> None:
    """No word of it is lost."""
    script = "async (lists) => (await import('/write/translate/passages.js')).align(...lists)"
    texts = tab.evaluate(script, [originals, translated])
    assert len(texts) == len(originals)
    assert [part for text in texts for part in text.split("\n\n") if part] == translated
    assert expected in (None, texts)
