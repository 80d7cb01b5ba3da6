"""Which alerts are shown where not all can be."""

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.alerts.replay import Judged, Replay
from monitor.app.backtest.brief import Brief
from monitor.app.backtest.question import Question, Version, weeks_between
from monitor.app.backtest.report import Report
from monitor.app.backtest.run import Outcome
from monitor.pipeline.judging import Block
from monitor.rules.model import Rule, RuleSet
from tests.fakes.rule_sets import HERE, word
from tests.store.samples import NOW

COUNTS = {"few": 2, "many": 30, "some": 9, "none": 0}


@pytest.fixture
def report() -> Report:
    rules = RuleSet(
        rules=tuple(
            Rule(identity=name, title=name, expression=word("x"), channels=("console",), position=HERE)
            for name in COUNTS
        )
    )
    replay, number = Replay(rules), 0
    for place, count in enumerate(COUNTS.values()):
        for _ in range(count):
            number += 1
            own = frozenset(range(number * 10, number * 10 + 4))
            replay.take(Judged(at=NOW, article_id=number, places=((place,),), signature=own))
    brief = Brief(rule_sets=(rules,), languages=("en",), learnt=(0.0, {}), pages=(Path("x"),))
    question = Question(versions=(Version("rules", rules),), brief=brief, first=1, last=number, articles=number)
    return Report(question, Outcome((replay,), Block(articles=number)))


@pytest.mark.parametrize(
    ("limit", "shown"),
    [
        (100, {"many": 30, "some": 9, "few": 2}),
        (41, {"many": 30, "some": 9, "few": 2}),
        (20, {"many": 9, "some": 9, "few": 2}),
        (12, {"many": 5, "some": 5, "few": 2}),
        (6, {"many": 3, "some": 3}),
        (1, {"many": 1}),
        (0, {}),
    ],
)
def test_rules_share_what_is_shown_and_the_newest_are(limit: int, shown: dict[str, int], report: Report) -> None:
    chosen = report.choice(limit)

    assert {rule: sum(item.rule == rule for item in chosen) for rule in shown} == shown
    assert len(chosen) == sum(shown.values()) <= limit
    assert list(dict.fromkeys(item.rule for item in chosen)) == list(shown)
    many = [item.raised.article_id for item in chosen if item.rule == "many"]
    assert many == list(range(33 - len(many), 33))


def test_less_than_a_week_gives_no_rate() -> None:
    assert weeks_between(NOW, NOW + timedelta(days=6, hours=23)) is None
    assert weeks_between(NOW, NOW + timedelta(days=14)) == 2.0
    assert weeks_between(None, NOW) is None
