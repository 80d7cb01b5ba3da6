"""Sitemaps as feeds: Google's for news, and plain ones with dates."""

from datetime import UTC, datetime

import pytest

from monitor.core.errors import NotAFeed
from monitor.core.feed import Entry, Feed
from monitor.feeds import parse

URL = "https://courier.example/sitemaps/news.xml"
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://courier.example/2026/11/ferry?utm_source=map</loc><lastmod>2026-11-24T08:00:00Z</lastmod>
  <n:news><n:publication><n:name>Harbour Courier</n:name><n:language>en</n:language></n:publication>
  <n:publication_date>2026-11-23T11:00:00+01:00</n:publication_date>
  <n:title>Ferry &amp; freight: talks &lt;b&gt;resume&lt;/b&gt;</n:title>
  <n:keywords>ferries, talks</n:keywords></n:news>
  <image:image><image:loc>https://courier.example/ferry.jpg</image:loc><image:title>A ferry</image:title></image:image>
</url>
<!-- <url><loc>https://courier.example/draft</loc></url> -->
<url><loc>/2026/11/tide</loc><n:news><n:publication><n:name>Harbour Courier</n:name><n:language>no</n:language>
  </n:publication><n:publication_date>2026-11-23</n:publication_date><n:title><![CDATA[H\u00f8yvann]]></n:title></n:news></url>
</urlset>"""
PLAIN = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://courier.example/</loc></url>
<url><loc>https://courier.example/about</loc><priority>0.1</priority></url>
<url><loc>https://courier.example/2026/11/quay</loc><lastmod>2026-11-22</lastmod></url>
<url><loc>mailto:desk@courier.example</loc><lastmod>2026-11-22</lastmod></url>
</urlset>"""


def read(text: str) -> Feed:
    return parse(text.encode(), url=URL)


def test_a_news_sitemap_gives_titles_dates_and_languages_by_article() -> None:
    feed = read(NEWS)
    assert (feed.kind, feed.title, feed.site_url, feed.skipped) == (
        "sitemap",
        "Harbour Courier",
        "https://courier.example/",
        0,
    )
    assert feed.entries == (
        Entry(
            key="https://courier.example/2026/11/ferry",
            url="https://courier.example/2026/11/ferry?utm_source=map",
            title="Ferry & freight: talks resume",
            published_at=datetime(2026, 11, 23, 10, tzinfo=UTC),
            language="en",
        ),
        Entry(
            key="https://courier.example/2026/11/tide",
            url="https://courier.example/2026/11/tide",
            title="H\u00f8yvann",
            published_at=datetime(2026, 11, 23, tzinfo=UTC),
            language="no",
        ),
    )


def test_a_plain_sitemap_gives_its_dated_pages_and_counts_the_others() -> None:
    feed = read(PLAIN)
    assert [(one.key, one.published_at) for one in feed.entries] == [
        ("https://courier.example/2026/11/quay", datetime(2026, 11, 22, tzinfo=UTC))
    ]
    assert feed.skipped == 3


def test_an_empty_news_sitemap_is_a_feed_without_news() -> None:
    assert read('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>').entries == ()


def test_a_damaged_sitemap_gives_what_can_be_read() -> None:
    damaged = NEWS.replace("</n:keywords></n:news>", "</n:keywords>").partition("</urlset>")[0]
    assert read(damaged).entries[0].title == "Ferry & freight: talks resume"


NEWS_MAP, PAGE_MAP = "https://a.example/news.xml", "https://a.example/pages.xml"
INDEX = "".join(f"<sitemap><loc>{link}</loc></sitemap>" for link in (PAGE_MAP, NEWS_MAP))
NAME_ONE = "an index of sitemaps: name the sitemap that you mean"
UNDATED = "<urlset><url><loc>https://a.example/</loc></url></urlset>"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"<sitemapindex>{INDEX}</sitemapindex>", f"{NAME_ONE} ({NEWS_MAP}, {PAGE_MAP})"),
        ("<sitemapindex/>", NAME_ONE),
        (UNDATED, "a sitemap without dates: name a news sitemap, or a feed"),
    ],
)
def test_a_sitemap_that_is_no_feed_says_what_would_be(text: str, reason: str) -> None:
    with pytest.raises(NotAFeed) as raised:
        read(text)
    assert str(raised.value) == reason


def test_no_entity_is_expanded_and_nothing_outside_is_read() -> None:
    bomb = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    text = (
        f'<!DOCTYPE urlset [<!ENTITY a0 "ha"><!ENTITY file SYSTEM "file:///etc/passwd">{bomb}]>'
        "<urlset><url><loc>https://a.example/1</loc><lastmod>2026-11-22</lastmod>"
        "<news><title>A&a9;B&file;C</title></news></url></urlset>"
    )
    (entry,) = read(text).entries
    assert len(entry.title) < 50
    assert "root" not in entry.title


def test_many_pages_and_deep_nesting_are_read_in_time() -> None:
    page = "<url><loc>https://a.example/{0}</loc><lastmod>2026-11-22</lastmod></url>"
    assert len(read(f"<urlset>{''.join(map(page.format, range(50_000)))}</urlset>").entries) == 50_000
    deep = f"<urlset>{'<url>' * 100_000}<loc>https://a.example/1</loc></urlset>"
    with pytest.raises(NotAFeed):
        read(deep)
