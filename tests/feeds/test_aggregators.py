"""Links of Google News, Google Alerts and Bing News, as they stand in feeds."""

import time
from base64 import urlsafe_b64encode
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.aggregators import names_no_article, target_of
from monitor.feeds.urls import normalise_url

NEWS = "https://news.google.com/rss/articles/"
#: As Google wrote them in 2023, 2024 and 2025.
NDTV = (
    f"{NEWS}CBMiWmh0dHBzOi8vd3d3Lm5kdHYuY29tL3dvcmxkLW5ld3MvZWxvbi1tdXNrLXJlY2xhaW1zLXRoZS10aXRsZS1vZi13b3JsZHMtcmljaGV"
    "zdC1tYW4tMzgyMDMyONIBYGh0dHBzOi8vd3d3Lm5kdHYuY29tL3dvcmxkLW5ld3MvZWxvbi1tdXNrLXJlY2xhaW1zLXRoZS10aXRsZS1vZi13b3JsZH"
    "MtcmljaGVzdC1tYW4tMzgyMDMyOC9hbXAvMQ?oc=5"
)
BBC = (
    f"{NEWS}CBMiLmh0dHBzOi8vd3d3LmJiYy5jb20vbmV3cy9hcnRpY2xlcy9jampqbnhkdjE4OG_SATJodHRwczovL3d3dy5iYmMuY29tL25ld3MvYXJ0"
    "aWNsZXMvY2pqam54ZHYxODhvLmFtcA?oc=5"
)
OPAQUE = (
    f"{NEWS}CBMiVkFVX3lxTE4zaGU2bTY2ZGkzdTRkSkJ0cFpsTGlDUjkxU2FBRURaTWU0c3QzVWZ1MHZZNkZ5Vzk1ZVBnTDFHY2R6ZmdCUkpUTUJsS1pq"
    "QTlCRzlzbHV3?oc=5"
)
ARTICLE = "https://paper.example/a?id=7"


def link(address: str, *, prefix: bytes = b"\x08\x13", field: int = 0x22) -> str:
    """Return a link of Google News that names an article as those before 2024 did."""
    text = address.encode()
    length = bytes([len(text)]) if len(text) < 128 else bytes([len(text) & 0x7F | 0x80, len(text) >> 7])
    return NEWS + urlsafe_b64encode(prefix + bytes([field]) + length + text + b"\xd2\x01\x00").decode().rstrip("=")


@pytest.mark.parametrize(
    ("url", "target"),
    [
        (NDTV, "https://www.ndtv.com/world-news/elon-musk-reclaims-the-title-of-worlds-richest-man-3820328"),
        (BBC, "https://www.bbc.com/news/articles/cjjjnxdv188o"),
        (NDTV.replace("/rss/", "/"), "https://www.ndtv.com/world-news/elon-musk-reclaims-the-title-of-worlds-richest-man-3820328"),
        (link(ARTICLE).replace("rss/articles", "read"), ARTICLE),
        (link(ARTICLE).replace("rss/articles", "__i/rss/rd/articles"), ARTICLE),
        (link(f"https://paper.example/{'a' * 2_000}"), f"https://paper.example/{'a' * 2_000}"),
        (f"https://www.google.com/url?rct=j&sa=t&url={quote(ARTICLE)}&ct=ga&cd=CAIyGg&usg=AOvVaw0", ARTICLE),
        ("https://www.google.com/url?rct=j&sa=t&url=https://paper.example/a&ct=ga", "https://paper.example/a"),
        (f"https://www.google.co.uk/url?q={quote(ARTICLE, safe='')}&sa=U", ARTICLE),
        (f"http://google.de/url?url=javascript:x&q={quote(ARTICLE, safe='')}", ARTICLE),
        (
            "http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&tid=12BE&url=https%3a%2f%2fpaper.example%2fa%3fid%3d7&c=44&mkt=it-it",
            ARTICLE,
        ),
        (f"https://www.google.com/url?url={quote(link(ARTICLE), safe='')}", ARTICLE),
    ],
)  # fmt: skip
def test_a_link_that_says_where_it_leads_is_read(url: str, target: str) -> None:
    assert target_of(url) == target
    assert not names_no_article(target)


@pytest.mark.parametrize(
    "url",
    [
        ARTICLE,
        "",
        "http://[",
        OPAQUE,
        f"{NEWS}CBMi",
        f"{NEWS}CBMiA",
        f"{NEWS}{'_' * 5_000}",
        link("javascript:alert(1)"),
        link("file:///etc/passwd"),
        link("https://"),
        link("https://paper.example/a b"),
        link("https://paper.example/a\n"[:-1] + "\x00"),
        link(f"https://paper.example/{'a' * 4_000}"),
        link(ARTICLE, field=0x2A),
        link(ARTICLE, prefix=b"\x0d\x13\x13"),
        "https://www.google.com/url?url=/relative",
        "https://www.google.com/url?" + "url=x&" * 100,
        f"https://www.google.com/search?url={ARTICLE}",
        f"https://google.evil.example/url?url={ARTICLE}",
        f"https://evil.example/url?url={ARTICLE}",
        f"https://www.bing.com/search?url={ARTICLE}",
        "https://www.bing.com/news/apiclick.aspx?ref=FexRss",
    ],
)
def test_every_other_link_stays_as_it_is(url: str) -> None:
    assert target_of(url) == url


@pytest.mark.parametrize(
    ("url", "nothing"),
    [
        (OPAQUE, True),
        ("https://news.google.com/read/CBMiabc?hl=en", True),
        ("https://news.google.com/stories/CAAq", True),
        ("https://news.google.com/", False),
        ("https://news.google.com.evil.example/rss/articles/CBMi", False),
        (ARTICLE, False),
        ("http://[", False),
    ],
)
def test_a_link_to_google_news_itself_names_no_article(url: str, nothing: bool) -> None:
    assert names_no_article(target_of(url)) is nothing


def test_the_same_article_is_one_whichever_way_it_came() -> None:
    ways = [
        ARTICLE,
        link("http://paper.example/a?id=7&utm_source=google"),
        f"https://www.google.com/url?url={quote(ARTICLE, safe='')}",
        f"http://www.bing.com/news/apiclick.aspx?url={quote(ARTICLE, safe='')}&c=2",
    ]
    assert {normalise_url(target_of(url)) for url in ways} == {normalise_url(ARTICLE)}


def test_a_circle_of_links_ends() -> None:
    url = ARTICLE
    for _ in range(9):
        url = f"https://www.google.com/url?url={quote(url, safe='')}"
        if len(url) > 3_000:
            break
    started = time.process_time()
    target_of(url)
    assert time.process_time() - started < 1


@given(st.binary(max_size=200))
def test_no_number_of_an_article_breaks_it_and_what_comes_out_is_a_web_address(packed: bytes) -> None:
    url = NEWS + urlsafe_b64encode(packed).decode()
    target = target_of(url)
    assert target == url or normalise_url(target)
