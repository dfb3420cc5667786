"""What stands around a story, and the picture of all of them."""

from __future__ import annotations

from generator.content.model import Key, Kind
from generator.content.site import Site
from generator.index.index import Index
from generator.index.neighbours import NEIGHBOURS
from generator.index.related import MAX_RELATED, Related, related_to
from generator.index.timeline import BAR_HEIGHT, timeline
from generator.pages.edition import make_edition

ENTITIES = {
    "topics/fibre.md": b"---\ntitle: Fibre\n---\n",
    "topics/chips.md": b"---\ntitle: Chips\n---\n",
    "people/umar.md": b"---\nname: Umar\n---\n",
    "commitments/cable.md": b"---\ntitle: A cable\nby: [person:umar]\n---\n",
}


def index_of(**stories: str) -> Index:
    """An index of stories: `day_2024_05_01="the text"` is the story of that day."""
    texts = dict(ENTITIES)
    for name, text in stories.items():
        day = name.removeprefix("day_").replace("_", "-")
        front = f"---\ntitle: {day}\ndate: {day}\nsummary: S\nsources:\n"
        front += "  - {title: a, publisher: b, url: 'https://example.com/'}\n---\n"
        texts[f"articles/{day[:4]}/s-{day}.md"] = (front + text).encode()
    made = make_edition(texts, Site("S"))
    assert made.can_be_published, made.problems
    return made.index


def around(index: Index, day: str) -> dict[str, list[tuple[str, list[str]]]]:
    """What stands before, after and beside a story: days, each with its reasons."""
    story = next(one for one in index.articles if one.title == day)
    reading = related_to(index, story)

    def told(found: list[Related | None]) -> list[tuple[str, list[str]]]:
        return [(one.article.title, [n.title for n in one.reasons]) for one in found if one]

    return {
        "before": told([reading.before]),
        "after": told([reading.after]),
        "beside": told(list(reading.beside)),
    }


SEEN = '[it](commitment:cable "under-way")'
FIBRE = "[f](topic:fibre)"
UMAR = "[u](person:umar)"


def test_before_and_after_are_the_nearest_stories_of_the_same_commitment() -> None:
    index = index_of(
        day_2024_01_01=SEEN, day_2024_02_01=SEEN, day_2024_03_01=f"{SEEN} {FIBRE}",
        day_2024_03_02=FIBRE, day_2024_04_01=SEEN,
    )  # fmt: skip
    assert around(index, "2024-03-01") == {
        "before": [("2024-02-01", ["A cable"])],
        "after": [("2024-04-01", ["A cable"])],
        "beside": [("2024-01-01", ["A cable"]), ("2024-03-02", ["Fibre"])],
    }


def test_a_story_that_shares_nothing_stands_alone() -> None:
    index = index_of(day_2024_01_01=FIBRE, day_2024_02_01="[c](topic:chips)")
    assert around(index, "2024-01-01") == {"before": [], "after": [], "beside": []}


def test_the_strongest_reason_comes_first_and_the_nearest_of_equals() -> None:
    index = index_of(
        day_2024_01_01=FIBRE, day_2024_02_01=f"{FIBRE} {UMAR}", day_2024_03_01=FIBRE,
        day_2024_04_01=f"{FIBRE} {UMAR}",
    )  # fmt: skip
    assert around(index, "2024-04-01")["beside"] == [
        ("2024-02-01", ["Umar", "Fibre"]),
        ("2024-03-01", ["Fibre"]),
        ("2024-01-01", ["Fibre"]),
    ]
    days = [day for day, _ in around(index, "2024-01-01")["beside"]]
    assert days == ["2024-02-01", "2024-03-01", "2024-04-01"]


def test_a_large_topic_gives_no_more_than_a_few_stories() -> None:
    days = {f"day_2024_{month:02}_{day:02}": FIBRE for month in range(1, 6) for day in range(1, 20)}
    assert len(around(index_of(**days), "2024-03-10")["beside"]) == MAX_RELATED


def test_commonness_is_the_number_of_binary_digits_of_the_number_of_articles() -> None:
    """So most new articles about an entity change no weight, and no page of other articles."""
    for count, commonness in ((1, 1), (2, 2), (3, 2), (4, 3), (7, 3), (8, 4)):
        days = {f"day_2024_01_{day:02}": FIBRE for day in range(1, count + 1)}
        index = index_of(**days)
        (near,) = index.neighbours(index.articles[0].key)
        assert (near.entity.id, near.commonness) == ("fibre", commonness)


def test_the_neighbours_of_an_article_are_the_nearest_in_each_list() -> None:
    days = {f"day_2024_01_{day:02}": FIBRE for day in range(1, 28)}
    index = index_of(**days)
    (near,) = index.neighbours(index.articles[13].key)
    assert near.newer == index.articles[13 - NEIGHBOURS : 13][::-1]
    assert near.older == index.articles[14 : 14 + NEIGHBOURS]


def test_the_picture_has_a_bar_for_each_month_with_stories() -> None:
    index = index_of(
        day_2023_12_01=FIBRE, day_2024_01_01=FIBRE, day_2024_01_20="[c](topic:chips)",
    )  # fmt: skip
    made = timeline(index)
    assert made.years == (2023, 2024)
    everything, chips, fibre = made.strips
    assert [(bar.at, bar.height, bar.count) for bar in everything.bars] == [
        (11, BAR_HEIGHT // 2, 1),
        (12, BAR_HEIGHT, 2),
    ]
    assert chips.topic and chips.topic.key == Key(Kind.TOPIC, "chips")
    assert [(bar.at, bar.height) for bar in fibre.bars] == [
        (11, BAR_HEIGHT // 2),
        (12, BAR_HEIGHT // 2),
    ]
    assert fibre.total == 2


def test_an_archive_without_stories_has_no_picture() -> None:
    assert timeline(index_of()).strips == ()
