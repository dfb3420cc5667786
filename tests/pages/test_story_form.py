"""The form for new stories reports what the checker reports, and the files it writes are valid."""

from __future__ import annotations

import math
import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from generator.checks.context import MAX_PROBLEMS
from generator.content.fields import SOURCE_KINDS
from generator.content.invisible_characters import is_blank
from generator.content.keys import Kind, State, is_id
from generator.content.model import SCHEMES, Entity
from generator.content.new_article import NewArticle, id_from_title, new_article_text
from generator.content.new_entity import NewEntity, names_example, new_entity_text
from generator.content.parser import parse_file
from generator.content.problems import WARNINGS
from generator.content.site import Site
from generator.content.site_rules import SiteRules
from generator.content.word_count import count_words
from generator.index.name_matcher import name_entries, name_matcher
from generator.pages.edition import make_edition
from generator.pages.story_form import new_file_address
from tests.browser import as_new, serve_scripts
from tests.story_form import (
    TEXTS_OF_ARTICLES,
    check_in_form,
    ids_by_scheme,
    problem_files,
)
from tests.support import (
    BLANK_VALUES,
    BROKEN,
    EXAMPLE,
    REPOSITORY,
    TODAY,
    VALID_FILES,
    coopnews,
    dated_article,
    edition_of,
    with_body,
)

CODES = set(
    """bad-address bad-date broken-annotation empty-body future-date future-state heading-level
    missing-alt missing-key missing-state missing-value needless-title no-topic no-words notes-left
    odd-markdown open-code placeholder-left raw-html refused-link repeated-link speaker-not-named
    summary-repeats two-states unknown-commitment unknown-kind unknown-organisation
    unknown-person unknown-place unknown-state unknown-topic wrong-dash""".split()
)
"""The problems that the form can report: all others need other files or the whole parser."""
NOT_IN_FORM = {"no-speaker"}
"""Warnings that the command alone reports, so that the form's scripts stay small."""


@pytest.fixture(scope="module")
def tab(browser: Any) -> Iterator[Any]:
    """An empty page that can import the scripts from their sources; no test changes it."""
    page = browser.new_page()
    serve_scripts(page, "http://write.test/")
    page.goto("http://write.test/")
    yield page
    page.close()


def story_of(path: str, data: bytes) -> Entity:
    entity = parse_file(path, data, path).entity
    assert entity
    return entity


def form_problems(
    tab: Any, text: str, texts: dict[str, bytes], today: date = TODAY, **settings: Any
) -> list[str]:
    """Return what the form reports of an article, in the format of the checker."""
    lines = []
    for problem in check_in_form(tab, text, texts, today, **settings):
        location = f"content/{BROKEN}:{problem['line']}:{problem['column']}"
        hint = f"\n    hint: {problem['hint']}" if problem["hint"] else ""
        lines.append(f"{location}: {problem['code']}: {problem['message']}{hint}")
    return lines


def test_the_form_reports_problems_in_the_words_of_the_checker(tab: Any) -> None:
    tested = set()
    for code, expected, files in problem_files():
        if code not in CODES or BROKEN not in files:
            continue
        problems = re.findall(r"^\S.*\n(?:    hint: .*\n)?", expected, flags=re.MULTILINE)
        of_checker = [
            problem.rstrip("\n")
            for problem in problems
            if problem.startswith(f"content/{BROKEN}:") and problem.split(": ")[1] in CODES
        ]
        texts = VALID_FILES | {path: text.encode() for path, text in files.items()}
        assert form_problems(tab, files[BROKEN], texts) == of_checker, code
        tested.add(code)
    assert tested == CODES


def test_the_form_reports_what_is_lost_or_misread_like_the_checker(tab: Any) -> None:
    """The same texts are tests of the checker: `tests/checks/markdown_cases.py`."""
    for body in TEXTS_OF_ARTICLES:
        text = with_body(body)
        problems = edition_of({BROKEN: text}).problems
        problems = tuple(problem for problem in problems if problem.code not in NOT_IN_FORM)
        reported = form_problems(tab, text.decode(), VALID_FILES)
        assert reported == [str(problem) for problem in problems], body
        fixes = [problem.get("fix") for problem in check_in_form(tab, text.decode(), VALID_FILES)]
        assert fixes == [
            [problem.fix.old, problem.fix.new] if problem.fix and problem.fix.is_safe else None
            for problem in problems
        ], body


def test_the_form_knows_the_warnings_and_the_words_of_the_format(tab: Any) -> None:
    script = """async () => {
      const { KINDS, SOURCE_KIND_NAMES, STATES } = await import('/write/terms.js');
      const { WARNINGS } = await import('/write/checking/rules.js');
      const kinds = [...KINDS].map(([scheme, [word, folder]]) => [scheme, word, folder]);
      return [kinds, Object.keys(SOURCE_KIND_NAMES), [...STATES], WARNINGS];
    }"""
    kinds, source_kinds, states, warnings = tab.evaluate(script)
    assert sorted(kinds) == sorted(
        [kind.scheme, kind.word, kind.folder] for kind in SCHEMES.values()
    )
    assert source_kinds == list(SOURCE_KINDS)
    assert sorted(states) == sorted(state.value for state in State)
    assert set(warnings) == WARNINGS & (CODES | {"article-length"})


def test_the_form_finds_the_words_of_a_summary_like_the_checker(tab: Any) -> None:
    """The vowel signs of Hindi belong to words."""
    for summary in ("अस्पताल जून में साठ नर्सों को पढ़ाएगा", "अस्पताल नर्सों को प्रशिक्षण देगा ही"):
        text = (
            with_body("Words.")
            .decode()
            .replace("title: T\n", "title: अस्पताल नर्सों को प्रशिक्षण देगा\n")
        )
        text = text.replace("summary: S\n", f"summary: {summary}\n")
        problems = edition_of({BROKEN: text.encode()}).problems
        assert form_problems(tab, text, VALID_FILES) == [str(problem) for problem in problems]


def test_the_form_keeps_the_rules_that_a_site_sets(tab: Any) -> None:
    text = with_body("Some **bold words. [fibre](topic:fibre) [fibre](topic:fibre)").decode()
    required = {Kind.ARTICLE: ("byline", "updated")}
    rules = SiteRules({"odd-markdown": "error", "repeated-link": "off"}, required=required)
    texts = {**VALID_FILES, BROKEN: text.encode()}
    edition = make_edition(texts, Site("S", rules=rules))
    settings = {"required": ["byline"], "severities": dict(rules.severities)}
    problems = check_in_form(tab, text, VALID_FILES, **settings)
    expected = [
        (problem.code, problem.message, problem.hint, not problem.is_error)
        for problem in edition.problems
        if BROKEN in problem.location.file and "updated" not in problem.message
    ]
    keys = ("code", "message", "hint", "isWarning")
    assert [tuple(problem[key] for key in keys) for problem in problems] == expected
    assert [problem[0] for problem in expected] == ["missing-key", "odd-markdown"]


@pytest.mark.parametrize("root", [EXAMPLE / "content", REPOSITORY / "content"])
def test_the_form_counts_words_like_the_checker(tab: Any, root: Path) -> None:
    script = """async (texts) => {
      const { countWords } = await import('/write/checking/rules.js');
      const { linksIn } = await import('/write/text.js');
      return texts.map((text) => countWords(text, linksIn(text)));
    }"""
    paths = sorted(root.glob("articles/*/*.md"))
    stories = [story_of(path.relative_to(root).as_posix(), path.read_bytes()) for path in paths]
    counts = tab.evaluate(script, [story.body.source for story in stories])
    assert counts == [count_words(story.body.text) for story in stories]


@pytest.mark.parametrize("count", [1, 149, 150, 450, 451, 1_200])
def test_the_form_and_the_checker_agree_on_the_length_of_a_story(tab: Any, count: int) -> None:
    front, _, _ = VALID_FILES["articles/2024/good-story.md"].decode().partition("\n\n")
    text = f"{front}\n\n\n[word](topic:fibre)\n\n{' '.join(['word'] * (count - 1))}\n"
    site = Site("S", word_limits=(150, 450))
    problems = make_edition({**VALID_FILES, BROKEN: text.encode()}, site).problems
    expected = [str(problem) for problem in problems if BROKEN in problem.location.file]
    assert form_problems(tab, text, VALID_FILES, words=(150, 450)) == expected
    assert len(expected) == (not 150 <= count <= 450)


def test_the_form_and_the_checker_agree_on_what_is_blank(tab: Any) -> None:
    script = "async (texts) => texts.map((await import('/write/text.js')).isBlank)"
    texts = [*BLANK_VALUES, "a", "\u0639\u0650", "\u4e2d", "\U0001f600", "-", "\u2801"]
    assert tab.evaluate(script, texts) == [is_blank(text) for text in texts]


@pytest.mark.parametrize("root", [EXAMPLE / "content", REPOSITORY / "content"])
def test_the_form_finds_no_problem_in_valid_stories(tab: Any, root: Path) -> None:
    texts = {path.relative_to(root).as_posix(): b"" for path in root.rglob("*.md")}
    for path in sorted(root.glob("articles/*/*.md")):
        text = path.read_text(encoding="utf-8")
        assert form_problems(tab, text, texts, date.max, entities=[]) == [], path.name


def test_the_form_finds_the_names_that_annotate_finds(tab: Any) -> None:
    content = REPOSITORY / "content"
    parsed = [
        parse_file(path.relative_to(content).as_posix(), path.read_bytes(), "")
        for path in content.rglob("*.md")
    ]
    entities = [file.entity for file in parsed if file and file.entity]
    entries = name_entries(entities)
    names = [[f"{entry.key.kind.scheme}:{entry.key.id}", *entry.words] for entry in entries]
    script = """async ([entities, texts]) => {
      const find = (await import('/write/story/names.js')).finder(entities);
      return texts.map((text) => find(text).map(({ words, keys }) => [words, ...keys]));
    }"""
    texts = [
        *(entity.body.text for entity in entities),
        "Two electric vehicles. \u4e0e\u534e\u4e3a\u5408\u4f5c HUAWEI Huawei's aHuawei",
    ]
    matcher = name_matcher(entries)
    for text, of_form in zip(texts, tab.evaluate(script, [names, texts]), strict=True):
        assert of_form == [
            [text[match.start : match.end], *(f"{key.kind.scheme}:{key.id}" for key in match.keys)]
            for match in matcher.find(text)
        ]


EVERYTHING = """async ([unit, before, size, ids, entities]) => {
  const { element } = await import("/element.js");
  const { check } = await import("/write/checking/rules.js");
  const { finder } = await import("/write/story/names.js");
  const { annotatable, linksIn } = await import("/write/text.js");
  const { renderStory } = await import("/write/checking/preview.js");
  const { fileOf, idOf } = await import("/write/file.js");
  const find = finder(entities);
  const known = new Map(Object.entries(ids).map(([scheme, all]) => [scheme, new Set(all)]));
  const body = before + unit.repeat(size / unit.length);
  const words = body.replaceAll("\\n", " ");
  const sources = [{ title: words, publisher: words, url: words, date: words }];
  const story = { title: words, date: "2024-01-01", summary: words, topics: [], sources, body };
  const site = { known, entities };
  const problems = check(fileOf(story), site, "2024-01-02");
  problems.push(...check(fileOf({ ...story, date: words }), site, "2024-01-02"));
  linksIn(body);
  find(annotatable(body));
  idOf(words);
  renderStory(words, words, body);
  if (problems.some(({ line, column }) => !(line > 0 && column > 0))) throw new Error("no place");
}"""
"""Runs everything that the form does after an edit."""

WORST = (
    "a", " ", "\t", "\n", " \n", "\n ", "0", "\u4e2d", "\xe9", "a\u0301", "\u0301",
    "\u0301\u0316", "\u0639\u064b", "[", "]", "[[", "[]", "](", "[a](", "[a](b", '[a](b "',
    "[a](b '", "[a]( ", "[a]", "[a] ", "![", "[a](b) ", "[![a](b)", "[a [b] ",
    "[x](person:nobody) ", "[x](persom:a) ", "[x](person:umar-saif) ",
    '[x](commitment:nationwide-fibre "done") ', '[x](commitment:y "dune") ', "](person:",
    "] (person:", "(", ")", "<", "<a", "<a ", ">", "> ", ">\n", "> \u2014\n", "\u2014 [", "*",
    "**", "*a", "* a\n", "_", "`", "` ", "`a", "``` ", "```\n", "~~~\n", "```x\n~~~\n", "\\",
    "\\[", "#", "# a\n", "- ", "- a\n", "1. a\n", "a@", "@a", "@", "a.", "www.", "www.a",
    "https://", "https://a ", "mailto:", "a:", ":", '"', "'", "-", "---\n", "Umar ", "Umar\n",
    "**a ", "a** ", "*a**b ", "| a |\n", "[[a]] ", "[[", "    a\n\n", "a\n---\n", "##a\n", "#",
    "(a)[org:b] ", "(https://a)[b] ", "[a(org:b) ", "[^1] ", "> a\n\n- Umar Saif\n\n", "> a\n> - ",
    "> \u2014 Umar Saif, there\n\n", "optical ", "title: ",
    "title: x\n", "{{", "%", "%20", "&", "&#8238;", "|", "\ud83d\ude00",
)  # fmt: skip
"""Texts that are repeated, to make the form as slow as possible."""
UNCLOSED = ("[", "```", "<", "`", "[a](", "https://", "x@", "[x](", "[x](a", '"', "Umar ")
"""Beginnings of Markdown without an end."""


SMALL, LARGE = 30_000, 120_000
MAX_GROWTH = 9
"""Four times the text takes about four times as long, and sixteen times with a quadratic rule."""
LEAST_SECONDS = 0.01
"""Less isn't measured well."""


def test_the_time_of_the_form_is_proportional_to_the_length_of_the_text(tab: Any) -> None:
    """The time is that of the processor, which other programs on the machine don't change much."""
    session = tab.context.new_cdp_session(tab)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def thread_seconds() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(float(item["value"]) for item in metrics if item["name"] == "ThreadTime")

    def seconds_for(before: str, unit: str, size: int) -> float:
        start = thread_seconds()
        tab.evaluate(EVERYTHING, [unit, before, size, ids_by_scheme(VALID_FILES), entities])
        return thread_seconds() - start

    entities = [["person:umar-saif", "Umar Saif"], ["topic:fibre", "Optical fibre", "fibre"]]
    cases = [("", unit) for unit in WORST]
    cases += [(before, unit) for before in UNCLOSED for unit in ("a", " ", "\n", "a ", "](")]
    slow = {}
    for before, unit in cases:
        small = large = math.inf
        for _ in range(10):  # the least of several measurements is the work itself
            large = min(large, seconds_for(before, unit, LARGE))
            if large < MAX_GROWTH * LEAST_SECONDS:
                break
            small = min(small, seconds_for(before, unit, SMALL))
            if large < MAX_GROWTH * small:
                break
        else:
            slow[before, unit] = (small, large)
    assert slow == {}


@pytest.mark.parametrize(
    "name", ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"]
)
def test_names_of_object_properties_are_treated_like_other_names(tab: Any, name: str) -> None:
    story = VALID_FILES["articles/2024/good-story.md"].decode()
    body = (
        f"[x]({name}:x) [x](person:{name}) ![x]({name}:x) [x](topic:{name})\n\n"
        f'[y](commitment:{name} "done") [z](commitment:{name} "done")\n'
        f'[y](commitment:nationwide-fibre "{name}")\n'
    )
    codes = ["unknown-kind", "unknown-person", "unknown-topic", *["unknown-commitment"] * 2]
    codes = [code for code in codes if code != "unknown-kind" or name.isidentifier()]
    front, _, _ = story.partition("\n\n")
    front = front.replace("topics:", f"{name}: x\ntopics:")
    problems = form_problems(tab, f"{front}\n\n{body}", VALID_FILES)
    reported = [line.split(": ")[1] for line in problems]
    assert reported[-1] == "unknown-state"
    assert set(reported) <= {*codes, "refused-link", "repeated-link", "unknown-state"}
    assert reported.count("unknown-commitment") == 2
    assert "two-states" not in reported
    script = """async (body) =>
      (await import('/write/checking/preview.js')).renderStory('t', 's', body).textContent"""
    assert "[picture: x]" in tab.evaluate(script, body)


@pytest.mark.parametrize("ahead", [-1, 0, 1, 2, 9999])
def test_the_form_and_the_checker_agree_on_future_dates(tab: Any, ahead: int) -> None:
    ((_, story),) = dated_article(TODAY + timedelta(days=ahead), "done").items()
    codes = [line.split(": ")[1] for line in form_problems(tab, story.decode(), VALID_FILES)]
    assert codes == (["future-date", "future-state"] if ahead > 1 else [])
    draft = story.decode().replace("topics:", "draft: true\ntopics:")
    codes_of_draft = [line.split(": ")[1] for line in form_problems(tab, draft, VALID_FILES)]
    assert codes_of_draft == codes[:1]


def test_the_form_lists_at_most_as_many_problems_as_the_checker(tab: Any) -> None:
    story = VALID_FILES["articles/2024/good-story.md"].decode()
    text = story + "\n[x](person:nobody)\n" * (MAX_PROBLEMS + 50)
    problems = form_problems(tab, text, VALID_FILES)
    assert len(problems) == MAX_PROBLEMS + 1
    assert "too-many-problems" in problems[0]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("write") / "site-source"
    shutil.copytree(EXAMPLE, site, ignore=shutil.ignore_patterns("expected"))
    with (site / "mkdocs.yml").open("a", encoding="utf-8") as config:
        config.write("\nrepo_url: https://github.com/a/b\nedit_uri: edit/main/docs/\n")
    assert coopnews("build", "--no-search", "--no-pictures", "-q", cwd=site).returncode == 0
    return site


@pytest.fixture
def page(shared_page: Any, built: Path) -> Iterator[Any]:
    with as_new(shared_page, built / "site", 390, 844):
        shared_page.goto("http://write.test/contribute/new/")
        shared_page.get_by_label("Headline", exact=True).wait_for()
        yield shared_page


def write(page: Any) -> None:
    """Fill in the form with the keyboard."""
    page.get_by_label("Headline", exact=True).focus()
    for words in ('Fibre: it "comes" to Karachi', ""):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.get_by_label("Day of the event").fill("2026-05-02")
    page.get_by_label("Summary").focus()
    page.keyboard.type("Crews laid it.")
    page.get_by_label("Address").fill("https://example.com/fibre")
    page.get_by_label("Title").fill("Fibre")
    page.get_by_label("Publisher").fill("The Example Times")
    page.get_by_label("The story").focus()
    page.keyboard.type("Umar Saif saw optical fibre laid in Karachi. The work goes on.\n")
    open_bar(page)


def open_bar(page: Any) -> None:
    """Open the list of names and problems, which is closed on a phone."""
    if not page.locator(".besides").evaluate("details => details.open"):
        page.locator(".besides > summary").press("Enter")


def test_a_story_is_written_by_keyboard_and_passes_the_check(page: Any, built: Path) -> None:
    write(page)
    button = page.get_by_role("button", name="Umar Saif \u2192 person:umar-saif")
    button.wait_for()
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="Umar Saif is annotated").wait_for()
    page.get_by_role("button", name=re.compile("Annotate all")).press("Enter")
    body = page.get_by_label("The story")
    assert body.input_value().startswith("[Umar Saif](person:umar-saif) saw")
    assert "(place:karachi)" in body.input_value()
    body.evaluate(
        "body => body.setSelectionRange(...[0, 8].map(at => body.value.indexOf('The work') + at))"
    )
    page.get_by_label("Commitment", exact=True).select_option("nationwide-fibre")
    page.get_by_label("Status in this story").select_option("under-way")
    page.get_by_role("button", name="Annotate the selection").press("Enter")
    assert '[The work](commitment:nationwide-fibre "under-way") goes on.' in body.input_value()
    page.get_by_text("No problems found here").wait_for()
    file = page.locator(".write pre").last.text_content()
    address = page.get_by_role("link", name="Open as a pull request").get_attribute("href")
    assert address.startswith(
        "https://github.com/a/b/new/main/content/articles/2026?filename=fibre-it-comes-to-karachi.md&value="
    )
    path = built / "content/articles/2026/fibre-it-comes-to-karachi.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(file, encoding="utf-8")
    result = coopnews("check", str(path), cwd=built)
    path.unlink()
    assert (result.returncode, result.stderr.count(path.stem)) == (0, 0), result.stderr


def test_what_is_known_of_a_source_is_written_and_its_headline_may_be_unknown(page: Any) -> None:
    write(page)
    page.get_by_label("Title").fill("")
    page.get_by_label("Kind", exact=True).select_option("news")
    page.get_by_label("Archived copy").fill("http://archive.example/fibre")
    page.get_by_label("Last checked").fill("2026-05-03")
    page.get_by_text("is not a secure web address").wait_for()
    page.get_by_label("Archived copy").fill("https://archive.example/fibre")
    page.locator(".problems", has_text="secure").wait_for(state="detached")
    assert (
        page.locator(".write pre")
        .last.text_content()
        .partition("---\n\n")[0]
        .endswith(
            "sources:\n  - publisher: The Example Times\n    url: https://example.com/fibre\n"
            "    kind: news\n    archived: https://archive.example/fibre\nchecked: 2026-05-03\n"
        )
    )
    page.reload()
    page.get_by_label("Kind", exact=True).wait_for()
    assert page.get_by_label("Kind", exact=True).input_value() == "news"
    assert page.get_by_label("Last checked").input_value() == "2026-05-03"


def test_a_problem_is_listed_and_its_button_selects_the_place(page: Any) -> None:
    write(page)
    page.get_by_label("The story").fill("Words.\n\nBy [him](person:umar-saiff).")
    where = page.get_by_role("button", name="Line 3 of the text")
    where.wait_for()
    assert "did you mean `umar-saif`?" in page.locator(".problems").text_content()
    where.press("Enter")
    assert not page.locator(".besides").evaluate("details => details.open"), "it hides the text"
    body = page.get_by_label("The story")
    at = body.evaluate("body => [body.selectionStart, document.activeElement === body]")
    assert at == [len("Words.\n\nBy [him]("), True]


def test_the_browser_stores_the_story_until_the_form_is_cleared(page: Any) -> None:
    write(page)
    page.get_by_role("button", name="Umar Saif").wait_for()
    page.reload()
    title = page.get_by_label("Headline", exact=True)
    title.wait_for()
    assert title.input_value().startswith("Fibre")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Clear the form").press("Enter")
    page.reload()
    title.wait_for()
    assert title.input_value() == ""


def test_annotating_can_be_undone_and_never_nests(page: Any) -> None:
    write(page)
    body = page.get_by_label("The story")
    plain = body.input_value()
    page.get_by_role("button", name=re.compile("Annotate all")).press("Enter")
    annotated = body.input_value()
    assert annotated != plain
    page.get_by_label("Commitment", exact=True).select_option("nationwide-fibre")
    page.get_by_label("Status in this story").select_option("done")
    body.evaluate("body => body.setSelectionRange(1, 14)")
    page.get_by_role("button", name="Annotate the selection").press("Enter")
    page.get_by_text("These words are already annotated").wait_for()
    assert body.input_value() == annotated
    body.focus()
    page.keyboard.press("Control+z")
    assert body.input_value() == plain


def test_commitments_of_parties_in_the_story_come_first(page: Any) -> None:
    page.get_by_label("The story").fill("[The ministry](org:moitt) came.")
    page.locator("optgroup[label='Of parties in this story']").wait_for(state="attached")


def test_a_text_too_long_for_an_address_is_copied(page: Any) -> None:
    write(page)
    page.get_by_label("The story").fill("Long words. " * 900)
    link = page.get_by_role("link", name="Open as a pull request")
    page.wait_for_function("() => !document.querySelector('.go').href.includes('value=')")
    assert link.get_attribute("href").endswith("?filename=fibre-it-comes-to-karachi.md")
    link.evaluate("link => link.addEventListener('click', (event) => event.preventDefault())")
    link.press("Enter")
    page.get_by_text("too long for a link").wait_for()


@pytest.mark.parametrize(
    "words",
    [
        "[x](constructor:x) ![x](__proto__:y) [z](person:toString)",
        '[y](commitment:constructor "done") [z](commitment:valueOf "valueOf")',
        "half a sign: \ud83d",
        "a" * 60_000,
        "e" + "\u0301\u0316" * 1_000,
    ],
    ids=["names of objects", "names in states", "half a sign", "letters", "accents"],
)
def test_no_text_stops_the_form(page: Any, words: str) -> None:
    """The fixture `page` fails on any exception."""
    write(page)
    for label in ("The story", "Summary"):
        page.get_by_label(label).evaluate(
            "(input, words) => { input.value = words; }",
            f"Before. {words} After.",
        )
    page.get_by_label("Headline", exact=True).press("End")
    page.keyboard.type("!")
    page.wait_for_function("() => document.querySelector('.preview h2')?.textContent.endsWith('!')")
    assert page.locator(".write pre").last.text_content().count(" After.") == 2


def test_the_form_fits_on_a_phone(page: Any) -> None:
    write(page)
    page.get_by_role("button", name="Umar Saif").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_javascript_the_page_shows_a_template(built: Path) -> None:
    text = (built / "site/contribute/new/index.html").read_text(encoding="utf-8")
    assert "This form needs JavaScript" in text
    assert 'href="https://github.com/a/b/new/main/content/articles?filename=' in text
    assert "title: A headline in your own words" in text


def test_each_code_host_gets_the_address_that_it_expects() -> None:
    gitlab = Site("A", edit_url="https://gitlab.com/a/b/-/edit/main/content/")
    assert (
        new_file_address(gitlab, "text")
        == "https://gitlab.com/a/b/-/new/main/content/articles?file_name=YEAR/a-plain-name.md"
    )
    assert new_file_address(Site("A", edit_url="https://example.org/raw/content/"), "text") == ""
    assert new_file_address(Site("A"), "text") == ""


@pytest.mark.parametrize(
    "title",
    ["L'\u00e9t\u00e9 \u2013 Pakistan's 5G!", "5G", "a" * 90, "\u0639\u0645\u0631", 'No: "x"'],
)
def test_the_form_names_and_quotes_like_the_command(page: Any, title: str) -> None:
    page.get_by_label("Headline", exact=True).fill(title)
    page.wait_for_function(
        "title => document.querySelector('.preview h2')?.textContent == title", arg=title
    )
    line = page.locator(".write pre").last.text_content().split("\n")[1]
    assert line == new_article_text(NewArticle(title, "2026-01-01")).split("\n")[1]
    address = page.get_by_role("link", name="Open as a pull request").get_attribute("href")
    day = page.get_by_label("Day of the event").input_value()
    assert f"filename={id_from_title(title) or f'story-{day}'}.md" in address


@pytest.mark.parametrize(
    "tag", "ur zh-Hant zh-Hant-TW sw fil Urdu english UR zh_hant cn pk q".split()
)
def test_the_form_and_the_checker_agree_on_languages(tab: Any, tag: str) -> None:
    story = VALID_FILES["articles/2024/good-story.md"].decode()
    text = story.replace("topics:", f"lang: {tag}\ntopics:")
    problems = edition_of({BROKEN: text.encode()}).problems
    expected = [str(problem) for problem in problems if BROKEN in problem.location.file]
    assert form_problems(tab, text, VALID_FILES) == expected


def test_the_form_and_the_checker_agree_on_a_picture_without_description(tab: Any) -> None:
    story = VALID_FILES["articles/2024/good-story.md"].decode()
    text = story.replace("topics:", "image:\n  src: map.png\n  alt:\ntopics:")
    (problem,) = edition_of({BROKEN: text.encode()}).problems
    assert form_problems(tab, text, VALID_FILES) == [str(problem)]


@pytest.mark.parametrize(
    "entity",
    [
        NewEntity("person", "Jane Doe", text="She leads it."),
        NewEntity("organisation", 'The "New" Bank: Ltd'),
        NewEntity("place", "\u06af\u0648\u0627\u062f\u0631"),
        NewEntity("topic", "Railways"),
        NewEntity("commitment", "Build it", by=["org:moitt"], due="2027-06"),
        NewEntity("commitment", "Build it"),
        NewEntity("person", "Jane Doe", languages=["pt", "sw"]),
        NewEntity("commitment", "Build it", by=["org:moitt", "person:a"], topics=["a", "b"]),
        NewEntity("person", "Jane Doe", topics=["a"]),
    ],
)
def test_the_form_writes_new_files_like_the_command(tab: Any, entity: NewEntity) -> None:
    script = """async ([entity, names]) =>
            (await import('/write/sending/entity_file.js')).entityFileOf(entity, names)"""
    kinds = {kind.word: kind.scheme for kind in SCHEMES.values()}
    values = {
        "kind": kinds[entity.kind], "name": entity.name, "text": entity.text,
        "by": ", ".join(entity.by), "due": entity.due, "topics": list(entity.topics),
    }  # fmt: skip
    names = names_example(entity.languages)
    assert tab.evaluate(script, [values, names]) == new_entity_text(entity)


@pytest.mark.parametrize(
    ("title", "id"),
    [
        ("Fibre comes to Karachi", "fibre-comes-to-karachi"),
        ("\u06a9\u0631\u0627\u0686\u06cc \u0645\u06cc\u06ba", "fibre-2026-05-02"),
        ("\u5149\u7ea4\u901a\u5230\u5361\u62c9\u5947", "fibre-2026-05-02"),
        ("5G \u5728\u5361\u62c9\u5947", "5g-2026-05-02"),
        ("\u534e\u4e3a Huawei", "huawei"),
        ("5G", "5g"),
        ("?!", "fibre-2026-05-02"),
    ],
)  # fmt: skip
def test_every_headline_gives_a_file_name(tab: Any, title: str, id: str) -> None:
    """One in another script, whose letters give none, gives the topic and the day."""
    script = "async (story) => (await import('/write/file.js')).storyId(story)"
    story = {"title": title, "date": "2026-05-02", "topics": ["fibre"]}
    assert tab.evaluate(script, story) == id
    assert is_id(id)
    assert is_id(tab.evaluate(script, {**story, "topics": []}))


def test_files_are_packed_into_an_archive_that_others_can_read(tab: Any, tmp_path: Path) -> None:
    script = """async (files) => {
      const { zipOf } = await import('/write/sending/zip.js');
      const bytesOf = (text) => new TextEncoder().encode(text);
      const archive = zipOf(files.map(([path, text]) => ({ path, bytes: bytesOf(text) })));
      return [...new Uint8Array(await archive.arrayBuffer())];
    }"""
    files = [["content/a.md", "Words.\n"], ["content/\u6c49.md", "\u6c49\u5b57\n" * 999], ["c", ""]]
    path = tmp_path / "files.zip"
    path.write_bytes(bytes(tab.evaluate(script, files)))
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        packed = [[name, archive.read(name).decode()] for name in archive.namelist()]
    assert packed == files


def test_the_form_says_that_a_story_with_this_name_exists(page: Any) -> None:
    page.get_by_label("Day of the event").fill("2024-05-06")
    page.get_by_label("Headline", exact=True).fill("Fibre is laid")
    open_bar(page)
    page.get_by_text("a story with this file name exists already").wait_for()
    link = page.get_by_role("link", name="Read that story").get_attribute("href")
    assert link.endswith("/articles/2024/fibre-is-laid/")
    page.get_by_label("File name").fill("fibre-is-laid-again")
    page.get_by_text("a story with this file name exists already").wait_for(state="detached")
    page.get_by_label("File name").fill("Fibre!")
    page.get_by_text("this can\u2019t be a file name").wait_for()
    page.reload()
    assert page.get_by_label("File name").input_value() == "Fibre!"


def test_the_form_counts_what_a_headline_and_a_summary_may_have(page: Any) -> None:
    write(page)
    page.get_by_label("Headline", exact=True).fill("a" * 81)
    page.get_by_label("Summary").fill("a " * 81)
    page.get_by_text("81 of 80 characters").wait_for()
    page.get_by_text("161 of 160 characters").wait_for()
    assert page.get_by_text("characters, more than").count() == 2
    page.get_by_text("12 words").wait_for()
    described = page.get_by_label("Headline", exact=True).get_attribute("aria-describedby")
    assert described == "write-title-hint write-title-note"


def test_a_fix_is_one_button_away(page: Any) -> None:
    write(page)
    body = page.get_by_label("The story")
    body.fill("##Heading\n\n> It was so.\n>\n> - Umar Saif, at the opening")
    page.get_by_role("button", name="Fix line 1").press("Enter")
    page.get_by_role("button", name="Fix line 5").press("Enter")
    page.get_by_role("status").filter(has_text="It is fixed").wait_for()
    right = "> \u2014 [Umar Saif](person:umar-saif), at the opening"
    assert body.input_value() == f"## Heading\n\n> It was so.\n>\n{right}"
    body.press("Control+z")
    assert body.input_value().endswith("> - Umar Saif, at the opening")


def add_byline_and_picture(page: Any) -> None:
    page.get_by_text("Byline, language and picture").press("Enter")
    page.get_by_label("Byline").fill("Sana Khan, \u674e\u660e")
    page.get_by_label("Language").fill("en-GB")
    page.get_by_label("Picture", exact=True).set_input_files(
        EXAMPLE / "content/articles/2024/map.png"
    )
    page.get_by_label("What the picture shows").fill("A map")
    page.get_by_label("Who made the picture").fill("Jane Doe, CC BY 4.0")


def test_a_story_with_new_names_and_a_picture_is_several_files(page: Any, built: Path) -> None:
    """The archive of all files is what the steps on GitHub send, and it passes the check."""
    write(page)
    body = page.get_by_label("The story")
    body.fill("[Jane Doe](person:jane-doe) saw [fibre](topic:fibre) laid.")
    page.get_by_role("button", name="Add it to the site").press("Enter")
    page.get_by_role("group", name="New name 1").wait_for()
    assert page.get_by_label("Name", exact=True).input_value() == "Jane Doe"
    page.get_by_text("no person has the id `jane-doe`").wait_for(state="detached")
    body.evaluate("body => body.setSelectionRange(body.value.length - 5, body.value.length - 1)")
    page.get_by_role("button", name="Add a person, organisation, place").press("Enter")
    second = page.get_by_role("group", name="New name 2")
    second.get_by_label("What it is", exact=True).select_option("commitment")
    second.get_by_label("Name", exact=True).fill("Lay it everywhere")
    second.get_by_label("Who is to do it").select_option("org:moitt")
    second.get_by_label("Who else is to do it").select_option("person:jane-doe")
    second.get_by_label("Who else is to do it").nth(1).wait_for()
    assert body.input_value().endswith("(topic:fibre) laid."), "a commitment needs a status"
    body.evaluate("body => body.setSelectionRange(body.value.length - 5, body.value.length - 1)")
    page.get_by_label("Commitment", exact=True).select_option("lay-it-everywhere")
    page.get_by_label("Status in this story").select_option("under-way")
    page.get_by_role("button", name="Annotate the selection").press("Enter")
    add_byline_and_picture(page)
    open_bar(page)
    page.get_by_text("No problems found here").wait_for()
    page.get_by_label("Your name on GitHub").fill("jane")
    folder = "https://github.com/jane/b"
    link = page.get_by_role("link", name="Add content/people/jane-doe.md")
    assert link.get_attribute("href").startswith(f"{folder}/new/patch-1/content/people?filename=")
    upload = page.get_by_role("link", name="Open the page for uploads").get_attribute("href")
    assert upload == f"{folder}/upload/patch-1/content/articles/2026"
    with page.expect_download() as download:
        page.get_by_role("button", name="Download all files as one archive").press("Enter")
    site = built.parent / "sent"
    shutil.copytree(built, site, ignore=shutil.ignore_patterns("site", ".cache"))
    with zipfile.ZipFile(download.value.path()) as archive:
        assert archive.namelist() == [
            "content/articles/2026/fibre-it-comes-to-karachi.md", "content/people/jane-doe.md",
            "content/commitments/lay-it-everywhere.md",
            "content/articles/2026/fibre-it-comes-to-karachi.png",
        ]  # fmt: skip
        archive.extractall(site)
    result = coopnews("check", cwd=site)
    promise = (site / "content/commitments/lay-it-everywhere.md").read_text("utf-8")
    assert "by: [org:moitt, person:jane-doe]\ntopics: [fibre]\n" in promise
    story = (site / "content/articles/2026/fibre-it-comes-to-karachi.md").read_text("utf-8")
    assert 'byline: [Sana Khan, "\u674e\u660e"]\nlang: en-GB\nimage:\n  src: fibre' in story
    assert (result.returncode, result.stdout.count("error")) == (0, 0), result.stdout
    page.reload()
    page.get_by_role("group", name="New name 2").wait_for()
    also = page.get_by_label("Who else is to do it")
    assert also.first.input_value() == "person:jane-doe"
    page.get_by_text("the file of the picture is missing").wait_for(state="attached")


def test_names_and_problems_are_beside_the_text_on_a_phone(page: Any) -> None:
    """They are in a bar at the bottom of the window, which the keyboard opens."""
    page.get_by_label("The story").fill("Umar Saif saw [it](person:nobody).")
    bar = page.get_by_text("Problems: 5. Warnings: 1. Names to annotate: 1.")
    bar.wait_for()
    page.get_by_label("The story").scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box["y"] + box["height"] <= 844 + 1
    assert not page.get_by_role("button", name="Umar Saif").is_visible()
    bar.press("Enter")
    assert page.get_by_role("button", name="Umar Saif").is_visible()
    page.set_viewport_size({"width": 320, "height": 600})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_texts_have_the_direction_of_their_letters(page: Any) -> None:
    urdu = "\u06a9\u0631\u0627\u0686\u06cc"
    page.get_by_label("The story").fill(f"{urdu}\n\nKarachi")
    page.locator(".preview p", has_text=urdu).wait_for()
    directions = """() => [...document.querySelectorAll('#write-body, .preview p:not(:empty)')]
      .map((element) => getComputedStyle(element).direction)"""
    assert page.evaluate(directions) == ["rtl", "rtl", "ltr"]


PASTED = [
    (f"One {'word ' * 30}here\nTwo.\nThree.", f"One {'word ' * 30}here\n\nTwo.\n\nThree."),
    ("One.\n\u201cTwo.\u201d\nThree", "One.\n\n\u201cTwo.\u201d\n\nThree"),
    ("Says:\n> So.\n> \u2014 A, in B.\nNext.", "Says:\n> So.\n> \u2014 A, in B.\n\nNext."),
    ("\u2022\tOne\n\u2022\tTwo", "- One\n- Two"),
    ("[21/11/2026, 10:05:12] Noor Wali: One", "One"),
    ("One.\n\n\u200e[10:05 am, 21/11/2026] +92 300 1234567: Two.", "One.\n\nTwo."),
]
UNCHANGED = [
    "Wrapped words that go\non and on. They\nend here.",
    "- One.\n- Two.\n\n1. One.\n2. Two.\n\n> So.\n> \u2014 A, in B.",
    "Verse one.  \nVerse two.",
    "```\nOne.\nTwo.\n```",
    "[Umar Saif](person:umar-saif): at 10:05 he came.",
]
PASTED_PROBLEMS = """async (body) =>
  (await import('/write/pasted/pasted.js')).pastedProblems(body)"""


@pytest.mark.parametrize(("text", "fixed"), PASTED)
def test_what_was_pasted_from_another_program_has_a_fix(tab: Any, text: str, fixed: str) -> None:
    (problem,) = tab.evaluate(PASTED_PROBLEMS, text)
    old, new = problem["fix"]
    assert text[problem["at"] :] == old
    assert text[: problem["at"]] + new == fixed
    assert problem["isWarning"]
    assert tab.evaluate(PASTED_PROBLEMS, fixed) == []


def test_text_in_markdown_is_not_taken_for_pasted_text(tab: Any) -> None:
    bodies = [
        path.read_text(encoding="utf-8").split("---\n", 2)[2]
        for path in sorted((REPOSITORY / "content/articles").rglob("*.md"))
    ]
    assert len(bodies) > 100
    for body in (*UNCHANGED, *bodies):
        assert tab.evaluate(PASTED_PROBLEMS, body) == [], body


def test_pasted_paragraphs_are_separated_with_one_button(page: Any) -> None:
    write(page)
    body = page.get_by_label("The story")
    body.fill("Words came.\nWords went.")
    page.get_by_text("this line belongs to the paragraph above").wait_for()
    page.get_by_role("button", name="Fix line 2").press("Enter")
    assert body.input_value() == "Words came.\n\nWords went."
    page.locator(".preview p", has_text=re.compile("^Words went.$")).wait_for()


def test_a_story_in_the_letters_of_another_language_needs_its_tag(page: Any) -> None:
    write(page)
    warning = page.get_by_text("isn\u2019t written in the letters of this language")
    page.get_by_label("The story").fill("\u06a9\u0631\u0627\u0686\u06cc \u0645\u06cc\u06ba " * 10)
    warning.wait_for()
    page.get_by_role("button", name="Language", exact=True).press("Enter")
    page.keyboard.type("ur")
    warning.wait_for(state="detached")


def test_the_form_of_another_edition_begins_with_its_language(page: Any, built: Path) -> None:
    document = (built / "site/contribute/new/index.html").read_text(encoding="utf-8")
    in_urdu = document.replace('lang="en"', 'lang="ur"', 1)
    page.route(
        "**/contribute/new/", lambda route: route.fulfill(body=in_urdu, content_type="text/html")
    )
    page.reload()
    page.get_by_label("Headline", exact=True).wait_for()
    assert page.locator("#write-lang").input_value() == "ur"
    assert "lang: ur\n" in page.locator(".write pre").last.text_content()


def test_the_last_words_are_stored_when_the_tab_closes(page: Any) -> None:
    page.get_by_label("Headline", exact=True).fill("Words")
    page.locator(".problems li").first.wait_for(state="attached")
    page.evaluate("window.setTimeout = () => 0")
    page.get_by_label("The story").fill("The last words")
    page.reload()
    page.get_by_label("Headline", exact=True).wait_for()
    assert page.get_by_label("The story").input_value() == "The last words"


def test_a_speaker_whom_the_site_does_not_know_can_be_added(page: Any) -> None:
    write(page)
    page.get_by_label("The story").fill("> It was so.\n> \u2014 Noor Wali Baig, in Gilgit")
    problem = page.locator(".problems li", has_text="speaker-not-named")
    problem.get_by_role("button", name="Add it to the site").press("Enter")
    page.locator("#write-new-1-name").wait_for()
    assert page.locator("#write-new-1-name").input_value() == "Noor Wali Baig"
    assert page.locator("#write-new-1-id").input_value() == "noor-wali-baig"
    open_bar(page)
    page.get_by_role("button", name="Fix line 2").press("Enter")
    link = "> \u2014 [Noor Wali Baig](person:noor-wali-baig), in Gilgit"
    assert page.get_by_label("The story").input_value().endswith(link)


def select(page: Any, words: str) -> None:
    """Select words in the text."""
    page.get_by_label("The story").evaluate(
        """(body, words) => {
          const at = body.value.indexOf(words);
          body.setSelectionRange(at, at + words.length);
        }""",
        words,
    )


def test_other_words_for_a_known_name_are_linked(page: Any) -> None:
    write(page)
    body = page.get_by_label("The story")
    body.fill("The institute said so. The ministry agreed.")
    link = page.get_by_role("button", name="Link the selection")
    link.press("Enter")
    page.get_by_text("Select the words in the text first").wait_for()
    assert link.evaluate("link => link === document.activeElement"), "the words are beside it"
    select(page, "The ministry ")
    page.get_by_label("Whom or what they mean").fill("The Ministry")
    link.press("Enter")
    page.get_by_text("The site doesn\u2019t have this name").wait_for()
    page.get_by_label("Whom or what they mean").fill("Ministry of IT (organisation)")
    link.press("Enter")
    page.get_by_role("status").filter(has_text="The ministry is linked").wait_for()
    assert body.input_value() == "The institute said so. [The ministry](org:moitt) agreed."
    body.press("Control+z")
    assert body.input_value() == "The institute said so. The ministry agreed."
    names = page.locator("#write-names option")
    assert "Ministry of IT (organisation)" in [
        option.get_attribute("value") for option in names.all()
    ]


def test_selected_words_are_linked_to_the_new_name_that_they_become(page: Any) -> None:
    """The link follows the name's kind and file name."""
    write(page)
    body = page.get_by_label("The story")
    body.fill("The water institute said so.")
    page.get_by_label("Whom or what they mean").wait_for()
    select(page, "water institute ")
    page.get_by_role("button", name="Add it as a new name").press("Enter")
    row = page.get_by_role("group", name="New name 1")
    assert row.get_by_label("Name", exact=True).input_value() == "water institute"
    assert body.input_value() == "The [water institute](person:water-institute) said so."
    row.get_by_label("What it is", exact=True).select_option("org")
    row.get_by_label("Name", exact=True).fill("Institute of Water")
    assert body.input_value() == "The [water institute](org:institute-of-water) said so."
    row.get_by_label("File name").fill("moitt")
    assert body.input_value() == "The [water institute](org:institute-of-water) said so."
    row.get_by_label("File name").fill("iow")
    assert body.input_value() == "The [water institute](org:iow) said so."
    row.get_by_label("What it is", exact=True).select_option("commitment")
    assert body.input_value() == "The water institute said so."
    open_bar(page)
    page.get_by_role("button", name="Choose who is to do it").wait_for()


def test_a_topic_that_the_text_links_to_is_ticked(page: Any) -> None:
    write(page)
    body, box = page.get_by_label("The story"), page.get_by_label("Optical fibre")
    body.fill("They laid [fibre](topic:fibre).")
    page.wait_for_function("() => document.querySelector('.choice :checked')")
    assert (box.is_checked(), box.is_enabled()) == (True, False)
    assert "topics: [fibre]\n" in page.locator(".write pre").last.text_content()
    body.fill("They laid it.")
    page.wait_for_function("() => !document.querySelector('.choice :checked')")
    assert (box.is_checked(), box.is_enabled()) == (False, True)


def test_a_warning_alone_is_not_called_no_problem(page: Any) -> None:
    write(page)
    page.get_by_label("The story").fill("##He saw [fibre](topic:fibre) laid.")
    page.get_by_text("Nothing stops it; 1 warning.").wait_for()
    assert page.get_by_text("No problems found here").count() == 0


def test_an_empty_form_has_one_heading_for_problems(page: Any) -> None:
    open_bar(page)
    assert page.get_by_text("Problems to fix", exact=True).count() == 1


def test_a_missing_topic_is_chosen_and_not_written(page: Any) -> None:
    write(page)
    page.locator(".problems li", has_text="no-topic").get_by_text("Choose at least one.").wait_for()


def test_the_form_names_the_code_host(page: Any) -> None:
    assert page.get_by_text("This opens github.com, where you need an account").count() == 1


def test_a_control_that_opens_and_closes_shows_the_focus_of_the_keyboard(page: Any) -> None:
    page.get_by_label("The story").focus()
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.evaluate("element => element.tagName") == "SUMMARY"
    assert focused.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"


def test_every_page_leads_to_the_form(built: Path) -> None:
    page = (built / "site/articles/2024/fibre-is-laid/index.html").read_text(encoding="utf-8")
    assert 'href="../../../contribute/new/">Add a story</a>' in page
