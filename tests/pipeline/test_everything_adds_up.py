"""Hours of everything going wrong, then peace: nothing is lost, nothing doubled, and every count adds up."""

import random
from collections import Counter
from datetime import timedelta

import pytest

from monitor.alerts.content import OPEN_OUTCOMES
from monitor.core.errors import (
    AuthRefused,
    ChannelRefused,
    MessageRefused,
    NotSent,
    OutcomeUnknown,
    ThreadLost,
    Throttled,
)
from monitor.core.mutes import MuteKind
from monitor.core.outbox import DeliveryKind, DeliveryState, MatchOutcome
from monitor.core.records import StoredDelivery
from tests.fakes.channel import Fault
from tests.fakes.fetcher import Answer, Page, missing, temporary
from tests.pipeline.desk import FEED, SECOND_FEED, Desk, entry, rule, rules, story

DESK = "C0123456789"
FEEDS = (FEED, SECOND_FEED)
SOURCES = (
    f"feeds:\n  - {{feed: {FEED}, name: Wire, tags: [port], backlog: all, every: 1m}}\n"
    f"  - {{feed: {SECOND_FEED}, name: Agency, tags: [sea], backlog: all, text: feed, every: 1m}}\n"
)
WIRE = story("harbour") + story("airport") + story("quarry")
FAULTS = (
    Fault(NotSent("no connection")),
    Fault(Throttled("HTTP 429", retry_after_s=7)),
    Fault(OutcomeUnknown("connection lost")),
    Fault(OutcomeUnknown("no answer in time"), shown=True),
    Fault(ChannelRefused("is_archived")),
    Fault(AuthRefused("token_revoked")),
    Fault(MessageRefused("msg_too_long")),
    Fault(ThreadLost("thread_not_found")),
)
#: What a start may find in the rule files about the desk's channel; all of it is posted at once.
PLANS = (
    "",
    "max_per_hour: 2, ",
    'quiet: {from: "10:00", to: "15:00", zone: Europe/Berlin}, ',
    'digest: "12:30", max_per_hour: 1, ',
    "threads: off, ",
    "threads: update-only, max_per_hour: 3, ",
)
PDF = Page(body=b"%PDF-1.7")
STEPS = (
    "transaction 1",
    "page fetched",
    "transaction 2",
    "entry settled",
    "transaction 3",
    "alert claimed",
    "alert posted",
    "transaction 4",
)


class Killed(BaseException):
    """Stops the process there, as kill -9 does: nothing may handle it."""


class Storm:
    """One random history; the same seed gives the same."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk = desk
        self.dice = random.Random(seed)  # noqa: S311 - a history that can be repeated
        self.published: dict[str, list[dict[str, str]]] = {feed: [] for feed in FEEDS}
        self.numbers = iter(range(10_000))
        self.publish = desk.publish_rss if seed % 2 else desk.publish

    async def start(self) -> None:
        """Start the daemon, with rules that may have been edited meanwhile."""
        dice = self.dice
        items = [
            rule("strikes", severity=dice.choice(("normal", "critical"))),
            rule("crates", "crates AND pallets", channel='["#desk", console]', enabled=dice.choice(("true", "shadow"))),
            rule("at-sea", "strike", where="{tags: [sea]}", channel=dice.choice(('"#desk"', DESK))),
            rule("both", "strike", where="{feeds: [Agency], tags: [port]}"),
        ]
        dice.shuffle(items)
        plans = "".join(f'  - {{channel: "{name}", {dice.choice(PLANS)}wait: 20s}}\n' for name in ("#desk", "console"))
        await self.desk.open(rules(*items[: dice.randint(2, 4)], feeds=SOURCES, channel="#desk", channels=plans))

    async def happen(self) -> None:
        """Let something happen."""
        dice, desk = self.dice, self.desk
        match dice.randrange(15):
            case 0 | 1 | 2:
                self._publish()
            case 3:
                desk.slack.faults.extend(dice.choices(FAULTS, k=dice.randint(1, 3)))
            case 4:
                desk.observer.faults[dice.choice(STEPS)] = Killed()
            case 5:
                desk.slack.names["#desk"] = dice.choice((DESK, DESK, NotSent("no connection")))
                desk.slack.lag = timedelta(seconds=dice.choice((0, 0, 30)))
            case 6:
                await self.start()
            case 7 | 8:
                self._reword()
            case 9:
                self._mute()
            case 10:
                self._say()
            case _:
                pass
        desk.clock.advance(timedelta(seconds=dice.choice((1, 20, 70, 70, 400, 4000, -120))))
        try:
            await desk.work()
            await desk.deliver(hurry=dice.random() < 0.2)
        except Killed:
            await self.start()

    async def calm(self) -> None:
        """Take every trouble away and let time pass until nothing is due."""
        desk = self.desk
        desk.slack.faults.clear()
        desk.observer.faults.clear()
        desk.slack.names["#desk"] = DESK
        await self.start()
        for _ in range(20):
            await desk.cycle(timedelta(hours=4))
            counts = desk.counts
            if not counts.entries.get("waiting") and not counts.rereads_waiting and not self.open_alerts():
                return
        raise AssertionError(f"still due after days: {desk.entries} {self.open_alerts()}")

    def _mute(self) -> None:
        kind, target = self.dice.choice(
            (
                (MuteKind.RULE, "strikes"),
                (MuteKind.SOURCE, "news.example"),
                (MuteKind.SOURCE, "Agency"),
                (MuteKind.STORY, "1"),
            )
        )
        channel = self.dice.choice((None, DESK, "console"))
        self.desk.mute(kind, target, timedelta(hours=self.dice.choice((1, 3, 24))), channel=channel)

    def _say(self) -> None:
        """Say something of an alert, as a click does."""
        desk, dice = self.desk, self.dice
        standing = [alert for alert in desk.alerts if alert.sent_id]
        if standing:
            alert = dice.choice(standing)
            with desk.store.transaction() as tx:
                words = dice.choice(("relevant", "not relevant"))
                tx.feedback.add(alert.id, alert.rule, words, user="U1", name="ana", click="1", now=desk.clock.at)
                tx.standing.touch(alert.id)

    def open_alerts(self) -> list[str]:
        over = {"sent", "merged", "digest", "counted only", "refused"}
        open_ones = [one.key for one in self.desk.deliveries if one.state not in over]
        return open_ones + [match.match.rule for match in self.desk.matches if match.outcome in OPEN_OUTCOMES]

    def _publish(self) -> None:
        dice = self.dice
        name = f"n{next(self.numbers)}"
        known = [one["url"] for entries in self.published.values() for one in entries if one["url"]]
        url = dice.choice((None, None, "", dice.choice(known) if known else None))
        text = dice.choice((story(name), story(name, topic="fair"), WIRE, f"From our correspondent. {WIRE}"))
        made = entry(name, text, url=url)
        if made["url"] not in self.desk.fetcher.pages:
            body = f"<!doctype html><html lang=en><article><h1>Page {name}</h1><p>{text}</p></article></html>"
            page = Page(body=body)
            answers: list[Answer | list[Answer]] = [page, [temporary(), page], temporary(), missing(), PDF]
            self.desk.fetcher.pages[made["url"]] = dice.choice(answers)
        feed = dice.choice(FEEDS)
        self.published[feed].insert(0, made)
        self.publish(*self.published[feed], feed=feed)

    def _reword(self) -> None:
        """Let an entry, and the page behind it, say something else."""
        dice = self.dice
        feed = dice.choice(FEEDS)
        if not self.published[feed]:
            return
        place = dice.randrange(len(self.published[feed]))
        before = self.published[feed][place]
        text = dice.choice((f"{before['content_text']} A strike went on.", story("elsewhere", topic="fair")))
        self.published[feed][place] = before | {"content_text": text}
        if isinstance(self.desk.fetcher.pages.get(before["url"]), Page):
            body = f"<!doctype html><html lang=en><article><h1>{before['title']}</h1><p>{text}</p></article></html>"
            self.desk.fetcher.pages[before["url"]] = Page(body=body)
        self.publish(*self.published[feed], feed=feed)


@pytest.mark.parametrize("seed", range(8))
async def test_after_any_history_each_alert_stands_once_and_each_count_adds_up(desk: Desk, seed: int) -> None:
    storm = Storm(desk, seed)
    desk.slack.names["#desk"] = DESK
    await storm.start()
    for _ in range(30):
        await storm.happen()

    await storm.calm()

    counts, alerts, matches = desk.counts, desk.alerts, desk.matches
    published = sum(map(len, storm.published.values()))
    assert sum(counts.entries.values()) == published
    assert counts.entries.keys() <= {"read", "failed", "duplicate"}
    without_link = [one for entries in storm.published.values() for one in entries if not one["url"]]
    links = {one["url"] for entries in storm.published.values() for one in entries if one["url"]}
    assert sum(counts.articles.values()) == len(links) + len(without_link)
    assert counts.entries.get("duplicate", 0) == published - sum(counts.articles.values())
    assert sum(counts.matches.values()) == len(matches)
    assert sum(counts.alerts.values()) == len(alerts)
    assert counts.articles_matched == len({match.article_id for match in matches})
    assert counts.revisions == sum(stored.revision for stored in desk.look(lambda tx: tx.articles.list(limit=1000)))
    _check_messages(desk)
    _check_outcomes(desk)
    _check_texts(desk, storm)


def _check_texts(desk: Desk, storm: Storm) -> None:
    """What one entry alone brought, and with it its text, says what that entry says now, however often it changed."""
    stored = {one.article.url: one for one in desk.look(lambda tx: tx.articles.list(limit=1000))}
    entries = Counter(one["url"] for those in storm.published.values() for one in those)
    for one in storm.published[SECOND_FEED]:
        if one["url"] and entries[one["url"]] == 1:
            assert stored[one["url"]].article.text == one["content_text"]


def _check_messages(desk: Desk) -> None:
    slack, console = Counter(desk.slack.keys), Counter(desk.console.keys)
    for one in desk.deliveries:
        told = one.state is DeliveryState.SENT
        if one.channel == "console":
            assert bool(console[one.key]) == told, one
        else:
            assert slack[one.key] == told, one
    assert set(slack) | set(console) <= {one.key for one in desk.deliveries}
    by_key: dict[str, set[str]] = {}
    for attempt in desk.slack.attempts:
        by_key.setdefault(attempt.key, set()).add(attempt.rendered)
    assert all(len(rendered) == 1 for rendered in by_key.values()), "a retry posts the same bytes"
    _check_places(desk)


def _check_places(desk: Desk) -> None:
    """A story stands in a channel once; again only more urgent, or where its thread was lost."""
    lost = {attempt.key for attempt in desk.slack.attempts if attempt.thread is not None}
    for message in desk.slack.standing:
        if message.kind in {"FollowUp", "EditNote"}:
            assert message.attempt.thread is not None, message
    stories: dict[int, list[StoredDelivery]] = {}
    for alert in desk.alerts:
        if alert.sent_id and not alert.thread and alert.key not in lost:
            stories.setdefault(alert.story_id, []).append(alert)
    order = {key: place for place, key in enumerate(desk.slack.keys)}
    for alerts in stories.values():
        alerts.sort(key=lambda alert: order[alert.key])
        severities = [alert.severity for alert in alerts]
        assert severities == sorted(set(severities)), alerts


def _check_outcomes(desk: Desk) -> None:
    stories = {stored.id: stored.story_id for stored in desk.look(lambda tx: tx.articles.list(limit=1000))}
    # An alert that stays under a label was found to be the same as one under the channel's lasting name.
    alerts = {(one.rule, one.story_id, one.channel): one for one in desk.alerts if one.channel != "#desk"}
    assert {str(one.state) for one in desk.alerts if one.channel == "#desk"} <= {"merged"}
    deliveries = {one.id: one for one in desk.deliveries}
    told: set[tuple[str, int, str]] = set()
    for match in desk.matches:
        if match.outcome is MatchOutcome.SHADOW:
            continue
        story_id = stories[match.article_id]
        assert story_id is not None
        key = (match.match.rule, story_id, DESK if match.channel == "#desk" else match.channel)
        teller = deliveries[match.told_by] if match.told_by is not None else None
        match match.outcome:
            case MatchOutcome.POSTED:
                assert teller == alerts[key], teller
                assert teller.state is DeliveryState.SENT
            case MatchOutcome.MERGED:
                assert teller is not None
                assert (teller.kind, teller.state) == (DeliveryKind.ALERT, DeliveryState.SENT)
                assert alerts[key].told_by == teller.id
            case MatchOutcome.DIGEST:
                assert teller is not None
                assert (teller.kind, teller.state) == (DeliveryKind.DIGEST, DeliveryState.SENT)
                assert alerts[key].told_by == teller.id
            case MatchOutcome.FOLLOW_UP:
                assert teller is not None
                assert teller.state is DeliveryState.SENT
            case MatchOutcome.COUNTED_ONLY:
                assert match.reason
            case MatchOutcome.UNDELIVERED:
                assert (teller or alerts[key]).state in {DeliveryState.REFUSED, DeliveryState.MERGED}
        if match.outcome not in {MatchOutcome.COUNTED_ONLY, MatchOutcome.FOLLOW_UP}:
            told.add(key)
    assert told == {key for key, alert in alerts.items() if alert.state is not DeliveryState.COUNTED_ONLY}
