"""Reads the rows of each table from the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from generator.content.model import Article, Commitment, Entity, Key, Kind, Passage, Person
from generator.content.site import Site
from generator.index.index import Index

Row = tuple[str | int | None, ...]


class TableRows(Struct, frozen=True):
    """Yields the rows of each table; each method has the name of its table."""

    index: Index
    site: Site

    def articles(self) -> Iterator[Row]:
        for article in self.index.articles:
            yield (
                article.key.id,
                self.site.full_url(article.key.path),
                article.title,
                article.summary,
                article.lang,
                article.date.day.isoformat(),
                article.modified.day.isoformat(),
                *(self._mentioned_ids(article, kind) for kind in Kind if kind is not Kind.ARTICLE),
                article.rights,
            )

    def _mentioned_ids(self, article: Article, kind: Kind) -> str:
        return " ".join(entity.key.id for entity in self.index.mentioned_in(article, kind))

    def sources(self) -> Iterator[Row]:
        for article in self.index.articles:
            for number, source in enumerate(article.sources, 1):
                day, lang = str(source.date or ""), source.lang or article.lang
                yield article.key.id, number, source.title, source.publisher, source.url, day, lang

    def corrections(self) -> Iterator[Row]:
        for article in self.index.articles:
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
                " ".join(commitment.topics),
                str(commitment.due or ""),
                observations[0].state.value if observations else "",
                observations[0].article.date.day.isoformat() if observations else None,
                len(observations),
                commitment.plain_text,
            )

    def parties(self) -> Iterator[Row]:
        for commitment in self._commitments():
            for side, keys in (("by", commitment.by), ("to", commitment.to)):
                for number, key in enumerate(keys, 1):
                    yield commitment.key.id, side, number, key.kind.word, key.id

    def observations(self) -> Iterator[Row]:
        for commitment in self._commitments():
            for observation in self.index.observations.get(commitment.key, ()):
                words, passage = self.index.evidence(observation)
                yield (
                    commitment.key.id,
                    observation.article.key.id,
                    observation.article.date.day.isoformat(),
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
                yield person.key.id, number, role.title, role.organisation or None, start, end

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
        for article in self.index.articles:
            for quotation in self.index.quotations_in(article):
                yield (
                    article.key.id,
                    quotation.anchor,
                    quotation.speaker.id,
                    quotation.text,
                    article.lang,
                    quotation.occasion,
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
            for number, (words, key, state) in enumerate(annotated, 1):
                if key and key in self.index.entities:
                    status = state.value if state else ""
                    row_key = article.key.id, passage.anchor, number
                    yield *row_key, key.kind.word, key.id, words, status

    def count_passages(self) -> int:
        return sum(len(article.passage_mentions) for article in self.index.articles)

    def count_annotations(self) -> int:
        known = self.index.entities
        mentions = (names for article in self.index.articles for names in article.passage_mentions)
        return sum(key in known for names in mentions for key in names)

    def _passages(self) -> Iterator[tuple[Article, int, Passage]]:
        """Yield every passage with its number in its article, counted from 1."""
        for article in self.index.articles:
            for number, passage in enumerate(self.index.texts[article.key].passages, 1):
                yield article, number, passage

    def _entities(self, kind: Kind) -> Iterator[Row]:
        for entity in self._of(kind):
            articles = len(self.index.articles_about.get(entity.key, ()))
            address = self.site.full_url(entity.key.path)
            links = (entity.links.get("wikidata", ""), entity.links.get("website", ""))
            yield entity.key.id, address, entity.title, entity.plain_text, *links, articles

    def _commitments(self) -> list[Commitment]:
        return sorted(self.index.commitments, key=lambda commitment: commitment.key.id)

    def _of(self, kind: Kind) -> list[Entity]:
        return sorted(self.index.of_kind(kind), key=lambda entity: entity.key.id)


def _parties(keys: Iterable[Key]) -> str:
    return " ".join(key.annotation for key in keys)
