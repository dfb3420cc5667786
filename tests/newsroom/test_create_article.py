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

from generator.content.fields import PLACEHOLDERS
from generator.content.new_article import id_from_title
from generator.newsroom.page_extract import extract_page, notes_block
from tests.support import STORY, coopnews

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


def new_in_terminal(
    site: Path, answers: list[str], *words: str, editor: str = ""
) -> tuple[int, str]:
    """Run `coopnews new` in a terminal with these answers; return its exit code and output."""
    program, terminal = pty.openpty()
    line = [sys.executable, "-m", "generator", "new", *words]
    environment = {name: value for name, value in os.environ.items() if name != "VISUAL"}
    environment["EDITOR"] = editor
    with subprocess.Popen(
        line, cwd=site, env=environment, stdin=terminal, stdout=terminal, stderr=terminal
    ) as new:
        os.close(terminal)
        for answer in answers:
            time.sleep(0.05)
            os.write(program, f"{answer}\n".encode())
        output = read_to_end(program)
        return new.wait(), output


ANSWERS = [
    "5G comes to Gilgit", "fiber", "2026-05-02", "It came.", "https://a.b/c", "G", "P", "May 2026",
]  # fmt: skip


def test_in_a_terminal_new_asks_for_missing_values(site: Path) -> None:
    code, output = new_in_terminal(site, ANSWERS)
    assert code == 0, output
    text = (site / "content/articles/2026/5g-comes-to-gilgit.md").read_text(encoding="utf-8")
    for line in ("topics: [fibre]", "date: 2026-05-02", "summary: It came.", "url: https://a.b/c"):
        assert line in text, output
    assert "    url: https://a.b/c\n    date: 2026-05\nchecked: 2" in text, output


@pytest.mark.parametrize(
    "answer", ["Optical fibre, Chips", "fibre chips", "fiber optics,chips", "chips, fiber", "CHIPS"]
)
def test_topics_are_answered_with_titles_and_ids(site: Path, answer: str) -> None:
    code, output = new_in_terminal(site, ["5G", answer, "2026-05-02", "", ""])
    assert code == 0, output
    text = (site / "content/articles/2026/5g.md").read_text(encoding="utf-8")
    topics = re.findall(r"^topics: \[(.*)\]$", text, re.MULTILINE)
    expected = {"Optical fibre, Chips": "fibre, chips", "fibre chips": "fibre, chips"}
    expected |= {"fiber optics,chips": "fibre, chips", "chips, fiber": "chips, fibre"}
    assert topics == [expected.get(answer, "chips")], output


def test_an_unknown_topic_is_asked_for_again_with_the_nearest_one(site: Path) -> None:
    code, output = new_in_terminal(site, ["5G", "Opticl fibres", "fibre", "", "", ""])
    assert code == 0, output
    assert "there is no topic `Opticl fibres`: did you mean `fibre`?" in output


def test_without_an_address_nothing_else_is_asked_of_the_source(site: Path) -> None:
    code, output = new_in_terminal(site, ["5G", "", "2026-05-02", "It came.", ""])
    assert code == 0, output
    assert "Headline of the source" not in output


def test_a_story_of_the_future_was_not_checked_yet(site: Path) -> None:
    done = coopnews("new", "5G", "--date", "2199-05-02", cwd=site)
    assert "checked" not in (site / done.stdout.splitlines()[0]).read_text(encoding="utf-8")


def test_a_party_that_is_not_known_is_asked_for_before_anything_else(site: Path) -> None:
    words = ("commitment", "A bridge", "--by", "Ministry of TI")
    code, output = new_in_terminal(site, ["ministry of it", "", "", "It is promised."], *words)
    assert code == 0, output
    questions = re.findall(
        r"did you mean `org:moitt`|Who is to do it|When it is due|What was promised, in a sentence",
        output,
    )
    assert len(questions) == 4, output
    assert questions[0].startswith("did you mean"), output
    text = (site / "content/commitments/a-bridge.md").read_text(encoding="utf-8")
    assert "by: [org:moitt]" in text
    assert text.endswith("\n\nIt is promised.\n")


def test_a_commitment_has_the_topics_of_the_story_that_is_being_written(site: Path) -> None:
    coopnews("new", "5G", "--topic", "chips", "--date", "2026-05-02", cwd=site)
    code, output = new_in_terminal(site, ["moitt", "2030", "", "So."], "commitment", "A bridge")
    assert code == 0, output
    assert "Topics [chips]" in output
    bridge = site / "content/commitments/a-bridge.md"
    assert "topics: [chips]\ndue: 2030\n" in bridge.read_text(encoding="utf-8")
    story = site / "content/articles/2026/5g.md"
    text = story.read_text(encoding="utf-8").replace("draft: true", "draft: false")
    story.write_text(text, encoding="utf-8")
    code, output = new_in_terminal(site, ["moitt", "", "fibre", "So."], "commitment", "A road")
    assert "Topics (chips, fibre)" in output
    road = site / "content/commitments/a-road.md"
    assert "topics: [fibre]\n" in road.read_text(encoding="utf-8")


def test_a_finished_story_gives_its_topics_to_the_commitment_that_it_names(site: Path) -> None:
    path = site / STORY
    text = path.read_text(encoding="utf-8")
    path.write_text(f'{text}\n[It was](commitment:a-bridge "agreed").\n', encoding="utf-8")
    code, output = new_in_terminal(site, ["moitt", "", "", "So."], "commitment", "A bridge")
    assert code == 0, output
    assert "Topics [fibre]" in output


def test_after_a_bad_answer_new_asks_again_and_keeps_the_others(site: Path) -> None:
    answers = [
        "", "5G", "nothing", "fibre", "soon", "2 May 2026", "", "not an address",
        "www.example.com/a", "", "", "whenever", "2026",
    ]  # fmt: skip
    code, output = new_in_terminal(site, answers)
    assert code == 0, output
    for message in (
        "there is no topic `nothing`", "soon is not a date",
        "`not an address` is not a web address", "whenever is not a date like 2026-05-02, 2026-05",
    ):  # fmt: skip
        assert message in output
    text = (site / "content/articles/2026/5g.md").read_text(encoding="utf-8")
    for line in ("topics: [fibre]", "date: 2026-05-02", "url: https://www.example.com/a"):
        assert line in text, output


def test_enter_leaves_placeholders_that_a_draft_may_have(site: Path) -> None:
    code, output = new_in_terminal(site, ["5G", *[""] * 4])
    assert code == 0, output
    done = coopnews("check", cwd=site)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("placeholder-left") == len(PLACEHOLDERS)


def test_a_title_that_is_taken_gets_another_file_name(site: Path) -> None:
    code, output = new_in_terminal(site, ["Con", *[""] * 4, "Bad Name", "fibre"])
    assert code == 0, output
    assert "this title gives no file name" in output
    assert "`Bad Name` is no file name" in output
    code, output = new_in_terminal(site, ["Fibre", *[""] * 4, "fibre-2"])
    assert code == 0, output
    assert "exists already: choose another name" in output


def test_a_title_in_another_script_gives_a_file_name_as_in_the_form(site: Path) -> None:
    """Its topic and its day; the form for stories does the same."""
    words = ("--topic", "fibre", "--date", "2026-05-02")
    for title, name in (
        ("\u4e2d\u56fd", "fibre-2026-05-02"),
        ("\u0928\u0930\u094d\u0938\u0947\u0902 5G", "5g-2026-05-02"),
        ("\u534e\u4e3a Huawei", "huawei"),
    ):
        done = coopnews("new", title, *words, cwd=site)
        assert done.stdout.splitlines()[0] == f"content/articles/2026/{name}.md", done.stderr
    done = coopnews("new", "\u4e2d", "--date", "2026-05-03", cwd=site)
    assert done.stdout.splitlines()[0] == "content/articles/2026/story-2026-05-03.md"
    assert coopnews("new", "\u4e2d", "--id", "zhong", cwd=site).returncode == 0


def test_the_word_article_is_no_part_of_a_headline(site: Path) -> None:
    done = coopnews("new", "article", "A bridge opens", "--date", "2026-05-02", cwd=site)
    assert done.stdout.splitlines()[0] == "content/articles/2026/a-bridge-opens.md"


def test_an_editor_is_opened_only_if_one_is_set(site: Path) -> None:
    (site / "edit.sh").write_text('#!/bin/sh\necho edited > "$1"\n', encoding="utf-8")
    (site / "edit.sh").chmod(0o755)
    assert new_in_terminal(site, ANSWERS)[0] == 0
    assert new_in_terminal(site, [], "person", "A", "--summary=B", editor="./edit.sh")[0] == 0
    assert (site / "content/people/a.md").read_text(encoding="utf-8") == "edited\n"
    code, output = new_in_terminal(site, [], "person", "B", "--summary=B", "--edit")
    assert code == 2
    assert "set EDITOR" in output


def test_a_date_in_the_future_is_a_warning(site: Path) -> None:
    done = coopnews("new", "5G", "--date", "2199-05-02", cwd=site)
    assert done.returncode == 0
    assert "2199-05-02 is in the future: is this right?" in done.stderr


@pytest.mark.parametrize(
    ("words", "path", "text"),
    [
        (("person", "Jane Doe"), "people/jane-doe.md", "name: Jane Doe"),
        (("organisation", "A Ministry"), "organisations/a-ministry.md", "name: A Ministry"),
        (("org", "A Party"), "organisations/a-party.md", "name: A Party"),
        (("place", "Some: Town", "--id", "town"), "places/town.md", 'name: "Some: Town"'),
        (("topic", "Railways"), "topics/railways.md", "title: Railways"),
        (("commitment", "A bridge", "--by", "org:moitt", "--due", "2030", "--topic", "fibre"),
         "commitments/a-bridge.md", "by: [org:moitt]\ntopics: [fibre]\ndue: 2030"),
        (("commitment", "A road", "--by", "Dr Umar Saif", "--by", "moitt"),
         "commitments/a-road.md", "by: [person:umar-saif, org:moitt]"),
        (("commitment", "A road", "--by", "moitt", "--sought-by", "Umar Saif, Ministry of IT"),
         "commitments/a-road.md", "by: [org:moitt]\nsought_by: [person:umar-saif, org:moitt]"),
    ],
)  # fmt: skip
def test_new_creates_a_valid_file_of_each_kind(
    site: Path, words: tuple[str, ...], path: str, text: str
) -> None:
    done = coopnews("new", *words, "--summary", "This is so.", cwd=site)
    assert done.stdout.splitlines()[0] == f"content/{path}"
    written = (site / "content" / path).read_text(encoding="utf-8")
    assert f"\n{text}\n" in written
    assert written.endswith("---\n\nThis is so.\n")
    assert coopnews("check", cwd=site).returncode == 0
    commented = written.replace("# names:", "names:").replace("# aliases", "aliases")
    (site / "content" / path).write_text(commented.replace("an-id", "moitt"), encoding="utf-8")
    assert coopnews("check", cwd=site).returncode == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("person",), "give the person a name"),
        (("person", "Umar Saif"), "umar-saif.md exists already: choose another name, with --id"),
        (("person", "\u0639"), "gives no file name: choose one, with --id"),
        (("commitment", "X", "--by", "org:moit"), "`moit`: did you mean `org:moitt`?"),
        (("commitment", "X", "--by", "org:ministryofit"), "did you mean `org:moitt`?"),
        (("commitment", "X", "--by", "org:umar-saif"), "create it with `coopnews new organis"),
        (("commitment", "X", "--by", "Nobody here"), "`coopnews new person` or `coopnews new org"),
        (("commitment", "X", "--sought-by", "Umar Safi"), "did you mean `person:umar-saif`?"),
        (("commitment", "X", "--due", "soon"), "`soon` is no date like 2030-06-30"),
    ],
)
def test_new_says_what_is_wrong_with_an_entity(
    site: Path, words: tuple[str, ...], message: str
) -> None:
    done = coopnews("new", *words, cwd=site)
    assert done.returncode == 2
    assert message in done.stderr


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
        (("5G", "--date", "May 2026"), "is not a date like 2026-05-02"),
        (("5G", "--topic", "fiber"), "there is no topic `fiber`: did you mean `fibre`?"),
    ],
)
def test_new_refuses_values_that_check_would_refuse(
    site: Path, words: tuple[str, ...], message: str
) -> None:
    done = coopnews("new", *words, cwd=site)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_name_that_several_have_or_that_has_a_comma_is_read(site: Path) -> None:
    people = {"jane.md": "Jane Doe", "jane-doe-of-gilgit.md": "Jane Doe"}
    for path, name in people.items():
        (site / "content/people" / path).write_text(f"---\nname: {name}\n---\n", "utf-8")
    (site / "content/organisations/ptc.md").write_text("---\nname: Post, Telephone\n---\n", "utf-8")
    done = coopnews("new", "commitment", "X", "--by", "Jane Doe", cwd=site)
    assert "may be `person:jane` or `person:jane-doe-of-gilgit`" in done.stderr.replace(
        "`person:jane-doe-of-gilgit` or `person:jane`",
        "`person:jane` or `person:jane-doe-of-gilgit`",
    )
    done = coopnews("new", "commitment", "X", "--by", "moitt, post, Telephone", cwd=site)
    text = (site / "content/commitments/x.md").read_text(encoding="utf-8")
    assert "by: [org:moitt, org:ptc]" in text, done.stderr


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
