"""What was held, one line a story, in parts that a message holds."""

import doctest
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.alerts import digests as module
from monitor.alerts.digests import plan_digest, week_of
from monitor.core.message import Precision, Severity
from monitor.core.outbox import DeliveryState, MatchOutcome
from monitor.core.records import StoredDelivery, StoredMatch
from tests.alerts.rows import CHANNEL, NOW, alert, match, situation


def held(name: str, number: int, story: int, **lines: object) -> StoredDelivery:
    made = alert(name, number, state=DeliveryState.HELD, reason="quiet: until 07:00 UTC")
    return replace(made, story_id=story, **lines)  # type: ignore[arg-type] # fields of the row


def of(name: str, number: int, article_id: int | None = None) -> StoredMatch:
    return match(name, number, outcome=MatchOutcome.HELD, article_id=article_id)


def test_a_story_is_told_once_under_the_rule_that_leads_it() -> None:
    alerts = [held("b", 1, 1), held("a", 2, 1, severity=Severity.HIGH), held("b", 3, 2)]
    matches = {1: [of("b", 1), of("a", 2, 1), of("a", 3, 9)], 2: [of("b", 4)]}

    (part,) = plan_digest(alerts, matches, situation("a", "b"))

    first, second = part.digest.sections
    assert (first.rule, first.rule_title) == ("a", "Title of a")
    assert [(one.title, one.more, one.also_matched) for one in first.stories] == [("Headline 1", 1, ("b",))]
    assert [(one.title, one.more, one.also_matched) for one in second.stories] == [("Headline 4", 0, ())]
    assert (part.digest.stories, part.digest.articles, part.digest.held) == (2, 3, (("quiet hours", 2),))
    assert {one.id for one in part.alerts} == {1, 2, 3}
    assert {one.id for one in part.matches} == {1, 2, 3, 4}


def test_the_most_urgent_rule_comes_first_and_in_it_the_most_urgent_story() -> None:
    alerts = [held("a", 1, 1), held("b", 2, 2, order=1), held("b", 3, 3, order=1, severity=Severity.HIGH)]
    matches = {1: [of("a", 1)], 2: [of("b", 2)], 3: [of("b", 3)]}

    (part,) = plan_digest(alerts, matches, situation("a", "b"))

    told = [(section.rule, [one.title for one in section.stories]) for section in part.digest.sections]
    assert told == [("b", ["Headline 3", "Headline 2"]), ("a", ["Headline 1"])]


def test_what_a_message_tells_already_is_left_out() -> None:
    alerts = [held("a", 1, 1), held("a", 2, 2)]
    matches = {1: [replace(of("a", 1), told_by=7)], 2: [of("a", 2), replace(of("a", 3), outcome=MatchOutcome.SHADOW)]}

    (part,) = plan_digest(alerts, matches, situation("a"))

    assert [one.id for one in part.alerts] == [2]
    assert [one.id for one in part.matches] == [2]
    assert plan_digest(alerts[:1], matches, situation("a")) == ()


def test_more_than_twenty_stories_have_parts_and_each_says_what_it_tells() -> None:
    alerts = [held("a", number, number) for number in range(1, 46)]
    matches = {number: [of("a", number)] for number in range(1, 46)}
    said = (Precision(rule="a", relevant=3, not_relevant=1),)

    parts = plan_digest(alerts, matches, situation("a"), precision=said)

    assert [len(part.alerts) for part in parts] == [20, 20, 5]
    assert [part.digest.key[-2:] for part in parts] == [":1", ":2", ":3"]
    assert {part.digest.parts for part in parts} == {3}
    assert [part.digest.precision for part in parts] == [(), (), said]
    assert [part.digest.stories for part in parts] == [45, 45, 45]


def test_what_was_refused_for_good_meanwhile_is_told() -> None:
    refused = [
        replace(alert("a", number, state=DeliveryState.REFUSED), created_at=NOW + timedelta(minutes=minutes))
        for number, minutes in ((8, -1), (9, 0), (10, 5))
    ]
    (part,) = plan_digest([held("a", 1, 1)], {1: [of("a", 1)]}, situation("a"), refused=refused)
    assert part.digest.lost == 2


def test_a_digest_is_named_by_when_it_was_due() -> None:
    due = datetime(2026, 11, 23, 8, tzinfo=UTC)
    alerts = [held("a", 1, 1, due_at=due - timedelta(days=1)), held("a", 2, 2, due_at=due)]

    (part,) = plan_digest(alerts, {1: [of("a", 1)], 2: [of("a", 2)]}, situation("a"))

    assert part.digest.key == f"digest:{CHANNEL}:2026-11-23T08:00:00+00:00:1"
    assert (part.digest.since, part.digest.until) == (NOW, NOW)


def test_a_week_begins_on_monday_in_the_zone() -> None:
    assert week_of(datetime(2026, 11, 29, 23, 30, tzinfo=UTC), "UTC") == datetime(2026, 11, 23, tzinfo=UTC)
    assert week_of(datetime(2026, 11, 29, 23, 30, tzinfo=UTC), "Asia/Tokyo") == datetime(2026, 11, 29, 15, tzinfo=UTC)


def test_the_examples_hold() -> None:
    assert doctest.testmod(module).failed == 0
