"""Many articles about an entity are divided among its page and volumes."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from generator.content.site import Site
from generator.index.pagination import VOLUME_SIZE
from generator.pages.edition import make_edition
from generator.pages.page import Page
from generator.pages.page_values import MOST_ON_LIST

ENTITIES = {
    "topics/fibre.md": b"---\ntitle: Fibre\n---\n",
    "people/umar.md": b"---\nname: Umar\n---\n",
    "commitments/cable.md": b"---\ntitle: A cable\nby: [person:umar]\n---\n",
}
SAID = "> We lay it.\n>\n> \N{EM DASH} [Umar](person:umar), on the radio\n"


def pages_of(count: int) -> dict[str, Page]:
    """The pages of a site with so many stories, a day between each."""
    texts = dict(ENTITIES)
    for number in range(count):
        day = date(2020, 1, 1) + timedelta(days=number)
        front = f"---\ntitle: Day {day}\ndate: {day}\nsummary: S\ntopics: [fibre]\nsources:\n"
        front += "  - {title: a, publisher: b, url: 'https://example.com/'}\n---\n"
        text = f'The [cable](commitment:cable "under-way") grows {number}.\n\n{SAID}'
        texts[f"articles/{day.year}/day-{number}.md"] = (front + text).encode()
    edition = make_edition(texts, Site("S"))
    assert edition.can_be_published, edition.problems
    return {page.path: page for page in edition.pages}


def listed(page: Page) -> list[str]:
    """The passages that a page shows, as their addresses."""
    return re.findall(r"\]\((?:\.\./)+(articles/\S+#p-\S+?)[ )]", page.markdown)


def of(pages: dict[str, Page], entity: str) -> list[Page]:
    return [page for path, page in pages.items() if path.startswith((f"{entity}.md", f"{entity}/"))]


def test_every_passage_is_on_one_page_of_its_entity() -> None:
    pages = pages_of(3 * VOLUME_SIZE + 5)
    for entity, times in (("people/umar", 2), ("commitments/cable", 1)):
        passages = [passage for page in of(pages, entity) for passage in listed(page)]
        assert len(of(pages, entity)) == 3
        assert len(passages) == times * (3 * VOLUME_SIZE + 5)
        assert len(set(passages)) == 3 * VOLUME_SIZE + 5


def test_a_story_without_a_passage_of_the_topic_is_listed_with_its_volume() -> None:
    """What is about a topic by its front matter alone."""
    pages = of(pages_of(3 * VOLUME_SIZE), "topics/fibre")
    titles = [title for page in pages for title in re.findall(r"\[(Day \S+)\]", page.markdown)]
    assert len(titles) == len(set(titles)) == 3 * VOLUME_SIZE


def test_no_page_grows_with_the_site() -> None:
    few, many = pages_of(2 * VOLUME_SIZE - 1), pages_of(6 * VOLUME_SIZE - 1)
    for entity in ("people/umar", "topics/fibre", "commitments/cable"):
        assert len(of(few, entity)) == 1
        largest = max(len(page.markdown) for page in of(many, entity))
        assert largest < 1.2 * len(few[f"{entity}.md"].markdown)


def test_new_articles_do_not_change_a_volume() -> None:
    before, after = pages_of(3 * VOLUME_SIZE), pages_of(4 * VOLUME_SIZE)
    assert before["people/umar/1.md"].markdown == after["people/umar/1.md"].markdown


@pytest.mark.parametrize("alias", ["people/umar/7/", "people/letters/u/", "archive/1999/"])
def test_an_alias_cannot_have_the_address_of_a_volume_or_list(alias: str) -> None:
    front = f"title: T\ndate: 2020-01-01\nsummary: S\ntopics: [fibre]\naliases: [{alias}]\n"
    front += "sources:\n  - {title: a, publisher: b, url: 'https://example.com/'}\n"
    story = {"articles/2020/a.md": f"---\n{front}---\n\nWords.\n".encode()}
    (problem,) = make_edition({**ENTITIES, **story}, Site("S")).problems
    assert problem.code == "address-taken"


def test_very_many_entities_are_listed_by_letter() -> None:
    texts = dict(ENTITIES)
    for number in range(MOST_ON_LIST):
        name = f"{'abcdefghij'[number % 10].upper()}li {number}"
        texts[f"people/p-{number}.md"] = f"---\nname: {name}\n---\n".encode()
    pages = {page.path: page for page in make_edition(texts, Site("S")).pages}
    assert "[A](../people/letters/a.md)" in pages["people/index.md"].markdown
    assert "Ali 10]" not in pages["people/index.md"].markdown
    of_letters = [page for path, page in pages.items() if path.startswith("people/letters/")]
    assert len(of_letters) == 11
    listed = [
        name for page in of_letters for name in re.findall(r"^- \[(.*?)\]", page.markdown, re.M)
    ]
    assert len(listed) == len(set(listed)) == MOST_ON_LIST + 1
    assert pages["people/letters/a.md"].title == "People: A"


def test_volumes_link_to_each_other_and_to_their_entity() -> None:
    pages = pages_of(4 * VOLUME_SIZE)
    assert "[2020](../people/umar/3.md)" in pages["people/umar.md"].markdown
    second = pages["people/umar/2.md"]
    assert "[Older](../../people/umar/1.md) · [Newer](../../people/umar/3.md)" in second.markdown
    assert "[Newest](../../people/umar.md)" in pages["people/umar/3.md"].markdown
    assert second.title == "Umar, 21 January 2020 to 9 February 2020"
