"""What a site's `mkdocs.yml` says about its content: severities, ignored files, required keys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.build.rule_settings import read_rules
from generator.content.site import Site
from generator.content.site_rules import SiteRules
from generator.pages.edition import make_edition
from generator.system.files import UserError
from tests.support import ARTICLE, BROKEN, DRAFT, TODAY, VALID_FILES, coopnews


def report(rules: SiteRules, text: str) -> list[tuple[str, bool]]:
    """Return code and severity of each problem of an article on a site with these rules."""
    files = {**VALID_FILES, BROKEN: text.encode()}
    problems = make_edition(files, Site("Test", today=TODAY, rules=rules)).problems
    return [(problem.code, problem.is_error) for problem in problems]


HEADING = f"{ARTICLE}\n# A heading\n\nWords.\n"


@pytest.mark.parametrize(
    ("severity", "expected"),
    [
        ({}, [("heading-level", False)]),
        ({"heading-level": "warning"}, [("heading-level", False)]),
        ({"heading-level": "error"}, [("heading-level", True)]),
        ({"heading-level": "off"}, []),
        ({"heading-level": False}, []),
    ],
)
def test_a_warning_can_be_an_error_or_off(
    severity: dict[str, object], expected: list[tuple[str, bool]]
) -> None:
    assert report(read_rules({"severity": severity}), HEADING) == expected


def test_more_keys_can_be_required() -> None:
    rules = read_rules({"required": {"article": ["published", "title"], "person": ["names"]}})
    files = {**VALID_FILES, "articles/2024/draft.md": DRAFT.encode()}
    problems = make_edition(files, Site("Test", rules=rules)).problems
    assert [str(problem) for problem in problems] == [
        "content/articles/2024/good-story.md:1:1: missing-key: `published` is missing, which this "
        "site requires\n    hint: add `published:` with the day this site first published the "
        "article",
        "content/people/umar-saif.md:1:1: missing-key: `names` is missing, which this site requires"
        "\n    hint: add `names:` with the name in other languages",
    ]


@pytest.mark.parametrize(
    ("pattern", "ignored", "kept"),
    [
        ("old", ["old"], ["older", "people/old"]),
        ("old/", ["old"], ["older"]),
        ("old/**", ["old"], ["older"]),
        ("*.txt", ["a.txt", "people/a.txt"], ["a.txt.md"]),
        ("people/x-*.md", ["people/x-y.md"], ["people/x.md", "a/people/x-y.md"]),
    ],
)
def test_files_that_a_pattern_matches_are_ignored(
    pattern: str, ignored: list[str], kept: list[str]
) -> None:
    """A folder whose files are all ignored is ignored itself, and nobody looks into it."""
    rules = read_rules({"ignore": [pattern]})
    assert [path for path in ignored if not rules.is_ignored(path)] == []
    assert [path for path in kept if rules.is_ignored(path)] == []


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([], "`checks` must be keys with values"),
        ({"severities": {}}, "`checks` has no key `severities`: did you mean `severity`?"),
        ({"severity": {"heading-level": "fatal"}}, "must be one of off, warning, error"),
        ({"severity": {"raw-html": "warning"}}, "`raw-html` is no warning, so it stays as it is"),
        ({"severity": {"heading-levels": "off"}}, "did you mean `heading-level`?"),
        ({"ignore": "old"}, "`checks.ignore` must be a list"),
        ({"required": {"story": []}}, "`checks.required` has no kind `story`"),
        ({"required": {"article": ["topic"]}}, "there is no key `topic`: did you mean `topics`?"),
    ],
)
def test_a_rule_that_is_not_understood_is_an_error(values: object, message: str) -> None:
    with pytest.raises(UserError, match=re.escape(message)):
        read_rules(values)


def test_the_rules_of_mkdocs_yml_count_for_check(site: Path) -> None:
    """They count at once, although files that didn't change aren't parsed again."""
    assert coopnews("check", cwd=site).returncode == 0
    config = site / "mkdocs.yml"
    rules = "{severity: {heading-level: error}, ignore: [notes], required: {place: [aliases]}}"
    text = config.read_text(encoding="utf-8")
    config.write_text(
        text.replace("[cooperation-news]", f"[{{cooperation-news: {{checks: {rules}}}}}]"),
        encoding="utf-8",
    )
    (site / "content/notes").mkdir()
    (site / "content/notes/idea.txt").write_text("An idea", encoding="utf-8")
    done = coopnews("check", cwd=site)
    assert done.returncode == 1
    assert done.stdout.startswith(
        "content/places/karachi.md:1:1: missing-key: `aliases` is missing"
    )
    assert "notes" not in done.stdout
