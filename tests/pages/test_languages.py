"""Pages in other languages: no word of the interface is English, and directions stay apart."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import feedparser
import lxml.html
import pytest
from msgspec.structs import replace

from generator.content.formats import formats
from generator.content.site import Licence, Site
from generator.open_data.tables import tables
from generator.output.html import page_html, redirect_html
from generator.output.page_metadata import foot_html
from generator.pages.edition import Edition, make_edition
from tests.browser import serve_folder, serve_scripts
from tests.story_form import TEXTS_OF_ARTICLES, check_in_form, problem_files
from tests.support import BROKEN, EXAMPLE, VALID_FILES, build_site, edit_file, text_files, with_body

ENGLISH = Site(
    "«قسط»",
    "مختصر",
    "https://example.org/record/",
    today=date(2026, 8, 1),
    licence=Licence("CC-BY-4.0", "لائسنس", "https://example.org/licence"),
    edit_url="https://example.org/edit/",
)
SITES = {
    "ur": replace(ENGLISH, language="ur", direction="rtl"),
    "zh": replace(ENGLISH, language="zh"),
}
LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyz" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ابپتٹجچحخدڈرڑزسشصعغفقکگلمن" * 2
)
ENGLISH_STORY = "articles/2024/in-english.md"
NAMES = set(
    "Annotations Atom BCP BibTeX CSV Data Frictionless JSON JavaScript LD Markdown OPML RIS RSS "
    "SQLite Web Wikidata".split()
)
"""What stays Latin in every language."""
_VALUES = re.compile(
    r"\b(title|name|summary|publisher|alt|credit|was|now|note|byline|description): "
    r'("(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^,}\n]+)'
)
_TARGETS = re.compile(r"(\]\([^)]*\)|\[\^[^\]]*\]:?|https?://\S+|```.*?```)", re.DOTALL)


def urdu_letters(text: bytes, language: str) -> bytes:
    """Return a content file whose words have Urdu letters: Latin ones are then the interface's."""
    _, front, body = text.decode().split("---\n", 2)
    front = _VALUES.sub(lambda match: f"{match[1]}: {match[2].translate(LETTERS)}", front)
    if "sources:" in front and "lang: ur\n" not in front:
        front += f"lang: {language}\n"
    parts = _TARGETS.split(body)
    parts[::2] = [part.translate(LETTERS) for part in parts[::2]]
    return f"---\n{front}---\n{''.join(parts)}".encode()


@pytest.fixture(scope="module")
def editions(texts: dict[str, bytes]) -> dict[str, Edition]:
    return {
        language: make_edition(files_in(language, texts), site, preview=True)
        for language, site in SITES.items()
    }


def files_in(language: str, texts: dict[str, bytes]) -> dict[str, bytes]:
    files = {
        path: urdu_letters(data, language) if path.endswith(".md") else data
        for path, data in texts.items()
    }
    english = texts["articles/2024/fibre-is-laid.md"].replace(b"title:", b"lang: en\ntitle:", 1)
    return files | {ENGLISH_STORY: english}


def words_of(document: str) -> set[str]:
    """Return the Latin words that readers see or hear, without those marked as another language."""
    root = lxml.html.fromstring(f"<div>{document}</div>")
    for element in root.xpath("//*[@lang] | //pre | //code | //*[@class='words']"):
        element.drop_tree()
    attributes = root.xpath("//@alt | //@title | //@aria-label")
    text = re.sub(r"https?://\S+|`[^`]*`", "", " ".join([*root.itertext(), *attributes]))
    return set(re.findall("[A-Za-z]{2,}", text))


@pytest.mark.parametrize("language", SITES)
def test_no_word_of_the_interface_is_english(editions: dict[str, Edition], language: str) -> None:
    edition, site = editions[language], SITES[language]
    table_names = {table.name for table in tables(edition.index, site)}
    for page in edition.pages:
        if page.lang == language:
            document = page_html(page, site) + str(foot_html(page, site, "https://e.org"))
            names = NAMES | table_names if page.kind == "data" else NAMES
            assert words_of(document) <= names, page.path


@pytest.mark.parametrize("language", SITES)
@pytest.mark.parametrize(
    "path", ["feed.xml", "moved/feed.xml", "commitments/nationwide-fibre/feed.xml"]
)
def test_no_word_of_a_feed_is_english(
    editions: dict[str, Edition], language: str, path: str
) -> None:
    feed = feedparser.parse(text_files(editions[language], SITES[language], path)[path])
    assert feed.feed.language == language
    assert feed.entries
    for entry in feed.entries:
        if entry.title_detail.language == language:
            assert words_of(entry.content[0].value + entry.title) == set()


@pytest.mark.parametrize("language", SITES)
def test_what_programs_read_has_the_language(editions: dict[str, Edition], language: str) -> None:
    """The JSON-LD of the home page, the citation, RSS and the search say it."""
    edition, site = editions[language], SITES[language]
    home, *_ = edition.pages
    assert home.schema["@graph"][0]["inLanguage"] == language
    assert home.lang == language
    files = text_files(edition, site, "")
    assert f"<language>{language}</language>" in files["rss.xml"]
    assert f'"language":"{language}"' in files["feed.json"]


def test_in_a_page_from_right_to_left_left_to_right_names_are_isolated(
    editions: dict[str, Edition],
) -> None:
    """A number or a bracket beside a Latin name would change its side. Attributes have no tags."""
    pages = {page.path: page_html(page, SITES["ur"]) for page in editions["ur"].pages}
    english = pages[ENGLISH_STORY]
    assert '<div class="p-name" lang="en" dir="ltr">' in english
    assert "<bdi>Daily Example</bdi>" in english
    for path, document in pages.items():
        assert "&lt;bdi" not in document, path
        assert not re.search(r'="[^"<>]*<bdi', document), path


def test_a_page_from_left_to_right_isolates_nothing(editions: dict[str, Edition]) -> None:
    assert not any("<bdi" in page.markdown for page in editions["zh"].pages)


def test_the_links_of_annotations_say_the_status_in_the_language_of_the_page(
    editions: dict[str, Edition],
) -> None:
    pages = {page.path: page_html(page, SITES["zh"]) for page in editions["zh"].pages}
    story = pages["articles/2023/minister-asks-for-help.md"]
    assert 'title="进行中"' in story
    assert 'title="已商定，2022年5月"' in story
    assert 'title="原话"' in story


def test_counts_are_whole_sentences(editions: dict[str, Edition]) -> None:
    """In Urdu a noun before a postposition has another form, and Chinese has measure words."""
    urdu, chinese = (
        {page.path: page.markdown for page in editions[language].pages} for language in SITES
    )
    assert "5 خبروں میں" in urdu["topics/fibre.md"]
    assert "5 خبریں" in urdu["index.md"]
    assert "5篇报道" in chinese["index.md"]


def test_old_addresses_redirect_in_the_language_of_the_site() -> None:
    document = redirect_html("../x/", "", SITES["ur"])
    assert '<html lang="ur" dir="rtl">' in document
    assert words_of(document.partition("<p>")[2]) == set()


NAMES_IN_THE_FORM = NAMES | set(
    "AVIF GIF GitHub HTML JPEG PNG WebP commit kB MB patch said ur zh Umar Saif umar saif".split()
)
_CODE = re.compile(r"`[^`]*`|(?:> — )?\[[^\]]*\]\([^)]*\)|“[^”]*”|\S+/\S+|\S+\.\w+\b|\b\w+:[\w-]+")
"""Code, Markdown, what GitHub's buttons say, paths, file names, and the targets of annotations."""


def words_of_form(text: str) -> set[str]:
    """Return the Latin words of a text of the form, without code."""
    return set(re.findall("[A-Za-z]{2,}", _CODE.sub(" ", text)))


@pytest.mark.parametrize("language", SITES)
def test_no_message_of_the_form_is_english(browser: Any, language: str) -> None:
    """Every rule of the form reports something in these texts."""
    tab = browser.new_page()
    serve_scripts(tab, "http://write.test/", language)
    tab.goto("http://write.test/")
    cases = [(with_body(body).decode(), VALID_FILES) for body in TEXTS_OF_ARTICLES]
    for _, _, files in problem_files():
        if BROKEN in files:
            texts = {path: text.encode() for path, text in files.items()}
            cases.append((files[BROKEN], VALID_FILES | texts))
    cases.append((with_body("Words.").decode(), VALID_FILES))
    numbers = formats(language)
    settings = {
        "words": [1_200, 3_000],
        "required": ["byline", "checked", "image", "rights"],
        "grouping": [numbers.group, numbers.grouped_from],
    }
    messages = {
        message
        for text, texts in cases
        for problem in check_in_form(tab, text, texts, **settings)
        for message in (problem["message"], problem["hint"])
    }
    assert len(messages) > 100
    assert {text for text in messages if words_of_form(text) - NAMES_IN_THE_FORM} == set()
    grouped = "1,200" if language == "ur" else "1200"
    assert any(grouped in message for message in messages)
    tab.close()


@pytest.fixture(scope="module", params=SITES)
def built_form(
    request: pytest.FixtureRequest, texts: dict[str, bytes], tmp_path_factory: Any
) -> Path:
    """The folder of a built site in Urdu or Chinese, whose name is the language."""
    folder: Path = tmp_path_factory.mktemp("form") / request.param
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("expected", "articles"))
    for path, data in files_in(request.param, texts).items():
        (folder / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        anchors_left_out = data.replace(b".md#the-end", b".md")  # headings have other letters
        (folder / "content" / path).write_bytes(anchors_left_out)
    plugin = f"[cooperation-news: {{languages: [{request.param}]}}]"
    edit_file("mkdocs.yml", "[cooperation-news]", plugin)(folder)
    edit_file("mkdocs.yml", "example.org/code", "github.com/a/b")(folder)
    build_site(folder)
    return folder


@pytest.fixture
def form(browser: Any, built_form: Path) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 360, "height": 780})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    serve_folder(page, built_form / "site")
    page.goto("http://write.test/contribute/new/")
    page.locator("#write-title").wait_for()
    yield page
    assert errors == []
    context.close()


def shown_in_form(page: Any) -> str:
    """Return what the form shows or says, without code and without what is written in it."""
    return words_in_markup(page.locator("form.write").evaluate("form => form.outerHTML"))


def shown_after_clicks(page: Any, selector: str) -> list[str]:
    """Return what the form shows after a click on each button."""
    script = """async (form, selector) => {
      const states = [];
      for (const button of [...form.querySelectorAll(selector)]) {
        button.click();
        await new Promise((resolve) => setTimeout(resolve, 50));
        states.push(form.outerHTML);
      }
      return states;
    }"""
    return [
        words_in_markup(state) for state in page.locator("form.write").evaluate(script, selector)
    ]


def words_in_markup(document: str) -> str:
    root = lxml.html.fromstring(document)
    for element in root.xpath("//pre | //*[@dir='ltr' and not(self::input)]"):
        element.drop_tree()
    attributes = root.xpath("//@alt | //@title | //@aria-label | //@label")
    return " ".join([*root.itertext(), *attributes])


def test_no_word_of_the_form_is_english(form: Any, built_form: Path) -> None:
    """With problems, a new name, a picture, and the steps that send several files."""
    shown = [shown_in_form(form)]
    form.on("dialog", lambda dialog: (shown.append(dialog.message), dialog.accept()))
    form.locator("#write-title").fill("ا" * 90)
    form.locator("#write-name").fill("A b")
    form.locator("#write-date").fill("2024-05-06")
    form.locator("#write-byline").evaluate("input => { input.closest('details').open = true; }")
    form.locator("#write-lang").fill("xx-yy-zz")
    form.locator("#write-source-1-url").fill("ftp://a")
    picture = EXAMPLE / "content/articles/2024/map.png"
    form.locator("#write-picture").set_input_files(picture)
    body = form.locator("#write-body")
    body.fill(
        '##ا\n\n[ب](person:nobody) [ب](topic:fibre "said") <b>\n\n> ا\n>\n> - ب\n\nhttps://a.b'
    )
    form.locator(".problems li").nth(9).wait_for(state="attached")
    shown.append(shown_in_form(form))
    for item in ("##", "nobody"):
        button = form.locator(".problems li", has_text=item).locator("button.tool")
        button.evaluate("button => button.click()")
        shown.append(shown_in_form(form))
    form.locator("#write-new-1-kind").select_option("commitment")
    form.locator("#write-new-1-due").fill("x")
    form.locator("#write-name").fill("fibre-is-laid")
    form.locator(".problems a").wait_for(state="attached")
    form.locator(".steps li").first.wait_for(state="attached")
    shown.append(shown_in_form(form))
    form.locator("#write-account").fill("jane")
    form.locator("#write-commitment").select_option(index=1)
    for start, end in ((0, 0), (4, 5)):
        body.evaluate("(body, [start, end]) => body.setSelectionRange(start, end)", [start, end])
        shown += shown_after_clicks(form, "fieldset > button.tool")
    shown += shown_after_clicks(form, ".below button.tool")
    assert words_of_form(" ".join(shown)) <= NAMES_IN_THE_FORM
    assert len(set(shown)) > 12


def test_a_field_has_the_direction_of_its_words_and_an_empty_one_that_of_the_page(
    form: Any, built_form: Path
) -> None:
    """Ids and addresses are from left to right in every language, and so is code in a hint."""
    of_page = "rtl" if built_form.name == "ur" else "ltr"

    def direction(selector: str) -> str:
        script = "element => getComputedStyle(element).direction"
        return str(form.locator(selector).evaluate(script))

    for name in ("title", "summary", "body", "byline", "source-1-title"):
        assert direction(f"#write-{name}") == of_page, name
    for name in ("name", "lang", "source-1-url", "source-1-archived", "body-hint > bdi >> nth=0"):
        assert direction(f"#write-{name}") == "ltr", name
    form.locator("#write-title").fill("Words")
    form.locator("#write-summary").fill("کراچی")
    assert direction("#write-title") == "ltr"
    assert direction("#write-summary") == "rtl"


def test_the_first_letters_of_a_choice_are_not_cut_off(form: Any, built_form: Path) -> None:
    """Browsers give a word in Nastaliq too little room in a `select`."""
    form.locator("#write-body").fill("\u0627")  # what links words is loaded with the first ones
    family = form.locator("#write-state").evaluate("input => getComputedStyle(input).fontFamily")
    assert "Nastaliq" not in family


@pytest.mark.parametrize(
    ("path", "names"), [("data.md", ["CSV", "JSON"]), ("feeds.md", ["Atom", "RSS", "JSON"])]
)
def test_of_two_latin_names_the_first_is_on_the_right(
    editions: dict[str, Edition], path: str, names: list[str]
) -> None:
    """Without a mark, they would be read from left to right in a sentence in Urdu."""
    (page,) = (page for page in editions["ur"].pages if page.path == path)
    for name in names:
        assert f"[<bdi>{name}</bdi>](" in page.markdown
    (page,) = (page for page in editions["zh"].pages if page.path == path)
    assert all(f"[{name}](" in page.markdown for name in names)
