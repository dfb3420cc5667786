"""In the preview, the page of a renamed or deleted file leads to something useful."""

from __future__ import annotations

from generator.build.moved_pages import MovedPages

OLD, NEW, OTHER = "articles/2024/old.md", "articles/2024/new.md", "articles/2024/other.md"


def test_a_renamed_file_leads_to_its_new_page() -> None:
    pages = MovedPages()
    pages.update({OLD, OTHER}, {NEW, OTHER})
    assert pages.successor(OLD) == NEW
    pages.update({NEW, OTHER}, {"articles/2025/newer.md", OTHER})
    assert pages.successor(OLD) == "articles/2025/newer.md"


def test_a_file_that_is_deleted_before_its_new_one_is_written_is_renamed_too() -> None:
    pages = MovedPages()
    pages.update({OLD, OTHER}, {OTHER})
    pages.update({OTHER}, {NEW, OTHER})
    assert pages.successor(OLD) == NEW


def test_a_deleted_file_leads_to_the_list_that_it_was_on() -> None:
    pages = MovedPages()
    pages.update({OLD, "people/a.md", "about.md"}, set())
    assert pages.successor(OLD) == "archive/index.md"
    assert pages.successor("people/a.md") == "people/index.md"
    assert pages.successor("about.md") == "index.md"


def test_a_page_that_is_there_again_or_never_was_leads_nowhere() -> None:
    pages = MovedPages()
    pages.update({OLD}, {NEW})
    pages.update({NEW}, {OLD})
    assert pages.successor(OLD) == ""
    assert pages.successor(NEW) == OLD
    assert pages.successor("people/nobody.md") == ""
