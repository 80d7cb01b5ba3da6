"""`monitor rules log`: which rules came into force when, and what was refused; and what `status` says of it."""

from typing import TYPE_CHECKING

from monitor.app.cli.opened import snapshot
from monitor.app.cli.options import DataOption, JsonOption, LimitOption
from monitor.app.cli.output import say, show_json, table, when
from monitor.app.cli.settings import settings_of
from monitor.core.rule_changes import Difference, RuleEvent, RuleEventKind, RulesStanding, in_words

if TYPE_CHECKING:
    from collections.abc import Mapping


def log(limit: LimitOption = 50, data: DataOption = None, json: JsonOption = False) -> None:
    """List the versions of the rules with what each changed, and what was refused, the newest first.

    + was added, ~ was changed, - was removed.

    Example: monitor rules log --limit 10
    """
    with snapshot(settings_of(data=data)) as tx:
        events = tx.rule_log.list(limit=limit)
    if json:
        for event in events:
            show_json(described(event))
        return
    if not events:
        say("no rules were in force yet")
        return
    table(
        ("at (UTC)", "version", "what", "changes"),
        ((when(event.at), str(event.version or ""), str(event.kind), _told(event)) for event in events),
        beneath=True,
    )


def described(event: RuleEvent) -> dict[str, object]:
    """Return what `--json` says of an event; `changes` is null where nothing is known of the rules before."""
    return {
        "at": event.at,
        "what": event.kind,
        "version": event.version,
        "changes": None if event.first else _changes(event.changes),
        "problem": event.problem or None,
        "problems": event.problems,
    }


def standing_json(standing: RulesStanding | None) -> dict[str, object] | None:
    """Return what `status --json` says of the rules in force; null before the first."""
    if standing is None:
        return None
    adopted, refused = standing.adopted, standing.refused
    return {
        "version": standing.version,
        "since": standing.since,
        "changes": None if adopted is None or adopted.first else _changes(adopted.changes),
        "refused": refused and {"since": refused.at, "problem": refused.problem, "problems": refused.problems},
    }


def standing_lines(standing: RulesStanding | None) -> list[str]:
    """Return what `status` says of the rules in force."""
    if standing is None:
        return []
    adopted, refused = standing.adopted, standing.refused
    changed = f"; it changed {_told(adopted)}" if adopted is not None and not adopted.first else ""
    lines = [f"{'rules':<9}{f'v{standing.version}':>7}  in force since {when(standing.since)} UTC{changed}"]
    if refused is not None:
        lines.append(f"{'':<16}  the files are refused since {when(refused.at)} UTC: {_told(refused)}")
    return lines


def _changes(changes: "Mapping[str, Difference]") -> dict[str, object]:
    return {
        kind: {
            "added": difference.added,
            "changed": difference.changed,
            "removed": difference.removed,
            "more": difference.more,
        }
        for kind, difference in changes.items()
    }


def _told(event: RuleEvent) -> str:
    if event.kind is RuleEventKind.REFUSED:
        return event.problem + (f" (and {event.problems - 1:,} more)" if event.problems > 1 else "")
    if event.kind is RuleEventKind.MENDED:
        return "the files say again what is in force"
    return "the first that is known" if event.first else in_words(event.changes)
