from dataclasses import replace

import pytest

from monitor.core.article import Article
from monitor.core.errors import StoreError
from monitor.core.records import StoredArticle
from monitor.core.stores import Store
from tests.store.samples import ARTICLE, NOW, feed_id, feed_row, open_story, store_article


def test_an_article_comes_back_as_it_was_stored(store: Store) -> None:
    with store.transaction() as tx:
        version = tx.rule_sets.add("d", now=NOW)
        stored_id = tx.articles.add(ARTICLE, url_key="news.example/a", rule_set=version, matched=False, now=NOW)
        assert stored_id is not None
        assert tx.articles.find("news.example/a") == StoredArticle(
            id=stored_id,
            url_key="news.example/a",
            article=ARTICLE,
            found_at=NOW,
            story_id=None,
            carriers=(),
            rule_set=version,
            matched=False,
        )
        assert tx.articles.find("news.example/b") is None


def test_an_article_is_stored_once_per_normalised_url(store: Store) -> None:
    with store.transaction() as tx:
        version = tx.rule_sets.add("d", now=NOW)
        other = replace(ARTICLE, title="Another title")
        assert tx.articles.add(ARTICLE, url_key="k" * 9000, rule_set=version, matched=False, now=NOW) is not None
        assert tx.articles.add(other, url_key="k" * 9000, rule_set=version, matched=True, now=NOW) is None
        assert [found.article.title for found in tx.articles.list()] == [ARTICLE.title]


def test_an_article_with_hardly_anything_in_it_is_stored(store: Store) -> None:
    bare = Article(url="https://news.example/bare", title="", text="")
    with store.transaction() as tx:
        version = tx.rule_sets.add("d", now=NOW)
        assert tx.articles.add(bare, url_key="bare", rule_set=version, matched=False, now=NOW)
        found = tx.articles.find("bare")
    assert found is not None
    assert found.article == bare


def test_the_offsets_of_a_text_hold_whatever_it_contains(store: Store) -> None:
    odd = replace(ARTICLE, text="a\ud800b\x00c\U0001f600", title="t\x00\udfff!")
    with store.transaction() as tx:
        version = tx.rule_sets.add("d", now=NOW)
        tx.articles.add(odd, url_key="odd", rule_set=version, matched=False, now=NOW)
        found = tx.articles.find("odd")
    assert found is not None
    assert found.article.text == odd.text
    assert found.article.title == "t\ufffd\ufffd!"


def test_the_feeds_that_brought_an_article_are_kept_in_order_and_once(store: Store) -> None:
    with store.transaction() as tx:
        tx.feeds.sync([feed_row("one"), feed_row("two"), feed_row("three")], now=NOW)
        article_id = store_article(tx)
        for name in ("two", "one", "three"):
            assert tx.articles.carry(article_id, feed_id(tx, name))
        assert not tx.articles.carry(article_id, feed_id(tx, "two"))
    with store.snapshot() as tx:
        assert tx.articles.list()[0].carriers == tuple(
            f"https://{name}.example/feed" for name in ("two", "one", "three")
        )


def test_an_article_knows_its_story(store: Store) -> None:
    with store.transaction() as tx:
        story_id = open_story(tx, "first")
        second = store_article(tx, "second")
        tx.articles.mark_matched(second, story_id=story_id)
    with store.snapshot() as tx:
        assert [(found.id, found.story_id, found.matched) for found in tx.articles.list()] == [
            (second, story_id, True),
            (story_id, story_id, True),
        ]


def test_an_unknown_article_cannot_be_marked(store: Store) -> None:
    with pytest.raises(StoreError, match="no article 404"), store.transaction() as tx:
        tx.articles.mark_matched(404, story_id=404)


def test_listings_show_the_newest_first_by_match_and_part_of_the_url(store: Store) -> None:
    with store.transaction() as tx:
        plain = store_article(tx, "plain")
        matched = open_story(tx, "matched")
        assert [found.id for found in tx.articles.list()] == [matched, plain]
        assert [found.id for found in tx.articles.list(limit=1)] == [matched]
        assert [found.id for found in tx.articles.list(matched=False)] == [plain]
        assert [found.id for found in tx.articles.list(matched=True)] == [matched]
        assert [found.id for found in tx.articles.list(url_contains="PLAIN")] == [plain]
        assert tx.articles.list(url_contains="%") == []
