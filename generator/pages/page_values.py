"""Collects from the index what each kind of page shows, as the values of its template."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from generator.content.model import LIST_PAGES, Article, Commitment, Entity, Key, Kind, State
from generator.content.site import Site
from generator.content.translations import Translations, translatable
from generator.index.index import Index
from generator.index.join import by_latest_observation
from generator.index.ledger import ledger
from generator.index.pagination import volume_path
from generator.index.related import RelatedArticles
from generator.index.schedule import Schedule, schedule_of
from generator.pages.page import social_card_path

Values = dict[str, Any]
"""The values of a template, by name."""

STATUS_MEANINGS = {
    State.SOUGHT: translatable("One side has asked for it."),
    State.OFFERED: translatable("One side has offered it to the other."),
    State.AGREED: translatable("It has been signed, approved or announced."),
    State.UNDER_WAY: translatable("Work has reportedly started."),
    State.DONE: translatable("A source reports it finished."),
    State.STALLED: translatable("A source reports that work has stopped."),
    State.DROPPED: translatable("A source reports that it has been abandoned."),
}
MOST_COMMITMENTS = 40
"""The most commitments listed on a page other than the list of all."""
MOST_LINES = 200
"""The most commitments in the picture on the list of all."""
MOST_NAMED = 8
"""The most people, and the most organisations, that a topic's page names."""
MOST_ON_LIST = 400
"""The most entities on the list of a kind; with more, each letter has a page."""
KIND_LABELS = {
    Kind.TOPIC: translatable("Topic"),
    Kind.PERSON: translatable("Person"),
    Kind.ORGANISATION: translatable("Organisation"),
    Kind.PLACE: translatable("Place"),
    Kind.COMMITMENT: translatable("Commitment"),
}
"""What the search calls a page."""
_BEST_STATUS_FIRST = (
    State.DONE,
    State.UNDER_WAY,
    State.AGREED,
    State.OFFERED,
    State.SOUGHT,
    State.STALLED,
    State.DROPPED,
)


class PartyRecord(NamedTuple):
    """The commitments that a person or an organisation has made, counted by status."""

    entity: Entity
    total: int
    statuses: tuple[tuple[State | None, int], ...]
    overdue: int


class Month(NamedTuple):
    """The articles of a month that has any, newest first."""

    year: int
    month: int
    articles: tuple[Article, ...]


def months_of(articles: Iterable[Article]) -> list[Month]:
    """Return consecutive articles, grouped by month."""
    months = groupby(articles, lambda article: (article.date.day.year, article.date.day.month))
    return [Month(year, month, tuple(group)) for (year, month), group in months]


def article_values(index: Index, article: Article, related: RelatedArticles) -> Values:
    return {
        "article": article,
        "topics": index.topics(article),
        "observations": index.observations_in(article),
        "people": index.mentioned_in(article, Kind.PERSON),
        "organisations": index.mentioned_in(article, Kind.ORGANISATION),
        "places": index.mentioned_in(article, Kind.PLACE),
        "related": related,
    }


def entity_values(index: Index, entity: Entity) -> Values:
    key = entity.key
    commitments = index.commitments_of.get(key, ())
    values = coverage_values(index, entity, index.newest_part(key))
    values |= {
        "older": [(year, volume_path(key, number)) for year, number in index.volumes_by_year(key)],
        "commitments": commitments,
        "article_count": index.count_about(key),
    }
    if key.kind is Kind.TOPIC:
        return values | {
            "ledger": ledger(index, commitments[:MOST_COMMITMENTS], index.today()),
            "open_commitments": [
                commitment for commitment in commitments if index.is_open(commitment.key)
            ],
            "closed_commitments": [
                commitment for commitment in commitments if not index.is_open(commitment.key)
            ],
            "people": index.most_mentioned(key, Kind.PERSON.folder, MOST_NAMED),
            "organisations": index.most_mentioned(key, Kind.ORGANISATION.folder, MOST_NAMED),
        }
    asked_for = [commitment for commitment in commitments if key in commitment.sought_by]
    sought = [one for one in commitments if index.state(one.key) is State.SOUGHT]
    promised = [one for one in commitments if one not in asked_for and one not in sought]
    return values | {
        "made": [one for one in promised if key in one.by],
        "received": [one for one in promised if key in one.to and key not in one.by],
        "asked_for": asked_for,
        "asked_of": [one for one in sought if key in one.by and one not in asked_for],
    }


def coverage_values(index: Index, entity: Entity, articles: Sequence[Article]) -> Values:
    """Return what these articles say about an entity: mentions, quotations, observations.

    A passage that is the evidence of an observation isn't repeated among the mentions.
    """
    key = entity.key
    article_keys = {article.key for article in articles}
    observations = [
        observation
        for observation in index.observations.get(key, ())
        if observation.article.key in article_keys
    ]
    evidence = {
        (observation.article.key, index.evidence(observation).passage.anchor)
        for observation in observations
    }
    mentions = index.mentions(key, articles)
    if evidence:
        mentions = tuple(
            mention
            for mention in mentions
            if (mention.article.key, index.passage(mention).anchor) not in evidence
        )
    return {
        "entity": entity,
        "kind": key.kind,
        "articles": list(filter(index.has_page, articles)),
        "mentions": mentions,
        "quotations": index.quotations(key, articles),
        "observations": observations,
    }


def tracker_values(index: Index, commitments: Sequence[Commitment], texts: Translations) -> Values:
    """Return what the list of all commitments shows."""
    today = index.today()
    ranked = by_latest_observation(commitments, index.observations, index.lists.title_language)
    statuses = [index.state(commitment.key) for commitment in commitments]
    changed_this_year = {
        observation.commitment
        for observation in index.recent_observations
        if today and observation.date.first_day.year == today.year
    }
    records = list(_party_records(index, commitments))
    return {
        "commitments": ranked,
        "ledger": ledger(index, ranked[:MOST_LINES], today),
        "counts": [(state, statuses.count(state)) for state in State if state in statuses],
        "overdue": [commitment for commitment in ranked if _is_overdue(index, commitment)],
        "year": today.year if today else 0,
        "changed": [commitment for commitment in ranked if commitment.key in changed_this_year],
        "party_records": [record for record in records if record.total > 1],
        "other_parties": sum(record.total == 1 for record in records),
        "meanings": [(state, texts.gettext(text)) for state, text in STATUS_MEANINGS.items()],
    }


def _party_records(index: Index, commitments: Iterable[Commitment]) -> Iterator[PartyRecord]:
    """Yield the record of each party, those with most commitments first."""
    made_by: dict[Key, list[Commitment]] = defaultdict(list)
    for commitment in commitments:
        is_sought = index.state(commitment.key) is State.SOUGHT
        for key in () if is_sought else commitment.by:
            made_by[key].append(commitment)
    parties = [(entity, made_by[entity.key]) for entity in index.known(made_by)]
    parties.sort(key=lambda pair: (-len(pair[1]), index.title_key(pair[0])))
    for entity, promised in parties:
        states = [index.state(commitment.key) for commitment in promised]
        counts = [
            (state, states.count(state)) for state in (*_BEST_STATUS_FIRST, None) if state in states
        ]
        overdue = sum(_is_overdue(index, commitment) for commitment in promised)
        yield PartyRecord(entity, len(promised), tuple(counts), overdue)


def _is_overdue(index: Index, commitment: Commitment) -> bool:
    history = index.observations.get(commitment.key, ())
    return schedule_of(commitment, history, index.today()) is Schedule.OVERDUE


def busiest_organisation(index: Index) -> Entity | None:
    """Return the organisation that has made most commitments."""
    totals = [
        (sum(key in commitment.by for commitment in commitments), key.id, key)
        for key, commitments in index.commitments_of.items()
        if key.kind is Kind.ORGANISATION and key in index.entities
    ]
    return index.entities[max(totals)[2]] if totals else None


def entity_totals(index: Index, site: Site) -> Iterator[tuple[str, str]]:
    """Yield the number in words and the list page of each kind that the home page counts."""
    texts = site.texts
    for kind in (Kind.COMMITMENT, Kind.PERSON, Kind.ORGANISATION, Kind.PLACE):
        if total := len(index.of_kind(kind)):
            text = {
                Kind.COMMITMENT: texts.ngettext(
                    "%(count)s commitment", "%(count)s commitments", total
                ),
                Kind.PERSON: texts.ngettext("%(count)s person", "%(count)s people", total),
                Kind.ORGANISATION: texts.ngettext(
                    "%(count)s organisation", "%(count)s organisations", total
                ),
                Kind.PLACE: texts.ngettext("%(count)s place", "%(count)s places", total),
            }[kind]
            yield text % {"count": site.formats.number(total)}, f"{kind.folder}/index.md"


def list_title(path: str, site: Site) -> str:
    """Return the title of a page that every site has."""
    return site.texts.gettext(LIST_PAGES[path])


def initial_letter(entity: Entity) -> str:
    """Return the letter that an entity is listed under: the first of its title, or `other`."""
    first = entity.title[:1].lower()
    return first if first.isascii() and first.isalpha() else "other"


def letters_of(entities: Sequence[Entity]) -> dict[str, list[Entity]]:
    """Return entities by the letter that they are listed under; nothing for a short list."""
    if len(entities) <= MOST_ON_LIST or entities[0].key.kind is Kind.TOPIC:
        return {}
    in_order = sorted(entities, key=initial_letter)
    return {letter: list(group) for letter, group in groupby(in_order, initial_letter)}


def letter_path(kind: Kind, letter: str) -> str:
    """Return the path of the page that lists the entities of a letter."""
    return f"{kind.folder}/letters/{letter}.md"


def letter_name(letter: str, site: Site) -> str:
    """Return the heading of the entities that are listed under a letter."""
    return site.texts.gettext("OTHER") if letter == "other" else letter.upper()


def letter_title(kind: Kind, letter: str, site: Site) -> str:
    """Return the title of the page that lists the entities of a letter."""
    title = list_title(f"{kind.folder}/index.md", site)
    values = {"list": title, "letter": letter_name(letter, site)}
    return site.texts.gettext("%(list)s: %(letter)s") % values


def list_path(path: str) -> str:
    """Return the path of the page that lists the page at `path`; for an article, the archive."""
    folder = path.partition("/")[0]
    return "archive/index.md" if folder == Kind.ARTICLE.folder else f"{folder}/index.md"


def pictures_of(article: Article) -> list[str]:
    """Return the paths within the site of an article's pictures, its social card first."""
    card = social_card_path(article.key.path)
    if article.image is None:
        return [card]
    folder = posixpath.dirname(article.key.path)
    return [card, posixpath.normpath(posixpath.join(folder, article.image.src))]
