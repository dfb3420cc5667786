"""What a feed reader gets."""

from __future__ import annotations

import html
import json
import re
import xml.etree.ElementTree as ET
from datetime import date
from typing import Any

import feedparser
import pytest

from generator.content.site import Licence, Site
from generator.output.feeds import COMMITMENT_ENTRIES, SITE_ENTRIES
from generator.pages.edition import Edition, make_edition
from tests.support import files_beside_pages

SITE = Site(
    "The Example <Record> & Co",
    "One of everything.",
    "https://example.org/record/",
    today=date(2024, 7, 1),
    licence=Licence("CC-BY-4.0", "Creative Commons Attribution 4.0", "https://example.org/by"),
)
STORY = "https://example.org/record/articles/2023/minister-asks-for-help/"


def feeds(texts: dict[str, bytes], site: Site = SITE) -> dict[str, str]:
    """The feeds of an edition, by path."""
    edition = make_edition(texts, site)
    assert edition.pages, edition.problems
    files = files_beside_pages(edition, site).items()
    endings = ("feed.xml", "rss.xml", "feed.json", ".opml")
    return {path: str(text) for path, text in files if path.endswith(endings)}


@pytest.fixture(scope="module")
def files(texts: dict[str, bytes]) -> dict[str, str]:
    return feeds(texts)


@pytest.fixture(scope="module")
def edition(texts: dict[str, bytes]) -> Edition:
    return make_edition(texts, SITE)


def entry(text: str, ending: str) -> Any:
    read = feedparser.parse(text)
    assert not read.bozo, read.get("bozo_exception")
    return next(item for item in read.entries if item.id.endswith(ending))


def test_the_site_has_feeds_in_three_formats_and_every_entity_one_in_atom(
    files: dict[str, str], edition: Edition
) -> None:
    entities = [
        key.path.removesuffix(".md") for key in edition.index.entities if "articles" not in key.path
    ]
    formats = ("feed.xml", "rss.xml", "feed.json")
    own = {f"{folder}{name}" for folder in ("", "moved/") for name in formats}
    assert set(files) == own | {"feeds.opml", *(f"{path}/feed.xml" for path in entities)}


def test_every_feed_is_well_formed_and_has_its_address(files: dict[str, str]) -> None:
    for path, text in files.items():
        if path.endswith(".json"):
            document = json.loads(text)
            assert document["version"] == "https://jsonfeed.org/version/1.1"
            assert document["feed_url"] == SITE.url + path
            continue
        ET.fromstring(text)
        if path != "feeds.opml":
            read = feedparser.parse(text)
            assert not read.bozo, (path, read.get("bozo_exception"))
            own = [link.href for link in read.feed.links if link.rel == "self"]
            assert own == [SITE.url + path]


@pytest.mark.parametrize("form", ["feed.xml", "rss.xml"])
def test_a_story_comes_whole_with_its_dates_topics_and_sources(
    files: dict[str, str], form: str
) -> None:
    story = entry(files[form], "/old-name/")
    assert html.unescape(story.title) == "Minister asks: *help* with fibre & chips | <now>"
    assert story.link == STORY
    assert story.published_parsed[:3] == (2023, 9, 30)
    assert story.updated_parsed[:3] == (2023, 10, 2)
    assert {tag.get("label") or tag.term for tag in story.tags} == {"Optical fibre", "Chips"}
    text = story.content[0].value
    assert "China could be as large a market as Europe." in text
    assert "https://example.com/ur" in text  # a source


def dated_story(name: str, date: str, published: str = "") -> dict[str, bytes]:
    """Return a story about fibre; its year is that of `date`."""
    more = f"published: {published}\n" if published else ""
    text = (
        f"---\ntitle: About {name}\ndate: {date}\n{more}summary: S\ntopics: [fibre]\nsources:\n"
        "  - {publisher: B, url: 'https://example.com/'}\n---\n\n"
        '[It was](commitment:nationwide-fibre "agreed 2018-02-03").\n'
    )
    return {f"articles/{date[:4]}/{name}.md": text.encode()}


@pytest.mark.parametrize(
    "path",
    [
        "feed.xml",
        "rss.xml",
        "moved/feed.xml",
        "moved/rss.xml",
        "topics/fibre/feed.xml",
        "commitments/nationwide-fibre/feed.xml",
    ],
)
def test_feeds_are_in_the_order_of_publication(texts: dict[str, bytes], path: str) -> None:
    """A story of 2018 isn't published in 2018. Without `published`, the day of the event counts."""
    more = dated_story("old", "2018-02-03", "2024-06-20") | dated_story("new", "2024-06-10")
    read = feedparser.parse(feeds(texts | more)[path])
    days = [entry.published_parsed[:3] for entry in read.entries]
    assert days[0] == (2024, 6, 20)
    assert days == sorted(days, reverse=True)
    assert not [day for day in days if day[0] == 2018]


def test_a_story_in_json_is_the_same_story(files: dict[str, str]) -> None:
    items = json.loads(files["feed.json"])["items"]
    story = next(one for one in items if one["url"] == STORY)
    assert story["title"] == "Minister asks: *help* with fibre & chips | <now>"
    assert story["external_url"].startswith("https://")
    assert story["date_modified"].startswith("2023-10-02")
    assert [author["name"] for author in story["authors"]] == ["Ann O'Neill", "B. C."]


def test_a_story_keeps_its_id_when_it_is_renamed(texts: dict[str, bytes]) -> None:
    """The id is its first address, which the aliases keep."""
    path, new = "articles/2024/fibre-is-laid.md", "articles/2024/fibre-is-laid-at-last.md"
    before = json.loads(feeds(texts)["feed.json"])["items"]
    moved = {
        name: data.replace(b"fibre-is-laid.md", b"fibre-is-laid-at-last.md")
        for name, data in texts.items()
    }
    data = moved.pop(path)
    moved[new] = data.replace(b"---\n", b"---\naliases: [articles/2024/fibre-is-laid/]\n", 1)
    after = json.loads(feeds(moved)["feed.json"])["items"]
    assert sorted(item["id"] for item in before) == sorted(item["id"] for item in after)
    assert {item["url"] for item in after} - {item["url"] for item in before} == {
        "https://example.org/record/articles/2024/fibre-is-laid-at-last/"
    }


def test_every_address_in_a_feed_is_whole(files: dict[str, str]) -> None:
    for path, text in files.items():
        if path.endswith(".json"):
            for item in json.loads(text)["items"]:
                targets = re.findall(r' (?:href|src)="([^"]*)"', item["content_html"])
                assert [
                    target for target in targets if not re.match(r"https?://|mailto:", target)
                ] == []


def test_what_moved_has_a_dated_entry_for_each_observation(
    files: dict[str, str], edition: Edition
) -> None:
    items = json.loads(files["moved/feed.json"])["items"]
    assert len(items) == len(edition.index.recent_observations)
    observation = edition.index.recent_observations[0]
    assert items[0]["id"].endswith(f"#{observation.commitment.id}")
    assert items[0]["url"].endswith(f"#{edition.index.evidence(observation).passage.anchor}")
    assert items[0]["summary"] == f"“{edition.index.evidence(observation).words}”"
    own = feedparser.parse(files[f"commitments/{observation.commitment.id}/feed.xml"]).entries
    assert items[0]["id"] in {entry.id for entry in own}


def test_a_feed_does_not_grow_with_the_site(texts: dict[str, bytes]) -> None:
    story = texts["articles/2024/fibre-is-laid.md"]
    many = {f"articles/2024/copy-{n}.md": story for n in range(SITE_ENTRIES + 5)}
    files = feeds(texts | many)
    assert len(json.loads(files["feed.json"])["items"]) == SITE_ENTRIES
    assert len(feedparser.parse(files["topics/fibre/feed.xml"]).entries) == SITE_ENTRIES
    others = [text for path, text in files.items() if re.match("(org|peo|pla).*/feed.xml", path)]
    assert max(text.count("<entry ") for text in others) == COMMITMENT_ENTRIES


def test_a_site_without_an_address_has_no_feeds(texts: dict[str, bytes]) -> None:
    assert feeds(texts, Site("S")) == {}


def test_no_words_end_the_element_that_they_stand_in(texts: dict[str, bytes]) -> None:
    path = "articles/2024/fibre-is-laid.md"
    files = feeds(texts | {path: texts[path] + b"\nA mark and `]]>`.\n"})
    text = entry(files["rss.xml"], "/fibre-is-laid/").content[0].value
    assert "A mark and <code>]]&gt;</code>." in text


def test_the_list_of_feeds_names_each_of_them_once(files: dict[str, str]) -> None:
    named = re.findall(r'xmlUrl="([^"]*)"', files["feeds.opml"])
    assert sorted(named) == sorted(SITE.url + path for path in files if path.endswith("feed.xml"))
