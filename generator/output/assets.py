"""Makes the style sheet, the form's script, social cards, icons and other files beside pages."""

from __future__ import annotations

import json
import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from importlib.metadata import version
from typing import Protocol

import rjsmin
from msgspec.structs import asdict

from generator.content.site import Site
from generator.content.translations import Translations
from generator.output.security_headers import HEADERS
from generator.output.social_cards import ICON_SIZES, RECIPE, draw_cards, draw_icons
from generator.output.style_sheet import USED, compact_rules, used_rules
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


def sheet(material: str, own: str, extensions: Collection[str], cache: Cache) -> str:
    """Return the style sheet: the rules of Material that are used, then the site's own.

    `extensions` are those of Python-Markdown that handwritten pages may use.
    """
    key = f"style {version('tinycss2')} {sorted(USED)} {sorted(extensions)} {material}"
    rules = cache.get(key)
    if rules is None:
        rules = used_rules(material, frozenset(extensions)).encode()
        cache.put(key, rules)
    return rules.decode() + compact_rules(own)


def card_text(card: Card) -> str:
    """Return the text of a social card, for its key."""
    return json.dumps(asdict(card))


def card_key(text: str) -> str:
    """Return a key that names everything that the social card with a text is drawn from."""
    return RECIPE + text


def form_scripts(modules: Mapping[str, str]) -> dict[str, str]:
    """Return the scripts of the form by path, from its modules by path.

    Those of a folder are one script with the name of the folder, so that each is one request.
    """
    folders = defaultdict[str, list[str]](list)
    for path, text in sorted(modules.items()):
        folders[posixpath.dirname(path)].append(text)
    scripts = {}
    for folder, texts in folders.items():
        above = posixpath.dirname(folder)
        parent = f"../{posixpath.basename(above)}.js" if above in folders else ""
        scripts[f"{folder}/{posixpath.basename(folder)}.js"] = bundle_scripts(texts, parent)
    return scripts


def bundle_scripts(modules: Iterable[str], parent: str = "") -> str:
    """Return the code of the ES modules in a folder as one, without comment lines and indentation.

    Imports from other folders are kept; `parent` is the bundle of the folder above, if that has
    one. Each name at the top level must belong to one module only, and no string or template may
    go over several lines.
    """
    lines = [line.strip() for module in modules for line in module.splitlines()]
    code, imported = list[str](), defaultdict[str, set[str]](set)
    for line in lines:
        names, path = match.groups() if (match := _IMPORT.fullmatch(line)) else ("", "")
        if path and not path.startswith("./"):
            imported[parent if parent and _FROM_PARENT.fullmatch(path) else path] |= {
                name.strip() for name in names.split(",")
            }
        elif not path and line and not line.startswith("//"):
            code.append(line)
    imports = [
        f'import {{ {", ".join(sorted(names))} }} from "{path}";'
        for path, names in imported.items()
    ]
    return "\n".join([*imports, *code]) + "\n"


_IMPORT = re.compile(r'(?:im|ex)port \{(.*)\} from "(.*)";')
_FROM_PARENT = re.compile(r"\.\./[^./]+\.js")


def draw_missing(cards: Mapping[str, Card], cache: Cache) -> dict[str, bytes]:
    """Return the social cards by path; only those that aren't in the cache are drawn."""
    cached = {path: cache.get(card_key(card_text(card))) for path, card in cards.items()}
    missing = [path for path, data in cached.items() if data is None]
    drawn = dict(zip(missing, draw_cards(cards[path] for path in missing), strict=True))
    for path, data in drawn.items():
        cache.put(card_key(card_text(cards[path])), data)
    return {path: data for path, data in cached.items() if data is not None} | drawn


_FOR_EDITIONS = " // edition"
"""Ends lines of scripts that are for editions in other languages than the original's."""


def minify_script(script: str, is_original: bool = True) -> str:
    """Return a script without comments, needless spaces, and lines that are for other editions."""
    lines = script.splitlines()
    if is_original:
        lines = [line for line in lines if not line.endswith(_FOR_EDITIONS)]
    minified: str = rjsmin.jsmin("\n".join(lines))
    return f"{minified}\n"


_CALL = re.compile(
    r'(?<![\w.])(?:_\(("(?:[^"\\]|\\.)*")\)'
    r'|ngettext\(("(?:[^"\\]|\\.)*"), ("(?:[^"\\]|\\.)*"), (\w+)\))'
)


def translate_code(code: str, texts: Translations) -> str:
    """Return a script or a style sheet with the translation in place of each `_("...")`.

    `%(count)s` becomes the value of the variable `count`. `ngettext("...", "...", count)` becomes a
    choice between the forms, by the rule of the language, if they differ.
    """

    def translate(match: re.Match[str]) -> str:
        text, singular, plural = (form and json.loads(form) for form in match.groups()[:3])
        if text:
            return _literal(texts.gettext(text))
        forms = [*map(_literal, texts.forms("", singular, plural))]
        if len(set(forms)) == 1:
            return forms[0]
        rule = re.sub(r"\bn\b", match[4], texts.rule.plural)
        return f"[{', '.join(forms)}][+({rule})]"

    return _CALL.sub(translate, code)


def _literal(text: str) -> str:
    """Return a text as a literal of a script, with the variables that it names."""
    if "%(" not in text:
        return json.dumps(text, ensure_ascii=False)
    escaped = re.sub(r"[\\`]|\$(?=\{)", r"\\\g<0>", text)
    with_variables = _VARIABLE.sub(r"${\1}", escaped)
    return f"`{with_variables}`"


_VARIABLE = re.compile(r"%\((\w+)\)s")


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
