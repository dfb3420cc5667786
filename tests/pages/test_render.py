"""What the pages of an edition say."""

from __future__ import annotations

import re
from datetime import date

import pytest

from generator.build.project import open_project
from generator.content.markdown import html
from generator.content.model import Key, Kind, State
from generator.content.site import Site, address
from generator.output.html import page_html
from generator.pages.edition import Edition, make_edition
from generator.pages.markdown_escape import escape, in_language
from generator.pages.page import Page
from generator.system.cache import Cache
from tests.support import EXAMPLE, REPOSITORY, edition_content

SITE = Site(
    "The Example Record",
    "A small site that holds one of everything.",
    url="https://example.org/record/",
    today=date(2024, 7, 1),
    handwritten_pages=frozenset(["about.md"]),
)


@pytest.fixture(scope="module")
def edition(texts: dict[str, bytes]) -> Edition:
    return make_edition(texts, SITE)


@pytest.fixture(scope="module")
def pages(edition: Edition) -> dict[str, Page]:
    return {page.path: page for page in edition.pages}


def test_the_example_has_no_problems(edition: Edition) -> None:
    assert edition.problems == ()


def test_the_whole_tree_is_as_expected(edition: Edition, refresh: bool) -> None:
    """Every page of the example, whole. `pytest --refresh` writes it anew: read the diff."""
    folder = EXAMPLE / "expected"
    if refresh:
        for old in folder.rglob("*.md"):
            old.unlink()
        for page in edition.pages:
            (folder / page.path).parent.mkdir(parents=True, exist_ok=True)
            (folder / page.path).write_text(page.text, encoding="utf-8")
    expected = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*.md")}
    assert {page.path for page in edition.pages} == set(expected)
    for page in edition.pages:
        assert page.text == expected[page.path].read_text(encoding="utf-8"), page.path


def test_a_topic_lists_exactly_its_annotated_passages(
    edition: Edition, pages: dict[str, Page]
) -> None:
    fibre = Key(Kind.TOPIC, "fibre")
    annotated = {
        f"{article.key.path}#{passage.anchor}"
        for article in edition.index.articles
        for passage in edition.index.texts[article.key].passages
        if any(piece.entity == fibre for piece in passage.runs)
    }
    listed = re.findall(r"\]\(\.\./(articles/\S+#p-\S+) ", pages["topics/fibre.md"].markdown)
    assert set(listed) == annotated
    assert len(listed) == len(annotated) > 3


def test_a_commitment_is_in_the_state_of_its_newest_observation(edition: Edition) -> None:
    assert edition.index.state(Key(Kind.COMMITMENT, "nationwide-fibre")) is State.DONE
    assert edition.index.state(Key(Kind.COMMITMENT, "chip-factory")) is None


def test_a_person_has_the_role_held_on_the_day_of_the_article(pages: dict[str, Page]) -> None:
    page = pages["people/umar-saif.md"].markdown
    assert "27 September 2023</time> · then Minister for IT" in page
    assert "ایک خبر</span>](../articles/2024/urdu-story.md) · then Adviser" in page


def test_a_draft_is_shown_in_the_preview_alone(texts: dict[str, bytes]) -> None:
    path = "articles/2024/a-draft.md"
    published = make_edition(texts, SITE)
    preview = make_edition(texts, SITE, preview=True)
    assert path not in {page.path for page in published.pages}
    assert path in {page.path for page in preview.pages}


def test_the_order_of_the_files_does_not_matter(texts: dict[str, bytes], edition: Edition) -> None:
    backwards = dict(reversed(list(texts.items())))
    assert edition_content(make_edition(backwards, SITE)) == edition_content(edition)


def broken(texts: dict[str, bytes], path: str) -> dict[str, bytes]:
    return texts | {path: texts[path].replace(b"topic:fibre", b"topic:fiber")}


def test_errors_stop_a_publish(texts: dict[str, bytes]) -> None:
    edition = make_edition(broken(texts, "articles/2023/minister-asks-for-help.md"), SITE)
    assert not edition.can_be_published
    assert edition.pages == ()


def test_a_preview_keeps_the_last_good_text_and_says_what_is_wrong(
    texts: dict[str, bytes],
) -> None:
    path = "articles/2023/minister-asks-for-help.md"
    first = make_edition(texts, SITE, preview=True)
    second = make_edition(broken(texts, path), SITE, preview=True, before=first)
    before = {page.path: page for page in first.pages}
    after = {page.path: page for page in second.pages}
    assert after[path].markdown == before[path].markdown
    problems = second.problems_by_page()
    assert {problem.code for problem in problems[path]} == {"unknown-topic"}
    assert problems["index.md"] == second.problems


def test_a_preview_shows_what_it_can_of_a_text_that_was_never_good(
    texts: dict[str, bytes],
) -> None:
    path = "articles/2024/fibre-is-laid.md"
    for data in (b"", b"---\ntitle: [\n---\nWords.\n", b"---\ntitle: T\n---\n[a](person:nobody)\n"):
        edition = make_edition(texts | {path: data}, SITE, preview=True)
        assert path in {page.path for page in edition.pages}
        assert path in edition.problems_by_page()


@pytest.mark.parametrize(
    "words",
    [
        "*a* _b_ `c` [d](e)",
        "# a",
        "- a",
        "+ a",
        "1. a",
        "12) a",
        "= a",
        "<b>&amp;",
        "a | b ~c~",
        "![x]",
        "\\",
    ],
)
def test_a_value_is_shown_as_exactly_its_words(words: str) -> None:
    shown = re.sub(r"</?p>|\n", "", html(str(escape(words))))
    plain = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert plain == words


@pytest.mark.parametrize(
    ("path", "with_folders", "with_files"),
    [
        ("index.md", "", ""),
        ("topics/index.md", "topics/", "topics/index.html"),
        ("people/umar-saif.md", "people/umar-saif/", "people/umar-saif.html"),
    ],
)
def test_a_page_has_one_address(path: str, with_folders: str, with_files: str) -> None:
    assert (address(path), address(path, directory_urls=False)) == (with_folders, with_files)


def test_html_leads_to_addresses_and_its_blocks_can_be_reached(pages: dict[str, Page]) -> None:
    document = page_html(pages["articles/2023/minister-asks-for-help.md"], SITE)
    assert 'href="../../../people/umar-saif/"' in document
    assert 'href="../../../articles/2024/fibre-is-laid/#the-end"' in document
    assert '<h2 id="what-was-said">' in document
    assert re.search(r'<p id="p-\w+"><a', document)
    assert re.search(r'<blockquote id="p-\w+">', document)
    assert re.search(r'<li id="p-\w+">', document)
    assert re.search(r'<td id="p-\w+">', document)
    assert 'src="../../../articles/2024/map.png"' in page_html(
        pages["articles/2024/fibre-is-laid.md"], SITE
    )
    assert "style=" not in document


def test_the_package_knows_nothing_of_this_site() -> None:
    """Any site is a `mkdocs.yml` and a content folder."""
    words = re.compile(r"pakistan|china|karakoram|beijing|islamabad", re.I)
    package = REPOSITORY / "generator"
    found = [
        path
        for path in package.rglob("*")
        if path.suffix in {".py", ".jinja", ".html", ".js", ".css"}
        if words.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_our_own_content_has_no_problems_and_covers_every_topic() -> None:
    edition = open_project(str(REPOSITORY / "mkdocs.yml"), cache=Cache(None)).read()
    assert list(map(str, edition.problems)) == []
    for topic in edition.index.of_kind(Kind.TOPIC):
        assert edition.index.count(topic.key), topic.key.id
    followed = [key for key, seen in edition.index.observations.items() if len(seen) > 1]
    assert len(followed) >= 3


def test_templates_leave_no_gaps_that_change_meaning(pages: dict[str, Page]) -> None:
    """A box begins and ends with a line of its own, or an engine would not read what is in it."""
    for page in pages.values():
        for box in re.finditer(r"(?m)^<div[^>]*>$", page.markdown):
            assert page.markdown[box.end() : box.end() + 2] == "\n\n", page.path
        assert not re.search(r"[^\n]\n<div", page.markdown), page.path


@pytest.mark.parametrize(
    ("lang", "around", "direction"),
    [
        ("ur", "en", ' dir="rtl"'),
        ("ur-PK", "en", ' dir="rtl"'),
        ("ug", "zh", ' dir="rtl"'),
        ("zh", "en", ""),
        ("en", "en", ""),
        ("en", "ur", ' dir="ltr"'),
        ("fa", "ur", ""),
    ],
)
def test_words_in_another_direction_than_the_page_are_marked(
    lang: str, around: str, direction: str
) -> None:
    assert in_language(lang, "a", around) == f'<span lang="{lang}"{direction}>a</span>'


def test_what_somebody_promised_stands_apart_from_what_was_promised_to_them(
    pages: dict[str, Page],
) -> None:
    page = pages["people/umar-saif.md"].markdown
    promised, received = page.split("## Promised to them")
    assert "A chip factory" in promised.split("## Promised\n")[1]
    assert "A nationwide fibre network" in received.split("##")[0]


def test_blank_lines_in_an_authors_code_block_stay(texts: dict[str, bytes]) -> None:
    code = "```\nfirst\n\n\n\nlast\n```\n"
    paths = ("articles/2024/fibre-is-laid.md", "topics/fibre.md", "people/umar-saif.md")
    edition = make_edition(
        texts | {path: texts[path] + f"\n{code}".encode() for path in paths}, SITE
    )
    for page in edition.pages:
        if page.path in paths:
            assert code in page.markdown, page.path
            assert "<pre><code>first\n\n\n\nlast\n" in page_html(page, SITE), page.path
