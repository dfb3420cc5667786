"""Our own site, finished, in readers that nobody here wrote."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import frictionless
import jsonschema
import lxml.html
import pandas as pd
import pytest
import yaml
from lxml import etree
from pyld import jsonld

from generator.content.site import Site
from generator.pages.edition import make_edition
from generator.system.file_tree import pages_in
from tests.support import OWN_ADDRESS, REPOSITORY, original_texts

pytestmark = pytest.mark.xdist_group("readers")

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def rows(own_site: Path, table: str) -> list[dict[str, str]]:
    with (own_site / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def page_at(own_site: Path, address: str) -> Path:
    """The file that an address of the site leads to."""
    assert address.startswith(OWN_ADDRESS)
    path = urlsplit(address.removeprefix(OWN_ADDRESS)).path
    return own_site / (f"{path}index.html" if not path or path.endswith("/") else path)


def words_of(html: Path) -> str:
    return " ".join(lxml.html.parse(str(html)).getroot().text_content().split())


# Feeds


def test_every_atom_feed_is_one_by_its_grammar(own_site: Path) -> None:
    grammar = etree.RelaxNG(etree.parse(str(Path(__file__).parent / "atom.rng")))
    paths = list(own_site.rglob("feed.xml"))
    assert len(paths) > 200
    for path in paths:
        grammar.assertValid(etree.parse(str(path)))


ADDRESS = {"type": "string", "pattern": "^(?:https?|mailto):"}
AUTHORS = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "anyOf": [{"required": [name]} for name in ("name", "url", "avatar")],
        "properties": {"name": {"type": "string"}, "url": ADDRESS, "avatar": ADDRESS},
    },
}
LANGUAGE = {"type": "string", "pattern": "^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)$"}
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "home_page_url": ADDRESS,
        "feed_url": ADDRESS,
        "description": {"type": "string"},
        "icon": ADDRESS,
        "favicon": ADDRESS,
        "language": LANGUAGE,
        "authors": AUTHORS,
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "url": ADDRESS,
                    "external_url": ADDRESS,
                    "title": {"type": "string"},
                    "content_html": {"type": "string"},
                    "summary": {"type": "string"},
                    "image": ADDRESS,
                    "date_published": MOMENT,
                    "date_modified": MOMENT,
                    "authors": AUTHORS,
                    "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
                    "language": LANGUAGE,
                },
                "patternProperties": {"^_": {"type": "object"}},
                "additionalProperties": False,
            },
        },
    },
    "patternProperties": {"^_": {"type": "object"}},
    "additionalProperties": False,
}
"""JSON Feed 1.1 (jsonfeed.org/version/1.1), as much of it as we write."""


def test_every_json_feed_is_one_by_its_schema(own_site: Path) -> None:
    schema = jsonschema.Draft202012Validator(JSON_FEED)
    for path in own_site.rglob("feed.json"):
        schema.validate(json.loads(path.read_bytes()))


# Tables


def test_the_package_is_valid(own_site: Path) -> None:
    with frictionless.system.use_context(trusted=True):
        report = frictionless.validate(str(own_site / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])


def test_every_table_is_a_frame(own_site: Path) -> None:
    """With the types that the package says."""
    package = json.loads((own_site / "data" / "datapackage.json").read_bytes())
    for resource in package["resources"]:
        fields = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        days = [name for name, kind in fields.items() if kind == "date"]
        frame = pd.read_csv(own_site / "data" / resource["path"], parse_dates=days)
        assert list(frame.columns) == list(fields)
        assert len(frame) == len(rows(own_site, resource["name"]))
        for name, kind in fields.items():
            if kind == "date" and len(frame):
                assert frame[name].dtype.kind == "M", name
            if kind == "integer" and len(frame):
                assert frame[name].dtype.kind == "i", name


def test_the_licence_is_said_in_each(own_site: Path) -> None:
    for path in (own_site / "data").glob("*.json"):
        assert json.loads(path.read_bytes())["licenses"][0]["path"] == LICENCE, path
    package = json.loads((own_site / "data" / "datapackage.json").read_bytes())
    assert all(resource["licenses"][0]["path"] == LICENCE for resource in package["resources"])
    for path in (own_site / "data").rglob("*.jsonld"):
        assert json.loads(path.read_bytes())["rights"] == LICENCE, path


# The database


@pytest.fixture
def database(own_site: Path) -> Iterator[sqlite3.Connection]:
    address = f"file:{own_site / 'data' / 'site.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        yield connection


def test_the_database_is_sound(database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert dict(database.execute("SELECT * FROM about"))["licence_url"] == LICENCE


def test_the_database_holds_the_tables(own_site: Path, database: sqlite3.Connection) -> None:
    package = json.loads((own_site / "data" / "datapackage.json").read_bytes())
    for name in (resource["name"] for resource in package["resources"]):
        result = database.execute(f'SELECT * FROM "{name}"')
        names = [column[0] for column in result.description]
        values = [
            {key: "" if cell is None else str(cell) for key, cell in zip(names, row, strict=True)}
            for row in result
        ]
        assert values == rows(own_site, name), name


def test_words_are_found_with_or_without_accents(database: sqlite3.Connection) -> None:
    find = (
        "SELECT p.article FROM passages_fts f JOIN passages p ON p.rowid = f.rowid "
        "WHERE passages_fts MATCH ? ORDER BY rank"
    )
    articles = [article for (article,) in database.execute(find, ("charging AND stations",))]
    assert "2024/adm-group-signs-for-3000-charging-stations" in articles
    assert (
        database.execute(find, ("hüawei",)).fetchall()
        == database.execute(find, ("Huawei",)).fetchall()
    )


def test_one_query_says_what_somebody_promised_and_what_came_of_it(
    own_site: Path, database: sqlite3.Connection
) -> None:
    """The query is on the page of the data."""
    shown = lxml.html.parse(str(own_site / "data" / "index.html")).getroot()
    (query,) = (
        code for element in shown.iter("code") if "SELECT" in (code := element.text_content())
    )
    query = re.sub(r"p\.id = '[a-z0-9-]+'", "p.id = 'huawei'", query)
    result = database.execute(query).fetchall()
    titles = {row[0] for row in result}
    assert titles >= {
        "Train 300,000 people in Pakistan in ICT by the end of 2025",
        "Train 1,000 federal employees in Pakistan in IT",
    }
    page = words_of(own_site / "organisations" / "huawei" / "index.html")
    assert all(title in page for title in titles)


def test_who_keeps_promises_is_what_the_data_count(
    own_site: Path, database: sqlite3.Connection
) -> None:
    page = lxml.html.parse(str(own_site / "commitments" / "index.html")).getroot()
    (keepers,) = page.find_class("party-records")
    declared = {
        str(line.find(".//a").get("href")).strip("./"): int(
            line.find_class("when")[0].text.split()[0]
        )
        for line in keepers.iter("li")
    }
    counted = {
        f"{'people' if kind == 'person' else 'organisations'}/{id}": count
        for kind, id, count in database.execute(
            "SELECT parties.kind, parties.id, count(*) FROM parties "
            "JOIN commitments ON commitments.id = parties.commitment "
            "WHERE side = 'by' AND state != 'sought' GROUP BY parties.kind, parties.id"
        )
    }
    assert declared == {address: count for address, count in counted.items() if count > 1}


# Annotations


TERMS: dict[str, Any] = {
    "oa": "http://www.w3.org/ns/oa#",
    "as": "http://www.w3.org/ns/activitystreams#",
    "id": "@id",
    "type": "@type",
    **{name: f"oa:{name}" for name in ("Annotation", "SpecificResource", "TextualBody")},
    **{name: f"oa:{name}" for name in ("TextQuoteSelector", "exact", "prefix", "suffix")},
    **{name: f"oa:{name}" for name in ("identifying", "assessing")},
    "AnnotationCollection": "as:OrderedCollection",
    "AnnotationPage": "as:OrderedCollectionPage",
    "body": {"@id": "oa:hasBody", "@type": "@id"},
    "target": {"@id": "oa:hasTarget", "@type": "@id"},
    "source": {"@id": "oa:hasSource", "@type": "@id"},
    "selector": {"@id": "oa:hasSelector", "@type": "@id"},
    "motivation": {"@id": "oa:motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": "oa:hasPurpose", "@type": "@vocab"},
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    "format": "http://purl.org/dc/elements/1.1/format",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    "rights": {"@id": "http://purl.org/dc/terms/rights", "@type": "@id"},
    "total": "as:totalItems",
    "startIndex": "as:startIndex",
    "items": {"@id": "as:items", "@type": "@id", "@container": "@list"},
    **{
        name: {"@id": f"as:{name}", "@type": "@id"}
        for name in ("first", "last", "next", "prev", "partOf")
    },
}
"""What the context of the W3C makes of the terms that we use."""


def expanded(path: Path) -> dict[str, Any]:
    """A document as PyLD reads it; a term that the context does not know would be lost."""

    def load(address: str, _: object) -> dict[str, Any]:
        assert address == "http://www.w3.org/ns/anno.jsonld"
        return {"contextUrl": None, "documentUrl": address, "document": {"@context": TERMS}}

    document = json.loads(path.read_bytes())
    (expanded,) = jsonld.expand(document, {"documentLoader": load})
    compact = jsonld.compact(expanded, TERMS, {"documentLoader": load})
    assert compact["type"] == document["type"]
    return dict(compact)


def pages_of_annotations(own_site: Path) -> list[dict[str, Any]]:
    collection = expanded(own_site / "data" / "annotations.jsonld")
    pages, next_one = [], collection["first"]
    while next_one:
        pages.append(expanded(page_at(own_site, next_one)))
        next_one = pages[-1].get("next")
    assert collection["last"] == pages[-1]["id"]
    assert collection["total"] == sum(len(page["items"]) for page in pages)
    return pages


def test_the_annotations_are_linked_data(own_site: Path) -> None:
    items = [item for page in pages_of_annotations(own_site) for item in page["items"]]
    assert len({item["id"] for item in items}) == len(items) == len(rows(own_site, "annotations"))
    for item in items:
        assert item["type"] == "Annotation"
        assert item["target"]["selector"]["type"] == "TextQuoteSelector"
        bodies = item["body"] if isinstance(item["body"], list) else [item["body"]]
        assert page_at(own_site, bodies[0]["source"]).exists()


def test_an_annotation_s_words_are_found_on_its_page(own_site: Path) -> None:
    seen: dict[str, str] = {}
    for page in pages_of_annotations(own_site):
        for target in (item["target"] for item in page["items"]):
            source, quote = target["source"], target["selector"]
            text = seen.setdefault(source, words_of(page_at(own_site, source)))
            words = "".join(quote.get(name, "") for name in ("prefix", "exact", "suffix"))
            assert " ".join(words.split()) in text, (source, words)


# Markdown and JSON copies


def canonical(html: lxml.html.HtmlElement) -> str:
    (link,) = (element for element in html.iter("link") if element.get("rel") == "canonical")
    return str(link.get("href"))


def addresses_of(site: Path) -> list[str]:
    """Return the addresses of the pages of the original edition, as its sitemap lists them."""
    sitemap = etree.parse(str(site / "sitemap-1.xml"))
    return [
        str(element.text)
        for element in sitemap.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    ]


def test_every_page_of_an_entity_has_a_markdown_copy(own_site: Path) -> None:
    addresses = addresses_of(own_site)
    assert len(addresses) > 400
    copies = 0
    for address in addresses:
        path = page_at(own_site, address)
        html = lxml.html.parse(str(path)).getroot()
        links = {element.get("type"): element.get("href") for element in html.iter("link")}
        if "text/markdown" not in links:
            assert not path.with_suffix(".md").exists()
            continue
        copies += 1
        markdown = (path.parent / str(links["text/markdown"])).read_text(encoding="utf-8")
        _, front, content = markdown.split("---\n", 2)
        head = yaml.safe_load(front)
        assert head["url"] == canonical(html) == address
        assert head["licence"] == LICENCE
        assert not re.search(r"</?(?:div|span|time|mark|svg|details)\b", content), address
        targets = re.findall(r"\]\(<?([^)\s>]+)", content)
        assert all(re.match("https?://|mailto:", target) for target in targets), address
    kinds = ("articles", "people", "organisations", "places", "topics", "commitments")
    assert copies == sum(len(rows(own_site, kind)) for kind in kinds)


# All together


def test_the_counts_agree(own_site: Path) -> None:
    """On the home page, in the feeds, in the data and in the list of addresses."""
    listed = addresses_of(own_site)
    outlines = [
        str(element.get("htmlUrl"))
        for element in etree.parse(str(own_site / "feeds.opml")).iter("outline")
        if element.get("htmlUrl")
    ]
    counts = {}
    for kind in ("articles", "topics", "commitments", "people", "organisations", "places"):
        addresses = [row["url"] for row in rows(own_site, kind)]
        counts[kind] = len(addresses)
        assert set(addresses) <= set(listed)
        own = re.compile(rf"{OWN_ADDRESS}{kind}/(?!.*/\d+/$).+")  # without volumes
        stems = list(filter(own.fullmatch, listed))
        assert len(stems) == len(addresses), kind
        if kind != "articles":
            assert set(addresses) <= set(outlines)
    assert len(outlines) == 2 + sum(counts.values()) - counts["articles"]
    home = words_of(own_site / "index.html")
    for kind in ("commitments", "people", "organisations", "places"):
        assert f" · {counts[kind]} {kind}" in home
    assert f"{counts['articles']} stories · " in home
    newest = json.loads((own_site / "feed.json").read_bytes())["items"]
    days = [item["date_published"][:10] for item in newest]
    by_day = sorted(
        (row["published"] or row["date"] for row in rows(own_site, "articles")), reverse=True
    )
    assert days == by_day[: len(newest)]
    assert len(newest) == min(20, counts["articles"])


def test_no_old_address_takes_the_place_of_anything(own_site: Path) -> None:
    """Whatever the site is made of, an alias at or below its names is refused."""
    outputs = [path.relative_to(own_site) for path in own_site.rglob("*")]
    pages = {path.parent.as_posix() for path in outputs if path.name == "index.html"} - {"."}
    names = {path.parts[0] for path in outputs if len(path.parts) > 1} - {"articles"}
    names |= {path.stem for path in outputs if path.suffix == ".html" and len(path.parts) == 1}
    assert {"assets", "data", "pagefind", "schemas", "people", "feeds", "404"} <= names
    wanted = {f"{name}/" for name in {*pages, *names}} | {f"{name}/x/" for name in names}
    wanted = {address for address in wanted if re.fullmatch("[a-z0-9-][a-z0-9/-]+", address)}
    front = "title: T\ndate: 2026-01-01\nsummary: S\ntopics: [fibre]\nsources:\n"
    front += "  - {title: a, publisher: b, url: 'https://example.com/'}\n"
    texts = original_texts(REPOSITORY)
    for number, alias in enumerate(sorted(wanted)):
        story = f"---\n{front}aliases: [{alias}]\n---\n\nWords.\n".encode()
        texts[f"articles/2026/with-an-alias-{number}.md"] = story
    site = Site("S", handwritten_pages=frozenset(pages_in(REPOSITORY / "docs")))
    made = [one for one in make_edition(texts, site).problems if one.is_error]
    assert {problem.code for problem in made} == {"address-taken"}
    assert len({problem.location.file for problem in made}) == len(wanted)
