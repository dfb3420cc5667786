"""Finds what `coopnews init` wrote for somebody to replace."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from generator.content.keys import Key, Kind
from generator.content.model import BodyText

TOPIC_WORDS = "Say here in two sentences what belongs to this topic"
PAGE_WORDS = "*Edit this page: it is `"
EXAMPLES = frozenset(
    [
        Key(Kind.COMMITMENT, "example-hospital"),
        Key(Kind.ORGANISATION, "example-ministry"),
        Key(Kind.PERSON, "example-minister"),
        Key(Kind.PLACE, "example-town"),
    ]
)
_MOST_NAMED = 5


def new_site_notices(
    keys: Collection[Key], texts: Mapping[str, BodyText], outside: Mapping[str, bytes], root: str
) -> Iterator[str]:
    """Yield a line on each kind of thing that is left of a new site.

    `keys` are those of the content in the folder `root`, and `outside` has the pages in `docs/`.
    """
    topics = sorted(key.path for key in keys if key.kind is Kind.TOPIC)
    paths = [
        f"{root}/{path}"
        for path in topics
        if (text := texts.get(path)) and TOPIC_WORDS in text.plain_text
    ]
    paths += sorted(path for path, data in outside.items() if PAGE_WORDS.encode() in data)
    if paths:
        more = f" and {len(paths) - _MOST_NAMED} more" if len(paths) > _MOST_NAMED else ""
        named = ", ".join(paths[:_MOST_NAMED])
        yield f"Still to be written, in place of the words of a new site: {named}{more}"
    if not EXAMPLES.isdisjoint(keys):
        yield (
            "The examples of a new site are still there: "
            f"delete every file below {root}/ whose name begins with `example-`"
        )
