from dataclasses import replace

from monitor.core.match import Match
from monitor.core.outbox import MatchOutcome
from monitor.core.records import StoredMatch
from monitor.core.stores import Store
from tests.store.samples import ARTICLE, MATCH, MINUTE, NOW, add_match, open_story


def test_a_match_comes_back_with_its_article_spans_and_excerpts(store: Store) -> None:
    with store.transaction() as tx:
        story_id = open_story(tx, "a")
        assert tx.matches.add(
            story_id,
            MATCH,
            channel="#desk",
            resolved="C1",
            story_id=story_id,
            outcome=MatchOutcome.SHADOW,
            reason="a trial",
            now=NOW + MINUTE,
        )
    with store.snapshot() as tx:
        assert tx.matches.of_story(story_id, resolved="C1") == [
            StoredMatch(
                id=1,
                article_id=story_id,
                article=ARTICLE,
                found_at=NOW + MINUTE,
                match=MATCH,
                channel="#desk",
                outcome=MatchOutcome.SHADOW,
                reason="a trial",
            )
        ]
        assert tx.matches.of_story(story_id, resolved="#desk") == []


def test_a_match_is_stored_once_per_article_rule_and_channel(store: Store) -> None:
    with store.transaction() as tx:
        story_id = open_story(tx)
        assert add_match(tx, story_id)
        assert not add_match(tx, story_id)
        assert add_match(tx, story_id, rule="other")
        assert add_match(tx, story_id, channel="C2")
        assert [found.match.rule for found in tx.matches.of_story(story_id, resolved="C1")] == ["relief", "other"]


def test_matches_get_their_outcome_however_many_they_are(store: Store) -> None:
    with store.transaction() as tx:
        story_id = open_story(tx)
        for number in range(1200):
            add_match(tx, story_id, rule=f"r{number}")
        found = tx.matches.of_story(story_id, resolved="C1")
        tx.matches.settle([one.id for one in found[1:]], MatchOutcome.MERGED, reason="into r0")
        tx.matches.settle([], MatchOutcome.POSTED)
        told = tx.matches.of_story(story_id, resolved="C1")
    assert told[0].outcome is MatchOutcome.WAITING
    assert {(one.outcome, one.reason) for one in told[1:]} == {(MatchOutcome.MERGED, "into r0")}


def test_listings_show_the_newest_first_by_rule(store: Store) -> None:
    with store.transaction() as tx:
        story_id = open_story(tx)
        for rule in ("a", "b", "c"):
            add_match(tx, story_id, rule=rule)
        add_match(tx, story_id, rule="b", channel="C2")
        assert [found.match.rule for found in tx.matches.list(limit=3)] == ["b", "c", "b"]
        assert [found.channel for found in tx.matches.list(rule="b")] == ["C2", "C1"]


def test_excerpts_of_any_script_keep_their_marks(store: Store) -> None:
    excerpt = replace(MATCH.excerpts[0], text="\U0001f600 é \ud800 \x00 한국", marks=((0, 1), (6, 7)))
    odd = Match(MATCH.rule, MATCH.spans, (excerpt,))
    with store.transaction() as tx:
        story_id = open_story(tx)
        tx.matches.add(
            story_id, odd, channel="C1", resolved="C1", story_id=story_id, outcome=MatchOutcome.WAITING, now=NOW
        )
        assert tx.matches.list()[0].match == odd


def test_the_matches_of_an_article_are_those_of_every_channel_and_of_no_other_article(store: Store) -> None:
    with store.transaction() as tx:
        story_id, other = open_story(tx, "a"), open_story(tx, "b")
        add_match(tx, story_id)
        add_match(tx, other)
        add_match(tx, story_id, channel="C2")
    with store.snapshot() as tx:
        assert [(one.id, one.article_id) for one in tx.matches.of_article(story_id)] == [(1, story_id), (3, story_id)]
