"""An article that was read and that no rule, or not the one that is asked for, matched."""

from datetime import timedelta

import pytest

from monitor.core.retention import Keeping
from monitor.pipeline.prune import Pruner
from monitor.pipeline.why import Candidates, Judging, answer, gather
from tests.pipeline.desk import Desk, entry, rule, rules, story
from tests.pipeline.why.asking import LackKind, Outcome, Step, ask, decided

ARTICLE = "https://news.example/a"
TEXT = "A strike was called at the harbour on Monday.\nTalks about pay go on."


async def read(desk: Desk, *items: str, text: str = TEXT, title: str = "Port at rest") -> None:
    desk.publish(entry("a", text, title=title))
    await desk.open(rules(*items))
    await desk.cycle()


@pytest.mark.parametrize(
    ("expression", "kind", "words"),
    [
        ("strike AND lockout", LackKind.CLAUSE, "needs lockout, which does not occur"),
        (
            "strike AND talk",
            LackKind.CLAUSE,
            'needs talk, which does not occur ("Talks" is there; ~talk finds every form)',
        ),
        ("strike AND (lockout OR sit-in)", LackKind.CLAUSE, "needs lockout or sit-in, none of which occurs"),
        (
            "strike NEAR/2 harbour",
            LackKind.CLAUSE,
            "needs strike NEAR/2 harbour: closest pair 4 words apart in paragraph 1",
        ),
        ("ATLEAST/2(strike)", LackKind.CLAUSE, "needs ATLEAST/2(strike): 1 of 2"),
        ("ANY/2(strike, lockout, sit-in)", LackKind.CLAUSE, "needs ANY/2(strike, lockout, sit-in): 1 of 2: strike"),
        ("port AND TITLE(strike)", LackKind.SCOPE, "needs TITLE(strike): 1 in the body, none in the title"),
        (
            "SENTENCE(strike AND talks)",
            LackKind.SCOPE,
            "needs SENTENCE(strike AND talks): 1 of 2 in a sentence of paragraph 1, without talks",
        ),
        ("strike AND NOT monday", LackKind.NOT, "is taken away by NOT monday: found in paragraph 1"),
        (
            "strike NOT NEAR/9 harbour",
            LackKind.NOT,
            "needs strike NOT NEAR/9 harbour: the only one is within 9 words of harbour",
        ),
        (
            "strike AND lockout AND NOT monday",
            LackKind.CLAUSE,
            "needs lockout, which does not occur, and 1 more clause that does not hold",
        ),
    ],
)
async def test_the_clause_that_a_rule_lacks(desk: Desk, expression: str, kind: LackKind, words: str) -> None:
    await read(desk, rule("strikes", f"'{expression}'"))
    made = ask(desk, ARTICLE, "strikes")

    assert decided(made) == (Step.CLAUSES, kind.value)
    assert made.verdict == f"Not posted: rule strikes {words}."
    assert made.decisive.lines[0].split()[0] == "false"
    assert made.outcome is Outcome.NOT_POSTED
    assert made.remedies[0].partition("rules.yaml:")[2].startswith("4: ")


async def test_a_line_of_where_that_does_not_hold(desk: Desk) -> None:
    await read(desk, rule("strikes", where="{sites: ['*.paper.example'], languages: [de]}"))
    made = ask(desk, ARTICLE, "strikes")

    assert decided(made) == (Step.WHERE, "where")
    assert made.verdict == (
        "Not posted: rule strikes takes only languages de, and the article has en and takes only sites "
        "*.paper.example, and the article has news.example."
    )


async def test_a_line_of_where_and_the_clauses_too(desk: Desk) -> None:
    await read(desk, rule("strikes", "strike AND lockout", where="{tags: [sea]}"))

    assert ask(desk, ARTICLE, "strikes").verdict == (
        "Not posted: rule strikes takes only tags sea, and the article has port; besides, it needs lockout, which does "
        "not occur."
    )


async def test_a_rule_that_is_disabled(desk: Desk) -> None:
    await read(desk, rule("strikes", enabled="false"))
    made = ask(desk, ARTICLE, "strikes")

    assert decided(made) == (Step.RULE, "disabled")
    assert made.verdict == "Not posted: rule strikes is disabled (`enabled: false`)."
    assert made.remedies[0].partition(": ")[2].startswith("remove its line `enabled: false`")


async def test_where_no_rule_matched_the_nearest_decides(desk: Desk) -> None:
    far = [rule(f"far-{number}", "strike AND whale AND otter") for number in range(9)]
    await read(desk, *far, rule("near", "strike AND harbour AND NOT monday"), rule("none", "whale"))
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.CLAUSES, "taken away")
    assert made.verdict == (
        "Not posted: no rule matches; the nearest is near: it is taken away by NOT monday: found in paragraph 1."
    )
    assert [one.rule for one in made.misses] == ["near", "far-0", "far-1", "far-2", "far-3"]
    assert made.misses[1].words == "needs whale, which does not occur, and 1 more clause that does not hold"


async def test_where_nothing_of_any_rule_is_there(desk: Desk) -> None:
    await read(desk, rule("whales", "whale"), rule("otters", "otter AND NOT strike"))
    made = ask(desk, ARTICLE)

    assert decided(made) == (Step.CLAUSES, "no rule")
    assert made.verdict == "Not posted: no rule matches; of 2 rules none has any of its words in it."
    assert made.misses == ()


async def test_a_rule_that_matches_only_as_the_rules_stand_now(desk: Desk) -> None:
    await read(desk, rule("strikes", "lockout"))
    desk.clock.advance(timedelta(hours=1))
    await desk.open(rules(rule("strikes", "lockout OR strike")))
    for made in (ask(desk, ARTICLE), ask(desk, ARTICLE, "strikes")):
        assert decided(made) == (Step.CLAUSES, "matches now")
        assert made.verdict == (
            "Not posted: rule strikes did not match when it was read, 09:00 UTC (rule set 1); it matches as the rules "
            "stand now (rule set 2); articles that were read are not told again."
        )


async def test_a_rule_that_matched_neither_then_nor_now(desk: Desk) -> None:
    await read(desk, rule("strikes", "lockout"))
    await desk.open(rules(rule("strikes", "lockout AND strike")))

    assert ask(desk, ARTICLE, "strikes").verdict == (
        "Not posted: rule strikes did not match when it was read, 09:00 UTC (rule set 1); as the rules stand now (rule "
        "set 2), it needs lockout, which does not occur."
    )


async def test_a_rule_that_matched_then_and_does_not_now(desk: Desk) -> None:
    await read(desk, rule("strikes"))
    await desk.cycle(timedelta(minutes=1))
    await desk.open(rules(rule("strikes", "strike AND lockout")))
    made = ask(desk, ARTICLE)

    assert made.outcome is Outcome.POSTED
    assert [(one.outcome, one.detail) for one in made.stations if one.step is Step.RULE] == [
        ("does not match now", "as the rules stand now, it needs lockout, which does not occur")
    ]


async def test_files_that_no_daemon_has_taken_up(desk: Desk) -> None:
    await read(desk, rule("strikes", "lockout"))
    in_force = desk.book
    await desk.open(rules(rule("strikes")))
    newer = desk.book.rule_set
    with desk.store.transaction() as tx:
        tx.rule_sets.add(in_force.rule_set.digest, now=desk.clock.at)
    made = ask(desk, ARTICLE, rule_set=newer)

    assert "as the rules stand now (the files, which are not in force: no daemon has taken them up)" in made.verdict


async def test_files_that_are_not_in_force_and_do_not_match_either(desk: Desk) -> None:
    await read(desk, rule("strikes", "lockout"))
    in_force = desk.book
    await desk.open(rules(rule("strikes", "lockout AND strike")))
    newer = desk.book.rule_set
    with desk.store.transaction() as tx:
        tx.rule_sets.add(in_force.rule_set.digest, now=desk.clock.at)

    assert ask(desk, ARTICLE, "strikes", rule_set=newer).verdict == (
        "Not posted: rule strikes did not match when it was read, 09:00 UTC (rule set 1); as the rules stand now (the "
        "files, which are not in force: no daemon has taken them up), it needs lockout, which does not occur."
    )


async def test_a_text_that_was_let_go(desk: Desk) -> None:
    await read(desk, rule("strikes", "lockout"))
    desk.clock.advance(timedelta(days=91))
    assert await Pruner(desk.ledger, desk.observer, Keeping(texts=timedelta(days=90))).prune() == 1
    made = ask(desk, ARTICLE, "strikes")

    assert decided(made) == (Step.CLAUSES, "text gone")
    assert made.verdict == (
        "Not posted: rule strikes did not match when it was read, 2026-11-23 09:00 UTC (rule set 1); its text was let "
        "go since (setting `retention`), so nobody can tell which clause failed."
    )
    assert ask(desk, ARTICLE).verdict.startswith("Not posted: no rule matched when it was read, ")
    assert made.stations[-2].detail.endswith("its text was let go (setting `retention`)")


async def test_a_match_is_told_of_though_its_text_was_let_go(desk: Desk) -> None:
    await read(desk, rule("strikes"))
    await desk.cycle(timedelta(minutes=1))
    desk.clock.advance(timedelta(days=91))
    await Pruner(desk.ledger, desk.observer, Keeping(texts=timedelta(days=90))).prune()
    made = ask(desk, ARTICLE)

    assert made.verdict == "Posted to console at 2026-11-23 09:01 UTC by strikes."
    assert any(one.detail == "every clause holds (strike: 1)" for one in made.stations)


async def test_rules_that_cannot_be_read_now(desk: Desk) -> None:
    await read(desk, rule("strikes", "lockout"))
    trace = desk.look(lambda tx: gather(tx, ARTICLE, now=desk.clock.at))
    assert not isinstance(trace, Candidates)
    made = answer(trace, Judging(rule_set=None, trouble="rules.yaml:3:1: unknown key"))

    assert decided(made) == (Step.CLAUSES, "rules unreadable")
    assert made.verdict == (
        "Not posted: no rule matched when it was read, 09:00 UTC (rule set 1); the rules cannot be read now: "
        "rules.yaml:3:1: unknown key."
    )


async def test_of_a_rule_that_is_asked_for_nothing_else_is_told(desk: Desk) -> None:
    await read(desk, rule("strikes"), rule("locks", "strike AND lockout"), text=story("a"))
    await desk.cycle(timedelta(minutes=1))

    assert ask(desk, ARTICLE).outcome is Outcome.POSTED
    made = ask(desk, ARTICLE, "locks")
    assert decided(made) == (Step.CLAUSES, "clause")
    assert {one.rule for one in made.stations} == {"", "locks"}


async def test_of_very_many_rules_that_match_the_first_are_walked_and_the_others_counted(desk: Desk) -> None:
    await read(desk, *(rule(f"r{number}") for number in range(50)))
    await desk.cycle(timedelta(minutes=1))
    made = ask(desk, ARTICLE)

    assert made.verdict == "Posted to console at 09:01 UTC by r0. 49 more outcomes below."
    assert made.stations[-1].detail == "19 more outcomes of rules (`monitor articles show` lists all)"
    assert len({one.rule for one in made.stations}) == 32
