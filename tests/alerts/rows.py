"""Rows as the store hands them out, with what a test cares about written down."""

from datetime import UTC, datetime, time, timedelta

from monitor.alerts.situation import Situation
from monitor.core.article import Article, Field
from monitor.core.match import Excerpt, Match, Span
from monitor.core.message import Severity
from monitor.core.mutes import Mute, MuteKind
from monitor.core.outbox import DeliveryState, MatchOutcome
from monitor.core.records import StoredDelivery, StoredMatch
from monitor.rules.model import ChannelPlan, Position, Quiet, Rule, RuleSet, Threads
from monitor.rules.nodes import Words

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
STORY = 7
CHANNEL = "C000000001"


def rule(identity: str, *, severity: Severity = Severity.NORMAL, mention: str | None = None) -> Rule:
    return Rule(
        identity=identity,
        title=f"Title of {identity}",
        expression=Words("coal"),
        channels=("#desk",),
        severity=severity,
        mention=mention,
        position=Position("rules.yaml", 1, 1),
    )


def rules(*identities: str) -> RuleSet:
    return RuleSet(rules=tuple(rule(identity) for identity in identities))


def situation(
    *identities: str,
    mutes: tuple[Mute, ...] = (),
    posted: int = 0,
    has_threads: bool = True,
    quiet: Quiet | None = None,
    digest: time | None = None,
    threads: Threads = Threads.ON,
    now: datetime = NOW,
) -> Situation:
    plan = ChannelPlan(
        channel="#desk", quiet=quiet, digest=digest, threads=threads, position=Position("rules.yaml", 1, 1)
    )
    return Situation(
        now=now,
        plan=plan,
        channel=CHANNEL,
        rules={rule.identity: rule for rule in rules(*identities).rules},
        mutes=mutes,
        posted=posted,
        has_threads=has_threads,
    )


def muted(kind: MuteKind, target: str, *, hours: float = 24, channel: str | None = None, number: int = 1) -> Mute:
    until = NOW + timedelta(hours=hours)
    return Mute(id=number, kind=kind, target=target, channel=channel, since=NOW, until=until, by="ana", why="")


def alert(
    name: str,
    number: int = 1,
    *,
    severity: Severity = Severity.NORMAL,
    weight: int = 1,
    order: int = 0,
    state: DeliveryState = DeliveryState.PENDING,
    rendered: str | None = None,
    thread: str | None = None,
    sent_id: str | None = None,
    reason: str = "",
) -> StoredDelivery:
    return StoredDelivery(
        id=number,
        key=f"alert:{name}:{STORY}:{CHANNEL}",
        rule=name,
        story_id=STORY,
        channel=CHANNEL,
        severity=severity,
        weight=weight,
        order=order,
        state=state,
        reason=reason,
        attempt=0 if rendered is None else 1,
        created_at=NOW,
        due_at=NOW,
        claimed_at=None if rendered is None else NOW,
        rendered=rendered,
        thread=thread,
        sent_id=sent_id,
    )


def sent(
    name: str, number: int, ts: str, *, severity: Severity = Severity.NORMAL, thread: str | None = None
) -> StoredDelivery:
    return alert(name, number, severity=severity, state=DeliveryState.SENT, rendered="{}", thread=thread, sent_id=ts)


def article(number: int = 1, *, site: str | None = None, title: str = "") -> Article:
    return Article(
        url=f"https://www.site{number}.example/news/{number}",
        title=title or f"Headline {number}",
        text="Coal moved north. Relief was offered.",
        site=site,
        language="en",
        published_at=NOW - timedelta(minutes=number),
    )


def match(
    name: str,
    number: int = 1,
    *,
    of: Article | None = None,
    spans: tuple[tuple[str, str], ...] = (("coal", "Coal"),),
    excerpts: tuple[Excerpt, ...] = (Excerpt("Coal moved north.", ((0, 4),)),),
    outcome: MatchOutcome = MatchOutcome.WAITING,
    article_id: int | None = None,
    told_by: int | None = None,
    found_at: datetime = NOW,
) -> StoredMatch:
    """Return a match; `spans` are (clause, text) and stand one after the other."""
    found = tuple(
        Span(Field.BODY, place, place + len(text), clause, text) for place, (clause, text) in enumerate(spans)
    )
    about = article_id or number
    return StoredMatch(
        id=number,
        article_id=about,
        article=of or article(about),
        found_at=found_at,
        match=Match(name, found, excerpts),
        channel="#desk",
        outcome=outcome,
        told_by=told_by,
    )
