"""An article whose `published` is in the future is published on that day."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.content.keys import Key, Kind
from generator.content.site import Site
from generator.pages.edition import Edition, make_edition
from tests.support import ARTICLE, BROKEN, TODAY, VALID_FILES, add_article, build_site, coopnews

KEY = Key(Kind.ARTICLE, "2024/broken")
SITE = Site("Test", today=TODAY)
LINKING = "articles/2024/linking.md"


def edition(days_ahead: int, site: Site = SITE, linking: str = "") -> Edition:
    """Return a site with an article that is published some days after today."""
    day = TODAY + timedelta(days=days_ahead)
    story = ARTICLE.replace("topics:", f"published: {day}\ntopics:").encode()
    other = {LINKING: (ARTICLE + linking).encode()} if linking else {}
    return make_edition({**VALID_FILES, BROKEN: story, **other}, site)


@pytest.mark.parametrize(("days_ahead", "is_shown"), [(-1, True), (0, True), (1, False)])
def test_an_article_is_shown_from_the_day_of_its_publication_on(
    days_ahead: int, is_shown: bool
) -> None:
    result = edition(days_ahead)
    assert result.problems == ()
    assert (KEY in result.index.entities) == is_shown
    assert any(page.path == BROKEN for page in result.pages) == is_shown


def test_the_future_can_be_shown() -> None:
    assert KEY in edition(9, replace(SITE, show_future=True)).index.entities
    assert KEY in edition(9, replace(SITE, today=None)).index.entities


def test_a_link_to_an_article_that_is_not_published_yet_is_an_error() -> None:
    link = "\nSee [more](broken.md).\n"
    (problem,) = edition(9, linking=link).problems
    assert problem.code == "link-to-draft"
    assert problem.message == "`articles/2024/broken.md` is not published before 2024-12-06"
    assert edition(0, linking=link).problems == ()
    assert edition(9, replace(SITE, show_future=True), link).problems == ()


def test_an_article_that_is_published_as_late_may_link_to_it() -> None:
    story = ARTICLE.replace("topics:", "published: 2024-12-06\ntopics:")
    linking = f"{story}\nSee [more](broken.md).\n".encode()
    assert (
        make_edition({**VALID_FILES, BROKEN: story.encode(), LINKING: linking}, SITE).problems == ()
    )


def test_check_lists_scheduled_articles_and_build_shows_them_on_request(site: Path) -> None:
    path = add_article(site, "Words on [fibre](topic:fibre).\n", day="2024-05-06")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("topics:", "published: 2190-01-01\ntopics:"), encoding="utf-8")
    done = coopnews("check", cwd=site)
    assert done.returncode == 0
    name = "content/articles/2024/new-story.md"
    assert f"{name} will be published on 2190-01-01; `build --future` shows it" in done.stdout
    page = site / "site/articles/2024/new-story/index.html"
    build_site(site)
    assert not page.exists()
    build_site(site, "--future")
    assert page.exists()
    build_site(site)
    assert not page.exists()
