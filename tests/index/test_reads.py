"""What is read from an index is recorded, so that a page is rendered again when that changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generator.content.model import Key, Kind
from generator.index.index import Index
from generator.index.reads import Read
from tests.support import VALID_FILES, edition_of

ARTICLE = Key(Kind.ARTICLE, "2024/good-story")
CABLE = Key(Kind.COMMITMENT, "nationwide-fibre")
FIBRE = Key(Kind.TOPIC, "fibre")
MISSING = Key(Kind.PERSON, "nobody")


@pytest.fixture(scope="module")
def index() -> Index:
    return edition_of(VALID_FILES).index.with_editions({}, (), {"articles": 1})


QUERIES: dict[Read, Callable[[Index], object]] = {
    ("article_count", ()): lambda index: index.article_count(),
    ("article_ids", ()): lambda index: index.article_ids(),
    ("newest_articles", (3,)): lambda index: index.newest_articles(3),
    ("latest_published", (3,)): lambda index: index.latest_published(3),
    ("latest_about", (FIBRE,)): lambda index: index.latest_about(FIBRE),
    ("is_among_latest", (ARTICLE,)): lambda index: index.is_among_latest(ARTICLE),
    ("latest_observations", (3,)): lambda index: index.latest_observations(3),
    ("latest_observations_of", (CABLE, 3)): (lambda index: index.latest_observations_of(CABLE, 3)),
    ("count_about", (FIBRE,)): lambda index: index.count_about(FIBRE),
    ("articles_in", (2024, 3)): lambda index: index.articles_in(2024, 3),
    ("years", ()): lambda index: index.years(),
    ("annotation_count", (2024,)): lambda index: index.annotation_count(2024),
    ("observation_count", ()): lambda index: index.observation_count(),
    ("translations", ()): lambda index: index.translations(),
    ("row_count", ("articles",)): lambda index: index.row_count("articles"),
    ("untranslated_articles", ()): lambda index: index.untranslated_articles(),
    ("languages_of", (ARTICLE.path,)): lambda index: index.languages_of(ARTICLE.path),
    ("last_change", ()): lambda index: index.last_change(),
    ("last_change_about", (FIBRE,)): lambda index: index.last_change_about(FIBRE),
    ("newest_observations", (3,)): lambda index: index.newest_observations(3),
    ("newest_part", (FIBRE,)): lambda index: index.newest_part(FIBRE),
    ("volume", (FIBRE, 1)): lambda index: index.volume(FIBRE, 1),
    ("has_volume", (FIBRE, 1)): lambda index: index.has_volume(FIBRE, 1),
    ("volumes_by_year", (FIBRE,)): lambda index: index.volumes_by_year(FIBRE),
    ("today", ()): lambda index: index.today(),
    ("in_folder", ("topics",)): lambda index: index.of_kind(Kind.TOPIC),
    ("neighbours", (ARTICLE,)): lambda index: index.neighbours(ARTICLE),
    ("count", (FIBRE,)): lambda index: index.count(FIBRE),
    ("most_mentioned", (FIBRE, "people", 3)): lambda index: index.most_mentioned(
        FIBRE, "people", 3
    ),
}
MAPPINGS = ("entities", "texts", "articles_about", "observations", "commitments_of")


@pytest.mark.parametrize("read", QUERIES, ids=lambda read: read[0])
def test_a_query_is_recorded_with_its_arguments_and_answers_the_same(
    index: Index, read: Read
) -> None:
    """What the query itself reads is not recorded: its answer stands in for all of that."""
    query, reads = QUERIES[read], set[Read]()
    assert query(index.recording(reads)) == query(index)
    assert reads == {read}


def test_every_query_of_the_index_is_tested() -> None:
    queries = {name for name, value in vars(Index).items() if getattr(value, "__wrapped__", None)}
    assert queries == {name for name, _ in QUERIES}


@pytest.mark.parametrize("name", MAPPINGS)
def test_a_lookup_is_recorded_whether_the_key_is_there_or_not(index: Index, name: str) -> None:
    for key in (ARTICLE, MISSING):
        for look_up in (lambda mapping, key: key in mapping, lambda mapping, key: mapping.get(key)):
            reads = set[Read]()
            look_up(getattr(index.recording(reads), name), key)
            assert reads == {(name, (key,))}


@pytest.mark.parametrize("name", MAPPINGS)
@pytest.mark.parametrize("read_all", [list, len])
def test_a_mapping_that_is_read_whole_is_recorded_without_a_key(
    index: Index, name: str, read_all: Callable[[object], object]
) -> None:
    reads = set[Read]()
    read_all(getattr(index.recording(reads), name))
    assert reads == {(name, ())}


def test_the_index_itself_records_nothing(index: Index) -> None:
    index.recording(set[Read]())
    assert index.reads is None
    assert index.article_count() == 1
