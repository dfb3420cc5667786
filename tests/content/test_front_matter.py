"""Front matter keeps every value as written, and invalid YAML has a clear message."""

from __future__ import annotations

import pytest

from generator.content.keys import Key, Kind
from generator.content.model import Article
from generator.content.parser import parse_file
from tests.support import ARTICLE, BROKEN, edition_of, report_of


@pytest.mark.parametrize(
    "words", ["NO", "010", "12:30", "1.10", "1e3", "2024-01-02", "0x1F", "off"]
)
def test_values_stay_strings(words: str) -> None:
    """No value is converted to a number, a date or a boolean."""
    edition = edition_of({BROKEN: ARTICLE.replace("Fibre comes to Karachi", words).encode()})
    assert report_of(edition) == ""
    article = edition.index.entities[Key(Kind.ARTICLE, "2024/broken")]
    assert isinstance(article, Article)
    assert article.title == words
    page = next(page for page in edition.pages if page.path == BROKEN)
    assert page.title == words


@pytest.mark.parametrize(
    ("front", "code"),
    [
        ("---\nname: U\n...\nroles: []\n---\n", "bad-yaml"),
        ("---\n{name: U}\nrubbish: [\n---\n", "bad-yaml"),
        ('---\nname: "a\\u202eb"\n---\n', "hidden-character"),
    ],
)
def test_all_of_the_front_matter_is_read(front: str, code: str) -> None:
    """Text after a document's end and escaped characters are checked, too."""
    edition = edition_of({"people/u.md": front.encode()})
    assert [problem.code for problem in edition.problems] == [code]


@pytest.mark.parametrize(
    ("front", "place", "message"),
    [
        ("title: a: b", "2:8", "a second `:` makes this value a key"),
        ("title: a\n  b: c", "3:1", "this line is set in further than the key above it"),
        ("title: ? a", "2:8", "a value can't begin with `? `"),
        ("title: - a", "2:8", "a list can't begin on the line of its key"),
        ('title: "a\nb: c', "2:8", "the quotation mark here is never closed"),
        ("title: a\ndate\nsummary: b", "3:1", "this line has no `: ` after its key"),
        ("title: 'it's'", "2:8", "a key is expected here"),
        ("sources:\n  - url: a\n   url: b", "4:4", "this line isn't part of the list above it"),
        ("topics: [a, b\ndate: c", "2:9", "the list that begins here has no closing `]`"),
        ("topics: {a: b\ndate: c", "2:9", "the mapping that begins with this `{` has no closing"),
        ("title: ,", "2:8", "a value is missing here"),
        ("title: @a", "2:8", "a value can't begin with this symbol"),
        ("\ttitle: a", "2:1", "this line is indented with a tab"),
        ("title: \ta\n\tb: c", "3:1", "this line is indented with a tab"),
        (r'title: "\q"', "2:8", "this letter can't follow a backslash"),
        (r'title: "\uZ"', "2:8", "the backslash and its letter need the number"),
        ("title: *", "2:9", "a value can't begin with `*` or `&`"),
        ("title: |x", "2:8", "nothing else can be on the line of a `|` or `>`"),
        ("title: a\n...\nb: c", "4:1", "`...` ends the front matter"),
        ("title: !<a", "2:8", "this is not YAML: did not find the expected '>'"),
    ],
)
def test_invalid_yaml_has_a_clear_message(front: str, place: str, message: str) -> None:
    (problem,) = parse_file(BROKEN, f"---\n{front}\n---\n".encode(), "f").problems
    assert str(problem).startswith(f"f:{place}: bad-yaml: {message}")
    assert problem.hint
