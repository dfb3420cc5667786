"""How well `annotate` finds what authors annotated: `python -m tests.recall [CONTENT]`.

It removes the annotations from each article and counts the entities that `annotate` finds again.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from generator.checks.context import names_kind
from generator.content.annotation_titles import SAID
from generator.content.markdown import parse
from generator.content.markdown_rewrite import rewrite
from generator.content.model import Article, Commitment, Entity, Key, Kind
from generator.content.parser import parse_file
from generator.index.name_matcher import NAMED_KINDS, NameMatcher, name_entries, name_matcher
from generator.newsroom.annotate import propose_annotations


class Measure(NamedTuple):
    """Pairs of an article's key and the key of an entity that it mentions."""

    found: frozenset[tuple[Key, Key]]
    missed: frozenset[tuple[Key, Key]]
    unwanted: frozenset[tuple[Key, Key]]
    """Found by the command, but not annotated by the author."""

    @property
    def recall(self) -> float:
        return len(self.found) / (len(self.found) + len(self.missed))

    @property
    def precision(self) -> float:
        return len(self.found) / (len(self.found) + len(self.unwanted))


def measure(content: Path) -> Measure:
    """Compare the authors' annotations with those that the command proposes."""
    entities = list(_entities(content))
    names = name_matcher(name_entries(entities))
    commitments = [entity for entity in entities if isinstance(entity, Commitment)]
    wanted, named, proposed = set(), set(), set()
    for article in entities:
        if isinstance(article, Article):
            links = [link for link in article.body.links if link.entity]
            named |= {(article.key, link.entity) for link in links}
            wanted |= {
                (article.key, link.entity)
                for link in links
                if link.title != SAID and link.entity and link.entity.kind in NAMED_KINDS
            }
            proposed |= {(article.key, key) for key in _proposed(article, names, commitments)}
    return Measure(
        frozenset(proposed & wanted), frozenset(wanted - proposed), frozenset(proposed - named)
    )


def _entities(content: Path) -> Iterator[Entity]:
    for path in sorted(content.rglob("*.md")):
        name = path.relative_to(content).as_posix()
        if entity := parse_file(name, path.read_bytes(), name).entity:
            yield entity


def _proposed(article: Article, names: NameMatcher, commitments: list[Commitment]) -> Iterator[Key]:
    """Yield the entities that the command finds in an article without its annotations."""
    plain = rewrite(article.body, lambda link: "" if link.entity else None, (), lambda _: "")
    chosen = [link.entity.id for link in article.body.links if names_kind(link, Kind.TOPIC)]  # type: ignore[union-attr]
    body = parse(plain, article.body.first_line)
    stripped = replace(article, body=body, topics=(*article.topics, *chosen))
    for proposal in propose_annotations(stripped, names, commitments).annotations:
        yield proposal.keys[0]


def main() -> None:
    result = measure(Path(sys.argv[1] if len(sys.argv) > 1 else "content"))
    for label, pairs in (("missed", result.missed), ("unwanted", result.unwanted)):
        for article, key in sorted((a.id, f"{b.kind.scheme}:{b.id}") for a, b in pairs):
            print(f"{label}: {key} in {article}")
    print(f"recall {result.recall:.1%}, precision {result.precision:.1%}")


if __name__ == "__main__":
    main()
