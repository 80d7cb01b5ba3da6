"""Later news of a told story: a reply, a name in the message, a count, or later."""

from dataclasses import replace
from datetime import timedelta

from monitor.alerts.follow_ups import MAX_REPORTS, CountOnly, Name, Postpone, Reply, plan_edit, plan_follow_up
from monitor.core.message import EditNote, FollowUp, Severity
from monitor.core.mutes import MuteKind
from monitor.core.outbox import DeliveryKind, DeliveryState, MatchOutcome
from monitor.core.rereading import Edit, EditKind
from monitor.rules.model import Quiet, Threads
from tests.alerts.rows import NOW, alert, article, match, muted, sent, situation
from tests.alerts.test_plan import QUIET

PARENT = sent("a", 1, "1.1")
TOLD = match("a", 1, outcome=MatchOutcome.POSTED, told_by=1)
LATE = match("a", 2, found_at=NOW + timedelta(minutes=12))


def test_later_matches_make_one_reply_that_names_their_sources() -> None:
    other = match("a", 3, found_at=NOW + timedelta(minutes=31))

    (step,) = plan_follow_up(PARENT, [PARENT], [TOLD, LATE, other], situation("a"))

    assert isinstance(step, Reply)
    assert isinstance(step.content, FollowUp)
    assert step.content.key == "follow-up:1:1"
    assert [(one.source, one.after_s) for one in step.content.reports] == [
        ("site2.example", 720.0),
        ("site3.example", 1860.0),
    ]
    assert step.matches == (LATE, other)


def test_replies_are_numbered() -> None:
    before = replace(
        alert("a", 5, state=DeliveryState.SENT, sent_id="2.2"), kind=DeliveryKind.FOLLOW_UP, parent_id=PARENT.id
    )
    (step,) = plan_follow_up(PARENT, [PARENT, before], [TOLD, LATE], situation("a"))
    assert isinstance(step, Reply)
    assert step.content.key == "follow-up:1:2"


def test_two_rules_of_one_article_are_one_report() -> None:
    merged = alert("b", 2, state=DeliveryState.MERGED)
    both = [match("a", 5, article_id=5), match("b", 6, article_id=5)]

    (step,) = plan_follow_up(PARENT, [PARENT, merged], [TOLD, *both], situation("a", "b"))

    assert isinstance(step, Reply)
    assert isinstance(step.content, FollowUp)
    assert len(step.content.reports) == 1
    assert len(step.matches) == 2


def test_many_articles_are_named_up_to_a_limit_and_counted_beyond() -> None:
    late = [match("a", number) for number in range(2, 4 + MAX_REPORTS)]
    (step,) = plan_follow_up(PARENT, [PARENT], [TOLD, *late], situation("a"))
    assert isinstance(step, Reply)
    assert isinstance(step.content, FollowUp)
    assert (len(step.content.reports), step.content.more) == (MAX_REPORTS, 2)


def test_what_its_own_alert_will_tell_is_no_later_news() -> None:
    waiting = alert("b", 2)
    assert plan_follow_up(PARENT, [PARENT, waiting], [TOLD, match("b", 2)], situation("a", "b")) == ()


def test_an_article_that_is_told_is_not_told_again() -> None:
    merged = alert("b", 2, state=DeliveryState.MERGED)
    again = match("b", 9, article_id=1)
    (step,) = plan_follow_up(PARENT, [PARENT, merged], [TOLD, again], situation("a", "b"))
    assert step == CountOnly(matches=(again,), reason="the article is told already")


def test_without_threads_later_news_is_counted_or_named() -> None:
    off = plan_follow_up(PARENT, [PARENT], [TOLD, LATE], situation("a", threads=Threads.OFF))
    none = plan_follow_up(PARENT, [PARENT], [TOLD, LATE], situation("a", has_threads=False))
    update = plan_follow_up(PARENT, [PARENT], [TOLD, LATE], situation("a", threads=Threads.UPDATE_ONLY))

    assert off == (CountOnly(matches=(LATE,), reason="threads: off"),)
    assert none == (CountOnly(matches=(LATE,), reason="the channel has no threads"),)
    assert update == (Name(matches=(LATE,)),)


def test_muted_news_waits_and_the_rest_is_told() -> None:
    mute = muted(MuteKind.SOURCE, "site2.example")
    other = match("a", 3)

    postponed, reply = plan_follow_up(PARENT, [PARENT], [TOLD, LATE, other], situation("a", mutes=(mute,)))

    assert postponed == Postpone(matches=(LATE,), until=mute.until, reason=str(mute))
    assert isinstance(reply, Reply)
    assert reply.matches == (other,)


def test_in_quiet_hours_only_critical_rules_go_on() -> None:
    night = situation("a", quiet=QUIET)
    loud = sent("a", 1, "1.1", severity=Severity.CRITICAL)

    (step,) = plan_follow_up(PARENT, [PARENT], [TOLD, LATE], night)
    (passed,) = plan_follow_up(loud, [loud], [TOLD, LATE], night)

    assert step == Postpone(matches=(LATE,), until=NOW + timedelta(hours=6), reason="quiet: for the thread")
    assert isinstance(passed, Reply)


EDIT = Edit(rule="a", kind=EditKind.STOPPED, removed=("Coal moved north.",), added=("Nothing moved.",))


def test_an_edit_is_told_in_the_thread_with_what_went_and_what_came() -> None:
    step = plan_edit(PARENT, "edit:1:1.1", EDIT, article(), situation("a"))
    assert isinstance(step, Reply)
    assert isinstance(step.content, EditNote)
    assert (step.content.removed, step.content.added) == (EDIT.removed, EDIT.added)
    assert (step.content.title, step.content.source) == ("Headline 1", "site1.example")


def test_an_edit_without_a_thread_to_be_told_in_is_counted() -> None:
    for parent, edit, threads in ((None, EDIT, Threads.ON), (PARENT, None, Threads.ON), (PARENT, EDIT, Threads.OFF)):
        step = plan_edit(parent, "edit:1:1.1", edit, article(), situation("a", threads=threads))
        assert isinstance(step, CountOnly)
        assert step.reason


def test_an_edit_waits_for_the_end_of_quiet_hours() -> None:
    quiet: Quiet = QUIET
    step = plan_edit(PARENT, "edit:1:1.1", EDIT, article(), situation("a", quiet=quiet))
    assert step == Postpone(matches=(), until=NOW + timedelta(hours=6), reason="quiet")
