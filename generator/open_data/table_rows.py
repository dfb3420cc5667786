"""Reads the rows of each table from the index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from generator.content.annotation_titles import SAID, AnnotationTitle
from generator.content.dates import Moment, PartialDate
from generator.content.model import Article, Commitment, Entity, Key, Kind, Passage, Person
from generator.content.site import Site
from generator.index.index import Index

Row = tuple[str | int | None, ...]


class TableRows(Struct, frozen=True):
    """Yields the rows of each table; each method has the name of its table."""

    index: Index
    site: Site
    only: tuple[Article, ...] | None = None
    """The articles whose rows are wanted; None for all."""

    @property
    def _articles(self) -> tuple[Article, ...]:
        return self.index.articles if self.only is None else self.only

    def articles(self) -> Iterator[Row]:
        for article in self._articles:
            yield (
                article.key.id,
                self.site.full_url(article.key.path),
                article.title,
                article.summary,
                article.lang,
                article.date.day.isoformat(),
                article.published.day.isoformat() if article.published else None,
                article.modified.day.isoformat() if article.is_dated else None,
                article.checked.isoformat() if article.checked else None,
                *(self._mentioned_ids(article, kind) for kind in Kind if kind is not Kind.ARTICLE),
                article.rights,
            )

    def _mentioned_ids(self, article: Article, kind: Kind) -> str:
        return " ".join(entity.key.id for entity in self.index.mentioned_in(article, kind))

    def sources(self) -> Iterator[Row]:
        for article in self._articles:
            for number, source in enumerate(article.sources, 1):
                day, lang = str(source.date or ""), source.lang or article.lang
                page = source.title, source.publisher, source.url
                yield article.key.id, number, *page, day, lang, source.kind, source.archived

    def corrections(self) -> Iterator[Row]:
        for article in self._articles:
            for number, correction in enumerate(article.corrections, 1):
                date = correction.date.isoformat()
                yield article.key.id, number, date, correction.was, correction.now, correction.note

    def commitments(self) -> Iterator[Row]:
        for commitment in self._commitments():
            observations = self.index.observations.get(commitment.key, ())
            yield (
                commitment.key.id,
                self.site.full_url(commitment.key.path),
                commitment.title,
                _parties(commitment.by),
                _parties(commitment.to),
                _parties(commitment.sought_by),
                " ".join(commitment.topics),
                str(commitment.due or ""),
                observations[0].state.value if observations else "",
                _whole(observations[0].date) if observations else None,
                len(observations),
                commitment.checked.isoformat() if commitment.checked else None,
                self.index.texts[commitment.key].plain_text,
            )

    def parties(self) -> Iterator[Row]:
        for commitment in self._commitments():
            sides = {"by": commitment.by, "to": commitment.to, "sought_by": commitment.sought_by}
            for side, keys in sides.items():
                for number, key in enumerate(keys, 1):
                    yield commitment.key.id, side, number, key.kind.word, key.id

    def observations(self) -> Iterator[Row]:
        for article in self._articles:
            for observation in self.index.observations_in(article):
                words, passage = self.index.evidence(observation)
                yield (
                    observation.commitment.id,
                    observation.article.key.id,
                    _whole(observation.date),
                    observation.state.value,
                    words,
                    passage.anchor,
                    self.site.full_url(observation.article.key.path, passage.anchor),
                )

    def people(self) -> Iterator[Row]:
        return self._entities(Kind.PERSON)

    def roles(self) -> Iterator[Row]:
        for person in self._of(Kind.PERSON):
            for number, role in enumerate(person.roles if isinstance(person, Person) else (), 1):
                start, end = str(role.start or ""), str(role.end or "")
                reports = " ".join(map(str, role.as_of))
                position = number, role.title, role.organisation or None
                yield person.key.id, *position, start, end, reports

    def organisations(self) -> Iterator[Row]:
        return self._entities(Kind.ORGANISATION)

    def places(self) -> Iterator[Row]:
        return self._entities(Kind.PLACE)

    def topics(self) -> Iterator[Row]:
        return self._entities(Kind.TOPIC)

    def names(self) -> Iterator[Row]:
        for kind in Kind:
            for entity in self._of(kind) if kind is not Kind.ARTICLE else ():
                for lang, name in entity.names.items():
                    yield kind.word, entity.key.id, lang, name
                for name in entity.aliases:
                    yield kind.word, entity.key.id, "", name

    def quotations(self) -> Iterator[Row]:
        for article in self._articles:
            for number, quotation in enumerate(self.index.quotations_in(article), 1):
                yield (
                    article.key.id,
                    number,
                    quotation.anchor,
                    quotation.speaker.kind.word,
                    quotation.speaker.id,
                    quotation.text,
                    article.lang,
                    quotation.occasion,
                    quotation.sentence,
                    article.date.day.isoformat(),
                    self.site.full_url(article.key.path, quotation.anchor),
                )

    def passages(self) -> Iterator[Row]:
        for article, number, passage in self._passages():
            address = self.site.full_url(article.key.path, passage.anchor)
            text = " ".join(passage.text.split())
            yield article.key.id, passage.anchor, number, text, article.lang, address

    def annotations(self) -> Iterator[Row]:
        for article, _, passage in self._passages():
            annotated = (run for run in passage.runs if run.entity)
            for number, (words, key, title) in enumerate(annotated, 1):
                if key and key in self.index.entities:
                    row_key = article.key.id, passage.anchor, number
                    yield *row_key, key.kind.word, key.id, words, *_title_columns(title)

    def translations(self) -> Iterator[Row]:
        for key, language, title, summary, translators, is_outdated in self.index.translations():
            url = self.site.url_in(language, key.path)
            names, state = "; ".join(translators), "outdated" if is_outdated else "current"
            yield key.kind.word, key.id, language, url, title, summary, names, state

    def count_passages(self) -> int:
        return sum(len(article.passage_mentions) for article in self.index.articles)

    def count_annotations(self) -> int:
        return sum(map(self.index.annotation_count, self.index.years()))

    def count_articles(self) -> int:
        return self.index.article_count()

    def count_observations(self) -> int:
        return sum(len(self.index.observations_in(article)) for article in self.index.articles)

    def count_quotations(self) -> int:
        return sum(len(article.speakers) for article in self.index.articles)

    def count_sources(self) -> int:
        return sum(len(article.sources) for article in self.index.articles)

    def _passages(self) -> Iterator[tuple[Article, int, Passage]]:
        """Yield every passage with its number in its article, counted from 1."""
        for article in self._articles:
            for number, passage in enumerate(self.index.texts[article.key].passages, 1):
                yield article, number, passage

    def _entities(self, kind: Kind) -> Iterator[Row]:
        for entity in self._of(kind):
            articles = self.index.count_about(entity.key)
            text = self.index.texts[entity.key].plain_text
            address = self.site.full_url(entity.key.path)
            links = (entity.links.get("wikidata", ""), entity.links.get("website", ""))
            yield entity.key.id, address, entity.title, text, *links, articles

    def _commitments(self) -> list[Commitment]:
        return sorted(self.index.commitments, key=lambda commitment: commitment.key.id)

    def _of(self, kind: Kind) -> list[Entity]:
        return sorted(self.index.of_kind(kind), key=lambda entity: entity.key.id)


def _title_columns(title: AnnotationTitle) -> tuple[str, str, str]:
    """Return the state, its own date, and `said` for a quotation; each may be empty."""
    state = title.state.value if title.state else ""
    return state, str(title.date or ""), SAID if title.is_speech else ""


def _whole(date: Moment | PartialDate) -> str:
    """Return a day, month or year without a time."""
    return date.day.isoformat() if isinstance(date, Moment) else str(date)


def _parties(keys: Iterable[Key]) -> str:
    return " ".join(key.annotation for key in keys)


COUNTS: Mapping[str, Callable[[TableRows], int]] = {
    "annotations": TableRows.count_annotations,
    "articles": TableRows.count_articles,
    "observations": TableRows.count_observations,
    "passages": TableRows.count_passages,
    "quotations": TableRows.count_quotations,
    "sources": TableRows.count_sources,
}
"""Counts the rows of the longest tables without making them."""
