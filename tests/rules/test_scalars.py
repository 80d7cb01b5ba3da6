from datetime import timedelta
from pathlib import Path

import pytest

from monitor.rules.model import Backlog
from monitor.rules.scalars import parse_language
from tests.rules.files import loaded, problems, rule_matching


def _feed(line: str) -> str:
    return f"feeds:\n  - feed: https://news.example/rss\n    {line}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1s", timedelta(seconds=1)),
        ("5m", timedelta(minutes=5)),
        ("24h", timedelta(hours=24)),
        ("30d", timedelta(days=30)),
    ],
)
def test_a_duration_is_a_number_and_a_unit(tmp_path: Path, text: str, expected: timedelta) -> None:
    assert loaded(tmp_path, _feed(f"every: {text}")).feeds[0].every == expected


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("5", "did you mean 5s?"),
        ("5 min", "did you mean 5m?"),
        ("2 hours", "did you mean 2h?"),
        ("5M", "did you mean 5m?"),
        ("1 week", "did you mean 7d?"),
        ("4000d", "at most 3650d"),
        ("999999999d", "at most 3650d"),
        *(
            (text, "a number with s, m, h or d, for seconds, minutes, hours or days: 60s, 5m, 24h, 30d")
            for text in ("-5m", "1.5h", "999999999999d", "٥m", "1e3s", "1 month", "soon")
        ),
    ],
)
def test_anything_else_is_no_duration(tmp_path: Path, text: str, hint: str) -> None:
    assert problems(tmp_path, _feed(f"every: {text}")) == [f"3:12: every: {text} is not a duration ({hint})"]


def test_a_feed_is_polled_at_most_once_a_second(tmp_path: Path) -> None:
    assert problems(tmp_path, _feed("every: 0s")) == ["3:12: every: at least 1s"]


def test_a_channel_may_wait_for_nothing(tmp_path: Path) -> None:
    rule_set = loaded(tmp_path, "channels:\n  - channel: console\n    wait: 0s\n")
    assert rule_set.channels[0].wait == timedelta(0)


def test_max_age_may_be_off(tmp_path: Path) -> None:
    assert loaded(tmp_path, _feed("max_age: off")).feeds[0].max_age is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("none", Backlog()),
        ("all", Backlog(everything=True)),
        ("24h", Backlog(period=timedelta(hours=24))),
        ("last 10", Backlog(last=10)),
    ],
)
def test_a_backlog_is_nothing_everything_a_period_or_the_last(tmp_path: Path, text: str, expected: Backlog) -> None:
    assert loaded(tmp_path, _feed(f"backlog: {text}")).feeds[0].backlog == expected


@pytest.mark.parametrize("text", ["last", "last 0", "10", "0s", "everything"])
def test_another_backlog_says_what_there_is(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, _feed(f"backlog: {text}")) == [
        f"3:14: backlog: {text} is not none, all, a duration (24h) or last and a number (last 10)"
    ]


@pytest.mark.parametrize(
    ("url", "trouble"),
    [
        ("ftp://x.example/rss", "is not a web address (it starts with http:// or https://)"),
        ("news.example/rss", "is not a web address (did you mean https://news.example/rss?)"),
        ("the news", "is not a web address (it starts with http:// or https://)"),
        ("file:///etc/passwd", "is not a web address (it starts with http:// or https://)"),
        ("https:///rss", "is not an address (write https://host/path)"),
        ("http://[::1", "is not an address (write https://host/path)"),
        ("http://a.example:port/", "is not an address (write https://host/path)"),
        ("https://a b.example/", "is not an address (write https://host/path)"),
        ("https://a.example:0/", "has no usable port"),
    ],
)
def test_a_feed_that_is_no_web_address_is_refused(tmp_path: Path, url: str, trouble: str) -> None:
    assert problems(tmp_path, f'feeds:\n  - feed: "{url}"\n') == [f"2:11: feed: {url} {trouble}"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/rss", "https://[::1]/rss", "https://bücher.example/a?b=c#d"])
def test_every_web_address_is_taken_as_written(tmp_path: Path, url: str) -> None:
    assert loaded(tmp_path, f'feeds:\n  - feed: "{url}"\n').feeds[0].url == url


@pytest.mark.parametrize(
    "channel",
    ["console", "#desk", "#korea-desk_2", "#ニュース", "C0123ABCD", "G0123ABCD", "webhook:ops", "webhook:korea-desk-2"],
)
def test_a_channel_is_a_slack_name_a_slack_id_a_webhook_or_the_console(tmp_path: Path, channel: str) -> None:
    assert loaded(tmp_path, f'channels:\n  - channel: "{channel}"\n').channels[0].channel == channel


@pytest.mark.parametrize(
    ("channel", "trouble"),
    [
        ("desk", 'unknown channel desk (write "#desk" for a Slack channel, its ID, webhook:NAME, or console)'),
        ("Console", "unknown channel Console (did you mean console?)"),
        (
            "#two words",
            'unknown channel #two words (write "#two words" for a Slack channel, its ID, webhook:NAME, or console)',
        ),
        ("webhook:Ops", "webhook:Ops names no webhook: small letters a-z, digits and - (did you mean webhook:ops?)"),
        (
            "webhook:a_b c",
            "webhook:a_b c names no webhook: small letters a-z, digits and - (did you mean webhook:a-b-c?)",
        ),
        ("webhook:", "webhook: names no webhook: small letters a-z, digits and - (webhook:ops, say)"),
        (
            "webhook:https://hooks.slack.com/T0/B0/VERY-SECRET",
            "after webhook: comes a name, no address (the address is set in monitor.toml: [webhooks.NAME] url = …)",
        ),
    ],
)
def test_another_channel_says_what_there_is(tmp_path: Path, channel: str, trouble: str) -> None:
    assert problems(tmp_path, f'channels:\n  - channel: "{channel}"\n') == [f"2:14: channel: {trouble}"]


@pytest.mark.parametrize(
    ("text", "tag"), [("en", "en"), ("EN-us", "en-US"), ("zh-hant-TW", "zh-Hant-TW"), ("fil", "fil"), ("NO", "no")]
)
def test_a_language_tag_has_one_spelling(text: str, tag: str) -> None:
    assert parse_language(text) == tag


@pytest.mark.parametrize(
    ("text", "hint"),
    [("jp", "did you mean ja?"), ("English", "did you mean en?"), ("xx", "write a code such as en, ko, zh or pt-BR")],
)
def test_an_unknown_language_says_what_was_meant(tmp_path: Path, text: str, hint: str) -> None:
    assert problems(tmp_path, _feed(f"language: {text}")) == [f"3:15: language: unknown language {text} ({hint})"]


@pytest.mark.parametrize("text", ["North_Korea", "-x", "x-", "é", "a b", "x" * 101])
def test_an_identity_is_small_letters_digits_and_hyphens(tmp_path: Path, text: str) -> None:
    (found,) = problems(tmp_path, rule_matching("iran").replace("rule: r", f"rule: {text}"))
    assert found.startswith("2:11: rule: ")
    assert "is not an identity (small letters a-z, digits and -, up to 100 characters: north-korea)" in found


@pytest.mark.parametrize("text", ["@here", "@channel", "@everyone", "@U0123ABCD", "@S0123ABCD"])
def test_a_mention_is_everyone_or_a_slack_id(tmp_path: Path, text: str) -> None:
    text_of_file = rule_matching("iran") + f'    mention: "{text}"\n'
    assert loaded(tmp_path, text_of_file).rules[0].mention == text
    (found,) = problems(tmp_path, text_of_file.replace(text, "@kim"))
    assert found.startswith("5:14: mention: @kim is not somebody to mention")
