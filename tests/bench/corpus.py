"""Generates the corpus that every tool builds: random articles of real words."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise
from pathlib import Path

CONTENT = Path(__file__).parents[2] / "content" / "articles"
WORDS_PER_ARTICLE = 600
TOPICS = "evs batteries chips telecom fibre satellites startups academia devices".split()
STATES = "sought offered agreed under-way done stalled".split()
GIVEN_NAMES = (
    "Ali Amina Bilal Chen Fatima Hassan Imran Jun Khalid Lin Mei Nadia Omar Ping Rabia Sana".split()
)
FAMILY_NAMES = (
    "Ahmed Baig Chaudhry Deng Farooq Guo Haider Iqbal Khan Liu Malik Qureshi Shah Wang Zhao".split()
)
ORGANISATION_TYPES = "Telecom Motors Authority".split()
PLACES = "Islamabad Karachi Lahore Gilgit Gwadar Beijing Shanghai Shenzhen Urumqi Kashgar".split()


@dataclass(frozen=True, slots=True)
class Entity:
    kind: str
    """`topic`, `person`, `org`, `place`, `commitment`: as an annotation has it."""
    id: str
    title: str
    about: str
    by: str = ""
    """Of a commitment: the id of the organisation that made it."""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a paragraph, and what they name or link to."""

    text: str
    entity: Entity | None = None
    state: str = ""
    article: str = ""
    """The path of another article (`2021/some-article`)."""


Paragraph = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Article:
    id: str
    day: date
    title: str
    summary: str
    topics: tuple[Entity, ...]
    paragraphs: tuple[Paragraph, ...]
    quotation: str
    speaker: Entity

    @property
    def path(self) -> str:
        return f"{self.day.year}/{self.id}"

    def states(self) -> list[tuple[Entity, str]]:
        """Return each commitment that it mentions, with its state."""
        with_state = [
            span for spans in self.paragraphs for span in spans if span.entity and span.state
        ]
        return [(span.entity, span.state) for span in with_state if span.entity]

    def entities_named(self, kind: str) -> list[Entity]:
        """Return each entity of a kind that it names, once."""
        entities = [span.entity for spans in self.paragraphs for span in spans if span.entity]
        return list(dict.fromkeys(entity for entity in entities if entity.kind == kind))


@dataclass(frozen=True, slots=True)
class Corpus:
    entities: tuple[Entity, ...]
    articles: tuple[Article, ...]

    def of_kind(self, kind: str) -> list[Entity]:
        return [entity for entity in self.entities if entity.kind == kind]


def corpus(size: int) -> Corpus:
    """Return a corpus of `size` articles of about 600 words, newest last.

    Topics follow Zipf's law. The same size gives the same corpus.
    """
    rng = random.Random(20261124)
    writer = _Writer(rng)
    entities = _entities(size, rng, writer)
    by_kind: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        by_kind[entity.kind].append(entity)
    weights = {
        kind: list(accumulate(_zipf(len(entities_of_kind))))
        for kind, entities_of_kind in by_kind.items()
    }
    articles: list[Article] = []
    first = date(2018, 1, 1)
    for number in range(size):
        day = first + timedelta(days=number * 3200 // size)
        articles.append(_article(number, day, rng, writer, by_kind, weights, articles))
    return Corpus(tuple(entities), tuple(articles))


def _zipf(count: int) -> list[float]:
    return [1 / rank for rank in range(1, count + 1)]


class _Writer:
    """Writes sentences in which any two neighbouring words are neighbours in our own articles."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.following: dict[str, list[str]] = defaultdict(list)
        for path in sorted(CONTENT.rglob("*.md")):
            body = path.read_text(encoding="utf-8").split("---\n", 2)[2]
            text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", body)
            words = re.findall(r"[A-Za-z][A-Za-z'-]*|\d[\d,.]*\d", text)
            for word, next_word in pairwise(words):
                self.following[word].append(next_word)
        self.capitalised = sorted(word for word in self.following if word[0].isupper())

    def words(self, count: int) -> list[str]:
        words = [self.rng.choice(self.capitalised)]
        while len(words) < count:
            following = self.following.get(words[-1])
            words.append(self.rng.choice(following or self.capitalised))
        return words

    def sentence(self, count: int) -> str:
        first, *others = self.words(count)
        return " ".join([first.capitalize(), *others]) + "."


def _entities(size: int, rng: random.Random, writer: _Writer) -> list[Entity]:
    entities = [Entity("topic", id, id.capitalize(), writer.sentence(30)) for id in TOPICS]
    for number in range(40 + size // 25):
        name = f"{GIVEN_NAMES[number % 16]} {FAMILY_NAMES[number // 16 % 15]}"
        name += f" {number // 240 + 1}" if number >= 240 else ""
        entities.append(Entity("person", _id(name), name, writer.sentence(25)))
    for number in range(30 + size // 40):
        name = f"{rng.choice(writer.capitalised)} {rng.choice(ORGANISATION_TYPES)} {number}"
        entities.append(Entity("org", _id(name), name, writer.sentence(25)))
    entities += [Entity("place", _id(name), name, writer.sentence(15)) for name in PLACES]
    parties = [entity for entity in entities if entity.kind == "org"]
    for number in range(20 + size // 10):
        title = f"{' '.join(writer.words(4)).capitalize()} {number}"
        by, topic = rng.choice(parties).id, rng.choice(TOPICS)
        entities.append(Entity("commitment", _id(title), title, writer.sentence(40), by, topic))
    return entities


def _id(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def _article(
    number: int,
    day: date,
    rng: random.Random,
    writer: _Writer,
    by_kind: dict[str, list[Entity]],
    weights: dict[str, list[float]],
    earlier: list[Article],
) -> Article:
    def choose(kind: str, count: int) -> list[Entity]:
        return rng.choices(by_kind[kind], cum_weights=weights[kind], k=count)

    topics = list(dict.fromkeys(choose("topic", rng.randint(3, 5))))
    # No two articles of a day, which stand together, show one commitment in two states.
    commitments = rng.sample(by_kind["commitment"][number % 3 :: 3], 2)
    people = choose("person", 3)
    annotated = [*people, *choose("org", 3), *choose("place", 2), *topics, *commitments]
    entities = list(dict.fromkeys(annotated))
    states = {commitment: rng.choice(STATES) for commitment in commitments}
    links = [rng.choice(earlier[-500:]).path for _ in range(2)] if earlier else []
    annotations = [Span(entity.title, entity, states.get(entity, "")) for entity in entities]
    annotations += [Span("an earlier article", article=path) for path in links]
    rng.shuffle(annotations)
    paragraphs = []
    for place in range(8):
        spans: list[Span] = [Span(writer.sentence(20))]
        for annotation in annotations[place::8]:
            spans += [Span(f" {writer.sentence(14)[:-1]} "), annotation, Span(".")]
        missing = WORDS_PER_ARTICLE // 8 - sum(len(span.text.split()) for span in spans)
        spans.append(Span(" " + writer.sentence(max(missing, 4))))
        paragraphs.append(tuple(spans))
    title = " ".join(writer.words(8)).capitalize()
    id = f"{_id(title)[:60].strip('-')}-{number}"
    quotation = writer.sentence(20)
    summary = writer.sentence(18)
    return Article(id, day, title, summary, tuple(topics), tuple(paragraphs), quotation, people[0])
