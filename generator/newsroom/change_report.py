"""What a change means: two editions, the one before and the one after, told apart."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import add
from typing import NamedTuple
from urllib.parse import urlsplit

from msgspec import Struct

from generator.content.invisible_characters import find_invisible
from generator.content.model import (
    Article,
    Commitment,
    Correction,
    Entity,
    Key,
    Kind,
    Source,
    State,
)
from generator.content.problems import Problem, escape_unprintable, split_new_and_old
from generator.content.site import Site
from generator.index.index import Index, Observation
from generator.newsroom.text_diff import unified_diff
from generator.pages.edition import Edition
from generator.pages.template_context import TemplateContext, render_template


class Story(NamedTuple):
    """A story that was added, changed or removed."""

    how: str
    article: Article
    """As it is now; as it was, when it was removed."""
    was: Article | None
    """None for one that was added."""
    words: int
    gained: tuple[Key, ...]
    """The topics that it is now about."""
    lost: tuple[Key, ...]
    corrections: tuple[Correction, ...]
    """Those that it did not have."""
    quotations: int
    """How many it has more than before."""


class StateChange(NamedTuple):
    """A commitment whose present state is another one."""

    commitment: Commitment
    before: State | None
    now: State | None
    seen: Observation | None
    """What shows the state that it has now; None when nothing does."""
    words: str


class Host(NamedTuple):
    """Where sources stand that no changed story had before."""

    name: str
    is_new: bool
    """True when no story of the edition before has a source there."""
    sources: tuple[Source, ...]


class PossibleDuplicate(NamedTuple):
    """A story that may be there already."""

    article: Article
    other: Article
    why: str


class Diff(NamedTuple):
    """A page as it was and as it is now."""

    path: str
    lines: str
    fence: str
    """What no line of it begins with."""


class Diffs(NamedTuple):
    """The pages that a change changes."""

    shown: tuple[Diff, ...]
    rest: int
    """How many others were not compared: they are of what the change names, too."""


class EditionDiff(Struct, frozen=True):
    stories: tuple[Story, ...]
    entities: tuple[tuple[str, Entity], ...]
    """Every other noun that was added, changed or removed."""
    moves: tuple[StateChange, ...]
    passages: tuple[tuple[Entity, int, int], ...]
    """For each noun how many passages it gained and lost."""
    hosts: tuple[Host, ...]
    alike: tuple[PossibleDuplicate, ...]
    not_compared: int
    """Of how many added stories it is not known whether they are there already."""
    gone: tuple[str, ...]
    """Addresses that lead nowhere now."""
    anchors: tuple[tuple[Article, int], ...]
    """Of stories that stay, how many passages are no longer where links may lead."""
    problems: tuple[Problem, ...]
    """Those that the edition before did not have."""
    old: int
    """How many it had and has still."""
    pages: Diffs

    @property
    def is_nothing(self) -> bool:
        return not (self.stories or self.entities or self.problems)


def compare_editions(
    before: Edition, now: Edition, touched: Iterable[Key], site: Site
) -> EditionDiff:
    """What became of the keys in `touched`, whose files are not what they were."""
    touched = sorted(set(touched), key=lambda key: (key.kind.folder, key.id))
    was, is_now = before.index, now.index
    renamed = _renamed(was, is_now, touched)
    stories = tuple(_stories(was, is_now, touched, renamed))
    entities = [(how, entity) for how, entity in _nouns(was, is_now, touched)]
    added = [story.article for story in stories if story.how == "added"]
    new, old = split_new_and_old(before.problems, now.problems)
    return EditionDiff(
        stories=stories,
        entities=tuple(entities),
        moves=tuple(_moves(was, is_now)),
        passages=tuple(_passages(was, is_now, touched)),
        hosts=tuple(_hosts(was, stories)),
        alike=tuple(_alike(is_now, added[:MOST_COMPARED])),
        not_compared=len(added[MOST_COMPARED:]),
        gone=tuple(_gone(was, is_now, touched, site)),
        anchors=tuple(_anchors(was, is_now, stories)),
        problems=tuple(new),
        old=len(old),
        pages=_pages(before, now, touched),
    )


def report(found: EditionDiff, index: Index, site: Site) -> str:
    """Return the change in words that an editor reads in a minute, as Markdown.

    What nobody would see in it is spelt out: hidden characters, and bytes that are not UTF-8.
    """
    counts = Counter(story.how for story in found.stories)
    errors = sum(one.is_error for one in found.problems)
    text = render_template(
        "report",
        TemplateContext(index, "report.md", site),
        change=found,
        counts=counts,
        errors=errors,
        most=MOST_LISTED,
        short=_short,
    )
    unseen = sorted({*find_invisible(text), *(at.start() for at in _UNSEEN.finditer(text))})
    starts = [0, *(at + 1 for at in unseen)]
    shown = [text[start:end] for start, end in zip(starts, [*unseen, len(text)], strict=True)]
    return shown[0] + "".join(map(add, (escape_unprintable(text[at]) for at in unseen), shown[1:]))


_UNSEEN = re.compile("[\r\ud800-\udfff]")
"""A carriage return, and surrogates, which no text in UTF-8 can hold."""


MOST_LISTED = 40
"""Entries of a list: the rest is counted."""
MOST_CHARACTERS = 400
"""Of a title, a quotation or an address."""


def _short(words: str, most: int = MOST_CHARACTERS) -> str:
    return words if len(words) <= most else f"{words[:most]}..."


def _article(index: Index, key: Key) -> Article | None:
    found = index.entities.get(key)
    return found if isinstance(found, Article) else None


def _renamed(was: Index, now: Index, touched: Iterable[Key]) -> dict[Key, Key]:
    """The old key of each story that has a new one: by the old address that it keeps."""
    left = {key.path.removesuffix(".md") + "/": key for key in touched if key not in now.entities}
    found = {}
    for key in touched:
        article = _article(now, key)
        old = [left[alias] for alias in article.aliases if alias in left] if article else []
        if old and _article(was, old[0]):
            found[key] = old[0]
    return found


def _stories(
    was: Index, now: Index, touched: Iterable[Key], renamed: Mapping[Key, Key]
) -> Iterator[Story]:
    before_renaming = {*renamed.values()}
    for key in touched:
        old, new = _article(was, renamed.get(key, key)), _article(now, key)
        if key in before_renaming or not (old or new):
            continue
        how = "renamed" if key in renamed else "changed" if old and new else ""
        shown, index = (new, now) if new else (old, was)
        assert shown, "one of them is there"
        before, after = dict.fromkeys(_topics(was, old)), dict.fromkeys(_topics(now, new))
        known = {*old.corrections} if old else ()
        yield Story(
            how=how or ("added" if new else "removed"),
            article=shown,
            was=old,
            words=len(_words(index, shown.key).split()),
            gained=tuple(key for key in after if key not in before),
            lost=tuple(key for key in before if key not in after),
            corrections=tuple(one for one in shown.corrections if new and one not in known),
            quotations=_quotations(new) - _quotations(old),
        )


def _quotations(article: Article | None) -> int:
    return sum(map(bool, article.speakers)) if article else 0


def _topics(index: Index, article: Article | None) -> list[Key]:
    return [entity.key for entity in index.topics(article)] if article else []


def _nouns(was: Index, now: Index, touched: Iterable[Key]) -> Iterator[tuple[str, Entity]]:
    for key in touched:
        if key.kind is not Kind.ARTICLE:
            old, new = was.entities.get(key), now.entities.get(key)
            if shown := new or old:
                yield ("changed" if old and new else "added" if new else "removed"), shown


def _moves(was: Index, now: Index) -> Iterator[StateChange]:
    number = 0
    for key in sorted({*was.observations, *now.observations}, key=lambda key: key.id):
        entity, before, after = now.entities.get(key), was.state(key), now.state(key)
        if isinstance(entity, Commitment) and before is not after:
            seen = now.observations[key][0] if after else None
            # For its words a whole story is searched: not for what is only counted.
            found = now.evidence(seen).words if seen and number < MOST_LISTED else ""
            yield StateChange(entity, before, after, seen, " ".join(found.split()))
            number += 1


def _passages(was: Index, now: Index, touched: Iterable[Key]) -> Iterator[tuple[Entity, int, int]]:
    """From the most to the least."""
    counts: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    for key in touched:
        old, new = _named(was, key), _named(now, key)
        for at, found in enumerate((new - old, old - new)):
            for (entity, _), number in found.items():
                counts[entity][at] += number
    known = {**was.entities, **now.entities}
    ranked = sorted(counts.items(), key=lambda one: (-sum(one[1]), one[0].kind.folder, one[0].id))
    yield from ((known[key], gained, lost) for key, (gained, lost) in ranked if key in known)


def _named(index: Index, key: Key) -> Counter[tuple[Key, str]]:
    """What a story's passages name, with the passages' anchors, which come from their words."""
    text, article = index.texts.get(key), _article(index, key)
    if not text or not article:
        return Counter()
    pairs = zip(text.passages, article.passage_mentions, strict=True)
    return Counter((name, passage.anchor) for passage, names in pairs for name in {*names})


def _hosts(was: Index, stories: Iterable[Story]) -> Iterator[Host]:
    known = {_host(source) for article in was.articles for source in article.sources}
    found: dict[str, list[Source]] = defaultdict(list)
    for story in stories:
        before = {*story.was.sources} if story.was else ()
        for source in story.article.sources if story.how != "removed" else ():
            if source not in before:
                found[_host(source)].append(source)
    for name in sorted(found, key=lambda name: (name in known, name)):
        yield Host(name, name not in known, tuple(found[name]))


def _host(source: Source) -> str:
    return (urlsplit(source.url).hostname or "").removeprefix("www.")


RUN = 8
"""So many words in a row are seldom the same by chance."""
MANY_RUNS = 2
NEAR = 100
"""Days: whoever tells of the same thing does so within some weeks."""
SAME_TITLE = 0.6


MOST_COMPARED = 100
"""Added stories that are compared with every story of the site."""


class _Features(NamedTuple):
    """What a story is known by when another tells the same."""

    article: Article
    title: frozenset[str]
    sources: frozenset[str]


def _alike(now: Index, added: Iterable[Article]) -> Iterator[PossibleDuplicate]:
    """Stories that may tell what another one tells: by title, sources or words."""
    ours = list(map(_features, added))
    copied = _copied(now, [one.article for one in ours])
    others = list(map(_features, now.articles)) if ours else []
    for one in ours:
        for other in others:
            if other.article.key == one.article.key:
                continue
            shared = len(one.title & other.title)
            if shared / max(len(one.title) + len(other.title) - shared, 1) >= SAME_TITLE:
                yield PossibleDuplicate(one.article, other.article, "nearly the same headline")
            elif one.sources == other.sources:
                yield PossibleDuplicate(one.article, other.article, "the same sources")
            elif (one.article.key, other.article.key) in copied:
                yield PossibleDuplicate(
                    one.article, other.article, "the same words in a row, several times"
                )


def _features(article: Article) -> _Features:
    sources = frozenset(source.url for source in article.sources)
    return _Features(article, _roots(article.title), sources)


def _copied(now: Index, added: Sequence[Article]) -> set[tuple[Key, Key]]:
    """Return pairs of an added story and one of about the same time that has runs of its words.

    Each text is gone through once, whatever it is compared with.
    """
    by_run: dict[int, list[tuple[Article, int]]] = defaultdict(list)
    for one in added:
        # Every fourth: who copies a sentence copies one of them.
        for run, count in Counter(_runs(now, one.key)[::4]).items():
            by_run[run].append((one, count))
    copied = set()
    for other in now.articles:
        near = {one.key for one in added if _days_between(one, other) <= NEAR}
        counts = Counter[Key]()
        for run in by_run.keys() & _runs(now, other.key) if near else ():
            for one, count in by_run[run]:
                counts[one.key] += count
        copied |= {(key, other.key) for key in near if counts[key] >= MANY_RUNS}
    return copied


def _days_between(one: Article, other: Article) -> int:
    return abs((one.date.day - other.date.day).days)


def _words(index: Index, key: Key) -> str:
    return " ".join(" ".join(line for _, line in index.texts[key].blocks).casefold().split())


def _runs(index: Index, key: Key) -> list[int]:
    """Return the hash of each run of words in a story."""
    words = _words(index, key).split(" ")
    return [hash(run) for run in zip(*(words[at:] for at in range(RUN)), strict=False)]


def _roots(title: str) -> frozenset[str]:
    return frozenset(word[:5] for word in re.findall(r"[^\W_]{3,}", title.casefold()))


def _gone(was: Index, now: Index, touched: Iterable[Key], site: Site) -> Iterator[str]:
    """Addresses of pages, and of old ones, that nothing leads from."""
    kept = {alias for article in now.articles for alias in article.aliases}
    for key in touched:
        old = was.entities.get(key)
        aliases = old.aliases if isinstance(old, Article) else ()
        addresses = [key.path.removesuffix(".md") + "/"] if old and key not in now.entities else []
        for one in (*addresses, *aliases):
            if one not in kept:
                yield one


def _anchors(was: Index, now: Index, stories: Iterable[Story]) -> Iterator[tuple[Article, int]]:
    for story in stories:
        if story.was and story.how != "removed":
            before = {passage.anchor for passage in was.texts[story.was.key].passages}
            after = {passage.anchor for passage in now.texts[story.article.key].passages}
            if lost := len(before - after):
                yield story.article, lost


MOST_LINES = 120
"""Of one page: the rest of a longer difference is counted."""
MOST_PAGES = 40
LINE_CHARACTERS = 2_000
"""Of a line in a difference: a paragraph has some hundred."""
PAGES_CHARACTERS = 200_000
"""Of all differences together: no other page is shown when they have so many."""


def _pages(before: Edition, now: Edition, touched: Iterable[Key]) -> Diffs:
    """The pages of what was touched, and of what it names, as Markdown, by path."""
    keys = {*touched}
    for index in (before.index, now.index):
        keys |= {name for key in touched if (one := _article(index, key)) for name in one.mentioned}
    old = {page.path: page for page in before.pages}
    new = {page.path: page for page in now.pages}
    paths = iter(sorted({key.path for key in keys} & {*old, *new}))
    shown, characters = list[Diff](), 0
    for path in paths:
        texts = [pages[path].markdown if path in pages else "" for pages in (old, new)]
        if texts[0] != texts[1]:
            shown.append(_diff(path, *texts))
            characters += len(shown[-1].lines)
        if len(shown) >= MOST_PAGES or characters >= PAGES_CHARACTERS:
            break
    return Diffs(tuple(shown), len(list(paths)))


def _diff(path: str, before: str, now: str) -> Diff:
    lines = unified_diff(before.splitlines(), now.splitlines(), "before", "now")
    shown = [_short(line, LINE_CHARACTERS) for line in islice(lines, MOST_LINES)]
    if rest := sum(1 for _ in lines):
        shown.append(f"... {rest} lines more")
    text = "\n".join(shown)
    longest = max([2, *(len(run) for run in re.findall(r"`+", text))])
    return Diff(path, text, "`" * (longest + 1))
