"""What an editor completes and shows, from the index and one file."""

from __future__ import annotations

from datetime import date

import pytest

from generator.content.keys import STATES, parse_annotation
from generator.content.parser import parse_file
from generator.index.index import Index
from generator.newsroom.entity_help import (
    MOST_CHOICES,
    complete,
    day_of,
    describe,
    mention_at,
    written_mentions,
)
from tests.support import ARTICLE_FRONT_MATTER, edition_of

DAY = date(2024, 3, 4)
UMAR = """\
---
name: Umar Saif
names: {ur: عمر سیف, zh: 乌马尔·赛义夫}
aliases: [Dr Umar *Saif*]
roles:
  - {title: Minister, organisation: moitt, from: 2023-08-17, to: 2024-03-04}
  - {title: Adviser, from: 2024-03-05, to: 2025}
  - {title: Founder of a board, as_of: [2011, 2013-04]}
---
"""


@pytest.fixture(scope="module")
def index() -> Index:
    return edition_of({"people/umar-saif.md": UMAR.encode()}).index


def described(index: Index, annotation: str, day: date | None = DAY) -> str:
    key = parse_annotation(annotation)
    assert key
    return describe(index, key, day)


def test_a_person_is_shown_with_the_names_in_all_languages(index: Index) -> None:
    assert described(index, "person:umar-saif").split("\n\n") == [
        "**Umar Saif** (person)",
        "On 4 March 2024: Minister, Ministry of IT and Telecom (17 August 2023 to 4 March 2024)",
        "- Urdu: عمر سیف\n- Chinese: 乌马尔·赛义夫\n- also Dr Umar \\*Saif\\*",
        "1 story",
    ]


@pytest.mark.parametrize(
    ("day", "role"),
    [
        (date(2023, 8, 16), "no role is known"),
        (
            date(2023, 8, 17),
            "Minister, Ministry of IT and Telecom (17 August 2023 to 4 March 2024)",
        ),
        (date(2025, 12, 31), "Adviser (5 March 2024 to 2025)"),
        (date(2012, 1, 1), "Founder of a board (in reports of 2011 and April 2013)"),
        (date(2018, 1, 1), "no role is known"),
    ],
)
def test_the_role_is_that_of_the_day(index: Index, day: date, role: str) -> None:
    assert f": {role}\n" in described(index, "person:umar-saif", day)


def test_a_commitment_is_shown_with_its_status() -> None:
    text = f'{ARTICLE_FRONT_MATTER}[It was](commitment:nationwide-fibre "under-way").\n'
    index = edition_of({"articles/2024/seen.md": text.encode()}).index
    assert "\n\nUnder way: Work has reportedly started.\n" in described(
        index, "commitment:nationwide-fibre"
    )


def test_an_entity_without_a_file_is_not_shown(index: Index) -> None:
    assert described(index, "person:nobody") == ""


@pytest.mark.parametrize(
    ("line", "typed", "first"),
    [
        ("see [him](person:", "", "umar-saif"),
        ("see [him](person:um", "um", "umar-saif"),
        ("see [him](person:Umar S", "Umar S", "umar-saif"),
        ("see [him](person:عمر", "عمر", "umar-saif"),
        ("[a](org:moitt), [b](place:kar", "kar", "karachi"),
        ("by: [org:", "", "moitt"),
        ("to: [org:moitt, 'person:u", "u", "umar-saif"),
        ("[was built](commitment:n", "n", "nationwide-fibre"),
        ('[was built](commitment:nationwide-fibre "', "", "sought"),
        ('[was built](commitment:nationwide-fibre "do', "do", "sought"),
        ('[“so”](person:umar-saif "', "", "said"),
    ],
)
def test_ids_and_titles_are_completed(index: Index, line: str, typed: str, first: str) -> None:
    choices = complete(index, line, DAY)
    assert choices
    assert (choices.typed, choices.items[0].text) == (typed, first)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "see person",
        "a person: somebody",
        "[a](person:umar-saif) and",
        "[a](https://x",
        "said: x",
    ],
)
def test_other_words_are_not_completed(index: Index, line: str) -> None:
    assert complete(index, line, DAY) is None


def test_a_place_has_no_title(index: Index) -> None:
    choices = complete(index, '[a](place:karachi "', DAY)
    assert choices and choices.items == []


def test_all_states_are_offered(index: Index) -> None:
    choices = complete(index, '[a](commitment:nationwide-fibre "', DAY)
    assert choices and [choice.text for choice in choices.items] == list(STATES)


def test_a_person_is_found_by_every_name_and_shown_with_the_role(index: Index) -> None:
    choices = complete(index, "[a](person:", DAY)
    assert choices
    (umar,) = choices.items
    assert umar.names == "umar-saif Umar Saif عمر سیف 乌马尔·赛义夫 Dr Umar *Saif*"
    assert umar.detail == "Umar Saif, Minister · عمر سیف · 乌马尔·赛义夫 · Dr Umar *Saif*"


def test_of_many_entities_those_are_offered_that_hold_what_is_typed() -> None:
    """The most mentioned first; an editor asks again after each character then."""
    names = {f"topics/t-{number}.md": f"A subject {number}" for number in range(MOST_CHOICES + 50)}
    files = {path: f"---\ntitle: {name}\n---\n".encode() for path, name in names.items()}
    index = edition_of(files).index
    choices = complete(index, "[a](topic:", DAY)
    assert choices and len(choices.items) == MOST_CHOICES and not choices.is_complete
    assert choices.items[0].text == "fibre"
    choices = complete(index, "[a](topic:A SUBJECT 24", DAY)
    assert choices and choices.is_complete
    assert len(choices.items) == len(["24", *(f"24{digit}" for digit in range(10))])


TEXT = (
    f"{ARTICLE_FRONT_MATTER}عمر 👩 [Umar Saif](person:umar-saif) of the\n"
    "[ministry of\nIT](org:moitt).\n\n    [code](org:moitt)\n"
)


def test_a_file_names_entities_in_front_matter_and_text() -> None:
    result = parse_file("articles/2024/x.md", TEXT.encode(), "content/articles/2024/x.md")
    spans = [
        (mention.key.annotation, mention.start[1:], mention.end[1:])
        for mention in written_mentions(result)
    ]
    assert spans == [
        ("topic:fibre", (5, 10), (5, 15)),
        ("person:umar-saif", (10, 7), (10, 36)),
        ("org:moitt", (11, 1), (12, 15)),
    ]
    assert day_of(result) == DAY


@pytest.mark.parametrize(
    ("line", "column", "annotation"),
    [
        (10, 6, None),
        (10, 7, "person:umar-saif"),
        (10, 36, "person:umar-saif"),
        (12, 3, "org:moitt"),
        (14, 8, None),
        (5, 12, "topic:fibre"),
        (99, 1, None),
    ],
)
def test_a_place_in_the_words_or_in_the_target_is_in_the_mention(
    line: int, column: int, annotation: str | None
) -> None:
    result = parse_file("articles/2024/x.md", TEXT.encode(), "content/articles/2024/x.md")
    mention = mention_at(result, line, column)
    assert (mention.key.annotation if mention else None) == annotation


def test_invisible_characters_count_as_in_the_file() -> None:
    """Though they are removed before it is parsed."""
    text = f"{ARTICLE_FRONT_MATTER}\u200bHe \u200b[is](person:umar-saif).\n"
    result = parse_file("articles/2024/x.md", text.encode(), "content/articles/2024/x.md")
    *_, mention = written_mentions(result)
    assert (mention.start.column, mention.end.column) == (6, 28)


@pytest.mark.parametrize(
    "data", [b"", b"---\n", b"---\ntitle: [", b"\xff", b"---\n---\n[a](person:b"]
)
def test_a_half_typed_file_has_no_mentions_and_no_day(data: bytes) -> None:
    result = parse_file("articles/2024/x.md", data, "content/articles/2024/x.md")
    assert list(written_mentions(result)) == [] and day_of(result) is None
