"""Rows 1–4 and 39: what the bytes of a feed mean, whatever is said about them."""

import pytest

from tests.hostile_web.server import feed, item, rss
from tests.hostile_web.world import World, headlines

LATIN = '<?xml version="1.0" encoding="ISO-8859-1"?>'
WORDS = "Grève à Orléans – « l’été » à 5 €"


@pytest.mark.parametrize(
    ("encoding", "header", "declaration"),
    [
        ("utf-8", "ISO-8859-1", LATIN),
        ("utf-8", "Shift_JIS", '<?xml version="1.0" encoding="utf-16"?>'),
        ("utf-8", "no-such-charset", '<?xml version="1.0" encoding="base64"?>'),
        ("cp1252", "utf-8", LATIN),
        ("cp1252", "ISO-8859-1", '<?xml version="1.0" encoding="utf-8"?>'),
        ("utf-16", "utf-8", '<?xml version="1.0" encoding="utf-8"?>'),
        ("utf-16-le", "ISO-8859-1", LATIN),
    ],
)
async def test_row_01_the_bytes_win_where_header_and_declaration_contradict_them(
    world: World, encoding: str, header: str, declaration: str
) -> None:
    body = rss(item("a", title=WORDS), item("b"), declaration=declaration).encode(encoding)
    await world.read(feed(body, content_type=f"application/rss+xml; charset={header}"))
    assert world.titles == [WORDS, "Headline b"]
    assert world.error is None


async def test_row_02_a_few_bad_bytes_in_utf8_spoil_no_other_word(world: World) -> None:
    good = "Жнива ў Ірпіні: 1 000 тон збіжжя"
    body = rss(item("a", title=good), item("b", title="Cut @ here"), item("c", title=good + "!")).encode()
    await world.read(feed(body.replace(b"@", b"\xe9\xff")))
    assert [world.titles[0], world.titles[2]] == [good, good + "!"]
    assert world.titles[1].startswith("Cut ")
    assert len(world.posted) == 3


async def test_row_03_control_characters_cost_no_entry_and_reach_no_message(world: World) -> None:
    body = rss(item("a", title="Har\x0bbour \x00&#x1F;&#0;shut"), item("b", title="\x1b[2JRail&#11;way"), item("c"))
    await world.read(feed(body))
    assert world.titles == ["Harbour shut", "[2JRailway", "Headline c"]
    assert len(world.posted) == 3
    assert not any(char < " " for title in world.posted for char in title)


async def test_row_04_entities_of_html_in_xml_are_read_as_what_they_mean(world: World) -> None:
    body = rss(item("a", title="Strike &ndash; day&nbsp;2 &eacute;t&eacute; &amp; more &nosuch; left"), item("b"))
    await world.read(feed(body))
    assert world.titles[0].startswith("Strike – day 2 été & more")
    assert world.titles[0].endswith("left")
    assert world.titles[1:] == ["Headline b"]


async def test_row_39_titles_read_as_a_person_reads_them_escaped_twice_in_cdata_or_about_markup(world: World) -> None:
    said = {
        "Talks &amp;amp; &amp;lt;i&amp;gt;strikes&amp;lt;/i&amp;gt;": "Talks & strikes",
        "<![CDATA[Smith &amp; Sons &#8217;shut&#8217;]]>": "Smith & Sons ’shut’",
        "<![CDATA[What goes into <head>]]>": "What goes into <head>",
        "Why &lt;head&gt; matters": "Why <head> matters",
        "3 &lt; 4 and 5 &gt; 4": "3 < 4 and 5 > 4",
    }
    await world.read(feed(rss(*(item(f"n{place}", title=title) for place, title in enumerate(said)))))
    assert world.titles == list(said.values())
    assert world.posted == sorted(world.titles)


async def test_rows_01_to_04_at_once_lose_nothing(world: World) -> None:
    body = rss(item("a", title="\x01Gr\xe8ve &mdash; l&rsquo;\xe9t\xe9"), item("b"), item("c"), declaration=LATIN)
    await world.read(feed(body.encode("latin-1"), content_type="text/plain; charset=utf-8"))
    assert world.titles == ["Grève — l’été", *headlines("bc")]
