"""The commands for writers and editors take time in proportion to what they are given.

Each input is among the slowest that its command accepts, in two sizes, one four times the other.
Work that takes quadratic time would take sixteen times as long.
"""

from __future__ import annotations

import gc
import math
import random
import time
from collections.abc import Callable, Iterable, Mapping
from itertools import product

import pytest
from msgspec.structs import replace

from generator.content.model import Commitment, Entity, Key, Kind
from generator.content.parser import parse_file
from generator.content.paths import find_key
from generator.content.site import Site
from generator.index.name_matcher import NameEntry, NameMatcher, name_matcher
from generator.newsroom import create_article
from generator.newsroom.annotate import (
    annotation_diff,
    insert_annotations,
    propose_annotations,
)
from generator.newsroom.change_report import MAX_LISTED, render_report
from generator.newsroom.edition_diff import MAX_COMPARED, compare_editions
from generator.newsroom.page_extract import PAGE_BYTES, extract_page, notes_block
from generator.pages.edition import make_edition
from generator.system.files import UserError

TIMES = 4
LONGEST = 8.0
"""How many times as long the larger input may take."""
LEAST_SECONDS = 0.001
"""Less isn't measured well."""
ATTEMPTS = 3
SITE = Site("Test", url="https://example.org/")
HEAD = (
    "---\ntitle: {title}\ndate: 2024-03-04\nsummary: S\nsources:\n"
    "  - {{title: A, publisher: B, url: 'https://{host}.example/'}}\n---\n\n"
)
STORY = "articles/2024/story.md"
PEOPLE, TOPIC = Kind.PERSON, Kind.TOPIC
HUBCO = name_matcher([NameEntry(Key(Kind.ORGANISATION, "hubco"), ("Hubco",))])

Work = Callable[[], object]
Make = Callable[[int], Work]
"""Prepares the work on an input of a size."""


def seconds(work: Work) -> float:
    """Return the processor time of a run, without garbage collection.

    The commands run without it too; here it would also go through what other tests have left.
    """
    gc.disable()
    try:
        start = time.process_time()
        work()
        return time.process_time() - start
    finally:
        gc.enable()


def lines(words: Iterable[str], each: int = 100) -> str:
    """Words on lines of a permitted length."""
    words = list(words)
    return "\n".join(" ".join(words[at : at + each]) for at in range(0, len(words), each))


def random_words(number: int, seed: int = 0) -> list[str]:
    """Return words of nine letters that have nothing in common."""
    chance = random.Random(seed)
    return ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=9)) for _ in range(number)]


def story(body: str, title: str = "T", host: str = "a") -> bytes:
    return f"{HEAD.format(title=title, host=host)}{body}\n".encode()


def people(ids: Iterable[str]) -> dict[str, bytes]:
    return {f"people/{id}.md": f"---\nname: {id}\n---\n".encode() for id in ids}


# annotate


def parse_article(body: str) -> Entity:
    entity = parse_file(STORY, story(body), STORY).entity
    assert entity, "any bytes at a valid path are an entity"
    assert entity.body.source, "the input is accepted"
    return entity


def annotate(body: str, names: NameMatcher = HUBCO, every: bool = False) -> Work:
    entity, text = parse_article(body), story(body).decode()

    def work() -> None:
        annotations = propose_annotations(entity, names, (), every).annotations
        annotation_diff(text, insert_annotations(text, annotations), STORY)

    return work


def names_of(words: Iterable[str], kind: Kind = PEOPLE) -> NameMatcher:
    return name_matcher([NameEntry(Key(kind, f"n{at}"), (name,)) for at, name in enumerate(words)])


def long_name(size: int) -> Work:
    name = " ".join(["a"] * size + ["b"])
    return annotate(lines(["a"] * 20 * size), names_of([name], TOPIC))


def names_with_other_signs(size: int) -> Work:
    signs = ["".join(sign) for sign in product("-.,;:/!?+=", repeat=3)]
    names = names_of([f"a{sign}a" for sign in signs[:size]], TOPIC)
    return annotate(lines(["a"] * 20 * size), names)


def paragraphs_of_commitments(size: int) -> Work:
    """As many paragraphs as commitments, which have words in common."""
    party = Key(Kind.ORGANISATION, "hubco")
    titles = [" ".join(random_words(3, seed)) for seed in range(size)]
    commitments = [
        Commitment(key=Key(Kind.COMMITMENT, f"c{at}"), title=title, by=(party,))
        for at, title in enumerate(titles)
    ]
    entity = parse_article("Hubco. " + "\n\n".join(titles))
    draft = replace(entity, draft=True)  # type: ignore[call-arg]
    return lambda: propose_annotations(draft, HUBCO, commitments)


ANNOTATE: Mapping[str, tuple[Make, int]] = {
    "letters without a blank": (lambda size: annotate("\n".join(["a" * size] * 10)), 1_200),
    "capitals without a blank": (lambda size: annotate("\n".join(["A-" * size] * 20)), 300),
    "a name again and again": (
        lambda size: annotate(lines([f"Hubco. {'a' * 60}"] * size)), 170,
    ),
    "each of many names": (lambda size: annotate("Hubco.\n" * size, every=True), 1_700),
    "lines of which some change": (
        lambda size: annotate(
            "".join(f"{'Hubco' if at % 3 else at % 150}.\n" for at in range(size)), every=True
        ),
        1_700,
    ),
    "tags without an end": (lambda size: annotate(f"<{'a' * 99}\n" * size), 115),
    "brackets before blank lines": (
        lambda size: annotate("[" * size + "a]" + "\n" * 5 * size), 2_000,
    ),
    "a long name that is nearly there": (long_name, 250),
    "names with other signs between their words": (names_with_other_signs, 60),
    "one name of many entities": (
        lambda size: annotate(lines(["Ali Khan."] * size), names_of(["Ali Khan"] * size)), 500,
    ),
    "paragraphs that may be about commitments": (paragraphs_of_commitments, 300),
    "many entities of one name": (lambda size: lambda: names_of(["Ali Khan"] * size), 1_500),
}  # fmt: skip


# new


def clip(page: str) -> Work:
    return lambda: notes_block(extract_page(page).text)


NEW: Mapping[str, tuple[Make, int]] = {
    "blanks in front matter": (
        lambda size: clip(f"---\ntitle: a{' ' * size}b\n---\nText."), 5_000,
    ),
    "hidden characters": (lambda size: clip("Title\n\n" + "\u0645\u200f" * size), 20_000),
}  # fmt: skip


# report


def change_of(before: Mapping[str, bytes], now: Mapping[str, bytes]) -> Work:
    before_edition, after_edition = (
        make_edition(texts, SITE, preview=True) for texts in (before, now)
    )
    paths = {path for path in {*before, *now} if before.get(path) != now.get(path)}
    keys = {key for path in paths if (key := find_key(path))}
    return lambda: render_report(
        compare_editions(before_edition, after_edition, keys), after_edition.index, SITE
    )


def added(texts: Mapping[str, bytes], before: Mapping[str, bytes]) -> Work:
    return change_of(before, {**before, **texts})


def two_long_stories(size: int) -> Work:
    return added({
        f"articles/2024/{at}.md": story(lines(random_words(size, at)), "ab"[at] * 5, "ab"[at])
        for at in range(2)
    }, {})  # fmt: skip


def many_stories(size: int) -> Work:
    return added(
        {f"articles/2024/{at}.md": story("Words.", f"Title {at}") for at in range(size)}, {}
    )


def one_passage(size: int) -> Work:
    named = [f"n{at}" for at in range(size)]
    words = [f"[n](person:{id}) {'word ' * 50}" for id in named]
    return added({STORY: story(lines(words, 10))}, people(named))


def lines_of_a_page(size: int) -> Work:
    before, now = ("\n\n".join(str(at * step % 397) for at in range(size)) for step in (1, 7))
    return change_of({STORY: story(before)}, {STORY: story(now)})


def figures_of_a_story(size: int) -> Work:
    before, now = (
        lines(f"It is {at} km to [A](person:a{at})." for at in range(first, first + size))
        for first in (10_000, 20_000)
    )
    return change_of({STORY: story(before)}, {STORY: story(now)})


REPORT: Mapping[str, tuple[Make, int]] = {
    "two long stories": (two_long_stories, 10_000),
    "many stories with one headline": (many_stories, 150),
    "one passage that names many": (one_passage, 100),
    "a page of which every line changes": (lines_of_a_page, 1_000),
    "a story of which every figure changes": (figures_of_a_story, 250),
}


# Suggestions


def check(texts: Mapping[str, bytes]) -> Work:
    return lambda: make_edition(texts, SITE)


def unknown_names(size: int, schemes: Iterable[str] = ("person",)) -> Work:
    """As many mistakes as there are entities."""
    kinds = {"person": "people", "org": "organisations", "place": "places"}
    known = {
        f"{kinds[scheme]}/{id}.md": f"---\nname: {id}\n---\n".encode()
        for scheme in schemes
        for id in random_words(size)
    }
    mistakes = [f"[a]({scheme}:{id})" for id in random_words(size, seed=1) for scheme in schemes]
    stories = {
        f"articles/2024/{at}.md": story(lines(mistakes[at : at + 100]))
        for at in range(0, len(mistakes), 100)
    }
    return check({**known, **stories})


def anchors(size: int, slip: str = "") -> Work:
    headings = "\n\n".join(f"heading {at}\n===" for at in range(size))
    links = lines(f"[a](other.md#heading-{at}{slip})" for at in range(size))
    return check({"articles/2024/other.md": story(headings), STORY: story(links)})


SUGGESTIONS: Mapping[str, tuple[Make, int]] = {
    "mistakes in names": (unknown_names, 250),
    "mistakes in names of three kinds": (
        lambda size: unknown_names(size, ("person", "org", "place")), 100,
    ),
    "mistakes in anchors": (lambda size: anchors(size, "x"), 400),
    "anchors": (anchors, 1_000),
    "unknown keys": (
        lambda size: check({STORY: story("").replace(b"date:", b"".join(
            b"key%d: a\n" % at for at in range(size)) + b"date:")}), 500,
    ),
}  # fmt: skip

CASES = {
    f"{command}: {name}": case
    for command, cases in (
        ("annotate", ANNOTATE), ("new", NEW), ("report", REPORT), ("suggestions", SUGGESTIONS),
    )
    for name, case in cases.items()
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_four_times_the_input_takes_less_than_eight_times_as_long(name: str) -> None:
    make, size = CASES[name]
    work, larger_work = make(size), make(TIMES * size)
    small, large = seconds(work), math.inf
    for _ in range(ATTEMPTS):  # the least of several measurements is the work itself
        small, large = min(small, seconds(work)), min(large, seconds(larger_work))
        if large < LONGEST * max(small, LEAST_SECONDS):
            return
    raise AssertionError(f"{small:.3f} s, then {large:.3f} s")


# The length of a report is limited, too


def test_a_report_limits_each_list_and_counts_the_rest() -> None:
    number = 3 * MAX_COMPARED
    names = people(f"n{at}" for at in range(number))
    stories = {
        f"articles/2024/{at}.md": story(f"[n](person:n{at})", "A headline", "h")
        for at in range(number)
    }
    report = str(added({**names, **stories}, {})())
    sections = dict(part.split("\n", 1) for part in report.split("\n## ")[1:])
    pages = sections.pop("The pages, before and after")
    duplicates = sections["Is anything new a duplicate?"]
    for name, section in sections.items():
        assert section.count("\n- ") <= 2 * MAX_LISTED, name
    assert f"- ... and {number - MAX_LISTED} more" in sections["Stories"]
    assert f"{number - MAX_COMPARED} more added stories were not checked" in duplicates
    assert f"... and {MAX_COMPARED * (number - 1) - MAX_LISTED} more" in duplicates
    assert pages.count("<details>") <= MAX_LISTED
    assert "more pages may change, too" in pages


# HTML pages, which a library reads


def test_a_page_that_takes_too_long_to_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_for_ever(page: str) -> object:
        while True:
            pass

    monkeypatch.setattr(create_article, "HTML_SECONDS", 0)
    monkeypatch.setattr(create_article, "extract_page", read_for_ever)
    with pytest.raises(UserError, match="takes too long to read"):
        create_article.read_page(b"<!doctype html>")


def test_a_page_on_which_the_html_library_fails_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_deeply(page: str, **_: object) -> object:
        return read_deeply(page)

    monkeypatch.setattr("generator.newsroom.page_extract.load_html_reader", lambda: read_deeply)
    with pytest.raises(UserError, match="can't be read: save its text as a plain text file"):
        create_article.read_page(b"<!doctype html>")


def test_a_page_that_is_too_large_is_refused() -> None:
    with pytest.raises(UserError, match="larger than 2 MiB"):
        create_article.read_page(b"a" * (PAGE_BYTES + 1))
