"""Old addresses of pages lead to the new ones."""

from __future__ import annotations

import pytest

from generator.content.keys import Key, Kind
from generator.content.site import Site
from generator.index.index import Index
from generator.output.redirects import redirect_lines, redirects, retired_redirects
from generator.pages.edition import make_edition
from tests.support import VALID_FILES

URL = "https://example.org/sub/"
SITE = Site("A", url=URL, retired=(Key(Kind.PERSON, "nobody"), Key(Kind.PERSON, "umar-saif")))
PERSON = Key(Kind.PERSON, "umar-saif")


@pytest.fixture
def index() -> Index:
    person = b"---\nname: Umar Saif\nformer_ids: [dr-saif, u-saif]\n---\n"
    edition = make_edition({**VALID_FILES, "people/umar-saif.md": person}, SITE)
    assert edition.problems == ()
    return edition.index


def test_the_address_of_each_former_id_redirects_to_the_entity(index: Index) -> None:
    pages = dict(redirects(index.entities[PERSON], SITE))
    assert [*pages] == ["people/dr-saif/index.html", "people/u-saif/index.html"]
    for page in pages.values():
        assert 'content="0; url=../../people/umar-saif/"' in page
        assert f'<link rel="canonical" href="{URL}people/umar-saif/">' in page


def test_a_site_with_file_addresses_redirects_from_files(index: Index) -> None:
    pages = dict(redirects(index.entities[PERSON], Site("A", directory_urls=False)))
    assert [*pages] == ["people/dr-saif.html", "people/u-saif.html"]
    assert 'content="0; url=../people/umar-saif.html"' in pages["people/dr-saif.html"]


def test_a_retired_entity_redirects_to_the_list_of_its_kind_unless_it_is_back(index: Index) -> None:
    pages = dict(retired_redirects(index, SITE))
    assert [*pages] == ["people/nobody/index.html"]
    assert 'content="0; url=../../people/"' in pages["people/nobody/index.html"]


def test_hosts_get_a_line_for_each_old_address(index: Index) -> None:
    assert "".join(redirect_lines(index, SITE)) == (
        "/sub/people/dr-saif/ /sub/people/umar-saif/ 301\n"
        "/sub/people/u-saif/ /sub/people/umar-saif/ 301\n"
        "/sub/people/nobody/ /sub/people/ 301\n"
    )
