"""A day and a half replayed in seconds: waits, caps, quiet hours over a change of the clocks, digests and mutes."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from monitor.alerts.content import OPEN_OUTCOMES
from monitor.core.message import Severity
from monitor.core.mutes import MuteKind
from monitor.core.outbox import DeliveryKind, DeliveryState, MatchOutcome
from tests.pipeline.desk import Desk, entry, rules

STORIES = 300
STEP = timedelta(minutes=5)
#: Berlin's clocks go back an hour in the night: its quiet hours last ten.
START = datetime(2026, 10, 24, 6, 0, tzinfo=UTC)
LAST_NEWS = timedelta(hours=26)
END = timedelta(hours=62)
CHANNELS = """
  - {channel: "#berlin", quiet: {from: "22:00", to: "07:00", zone: Europe/Berlin}}
  - {channel: "#capped", wait: 2m, max_per_hour: 4, digest: "18:00"}
  - {channel: "#named", threads: update-only, max_per_hour: 60}
  - {channel: "#counted", threads: off, max_per_hour: 60, wait: 0s}
"""
SEVERITIES = {"strikes": "normal", "crates": "high", "fires": "critical", "ships": "low"}
RULES = "".join(
    f"  - {{rule: {name}, match: {words}, channel: {channels}, severity: {SEVERITIES[name]}}}\n"
    for name, words, channels in (
        ("strikes", "strike", '["#berlin", "#capped", "#counted"]'),
        ("crates", "crates", '["#berlin", "#named"]'),
        ("fires", "fire", '["#berlin", "#capped"]'),
        ("ships", "ship", '["#named", "#counted", "#capped"]'),
    )
)
TOPICS = ("strike", "crates", "fire", "ship")


@dataclass(frozen=True)
class News:
    """An article of the generator's: when it comes out, and which story it tells."""

    at: timedelta
    story: int
    entry: dict[str, str]


def _paragraphs(story: int, topics: tuple[str, ...], dice: random.Random) -> list[str]:
    words = [
        f"{dice.choice('bdfgklmnprst')}{dice.choice('aeiou')}{dice.choice('dlmnrst')}{story}q{n}" for n in range(90)
    ]
    lines = [" ".join(dice.choices(words, k=22)).capitalize() + "." for _ in range(14)]
    for topic in topics:
        lines[dice.randrange(3)] += f" The {topic} was in all papers."
    return lines


def _edited(lines: list[str], dice: random.Random, story: int, number: int) -> list[str]:
    """Return the story as another paper prints it: with another lead, trimmed, or with a paragraph of its own."""
    own = " ".join(f"local{story}x{number}y{word}" for word in range(20)).capitalize() + "."
    match dice.randrange(4):
        case 0:
            return [own, *lines]
        case 1:
            return lines[: len(lines) * 7 // 10]
        case 2:
            return [*lines[:8], own, *lines[8:]]
        case _:
            return lines


def _news(seed: int) -> list[News]:
    dice = random.Random(seed)  # noqa: S311 - a day that can be repeated
    found = []
    for story in range(STORIES):
        topics = tuple(dice.sample(TOPICS, dice.choice((1, 1, 2, 3))))
        lines = _paragraphs(story, topics[:-1] or topics, dice)
        first = LAST_NEWS * dice.random()
        for number in range(dice.choice((1, 1, 2, 3, 6))):
            text = _edited(lines, dice, story, number) if number else lines
            if number and len(topics) > 1 and dice.random() < 0.5:  # a rule that matches later
                text = [*text, f"The {topics[-1]} was in all papers."]
            at = min(first + timedelta(minutes=dice.expovariate(1 / 90)) * bool(number), LAST_NEWS)
            name = f"{story}-{number}"
            made = entry(name, "\n\n".join(text), url=f"https://paper{number}.example/{story}/{number}", title=name)
            found.append(News(at=at, story=story, entry=made))
    return sorted(found, key=lambda news: news.at)


async def test_every_match_of_a_day_has_one_outcome_and_every_story_stands_once(desk: Desk) -> None:
    for channel in ("berlin", "capped", "named", "counted"):
        desk.slack.names[f"#{channel}"] = f"C{channel.upper():0<9}"
    desk.clock.at = START
    await desk.open(rules(RULES, channels=CHANNELS.lstrip("\n")))
    news = _news(7)
    waiting = list(news)
    at = timedelta(0)
    while at <= END:
        if at == timedelta(hours=3):
            desk.mute(MuteKind.RULE, "ships", timedelta(hours=24), channel="CNAMED0000")
            desk.mute(MuteKind.SOURCE, "paper0.example", timedelta(hours=2))
        fresh = [one for one in waiting if one.at <= at]
        if fresh:
            waiting = waiting[len(fresh) :]
            desk.publish(*(one.entry for one in fresh))
        desk.clock.at = START + at
        await desk.work()
        await desk.deliver()
        at += STEP

    assert waiting == []
    _check_counts(desk, news)
    _check_places(desk)
    _check_quiet(desk)


def _check_counts(desk: Desk, news: list[News]) -> None:
    counts, matches = desk.counts, desk.look(lambda tx: tx.matches.list(limit=100_000))
    assert counts.entries == {"read": len(news)}
    assert len(matches) >= 2000
    assert sum(counts.matches.values()) == len(matches)
    assert not {match.outcome for match in matches} & {*OPEN_OUTCOMES, MatchOutcome.UNDELIVERED}
    assert {"posted", "follow-up", "merged", "digest", "counted only"} <= counts.matches.keys()
    assert len({(match.article_id, match.match.rule, match.channel) for match in matches}) == len(matches)
    assert {one.state for one in desk.deliveries} <= {
        DeliveryState.SENT,
        DeliveryState.MERGED,
        DeliveryState.DIGEST,
        DeliveryState.COUNTED_ONLY,
    }
    assert desk.slack.doubled() == []


def _check_places(desk: Desk) -> None:
    """By the generator's labels: one message a story and channel, but for a more urgent rule that came later."""
    severities: dict[tuple[str, str], list[Severity]] = {}
    rank = {name: Severity[word.upper()] for name, word in SEVERITIES.items()}
    for message in desk.slack.standing:
        if message.kind == "Message" and message.attempt.thread is None:
            label = str(message.shown["url"]).split("/")[3]
            severities.setdefault((message.attempt.channel, label), []).append(rank[message.rule])
    assert all(found == sorted(set(found)) for found in severities.values()), severities
    assert any(len(found) > 1 for found in severities.values())
    told_by_digest = Counter(
        (message.attempt.channel, title.split("-")[0])
        for message in desk.slack.standing
        if message.kind == "Digest"
        for titles in message.shown["stories"].values()
        for title in titles
    )
    assert told_by_digest.total() > 30


def _check_quiet(desk: Desk) -> None:
    """In Berlin's night, ten hours long, nothing but critical alerts; over the cap nothing but them."""
    night = datetime(2026, 10, 24, 20, 0, tzinfo=UTC), datetime(2026, 10, 25, 6, 0, tzinfo=UTC)
    berlin = [message for message in desk.slack.standing if message.attempt.channel == "CBERLIN000"]
    by_night = [message for message in berlin if night[0] <= message.at < night[1]]
    assert by_night
    assert {message.rule for message in by_night} == {"fires"}
    (digest,) = [message for message in berlin if message.kind == "Digest" and message.shown["part"] == 1][:1]
    assert digest.at == night[1]
    capped = [
        message.at
        for message in desk.slack.standing
        if message.attempt.channel == "CCAPPED000" and message.kind == "Message" and message.attempt.thread is None
        if message.rule != "fires"
    ]
    assert max(sum(at - timedelta(hours=1) < other <= at for other in capped) for at in capped) <= 4
    notices = [one for one in desk.deliveries if one.kind is DeliveryKind.NOTICE]
    assert {one.channel for one in notices} >= {"CCAPPED000"}
