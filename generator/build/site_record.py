"""What is known of the site that was built last, by which an unchanged one is recognised."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from generator.build import software
from generator.build.project import Project, is_cacheable
from generator.build.settings import SiteSettings
from generator.system import file_tree, site_folder
from generator.system.file_tree import Signature
from generator.system.files import digest_of


class SiteRecord(Struct, frozen=True):
    """What is known of the site that was built last."""

    folder: str
    order: str
    """The digest of what the command asked for."""
    inputs: str
    """The digest of the sizes and times of all files that it was made from."""
    listing: str
    """The digest of the sizes and times of its own files."""
    messages: tuple[str, ...]
    """The warnings that were printed."""
    summary: str
    search: str
    """The digest of the documents of its search index."""
    languages: tuple[str, ...] = ()
    """The languages of its editions besides the original."""


encode = msgspec.msgpack.Encoder(enc_hook=str, order="deterministic").encode


def unchanged(project: Project) -> SiteRecord | None:
    """Return what is known of the live site if a build would make the same; else None."""
    record = project.store.decode("meta", "site", SiteRecord)
    if record is None or not record.inputs or not is_cacheable(project.settings):
        return None
    if record.order != order(project) or record.inputs != inputs_digest(project.settings):
        return None
    return last_site(project)


def order(project: Project) -> str:
    """Return the digest of the software, the day and what the command asked for."""
    settings = project.settings
    site, pictures = project.site, settings.has_social_cards
    options = [settings.has_search, pictures, str(site.today), site.show_future]
    return digest_of(software.fingerprint().encode(), encode(options)).hex()


def listing(folder: Path) -> str:
    """Return the digest of the sizes and times of all files below a folder."""
    digest = hashlib.blake2b(digest_size=16)
    for path, signature in sorted(file_tree.scan([folder]).items()):
        entry = f"{path[len(str(folder)) :]} {signature.size} {signature.mtime}\0"
        digest.update(entry.encode(errors="surrogateescape"))
    return digest.hexdigest()


def inputs_digest(settings: SiteSettings) -> str:
    """Return the digest of the sizes and times of all files that a site is made from.

    Of a file that can change without a trace, because it is behind a link or was just written, the
    digest is of its content too.
    """
    content = str(settings.content_folder)
    own = [path for path in settings.sources if str(path) != content]
    signatures = file_tree.scan(own, follow=True) | file_tree.scan([Path(content)])
    exact = [
        file_tree.with_digest(path, seen, None) if is_unsure(seen) else seen
        for path, seen in sorted(signatures.items())
    ]
    return digest_of(encode([list(map(os.fsencode, sorted(signatures))), exact])).hex()


def is_unsure(signature: Signature) -> bool:
    """Return whether a file with this signature can change and keep it."""
    return not signature.mtime or file_tree.is_racy(signature)


def record_of(project: Project, site: SiteRecord | None) -> SiteRecord | None:
    """Return what is known of an edition of the last site; None when that wasn't part of it."""
    record = project.store.decode("meta", "site", SiteRecord)
    if site is None or record is None or replace(record, search="") != replace(site, search=""):
        return None
    return record


def last_site(project: Project) -> SiteRecord | None:
    """Return what is known of the live site; None when it isn't the one that was built last."""
    live = site_folder.output_folder(project.settings.site_dir)
    record = project.store.decode("meta", "site", SiteRecord)
    if record is None or record.folder != str(live) or not live.is_dir():
        return None
    return record if listing(live) == record.listing else None
