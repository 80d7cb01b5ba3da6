"""What the audit takes from a message is what its readers see."""

from datetime import UTC, datetime

from monitor.app.demo.slack_arguments import Json
from monitor.app.demo.slack_server import PostedMessage
from monitor.app.demo.slack_view import shown


def _message(*blocks: dict[str, Json], metadata: dict[str, Json] | None = None) -> PostedMessage:
    return PostedMessage(
        channel="C1",
        ts="1.000001",
        thread_ts=None,
        text="[high] Relief: Rock &amp; rates",
        blocks=list(blocks),
        metadata=metadata,
        received_at=datetime(2026, 11, 20, tzinfo=UTC),
    )


HEAD: dict[str, Json] = {
    "type": "section",
    "text": {"type": "mrkdwn", "text": "🟠 *<http://127.0.0.1:1/a?b=1&amp;c|Rock &amp; rates>* · high"},
}
QUOTE: dict[str, Json] = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_quote", "elements": [{"type": "text", "text": "a marked passage"}]}],
}


def test_the_headline_is_the_linked_one_as_it_reads() -> None:
    message = _message(HEAD, QUOTE, metadata={"event_type": "news_alert", "event_payload": {"rule": "relief"}})

    seen = shown(message, "#desk")

    assert (seen.rule, seen.channel, seen.headline) == ("relief", "#desk", "Rock & rates")
    assert seen.also == frozenset()


def test_the_rules_that_a_message_stands_for_are_read_from_its_keys() -> None:
    keys: dict[str, Json] = {"rule": "relief", "also": ["alert:talks:7:C1", "alert:veto:7:C1"]}

    seen = shown(_message(HEAD, metadata={"event_type": "news_alert", "event_payload": keys}), "#desk")

    assert seen.also == {"talks", "veto"}


def test_every_text_of_the_message_is_looked_at() -> None:
    text = shown(_message(HEAD, QUOTE), "#desk").text

    assert "a marked passage" in text
    assert "[high] Relief" in text


def test_a_message_without_metadata_or_headline_passes_for_no_expected_one() -> None:
    seen = shown(_message(QUOTE), "#desk")

    assert (seen.rule, seen.headline) == ("", "")
