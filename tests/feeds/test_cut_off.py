"""Of a document that was cut off, half an entry is not taken for one."""

import pytest

from monitor.feeds.cut_off import is_whole, without_unfinished
from monitor.feeds.unseen import parse_unseen

URL = "https://feeds.example/feed.xml"
HEAD = "<rss><channel><title>Wire</title>"
LINKED = "<item><title>A</title><link>https://a.example/1</link></item>"
ONE = "<item><title>A</title><guid>a</guid></item>"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (f"{HEAD}{ONE}</channel></rss>", True),
        (f"{HEAD}{ONE}</channel></RSS  >\n<!-- made in 0.2 s -->", True),
        (f"{HEAD}{ONE}</channel>", False),
        (f"{HEAD}{ONE}</channel></rss", False),
        ("<rdf:RDF xmlns:rdf='x'><item rdf:about='a'></item></rdf:RDF>", True),
        ("<rdf:RDF xmlns:rdf='x'><item rdf:about='a'></item>", False),
        ("<feed><entry></entry></feed>", True),
        ("<feed><entry></entry></feeds>", False),
        ("<urlset><url><loc>a</loc></url></urlset>", True),
        ('{"items": []', True),
        ("", True),
    ],
)
def test_a_document_is_whole_if_its_outermost_element_is_closed(text: str, whole: bool) -> None:
    assert is_whole(text) is whole


@pytest.mark.parametrize(
    "end",
    [
        "<item>",
        "<item ",
        "<item><title>B</tit",
        "<item><title>B</title><link>https://wire.example/b</link><guid>b",
        "<item><guid>b</gui",
        "<x:item>\n<title>B",
        "<ITEM>",
        "<entry><source><id>https://b.example/</id><title>B</title></source><title>B",
        "<entry><source><id>https://b.example/</id><tit",
    ],
)
def test_an_entry_that_nobody_can_tell_from_another_is_left_out(end: str) -> None:
    assert without_unfinished(f"{HEAD}{ONE}{end}") == f"{HEAD}{ONE}"


@pytest.mark.parametrize(
    ("done", "end"),
    [
        (f"{HEAD}{ONE}", "<item><guid>b</guid><title>B"),
        ("<feed><entry><id>a</id></entry>", "<entry><id>b</id><title>B"),
        ("<feed><entry><id>a</id></entry>", "<entry><source><id>c</id></source><id>b</id><title>B"),
        ("<urlset><url><loc>a</loc></url>", "<url><loc>b</loc><lastmod>20"),
        ("<rdf:RDF><item rdf:about='a'></item>", "<item rdf:about='b'><title>B"),
        ("<rdf:RDF><rss:item rdf:about='a'></rss:item>", "<rss:item rdf:about='b'>"),
    ],
)
def test_an_entry_whose_name_is_complete_stays(done: str, end: str) -> None:
    assert without_unfinished(done + end) == done + end


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}<item><title>A</title>",
        f"{HEAD}<item><title>A<item><title>B<item>",
        f"{HEAD}{ONE}",
        f"{HEAD}{ONE}<!-- half a com",
        HEAD,
        "",
    ],
)
def test_the_only_entry_entries_that_never_end_and_finished_ones_stay(text: str) -> None:
    assert without_unfinished(text) == text


def test_the_name_of_an_entry_before_is_not_that_of_the_last() -> None:
    text = f"{HEAD}{ONE}<item><title>B"
    assert without_unfinished(text) == f"{HEAD}{ONE}"


def test_half_the_address_of_an_rdf_item_is_none() -> None:
    done = "<rdf:RDF><item rdf:about='a'></item>"
    assert without_unfinished(f"{done}<item rdf:about='https://wire.example/20") == done


def test_what_was_cut_off_comes_once_and_whole_when_the_rest_has_come() -> None:
    whole = f"{HEAD}{LINKED}<item><title>Brine</title><link>https://a.example/2</link></item></channel></rss>"
    for end in range(whole.index("<item><title>Brine"), len(whole)):
        first = parse_unseen(whole[:end].encode(), url=URL)
        second = parse_unseen(whole.encode(), url=URL, seen=first.items)
        keys = {entry.key for entry in (*first.feed.entries, *second.feed.entries)}
        assert keys == {"https://a.example/1", "https://a.example/2"}, whole[:end]
        assert (first.whole, second.whole) == (False, True)


def test_of_a_document_that_stays_as_it_is_the_last_entry_is_taken_too() -> None:
    cut = f"{HEAD}{LINKED}<item><title>Brine</title>".encode()
    assert [entry.title for entry in parse_unseen(cut, url=URL).feed.entries] == ["A"]
    as_it_is = parse_unseen(cut, url=URL, as_it_is=True)
    assert ([entry.title for entry in as_it_is.feed.entries], as_it_is.whole) == (["A", "Brine"], False)


@pytest.mark.parametrize(
    "piece", ["<item ", "rdf:about=", "<item rdf:about=", "</guid", "<", "</item ", "<source>", "<source "]
)
def test_large_hostile_documents_are_looked_at_in_linear_time(piece: str) -> None:
    """Searching anew from each piece would take longer than any test may."""
    text = f"{HEAD}{ONE}" + piece * (2_000_000 // len(piece))
    assert not is_whole(text)
    assert len(without_unfinished(text)) <= len(text)
