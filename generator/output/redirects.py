"""Redirects from the addresses that pages had before."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from urllib.parse import urlsplit

from generator.content.keys import Key, Kind
from generator.content.model import Article, Entity
from generator.content.site import Site
from generator.index.index import Index
from generator.output.html import redirect_html


def redirects(entity: Entity, site: Site) -> Iterator[tuple[str, str]]:
    """Yield a page at each old address of an entity, with its path."""
    for address in _old_addresses(entity, site):
        yield _redirect(address, entity.key.path, site)


def retired_redirects(index: Index, site: Site) -> Iterator[tuple[str, str]]:
    """Yield a page at each address in the site's `retired`, with its path; it leads to a list."""
    for key in _retired(index, site):
        yield _redirect(site.address(key.path), _list_page(key), site)


def redirect_lines(index: Index, site: Site) -> Iterator[str]:
    """Yield a line of `_redirects` for each old address: `old new 301`."""
    root = urlsplit(site.url).path or "/"
    entities = chain.from_iterable(map(index.of_kind, Kind))
    for entity in sorted(entities, key=lambda entity: entity.key.path):
        for address in _old_addresses(entity, site):
            yield f"{root}{address} {root}{site.address(entity.key.path)} 301\n"
    for key in _retired(index, site):
        yield f"{root}{site.address(key.path)} {root}{site.address(_list_page(key))} 301\n"


def _old_addresses(entity: Entity, site: Site) -> tuple[str, ...]:
    if isinstance(entity, Article):
        return entity.aliases
    return tuple([site.address(Key(entity.key.kind, id).path) for id in entity.former_ids])


def _retired(index: Index, site: Site) -> list[Key]:
    """Return the retired entities that haven't got a page again."""
    return [key for key in site.retired if key not in index.entities]


def _list_page(key: Key) -> str:
    return f"{key.kind.folder}/index.md"


def _redirect(address: str, path: str, site: Site) -> tuple[str, str]:
    """Return the path and the HTML of a page at `address` that leads to the page at `path`."""
    file = f"{address}index.html" if address.endswith("/") else address
    target = "../" * file.count("/") + site.address(path)
    return file, redirect_html(target, site.full_url(path) if site.url else "", site)
