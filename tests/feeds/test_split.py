"""Items are found as a parser would find them, or not at all, in time that grows with the text."""

import time

import pytest

from monitor.feeds.split import Split, split_items
from tests.feeds.samples import ATOM, JSON, RDF, RSS


def _items(text: str) -> list[str]:
    split = split_items(text)
    assert split is not None
    return [text[start:end] for start, end in split.spans]


def _split(text: str, *, url: str = "") -> Split:
    split = split_items(text, url=url)
    assert split is not None
    return split


@pytest.mark.parametrize(("text", "count"), [(RSS, 3), (ATOM, 2), (RDF, 1)])
def test_items_are_found_with_their_tags_and_the_rest_is_kept(text: str, count: int) -> None:
    items = _items(text)

    assert len(items) == count
    assert all(item.startswith(("<item", "<entry")) and item.endswith(("</item>", "</entry>")) for item in items)
    assert _split(text).only(range(count)) == text
    frame = _split(text).only([])
    for item in items:
        text = text.replace(item, "", 1)
    assert frame == text


def test_the_wanted_items_are_kept_in_their_place() -> None:
    text = "<rss>a<item>1</item>b<item>2</item>c<item>3</item>d</rss>"

    assert _split(text).only([2, 0]) == "<rss>a<item>1</item>bc<item>3</item>d</rss>"


def test_equal_items_have_equal_hashes_wherever_they_stand() -> None:
    one, other = _split("<a><item>1</item><item>2</item></a>"), _split("<b>\n<item>2</item><item>1</item> </b>")

    assert one.hashes == other.hashes[::-1]
    assert {len(each) for each in one.hashes} == {8}
    assert len({*one.hashes}) == 2


def test_an_item_is_another_where_its_links_or_prefixes_mean_something_else() -> None:
    frames = (
        "<rss>{}</rss>",
        '<rss xml:base="https://pier.example/">{}</rss>',
        '<rss xmlns="a">{}</rss>',
        '<rss><channel\nxmlns:a="b">{}</channel></rss>',
    )
    texts = [frame.format("<item>1</item>") for frame in frames]

    assert len({_split(text).hashes for text in texts}) == 4
    assert _split(texts[0]).hashes != _split(texts[0], url="https://pier.example/moved").hashes
    assert _split(texts[1].replace("><item", "><title>New</title><item")).hashes == _split(texts[1]).hashes


@pytest.mark.parametrize(
    "text",
    [
        "<f:feed><f:entry>1</f:entry><f:entry\n a='b'>2</f:entry\t></f:feed>",
        "<RSS><ITEM>1</ITEM><ITEM>2</ITEM></RSS>",
        "<rss><item>1 <![CDATA[</item><item>]]></item><!-- <item> --><item>2</item></rss>",
        "<rss><items/><itemize><item>1</item></itemize><item.x/><item>2</item><entryway></rss>",
        "<!DOCTYPE rss PUBLIC 'x' 'y'><?xml-stylesheet href='a'?><rss><item>1</item><item>2</item></rss>",
    ],
)
def test_what_only_looks_like_an_item_is_none(text: str) -> None:
    assert len(_items(text)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no markup",
        JSON,
        "<rss><channel/></rss>",
        "<urlset><url><loc>https://news.example/</loc></url></urlset>",
        "<rss><item>1<item>2</item></item></rss>",
        "<rss><item>1<entry>2</entry></item></rss>",
        "<rss><item>1</entry></rss>",
        "<rss><a:item>1</b:item></rss>",
        "<rss></item><item>1</item></rss>",
        "<rss><item>1</item></item></rss>",
        "<rss><item>1</item><item>2</rss>",
        "<rss><item>1</item><item/></rss>",
        "<rss><item>1</item><item a='b'/></rss>",
        "<rss><item <b>1</b></item></rss>",
        "<rss><item>1</item <b>",
        "<rss><item>1</item x></rss>",
        "<rss><item>1</item",
        "<rss><item>1</item><item",
        "<rss><item>1</item><![CDATA[ never",
        "<rss><item>1</item><!-- never",
        "<rss><item>1</item><?never",
        "<?php echo '<item>' ?><rss><item>1</item></rss>",
        "<!DOCTYPE rss [<!ENTITY a '<item>'>]><rss><item>&a;</item></rss>",
        "<!ENTITY a 'b'><rss><item>1</item></rss>",
        "<rss><![if x]><item>1</item></rss>",
        "<rss><![cdata[<item>]]><item>1</item></rss>",
    ],
)
def test_what_only_a_parser_can_tell_is_left_to_it(text: str) -> None:
    assert split_items(text) is None


@pytest.mark.parametrize(
    "unit",
    ["<", "<a", "a", "<item ", "<item>", "</item>", "<item></item>", "<!--", "<![CDATA[", "<!", "<?", "<a:", "a:",
     "]]>", "<item/>", "<item><![CDATA[]]></item>", "<item><!---->", "<a.b-c:item", "é", "\ud800", "<x ",
     " xmlns="],
)  # fmt: skip
def test_two_million_characters_of_anything_take_no_longer_than_they_should(unit: str) -> None:
    text = "<rss><item>1</item><x " + unit * (2_000_000 // len(unit))

    started = time.process_time()
    split_items(text)

    assert time.process_time() - started < 5  # 0.2 s at most where it was written; what is quadratic takes hours
