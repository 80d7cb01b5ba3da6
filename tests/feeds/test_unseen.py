"""What a poll parses is what is new, and nothing is lost by it."""

import random
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.errors import NotAFeed
from monitor.core.feed import Entry, Increment
from monitor.feeds import parse, parse_unseen
from monitor.feeds.unseen import ITEM_BYTES, MOST_ITEMS
from tests.feeds.samples import ATOM, JSON, RDF, RSS
from tests.feeds.two_polls import URL, agree, poll_twice


@dataclass(frozen=True, slots=True)
class Item:
    """An item of an invented feed; parts that are empty are left out."""

    title: str
    guid: str = ""
    link: str = ""
    words: str = ""

    def __str__(self) -> str:
        parts = (("title", self.title), ("guid", self.guid), ("link", self.link), ("description", self.words))
        return f"<item>{''.join(f'<{name}>{value}</{name}>' for name, value in parts if value)}</item>"


def _feed(*items: Item | str, head: str = "<title>Pier Gazette</title><language>en</language>") -> bytes:
    return f'<rss version="2.0"><channel>{head}{"".join(map(str, items))}</channel></rss>'.encode()


def _polls(*bodies: bytes) -> list[Increment]:
    """Poll a feed that has these bodies, one after the other."""
    done: list[Increment] = []
    for body in bodies:
        done.append(parse_unseen(body, url=URL, seen=done[-1].items if done else b""))
    return done


def _titles(increment: Increment) -> list[str]:
    return [entry.title for entry in increment.feed.entries]


ONE, TWO, THREE = (Item(title, guid, f"https://pier.example/{guid}") for title, guid in zip("ABC", "abc", strict=True))


def test_the_first_poll_finds_everything_as_a_full_parse_does() -> None:
    for body in (RSS, ATOM, RDF, JSON):
        increment = parse_unseen(body.encode(), url=URL)
        assert increment.feed == parse(body.encode(), url=URL)
        assert increment.found == len(increment.feed.entries)


def test_a_later_poll_finds_what_is_new_wherever_it_stands() -> None:
    later = _feed(THREE, ONE, TWO, head="<title>Another</title><language>pt</language>")

    first, second, third = _polls(_feed(ONE), _feed(ONE, TWO), later)

    assert [*map(_titles, (first, second, third))] == [["A"], ["B"], ["C"]]
    assert [first.found, second.found, third.found] == [1, 2, 3]
    assert third.feed.title == "Another"
    assert third.feed.entries == parse(later, url=URL).entries[:1]


def test_a_body_that_changes_without_news_is_not_parsed() -> None:
    _, second = _polls(_feed(ONE, TWO), _feed(TWO, ONE, head="<title>Changed</title>"))

    assert (second.feed.entries, second.found, second.feed.title, second.feed.kind) == ((), 2, "", "rss")
    assert second.items


def test_an_edited_item_is_parsed_again() -> None:
    edited = replace(ONE, words="Now with words.")

    _, second = _polls(_feed(ONE, TWO), _feed(edited, TWO))

    assert [(entry.key, entry.summary) for entry in second.feed.entries] == [("a", "Now with words.")]


def test_an_item_that_comes_back_is_parsed_again_under_its_key() -> None:
    first, second, third = _polls(_feed(ONE, TWO), _feed(TWO), _feed(ONE, TWO))

    assert second.feed.entries == ()
    assert third.feed.entries == first.feed.entries[:1]


def test_a_guid_that_a_new_item_shares_with_an_old_one_is_none() -> None:
    """Else the next item with it would be taken for an entry that is known."""
    one, two, three = (Item(title, "0", f"https://pier.example/{title}") for title in "ABC")

    polls = _polls(_feed(one), _feed(two, one), _feed(three, two, one))

    assert polls[1].feed == parse(_feed(two, one), url=URL)
    assert polls[2].feed.entries[0].key == "https://pier.example/C"


def test_a_link_that_a_new_item_shares_with_an_old_one_is_none() -> None:
    one, two, three = (Item(title, "", f"https://pier.example/live?utm_source={title}#{title}") for title in "ABC")

    polls = _polls(_feed(one), _feed(two, one), _feed(three, two, one))

    assert len({entry.key for poll in polls for entry in poll.feed.entries}) >= 3
    assert polls[2].feed == parse(_feed(three, two, one), url=URL)


def test_an_item_without_link_and_words_is_tried_each_time_and_counted() -> None:
    odd = '<item><enclosure url="https://pier.example/a.mp3" length="1" type="audio/mpeg"/></item>'

    polls = _polls(_feed(ONE, odd), _feed(TWO, ONE, odd), _feed(ONE, TWO, odd))

    assert [poll.feed.skipped for poll in polls] == [1, 1, 1]
    assert [poll.found for poll in polls] == [1, 2, 2]
    assert [*map(_titles, polls)] == [["A"], ["B"], []]


@pytest.mark.parametrize("odd", ["<item><title>Torn</titel></item>", "<item><x:y>1</x:y></item>", "&nbsp;", "<item/>"])
def test_nothing_of_a_damaged_document_is_passed_over_later(odd: str) -> None:
    polls = _polls(_feed(ONE, odd, TWO), _feed(ONE, odd, TWO, THREE), _feed(ONE, TWO, THREE), _feed(THREE, ONE))

    assert [poll.items == b"" for poll in polls] == [True, True, False, False]
    assert polls[1].feed == parse(_feed(ONE, odd, TWO, THREE), url=URL)
    assert _titles(polls[2]) == ["A", "B", "C"]
    assert _titles(polls[3]) == []

    _, damaged, mended = _polls(_feed(ONE), _feed(ONE, odd, TWO), _feed(ONE, TWO))
    assert (damaged.items, damaged.feed) == (b"", parse(_feed(ONE, odd, TWO), url=URL))
    assert _titles(mended) == ["A", "B"]


@pytest.mark.parametrize("sample", [RSS, ATOM, RDF], ids=["rss", "atom", "rdf"])
def test_a_document_that_was_cut_off_says_so_and_a_whole_one_does_not(sample: str) -> None:
    after = f"{sample}<!-- made in 0.2 s -->"
    cut = sample[: sample.rindex("</")]

    assert [one.whole for one in _polls(sample.encode(), after.encode(), cut.encode())] == [True, True, False]


def test_items_without_guid_are_read_again_when_their_links_lead_elsewhere() -> None:
    """A base that was wrong for an hour: the right links are new, and have to be read."""
    entry = '<entry><title>A</title><link href="a"/></entry>'
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{{}}"><title>T</title>{entry}</feed>'

    _, second = _polls(*(atom.format(f"https://{host}.example/").encode() for host in ("staging", "pier")))

    assert [entry.url for entry in second.feed.entries] == ["https://pier.example/a"]


def test_an_encoding_is_decided_by_the_whole_document() -> None:
    """The bytes of the new item alone are valid UTF-8, and other letters."""
    old, new = Item("Bäder öffnen früh am Hafen für Gäste"), Item("Ã¼ber Nacht")
    bodies = [part.decode().encode("cp1252") for part in (_feed(old), _feed(new, old))]

    _, second = _polls(*bodies)

    assert second.feed.entries == parse(bodies[1], url=URL).entries[:1]


def test_wide_encodings_are_split_like_any_other() -> None:
    bodies = [body.decode().encode("utf-16") for body in (_feed(ONE), _feed(TWO, ONE))]

    assert _titles(_polls(*bodies)[1]) == ["B"]


@pytest.mark.parametrize("seen", [b"x", b"x" * ITEM_BYTES, b"x" * (ITEM_BYTES + 1), bytes(8)])
def test_what_is_seen_may_be_anything(seen: bytes) -> None:
    assert parse_unseen(_feed(ONE, TWO), url=URL, seen=seen).feed == parse(_feed(ONE, TWO), url=URL)


def test_what_is_remembered_has_a_limit_beyond_which_all_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.feeds.unseen.MOST_ITEMS", 2)

    first, second = _polls(_feed(ONE, TWO, THREE), _feed(TWO, ONE, THREE))

    assert len(first.items) == 2 * ITEM_BYTES < MOST_ITEMS
    assert (_titles(second), second.found) == (["C"], 3)


def test_feeds_of_each_kind_agree_with_the_full_parse() -> None:
    agreement = agree(body.encode() for body in (RSS, ATOM, RDF, JSON))

    assert agreement.differ == []
    assert (agreement.feeds, agreement.whole) == (4, 1)


ITEMS = st.lists(
    st.builds(
        Item,
        title=st.sampled_from(["Ferry sails", "Quay shut", "Tide &amp; wind", "High water", "Crane moved"]),
        guid=st.sampled_from(["", "0", "1", "2", "3"]),
        link=st.sampled_from(
            ["", "/", "/live", "/live#2", "https://pier.example/1", "https://pier.example/2?utm_id=1"]
        ),
        words=st.sampled_from(["", "Said at noon.", "<![CDATA[<p>Fog</p>]]>"]),
    ),
    max_size=6,
)


@given(st.lists(ITEMS, min_size=2, max_size=5))
@settings(max_examples=60, deadline=None)
def test_every_entry_that_full_parses_would_store_is_stored(documents: list[list[Item]]) -> None:
    """However guids and links are shared between the items of a poll and those of the polls before."""
    stored: dict[str, Entry] = {}
    wanted: dict[str, Entry] = {}
    seen = b""
    for items in documents:
        body = _feed(*items)
        increment = parse_unseen(body, url=URL, seen=seen)
        seen = increment.items
        full = parse(body, url=URL)
        assert increment.found == len(full.entries)
        for entry in full.entries:
            wanted.setdefault(entry.key, entry)
        for entry in increment.feed.entries:
            stored.setdefault(entry.key, entry)
    assert {replace(entry, key="") for entry in wanted.values()} <= {
        replace(entry, key="") for entry in stored.values()
    }


BITS = (
    "&", "<", ">", "\x05", "&nbsp;", "</item>", "<item>", "]]>", "<![CDATA[", "<!--", "-->", '"', "<entry>", "</entry>",
    "<x:y>", "&#0;", "<title>", "</title>", "<description>", "<br/>", "</p>", "<item/>", "</channel>", "</rss>", "<?",
    "é",
)  # fmt: skip


def _damage(body: bytes, dice: random.Random) -> bytes:
    broken = bytearray(body)
    for _ in range(dice.choice((1, 1, 2, 4))):
        at = dice.randrange(len(broken) + 1)
        match dice.randrange(4):
            case 0 | 1:
                broken[at:at] = dice.choice(BITS).encode()
            case 2:
                del broken[at : at + dice.randrange(1, 40)]
            case _:
                broken[at : at + 1] = bytes([dice.randrange(256)])
    return bytes(broken)


@given(st.sampled_from([RSS, ATOM, RDF]), st.integers(0, 2**32), st.booleans())
@settings(max_examples=200, deadline=None)
def test_no_damage_loses_an_entry(text: str, seed: int, broken_before: bool) -> None:
    dice = random.Random(seed)  # noqa: S311 - a test's own
    earlier = _damage(text.encode(), dice) if broken_before else text.encode()
    later = _damage(text.encode(), dice)
    try:
        second = poll_twice(earlier, later)
    except NotAFeed:
        return
    found = (*second.earlier.entries, *second.increment.feed.entries)
    keys, said = {entry.key for entry in found}, {(entry.url, entry.title) for entry in found}
    assert all(entry.key in keys or (entry.url, entry.title) in said for entry in second.later.entries)
    assert second.invented == []
    assert second.increment.found >= second.counts[0]  # more where the frame alone is damaged and nothing is unseen
