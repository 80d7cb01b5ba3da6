"""`monitor alerts list`: what is on its way, what is held and why, what was told."""

from typing import TYPE_CHECKING, Annotated

import typer

from monitor.app.cli.opened import labels_of, snapshot
from monitor.app.cli.options import DataOption, JsonOption, LimitOption
from monitor.app.cli.output import say, show_json, table, when
from monitor.app.cli.settings import settings_of
from monitor.core.outbox import DeliveryKind, DeliveryState

if TYPE_CHECKING:
    from monitor.core.article import Article
    from monitor.core.records import StoredDelivery
    from monitor.core.stores import Transaction


def alerts(
    state: Annotated[
        DeliveryState | None, typer.Option("--state", help="Only those in this state: held, parked, sent, …")
    ] = None,
    kind: Annotated[
        DeliveryKind, typer.Option("--kind", help="Other deliveries: what was told in threads, digests, notices.")
    ] = DeliveryKind.ALERT,
    limit: LimitOption = 50,
    data: DataOption = None,
    json: JsonOption = False,
) -> None:
    """List the alerts and where they are on their way, the newest first.

    Example: monitor alerts list --state sent --limit 10
    """
    with snapshot(settings_of(data=data)) as tx:
        found = [(one, _about(tx, one)) for one in tx.outbox.list(state=state, kind=kind, limit=limit)]
        labels = labels_of(tx)
    if json:
        for alert, article in found:
            about = {"title": article.title if article else None, "url": article.url if article else None}
            show_json(described(alert, labels.get(alert.channel, alert.channel)) | about)
        return
    if not found:
        say(f"no {'alert' if kind is DeliveryKind.ALERT else kind}s{f' that are {state}' if state else ' yet'}")
        return
    table(
        ("number", "made (UTC)", "rule", "channel", "severity", "state", "article"),
        (
            (
                str(alert.id),
                when(alert.created_at),
                alert.rule or str(alert.kind),
                labels.get(alert.channel, alert.channel),
                str(alert.severity),
                _state(alert),
                article.title or article.url if article else "",
            )
            for alert, article in found
        ),
        beneath=True,
    )


def _state(alert: "StoredDelivery") -> str:
    said = f"{alert.state}{': ' if alert.reason else ''}{alert.reason}"
    return f"{said}; digest {when(alert.due_at)}" if alert.state is DeliveryState.HELD else said


def described(alert: "StoredDelivery", label: str) -> dict[str, object]:
    """Return what `--json` says of a delivery; `label` is how people call its channel."""
    return {
        "number": alert.id,
        "key": alert.key,
        "kind": alert.kind,
        "rule": alert.rule or None,
        "story": alert.story_id or None,
        "channel": label,
        "severity": alert.severity,
        "state": alert.state,
        "reason": alert.reason,
        "attempts": alert.attempt,
        "created": alert.created_at,
        "due": alert.due_at,
    }


def _about(tx: "Transaction", alert: "StoredDelivery") -> "Article | None":
    """Return the first article of the story that the alert's rule matched."""
    matches = tx.matches.of_story(alert.story_id, resolved=alert.channel) if alert.story_id else []
    return next((one.article for one in matches if one.match.rule == alert.rule), None)
