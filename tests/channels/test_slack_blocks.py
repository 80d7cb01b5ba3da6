"""Messages for Slack: within every limit, and nothing from the web acts."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
import slackblocks
from hypothesis import given, settings
from slack_sdk.models.blocks import Block

from monitor.channels.slack_blocks import MAX_BLOCKS_JSON, STEPS, render, simpler
from monitor.core.article import TextState
from monitor.core.match import Excerpt
from monitor.core.message import Copy, Message, Reason, Severity
from tests.channels.messages import ATTEMPTS, KEY, ORDINARY, messages, saying

#: What stands between < and > in mrkdwn, and may ping or link.
ANGLED = re.compile(r"<([^>]*)>")
HEADLINE = re.compile(
    r"[🔴🟠🟡⚪] \*(?:<https?://[^|<>\s]+\|[^<>*_~`\n]+>|[^<>*_~`\n]+)\* · (?:low|normal|high|critical)"
)
ACTS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
OWN_DATE = re.compile(r"!date\^-?\d+\^\{date_short_pretty\} \{time\}\|[-\d: ]+UTC")


def rendered(message: Message) -> dict[str, Any]:
    payload = json.loads(render(message))
    assert isinstance(payload, dict)
    return payload


def blocks_of(message: Message) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block for block in rendered(message)["blocks"]}


def mrkdwn_in(payload: dict[str, Any]) -> list[str]:
    texts = [payload["text"]]
    for block in payload.get("blocks", ()):
        if block["type"] in {"section", "context"}:
            texts += [part["text"] for part in (block.get("text"), *block.get("elements", ())) if part]
    return texts


def as_slackblocks(payload: dict[str, Any]) -> dict[str, Any]:
    """Build the blocks again with a library that knows Block Kit's rules independently, and checks them."""
    blocks: list[slackblocks.Block] = []
    for block in payload["blocks"]:
        match block:
            case {"type": "section", "text": text}:
                blocks.append(slackblocks.SectionBlock(_text(text), block_id=block["block_id"]))
            case {"type": "context", "elements": elements}:
                blocks.append(slackblocks.ContextBlock([_text(text) for text in elements], block_id=block["block_id"]))
            case {"type": "rich_text", "elements": quotes}:
                parsed: list[slackblocks.RichTextObject] = [_quote(quote["elements"]) for quote in quotes]
                blocks.append(slackblocks.RichTextBlock(parsed, block_id=block["block_id"]))
    message: dict[str, Any] = slackblocks.Message("C1", text=payload["text"], blocks=blocks).to_dict()
    return message


def _quote(pieces: list[dict[str, Any]]) -> slackblocks.RichTextQuote:
    return slackblocks.RichTextQuote(
        [slackblocks.RichText(piece["text"], bold="style" in piece or None) for piece in pieces]
    )


def _text(text: dict[str, Any]) -> slackblocks.Text:
    return slackblocks.Text(text["text"], verbatim=text["verbatim"])


def without_dates(texts: list[str]) -> list[str]:
    return [found for text in texts for found in ANGLED.findall(text) if not OWN_DATE.fullmatch(found)]


def check_the_rules_of_block_kit(message: Message) -> None:
    payload = rendered(message)

    assert [Block.parse(block).to_dict() for block in payload["blocks"]] == payload["blocks"]  # type: ignore[union-attr] # None for a type that slack_sdk does not know
    assert as_slackblocks(payload)["blocks"] == payload["blocks"]
    assert len(json.dumps(payload["blocks"], ensure_ascii=False)) <= MAX_BLOCKS_JSON
    assert 0 < len(payload["text"]) <= 1000
    assert len(json.dumps(payload["metadata"])) < 1000
    assert all(0 < len(text) <= 3000 for text in mrkdwn_in(payload))
    render(message).encode()


def check_that_nothing_acts(message: Message) -> None:
    payload = rendered(message)

    assert not ACTS.search(json.dumps(payload, ensure_ascii=False))
    assert HEADLINE.fullmatch(payload["blocks"][0]["text"]["text"])
    for angled in without_dates(mrkdwn_in(payload)):
        target, _, label = angled.partition("|")
        assert label, angled
        assert target.startswith(("https://ledger.example/", "https://x.example/", "https://wire.example/")), angled
        assert not re.search(r"\s", target)
    for text in mrkdwn_in(payload):
        assert text.count("`") % 2 == 0
        bare = re.sub(r"<[^|>]*\|([^>]*)>", r"\1", re.sub("`[^`]*`", "", text))
        assert bare.count("*") in {0, 2}  # our own bold
        assert not set("_~") & set(bare)


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=ascii)
def test_whatever_a_page_tries_stays_text_within_the_limits(attempt: str) -> None:
    message = saying(attempt)

    check_the_rules_of_block_kit(message)
    check_that_nothing_acts(message)


@settings(max_examples=80, deadline=None)
@given(messages())
def test_every_message_keeps_the_rules_of_block_kit(message: Message) -> None:
    check_the_rules_of_block_kit(message)


@settings(max_examples=80, deadline=None)
@given(messages())
def test_text_from_the_web_pings_nobody_links_nothing_and_formats_nothing(message: Message) -> None:
    check_that_nothing_acts(message)


@settings(max_examples=40, deadline=None)
@given(messages())
def test_a_refused_message_gets_simpler_until_it_is_text_and_stays_harmless(message: Message) -> None:
    payload = rendered(message)
    forms: list[dict[str, Any]] = []
    while (further := simpler(payload)) is not None:
        payload = further
        forms.append(payload)

    assert 1 <= len(forms) <= 2
    assert "blocks" not in payload
    for form in forms:
        assert form["metadata"]["event_payload"]["key"] == message.key
        assert all(0 < len(text) <= 3000 for text in mrkdwn_in(form))
        assert not [angled for angled in without_dates(mrkdwn_in(form)) if not angled.startswith("https://")]


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
        "event_payload": {"key": KEY, "rule": "relief", "severity": "high", "also": ["alert:coal:7:C000000001"]},
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

    assert len(json.dumps(payload["blocks"], ensure_ascii=False)) <= MAX_BLOCKS_JSON
    texts = "\n".join(mrkdwn_in(payload))
    assert "and 32 more" in texts  # rules
    assert re.search(r"Also reported by .* and 3\d more", texts)
    assert huge.url in texts
