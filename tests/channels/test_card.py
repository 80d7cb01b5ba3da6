"""Cards of every kind of content, as the console and `monitor alerts show` print them."""

import re
from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from monitor.channels.card import card
from monitor.channels.content_json import written
from monitor.channels.kept import card_of_kept
from monitor.channels.slack_blocks import render
from monitor.core.message import Content
from tests.channels.messages import ANSWERED, EVERY_KIND, LATER, NOTED, SUMMED_UP, UNDONE, WILD_KINDS


def printed(card: RenderableType, *, terminal: bool = False) -> str:
    stream = StringIO()
    Console(file=stream, width=100, force_terminal=terminal, color_system="truecolor" if terminal else None).print(card)
    return stream.getvalue()


def lines_of(card: RenderableType) -> list[str]:
    return [line.strip("│╭╮╰╯─ ") for line in printed(card).splitlines()][1:-1]


def test_an_alert_shows_what_people_said_of_it() -> None:
    assert "Not relevant · ana · 2026-11-23 16:04 UTC" in lines_of(card(ANSWERED))


def test_a_follow_up_shows_sources_news_and_addresses() -> None:
    assert lines_of(card(LATER)) == [
        "Also reported by Wire Post (+12 min), Coast Daily (+31 min) and 3 more",
        "rule relief",
        "",
        "New in Coast Daily:",
        "The draft names two banks of the [north].",
        "[Relief] would begin in May.",
        "",
        "https://wire.example/1",
        "https://coast.example/drafts?a=1&b=2",
    ]


def test_an_edit_note_shows_what_went_and_came() -> None:
    assert lines_of(card(UNDONE)) == [
        "✏️ The article was changed: rule relief no longer matches it",
        "Envoys trade drafts on relief & coal · Harbour Ledger",
        "",
        "Gone:",
        "Envoys offered sanctions relief to the north.",
        "",
        "Now:",
        "Envoys offered talks about *fishing*.",
        "",
        "https://ledger.example/world/drafts?page=1&part=2",
    ]


def test_a_digest_shows_every_story_with_its_address() -> None:
    assert lines_of(card(SUMMED_UP)) == [
        "Digest · 23 Nov 08:00–18:00 · 7 articles, 2 rules",
        "",
        "Relief for the north · relief · 2 stories",
        "🟠 Envoys trade drafts on relief & coal · Harbour Ledger · +2 more · also matched coal",
        "https://ledger.example/world/drafts?page=1&part=2",
        "🟡 Northern port opens again · Wire Post",
        "https://wire.example/2",
        "",
        "Cement prices · cement · 1 story",
        "⚪ Kilns go cold · Coast Daily · +2 more",
        "https://coast.example/kilns",
        "",
        "Precision over 30 days: rule relief 75 % (9 of 12)",
        "held: 2 quiet hours, 1 over max_per_hour · 0 lost · times: Europe/Berlin · monitor alerts list",
        "--state digest",
    ]


def test_a_notice_is_a_line() -> None:
    assert lines_of(card(NOTED)) == ["ℹ️ 3 alerts of rule cement are held: over max_per_hour."]


@pytest.mark.parametrize("content", EVERY_KIND, ids=lambda content: type(content).__name__)
def test_what_the_outbox_keeps_is_shown_whichever_channel_it_was_rendered_for(content: Content) -> None:
    assert printed(card_of_kept(written(content), channel="console")) == printed(card(content, channel="console"))
    assert len(lines_of(card_of_kept(render(content), channel="#desk"))) >= 1


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(list(WILD_KINDS.values())))
def test_nothing_breaks_a_card_or_acts_in_a_terminal(content: Content) -> None:
    for shown in (card(content), card_of_kept(render(content, interactive=True))):
        text = printed(shown, terminal=True)

        assert not re.search(
            r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", re.sub(r"\x1b\[[\d;]*m", "", text)
        )


def test_an_alert_with_odd_remarks_stays_a_card() -> None:
    remark = replace(ANSWERED.remarks[0], words="", by="\x1b[2J")

    assert "\x1b" not in printed(card(replace(ANSWERED, remarks=(remark,))))
