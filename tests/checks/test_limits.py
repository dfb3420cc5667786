"""Files that would take too long to read are refused, with the place of the limit."""

from __future__ import annotations

import pytest

from generator.content.front_matter import MAX_FRONT_MATTER_BYTES, MAX_YAML_EVENTS
from generator.content.limits import (
    MAX_ANNOTATIONS,
    MAX_ENTITIES,
    MAX_LINE_CHARACTERS,
    MAX_MARKUP_CHARACTERS,
    MAX_PASSAGE_CHARACTERS,
    MAX_TEXT_CHARACTERS,
)
from generator.content.markdown import MAX_TABLE_CELLS
from generator.content.site import Site
from generator.index.analysis import MAX_PROBLEMS
from generator.pages.edition import make_edition
from tests.support import (
    ARTICLE,
    BROKEN,
    LINE_AFTER_ARTICLE,
    VALID_FILES,
    edition_of,
    problems_after,
    report_of,
)


def test_a_byte_that_is_not_utf8_is_located() -> None:
    """The column counts characters, not bytes."""
    data = ARTICLE.encode().replace(b"was in", "é".encode() + b" caf\xe9 in")
    line = ARTICLE[: ARTICLE.index("was in")].count("\n") + 1
    column = ARTICLE.splitlines()[line - 1].index("was in") + 6
    assert report_of(edition_of({BROKEN: data})) == (
        f"content/{BROKEN}:{line}:{column}: not-utf8: this character can't be read: "
        "its byte 0xe9 isn't UTF-8\n"
        "    hint: save the file as UTF-8"
    )


def test_a_control_character_is_located() -> None:
    data = ARTICLE.encode() + b"Fib\0re\n"
    line = ARTICLE.count("\n") + 1
    assert report_of(edition_of({BROKEN: data})) == (
        f"content/{BROKEN}:{line}:4: control-character: "
        "there is an invisible character here: a control character (U+0000)\n    hint: delete it"
    )


def test_front_matter_has_at_most_64_kib() -> None:
    front = ARTICLE.index("---\n\n")
    fill = MAX_FRONT_MATTER_BYTES - (front - len("---\n")) - len("# \n") + 1
    comment = "\n#".join("x" * 998 for _ in range(fill // 1000))
    fill -= len(comment)
    for more, expected in (
        (0, ""),
        (1, f"content/{BROKEN}:1:1: too-large: the front matter is larger than 64 KiB"),
    ):
        large = ARTICLE[:front] + "# " + comment + "x" * (fill + more) + "\n" + ARTICLE[front:]
        assert report_of(edition_of({BROKEN: large.encode()})) == expected


def test_a_line_has_a_bounded_length() -> None:
    assert problems_after("\n" + "x" * MAX_LINE_CHARACTERS) == []
    assert problems_after("\nx\n" + "x" * (MAX_LINE_CHARACTERS + 1)) == [
        (LINE_AFTER_ARTICLE + 2, "long-line")
    ]


@pytest.mark.parametrize(
    ("most", "more"),
    [
        ("_" * (MAX_MARKUP_CHARACTERS // 4) + "\n", "`" * MAX_MARKUP_CHARACTERS),
        ("\n" * (MAX_TEXT_CHARACTERS - 200), "\n" * MAX_TEXT_CHARACTERS),
    ],
    ids=["signs", "characters"],
)
def test_a_text_has_bounded_length_and_markup(most: str, more: str) -> None:
    assert problems_after("\nx" + most) == []
    wrapped = "\n".join(
        more[at : at + MAX_LINE_CHARACTERS] for at in range(0, len(more), MAX_LINE_CHARACTERS)
    )
    assert problems_after(wrapped) == [(ARTICLE.count("\n"), "too-complex")]


PEOPLE = {f"people/p{n}.md": b"---\nname: P\n---\n" for n in range(MAX_ENTITIES + 1)}


def problems_among_people(body: str) -> list[tuple[int, str]]:
    """Return the line and code of each problem in a story of a site with many people."""
    texts = {**VALID_FILES, **PEOPLE, BROKEN: f"{ARTICLE}\n{body}\n".encode()}
    problems = make_edition(texts, Site("S")).problems
    return [
        (problem.location.line, problem.code)
        for problem in problems
        if problem.location.file.endswith(BROKEN)
    ]


def test_a_text_has_a_bounded_number_of_annotations() -> None:
    """The article in front of the text has three annotations."""
    line = "[x](person:p1)\n\n"
    assert problems_among_people(line * (MAX_ANNOTATIONS - 3)) == []
    assert problems_among_people(line * (MAX_ANNOTATIONS - 2)) == [
        (LINE_AFTER_ARTICLE + 1 + 2 * (MAX_ANNOTATIONS - 3), "too-complex")
    ]


def test_a_text_mentions_a_bounded_number_of_entities() -> None:
    """The pages and feeds of each entity repeat the text. The article has three other entities."""
    lines = [f"[x](person:p{n})\n\n[x](person:p{n})\n\n" for n in range(MAX_ENTITIES - 2)]
    assert problems_among_people("".join(lines[:-1])) == []
    assert problems_among_people("".join(lines)) == [
        (LINE_AFTER_ARTICLE + 1 + 4 * (MAX_ENTITIES - 3), "too-complex")
    ]


def test_a_block_with_annotations_has_a_bounded_length() -> None:
    """Each quotation in it repeats its sentence, which may be all of it."""
    words = "words " * (MAX_PASSAGE_CHARACTERS // 6)
    assert problems_among_people(f"[a](person:p1) {words[:-2]}") == []
    assert problems_among_people(f"[a](person:p1) {words}and") == [
        (LINE_AFTER_ARTICLE + 1, "too-complex")
    ]
    assert problems_among_people(f"{words}and more") == []


@pytest.mark.parametrize(
    "rows", [MAX_TABLE_CELLS // 100, 2_700], ids=["a row too many", "far too many"]
)
def test_a_table_has_a_bounded_number_of_cells(rows: int) -> None:
    """The parser completes short rows; after some 262,000 cells it swallows the page's end."""
    head = "|" + "a|" * 100 + "\n|" + "-|" * 100 + "\n"
    assert problems_after(f"Words.\n\n{head}" + "|b|\n" * (MAX_TABLE_CELLS // 100 - 1)) == []
    (problem,) = problems_after(f"Words.\n\n{head}" + "|b|\n" * rows)
    assert problem == (LINE_AFTER_ARTICLE + 4 + MAX_TABLE_CELLS // 100 - 1, "too-complex")


def test_a_list_has_a_bounded_number_of_items() -> None:
    lists = ARTICLE.replace("topics: [fibre]", "topics: [fibre]\nbyline: [a" + ", a" * 100 + "]")
    (problem,) = edition_of({BROKEN: lists.encode()}).problems
    assert (problem.code, problem.message) == ("long-value", "the list has more than 100 items")


def test_front_matter_has_a_bounded_number_of_values() -> None:
    lists = ARTICLE.replace("topics: [fibre]", f"topics: [{'a, ' * MAX_YAML_EVENTS}b]")
    lists = lists.replace("a, " * 100, "a, " * 100 + "\n  ")
    assert report_of(edition_of({BROKEN: lists.encode()})) == (
        f"content/{BROKEN}:1:1: too-complex: the front matter has too many values"
    )


def test_only_the_first_problems_of_a_file_are_reported() -> None:
    """The check stops after them."""
    problems = problems_after("\n[x](person:nobody)\n" * (MAX_PROBLEMS + 50))
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[0] == (1, "too-many-problems")
