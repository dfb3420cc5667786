"""Hints repeat the writer's own words, and obvious mistakes have a fix."""

from __future__ import annotations

import pytest

from generator.checks.fixes import apply_fixes
from generator.content.problems import Problem
from tests.support import ARTICLE, BROKEN, edition_of, with_body

TITLE, URL = "title: Fibre comes to Karachi", "'https://example.com/karachi'"
SOURCE = next(line for line in ARTICLE.splitlines() if URL in line)
"""Lines of `ARTICLE`."""


def problems_of(text: str) -> tuple[Problem, ...]:
    return edition_of({BROKEN: text.encode()}).problems


def fixed(text: str) -> str:
    """Return a text with its safe fixes, as `check --fix` makes them."""
    for _ in range(4):
        problems = [problem for problem in problems_of(text) if problem.fix.is_safe]
        text = apply_fixes(text, problems).text
    return text


@pytest.mark.parametrize(
    ("old", "new", "right"),
    [
        (TITLE, "title: Fibre: it comes to Karachi", 'title: "Fibre: it comes to Karachi"'),
        (TITLE, 'title: "Fibre" comes to Karachi', r'title: "\"Fibre\" comes to Karachi"'),
        (TITLE, "title: 'It's here'", 'title: "It\'s here"'),
        (TITLE, 'title: "Fibre comes to Karachi', 'title: "Fibre comes to Karachi"'),
        (TITLE, "title: 'a' and 'b'", "title: \"'a' and 'b'\""),
        (TITLE, "title: @Fibre comes to Karachi", 'title: "@Fibre comes to Karachi"'),
        ("title: Fibre", "title:Fibre", None),
        ("title: Fibre", "title\uff1aFibre", None),
        ("title: Fibre", "title\uff1a Fibre", None),
        ("title: Fibre", "title Fibre", None),
        ("title: Fibre", " title: Fibre", None),
        ("title: Fibre", "Title: Fibre", None),
        ("topics: [fibre]", "topics:\n\t- fibre", "topics:\n  - fibre"),
        ("topics: [fibre]", "topics: fibre", None),
        ("topics: [fibre]", "topics: [Fibre]", None),
        ("topics: [fibre]", "topics: [topic:fibre]", None),
        ("date: 2024-03-04", "date: 4 March 2024", None),
        (URL, "www.example.com/k", "https://www.example.com/k"),
        (URL, "example.com/k", "https://example.com/k"),
        (URL, "https//example.com/k", "https://example.com/k"),
        (URL, "htpps://example.com/k", None),
        (URL, "<https://example.com/k>", "https://example.com/k"),
        (URL, "[Dawn](https://example.com/k_(l)/m)", "https://example.com/k_(l)/m"),
        (URL, '"[Dawn](https://example.com/k)"', '"https://example.com/k"'),
        ("title: Fibre", "title = Fibre", None),
        ("title: Fibre", "title:\xa0Fibre", None),
        ("topics: [fibre]", "topics: [#fibre]", None),
        ("date: 2024-03-04", "date: Monday, 4 March 2024", None),
        ("date: 2024-03-04", "date: 2024\u20133\u20134", None),
        ("date: 2024-03-04", "date: 2024\u5e743\u67084\u65e5", None),
        (SOURCE, "  -publisher: A\n    url: https://a.example/",
         "  - publisher: A\n    url: https://a.example/"),
        ("topics: [fibre]", "topics: - fibre", None), ("topics: [fibre]", "topics: [fibre],", None),
        ("topics: [fibre]", 'topics: "fibre"', None), ("topics: [fibre]", "topics: 'Fibre'", None),
        ("date: 2024", "// a note\ndate: 2024", "# a note\ndate: 2024"),
    ],
)  # fmt: skip
def test_front_matter_is_fixed(old: str, new: str, right: str | None) -> None:
    """Where `right` is None, the text is as it was before the mistake."""
    text = ARTICLE.replace(old, new, 1)
    assert text != ARTICLE
    assert problems_of(text)
    expected = ARTICLE.replace(old, right, 1) if right else ARTICLE
    if new.startswith("htpps"):  # it may be another scheme
        expected = text
    assert fixed(text) == expected


def test_all_lines_that_are_indented_with_tabs_are_fixed_together() -> None:
    with_tabs = "\t- title: A\n\t\tpublisher: B\n\t\turl: https://example.com/\n"
    text = ARTICLE.replace(f"{SOURCE}\n", with_tabs)
    (problem,) = problems_of(text)
    assert (problem.location.line, problem.message) == (7, "this line is indented with a tab")
    assert "  - title: A\n    publisher: B\n    url: https://example.com/\n" in fixed(text)


def test_a_missing_key_is_not_reported_twice_when_it_is_misspelt() -> None:
    (problem,) = problems_of(ARTICLE.replace("summary:", "Summary:"))
    assert (problem.code, problem.fix.new) == ("unknown-key", "summary:")


def test_a_source_that_is_only_an_address_gets_the_key() -> None:
    text = ARTICLE.replace(SOURCE, "  - https://example.com/karachi")
    assert "  - url: https://example.com/karachi\n" in fixed(text)


STATE = "[It was](commitment:nationwide-fibre"


@pytest.mark.parametrize(
    ("body", "right", "hint"),
    [
        (f"{STATE} “under-way”)", f'{STATE} "under-way")', '`"under-way"`'),
        (f"{STATE} ”stalled 2024-02“)", f'{STATE} "stalled 2024-02")', '`"stalled 2024-02"`'),
        (f"{STATE} ‘done’)", f'{STATE} "done")', '`"done"`'),
        ("[He] (person:umar-saif)", "[He](person:umar-saif)", "no space between"),
        ("[He](person: umar-saif)", "[He](person:umar-saif)", "no space after"),
        ("[He](person：umar-saif)", "[He](person:umar-saif)", "`person:umar-saif`"),
        ("[He]（person:umar-saif）", "[He](person:umar-saif)", "plain form"),
        ("[He](Person:Umar-Saif)", "[He](person:umar-saif)", "`person:` in small letters"),
        ("[He](people:umar-saif)", "[He](person:umar-saif)", "did you mean `person`?"),
        ("[It](www.example.com/a)", "[It](https://www.example.com/a)", "`https://www.example.com/a`"),
        ("[It](//example.com/a)", "[It](https://example.com/a)", "`https://`"),
        ("[It](a@example.com)", "[It](mailto:a@example.com)", "`mailto:a@example.com`"),
        ("# The end\n\nWords.", "## The end\n\nWords.", "`## The end`"),
        ("# A\n\nWords.\n\n# B\n\nWords.", "## A\n\nWords.\n\n## B\n\nWords.", "`## A`"),
    ],
)  # fmt: skip
def test_a_text_is_fixed_as_its_hint_says(body: str, right: str, hint: str) -> None:
    text = with_body(body).decode()
    assert hint in problems_of(text)[0].hint
    assert fixed(text) == with_body(right).decode()


@pytest.mark.parametrize("body", ["# A\n\nWords.\n\n## B", "[b](umar-saif.md)", "[It](person:umar"])
def test_what_has_more_than_one_answer_is_left_to_people(body: str) -> None:
    text = with_body(body).decode()
    assert problems_of(text)
    assert fixed(text) == text


def test_a_source_that_is_a_link_as_in_markdown_gets_its_keys() -> None:
    text = ARTICLE.replace(SOURCE, "  - [Dawn: News](https://example.com/karachi)")
    assert '  - publisher: "Dawn: News"\n    url: https://example.com/karachi\n' in fixed(text)


def test_lines_that_are_set_in_too_far_are_fixed_together() -> None:
    right = "  - title: A\n    publisher: B\n    url: https://example.com/\n"
    text = ARTICLE.replace(f"{SOURCE}\n", right)
    wrong = text.replace("    publisher", "     publisher").replace("    url", "     url")
    (problem,) = problems_of(wrong)
    assert (problem.location.line, problem.location.column) == (8, 1)
    assert problem.message == "this line is set in further than the key above it"
    assert fixed(wrong) == text


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("date: 2024-03-04", "date: 3/4/2024", "write `2024-03-04` or `2024-04-03`, whichever"),
        ("topics: [fibre]", "topics: #fibre", "delete the `#`"),
        ("topics: [fibre]", "topics: [economy]", "topics: `fibre`. Or add content/topics/"),
        ("topics: [fibre]", "byline: @somebody", 'write `byline: "@somebody"`'),
        ("topics: [fibre]", "byline: A B <a@example.com>", 'write `["A B <a@example.com>"'),
        ("topics: [fibre]", "status: done", "delete it: stories show it"),
        ("topics: [fibre]", "image: a.png", 'write `image: {src: a.png, alt: "what the'),
        ("topics: [fibre]", "image: src: a.png", 'write `image: {src: a.png, alt: "what the'),
        (SOURCE, "  - Dawn", "write it with its key: `publisher: Dawn` and `url:`"),
        (SOURCE, "    publisher: Dawn", "write `- ` before the first of these keys"),
        (SOURCE, "  - https://a.example/", "write `url: https://a.example/`, and below it `publ"),
        (TITLE, "title: [Saif](person:umar-saif) speaks", "write `title: Saif speaks`"),
        (TITLE, "title: Speech of [Saif](person:umar-saif)", "write `Speech of Saif`"),
        (TITLE, 'title: "Saif: **now**"', "write `Saif: now`"),
        (TITLE, "title: “Fibre: it comes”", 'write `title: "Fibre: it comes"`'),
        (TITLE, "title: “Fibre comes”", "write `Fibre comes`"),
        (TITLE, "title: FIBRE COMES TO KARACHI", "write it like a sentence"),
        (URL, "https://example.com/a...", "write one address, as your browser shows it"),
        ("topics: [fibre]", "byline: Ali and Sara", "write `[Ali, Sara]`"),
        ("topics: [fibre]", "lang: cn", "that is the code of a country: a language of it is `zh`"),
        ("topics: [fibre]", "byline: Ali Khan; Sana Mir", "write `[Ali Khan, Sana Mir]`"),
        ("The Example Times", "https://example.com/", "write the name of who published the page"),
        (URL, "'https://example.com/k, https://example.com/l'", "write one address"),
    ],
)  # fmt: skip
def test_a_hint_says_what_to_write(old: str, new: str, hint: str) -> None:
    problems = [
        problem
        for problem in problems_of(ARTICLE.replace(old, new, 1))
        if problem.code != "no-topic"
    ]
    assert len(problems) == 1
    assert problems[0].hint.startswith(hint)


@pytest.mark.parametrize(
    ("role", "hint"),
    [
        ("as_of: 2023 to 2024", "write `[2023, 2024]`; for a term write `from:` and `to:` instead"),
        ("as_of: 2023-08 - 2024-01", "write `[2023-08, 2024-01]`"),
        ("as_of: 2023, 2024", "write several dates in brackets: `[2023-08, 2024]`"),
        ("as_of: by 2024", "write it like `2023-09-27`, `2023-09` or `2023`"),
    ],
)
def test_two_dates_in_place_of_one_are_a_list_or_a_term(role: str, hint: str) -> None:
    person = f"---\nname: A\nroles:\n  - {{title: T, {role}}}\n---\n".encode()
    (problem,) = edition_of({"people/a.md": person}).problems
    assert problem.hint.startswith(hint)


@pytest.mark.parametrize(
    ("name", "tag"), [("عمر سیف", "ur"), ("乌马尔·赛义夫", "zh"), ("عمر", "ar"), ("उमर", "hi")]
)
def test_names_need_their_language(name: str, tag: str) -> None:
    (problem,) = edition_of(
        {"people/a.md": f"---\nname: A\nnames: {name}\n---\n".encode()}
    ).problems
    assert problem.hint == f"write each name with its language, like `{{{tag}: {name}}}`"


@pytest.mark.parametrize("end", ["", "\n  of the year"])
def test_a_number_sign_is_reported_where_it_cuts_a_value(end: str) -> None:
    """Also on a further line of the value. What YAML says of the rest isn't reported, too."""
    for lines, place in (
        (f"summary: The ministry began the #1 project{end}", (4, 33)),
        (f"summary: The ministry\n  began the #1 project{end}", (5, 13)),
    ):
        text = ARTICLE.replace("summary: The ministry began to lay fibre in Karachi.", lines)
        (problem,) = [p for p in problems_of(text) if p.code != "no-topic"]
        assert (problem.code, problem.location[1:]) == ("cut-value", place)


@pytest.mark.parametrize(
    ("party", "right"),
    [
        ("Ministry of IT and Telecom", "org:moitt"),
        ("Umar Saif", "person:umar-saif"),
        ("moitt", "org:moitt"),
    ],
)
def test_a_name_where_an_id_belongs_is_replaced_by_the_id(party: str, right: str) -> None:
    path = "commitments/a-promise.md"
    text = f"---\ntitle: A promise\nby: [{party}]\n---\n\nWords.\n"
    problems = edition_of({path: text.encode()}).problems
    assert apply_fixes(text, problems).text == text.replace(party, right)


@pytest.mark.parametrize(
    ("written", "right"), [("June 2025", "2025-06"), ("06/2025", "2025-06"), ("6.2025", "2025-06")]
)
def test_a_month_in_another_form_is_fixed(written: str, right: str) -> None:
    text = f"---\ntitle: A promise\nby: [org:moitt]\ndue: {written}\n---\n\nWords.\n"
    problems = edition_of({"commitments/a-promise.md": text.encode()}).problems
    assert apply_fixes(text, problems).text == text.replace(written, right)


def test_a_key_of_another_program_is_one_problem() -> None:
    """The key that it is meant to be isn't reported as missing."""
    (problem,) = problems_of(ARTICLE.replace("summary:", "description:"))
    assert (problem.code, problem.hint) == ("unknown-key", "did you mean `summary`?")


def test_swapped_dates_are_one_problem_and_move_no_file() -> None:
    swapped = ARTICLE.replace("date: 2024-03-04", "date: 2025-11-24\npublished: 2024-03-04")
    (problem,) = [p for p in problems_of(swapped) if p.code != "future-date"]
    assert (problem.code, problem.location.line) == ("dates-out-of-order", 4)
    assert problem.hint.endswith("are they swapped?")


def test_an_annotation_without_an_end_is_ended_before_the_next() -> None:
    body = "[Saif](person:umar-saif of the [ministry](org:moitt) was there."
    (problem,) = problems_of(with_body(body).decode())
    assert problem.hint == "the `)` is missing: write `(person:umar-saif)`"


def test_a_day_in_the_future_is_not_offered_for_an_event() -> None:
    (problem,) = problems_of(ARTICLE.replace("date: 2024-03-04", "date: 11/12/2024"))
    assert (problem.hint, problem.fix.new) == ("write `2024-11-12`", "2024-11-12")
    assert not problem.fix.is_safe


def test_of_two_days_on_which_something_is_due_both_are_offered() -> None:
    text = "---\ntitle: A promise\nby: [org:moitt]\ndue: 11/12/2024\n---\n\nWords.\n"
    (problem,) = edition_of({"commitments/a-promise.md": text.encode()}).problems
    assert problem.hint.startswith("write `2024-11-12` or `2024-12-11`")
    assert not problem.fix


def test_a_state_in_the_file_of_a_commitment_is_written_in_a_story() -> None:
    text = "---\ntitle: A promise\nby: [org:moitt]\nstatus: agreed\n---\n\nWords.\n"
    (problem,) = edition_of({"commitments/a-promise.md": text.encode()}).problems
    assert '`[words](commitment:a-promise "agreed")`' in problem.hint
