"""`coopnews new`: articles from a title, from answers, and from a news page."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.content.new_article import id_from_title
from generator.newsroom.page_extract import extract_page, notes_block
from tests.support import coopnews

PAGE = """<!doctype html><html><head><title>A plant opens</title>
<meta property="og:site_name" content="The Example Times">
<link rel="canonical" href="https://example.com/plant">
<meta property="article:published_time" content="2026-07-03T10:00:00Z"></head><body><nav>More</nav>
<article><h1>A plant opens</h1><p>The plant in Karachi makes 25,000 cars a year, said the company on
Thursday, and this paragraph is long enough to be the text of a page.</p></article></body></html>"""


def test_an_html_page_is_extracted() -> None:
    page_content = extract_page(PAGE)
    assert page_content.title == "A plant opens"
    assert (page_content.day, page_content.url) == ("2026-07-03", "https://example.com/plant")
    assert page_content.publisher == "The Example Times"
    assert "25,000 cars" in page_content.text
    assert "More" not in page_content.text


@pytest.mark.parametrize(
    "page",
    [
        "A plant opens\nhttps://example.com/plant\n3 July 2026\n\nThe plant, begun on 2 May 2021.",
        "---\ntitle: A plant opens\nurl: https://example.com/plant\ndate: 2026-07-03\n---\nThe.",
        "# A plant opens\n\nJuly 3rd, 2026, [here](https://example.com/plant)\n\nThe plant.",
    ],
)
def test_a_text_page_is_extracted(page: str) -> None:
    page_content = extract_page(page)
    assert (page_content.title, page_content.day) == ("A plant opens", "2026-07-03")
    assert page_content.url == "https://example.com/plant"


def test_notes_have_no_html_no_links_and_no_invisible_characters() -> None:
    notes = notes_block("a\u202eb <script> [x](javascript:a) ```` end")
    assert notes == "`````notes\nab &lt;script> [x] (javascript:a) ```` end\n`````\n"


def test_an_article_created_from_a_page_has_its_text_as_notes(site: Path) -> None:
    (site / "page.html").write_text(PAGE, encoding="utf-8")
    done = coopnews("new", "--from", "page.html", "--topic", "fibre", cwd=site)
    path = site / done.stdout.splitlines()[0]
    text = path.read_text(encoding="utf-8")
    assert "url: https://example.com/plant" in text
    assert "publisher: The Example Times" in text
    assert re.search(r"^date: 2026-07-03\npublished: \d{4}-\d\d-\d\d$", text, re.MULTILINE)
    assert "25,000 cars" in text.partition("```notes")[2]
    path.write_text(text.replace("draft: true", "draft: false"), encoding="utf-8")
    assert "notes-left" in coopnews("check", cwd=site).stdout


def test_check_lists_what_a_draft_still_needs(site: Path) -> None:
    (site / "page.html").write_text(PAGE, encoding="utf-8")
    coopnews("new", "--from", "page.html", "--topic", "fibre", cwd=site)
    done = coopnews("check", cwd=site)
    assert done.returncode == 0
    listed = done.stdout.partition("Before you delete `draft: true`:\n")[2]
    assert listed.count("placeholder-left") == 2
    assert "notes-left" in listed


def test_without_a_title_and_a_terminal_new_fails(site: Path) -> None:
    done = coopnews("new", cwd=site)
    assert done.returncode == 2
    assert "give the story a title" in done.stderr


def test_in_a_terminal_new_asks_for_missing_values(site: Path) -> None:
    answers = ["5G comes to Gilgit", "fiber", "2026-05-02", "It came.", "https://a.b/c", "G", "P"]
    program, terminal = pty.openpty()
    words = [sys.executable, "-m", "generator", "new", "--no-edit"]
    with subprocess.Popen(words, cwd=site, stdin=terminal, stdout=terminal, stderr=terminal) as new:
        os.close(terminal)
        for answer in answers:
            time.sleep(0.05)
            os.write(program, f"{answer}\n".encode())
        output = read_to_end(program)
        assert new.wait() == 0, output
    text = (site / "content/articles/2026/5g-comes-to-gilgit.md").read_text(encoding="utf-8")
    for line in ("topics: [fibre]", "date: 2026-05-02", "summary: It came.", "url: https://a.b/c"):
        assert line in text, output


def read_to_end(program: int) -> str:
    output = b""
    try:
        while part := os.read(program, 4096):
            output += part
    except OSError:  # the other end is closed
        pass
    return output.decode()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("Con",), "this title gives no file name"),
        (("Index",), "this title gives no file name"),
        (("5G", "--date", "0026-05-02"), "must be in a year from"),
        (("5G", "--date", "5 May 2026"), "is not a date like 2026-05-02"),
        (("5G", "--topic", "fiber"), "there is no topic `fiber`: did you mean `fibre`?"),
    ],
)
def test_new_refuses_values_that_check_would_refuse(
    site: Path, words: tuple[str, ...], message: str
) -> None:
    done = coopnews("new", *words, cwd=site)
    assert done.returncode == 2
    assert message in done.stderr


def test_an_id_is_made_from_the_title() -> None:
    assert id_from_title("L'\u00e9t\u00e9 \u2013 Pakistan's 5G!") == "lete-pakistans-5g"
    assert id_from_title("\u0639\u0645\u0631") == ""


def test_the_examples_in_a_new_article_are_entities_of_the_site(site: Path) -> None:
    """So that they can be copied, and no other site's names appear."""
    (site / "content/places/karachi.md").unlink()
    done = coopnews("new", "A plant opens", cwd=site)
    text = (site / done.stdout.splitlines()[0]).read_text(encoding="utf-8")
    assert "`[Umar Saif](person:umar-saif)`" in text
    assert '`[“very productive”](person:umar-saif "said")`' in text
    assert "`[the town](place:some-town)`" in text
    assert "arachi" not in text
