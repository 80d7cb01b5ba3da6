"""Keys of the format that this version cannot do yet: refused, so that none is silently ignored.

Their values are read all the same, and a mistake in one is told first: what is right today stays right.
"""

from collections.abc import Callable

from monitor.rules import scalars
from monitor.rules.reader import Fields, Reader, Shape
from monitor.rules.suggestions import short
from monitor.rules.yaml_nodes import Mapping, Node
from monitor.rules.zones import is_zone, zone_hint

QUIET = Shape("quiet", ("from", "to", "zone"), 'quiet: {from: "22:00", to: "07:00", zone: Asia/Tokyo}')


def refuse_later(reader: Reader, fields: Fields, shape: Shape) -> None:
    """Tell of each key of a later version that it is one, or what is wrong with its value."""
    for key in shape.later:
        if key in fields and _READERS[key](reader, fields.values[key]):
            reader.problem(fields.keys[key], f"{key} is not supported by this version (delete the line)")


def _max_per_hour(reader: Reader, node: Node) -> bool:
    wanted = "a whole number from 1 to 1000"
    return reader.parsed(node, "max_per_hour", _count, wanted) is not None


def _count(text: str) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    return number if 1 <= number <= 1000 else None


def _quiet(reader: Reader, node: Node) -> bool:
    fields = reader.fields(node, QUIET)
    if fields is None or not isinstance(node, Mapping):
        return False
    right = len(fields.keys) == len(node.pairs)
    for key in ("from", "to"):
        if key in fields:
            right &= scalars.clock_time(reader, fields.values[key], key) is not None
        else:
            reader.problem(fields.start, f"quiet has no {key} (write {QUIET.example.removeprefix('quiet: ')})")
            right = False
    return ("zone" not in fields or _zone(reader, fields.values["zone"])) and right


def _zone(reader: Reader, node: Node) -> bool:
    name = reader.text(node, "zone")
    if name is None or is_zone(name):
        return name is not None
    reader.problem(node, f"zone: unknown time zone {short(name)}{zone_hint(name)}")
    return False


def _digest(reader: Reader, node: Node) -> bool:
    return scalars.clock_time(reader, node, "digest") is not None


def _threads(reader: Reader, node: Node) -> bool:
    return reader.one_of(node, "threads", ("on", "off", "update-only")) is not None


_READERS: dict[str, Callable[[Reader, Node], bool]] = {
    "max_per_hour": _max_per_hour,
    "quiet": _quiet,
    "digest": _digest,
    "threads": _threads,
}
