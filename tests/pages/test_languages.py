"""Pages in other languages: no word of the interface is English, and directions stay apart."""

from __future__ import annotations

import re
from datetime import date

import feedparser
import lxml.html
import pytest
from msgspec.structs import replace

from generator.content.site import Licence, Site
from generator.open_data.tables import tables
from generator.output.html import page_html, redirect_html
from generator.output.page_metadata import foot_html
from generator.pages.edition import Edition, make_edition
from tests.support import text_files

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
    assert "<bdi>Atom" not in pages["feeds.md"]
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
