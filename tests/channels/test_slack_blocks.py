"""Alerts for Slack: what stands where, and what everything that is posted carries."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.channels.slack_blocks import MAX_METADATA_JSON, render
from monitor.channels.slack_kit import MAX_BLOCKS_JSON
from monitor.channels.slack_message import STEPS
from monitor.core.article import TextState
from monitor.core.match import Excerpt
from monitor.core.message import Content, Copy, Message, Reason, Remark, Severity
from tests.channels.block_kit import check_the_rules_of_block_kit, mrkdwn_in
from tests.channels.messages import ANSWERED, EVERY_KIND, KEY, LATER, NOTED, NOW, ORDINARY, SUMMED_UP, UNDONE


def rendered(content: Content, *, interactive: bool = False) -> dict[str, Any]:
    payload = json.loads(render(content, interactive=interactive))
    assert isinstance(payload, dict)
    return payload


def blocks_of(message: Message, *, interactive: bool = False) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block for block in rendered(message, interactive=interactive)["blocks"]}


def test_the_headline_links_the_article_under_the_sign_of_its_severity() -> None:
    head = blocks_of(ORDINARY)["head"]

    assert head["type"] == "section"
    assert head["text"]["text"] == (
        "🟠 *<https://ledger.example/world/drafts?page=1&amp;part=2|Envoys trade drafts on relief &amp; coal>* · high"
    )


def test_the_origin_names_source_time_language_and_rule() -> None:
    text = blocks_of(ORDINARY)["meta"]["elements"][0]["text"]

    assert text == (
        "*Harbour Ledger* · <!date^1795449420^{date_short_pretty} {time}|2026-11-23 15:57 UTC> · found after 3 min"
        " · en · rule `relief`"
    )


def test_excerpts_are_literal_quotes_with_their_marks_in_bold() -> None:
    quotes = blocks_of(ORDINARY)["excerpts"]["elements"]

    assert [quote["type"] for quote in quotes] == ["rich_text_quote", "rich_text_quote"]
    assert quotes[0]["elements"] == [
        {"type": "text", "text": "Envoys offered "},
        {"type": "text", "text": "sanctions relief", "style": {"bold": True}},
        {"type": "text", "text": " to the north."},
    ]


def test_the_reader_learns_why_it_matched_and_what_is_not_shown() -> None:
    text = blocks_of(ORDINARY)["why"]["elements"][0]["text"]

    assert text == (
        "Why: Relief for the north — `@north` (the north, Northerners ×3)"
        ' and `"sanctions relief"` (sanctions relief) · 2 more passages'
    )


def test_other_rules_and_other_reports_are_named() -> None:
    blocks = blocks_of(ORDINARY)

    assert blocks["also_matched"]["elements"][0]["text"] == "Also matched: `coal`"
    assert blocks["copies"]["elements"][0]["text"] == "Also reported by <https://wire.example/1|Wire Post>"


def test_the_metadata_carries_the_key_the_rule_and_the_keys_of_merged_alerts() -> None:
    payload = rendered(ORDINARY)

    assert payload["metadata"] == {
        "event_type": "news_alert",
        "event_payload": {
            "key": KEY,
            "kind": "alert",
            "rule": "relief",
            "severity": "high",
            "also": ["alert:coal:7:C000000001"],
        },
    }
    assert payload["unfurl_links"] is False
    assert payload["unfurl_media"] is False
    assert payload["text"] == "[high] Relief for the north: Envoys trade drafts on relief &amp; coal (Harbour Ledger)"


def test_an_incomplete_text_says_so() -> None:
    text = blocks_of(replace(ORDINARY, state=TextState.TEASER))["meta"]["elements"][0]["text"]

    assert text.endswith("⚠ only a teaser of the article")


def test_a_mention_pings_when_it_is_given() -> None:
    assert blocks_of(replace(ORDINARY, mention="@here"))["head"]["text"]["text"].startswith("<!here> 🟠 *<")


def test_an_article_without_an_address_of_the_web_is_not_linked_and_says_so() -> None:
    blocks = blocks_of(replace(ORDINARY, url="javascript:alert(1)"))

    assert blocks["head"]["text"]["text"] == "🟠 *Envoys trade drafts on relief &amp; coal* · high"
    assert "no address that can be linked" in blocks["meta"]["elements"][0]["text"]


def test_a_long_excerpt_is_cut_around_its_first_mark() -> None:
    text = "rain " * 100 + "relief" + " snow" * 100
    quote = blocks_of(replace(ORDINARY, excerpts=(Excerpt(text, ((500, 506),)),)))["excerpts"]["elements"][0]

    shown = "".join(piece["text"] for piece in quote["elements"])
    assert shown.startswith("…rain")
    assert shown.endswith("snow…")
    assert [piece["text"] for piece in quote["elements"] if "style" in piece] == ["relief"]
    assert len(shown) <= STEPS[0].excerpt + 2


def test_what_is_too_long_is_shortened_and_counted_never_refused() -> None:
    wordy = Reason('"' * 140, 3, tuple('"' * 59 + str(n) for n in range(8)))
    huge = replace(
        ORDINARY,
        title='"' * 400,
        url="https://x.example/" + "a" * 1900,
        severity=Severity.CRITICAL,
        excerpts=tuple(Excerpt('"' * 900, ()) for _ in range(3)),
        reasons=(wordy,) * 12,
        copies=tuple(Copy('"' * 90, f"https://x.example/{n}/" + "a" * 440, "t") for n in range(40)),
        also_matched=tuple(f"rule-{n}" for n in range(40)),
    )
    payload = rendered(huge)

    check_the_rules_of_block_kit(payload)
    assert len(json.dumps(payload["blocks"], ensure_ascii=False)) <= MAX_BLOCKS_JSON
    texts = "\n".join(mrkdwn_in(payload))
    assert "and 32 more" in texts  # rules
    assert re.search(r"Also reported by .* and 3\d more", texts)
    assert huge.url in texts


def test_an_alert_with_a_number_has_buttons_that_say_nothing_of_the_article() -> None:
    actions = blocks_of(replace(ORDINARY, number=17), interactive=True)["actions"]["elements"]

    assert [(one["type"], one["action_id"], one.get("value")) for one in actions] == [
        ("button", "relevant", "17"),
        ("button", "not-relevant", "17"),
        ("overflow", "mute", None),
    ]
    assert [(option["text"]["text"], option["value"]) for option in actions[-1]["options"]] == [
        ("Mute rule 24 h", "mute-rule-24h:17"),
        ("Mute rule 7 d", "mute-rule-7d:17"),
        ("Mute this source 7 d", "mute-source-7d:17"),
    ]
    assert actions[-1]["confirm"]["confirm"]["text"] == "Mute"


@pytest.mark.parametrize(("number", "interactive"), [(0, True), (17, False)])
def test_without_a_number_or_somebody_who_hears_clicks_there_are_no_buttons(number: int, interactive: bool) -> None:
    assert "actions" not in blocks_of(replace(ORDINARY, number=number), interactive=interactive)


def test_what_somebody_said_is_shown_and_takes_the_place_of_the_two_buttons() -> None:
    blocks = blocks_of(ANSWERED, interactive=True)

    assert blocks["remarks"]["elements"][0]["text"] == (
        "Not relevant · ana · <!date^1795449840^{date_short_pretty} {time}|2026-11-23 16:04 UTC>\n"
        "Muted the rule until 2026-11-24 16:05 UTC · ana · "
        "<!date^1795449900^{date_short_pretty} {time}|2026-11-23 16:05 UTC>"
    )
    assert [one["type"] for one in blocks["actions"]["elements"]] == ["overflow"]


def test_a_mute_alone_leaves_the_buttons() -> None:
    blocks = blocks_of(replace(ANSWERED, remarks=ANSWERED.remarks[1:]), interactive=True)

    assert [one["type"] for one in blocks["actions"]["elements"]] == ["button", "button", "overflow"]


def test_names_of_people_ping_nobody() -> None:
    remark = Remark(words="relevant", by="<@U024BE7LH> *x*", at=NOW)

    text = blocks_of(replace(ANSWERED, remarks=(remark,)))["remarks"]["elements"][0]["text"]

    assert text.startswith("Relevant · &lt;@U024BE7LH&gt; \u2217x\u2217 · ")


def test_of_many_remarks_the_newest_are_shown() -> None:
    remarks = tuple(Remark(words=f"muted {n}", by="ana", at=NOW + timedelta(minutes=n)) for n in range(9))
    text = blocks_of(replace(ANSWERED, remarks=remarks))["remarks"]["elements"][0]["text"]

    assert text.startswith("4 earlier remarks\nMuted 4 · ana")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (ORDINARY, {"kind": "alert", "rule": "relief", "severity": "high"}),
        (LATER, {"kind": "follow-up", "rule": "relief", "severity": "high"}),
        (UNDONE, {"kind": "edit", "rule": "relief", "severity": "high"}),
        (SUMMED_UP, {"kind": "digest", "severity": "high"}),
        (NOTED, {"kind": "notice"}),
    ],
    ids=["alert", "follow-up", "edit", "digest", "notice"],
)
def test_the_metadata_says_what_kind_of_message_it_is(content: Content, told: dict[str, str]) -> None:
    payload = rendered(content)["metadata"]["event_payload"]

    assert {name: value for name, value in payload.items() if name not in {"key", "also"}} == told
    assert payload["key"] == content.key


@pytest.mark.parametrize("content", EVERY_KIND, ids=lambda content: type(content).__name__)
def test_whatever_has_no_room_in_the_metadata_goes_but_the_key_stays(content: Content) -> None:
    payload = rendered(replace(content, key="é" * 135))  # six characters each in JSON

    assert len(json.dumps(payload["metadata"])) <= MAX_METADATA_JSON
    assert payload["metadata"]["event_payload"]["key"] == "é" * 135
    assert "severity" not in payload["metadata"]["event_payload"]


def test_only_an_alert_pings() -> None:
    for content in (LATER, UNDONE, SUMMED_UP, NOTED):
        assert not re.search("<[@!](?!date)", render(content))


def test_a_notice_is_one_section() -> None:
    (block,) = rendered(NOTED)["blocks"]

    assert block["text"]["text"] == "ℹ️ 3 alerts of rule cement are held: over `max_per_hour`."
