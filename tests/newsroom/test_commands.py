"""The commands for those who write and edit: check, new, annotate, report, schema."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import time
from itertools import islice, permutations
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import jsonschema
import pytest
import yaml

from generator.checks.fixes import apply_fixes, normalise
from generator.checks.reporters import REPORTERS, as_github, as_json, as_sarif
from generator.content.dates import parse_loose_date
from generator.content.fields import FIELDS
from generator.content.model import Commitment, Entity, Key, Kind
from generator.content.new_article import id_from_title
from generator.content.parser import parse_file
from generator.content.problems import Fix, Location, Problem, disarm_commands
from generator.content.schema import schema_text
from generator.content.suggestions import likely_typo_of, nearest_word
from generator.index.name_matcher import NameEntry, NameMatcher, name_matcher
from generator.newsroom.annotate import annotated, proposals
from generator.newsroom.page_extract import extract_page, notes
from tests.support import ARTICLE, BROKEN, REPOSITORY, edition_of
from tests.test_command_line import coopnews

STORY = "content/articles/2024/fibre-is-laid.md"
FRONT = ARTICLE.partition("\n\n")[0] + "\n\n"
PERSON = Key(Kind.PERSON, "umar-saif")
ALI, OTHER_ALI = Key(Kind.PERSON, "ali-khan"), Key(Kind.PERSON, "ali-khan-of-gilgit")
CHINA_MOBILE = "\u4e2d\u56fd\u79fb\u52a8"
KNOWN = name_matcher(
    [
        NameEntry(PERSON, ("Umar Saif", "Dr Umar Saif", "\u0639\u0645\u0631 \u0633\u06cc\u0641")),
        NameEntry(ALI, ("Ali Khan",)),
        NameEntry(OTHER_ALI, ("Ali Khan",)),
        NameEntry(Key(Kind.ORGANISATION, "hubco"), ("Hubco",)),
        NameEntry(Key(Kind.ORGANISATION, "hubco-green"), ("Hubco Green",)),
        NameEntry(Key(Kind.ORGANISATION, "yahoo"), ("Yahoo!",)),
        NameEntry(Key(Kind.ORGANISATION, "dod"), ("Dawn O'Day",)),
        NameEntry(Key(Kind.ORGANISATION, "china-mobile"), ("China Mobile", CHINA_MOBILE)),
        NameEntry(Key(Kind.TOPIC, "evs"), ("Electric vehicles", "electric car", "EV")),
    ]
)


def entity(body: str, path: str = "articles/2024/story.md") -> Entity:
    found = parse_file(path, (FRONT + body).encode(), path).entity
    assert found
    return found


def annotate(body: str, known: NameMatcher = KNOWN, every: bool = False) -> str:
    found = proposals(entity(body), known, (), every)
    return annotated(FRONT + body, found.annotations).removeprefix(FRONT)


# Annotating


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Umar Saif came.", "[Umar Saif](person:umar-saif) came."),
        ("Dr Umar\nSaif came.", "[Dr Umar\nSaif](person:umar-saif) came."),
        ("Umar Saif, then Umar Saif.", "[Umar Saif](person:umar-saif), then Umar Saif."),
        ("Hubco Green came.", "[Hubco Green](org:hubco-green) came."),
        ("Hubcos and aHubco came.", "Hubcos and aHubco came."),
        ("umar saif came.", "umar saif came."),
        ("An Electric car.", "An [Electric car](topic:evs)."),
        ("Two electric cars.", "Two [electric cars](topic:evs)."),
        ("An ev.", "An ev."),
        (f"\u4e0e{CHINA_MOBILE}\u5408", f"\u4e0e[{CHINA_MOBILE}](org:china-mobile)\u5408"),
        ("`Umar Saif`, [Umar Saif](../2023/a.md)", "`Umar Saif`, [Umar Saif](../2023/a.md)"),
        ("[He](person:umar-saif) is Umar Saif.", "[He](person:umar-saif) is Umar Saif."),
        ("## Umar Saif\n\nHe came.", "## Umar Saif\n\nHe came."),
        ("[Umar Saif]: https://a.b/", "[Umar Saif]: https://a.b/"),
        ("Ali Khan came.", "Ali Khan came."),
        ("See https://a.b/Hubco or a@Hubco.com", "See https://a.b/Hubco or a@Hubco.com"),
        ("[Hubco](org: x), [Hubco] (org:x)", "[Hubco](org: x), [Hubco] (org:x)"),
        ("Hubco Arena, Hubco-Tower", "Hubco Arena, Hubco-Tower"),
        ("Said Yahoo! of Yahoo, too", "Said [Yahoo!](org:yahoo) of Yahoo, too"),
        ("Said Dawn O\u2019Day: no", "Said [Dawn O\u2019Day](org:dod): no"),
        (f"{CHINA_MOBILE}{CHINA_MOBILE}", f"[{CHINA_MOBILE}](org:china-mobile){CHINA_MOBILE}"),
        ("Said Hubco. Then", "Said [Hubco](org:hubco). Then"),
        ("> Yes.\n> \u2014 Umar Saif", "> Yes.\n> \u2014 [Umar Saif](person:umar-saif)"),
    ],
)  # fmt: skip
def test_a_name_is_annotated_where_it_stands_for_itself(body: str, expected: str) -> None:
    assert annotate(body) == expected


def test_every_mention_is_annotated_when_asked() -> None:
    assert annotate("Hubco and Hubco.", every=True) == "[Hubco](org:hubco) and [Hubco](org:hubco)."


def test_what_may_be_one_of_two_is_left_to_people() -> None:
    found = proposals(entity("Ali Khan and Ali Khan came."), KNOWN, ())
    assert [(one.words, one.keys) for one in found.unclear] == [("Ali Khan", (ALI, OTHER_ALI))]


def test_names_without_a_file_are_told() -> None:
    body = "The Korangi Creek Park is new. In the Korangi Creek Park is ABC; ABC and Hubco Green."
    assert proposals(entity(body), KNOWN, ()).unknown == (("ABC", 2), ("Korangi Creek Park", 2))


def test_a_promise_that_a_text_may_tell_of_is_proposed() -> None:
    promise = Commitment(
        key=Key(Kind.COMMITMENT, "chargers"), title="Chargers in big cities", by=(PERSON,)
    )
    told = "Umar Saif said the first charger stands in big cities."
    assert proposals(entity(told), KNOWN, [promise]).commitments == (promise,)
    assert not proposals(
        entity("The first charger stands in big cities."), KNOWN, [promise]
    ).commitments
    seen = told.replace("the first", '[the first](commitment:chargers "done")')
    assert not proposals(entity(seen), KNOWN, [promise]).commitments


def test_what_authors_annotated_is_found_again() -> None:
    """Of the site's own stories, stripped: 95 in 100 of their nouns, and hardly any other.

    `python -m tests.recall` says which.
    """
    from tests.recall import measure  # noqa: PLC0415 - it reads the site's own content

    found = measure(REPOSITORY / "content")
    assert found.recall > 0.95
    assert found.precision > 0.98


# Mending


def fixed(text: str, *problems: Problem) -> str:
    return apply_fixes(text, problems).text


def test_a_fix_is_made_where_the_problem_is_and_nowhere_else() -> None:
    at = Problem(Location("a.md", 2, 4), "bad-date", "", "", Fix("x", "yy"))
    assert fixed("x\nax x x\n", at) == "x\nax yy x\n"


def test_a_fix_that_finds_other_words_is_left_to_people() -> None:
    at = Problem(Location("a.md", 1, 1), "bad-date", "", "", Fix("y", "z"))
    done = apply_fixes("x\n", [at])
    assert (done.text, done.fixed) == ("x\n", ())


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_is_in_order_stays_as_it_is(end: str, mark: str) -> None:
    text = f"{mark}---\ntitle: T # why\ndate: 2024-01-01\n---\n\na  \nb\n".replace("\n", end)
    assert normalise(text, Kind.ARTICLE) == (text, [])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\ntitle: T  \n---\na \nb  \nc\t\n", "---\ntitle: T\n---\na\nb  \nc\n"),
        ("---\ntitle: T\n---\na  \n\nb  \n\n\n", "---\ntitle: T\n---\na\n\nb\n"),
        ("---\ntitle: T\n---\na", "---\ntitle: T\n---\na\n"),
        (
            "---\n# of the day\ndate: 2024-01-01\nx: 1\ntitle: T\n---\n",
            "---\ntitle: T\n# of the day\ndate: 2024-01-01\nx: 1\n---\n",
        ),
        (
            "---\nsources:\n  - title: A\n    url: b\n\ntitle: T\n---\n",
            "---\n\ntitle: T\nsources:\n  - title: A\n    url: b\n---\n",
        ),
    ],
)
def test_a_file_is_put_in_order(before: str, after: str) -> None:
    assert normalise(before, Kind.ARTICLE)[0] == after
    assert normalise(after, Kind.ARTICLE)[0] == after


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("27 September 2023", "2023-09-27"),
        ("Sept 27, 2023", "2023-09-27"),
        ("27th sep. 2023", "2023-09-27"),
        ("2023/9/27", "2023-09-27"),
        ("27.9.2023", "2023-09-27"),
        ("9/27/2023", "2023-09-27"),
        ("4/4/2023", "2023-04-04"),
        ("3/4/2023", ""),
        ("31 June 2023", ""),
        ("ma 3, 2023", ""),
        ("27/9/23", ""),
        ("yesterday", ""),
    ],
)
def test_a_date_in_another_form_is_read_when_it_can_be_one_day_only(words: str, day: str) -> None:
    assert parse_loose_date(words) == day


def test_what_has_one_right_answer_is_put_right_and_told(site: Path) -> None:
    path = site / STORY
    text = path.read_text(encoding="utf-8")
    day = next(line for line in text.splitlines() if line.startswith("date:"))
    broken = text.replace(day, "date: 4 March 2024").replace("org:moitt", "org:moit")
    path.write_text(broken.replace("title:", "titel:", 1), encoding="utf-8")
    (site / "content/articles/2023").mkdir(exist_ok=True)
    moved = site / "content/articles/2023/elsewhere.md"
    moved.write_text(FRONT + "Words and [fibre](topic:fibre).\n", encoding="utf-8")
    done = coopnews("check", "--fix", cwd=site)
    assert f"{STORY}:2:1: `titel:` is now `title:` (unknown-key)" in done.stderr
    assert "`4 March 2024` is now `2024-03-04` (bad-date)" in done.stderr
    assert "`org:moit` is now `org:moitt` (unknown-organisation)" in done.stderr
    assert "elsewhere.md: is now content/articles/2024/elsewhere.md" in done.stderr
    assert (site / "content/articles/2024/elsewhere.md").exists()
    assert not moved.exists()
    assert coopnews("check", "-q", cwd=site).returncode == 0
    again = coopnews("check", "--fix", "-q", cwd=site)
    assert "is now" not in again.stderr


def test_a_story_that_others_link_to_is_not_moved(site: Path) -> None:
    (site / "content/articles/2023").mkdir(exist_ok=True)
    stays = site / "content/articles/2023/elsewhere.md"
    stays.write_text(FRONT + "Words and [fibre](topic:fibre).\n", encoding="utf-8")
    with (site / STORY).open("a", encoding="utf-8") as story:
        story.write("\nAs [told before](../2023/elsewhere.md).\n")
    done = coopnews("check", "--fix", cwd=site)
    assert "elsewhere.md: stays where it is, since other files link to it" in done.stderr
    assert stays.exists()


def test_a_link_is_led_to_the_file_of_its_name_and_to_no_other(site: Path) -> None:
    story = site / STORY
    text = story.read_text(encoding="utf-8")
    links = "[a](../2023/urdu-story.md), [b](umar-saif.md), [c](urdu-stori.md)"
    story.write_text(f"{text}\n{links}\n", encoding="utf-8")
    coopnews("check", "--fix", cwd=site)
    mended = story.read_text(encoding="utf-8")
    assert "[a](urdu-story.md), [b](umar-saif.md), [c](urdu-stori.md)" in mended


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("umar-saiff", "umar-saif"),
        ("umarsaif", "umar-saif"),
        ("Umar Saif", "umar-saif"),
        ("umar-siaf", "umar-saif"),
        ("uma-saif", "umar-saif"),
        ("Under way", "under-way"),
        ("ali-saif", ""),
        ("stopped", ""),
        ("jaz", ""),
        ("umar", ""),
        ("china-mobile-international", ""),
    ],
)
def test_only_a_slip_of_the_hand_is_put_right(word: str, meant: str) -> None:
    assert (
        likely_typo_of(word, ["umar-saif", "under-way", "dropped", "jazz", "china-mobile"]) == meant
    )


def test_what_may_be_two_words_is_left_to_people() -> None:
    assert likely_typo_of("saad-khat", ["saad-khan", "saad-khal"]) == ""


def test_a_mistake_is_recognised_among_thousands_of_names() -> None:
    """Where a word has too many that look like it, none is written in its place."""
    letters = "abcdefghijklmnopqrst"
    known = ["".join(name) for name in islice(permutations(letters, 9), 0, 60_000_000, 9_973)]
    known = frozenset([*known, "umar-saif", "saad-khan", "saad-khal"])
    assert len(known) > 5_000
    for word in ("umar-siaf", "mar-saif", "umar-sai", "xmar-saif", "Umar Saif"):
        assert likely_typo_of(word, known) == "umar-saif"
    assert nearest_word("umr-saaif", known) == "umar-saif"
    assert likely_typo_of("saad-khat", known) == ""
    assert nearest_word("saad-khat", known) == "saad-khan"
    alike = frozenset(f"ministry-of-{name}" for name in known)
    assert likely_typo_of("ministry-of-umar-siaf", alike) == ""
    assert nearest_word("ministry-of-umar-siaf", alike) == "ministry-of-umar-saif"


def test_a_kind_is_put_right_only_after_a_slip_of_the_hand() -> None:
    for kind, fix in (
        ("persno", "person:"),
        ("people", "person:"),
        ("persoonn", ""),
        ("Org", "org:"),
    ):
        made = edition_of({BROKEN: f"{FRONT}[a]({kind}:x)\n".encode()})
        (problem,) = (one for one in made.problems if one.code == "unknown-kind")
        assert problem.fix.new == fix, kind


def test_putting_a_file_in_order_never_changes_what_it_says(site: Path) -> None:
    story = site / STORY
    text = story.read_text(encoding="utf-8")
    lines = 'summary: "He said\nprice: too high"\ndate:'
    odd = text.replace("date:", lines, 1).replace("summary: The", "byline: [The]\n#", 1)
    story.write_text(odd, encoding="utf-8")
    coopnews("check", "--fix", STORY, cwd=site)
    assert 'summary: "He said\nprice: too high"\n' in story.read_text(encoding="utf-8")


def test_files_without_a_fix_stay_as_they_are_unless_named(site: Path) -> None:
    story, other = site / STORY, site / "content/people/umar-saif.md"
    text = story.read_text(encoding="utf-8")
    story.write_text(text.replace("org:moitt", "org:moit", 1) + "\n\n", encoding="utf-8")
    other.write_text(other.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    before = other.read_bytes()
    done = coopnews("check", "--fix", cwd=site)
    assert "`org:moit` is now `org:moitt`" in done.stderr
    assert f"{STORY}: now has one end of line at the end" in done.stderr
    assert other.read_bytes() == before
    coopnews("check", "--fix", "content/people", cwd=site)
    assert other.read_bytes() != before


def test_only_what_is_named_is_put_right(site: Path) -> None:
    other = site / "content/people/umar-saif.md"
    other.write_text(other.read_text(encoding="utf-8") + "\n\n\n", encoding="utf-8")
    before = other.read_bytes()
    coopnews("check", "--fix", STORY, cwd=site)
    assert other.read_bytes() == before


# The forms of problems

HOSTILE = Problem(
    Location("content/a,b:c.md", 3, 4), "bad-date", "50%\n::error::x", "h\r", Fix("a", "b")
)


def test_a_host_gets_one_command_for_each_problem() -> None:
    assert as_github([HOSTILE]) == (
        "::error file=content/a%2Cb%3Ac.md,line=3,col=4,title=bad-date::"
        "50%25%0A::error::x%0Ahint: h%0D"
    )


def test_programs_get_all_of_a_problem() -> None:
    (told,) = json.loads(as_json([HOSTILE]))
    assert told["fix"] == {"old": "a", "new": "b"}
    assert (told["file"], told["line"], told["column"]) == HOSTILE.location
    assert told["level"] == "error"


def test_sarif_names_each_rule_and_the_fix() -> None:
    (one,) = json.loads(as_sarif([HOSTILE]))["runs"]
    (result,) = one["results"]
    assert one["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "bad-date"
    (change,) = result["fixes"][0]["artifactChanges"]
    region = {"startLine": 3, "startColumn": 4, "endColumn": 5}
    assert change["replacements"][0]["deletedRegion"] == region


STEERS = Problem(
    Location("content/a\udcff\x1b[31m\u202eb.md"),
    "bad-id",
    "\x1b[2J ##[error]x ##vso[task]\x9b \U000e0041\n::warning::y",
    "::add-mask::z \u0639\u0645\u0631",
)
"""What could steer a terminal or a workflow, in a file whose name isn't UTF-8."""


@pytest.mark.parametrize("form", REPORTERS)
def test_no_form_steers_a_terminal_or_a_workflow(form: str) -> None:
    """GitHub's runner finds `##[` anywhere in a line, and `::` behind the blanks at its start."""
    told = REPORTERS[form]([STEERS])
    assert told.encode()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\U000e0041]", told)
    assert not re.search(r"##[a-z]*\[", told)
    commands = [line for line in re.split("[\n\r]", told) if line.lstrip().startswith("::")]
    assert len(commands) == (1 if form == "github" else 0)
    assert "\u0639\u0645\u0631" in told


def test_programs_read_exactly_what_was_written_but_for_bytes_that_are_no_letters() -> None:
    (told,) = json.loads(as_json([STEERS]))
    assert (told["message"], told["hint"]) == (STEERS.message, STEERS.hint)
    assert told["file"] == "content/a\\xff\x1b[31m\u202eb.md"


def test_sarif_names_a_file_by_its_bytes() -> None:
    (run,) = json.loads(as_sarif([STEERS]))["runs"]
    (place,) = run["results"][0]["locations"]
    uri = place["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "content/a%FF%1B%5B31m%E2%80%AEb.md"
    assert unquote_to_bytes(uri) == os.fsencode(STEERS.location.file)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("::error::x", "\\::error::x"),
        ("  \t::error::x", "  \t\\::error::x"),
        ("a\r::set-output name=x::y", "a\r\\::set-output name=x::y"),
        ("\u3000::x\n\n ::y", "\u3000\\::x\n\n \\::y"),
        ("a ##[group]b ##[c]", "a ##\\[group]b ##\\[c]"),
        ("####[x] ##vso[task]", "####\\[x] ##vso\\[task]"),
        ("a::b, ## [x], #[y] and std::vector", "a::b, ## [x], #[y] and std::vector"),
    ],
)
def test_a_workflow_command_gets_a_backslash(written: str, printed: str) -> None:
    assert disarm_commands(written) == printed


def test_a_report_that_is_printed_holds_no_workflow_command(kept: Path) -> None:
    """The lines around a change begin with a blank, which the runner passes over."""
    add_a_story(kept, "Old.\n::error::here ##[warning]there\n", name="hostile")
    git(kept, "add", "-A")
    git(kept, "commit", "-qm", "two")
    add_a_story(kept, "New.\n::error::here ##[warning]there\n", name="hostile")
    told = coopnews("report", "HEAD", cwd=kept).stdout
    assert "\\::error::here" in told
    assert not re.search(r"^\s*::|##\[", told, flags=re.MULTILINE)
    coopnews("report", "HEAD", "-o", "report.md", cwd=kept)
    assert " ::error::here" in (kept / "report.md").read_text(encoding="utf-8")


HOSTILE_NAMES = (b"a\xff.md", b"b\x1b[31m.md", b"##[error]c.md", b"d\n::error::e.md", b"f\r::x.md")


@pytest.mark.skipif(sys.platform == "darwin", reason="its disks keep no such names")
@pytest.mark.parametrize(
    "words",
    [
        *(("check", "--format", form) for form in REPORTERS),
        ("check", "--fix"),
        ("check", "--since", "HEAD"),
        ("report", "HEAD"),
        ("report", "HEAD", "-o", "report.md", "--pages", "pages.html"),
        ("build", "--no-search"),
        ("export", "tree"),
        ("annotate", "content"),
    ],
    ids=" ".join,
)
def test_whatever_a_file_is_called_it_is_told(kept: Path, words: tuple[str, ...]) -> None:
    for name in HOSTILE_NAMES:
        path = os.fsencode(kept / "content/people") + b"/" + name
        Path(os.fsdecode(path)).write_text("---\nname: N\n---\n", encoding="utf-8")
    line = [sys.executable, "-m", "generator", *words]
    done = subprocess.run(line, cwd=kept, capture_output=True, check=False)
    told = (done.stdout + done.stderr).decode()
    assert done.returncode in (0, 1, 2)
    assert "Traceback" not in told
    assert "\x1b" not in told
    assert "##[" not in told
    assert not re.search(r"^\s*::(?!error file=)", told.replace("\r", "\n"), flags=re.MULTILINE)
    if words[:3] in (("check", "--format", "json"), ("check", "--format", "sarif")):
        assert "bad-id" in str(json.loads(done.stdout))


def test_a_form_goes_where_programs_read(site: Path) -> None:
    text = (site / STORY).read_text(encoding="utf-8")
    (site / STORY).write_text(text.replace("org:moitt", "org:moit"), encoding="utf-8")
    done = coopnews("check", "--format", "json", cwd=site)
    assert done.returncode == 1
    assert {one["code"] for one in json.loads(done.stdout)} == {"unknown-organisation"}
    assert coopnews("check", "--format", "github", cwd=site).stdout.startswith("::error file=")


@pytest.mark.parametrize("name", ["content/nowhere.md", "mkdocs.yml"])
def test_a_path_that_is_none_of_the_content_is_not_passed_over(site: Path, name: str) -> None:
    done = coopnews("check", name, cwd=site)
    assert done.returncode == 2
    assert name in done.stderr


def test_a_path_is_named_from_where_one_stands(site: Path) -> None:
    text = (site / STORY).read_text(encoding="utf-8")
    (site / STORY).write_text(text.replace("org:moitt", "org:moit"), encoding="utf-8")
    words = ("check", "-f", "../mkdocs.yml", "articles/2024/fibre-is-laid.md")
    assert coopnews(*words, cwd=site / "content").returncode == 1
    assert coopnews(*words[:3], "people", cwd=site / "content").returncode == 0


# What has changed


@pytest.fixture
def kept(site: Path) -> Path:
    """The site in a repository, as it is merged."""
    git(site, "init", "-q")
    git(site, "add", "-A")
    git(site, "commit", "-qm", "one")
    return site


def git(site: Path, *words: str) -> None:
    who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "HOME": str(site)}
    who |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}
    subprocess.run(["git", *words], cwd=site, check=True, env={**os.environ, **who})


def add_a_story(site: Path, body: str, name: str = "new-story", day: str = "2026-05-06") -> Path:
    text = FRONT.replace("2024-03-04", day).replace("The ministry began to lay fibre", "Crews came")
    path = site / f"content/articles/{day[:4]}/{name}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text + body, encoding="utf-8")
    return path


def test_old_problems_are_told_apart_from_new_ones(kept: Path) -> None:
    text = (kept / STORY).read_text(encoding="utf-8")
    (kept / STORY).write_text(text.replace("org:moitt", "org:moit", 1), encoding="utf-8")
    git(kept, "commit", "-qam", "two")
    assert coopnews("check", "--since", "HEAD", cwd=kept).returncode == 0
    add_a_story(kept, "A [person](person:nobody).\n")
    done = coopnews("check", "--since", "HEAD", cwd=kept)
    assert done.returncode == 1
    assert "unknown-person" in done.stderr
    assert "unknown-organisation" not in done.stderr
    assert "1 error; 1 that was there before" in done.stdout


def test_what_a_removed_file_breaks_is_new(kept: Path) -> None:
    (kept / "content/people/umar-saif.md").unlink()
    done = coopnews("check", "--since", "HEAD", cwd=kept)
    assert "unknown-person" in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize("revision", ["nothing-such", "--all", "HEAD~9"])
def test_a_revision_that_git_does_not_know_is_told(kept: Path, revision: str) -> None:
    done = coopnews("check", f"--since={revision}", cwd=kept)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("coopnews: ")
    assert "Traceback" not in done.stderr


def test_a_report_of_a_story_that_moves_a_promise_fits_one_screen(kept: Path) -> None:
    seen = '[lies still](commitment:nationwide-fibre "stalled")'
    body = f"The cable {seen}, says [Umar Saif](person:umar-saif).\n"
    add_a_story(kept, body)
    told = coopnews("report", "HEAD", cwd=kept).stdout
    screen = told.partition("## The pages")[0].rstrip().splitlines()
    assert len(screen) <= 24
    assert "1 story added · 1 commitment moved · no new problem" in screen
    assert "`nationwide-fibre`" in told
    assert "→ **stalled**, because “lies still”" in told
    assert "+The cable" not in told.partition("## The pages")[0]
    assert "example.com" in told


def test_the_changed_pages_are_shown_as_they_were_and_as_they_are(kept: Path) -> None:
    text = (kept / STORY).read_text(encoding="utf-8")
    (kept / STORY).write_text(text.replace("Nothing more", "Nothing else"), encoding="utf-8")
    add_a_story(kept, "The [ministry](org:moitt) came.\n")
    assert coopnews("report", "HEAD", "--pages", "pages.html", cwd=kept).returncode == 0
    shown = (kept / "pages.html").read_text(encoding="utf-8")
    before, _, now = shown.partition("<h2>articles/2024/fibre-is-laid.md</h2>")[2].partition(
        '<section aria-label="Now">'
    )
    assert "Nothing more" in before
    assert "Nothing else" in now.partition("</div>\n<h2>")[0]
    assert "There was no such page." in shown
    assert ' id="' not in shown
    assert '<base href="https://example.org/record/">' in shown


def test_a_report_tells_what_an_editor_must_look_at(kept: Path) -> None:
    text = (kept / STORY).read_text(encoding="utf-8")
    add_a_story(kept, text.partition("---\n\n")[2], day="2024-03-05")
    (kept / "content/people/umar-saif.md").unlink()
    told = coopnews("report", "HEAD", cwd=kept).stdout
    assert "may be there already" in told
    assert "nothing leads from `people/umar-saif/` any more" in told
    assert "unknown-person" in told
    assert "Removed: person **Umar Saif**" in told


def test_a_renamed_story_is_told_as_one(kept: Path) -> None:
    new = kept / "content/articles/2024/fibre-is-in-the-ground.md"
    text = (kept / STORY).read_text(encoding="utf-8")
    (kept / STORY).unlink()
    aliases = "aliases: [articles/2024/fibre-is-laid/]\nsummary:"
    new.write_text(text.replace("summary:", aliases, 1), encoding="utf-8")
    told = coopnews("report", "HEAD", cwd=kept).stdout
    assert "1 story renamed" in told
    assert "nothing leads from `articles/2024/fibre-is-laid/`" not in told


def test_a_change_of_nothing_is_reported_as_such(kept: Path) -> None:
    assert "Nothing of the record changes." in coopnews("report", "HEAD", cwd=kept).stdout


def test_a_report_is_plain_markdown_whatever_a_story_says(kept: Path) -> None:
    path = add_a_story(kept, "````\n</details>\n````\n", name="hostile")
    text = path.read_text(encoding="utf-8").replace("title: ", "title: '<b>x</b> ' # ", 1)
    path.write_text(text, encoding="utf-8")
    told = coopnews("report", "HEAD", cwd=kept).stdout
    assert "**&lt;b&gt;x&lt;/b&gt;**" in told
    assert "\n`````diff\n" in told


# Beginning


PAGE = """<!doctype html><html><head><title>A plant opens</title>
<meta property="og:site_name" content="The Example Times">
<link rel="canonical" href="https://example.com/plant">
<meta property="article:published_time" content="2026-07-03T10:00:00Z"></head><body><nav>More</nav>
<article><h1>A plant opens</h1><p>The plant in Karachi makes 25,000 cars a year, said the company on
Thursday, and this paragraph is long enough to be the text of a page.</p></article></body></html>"""


def test_a_page_of_html_is_read_to_write_from() -> None:
    found = extract_page(PAGE)
    assert found.title == "A plant opens"
    assert (found.day, found.url) == ("2026-07-03", "https://example.com/plant")
    assert found.publisher == "The Example Times"
    assert "25,000 cars" in found.text
    assert "More" not in found.text


@pytest.mark.parametrize(
    "page",
    [
        "A plant opens\nhttps://example.com/plant\n3 July 2026\n\nThe plant, begun on 2 May 2021.",
        "---\ntitle: A plant opens\nurl: https://example.com/plant\ndate: 2026-07-03\n---\nThe.",
        "# A plant opens\n\nJuly 3rd, 2026, [here](https://example.com/plant)\n\nThe plant.",
    ],
)
def test_a_page_of_text_is_read_to_write_from(page: str) -> None:
    found = extract_page(page)
    assert (found.title, found.day) == ("A plant opens", "2026-07-03")
    assert found.url == "https://example.com/plant"


def test_notes_hold_nothing_that_runs_or_hides() -> None:
    made = notes("a\u202eb <script> [x](javascript:a) ```` end")
    assert made == "`````notes\nab &lt;script> [x] (javascript:a) ```` end\n`````\n"


def test_a_story_begun_from_a_page_keeps_its_words_as_notes_alone(site: Path) -> None:
    (site / "page.html").write_text(PAGE, encoding="utf-8")
    done = coopnews("new", "--from", "page.html", "--topic", "fibre", cwd=site)
    path = site / done.stdout.splitlines()[0]
    text = path.read_text(encoding="utf-8")
    assert "url: https://example.com/plant" in text
    assert "publisher: The Example Times" in text
    assert "25,000 cars" in text.partition("```notes")[2]
    path.write_text(text.replace("draft: true", "draft: false"), encoding="utf-8")
    assert "notes-left" in coopnews("check", cwd=site).stderr


def test_of_a_draft_it_is_told_what_is_still_to_be_done(site: Path) -> None:
    (site / "page.html").write_text(PAGE, encoding="utf-8")
    coopnews("new", "--from", "page.html", "--topic", "fibre", cwd=site)
    done = coopnews("check", cwd=site)
    assert done.returncode == 0
    told = done.stderr.partition("Before `draft: true` is deleted:\n")[2]
    assert told.count("stand-in-left") == 2
    assert "notes-left" in told


def test_without_a_title_and_nobody_to_ask_it_is_said(site: Path) -> None:
    done = coopnews("new", cwd=site)
    assert done.returncode == 2
    assert "give the story a title" in done.stderr


def test_in_a_terminal_what_is_missing_is_asked(site: Path) -> None:
    answers = ["5G comes to Gilgit", "fiber", "2026-05-02", "It came.", "https://a.b/c", "G", "P"]
    program, terminal = pty.openpty()
    words = [sys.executable, "-m", "generator", "new", "--no-edit"]
    with subprocess.Popen(words, cwd=site, stdin=terminal, stdout=terminal, stderr=terminal) as new:
        os.close(terminal)
        for answer in answers:
            time.sleep(0.05)
            os.write(program, f"{answer}\n".encode())
        told = _all(program)
        assert new.wait() == 0, told
    text = (site / "content/articles/2026/5g-comes-to-gilgit.md").read_text(encoding="utf-8")
    for line in ("topics: [fibre]", "date: 2026-05-02", "summary: It came.", "url: https://a.b/c"):
        assert line in text, told


def _all(program: int) -> str:
    told = b""
    try:
        while part := os.read(program, 4096):
            told += part
    except OSError:  # the other end is closed
        pass
    return told.decode()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("Con",), "no file can be named after this title"),
        (("Index",), "no file can be named after this title"),
        (("5G", "--date", "0026-05-02"), "is no day of news"),
        (("5G", "--date", "5 May 2026"), "is not a day like 2026-05-02"),
        (("5G", "--topic", "fiber"), "there is no topic `fiber`: did you mean `fibre`?"),
    ],
)
def test_what_the_check_would_refuse_is_not_begun(
    site: Path, words: tuple[str, ...], told: str
) -> None:
    done = coopnews("new", *words, cwd=site)
    assert done.returncode == 2
    assert told in done.stderr


def test_an_id_comes_from_the_title() -> None:
    assert id_from_title("L'\u00e9t\u00e9 \u2013 Pakistan's 5G!") == "lete-pakistans-5g"
    assert id_from_title("\u0639\u0645\u0631") == ""


# Schemas


class _Plain(yaml.SafeLoader):
    """YAML as editors read it: a day is text."""


_Plain.yaml_implicit_resolvers = {
    sign: [one for one in found if not one[0].endswith("timestamp")]
    for sign, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def front_of(text: str) -> Any:
    return yaml.load(text.split("---\n")[1], _Plain)


@pytest.mark.parametrize("kind", Kind)
def test_what_the_checker_passes_its_schema_passes(kind: Kind) -> None:
    schema = json.loads(schema_text(kind, FIELDS[kind]))
    jsonschema.Draft7Validator.check_schema(schema)
    for root in ("content", "tests/example/content"):
        for path in (REPOSITORY / root / kind.folder).rglob("*.md"):
            jsonschema.validate(front_of(path.read_text(encoding="utf-8")), schema)
    assert set(schema["properties"]) == set(FIELDS[kind])


@pytest.mark.parametrize(
    "change",
    [
        {"titel": "T"},
        {"date": "4 March 2024"},
        {"date": "2024-03-04T10:00"},
        {"lang": "de"},
        {"topics": "fibre"},
        {"topics": ["Fibre"]},
        {"sources": []},
        {"sources": [{"title": "A", "publisher": "B"}]},
        {"draft": "yes"},
        {"image": {"src": "a.svg", "alt": "A"}},
        {"image": {"src": "//a.b/c.png", "alt": "A"}},
    ],
)
def test_what_the_checker_refuses_its_schema_refuses(change: dict[str, Any]) -> None:
    schema, good = (
        json.loads(schema_text(Kind.ARTICLE, FIELDS[Kind.ARTICLE])),
        front_of(ARTICLE),
    )
    jsonschema.validate(good, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**good, **change}, schema)


def test_schemas_are_written_for_editors(site: Path, tmp_path: Path) -> None:
    coopnews("schema", str(tmp_path / "schemas"), cwd=site)
    assert {path.stem for path in (tmp_path / "schemas").iterdir()} == {kind.word for kind in Kind}
