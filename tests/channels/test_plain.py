"""Titles and plain text: everything is told, and nothing from the web acts where it is shown."""

import doctest
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings

from monitor.channels import plain
from monitor.channels.plain import plain_text
from monitor.core.message import Content, Copy, Message
from tests.channels.contents import DIGEST, EDIT, EVERY, FOLLOW_UP, NOTICE
from tests.channels.messages import ATTEMPTS, ORDINARY, messages, saying

ACTS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
PINGS = re.compile(r"(?<!\w)@[\w&]|<!|\]\(")


def test_an_alert_has_headline_address_origin_excerpts_and_reason() -> None:
    told = plain_text(ORDINARY)

    assert told.title == "[high] Envoys trade drafts on relief & coal (Harbour Ledger)"
    assert told.body == (
        "Envoys trade drafts on relief & coal\n"
        "https://ledger.example/world/drafts?page=1&part=2\n"
        "Harbour Ledger · 2026-11-23 15:57 UTC · found after 3 min · en · rule relief\n"
        "\n"
        "Envoys offered [sanctions relief] to the north.\n"
        "\n"
        "[Coal] would move again under the [draft].\n"
        "\n"
        "Why: Relief for the north — @\u200bnorth (the north, Northerners ×3) and "
        '"sanctions relief" (sanctions relief)\n'
        "2 more passages\n"
        "Also matched: coal\n"
        "Also reported by Wire Post https://wire.example/1"
    )


def test_many_copies_are_counted() -> None:
    copies = tuple(Copy(f"Paper {number}", "", "x") for number in range(9))

    assert plain_text(replace(ORDINARY, copies=copies)).body.endswith("Also reported by Paper 5\nand by 3 more")


def test_a_follow_up_tells_each_report_and_what_is_new_in_it() -> None:
    told = plain_text(FOLLOW_UP)

    assert told.title == "[high] More on a story of relief: Second draft leaks"
    assert told.body == (
        "3 further reports\n\nWire Post: Second draft leaks (+12 min)\nhttps://wire.example/1\n"
        "New: The [second] draft names coal.\n\nand 2 more"
    )


def test_an_edit_tells_what_went_and_what_came() -> None:
    told = plain_text(EDIT)

    assert told.title == "[normal] Changed: Envoys trade drafts (Harbour Ledger)"
    assert told.body == (
        "Envoys trade drafts\nhttps://ledger.example/world/drafts\n\n"
        "The article was changed, and relief does not match it any more.\n\n"
        "- Envoys offered sanctions relief.\n\n+ Envoys offered talks."
    )


def test_a_digest_tells_every_story_in_the_time_of_the_channel() -> None:
    told = plain_text(DIGEST)

    assert told.title == "Digest: 1 story from 2026-11-23 17:00 Asia/Tokyo to 2026-11-24 01:00 Asia/Tokyo, part 1 of 2"
    assert told.body == (
        "1 story, 3 articles\n\nRelief for the north\n"
        "- [low] Envoys trade drafts (Harbour Ledger, 2 more articles, also matched coal)\n"
        "  https://ledger.example/world/drafts\n\nHeld: 1 by quiet hours\n\nrelief: 3 relevant, 1 not relevant"
    )


def test_a_zone_that_is_none_falls_back_to_utc() -> None:
    assert "from 2026-11-23 08:00 UTC to" in plain_text(replace(DIGEST, zone="Nowhere/Land")).title


def test_a_notice_keeps_its_lines() -> None:
    assert plain_text(NOTICE).body == NOTICE.text


@pytest.mark.parametrize("content", EVERY, ids=lambda content: type(content).__name__)
def test_titles_are_one_line_and_nothing_is_empty(content: Content) -> None:
    told = plain_text(content)

    assert told.title
    assert told.body
    assert "\n" not in told.title


@pytest.mark.parametrize("text", [*ATTEMPTS, "@everyone", "x @here", "[safe](https://evil.example)", "<@&123>"])
def test_what_a_page_tries_is_text(text: str) -> None:
    told = plain_text(saying(text))
    without_addresses = re.sub(r"https://\S+", "", f"{told.title}\n{told.body}")

    assert not ACTS.search(f"{told.title}{told.body}")
    assert not PINGS.search(without_addresses)


@settings(max_examples=60, deadline=None)
@given(messages())
def test_any_message_is_told(message: Message) -> None:
    told = plain_text(message)

    assert not ACTS.search(f"{told.title}{told.body}")
    assert len(told.title) <= 400
    assert len(told.body) <= 20_000


def test_the_examples_hold() -> None:
    assert doctest.testmod(plain) == (0, 1)
