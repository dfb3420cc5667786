"""Every rule reports what it should, where it should."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.content.keys import SCHEMES
from generator.content.problems import WARNINGS, Location, Problem
from generator.content.site import Site
from generator.pages.edition import make_edition
from tests.support import (
    ARTICLE,
    BROKEN,
    PROBLEM_FIXTURES,
    REPOSITORY,
    VALID_FILES,
    edition_content,
    edition_of,
    report_of,
)

CHECKS = REPOSITORY / "docs" / "contribute" / "checks.md"


BYTE_LEVEL = frozenset(
    "article-length bad-catalogue bad-translation control-character incomplete-catalogue long-line "
    "misplaced-text not-a-file not-utf8 too-complex unused-translation "
    "too-large too-many-files too-many-problems unreadable".split()
)
"""Codes that need unusual bytes, sizes or places; `test_limits.py`, `test_file_tree.py`,
`test_outside.py` and `test_catalogues.py` test them."""


CODE_ARGUMENT = {"Problem": 1, "FieldError": 0, "ParseError": 0, "problem_at": 2}
"""Calls with a problem code, and the index of that argument."""


def _codes() -> Iterator[str]:
    """Yield every code in the source; `unknown-{word}` gives one for each kind of annotation."""
    for path in sorted((REPOSITORY / "generator").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            place = CODE_ARGUMENT.get(node.func.id)
            if place is None or len(node.args) <= place:
                continue
            match node.args[place]:
                case ast.Constant(value=str(code)):
                    yield code
                case ast.Call(func=ast.Name(id="problem_code")):
                    yield from ("control-character", "hidden-character")
                case ast.JoinedStr(values=[ast.Constant(value="unknown-"), _]):
                    yield from (f"unknown-{kind.word}" for kind in SCHEMES.values())
                case ast.JoinedStr():
                    raise AssertionError(f"{path.name}:{node.lineno}: which codes are these?")


CODES = frozenset(_codes())


@pytest.mark.parametrize("path", sorted(PROBLEM_FIXTURES.glob("*.txt")), ids=lambda path: path.stem)
def test_each_fixture_gives_its_report(path: Path, refresh: bool) -> None:
    """`pytest --refresh` rewrites the expected report at the top of each fixture: read the diff."""
    whole = path.read_text(encoding="utf-8")
    expected, *parts = re.split(r"^===== (.+)\n", whole, flags=re.MULTILINE)
    files = dict(zip(parts[::2], (text.encode() for text in parts[1::2]), strict=True))
    edition = edition_of(files)
    if refresh:
        expected = report_of(edition) + "\n"
        written = "".join(f"===== {name}\n{text.decode()}" for name, text in files.items())
        path.write_text(expected + written, encoding="utf-8")
    assert report_of(edition) + "\n" == expected
    assert path.stem in {problem.code for problem in edition.problems}
    assert edition.can_be_published == all(problem.code in WARNINGS for problem in edition.problems)


def test_the_valid_files_have_no_problems() -> None:
    assert report_of(edition_of({})) == ""


def test_every_code_has_a_fixture() -> None:
    fixtures = {path.stem for path in PROBLEM_FIXTURES.glob("*.txt")}
    assert not fixtures & BYTE_LEVEL
    assert fixtures | BYTE_LEVEL == CODES
    assert WARNINGS <= CODES


def test_one_run_reports_all_problems_of_all_files() -> None:
    """They are sorted by location. A broken front matter hides no problem of the text."""
    front_and_text = ARTICLE.replace("topics:", "topic:").replace("org:moitt", "org:moit")
    two_on_a_line = ARTICLE.replace("org:moitt", "org:moit").replace("umar-saif)", "umar-saiff)")
    broken_front_matter = ARTICLE.replace("---\n\n", "\n")
    edition = edition_of(
        {
            "articles/2024/c.md": front_and_text.encode(),
            "articles/2024/b.md": two_on_a_line.encode(),
            "articles/2024/a.md": broken_front_matter.encode(),
            "people/a.md": b"---\nname:\n---\n",
        }
    )
    assert [(p.location.file, p.location.line, p.code) for p in edition.problems] == [
        ("content/articles/2024/a.md", 9, "unclosed-front-matter"),
        ("content/articles/2024/b.md", 10, "unknown-person"),
        ("content/articles/2024/b.md", 10, "unknown-organisation"),
        ("content/articles/2024/c.md", 1, "no-topic"),
        ("content/articles/2024/c.md", 5, "unknown-key"),
        ("content/articles/2024/c.md", 10, "unknown-organisation"),
        ("content/people/a.md", 2, "missing-value"),
    ]
    locations = [problem.location for problem in edition.problems]
    assert locations == sorted(locations)
    assert not edition.can_be_published
    assert not edition.pages


@pytest.mark.parametrize("path", sorted(PROBLEM_FIXTURES.glob("*.txt")), ids=lambda path: path.stem)
@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["crlf", "cr"])
def test_byte_order_marks_and_line_endings_change_no_report(path: Path, end: str) -> None:
    _, *parts = re.split(r"^===== (.+)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    plain = dict(zip(parts[::2], (text.encode() for text in parts[1::2]), strict=True))
    marked = {
        name: b"\xef\xbb\xbf" + data.replace(b"\n", end.encode()) for name, data in plain.items()
    }
    assert report_of(edition_of(marked)) == report_of(edition_of(plain))


def test_byte_order_marks_and_line_endings_change_no_page() -> None:
    marked = b"\xef\xbb\xbf" + ARTICLE.replace("\n", "\r\n").encode()
    assert edition_content(edition_of({BROKEN: marked})) == edition_content(
        edition_of({BROKEN: ARTICLE.encode()})
    )


def test_every_code_is_explained_in_the_guide() -> None:
    """`checks.md` has each code in alphabetical order, with a message that the check prints."""
    page = CHECKS.read_text(encoding="utf-8")
    _, *parts = re.split(r"^## (.+)\n", page, flags=re.MULTILINE)
    headings, sections = parts[::2], parts[1::2]
    assert headings == sorted(CODES)
    for code, section in zip(headings, sections, strict=True):
        assert re.search(
            rf"^```text\n\S+:\d+:\d+: {code}: .+\n(?:    hint: .+\n)?```\n",
            section,
            flags=re.MULTILINE,
        ), code
        assert ("A warning." in section) == (code in WARNINGS), code
        fixture = PROBLEM_FIXTURES / f"{code}.txt"
        if fixture.exists():
            expected = fixture.read_text(encoding="utf-8").partition("=====")[0]
            example = section.split("```text\n")[1].split("```")[0]
            assert example in expected, f"{code}: the example is not in the report of the fixture"


def test_the_command_explains_what_the_guide_explains(refresh: bool) -> None:
    """The package has a copy of the guide without its examples: `pytest --refresh` renews it."""
    copy = REPOSITORY / "generator" / "checks" / "explanations.md"
    _, *sections = re.split(r"^(?=## )", CHECKS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    text = re.sub(r"```text\n.*?```\n\n", "", "".join(sections), flags=re.DOTALL)
    if refresh:
        copy.write_text(text, encoding="utf-8")
    assert copy.read_text(encoding="utf-8") == text


def test_links_to_an_unreadable_file_are_no_problem() -> None:
    """They aren't reported as links to a missing file."""
    unread = [Problem(Location("content/people/big.md"), "too-large", "too large")]
    story = ARTICLE.replace("person:umar-saif", "person:big").encode()
    edition = make_edition({**VALID_FILES, BROKEN: story}, Site("Test"), unread=unread)
    assert [problem.code for problem in edition.problems] == ["too-large"]


def test_the_language_of_a_source_is_a_language_code() -> None:
    story = ARTICLE.replace("publisher:", "lang: not one, publisher:").encode()
    assert [problem.code for problem in edition_of({BROKEN: story}).problems] == ["unknown-value"]
