"""`coopnews check --fix`: which problems are fixed, and how."""

from __future__ import annotations

from itertools import islice, permutations
from pathlib import Path

import pytest

from generator.checks.fixes import apply_fixes, normalise
from generator.content.dates import parse_loose_date
from generator.content.model import Kind
from generator.content.problems import Fix, Location, Problem
from generator.content.site import Site
from generator.content.suggestions import likely_typo_of, nearest_word
from generator.pages.edition import make_edition
from tests.support import ARTICLE_FRONT_MATTER, DRAFT, STORY, add_article, coopnews, run_git

MINISTRY = "[ministry](org:moitt)"
"""An annotation in `STORY`."""


def fixed(text: str, *problems: Problem) -> str:
    return apply_fixes(text, problems).text


def test_a_fix_is_made_where_the_problem_is_and_nowhere_else() -> None:
    at = Problem(Location("a.md", 2, 4), "bad-date", "", "", Fix("x", "yy"))
    assert fixed("x\nax x x\n", at) == "x\nax yy x\n"


def test_a_fix_whose_old_words_are_elsewhere_changes_nothing() -> None:
    at = Problem(Location("a.md", 1, 1), "bad-date", "", "", Fix("y", "z"))
    done = apply_fixes("x\n", [at])
    assert (done.text, done.fixed) == ("x\n", ())


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_normalised_file_stays_unchanged(end: str, mark: str) -> None:
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
def test_a_file_is_normalised(before: str, after: str) -> None:
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
def test_a_date_in_another_format_is_converted_if_it_is_unambiguous(words: str, day: str) -> None:
    assert parse_loose_date(words) == day


def test_problems_with_exactly_one_fix_are_fixed_and_reported(site: Path) -> None:
    path = site / STORY
    text = path.read_text(encoding="utf-8")
    day = next(line for line in text.splitlines() if line.startswith("date:"))
    broken = text.replace(day, "date: 4 March 2024").replace(MINISTRY, "[Ministry of IT](org:moit)")
    path.write_text(broken.replace("title:", "titel:", 1), encoding="utf-8")
    (site / "content/articles/2023").mkdir(exist_ok=True)
    moved = site / "content/articles/2023/elsewhere.md"
    moved.write_text(DRAFT, encoding="utf-8")
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
    linked = site / "content/articles/2023/elsewhere.md"
    linked.write_text(DRAFT, encoding="utf-8")
    with (site / STORY).open("a", encoding="utf-8") as story:
        story.write("\nAs [told before](../2023/elsewhere.md).\n")
    done = coopnews("check", "--fix", cwd=site)
    assert "elsewhere.md: wasn't moved: other files link to it" in done.stderr
    assert linked.exists()


def test_a_link_is_fixed_only_if_a_file_has_exactly_its_name(site: Path) -> None:
    story = site / STORY
    text = story.read_text(encoding="utf-8")
    links = "[a](2024/urdu-story.md), [b](umar-saif.md), [c](urdu-stori.md)"
    story.write_text(f"{text}\n{links}, [d](../2023/urdu-story.md)\n", encoding="utf-8")
    coopnews("check", "--fix", cwd=site)
    fixed = story.read_text(encoding="utf-8")
    links = "[a](urdu-story.md), [b](umar-saif.md), [c](urdu-stori.md)"
    assert f"{links}, [d](../2023/urdu-story.md)" in fixed
    coopnews("check", "--fix", "--unsafe-fixes", cwd=site)
    assert f"{links}, [d](urdu-story.md)" in story.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("word", "correction"),
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
def test_only_a_typing_mistake_is_corrected(word: str, correction: str) -> None:
    assert (
        likely_typo_of(word, ["umar-saif", "under-way", "dropped", "jazz", "china-mobile"])
        == correction
    )


def test_a_typing_mistake_of_two_known_words_is_left_to_people() -> None:
    assert likely_typo_of("saad-khat", ["saad-khan", "saad-khal"]) == ""


def test_a_typing_mistake_is_recognised_among_thousands_of_names() -> None:
    """A word that is similar to too many names is not corrected."""
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


def test_the_kind_of_an_annotation_is_fixed_only_after_a_typing_mistake() -> None:
    for kind, fix in (
        ("persno", "person:"),
        ("people", "person:"),
        ("persoonn", ""),
        ("Org", "org:"),
    ):
        text = f"{ARTICLE_FRONT_MATTER}[a]({kind}:x)\n".encode()
        edition = make_edition({"articles/2024/x.md": text}, Site("Test"))
        (problem,) = (problem for problem in edition.problems if problem.code == "unknown-kind")
        assert problem.fix.new == fix, kind


def test_normalising_a_file_never_changes_its_values(site: Path) -> None:
    story = site / STORY
    text = story.read_text(encoding="utf-8")
    lines = 'summary: "He said\nprice: too high"\ndate:'
    odd = text.replace("date:", lines, 1).replace("summary: The", "byline: [The]\n#", 1)
    story.write_text(odd, encoding="utf-8")
    coopnews("check", "--fix", STORY, cwd=site)
    assert 'summary: "He said\nprice: too high"\n' in story.read_text(encoding="utf-8")


def test_files_without_a_fix_stay_unchanged_unless_named(site: Path) -> None:
    story, other = site / STORY, site / "content/people/umar-saif.md"
    text = story.read_text(encoding="utf-8")
    text = text.replace(MINISTRY, "[Ministry of IT](org:moit)")
    story.write_text(f"{text}\n\n", encoding="utf-8")
    other.write_text(other.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    before = other.read_bytes()
    done = coopnews("check", "--fix", cwd=site)
    assert "`org:moit` is now `org:moitt`" in done.stderr
    assert f"{STORY}: now has one end of line at the end" in done.stderr
    assert other.read_bytes() == before
    coopnews("check", "--fix", "content/people", cwd=site)
    assert other.read_bytes() != before


def test_the_keys_stay_where_they_are_when_something_else_is_fixed(site: Path) -> None:
    """They get their order only in a file that is named and has no problems."""
    story = site / STORY
    text = story.read_text(encoding="utf-8")
    title = next(line for line in text.splitlines() if line.startswith("title:"))
    moved = text.replace(f"{title}\n", "").replace("\n---\n", f"\n{title}\n---\n", 1)
    story.write_text(moved.replace(MINISTRY, "[Ministry of IT](org:moit)"), encoding="utf-8")
    done = coopnews("check", "--fix", STORY, cwd=site)
    assert "keys" not in done.stderr
    assert story.read_text(encoding="utf-8") == moved.replace(
        MINISTRY, "[Ministry of IT](org:moitt)"
    )
    assert "now has the keys in their order" in coopnews("check", "--fix", STORY, cwd=site).stderr


def test_only_named_files_are_fixed(site: Path) -> None:
    other = site / "content/people/umar-saif.md"
    other.write_text(other.read_text(encoding="utf-8") + "\n\n\n", encoding="utf-8")
    before = other.read_bytes()
    coopnews("check", "--fix", STORY, cwd=site)
    assert other.read_bytes() == before


def fix(site: Path, body: str, *options: str) -> str:
    """Return a body after `check --fix` with these options."""
    path = add_article(site, f"{body}\n")
    coopnews("check", "--fix", *options, cwd=site)
    return path.read_text(encoding="utf-8").partition("---\n\n")[2].rstrip("\n")


@pytest.mark.parametrize(
    ("written", "safe", "unsafe"),
    [
        ("[Umar Saif](person:umar-saiff)", "[Umar Saif](person:umar-saif)", ""),
        ("[DR UMAR  SAIF](person:umarsaif)", "[DR UMAR  SAIF](person:umar-saif)", ""),
        ("[\u0639\u0645\u0631 \u0633\u06cc\u0641](person:umar-saiff)",
         "[\u0639\u0645\u0631 \u0633\u06cc\u0641](person:umar-saif)", ""),
        ("[Umar Seif](person:umar-seif)", "", "[Umar Seif](person:umar-saif)"),
        ("[the minister](person:umar-seif)", "", "[the minister](person:umar-saif)"),
        ("[the minister](person:Umar_Saif)", "[the minister](person:umar-saif)", ""),
        ("[Umar Saif](place:umar-saif)", "[Umar Saif](person:umar-saif)", ""),
        ("[the minister](org:umar-saif)", "", "[the minister](person:umar-saif)"),
        ("[Dr Umar Saif](person:dr-saif-umar)", "", "[Dr Umar Saif](person:umar-saif)"),
    ],
)  # fmt: skip
def test_an_id_is_replaced_only_if_the_words_are_a_name_of_the_target(
    site: Path, written: str, safe: str, unsafe: str
) -> None:
    """Somebody whose name is nearly the same may have no file yet."""
    assert fix(site, written) == (safe or written)
    assert fix(site, written, "--unsafe-fixes") == (unsafe or safe)


def test_the_hint_names_the_entity_that_the_words_are_a_name_of(site: Path) -> None:
    add_article(site, "[Dr Umar Saif](person:adviser).\n")
    hint = (
        "`Dr Umar Saif` is a name of `person:umar-saif`: did you mean that? "
        "Or add content/people/adviser.md"
    )
    assert hint in coopnews("check", cwd=site).stdout


def test_an_id_without_words_is_replaced_only_if_it_could_never_be_an_id(site: Path) -> None:
    path = site / "content/commitments/chip-factory.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("org:moitt", "org:MOITT, org:moit"), encoding="utf-8")
    coopnews("check", "--fix", cwd=site)
    assert "org:moitt, org:moit" in path.read_text(encoding="utf-8")


def test_what_an_annotation_says_in_its_title_is_not_deleted(site: Path) -> None:
    written = '[Umar Saif](person:umar-saif "in the evening")'
    assert fix(site, written) == written
    assert fix(site, written, "--unsafe-fixes") == "[Umar Saif](person:umar-saif)"


def test_a_diff_shows_fixes_and_writes_nothing(site: Path) -> None:
    path = add_article(site, "[Umar Saif](person:umar-saiff) said.\n")
    before = path.read_bytes()
    moved = site / "content/articles/2023/elsewhere.md"
    moved.write_text(DRAFT, encoding="utf-8")
    done = coopnews("check", "--diff", cwd=site)
    assert done.returncode == 1
    assert "-[Umar Saif](person:umar-saiff) said.\n+[Umar Saif](person:umar-saif) said.\n" in (
        done.stdout
    )
    assert "rename to content/articles/2024/elsewhere.md" in done.stdout
    assert "2 files would change" in done.stderr
    assert path.read_bytes() == before
    assert moved.exists()
    coopnews("check", "--fix", cwd=site)
    assert coopnews("check", "--diff", cwd=site).returncode == 0


def test_unsafe_fixes_alone_are_an_error(site: Path) -> None:
    done = coopnews("check", "--unsafe-fixes", cwd=site)
    assert done.returncode == 2
    assert "--unsafe-fixes needs --fix or --diff" in done.stderr


def test_a_published_article_is_never_moved(site: Path) -> None:
    """Without git, and for an article that git knows, only a draft is moved."""
    path = site / "content/articles/2023/elsewhere.md"
    path.write_text(DRAFT.replace("draft: true\n", ""), encoding="utf-8")
    reason = "elsewhere.md: wasn't moved: it may be published already"
    for words in (), ("init", "-q"), ("add", "-A"), ("commit", "-qm", "one"):
        if words:
            run_git(site, *words)
        assert reason in coopnews("check", "--fix", cwd=site).stderr
    new = path.with_name("new.md")
    path.rename(new)
    assert "is now content/articles/2024/new.md" in coopnews("check", "--fix", cwd=site).stderr
    assert not new.exists()


def test_a_file_in_the_wrong_folder_or_with_a_wrong_name_is_moved(site: Path) -> None:
    """Unless its pictures would be left behind, or another file is there."""
    content = site / "content"
    (content / "people/story.md").write_text(DRAFT, encoding="utf-8")
    (content / "people/Some One.md").write_text("---\nname: S\n---\nWords.\n", encoding="utf-8")
    (content / "articles/2024/fibre-is-laid.md.txt").write_text(DRAFT, encoding="utf-8")
    with_picture = f"{DRAFT}\n![A map](map.png)\n"
    (content / "articles/with-map.md").write_text(with_picture, encoding="utf-8")
    done = coopnews("check", "--fix", cwd=site)
    assert "content/people/story.md: is now content/articles/2024/story.md" in done.stderr
    assert "content/people/Some One.md: is now content/people/some-one.md" in done.stderr
    assert "fibre-is-laid.md.txt: wasn't moved: content/articles/2024/fibre" in done.stderr
    assert "content/articles/with-map.md: wasn't moved: its pictures" in done.stderr
    assert (content / "articles/2024/story.md").exists()
    assert not (content / "people/Some One.md").exists()
