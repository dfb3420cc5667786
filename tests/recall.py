"""How well `annotate` finds what authors annotated: `python -m tests.recall [CONTENT]`.

The annotations are taken out of each story, and it is looked which nouns are found again.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from generator.content.markdown import parse
from generator.content.markdown_rewrite import rewrite
from generator.content.model import Article, Commitment, Entity, Key
from generator.content.parser import parse_file
from generator.index.name_matcher import NAMED_KINDS, NameMatcher, name_entries, name_matcher
from generator.newsroom.annotate import proposals


class Measure(NamedTuple):
    """Of the nouns in stories: pairs of a story's key and a noun's."""

    found: frozenset[tuple[Key, Key]]
    missed: frozenset[tuple[Key, Key]]
    unwanted: frozenset[tuple[Key, Key]]

    @property
    def recall(self) -> float:
        return len(self.found) / (len(self.found) + len(self.missed))

    @property
    def precision(self) -> float:
        return len(self.found) / (len(self.found) + len(self.unwanted))


def measure(content: Path) -> Measure:
    entities = list(_nouns(content))
    known = name_matcher(name_entries(entities))
    commitments = [one for one in entities if isinstance(one, Commitment)]
    wanted, found = set(), set()
    for story in entities:
        if isinstance(story, Article):
            named = {link.entity for link in story.body.links}
            wanted |= {(story.key, key) for key in named if key and key.kind in NAMED_KINDS}
            found |= {(story.key, key) for key in _found(story, known, commitments)}
    return Measure(frozenset(found & wanted), frozenset(wanted - found), frozenset(found - wanted))


def _nouns(content: Path) -> Iterator[Entity]:
    for path in sorted(content.rglob("*.md")):
        name = path.relative_to(content).as_posix()
        if entity := parse_file(name, path.read_bytes(), name).entity:
            yield entity


def _found(story: Entity, known: NameMatcher, commitments: list[Commitment]) -> Iterator[Key]:
    plain = rewrite(story.body, lambda link: "" if link.entity else None, (), lambda _: "")
    stripped = replace(story, body=parse(plain, story.body.first_line))
    for one in proposals(stripped, known, commitments).annotations:
        yield one.keys[0]


def main() -> None:
    found = measure(Path(sys.argv[1] if len(sys.argv) > 1 else "content"))
    for what, pairs in (("missed", found.missed), ("unwanted", found.unwanted)):
        for story, key in sorted((a.id, f"{b.kind.scheme}:{b.id}") for a, b in pairs):
            print(f"{what}: {key} in {story}")
    print(f"recall {found.recall:.1%}, precision {found.precision:.1%}")


if __name__ == "__main__":
    main()
