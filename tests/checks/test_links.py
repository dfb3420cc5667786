"""Links lead to safe addresses; hints say what was meant."""

from __future__ import annotations

import pytest

from generator.content.keys import Key, Kind
from generator.content.site import Site
from generator.pages.edition import make_edition
from tests.support import (
    ARTICLE,
    BROKEN,
    LINE_AFTER_ARTICLE,
    VALID_FILES,
    edition_of,
    problems_after,
)


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("javascript:alert(1)", "refused-link"),
        ("JaVaScRiPt:alert(1)", "refused-link"),
        ("java&#9;script:alert(1)", "refused-link"),
        ("&#106;avascript:alert(1)", "refused-link"),
        ("java%73cript:alert(1)", "refused-link"),
        ("&#1;javascript:alert(1)", "refused-link"),
        ("data:text/html,x", "refused-link"),
        ("vbscript:x", "refused-link"),
        ("//evil.example/", "refused-link"),
        ("\\\\evil.example", "refused-link"),
        ("https:evil.example", "refused-link"),
        ("https:///evil.example", "refused-link"),
        ("https://example.com@evil.example/", "refused-link"),
        ("https://ex\u0430mple.com/", "refused-link"),
        ("https://exa&#8203;mple.com/", "refused-link"),
        ("https://exam_ple..com/", "refused-link"),
        ("mailto:somebody", "refused-link"),
        ("https://example.com:99999/", "refused-link"),
        ("https://example.com/%D8%A7?a=1&b=(2)#c", ""),
        ("HTTPS://Example.com", ""),
        ("https://اردو.example/", ""),
        ("mailto:news@example.com?subject=Fibre", ""),
    ],
)
def test_a_link_has_a_safe_and_honest_target(target: str, code: str) -> None:
    assert problems_after(f"\n[words](<{target}>)\n") == (
        [(LINE_AFTER_ARTICLE + 1, code)] if code else []
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("[![a](https://evil.example/x.png)](https://example.com/)", "bad-image"),
        ("[![a](data:image/png;base64,x)](person:umar-saif)", "bad-image"),
        ("![a ![b](https://evil.example/y.png) c](map.png)", "bad-image"),
    ],
)
def test_images_inside_links_are_checked(words: str, code: str) -> None:
    assert problems_after(f"\n{words}\n") == [(LINE_AFTER_ARTICLE + 1, code)]


@pytest.mark.parametrize("heading", ["content", "menu", "p-1", "note-x", "search-1"])
def test_a_heading_gets_no_id_that_the_page_uses(heading: str) -> None:
    edition = edition_of({BROKEN: f"{ARTICLE}\n## {heading}\n\nWords.\n".encode()})
    text = edition.index.texts[Key(Kind.ARTICLE, "2024/broken")]
    assert text.heading_ids == (f"section-{heading}",)


@pytest.mark.parametrize(
    ("link", "hint"),
    [
        ("[M](organisation:moitt)", "write `org:moitt`"),
        ("[U](persn:umar-saif)", "did you mean `person`?"),
        ("[U](person:Umar-Saif)", "did you mean `umar-saif`?"),
        ("[w](www.example.com)", "write `https://www.example.com`"),
        (
            '[](commitment:nationwide-fibre "done")',
            'write `[the words](commitment:nationwide-fibre "done")`',
        ),
    ],
)
def test_a_hint_names_what_was_meant(link: str, hint: str) -> None:
    edition = edition_of({BROKEN: f"{ARTICLE}\nSee {link}.\n".encode()})
    assert [problem.hint for problem in edition.problems] == [hint]


@pytest.mark.parametrize(
    ("address", "code", "right"),
    [
        ("/articles/2024/good-story/", "refused-link", "good-story.md"),
        ("articles/2024/good-story.html", "broken-link", "good-story.md"),
        ("/people/umar-saif", "refused-link", "person:umar-saif"),
        ("https://example.org/record/people/umar-saif/", "odd-markdown", "person:umar-saif"),
        ("https://example.org/record/articles/2024/good-story/#end", "odd-markdown",
         "good-story.md#end"),
        ("http://example.org/record/ur/articles/2024/good-story/", "odd-markdown", "good-story.md"),
        ("/articles/2024/no-story/", "refused-link", ""),
        ("https://example.org/record/articles/2024/no-story/", "", ""),
        ("https://example.org/elsewhere/people/umar-saif/", "", ""),
    ],
)  # fmt: skip
def test_the_address_of_a_page_of_this_site_is_replaced_by_what_leads_there(
    address: str, code: str, right: str
) -> None:
    """That is the path of a story's file, or an annotation."""
    files = {**VALID_FILES, BROKEN: f"{ARTICLE}\nSee [it]({address}).\n".encode()}
    problems = make_edition(files, Site("Test", url="https://example.org/record/")).problems
    problems = tuple(problem for problem in problems if "anchor" not in problem.message)
    assert [problem.code for problem in problems] == ([code] if code else [])
    if right:
        assert (problems[0].hint, problems[0].fix.new) == (f"write `{right}`", right)
