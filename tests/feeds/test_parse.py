"""Every kind of feed gives the same kind of entries; what is no feed says what it is."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.errors import NotAFeed
from monitor.core.feed import Entry, Feed
from monitor.feeds import parse
from tests.feeds.samples import ATOM, JSON, RDF, RSS

URL = "https://courier.example/rss/news.xml"


def read(text: str | bytes, *, url: str = URL, content_type: str = "", charset: str | None = None) -> Feed:
    body = text.encode() if isinstance(text, str) else text
    return parse(body, url=url, content_type=content_type, charset=charset)


def rss(*items: str, link: str = "https://courier.example/") -> str:
    return f'<rss version="2.0"><channel><title>T</title><link>{link}</link>{"".join(items)}</channel></rss>'


def keys(*items: str) -> list[str]:
    return [entry.key for entry in read(rss(*items)).entries]


def test_an_rss_feed_is_read_with_its_full_texts() -> None:
    feed = read(RSS)
    assert (feed.kind, feed.title, feed.site_url, feed.language) == (
        "rss",
        "Harbour Courier",
        "https://courier.example/",
        "en-GB",
    )
    assert feed.entries[0] == Entry(
        key="courier-1001",
        url="https://courier.example/2026/11/ferry?utm_source=rss",
        title="Ferry & freight: talks resume",
        summary="The ferries sail again.\nFreight waits.",
        content="The ferries sail again.\nNorth\nSouth",
        author="Ada Quay",
        published_at=datetime(2026, 11, 23, 10, tzinfo=UTC),
        language="en-GB",
    )
    assert feed.entries[1].summary == "High water at noon, they say."
    assert feed.entries[1].published_at == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_an_entry_without_link_and_text_is_counted_not_dropped() -> None:
    feed = read(RSS)
    assert (len(feed.entries), feed.skipped) == (2, 1)


def test_an_atom_feed_is_read_with_its_bases_and_languages() -> None:
    feed = read(ATOM, url="https://sinmun.example/rss/all.xml")
    assert (feed.kind, feed.title, feed.site_url, feed.language) == (
        "atom",
        "항구 신문",
        "https://sinmun.example/",
        "ko",
    )
    first, second = feed.entries
    assert first == Entry(
        key="urn:uuid:1",
        url="https://sinmun.example/news/1",
        title="항구가 다시 열렸다",
        summary="배가 3 < 4 척",
        content="첫 문단.\n둘째 문단.",
        author="김항구",
        published_at=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
        language="ko",
    )
    assert (second.url, second.title, second.language) == ("https://elsewhere.example/en/2", "Harbour open", "en")
    assert second.published_at == datetime(2026, 11, 22, tzinfo=UTC)


def test_an_rdf_feed_is_read() -> None:
    feed = read(RDF)
    assert (feed.kind, feed.title, feed.language) == ("rdf", "港通信", "ja")
    (entry,) = feed.entries
    assert (entry.title, entry.summary) == ("港が再開", "船が出た。")
    assert entry.url == "https://minato.example/1?maca=ja-rss"
    assert entry.published_at == datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_a_json_feed_is_read_of_either_version() -> None:
    feed = read(JSON, url="https://hafen.example/feed.json")
    assert (feed.kind, feed.title, feed.language, feed.skipped) == ("json", "Hafen & Meer", "de", 2)
    first, second = feed.entries
    assert first == Entry(
        key="17",
        url="https://hafen.example/a/17",
        title="Fähren fahren wieder",
        summary="Kurz gesagt",
        content="Die Fähren fahren.\nAlle.",
        author="Jo Kai, Ida Mole",
        published_at=datetime(2026, 11, 23, 10, tzinfo=UTC),
        language="de",
    )
    assert (second.url, second.content) == ("https://other.example/x", "Erster Absatz\nzweiter")
    assert (second.author, second.language) == ("Piet", "nl")


def test_the_kind_is_found_by_content_whatever_the_server_calls_it() -> None:
    for content_type in ("text/html", "text/plain", "application/json", "image/png", ""):
        assert read(RSS, content_type=content_type).kind == "rss"
        assert read(JSON, content_type=content_type).kind == "json"


@pytest.mark.parametrize(
    "junk",
    ["\n\n", "\ufeff", "<!-- hello -->", "Warning: foo() in bar.php on line 3\n", "<br />\n<b>Warning</b>: x<br />\n"],
)
def test_something_in_front_of_a_feed_does_not_hide_it(junk: str) -> None:
    assert read(junk + rss("<item><title>x</title></item>")).entries[0].title == "x"


# Encodings


def test_bytes_that_are_valid_utf_8_win_over_a_wrong_charset() -> None:
    declared = RSS.replace('encoding="utf-8"', 'encoding="iso-8859-1"').replace("Tide tables", "Marée — 潮")
    assert read(declared, charset="windows-1251").entries[1].title == "Marée — 潮"


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("windows-1251", "Порт снова открыт"),
        ("shift_jis", "港が再開した"),
        ("iso-2022-jp", "港が再開した"),
        ("euc-kr", "항구가 다시 열렸다"),
        ("gb2312", "港口重新开放"),
        ("iso-8859-1", "Le café rouvre à l’aube".replace("’", "'")),
        ("utf-16", "港 café"),
        ("utf-16-be", "港 café"),
    ],
)
def test_other_encodings_are_read_as_the_document_or_else_the_server_says(encoding: str, title: str) -> None:
    body = rss(f"<item><title>{title}</title></item>")
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{body}'
    assert read(declared.encode(encoding)).entries[0].title == title
    assert read(body.encode(encoding), charset=encoding).entries[0].title == title


def test_a_bad_byte_in_utf_8_spoils_one_letter_and_not_the_document() -> None:
    body = (
        rss("<item><title>Äpfel, Öl, Übersee, größer, Café</title></item>").encode().replace(b"Caf\xc3\xa9", b"Caf\xe9")
    )
    assert read(body, charset="iso-8859-2").entries[0].title == "Äpfel, Öl, Übersee, größer, Café"


def test_an_unknown_or_dangerous_charset_is_passed_over() -> None:
    body = rss("<item><title>café</title></item>").encode("latin-1")
    for charset in ("klingon", "base64", "utf-7", "idna", ""):
        assert read(body, charset=charset).entries[0].title == "café"


# Identity


def test_a_guid_is_the_key_as_it_stands_even_where_it_is_no_url() -> None:
    assert keys("<item><title>a</title><guid>12345</guid></item>") == ["12345"]
    assert read(rss("<item><title>a</title><guid>12345</guid></item>")).entries[0].url == ""


def test_without_a_guid_the_link_is_the_key_without_its_tracking() -> None:
    (key,) = keys("<item><title>a</title><link>http://courier.example/a?utm_campaign=x7</link></item>")
    assert key == "https://courier.example/a"


def test_equal_or_empty_guids_are_no_keys() -> None:
    same = [
        f"<item><title>{name}</title><guid isPermaLink='false'>{guid}</guid><link>https://courier.example/{name}</link></item>"
        for guid in ("1", "")
        for name in "ab"
    ]
    assert keys(*same[:2]) == ["https://courier.example/a", "https://courier.example/b"]
    assert keys(*same[2:]) == ["https://courier.example/a", "https://courier.example/b"]


def test_a_link_that_several_texts_share_or_that_leads_to_the_front_page_is_no_key() -> None:
    shared = keys(*(f"<item><title>{name}</title><link>https://courier.example/live</link></item>" for name in "ab"))
    assert len(set(shared)) == 2
    front = keys("<item><title>a</title><link>https://courier.example/</link></item>")
    assert front[0].startswith("sha256:")


def test_one_guid_and_link_with_two_texts_are_two_entries() -> None:
    item = "<item><guid>g</guid><link>https://courier.example/day</link><description>{}</description></item>"
    assert len(set(keys(item.format("one"), item.format("two")))) == 2
    assert len(set(keys(item.format("one"), item.format("one")))) == 1


def test_a_guid_of_any_length_gives_a_key_that_can_be_stored() -> None:
    (key,) = keys(f"<item><title>a</title><guid>{'x' * 100_000}</guid></item>")
    assert len(key) < 100


# Links


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/a", "https://courier.example/a"),
        ("a", "https://courier.example/rss/a"),
        ("//cdn.example/a", "https://cdn.example/a"),
        ("\n https://courier.example/a \n", "https://courier.example/a"),
        ("javascript:alert(1)", ""),
        ("mailto:a@courier.example", ""),
        ("file:///etc/hosts", ""),
        ("http://[", ""),
    ],
)
def test_links_are_whole_web_addresses_or_none(link: str, url: str) -> None:
    assert read(rss(f"<item><title>a</title><link>{link}</link></item>")).entries[0].url == url


def test_a_permanent_guid_stands_in_for_a_missing_link() -> None:
    item = "<item><title>a</title><guid>https://courier.example/a</guid></item>"
    assert read(rss(item)).entries[0].url == "https://courier.example/a"


def test_the_address_before_feedburner_is_the_link() -> None:
    item = """<item><title>a</title><link>http://proxy.example/~r/a</link>
        <feedburner:origLink xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">https://courier.example/a
        </feedburner:origLink></item>"""
    assert read(rss(item)).entries[0].url == "https://courier.example/a"


# What is damaged, hostile or no feed


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "not a feed: empty"),
        (b" \r\n\t ", "not a feed: empty"),
        (b"%PDF-1.7 ...", "not a feed: a PDF"),
        (b"\x89PNG\r\n\x1a\n", "not a feed: an image"),
        (
            b"<!DOCTYPE html><html><head><title>Just a\n moment...</title></head><body>x</body></html>",
            'not a feed: an HTML page titled "Just a moment..."',
        ),
        (b"<?xml version='1.0'?>\n<html lang='en'/>", "not a feed: an HTML page without a title"),
        (b"<p>Moved to <a href='/rss'>the feed &lt;rss&gt;</a>", "not a feed: an HTML page without a title"),
        (b'{"error": "not found"}', "not a feed: JSON but no feed"),
        (b"[1, 2]", "not a feed: JSON but no feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": ', "not a feed: damaged JSON: Expecting value"),
        (b"[" * 200_000, "not a feed: JSON nested too deeply"),
        (b"<opml version='2.0'></opml>", "not a feed: an OPML list of feeds"),
        (b"<note><to>x</to></note>", "not a feed: an XML document of <note>"),
        (b"hello", "not a feed: plain text"),
        (b"/etc/passwd", "not a feed: plain text"),
        (b"<rss version='2.0'><channel><title>Courier</title><lin", "a feed that was cut off before its first entry"),
        (b"<rss version='2.0'><channel><image></width></image></channel></rss>", "a damaged feed: TypeError"),
    ],
)  # fmt: skip
def test_what_is_no_feed_says_what_it_is(body: bytes, message: str) -> None:
    with pytest.raises(NotAFeed) as refused:
        read(body)
    assert str(refused.value) == message


def test_a_feed_without_entries_is_a_feed() -> None:
    feed = read(rss())
    assert (feed.kind, feed.title, feed.entries, feed.skipped) == ("rss", "T", (), 0)


def test_a_body_over_the_cap_is_refused_before_anything_reads_it() -> None:
    with pytest.raises(NotAFeed, match="larger than 10 MB"):
        read(b"<rss>" + b" " * 10_000_000)


def test_a_damaged_feed_gives_the_entries_that_can_be_read() -> None:
    whole = rss("<item><title>a &ndash; b &copy; \x0b c &#x1; d</title></item>", "<item><title>second</title></item>")
    cut = whole[: whole.index("second") + 3]
    assert read(whole).entries[0].title == "a – b © c d"
    assert read(cut).entries[0].title == "a – b © c d"
    assert [entry.title for entry in read(rss("<item><title>A & B</title></item>")).entries] == ["A & B"]


def test_a_damaged_picture_of_a_channel_costs_no_entry() -> None:
    channel = "<channel><image><url>https://courier.example/i.png</url></width></image><item><title>x</title></item>"
    assert [entry.title for entry in read(f'<rss version="2.0">{channel}</channel></rss>').entries] == ["x"]


def test_entities_are_neither_read_from_files_nor_blown_up() -> None:
    levels = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    doctype = f'<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY f SYSTEM "file:///etc/hosts">{levels}]>'
    (entry,) = read(f"{doctype}{rss('<item><title>x &i; &f;</title></item>')}").entries
    assert len(entry.title) < 50
    assert "localhost" not in entry.title


@pytest.mark.parametrize("opening", ["<author>", "<author><![CDATA[", "<author role='x'>\n"])
def test_a_long_author_is_cut_before_the_expression_that_is_quadratic(opening: str) -> None:
    item = f"<item><title>a</title>{opening}a@{'a.' * 200_000}!{']]>' if 'CDATA' in opening else ''}</author></item>"
    (entry,) = read(rss(item)).entries  # 400 kB: some minutes if it were not cut
    assert entry.title == "a"


def test_pictures_inside_the_text_leave_no_trace() -> None:
    item = f'&lt;p&gt;a&lt;img src="data:image/png;base64,{"QUJD" * 200_000}"&gt;b&lt;/p&gt;'
    assert read(rss(f"<item><description>{item}</description></item>")).entries[0].summary == "ab"


def test_a_json_feed_with_fields_of_the_wrong_type_is_read_as_far_as_it_goes() -> None:
    body = """{"version": "https://jsonfeed.org/version/1", "title": 7, "language": ["de"], "items": [
        {"id": null, "url": 3, "title": {"a": 1}, "content_text": "text \\ud800 here", "authors": "x",
         "date_published": 5},
        {"id": true, "title": "b", "authors": [null, {"name": 4}]}]}"""
    first, second = read(body).entries
    assert (first.content, first.url, first.published_at) == ("text \ufffd here", "https://courier.example/rss/3", None)
    assert (second.title, second.author) == ("b", "4")


@pytest.mark.parametrize("date", ["0001-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT", "yesterday", ""])
def test_a_date_that_is_none_leaves_the_entry_undated(date: str) -> None:
    assert read(rss(f"<item><title>a</title><pubDate>{date}</pubDate></item>")).entries[0].published_at is None


def test_a_date_in_the_future_is_kept() -> None:
    (entry,) = read(rss("<item><title>a</title><pubDate>Fri, 01 Jan 2100 00:00:00 GMT</pubDate></item>")).entries
    assert entry.published_at == datetime(2100, 1, 1, tzinfo=UTC)


def storable(feed: Feed) -> bool:
    texts = [feed.title, feed.site_url]
    for entry in feed.entries:
        texts += [entry.key, entry.url, entry.title, entry.summary, entry.content, entry.author or ""]
    return all("\0" not in text and text.encode() is not None for text in texts)


@settings(deadline=None)
@given(st.integers(0, 3), st.integers(0), st.integers(0), st.binary(max_size=8))
def test_a_damaged_feed_is_a_feed_or_no_feed_and_nothing_else(kind: int, start: int, cut: int, noise: bytes) -> None:
    body = (RSS, ATOM, RDF, JSON)[kind].encode()
    start %= len(body)
    body = body[:start] + noise + body[start + cut % 64 :]
    with suppress(NotAFeed):
        assert storable(parse(body, url=URL))


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from([None, "utf-8", "utf-16", "x", "shift_jis", "zlib"]))
def test_any_bytes_are_a_feed_or_no_feed_and_nothing_else(body: bytes, charset: str | None) -> None:
    for prefix in (b"", b"<rss><channel>", b'{"items":['):
        with suppress(NotAFeed):
            assert storable(parse(prefix + body, url=URL, charset=charset))
