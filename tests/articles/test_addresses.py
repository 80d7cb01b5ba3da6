from datetime import UTC, datetime

import pytest

from monitor.articles import extract
from monitor.articles.addresses import canonical_url, date_in_url
from tests.articles.pages import ENGLISH, page_of

PLAIN = "https://www.harbour-post.example/2031/05/grain"


@pytest.mark.parametrize(
    ("url", "stated"),
    [
        ("https://www.harbour-post.example/2031/05/grain/amp", PLAIN),
        ("https://www.harbour-post.example/2031/05/grain.amp", PLAIN),
        ("https://amp.harbour-post.example/2031/05/grain", PLAIN),
        ("https://m.harbour-post.example/2031/05/grain?utm_source=feed&utm_medium=rss", PLAIN),
        ("https://www.harbour-post.example/2031/05/grain?outputType=amp", "/2031/05/grain"),
        ("http://harbour-post.example/2031/05/grain/", PLAIN),
    ],
)
def test_another_form_of_the_same_article_is_known_by_its_own_address(url: str, stated: str) -> None:
    full = stated if stated.startswith("http") else PLAIN
    assert canonical_url(stated, url) == full


@pytest.mark.parametrize(
    ("url", "stated"),
    [
        (PLAIN, ""),
        (PLAIN, "https://www.harbour-post.example/"),
        (PLAIN, "https://www.harbour-post.example/2031/05/"),
        (PLAIN, "https://other.example/2031/05/grain"),
        (PLAIN, "javascript:void(0)"),
        (PLAIN, "https://[broken"),
        ("https://news.example/view.html?id=7", "https://news.example/view.html"),
        ("https://news.example/view.html?id=7", "https://news.example/view.html?id=8"),
        ("file:///tmp/page.html", PLAIN),
    ],
)
def test_an_address_that_may_be_another_article_is_not_believed(url: str, stated: str) -> None:
    assert canonical_url(stated, url) == ""


@pytest.mark.parametrize("tag", ['<link rel="canonical" href="{}">', '<meta property="og:url" content="{}">'])
def test_an_amp_page_is_the_article_that_it_names(tag: str) -> None:
    page = page_of(ENGLISH).replace("</head>", f"{tag.format(PLAIN)}</head>", 1)
    assert extract(page, url=f"{PLAIN}/amp").url == PLAIN
    assert extract(page, url="https://elsewhere.example/x").url == "https://elsewhere.example/x"


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://harbour.example/world/2031/05/06/port-shut", (2031, 5, 6)),
        ("https://harbour.example/2031-5-6-port-shut", (2031, 5, 6)),
        ("https://harbour.example/20310506/port-shut", (2031, 5, 6)),
        ("https://harbour.example/2031/11/19/port", (2031, 11, 19)),
    ],
)
def test_the_day_in_an_address(url: str, day: tuple[int, int, int]) -> None:
    moment = date_in_url(url)
    assert moment is not None
    assert (moment.at, moment.has_time, moment.has_zone) == (datetime(*day, tzinfo=UTC), False, False)


@pytest.mark.parametrize(
    "url",
    [
        "https://harbour.example/2031/05/port-shut",
        "https://harbour.example/2031/13/06/port",
        "https://harbour.example/a/12345678",
        "https://harbour.example/19870506x/port",
        "x",
    ],
)
def test_other_numbers_are_no_day(url: str) -> None:
    assert date_in_url(url) is None
