"""Dates of events and publications, roles, sources and summaries."""

from __future__ import annotations

from datetime import date

import pytest

from generator.content.dates import parse_partial_date
from generator.content.model import Article, Commitment, Person, Role
from generator.content.parser import parse_file
from generator.content.site import Site
from generator.pages.edition import make_edition
from tests.support import ARTICLE, BROKEN, VALID_FILES, edition_of, with_body, with_front_matter


def codes_of(path: str, data: bytes) -> list[str]:
    return [problem.code for problem in edition_of({path: data}).problems]


def person_with(role: str) -> bytes:
    return f"---\nname: A\nroles:\n  - {role}\n---\n".encode()


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ("published: 2024-03-04", []),
        ("published: 2024-11-01T10:00:00+05:00\nchecked: 2024-10-31", []),
        ("published: 2024-03-03", ["dates-out-of-order"]),
        ("checked: 2024-03-03", ["dates-out-of-order"]),
        ("checked: 2024-03", ["bad-date"]),
        ("published: 2024-11-01\nupdated: 2024-10-01", ["dates-out-of-order"]),
        ("published: 2024-12-24\nchecked: 2024-12-24", ["future-date"]),
    ],
)
def test_an_article_is_published_after_its_event(more: str, codes: list[str]) -> None:
    """The event was on 4 March 2024, and the check is on 27 November 2024.

    An article may be published later than today: it appears on that day.
    """
    assert codes_of(BROKEN, with_front_matter(more)) == codes


def test_without_a_publication_none_is_claimed() -> None:
    article = parse_file(BROKEN, with_front_matter(""), BROKEN).entity
    assert isinstance(article, Article)
    assert article.published is None


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ("{publisher: B, url: 'https://b.example/'}", []),
        ("{publisher: B, url: 'https://b.example/', kind: news}", []),
        ("{publisher: B, url: 'https://b.example/', kind: blog}", ["unknown-value"]),
        ("{publisher: B, url: 'https://b.example/', archived: 'https://c.example/'}", []),
        (
            "{publisher: B, url: 'https://b.example/', archived: 'http://c.example/'}",
            ["bad-address"],
        ),
        ("{title: A, url: 'https://b.example/'}", ["missing-key"]),
    ],
)
def test_a_source_needs_a_publisher_and_an_address(source: str, codes: list[str]) -> None:
    """Its headline is optional, because nobody may have seen it."""
    data = with_body("Words.").replace(b"- {title: A, publisher: B, url: 'https://example.com/'}",
                                       f"- {source}".encode())  # fmt: skip
    assert source.encode() in data
    assert codes_of(BROKEN, data) == codes


COMMITMENT = "commitments/nationwide-fibre.md"


def reports_of_commitment(front: str, *states: str) -> list[tuple[str, int, str]]:
    """Return the problems when articles show a commitment with this front matter in states."""
    files = {COMMITMENT: f"---\ntitle: Fibre nationwide\n{front}---\n".encode()}
    for number, state in enumerate(states):
        words = f'[It was](commitment:nationwide-fibre "{state}").\n'
        text = ARTICLE.replace("2024-03-04", f"2024-03-0{number + 1}")
        files[f"articles/2024/{state}-{number}.md"] = f"{text}\n{words}".encode()
    problems = edition_of(files).problems
    return [(problem.code, problem.location.line, problem.message) for problem in problems]


def test_a_commitment_that_is_only_sought_needs_nobody_who_promised_it() -> None:
    assert reports_of_commitment("sought_by: [org:moitt]\n") == []
    assert reports_of_commitment("sought_by: [org:moitt]\n", "sought", "sought") == []
    assert reports_of_commitment("") == [("missing-key", 1, "`by` is missing")]
    assert reports_of_commitment("to: [org:moitt]\n", "sought")[0][0] == "missing-key"


def test_any_other_state_needs_who_is_to_do_it() -> None:
    """The problem names the first article that shows one, and is reported once."""
    front = "sought_by: [org:moitt]\n"
    message = "`by` is missing: `2024/agreed-1` shows this as `agreed`"
    assert reports_of_commitment(front, "sought", "agreed", "done") == [("missing-key", 3, message)]
    assert reports_of_commitment(f"{front}by: [org:moitt]\n", "sought", "agreed") == []


@pytest.mark.parametrize(
    ("role", "codes"),
    [
        ("{title: Minister, as_of: 2022}", []),
        ("{title: Minister, as_of: [2022, 2023-05, 2024-01-02]}", []),
        ("{title: Minister, as_of: []}", ["missing-value"]),
        ("{title: Minister, as_of: 2022 or 2023}", ["bad-date"]),
        ("{title: Minister, as_of: [2022, May]}", ["bad-date"]),
        ("{title: Minister, as_of: 2025}", ["future-date"]),
        ("{title: Minister, from: 2021, as_of: 2022}", ["term-and-reports"]),
        ("{title: Minister, to: 2023, as_of: 2022}", ["term-and-reports"]),
    ],
)
def test_a_role_has_a_term_or_reports(role: str, codes: list[str]) -> None:
    assert codes_of("people/a.md", person_with(role)) == codes


REPORTED = Role("Reported", as_of=tuple(map(parse_partial_date, ("2019", "2022-05"))))
TERM = Role("Term", start=parse_partial_date("2022-06"), end=parse_partial_date("2022-06"))


@pytest.mark.parametrize(
    ("day", "title"),
    [
        ("2016-12-30", None),
        ("2017-01-01", "Reported"),
        ("2019-07-01", "Reported"),
        ("2022-05-31", "Reported"),
        ("2022-06-15", "Term"),
        ("2024-05-30", "Reported"),
        ("2024-06-01", None),
    ],
)
def test_a_role_known_from_reports_is_held_up_to_two_years_around_them(
    day: str, title: str | None
) -> None:
    """A role whose term covers the day comes first."""
    person = parse_file("people/a.md", person_with("{title: X}"), "a").entity
    assert isinstance(person, Person)
    roles = (REPORTED, TERM)
    role = type(person)(key=person.key, title="A", roles=roles).role_on(date.fromisoformat(day))
    assert (role.title if role else None) == title


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ("sought_by: [person:umar-saif, org:moitt]\nchecked: 2024-11-01", []),
        ("sought_by: [org:nobody]", ["unknown-organisation"]),
        ("sought_by: [topic:fibre]", ["bad-id"]),
        ("checked: 2025-11-01", ["future-date"]),
    ],
)
def test_a_commitment_may_be_sought_by_somebody(more: str, codes: list[str]) -> None:
    data = f"---\ntitle: Lay fibre\nby: [org:moitt]\n{more}\n---\n".encode()
    assert codes_of("commitments/lay-fibre.md", data) == codes
    assert isinstance(parse_file("commitments/lay-fibre.md", data, "a").entity, Commitment)


@pytest.mark.parametrize(
    ("title", "summary", "codes"),
    [
        ("Fibre comes to Karachi", "Fibre comes to Karachi at last.", ["summary-repeats"]),
        ("Fibre comes to Karachi", "The ministry laid fibre in Karachi and four towns.", []),
        ("光缆铺到卡拉奇", "光缆铺到卡拉奇了", ["summary-repeats"]),
        ("光缆铺到卡拉奇", "部门在四座城市铺设了光缆网络", []),
        ("अस्पताल नर्सों को प्रशिक्षण देगा", "अस्पताल जून में साठ नर्सों को पढ़ाएगा", []),
        ("अस्पताल नर्सों को प्रशिक्षण देगा", "अस्पताल नर्सों को प्रशिक्षण देगा ही", ["summary-repeats"]),
    ],
)
def test_a_summary_adds_to_its_headline(title: str, summary: str, codes: list[str]) -> None:
    """At most half of its words, or of its ideographs, are those of the headline."""
    data = with_body("Words.").replace(b"title: T\n", f"title: {title}\n".encode())
    data = data.replace(b"summary: S\n", f"summary: {summary}\n".encode())
    assert codes_of(BROKEN, data) == codes


@pytest.mark.parametrize(
    ("limits", "codes"),
    [
        (None, []),
        ((3, 4), []),
        ((4, 9), ["article-length"]),
        ((1, 2), ["article-length"]),
    ],
)
def test_a_site_may_limit_the_words_of_an_article(
    limits: tuple[int, int] | None, codes: list[str]
) -> None:
    """A warning at the beginning of the text; drafts are unfinished, and have no such limit."""
    site = Site("Test", word_limits=limits)
    texts = {path: text for path, text in VALID_FILES.items() if "good-story" not in path}
    problems = make_edition({**texts, BROKEN: with_body("It was – laid.")}, site).problems
    assert [problem.code for problem in problems] == codes
    assert all(problem.location.line == 10 and not problem.is_error for problem in problems)
    draft = with_body("It was laid.").replace(b"summary:", b"draft: true\nsummary:")
    assert not make_edition({**texts, BROKEN: draft}, site).problems


@pytest.mark.parametrize(
    ("role", "codes"),
    [
        ("{title: A}", ["missing-key"]),
        ("{title: A, from: 2020}", []),
        ("{title: A, to: 2020}", []),
        ("{title: A, as_of: 2020}", []),
        ("{title: A, from: soon}", ["bad-date"]),
    ],
)
def test_a_role_has_dates(role: str, codes: list[str]) -> None:
    assert codes_of("people/a.md", person_with(role)) == codes


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("topics: [fibre]", "topics: [fibre, fibre]"),
        ("topics: [fibre]", "topics: [fibre]\nbyline: [A, B, A]"),
        ("sources:", "sources:\n  - {publisher: B, url: https://example.com/karachi/}"),
    ],
)
def test_a_list_names_each_thing_once(old: str, new: str) -> None:
    assert codes_of(BROKEN, ARTICLE.replace(old, new).encode()) == ["repeated-item"]


@pytest.mark.parametrize(
    "words",
    [*(f"{mark.upper()}: the price" for mark in ("todo", "fixme", "tbd")), "Lorem ipsum dolor"],
)
def test_what_is_not_written_yet_is_not_published(words: str) -> None:
    assert codes_of(BROKEN, with_body(words)) == ["placeholder-left"]
    draft = with_body(words).replace(b"topics:", b"draft: true\ntopics:")
    assert codes_of(BROKEN, draft) == []


def test_a_mark_in_small_letters_may_be_a_word() -> None:
    """Everything, in Spanish."""
    assert codes_of(BROKEN, with_body("El todo")) == []
