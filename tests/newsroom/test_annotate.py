"""`coopnews annotate`: which names are annotated."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.content.model import Commitment, Entity, Key, Kind
from generator.content.parser import parse_file
from generator.index.name_matcher import NameEntry, NameMatcher, name_matcher
from generator.newsroom.annotate import insert_annotations, propose_annotations
from tests.support import ARTICLE_FRONT_MATTER, REPOSITORY, coopnews

PERSON = Key(Kind.PERSON, "umar-saif")


ALI, OTHER_ALI = Key(Kind.PERSON, "ali-khan"), Key(Kind.PERSON, "ali-khan-of-gilgit")


CHINA_MOBILE = "\u4e2d\u56fd\u79fb\u52a8"


KNOWN = name_matcher(
    [
        NameEntry(PERSON, ("Umar Saif", "Dr Umar Saif", "\u0639\u0645\u0631 \u0633\u06cc\u0641")),
        NameEntry(ALI, ("Ali Khan",)),
        NameEntry(OTHER_ALI, ("Ali Khan",)),
        NameEntry(Key(Kind.ORGANISATION, "hubco"), ("Hubco",)),
        NameEntry(Key(Kind.ORGANISATION, "hubco-green"), ("Hubco Green",)),
        NameEntry(Key(Kind.ORGANISATION, "yahoo"), ("Yahoo!",)),
        NameEntry(Key(Kind.ORGANISATION, "dod"), ("Dawn O'Day",)),
        NameEntry(Key(Kind.ORGANISATION, "china-mobile"), ("China Mobile", CHINA_MOBILE)),
        NameEntry(Key(Kind.TOPIC, "solar"), ("Solar power",)),
        NameEntry(Key(Kind.PLACE, "beijing"), ("Beijing",)),
        NameEntry(Key(Kind.TOPIC, "evs"), ("Electric vehicles", "electric car", "EV")),
    ]
)


FRONT_MATTER = ARTICLE_FRONT_MATTER.replace("[fibre]", "[evs]\ndraft: true")
"""The front matter of a draft."""


def parse_article(body: str, path: str = "articles/2024/story.md") -> Entity:
    article = parse_file(path, (FRONT_MATTER + body).encode(), path).entity
    assert article
    return article


def annotate(body: str, known: NameMatcher = KNOWN, every: bool = False) -> str:
    proposals = propose_annotations(parse_article(body), known, (), every)
    text = insert_annotations(FRONT_MATTER + body, proposals.annotations)
    return text.removeprefix(FRONT_MATTER)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Umar Saif came.", "[Umar Saif](person:umar-saif) came."),
        ("Dr Umar\nSaif came.", "[Dr Umar\nSaif](person:umar-saif) came."),
        ("Umar Saif, then Umar Saif.", "[Umar Saif](person:umar-saif), then Umar Saif."),
        ("Hubco Green came.", "[Hubco Green](org:hubco-green) came."),
        ("Hubcos and aHubco came.", "Hubcos and aHubco came."),
        ("umar saif came.", "umar saif came."),
        ("An Electric car.", "An [Electric car](topic:evs)."),
        ("Two electric cars.", "Two [electric cars](topic:evs)."),
        ("An ev.", "An ev."),
        (f"\u4e0e{CHINA_MOBILE}\u5408", f"\u4e0e[{CHINA_MOBILE}](org:china-mobile)\u5408"),
        ("`Umar Saif`, [Umar Saif](../2023/a.md)", "`Umar Saif`, [Umar Saif](../2023/a.md)"),
        ("[He](person:umar-saif) is Umar Saif.", "[He](person:umar-saif) is Umar Saif."),
        ("## Umar Saif\n\nHe came.", "## Umar Saif\n\nHe came."),
        ("[Umar Saif]: https://a.b/", "[Umar Saif]: https://a.b/"),
        ("Ali Khan came.", "Ali Khan came."),
        ("See https://a.b/Hubco or a@Hubco.com", "See https://a.b/Hubco or a@Hubco.com"),
        ("[Hubco](org: x), [Hubco] (org:x)", "[Hubco](org: x), [Hubco] (org:x)"),
        ("Hubco Arena, Hubco-Tower", "Hubco Arena, Hubco-Tower"),
        ("Said Yahoo! of Yahoo, too", "Said [Yahoo!](org:yahoo) of Yahoo, too"),
        ("Said Dawn O\u2019Day: no", "Said [Dawn O\u2019Day](org:dod): no"),
        (f"{CHINA_MOBILE}{CHINA_MOBILE}", f"[{CHINA_MOBILE}](org:china-mobile){CHINA_MOBILE}"),
        ("Said Hubco. Then", "Said [Hubco](org:hubco). Then"),
        ("At noon Beijing time", "At noon Beijing time"),
        ("At noon Beijing\nStandard Time", "At noon Beijing\nStandard Time"),
        ("The time in Beijing", "The time in [Beijing](place:beijing)"),
        ("Solar power and EV", "Solar power and [EV](topic:evs)"),
        ("[It](topic:solar) is solar power.", "[It](topic:solar) is solar power."),
        ("> Yes.\n> \u2014 Umar Saif", "> Yes.\n> \u2014 [Umar Saif](person:umar-saif)"),
    ],
)  # fmt: skip
def test_a_name_is_annotated_where_it_is_plain_text(body: str, expected: str) -> None:
    assert annotate(body) == expected


def test_every_mention_is_annotated_with_the_option_all() -> None:
    assert annotate("Hubco and Hubco.", every=True) == "[Hubco](org:hubco) and [Hubco](org:hubco)."


def test_the_speaker_below_a_quotation_is_annotated_though_the_name_came_before() -> None:
    body = (
        "Umar Saif came.\n\n> So it is, said Umar Saif.\n>\n> \u2014 Dr Umar Saif, in Karachi\n\n"
        "\u2014 Umar Saif came\n\n> No.\n> \u2014 Hubco, at the home of Umar Saif\n"
    )
    linked = body.replace("Umar Saif came", "[Umar Saif](person:umar-saif) came", 1)
    linked = linked.replace("Dr Umar Saif", "[Dr Umar Saif](person:umar-saif)")
    assert annotate(body) == linked.replace("Hubco", "[Hubco](org:hubco)")


def test_without_a_path_all_drafts_are_annotated_and_the_links_are_listed(site: Path) -> None:
    done = coopnews("new", "5G", "--topic", "fibre", "--date", "2026-05-02", cwd=site)
    path = site / done.stdout.splitlines()[0]
    head = path.read_text(encoding="utf-8").rpartition("---\n")[0]
    path.write_text(f"{head}---\n\nUmar Saif came to Karachi.\n", encoding="utf-8")
    done = coopnews("annotate", "--write", cwd=site)
    name = path.relative_to(site).as_posix()
    line = head.count("\n") + 3
    assert f"  line {line}: [Umar Saif](person:umar-saif)\n" in done.stdout
    assert f"{name}: 2 annotations; written\n" in done.stdout
    assert "+++" not in done.stdout
    for draft in (path, site / "content/articles/2024/a-draft.md"):
        draft.unlink()
    done = coopnews("annotate", cwd=site)
    assert done.returncode == 2
    assert "there is no draft: name the files to annotate" in done.stderr


def test_a_name_that_two_entities_share_is_left_to_people() -> None:
    proposals = propose_annotations(parse_article("Ali Khan and Ali Khan came."), KNOWN, ())
    assert [(name.words, name.keys) for name in proposals.ambiguous] == [
        ("Ali Khan", (ALI, OTHER_ALI))
    ]


def test_frequent_names_without_a_file_are_listed() -> None:
    body = "The Korangi Creek Park is new. In the Korangi Creek Park is ABC; ABC and Hubco Green."
    assert propose_annotations(parse_article(body), KNOWN, ()).unknown == (
        ("ABC", 2),
        ("Korangi Creek Park", 2),
    )


CHARGERS = Commitment(
    key=Key(Kind.COMMITMENT, "chargers"), title="Chargers in big cities", by=(PERSON,)
)


def commitments_in(text: str) -> list[tuple[int, str]]:
    """Return the line and the id of each commitment that a text may be about."""
    proposals = propose_annotations(parse_article(text), KNOWN, [CHARGERS])
    return [(position[0], commitment.key.id) for position, commitment in proposals.commitments]


def test_a_commitment_that_a_paragraph_may_be_about_is_proposed_with_its_line() -> None:
    text = "Umar Saif came.\n\nHe said the first charger stands in big cities."
    assert commitments_in(text) == [(13, "chargers")]
    assert commitments_in("The first charger stands in big cities.") == []
    assert commitments_in(text.replace("the first", '[it](commitment:chargers "done")')) == []
    in_several = "Umar Saif saw a charger.\n\nIt is big.\n\nThe cities are old."
    assert commitments_in(in_several) == []


def test_a_finished_article_gets_no_proposals_of_commitments() -> None:
    text = "Umar Saif said the first charger stands in big cities."
    finished = replace(parse_article(text), draft=False)  # type: ignore[call-arg]
    assert propose_annotations(finished, KNOWN, [CHARGERS]).commitments == ()


def test_a_file_without_text_is_an_error_only_where_it_is_named_by_itself(site: Path) -> None:
    """In a folder there are others: those after it are annotated too."""
    silent, told = "content/people/umar-saif.md", "content/topics/chips.md"
    (site / silent).write_text("---\nname: Umar Saif\n---\n", encoding="utf-8")
    (site / told).write_text("---\ntitle: Chips\n---\n\nUmar Saif spoke.\n", encoding="utf-8")
    done = coopnews("annotate", "content", cwd=site)
    assert done.returncode == 0, done.stderr
    assert silent not in done.stdout
    assert f"{told}: 1 annotation" in done.stdout
    done = coopnews("annotate", silent, cwd=site)
    assert (done.returncode, f"{silent} has no text" in done.stderr) == (2, True)


def test_most_of_what_authors_annotated_is_found() -> None:
    """`python -m tests.recall` lists what is missed in the articles of this site.

    What authors leave plain is mostly a topic that an article only touches on.
    """
    from tests.recall import measure  # noqa: PLC0415 - only this test needs it

    result = measure(REPOSITORY / "content")
    assert result.recall > 0.95
    assert result.precision > 0.98
