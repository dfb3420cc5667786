"""What the front matter of each noun may hold, and how a written value becomes ours.

Every scalar arrives as the text that was written: YAML never decides that `NO` is false
or that `12:30` is 750. A reader takes what was written and gives a value, or says what
is wrong with it and gives None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from msgspec import Struct

from generator.content.images import IMAGE_TYPES
from generator.content.invisible_characters import is_blank
from generator.content.model import (
    SCHEMES,
    Correction,
    Image,
    Key,
    Kind,
    Moment,
    PartialDate,
    Role,
    Source,
)
from generator.content.problems import Fix, did_you_mean, likely_typo_of
from generator.content.urls import url_error, scheme_of


class YamlValue(NamedTuple):
    """A front matter value as it was written, and where."""

    value: str | list[YamlValue] | dict[str, YamlValue]
    line: int
    column: int
    keys: Mapping[str, tuple[int, int]] | None = None
    """Of a mapping: where each key stands."""


_NO_FIX = Fix()


class FieldError(Exception):
    """What is wrong with a written value: raised by a reader, caught by the field."""

    def __init__(
        self, code: str, message: str, hint: str = "", key: str = "", fix: Fix = _NO_FIX
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.key, self.fix = code, message, hint, key, fix


ErrorSink = Callable[[YamlValue, FieldError], None]
Reader = Callable[[YamlValue, ErrorSink], Any]
JsonSchema = Mapping[str, Any]
"""What a value may be, as a JSON Schema says it: as others read YAML, `2026` is a number."""
_SCHEMAS: dict[Reader, JsonSchema] = {}


R = TypeVar("R", bound=Reader)


def json_schema(shape: JsonSchema) -> Callable[[R], R]:
    def note(read: R) -> R:
        _SCHEMAS[read] = shape
        return read

    return note


class Field(Struct, frozen=True):
    read: Reader
    description: str
    """What a contributor would write here, as a noun phrase: used in hints."""
    required: bool = False


ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_ID_LENGTH = 80
LANGUAGES = ("en", "ur", "zh")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
RIGHTS = ("summary", "own", "licensed", "public-domain")


PLACEHOLDERS: Mapping[str, str] = {
    "body": "Write the story here, in your own words.",
    "summary": "Say in one sentence what happened.",
    "title": "The headline of the page you read",
    "publisher": "Who published it",
}
"""What stands in a story that was begun, by its summary and for its source, until it is written."""
MAX_VALUE_CHARACTERS = 2_000
"""Characters that a value may have: a headline has some eighty, a correction a paragraph."""
MAX_ITEMS = 100
"""Items that a list may have: an article has some five sources."""


def is_id(text: str) -> bool:
    return len(text) <= MAX_ID_LENGTH and ID.fullmatch(text) is not None


WINDOWS_RESERVED = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")
"""What no file can be named on Windows, whatever its ending."""


@json_schema({"type": ["string", "number", "boolean"], "maxLength": MAX_VALUE_CHARACTERS})
def text(written: YamlValue, report: ErrorSink) -> str:
    """Words on one line."""
    if not isinstance(written.value, str):
        found = "a list" if isinstance(written.value, list) else "a mapping"
        hint = "put quotation marks around the words"
        raise FieldError("wrong-type", f"here stands {found} where words are expected", hint)
    if is_blank(words := " ".join(written.value.split())):
        raise FieldError("missing-value", "the value is empty", "write it, or delete the line")
    if len(words) > MAX_VALUE_CHARACTERS:
        message = f"the value has more than {MAX_VALUE_CHARACTERS:,} characters"
        raise FieldError("long-value", message, "shorten it, or write it in the text")
    return words


@json_schema({"type": "boolean"})
def flag(written: YamlValue, report: ErrorSink) -> bool:
    if (words := text(written, report)) not in ("true", "false"):
        raise FieldError(
            "wrong-type", f"`{words}` is neither `true` nor `false`", "in small letters"
        )
    return words == "true"


def one_of(*choices: str) -> Reader:
    @json_schema({"enum": list(choices)})
    def read(written: YamlValue, report: ErrorSink) -> str:
        if (words := text(written, report)) not in choices:
            listed = ", ".join(f"`{choice}`" for choice in choices)
            meant = likely_typo_of(words, choices)
            fix = Fix(words, meant) if meant else _NO_FIX
            raise FieldError("unknown-value", f"`{words}` is not one of {listed}", fix=fix)
        return words

    return read


_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = "[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})"


@json_schema({"type": "string", "pattern": f"^{_DAY}({_TIME})?$", "examples": ["2023-09-27"]})
def moment(written: YamlValue, report: ErrorSink) -> Moment:
    """A day (`2023-09-27`), or a day with its time and offset (ISO 8601)."""
    words = text(written, report)
    try:
        found = Moment(date.fromisoformat(words[:10]))
        if len(words) > 10:
            found = Moment(found.day, datetime.fromisoformat(words))
    except ValueError:
        raise _bad_date(words) from None
    if not _MOMENT.fullmatch(words):
        hint = "write a day like `2023-09-27`, or a time like `2023-09-27T14:30:00+05:00`"
        raise FieldError("bad-date", f"`{words}` is no day, and no time with its offset", hint)
    if not FIRST_YEAR <= found.day.year <= LAST_YEAR:
        message = f"`{words}` is no day of news: years run from {FIRST_YEAR} to {LAST_YEAR}"
        raise FieldError("bad-date", message)
    return found


_MOMENT = re.compile(
    r"[0-9-]{10}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2}))?"
)
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Of a story. Every year between the first and the last has its place in the archive's picture."""


@json_schema({"type": "string", "pattern": f"^{_DAY}$", "examples": ["2023-09-27"]})
def day(written: YamlValue, report: ErrorSink) -> date:
    found = partial_date(written, report)
    if found.month is None or found.day is None:
        raise FieldError("bad-date", f"`{found}` is not a whole day", "write it like `2023-09-27`")
    return date(found.year, found.month, found.day)


_PARTIAL = {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}


@json_schema({"anyOf": [_PARTIAL, {"type": "integer", "minimum": 1000, "maximum": 9999}]})
def partial_date(written: YamlValue, report: ErrorSink) -> PartialDate:
    """A day, a month or a year."""
    words = text(written, report)
    found = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", words, re.ASCII)
    try:
        if not found:
            raise ValueError
        year, *rest = (int(part) for part in found.groups() if part)
        date(year, *[*rest, 1, 1][:2])
    except ValueError:
        raise _bad_date(words, "write it like `2023-09-27`, `2023-09` or `2023`") from None
    return PartialDate(year, *rest)


def _bad_date(words: str, hint: str = "") -> FieldError:
    hint, meant = hint or "write it like `2023-09-27`: year, month, day", parse_loose_date(words)
    if found := re.match(r"\d{4}-\d\d-\d\d", words, re.ASCII):
        hint = "there is no such day or time"
        if len(words) > 10 and _iso_date(*map(int, found[0].split("-"))):
            hint = f"write `{found[0]}` alone, or with a time like `{found[0]}T14:30:00+05:00`"
    fix = Fix(words, meant) if meant else _NO_FIX
    return FieldError("bad-date", f"`{words}` is not a date", hint, fix=fix)


_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_NAMED = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<month>[a-z]{3,9})\.?,? (?P<year>\d{4})"
    r"|(?P<month2>[a-z]{3,9})\.? (?P<day2>\d{1,2})(?:st|nd|rd|th)?,? (?P<year2>\d{4})"
)
_NUMBERS = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})")


def parse_loose_date(words: str) -> str:
    """The day that is written in another form, as we write it; nothing when it may be two days.

    `27 September 2023`, `Sept 27, 2023`, `2023/9/27`, `27.9.2023`: but not `3/4/2023`.
    """
    plain = " ".join(words.lower().split())
    if found := _NAMED.fullmatch(plain):
        year, name, day = (found[one] or found[f"{one}2"] for one in ("year", "month", "day"))
        months = [at for at, month in enumerate(_MONTHS, 1) if month.startswith(name)]
        return _iso_date(int(year), months[0], int(day)) if len(months) == 1 else ""
    if not (numbers := _NUMBERS.fullmatch(plain)):
        return ""
    first, second, last = numbers.groups()
    if len(first) == 4 and len(last) < 3:
        return _iso_date(int(first), int(second), int(last))
    if len(last) != 4 or len(first) > 2:
        return ""
    orders = ((int(first), int(second)), (int(second), int(first)))
    days = {_iso_date(int(last), *order) for order in orders} - {""}
    return days.pop() if len(days) == 1 else ""


def _iso_date(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


@json_schema({"type": "string", "pattern": "^https?://", "format": "uri"})
def web_address(written: YamlValue, report: ErrorSink) -> str:
    words = text(written, report)
    if scheme_of(words) not in ("http", "https"):
        raise FieldError(
            "bad-address", f"`{words}` is not a web address", "it begins with `https://`"
        )
    if fault := url_error(words):
        raise FieldError("bad-address", f"`{words}` is not a web address: {fault}")
    return words


@json_schema({"type": "string", "pattern": "^Q[1-9][0-9]{0,15}$"})
def wikidata(written: YamlValue, report: ErrorSink) -> str:
    if not re.fullmatch(r"Q[1-9][0-9]{0,15}", words := text(written, report)):
        raise FieldError("bad-address", f"`{words}` is not a Wikidata id", "it looks like `Q1747`")
    return words


@json_schema({"type": "string", "pattern": "^/?([a-z0-9-]{1,80}/?){1,8}$"})
def site_path(written: YamlValue, report: ErrorSink) -> str:
    """An address within the site (`articles/2022/old-name/`), without a leading slash."""
    words = text(written, report).strip("/")
    if not re.fullmatch(r"(?:[a-z0-9-]{1,80}(?:/|$)){1,8}", words):
        hint = "write small letters, digits and hyphens, like `articles/2022/old-name/`"
        raise FieldError("bad-address", f"`{words}` is not an address of this site", hint)
    if names := [name for name in words.split("/") if WINDOWS_RESERVED.fullmatch(name)]:
        message = f"no folder can be called `{names[0]}` on Windows"
        raise FieldError("bad-address", message, "delete it: no page can be there")
    return words + "/"


@json_schema({"type": "string", "pattern": f"^[^/].*({'|'.join(map(re.escape, IMAGE_TYPES))})$"})
def image_path(written: YamlValue, report: ErrorSink) -> str:
    words = text(written, report)
    if "//" in words or words.startswith("/") or not words.lower().endswith(IMAGE_TYPES):
        hint = "put the picture beside the article and write its file name; types: " + ", ".join(
            IMAGE_TYPES
        )
        raise FieldError("bad-image", f"`{words}` is not a local picture", hint)
    return words


def identifier(kind: Kind) -> Reader:
    """An id that a file of `kind` should have; whether it does is the checker's to say."""

    @json_schema({"type": "string", "pattern": f"^{ID.pattern}$", "maxLength": MAX_ID_LENGTH})
    def read(written: YamlValue, report: ErrorSink) -> str:
        words = text(written, report)
        if words.startswith(f"{kind.scheme}:"):
            id = words.partition(":")[2]
            hint = f"write `{id}`: here the kind is known"
            raise FieldError("bad-id", f"`{words}` is not an id", hint, fix=Fix(words, id))
        if not is_id(words):
            meant = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
            hint = (
                f"write it as in the name of its file in {kind.folder}/, like `{meant or 'fibre'}`"
            )
            raise FieldError("bad-id", f"`{words}` is not an id", hint)
        return words

    return read


@json_schema({"type": "string", "pattern": f"^(person|org):{ID.pattern}$"})
def party(written: YamlValue, report: ErrorSink) -> Key:
    """Somebody who can promise: `person:id` or `org:id`."""
    words = text(written, report)
    scheme, _, id = words.partition(":")
    if scheme not in ("person", "org") or not is_id(id):
        hint = "write `person:` or `org:` and the id, like `org:moitt`"
        raise FieldError("bad-id", f"`{words}` names no person or organisation", hint)
    return Key(SCHEMES[scheme], id)


@json_schema({"type": "string", "pattern": f"^{LANGUAGE.pattern}$"})
def language(written: YamlValue, report: ErrorSink) -> str:
    """The code of any language, for a page that is not ours."""
    if not LANGUAGE.fullmatch(words := text(written, report)):
        raise FieldError("unknown-value", f"`{words}` is not a language code", "write it like `ur`")
    return words


_IDS = re.compile(r"[a-z0-9:-]+(?:, *[a-z0-9:-]+)*")
"""Ids with commas between them: words may be one name, or several."""


def list_of(read_one: Reader, example: str = "`[one, two]`") -> Reader:
    """A list of what `read_one` reads; `example` is what a person would write."""

    shape = {"type": "array", "minItems": 1, "maxItems": MAX_ITEMS, "items": _SCHEMAS[read_one]}

    @json_schema(shape)
    def read(written: YamlValue, report: ErrorSink) -> tuple[Any, ...]:
        if not isinstance(written.value, list):
            plain = written.value if isinstance(written.value, str) else ""
            fix = Fix(plain, f"[{plain}]") if _IDS.fullmatch(plain) else _NO_FIX
            raise FieldError("wrong-type", "a list is expected here", f"write {example}", fix=fix)
        if not written.value:
            raise FieldError("missing-value", "the list is empty", f"write {example}")
        if len(written.value) > MAX_ITEMS:
            raise FieldError(
                "long-value", f"the list has more than {MAX_ITEMS} items", "shorten it"
            )
        found = [read_or_report(read_one, item, report) for item in written.value]
        return tuple(value for value in found if value is not None)

    return read


@json_schema(
    {
        "type": "object",
        "propertyNames": {"pattern": f"^{LANGUAGE.pattern}$"},
        "additionalProperties": {"type": "string"},
    }
)
def each_language(written: YamlValue, report: ErrorSink) -> dict[str, str]:
    """Names by language code: `{ur: ..., zh: ...}`."""
    names = {}
    for lang, name in _mapping(written).items():
        if not LANGUAGE.fullmatch(lang):
            report(written, FieldError("unknown-key", f"`{lang}` is not a language code", key=lang))
        elif (words := read_or_report(text, name, report)) is not None:
            names[lang] = words
    return names


def object_schema(fields: Mapping[str, Field]) -> JsonSchema:
    """A mapping with these keys and no others."""
    said = {
        name: {"description": one.description, **_SCHEMAS[one.read]} for name, one in fields.items()
    }
    required = [name for name, field in fields.items() if field.required]
    shape: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": said}
    return shape | ({"required": required} if required else {})


def group(make: Callable[..., Any], **fields: Field) -> Reader:
    """A mapping with these keys, handed to `make`."""

    @json_schema(object_schema(fields))
    def read(written: YamlValue, report: ErrorSink) -> Any:
        found = read_fields(written, fields, report)
        complete = all(name in found for name, field in fields.items() if field.required)
        return make(**found) if complete else None

    return read


def read_or_report(read: Reader, written: YamlValue, report: ErrorSink) -> Any:
    """The value, or None after the reason was reported."""
    try:
        return read(written, report)
    except FieldError as refusal:
        report(written, refusal)
        return None


def read_fields(
    written: YamlValue, fields: Mapping[str, Field], report: ErrorSink
) -> dict[str, Any]:
    """Every readable value by its key; whatever is missing, unknown or wrong is reported."""
    listed = "the keys here are " + ", ".join(f"`{field}`" for field in fields)
    try:
        pairs = _mapping(written)
    except FieldError as refusal:
        refusal.hint = listed
        report(written, refusal)
        return {}
    for name in pairs:
        if name not in fields:
            hint, meant = did_you_mean(name, fields) or listed, likely_typo_of(name, fields)
            if (other := _OTHER_WORDS.get(name.lower(), "")) in fields and other:
                hint = f"did you mean `{other}`?"
            fix = Fix(f"{name}:", f"{meant}:") if meant and meant not in pairs else _NO_FIX
            message = f"there is no key `{name}`"
            report(written, FieldError("unknown-key", message, hint, name, fix))
    for name, field in fields.items():
        if field.required and name not in pairs:
            hint = f"add `{name}:` with {field.description}"
            report(written, FieldError("missing-key", f"`{name}` is missing", hint))
    found = {
        name: read_or_report(
            _required(field) if field.required else field.read, pairs[name], report
        )
        for name, field in fields.items()
        if name in pairs
    }
    return {name: value for name, value in found.items() if value is not None}


def _required(field: Field) -> Reader:
    """Reads a value without which the noun is not complete: what is empty must be written."""

    def read(written: YamlValue, report: ErrorSink) -> Any:
        try:
            return field.read(written, report)
        except FieldError as refusal:
            if refusal.code == "missing-value":
                refusal.hint = f"write {field.description}"
            raise

    return read


def _mapping(written: YamlValue) -> dict[str, YamlValue]:
    if not isinstance(written.value, dict):
        hint = "write keys with values, like `title: The headline`, each on its own line"
        raise FieldError("wrong-type", "keys with values are expected here", hint)
    return written.value


_OTHER_WORDS = {
    "author": "byline",
    "authors": "byline",
    "tags": "topics",
    "categories": "topics",
    "picture": "image",
    "photo": "image",
    "description": "summary",
    "link": "url",
    "address": "url",
    "caption": "credit",
    "headline": "title",
    "language": "lang",
    "source": "sources",
}
"""What other programs call our keys."""

_names = Field(each_language, "the name in other languages")
_spellings = Field(list_of(text), "a list of other spellings")
_links = Field(
    group(
        dict,
        wikidata=Field(wikidata, "an id like `Q1747`"),
        website=Field(web_address, "an address"),
    ),
    "addresses elsewhere",
)

_SOURCES = "`- title: ...` below it, and below that `publisher:` and `url:`"
_source = group(
    Source,
    title=Field(text, "the headline of the page", required=True),
    publisher=Field(text, "who published it", required=True),
    url=Field(web_address, "the address of the page", required=True),
    date=Field(partial_date, "the day of the page"),
    lang=Field(language, "the language of the page, like `ur`"),
)
_correction = group(
    Correction,
    date=Field(day, "the day of the correction", required=True),
    was=Field(text, "what the article said", required=True),
    now=Field(text, "what the article says now", required=True),
    note=Field(text, "why"),
)
_image = group(
    Image,
    src=Field(image_path, "the file's name", required=True),
    alt=Field(text, "what the picture shows, for those who do not see it", required=True),
    credit=Field(text, "who made it"),
)
_ROLES = "`- title: Minister` below it, and below that `organisation:`, `from:` and `to:`"
_role = group(
    lambda **found: Role(
        title=found["title"],
        organisation=found.get("organisation", ""),
        start=found.get("from"),
        end=found.get("to"),
    ),
    **{
        "title": Field(text, "the role's title", required=True),
        "organisation": Field(identifier(Kind.ORGANISATION), "an organisation's id"),
        "from": Field(partial_date, "when it began"),
        "to": Field(partial_date, "when it ended"),
    },
)
_topics = Field(list_of(identifier(Kind.TOPIC)), "a list of topic ids")

_named = {
    "name": Field(text, "the name as the site writes it", required=True),
    "names": _names,
    "aliases": _spellings,
    "links": _links,
}
_titled = {"title": Field(text, "the name as the site writes it", required=True)} | {
    name: field for name, field in _named.items() if name != "name"
}

FIELDS: Mapping[Kind, Mapping[str, Field]] = {
    Kind.ARTICLE: {
        "title": Field(text, "the headline", required=True),
        "date": Field(moment, "the day it was published", required=True),
        "summary": Field(text, "one sentence on what happened", required=True),
        "topics": _topics,
        "sources": Field(list_of(_source, _SOURCES), "the pages you read", required=True),
        "byline": Field(list_of(text), "a list of contributors"),
        "updated": Field(moment, "the day of the last change"),
        "corrections": Field(
            list_of(_correction, "`- date: 2023-09-27` below it, then `was:` and `now:`"),
            "a list of corrections",
        ),
        "aliases": Field(list_of(site_path), "a list of old addresses"),
        "lang": Field(one_of(*LANGUAGES), "`en`, `ur` or `zh`"),
        "rights": Field(one_of(*RIGHTS), "whose words these are"),
        "image": Field(_image, "a picture"),
        "draft": Field(flag, "`true` to keep it from being published"),
    },
    Kind.TOPIC: _titled,
    Kind.PERSON: _named | {"roles": Field(list_of(_role, _ROLES), "a list of roles")},
    Kind.ORGANISATION: _named,
    Kind.PLACE: _named,
    Kind.COMMITMENT: _titled
    | {
        "by": Field(list_of(party), "who promised: a list like `[org:moitt]`", required=True),
        "to": Field(list_of(party), "to whom: a list like `[person:umar-saif]`"),
        "topics": _topics,
        "due": Field(partial_date, "a day, a month or a year"),
    },
}
