"""Whatever words an article has, they stand in what is seen of its page at a glance."""

import json
import re
import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from monitor.articles import extract, markup
from monitor.articles.glance import MAX_CHARS, glance
from monitor.core.article import Article
from monitor.core.errors import NotAPage
from monitor.core.feed import Entry
from monitor.text import fold
from tests.articles.pages import SAMPLES, Sample, page_of

URL = "https://news.example/a"
PROSE = " ".join(f"Ten ships of line {number} wait outside of the port for a pilot." for number in range(12))


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head><title>Port</title>{head}</head><body><article>{body}</article></body></html>"


def seen(body: str, head: str = "", *, entry: Entry | None = None) -> str:
    letters = glance(page(body, head), entry=entry)
    assert letters is not None
    return letters.decode()


def lost(one: Article, letters: bytes) -> list[str]:
    """The words of an article that are not seen."""
    said = "\n".join((one.title, one.text, *one.captions))
    return sorted({word.decode() for word in fold(said).bytes.split() if word not in letters})


@pytest.mark.parametrize(
    ("markup_", "words"),
    [
        ("<p><b>C</b>hina and <i>Ira</i>n</p>", "china and iran"),
        ("<p>San\u00adc&shy;ti&#173;ons&#x200b;relief</p>", "sanctionsrelief"),
        ("<p>caf&eacute; Stra&szlig;e &#66;an</p>", "cafe strasse ban"),
        ("<p>&am<b>p;</b> one</p>", " amp  one"),
        ("<p title='a > b'>one</p><p data-x=\"it's\">two</p>", "onetwo"),
        ("<p data-x = 'a>b' / y=c\"d e>one</p>", "one"),
        ("one<!-- not this -->two<!doctype x>three<?php no ?>four</ no>five", "onetwothreefourfive"),
        ("<SCRIPT>if (a<b) {}</Script >one<style>p > a {}</style>two", "onetwo"),
        ("<script>document.write('<script src=x></scr'+'ipt>')</script>one", "one"),
        ("<script><!-- var x = '</p>'; // --></script>one", "one"),
        ("3 < 4 and a<b>c</b>", "3   4 and ac"),
        ("<ruby>北<rt>きた</rt>朝鮮<rp>(</rp><rt>ちょうせん</rt></ruby>", "北朝鮮"),
        ("<img alt='The &quot;Sea &amp; Sky&quot;'>", "the  sea   sky "),
        ("<IMG ALT=Harbour src=x>", "harbour"),
        ('<img data-x=\'alt="\' alt="Pilot boats">', "pilot boats"),
        ("<template>kept</template><noscript>kept2</noscript><select><option>kept3</select>", "keptkept2kept3"),
        ("icon\ue000font", "iconfont"),
    ],
)
def test_text_is_seen_as_the_parser_of_extraction_has_it(markup_: str, words: str) -> None:
    assert words in seen(markup_)


def test_scripts_styles_and_addresses_are_not_seen() -> None:
    letters = seen('<script>var hidden1</script><style>.hidden2{}</style><a href="/hidden3">a</a><!-- hidden4 -->')
    assert "hidden" not in letters


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:title" content="Kraken">',
        "<META content='Kraken > all' NAME='Twitter:Title'>",
        "<meta name=description content=Kraken>",
        '<meta content="x=\'y\' Kra&shy;ken" property="og:description">',
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Kra\\u006ben"}</script>',
        '<script type="application/ld&#43;json">{"@type": "NewsArticle", "articleBody": "<p>Kra</p>Kraken"}</script>',
    ],
)
def test_what_a_page_says_of_itself_is_seen(head: str) -> None:
    assert "kraken" in seen("<p>one</p>", head)


def test_other_metas_and_other_data_are_not_seen() -> None:
    letters = seen(
        "<p>one</p>",
        '<meta name="keywords" content="kraken"><script type="application/json">{"headline": "kraken"}</script>'
        '<script type="application/ld+json">{"@type": "Organization", "name": "kraken"}</script>',
    )
    assert "kraken" not in letters


def test_what_the_feed_carried_is_seen() -> None:
    entry = Entry(key="1", url=URL, title="L’Iran", summary="The Sea", content="Full\ntext")
    assert seen("<p>one</p>", entry=entry).endswith("liran\nthe sea\nfull\ntext")


@pytest.mark.parametrize(
    "body",
    [
        "<p>one</p><!-- no end",
        "<p>one</p><script>no end",
        "<p>one</p><style>no end",
        "<p>one<!--> two --></p>",
        "<p title='<!-- one -->'>two</p>",
        "<p>one<!-- two --!> three --></p>",
        "<script><!-- <script> </script> --> one</script>",
        "<script src='x'/><p>one</p>",
        "<title>one <b>two</b></title>",
        "<textarea><b></textarea>",
        "<plaintext> <b>one",
        "<xmp><b>one</b></xmp>",
        "<p>bell\x07</p>",
        '<script>{"@type": "DiscussionForumPosting"}</script>',
        "<p>" + "long " * (MAX_CHARS // 5),
        "<i></i><style></style>" * 2_001,
    ],
)
def test_a_page_whose_text_cannot_be_told_for_sure_is_not_judged(body: str) -> None:
    assert glance(page(body)) is None


def test_bytes_are_read_as_extraction_reads_them() -> None:
    text = page("<p>Österreich</p>", '<meta charset="iso-8859-1">')
    for codec in ("utf-8", "cp1252", "utf-16"):
        letters = glance(text.encode(codec))
        assert letters is not None
        assert "osterreich" in letters.decode()
    with pytest.raises(NotAPage, match="a PDF"):
        glance(b"%PDF-1.7 ...")
    with pytest.raises(NotAPage, match="empty"):
        glance(b"  ")


@pytest.mark.parametrize("sample", SAMPLES, ids=[one.language for one in SAMPLES])
def test_no_word_of_a_page_in_any_language_is_lost(sample: Sample) -> None:
    for plain in (False, True):
        text = page_of(sample, plain=plain)
        letters = glance(text)
        assert letters is not None
        assert lost(extract(text, url=URL), letters) == []


INSIDE = st.sampled_from(
    ["", "", "<b>", "</b>", "<wbr>", "\u00ad", "&shy;", "<!-- x -->", "\u200b", "<a href='x>y'>", "</a>"]
)
WORDS = st.sampled_from(
    ["China", "l’Iran", "Straße", "O'Brien", "北朝鮮", "북한의", "AT&amp;T", "caf&eacute;", "الصين", "x²", "ﬁn"]
)


@st.composite
def marked_up(draw: st.DrawFn) -> str:
    """A paragraph whose words have markup, references and invisible characters in them."""
    words = draw(st.lists(WORDS, min_size=3, max_size=8))
    written = []
    for one in words:
        at = draw(st.integers(1, len(one))) if "&" not in one else 0
        written.append(one[:at] + draw(INSIDE) + one[at:])
    return " ".join(written)


@given(st.lists(marked_up(), min_size=1, max_size=4), marked_up(), marked_up())
@settings(max_examples=60, deadline=None)
def test_no_word_of_an_article_is_lost(paragraphs: list[str], headline: str, caption: str) -> None:
    body = "".join(f"<p>{one} {PROSE}</p>" for one in paragraphs)
    said = json.dumps({"@type": "NewsArticle", "articleBody": caption, "headline": headline})
    plain = re.sub("<[^>]*>|'", "", headline)
    text = page(
        f"<h1>{headline}</h1>{body}<figure><img src=x alt='{plain} at sea'><figcaption>{caption}</figcaption></figure>",
        f'<script type="application/ld+json">{said}</script>',
    )

    letters = glance(text)

    assert letters is not None
    assert lost(extract(text, url=URL), letters) == []


SOUP = st.sampled_from(
    [
        *("<p>", "</p>", "<b>", "</b>", "<", "</", ">", '"', "'", "=", " ", "<!--", "-->", "--", "-", "!", "<!", "<?"),
        *("/", "<script>", "</script>", "<script ", "<style>", "</style>", "<SCRIPT>", "</Script >", "<title>"),
        *("</title>", "<textarea>", "</textarea>", '<a href="x>y">', "<a title= 'q>'>", '<a/="v>w">', '<a b=c"d>e">'),
        *("<br/>", "&amp;", "&am", "p;", "&lt;", "&", "&not", "&notin", "&#x43;", "&#173;", "Chi", "na", "oil", "é"),
        *("\n", "<svg>", "</svg>", "<rt>", "</rt>", "<ruby>", "<noscript>", "<select><option>", "</select>"),
        *("<table><tr><td>", "</table>", "<template>", "</template>", "<img alt='sea'>", "<frameset>", "<![CDATA["),
        *("]]>", "<plaintext", "<math>"),
    ]
)


@given(st.lists(SOUP, min_size=1, max_size=14))
@settings(max_examples=1_000, deadline=None)
def test_a_page_of_any_markup_is_parted_as_the_parser_of_extraction_parts_it(pieces: list[str]) -> None:
    soup = f"<html><body><p>w</p>{''.join(pieces)}<p>end</p></body>"
    letters = glance(soup)
    assume(letters is not None)
    tree = markup.parse_tree(soup)
    etree.strip_elements(tree, "script", "style", with_tail=False)
    text = etree.tostring(tree, method="text", encoding="unicode")

    assert [word for word in fold(text).bytes.split() if word not in (letters or b"")] == []


@pytest.mark.parametrize("piece", ["<a ", "<a x='", '<a x=">"', "<!--", "<!-- -->", "<script>", "<style>", "<title>"])
@pytest.mark.parametrize("rest", ["", "<p>-->'\"></script></style></title>"])
def test_a_hostile_page_takes_no_longer_than_it_is_long(piece: str, rest: str) -> None:
    _take_time(piece, rest)


@pytest.mark.parametrize("piece", ["<title x", "alt='", "alt=", "<rt>", "<!", "&", "<div>", "<meta ", "<meta x>"])
def test_no_part_of_a_hostile_page_is_looked_at_again_and_again(piece: str) -> None:
    _take_time(piece, ">")


def _take_time(piece: str, rest: str) -> None:
    started = time.process_time()
    glance("<p>" + piece * (1_000_000 // len(piece)) + rest)
    assert time.process_time() - started < 3.0
