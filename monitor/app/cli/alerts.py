"""`monitor alerts show`, `retry`, `render` and `rate`: one alert, whole; once more; its message; was it worth it."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.app.cli.alert_list import described
from monitor.app.cli.opened import labels_of, snapshot, writing
from monitor.app.cli.options import DataOption, JsonOption, RulesOption
from monitor.app.cli.output import console, counted, plain, say, show, show_json, when
from monitor.app.cli.settings import settings_of

if TYPE_CHECKING:
    from monitor.app.settings import Settings
    from monitor.core.article import Article
    from monitor.core.message import Message
    from monitor.core.records import StoredDelivery, StoredMatch
    from monitor.core.stores import Transaction


class Rating(StrEnum):
    """What can be said of an alert; as `core.mutes.Action` names it."""

    RELEVANT = "relevant"
    NOT_RELEVANT = "not-relevant"


NumberArgument = Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="The number that `alerts list` shows.")]


def show_alert(number: NumberArgument, data: DataOption = None, json: JsonOption = False) -> None:
    """Show one alert: where it stands, when it was tried, the articles it tells, the message.

    Example: monitor alerts show 1
    """
    from monitor.channels.kept import card_of_kept

    with snapshot(settings_of(data=data)) as tx:
        alert = _numbered(tx, number)
        matches = _matches_of(tx, alert)
        labels = labels_of(tx)
    label = labels.get(alert.channel, alert.channel)
    if json:
        show_json(_object(alert, label, matches))
        return
    for name, value in (
        (str(alert.kind), str(alert.id)),
        *((("rule", alert.rule),) if alert.rule else ()),
        *((("story", str(alert.story_id)),) if alert.story_id else ()),
        ("channel", label if label == alert.channel else f"{label} ({alert.channel})"),
        ("severity", str(alert.severity)),
        ("state", f"{alert.state}{': ' if alert.reason else ''}{alert.reason}"),
        ("made", f"{when(alert.created_at)} UTC"),
        ("tried", f"{counted(alert.attempt, 'time')}{_last(alert)}"),
        *(("article", f"{one.article.url}: {one.outcome}") for one in matches),
    ):
        show(f"{name:<10} {value}")
    if alert.rendered is None:
        show(f"\nthe message is not made yet (`monitor alerts render {alert.id}` shows what it would be now)")
    else:
        console().print(card_of_kept(alert.rendered, channel=label))


def retry(
    numbers: Annotated[
        list[int], typer.Argument(metavar="NUMBER", min=1, help="The numbers that `alerts list` shows.")
    ],
    data: DataOption = None,
) -> None:
    """Send alerts again that were refused, or that wait because their channel was: the daemon posts them at once.

    One that may stand in its channel already is never repeated. Exits 1 if any is not one of those.

    Example: monitor alerts retry 17
    """
    from monitor.app.clock import SystemClock
    from monitor.app.retry import revive
    from monitor.store import open_store

    settings = settings_of(data=data)
    with snapshot(settings) as tx:
        for number in numbers:
            _numbered(tx, number)
    store = open_store(settings.url)
    try:
        with store.transaction() as tx:
            refusals = {number: revive(tx, _numbered(tx, number), SystemClock().now()) for number in numbers}
    finally:
        store.close()
    for number, refusal in refusals.items():
        if refusal is None:
            show(f"alert {number} is due now")
        else:
            say(f"alert {number} {refusal}")
    if any(refusal is not None for refusal in refusals.values()):
        raise typer.Exit(1)


def render(
    what: Annotated[
        str, typer.Argument(metavar="NUMBER|ARTICLE", help="The number of an alert, or a page, a text, a URL.")
    ],
    rule: Annotated[
        list[str] | None, typer.Option("--rule", metavar="ID", help="Of an article: only this rule; may be repeated.")
    ] = None,
    rules: RulesOption = None,
    data: DataOption = None,
    json: Annotated[bool, typer.Option("--json", help="Print what is posted to Slack: Block Kit.")] = False,
) -> None:
    """Show the message of an alert, or the messages that an article would bring, as a card.

    Nothing is posted. A message that was made already is shown as it was, others as the rules would make it now.
    Exits 1 if no rule matches the article.

    Example: monitor alerts render page.html
    """
    settings = settings_of(rules=rules, data=data)
    shown = _of_number(int(what), settings, json=json) if what.isdecimal() else _of_article(what, rule, settings, json)
    if not shown:
        say(f"{what}: no rule matches (`monitor match {what} --explain` tells why)")
        raise typer.Exit(1)


def rate(
    number: NumberArgument,
    verdict: Annotated[Rating, typer.Argument(metavar="VERDICT", help="relevant or not-relevant.")],
    data: DataOption = None,
    json: JsonOption = False,
) -> None:
    """Say whether an alert was worth it, as the buttons do; the last word of a person counts.

    Example: monitor alerts rate 1 not-relevant
    """
    from monitor.app.clock import SystemClock
    from monitor.app.mutes import person
    from monitor.core.mutes import Action, Click
    from monitor.pipeline.clicks import VERDICTS, keep

    now, name, action = SystemClock().now(), person(), Action(verdict.value)
    with writing(settings_of(data=data)) as tx:
        alert = _numbered(tx, number)
        click = Click(alert=number, action=action, user=f"command:{name}", name=name, at=now.isoformat())
        refusal = keep(tx, click, now)
    if refusal is not None:
        say(refusal)
        raise typer.Exit(1)
    if json:
        show_json({"number": number, "rule": alert.rule, "verdict": VERDICTS[action], "by": name, "at": now})
    else:
        show(f"alert {number} of {alert.rule} is {VERDICTS[action]}, says {name}")


def _of_number(number: int, settings: "Settings", *, json: bool) -> int:
    from monitor.channels.kept import card_of_kept

    with snapshot(settings) as tx:
        alert = _numbered(tx, number)
        siblings = tx.outbox.of_story(alert.story_id, alert.channel)
        matches = tx.matches.of_story(alert.story_id, resolved=alert.channel)
        label = labels_of(tx).get(alert.channel, alert.channel)
    kept = alert.rendered
    if kept is None:
        _tell(_message_of(alert, siblings, matches, settings), label, json=json)
    elif json:
        show(kept)
    else:
        console().print(card_of_kept(kept, channel=label))
    return 1


def _message_of(
    alert: "StoredDelivery",
    siblings: "list[StoredDelivery]",
    matches: "list[StoredMatch]",
    settings: "Settings",
) -> "Message":
    """Return the message of an alert that is not out yet, as if nothing held it."""
    from monitor.alerts.plan import OPEN, Post, plan
    from monitor.alerts.situation import Situation
    from monitor.app.clock import SystemClock
    from monitor.rules import load
    from monitor.rules.model import ChannelPlan, Position

    told = [one for one in siblings if one.rendered is None or one.state not in OPEN]
    situation = Situation(
        now=SystemClock().now(),
        plan=ChannelPlan(channel=alert.channel, position=Position("", 0, 0)),
        channel=alert.channel,
        rules={rule.identity: rule for rule in load(settings.rules).rules},
    )
    decision = plan(alert, told, matches, situation)
    assert isinstance(decision, Post)  # noqa: S101 - nothing holds it, and nothing that is on its way is among them
    return decision.message


def _of_article(name: str, only: "list[str] | None", settings: "Settings", json: bool) -> int:
    """Show the message of each rule that matches an article; return how many."""
    import asyncio

    from monitor.alerts.content import preview
    from monitor.app.cli.rule_paths import check_known
    from monitor.app.clock import SystemClock
    from monitor.app.reading import Unreadable, read_named, standard_input
    from monitor.matching import Percolator
    from monitor.rules import load

    rule_set = load(settings.rules)
    by_identity = {one.identity: one for one in rule_set.rules}
    check_known(only, list(by_identity))

    async def read() -> "Article | Unreadable":
        given = standard_input() if name == "-" else b""
        (found,) = [article async for _, article in read_named([name], settings, given=given)]
        return found

    article = asyncio.run(read())
    if isinstance(article, Unreadable):
        raise article
    percolator = Percolator(rule_set, languages=settings.languages)
    matches = percolator.match(article, only=frozenset(only)) if only else percolator.match(article)
    for match in matches:
        rule = by_identity[match.rule]
        message = preview(rule, match, article, found_at=SystemClock().now())
        for channel in rule.channels:
            _tell(message, channel, json=json)
    return len(matches)


def _tell(message: "Message", channel: str, *, json: bool) -> None:
    from monitor.channels import slack_blocks
    from monitor.channels.card import card

    if json:
        show(slack_blocks.render(message))
    else:
        console().print(card(message, channel=channel))


def _numbered(tx: "Transaction", number: int) -> "StoredDelivery":
    from monitor.core.errors import NoSuchAlert

    found = tx.outbox.list(number=number)
    if not found:
        raise NoSuchAlert(f"there is no alert {number} (`monitor alerts list` shows their numbers)")
    return found[0]


def _matches_of(tx: "Transaction", alert: "StoredDelivery") -> "list[StoredMatch]":
    """Return the matches of an alert's rule in its story; of other deliveries those that they tell."""
    from monitor.core.outbox import DeliveryKind

    if alert.kind is not DeliveryKind.ALERT:
        return list(reversed(tx.matches.list(told_by=alert.id, limit=1000)))
    matches = tx.matches.of_story(alert.story_id, resolved=alert.channel)
    return [one for one in matches if one.match.rule == alert.rule]


def _last(alert: "StoredDelivery") -> str:
    return f", the last {when(alert.claimed_at)} UTC" if alert.claimed_at else ""


def _object(alert: "StoredDelivery", label: str, matches: "list[StoredMatch]") -> dict[str, object]:
    return described(alert, label) | {
        "channel_id": alert.channel,
        "claimed": alert.claimed_at,
        "message": alert.sent_id,
        "thread": alert.thread,
        "articles": [
            {
                "url": one.article.url,
                "title": one.article.title,
                "outcome": one.outcome,
                "reason": one.reason,
                "excerpts": plain(one.match.excerpts),
            }
            for one in matches
        ],
    }
