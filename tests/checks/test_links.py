"""Links lead to safe addresses; hints say what was meant."""

from __future__ import annotations

import pytest

from generator.content.keys import Key, Kind
from tests.support import ARTICLE, BROKEN, LINE_AFTER_ARTICLE, edition_of, problems_after


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
        ("[M](organisation:moitt)", "did you mean `org`?"),
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
