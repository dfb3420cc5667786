"""The page on which a story is written: its rules are the checker's, and what it makes passes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from generator.content.invisible_characters import is_blank
from generator.content.model import SCHEMES
from generator.content.new_article import NewArticle, id_from_title, new_article_text
from generator.content.parser import parse_file
from generator.content.site import Site
from generator.index.analysis import MAX_PROBLEMS
from generator.index.name_matcher import name_entries, name_matcher
from generator.pages.story_form import new_file_address
from tests.support import (
    BLANK_VALUES,
    EXAMPLE,
    PROBLEM_FIXTURES,
    REPOSITORY,
    TODAY,
    VALID_FILES,
    coopnews,
    dated_article,
)

ASSETS = REPOSITORY / "generator/theme/assets"
BROKEN = "articles/2024/broken.md"


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    """An empty page that can import the site's scripts."""
    made = browser.new_page()

    def answer(route: Any) -> None:
        name = route.request.url.rpartition("/")[2]
        if name.endswith(".js"):
            folder = ASSETS if name == "element.js" else ASSETS / "write"
            route.fulfill(path=folder / name)
        else:
            route.fulfill(body="<!doctype html><title>x</title>", content_type="text/html")

    made.route("**/*", answer)
    made.goto("http://write.test/")
    yield made
    made.close()


def known_in(texts: dict[str, bytes]) -> dict[str, list[str]]:
    """The ids of each kind of entity."""
    kinds = {kind.folder: scheme for scheme, kind in SCHEMES.items()}
    found: dict[str, list[str]] = {scheme: [] for scheme in kinds.values()}
    for path in texts:
        folder, _, name = path.partition("/")
        if folder in kinds and name.endswith(".md"):
            found[kinds[folder]].append(name.removesuffix(".md"))
    return found


def told(tab: Any, text: str, texts: dict[str, bytes], today: date = TODAY) -> list[str]:
    script = "async (given) => (await import('/write/rules.js')).check(...given)"
    found = tab.evaluate(script, [text, known_in(texts), str(today)])
    lines = []
    for one in found:
        location = f"content/{BROKEN}:{one['line']}:{one['column']}"
        hint = f"\n    hint: {one['hint']}" if one["hint"] else ""
        lines.append(f"{location}: {one['code']}: {one['message']}{hint}")
    return lines


def test_the_page_tells_what_the_checker_tells_in_the_same_words(tab: Any) -> None:
    """Of each broken story: all that is said of it whose code the page knows."""
    codes = set(tab.evaluate("async () => (await import('/write/rules.js')).CODES"))
    tried = set()
    for path in sorted(PROBLEM_FIXTURES.glob("*.txt")):
        whole = path.read_text(encoding="utf-8")
        expected, *parts = re.split(r"^===== (.+)\n", whole, flags=re.MULTILINE)
        files = dict(zip(parts[::2], parts[1::2], strict=True))
        if path.stem not in codes or BROKEN not in files:
            continue
        problems = re.findall(r"^\S.*\n(?:    hint: .*\n)?", expected, flags=re.MULTILINE)
        wanted = [
            one.rstrip("\n")
            for one in problems
            if one.startswith(f"content/{BROKEN}:") and one.split(": ")[1] in codes
        ]
        assert told(tab, files[BROKEN], {**VALID_FILES, **dict.fromkeys(files, b"")}) == wanted, (
            path.stem
        )
        tried.add(path.stem)
    assert tried == codes


def test_the_page_finds_blank_what_the_checker_finds_blank(tab: Any) -> None:
    script = "async (texts) => texts.map((await import('/write/text.js')).isBlank)"
    texts = [*BLANK_VALUES, "a", "\u0639\u0650", "\u4e2d", "\U0001f600", "-", "\u2801"]
    assert tab.evaluate(script, texts) == [is_blank(text) for text in texts]


@pytest.mark.parametrize("root", [EXAMPLE / "content", REPOSITORY / "content"])
def test_in_good_stories_the_page_finds_nothing(tab: Any, root: Path) -> None:
    texts = {path.relative_to(root).as_posix(): b"" for path in root.rglob("*.md")}
    for path in sorted(root.glob("articles/*/*.md")):
        text = path.read_text(encoding="utf-8")
        assert told(tab, text, texts, date.max) == [], path.name


def test_the_page_finds_the_names_that_annotate_finds(tab: Any) -> None:
    entities = [
        found.entity
        for path in (REPOSITORY / "content").rglob("*.md")
        if (
            found := parse_file(
                path.relative_to(REPOSITORY / "content").as_posix(), path.read_bytes(), ""
            )
        )
        and found.entity
    ]
    known = name_entries(entities)
    plain = [[f"{one.key.kind.scheme}:{one.key.id}", *one.words] for one in known]
    script = """async ([entities, texts]) => {
      const find = (await import('/write/names.js')).finder(entities);
      return texts.map((text) => find(text).map(({ words, keys }) => [words, ...keys]));
    }"""
    texts = [
        *(entity.body.text for entity in entities),
        "Two electric vehicles. \u4e0e\u534e\u4e3a\u5408\u4f5c HUAWEI Huawei's aHuawei",
    ]
    found = tab.evaluate(script, [plain, texts])
    finds = name_matcher(known)
    for text, there in zip(texts, found, strict=True):
        here = [
            [text[one.start : one.end], *(f"{key.kind.scheme}:{key.id}" for key in one.keys)]
            for one in finds.find(text)
        ]
        assert there == here


EVERYTHING = """async ([unit, before, sizes, known, entities]) => {
  const { element } = await import("/element.js");
  const { check } = await import("/write/rules.js");
  const { finder } = await import("/write/names.js");
  const { annotatable, linksIn } = await import("/write/text.js");
  const { shown } = await import("/write/shown.js");
  const { fileOf, idOf } = await import("/write/file.js");
  const find = finder(entities);
  const took = (size) => {
    const body = before + unit.repeat(size / unit.length);
    const words = body.replaceAll("\\n", " ");
    const began = performance.now();
    const sources = [{ title: words, publisher: words, url: words, date: words }];
    const story = { title: words, date: "2024-01-01", summary: words, topics: [], sources, body };
    const found = check(fileOf(story), known, "2024-01-02");
    found.push(...check(fileOf({ ...story, date: words }), known, "2024-01-02"));
    linksIn(body);
    find(annotatable(body));
    idOf(words);
    shown(words, words, body);
    if (found.some((one) => !(one.line > 0 && one.column > 0))) throw new Error("no place");
    return performance.now() - began;
  };
  took(sizes[0]);
  return sizes.map(took);
}"""
"""All that the page does with what one has written, and the milliseconds it takes at each size."""

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
    "optical ", "title: ", "title: x\n", "{{", "%", "%20", "&", "&#8238;", "|", "\ud83d\ude00",
)  # fmt: skip
"""What a text is made of, again and again, to take as long as it can."""
BEGUN = ("[", "```", "<", "`", "[a](", "https://", "x@", "[x](", "[x](a", '"', "Umar ")
"""What a text begins with and never ends."""


def test_what_the_page_does_takes_time_in_proportion_to_the_text(tab: Any) -> None:
    """Four times the text takes about four times as long, whatever it is made of: not sixteen."""
    entities = [["person:umar-saif", "Umar Saif"], ["topic:fibre", "Optical fibre", "fibre"]]
    tried = [("", unit) for unit in WORST]
    tried += [(begun, unit) for begun in BEGUN for unit in ("a", " ", "\n", "a ", "](")]
    slow = {}
    for before, unit in tried:
        given = [unit, before, [30_000, 120_000], known_in(VALID_FILES), entities]
        for _ in range(5):  # the machine may have been busy with something else
            small, large = tab.evaluate(EVERYTHING, given)
            if large < 9 * max(small, 10):
                break
        else:
            slow[before, unit] = (small, large)
    assert slow == {}


@pytest.mark.parametrize(
    "name", ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"]
)
def test_a_name_that_every_object_has_is_a_name_like_others(tab: Any, name: str) -> None:
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
    said = [line.split(": ")[1] for line in told(tab, f"{front}\n\n{body}", VALID_FILES)]
    assert said[-1] == "unknown-state"
    assert set(said) <= {*codes, "refused-link", "unknown-state"}
    assert said.count("unknown-commitment") == 2
    assert "two-states" not in said
    script = "async (body) => (await import('/write/shown.js')).shown('t', 's', body).textContent"
    assert "[picture: x]" in tab.evaluate(script, body)


@pytest.mark.parametrize("ahead", [-1, 0, 1, 2, 9999])
def test_the_page_takes_the_same_days_for_the_future_as_the_checker(tab: Any, ahead: int) -> None:
    ((_, story),) = dated_article(TODAY + timedelta(days=ahead), "done").items()
    codes = [one.split(": ")[1] for one in told(tab, story.decode(), VALID_FILES)]
    assert codes == (["future-date", "future-state"] if ahead > 1 else [])
    draft = story.decode().replace("topics:", "draft: true\ntopics:")
    assert [one.split(": ")[1] for one in told(tab, draft, VALID_FILES)] == codes[:1]


def test_as_many_problems_are_told_as_the_checker_tells(tab: Any) -> None:
    story = VALID_FILES["articles/2024/good-story.md"].decode()
    found = told(tab, story + "\n[x](person:nobody)\n" * (MAX_PROBLEMS + 50), VALID_FILES)
    assert len(found) == MAX_PROBLEMS + 1
    assert "too-many-problems" in found[0]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("write") / "site-source"
    shutil.copytree(EXAMPLE, site, ignore=shutil.ignore_patterns("expected"))
    with (site / "mkdocs.yml").open("a", encoding="utf-8") as config:
        config.write("\nrepo_url: https://github.com/a/b\nedit_uri: edit/main/docs/\n")
    assert coopnews("build", "--no-search", "--no-pictures", "-q", cwd=site).returncode == 0
    return site


@pytest.fixture
def page(browser: Any, built: Path) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    made = context.new_page()
    faults: list[str] = []
    made.on("console", lambda one: faults.append(one.text) if one.type == "error" else None)
    made.on("pageerror", lambda one: faults.append(str(one)))

    def answer(route: Any) -> None:
        path = re.sub(r"^https?://[^/]+/|[?#].*", "", route.request.url)
        file = built / "site" / path
        route.fulfill(path=file / "index.html" if file.is_dir() else file)

    made.route("**/*", answer)
    made.goto("http://write.test/contribute/new/")
    made.get_by_label("Headline", exact=True).wait_for()
    yield made
    assert faults == []
    context.close()


def write(page: Any) -> None:
    """What a stranger types, from field to field with the keyboard."""
    page.get_by_label("Headline", exact=True).focus()
    for words in ('Fibre: it "comes" to Karachi', ""):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.get_by_label("Date", exact=True).fill("2026-05-02")
    page.get_by_label("Summary").focus()
    page.keyboard.type("Crews laid it.")
    page.get_by_label("Address").fill("https://example.com/fibre")
    page.get_by_label("Title").fill("Fibre")
    page.get_by_label("Publisher").fill("The Example Times")
    page.get_by_label("The story").focus()
    page.keyboard.type("Umar Saif saw optical fibre laid in Karachi. The work goes on.\n")


def test_a_story_is_written_by_keyboard_and_passes_the_check(page: Any, built: Path) -> None:
    write(page)
    offer = page.get_by_role("button", name="Umar Saif \u2192 person:umar-saif")
    offer.wait_for()
    offer.focus()
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="Umar Saif is annotated").wait_for()
    page.get_by_role("button", name=re.compile("Annotate all")).press("Enter")
    body = page.get_by_label("The story")
    assert body.input_value().startswith("[Umar Saif](person:umar-saif) saw")
    assert "(place:karachi)" in body.input_value()
    body.evaluate(
        "made => { const at = made.value.indexOf('The work'); made.setSelectionRange(at, at + 8); }"
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
    done = coopnews("check", str(path), cwd=built)
    path.unlink()
    assert (done.returncode, done.stderr.count(path.stem)) == (0, 0), done.stderr


def test_a_mistake_is_told_and_led_to(page: Any) -> None:
    write(page)
    page.get_by_label("The story").fill("Words.\n\nBy [him](person:umar-saiff).")
    where = page.get_by_role("button", name="Line 3 of the text")
    where.wait_for()
    assert "did you mean `umar-saif`?" in page.locator(".wrong").text_content()
    where.press("Enter")
    body = page.get_by_label("The story")
    at = body.evaluate("made => [made.selectionStart, document.activeElement === made]")
    assert at == [len("Words.\n\nBy [him]("), True]


def test_what_is_written_is_kept_in_this_browser_until_it_is_emptied(page: Any) -> None:
    write(page)
    page.get_by_role("button", name="Umar Saif").wait_for()
    page.reload()
    title = page.get_by_label("Headline", exact=True)
    title.wait_for()
    assert title.input_value().startswith("Fibre")
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="Clear the form").press("Enter")
    page.reload()
    title.wait_for()
    assert title.input_value() == ""


def test_what_is_annotated_can_be_undone_and_is_not_annotated_twice(page: Any) -> None:
    write(page)
    body = page.get_by_label("The story")
    plain = body.input_value()
    page.get_by_role("button", name=re.compile("Annotate all")).press("Enter")
    annotated = body.input_value()
    assert annotated != plain
    page.get_by_label("Commitment", exact=True).select_option("nationwide-fibre")
    page.get_by_label("Status in this story").select_option("done")
    body.evaluate("made => made.setSelectionRange(1, 14)")
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
    link.evaluate("made => made.addEventListener('click', (one) => one.preventDefault())")
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
def test_the_page_goes_on_whatever_is_written(page: Any, words: str) -> None:
    """What was thrown at any step would be told by the fixture, and end the page."""
    write(page)
    for label in ("The story", "Summary"):
        page.get_by_label(label).evaluate(
            "(made, words) => { made.value = words; made.dispatchEvent(new Event('input')); }",
            f"Before. {words} After.",
        )
    page.get_by_label("Headline", exact=True).press("End")
    page.keyboard.type("!")
    page.wait_for_function("() => document.querySelector('.shown h2').textContent.endsWith('!')")
    assert page.locator(".write pre").last.text_content().count(" After.") == 2


def test_nothing_is_wider_than_a_telephone(page: Any) -> None:
    write(page)
    page.get_by_role("button", name="Umar Saif").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_a_script_the_page_shows_what_a_file_begins_with(built: Path) -> None:
    text = (built / "site/contribute/new/index.html").read_text(encoding="utf-8")
    assert "This form needs JavaScript" in text
    assert 'href="https://github.com/a/b/new/main/content/articles?filename=' in text
    assert "title: A headline in your own words" in text


def test_hosts_are_asked_in_their_own_way() -> None:
    gitlab = Site("A", edit_url="https://gitlab.com/a/b/-/edit/main/content/")
    assert (
        new_file_address(gitlab)
        == "https://gitlab.com/a/b/-/new/main/content/articles?file_name=YEAR/a-plain-name.md"
    )
    assert new_file_address(Site("A", edit_url="https://example.org/raw/content/")) == ""
    assert new_file_address(Site("A")) == ""


@pytest.mark.parametrize(
    "title",
    ["L'\u00e9t\u00e9 \u2013 Pakistan's 5G!", "5G", "a" * 90, "\u0639\u0645\u0631", 'No: "x"'],
)
def test_a_file_is_named_and_begun_as_the_command_does(page: Any, title: str) -> None:
    page.get_by_label("Headline", exact=True).fill(title)
    page.wait_for_function(
        "title => document.querySelector('.shown h2').textContent == title", arg=title
    )
    line = page.locator(".write pre").last.text_content().split("\n")[1]
    assert line == new_article_text(NewArticle(title, "2026-01-01")).split("\n")[1]
    address = page.get_by_role("link", name="Open as a pull request").get_attribute("href")
    assert f"filename={id_from_title(title) or 'a-new-story'}.md" in address
