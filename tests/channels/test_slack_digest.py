"""Digests for Slack: a line for each story, whatever their number and the length of their addresses."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.channels.slack_blocks import render
from monitor.channels.wording import digest_title
from monitor.core.message import Digest, Held, Precision, Section, Severity
from tests.channels.block_kit import check_that_nothing_acts, check_the_rules_of_block_kit, mrkdwn_in
from tests.channels.messages import SUMMED_UP

LEDGER = "https://ledger.example/world/drafts?page=1&amp;part=2"
MOST_STORIES = 20  #: of one part


def payload_of(digest: Digest) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(render(digest, interactive=True))
    check_the_rules_of_block_kit(payload)
    check_that_nothing_acts(payload, digest)
    return payload


def full(text: str, url: str, *, sections: int, stories: int) -> Digest:
    """Return a part in which everything is as long as it can be."""
    held = Held(
        title=text,
        url=url,
        source=text,
        severity=Severity.LOW,
        more=1000,
        also_matched=("r" * 64,) * 5,
        reason="quiet hours",
    )
    section = Section(rule="r" * 64, rule_title=text, stories=(held,) * stories)
    return replace(
        SUMMED_UP,
        sections=(section,) * sections,
        held=((text, 100),) * 12,
        precision=(Precision(rule="p" * 64, relevant=1, not_relevant=2),) * 30,
    )


def test_a_digest_is_a_header_a_section_a_rule_and_what_was_held() -> None:
    header, relief, cement, precision, held = payload_of(SUMMED_UP)["blocks"]

    assert header["text"] == {"type": "plain_text", "text": "Digest · 23 Nov 08:00–18:00 · 7 articles, 2 rules"}
    assert relief["text"]["text"].split("\n") == [
        "*Relief for the north* · `relief` · 2 stories",
        f"🟠 <{LEDGER}|Envoys trade drafts on relief &amp; coal> · Harbour Ledger · +2 more · also matched `coal`",
        "🟡 <https://wire.example/2|Northern port opens again> · Wire Post",
    ]
    assert cement["text"]["text"].startswith("*Cement prices* · `cement` · 1 story\n⚪ <")
    assert precision["elements"][0]["text"] == "Precision over 30 days: rule `relief` 75 % (9 of 12)"
    assert held["elements"][0]["text"] == (
        "held: 2 quiet hours, 1 over `max_per_hour` · 0 lost · times: Europe/Berlin"
        " · `monitor alerts list --state digest`"
    )


def test_what_was_refused_for_good_is_said() -> None:
    *_, held = payload_of(replace(SUMMED_UP, lost=2))["blocks"]
    assert " · 2 refused for good · " in held["elements"][0]["text"]


def test_a_rule_without_verdicts_has_no_precision() -> None:
    digest = replace(SUMMED_UP, precision=(Precision(rule="relief", relevant=0, not_relevant=0),))

    assert "precision" not in {block["block_id"] for block in payload_of(digest)["blocks"]}


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"zone": "Asia/Tokyo"}, "Digest · 23 Nov 16:00 – 24 Nov 02:00 · 7 articles, 2 rules"),
        ({"zone": "Nowhere/At/All"}, "Digest · 23 Nov 07:00–17:00 · 7 articles, 2 rules"),
        ({"part": 2, "parts": 3}, "Digest · 23 Nov 08:00–18:00 · 7 articles, 3 stories (part 2 of 3)"),
        ({"articles": 1, "sections": ()}, "Digest · 23 Nov 08:00–18:00 · 1 article, 0 rules"),
        (
            {"since": datetime(2025, 12, 31, 21, tzinfo=UTC), "until": datetime(2026, 1, 1, 6, tzinfo=UTC)},
            "Digest · 31 Dec 2025 22:00 – 1 Jan 2026 07:00 · 7 articles, 2 rules",
        ),
    ],
)
def test_the_title_tells_the_period_in_the_channels_zone(changes: dict[str, Any], title: str) -> None:
    assert digest_title(replace(SUMMED_UP, **changes)) == title


@pytest.mark.parametrize(
    "text", ['"' * 400, "&" * 400, "𝒜" * 400, "a b" * 150], ids=["quotes", "amps", "astral", "words"]
)
@pytest.mark.parametrize("url", ["https://x.example/" + "a" * 1900, "https://x.example/" + "&" * 380])
@pytest.mark.parametrize(("sections", "stories"), [(MOST_STORIES, 1), (4, 5), (1, MOST_STORIES)])
def test_a_part_tells_every_one_of_its_stories(text: str, url: str, sections: int, stories: int) -> None:
    shown = "\n".join(mrkdwn_in(payload_of(full(text, url, sections=sections, stories=stories))))

    assert shown.count("⚪") == MOST_STORIES
    assert "more stories" not in shown


@pytest.mark.parametrize(("sections", "stories"), [(60, 1), (1, 100), (10, 10)])
def test_a_part_with_more_stories_than_it_should_have_counts_what_it_does_not_show(sections: int, stories: int) -> None:
    shown = "\n".join(mrkdwn_in(payload_of(full('"' * 400, "https://x.example/", sections=sections, stories=stories))))

    left_out = sections * stories - shown.count("⚪")
    assert left_out > 0
    assert f"{left_out} more stories" in shown


def test_addresses_of_ordinary_length_are_all_linked() -> None:
    digest = full("A title of ordinary length about the north", "https://x.example/" + "a" * 230, sections=4, stories=5)

    assert "\n".join(mrkdwn_in(payload_of(digest))).count("<https://") == MOST_STORIES


def test_the_longest_addresses_are_the_first_not_to_be_linked_and_are_counted() -> None:
    long, short = "https://x.example/" + "a" * 1500, "https://x.example/s"
    digest = full("Title", long, sections=1, stories=MOST_STORIES)
    stories = tuple(
        replace(story, url=short if number % 2 else long) for number, story in enumerate(digest.sections[0].stories)
    )
    shown = "\n".join(mrkdwn_in(payload_of(replace(digest, sections=(replace(digest.sections[0], stories=stories),)))))

    assert shown.count(f"<{short}|") == MOST_STORIES // 2
    unlinked = MOST_STORIES // 2 - shown.count(f"<{long}|")
    assert 0 < unlinked < MOST_STORIES // 2
    assert f"{unlinked} titles without a link: the address is too long" in shown
