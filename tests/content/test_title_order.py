"""Titles have the order that readers of their language know."""

from __future__ import annotations

import pytest

from generator.content.title_order import title_key


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("en", ["Beijing", "gwadar", "Karachi"]),
        ("ur", ["آئی ٹی", "بیجنگ", "پاکستان", "تربت", "تھر", "ٹیلی نار", "چین", "BYD"]),
        ("ur", ["ڈیجیٹل", "روس", "کراچی", "گوادر", "لاہور", "وزارت", "ہواوے", "یوفون"]),
        ("zh", ["巴基斯坦", "北京", "长安", "华为", "卡拉奇", "上海", "中国", "BYD"]),
        ("zh-Hant", ["北京", "上海"]),
    ],
)
def test_titles_are_in_alphabetical_order(language: str, titles: list[str]) -> None:
    for shuffled in (titles[::-1], sorted(titles)):
        assert sorted(shuffled, key=lambda title: title_key(title, language)) == titles


def test_vowel_marks_of_urdu_do_not_count() -> None:
    titles = ["عُمان", "عمر", "عَمّان"]
    order = sorted(titles, key=lambda title: title_key(title, "ur"))
    assert order[-1] == "عمر"


@pytest.mark.parametrize("language", ["ur", "zh"])
def test_characters_of_other_scripts_have_a_place(language: str) -> None:
    titles = ["", "😀", "한국", "\ud800", "5G", "ʘ", "ß"]
    assert len(sorted(titles, key=lambda title: title_key(title, language))) == len(titles)
