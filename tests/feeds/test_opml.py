"""Lists of feeds: as readers write them, and there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.errors import NotAFeed
from monitor.feeds.opml import ListedFeed, read_opml, write_opml
from monitor.feeds.plain_text import title_text

LIST = """<?xml version="1.0"?><opml version="1.1"><head><title>mine</title></head><body>
<outline text="Asia"><outline text="Ports &amp; ships">
  <outline type="rss" text="Harbour Courier" title="The Harbour Courier" xmlUrl="https://courier.example/rss"/>
</outline>
<outline text="Tide" xmlUrl="HTTPS://tide.example/feed" category="/News/Sea,daily"/></outline>
<outline text="Again" XMLURL="https://courier.example/rss" category="twice"/>
<outline text="No address"/><outline text="Mail" xmlUrl="mailto:desk@courier.example"/>
</body></opml>"""


def test_folders_and_categories_become_tags_and_an_address_is_listed_once() -> None:
    assert read_opml(LIST.encode()) == [
        ListedFeed(
            url="https://courier.example/rss", name="The Harbour Courier", tags=("Asia", "Ports & ships", "twice")
        ),
        ListedFeed(url="HTTPS://tide.example/feed", name="Tide", tags=("Asia", "Sea", "daily")),
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<rss/>", "not an OPML list of feeds: an XML document of <rss>"),
        (b"hello", "not an OPML list of feeds: plain text"),
        (b"<html><title>Feeds</title></html>", 'not an OPML list of feeds: an HTML page titled "Feeds"'),
        (b"", "not a feed: empty"),
    ],
)
def test_what_is_no_list_says_what_it_is(body: bytes, reason: str) -> None:
    with pytest.raises(NotAFeed) as raised:
        read_opml(body)
    assert str(raised.value) == reason


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)


@given(
    st.lists(
        st.builds(
            ListedFeed,
            url=st.from_regex(r"https://[a-z]{1,9}\.example/[a-z0-9&=?]{0,9}", fullmatch=True),
            name=WORDS.filter(lambda name: title_text(name) == name),  # what markup left behind is no name
            tags=st.lists(st.from_regex(r"[a-z]{1,9}", fullmatch=True), max_size=3, unique=True).map(tuple),
        ),
        unique_by=lambda feed: feed.url,
        max_size=5,
    )
)
def test_what_is_written_is_read_again(feeds: list[ListedFeed]) -> None:
    assert read_opml(write_opml(feeds, title="A & B <c>").encode()) == feeds


def test_a_deep_list_is_read_in_time() -> None:
    deep = "<outline text='a'>" * 100_000
    assert read_opml(f"<opml><body>{deep}</body></opml>".encode()) == []
