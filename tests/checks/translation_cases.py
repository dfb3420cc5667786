"""Texts of articles with translations, and what is reported: for the command and for the form."""

from __future__ import annotations

SAIF, MINISTRY = "[Umar Saif](person:umar-saif)", "[the ministry](org:moitt)"
KARACHI, FIBRE = "[Karachi](place:karachi)", "[fibre](topic:fibre)"
DONE = '[it was laid](commitment:nationwide-fibre "done")'
QUOTATION = f"> It is so.\n>\n> \N{EM DASH} {SAIF}, on the radio"

EQUAL: list[tuple[str, str]] = [
    (f"{SAIF} of {MINISTRY} was there.", f"{MINISTRY}، {SAIF}۔"),
    (f"Words.\n\nMore words.\n\n{SAIF} came.", f"الفاظ۔\n\n{SAIF} آئے۔"),
    (f"{SAIF} came.\n\nThe end.", f"{SAIF} آئے۔\n\nایک۔\n\nدو۔"),
    (f"He said {DONE}.", '[بچھ گیا](commitment:nationwide-fibre "done")۔'),
    ('[It](commitment:nationwide-fibre "done 2024-01") was.',
     '[وہ](commitment:nationwide-fibre "done 2024-01")۔'),
    (QUOTATION, f"> ایسا ہے۔\n> \N{EM DASH} {SAIF}، ریڈیو پر"),
    (f"- {SAIF}\n- {KARACHI}\n- Words", f"* {SAIF}\n* {KARACHI}\n* الفاظ"),
    (f"1. {SAIF}\n\n2. {KARACHI}", f"1. {SAIF}\n\n2. {KARACHI}"),
    (f"## About {FIBRE}\n\n{SAIF} came.", f"## {FIBRE}\n\n{SAIF} آئے۔"),
    (f"| a | b |\n|---|---|\n| {SAIF} | 1 |\n| {KARACHI} | 2 |",
     f"| ا | ب |\n|---|---|\n| {SAIF} | 1 |\n| {KARACHI} | 2 |"),
    (f"**{SAIF}** came to *{KARACHI}*.", f"{SAIF} {KARACHI}"),
    (f"{SAIF} came\nto {KARACHI}.", f"{SAIF}\n{KARACHI}"),
    (f"`{KARACHI}` and {SAIF}", f"{SAIF}"),
    ('He said it was [“good”](person:umar-saif "said").', '[“良好”](person:umar-saif "said")。'),
    ('He said it was [“good”](person:umar-saif "said").', '[”اچھا“](person:umar-saif "said")۔'),
    (f"See [it](../2024/good-story.md). {SAIF} came.", f"[۔](../2024/good-story.md) {SAIF}"),
]  # fmt: skip
"""Texts, and translations without a problem."""

DIFFERENT: list[tuple[str, str, list[str]]] = [
    (f"{SAIF} was in {KARACHI}.", f"{SAIF}۔", ["lacks `place:karachi`"]),
    (f"{SAIF} came.", f"{SAIF} {KARACHI}۔", ["adds `place:karachi`"]),
    (f"It is known: {DONE}.", '[وہ](commitment:nationwide-fibre "under-way")۔',
     ['lacks `commitment:nationwide-fibre "done"` and adds']),
    ('It is [“good”](person:umar-saif "said").', "[“اچھا”](person:umar-saif)۔",
     ['lacks `person:umar-saif "said"` and adds `person:umar-saif`']),
    (f"{SAIF} came.\n\n{KARACHI} too.", f"{SAIF} آئے۔", ["no passage with `place:karachi`"]),
    (f"{SAIF} came.", f"{SAIF} آئے۔\n\n{KARACHI} بھی۔", ["no passage with `place:karachi`"]),
    (QUOTATION, f"ایسا ہے۔ {SAIF}", ["is no quotation"]),
    (f"It is so, said {SAIF}.", QUOTATION, ["is a quotation"]),
    (f"- {SAIF}\n- {KARACHI}", f"- {SAIF}\n- کراچی", ["no passage with `place:karachi`"]),
    (f"- {SAIF}\n- {KARACHI}", f"- {KARACHI}\n- {SAIF}", ["lacks `person", "lacks `place"]),
    (f"Words:\n- {SAIF}\n- {KARACHI}", f"{SAIF}: {FIBRE}\n- {KARACHI}", ["adds `topic:fibre`"]),
    ('It is [“good”](org:moitt "said").', '[اچھا](org:moitt "said")۔', ["have no quotation marks"]),
    ('It is [“good”](org:moitt "said").', '[“”](org:moitt "said")۔', ["no words between"]),
]  # fmt: skip
"""Texts, translations, and a part of the message of each problem."""

PRECISE: list[tuple[str, str, str]] = [
    (f"{SAIF}\n\n{KARACHI}\n\n{FIBRE}", f"{SAIF}\n\n{FIBRE}",
     "the translation has no passage with `place:karachi`"),
    (f"## {FIBRE}\n\n{SAIF}", f"## ریشہ\n\n{SAIF} {FIBRE}", "adds `topic:fibre`"),
    (f"{SAIF} came.\n\n{KARACHI} too.", f"{KARACHI}۔\n\n{SAIF}۔",
     "the translation has no passage with `place:karachi`"),
]  # fmt: skip
"""Texts, translations, and a part of a message of the form: the command sees the first difference
and can't tell which passages belong together."""
