"""Equal articles have equal keys; different ones never."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.feeds.urls import SHARDS, host_of, normalise_url, shard_of


@pytest.mark.parametrize(
    "same",
    [
        "http://news.example/a/b?id=7",
        "HTTPS://News.Example/a/b?id=7",
        "https://news.example:443/a/b?id=7",
        "http://news.example:80/a/b?id=7",
        "https://news.example./a/b?id=7#comments",
        "https://reader:secret@news.example/a/b?id=7",
        "https://news.example/x/../a/./b?id=7",
        "https://news.example/%61/b?id=7",
        "https://news.example/a/b?utm_source=rss&utm_medium=feed&id=7",
        "https://news.example/a/b?id=7&fbclid=IwAR0&gclid=x&at_medium=RSS&at_campaign=KARANGA",
        "https://news.example/a/b?partner=rss&id=7&emc=rss&",
        "  https://news.example/a/b?id=7\n",
    ],
)
def test_spellings_of_one_link_have_one_key(same: str) -> None:
    assert normalise_url(same) == "https://news.example/a/b?id=7"


@pytest.mark.parametrize(
    "other",
    [
        "https://news.example/a/b?id=8",
        "https://news.example/a/b/?id=7",
        "https://news.example/A/b?id=7",
        "https://news.example:8080/a/b?id=7",
        "https://www.news.example/a/b?id=7",
        "https://news.example/a/b?id=7&page=2",
        "https://news.example/a/b?id=7&ref=home",
        "https://news.example/a%2Fb?id=7",
        "https://news.example/a/b?id=7#!/other",
        "https://news.example/a/b?id=7&at_id=3",
    ],
)
def test_what_may_be_another_article_keeps_a_key_of_its_own(other: str) -> None:
    assert normalise_url(other) not in {"", "https://news.example/a/b?id=7"}


def test_letters_of_other_scripts_are_equal_to_their_escapes() -> None:
    key = "https://xn--bcher-kva.example/%C3%BC%20%ED%95%9C"
    assert normalise_url("http://Bücher.example/ü 한") == key
    assert normalise_url("http://xn--bcher-kva.example/%c3%bc%20%ed%95%9c") == key


@pytest.mark.parametrize(
    "url", ["", "/a/b", "mailto:a@b.example", "ftp://a.example/b", "https://", "http://a.example:port/", "http://[::1/"]
)
def test_what_is_no_whole_web_address_has_no_key_and_no_host(url: str) -> None:
    assert (normalise_url(url), host_of(url)) == ("", "")


def test_a_host_belongs_to_one_lasting_shard_whatever_the_scheme_port_or_path() -> None:
    assert shard_of("https://asia.example/x") == shard_of("http://ASIA.example:8080/") == 34
    assert host_of("http://user@ASIA.example:8080/") == "asia.example"


@settings(deadline=None)
@given(st.text())
def test_any_text_gives_a_key_that_is_its_own_key(text: str) -> None:
    key = normalise_url(f"http://news.example/{text}")
    assert normalise_url(key) == key
    assert 0 <= shard_of(f"http://{text}") < SHARDS
