"""Who leads, who is told by it, and where it is posted."""

import doctest

import pytest

from monitor.alerts import plan as module
from monitor.alerts.plan import Post, PostAgain, outcome_of_late_copy, plan
from monitor.core.message import Severity
from monitor.core.outbox import DeliveryState, MatchOutcome
from monitor.core.records import StoredAlert, StoredMatch
from tests.alerts.rows import NOW, alert, match, rules, sent


def planned(due: StoredAlert, *siblings: StoredAlert, matches: tuple[StoredMatch, ...] = ()) -> Post:
    found = matches or tuple(match(one.rule, one.id, article_id=1) for one in (due, *siblings))
    decision = plan(due, siblings, found, rules("a", "b", "c"), NOW)
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
    one: StoredAlert, other: StoredAlert, leads: str
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

    decision = plan(alert("b", 2), [waiting], [match("b")], rules("a", "b"), NOW)

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
        plan(alert("a"), [], [match("b")], rules("a"), NOW)


@pytest.mark.parametrize(
    ("known", "outcome"),
    [
        (alert("a"), (MatchOutcome.WAITING, "")),
        (alert("a", state=DeliveryState.PARKED), (MatchOutcome.WAITING, "")),
        (alert("a", rendered="{}"), (MatchOutcome.COUNTED_ONLY, "copy of a story already told")),
        (alert("a", state=DeliveryState.SENDING), (MatchOutcome.COUNTED_ONLY, "copy of a story already told")),
        (alert("a", state=DeliveryState.SENT), (MatchOutcome.COUNTED_ONLY, "copy of a story already told")),
        (alert("a", state=DeliveryState.MERGED), (MatchOutcome.COUNTED_ONLY, "copy of a story already told")),
        (alert("a", state=DeliveryState.REFUSED, reason="no_text"), (MatchOutcome.UNDELIVERED, "no_text")),
    ],
)
def test_a_further_copy_waits_only_while_the_message_is_not_written(
    known: StoredAlert, outcome: tuple[MatchOutcome, str]
) -> None:
    assert outcome_of_late_copy(known) == outcome


def test_the_examples_hold() -> None:
    assert doctest.testmod(module).failed == 0
