"""Each hostile file gets its problems quickly, and at the right location."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from generator.content.model import LIST_PAGES
from tests import fuzz
from tests.checks.hostile_cases import CASES
from tests.support import BROKEN, VALID_PNG, edition_of, with_body, with_front_matter

SECONDS = 5.0
"""Each file takes far less: this finds a check that would never end."""


def check_quickly(path: str, data: bytes) -> str:
    """Return the line, column and code of each problem of a file."""
    start = time.monotonic()
    problems = edition_of({path: data}).problems
    assert time.monotonic() - start < SECONDS
    assert {problem.location.file for problem in problems} <= {f"content/{path}"}
    return " ".join(
        f"{problem.location.line}:{problem.location.column} {problem.code}" for problem in problems
    )


@pytest.mark.parametrize(("data", "expected"), CASES.values(), ids=CASES.keys())
def test_a_hostile_file_gets_its_problems(data: bytes, expected: str) -> None:
    assert check_quickly(BROKEN, data) == expected


def test_a_misspelt_key_gets_a_suggestion() -> None:
    (problem,) = edition_of({BROKEN: with_front_matter("bylines: [Ali]")}).problems
    assert problem.hint == "did you mean `byline`?"


NAMES = [
    *"Umar-Saif um\u0430r-saif umar_saif con nul com1 index -a a- a--b .a a.b café \u202ea".split(),
    *("a" * 81, "a b", ""),
]


@pytest.mark.parametrize("name", NAMES)
def test_an_id_has_plain_letters(name: str) -> None:
    assert check_quickly(f"people/{name}.md", b"---\nname: N\n---\n") == "1:1 bad-id"


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'><script/></svg>",
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><svg width='1' height='1'>&b;</svg>",
        b"<script>alert(1)</script>" + VALID_PNG,
        b"GIF89a\x01\x00\x01\x00",
        VALID_PNG[:12],
        VALID_PNG[:16] + b"\0\0\0\0\0\0\0\0" + VALID_PNG[24:],
        VALID_PNG[:16] + b"\x7f\xff\xff\xff\x7f\xff\xff\xff" + VALID_PNG[24:],
        VALID_PNG + b"<Script>alert(1)</script>",
        b"",
    ],
    ids="SVG,entities,a script first,a GIF,cut,empty,huge,a script last,nothing".split(","),
)
def test_a_file_that_is_no_image_is_refused(data: bytes) -> None:
    assert check_quickly("articles/2024/a.png", data) == "1:1 bad-image"


def test_list_pages_are_known_before_they_are_rendered() -> None:
    paths = {page.path for page in edition_of({}).pages}
    top_level = {
        path for path in paths if re.fullmatch(r"([a-z]+/)?(?:index|new)\.md|[a-z]+\.md", path)
    }
    assert top_level == set(LIST_PAGES)


def test_suggestions_among_many_names_are_quick() -> None:
    """A hundred mistakes beside five thousand people."""
    people = {f"people/person-number-{n}.md": b"---\nname: N\n---\n" for n in range(5_000)}
    body = "\n\n".join(f"[a](person:person-numbre-x{n % 50})" for n in range(100))
    start = time.monotonic()
    problems = edition_of({**people, BROKEN: with_body(body)}).problems
    assert time.monotonic() - start < 10 * SECONDS
    hints = [problem.hint for problem in problems if problem.code == "unknown-person"]
    assert len(hints) == 100
    assert all("did you mean" in hint for hint in hints)


@pytest.mark.parametrize("path", sorted(fuzz.FOUND.glob("*.md")), ids=lambda path: path.stem)
def test_files_that_random_tests_found_are_checked_in_every_place(path: Path) -> None:
    for place in dict.fromkeys(fuzz.PLACES):
        assert fuzz.fault_of(path.read_bytes(), place) == ""
