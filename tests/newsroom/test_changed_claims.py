"""What a published article says differently: figures, names, dates and quotations."""

from __future__ import annotations

from datetime import date

import pytest

from generator.content.model import Article, Key, Kind
from generator.newsroom.changed_claims import TextPart, changed_claims, is_published
from tests.support import ARTICLE_HEAD, edition_of

KEY = Key(Kind.ARTICLE, "2024/story")
BACKGROUND = "The work began in Karachi in 2019."


def shown(parts: tuple[TextPart, ...]) -> str:
    """Return a sentence with asterisks around what has changed."""
    return "".join(f"*{part.text}*" if part.is_changed else part.text for part in parts)


def claims(
    before: str, after: str, *, head: str = ARTICLE_HEAD, head_after: str = "", lang: str = "en"
) -> list[tuple[str, str]]:
    """Return the claims that differ between two texts of an article."""
    texts = (head, before), (head_after or head, after)
    files = (f"{front}lang: {lang}\n---\n\n{BACKGROUND}\n\n{body}\n" for front, body in texts)
    old, new = (edition_of({KEY.path: file.encode()}).index for file in files)
    articles = [index.entities[KEY] for index in (old, new)]
    assert isinstance(articles[0], Article) and isinstance(articles[1], Article)
    changed = changed_claims(articles[0], old.texts[KEY], articles[1], new.texts[KEY])
    return [(shown(claim.before), shown(claim.after)) for claim in changed]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "The cable is 2,400 km long. It is blue.",
            "The cable is 2,500 km long. It is blue.",
            ("The cable is *2,400* km long.", "The cable is *2,500* km long."),
        ),
        (
            "It cost 5 million rupees.",
            "It cost 5 billion rupees.",
            ("It cost 5 *million* rupees.", "It cost 5 *billion* rupees."),
        ),
        ("It has two ends.", "It has three ends.", ("It has *two* ends.", "It has *three* ends.")),
        (
            "It opens on 4 May 2025.",
            "It opens on 5 March 2025.",
            ("It opens on *4 May* 2025.", "It opens on *5 March* 2025."),
        ),
        (
            "So said Umar Saif of Jazz.",
            "So said Umar Khan of Jazz.",
            ("So said Umar *Saif* of Jazz.", "So said Umar *Khan* of Jazz."),
        ),
        (
            "[Karachi](place:karachi) is ready.",
            "The town is ready.",
            ("*Karachi* is ready.", "The town is ready."),
        ),
        (
            "He said “it is ready” there.",
            "He said “it is nearly ready” there.",
            ("He said *“it is ready”* there.", "He said *“it is nearly ready”* there."),
        ),
        (
            "> It is ready.\n>\n> — [Umar Saif](person:umar-saif), at home",
            "> It is late.\n>\n> — [Umar Saif](person:umar-saif), at home",
            ("*“It is ready.”* — Umar Saif, at home", "*“It is late.”* — Umar Saif, at home"),
        ),
        ("It is 5 km long. It is blue.", "It is blue.", ("It is *5* km long.", "")),
        (
            "It cost 5 rupees. That was all.",
            "It cost 6.5 rupees. In all. That was it.",
            ("It cost *5* rupees. That was all.", "It cost *6.5* rupees. In all. That was it."),
        ),
        (
            "| a | 5 |\n|---|---|\n| b | 6 |",
            "| a | 5 |\n|---|---|\n| b | 7 |",
            ("b · *6*", "b · *7*"),
        ),
    ],
)  # fmt: skip
def test_a_changed_figure_name_date_or_quotation_is_shown_with_its_sentence(
    before: str, after: str, expected: tuple[str, str]
) -> None:
    assert claims(before, after) == [expected]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It was laid.", "It has been laid."),
        ("It is 5 km long.", "Its length is 5 km."),
        ("Officials said so.", "The officials said so."),
        ("It is 5 km long.", "It is 5 km long. It has 7 ends."),
        ("It is 5 km long.\n\nIt has 7 ends.", "It has 7 ends.\n\nIt is 5 km long."),
        ("It is 5 km long.", "It is\n5 km long."),
        ("He said “it is ready”.", 'He said "it is ready".'),
        ("So said Pakistan.", "That is Pakistan's word."),
    ],
)
def test_other_words_new_sentences_and_moved_sentences_are_no_changed_claim(
    before: str, after: str
) -> None:
    assert claims(before, after) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "光缆于2024年5月1日建成。",
            "光缆于2024年6月1日建成。",
            ("光缆于2024年*5*月1日建成。", "光缆于2024年*6*月1日建成。"),
        ),
        ("花费三千万卢比。", "花费五千万卢比。", ("花费*三千万*卢比。", "花费*五千万*卢比。")),
        ("由[华为](org:moitt)建设。", "由中兴建设。", ("由*华为*建设。", "由中兴建设。")),
    ],
)  # fmt: skip
def test_scripts_without_capitals_are_compared_by_digits_numerals_and_annotated_names(
    before: str, after: str, expected: tuple[str, str]
) -> None:
    assert claims(before, after, lang="zh") == [expected]


def test_headline_summary_and_date_are_compared_too() -> None:
    before, after = (
        ARTICLE_HEAD.replace("title: T", f"title: {figure} cables laid")
        .replace("summary: S", f"summary: They laid {figure.lower()}.")
        .replace("2024-03-04", day)
        for figure, day in (("Four", "2024-03-04"), ("Five", "2024-03-05"))
    )
    assert claims("", "", head=before, head_after=after) == [
        ("*Four* cables laid", "*Five* cables laid"),
        ("They laid *four*.", "They laid *five*."),
        ("*4* March 2024", "*5* March 2024"),
    ]


def test_the_first_word_of_a_headline_is_no_name() -> None:
    officials, engineers = (
        ARTICLE_HEAD.replace("title: T", f"title: {who} lay a cable")
        for who in ("Officials", "Engineers")
    )
    assert claims("", "", head=officials, head_after=engineers) == []


def test_another_status_of_the_same_commitment_is_a_changed_claim() -> None:
    done, stalled, none = (
        f"It [was so](commitment:nationwide-fibre{state}). It is long."
        for state in (' "done 2024-01"', ' "stalled"', "")
    )
    assert claims(done, stalled) == [
        ("nationwide-fibre: *done, January 2024*", "nationwide-fibre: *stalled*")
    ]
    assert claims(stalled, none) == [("nationwide-fibre: *stalled*", "")]
    assert claims(none, done) == []
    head = ARTICLE_HEAD + CORRECTION.format(was="It was done", now="It had stalled")
    assert claims(done, stalled, head_after=head) == []


CORRECTION = "corrections:\n  - {{date: 2024-05-06, was: {was}, now: {now}}}\n"


@pytest.mark.parametrize(
    ("was", "now", "is_corrected"),
    [
        ("It is 2400 km long", "It is 2500 km long", True),
        ("'2400'", "'2500'", True),
        ("It is 24 km long", "It is 25 km long", False),
        ("It is red", "It is blue", False),
    ],
)
def test_a_change_is_corrected_when_a_new_correction_has_the_old_and_the_new_words(
    was: str, now: str, is_corrected: bool
) -> None:
    after = ARTICLE_HEAD + CORRECTION.format(was=was, now=now)
    changed = claims("It is 2400 km long.", "It is 2500 km long.", head_after=after)
    assert bool(changed) is not is_corrected


def test_a_correction_that_was_there_before_covers_no_new_change() -> None:
    head = ARTICLE_HEAD + CORRECTION.format(was="'2400'", now="'2500'")
    assert claims("It is 2400 km long.", "It is 2500 km long.", head=head) != []


def test_a_long_sentence_is_shortened_around_what_has_changed() -> None:
    words = "and so on " * 60
    ((before, after),) = claims(f"It {words} costs 5 {words}.", f"It {words} costs 6 {words}.")
    assert "costs *5* and so" in before
    assert "costs *6* and so" in after
    assert len(before) < 400
    assert before.startswith("It and so")
    assert " ... " in before


@pytest.mark.parametrize(
    ("front_matter", "expected"),
    [
        ("", True),
        ("draft: true\n", False),
        ("published: 2024-11-26\n", True),
        ("published: 2024-11-28\n", False),
    ],
)
def test_drafts_and_scheduled_articles_are_not_published(front_matter: str, expected: bool) -> None:
    file = f"{ARTICLE_HEAD}{front_matter}---\n\nWords.\n".encode()
    edition = edition_of({KEY.path: file.replace(b"title: T", b"title: A story")})
    article = edition.analyses[KEY.path].entity
    assert isinstance(article, Article)
    assert is_published(article, date(2024, 11, 27)) is expected
