"""A file's lists: feeds, channels, entities, terms (rules and their tests have modules of their own)."""

from collections.abc import Callable
from datetime import timedelta

from monitor.rules import scalars
from monitor.rules.channel_items import CHANNEL, read_channel
from monitor.rules.countries import country_hint, has_names, is_country
from monitor.rules.drafts import Drafts, EntityDraft, NameList
from monitor.rules.model import Backlog, Entity, FeedSource, Term
from monitor.rules.names import Located, read_names
from monitor.rules.nodes import Pattern
from monitor.rules.reader import Fields, Reader, Shape, TooManyProblems
from monitor.rules.rule_items import RULE, read_defaults, read_rule
from monitor.rules.suggestions import short
from monitor.rules.yaml_nodes import Node, Scalar, Sequence

LEAST_RECHECK = timedelta(minutes=1)

_FEED = Shape(
    "a feed",
    ("feed", "name", "tags", "language", "every", "backlog", "text", "recheck", "max_age"),
    "- feed: https://…",
)
_ENTITY = Shape("an entity", ("entity", "names", "country", "languages", "weak", "except"), "- entity: north-korea")
_TERM = Shape("a term", ("term", "any"), "- term: easing")
_FILE = Shape(
    "a rule file",
    ("feeds", "channels", "entities", "terms", "rules", "defaults"),
    "rules:",
    elsewhere={
        key: shape.name
        for shape in (_TERM, _ENTITY, _FEED, RULE)
        for key in shape.keys
        if key not in {"rule", "term", "entity", "feed", "channel"}  # `rules` and the like are what is meant
    },
)


def read_file(reader: Reader, root: Node, drafts: Drafts) -> bool:
    """Read one file into `drafts`; return whether that is all of it: no more is read once so many problems are told."""
    try:
        _read_lists(reader, root, drafts)
    except TooManyProblems:
        return False
    drafts.cut_short = reader.cut_short
    return True


def _read_lists(reader: Reader, root: Node, drafts: Drafts) -> None:
    if _nothing(root):
        return
    fields = reader.fields(root, _FILE)
    if fields is None:
        return
    readers: dict[str, Callable[[Reader, Node, Drafts], None]] = {
        "feeds": _read_feed,
        "channels": _read_channel,
        "entities": _read_entity,
        "terms": _read_term,
        "rules": read_rule,
    }
    for key, node in fields.values.items():
        if key == "defaults":
            read_defaults(reader, node, drafts)
            continue
        for item in () if _nothing(node) else reader.items(node, key):
            readers[key](reader, item, drafts)


def _nothing(node: Node) -> bool:
    """Whether a list is not written yet, or commented out: that loses nothing."""
    if isinstance(node, Scalar):
        return not node.value and not node.style
    return isinstance(node, Sequence) and not node.items


def _read_feed(reader: Reader, node: Node, drafts: Drafts) -> None:
    fields = reader.fields(node, _FEED)
    if fields is None or not _has(reader, fields, "feed", "a feed begins with its address: - feed: https://…"):
        return
    values = fields.values
    url = scalars.feed_url(reader, values["feed"])
    use_feed_text = "text" in fields and reader.one_of(values["text"], "text", ("article", "feed")) == "feed"
    language = scalars.language(reader, values["language"], "language") if "language" in fields else None
    every = scalars.duration(reader, values["every"], "every") if "every" in fields else None
    max_age = scalars.duration_or_off(reader, values["max_age"], "max_age") if "max_age" in fields else None
    recheck = _recheck(reader, values["recheck"]) if "recheck" in fields else None
    name = reader.words(values["name"], "name") if "name" in fields else None
    tags = reader.texts(values["tags"], "tags") if "tags" in fields else ()
    backlog = scalars.backlog(reader, values["backlog"]) if "backlog" in fields else Backlog()
    if url is not None:
        drafts.feeds.append(
            FeedSource(
                url=url,
                name=name,
                tags=frozenset(tags),
                language=language,
                every=every,
                backlog=backlog,
                use_feed_text=use_feed_text,
                max_age=max_age,
                recheck=recheck,
                position=reader.position(values["feed"]),
            )
        )


def _recheck(reader: Reader, node: Node) -> timedelta | None:
    """Read how soon articles are read again; a page is not fetched anew every few seconds."""
    return scalars.duration_or_off(reader, node, "recheck", least=LEAST_RECHECK)


def _read_channel(reader: Reader, node: Node, drafts: Drafts) -> None:
    fields = reader.fields(node, CHANNEL)
    if fields is None or not _has(reader, fields, "channel", 'a channel begins with its name: - channel: "#desk"'):
        return
    plan = read_channel(reader, fields)
    if plan is not None:
        drafts.channels.append(plan)


def _read_entity(reader: Reader, node: Node, drafts: Drafts) -> None:
    fields = reader.fields(node, _ENTITY)
    if fields is None or not _has(
        reader, fields, "entity", "an entity begins with its identity: - entity: north-korea"
    ):
        return
    identity = scalars.identity(reader, fields.values["entity"], "entity")
    lists: dict[str, tuple[Located, ...]] = {
        key: read_names(reader, fields.values[key], key) for key in ("names", "weak", "except") if key in fields
    }
    country = _read_country(reader, fields.values["country"]) if "country" in fields else None
    languages = _read_languages(reader, fields.values["languages"]) if "languages" in fields else None
    if "names" not in fields and "country" not in fields:
        reader.problem(
            fields.values["entity"], "this entity has no names (write names: [North Korea, =DPRK], or country: KP)"
        )
    if identity is None:
        return
    for located in lists.values():
        drafts.lists.append(NameList(identity, located, "except" in lists))
    entity = Entity(
        identity=identity,
        names=_only(lists.get("names", ())),
        weak=_only(lists.get("weak", ())),
        except_=_only(lists.get("except", ())),
        position=reader.position(fields.values["entity"]),
    )
    drafts.entities.append(EntityDraft(entity=entity, country=country, languages=languages))


def _read_country(reader: Reader, node: Node) -> str | None:
    code = reader.text(node, "country")
    if code is None or is_country(code):
        return code
    reader.problem(node, f"country: unknown country {short(code)}{country_hint(code)}")
    return None


def _read_languages(reader: Reader, node: Node) -> tuple[str, ...]:
    """Read the languages in which an entity's country is named."""
    found: dict[str, None] = {}
    for item in reader.items(node, "languages"):
        language = scalars.language(reader, item, "languages")
        if language is None:
            continue
        if has_names(language):
            found.setdefault(language)
        else:
            reader.problem(item, f"languages: the CLDR has no countries in {language} (write them under names)")
    return tuple(found)


def _read_term(reader: Reader, node: Node, drafts: Drafts) -> None:
    fields = reader.fields(node, _TERM)
    if fields is None or not _has(reader, fields, "term", "a term begins with its identity: - term: easing"):
        return
    identity = scalars.identity(reader, fields.values["term"], "term")
    located: tuple[Located, ...] = ()
    if "any" in fields:
        located = read_names(reader, fields.values["any"], "any")
    else:
        reader.problem(fields.values["term"], "this term has no alternatives (write any: [ease, lift, relief])")
    if identity is None:
        return
    drafts.lists.append(NameList(identity, located))
    position = reader.position(fields.values["term"])
    drafts.terms.append(Term(identity=identity, any=_only(located), position=position))


def _only(located: tuple[Located, ...]) -> tuple[Pattern, ...]:
    return tuple(name for name, _ in located)


def _has(reader: Reader, fields: Fields, key: str, wanted: str) -> bool:
    if key not in fields:
        reader.problem(fields.start, wanted)
    return key in fields
