"""Files and old addresses have names that every system can store, and don't collide with pages."""

from __future__ import annotations

import pytest

from generator.content.site import Site
from generator.pages.edition import make_edition
from tests.support import ARTICLE, BROKEN, VALID_FILES, VALID_PNG, edition_of, report_of


@pytest.mark.parametrize("name", ["con", "nul", "com1", "lpt9"])
def test_names_reserved_by_windows_are_refused(name: str) -> None:
    edition = edition_of({f"people/{name}.md": b"---\nname: N\n---\n"})
    assert [problem.code for problem in edition.problems] == ["bad-id"]


@pytest.mark.parametrize(
    ("pictures", "message"),
    [
        ({"map.gif": VALID_PNG}, "a picture of the type"),
        ({"big.png": VALID_PNG[:16] + b"\0\0\xff\xff" + VALID_PNG[20:]}, "65,535 by"),
        ({"Map.png": VALID_PNG}, "cannot tell it from"),
        ({"a b.png": VALID_PNG}, "can't have this path"),
        ({"aux.png": VALID_PNG}, "can't have this path"),
        ({"page.html.png": VALID_PNG}, "can't have this path"),
    ],
)
def test_an_image_has_a_known_type_and_a_plain_path(
    pictures: dict[str, bytes], message: str
) -> None:
    edition = edition_of({f"articles/2024/{name}": data for name, data in pictures.items()})
    assert len(edition.problems) == 1
    assert message in report_of(edition)


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "run.js", ".hidden", "note.txt"])
def test_other_files_in_the_content_are_reported(name: str) -> None:
    edition = edition_of({f"articles/2024/{name}": b"<script>alert(1)</script>"})
    assert [problem.code for problem in edition.problems] == ["misplaced-file"]


def test_an_alias_is_not_inside_the_archive() -> None:
    """Pages of the archive come and go with the articles."""
    story = ARTICLE.replace("topics: [fibre]", "topics: [fibre]\naliases: [archive/2019]").encode()
    assert [problem.code for problem in edition_of({BROKEN: story}).problems] == ["address-taken"]


def codes_of_alias(alias: str) -> list[tuple[int, str]]:
    story = ARTICLE.replace("topics: [fibre]", f"topics: [fibre]\naliases: [{alias}]").encode()
    return [
        (problem.location.line, problem.code) for problem in edition_of({BROKEN: story}).problems
    ]


@pytest.mark.parametrize(
    "alias",
    [
        "pagefind", "pagefind/x", "/pagefind/pagefind/", "assets/share", "data/articles",
        "schemas/x", "feeds", "feeds/x", "contribute/new", "contribute/x", "search", "search/x",
        "moved/x", "index", "corrections", "archive/2019", "people", "people/somebody",
        "topics/x/1", "404", "404/x",
    ],
)  # fmt: skip
def test_an_alias_is_no_address_of_the_site(alias: str) -> None:
    assert codes_of_alias(alias) == [(6, "address-taken")]


@pytest.mark.parametrize(
    "alias",
    [
        "con", "articles/2019/nul", "aux/x", "old/prn/x", "com1", "lpt9/x/y",
        "Pagefind", "ASSETS/x", ".well-known/x", "404.html", "con.md", "old/aux.html", "a_b",
        "a%2fb", "old/../people", "old/./x", "old//x", "'old/x '' y'", "\u0430rticles",
    ],
)  # fmt: skip
def test_an_alias_is_a_path_that_every_disk_can_store(alias: str) -> None:
    assert codes_of_alias(alias) == [(6, "bad-address")]


@pytest.mark.parametrize(
    "alias", ["articles/2019/old", "old/x", "news", "console/x", "pagefinder", "data-of-2019/com10"]
)
def test_a_free_alias_is_accepted(alias: str) -> None:
    assert codes_of_alias(alias) == []


@pytest.mark.parametrize(
    ("former", "code"),
    [
        ("umar-saif", "address-taken"),  # its own
        ("old", "address-taken"),  # another's former id
        ("index", "bad-id"),  # the address of the list
        ("con", "bad-id"),  # no folder on Windows
        ("A b", "bad-id"),
        ("older", ""),
    ],
)
def test_a_former_id_is_free(former: str, code: str) -> None:
    files = {
        "people/a.md": b"---\nname: A\nformer_ids: [old]\n---\n",
        "people/umar-saif.md": f"---\nname: U\nformer_ids: [{former}]\n---\n".encode(),
    }
    assert [problem.code for problem in edition_of(files).problems] == ([code] if code else [])


def test_aliases_are_compared_without_capitals() -> None:
    site = Site("Test", handwritten_pages=frozenset(["About.md", "Help/Me.md"]))
    for alias in ("about", "help/me", "help/x"):
        story = ARTICLE.replace("topics: [fibre]", f"topics: [fibre]\naliases: [{alias}]").encode()
        edition = make_edition({**VALID_FILES, BROKEN: story}, site)
        assert [problem.code for problem in edition.problems] == ["address-taken"]
