"""Asks a desk why, as `monitor why` does."""

from monitor.matching import LackKind
from monitor.pipeline.why import Answer, Candidates, Judging, Outcome, Period, Step, answer, gather
from monitor.rules.model import RuleSet
from tests.pipeline.desk import Desk

__all__ = ["LackKind", "Outcome", "Step", "ask", "decided"]


def ask(
    desk: Desk, url: str, only: str = "", *, period: Period | None = None, rule_set: RuleSet | None = None
) -> Answer:
    """Return the answer as of now; whatever it is, exactly one station decided."""
    trace = desk.look(lambda tx: gather(tx, url, now=desk.clock.now()))
    assert not isinstance(trace, Candidates), trace
    made = answer(trace, Judging(rule_set=rule_set or desk.book.rule_set, only=only), period=period)
    assert sum(station.decided for station in made.stations) == 1
    assert made.verdict.count("\n") == 0
    assert made.verdict.endswith((".", "below."))
    return made


def decided(made: Answer) -> tuple[Step, str]:
    """Return the step that decided, and what it came to."""
    return made.decisive.step, made.decisive.outcome
