"""Cards of messages as they stand in Slack."""

import json
import re
from io import StringIO
from typing import Any

from hypothesis import given, settings
from rich.console import Console, RenderableType

from monitor.channels.slack_blocks import render, simpler
from monitor.channels.slack_card import card_of_slack
from monitor.core.message import Message
from tests.channels.messages import ANSWERED, LATER, ORDINARY, SUMMED_UP, UNDONE, messages


def printed(card: RenderableType, *, terminal: bool = False) -> str:
    stream = StringIO()
    Console(file=stream, width=100, force_terminal=terminal, color_system="truecolor" if terminal else None).print(card)
    return stream.getvalue()


def test_a_slack_message_is_shown_as_its_readers_see_it() -> None:
    text = printed(card_of_slack(json.loads(render(ORDINARY)), channel="#desk"))

    for wanted in (
        "#desk",
        "🟠 Envoys trade drafts on relief & coal · high",
        "Harbour Ledger · 2026-11-23 15:57 UTC · found after 3 min · en · rule relief",
        "Envoys offered [sanctions relief] to the north.",
        "Why: Relief for the north — @north (the north, Northerners ×3)",
        "Also matched: coal",
        "Also reported by Wire Post",
        "https://ledger.example/world/drafts?page=1&part=2",
    ):
        assert wanted in text


def test_the_marks_stand_out() -> None:
    text = printed(card_of_slack(json.loads(render(ORDINARY))), terminal=True)

    assert "\x1b[1;33msanctions relief\x1b[0m" in text


def lines_of(payload: dict[str, Any]) -> list[str]:
    return [line.strip("│╭╮╰╯─ ") for line in printed(card_of_slack(payload)).splitlines()][1:-1]


def test_buttons_and_remarks_are_shown_below_the_reasons() -> None:
    assert lines_of(json.loads(render(ANSWERED, interactive=True)))[-4:] == [
        "Not relevant · ana · 2026-11-23 16:04 UTC",
        "Muted the rule until 2026-11-24 16:05 UTC · ana · 2026-11-23 16:05 UTC",
        "[⋯ Mute rule 24 h · Mute rule 7 d · Mute this source 7 d]",
        "https://ledger.example/world/drafts?page=1&part=2",
    ]


def test_replies_are_shown_with_their_sentences_and_addresses() -> None:
    assert lines_of(json.loads(render(LATER)))[2:] == [
        "New in Coast Daily:",
        "The draft names two banks of the [north].",
        "[Relief] would begin in May.",
        "",
        "https://wire.example/1",
        "https://coast.example/drafts?a=1&b=2",
    ]
    assert lines_of(json.loads(render(UNDONE)))[:2] == [
        "✏️ The article was changed: rule relief no longer matches it",
        "Envoys trade drafts on relief & coal · Harbour Ledger",
    ]


def test_a_digest_is_shown_section_by_section() -> None:
    assert lines_of(json.loads(render(SUMMED_UP)))[:8] == [
        "Digest · 23 Nov 08:00–18:00 · 7 articles, 2 rules",
        "",
        "Relief for the north · relief · 2 stories",
        "🟠 Envoys trade drafts on relief & coal · Harbour Ledger · +2 more · also matched coal",
        "🟡 Northern port opens again · Wire Post",
        "",
        "Cement prices · cement · 1 story",
        "⚪ Kilns go cold · Coast Daily · +2 more",
    ]


def test_a_degraded_message_is_shown_line_by_line() -> None:
    form: dict[str, Any] | None = json.loads(render(ANSWERED, interactive=True))
    last: dict[str, Any] = {}
    while form is not None:
        last, form = form, simpler(form)

    lines = lines_of(last)
    assert lines[0] == "🟠 Envoys trade drafts on relief & coal · high"
    assert "Envoys offered [sanctions relief] to the north." in lines
    assert lines[-1] == "https://ledger.example/world/drafts?page=1&part=2"


def test_a_message_of_text_alone_is_shown_too() -> None:
    assert "Rain & snow for @here" in printed(
        card_of_slack({"text": "*<https://x.example/|Rain &amp; snow>* for <!here>"})
    )


@settings(max_examples=60, deadline=None)
@given(messages())
def test_no_message_breaks_the_card_or_the_terminal(message: Message) -> None:
    text = printed(card_of_slack(json.loads(render(message))), terminal=True)

    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", re.sub(r"\x1b\[[\d;]*m", "", text))


def test_a_message_of_somebody_else_cannot_act_in_the_terminal() -> None:
    evil = "a\x1b]0;title\x07b\x1b[2J"
    block = {
        "type": "section",
        "block_id": "head",
        "text": {"type": "mrkdwn", "text": f"*<https://x.example/|{evil}>*{evil}"},
    }
    quote = {"type": "rich_text_quote", "elements": [{"type": "text", "text": evil}]}
    payload = {"text": evil, "blocks": [block, {"type": "rich_text", "block_id": "e", "elements": [quote]}]}

    assert "\x1b" not in printed(card_of_slack(payload, channel=evil))


def test_what_is_no_message_of_ours_still_makes_a_card() -> None:
    for odd in (
        {},
        {"blocks": 1},
        {"blocks": [1, {}, {"type": "rich_text"}]},
        {"blocks": [{"type": "divider"}], "text": "x"},
    ):
        assert printed(card_of_slack(odd)).startswith("╭")
