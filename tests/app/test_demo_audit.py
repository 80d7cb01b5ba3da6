"""The audit: everything expected exactly once, nothing else, no junk."""

import doctest

from monitor.app.demo import audit as module
from monitor.app.demo.audit import (
    Expected,
    Shown,
    audit,
    catches_plants,
    expectations,
    planted_double,
    planted_loss,
)
from monitor.app.demo.content import load_content

TALKS = Expected(rule="relief", channel="#desk", headlines=("Relief first", "A written offer"))
RATES = Expected(rule="rates", channel="#desk", headlines=("Rates fall",))
TALKS_TOLD = Shown(rule="relief", channel="#desk", headline="A written offer", text="coal and oil")
RATES_TOLD = Shown(rule="rates", channel="#desk", headline="Rates fall", text="a quarter point")


def test_everything_once_is_clean() -> None:
    assert audit([TALKS, RATES], [RATES_TOLD, TALKS_TOLD]).clean


def test_a_missing_message_is_lost() -> None:
    seen = audit([TALKS, RATES], [TALKS_TOLD])

    assert seen.lost == (RATES,)
    assert seen.faults() == ["lost: rates in #desk: Rates fall never arrived"]


def test_two_messages_of_one_story_are_a_double_whatever_their_headlines() -> None:
    other_copy = Shown(rule="relief", channel="#desk", headline="Relief first")

    assert audit([TALKS, RATES], [TALKS_TOLD, RATES_TOLD, other_copy]).doubled == (TALKS,)


def test_a_known_headline_in_another_channel_is_unexpected_and_does_not_count() -> None:
    elsewhere = Shown(rule="rates", channel="#other", headline="Rates fall")

    seen = audit([RATES], [elsewhere])

    assert seen.lost == (RATES,)
    assert seen.unexpected == (elsewhere,)


def test_a_known_headline_under_another_rule_is_unexpected() -> None:
    mistaken = Shown(rule="relief", channel="#desk", headline="Rates fall")

    assert audit([RATES], [RATES_TOLD, mistaken]).unexpected == (mistaken,)


def test_a_message_that_leaves_out_a_rule_it_should_name_is_not_the_expected_one() -> None:
    both = Expected(rule="rates", channel="#desk", headlines=("Rates fall",), also=frozenset({"banks"}))

    seen = audit([both], [RATES_TOLD])

    assert seen.lost == (both,)
    assert seen.faults()[0] == "lost: rates with banks in #desk: Rates fall never arrived"


def test_junk_in_a_message_is_told() -> None:
    leaky = Shown(rule="rates", channel="#desk", headline="Rates fall", text="Subscribe to our newsletter")

    seen = audit([RATES], [leaky], junk=("newsletter", "{{"))

    assert seen.leaked == ("newsletter",)
    assert not seen.clean


def test_plants_are_caught() -> None:
    assert catches_plants([TALKS, RATES], [TALKS_TOLD, RATES_TOLD]) == (True, True)
    assert audit([TALKS, RATES], planted_double([TALKS_TOLD, RATES_TOLD])).doubled == (RATES,)
    assert audit([TALKS, RATES], planted_loss([TALKS_TOLD, RATES_TOLD])).lost == (RATES,)


def test_nothing_can_be_planted_where_nothing_was_told() -> None:
    assert catches_plants([TALKS], []) == (False, False)


def test_the_copies_of_a_story_are_one_expectation() -> None:
    expected = expectations(load_content().pieces, "#desk")

    talks = [alert for alert in expected if alert.rule == "dprk-sanctions-relief"]
    assert [len(alert.headlines) for alert in talks] == [3]
    assert {alert.channel for alert in expected} == {"#desk"}


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(module).failed == 0
