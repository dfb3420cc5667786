"""Parsing Markdown finds passages, links and headings, and rewriting keeps everything else."""

from __future__ import annotations

import pytest

from generator.content import markdown
from generator.content.body import LinkedBlock, LinkKind
from generator.content.keys import Key, Kind, State
from generator.content.markdown import parse
from generator.content.markdown_rewrite import replace_html_and_targets, rewrite


def passages(source: str) -> list[str]:
    return [passage.text for passage in parse(source).linked_blocks]


def the_passage(source: str) -> LinkedBlock:
    (block,) = parse(source).linked_blocks
    return block


def test_a_passage_is_the_block_that_holds_the_link() -> None:
    source = "No link here.\n\nA [b](person:b)\n*c*.\n\n- d [e](org:e)\n    - f [g](topic:g)\n- h\n"
    assert passages(source) == ["A b c.", "d e", "f g"]


def test_a_table_row_is_a_passage_with_its_cells_told_apart() -> None:
    source = "| a | b |\n|---|---|\n| [c](topic:c) | d |\n| e | f |\n"
    assert passages(source) == ["c \N{MIDDLE DOT} d"]


def test_a_block_quote_is_one_passage() -> None:
    source = "> One [a](org:a).\n>\n> - two\n>\n> Three.\n"
    assert passages(source) == ["One a. two Three."]


def test_a_quotation_ends_with_a_dash_and_its_speaker() -> None:
    quotation = the_passage(
        "> Big words.\n> More.\n>\n> — [A B](person:a-b), in Lahore\n"
    ).quotation
    assert quotation is not None
    assert quotation.text == "Big words. More."
    assert [run.text for run in quotation.attribution] == ["A B", ", in Lahore"]


def test_an_ordinary_block_quote_is_no_quotation() -> None:
    assert the_passage("> Words about [A](person:a).\n").quotation is None


def test_an_anchor_stays_put_when_other_passages_change() -> None:
    passage = "He spoke of [fibre](topic:fibre).\n"
    before = parse(passage).linked_blocks[0].anchor
    after = parse("A new [one](org:one) first.\n\n" + passage + "\n[Last](org:x).\n")
    assert after.linked_blocks[1].anchor == before


def test_an_anchor_stays_put_when_an_annotation_is_added() -> None:
    first = parse("He spoke of [fibre](topic:fibre) in Karachi.\n").linked_blocks[0].anchor
    second = parse("He spoke of [fibre](topic:fibre) in [Karachi](place:karachi).\n")
    assert second.linked_blocks[0].anchor == first


def test_equal_passages_have_their_own_anchors() -> None:
    first, second = parse("[A](org:a).\n\n[A](org:a).\n").linked_blocks
    assert second.anchor == f"{first.anchor}-2"


def test_a_target_is_found_at_its_line_and_column() -> None:
    body = parse("پہلی سطر\n\nA [سطر](person:x) here.\n", first_line=10)
    assert body.target_position(body.links[0]) == (12, 9)


def test_reference_links_are_annotations_too() -> None:
    link = parse("[A][1]\n\n[1]: person:a\n").links[0]
    assert (link.target, link.words) == ("person:a", "A")


def test_heading_ids_keep_letters_of_every_script() -> None:
    body = parse("## فائبر اور 5G!\n\n## 光缆\n\n## 光缆\n\n## ?\n")
    assert [heading.id for heading in body.headings] == [
        "فائبر-اور-5g",
        "光缆",
        "光缆-1",
        "section",
    ]


def written(source: str) -> str:
    return rewrite(
        parse(source), lambda link: f"(to/{link.target[-1]}.md)", (), lambda id: f"<{id}>"
    )


def test_links_are_led_elsewhere_and_nothing_else_changes() -> None:
    source = '\\*a\\* [b *c* `d`](topic:x "t") é [e][r] `[f](org:f)`\n\n[r]: org:y'
    expected = "\\*a\\* [b *c* `d`](to/x.md) é [e](to/y.md) `[f](org:f)`\n\n[r]: org:y"
    assert written(source) == expected


def test_headings_become_lines_with_an_anchor() -> None:
    assert written("A\nb\n---\n\n### *C* ###\n") == "## <a-b>A b\n\n### <c>*C*"


def test_a_text_with_a_title_of_its_own_is_shown_one_level_down() -> None:
    assert written("# A\n\n## B\n") == "## <a>A\n\n### <b>B"


def test_footnotes_move_to_the_end() -> None:
    source = "One[^1].\n\n[^1]: The [note](org:n).\n\nTwo.\n"
    assert written(source) == "One[^1].\n\nTwo.\n\n[^1]: The [note](to/n.md)."


def test_an_anchor_is_not_put_between_a_backslash_and_its_character() -> None:
    body = parse("\\*[A](org:a)\n")
    assert rewrite(body, lambda _: None, body.linked_blocks, lambda _: "<x>") == "<x>\\*[A](org:a)"


def test_the_plain_text_has_a_line_for_each_block() -> None:
    assert parse("# A *b*\n\nc [d](org:d)\n\n- e\n\n```\nf\n```\n").text == "A b\nc d\ne\nf"


def test_html_is_commonmark_with_tables_strikethrough_and_footnotes() -> None:
    html = markdown.html("~~a~~ www.example.com\n\n|b|\n|-|\n|c|\n\nd[^1]\n\n[^1]: e\n")
    assert "<del>a</del> www.example.com" in html
    assert "<td>c</td>" in html
    assert "footnote-definition" in html


@pytest.mark.parametrize("words", ["Link", "Image", "Paragraph", "HtmlBlock"])
def test_words_are_not_taken_for_names_of_blocks(words: str) -> None:
    """The parser's events have such names, too."""
    source = f"{words} [{words}](a.md) <b>\n"
    expected = f"{words} [{words}](b.md) \n"
    assert (
        replace_html_and_targets(source, lambda _: "", lambda _: "", lambda _: "b.md") == expected
    )


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("[a](person:b)", LinkKind.ANNOTATION),
        ("[a](b.md)", LinkKind.RELATIVE),
        ("[a](#b)", LinkKind.RELATIVE),
        ("[a](https://b.c/)", LinkKind.EXTERNAL),
        ("[a](//b.c/)", LinkKind.EXTERNAL),
        ("[a]()", LinkKind.EXTERNAL),
        ("<a@b.c>", LinkKind.EXTERNAL),
        ("![a](person:b)", LinkKind.IMAGE),
    ],
)
def test_a_link_has_a_kind(source: str, kind: LinkKind) -> None:
    assert [link.kind for link in parse(source).links] == [kind]


def test_an_annotation_has_its_entity_and_its_state() -> None:
    commitment, person = parse('[a](commitment:b "done") [c](person:d "done")').links
    assert (commitment.entity, commitment.state) == (Key(Kind.COMMITMENT, "b"), State.DONE)
    assert (person.entity, person.state) == (Key(Kind.PERSON, "d"), None)
