"""A file's rules and defaults."""

from monitor.core.article import TextState
from monitor.core.message import Severity
from monitor.rules import scalars
from monitor.rules.drafts import Defaults, Drafts, RuleDraft
from monitor.rules.model import Enabled, Position, Where
from monitor.rules.nodes import leaves_of
from monitor.rules.offsets import Places
from monitor.rules.parse import Parsed, parse
from monitor.rules.reader import Fields, Reader, Shape, TooManyProblems
from monitor.rules.rule_tests import read_tests
from monitor.rules.suggestions import short
from monitor.rules.yaml_nodes import Node, Scalar, Sequence

RULE = Shape(
    "a rule",
    ("rule", "title", "match", "where", "channel", "severity", "mention", "enabled", "tests"),
    "- rule: sanctions-relief",
)
_DEFAULTS = Shape("defaults", ("channel", "severity", "mention", "enabled", "where"), "channel: console")
_WHERE = Shape("where", ("languages", "tags", "feeds", "sites", "text"), "where: {languages: [en]}")

MAX_EXPRESSION = 20_000  #: characters: some five pages; lists as long as that are terms

Channels = tuple[tuple[str, Position], ...]


def read_rule(reader: Reader, node: Node, drafts: Drafts) -> None:
    """Read one rule."""
    fields = reader.fields(node, RULE)
    if fields is None:
        return
    if "rule" not in fields:
        reader.problem(fields.start, "a rule begins with its identity: - rule: sanctions-relief")
        return
    values = fields.values
    identity = scalars.identity(reader, values["rule"], "rule")
    title = reader.words(values["title"], "title") if "title" in fields else None
    parsed, place = Parsed(None, ()), None
    if "match" in fields:
        parsed, place = read_expression(reader, values["match"])
    else:
        reader.problem(values["rule"], "this rule has no expression (write match: …)")
    common = _read_common(reader, fields)
    languages = common.where.languages if common.where else ()
    tests = read_tests(reader, values["tests"], languages) if "tests" in fields else ()
    if identity is not None:
        drafts.rules.append(
            RuleDraft(
                identity=identity,
                title=title,
                expression=parsed.node,
                names=parsed.names,
                leaves=tuple(leaves_of(parsed.node)) if parsed.node is not None else (),
                place=place,
                where=common.where,
                channels=common.channels,
                severity=common.severity,
                mention=common.mention,
                enabled=common.enabled,
                tests=tests,
                tests_said="tests" in fields,
                position=reader.position(values["rule"]),
            )
        )


def read_defaults(reader: Reader, node: Node, drafts: Drafts) -> None:
    """Read what is filled into rules that do not say."""
    fields = reader.fields(node, _DEFAULTS)
    if fields is not None:
        drafts.defaults.append(_read_common(reader, fields))


def _read_common(reader: Reader, fields: Fields) -> Defaults:
    """Read the keys that a rule and the defaults share."""
    values = fields.values
    severity = reader.one_of(values["severity"], "severity", _SEVERITIES) if "severity" in fields else None
    enabled = reader.one_of(values["enabled"], "enabled", tuple(Enabled)) if "enabled" in fields else None
    return Defaults(
        channels=_read_channels(reader, values["channel"]) if "channel" in fields else None,
        severity=Severity[severity.upper()] if severity else None,
        mention=scalars.mention(reader, values["mention"]) if "mention" in fields else None,
        enabled=Enabled(enabled) if enabled else None,
        where=_read_where(reader, values["where"]) if "where" in fields else None,
        position=reader.position(fields.start),
    )


_SEVERITIES = tuple(str(severity) for severity in Severity)


def _read_channels(reader: Reader, node: Node) -> Channels:
    items = list(reader.items(node, "channel")) if isinstance(node, Sequence) else [node]
    found: dict[str, Position] = {}
    for item in items:
        channel = scalars.channel(reader, item)
        if channel is not None and channel in found:
            reader.problem(item, f"channel: {short(channel)} is here twice")
        elif channel is not None:
            found[channel] = reader.position(item)
    return tuple(found.items())


def _read_where(reader: Reader, node: Node) -> Where:
    fields = reader.fields(node, _WHERE)
    if fields is None:
        return Where()
    values = fields.values
    languages: list[str] = []
    if "languages" in fields:
        for item in reader.items(values["languages"], "languages"):
            language = scalars.language(reader, item, "languages", globs=True)
            if language is not None:
                languages.append(language)
    states: list[TextState] = []
    if "text" in fields:
        for item in reader.items(values["text"], "text"):
            state = reader.one_of(item, "text", tuple(TextState))
            if state is not None:
                states.append(TextState(state))
    lists = {key: reader.texts(values[key], key) for key in ("tags", "feeds", "sites") if key in fields}
    return Where(
        languages=tuple(languages),
        tags=lists.get("tags", ()),
        feeds=lists.get("feeds", ()),
        sites=lists.get("sites", ()),
        text=tuple(states),
    )


def read_expression(reader: Reader, node: Node) -> tuple[Parsed, Places | None]:
    """Read an expression; return it with what finds the places of its parts."""
    if reader.words(node, "match") is None or not isinstance(node, Scalar):
        return Parsed(None, ()), None
    if len(node.value) > MAX_EXPRESSION:
        reader.problem(
            node,
            f"match: longer than {MAX_EXPRESSION:,} characters (name parts of it under terms, or write several rules)",
        )
        return Parsed(None, ()), None
    parsed = parse(node.value, reader.regexes)
    if parsed.node is None and parsed.only_words and node.style in {'"', "'"}:
        phrase = short(node.value)
        reader.problem(
            node,
            f"YAML takes these quotes away and leaves words side by side (for the phrase write match: '\"{phrase}\"')",
        )
        return parsed, None
    places = reader.places(node)
    for fault in parsed.faults:
        reader.problem(places.at(fault.column), fault.message)
    if reader.regexes.are_too_many:
        raise TooManyProblems
    return parsed, places
