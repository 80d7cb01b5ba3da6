from dataclasses import replace
from datetime import UTC, datetime

from monitor.articles import from_feed
from monitor.core.article import TextState
from monitor.core.feed import Entry

ENTRY = Entry(
    key="1",
    url="https://news.example/a",
    title="  Port suspends \n permits ",
    summary="The port authority suspended all permits on Tuesday.",
    author="Mara Lind",
    published_at=datetime(2031, 5, 6, tzinfo=UTC),
)


def test_the_content_is_taken_and_the_summary_where_there_is_none() -> None:
    summed = from_feed(ENTRY, state=TextState.FEED, reason="")
    whole = from_feed(replace(ENTRY, content="First.\nSecond."), state=TextState.FEED, reason="")
    assert (summed.text, whole.text) == (ENTRY.summary, "First.\nSecond.")


def test_what_the_entry_says_is_kept_with_state_and_reason() -> None:
    article = from_feed(ENTRY, state=TextState.BLOCKED, reason="a bot wall")
    assert (article.title, article.url, article.author) == ("Port suspends permits", ENTRY.url, "Mara Lind")
    assert (article.state, article.state_reason) == (TextState.BLOCKED, "a bot wall")
    assert article.published_at == ENTRY.published_at
    assert article.lead == ENTRY.summary


def test_the_boilerplate_of_feeds_is_left_out() -> None:
    content = (
        "Port suspends permits\n\nThe port authority suspended all permits on Tuesday.\nRead more: Barley slips\n"
        "The post Port suspends permits appeared first on Harbour Post.\nSign up for our newsletter"
    )
    assert from_feed(replace(ENTRY, content=content), state=TextState.FEED, reason="").text == ENTRY.summary


def test_the_entrys_language_comes_before_the_feeds_and_both_before_a_guess() -> None:
    def language(entry: str | None, feed: str | None) -> str | None:
        entry_ = replace(ENTRY, language=entry)
        return from_feed(entry_, state=TextState.FEED, reason="", feed_language=feed).language

    assert [language("en-GB", "en-US"), language(None, "en-US"), language(None, None)] == ["en-GB", "en-US", "en"]


def test_an_entry_without_any_text_is_an_article_with_a_title_only() -> None:
    article = from_feed(replace(ENTRY, summary=""), state=TextState.FAILED, reason="HTTP 404")
    assert (article.title, article.text, article.lead) == ("Port suspends permits", "", "")
