"""Other rules come into force while articles are read and alerts are posted."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from monitor.core.errors import RuleProblem
from monitor.core.outbox import DeliveryState
from monitor.core.rule_changes import Difference, RuleEventKind
from monitor.core.stores import Transaction
from monitor.pipeline.ledger import T
from monitor.pipeline.reload import Reloader
from monitor.pipeline.rule_changes import compare, parts_of
from monitor.rules import load
from monitor.rules.model import RuleSet
from tests.fakes.fetcher import Page
from tests.fakes.gate import Gate
from tests.pipeline.desk import BOTH, FEED, PAGES, Desk, entry, rule, rules, start_posting, story

PROBLEM = RuleProblem("rules/a.yaml", 3, 7, "unknown operator NEARBY")


def loaded(folder: Path, text: str) -> RuleSet:
    file = folder / "edited.yaml"
    file.write_text(text)
    return load(file)


def reloader(desk: Desk) -> Reloader:
    return Reloader(desk.ledger, desk.in_force, desk.vocabulary.frequencies, desk.observer)


def version_of(desk: Desk) -> int:
    newest = desk.look(lambda tx: tx.rule_sets.newest())
    assert newest is not None
    return newest[0]


def test_places_and_comments_are_no_change(tmp_path: Path) -> None:
    before = loaded(tmp_path, rules(rule("a", "strike AND port"), rule("b")))
    after = loaded(tmp_path, "# words\n" + rules(rule("b"), rule("a", "strike  AND  port")))

    assert compare(parts_of(before), parts_of(after, before, parts_of(before))) == {}


def test_a_difference_names_what_was_added_changed_and_removed(tmp_path: Path) -> None:
    before = loaded(tmp_path, rules(rule("a"), rule("b"), feeds=BOTH))
    plan = "  - {channel: console, wait: 0s}\n"
    after = loaded(tmp_path, rules(rule("b", "fair"), rule("c"), channels=plan))

    found = compare(parts_of(before), parts_of(after, before, parts_of(before)))

    assert found["rules"] == Difference(added=("c",), changed=("b",), removed=("a",))
    assert found["feeds"] == Difference(removed=("https://agency.example/feed",))
    assert found["channels"] == Difference(added=("console",))


async def test_an_article_in_flight_is_judged_by_the_rules_that_came_meanwhile(desk: Desk, tmp_path: Path) -> None:
    url = "https://news.example/a"
    desk.fetcher.pages[url] = Page(body=f"<p>{story('a')}")
    gate = desk.fetcher.held[url] = Gate()
    desk.publish(entry("a"))
    await desk.open(rules(rule("old"), feeds=PAGES))
    working = asyncio.create_task(desk.work())
    await gate.has_visitor()

    assert await reloader(desk).reload(loaded(tmp_path, rules(rule("new"), feeds=PAGES)))
    gate.open()
    await working

    assert [match.match.rule for match in desk.matches] == ["new"]
    assert desk.fetcher.count(url) == 1, "what was fetched is not fetched again"
    assert not desk.observer.of("fault")


async def test_what_was_judged_just_before_is_refused_by_the_store_and_judged_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.publish(*(entry(name) for name in "abcd"))
    await desk.open(rules(rule("old")))
    other = loaded(tmp_path, rules(rule("new")))
    begun: list[asyncio.Task[bool]] = []
    known = desk.ledger.read

    async def read_while_rules_change(work: Callable[[Transaction, datetime], T]) -> T:
        if not begun and desk.entries:
            begun.append(asyncio.create_task(reloader(desk).reload(other)))
        return await known(work)

    monkeypatch.setattr(desk.ledger, "read", read_while_rules_change)
    await desk.work()
    assert await begun[0]
    await desk.work()

    assert desk.counts.entries == {"read": 4}
    assert len(desk.matches) == 4
    versions = {"old": 1, "new": 2}
    stored = desk.look(_judged)
    assert all(version == versions[name] for name, version in stored)


def _judged(tx: Transaction) -> list[tuple[str, int]]:
    from monitor.store.schema import article, match

    rows = tx._connection.execute(  # type: ignore[attr-defined]
        article.join(match, match.c.article_id == article.c.id).select()
    ).mappings()
    return [(row[match.c.rule], row[article.c.rule_set]) for row in rows]


async def test_a_removed_rule_s_alert_is_delivered_and_a_changed_one_alerts_once(desk: Desk, tmp_path: Path) -> None:
    await start_posting(desk, rule("strikes"), channel="#desk")
    (alert,) = desk.alerts
    await reloader(desk).reload(loaded(tmp_path, rules(rule("others", "fair"), channel="console")))

    await desk.deliver()

    assert [(one.id, one.state) for one in desk.alerts] == [(alert.id, DeliveryState.SENT)]


async def test_a_removed_feed_is_polled_no_more_and_what_it_brought_is_judged_as_its_own(
    desk: Desk, tmp_path: Path
) -> None:
    at_port = rule("at-port", where="{tags: [port]}")
    desk.publish(entry("a", url="https://elsewhere.example/a"))
    await desk.open(rules(at_port))
    (shard,) = (await desk.stages.due()).shards
    await desk.stages.work(shard)
    assert [str(one.state) for one in desk.entries] == ["waiting"]

    await reloader(desk).reload(loaded(tmp_path, rules(at_port, feeds="")))
    await desk.work()

    assert [match.match.rule for match in desk.matches] == ["at-port"]
    assert desk.look(lambda tx: tx.feeds.all()) == []
    assert FEED not in desk.book.sources


async def test_the_same_files_change_nothing_and_refused_ones_are_told_once(desk: Desk, tmp_path: Path) -> None:
    await desk.open(rules(rule("strikes")))
    same, reload = desk.book.rule_set, reloader(desk)
    assert not await reload.reload(same)
    await reload.refuse([PROBLEM, PROBLEM])
    await reload.refuse([PROBLEM, PROBLEM])
    standing = desk.look(lambda tx: tx.rule_log.standing())
    assert standing is not None
    assert standing.refused is not None
    assert (standing.refused.problem, standing.refused.problems) == (str(PROBLEM), 2)
    assert not await reload.reload(same)
    assert not await reload.reload(same)

    kinds = [event.kind for event in desk.look(lambda tx: tx.rule_log.list())]
    assert kinds == [RuleEventKind.MENDED, RuleEventKind.REFUSED, RuleEventKind.ADOPTED]
    assert version_of(desk) == desk.book.version
    assert (len(desk.observer.of("rules refused")), len(desk.observer.of("rules mended"))) == (1, 1)
