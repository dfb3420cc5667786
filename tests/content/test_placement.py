"""Where a file belongs is known from what is in it."""

from __future__ import annotations

import pytest

from generator.content.placement import right_path
from tests.support import ARTICLE, BROKEN, edition_of

PERSON = "---\nname: Somebody\nroles: [{title: Minister}]\n---\nWords.\n"
NAMED = "---\nname: Somebody\n---\nWords.\n"
TRANSLATED = "---\ntitle: A\nsummary: B\ntranslator: C\n---\nWords.\n"
COMMITMENT = "---\ntitle: A promise\nby: [org:moitt]\n---\nWords.\n"


@pytest.mark.parametrize(
    ("path", "text", "right"),
    [
        ("story.md", ARTICLE, "articles/2024/story.md"),
        ("articles/story.md", ARTICLE, "articles/2024/story.md"),
        ("article/2024/story.md", ARTICLE, "articles/2024/story.md"),
        ("articles/2024/march/story.md", ARTICLE, "articles/2024/story.md"),
        ("people/story.md", ARTICLE, "articles/2024/story.md"),
        ("articles/2024/My Story (2).md.txt", ARTICLE, "articles/2024/my-story-2.md"),
        ("articles/2024/somebody.md", PERSON, "people/somebody.md"),
        ("persons/somebody.markdown", NAMED, "people/somebody.md"),
        ("orgs/somebody.md", NAMED, "organisations/somebody.md"),
        ("people/Some_Body.MD", NAMED, "people/some-body.md"),
        ("topics/promise.md", COMMITMENT, "commitments/promise.md"),
        ("people/somebody.md", NAMED, "people/somebody.md"),
        ("somebody.md", NAMED, ""),
        ("people/Caf\xe9 \xc9lan.md", NAMED, "people/cafe-elan.md"),
        ("people/con.txt", NAMED, ""),
        ("articles/2024/story.ur.md", TRANSLATED, "ur/articles/2024/story.md"),
        ("articles/2024/story.md", TRANSLATED, ""),
        ("people/\u0639\u0645\u0631.md", NAMED, ""),
        ("people/note.txt", "Words.\n", ""),
        ("articles/story.md", ARTICLE.replace("date: 2024-03-04", "date: soon"), ""),
    ],
)
def test_a_file_belongs_in_the_folder_of_its_kind(path: str, text: str, right: str) -> None:
    assert right_path(path, text) == right


def test_a_file_in_the_folder_of_another_kind_is_one_problem() -> None:
    report = edition_of({"people/story.md": ARTICLE.encode(), BROKEN: PERSON.encode()}).problems
    assert [str(problem) for problem in report] == [
        f"content/{BROKEN}:1:1: misplaced-file: this looks like a person, but it is in "
        "`articles/`\n    hint: move it to `content/people/broken.md`",
        "content/people/story.md:1:1: misplaced-file: this looks like an article, but it is in "
        "`people/`\n    hint: move it to `content/articles/2024/story.md`",
    ]


def test_a_person_with_a_headline_instead_of_a_name_stays_a_person() -> None:
    (problem,) = edition_of({"people/somebody.md": b"---\ntitle: Somebody\n---\nWords.\n"}).problems
    assert (problem.code, problem.hint) == ("unknown-key", "did you mean `name`?")
