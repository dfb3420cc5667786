"""Makes the style sheet, the form's script, social cards, icons and other files beside pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Protocol

from msgspec.structs import asdict

from generator.content.site import Site
from generator.content.translations import Translations
from generator.output.security_headers import HEADERS
from generator.output.social_cards import ICON_SIZES, RECIPE, draw_cards, draw_icons
from generator.output.style_sheet import USED, used_rules
from generator.pages.page import Card

PAPER = "#faf8f3"
"""The background colour of the light scheme, as in the style sheet."""


class Cache(Protocol):
    """Data from earlier builds; the key names everything that the data depends on."""

    def get(self, key: str) -> bytes | None: ...

    def put(self, key: str, data: bytes) -> None: ...


def site_files(site: Site, icon: str) -> dict[str, str | bytes]:
    """Return the icons, headers and manifest of a site by path; `icon` is its SVG."""
    headers = {} if site.folder else {"_headers": HEADERS}  # hosts look for them at the root
    return {**draw_icons(icon), **headers, "site.webmanifest": _manifest(site)}


def sheet(material: str, own: str, cache: Cache) -> str:
    """Return the style sheet: the rules of Material that are used, then the site's own."""
    key = f"style {version('tinycss2')} {sorted(USED)} {material}"
    rules = cache.get(key)
    if rules is None:
        rules = used_rules(material).encode()
        cache.put(key, rules)
    return rules.decode() + own


def card_text(card: Card) -> str:
    """Return the text of a social card, for its key."""
    return json.dumps(asdict(card))


def card_key(text: str) -> str:
    """Return a key that names everything that the social card with a text is drawn from."""
    return RECIPE + text


def bundle_scripts(modules: Iterable[str]) -> str:
    """Return the code of several ES modules as one, without comment lines and indentation.

    Imports from other folders are kept. Each name at the top level must belong to one module only,
    and no string or template may go over several lines.
    """
    lines = [line.strip() for module in modules for line in module.splitlines()]
    own = [line for line in lines if line and not line.startswith("//")]
    imports = [line for line in own if line.startswith("import ")]
    outside = dict.fromkeys(line for line in imports if 'from "./' not in line)
    code = [line.removeprefix("export ") for line in own if line not in imports]
    return "\n".join([*outside, *code]) + "\n"


def draw_missing(cards: Mapping[str, Card], cache: Cache) -> dict[str, bytes]:
    """Return the social cards by path; only those that aren't in the cache are drawn."""
    cached = {path: cache.get(card_key(card_text(card))) for path, card in cards.items()}
    missing = [path for path, data in cached.items() if data is None]
    drawn = dict(zip(missing, draw_cards(cards[path] for path in missing), strict=True))
    for path, data in drawn.items():
        cache.put(card_key(card_text(cards[path])), data)
    return {path: data for path, data in cached.items() if data is not None} | drawn


def compact_script(script: str) -> str:
    """Return a script without comment lines and indentation.

    No string or template of it may go over several lines.
    """
    lines = [line.strip() for line in script.splitlines()]
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


_CALL = re.compile(
    r'(?<![\w.])(?:_\(("(?:[^"\\]|\\.)*")\)'
    r'|ngettext\(("(?:[^"\\]|\\.)*"), ("(?:[^"\\]|\\.)*"), n\))'
)


def translate_code(code: str, texts: Translations) -> str:
    """Return a script or a style sheet with the translation in place of each `_("...")`.

    `ngettext("...", "...", n)` becomes a choice between the forms, by the rule of the language.
    """

    def translate(match: re.Match[str]) -> str:
        text, singular, plural = (form and json.loads(form) for form in match.groups())
        if text:
            return json.dumps(texts.gettext(text), ensure_ascii=False)
        forms = json.dumps(texts.forms("", singular, plural), ensure_ascii=False)
        return f"{forms}[Number({texts.plural})]"

    return _CALL.sub(translate, code)


def _manifest(site: Site) -> str:
    """Return the web app manifest, which phones use for a site on their home screen."""
    icons = [
        {"src": path, "sizes": f"{size}x{size}", "type": "image/png"}
        for path, size in ICON_SIZES.items()
    ]
    language = {"lang": site.language, "dir": site.direction} if site.language != "en" else {}
    manifest = {
        "name": site.name,
        **language,
        "description": site.description,
        "start_url": ".",
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons,
    }
    return json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
