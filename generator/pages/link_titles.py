"""Translates the titles of annotation links: a status with its date, or that words are quoted."""

from __future__ import annotations

import re

from generator.content.dates import parse_partial_date
from generator.content.keys import STATES
from generator.content.site import Site
from generator.content.translations import translatable

_QUOTATION = translatable("Quotation")
_LABELS = "|".join([_QUOTATION, *(state.words for state in STATES.values())])
_TITLE = re.compile(rf'(\]\([./]*[a-z]+/[^()\s"]+\.md) "({_LABELS})(?:, ([0-9-]+))?"\)')


def translate_link_titles(markdown: str, site: Site) -> str:
    """Return the text of a page with the titles of its annotations in the site's language."""

    def translate(match: re.Match[str]) -> str:
        target, label, date = match.groups()
        words = site.texts.gettext(label)
        if date:
            words += site.texts.gettext(", ") + site.formats.date(parse_partial_date(date))
        return f'{target} "{words}")'

    return _TITLE.sub(translate, markdown) if site.texts.messages else markdown
