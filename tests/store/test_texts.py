from dataclasses import replace
from datetime import timedelta

from monitor.core.rereading import Edit, EditKind, RereadCause
from monitor.core.stores import Store, Transaction
from tests.store.samples import ARTICLE, NOW, add_match, open_story


def _store(store: Store, count: int) -> None:
    """Store articles, one a day, the first one now."""
    with store.transaction() as tx:
        version = tx.rule_sets.add("d", now=NOW)
        for day in range(count):
            now = NOW + timedelta(days=day)
            tx.articles.add(ARTICLE, url_key=f"k{day}", rule_set=version, matched=False, now=now)


def test_texts_are_due_by_when_their_article_was_found(store: Store) -> None:
    _store(store, 5)
    with store.snapshot() as tx:
        assert tx.texts.kept_before(NOW, after=0, limit=9) == []
        assert tx.texts.kept_before(NOW + timedelta(days=3), after=0, limit=9) == [1, 2, 3]
        assert tx.texts.kept_before(NOW + timedelta(days=3), after=1, limit=1) == [2]


def test_a_text_that_is_let_go_is_gone_and_everything_else_of_its_article_stays(store: Store) -> None:
    _store(store, 2)
    with store.transaction() as tx:
        tx.texts.let_go([1])
    with store.snapshot() as tx:
        assert tx.texts.kept_before(NOW + timedelta(days=9), after=0, limit=9) == [2]
        gone, kept = tx.articles.find("k0"), tx.articles.find("k1")
    assert gone is not None
    assert kept is not None
    assert (gone.article.text, gone.article.lead, gone.article.captions, gone.text_kept) == ("", "", (), False)
    assert (gone.article.title, gone.article.url, gone.found_at) == (ARTICLE.title, ARTICLE.url, NOW)
    assert (kept.article, kept.text_kept) == (ARTICLE, True)


def test_matches_keep_their_excerpts(store: Store) -> None:
    with store.transaction() as tx:
        article_id = open_story(tx, "matched")
        add_match(tx, article_id)
        before = tx.matches.of_article(article_id)[0].match
        tx.texts.let_go([article_id])
        assert before.excerpts
        assert tx.matches.of_article(article_id)[0].match == before


def test_what_an_article_said_before_goes_with_its_text_and_the_edits_stay(store: Store) -> None:
    with store.transaction() as tx:
        _store_revised(tx)
        tx.texts.let_go([1])
        assert tx.revisions.of_article(1) == []
        assert [one.edit.rule for one in tx.revisions.edits(1)] == ["relief"]


def _store_revised(tx: Transaction) -> None:
    version = tx.rule_sets.add("d", now=NOW)
    tx.articles.add(ARTICLE, url_key="k", rule_set=version, matched=False, now=NOW)
    stored = tx.articles.find("k")
    assert stored is not None
    edits = [Edit(rule="relief", kind=EditKind.STARTED, added=("It is so.",))]
    changed = replace(ARTICLE, text="It is so.")
    assert tx.revisions.add(stored, changed, edits, cause=RereadCause.RECHECK, rule_set=version, now=NOW)
