"""The text of a new file of a person, organisation, place, topic or commitment."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from generator.content.languages import language_name
from generator.content.new_article import yaml_string


class NewEntity(Struct, frozen=True):
    """What is known of a new entity."""

    kind: str
    """The word for it: `person`."""
    name: str
    id: str = ""
    """Empty for the one that the name gives."""
    text: str = ""
    """A sentence on who or what it is."""
    by: Sequence[str] = ()
    """Who made a commitment, like `org:some-ministry`."""
    due: str = ""
    topics: Sequence[str] = ()
    sought_by: Sequence[str] = ()
    """Who asked for a commitment."""
    languages: Sequence[str] = ()
    """The tags of the languages that its name may be in besides the original's."""


def names_example(languages: Sequence[str]) -> str:
    """Return what to write for `names`: `{pt: the name in Portuguese}`."""
    tags = languages or ("fr",)
    return f"{{{', '.join(f'{tag}: the name in {language_name(tag)}' for tag in tags)}}}"


def _more(languages: Sequence[str]) -> str:
    return f"""\
# To use one of these, remove the # before it:
# names: {names_example(languages)}
# aliases: [another spelling]
"""


_ROLES = """\
# roles:
#   - {title: Minister, organisation: an-id, as_of: 2026}
"""


def new_entity_text(entity: NewEntity) -> str:
    """Return the file of an entity; keys that it may have are comments."""
    is_titled = entity.kind in ("topic", "commitment")
    lines = [f"{'title' if is_titled else 'name'}: {yaml_string(entity.name)}\n"]
    if entity.by:
        lines.append(f"by: [{', '.join(entity.by)}]\n")
    elif entity.kind == "commitment":
        lines.append("# by: [org:an-id]\n")
    if entity.sought_by:
        lines.append(f"sought_by: [{', '.join(entity.sought_by)}]\n")
    if entity.topics and entity.kind == "commitment":
        lines.append(f"topics: [{', '.join(entity.topics)}]\n")
    if entity.due:
        lines.append(f"due: {entity.due}\n")
    lines += [_more(entity.languages), _ROLES if entity.kind == "person" else ""]
    text = f"\n{entity.text}\n" if entity.text else ""
    return f"---\n{''.join(lines)}---\n{text}"
