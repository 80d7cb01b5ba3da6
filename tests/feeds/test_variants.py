import pytest

from monitor.feeds.urls import normalise_url
from monitor.feeds.variants import site_hosts, variants_of

ARTICLE = "https://paper.example/world/port-shut"


@pytest.mark.parametrize(
    "asked",
    [
        ARTICLE,
        f"{ARTICLE}/",
        f"{ARTICLE}?utm_medium=x",
        "http://www.paper.example/world/port-shut",
        "https://amp.paper.example/world/port-shut",
        "https://m.paper.example/world/port-shut/amp/",
        "https://paper.example/amp/world/port-shut",
        "https://paper.example/world/port-shut?outputType=amp",
        "https://www.google.com/amp/s/paper.example/world/port-shut",
        "https://www.google.co.uk/amp/s/www.paper.example/world/port-shut/amp",
        "https://paper-example.cdn.ampproject.org/c/s/paper.example/world/port-shut",
        "https://www.bing.com/news/apiclick.aspx?url=https%3a%2f%2fpaper.example%2fworld%2fport-shut&c=1",
    ],
)
def test_every_form_leads_to_the_article(asked: str) -> None:
    assert ARTICLE in variants_of(asked)


def test_the_address_as_it_stands_comes_first() -> None:
    for asked in (ARTICLE, f"{ARTICLE}/", "https://m.paper.example/a/amp", "https://paper.example/a?id=7&amp=1"):
        assert variants_of(asked)[0] == normalise_url(asked)


def test_what_only_looks_like_a_form_is_another_article() -> None:
    assert "https://paper.example/world/port" not in variants_of("https://paper.example/world/port-ampere")
    assert not [one for one in variants_of("https://paper.example/ampersand") if "ampersand" not in one]
    assert not [one for one in variants_of("https://paper.example/a?id=7") if "id=7" not in one]


@pytest.mark.parametrize("asked", ["", "port-shut", "ftp://paper.example/a", "https://", "https://[::1", "mailto:a@b"])
def test_what_is_no_web_address_has_no_forms(asked: str) -> None:
    assert variants_of(asked) == ()


def test_variants_are_normalised_and_each_is_there_once() -> None:
    found = variants_of("https://m.paper.example:8080/a%7Eb/amp/?x=1")

    assert len(set(found)) == len(found)
    assert [normalise_url(one) for one in found] == list(found)


def test_the_hosts_of_a_site_are_its_own_and_those_its_feeds_may_live_on() -> None:
    assert site_hosts("https://www.paper.example/a") == ("paper.example", ("www.paper.example", "paper.example"))
    assert "feeds.paper.example" in site_hosts("https://asia.paper.example/a")[1]
    assert site_hosts("https://paper.co.example/a")[1] == ("paper.co.example", "www.paper.co.example")
