"""mrkdwn: what is written is what is shown."""

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.channels.slack_markup import MAX_URL, code, date, linkable, mention, mrkdwn, prose
from tests.channels.messages import NOW, TEXT


@example("<<<<<<", 21)
@given(TEXT, st.integers(5, 300))
def test_text_fits_its_limit_and_holds_nothing_that_acts(text: str, limit: int) -> None:
    shown = mrkdwn(text, limit)

    assert len(shown) <= limit
    assert not set("<>*_~`\n") & set(shown)
    assert html.escape(html.unescape(shown), quote=False) == shown  # no entity is cut


@example("<<<<<<", 23)
@given(TEXT, st.integers(5, 300))
def test_code_has_two_backticks_and_fits(text: str, limit: int) -> None:
    shown = code(text, limit)

    assert len(shown) <= limit
    assert (shown[0], shown[-1], shown.count("`")) == ("`", "`", 2)
    assert not set("<>") & set(shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("AT&T <3", "AT&amp;T &lt;3"),
        (":fire: at 10:30:45", "∶fire: at 10:30:45"),
        ("a :100: b", "a ∶100: b"),
        ("on :fire", "on ∶fire"),
        ("at 10:30", "at 10:30"),
        ("see https://a.example", "see https://a.example"),
        ("two\nlines", "two lines"),
        ("the quick brown fox", "the quick…"),
    ],
)
def test_text_is_shown_as_written(text: str, shown: str) -> None:
    assert mrkdwn(text, 12 if shown.endswith("…") else 80) == shown


@given(TEXT, st.integers(30, 300))
def test_prose_fits_and_only_code_acts_in_it(text: str, limit: int) -> None:
    shown = prose(text, limit)

    assert len(shown) <= limit
    assert shown.count("`") % 2 == 0
    assert not set("<>\n") & set(shown)
    assert not set("*_~") & set(re.sub("`[^`]*`", "", shown))


def test_commands_and_settings_in_prose_can_be_copied() -> None:
    assert prose("3 are held (max_per_hour): `monitor alerts list --state held` & more", 200) == (
        "3 are held (`max_per_hour`): `monitor alerts list --state held` &amp; more"
    )


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://a.example/?x=1&y=2", "https://a.example/?x=1&amp;y=2"),
        ("https://a.example/a|b>c", "https://a.example/a%7Cb%3Ec"),
        ("https://a.example/é x", "https://a.example/%C3%A9%20x"),
        ("javascript:alert(1)", ""),
        ("https://a.example/" + "x" * MAX_URL, ""),
    ],
)
def test_a_url_can_be_linked_or_is_left_out(url: str, target: str) -> None:
    assert linkable(url) == target


def test_times_are_shown_in_the_readers_zone_with_a_fallback() -> None:
    assert date(NOW) == "<!date^1795449600^{date_short_pretty} {time}|2026-11-23 16:00 UTC>"
    assert date(NOW.replace(year=1900)) == "1900-11-23 16:00 UTC"


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        (None, ""),
        ("@channel", "<!channel>"),
        ("@S012345678", "<!subteam^S012345678>"),
        ("<!here>", "<!here>"),
        ("<@U024BE7LH>", "<@U024BE7LH>"),
        ("<!here|x><!channel>", "&lt;!here|x&gt;&lt;!channel&gt;"),
    ],
)
def test_only_the_known_forms_of_a_mention_ping(wanted: str | None, shown: str) -> None:
    assert mention(wanted) == shown
