"""The page for translators reports what the checker reports, and the files it writes are valid."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.checks.translations import written_passages
from generator.content.keys import Key
from generator.content.model import Article
from generator.content.parser import parse_file
from generator.content.translations import translations
from generator.pages import translation_form
from generator.pages.edition import Edition
from generator.pages.render import PageMaker, page_entries
from generator.pages.translation_form import article_words, has_words
from tests.browser import as_new, serve_folder, serve_scripts
from tests.checks.translation_cases import DIFFERENT, EQUAL, PRECISE
from tests.support import (
    ARTICLE,
    ARTICLE_FRONT_MATTER,
    EXAMPLE,
    REPOSITORY,
    STORY,
    TRANSLATIONS,
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
  const problems = checkTranslation({ ...front, parts }, whole);
  return problems.map(({ code, message, hint }) => [code, message, hint]);
}"""
FRONT = {"title": "کراچی میں", "summary": "یہ ہوا۔", "translator": "A"}


@pytest.fixture(scope="module")
def tab(browser: Any) -> Iterator[Any]:
    """An empty page that can import the scripts from their sources; no test changes it."""
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


@pytest.mark.parametrize("root", [EXAMPLE, TRANSLATIONS, REPOSITORY])
def test_the_page_finds_the_passages_that_the_checker_finds(tab: Any, root: Path) -> None:
    """In each article and each translation of a site."""
    script = """async (texts) => {
      const { partsOf, passagesOf } = await import('/write/translate/passages.js');
      const passages = texts.map((text) => partsOf(text).flatMap(passagesOf));
      return passages.map((all) => all.map((one) => [one.annotations, one.isQuotation]));
    }"""
    paths = sorted((root / "content").rglob("articles/*/*.md"))
    folders = [path.relative_to(root / "content").parts[0] for path in paths]
    languages = ["" if folder == "articles" else folder for folder in folders]
    entities = [
        parse_file(PATH, path.read_bytes(), PATH, language).entity
        for path, language in zip(paths, languages, strict=True)
    ]
    found = tab.evaluate(script, [entity.body.source for entity in entities if entity])
    for path, entity, passages in zip(paths, entities, found, strict=True):
        assert entity
        expected = [[[*item.annotations], item.is_quotation] for item in written_passages(entity)]
        assert passages == expected, path


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


def test_of_many_stories_the_page_lists_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command lists all of them."""
    monkeypatch.setattr(translation_form, "MOST_LISTED", 2)
    stories = {
        f"articles/2024/story-{day}.md": ARTICLE.replace("2024-03-04", f"2024-05-0{day}").encode()
        for day in (1, 2, 3)
    }
    edition = edition_of({**stories, "ur/topics/fibre.md": b""}, preview=True).translated["ur"]
    page = PageMaker(edition.index, edition.site).translation_form_page()
    ids = re.findall(r"article=([\w/-]+)", page.markdown)
    assert ids == ["2024/story-3", "2024/story-2"]
    assert "`coopnews translate --status ur`" in page.markdown


def test_a_site_in_one_language_has_no_files_for_translators() -> None:
    edition = edition_of({})
    (article,) = edition.index.articles
    assert not has_words(article, edition.site)
    assert translation_form.PAGE not in {entry.path for entry in page_entries(edition.index)}


SELECT = """(area, words) => {
  const start = area.value.indexOf(words);
  area.setSelectionRange(start, start + words.length);
}"""
text = translations("ur").gettext
UNTRANSLATED = "2023/minister-asks-for-help"
FORM = "http://write.test/ur/contribute/translate/"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in three languages, with a translation whose original has a new paragraph."""
    site = tmp_path_factory.mktemp("translate") / "site-source"
    shutil.copytree(EXAMPLE, site, ignore=shutil.ignore_patterns("expected"))
    add_translations(site)
    edit_file(STORY, "Nothing more", "More was said in Karachi.\n\nNothing more")(site)
    with (site / "mkdocs.yml").open("a", encoding="utf-8") as config:
        config.write("\nrepo_url: https://github.com/a/b\nedit_uri: edit/main/docs/\n")
    build_site(site, "--verify")
    return site


@pytest.fixture
def page(shared_page: Any, built: Path) -> Iterator[Any]:
    with as_new(shared_page, built / "site", 360, 800):
        yield shared_page


def open_form(page: Any, article: str) -> None:
    page.goto(f"{FORM}?article={article}")
    page.locator(".pair").first.wait_for()


def passage(page: Any, number: int) -> Any:
    """Return the group of a passage."""
    return page.get_by_role(
        "group", name=text("Passage %(number)s") % {"number": number}, exact=True
    )


def field(group: Any) -> Any:
    return group.get_by_label(text("Translation"), exact=True)


def begin_with_the_original(page: Any, number: int) -> None:
    group = passage(page, number)
    group.get_by_role("button", name=text("Begin with the original")).press("Enter")


def fill_in_the_front(page: Any) -> None:
    for label, words in (("Headline", "وزیر کی درخواست"), ("Summary", "وزیر نے مدد مانگی۔")):
        field(page.get_by_role("group", name=text(label), exact=True)).fill(words)
    page.get_by_label(text("Translator"), exact=True).fill("A. Translator، B: Second")


def checked(built: Path, file: str, path: str) -> str:
    """Return what the command reports of a translation's file."""
    target = built / "content/ur" / path
    before = target.read_bytes() if target.exists() else None
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(file, encoding="utf-8")
    updated = coopnews("translate", "--update", "ur", f"content/ur/{path}", cwd=built)
    assert updated.stdout == "ur: 0 translations updated\n"
    done = coopnews("check", f"content/ur/{path}", cwd=built)
    if before is None:
        target.unlink()
    else:
        target.write_bytes(before)
    return done.stdout


def wait_for_no_problems(page: Any) -> str:
    """Wait until the page reports nothing, and return the file."""
    page.get_by_text(
        text("No problems found here. The full check runs on the pull request.")
    ).wait_for()
    assert page.locator(".problems li").count() == 0
    file: str = page.locator(".write pre").text_content()
    return file


def test_a_story_is_translated_by_keyboard_and_passes_the_check(page: Any, built: Path) -> None:
    page.goto(FORM)
    page.get_by_role("link", name="Minister asks").press("Enter")
    page.locator(".pair").first.wait_for()
    marked = passage(page, 8).locator("mark").count()
    assert (marked, passage(page, 1).locator("mark").count()) == (0, 3), "links aren't annotations"
    fill_in_the_front(page)
    passage(page, 1).get_by_role(
        "button", name=text("Insert all %(count)s annotations") % {"count": 3}
    ).press("Enter")
    assert field(passage(page, 1)).input_value() == (
        "[عمر سیف](person:umar-saif) [Ministry of IT](org:moitt) [کراچی](place:karachi)"
    )
    field(passage(page, 2)).fill("## کیا کہا گیا")
    work = passage(page, 3)
    field(work).fill("[فائبر](topic:fibre) کا کام جاری تھا۔[^1] اعلان ہوا تھا")
    problem = work.locator(".problems li", has_text="annotations-differ")
    problem.wait_for()
    assert 'commitment:nationwide-fibre "agreed 2022-05"' in problem.text_content()
    for words, state in (("جاری تھا", "under-way"), ("اعلان ہوا تھا", "agreed 2022-05")):
        field(work).evaluate(SELECT, words)
        work.get_by_role("button", name=f'"{state}"').press("Enter")
    problem.wait_for(state="detached")
    assert '[جاری تھا](commitment:nationwide-fibre "under-way")۔' in field(work).input_value()
    said = passage(page, 4)
    field(said).fill('[«نتیجہ خیز»](person:umar-saif "said") ')
    said.locator(".problems li", has_text='org:moitt "said"').wait_for()
    said.get_by_role("button", name='org:moitt "said"').press("Enter")
    assert field(said).input_value().endswith('[«»](org:moitt "said")')
    said.locator(".problems li", has_text="no-words").wait_for()
    field(said).fill(field(said).input_value().replace("«»", "«اچھا»"))
    for number in (5, 6, 7, 9):
        begin_with_the_original(page, number)
    field(passage(page, 5)).fill("ایسا ہے۔ [عمر سیف](person:umar-saif)")
    passage(page, 5).locator(".problems li").wait_for()
    field(passage(page, 5)).fill("> ایسا ہے۔\n>\n> — [عمر سیف](person:umar-saif)، ملاقات کے بعد")
    field(passage(page, 8)).fill("[اگلی خبر](../2024/fibre-is-laid.md) میں مزید۔")
    file = wait_for_no_problems(page)
    assert 'translator: [A. Translator, "B: Second"]\n' in file
    assert "no problems" in checked(built, file, f"articles/{UNTRANSLATED}.md")
    address = page.get_by_role("link", name=text("Open as a pull request")).get_attribute("href")
    assert address.startswith(
        "https://github.com/a/b/new/main/content/ur/articles/2023?filename=minister-asks-for-help.md&value="
    )


def test_an_outdated_translation_is_brought_up_to_date(page: Any, built: Path) -> None:
    """What was translated fills the fields in order, and the one that is left is empty."""
    page.goto("http://write.test/ur/articles/2024/fibre-is-laid/")
    page.get_by_role("link", name=text("Improve this translation")).press("Enter")
    page.locator(".outdated").wait_for()
    values = page.locator(".pair textarea").evaluate_all("areas => areas.map((area) => area.value)")
    assert [bool(value) for value in values] == [True, True, True, True, True, False]
    assert (
        page.get_by_label(text("Translator"), exact=True).input_value()
        == "A. Translator, B. Second"
    )
    new = passage(page, 4)
    end = field(new).input_value()
    field(new).fill("کراچی میں مزید کہا گیا۔")
    field(passage(page, 5)).focus()
    page.keyboard.insert_text(end)
    file = wait_for_no_problems(page)
    report = checked(built, file, "articles/2024/fibre-is-laid.md")
    assert "no problems" in report
    go = page.get_by_role("link", name=text("Copy the text and open the file at the code host"))
    assert go.get_attribute("href") == (
        "https://github.com/a/b/edit/main/content/ur/articles/2024/fibre-is-laid.md"
    )


def test_the_words_of_the_picture_are_translated_beside_the_originals(
    page: Any, built: Path
) -> None:
    open_form(page, "2024/fibre-is-laid")
    shown, made = (
        page.get_by_role("group", name=text(label), exact=True)
        for label in ("What the picture shows", "Who made the picture")
    )
    assert "A map of the cable" in shown.text_content()
    assert [field(group).input_value() for group in (shown, made)] == ["کیبل کا نقشہ", ""]
    field(made).fill("وزارت")
    preview = page.locator(".write pre", has_text='وزارت"')
    preview.wait_for(state="attached")
    file = preview.text_content()
    assert '\nimage:\n  alt: "کیبل کا نقشہ"\n  credit: "وزارت"\ntranslator:' in file
    assert "no problems" in checked(built, file, "articles/2024/fibre-is-laid.md")
    for group in (shown, made):
        field(group).fill(" ")
    preview.wait_for(state="detached")
    assert "image:" not in page.locator(".write pre").text_content()


def test_the_browser_keeps_the_translation_until_it_is_cleared(page: Any) -> None:
    open_form(page, UNTRANSLATED)
    field(passage(page, 2)).fill("## کیا")
    page.locator(".write pre", has_text="## کیا").wait_for(state="attached")
    page.reload()
    passage(page, 2).wait_for()
    assert field(passage(page, 2)).input_value() == "## کیا"
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=text("Clear this translation")).press("Enter")
    page.reload()
    passage(page, 2).wait_for()
    assert field(passage(page, 2)).input_value() == ""


def test_every_original_leads_to_the_form_in_the_languages_that_lack_it(
    page: Any, built: Path
) -> None:
    page.goto(f"http://write.test/articles/{UNTRANSLATED}/")
    page.get_by_role("link", name=text("Translate this story")).press("Enter")
    page.locator(".pair").first.wait_for()
    assert page.url == f"{FORM}?article={UNTRANSLATED}"
    translated = (built / "site/articles/2024/fibre-is-laid/index.html").read_text("utf-8")
    assert re.findall(r'href="([^"]*)\?article=', translated) == [
        "../../../zh/contribute/translate/"
    ]
    assert not (built / "site/contribute/translate").exists()
    assert not (built / "site/assets/write/translate").exists()


def test_the_language_switch_keeps_the_story(page: Any) -> None:
    open_form(page, UNTRANSLATED)
    link = page.locator(".languages a[hreflang=zh]")
    assert link.get_attribute("href").endswith(f"zh/contribute/translate/?article={UNTRANSLATED}")


def test_without_a_story_the_page_offers_those_that_are_not_translated(page: Any) -> None:
    page.goto(FORM)
    links = page.locator("#translate a")
    links.first.wait_for()
    addresses = links.evaluate_all("links => links.map((link) => link.search)")
    assert addresses[0] == "?article=2024/fibre-is-laid", "it is out of date"
    assert addresses[1:] == sorted(addresses[1:], reverse=True)
    assert f"?article={UNTRANSLATED}" in addresses
    assert page.get_by_text("JavaScript").count() == 0


@pytest.mark.parametrize(
    ("article", "message"),
    [
        ("2020/nothing", "There is no story with this address, or it could not be loaded."),
        ("../x", "There is no story with this address."),
        ("2024/urdu-story", "This story was written in this language."),
    ],
)
def test_the_page_says_what_it_cannot_show(
    browser: Any, built: Path, article: str, message: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    serve_folder(page, built / "site")
    page.goto(f"{FORM}?article={article}")
    page.get_by_text(text(message)).wait_for()
    context.close()


def test_without_scripts_the_page_names_the_command(built: Path) -> None:
    html = (built / "site/ur/contribute/translate/index.html").read_text("utf-8")
    assert text("This form needs JavaScript.") in html
    assert "coopnews translate ur content/articles/" in html


def test_the_original_is_above_its_field_on_a_phone_and_beside_it_on_a_wide_screen(
    page: Any,
) -> None:
    open_form(page, UNTRANSLATED)
    script = """() => ['.original', 'textarea'].map((name) => {
      const { left, top } = document.querySelectorAll(`.pair ${name}`)[1].getBoundingClientRect();
      return [left, top];
    })"""
    (_, above), (_, below) = page.evaluate(script)
    assert above < below
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1280, "height": 800})
    (start, _), (end, _) = page.evaluate(script)
    assert start > end, "Urdu begins at the right"


def test_only_this_page_loads_its_script_which_is_small(built: Path) -> None:
    for language in ("ur", "zh"):
        script = (built / "site" / language / "assets/write/translate/translate.js").read_bytes()
        assert len(gzip.compress(script)) <= 8_000
        for path in (built / "site" / language).rglob("index.html"):
            loads = "translate/translate.js" in path.read_text("utf-8")
            assert loads == (path.parent.name == "translate"), path


WORDS_IN_PAGE = """() => {
  const main = document.querySelector('main').cloneNode(true);
  const others = main.querySelectorAll('[lang], code, bdi, pre, strong[dir], .u-url');
  for (const other of others) other.remove();
  return main.textContent.match(/[A-Za-z]{2,}/g) ?? [];
}"""


@pytest.mark.parametrize("language", ["ur", "zh"])
def test_no_word_of_the_page_is_english(browser: Any, built: Path, language: str) -> None:
    """What is another language's is marked as that."""
    page = browser.new_page()
    serve_folder(page, built / "site")
    page.goto(f"http://write.test/{language}/contribute/translate/?article=2024/fibre-is-laid")
    fields = page.locator(".pair textarea")
    fields.first.fill("\u0627" * 200)
    fields.nth(1).fill("[\u0627](person:nobody) ** \u0627")
    fields.nth(3).fill('[\u0627](org:moitt "said")')
    page.locator(".pair .problems li", has_text="odd-markdown").wait_for()
    assert page.locator(".problems li").count() >= 8
    assert page.evaluate(WORDS_IN_PAGE) == []
    page.close()
