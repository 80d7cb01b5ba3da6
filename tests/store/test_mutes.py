"""Mutes and feedback, as they are kept."""

from datetime import timedelta

from monitor.core.mutes import MuteKind, NewMute, Verdict
from monitor.core.stores import Store
from tests.store.samples import MINUTE, NOW, put_alert


def mute(target: str, until: timedelta, channel: str | None = None) -> NewMute:
    return NewMute(kind=MuteKind.SOURCE, target=target, channel=channel, until=NOW + until, by="ana", why="too much")


def test_a_mute_is_active_until_it_ends_or_is_ended(store: Store) -> None:
    with store.transaction() as tx:
        short = tx.mutes.add(mute("Wire\x00\ud800", MINUTE), now=NOW)
        long = tx.mutes.add(mute("Agency", timedelta(days=7), "C1"), now=NOW)
        assert [one.id for one in tx.mutes.active(now=NOW)] == [short, long]
        assert [one.id for one in tx.mutes.active(now=NOW + MINUTE)] == [long]
        assert tx.mutes.end(long, now=NOW + MINUTE)
        assert not tx.mutes.end(long, now=NOW + MINUTE)
        assert not tx.mutes.end(99, now=NOW)
        assert tx.mutes.active(now=NOW + MINUTE) == []
        last, first = tx.mutes.list()
    assert (first.target, first.channel, first.by, first.why) == ("Wire\ufffd\ufffd", None, "ana", "too much")
    assert (last.since, last.until, last.channel) == (NOW, NOW + MINUTE, "C1")


def test_a_click_is_kept_once(store: Store) -> None:
    alert = put_alert(store)
    with store.transaction() as tx:
        for expected in (True, False):
            kept = tx.feedback.add(alert.id, "relief", Verdict.RELEVANT, user="U1", name="ana", click="17.1", now=NOW)
            assert kept is expected
        (said,) = tx.feedback.of_alert(alert.id)
    assert (said.words, said.by, said.at) == ("relevant", "ana", NOW)


def test_of_several_verdicts_of_a_person_the_last_counts(store: Store) -> None:
    alert, other = put_alert(store), put_alert(store, rule="other")
    with store.transaction() as tx:
        for place, (number, rule, user, words) in enumerate(
            [
                (alert.id, "relief", "U1", Verdict.RELEVANT),
                (alert.id, "relief", "U1", Verdict.NOT_RELEVANT),
                (alert.id, "relief", "U2", Verdict.RELEVANT),
                (alert.id, "relief", "U2", "muted the rule until tomorrow"),
                (other.id, "other", "U1", Verdict.RELEVANT),
            ]
        ):
            at = NOW + place * MINUTE
            tx.feedback.add(number, rule, words, user=user, name=user, click=str(place), now=at)
        assert tx.feedback.tally(since=NOW) == {"relief": (1, 1), "other": (1, 0)}
        assert tx.feedback.tally(since=NOW + 2 * MINUTE) == {"relief": (1, 0), "other": (1, 0)}
        assert tx.feedback.tally(since=NOW, rules=["other"]) == {"other": (1, 0)}
