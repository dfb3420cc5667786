"""A site that is open in an editor, whose texts aren't saved yet."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from generator.content.keys import Key, Kind
from generator.content.problems import Location
from generator.newsroom.editor_session import EditorSession
from tests.support import (
    BROKEN,
    PROBLEM_FIXTURES,
    TODAY,
    VALID_FILES,
    coopnews,
    edition_of,
    folder_digest,
    with_body,
)

FILE = f"content/{BROKEN}"


def seconds_at(day: date) -> str:
    """Return the noon of a day as SOURCE_DATE_EPOCH has it."""
    return str(int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()))


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EditorSession:
    """A valid site, opened on the day of the checks in tests."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds_at(TODAY))
    plugins = "plugins: [cooperation-news: {languages: [en, ur]}]\n"
    settings = f"site_name: T\ntheme: {{name: material, font: false}}\n{plugins}"
    (tmp_path / "mkdocs.yml").write_text(settings)
    (tmp_path / "docs").mkdir()
    for path, data in VALID_FILES.items():
        file = tmp_path / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return EditorSession(str(tmp_path / "mkdocs.yml"))


def test_an_unsaved_text_has_the_problems_that_check_would_report(session: EditorSession) -> None:
    """Tried with the broken files of each problem."""
    for path in sorted(PROBLEM_FIXTURES.glob("*.txt")):
        _, *parts = re.split(r"^===== (.+)\n", path.read_text("utf-8"), flags=re.MULTILINE)
        files = dict(zip(parts[::2], parts[1::2], strict=True))
        texts = {f"content/{name}": text for name, text in files.items() if name.endswith(".md")}
        session.check(texts)
        edition = edition_of(
            {name: text.encode() for name, text in files.items() if f"content/{name}" in texts}
        )
        problems = [problem for of_file in session.problems().values() for problem in of_file]
        assert sorted(problems) == list(edition.problems), path.stem


def test_without_the_unsaved_text_the_file_counts_again(session: EditorSession) -> None:
    session.check({"content/people/umar-saif.md": "---\nnome: Umar Saif\n---\n"})
    assert session.problems()
    session.check({})
    assert not session.problems()


def test_an_unsaved_text_changes_no_file(session: EditorSession, tmp_path: Path) -> None:
    """Nor what later commands know of the files."""
    before = folder_digest(tmp_path)
    session.check({FILE: "---\n"})
    session.check({"content/topics/fibre.md": "broken"})
    assert folder_digest(tmp_path) == before
    assert coopnews("check", cwd=tmp_path).returncode == 0


def test_a_file_that_was_saved_by_another_program_is_read_again(
    session: EditorSession, tmp_path: Path
) -> None:
    (tmp_path / "content/people/jane-doe.md").write_text("---\nname: Jane Doe\n---\n")
    session.check({FILE: with_body("[Jane Doe](person:jane-doe) spoke.").decode()})
    assert not session.problems()


def test_a_day_in_the_future_is_one_until_it_comes(
    session: EditorSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if the editor stays open."""
    later = TODAY + timedelta(days=7)
    text = {FILE: with_body("Words.").decode().replace("2024-03-04", str(later))}
    session.check(text)
    assert [problem.code for problem in session.problems()[FILE]] == ["future-date"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds_at(later))
    session.check(text)
    assert not session.problems()


def test_a_new_entity_counts_before_it_is_saved(session: EditorSession) -> None:
    article = {FILE: with_body("[Jane Doe](person:jane-doe) spoke.").decode()}
    session.check(article)
    assert [problem.code for problem in session.problems()[FILE]] == ["unknown-person"]
    session.check({**article, "content/people/jane-doe.md": "---\nname: Jane Doe\n---\n"})
    assert not session.problems()


@pytest.mark.parametrize("end", [1, 30, 80, 150, -40, -3])
def test_names_are_completed_while_the_files_are_broken(session: EditorSession, end: int) -> None:
    """They are those of the last valid texts."""
    text = with_body("[Umar Saif](person:umar-saif) spoke.").decode()
    session.check({FILE: text[:end], "content/people/umar-saif.md": "---\nname: ["})
    choices = session.complete(FILE, "[Umar Saif](person:")
    assert choices and [choice.text for choice in choices.items] == ["umar-saif"]
    assert "Umar Saif" in choices.items[0].detail


TWO_MISTAKES = "[Umar Saif](person:umar-saiff) met [him](org:moit) in [Karachi](place: karachi)."


def test_each_problem_has_its_fix(session: EditorSession) -> None:
    text = with_body(TWO_MISTAKES).decode()
    session.check({FILE: text})
    fixes = {fix.title: fix for fix in session.fixes(FILE)}
    assert list(fixes) == [
        "Write `person:umar-saif`",
        "Write `org:moitt` (read the sentence afterwards)",
        "Write `](place:karachi)`",
    ]
    assert fixes["Write `person:umar-saif`"].text == text.replace("saiff", "saif")
    assert [fix.is_safe for fix in fixes.values()] == [True, False, True]


def test_all_safe_fixes_are_made_at_once(session: EditorSession) -> None:
    session.check({FILE: with_body(TWO_MISTAKES).decode()})
    fixed = session.fix_all(FILE)
    assert fixed and fixed.is_safe and len(fixed.problems) == 2
    assert fixed.text.endswith(
        "[Umar Saif](person:umar-saif) met [him](org:moit) in [Karachi](place:karachi).\n"
    )


def test_all_fixes_are_made_at_once(session: EditorSession) -> None:
    session.check({FILE: with_body(TWO_MISTAKES).decode()})
    fixed = session.fix_all(FILE, unsafe=True)
    assert fixed and not fixed.is_safe
    assert "[him](org:moitt) in [Karachi](place:karachi)" in fixed.text


def test_without_fixes_there_is_nothing_to_fix(session: EditorSession) -> None:
    session.check({FILE: with_body("[Somebody](person:somebody-else) spoke.").decode()})
    assert not list(session.fixes(FILE))
    assert session.fix_all(FILE) is session.fix_all(FILE, unsafe=True) is None


def test_a_fix_that_deletes_names_the_character(session: EditorSession) -> None:
    session.check({FILE: with_body("Ka\u200brachi was quiet.").decode()})
    assert [fix.title for fix in session.fixes(FILE)] == ["Delete ZERO WIDTH SPACE (U+200B)"]


def test_every_mention_of_an_entity_is_found(session: EditorSession) -> None:
    """In texts and in front matter, of articles and of other entities, also before it is saved."""
    session.check({FILE: with_body("Then [they](org:moitt) spoke.").decode()})
    mentions = [mention.start for mention in session.mentions_of(Key(Kind.ORGANISATION, "moitt"))]
    assert mentions == [
        Location(FILE, 10, 6),
        Location("content/articles/2024/good-story.md", 10, 38),
        Location("content/commitments/nationwide-fibre.md", 3, 6),
    ]


def test_the_role_is_that_of_the_day_in_the_unsaved_text(session: EditorSession) -> None:
    person = "---\nname: Umar Saif\nroles: [{title: Minister, from: 2023, to: 2023}]\n---\n"
    article = with_body("[He](person:umar-saif) spoke.").decode()
    for day, words in {"2023-05-06": "Minister (2023 to 2023)", "2024-05-06": "no role"}.items():
        text = article.replace("2024-03-04", day)
        session.check({FILE: text, "content/people/umar-saif.md": person})
        mention = session.mention_at(Location(FILE, 10, 2))
        assert mention and words in session.describe(mention.key, FILE)


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("content/people/umar-saif.md", "content/people/umar-saif.md"),
        ("content/people/new-person.md", "content/people/new-person.md"),
        ("content/README.md", None),
        ("content/.obsidian/x.md", None),
        ("content/articles/2024/map.png", None),
        ("docs/about.md", None),
        ("../elsewhere.md", None),
    ],
)
def test_content_files_are_those_that_check_reads(
    session: EditorSession, tmp_path: Path, path: str, file: str | None
) -> None:
    assert session.file(str(tmp_path / path)) == file


def test_a_site_behind_a_link_keeps_the_paths_of_the_editor(
    session: EditorSession, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Another path of the same file would open it a second time."""
    link = tmp_path_factory.mktemp("links") / "site"
    link.symlink_to(tmp_path)
    path = link / "content/people/umar-saif.md"
    session = EditorSession(str(link / "mkdocs.yml"))
    assert session.file(str(path)) == "content/people/umar-saif.md"
    assert session.path("content/people/umar-saif.md") == path


def test_a_file_in_docs_has_its_problems_too(session: EditorSession, tmp_path: Path) -> None:
    (tmp_path / "docs/about.md").write_text("# About\n\n[Umar](person:umar-saif)\n")
    session.check({})
    assert list(session.problems()) == ["docs/about.md"]
    assert session.text("docs/about.md").startswith("# About")
    assert session.path("docs/about.md") == tmp_path / "docs/about.md"
