"""What may be a feed on a page."""

import pytest

from monitor.core.errors import NotAFeed
from monitor.feeds.discovery import MOST_FOUND, FoundFeed, find_feeds

URL = "https://courier.example/world/"


def found(markup: str) -> list[FoundFeed]:
    return find_feeds(markup.encode(), url=URL)


def test_feeds_that_the_page_names_come_first_each_once() -> None:
    page = (
        '<html><head><link rel="alternate stylesheet" type="text/css" href="/feed.css">'
        '<link rel=alternate type="application/rss+xml" title="Harbour &amp; sea" href="/world/rss.xml">'
        '<link REL="Alternate" TYPE="application/atom+xml; charset=utf-8" href="//feeds.courier.example/atom">'
        '<link rel="alternate" hreflang="fr" href="https://courier.example/fr/"></head><body>'
        '<a href="/feeds/">All feeds</a><a href="rss.xml">RSS</a><a href="/news/rsschaos">no</a>'
        '<a href="/img/rss.png">icon</a><a href="mailto:rss@courier.example">mail</a></body></html>'
    )
    assert found(page) == [
        FoundFeed(url="https://courier.example/world/rss.xml", title="Harbour & sea", named=True),
        FoundFeed(url="https://feeds.courier.example/atom", named=True),
        FoundFeed(url="https://courier.example/feeds/", title="All feeds"),
    ]


def test_links_count_from_where_the_page_says() -> None:
    page = '<base href="https://cdn.example/a/"><a href="feed">x</a>'
    assert [one.url for one in found(page)] == ["https://cdn.example/a/feed"]


def test_few_are_found_on_a_page_of_nothing_else() -> None:
    assert len(found("".join(f'<a href="/feed/{number}">x</a>' for number in range(5_000)))) == MOST_FOUND


@pytest.mark.parametrize(
    "page", ["plain words", "<p>", "<a href='http://['>x</a>", "<a href=/feed" + ">" * 9, "<a>" * 100_000, "\0<a>\1"]
)
def test_damage_is_no_fault(page: str) -> None:
    assert [one.url for one in found(page)] in ([], ["https://courier.example/feed"])


@pytest.mark.parametrize("page", ["", "<!-- -->", "%PDF-1.7"])
def test_what_is_no_page_is_told(page: str) -> None:
    with pytest.raises(NotAFeed):
        found(page)
