"""`monitor mute add`, `list` and `remove`: what nobody wants to hear of for a while."""

from typing import TYPE_CHECKING, Annotated

import typer

from monitor.app.cli.opened import labels_of, snapshot, writing
from monitor.app.cli.options import DataOption, JsonOption, RulesOption
from monitor.app.cli.output import ago, plain, say, show, show_json, table, when
from monitor.app.cli.settings import settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from monitor.app.settings import Settings
    from monitor.core.mutes import Mute, MuteKind
    from monitor.core.stores import Transaction

CONSOLE = "console"
LONGEST_DAYS = 366
MAX_WHY = 200  #: characters
_LISTED = 10_000
_STORIES = 100_000  #: deliveries that are looked through for the number of a story


def add(
    period: Annotated[str, typer.Option("--for", metavar="TIME", help="How long: 90m, 24h, 7d.")],
    rule: Annotated[str | None, typer.Option("--rule", metavar="ID", help="What this rule matches.")] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="NAME", help="What comes from this source, as messages name it.")
    ] = None,
    story: Annotated[
        int | None, typer.Option("--story", metavar="N", min=1, help="The story that `alerts show` gives this number.")
    ] = None,
    entity: Annotated[
        str | None, typer.Option("--entity", metavar="ID", help="Passages that have a name of this entity.")
    ] = None,
    channel: Annotated[
        str | None, typer.Option("--channel", metavar="NAME", help="Only in this channel: '#desk', an ID, console.")
    ] = None,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="For whoever wonders later.")] = "",
    rules: RulesOption = None,
    data: DataOption = None,
    json: JsonOption = False,
) -> None:
    """Hold the alerts of a rule, a source, a story or an entity for a while.

    They are kept and counted, and come afterwards. One of the four has to be given.

    Example: monitor mute add --source 'Example News' --for 24h
    """
    from monitor.app.clock import SystemClock
    from monitor.app.mutes import person
    from monitor.core.mutes import NewMute

    length = _length(period)
    kind, target = _what(rule=rule, source=source, story=story, entity=entity)
    settings = settings_of(rules=rules, data=data)
    _check(kind, target, settings)
    now = SystemClock().now()
    with writing(settings) as tx:
        if story is not None:
            _check_story(tx, story)
        mute = NewMute(
            kind=kind,
            target=target,
            channel=_resolved(tx, channel) if channel is not None else None,
            until=now + length,
            by=person(),
            why=" ".join(why.split())[:MAX_WHY],
        )
        number = tx.mutes.add(mute, now=now)
        (kept,) = [one for one in tx.mutes.active(now=now) if one.id == number]
        labels = labels_of(tx)
    if json:
        show_json(_object(kept, labels))
    else:
        show(f"mute {kept.id}: {kept.kind} {kept.target}, {_where(kept, labels)}, until {when(kept.until)} UTC")


def list_mutes(
    all_: Annotated[bool, typer.Option("--all", help="Also those that have ended.")] = False,
    data: DataOption = None,
    json: JsonOption = False,
) -> None:
    """List what is muted, by whom, why and until when.

    Example: monitor mute list --all
    """
    from monitor.app.clock import SystemClock

    now = SystemClock().now()
    with snapshot(settings_of(data=data)) as tx:
        found = tx.mutes.list(limit=_LISTED) if all_ else list(reversed(tx.mutes.active(now=now)))
        labels = labels_of(tx)
    if json:
        for one in found:
            show_json(_object(one, labels))
        return
    if not found:
        say("nothing is muted" if not all_ else "nothing was ever muted")
        return
    table(
        ("number", "muted", "where", "since (UTC)", "until (UTC)", "ends", "by", "why"),
        (
            (
                str(one.id),
                f"{one.kind} {one.target}",
                _where(one, labels),
                when(one.since),
                when(one.until),
                ago(one.until, now),
                one.by,
                one.why,
            )
            for one in found
        ),
    )


def remove(
    number: Annotated[int, typer.Argument(metavar="N", min=1, help="The number that `mute list` shows.")],
    data: DataOption = None,
) -> None:
    """End a mute now; the daemon looks again at what it held.

    Exits 1 if there is no such mute, or it has ended.

    Example: monitor mute remove 1
    """
    from monitor.app.clock import SystemClock
    from monitor.app.mutes import release

    now = SystemClock().now()
    with writing(settings_of(data=data)) as tx:
        found = [one for one in tx.mutes.active(now=now) if one.id == number]
        ended = tx.mutes.end(number, now=now)
        released = release(tx, found[0], now) if ended else 0
    if not ended:
        say(f"there is no mute {number}, or it has ended (`monitor mute list --all` shows them)")
        raise typer.Exit(1)
    held = f"; alerts that it held and that are looked at again: {released:,}" if released else ""
    show(f"mute {number} of {found[0].kind} {found[0].target} is over{held}")


def _length(period: str) -> "timedelta":
    from datetime import timedelta

    from monitor.core.errors import SettingsError
    from monitor.rules.scalars import parse_duration

    length = parse_duration(period)
    if not length:
        raise SettingsError(f"--for {period}: write how long, such as 90m, 24h or 7d")
    if length > timedelta(days=LONGEST_DAYS):
        raise SettingsError(f"--for {period}: at most {LONGEST_DAYS}d, for every mute ends (a rule can be disabled)")
    return length


def _what(*, rule: str | None, source: str | None, story: int | None, entity: str | None) -> "tuple[MuteKind, str]":
    """Return what is to be muted; raises SettingsError unless it is one thing."""
    from monitor.core.errors import SettingsError
    from monitor.core.mutes import MuteKind

    given = {MuteKind.RULE: rule, MuteKind.SOURCE: source, MuteKind.STORY: story, MuteKind.ENTITY: entity}
    named = [(kind, " ".join(str(value).split())) for kind, value in given.items() if value is not None]
    if len(named) != 1 or not named[0][1]:
        raise SettingsError("name one thing to mute: --rule ID, --source NAME, --story N or --entity ID")
    return named[0]


def _check(kind: "MuteKind", target: str, settings: "Settings") -> None:
    """Raise SettingsError for a rule or an entity that the rule files do not have."""
    from monitor.app.cli.rule_paths import check_known
    from monitor.core.mutes import MuteKind
    from monitor.rules import load

    if kind is MuteKind.RULE:
        check_known([target], [one.identity for one in load(settings.rules).rules])
    elif kind is MuteKind.ENTITY:
        check_known([target], [one.identity for one in load(settings.rules).entities], what="entity")


def _check_story(tx: "Transaction", story: int) -> None:
    from monitor.core.errors import SettingsError

    if not any(one.story_id == story for one in tx.outbox.list(limit=_STORIES)):
        raise SettingsError(f"--story {story}: no alert tells a story of this number (`monitor alerts show` names it)")


def _resolved(tx: "Transaction", channel: str) -> str:
    """Return the lasting name of a channel; raises SettingsError for one that nothing is posted to."""
    from monitor.app.cli.rule_paths import similar
    from monitor.core.errors import SettingsError

    names = tx.channels.resolved()
    name = names.get(channel, channel)
    if name != CONSOLE and tx.channels.get(name) is None:  # a mistyped one would mute nothing, silently
        near = similar(channel, list(names))
        raise SettingsError(f"--channel {channel}: nothing was ever posted there{near or ' (`monitor channels list`)'}")
    return name


def _where(mute: "Mute", labels: "Mapping[str, str]") -> str:
    return "everywhere" if mute.channel is None else labels.get(mute.channel, mute.channel)


def _object(mute: "Mute", labels: "Mapping[str, str]") -> dict[str, object]:
    described = plain(mute)
    assert isinstance(described, dict)  # noqa: S101 - a dataclass is an object
    number = described.pop("id")
    label = None if mute.channel is None else _where(mute, labels)
    return {"number": number, **described, "channel": label, "channel_id": mute.channel}
