"""One corpus for every tool: made-up stories of real words, the same for the same size."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise
from pathlib import Path

CONTENT = Path(__file__).parents[2] / "content" / "articles"
WORDS_A_STORY = 600
TOPICS = "evs batteries chips telecom fibre satellites startups academia devices".split()
STATES = "sought offered agreed under-way done stalled".split()
GIVEN = (
    "Ali Amina Bilal Chen Fatima Hassan Imran Jun Khalid Lin Mei Nadia Omar Ping Rabia Sana".split()
)
FAMILY = (
    "Ahmed Baig Chaudhry Deng Farooq Guo Haider Iqbal Khan Liu Malik Qureshi Shah Wang Zhao".split()
)
TRADES = "Telecom Motors Authority".split()
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
    story: str = ""
    """The path of another story (`2021/some-story`)."""


Paragraph = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Story:
    id: str
    day: date
    title: str
    summary: str
    topics: tuple[Entity, ...]
    paragraphs: tuple[Paragraph, ...]
    said: str
    speaker: Entity

    @property
    def path(self) -> str:
        return f"{self.day.year}/{self.id}"

    def states(self) -> list[tuple[Entity, str]]:
        """Each commitment that it saw, and in which state."""
        found = [span for spans in self.paragraphs for span in spans if span.entity and span.state]
        return [(span.entity, span.state) for span in found if span.entity]

    def named(self, kind: str) -> list[Entity]:
        """Each entity of a kind that it names, once."""
        found = [span.entity for spans in self.paragraphs for span in spans if span.entity]
        return list(dict.fromkeys(entity for entity in found if entity.kind == kind))


@dataclass(frozen=True, slots=True)
class Corpus:
    entities: tuple[Entity, ...]
    stories: tuple[Story, ...]

    def of(self, kind: str) -> list[Entity]:
        return [entity for entity in self.entities if entity.kind == kind]


def corpus(size: int) -> Corpus:
    """`size` stories of about 600 words, with topics by Zipf's law, newest last."""
    dice = random.Random(20261124)
    writer = _Writer(dice)
    entities = _entities(size, dice, writer)
    by_kind: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        by_kind[entity.kind].append(entity)
    weights = {kind: list(accumulate(_zipf(len(found)))) for kind, found in by_kind.items()}
    stories: list[Story] = []
    first = date(2018, 1, 1)
    for number in range(size):
        day = first + timedelta(days=number * 3200 // size)
        stories.append(_story(number, day, dice, writer, by_kind, weights, stories))
    return Corpus(tuple(entities), tuple(stories))


def _zipf(count: int) -> list[float]:
    return [1 / rank for rank in range(1, count + 1)]


class _Writer:
    """Writes sentences in which any two neighbouring words are neighbours in our own stories."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.after: dict[str, list[str]] = defaultdict(list)
        for path in sorted(CONTENT.rglob("*.md")):
            body = path.read_text(encoding="utf-8").split("---\n", 2)[2]
            text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", body)
            words = re.findall(r"[A-Za-z][A-Za-z'-]*|\d[\d,.]*\d", text)
            for one, next_one in pairwise(words):
                self.after[one].append(next_one)
        self.first = sorted(word for word in self.after if word[0].isupper())

    def words(self, count: int) -> list[str]:
        made = [self.dice.choice(self.first)]
        while len(made) < count:
            following = self.after.get(made[-1])
            made.append(self.dice.choice(following or self.first))
        return made

    def sentence(self, count: int) -> str:
        made = self.words(count)
        return " ".join([made[0].capitalize(), *made[1:]]) + "."


def _entities(size: int, dice: random.Random, writer: _Writer) -> list[Entity]:
    made = [Entity("topic", id, id.capitalize(), writer.sentence(30)) for id in TOPICS]
    for number in range(40 + size // 25):
        name = f"{GIVEN[number % 16]} {FAMILY[number // 16 % 15]}"
        name += f" {number // 240 + 1}" if number >= 240 else ""
        made.append(Entity("person", _id(name), name, writer.sentence(25)))
    for number in range(30 + size // 40):
        name = f"{dice.choice(writer.first)} {dice.choice(TRADES)} {number}"
        made.append(Entity("org", _id(name), name, writer.sentence(25)))
    made += [Entity("place", _id(name), name, writer.sentence(15)) for name in PLACES]
    parties = [entity for entity in made if entity.kind == "org"]
    for number in range(20 + size // 10):
        title = f"{' '.join(writer.words(4)).capitalize()} {number}"
        by, topic = dice.choice(parties).id, dice.choice(TOPICS)
        made.append(Entity("commitment", _id(title), title, writer.sentence(40), by, topic))
    return made


def _id(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def _story(
    number: int,
    day: date,
    dice: random.Random,
    writer: _Writer,
    by_kind: dict[str, list[Entity]],
    weights: dict[str, list[float]],
    before: list[Story],
) -> Story:
    def some(kind: str, count: int) -> list[Entity]:
        return dice.choices(by_kind[kind], cum_weights=weights[kind], k=count)

    topics = list(dict.fromkeys(some("topic", dice.randint(3, 5))))
    # No two stories of a day, which stand together, show one commitment in two states.
    promises = dice.sample(by_kind["commitment"][number % 3 :: 3], 2)
    people = some("person", 3)
    named = [*people, *some("org", 3), *some("place", 2), *topics, *promises]
    entities = list(dict.fromkeys(named))
    states = {promise: dice.choice(STATES) for promise in promises}
    links = [dice.choice(before[-500:]).path for _ in range(2)] if before else []
    marks = [Span(entity.title, entity, states.get(entity, "")) for entity in entities]
    marks += [Span("an earlier story", story=path) for path in links]
    dice.shuffle(marks)
    paragraphs = []
    for place in range(8):
        spans: list[Span] = [Span(writer.sentence(20))]
        for mark in marks[place::8]:
            spans += [Span(f" {writer.sentence(14)[:-1]} "), mark, Span(".")]
        missing = WORDS_A_STORY // 8 - sum(len(span.text.split()) for span in spans)
        spans.append(Span(" " + writer.sentence(max(missing, 4))))
        paragraphs.append(tuple(spans))
    title = " ".join(writer.words(8)).capitalize()
    id = f"{_id(title)[:60].strip('-')}-{number}"
    said = writer.sentence(20)
    summary = writer.sentence(18)
    return Story(id, day, title, summary, tuple(topics), tuple(paragraphs), said, people[0])
