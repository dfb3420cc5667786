"""The frames into which pages are poured."""

from __future__ import annotations

import pytest

from generator.output.layouts import Layout, LayoutError, layout_name, slot_marker

HEAD, NOTES, CONTENT, FOOT = map(slot_marker, ("head", "notes", "content", "foot"))
LISTED = frozenset(["index.md", "people/index.md", "archive/2024/index.md"])


def test_what_is_poured_stands_where_the_holes_were() -> None:
    frame = Layout.of(f"<a>{HEAD}<b>{NOTES}<c>{CONTENT}<d>{FOOT}<e>")
    assert frame.fill("1", "2", "3", "4") == "<a>1<b>2<c>3<d>4<e>"


@pytest.mark.parametrize(
    "page",
    [
        "",
        HEAD + NOTES + CONTENT,
        HEAD + NOTES + FOOT + CONTENT,
        HEAD + NOTES + CONTENT + CONTENT + FOOT,
    ],
)
def test_a_page_without_each_hole_once_and_in_order_is_no_frame(page: str) -> None:
    with pytest.raises(LayoutError):
        Layout.of(page)


def test_a_page_that_the_navigation_may_list_has_a_frame_of_its_own() -> None:
    assert layout_name("people/index.md", "list", LISTED) == "people/index.md"


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("people/a.md", "people/b.md", True),
        ("people/a.md", "places/b.md", False),  # from one of them, people/ is the folder itself
        ("articles/2023/a.md", "articles/2024/b.md", True),
        ("archive/2023/01.md", "archive/2023/02.md", True),
        ("archive/2023/01.md", "archive/2024/02.md", False),
        ("places/b.md", "organisations/b.md", True),
    ],
)
def test_pages_share_a_layout_if_all_links_of_the_menu_are_the_same(
    first: str, second: str, same: bool
) -> None:
    assert (layout_name(first, "k", LISTED) == layout_name(second, "k", LISTED)) is same
