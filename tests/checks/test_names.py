"""What a writer calls an entity, and which one that is."""

from __future__ import annotations

import pytest

from generator.checks.fixes import apply_fixes
from generator.checks.names import NameIndex
from generator.content.keys import Key, Kind
from tests.support import ARTICLE, BROKEN, edition_of, with_body

FILES = {
    "topics/telecom.md": b"---\ntitle: Telecom\naliases: [5G]\n---\n",
    "places/gwadar.md": "---\nname: Gwadar City\nnames: {ur: گوادر}\n---\n".encode(),
    "organisations/gwadar.md": b"---\nname: Gwadar Port Authority\n---\n",
}
SAIF = Key(Kind.PERSON, "umar-saif")


@pytest.fixture(scope="module")
def names() -> NameIndex:
    return NameIndex(edition_of(FILES).index.entities)


@pytest.mark.parametrize(
    "written",
    [
        "Umar Saif", "umar-saif", "UMAR-SAIF", "umar_saif", "umar-saif.md", "person:Umar Saif",
        "person-umar-saif", "persons:umar-saif", "people/umar-saif.md", "../people/umar-saif.md",
        "/people/umar-saif/", "شخص:umar-saif", "人物：umar-saif", "person=umar-saif",
        "org:Umar Saif", "@umar-saif", "“umar-saif”",
    ],
)  # fmt: skip
def test_a_name_or_an_id_in_any_form_means_one_entity(names: NameIndex, written: str) -> None:
    assert names.meant(written) == SAIF


@pytest.mark.parametrize(
    "written", ["", "Umar", "saif", "person:saif", "gwadar", "city:gwadar", "umar-saif-2", "عمر"]
)
def test_what_could_mean_several_entities_or_none_means_none(
    names: NameIndex, written: str
) -> None:
    assert names.meant(written) is None


def test_the_kind_decides_between_entities_of_one_id(names: NameIndex) -> None:
    assert names.meant("org:gwadar") == Key(Kind.ORGANISATION, "gwadar")
    assert names.meant("places/gwadar") == Key(Kind.PLACE, "gwadar")
    assert names.meant("gwadar", [Kind.PLACE]) == Key(Kind.PLACE, "gwadar")


def fixed(text: str) -> tuple[str, int]:
    """Return a text with its safe fixes, as `check --fix` makes them, and the first problems."""
    first = None
    for _ in range(4):
        problems = edition_of({**FILES, BROKEN: text.encode()}).problems
        first = len(problems) if first is None else first
        text = apply_fixes(text, [problem for problem in problems if problem.fix.is_safe]).text
    return text, first or 0


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("[Umar Saif](person:Umar Saif)", "[Umar Saif](person:umar-saif)"),
        ("[the minister](person:Umar Saif)", "[the minister](person:umar-saif)"),
        ("[Umar Saif](person:umar-saif.md)", "[Umar Saif](person:umar-saif)"),
        ("[Umar Saif](person-umar-saif)", "[Umar Saif](person:umar-saif)"),
        ("[Umar Saif](umar-saif)", "[Umar Saif](person:umar-saif)"),
        ("[the minister](umar-saif)", None),
        ("[گوادر](جگہ:gwadar)", None),
        ("[کراچی](جگہ:karachi)", None),
        ("[Karachi](city:karachi)", "[Karachi](place:karachi)"),
        ("[گوادر](place:گوادر)", "[گوادر](place:gwadar)"),
        ("[Umar Saif]\n(person:umar-saif), he said", "[Umar Saif](person:umar-saif),\nhe said"),
        ('[It](commitment:nationwide-fibre"done") was.',
         '[It](commitment:nationwide-fibre "done") was.'),
        ('[It](commitment:nationwide-fibre, "done")', '[It](commitment:nationwide-fibre "done")'),
        ('[It](commitment:nationwide-fibre "2024-10-17 done")',
         '[It](commitment:nationwide-fibre "done 2024-10-17")'),
        ("[all of [Karachi](place:karachi)](topic:fibre)", None),
    ],
)  # fmt: skip
def test_an_annotation_is_one_problem_and_gets_the_id_that_it_means(
    written: str, right: str | None
) -> None:
    text = with_body(written).decode()
    assert fixed(text) == (text.replace(written, right or written), 1)


def test_a_hint_has_the_id_where_the_fix_is_not_certain() -> None:
    for written, hint in (
        ("[the minister](umar-saif)", "to name a person, write `person:umar-saif`"),
        ("[کراچی](جگہ:karachi)", "write `place:karachi`"),
        ("[It](commitment-nationwide-fibre)", 'write `commitment:nationwide-fibre "done"`'),
    ):
        (problem,) = edition_of({BROKEN: with_body(written)}).problems
        assert problem.hint.startswith(hint)


@pytest.mark.parametrize(
    ("topics", "right", "number"),
    [
        ("5G", "[telecom]", 1),
        ("5G, Fibre", "[telecom, fibre]", 1),
        ("5G, Telecom", "[telecom]", 1),
        ("[5G]", "[telecom]", 1),
        ("[5G, fibre]", "[telecom, fibre]", 1),
        ("[topic:5G]", "[telecom]", 1),
        ("[“fibre”]", "[fibre]", 1),
        ("[Somewhere]", "[Somewhere]", 1),
        ("[5g]", "[5g]", 1),
    ],
)
def test_a_topic_is_found_by_its_names(topics: str, right: str, number: int) -> None:
    """`5G` is an alias of `telecom`. What is an id already may be that of another topic."""
    text = ARTICLE.replace("[fibre]", topics)
    assert fixed(text) == (ARTICLE.replace("[fibre]", right), number)


def test_a_party_is_found_by_its_names() -> None:
    path, text = "commitments/a.md", "---\ntitle: T\nby: Umar Saif\n---\n\nWords.\n"
    (problem,) = edition_of({path: text.encode()}).problems
    assert problem.hint == "write `[person:umar-saif]`"
    assert "by: [person:umar-saif]\n" in apply_fixes(text, [problem]).text


def test_an_alias_that_is_a_name_of_another_is_reported_at_the_alias() -> None:
    files = {
        "organisations/a.md": b"---\nname: A\naliases: [Telecom Ltd, Zong]\n---\n",
        "organisations/zong.md": b"---\nname: Zong\n---\n",
    }
    (problem,) = edition_of(files).problems
    assert problem.location == ("content/organisations/a.md", 3, 24)
    assert problem.message == "this alias is also a name of `org:zong`"


def test_an_entity_without_a_name_is_one_problem() -> None:
    """Its id isn't taken for its name, and the key of another kind is one that is misspelt."""
    files = {**FILES, "topics/5g.md": b"---\nname: 5G\n---\n"}
    (problem,) = edition_of(files).problems
    assert (problem.code, problem.hint) == ("unknown-key", "did you mean `title`?")
    assert problem.fix == ("name:", "title:", False, "")


@pytest.mark.parametrize(
    ("name", "hint", "new"),
    [
        ("Ministry of IT", "did you mean `moitt`?", "moitt"),
        ("Gwadar Port Athority", "did you mean `gwadar`?", "gwadar"),
        (
            "Bureau of Maps",
            "no organisation has this name: write the id of one, "
            'or create it with `coopnews new organisation "Bureau of Maps"`',
            "",
        ),
    ],
)
def test_a_name_that_no_entity_has_is_never_made_an_id(name: str, hint: str, new: str) -> None:
    """An entity whose name begins with it, or is like it, is proposed."""
    role = f"{{title: T, organisation: {name}, as_of: 2023}}"
    person = f"---\nname: A\nroles:\n  - {role}\n---\n".encode()
    (problem,) = edition_of({**FILES, "people/a.md": person}).problems
    assert (problem.hint, problem.fix.new) == (hint, new)
    assert not (problem.fix and problem.fix.is_safe)
