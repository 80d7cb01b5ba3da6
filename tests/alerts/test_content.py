"""What a message says."""

import doctest
from dataclasses import replace

import pytest

from monitor.alerts import content as module
from monitor.alerts.content import compose, reasons_of
from monitor.core.article import Field
from monitor.core.match import Excerpt
from monitor.core.message import Copy, Reason, Severity
from monitor.core.outbox import MatchOutcome
from tests.alerts.rows import NOW, alert, article, match, rule


def test_the_first_article_leads_and_the_others_are_copies() -> None:
    found = [
        match("a", 1, of=article(1, site="First Post")),
        match("a", 2, of=article(2)),
        match("b", 3, of=article(2), article_id=2),
        match("a", 4, of=article(4), outcome=MatchOutcome.COUNTED_ONLY),
        match("a", 5, of=article(5), outcome=MatchOutcome.SHADOW),
    ]

    message = compose(alert("a"), [], found, {"a": rule("a")})

    assert (message.title, message.url, message.source) == (
        "Headline 1",
        "https://www.site1.example/news/1",
        "First Post",
    )
    assert (message.language, message.published_at, message.found_at) == ("en", article(1).published_at, NOW)
    assert message.copies == (
        Copy("site2.example", "https://www.site2.example/news/2", "Headline 2"),
        Copy("site4.example", "https://www.site4.example/news/4", "Headline 4"),
    )


def test_the_first_article_is_the_first_that_the_leading_rule_matches() -> None:
    message = compose(alert("a"), [], [match("b", 1), match("a", 2), match("a", 3)], {})

    assert message.title == "Headline 2"
    assert [copy.title for copy in message.copies] == ["Headline 1", "Headline 3"]


def test_a_match_from_when_the_rule_was_a_shadow_does_not_lead() -> None:
    found = [match("a", 1, outcome=MatchOutcome.SHADOW), match("a", 2)]

    assert compose(alert("a"), [], found, {}).title == "Headline 2"


def test_three_excerpts_are_shown_and_the_rest_counted() -> None:
    passages = tuple(Excerpt(f"Passage {number}.", ((0, 7),)) for number in range(5))

    message = compose(alert("a"), [], [match("a", excerpts=passages)], {})

    assert message.excerpts == passages[:3]
    assert message.more_excerpts == 2


def test_excerpts_of_merged_rules_fill_up_and_equal_passages_join_their_marks() -> None:
    own = match("a", 1, excerpts=(Excerpt("Coal moved north.", ((0, 4),)),))
    other = match(
        "b",
        2,
        article_id=1,
        excerpts=(Excerpt("Coal moved north.", ((0, 4), (3, 10))), Excerpt("Relief was offered.", ((0, 6),))),
    )

    message = compose(alert("a"), [alert("b", 2)], [own, other], {})

    assert message.excerpts == (
        Excerpt("Coal moved north.", ((0, 10),)),
        Excerpt("Relief was offered.", ((0, 6),)),
    )
    assert message.also_matched == ("b",)


def test_the_headline_is_an_excerpt_only_where_there_is_no_other() -> None:
    headline, passage = Excerpt("Headline 1", ((0, 8),), Field.TITLE), Excerpt("Coal moved north.", ((0, 4),))

    both = compose(alert("a"), [], [match("a", excerpts=(headline, passage))], {})
    alone = compose(alert("a"), [], [match("a", excerpts=(headline,))], {})

    assert (both.excerpts, both.more_excerpts) == ((passage,), 0)
    assert alone.excerpts == (headline,)


def test_reasons_count_by_clause_and_name_each_text_once() -> None:
    spans = (
        ("@north", "Pyongyang"),
        ("relief", "Relief"),
        ("@north", "the North"),
        ("@north", "The North"),
        ("relief", "relief"),
        ("relief", "relief"),
    )

    assert reasons_of(match("a", spans=spans).match) == (
        Reason("@north", 3, ("the North", "Pyongyang")),
        Reason("relief", 3, ("relief",)),
    )


@pytest.mark.parametrize(
    ("severity", "mention"),
    [(Severity.LOW, None), (Severity.NORMAL, None), (Severity.HIGH, "@here"), (Severity.CRITICAL, "@here")],
)
def test_a_mention_is_kept_for_what_is_urgent(severity: Severity, mention: str | None) -> None:
    known = rule("a", severity=severity, mention="@here")

    assert compose(alert("a", severity=severity), [], [match("a")], {"a": known}).mention == mention


def test_the_title_of_the_rule_is_the_one_in_force() -> None:
    known = replace(rule("a"), title="Coal watch")

    assert compose(alert("a"), [], [match("a")], {"a": known}).rule_title == "Coal watch"


def test_the_examples_hold() -> None:
    assert doctest.testmod(module).failed == 0
