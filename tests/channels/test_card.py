"""Cards of messages as they stand in Slack."""

import json
import re
from io import StringIO

from hypothesis import given, settings
from rich.console import Console, RenderableType

from monitor.channels.card import card_of_slack
from monitor.channels.slack_blocks import render
from monitor.core.message import Message
from tests.channels.messages import ORDINARY, messages


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
