"""What articles said before: kept, in order, and replaced by one at a time."""

from dataclasses import replace
from datetime import datetime

import pytest

from monitor.core.article import Article, TextState
from monitor.core.match import Excerpt, Match
from monitor.core.outbox import MatchOutcome
from monitor.core.records import StoredArticle
from monitor.core.rereading import Edit, EditKind, RereadCause
from monitor.core.stores import Store, Transaction
from monitor.store.revisions import KEPT
from tests.store.samples import ARTICLE, MATCH, MINUTE, NOW, add_match, open_story, store_article

KEY = "news.example/a"
STARTED = Edit(rule="relief", kind=EditKind.STARTED, removed=("Old. \x00",), added=("New.", 'A "quoted" one.'))
STOPPED = Edit(rule="talks", kind=EditKind.STOPPED, removed=("Talks go on.",))


@pytest.fixture
def stored(store: Store) -> StoredArticle:
    with store.transaction() as tx:
        store_article(tx)
        return found(tx)


def found(tx: Transaction) -> StoredArticle:
    article = tx.articles.find(KEY)
    assert article is not None
    return article


def revise(tx: Transaction, stored: StoredArticle, text: str, *edits: Edit, now: datetime = NOW) -> bool:
    article = replace(stored.article, text=text, title=f"On {text}", state=TextState.FULL, state_reason="")
    return tx.revisions.add(stored, article, edits, cause=RereadCause.RECHECK, rule_set=stored.rule_set, now=now)


def said(article: Article) -> tuple[str, str]:
    return article.title, article.text


def test_an_article_says_what_it_says_now_and_what_it_said_is_kept_whole(store: Store, stored: StoredArticle) -> None:
    assert (stored.revision, stored.revised_at) == (0, None)
    with store.transaction() as tx:
        assert revise(tx, stored, "second", STARTED, STOPPED, now=NOW + MINUTE)
        second = found(tx)
        assert revise(tx, second, "third", now=NOW + 2 * MINUTE)
    with store.snapshot() as tx:
        now, (first, then) = found(tx), tx.revisions.of_article(stored.id)
        edits = tx.revisions.edits(stored.id)
        counts = tx.counts()
    assert (said(now.article), now.revision, now.revised_at) == (("On third", "third"), 2, NOW + 2 * MINUTE)
    assert (now.article.state, now.article.author, now.found_at) == (TextState.FULL, ARTICLE.author, stored.found_at)
    assert (first.number, first.article, first.read_at, first.cause) == (0, ARTICLE, NOW, RereadCause.RECHECK)
    assert (then.number, said(then.article), then.read_at) == (1, ("On second", "second"), NOW + MINUTE)
    assert [(one.edit, one.revision, one.found_at) for one in edits] == [
        (STARTED, 1, NOW + MINUTE),
        (STOPPED, 1, NOW + MINUTE),
    ]
    assert (counts.edits, counts.articles) == ({"started to match": 1, "stopped matching": 1}, {"full": 1})


def test_who_read_an_earlier_version_replaces_nothing(store: Store, stored: StoredArticle) -> None:
    with store.transaction() as tx:
        assert revise(tx, stored, "second")
        assert not revise(tx, stored, "from the first", STARTED)
        assert said(found(tx).article) == ("On second", "second")
        assert tx.revisions.edits(stored.id) == []
        assert len(tx.revisions.of_article(stored.id)) == 1


def test_of_an_article_that_changes_on_and_on_the_first_and_the_last_versions_are_kept(
    store: Store, stored: StoredArticle
) -> None:
    with store.transaction() as tx:
        for number in range(KEPT + 10):
            assert revise(tx, found(tx), f"version {number + 1}")
        numbers = [one.number for one in tx.revisions.of_article(stored.id)]
    assert numbers == [0, *range(10, KEPT + 10)]


def test_the_matches_of_a_rule_show_what_the_article_says_now_and_keep_their_outcomes(store: Store) -> None:
    now = Match("relief", MATCH.spans[:1], (Excerpt("As it stands now.", ()),))
    with store.transaction() as tx:
        story = open_story(tx)
        for rule, channel in (("relief", "C1"), ("relief", "C2"), ("talks", "C1")):
            assert add_match(tx, story, rule=rule, channel=channel)
        tx.matches.settle([1], MatchOutcome.POSTED)
        tx.matches.renew(story, now)
        matches = tx.matches.of_article(story)
    assert [(one.match.rule, one.channel, str(one.outcome)) for one in matches] == [
        ("relief", "C1", "posted"),
        ("relief", "C2", "waiting"),
        ("talks", "C1", "waiting"),
    ]
    assert [one.match.excerpts == now.excerpts for one in matches] == [True, True, False]
