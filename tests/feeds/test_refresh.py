"""How often a document asks to be polled."""

import pytest

from monitor.feeds.parse import parse

SYNDICATION = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("", None),
        ("<ttl>60</ttl>", 3_600),
        ("<ttl> 5 </ttl>", 300),
        ("<ttl>0</ttl>", None),
        ("<ttl>-60</ttl>", None),
        ("<ttl>an hour</ttl>", None),
        ("<ttl>99999999999</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 1_800),
        ("<sy:updatePeriod>\n\tDaily\t</sy:updatePeriod>", 86_400),
        ("<sy:updatePeriod>weekly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 604_800),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>often</sy:updateFrequency>", 3_600),
        ("<sy:updatePeriod>now and then</sy:updatePeriod>", None),
        ("<ttl>15</ttl><sy:updatePeriod>daily</sy:updatePeriod>", 900),
    ],
)
def test_what_a_document_says_of_when_it_changes(said: str, seconds: float | None) -> None:
    body = (
        f'<rss version="2.0" {SYNDICATION}><channel><title>Wire</title>{said}'
        "<item><title>A</title><guid>a</guid></item></channel></rss>"
    )
    assert parse(body.encode(), url="https://a.example/feed").refresh_s == seconds
