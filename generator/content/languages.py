"""Language tags (BCP 47), the English names of languages, and the direction of their scripts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from generator.content.translations import tags_of

_TAG = (
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}"  # the language, and extensions of its code
    r"(?:-[A-Z][a-z]{3})?"  # the script
    r"(?:-(?:[A-Z]{2}|[0-9]{3}))?"  # the region
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"  # variants
    r"(?:-[a-wy-z0-9](?:-[a-z0-9]{2,8})+)*"  # extensions
    r"(?:-x(?:-[a-z0-9]{1,8})+)?"  # private use
    r"|x(?:-[a-z0-9]{1,8})+)"
)
LANGUAGE_TAG = re.compile(_TAG)
"""Matches a tag as RFC 5646 writes it, with capital letters for script and region."""

RIGHT_TO_LEFT = frozenset(
    "apc ar bal bgn ckb dv fa he ks lrc mzn nqo pnb ps rhg sd sdh skr syr trw ug ur yi".split()
)
_RIGHT_TO_LEFT_SCRIPTS = frozenset("Adlm Arab Hebr Mand Nkoo Rohg Samr Syrc Thaa".split())


def is_right_to_left(tag: str) -> bool:
    """Return whether a language is written from right to left; the script of a tag decides."""
    language, *subtags = tag.split("-")
    scripts = [subtag for subtag in subtags if re.fullmatch("[A-Z][a-z]{3}", subtag)]
    return scripts[0] in _RIGHT_TO_LEFT_SCRIPTS if scripts else language in RIGHT_TO_LEFT


def direction(tag: str) -> str:
    """Return the direction in which a language is written: `rtl` or `ltr`."""
    return "rtl" if is_right_to_left(tag) else "ltr"


def canonical_tag(words: str) -> str:
    """Return a tag as RFC 5646 writes it: `zh_HANT-tw` as `zh-Hant-TW`. Others are unchanged."""
    first, *others = words.replace("_", "-").lower().split("-")
    subtags, is_private = [first], first == "x"
    for subtag in others:
        is_private = is_private or len(subtag) == 1
        case = {2: str.upper, 4: str.capitalize}.get(len(subtag), str)
        keep = is_private or subtag[:1].isdigit()
        subtags.append(subtag if keep else case(subtag))
    tag = "-".join(subtags)
    return tag if LANGUAGE_TAG.fullmatch(tag) else words


class TagError(NamedTuple):
    """Why words are not a language tag, and what to write."""

    message: str
    hint: str
    meant: str = ""
    """The tag that was certainly meant, or nothing."""


def tag_error(words: str) -> TagError | None:
    """Return what is wrong with a language tag; None if it is right."""
    meant, names = canonical_tag(words), english_names()
    if meant not in names:
        tags = {name.casefold(): tag for tag, name in names.items()}
        meant = tags.get(words.casefold(), meant)
    if meant != words:
        return TagError(f"`{words}` is not a language tag", f"write `{meant}`", meant)
    example = "write a tag like `en`, `sw` or `zh-Hant`"
    language = words.partition("-")[0]
    if len(language) == 2 and language not in names:
        hint = f"{example}: the codes of countries are others"
        if spoken := languages_of_countries().get(language):
            hint = f"that is the code of a country: a language of it is `{spoken}`"
        return TagError(f"no language has the tag `{words}`", hint)
    if not LANGUAGE_TAG.fullmatch(words):
        return TagError(f"`{words}` is not a language tag", example)
    return None


_LETTERS = {
    "hi": "\u0900-\u097f",
    "bn": "\u0980-\u09ff",
    "ja": "\u3040-\u30ff",
    "ko": "\uac00-\ud7af",
    "zh": "\u3400-\u9fff",
    "ur": "\u0679\u0688\u0691\u06ba\u06be\u06c1\u06cc\u06d2",
    "ar": "\u0600-\u06ff",
    "ru": "\u0400-\u04ff",
    "el": "\u0370-\u03ff",
    "he": "\u0590-\u05ff",
    "th": "\u0e00-\u0e7f",
}
"""Letters by a language that is written with them, those of a few languages first."""


def likely_tag(words: str) -> str:
    """Return the tag of a language that is written with such letters, for examples in hints."""
    return next(
        (tag for tag, letters in _LETTERS.items() if re.search(f"[{letters}]", words)), "fr"
    )


def language_name(tag: str) -> str:
    """Return the English name of a language, or the tag when it has none."""
    names = english_names()
    return next((names[start] for start in tags_of(tag) if start in names), tag)


@cache
def english_names() -> Mapping[str, str]:
    """Return the English names of languages by tag, of every one with a code of two letters."""
    from generator.content import cldr  # noqa: PLC0415 - Babel takes 0.03 s

    return cldr.english_names()


@cache
def languages_of_countries() -> Mapping[str, str]:
    """Return a language of each country, by the country's code."""
    from generator.content import cldr  # noqa: PLC0415 - Babel takes 0.03 s

    return cldr.languages_of_countries()
