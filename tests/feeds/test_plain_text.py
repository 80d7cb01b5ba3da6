"""Markup of feeds becomes the words and paragraphs a reader sees."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.feeds.plain_text import MAX_FIELD_CHARS, body_text, title_text


@pytest.mark.parametrize(
    ("value", "title"),
    [
        ("Ferry &amp; freight", "Ferry & freight"),
        ("Ferry &amp;amp; freight", "Ferry & freight"),
        ("&lt;b&gt;Ferry&lt;/b&gt; sails", "Ferry sails"),
        ("&amp;lt;i&amp;gt;Ferry&amp;lt;/i&amp;gt;", "Ferry"),
        ("<span class='drop'>F</span>erry", "Ferry"),
        ("Ferry<br/>sails", "Ferry sails"),
        ("What goes into <head>?", "What goes into <head>?"),
        ("3 < 4 && 5 > 4", "3 < 4 && 5 > 4"),
        ("AT&T and R&D", "AT&T and R&D"),
        ("<![CDATA[Ferry]]>", "Ferry"),
        ("  Ferry\n\t sails\x0b ", "Ferry sails"),
        ("Ferry&nbsp;&#8217;s", "Ferry ’s"),
        ("港&#12364;再開", "港が再開"),
    ],
)
def test_a_title_is_one_line_of_plain_text(value: str, title: str) -> None:
    assert title_text(value) == title


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("<p>One <b>t</b>wo.</p>\n<p>Three.</p>", "One two.\nThree."),
        ("One<br>two<br/><br />three", "One two\nthree"),
        ("One\ntwo\n \nthree", "One two\nthree"),
        ("<ul><li>One<li>two</ul>", "One\ntwo"),
        ("<table><tr><td>One</td><td>two</td></tr><tr><td>three</td></tr></table>", "One two\nthree"),
        ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;two", "One\ntwo"),
        ("<p>One</p><script>if (a < b) x('</p>')</script><style>p {}</style><!-- no <p> -->two", "One\ntwo"),
        ('<p>One <a title="a > b" href=x>two</a></p>', "One two"),
        ("<p>One <a href='unclosed>two</a> three</p>", "One two three"),
        ("<p>3 &lt; 4 &amp; 5 > 4</p>", "3 < 4 & 5 > 4"),
        ("3 < 4, said <nobody>", "3 < 4, said <nobody>"),
        ("<p>One</p><iframe src=x>", "One"),
        ("<p>One</p><!-- two", "One"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_text_is_its_paragraphs_separated_by_one_newline(value: str, text: str) -> None:
    assert body_text(value) == text


@pytest.mark.parametrize(
    "unit", ["<", "<p", '<a b="', "<!--", "<p><script>", "<p>&", "<p>\n \n", "<div>", "<p><style></script>", "<a b='\""]
)
def test_a_megabyte_of_anything_is_read_at_once(unit: str) -> None:
    started = process_time()
    assert len(body_text("<p>" + unit * (1_000_000 // len(unit)))) <= MAX_FIELD_CHARS
    assert process_time() - started < 8  # under 1 s if linear, over 20 s if quadratic


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from('<>/pbr!-"=& \n\r\x00\ud800a;lt#ü中'), max_size=60))
def test_a_text_has_no_empty_paragraph_and_can_be_stored(value: str) -> None:
    for text in (body_text(value), title_text(value)):
        text.encode()
        assert "\0" not in text
        assert all(paragraph == paragraph.strip() != "" for paragraph in text.split("\n") if text)
    assert "\n" not in title_text(value)
