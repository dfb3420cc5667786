"""Describes pages as JSON-LD in the vocabulary of schema.org."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from generator.content.model import (
    Article,
    Correction,
    Entity,
    Key,
    Kind,
    Person,
    Role,
    Source,
)
from generator.content.site import Site
from generator.index.index import Index
from generator.index.lists import Quotation
from generator.open_data.json_line import json_line

Thing = dict[str, Any]

TYPES: Mapping[Kind, str] = {
    Kind.TOPIC: "Thing",
    Kind.PERSON: "Person",
    Kind.ORGANISATION: "Organization",
    Kind.PLACE: "Place",
    Kind.COMMITMENT: "Thing",
}
CONTEXT = "https://schema.org"


def graph(*things: Thing | None) -> Thing:
    """Return one JSON-LD document of several things."""
    return {"@context": CONTEXT, "@graph": [thing for thing in things if thing]}


def script_json(document: Mapping[str, Any]) -> str:
    """Return a document as JSON that is safe inside a `<script>` element."""
    text = json_line(document)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def news_article(index: Index, site: Site, article: Article, pictures: Iterable[str]) -> Thing:
    """Return an article with everything that it mentions, its quotations, sources and corrections.

    `pictures` are paths within the site, the social card first.
    """
    address = site.full_url(article.key.path)
    topics = index.topics(article)
    places = index.mentioned_in(article, Kind.PLACE)
    mentioned = [
        entity
        for kind in (Kind.PERSON, Kind.ORGANISATION, Kind.COMMITMENT)
        for entity in index.mentioned_in(article, kind)
    ]
    return _without_empty(
        {
            "@type": "NewsArticle",
            "@id": f"{address}#story",
            "url": address,
            "mainEntityOfPage": address,
            "headline": article.title,
            "description": article.summary,
            "inLanguage": article.lang,
            "contentReferenceTime": str(article.date),
            "datePublished": str(article.published or ""),
            "dateModified": str(article.modified) if article.is_dated else "",
            "author": [_author(site, name) for name in article.byline] or publisher(site),
            "publisher": publisher(site),
            "image": [site.full_url(quote(path)) for path in pictures],
            "articleSection": [topic.title for topic in topics],
            "about": [_mention(site, topic) for topic in topics],
            "mentions": [_mention(site, entity) for entity in mentioned],
            "contentLocation": [_mention(site, place) for place in places],
            "isBasedOn": [_source(source, article.lang) for source in article.sources],
            "hasPart": [
                _quotation(index, site, quotation) for quotation in index.quotations_in(article)
            ],
            "correction": [_correction(site, correction) for correction in article.corrections],
            **(_translation(site, article) if article.translation else {}),
        }
    )


def _translation(site: Site, article: Article) -> Thing:
    """Return who translated an article, and what."""
    original = site.full_url(f"../{article.key.path}")
    names = article.translation.translators if article.translation else ()
    return {
        "translator": [_author(site, name) for name in names],
        "translationOfWork": {"@id": f"{original}#story"},
    }


def entity_thing(index: Index, site: Site, entity: Entity) -> Thing:
    """Return an entity that isn't an article, for its page."""
    address = site.full_url(entity.key.path)
    links = {"wikidata": "https://www.wikidata.org/wiki/"}
    return _without_empty(
        {
            "@type": TYPES[entity.key.kind],
            "@id": f"{address}#{entity.key.kind.word}",
            "name": entity.title,
            "alternateName": [*entity.names.values(), *entity.aliases],
            "description": index.texts[entity.key].first_paragraph,
            "url": address,
            "mainEntityOfPage": address,
            "sameAs": [links.get(name, "") + value for name, value in entity.links.items()],
            **(_roles(index, site, entity.roles) if isinstance(entity, Person) else {}),
        }
    )


def web_site(site: Site) -> Thing:
    """Return the site, and how programs can search it."""
    target = f"{site.full_url('search.md')}?q={{search_term_string}}"
    return _without_empty(
        {
            "@type": "WebSite",
            "@id": f"{site.full_url('index.md')}#site",
            "name": site.name,
            "description": site.description,
            "url": site.full_url("index.md"),
            "inLanguage": "" if site.language == "en" else site.language,
            "publisher": publisher(site),
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": target},
                "query-input": "required name=search_term_string",
            },
        }
    )


def publisher(site: Site) -> Thing:
    return {
        "@type": "NewsMediaOrganization",
        "name": site.name,
        "url": site.full_url("index.md"),
        "logo": site.full_url("assets/icon-512.png"),
    }


def breadcrumbs(site: Site, steps: Iterable[tuple[str, str]]) -> Thing:
    """Return a page's breadcrumbs from titles and paths; the home page comes first."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": title, "item": site.full_url(path)}
            for number, (title, path) in enumerate(steps, 1)
        ],
    }


def _without_empty(thing: Thing) -> Thing:
    """Return the properties that have a value; a list of one item becomes the item."""
    return {
        name: content
        for name, value in thing.items()
        if (content := value[0] if isinstance(value, list) and len(value) == 1 else value)
    }


def _mention(site: Site, entity: Entity) -> Thing:
    return {
        "@type": TYPES[entity.key.kind],
        "name": entity.title,
        "url": site.full_url(entity.key.path),
    }


def _author(site: Site, name: str) -> Thing:
    return publisher(site) if name == site.name else {"@type": "Person", "name": name}


def _source(source: Source, lang: str) -> Thing:
    return _without_empty(
        {
            "@type": "CreativeWork",
            "name": source.title,
            "url": source.url,
            "archivedAt": source.archived,
            "publisher": {"@type": "Organization", "name": source.publisher},
            "datePublished": str(source.date or ""),
            "inLanguage": source.lang or lang,
        }
    )


def _quotation(index: Index, site: Site, quotation: Quotation) -> Thing:
    speaker, article = index.entities.get(quotation.speaker), quotation.article
    return _without_empty(
        {
            "@type": "Quotation",
            "text": quotation.text,
            "url": site.full_url(site.path_of(article.key.path, article.lang), quotation.anchor),
            "inLanguage": article.lang,
            "spokenByCharacter": _mention(site, speaker) if speaker else None,
        }
    )


def _correction(site: Site, correction: Correction) -> Thing:
    text = site.texts.gettext("We wrote “%(was)s”; it should read “%(now)s”.")
    words = text % {"was": correction.was, "now": correction.now}
    return {
        "@type": "CorrectionComment",
        "text": f"{words} {correction.note}".strip(),
        "datePublished": correction.date.isoformat(),
    }


def _roles(index: Index, site: Site, roles: Iterable[Role]) -> Thing:
    today = index.today()
    held = [role.title for role in roles if today and role.is_held_on(today)]
    return {
        "jobTitle": held,
        "worksFor": [_role(index, site, role) for role in roles if role.organisation],
    }


def _role(index: Index, site: Site, role: Role) -> Thing:
    """Return a position with its dates; in schema.org it comes between person and employer."""
    employer = index.entities.get(Key(Kind.ORGANISATION, role.organisation))
    return _without_empty(
        {
            "@type": "OrganizationRole",
            "roleName": role.title,
            "startDate": str(role.start or ""),
            "endDate": str(role.end or ""),
            "worksFor": _mention(site, employer) if employer else None,
        }
    )
