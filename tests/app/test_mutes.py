"""Mutes and verdicts by command, beside a running daemon or without."""

import asyncio
import getpass
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.app.cli.status import precision_lines
from monitor.app.mutes import person, release
from monitor.core.mutes import Mute, MuteKind
from monitor.core.outbox import DeliveryState
from monitor.core.records import StoredDelivery
from monitor.core.stores import Store
from monitor.store import open_store
from tests.app.command import call_monitor
from tests.app.test_listings import objects, told
from tests.fakes.newsroom import RULES, Newsroom
from tests.store.samples import put_alert

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
WITH_ENTITY = RULES + "entities:\n  - {entity: north-korea, names: [North Korea]}\n"


@contextmanager
def opened(newsroom: Newsroom) -> Iterator[Store]:
    store = open_store(f"sqlite:///{newsroom.data / 'monitor.db'}")
    try:
        yield store
    finally:
        store.close()


def hold(store: Store, reason: str, *, channel: str) -> int:
    """Put an alert in the outbox that is held for long."""
    alert = put_alert(store, rule=f"rule-{len(reason)}", channel=channel)
    with store.transaction() as tx:
        assert tx.outbox.settle(alert, DeliveryState.HELD, reason=reason, due_at=NOW + timedelta(days=7))
    return alert.id


def numbered(store: Store, number: int) -> StoredDelivery:
    with store.snapshot() as tx:
        return tx.outbox.list(number=number)[0]


async def test_mutes_are_added_listed_and_removed(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1, rules=WITH_ENTITY) as newsroom:
        await newsroom.run_once()
        story = str(objects(newsroom, "alerts", "show", "1")[0]["story"])
        channel = newsroom.slack.channel("port-desk").id

        (line,) = told(newsroom, "mute", "add", "--rule", "strike-news", "--for", "24h", "--channel", "#port-desk")
        assert line.startswith("mute 1: rule strike-news, #port-desk, until 20")
        for what, target in (("--source", "Example  News"), ("--story", story), ("--entity", "north-korea")):
            (added,) = objects(newsroom, "mute", "add", what, target, "--for", "7d", "--why", "too\nmuch")
            assert (added["channel"], added["channel_id"], added["why"]) == (None, None, "too much")
            assert (added["by"], added["target"]) == (getpass.getuser(), " ".join(target.split()))
            lasts = datetime.fromisoformat(added["until"]) - datetime.fromisoformat(added["since"])
            assert lasts == timedelta(days=7)

        listed = objects(newsroom, "mute", "list")[::-1]
        assert [one["kind"] for one in listed] == ["rule", "source", "story", "entity"]
        assert (listed[0]["channel"], listed[0]["channel_id"], listed[0]["number"]) == ("#port-desk", channel, 1)
        assert told(newsroom, "mute", "remove", "2") == ["mute 2 of source Example News is over"]
        assert [one["number"] for one in objects(newsroom, "mute", "list")] == [4, 3, 1]
        assert [one["number"] for one in objects(newsroom, "mute", "list", "--all")] == [4, 3, 2, 1]
        header, *_, last = told(newsroom, "mute", "list")
        assert header.split()[:3] == ["number", "muted", "where"]
        assert "rule strike-news" in last
        assert "in 23h" in last
        for number in ("2", "99"):
            again = call_monitor("mute", "remove", number, newsroom=newsroom)
            assert (again.status, again.stdout) == (1, "")
            assert (
                again.stderr == f"there is no mute {number}, or it has ended (`monitor mute list --all` shows them)\n"
            )


async def test_a_list_without_mutes_says_so(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1) as newsroom:
        early = call_monitor("mute", "list", newsroom=newsroom)
        assert (early.status, early.stdout) == (1, "")
        assert "there is no database yet" in early.stderr
        await newsroom.run_once()

        for words, said in ((("list",), "nothing is muted\n"), (("list", "--all"), "nothing was ever muted\n")):
            ended = call_monitor("mute", *words, newsroom=newsroom)
            assert (ended.status, ended.stdout, ended.stderr) == (0, "", said)


WRONG = [
    ("--for 24h", "name one thing to mute: --rule ID, --source NAME, --story N or --entity ID"),
    ("--for 24h --rule strike-news --source X", "name one thing to mute: "),
    ("--for 24h --source ''", "name one thing to mute: "),
    ("--for 24h --rule strike-new", "--rule strike-new: there is no such rule (did you mean strike-news?)"),
    ("--for 24h --entity north-kore", "--entity north-kore: there is no such entity (did you mean north-korea?)"),
    ("--for 24h --story 99", "--story 99: no alert tells a story of this number (`monitor alerts show` names it)"),
    (
        "--for 24h --source X --channel #port-des",
        "--channel #port-des: nothing was ever posted there (did you mean",
    ),
    ("--for 24h --source X --channel C0123456789", "--channel C0123456789: nothing was ever posted there"),
    ("--for 24h --source X --channel desk", "--channel desk: nothing was ever posted there"),
    ("--for 0s --source X", "--for 0s: write how long, such as 90m, 24h or 7d"),
    ("--for ever --source X", "--for ever: write how long, such as 90m, 24h or 7d"),
    ("--for 367d --source X", "--for 367d: at most 366d, for every mute ends (a rule can be disabled)"),
]


async def test_a_mute_that_is_none_is_refused_in_words(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1, rules=WITH_ENTITY) as newsroom:
        await newsroom.run_once()
        for words, said in WRONG:
            ended = call_monitor("mute", "add", *(word.strip("'") for word in words.split()), newsroom=newsroom)

            assert (ended.status, ended.stdout) == (2, ""), words
            assert ended.stderr.startswith(said)
        assert objects(newsroom, "mute", "list", "--all") == []


def test_a_mute_needs_an_end(tmp_path: Path) -> None:
    ended = call_monitor("mute", "add", "--rule", "x", cwd=tmp_path)

    assert ended.status == 2
    assert "--for" in ended.stderr


async def test_the_longest_mute_and_channels_of_every_kind_are_taken(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1) as newsroom:
        await newsroom.run_once()
        channel = newsroom.slack.channel("port-desk").id
        for name in ("#port-desk", channel, "console"):
            (added,) = objects(newsroom, "mute", "add", "--source", "X", "--for", "366d", "--channel", name)
            assert added["channel_id"] == ("console" if name == "console" else channel)


async def test_what_a_mute_held_is_due_when_it_is_removed(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1) as newsroom:
        await newsroom.run_once()
        (added,) = objects(newsroom, "mute", "add", "--source", "X", "--for", "7d")
        reason = f"mute: source X, by {added['by']}"
        with opened(newsroom) as store:
            muted = [hold(store, reason, channel=channel) for channel in ("C1", "C2")]
            others = [hold(store, reason, channel="C3") for reason in ("quiet: until 07:00", "mute: rule a, by ana")]

            (line,) = told(newsroom, "mute", "remove", "1")

            assert line == "mute 1 of source X is over; alerts that it held and that are looked at again: 2"
            now = datetime.now(UTC)
            for number in muted:
                alert = numbered(store, number)
                assert (alert.state, alert.reason) == (DeliveryState.HELD, reason)
                assert abs(alert.due_at - now) < timedelta(minutes=1)
            assert {numbered(store, number).due_at for number in others} == {NOW + timedelta(days=7)}


async def test_only_the_channel_of_a_mute_is_released(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1) as newsroom:
        await newsroom.run_once()
        mute = Mute(id=1, kind=MuteKind.RULE, target="a", channel="C1", since=NOW, until=NOW, by="ana", why="")
        with opened(newsroom) as store:
            here, there = (hold(store, str(mute), channel=channel) for channel in ("C1", "C2"))
            with store.transaction() as tx:
                assert release(tx, mute, NOW) == 1
            assert (numbered(store, here).due_at, numbered(store, there).due_at) == (NOW, NOW + timedelta(days=7))


async def test_commands_write_beside_a_running_daemon(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=2) as newsroom:
        await newsroom.run_once()
        daemon = await newsroom.start("monitor", "run")
        async with asyncio.timeout(20):
            polls = newsroom.site.count("/feed")
            while newsroom.site.count("/feed") <= polls:  # noqa: ASYNC110 - another process makes it true
                await asyncio.sleep(0.05)
        (line,) = told(newsroom, "mute", "add", "--rule", "strike-news", "--for", "1h")
        (removed,) = told(newsroom, "mute", "remove", "1")
        (rated,) = told(newsroom, "alerts", "rate", "1", "relevant")
        daemon.send_signal(signal.SIGTERM)
        await daemon.communicate()

    assert daemon.returncode == 0
    assert line.startswith("mute 1: rule strike-news, everywhere, until ")
    assert removed == "mute 1 of rule strike-news is over"
    assert rated.endswith(f"is relevant, says {getpass.getuser()}")


async def test_an_alert_is_rated_and_status_tells_how_good_its_rule_is(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1) as newsroom:
        await newsroom.run_once()
        rule = objects(newsroom, "alerts", "show", "1")[0]["rule"]
        assert objects(newsroom, "status")[0]["feedback"] == []

        (line,) = told(newsroom, "alerts", "rate", "1", "relevant")
        assert line == f"alert 1 of {rule} is relevant, says {getpass.getuser()}"
        (rated,) = objects(newsroom, "alerts", "rate", "1", "not-relevant")
        assert (rated["number"], rated["rule"], rated["verdict"]) == (1, rule, "not relevant")

        counted = {"rule": rule, "relevant": 0, "not_relevant": 1, "days": 30}
        assert objects(newsroom, "status")[0]["feedback"] == [counted]
        assert f"feedback over 30 days: rule {rule} 0 % relevant (0 of 1)" in told(newsroom, "status")
        with opened(newsroom) as store, store.snapshot() as tx:
            assert [
                alert.id for alert in tx.standing.outdated(objects(newsroom, "alerts", "show", "1")[0]["channel_id"])
            ] == [1]


async def test_a_rating_of_nothing_is_refused(tmp_path: Path) -> None:
    async with Newsroom(tmp_path, articles=1) as newsroom:
        await newsroom.run_once()
        for words, status, said in (
            (("99", "relevant"), 1, "there is no alert 99 (`monitor alerts list` shows their numbers)\n"),
            (("1", "superb"), 2, "Usage: "),
            (("0", "relevant"), 2, "Usage: "),
        ):
            ended = call_monitor("alerts", "rate", *words, newsroom=newsroom)

            assert (ended.status, ended.stdout) == (status, "")
            assert ended.stderr.startswith(said)


def test_the_least_relevant_rules_are_named_first_and_many_are_cut_short() -> None:
    assert precision_lines({}) == []
    assert precision_lines({"b": (9, 3), "a": (1, 0), "c": (0, 2)}) == [
        "feedback over 30 days: rule c 0 % relevant (0 of 2)",
        "                       rule b 75 % relevant (9 of 12)",
        "                       rule a 100 % relevant (1 of 1)",
    ]
    many = precision_lines({f"r{number:02}": (1, number) for number in range(12)})
    assert len(many) == 11
    assert many[-1].strip() == "and 2 rules more (--json names all)"


def test_somebody_without_a_name_has_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", nobody)

    assert person().startswith("user ")
