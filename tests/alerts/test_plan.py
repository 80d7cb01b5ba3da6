"""Who leads, who is told by it, and where it is posted."""

import doctest
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from monitor.alerts import plan as module
from monitor.alerts.plan import Hold, Join, LateCopy, Post, PostAgain, late_copy, outage, plan
from monitor.core.message import Severity
from monitor.core.mutes import MuteKind
from monitor.core.outbox import DeliveryState, MatchOutcome
from monitor.core.records import StoredDelivery, StoredMatch
from monitor.rules.model import Quiet, Threads
from tests.alerts.rows import NOW, alert, match, muted, sent, situation

#: 16:00 UTC, when it is now, is 01:00 in Tokyo.
QUIET = Quiet(start=time(22), end=time(7), zone="Asia/Tokyo")


def planned(due: StoredDelivery, *siblings: StoredDelivery, matches: tuple[StoredMatch, ...] = ()) -> Post:
    found = matches or tuple(match(one.rule, one.id, article_id=1) for one in (due, *siblings))
    decision = plan(due, siblings, found, situation("a", "b", "c"))
    assert isinstance(decision, Post)
    return decision


def test_an_alert_alone_is_posted_at_top_level() -> None:
    due = alert("a")

    post = planned(due, due)

    assert (post.alert, post.thread, post.merges) == (due, None, ())
    assert post.message.key == due.key
    assert post.reason == "first message of the story in this channel"


@pytest.mark.parametrize(
    ("one", "other", "leads"),
    [
        (alert("a", 1), alert("b", 2, severity=Severity.HIGH, order=1), "b"),
        (alert("a", 1, severity=Severity.LOW, weight=9), alert("b", 2, order=1), "b"),
        (alert("a", 1), alert("b", 2, weight=2, order=1), "b"),
        (alert("a", 1, order=5), alert("b", 2, order=1), "b"),
        (alert("a", 1), alert("b", 2, order=1), "a"),
    ],
    ids=["severity", "severity before clauses", "required clauses", "file order", "first in the file"],
)
def test_the_leader_is_the_most_urgent_then_the_most_specific_then_the_first(
    one: StoredDelivery, other: StoredDelivery, leads: str
) -> None:
    for due, sibling in ((one, other), (other, one)):
        post = planned(due, sibling)
        follower = other if leads == one.rule else one

        assert post.alert.rule == leads
        assert post.merges == (follower,)
        assert post.merge_reason == f"into {leads}"
        assert post.message.also_matched == (follower.rule,)
        assert post.message.also_keys == (follower.key,)


def test_a_rule_that_matches_later_replies_in_the_thread() -> None:
    post = planned(alert("b", 2), sent("a", 1, "100.1"))

    assert post.thread == "100.1"
    assert post.merges == ()
    assert post.reason == "the story was told by a"


def test_a_more_urgent_rule_that_matches_later_posts_anew() -> None:
    post = planned(alert("b", 2, severity=Severity.HIGH), sent("a", 1, "100.1"))

    assert post.thread is None
    assert "more urgent (high)" in post.reason


def test_a_reply_goes_to_the_most_urgent_message_of_the_story_never_to_a_reply() -> None:
    told = (
        sent("a", 1, "100.1"),
        sent("b", 2, "200.2", severity=Severity.HIGH),
        sent("d", 4, "300.3", severity=Severity.HIGH, thread="200.2"),
    )

    assert planned(alert("c", 5, severity=Severity.HIGH), *told).thread == "200.2"


def test_several_late_rules_make_one_reply() -> None:
    post = planned(alert("b", 2, order=1), sent("a", 1, "100.1"), alert("c", 3, order=2))

    assert (post.alert.rule, post.thread) == ("b", "100.1")
    assert [merged.rule for merged in post.merges] == ["c"]


def test_where_messages_have_no_id_there_are_no_threads() -> None:
    assert planned(alert("b", 2), sent("a", 1, "")).thread is None


def test_a_message_on_its_way_comes_before_a_new_one_of_its_story() -> None:
    waiting = alert("a", 1, rendered="{}", state=DeliveryState.PARKED)

    decision = plan(alert("b", 2), [waiting], [match("b")], situation("a", "b"))

    assert decision == PostAgain(alert=waiting, reason="the message of a for this story comes first")


@pytest.mark.parametrize("state", [DeliveryState.REFUSED, DeliveryState.MERGED])
def test_what_was_refused_or_merged_neither_leads_nor_is_merged_again(state: DeliveryState) -> None:
    other = alert("a", 1, severity=Severity.CRITICAL, state=state, rendered="{}")

    post = planned(alert("b", 2), other)

    assert (post.alert.rule, post.thread, post.merges) == ("b", None, ())


def test_an_alert_of_a_rule_that_was_removed_is_told_by_what_is_stored() -> None:
    post = planned(alert("gone", severity=Severity.HIGH))

    assert (post.message.rule, post.message.rule_title) == ("gone", "gone")
    assert post.message.severity is Severity.HIGH


def test_an_alert_without_a_match_is_an_error_of_ours() -> None:
    with pytest.raises(ValueError, match="has no match"):
        plan(alert("a"), [], [match("b")], situation("a"))


TOLD = LateCopy(outcome=MatchOutcome.COUNTED_ONLY, reason="copy of a story already told")
STANDING = sent("a", 1, "1.1")
ON_ITS_WAY = alert("a", 1, state=DeliveryState.SENDING, rendered="{}")
MERGED = alert("b", 2, state=DeliveryState.MERGED)


def for_thread(parent: StoredDelivery) -> LateCopy:
    return LateCopy(outcome=MatchOutcome.WAITING, reason="for the thread of its story", parent=parent)


@pytest.mark.parametrize(
    ("known", "others", "expected"),
    [
        (alert("a"), [], LateCopy(outcome=MatchOutcome.WAITING)),
        (alert("a", state=DeliveryState.PARKED), [], LateCopy(outcome=MatchOutcome.WAITING)),
        (alert("a", rendered="{}"), [alert("a", rendered="{}")], for_thread(alert("a", rendered="{}"))),
        (ON_ITS_WAY, [ON_ITS_WAY], for_thread(ON_ITS_WAY)),
        (STANDING, [STANDING], for_thread(STANDING)),
        (MERGED, [STANDING, MERGED], for_thread(STANDING)),
        (MERGED, [MERGED], TOLD),
        (
            alert("a", state=DeliveryState.HELD, reason="cap: more than 20 an hour"),
            [],
            LateCopy(outcome=MatchOutcome.HELD, reason="cap: more than 20 an hour"),
        ),
        (
            alert("a", state=DeliveryState.HELD, reason="mute: source Wire, by ana"),
            [],
            LateCopy(outcome=MatchOutcome.WAITING, again=True),
        ),
        (
            alert("a", state=DeliveryState.DIGEST),
            [],
            LateCopy(outcome=MatchOutcome.COUNTED_ONLY, reason="copy of a story told in a digest"),
        ),
        (
            alert("a", state=DeliveryState.REFUSED, reason="no_text"),
            [],
            LateCopy(outcome=MatchOutcome.UNDELIVERED, reason="no_text"),
        ),
    ],
)
def test_a_further_copy_waits_for_the_message_or_for_its_thread(
    known: StoredDelivery, others: list[StoredDelivery], expected: LateCopy
) -> None:
    assert late_copy(known, others) == expected


def test_in_quiet_hours_alerts_are_held_for_the_digest_and_critical_ones_pass() -> None:
    night = situation("a", quiet=QUIET)

    held = plan(alert("a"), [], [match("a")], night)
    passed = plan(alert("a", severity=Severity.CRITICAL), [], [match("a")], night)

    assert held == Hold(alerts=(alert("a"),), until=NOW + timedelta(hours=6), reason="quiet: until 07:00 Asia/Tokyo")
    assert isinstance(passed, Post)


def test_over_the_cap_alerts_are_held_and_critical_ones_and_replies_pass() -> None:
    full = situation("a", "b", posted=20)

    held = plan(alert("a"), [], [match("a")], full)
    reply = plan(alert("b", 2), [sent("a", 1, "1.1")], [match("a"), match("b", 2)], full)

    assert held == Hold(
        alerts=(alert("a"),), until=datetime(2026, 11, 24, 8, tzinfo=UTC), reason="cap: more than 20 an hour"
    )
    assert isinstance(plan(alert("a", severity=Severity.CRITICAL), [], [match("a")], full), Post)
    assert isinstance(reply, Post)
    assert isinstance(plan(alert("a"), [], [match("a")], situation("a", posted=19)), Post)


def test_what_is_held_by_the_cap_is_told_by_a_message_of_its_story_that_passes() -> None:
    held = alert("a", 1, state=DeliveryState.HELD, reason="cap: more than 20 an hour")
    urgent = alert("b", 2, severity=Severity.CRITICAL)

    post = plan(urgent, [held], [match("a"), match("b", 2, article_id=1)], situation("a", "b", posted=20))

    assert isinstance(post, Post)
    assert (post.alert, post.merges) == (urgent, (held,))
    assert {one.match.rule for one in post.told} == {"a", "b"}


def test_a_mute_holds_what_is_critical_too_until_the_digest_after_it() -> None:
    mute = muted(MuteKind.RULE, "a", hours=30)

    held = plan(alert("a", severity=Severity.CRITICAL), [], [match("a")], situation("a", mutes=(mute,)))

    until = datetime(2026, 11, 25, 8, tzinfo=UTC)
    assert held == Hold(alerts=(alert("a", severity=Severity.CRITICAL),), until=until, reason="mute: rule a, by ana")


def test_a_muted_rule_is_not_told_by_the_message_of_another() -> None:
    mutes = (muted(MuteKind.RULE, "b"),)

    post = plan(alert("a"), [alert("b", 2)], [match("a"), match("b", 2)], situation("a", "b", mutes=mutes))

    assert isinstance(post, Post)
    assert post.merges == ()
    assert [one.match.rule for one in post.told] == ["a"]


def test_a_story_of_a_muted_source_is_told_by_another_source() -> None:
    mutes = (muted(MuteKind.SOURCE, "SITE1.example"),)
    matches = [match("a", 1), match("a", 2)]

    post = plan(alert("a"), [], matches, situation("a", mutes=mutes))

    assert isinstance(post, Post)
    assert (post.message.source, post.message.copies) == ("site2.example", ())
    assert [one.id for one in post.told] == [2]


def test_where_there_are_no_replies_the_message_of_the_story_names_a_late_rule() -> None:
    told = sent("a", 1, "1.1")
    for threads in (Threads.OFF, Threads.UPDATE_ONLY):
        decision = plan(alert("b", 2), [told], [match("a"), match("b", 2)], situation("a", "b", threads=threads))
        assert decision == Join(alerts=(alert("b", 2),), parent=told, reason="into a")


def test_after_an_outage_many_late_alerts_go_out_as_one_digest_but_the_critical_ones() -> None:
    late = [replace(alert("a", number), due_at=NOW - timedelta(hours=6)) for number in range(1, 22)]
    urgent = replace(alert("b", 30, severity=Severity.CRITICAL), due_at=NOW - timedelta(hours=9))
    fresh = alert("a", 31)

    hold = outage([*late, urgent, fresh], situation("a", "b"))

    assert hold == Hold(alerts=tuple(late), until=NOW, reason="outage: due for more than 6 h")
    assert outage([*late[1:], urgent, fresh], situation("a", "b")) is None
    at_night = outage(late, situation("a", quiet=QUIET))
    assert at_night is not None
    assert at_night.until == NOW + timedelta(hours=6)


def test_the_examples_hold() -> None:
    assert doctest.testmod(module).failed == 0
