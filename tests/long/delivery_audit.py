"""What is wrong after a delivery run: what stands in Slack against what was published, and the store itself."""

import contextlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from monitor.app.demo.slack_server import PostedMessage
from monitor.core.outbox import DeliveryKind, DeliveryState, MatchOutcome
from monitor.core.records import StoredDelivery, StoredMatch
from monitor.store import open_store
from tests.fakes.newsroom import Newsroom, headline_in, headline_of
from tests.fakes.stormy_slack import StormySlack

RULE = "strike-news"  #: each article has it, in every channel
LATE_RULE = "late-news"  #: copies of an article have it too: a reply to what was posted
EVERYTHING = 1_000_000
FINAL_STATES = frozenset((
    DeliveryState.SENT,
    DeliveryState.MERGED,
    DeliveryState.REFUSED,
    DeliveryState.DIGEST,
    DeliveryState.COUNTED_ONLY,
))  # fmt: skip
OPEN_OUTCOMES = frozenset((MatchOutcome.WAITING, MatchOutcome.HELD))


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store holds."""

    deliveries: tuple[StoredDelivery, ...]
    matches: tuple[StoredMatch, ...]
    counted: int  #: matches, as the store's own counts have them
    busy: bool  #: whether a channel has anything to do still, later news of a story and changes of messages included

    @property
    def ended_by_channel(self) -> Counter[str]:
        """How many alerts of `RULE` have an end, by channel."""
        return Counter(
            one.channel
            for one in self.deliveries
            if one.rule == RULE and one.state in FINAL_STATES and one.kind is DeliveryKind.ALERT
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one run came to; all but the first four are faults, and 0 if all is well."""

    messages: int
    replies: int
    refused: int  #: alerts that were refused for good, and say why
    closest_s: float  #: between two messages of one channel
    lost: int
    doubled: int
    disordered: int  #: messages that stand before one that was due earlier
    too_close: int
    hasty: int  #: requests before the end of a Retry-After
    store: tuple[str, ...]  #: what does not add up there

    @property
    def faults(self) -> int:
        """How much is wrong in all."""
        return self.lost + self.doubled + self.disordered + self.too_close + self.hasty + len(self.store)


def kept(newsroom: Newsroom) -> Kept:
    """Return what the store of a newsroom holds; nothing before the first run."""
    path = newsroom.data / "monitor.db"
    if not path.exists():
        return Kept((), (), 0, busy=False)
    with contextlib.closing(open_store(f"sqlite:///{path}")) as store, store.snapshot() as tx:
        deliveries = tuple(reversed(tx.outbox.list(limit=EVERYTHING)))
        matches = tuple(tx.matches.list(limit=EVERYTHING))
        busy = bool(tx.channels.busy(now=datetime.now(UTC)))
        return Kept(deliveries, matches, sum(tx.counts().matches.values()), busy=busy)


def audit(newsroom: Newsroom, slack: StormySlack, channels: Sequence[str], *, copies: int, pace_s: float) -> Verdict:
    """Compare what was published with what stands in the channels, and the store with both."""
    store = kept(newsroom)
    refused = [one for one in store.deliveries if one.state is DeliveryState.REFUSED]
    names = {slack.channel(name).id: name for name in channels}
    expected = {(name, headline_of(number)) for name in channels for number in range(newsroom.articles)}
    expected -= {(names[one.channel], headline_in(one.rendered or "")) for one in refused if one.rule == RULE}
    posted = Counter(
        (names[message.channel], headline_in(message.text))
        for message in slack.messages
        if (message.key or "").startswith(f"alert:{RULE}:")
    )
    by_key = Counter(message.key for message in slack.messages)
    doubled = sum(times - 1 for times in by_key.values())
    gaps = [gap for name in channels for gap in _gaps(slack.messages_in(name))]
    return Verdict(
        messages=sum(posted.values()),
        replies=len(slack.messages) - sum(posted.values()),
        refused=len(refused),
        closest_s=min(gaps, default=0.0),
        lost=len(expected - set(posted)) + len(_missing(store.deliveries, by_key)),
        doubled=doubled + len(set(posted) - expected),
        disordered=sum(_disorder(slack.messages_in(name), store.deliveries) for name in channels),
        too_close=sum(gap < pace_s for gap in gaps),
        hasty=slack.hasty,
        store=tuple(_unsettled(store, alerts=newsroom.articles * len(channels), copies=copies * len(channels))),
    )


def _gaps(messages: Sequence[PostedMessage]) -> Iterable[float]:
    return ((after.received_at - before.received_at).total_seconds() for before, after in pairwise(messages))


def _missing(deliveries: Iterable[StoredDelivery], by_key: Counter[str | None]) -> list[str]:
    """Return what the store takes as sent and is not there; alerts of `RULE` are counted by their headlines."""
    sent = (one for one in deliveries if one.state is DeliveryState.SENT and one.rule != RULE)
    return [one.key for one in sent if not by_key[one.key]]


def _disorder(messages: Sequence[PostedMessage], deliveries: Iterable[StoredDelivery]) -> int:
    """Return how many alerts stand behind one that became due later; of what stands twice the first counts."""
    due = {one.key: (one.created_at, one.id) for one in deliveries if one.kind is DeliveryKind.ALERT}
    places = [due[key] for key in dict.fromkeys(message.key or "" for message in messages) if key in due]
    return sum(after < before for before, after in pairwise(places))


def _unsettled(store: Kept, *, alerts: int, copies: int) -> Iterable[str]:
    """Yield what does not add up: each match has one end, and its delivery the same."""
    states = {one.id: one.state for one in store.deliveries}
    yield from (f"{one.key} is {one.state}" for one in store.deliveries if one.state not in FINAL_STATES)
    yield from (
        f"{one.key}: no reason" for one in store.deliveries if one.state is DeliveryState.REFUSED if not one.reason
    )
    yield from (f"match {one.id} is {one.outcome}" for one in store.matches if one.outcome in OPEN_OUTCOMES)
    made = Counter(one.rule for one in store.deliveries if one.kind is DeliveryKind.ALERT)
    if (made[RULE], made[LATE_RULE]) != (alerts, copies):
        yield f"{made[RULE]} alerts of {alerts}, {made[LATE_RULE]} late ones of {copies}"
    expected = alerts + 2 * copies  # both rules hold for a copy
    if not len(store.matches) == store.counted == expected:
        yield f"{len(store.matches)} matches, {store.counted} counted, {expected} expected"
    told: defaultdict[int, list[MatchOutcome]] = defaultdict(list)
    for match in store.matches:
        if match.told_by is not None:
            told[match.told_by].append(match.outcome)
            wrong = (states[match.told_by] is DeliveryState.REFUSED) != (match.outcome is MatchOutcome.UNDELIVERED)
            if wrong:
                yield f"match {match.id} is {match.outcome}, what tells it {states[match.told_by]}"
    for one in store.deliveries:
        is_told = one.kind is DeliveryKind.ALERT and one.state is DeliveryState.SENT
        if is_told and MatchOutcome.POSTED not in told[one.id]:
            yield f"{one.key} is sent, and tells {', '.join(told[one.id]) or 'nothing'}"
