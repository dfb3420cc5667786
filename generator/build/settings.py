"""What a site's `mkdocs.yml` says, read without MkDocs, which takes long to load."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import yaml
from mergedeep import merge
from msgspec import Struct
from yaml_env_tag import construct_env_tag

from generator.build.rule_settings import read_rules
from generator.content.keys import Key, Kind
from generator.content.languages import tag_error
from generator.content.paths import find_key
from generator.content.site import DEFAULT_LANGUAGE, Licence
from generator.content.site_rules import SiteRules
from generator.content.suggestions import did_you_mean
from generator.content.urls import scheme_of, url_error
from generator.system.files import UserError

PLUGIN = "cooperation-news"
LOCALES = "locales"
"""The folder of the site's own catalogues of the interface, beside `mkdocs.yml`."""
OPTIONS = (
    "checks",
    "content_dir",
    "languages",
    "licence",
    "pictures",
    "retired",
    "search",
    "security",
    "words",
)
_EDIT_PATHS = {
    "github.com": "edit/master/docs/",
    "gitlab.com": "edit/master/docs/",
    "bitbucket.org": "src/default/docs/",
}
"""MkDocs' own defaults of `edit_uri`."""


class SiteSettings(Struct, frozen=True):
    """The settings of a site. Folders are absolute."""

    config_file: Path
    name: str
    description: str
    url: str
    """Ends with a slash; empty when it isn't known."""
    use_directory_urls: bool
    docs_dir: Path
    content_dir: str
    """The folder of the content, relative to that of `mkdocs.yml`."""
    languages: tuple[str, ...]
    """The tag of each language that the site has an edition in; the first is the original."""
    names_by_language: Mapping[str, Mapping[str, str]]
    """What the site is called in other languages, by the names of the settings."""
    theme_dir: Path | None
    """A folder with the site's own templates."""
    nav: tuple[str, ...]
    """The paths that the navigation names."""
    licence: Licence | None
    contact: tuple[str, str]
    """Where to report a weakness, and the day until which that holds; empty when there is none."""
    word_limits: tuple[int, int] | None
    """The fewest and the most words of an article; None for no limits."""
    retired: tuple[Key, ...]
    """Entities that the site no longer has."""
    rules: SiteRules
    edit_url: str
    has_search: bool
    has_social_cards: bool
    site_dir: Path
    dev_addr: tuple[str, int]
    is_self_contained: bool
    """Whether the site comes from `mkdocs.yml`, its folders and our own code alone."""
    values: Mapping[str, Any]
    """Everything that `mkdocs.yml` says."""

    @property
    def content_folder(self) -> Path:
        """The folder of the content.

        Raises UserError when it is a symbolic link: a pull request could contain one.
        """
        folder = self.config_file.resolve().parent
        for part in Path(self.content_dir).parts:
            folder /= part
            if folder.is_symlink():
                raise UserError(
                    f"{folder} is a symbolic link: let `content_dir` name the folder itself"
                )
        return folder

    @property
    def language(self) -> str:
        """The language of the original."""
        return self.languages[0]

    @property
    def translated_languages(self) -> tuple[str, ...]:
        """The languages of the other editions."""
        return self.languages[1:]

    def is_ignored(self, path: str) -> bool:
        """Return whether the file or folder at a path within the content is left out."""
        return self.rules.is_ignored(path)

    @property
    def locales_dir(self) -> Path | None:
        """The folder of the site's own catalogues of the interface, if there is one.

        Links aren't followed: a pull request could contain one.
        """
        folder = self.config_file.resolve().parent / LOCALES
        return folder if folder.is_dir() and not folder.is_symlink() else None

    @property
    def sources(self) -> list[Path]:
        """Everything that the site is made from: no output may be written there."""
        own = filter(None, (self.theme_dir, self.locales_dir))
        return [self.config_file, self.content_folder, self.docs_dir, *own]


def load_settings(config_file: Path) -> SiteSettings:
    """Return the settings in a `mkdocs.yml`. Raises UserError when it is missing or wrong."""
    values = _load_yaml(config_file)
    plugins = values.get("plugins") or []
    entries = plugins.items() if isinstance(plugins, dict) else map(_name_and_options, plugins)
    options = dict(entries)
    if PLUGIN not in options:
        raise UserError(f"{config_file} does not list the plugin `{PLUGIN}`")
    return make_settings(config_file, values, options[PLUGIN] or {}, [*options])


def _name_and_options(plugin: Any) -> tuple[Any, Any]:
    return next(iter(plugin.items())) if isinstance(plugin, dict) and plugin else (plugin, {})


def make_settings(
    config_file: Path, values: Mapping[str, Any], options: Mapping[str, Any], plugins: list[str]
) -> SiteSettings:
    """Return the settings from the values of `mkdocs.yml` and the options of our plugin.

    Raises UserError when a value that is used here has another type than it should have.
    """
    if unknown := sorted(set(options) - {*OPTIONS}):
        hint = did_you_mean(unknown[0], OPTIONS) or f"the options are {', '.join(OPTIONS)}"
        raise UserError(f"the plugin in {config_file} has no option `{unknown[0]}`: {hint}")
    if not values.get("site_name"):
        raise UserError(f"{config_file} must name the site: `site_name: ...`")
    folder = config_file.resolve().parent
    url = _text(values, "site_url")
    return SiteSettings(
        config_file=config_file,
        name=_text(values, "site_name"),
        description=_text(values, "site_description"),
        url=f"{url.rstrip('/')}/" if url else "",
        use_directory_urls=bool(values.get("use_directory_urls", True)),
        docs_dir=_docs_dir(values, folder),
        content_dir=_text(options, "content_dir") or "content",
        languages=_languages(options.get("languages") or [DEFAULT_LANGUAGE]),
        names_by_language=_names_by_language(options.get("languages") or []),
        theme_dir=_theme_dir(values.get("theme"), folder),
        nav=tuple(_paths_in(values.get("nav"))),
        licence=_licence(options.get("licence") or {}),
        contact=_contact(options.get("security") or {}),
        word_limits=_word_limits(options.get("words") or {}),
        retired=tuple(map(_retired_key, options.get("retired") or ())),
        rules=read_rules(options.get("checks") or {}),
        edit_url=_edit_url(values, folder, _text(options, "content_dir") or "content"),
        has_search=options.get("search", True) is not False,
        has_social_cards=options.get("pictures", True) is not False,
        site_dir=folder / (_text(values, "site_dir") or "site"),
        dev_addr=parse_address(str(values.get("dev_addr") or "127.0.0.1:8000")),
        is_self_contained=plugins == [PLUGIN] and not values.get("hooks"),
        values=values,
    )


def parse_address(address: str) -> tuple[str, int]:
    """Return host and port of `127.0.0.1:8000`. Raises UserError for anything else."""
    host, _, port = address.rpartition(":")
    if not host or not port.isascii() or not port.isdecimal():
        raise UserError(f"{address} is not an address: write IP:PORT, like 127.0.0.1:8000")
    return host.strip("[]"), int(port)


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UserError(f"`{name}` in mkdocs.yml must be text, not {value!r}")
    return value


def _docs_dir(values: Mapping[str, Any], folder: Path) -> Path:
    name = _text(values, "docs_dir") or "docs"
    if not (folder / name).is_dir():
        raise UserError(
            f"there is no folder {name}: create it for the pages that you write yourself, "
            "or name another with `docs_dir` in mkdocs.yml"
        )
    return folder / name


def _theme_dir(theme: Any, folder: Path) -> Path | None:
    """Return the folder with the site's own templates. Raises UserError for another theme."""
    options = theme if isinstance(theme, Mapping) else {"name": theme}
    if options.get("name") != "material":
        raise UserError(
            "this needs the theme Material: "
            "write `theme: {name: material, font: false}` in mkdocs.yml"
        )
    custom_dir = options.get("custom_dir")
    return folder / str(custom_dir) if custom_dir else None


def _paths_in(nav: Any) -> list[str]:
    """Return the paths that a navigation names, however deep."""
    if isinstance(nav, str):
        return [nav]
    entries = nav.values() if isinstance(nav, dict) else nav or ()
    return [path for entry in entries for path in _paths_in(entry)]


def _licence(values: Mapping[str, Any]) -> Licence | None:
    fields = [_text(values, name) for name in ("name", "title", "url")]
    if any(fields) and not all(fields):
        raise UserError("`licence` needs a `name`, a `title` and a `url`")
    return Licence(*fields) if all(fields) else None


def _contact(values: Mapping[str, Any]) -> tuple[str, str]:
    contact, expires = _text(values, "contact"), str(values.get("expires") or "")
    if not contact and not expires:
        return "", ""
    if scheme_of(contact) not in ("https", "mailto") or url_error(contact):
        raise UserError("`security.contact` must be like `https://...` or `mailto:...`")
    try:
        date.fromisoformat(expires)
    except ValueError:
        raise UserError("`security.expires` must be a day like 2027-11-30") from None
    return contact, expires


def _languages(entries: Any) -> tuple[str, ...]:
    """Return the tags of the site's languages, each of which is the name of a folder too."""
    if not isinstance(entries, list | tuple):
        raise UserError("`languages` must be a list like `[en, ur]`, the original first")
    tags = [next(iter(entry), "") if isinstance(entry, Mapping) else entry for entry in entries]
    for tag in tags:
        if not isinstance(tag, str):
            raise UserError(f"`languages` needs words, not {tag!r}: put it in quotation marks")
        if error := tag_error(tag):
            raise UserError(f"`languages`: {error.message}: {error.hint}")
        if tags.count(tag) > 1:
            raise UserError(f"`languages` has `{tag}` twice: remove one of them")
    return tuple(tags)


_NAMES = ("site_name", "site_description", "copyright")
"""What each edition may have in its language."""

_LANGUAGES_EXAMPLE = """
      languages:
        - en
        - ur:
            site_name: "A name"
"""


def _hint(key: str) -> str:
    """Return what to do about an unknown key of a language.

    In braces, a comma that isn't in quotation marks ends a value: what follows is a key then.
    """
    if " " in key:
        return "put a text with a comma in quotation marks, or write each key on a line of its own"
    return did_you_mean(key, _NAMES) or f"the keys are {', '.join(_NAMES)}"


def _names_by_language(entries: Iterable[Any]) -> dict[str, dict[str, str]]:
    """Return what editions call the site, from entries like `ur: {site_name: ...}`."""
    names = {}
    for entry in entries:
        for tag, given in entry.items() if isinstance(entry, Mapping) else ():
            values = {} if given is None else given  # all of its keys are comments
            if not isinstance(values, Mapping) or len(entry) > 1:
                raise UserError(f"`languages` in mkdocs.yml must be like this:{_LANGUAGES_EXAMPLE}")
            if unknown := sorted(map(str, set(values) - {*_NAMES})):
                key = unknown[0]
                raise UserError(f"`languages.{tag}` in mkdocs.yml has no key `{key}`: {_hint(key)}")
            names[tag] = {name: _text(values, name) for name in values}
    return names


MAX_WORDS = 100_000


def _word_limits(values: Mapping[str, Any]) -> tuple[int, int] | None:
    """Return the fewest and the most words; a limit that isn't set excludes nothing."""
    if not isinstance(values, Mapping):
        raise UserError("`words` must be like `{min: 150, max: 450}`")
    if unknown := sorted(map(str, set(values) - {"min", "max"})):
        raise UserError(f"`words` has no key `{unknown[0]}`: write `{{min: 150, max: 450}}`")
    least, most = values.get("min") or 0, values.get("max") or 0
    for limit in (least, most):
        if type(limit) is not int or not 0 <= limit <= MAX_WORDS:
            raise UserError(f"`words` needs whole numbers up to {MAX_WORDS:,}, not {limit!r}")
    if most and least > most:
        raise UserError("`words.min` must not be greater than `words.max`")
    return (least, most or MAX_WORDS) if least or most else None


def _retired_key(address: Any) -> Key:
    """Return the key of an entity that the site no longer has, from its address."""
    key = find_key(f"{str(address).strip('/')}.md")
    if key is None or key.kind is Kind.ARTICLE:
        raise UserError(f"`retired` needs addresses like `people/an-id`, not {address!r}")
    return key


def _edit_url(values: Mapping[str, Any], folder: Path, content_dir: str) -> str:
    """Return where files of the content can be edited, with a slash at its end; or nothing."""
    repository = _text(values, "repo_url")
    edit_path = values.get("edit_uri")
    if edit_path is None:
        edit_path = _EDIT_PATHS.get(urlsplit(repository).netloc, "")
    if not repository or not edit_path:
        return ""
    docs = folder / (_text(values, "docs_dir") or "docs")
    content = posixpath.relpath((folder / content_dir).as_posix(), docs.as_posix())
    path = posixpath.normpath(posixpath.join(str(edit_path), content))
    return urljoin(repository.rstrip("/") + "/", path) + "/"


class _Loader(yaml.SafeLoader):
    """Reads `!ENV`; of other tags, which only MkDocs knows, the values are left out."""


_Loader.add_constructor("!ENV", construct_env_tag)
_Loader.add_multi_constructor("", lambda *_: None)


def _load_yaml(config_file: Path) -> dict[str, Any]:
    try:
        values = yaml.load(config_file.read_text(encoding="utf-8-sig"), _Loader)
    except FileNotFoundError:
        raise UserError(
            f"there is no file {config_file}: name the site's mkdocs.yml with -f, "
            "or start a site with `coopnews init DIR`"
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise UserError(f"{config_file} cannot be read: {error}") from None
    if not isinstance(values, dict):
        raise UserError(f"{config_file} must begin with settings like `site_name: My site`")
    if isinstance(parent := values.pop("INHERIT", None), str):
        values = dict(merge(_load_yaml(config_file.resolve().parent / parent), values))
    return values
