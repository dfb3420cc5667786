"""A site's own catalogues of the interface are checked like its content."""

from __future__ import annotations

import pytest

from generator.content.site import Site
from generator.content.site_rules import SiteRules
from generator.content.translations import all_messages
from generator.pages.edition import make_edition
from tests.support import REPOSITORY, VALID_FILES

PATH = "locales/pt.po"
HEADER = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'


def problems_of(text: str, path: str = PATH, rules: SiteRules | None = None) -> list[str]:
    """Return the problems of a catalogue, on a site with editions in Portuguese and Urdu."""
    site = Site("Test", languages=("en", "pt", "ur"), rules=rules or SiteRules())
    edition = make_edition(VALID_FILES, site, outside={path: text.encode()})
    return [str(problem) for problem in edition.problems]


def test_what_is_missing_is_one_warning_at_the_first_line() -> None:
    total = len(all_messages().messages)
    text = HEADER + 'msgid "Home"\nmsgstr "Início"\n\nmsgid "About"\nmsgstr ""\n'
    (problem,) = problems_of(text)
    assert problem.startswith(f"{PATH}:7:1: incomplete-catalogue: {total - 1} of {total} texts")
    assert "hint: this is the first: write its `msgstr`" in problem
    (problem,) = problems_of(HEADER)
    assert problem.startswith(f"{PATH}:1:1: incomplete-catalogue: {total} of {total}")


def test_a_site_may_make_it_an_error_or_nothing() -> None:
    assert problems_of(HEADER, rules=SiteRules({"incomplete-catalogue": "off"})) == []


@pytest.mark.parametrize(
    ("message", "line", "code"),
    [
        ('msgid "Home"\nmsgstr "Início\n', 5, "bad-catalogue"),
        ('msgid "No such text"\nmsgstr "Nada"\n', 4, "unused-translation"),
        ('msgid "%(count)s story"\nmsgstr "%(count)s notícia"\n', 4, "unused-translation"),
        (
            'msgid "%(count)s story"\nmsgid_plural "%(count)s stories"\n'
            'msgstr[0] "%(count)s notícia"\nmsgstr[1] "notícias"\n',
            7,
            "bad-translation",
        ),
    ],
)
def test_a_mistake_has_its_line_and_code(message: str, line: int, code: str) -> None:
    assert [
        problem
        for problem in problems_of(HEADER + message)
        if f"{PATH}:{line}:1: {code}:" in problem
    ]


def test_a_catalogue_says_which_form_a_number_takes() -> None:
    text = 'msgid ""\nmsgstr "Language: pt\\n"\n'
    assert any("the header doesn't say which form" in problem for problem in problems_of(text))


def test_a_catalogue_in_another_encoding_has_its_line() -> None:
    site = Site("Test", languages=("en", "pt"))
    data = HEADER.encode() + 'msgid "Home"\nmsgstr "Início"\n'.encode("latin-1")
    (problem,) = make_edition(VALID_FILES, site, outside={PATH: data}).problems
    assert str(problem).startswith(f"{PATH}:5:1: bad-catalogue: this is not UTF-8")


def test_single_texts_may_replace_those_of_the_generator() -> None:
    text = 'msgid "Topics"\nmsgstr "عنوانات"\n'
    assert problems_of(text, "locales/ur.po") == []
    wrong = 'msgid ""\nmsgstr "Plural-Forms: nplurals=1; plural=0;\\n"\n\n' + text
    (problem,) = problems_of(wrong, "locales/ur.po")
    assert "bad-catalogue: `Plural-Forms` differs from that of the generator's" in problem
    site = Site("Test")
    english = {"locales/en.po": b'msgid "Topics"\nmsgstr "Subjects"\n'}
    assert make_edition(VALID_FILES, site, outside=english).problems == ()


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("locales/pt_BR.po", "add the language to `languages` in mkdocs.yml"),
        ("locales/po.po", "did you mean"),
    ],
)
def test_a_catalogue_for_no_edition_is_reported(path: str, hint: str) -> None:
    (problem,) = problems_of(HEADER, path)
    assert "unused-translation: the site has no edition in" in problem
    assert "hint:" in problem


def test_a_region_has_the_catalogue_of_its_language() -> None:
    site = Site("Test", languages=("en", "pt-BR"))
    problems = make_edition(VALID_FILES, site, outside={PATH: HEADER.encode()}).problems
    assert [problem.code for problem in problems] == ["incomplete-catalogue"]


def test_the_guide_shows_messages_that_the_check_prints() -> None:
    """These codes have no fixture, because fixtures are content files."""
    guide = (REPOSITORY / "docs/contribute/checks.md").read_text(encoding="utf-8")
    story = 'msgid "%(count)s story"\nmsgid_plural "%(count)s stories"\n'
    printed = "\n".join(
        [
            *problems_of(HEADER + 'msgid "Home"\nmsgstr "Início\n'),
            *problems_of(HEADER + story + 'msgstr[0] "notícia"\nmsgstr[1] "notícias"\n'),
            *problems_of(HEADER + 'msgid "All the stories"\nmsgstr "Tudo"\n'),
            *problems_of(HEADER),
        ]
    )
    for code in ("bad-catalogue", "bad-translation", "unused-translation"):
        section = guide.split(f"\n## {code}\n")[1].split("```text\n")[1].split("```")[0]
        message = section.split(f" {code}: ")[1]
        assert message.rstrip() in printed, code
