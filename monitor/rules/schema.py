"""The format of rule files as a JSON Schema (draft 2020-12), so that editors complete and check while somebody types.

Which keys there are comes from the tables that the loader reads with, so that both know the same ones. The schema is
the smaller judge: what it refuses the loader refuses too, but expressions, and what has to fit together, only the
loader sees. Values have the types of YAML 1.2, as editors read it: a title of 1984 is a number to them.
"""

from monitor.core.article import TextState
from monitor.core.message import Severity
from monitor.rules.channel_items import CHANNEL, MOST_PER_HOUR
from monitor.rules.languages import KNOWN
from monitor.rules.model import Enabled
from monitor.rules.reader import Shape
from monitor.rules.rule_items import _DEFAULTS, _WHERE, RULE
from monitor.rules.rule_tests import _GIVEN, _TEST
from monitor.rules.scalars import MAX_IDENTITY
from monitor.rules.schema_words import DESCRIPTIONS, EXAMPLES
from monitor.rules.sections import _ENTITY, _FEED, _FILE, _TERM

Schema = dict[str, object]

DRAFT = "https://json-schema.org/draft/2020-12/schema"

#: The loader's table of keys for each kind of mapping.
SHAPES: dict[str, Shape] = {
    "file": _FILE,
    "feed": _FEED,
    "channel": CHANNEL,
    "entity": _ENTITY,
    "term": _TERM,
    "rule": RULE,
    "defaults": _DEFAULTS,
    "where": _WHERE,
    "test": _TEST,
    "given": _GIVEN,
}

_TEXT: Schema = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
_DURATION = "(?!0+[smhd]$)[0-9]{1,9}[smhd]"


def _pattern(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^(?:{pattern})$"}


def _one_of(*values: object) -> Schema:
    return {"enum": list(values)}


def _list_of(item: Schema) -> Schema:
    return {"type": "array", "items": item, "minItems": 1}


def _see(kind: str) -> Schema:
    return {"$ref": f"#/$defs/{kind}"}


_IDENTITY: Schema = _pattern("[a-z0-9]+(?:-+[a-z0-9]+)*") | {"type": ["string", "integer"], "maxLength": MAX_IDENTITY}
_LANGUAGE: Schema = {
    "anyOf": [
        _one_of(*sorted(KNOWN)),
        _pattern("[A-Z]{2,3}"),
        _pattern("[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})+"),
    ]
}
_LANGUAGE_OR_GLOB: Schema = {"anyOf": [_see("language"), _pattern(r".*[*?\[].*")]}
_CHANNEL_NAME: Schema = {
    "anyOf": [
        _one_of("console"),
        _pattern("#[^\\s#@,:\"'<>]{1,80}"),
        _pattern("[CGD][A-Z0-9]{7,20}"),
        _pattern("webhook:[a-z0-9-]{1,80}"),
    ]
}
_CHANNELS: Schema = {"anyOf": [_see("channel-name"), _list_of(_see("channel-name")) | {"uniqueItems": True}]}
_WEB_URL: Schema = _pattern(r"[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#]\S*")
#: A name may be the word Null, which editors take for nothing.
_NAMES: Schema = _list_of({"type": ["string", "number", "boolean", "null"], "pattern": r"\S"}) | {"uniqueItems": True}
_TIME: Schema = _pattern("(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_ENABLED: Schema = _one_of(True, False, *(str(word) for word in Enabled))
_STATES = [str(state) for state in TextState]
_SEVERITY: Schema = _one_of(*map(str, Severity))
_MENTION: Schema = _pattern("@(?:here|channel|everyone|[UWS][A-Z0-9]{7,20})")
_QUIET: Schema = {
    "type": "object",
    "properties": {
        key: value | {"description": DESCRIPTIONS["quiet"][key], "examples": EXAMPLES["quiet"][key]}
        for key, value in (("from", _TIME), ("to", _TIME), ("zone", _TEXT))
    },
    "required": ["from", "to"],
    "additionalProperties": False,
}
_COMMON: dict[str, Schema] = {
    "channel": _CHANNELS,
    "severity": _SEVERITY,
    "mention": _MENTION,
    "enabled": _ENABLED,
    "where": _see("where"),
}


def _lists(*kinds: tuple[str, str]) -> dict[str, Schema]:
    """Return the lists of a file, which may be left empty."""
    return {key: {"type": ["array", "null"], "items": _see(kind)} for key, kind in kinds}


#: Kind and key -> what the value may be.
VALUES: dict[str, dict[str, Schema]] = {
    "file": {
        **_lists(
            ("feeds", "feed"), ("channels", "channel"), ("entities", "entity"), ("terms", "term"), ("rules", "rule")
        ),
        "defaults": _see("defaults"),
    },
    "feed": {
        "feed": _WEB_URL,
        "name": _TEXT,
        "tags": _list_of(_TEXT),
        "language": _see("language"),
        "every": _pattern(_DURATION),
        "backlog": _pattern(rf"none|all|{_DURATION}|last\s+(?!0+$)[0-9]{{1,6}}"),
        "text": _one_of("article", "feed"),
        "recheck": _pattern(f"off|{_DURATION}"),
        "max_age": _pattern(f"off|{_DURATION}"),
    },
    "channel": {
        "channel": _see("channel-name"),
        "wait": _pattern("[0-9]{1,9}[smhd]"),
        "max_per_hour": {"type": "integer", "minimum": 1, "maximum": MOST_PER_HOUR},
        "quiet": _QUIET,
        "digest": _TIME,
        "threads": _one_of("on", "off", "update-only"),
    },
    "entity": {
        "entity": _IDENTITY,
        "names": _NAMES,
        "country": _pattern("[A-Za-z]{2}"),
        "languages": _list_of(_see("language")),
        "weak": _NAMES,
        "except": _NAMES,
    },
    "term": {"term": _IDENTITY, "any": _NAMES},
    "rule": {
        **_COMMON,
        "rule": _IDENTITY,
        "title": _TEXT,
        "match": _TEXT,
        "tests": _list_of(_see("test")),
    },
    "defaults": _COMMON,
    "where": {
        "languages": _list_of(_LANGUAGE_OR_GLOB),
        "tags": _list_of(_TEXT),
        "feeds": _list_of(_TEXT),
        "sites": _list_of(_TEXT),
        "text": _list_of(_one_of(*_STATES)),
    },
    "test": {
        "given": {"anyOf": [_TEXT, _see("given")]},
        "expect": _one_of("match", "no match"),
        "spans": _list_of(_TEXT),
    },
    "given": {
        "title": _TEXT,
        "body": _TEXT,
        "captions": _list_of(_TEXT),
        "url": _WEB_URL,
        "language": _see("language"),
        "tags": _list_of(_TEXT),
        "feed": _TEXT,
        "state": _one_of(*_STATES),
        "file": _TEXT,
    },
}

#: What else holds for a kind: keys that have to be there, keys that exclude each other.
_FURTHER: dict[str, Schema] = {
    "feed": {"required": ["feed"]},
    "channel": {"required": ["channel"]},
    "entity": {"required": ["entity", "names"]},
    "term": {"required": ["term", "any"]},
    "rule": {"required": ["rule", "match"]},
    "test": {
        "required": ["given", "expect"],
        "not": {"required": ["spans"], "properties": {"expect": {"const": "no match"}}},
    },
    "given": {"if": {"required": ["file"]}, "then": {"maxProperties": 1}},
}


def json_schema() -> Schema:
    """Return the JSON Schema of one rule file."""
    further = dict(_FURTHER)
    if "country" in SHAPES["entity"].keys:
        further["entity"] = {"required": ["entity"], "anyOf": [{"required": ["names"]}, {"required": ["country"]}]}
    kinds = {kind: _mapping(kind, shape) | further.get(kind, {}) for kind, shape in SHAPES.items()}
    file = kinds.pop("file")
    file["type"] = ["object", "null"]  # a file of comments only is fine
    head: Schema = {
        "$schema": DRAFT,
        "title": "Rule file",
        "description": "Feeds, channels, entities, terms and rules of the news monitor.",
    }
    return head | file | {"$defs": {**kinds, "language": _LANGUAGE, "channel-name": _CHANNEL_NAME}}


def _mapping(kind: str, shape: Shape) -> Schema:
    properties: Schema = {}
    for key in shape.keys:
        known: Schema = {"description": DESCRIPTIONS[kind][key]}
        examples = EXAMPLES.get(kind, {}).get(key)
        if examples:
            known["examples"] = examples
        properties[key] = VALUES[kind][key] | known
    return {"type": "object", "properties": properties, "additionalProperties": False}
