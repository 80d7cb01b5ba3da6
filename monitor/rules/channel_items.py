"""A file's channels: how alerts are collected, capped, held and threaded in each."""

from datetime import time, timedelta

from monitor.rules import scalars
from monitor.rules.model import MAX_PER_HOUR, ChannelPlan, Quiet, Threads
from monitor.rules.reader import Fields, Reader, Shape
from monitor.rules.suggestions import short
from monitor.rules.yaml_nodes import Node
from monitor.rules.zones import is_zone, zone_hint

CHANNEL = Shape("a channel", ("channel", "wait", "max_per_hour", "quiet", "digest", "threads"), '- channel: "#desk"')
QUIET = Shape("quiet", ("from", "to", "zone"), 'quiet: {from: "22:00", to: "07:00", zone: Asia/Tokyo}')
MOST_PER_HOUR = 1000  #: Slack takes one message a second in a channel


def read_channel(reader: Reader, fields: Fields) -> ChannelPlan | None:
    """Read one item of `channels:`, whose `channel` is there; None if that is no channel."""
    values = fields.values
    channel = scalars.channel(reader, values["channel"])
    wait = scalars.duration(reader, values["wait"], "wait", least=timedelta(0)) if "wait" in fields else None
    most = _max_per_hour(reader, values["max_per_hour"]) if "max_per_hour" in fields else None
    quiet = _quiet(reader, values["quiet"]) if "quiet" in fields else None
    digest = scalars.clock_time(reader, values["digest"], "digest") if "digest" in fields else None
    threads = reader.one_of(values["threads"], "threads", tuple(map(str, Threads))) if "threads" in fields else None
    if channel is None:
        return None
    return ChannelPlan(
        channel=channel,
        wait=wait,
        max_per_hour=most or MAX_PER_HOUR,
        quiet=quiet,
        digest=digest,
        threads=Threads(threads or Threads.ON),
        position=reader.position(values["channel"]),
    )


def _max_per_hour(reader: Reader, node: Node) -> int | None:
    return reader.parsed(node, "max_per_hour", _count, f"a whole number from 1 to {MOST_PER_HOUR}")


def _count(text: str) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    return number if 1 <= number <= MOST_PER_HOUR else None


def _quiet(reader: Reader, node: Node) -> Quiet | None:
    fields = reader.fields(node, QUIET)
    if fields is None:
        return None
    found: dict[str, time] = {}
    for key in ("from", "to"):
        if key not in fields:
            reader.problem(fields.start, f"quiet has no {key} (write {QUIET.example.removeprefix('quiet: ')})")
        elif (moment := scalars.clock_time(reader, fields.values[key], key)) is not None:
            found[key] = moment
    zone = _zone(reader, fields.values["zone"]) if "zone" in fields else "UTC"
    if len(found) < 2 or zone is None:
        return None
    if found["from"] == found["to"]:
        reader.problem(fields.values["to"], 'quiet begins and ends at the same time (write to: "07:00", say)')
        return None
    return Quiet(start=found["from"], end=found["to"], zone=zone)


def _zone(reader: Reader, node: Node) -> str | None:
    name = reader.text(node, "zone")
    if name is None or is_zone(name):
        return name
    reader.problem(node, f"zone: unknown time zone {short(name)}{zone_hint(name)}")
    return None
