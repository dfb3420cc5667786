"""Texts of articles, and what the checker reports of them: for the command and for the form."""

from __future__ import annotations

SPEAKER = "\N{EM DASH} [Umar Saif](person:umar-saif)"

SILENTLY_LOST: list[tuple[str, str]] = [
    ("Words.\n\n##Heading", "3:1 odd-markdown: without a space behind `##` this is no heading"),
    ("Words.\n\n#Heading", "3:1 odd-markdown: without a space behind `#` this is no heading"),
    ("#Heading", "1:1 odd-markdown: without a space behind `#` this is no heading"),
    ("Some **bold words.", "1:6 odd-markdown: readers see this `**`"),
    (f"> Some **bold words.\n>\n> {SPEAKER}", "1:8 odd-markdown: readers see this `**`"),
    ("Some `code words.", "1:6 odd-markdown: readers see this `` ` ``"),
    ("It is [[Umar Saif]].", "1:7 odd-markdown: `[[Umar Saif]]` is a link in a wiki"),
    ("![[map.png]]", "1:1 odd-markdown: `![[map.png]]` is a link in a wiki"),
    ("Words.\n\n    More words.", "3:1 odd-markdown: this paragraph is set in"),
    ("Words.\n\n\tMore words.", "3:1 odd-markdown: this paragraph is set in"),
    ("One line.\nTwo lines.\n---", "3:1 odd-markdown: this line `---` makes a heading of the"),
    ("(BYD)[org:moitt]", "1:1 broken-annotation: the brackets of this annotation are the"),
]  # fmt: skip
"""Bodies, and how the report of their only problem begins."""

WORKING_MARKDOWN: list[str] = [
    "Some **bold** words, `code`, ***both***, and 5\\*\\* hotels.",
    "`**` and ``a ` b``\n\n```\n**bold\n##Heading\n[[wiki]]\n```",
    "## Heading\n\n#5G and #fibre are in the news.\n\nWords #1\n#2",
    "[[1]](https://example.com/) and [the [ministry]](org:moitt)",
    "- An item\n\n    with a paragraph that belongs to it",
    "A heading\n---\n\nWords.\n\n---\n\nMore.",
    "It grew (by a half)[^1].\n\n[^1]: A note.",
]  # fmt: skip
"""Bodies without a problem."""

MEANT_WITHOUT_DOUBT: list[tuple[str, str]] = [
    ("##Heading", "## Heading"),
    ("#Heading", "#Heading"),
    ("(The ministry)[org:moitt]", "[The ministry](org:moitt)"),
    ("[[Umar Saif]]", "[Umar Saif](person:umar-saif)"),
    ("[[umar-saif|the minister]]", "[the minister](person:umar-saif)"),
    ("[[Umar Saif|the minister]]", "[the minister](person:umar-saif)"),
    ("[[Somebody]]", "[[Somebody]]"),
]  # fmt: skip
"""Bodies, and the same with their safe fixes."""

LOST_LINKS: list[tuple[str, str, str | None]] = [
    ("(https://example.com)[It]", "the wrong way round", "[It](https://example.com)"),
    ("[It] (https://example.com)", "this is no link", "[It](https://example.com)"),
    ("[It] (../2024/good-story.md)", "this is no link", "[It](../2024/good-story.md)"),
    ("[He](Umar Saif)", "the address `Umar Saif` has spaces", None),
    ("![A map](my map.png)", "the address `my map.png` has spaces", None),
    ("[He(person:umar-saif) came.", "have no `]`", "[He](person:umar-saif) came."),
    ("See https://example.com/a.", "can't click on this", "See <https://example.com/a>."),
    ("See https://a.b/c_(law).", "can't click on this", "See <https://a.b/c_(law)>."),
    ("https://a.b/c。是", "can't click on this", "<https://a.b/c>。是"),
    ("https://a.b/c۔ پھر", "can't click on this", "<https://a.b/c>۔ پھر"),
    ("| a | b |\n| 1 | 2 |", "this is no table", None),
    ("Words[^1].", "no footnote has the label `1`", None),
    ("[It](commitment:nationwide-fibre done)", "not complete",
     '[It](commitment:nationwide-fibre "done")'),
    ("[“so”](person:umar-saif said)", "not complete", '[“so”](person:umar-saif "said")'),
]  # fmt: skip
"""Bodies, a part of the message, and the right body if there is a fix."""

WORKING_LINKS: list[str] = [
    "He said [sic] (as reported) that it was so (see below).",
    "[It](https://example.com), <https://example.com> and `https://example.com`",
    "[https://example.com](https://example.com)\n\n[It][a]\n\n[a]: https://example.com",
    "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |",
    "Words[^1].\n\n[^1]: A note.",
    "```\n| a |\n| b |\n[x] (https://a.b) [^1]\n```",
]  # fmt: skip
"""Bodies without a problem."""

SPEAKER_LINES: list[tuple[str, str]] = [
    (f"> Words.\n>\n> - {SPEAKER[2:]}, there", f"> Words.\n>\n> {SPEAKER}, there"),
    (f"> Words.\n> -- {SPEAKER[2:]}", f"> Words.\n> {SPEAKER}"),
    ("> Words.\n>\n> - Umar Saif, at the opening", f"> Words.\n>\n> {SPEAKER}, at the opening"),
    ("> Words.\n> - Umar Saif, at the opening", f"> Words.\n> {SPEAKER}, at the opening"),
    (">Words.\n>-Umar Saif", f">Words.\n>{SPEAKER}"),
    ("> Words.\n>\n> – umar saif at the opening", f"> Words.\n>\n> {SPEAKER} at the opening"),
    ("> Words.\n>\n> Umar Saif, there", f"> Words.\n>\n> {SPEAKER}, there"),
    ("> Words.\n>\n> — Umar Saif, there", f"> Words.\n>\n> {SPEAKER}, there"),
    ("> Words.\n>\n> — *Umar Saif*", f"> Words.\n>\n> — *{SPEAKER[2:]}*"),
    ("> Words.\n>\n> - IT Minister Umar Saif (X)",
     f"> Words.\n>\n> — IT Minister {SPEAKER[2:]} (X)"),
    (f"> Words.\n\n{SPEAKER}, there", f"> Words.\n>\n> {SPEAKER}, there"),
    (f"> Words.\n\n\n- {SPEAKER[2:]}", f"> Words.\n>\n>\n> {SPEAKER}"),
    ("> Words.\n \n— Umar Saif, there", f"> Words.\n>\n> {SPEAKER}, there"),
    ("> Words.\n- Umar Saif", f"> Words.\n> {SPEAKER}"),
]  # fmt: skip
"""Quotations whose speaker is named in another form, and the right one."""

NO_SPEAKER_LINES: list[str] = [
    "> Words.\n>\n> - Somebody Else, there",
    "> - Umar Saif\n> - Umar Saif",
    "> Words of the list:\n> - Umar Saif came",
    "> Words.\n>\n> - the man who met Umar Saif",
    "> Words.\n\n- Umar Saif came\n- others",
    "> Words.\n\nUmar Saif, there",
    "```\n> Words.\n>\n> - Umar Saif\n```",
    "> - Umar Saif, alone",
]  # fmt: skip
"""Lines after a quotation that name no speaker."""
