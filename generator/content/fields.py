"""The keys that the front matter of each kind of entity may have."""

from __future__ import annotations

from collections.abc import Mapping

from generator.content.date_readers import day, moment, partial_date
from generator.content.field_readers import (
    flag,
    former_identifier,
    group,
    identifier,
    image_path,
    language,
    list_of,
    names_by_language,
    one_of,
    one_or_more,
    party,
    secure_address,
    site_path,
    text,
    web_address,
    wikidata_id,
)
from generator.content.images import Image
from generator.content.keys import Kind
from generator.content.model import Correction, Role, Source
from generator.content.schema import Field

SOURCE_KINDS = ("official", "company", "news", "research", "social")
RIGHTS = ("summary", "own", "licensed", "public-domain")

PLACEHOLDERS: Mapping[str, str] = {
    "body": "Write the story here, in your own words.",
    "summary": "Say in one sentence what happened.",
    "title": "The headline of the page you read",
    "publisher": "Who published it",
    "url": "https://www.example.com/the-page",
}
"""Placeholder texts of a new article: for its body and summary, and for its source."""

_names = Field(names_by_language, "the name in other languages")
_aliases = Field(list_of(text), "a list of other spellings")
_links = Field(
    group(
        dict,
        wikidata=Field(wikidata_id, "an id like `Q1747`"),
        website=Field(web_address, "an address"),
    ),
    "addresses elsewhere",
)

_SOURCES = "`- publisher: ...` below it, and below that `url:`"
_source = group(
    Source,
    title=Field(text, "the headline as the page prints it; leave it out if you haven't seen it"),
    publisher=Field(text, "who published it", required=True),
    url=Field(web_address, "the address of the page", required=True),
    date=Field(partial_date, "the day of the page"),
    kind=Field(one_of(*SOURCE_KINDS), "`official`, `company`, `news`, `research` or `social`"),
    lang=Field(language, "the language of the page, like `sw`"),
    archived=Field(secure_address, "the address of an archived copy"),
)
_correction = group(
    Correction,
    date=Field(day, "the day of the correction", required=True),
    was=Field(text, "what the article said", required=True),
    now=Field(text, "what the article says now", required=True),
    note=Field(text, "why"),
)
_image = group(
    Image,
    src=Field(image_path, "the file's name", required=True),
    alt=Field(text, "what the picture shows, for those who do not see it", required=True),
    credit=Field(text, "who made it"),
)
_ROLES = "`- title: Minister` below it, and below that `from:` and `to:`, or `as_of:`"
_role = group(
    lambda **values: Role(
        title=values["title"],
        organisation=values.get("organisation", ""),
        start=values.get("from"),
        end=values.get("to"),
        as_of=values.get("as_of", ()),
    ),
    **{
        "title": Field(text, "the role's title", required=True),
        "organisation": Field(identifier(Kind.ORGANISATION), "an organisation's id"),
        "from": Field(partial_date, "when it began, if a source says so"),
        "to": Field(partial_date, "when it ended, if a source says so"),
        "as_of": Field(
            one_or_more(partial_date), "the date of the reports that give the title, or a list"
        ),
    },
)
_topics = Field(list_of(identifier(Kind.TOPIC)), "a list of topic ids")


def _entity_fields(kind: Kind, name: str) -> dict[str, Field]:
    """Return the fields that all kinds but articles have; `name` is the key of the name."""
    return {
        name: Field(text, "the name as the site writes it", required=True),
        "names": _names,
        "aliases": _aliases,
        "links": _links,
        "former_ids": Field(list_of(former_identifier(kind)), "a list of ids that it had before"),
    }


FIELDS: Mapping[Kind, Mapping[str, Field]] = {
    Kind.ARTICLE: {
        "title": Field(text, "the headline", required=True),
        "date": Field(moment, "the day it happened", required=True),
        "published": Field(moment, "the day this site first published the article"),
        "summary": Field(text, "one sentence on what happened", required=True),
        "topics": _topics,
        "sources": Field(list_of(_source, _SOURCES), "the pages you read", required=True),
        "checked": Field(day, "the last day on which somebody looked for newer reports"),
        "byline": Field(list_of(text), "a list of contributors"),
        "updated": Field(moment, "the day of the last change"),
        "corrections": Field(
            list_of(_correction, "`- date: 2023-09-27` below it, then `was:` and `now:`"),
            "a list of corrections",
        ),
        "aliases": Field(list_of(site_path), "a list of old addresses"),
        "lang": Field(
            language, "the language of the article, like `sw`; without it, that of the site"
        ),
        "rights": Field(one_of(*RIGHTS), "whose words these are"),
        "image": Field(_image, "a picture"),
        "draft": Field(flag, "`true` to keep it from being published"),
    },
    Kind.TOPIC: _entity_fields(Kind.TOPIC, "title"),
    Kind.PERSON: _entity_fields(Kind.PERSON, "name")
    | {"roles": Field(list_of(_role, _ROLES), "a list of roles")},
    Kind.ORGANISATION: _entity_fields(Kind.ORGANISATION, "name"),
    Kind.PLACE: _entity_fields(Kind.PLACE, "name"),
    Kind.COMMITMENT: _entity_fields(Kind.COMMITMENT, "title")
    | {
        "by": Field(list_of(party), "who is to do it: a list like `[org:an-id]`"),
        "to": Field(list_of(party), "for whom: a list like `[person:an-id]`"),
        "sought_by": Field(list_of(party), "who asked for it: a list like `[org:an-id]`"),
        "topics": _topics,
        "due": Field(partial_date, "a day, a month or a year"),
        "checked": Field(day, "the last day on which somebody looked for newer reports"),
    },
}
